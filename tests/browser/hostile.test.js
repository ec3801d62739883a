// Texts that try to break out are shown as text, and nothing runs.

import assert from "node:assert/strict";
import {readFileSync, statSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {download, launch, open, table} from "./browser.js";
import {DEFINITION, DOCUMENT_TITLE, EVENT, FILE, HOSTILE, ID, LABEL, TITLE, hostile} from "./corpora.js";

const shown = (text) => text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu, (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
const squeezed = (text) => text.replace(/\s+/g, " ").trim();

let browser, output, report;
before(async () => {
  browser = await launch();
  output = hostile();
  report = join(output, "report.html");
});
after(() => browser.close());

test("the page stays small", () => assert.ok(statSync(report).size < 3e6, String(statSync(report).size)));

test("nothing runs and everything is shown as text", async () => {
  const {page, check, close} = await open(browser, {file: report});
  assert.equal(await page.title(), `${TITLE} – how themes shift`);
  assert.equal(await page.textContent("h1"), TITLE);
  const text = squeezed(await page.evaluate(() => document.querySelector("main").textContent));
  for (const part of [LABEL, DEFINITION, FILE, shown(DOCUMENT_TITLE), EVENT, ID.replaceAll("'", "’"), "<i>kind</i>"]) {
    assert.ok(text.includes(squeezed(part)), part);
  }
  const messages = (await page.$$eval("#messages .text", (all) => all.map((each) => each.textContent))).map(squeezed);
  assert.equal(messages.length, 18);
  for (const message of HOSTILE) assert.ok(messages.some((each) => each.startsWith(squeezed(shown(message)))), message);
  // Nothing of a text became an element.
  assert.equal(await page.$$eval("main script, main iframe, main a[href^='javascript'], main [onerror], main [onload], main b, main i, main u", (all) => all.length), 0);
  assert.equal(await page.$$eval("main img", (all) => all.filter((image) => !/^data:image\/(svg\+xml,|png;base64,)/.test(image.src)).length), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  check();
  await close();
});

test("views, messages, links and downloads work with such names", async () => {
  const {page, check, close} = await open(browser, {file: report});
  const id = ID.replaceAll("'", "’");
  await page.click("#trends .point >> nth=0");
  assert.equal((await page.$$("#evidence article")).length > 0, true);
  const hash = await page.evaluate(() => location.hash);
  await page.keyboard.press("Escape");
  await page.selectOption('[data-key="theme"]', id);
  assert.equal((await page.$$("#trends .panel")).length, 1);
  const {bytes} = await download(page, () => page.click("#trends .tools [data-svg]"));
  assert.ok(bytes.toString("utf8").includes("<svg"));
  await page.fill('[data-key="q"]', "<script>");
  await page.waitForFunction(() => document.querySelectorAll("#messages article").length < 18);
  await page.fill('[data-key="term"]', "<script>(");
  const again = await open(browser, {file: report, hash});
  assert.ok((await again.page.$$("#evidence article")).length > 0);
  await page.fill('[data-key="q"]', "formula");
  await page.waitForFunction(() => document.querySelectorAll("#messages article").length === 2);
  const csv = await download(page, () => page.click("#messages [data-csv]"));
  const wanted = table("messages", output).text.split("\n").filter((line) => line.includes("is a formula"));
  assert.deepEqual(csv.bytes.toString("utf8").split("\n").slice(1, -1), wanted);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  check();
  again.check();
  await close();
  await again.close();
});

test("words of a megabyte are cut and break no line of the page", async () => {
  const {page, check, close} = await open(browser, {file: report, viewport: {width: 375, height: 800}, isMobile: true, hasTouch: true});
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 375);
  const longest = await page.$$eval("#messages .text", (all) => Math.max(...all.map((each) => each.textContent.length)));
  assert.equal(longest, 20_001);
  assert.ok((await page.textContent(".top")).includes("2 messages are very long and cut"));
  check();
  await close();
});

test("without scripts it is text as well", async () => {
  const {page, check, close} = await open(browser, {file: report, javaScriptEnabled: false});
  const text = squeezed(await page.innerText("body"));
  for (const message of HOSTILE) assert.ok(text.includes(squeezed(shown(message))), message);
  check();
  await close();
  assert.ok(!readFileSync(report, "utf8").includes("<script>window.hacked"));
});
