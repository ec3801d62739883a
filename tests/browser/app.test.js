// The page with the engine inside, opened from the disk with nothing to connect to: what it makes is what the program makes.

import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {readFileSync, readdirSync, truncateSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {addPattern, begin, documents, filesOf, press, program, results, root, rowsOf, settled, take, withProject} from "./app.js";
import {OUTPUT, download} from "./browser.js";

let app;
before(async () => {
  app = await begin();
});
after(() => app.end());

test("the example gives the files of the program, byte for byte", async () => {
  const {page, check, close} = await app.opened();
  await page.click("#open-example");
  await settled(page);
  await results(page);
  assert.deepEqual(await app.differing(page, OUTPUT), []);
  const report = page.frameLocator("#report");
  await report.locator("html[data-ready]").waitFor({state: "attached"});
  assert.match(await report.locator("h1").first().textContent(), /Internet governance/);
  const {name, bytes} = await download(page, () => press(page, '#files button:text-is("brief.docx")'));
  assert.ok(name === "brief.docx" && bytes.equals(readFileSync(join(OUTPUT, "brief.docx"))));
  check();
  await close();
});

test("files are taken, told and analysed as by the program, and broken ones are left out", async () => {
  const project = app.folder("project");
  execFileSync("cp", ["-r", `${join(root, "corpus/documents")}/.`, project]);
  writeFileSync(join(project, "2018-broken.pdf"), "%PDF-1.4\nno more");
  writeFileSync(join(project, "2019-bomb.docx"), Buffer.from("PK\x03\x04 and then nothing"));
  writeFileSync(join(project, "2020 <img src=x onerror=alert(1)>.html"), "<p>Trust and norms were said to matter. <script>alert(2)</script></p>");
  const {page, check, close} = await app.opened();
  await take(page, filesOf(project).map((name) => join(project, name)));
  const rows = await rowsOf(page);
  const of = (name) => rows.find(({file}) => file.startsWith(name));
  assert.equal(of("2012-berlin").year, "2012");
  assert.equal(of("2020 <img").year, "2020");
  const leftOut = await page.textContent("#left-out");
  assert.match(leftOut, /2018-broken\.pdf: .*PDF/);
  assert.match(leftOut, /2019-bomb\.docx: .*(damaged|cannot be read)/);
  await results(page);
  program(["init", project, "--quiet"]);
  program(["run", "--quiet", "--project", project]);
  assert.deepEqual(await app.differing(page, join(project, "output")), []);
  check();
  await close();
});

test("work is given up where it is asked, and goes on afterwards", async () => {
  const {page, check, close} = await app.opened();
  await page.click("#open-example");
  await settled(page);
  await page.click("#to-results");
  await page.waitForFunction(() => document.getElementById("making-stage").textContent.length > 0);
  await page.click("#cancel-making");
  await page.waitForSelector("#making", {state: "hidden"});
  assert.ok((await page.isHidden("#results-body")) && (await page.isHidden("#error")));
  await page.click("#make");
  await page.waitForSelector("#results-body:not([hidden])", {timeout: 300_000});
  check();
  await close();
});

for (const [name, width, colorScheme] of [["wide", 1920, "light"], ["desktop", 1280, "dark"], ["phone", 375, "dark"], ["narrow", 320, "light"]]) {
  test(`axe finds nothing in any view, and nothing is wider than the page: ${name}`, async () => {
    const {page, check, close} = await app.opened({colorScheme, viewport: {width, height: 800}});
    await app.look(page);
    await take(page, documents());
    await app.look(page);
    await page.click("#to-themes");
    await page.fill("#pattern", "internet");
    await page.click(".lines .kwic");
    await page.click(".tools .exclude");
    await page.waitForSelector(".offers li");
    await app.look(page);
    await page.click("#to-reading");
    await page.waitForSelector(".text article");
    await app.look(page);
    await page.click("#to-coding");
    await page.click("#draw");
    await page.waitForSelector("#code");
    for (let message = 0; message < 4; message += 1) {
      await page.click(message === 0 ? "#code-none" : "#code");
      await settled(page);
      await page.keyboard.press("1");
      await page.keyboard.press("2");
    }
    await page.click("#agreement");
    await page.waitForSelector("#agreed table");
    await app.look(page);
    await page.click("#to-reading");
    await page.click(".text article button >> nth=0");
    await page.click("#to-quotes");
    await page.waitForSelector("#quote-list li");
    await app.look(page);
    check();
    await close();
  });
}

test("damaged files are told one by one, and none ends the engine", async () => {
  const {page, check, close} = await app.opened();
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
  await take(page, files);
  const rows = await rowsOf(page);
  const leftOut = await page.locator("#left-out li").count();
  assert.equal(rows.length + leftOut, files.length);
  assert.ok(rows.find(({file}) => file === "2019-whole.txt").included);
  check();
  await close();
});

test("a file of 2 GB and one that expands without end are told, and the others are read", async () => {
  const folder = app.folder("large");
  writeFileSync(join(folder, "2018-large.txt"), "");
  truncateSync(join(folder, "2018-large.txt"), 2 * 1024 ** 3);
  execFileSync("python3", ["-c", `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as archive:
    with archive.open("bomb.txt", "w", force_zip64=True) as member:
        [member.write(bytes(1 << 20)) for _ in range(400)]`, join(folder, "2019-bomb.zip")]);
  const {page, check, close} = await app.opened();
  await take(page, [...filesOf(folder).map((name) => join(folder, name)), ...documents()]);
  assert.equal((await rowsOf(page)).filter(({included}) => included).length, documents().length);
  const leftOut = await page.textContent("#left-out");
  assert.match(leftOut, /2018-large\.txt is too large/);
  assert.match(leftOut, /2019-bomb\.zip: .*expands to more than/);
  check();
  await close();
});

test("what is not kept in a file is kept by the browser, until it is forgotten", async () => {
  const {page, check, close} = await app.opened();
  await take(page, documents());
  await addPattern(page, "internet");
  await page.reload();
  await page.waitForSelector("#kept:not([hidden])");
  await page.click(".resume");
  await page.waitForSelector('[data-pattern="internet"]', {timeout: 60_000});
  await settled(page);
  await page.click("#to-documents");
  await page.click("summary:has-text('Where this is kept')");
  await page.click("#forget-all");
  await page.waitForSelector("#start:not([hidden])");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.ok(await page.isHidden("#kept"));
  check();
  await close();
});

test("each project is kept by itself, and what was given up is whole afterwards", async () => {
  const {page, check, close} = await app.opened();
  await take(page, documents());
  await addPattern(page, "internet");
  // Another project takes no place of it.
  await page.click("#close-project");
  await page.click("#open-example");
  await settled(page);
  assert.equal(await page.locator("#theme-list .theme").count(), 20);
  assert.ok(await page.isDisabled("#undo"));
  await page.click("#close-project");
  await page.waitForSelector(".resume >> nth=1");
  assert.equal(await page.locator(".resume").count(), 2);
  await page.click(".resume >> nth=1");
  await page.waitForSelector('[data-pattern="internet"]', {timeout: 60_000});
  await settled(page);
  // What is given up in the middle leaves all documents where they were.
  await page.evaluate(() => ["suggest", "cancel"].forEach((id) => document.getElementById(id).click()));
  await page.waitForSelector("#progress", {state: "hidden"});
  const {bytes} = await download(page, () => page.click("#save-project"));
  const file = join(app.folder("given-up"), "project.themeshift");
  writeFileSync(file, bytes);
  assert.deepEqual(filesOf(withProject(app, file)).filter((name) => name.endsWith(".txt")).length, documents().length);
  await page.click("#to-documents");
  assert.ok((await rowsOf(page)).every(({included}) => included));
  // A damaged project changes nothing.
  writeFileSync(file, "PK no more");
  await page.setInputFiles("#input-files", [file]);
  await page.waitForSelector("#error:not([hidden])");
  await page.click("#to-themes");
  await page.fill("#pattern", "trust");
  await page.waitForFunction(() => /matches in/.test(document.getElementById("pattern-told").textContent));
  check();
  await close();
});

test("a project goes from the page to the program and back", async () => {
  const {page, check, close} = await app.opened();
  await page.click("#open-example");
  await settled(page);
  await addPattern(page, "internet");
  const messages = () => document.querySelectorAll("#theme-list .theme").values().map((one) => [one.querySelector(".name").textContent, Number.parseInt(one.querySelector(".count").firstChild.textContent, 10)]).toArray();
  const counts = await page.evaluate(messages);
  const {name, bytes} = await download(page, () => page.click("#save-project"));
  assert.match(name, /^internet-governance.*\.themeshift$/);
  const file = join(app.folder("packed"), name);
  writeFileSync(file, bytes);
  await results(page);
  const unpacked = withProject(app, file);
  program(["run", "--quiet", "--project", unpacked]);
  assert.deepEqual(await app.differing(page, join(unpacked, "output")), []);
  check();
  await close();
  const again = await app.opened();
  await take(again.page, [file]);
  await again.page.click("#to-themes");
  await again.page.waitForSelector('[data-pattern="internet"]');
  const found = await again.page.evaluate(messages);
  assert.deepEqual(found, counts);
  again.check();
  await again.close();
});
