// The page with the engine inside, opened from the disk with nothing to connect to: what it makes is what the program makes.

import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {createRequire} from "node:module";
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {OUTPUT, download, launch, open} from "./browser.js";
import {PROGRAM} from "./corpora.js";

const root = new URL("../..", import.meta.url).pathname;
const PAGE = process.env.APP ?? join(root, "target/app/themeshift.html");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser, folder;
before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "themeshift-app-"));
});
after(async () => {
  await browser.close();
  rmSync(folder, {recursive: true});
});

/** All files below a folder. */
function filesOf(top, below = "") {
  return readdirSync(join(top, below), {withFileTypes: true}).flatMap((entry) => {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? filesOf(top, name) : [name];
  });
}

const opened = () => open(browser, {file: PAGE, offline: true});
const results = (page) => page.waitForSelector("#results:not([hidden])", {timeout: 300_000});

/** Saves all results of a page, and says which of them differ from those in a folder. */
async function differing(page, expected) {
  const {bytes} = await download(page, () => page.click("#save-all"));
  const unpacked = mkdtempSync(join(folder, "results-"));
  writeFileSync(join(folder, "results.zip"), bytes);
  execFileSync("python3", ["-m", "zipfile", "-e", join(folder, "results.zip"), unpacked]);
  assert.deepEqual(filesOf(unpacked).toSorted(), filesOf(expected).toSorted());
  return filesOf(expected).filter((name) => !readFileSync(join(unpacked, name)).equals(readFileSync(join(expected, name))));
}

test("the example gives the files of the program, byte for byte", async () => {
  const {page, check, close} = await opened();
  await page.click("#open-example");
  await results(page);
  assert.deepEqual(await differing(page, OUTPUT), []);
  const report = page.frameLocator("#report");
  await report.locator("html[data-ready]").waitFor({state: "attached"});
  assert.match(await report.locator("h1").first().textContent(), /Internet governance/);
  const {name, bytes} = await download(page, () => page.click('#files button:text-is("brief.docx")'));
  assert.ok(name === "brief.docx" && bytes.equals(readFileSync(join(OUTPUT, "brief.docx"))));
  check();
  await close();
});

test("files are taken, told and analysed as by the program, and broken ones are left out", async () => {
  const project = join(folder, "project");
  execFileSync("cp", ["-r", join(root, "corpus/documents"), project]);
  writeFileSync(join(project, "2018-broken.pdf"), "%PDF-1.4\nno more");
  writeFileSync(join(project, "2019-bomb.docx"), Buffer.from("PK\x03\x04 and then nothing"));
  writeFileSync(join(project, "2020 <img src=x onerror=alert(1)>.html"), "<p>Trust and norms were said to matter. <script>alert(2)</script></p>");
  const {page, check, close} = await opened();
  const files = filesOf(project).map((name) => join(project, name));
  await page.setInputFiles("#input-files", files);
  await page.waitForSelector("#documents:not([hidden])", {timeout: 120_000});
  const rows = await page.$$eval("#documents-table tbody tr", (found) => found.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.equal(rows.length, files.length);
  const of = (name) => rows.find(([file]) => file.startsWith(name));
  assert.equal(of("2012-berlin")[2], "2012");
  assert.match(of("2018-broken")[6], /PDF/);
  assert.match(of("2019-bomb")[6], /damaged|cannot be read/);
  assert.equal(of("2020 <img")[2], "2020");
  await page.click("#analyse");
  await results(page);
  execFileSync(PROGRAM, ["init", project, "--quiet"]);
  execFileSync(PROGRAM, ["run", "--quiet", "--project", project]);
  assert.deepEqual(await differing(page, join(project, "output")), []);
  check();
  await close();
});

test("work is given up where it is asked, and goes on afterwards", async () => {
  const {page, check, close} = await opened();
  await page.click("#open-example");
  await page.waitForFunction(() => document.getElementById("stage").textContent.length > 0);
  await page.click("#cancel");
  await page.waitForSelector("#progress", {state: "hidden"});
  assert.ok(await page.isHidden("#results") && await page.isHidden("#error"));
  await page.click("#open-example");
  await results(page);
  check();
  await close();
});

for (const [name, width, colorScheme] of [["desktop", 1280, "light"], ["phone", 375, "dark"]]) {
  test(`axe finds nothing, and nothing is wider than the page: ${name}`, async () => {
    const {page, check, close} = await open(browser, {file: PAGE, offline: true, colorScheme, viewport: {width, height: 800}});
    const look = async () => {
      // By way of the debugger: the policy of the page lets no other script in.
      await page.evaluate(AXE);
      const {violations} = await page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"], iframes: false}));
      assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes[0].html}`), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    };
    await page.setInputFiles("#input-files", filesOf(join(root, "corpus/documents")).map((file) => join(root, "corpus/documents", file)));
    await page.waitForSelector("#documents:not([hidden])", {timeout: 120_000});
    await look();
    await page.click("#analyse");
    await results(page);
    await look();
    check();
    await close();
  });
}

test("damaged files are told one by one, and none ends the engine", async () => {
  const {page, check, close} = await opened();
  const samples = join(root, "tests/data/readers");
  const names = readdirSync(samples).filter((name) => /\.(pdf|doc|docx)$/.test(name));
  const files = [{name: "2019-whole.txt", mimeType: "text/plain", buffer: Buffer.from("Trust and norms were said to matter to all who were there.")}];
  for (const name of names) {
    for (let copy = 0; copy < 8; copy += 1) {
      const buffer = Buffer.from(readFileSync(join(samples, name)));
      for (let at = 0; at < 40; at += 1) buffer[(copy * 7919 + at * 104729 * (copy + 1)) % buffer.length] ^= (at * 37 + 1) & 255;
      files.push({name: `2018-${copy}-${name}`, mimeType: "application/octet-stream", buffer});
    }
  }
  assert.ok(names.length > 2);
  await page.setInputFiles("#input-files", files);
  await page.waitForSelector("#documents:not([hidden]), #error:not([hidden])", {timeout: 120_000});
  assert.equal(await page.textContent("#error"), "");
  assert.equal(await page.locator("#documents-table tbody tr").count(), files.length);
  assert.equal(await page.locator('#documents-table tr:not(.out) td:text-is("2019-whole.txt")').count(), 1);
  check();
  await close();
});
