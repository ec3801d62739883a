// Downloads: tables as CSV, with the bytes that the run writes; charts as SVG and PNG.

/** A number as the tables of the run write it: the shortest digits, with a point. */
function csvNumber(value) {
  if (Object.is(value, -0)) return "-0.0";
  const [digits, exponent] = Math.abs(value).toExponential().split("e");
  const sign = value < 0 ? "-" : "";
  const mantissa = digits.replace(".", "");
  const point = Number(exponent) + 1;
  if (value === 0) return "0.0";
  if (point > 0 && point <= 16) {
    if (mantissa.length <= point) return `${sign}${mantissa.padEnd(point, "0")}.0`;
    return `${sign}${mantissa.slice(0, point)}.${mantissa.slice(point)}`;
  }
  if (point > -5 && point <= 0) return `${sign}0.${"0".repeat(-point)}${mantissa}`;
  const rest = mantissa.length > 1 ? `.${mantissa.slice(1)}` : "";
  return `${sign}${mantissa[0]}${rest}e${point - 1}`;
}

/** A cell: quoted where it must be, and no formula for a spreadsheet. */
function csvCell(value, kind) {
  if (value === null || value === undefined) return "";
  if (kind === "number") return csvNumber(value);
  if (kind === "integer") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as CSV. `fields` are `[name, kind]`. */
function csvText(fields, rows) {
  const lines = rows.map((row) => fields.map(([name, kind]) => csvCell(row[name], kind)).join(","));
  return [fields.map(([name]) => csvCell(name, "string")).join(","), ...lines, ""].join("\n");
}

/** Hands a file to the reader. */
function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A button for a table of the run, whole or in part. */
function csvButton(name, rows = () => rowsOf(name), file = name) {
  const table = DATA.tables[name];
  return el("button", {
    type: "button", "data-csv": file, title: `${table.title} As in ${name}.csv.`,
    click: () => save(`${file}.csv`, "text/csv", csvText(table.fields, rows())),
  }, "CSV");
}

const DRAWN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "opacity", "font-family",
  "font-size", "font-weight", "text-anchor", "font-variant", "white-space"];

/** A chart of the page as an SVG document that needs no style sheet. */
function svgText(svg) {
  const copy = svg.cloneNode(true);
  const { width, height } = svg.viewBox.baseVal;
  const copies = [copy, ...copy.querySelectorAll("*")];
  [svg, ...svg.querySelectorAll("*")].forEach((element, place) => {
    const style = getComputedStyle(element);
    for (const name of DRAWN) copies[place].setAttribute(name, style.getPropertyValue(name));
    for (const name of ["tabindex", "role", "class", "style"]) copies[place].removeAttribute(name);
  });
  copy.querySelectorAll("style, [data-hit]").forEach((element) => element.remove());
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const background = getComputedStyle(document.body).backgroundColor;
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: background })) paper.setAttribute(name, value);
  copy.prepend(paper);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
}

/** The picture of an SVG document as PNG, three pixels a point. */
async function pngOf(address, scale = 3) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(image.naturalWidth * scale);
  canvas.height = Math.ceil(image.naturalHeight * scale);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Buttons for the chart that `svg` gives. */
function chartButtons(name, svg) {
  const address = (text) => `data:image/svg+xml,${encodeURIComponent(text)}`;
  return [
    el("button", { type: "button", "data-svg": name, click: () => save(`${name}.svg`, "image/svg+xml", svgText(svg())) }, "SVG"),
    el("button", {
      type: "button", "data-png": name,
      click: async () => save(`${name}.png`, "image/png", await pngOf(address(svgText(svg())))),
    }, "PNG"),
  ];
}

/** Buttons for the charts for print of a part of the page, with their exact bytes. */
function stillButtons(section) {
  const figures = [...document.querySelectorAll(`#${section} figure.still`)];
  if (figures.length === 0) return null;
  const row = (figure) => {
    const name = figure.dataset.chart;
    const image = figure.querySelector("img");
    const text = () => decodeURIComponent(image.getAttribute("src").slice("data:image/svg+xml,".length));
    return el("li", {}, `${name} `,
      el("button", { type: "button", "data-svg": name, click: () => save(`${name}.svg`, "image/svg+xml", text()) }, "SVG"), " ",
      el("button", { type: "button", "data-png": name, click: async () => save(`${name}.png`, "image/png", await pngOf(image.src, 4)) }, "PNG"));
  };
  const details = unfolding(`Charts for print (${figures.length})`, () => el("ul", {}, figures.map(row)));
  details.className = "stills";
  return details;
}
