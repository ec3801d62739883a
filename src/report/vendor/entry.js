// The parts of Observable Plot and d3 that the report uses. Whatever is not named here is not in the page.
export {axisX, axisY, barX, cell, dot, gridX, gridY, link, lineY, plot, ruleX, ruleY, text} from "@observablehq/plot";
export {forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY} from "d3-force";
