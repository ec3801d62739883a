// What tests of the page with the engine inside share.

import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {join} from "node:path";

import {download, launch, open} from "./browser.js";
import {PROGRAM} from "./corpora.js";

export const root = new URL("../..", import.meta.url).pathname;
export const PAGE = process.env.APP ?? join(root, "target/app/themeshift.html");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All files below a folder. */
export function filesOf(top, below = "") {
  return readdirSync(join(top, below), {withFileTypes: true}).flatMap((entry) => {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesOf(top, name) : [name];
  });
}

/** The documents of the shipped corpus. */
export const documents = () => filesOf(join(root, "corpus/documents")).map((file) => join(root, "corpus/documents", file));

export const program = (args) => execFileSync(PROGRAM, args, {encoding: "utf8"});

/** Waits until the page has done what it was asked. */
export const settled = (page) => page.waitForFunction(() => !document.body.hasAttribute("data-busy") && document.getElementById("work").hidden === false, null, {timeout: 120_000});

/** Gives files to the page, and waits for the table of documents. */
export async function take(page, files) {
  await page.setInputFiles("#input-files", files);
  await page.waitForSelector("#documents-table tbody tr, #error:not([hidden])", {timeout: 120_000});
  assert.equal(await page.textContent("#error"), "");
  await settled(page);
}

/** The rows of the table of documents. */
export const rowsOf = (page) => page.$$eval("#documents-table tbody tr", (rows) => rows.map((row) => {
  const cell = (name) => [...row.cells].find((one) => one.dataset.head === name);
  const text = (name) => cell(name)?.querySelector("input")?.value ?? cell(name)?.textContent ?? "";
  return {file: text("file"), year: text("year"), from: text("found in"), messages: text("messages"), unit: text("unit"), note: text("to note"), included: cell("include").querySelector("input").checked};
}));

/** Adds a pattern to the theme that is looked at. */
export async function addPattern(page, pattern) {
  await page.click("#to-themes");
  await page.click("#new-include");
  await page.fill("#pattern", pattern);
  await page.click("#use-pattern");
  await page.waitForSelector(`[data-pattern="${pattern}"]`);
  await settled(page);
}

/** Clicks where the page has come to rest: a frame that loads beside moves what stands below it. */
export async function press(page, selector) {
  await page.locator(selector).scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.waitForTimeout(100);
  await page.click(selector);
}

/** Goes to the results and waits for them. */
export async function results(page) {
  await page.click("#to-results");
  await page.waitForSelector("#results-body:not([hidden]):not([data-old])", {timeout: 300_000});
  await page.waitForSelector("#making", {state: "hidden", timeout: 300_000});
  await page.frameLocator("#report").locator("html[data-ready]").waitFor({state: "attached"});
}

/** The folder of a packed project. */
export function withProject(app, file) {
  const folder = app.folder(`unpacked-${filesOf(app.top).length}`);
  execFileSync("python3", ["-m", "zipfile", "-e", file, folder]);
  return folder;
}

/** A browser, and a folder for what is saved. */
export async function begin() {
  const browser = await launch();
  const top = mkdtempSync(join(tmpdir(), "themeshift-app-"));
  let count = 0;
  const folder = (name) => {
    const path = join(top, name);
    mkdirSync(path, {recursive: true});
    return path;
  };
  return {
    top, folder, browser,
    opened: (settings = {}) => open(browser, {file: PAGE, offline: true, ...settings}),
    end: async () => {
      await browser.close();
      rmSync(top, {recursive: true});
    },
    /** Saves all results of a page, and says which of them differ from those in a folder. */
    differing: async (page, expected) => {
      const {bytes} = await download(page, () => press(page, "#save-all"));
      count += 1;
      const unpacked = folder(`results-${count}`);
      writeFileSync(join(top, `results-${count}.zip`), bytes);
      execFileSync("python3", ["-m", "zipfile", "-e", join(top, `results-${count}.zip`), unpacked]);
      assert.deepEqual(filesOf(unpacked).toSorted(), filesOf(expected).toSorted());
      return filesOf(expected).filter((name) => !readFileSync(join(unpacked, name)).equals(readFileSync(join(expected, name))));
    },
    /** Nothing is wrong for those who cannot see or have little room. */
    look: async (page) => {
      // By way of the debugger: the policy of the page lets no other script in.
      await page.evaluate(AXE);
      const {violations} = await page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"], iframes: false}));
      assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes[0].html}`), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    },
  };
}
