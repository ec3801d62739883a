// On paper stand the brief and what was chosen, without controls.

import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {launch, open} from "./browser.js";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const pagesOf = async (page) => (await page.pdf({format: "A4", preferCSSPageSize: true})).toString("latin1").match(/\/Type\s*\/Page\b/g).length;
const printed = (page) => page.$$eval("main > section", (all) => all.filter((section) => section.checkVisibility()).map(({id}) => id));

test("by itself the brief is printed, on one page", async () => {
  const {page, check, close} = await open(browser);
  await page.emulateMedia({media: "print"});
  assert.deepEqual(await printed(page), ["brief"]);
  assert.equal(await pagesOf(page), 1);
  check();
  await close();
});

test("a view that is chosen is printed as it stands, and a link prints the same", async () => {
  const {page, check, close} = await open(browser);
  await page.selectOption('[data-key="theme"]', "trust");
  assert.ok((await page.textContent(".print-tools")).includes("Prints the brief and Trends."));
  assert.equal(await page.isChecked('[data-print="trends"]'), true);
  await page.emulateMedia({media: "print"});
  assert.deepEqual(await printed(page), ["brief", "trends"]);
  assert.equal(await page.$$eval("#trends .panel svg", (all) => all.filter((svg) => svg.checkVisibility()).length), 1);
  assert.equal(await page.$$eval("main button:not(.link), main summary, .contents, .tools", (all) => all.filter((element) => element.checkVisibility()).length), 0);
  assert.ok((await pagesOf(page)) <= 2);
  const again = await open(browser, {hash: await page.evaluate(() => location.hash)});
  await again.page.emulateMedia({media: "print"});
  assert.deepEqual(await printed(again.page), ["brief", "trends"]);
  await page.emulateMedia({media: "screen"});
  await page.uncheck('[data-print="trends"]');
  await page.check('[data-print="findings"]');
  await page.emulateMedia({media: "print"});
  assert.deepEqual(await printed(page), ["brief", "findings"]);
  check();
  again.check();
  await close();
  await again.close();
});

test("what a reader unfolds and the messages that are open are printed", async () => {
  const {page, check, close} = await open(browser);
  await page.click("#cooccurrence summary:has-text('The numbers')");
  await page.click("#findings button[data-show] >> nth=0");
  const first = await page.textContent("#evidence article .text");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({media: "print"});
  assert.deepEqual(await printed(page), ["brief", "cooccurrence"]);
  assert.ok(await page.$eval("#cooccurrence table", (table) => table.checkVisibility()));
  assert.ok((await page.innerText("#opened")).includes(first.slice(0, 60)));
  assert.equal(await page.$eval("#evidence", (dialog) => dialog.checkVisibility()), false);
  // The patterns stand on paper below the texts.
  assert.ok(await page.$eval("#opened .found-by", (list) => list.checkVisibility()));
  check();
  await close();
});
