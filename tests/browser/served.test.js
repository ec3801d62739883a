// The page as `themeshift open` serves it: the program behind it, the files of a folder under it.

import assert from "node:assert/strict";
import {execFileSync, spawn} from "node:child_process";
import {cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {createServer} from "node:http";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createInterface} from "node:readline";
import {after, before, test} from "node:test";

import {launch} from "./browser.js";
import {PROGRAM} from "./corpora.js";

const root = new URL("../..", import.meta.url).pathname;

let browser, folder;
const programs = [];
before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "themeshift-served-"));
});
after(async () => {
  programs.forEach((program) => program.kill("SIGKILL"));
  await browser.close();
  rmSync(folder, {recursive: true});
});

/** A copy of the shipped project. */
function project(name) {
  const copy = join(folder, name);
  mkdirSync(copy);
  for (const part of ["themeshift.toml", "corpus"]) cpSync(join(root, part), join(copy, part), {recursive: true});
  return copy;
}

/** Opens a project; `check` fails on console errors, refused parts, and requests to anywhere else. */
async function served(path) {
  const program = spawn(PROGRAM, ["open", path, "--no-browser", "--quiet"], {stdio: ["ignore", "pipe", "inherit"]});
  programs.push(program);
  const address = await new Promise((resolve) => createInterface(program.stdout).once("line", resolve));
  const scope = await browser.newContext({acceptDownloads: true});
  const page = await scope.newPage();
  const troubles = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && troubles.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${error.stack}`));
  const {origin} = new URL(address);
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) troubles.push(`request: ${url}`);
  });
  await page.goto(address);
  await page.waitForSelector("html[data-ready]", {timeout: 60_000});
  const close = async () => {
    await scope.close();
    program.kill("SIGINT");
    const code = await new Promise((resolve) => (program.exitCode === null ? program.on("exit", resolve) : resolve(program.exitCode)));
    assert.equal(code, 0);
  };
  return {page, scope, address, origin, program, troubles, check: () => assert.deepEqual(troubles, []), close};
}

test("a project is shown, its results made, and a reload keeps the key", async () => {
  const copy = project("shown");
  const {page, check, close, origin, troubles} = await served(copy);
  assert.equal(page.url(), `${origin}/`);
  await page.waitForSelector("#documents-table tbody tr");
  assert.equal(await page.locator("#documents-table tbody tr").count(), 5);
  await page.reload();
  // The address has no key any more, and is left for one that has.
  await page.waitForURL(`${origin}/`);
  await page.waitForSelector("#documents-table tbody tr");
  await page.waitForSelector("html[data-ready]");
  assert.equal(page.url(), `${origin}/`);
  assert.deepEqual(troubles.splice(0), ["console: Failed to load resource: the server responded with a status of 403 ()"]);
  await page.click("#to-results");
  await page.waitForSelector("#results-body:not([hidden])", {timeout: 120_000});
  const report = page.frameLocator("#report");
  await report.locator("html[data-ready]").waitFor({state: "attached"});
  assert.match(await report.locator("h1").first().textContent(), /Internet governance/);
  const made = readFileSync(join(copy, "output/report.html"));
  execFileSync(PROGRAM, ["run", "--quiet", "--project", copy]);
  assert.ok(readFileSync(join(copy, "output/report.html")).equals(made));
  check();
  await close();
});

test("documents are added to the folder, and none is written over", async () => {
  const copy = project("added");
  const {page, check, close, troubles} = await served(copy);
  await page.waitForSelector("#documents-table tbody tr");
  const file = (name, text) => ({name, mimeType: "text/plain", buffer: Buffer.from(text)});
  await page.setInputFiles("#input-files", [file("2021-new.txt", "- Trust in norms was said to matter.\n- Children were named.\n")]);
  await page.waitForFunction(() => document.querySelectorAll("#documents-table tbody tr").length === 6);
  assert.match(readFileSync(join(copy, "corpus/documents.csv"), "utf8"), /2021-new\.txt/);
  await page.setInputFiles("#input-files", [file("2021-new.txt", "other")]);
  await page.waitForSelector("#error:not([hidden])");
  assert.match(await page.textContent("#error"), /there is a file of this name already/);
  assert.match(readFileSync(join(copy, "2021-new.txt"), "utf8"), /^- Trust/);
  await page.waitForSelector("#error:not([hidden])");
  assert.deepEqual(readdirSync(copy).toSorted(), ["2021-new.txt", "corpus", "themeshift.toml"]);
  // The refusal, which the page tells.
  assert.deepEqual(troubles.splice(0), ["console: Failed to load resource: the server responded with a status of 400 ()"]);
  check();
  await close();
});

test("another page of the same browser gets nothing", async () => {
  const {scope, address, origin, check, close} = await served(project("alone"));
  const {port} = new URL(address);
  const token = new URL(address).searchParams.get("token");
  const server = createServer((_, answer) => answer.writeHead(200, {"content-type": "text/html"}).end("<!doctype html><title>x</title>"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const other = await scope.newPage();
  await other.goto(`http://127.0.0.1:${server.address().port}/`);
  // Even with the key: it comes from elsewhere.
  const results = await other.evaluate(async ([origin, token]) => {
    const tried = async (path, settings) => fetch(origin + path, settings).then((answer) => `${answer.type} ${answer.status}`, () => "refused");
    const headers = {"x-themeshift-token": token};
    const frame = document.createElement("iframe");
    frame.src = `${origin}/?token=${token}`;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve));
    const picture = await new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve("seen");
      image.onerror = () => resolve("refused");
      image.src = `${origin}/?token=${token}`;
    });
    return [
      await tried("/call", {method: "POST", headers, body: "{}"}), await tried("/call", {method: "POST", body: "{}"}),
      await tried(`/?token=${token}`, {}), picture, String(frame.contentDocument?.body.textContent ?? "none"),
    ];
  }, [origin, token]);
  assert.deepEqual(results, ["refused", "refused", "refused", "refused", "none"]);
  assert.equal((await fetch(`${origin}/`, {headers: {host: `evil.example:${port}`}})).status, 403);
  server.close();
  check();
  await close();
});

test("an ended program is told", async () => {
  const {page, program, close} = await served(project("ended"));
  await page.waitForSelector("#documents-table tbody tr");
  program.kill("SIGINT");
  await new Promise((resolve) => program.on("exit", resolve));
  await page.click("#to-results");
  await page.waitForSelector("#error:not([hidden])");
  assert.match(await page.textContent("#error"), /The program does not answer/);
  await close();
});
