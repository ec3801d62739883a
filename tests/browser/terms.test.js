// Terms: those of several words, and the scatter between two periods.

import assert from "node:assert/strict";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {launch, open, table} from "./browser.js";
import {rowsOf, tricky} from "./corpora.js";

let browser, output;
before(async () => {
  browser = await launch();
  output = tricky();
});
after(() => browser.close());

const linesOf = (page) => page.$$eval("#terms .kwic tbody tr", (all) => all.length);
const typed = async (page, term) => {
  await page.fill('[data-key="term"]', term);
  await page.waitForFunction((wanted) => new URLSearchParams(location.hash.slice(1)).get("term") === wanted, term);
};

test("terms of several words are found with their counts and lines", async () => {
  const {page, check, close} = await open(browser, {file: join(output, "report.html")});
  const rows = table("term_frequency", output).rows;
  const longer = [...new Set(rows.filter(({term}) => term.includes(" ")).map(({term}) => term))];
  assert.ok(longer.length > 5);
  for (const term of longer) {
    const ofTerm = rows.filter((row) => row.term === term);
    await typed(page, ofTerm[0].label);
    const labels = await page.$$eval("#terms .term-found .point", (all) => all.map((point) => point.getAttribute("aria-label")));
    for (const {label, period, count} of ofTerm) assert.ok(labels.some((text) => text.startsWith(`${label}, ${period}; ${count} occurrence`)), `${label}: ${labels}`);
    assert.equal(await linesOf(page), ofTerm.reduce((sum, {count}) => sum + Number(count), 0), term);
  }
  check();
  await close();
});

test("words in a row that are no term are found as a pattern, and lead to their messages", async () => {
  const {page, check, close} = await open(browser);
  await typed(page, "human rights");
  const found = rowsOf(new URL("../..", import.meta.url).pathname, "kwic", "human rights");
  assert.equal(await linesOf(page), found.length);
  assert.ok((await page.textContent("#terms .term-found")).includes("No term of this page: found as a pattern"));
  const points = await page.$$("#terms .term-found .point");
  const last = found.filter(({period}) => period === "2020");
  await points[points.length - 1].click();
  assert.equal(await page.textContent("#evidence h2"), "human rights, 2020");
  assert.deepEqual(await page.$$eval("#evidence article", (all) => all.map(({dataset}) => dataset.message)), [...new Set(last.map(({message}) => message))]);
  assert.equal((await page.$$("#evidence mark")).length, last.length);
  check();
  await close();
});

test("a point of a term opens the messages that it counts", async () => {
  const {page, check, close} = await open(browser);
  for (const name of ["online", "privacy", "government"]) {
    await typed(page, name);
    const rows = table("term_frequency").rows.filter(({label}) => label === name);
    for (const [at, row] of rows.entries()) {
      const label = await page.$$eval("#terms .term-found .point", (all, period) => all.findIndex((point) => point.getAttribute("aria-label").includes(`, ${period};`)), row.period);
      await (await page.$$("#terms .term-found .point"))[label].click();
      assert.equal(await page.textContent("#evidence h2"), `${name}, ${row.period}`, String(at));
      assert.equal((await page.$$("#evidence article")).length, Number(row.messages), `${name} ${row.period}`);
      assert.equal((await page.$$("#evidence mark")).length, Number(row.count), `${name} ${row.period}`);
      await page.keyboard.press("Escape");
    }
  }
  check();
  await close();
});

for (const width of [1280, 375]) {
  test(`the scatter shows the terms of two periods, with names that do not overlap: ${width} px`, async () => {
    const {page, check, close} = await open(browser, {viewport: {width, height: 900}});
    await page.selectOption('[data-key="sfrom"]', "2012");
    await page.selectOption('[data-key="sto"]', "2017");
    const rows = table("term_frequency").rows;
    const points = await page.$$eval("#terms .scatter .point", (all) => all.map((point) => point.getAttribute("aria-label")));
    assert.ok(points.length > 200, String(points.length));
    const rate = (label, period) => Number(rows.find((row) => row.label === label && row.period === period)?.per_1000_tokens ?? 0);
    for (const point of points.slice(0, 20)) {
      const [, label, before, after] = point.match(/^(.*?); ([\d.]+) per 1,000 words in 2012, ([\d.]+) in 2017/);
      assert.equal(before, rate(label, "2012").toFixed(2), point);
      assert.equal(after, rate(label, "2017").toFixed(2), point);
    }
    const boxes = await page.$$eval("#terms .scatter .labels text", (all) => all.map((text) => {
      const {left, right, top, bottom} = text.getBoundingClientRect();
      return {name: text.textContent, left, right, top: top + 2, bottom: bottom - 2};
    }));
    assert.ok(boxes.length >= (width > 500 ? 15 : 6), String(boxes.length));
    const chart = await page.$eval("#terms .scatter svg", (svg) => svg.getBoundingClientRect().toJSON());
    for (const [at, box] of boxes.entries()) {
      assert.ok(box.left >= chart.left && box.right <= chart.right, box.name);
      for (const other of boxes.slice(at + 1)) {
        assert.ok(box.left >= other.right || other.left >= box.right || box.top >= other.bottom || other.top >= box.bottom, `${box.name} and ${other.name}`);
      }
    }
    const reached = page.locator("#terms .scatter .point[tabindex='0']");
    await reached.press("ArrowRight");
    await reached.press("Enter");
    const [second] = points[1].split(";");
    assert.equal(await page.inputValue('[data-key="term"]'), second);
    await page.click("#terms .scatter summary:has-text('The numbers')");
    assert.equal((await page.$$("#terms .scatter tbody tr")).length, points.length);
    check();
    await close();
  });
}
