// A large corpus: the page carries a fair sample, says so, stays small, and its numbers are of all messages.

import assert from "node:assert/strict";
import {statSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {launch, open, table} from "./browser.js";
import {large} from "./corpora.js";

let browser, output;
before(async () => {
  browser = await launch();
  output = large(10_000, "[report]\nmessages = 1000\nterms = 20\n[analysis]\nreplicates = 99\n");
});
after(() => browser.close());

test("the sample is fair, and the numbers are of all messages", async () => {
  const report = join(output, "report.html");
  assert.ok(statSync(report).size < 3e6, String(statSync(report).size));
  const {page, check, close} = await open(browser, {file: report});
  const lead = await page.textContent(".sampled");
  const [, carried] = lead.match(/a fair sample of ([\d,]+) of the 10,000 messages/);
  const number = Number(carried.replace(",", ""));
  assert.ok(number <= 1000 && number > 500, carried);
  const rows = table("theme_frequency", output).rows;
  for (const row of rows) {
    await page.evaluate((show) => (location.hash = new URLSearchParams({show}).toString()), `theme:${row.period}:${row.theme}`);
    await page.waitForFunction((title) => document.querySelector("#evidence h2")?.textContent === title, `${row.label}, ${row.period}`);
    assert.ok((await page.textContent("#evidence .words")).includes(`in ${Number(row.messages).toLocaleString("en")} of 2,000 messages`));
    const note = await page.textContent("#evidence .count");
    const [, shown] = note.match(/^(\d+) messages?/);
    const whole = Number(row.messages);
    // Each theme and year keeps 50 messages (1000 in 20 cells), or all that it has.
    assert.ok(Number(shown) >= Math.min(50, whole), `${row.theme} ${row.period}: ${shown} of ${whole}`);
    assert.equal(note.includes("carries a sample"), Number(shown) < whole);
  }
  await page.keyboard.press("Escape");
  assert.equal(await page.$$eval("#known-terms option", (all) => all.length), 20);
  assert.ok((await page.textContent("#messages [role=status]")).includes(`of the sample of`));
  check();
  await close();
});

test("with tens of thousands of messages the page opens and searches quickly", async () => {
  const file = join(large(20_000, "[report]\nmessages = 20000\n[output]\ncharts = []\n[analysis]\nreplicates = 19\n"), "report.html");
  const began = Date.now();
  const {page, check, close} = await open(browser, {file});
  assert.ok(Date.now() - began < 10_000, `opens in ${Date.now() - began} ms`);
  for (const pattern of ["trust ~5 norm*", "*a*", "/.*(o|e)+.*/", "people network"]) {
    const start = Date.now();
    await page.evaluate((q) => (location.hash = new URLSearchParams({q}).toString()), pattern);
    await page.waitForFunction((q) => document.querySelector('[data-key="q"]').value === q && /match/.test(document.querySelector("#messages [role=status]").textContent), pattern);
    assert.ok(Date.now() - start < 3_000, `${pattern}: ${Date.now() - start} ms`);
  }
  const start = Date.now();
  await page.fill('[data-key="term"]', "people network");
  await page.waitForSelector("#terms .kwic tbody tr");
  assert.ok(Date.now() - start < 3_000, `the term: ${Date.now() - start} ms`);
  check();
  await close();
});
