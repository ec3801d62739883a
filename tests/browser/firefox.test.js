// The page with the engine inside in Debian's Firefox, with nothing to connect to.

import assert from "node:assert/strict";
import {pathToFileURL} from "node:url";
import {after, before, test} from "node:test";

import puppeteer from "puppeteer-core";

import {PAGE, documents} from "./app.js";

/** Where nothing listens. */
const NOWHERE = {"network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9};

let browser;
before(async () => {
  browser = await puppeteer.launch({browser: "firefox", executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr", headless: true, extraPrefsFirefox: NOWHERE});
});
after(() => browser.close());

/** Opens the page; what it tells on its console is trouble. */
async function opened() {
  const page = await browser.newPage();
  const troubles = [];
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(error.message));
  await page.setViewport({width: 1280, height: 900});
  await page.goto(pathToFileURL(PAGE).href);
  await page.waitForSelector("html[data-ready]");
  return {page, check: () => assert.deepEqual(troubles, [])};
}

const settled = (page) => page.waitForFunction(() => !document.body.hasAttribute("data-busy") && !document.getElementById("work").hidden, {timeout: 120_000});
const type = (page, selector, text) => page.$eval(selector, (input, typed) => {
  input.value = typed;
  input.dispatchEvent(new Event("input"));
}, text);

test("documents become results, and a pattern is excluded", async () => {
  const {page, check} = await opened();
  const input = await page.$("#input-files");
  await input.uploadFile(...documents());
  await page.waitForSelector("#documents-table tbody tr", {timeout: 120_000});
  await settled(page);
  assert.equal((await page.$$("#documents-table tbody tr")).length, documents().length);
  await page.$eval("#to-themes", (button) => button.click());
  await page.waitForSelector("#pattern");
  await type(page, "#pattern", "internet");
  await page.waitForFunction(() => /^[3-9]\d matches in/.test(document.getElementById("pattern-told").textContent), {timeout: 30_000});
  await page.$eval(".lines .kwic", (button) => button.click());
  await page.$eval(".tools .exclude", (button) => button.click());
  await page.waitForSelector(".offers li .use-offer", {timeout: 30_000});
  await page.$eval(".offers li .use-offer", (button) => button.click());
  await page.waitForFunction(() => !document.getElementById("undo").disabled, {timeout: 30_000});
  await settled(page);
  await page.$eval("#to-results", (button) => button.click());
  await page.waitForSelector("#results-body:not([hidden])", {timeout: 300_000});
  assert.match(await page.$eval("#counted", (told) => told.textContent), /^5 documents with 152 messages/);
  assert.ok((await page.$$("#files button")).length > 80);
  check();
});

test("what was done is kept, and offered after the page is loaded anew", async () => {
  const {page, check} = await opened();
  await page.waitForSelector("#kept:not([hidden])", {timeout: 30_000});
  await page.$eval(".resume", (button) => button.click());
  await settled(page);
  await page.waitForSelector("#theme-list .theme");
  assert.ok((await page.$$('[data-list="exclude"] .pattern')).length > 0);
  check();
});
