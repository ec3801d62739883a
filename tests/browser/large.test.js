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
  const [, carried] = lead.match(/a fair sample of (\d+) of the 10000 messages/);
  assert.ok(Number(carried) <= 1000 && Number(carried) > 500, carried);
  const rows = table("theme_frequency", output).rows;
  for (const row of rows) {
    await page.evaluate((show) => (location.hash = new URLSearchParams({show}).toString()), `theme:${row.period}:${row.theme}`);
    await page.waitForFunction((title) => document.querySelector("#evidence h2")?.textContent === title, `${row.label}, ${row.period}`);
    assert.ok((await page.textContent("#evidence .words")).includes(`in ${row.messages} of 2,000 messages`));
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
