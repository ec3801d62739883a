// Periods that are no years: in their order, at their places, in addresses; and a long series.

import assert from "node:assert/strict";
import {statSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {fixed, launch, open, table} from "./browser.js";
import {TERMS, long, named, quarters} from "./corpora.js";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const options = (page, key) => page.$$eval(`[data-key="${key}"] option`, (all) => all.map(({value}) => value));

test("quarters stand in their order and as far apart as they are", async () => {
  const output = quarters();
  const report = join(output, "report.html");
  const {page, check, close} = await open(browser, {file: report});
  const labels = ["2022-Q1", "2022-Q2", "2022-Q4", "2023-Q1"];
  assert.deepEqual(await options(page, "mperiod"), ["", ...labels]);
  assert.deepEqual(await options(page, "from"), labels.slice(0, -1));
  assert.ok((await page.textContent(".lead")).includes("4 periods (2022-Q1, 2022-Q2, 2022-Q4, 2023-Q1)"));
  const rows = table("theme_frequency", output).rows.filter(({theme}) => theme === "trust");
  const points = await page.$$('#trends [data-theme="trust"] .point');
  const words = await Promise.all(points.map((point) => point.getAttribute("aria-label")));
  assert.deepEqual(words.map((text) => text.split(";")[0]), labels.map((label) => `Trust, ${label}`));
  rows.forEach((row, at) => assert.ok(words[at].includes(`${fixed(row.per_1000_tokens)} mentions per 1,000 words`), words[at]));
  const places = await Promise.all(points.map(async (point) => (await point.boundingBox()).x));
  const step = places[1] - places[0];
  assert.ok(Math.abs(places[2] - places[1] - 2 * step) < 1 && Math.abs(places[3] - places[2] - step) < 1, String(places));
  await page.selectOption('[data-key="from"]', "2022-Q2");
  await page.selectOption('[data-key="to"]', "2022-Q4");
  await points[2].click();
  const hash = await page.evaluate(() => location.hash);
  const messages = table("messages", output).rows.filter(({period, themes}) => period === "2022-Q4" && themes.split(";").includes("trust"));
  const articles = (page) => page.$$eval("#evidence article", (all) => all.map((article) => article.dataset.message));
  assert.deepEqual(await articles(page), messages.map(({message}) => message));
  const again = await open(browser, {file: report, hash});
  assert.deepEqual(await articles(again.page), messages.map(({message}) => message));
  assert.deepEqual(await again.page.$$eval('[data-key="from"], [data-key="to"]', (all) => all.map(({value}) => value)), ["2022-Q2", "2022-Q4"]);
  check();
  again.check();
  await close();
  await again.close();
});

test("names of periods may hold anything", async () => {
  const output = named();
  const report = join(output, "report.html");
  const {page, check, close} = await open(browser, {file: report});
  assert.deepEqual(await options(page, "period"), TERMS);
  const [before, later] = table("theme_frequency", output).rows.filter(({theme}) => theme === "trust");
  await page.click("#change .point >> nth=0");
  assert.ok((await page.textContent("#evidence h2")).endsWith(`, ${TERMS[0]} and ${TERMS[1]}`));
  await page.keyboard.press("Escape");
  await page.click('#trends [data-theme="trust"] .point >> nth=1');
  assert.equal(await page.textContent("#evidence h2"), `Trust, ${TERMS[1]}`);
  assert.equal((await page.$$("#evidence article")).length, Number(later.messages));
  const again = await open(browser, {file: report, hash: await page.evaluate(() => location.hash)});
  assert.equal(await again.page.textContent("#evidence h2"), `Trust, ${TERMS[1]}`);
  await page.keyboard.press("Escape");
  const span = page.locator("#findings button[data-show]", {hasText: `in ${TERMS[0]}`}).first();
  await span.click();
  assert.ok((await page.textContent("#evidence h2")).endsWith(`, ${TERMS[0]}`));
  assert.ok(Number(before.messages) > 0);
  check();
  again.check();
  await close();
  await again.close();
});

test("a long series stays small and usable", async () => {
  const output = long(120);
  const report = join(output, "report.html");
  assert.ok(statSync(report).size < 4e6, String(statSync(report).size));
  const {page, check, close} = await open(browser, {file: report});
  assert.ok((await page.textContent(".lead")).includes("120 years (1790 to 1909)"));
  // What is compared are stretches of the series: they are offered as they are, and lead to their messages.
  const pairs = new Set(table("theme_change", output).rows.map((row) => `${row.from_period} ${row.to_period}`));
  const [from] = await options(page, "from");
  const [to] = await options(page, "to");
  assert.ok(pairs.has(`${from} ${to}`), `${from} ${to}`);
  await page.click("#change .point >> nth=0");
  assert.ok((await page.textContent("#evidence h2")).endsWith(`, ${from} and ${to}`));
  assert.ok((await page.$$("#evidence article")).length > 0);
  await page.keyboard.press("Escape");
  const ticks = await page.$$eval("#trends .panel:first-child svg text", (all) => all.map((text) => text.textContent).filter((text) => /^1[789]\d\d$/.test(text)));
  assert.ok(ticks.length >= 2 && ticks.length < 12, String(ticks));
  for (const width of [375, 1280]) {
    await page.setViewportSize({width, height: 800});
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, String(width));
  }
  check();
  await close();
});
