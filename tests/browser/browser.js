// Debian's chromium with a report in it, and what every test asks of a page.

import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

import {chromium} from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** The folder of results that is tested. */
export const OUTPUT = process.env.OUTPUT ?? new URL("../../output", import.meta.url).pathname;
export const REPORT = join(OUTPUT, "report.html");

export const launch = () => chromium.launch({executablePath: CHROMIUM, args: QUIET});

/** Opens a report and gives its page. `check` fails on console errors, refused parts and requests. */
export async function open(browser, {file = REPORT, address = pathToFileURL(file).href, hash = "", ...context} = {}) {
  // Without gliding: a click while the page glides would miss.
  const settings = {viewport: {width: 1280, height: 900}, acceptDownloads: true, reducedMotion: "reduce"};
  const scope = await browser.newContext({...settings, ...context});
  const page = await scope.newPage();
  const troubles = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:") && !url.startsWith("blob:") && url.split("#")[0] !== address) troubles.push(`request: ${url}`);
  });
  await page.goto(address + hash);
  if (context.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]", {timeout: 60_000});
  const check = () => assert.deepEqual(troubles, []);
  return {page, check, close: () => scope.close()};
}

/** The bytes that a click downloads, and the name of the file. */
export async function download(page, click) {
  const [got] = await Promise.all([page.waitForEvent("download"), click()]);
  return {name: got.suggestedFilename(), bytes: readFileSync(await got.path())};
}

/** A CSV file of the results: its text, and its rows as objects. */
export function table(name, folder = OUTPUT) {
  const text = readFileSync(join(folder, "table", `${name}.csv`), "utf8");
  const [head, ...rows] = records(text);
  return {text, rows: rows.map((row) => Object.fromEntries(head.map((field, at) => [field, row[at]])))};
}

/** The cells of a text in CSV (RFC 4180). */
function records(text) {
  const rows = [];
  let row = [], cell = "", quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at];
    if (quoted) {
      if (c === '"' && text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (c === '"') quoted = false;
      else cell += c;
    } else if (c === '"') quoted = true;
    else if (c === ",") {
      row.push(cell);
      cell = "";
    } else if (c === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += c;
  }
  return rows;
}

/** A number with one decimal and a true minus sign, as the page writes it. */
export function fixed(text, decimals = 1) {
  const number = Number(text);
  const digits = Math.abs(number).toFixed(decimals);
  return number < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}
