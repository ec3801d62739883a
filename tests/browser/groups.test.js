// Groups beside each other: rates, contrasts, changes, and the messages behind them.

import assert from "node:assert/strict";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {download, fixed, launch, open, table} from "./browser.js";
import {GROUPS, grouped} from "./corpora.js";

let browser, output, report;
before(async () => {
  browser = await launch();
  output = grouped();
  report = join(output, "report.html");
});
after(() => browser.close());

const squeezed = (text) => text.replace(/\s+/g, " ");
const signed = (text) => (/^(?:−|0\.0$)/.test(fixed(text)) ? fixed(text) : `+${fixed(text)}`);

test("the rates of groups lead to the messages of each", async () => {
  const {page, check, close} = await open(browser, {file: report});
  await page.selectOption('[data-key="gtheme"]', "trust");
  const rows = table("group_frequency", output).rows.filter(({theme}) => theme === "trust");
  assert.equal(rows.length, 9);
  const points = await page.$$eval("#groups .rates .point", (all) => all.map((point) => point.getAttribute("aria-label")));
  assert.equal(points.length, rows.length);
  for (const row of rows) {
    const wanted = `Trust, ${row.group}, ${row.period}; ${fixed(row.per_1000_tokens)} mentions per 1,000 words`;
    assert.ok(points.some((label) => label.startsWith(wanted)), wanted);
  }
  const at = points.findIndex((label) => label.startsWith("Trust, south, 2019"));
  await page.focus("#groups .point[tabindex='0']");
  for (let step = 0; step < at; step += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  assert.equal(await page.textContent("#evidence h2"), "Trust, south, 2019");
  const wanted = table("messages", output).rows.filter(({document, themes}) => document === "2019-1" && themes.split(";").includes("trust"));
  const articles = (page) => page.$$eval("#evidence article", (all) => all.map((article) => article.dataset.message));
  assert.deepEqual(await articles(page), wanted.map(({message}) => message));
  const again = await open(browser, {file: report, hash: await page.evaluate(() => location.hash)});
  assert.deepEqual(await articles(again.page), wanted.map(({message}) => message));
  check();
  again.check();
  await close();
  await again.close();
});

test("two groups are chosen, and the contrasts are those of the table", async () => {
  const {page, check, close} = await open(browser, {file: report});
  await page.selectOption('[data-key="gtheme"]', "trust");
  for (const {group_a: a, group_b: b} of table("group_contrast", output).rows.filter(({period, theme}) => period === "" && theme === "trust")) {
    await page.selectOption('[data-key="ga"]', a);
    await page.selectOption('[data-key="gb"]', b);
    const text = squeezed(await page.textContent("#groups"));
    for (const row of table("group_contrast", output).rows.filter((each) => each.group_a === a && each.group_b === b && each.theme === "trust")) {
      const name = row.period === "" ? "All years, each weighted alike" : row.period;
      const wanted = `${name}${fixed(row.rate_a)}${fixed(row.rate_b)}${signed(row.difference)}`;
      assert.ok(text.includes(wanted), `${a} ${b}: ${wanted}`);
    }
    // What makes them hard to compare stands beside the pictures.
    const flags = table("group_comparability", output).rows.find(({group, flags}) => group === a && flags !== "");
    if (flags !== undefined) assert.ok(text.includes(flags.flags.split("; ")[0]), flags.flags);
  }
  const row = table("group_divergence", output).rows.find(({theme, difference}) => theme === "trust" && difference !== "");
  await page.selectOption('[data-key="ga"]', row.group_a);
  await page.selectOption('[data-key="gb"]', row.group_b);
  await page.selectOption('[data-key="gfrom"]', row.from_period);
  await page.selectOption('[data-key="gto"]', row.to_period);
  const said = await page.textContent("#groups");
  assert.ok(said.includes(`from ${row.from_period} to ${row.to_period}: ${signed(row.change_a)} mentions per 1,000 words in ${row.group_a}, ${signed(row.change_b)} in ${row.group_b}. The difference of these changes is ${signed(row.difference)}`), said);
  assert.equal(await page.$$eval("#groups b", (all) => all.length), 0);
  assert.ok(GROUPS.every((group) => said.includes(group)));
  const {bytes} = await download(page, () => page.click('#groups [data-csv^="group_contrast"]'));
  const all = table("group_contrast", output).text.split("\n");
  for (const line of bytes.toString("utf8").split("\n")) assert.ok(all.includes(line), line);
  check();
  await close();
});

test("on a phone each group has a picture of its own", async () => {
  const {page, check, close} = await open(browser, {file: report, viewport: {width: 375, height: 800}, hasTouch: true, isMobile: true});
  assert.equal((await page.$$("#groups .rates svg")).length, GROUPS.length);
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 375);
  check();
  await close();
});

test("without scripts there is a table of the groups", async () => {
  const {page, check, close} = await open(browser, {file: report, javaScriptEnabled: false});
  assert.ok((await page.innerText("#groups")).includes("over all years, each weighted alike"));
  check();
  await close();
});
