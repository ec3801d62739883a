// What people come for, from the first click to the last: from a disk and from a server, with nothing to connect to.

import assert from "node:assert/strict";
import {copyFileSync, readFileSync, readdirSync, writeFileSync} from "node:fs";
import {createServer} from "node:http";
import {join} from "node:path";
import {after, before, test} from "node:test";

import {PAGE, begin, documents, filesOf, press, program, results, root, rowsOf, settled, take, withProject} from "./app.js";
import {download} from "./browser.js";

let app, server, address;
before(async () => {
  app = await begin();
  server = createServer((request, response) => response.writeHead(200, {"content-type": "text/html"}).end(readFileSync(PAGE)));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}/`;
});
after(async () => {
  server.close();
  await app.end();
});

/** Opens the page from the disk, or from the server, which is not there any more once the page is. */
async function opened(from) {
  if (from === "disk") return app.opened();
  const made = await app.opened({address, offline: false});
  await made.page.context().setOffline(true);
  return made;
}

/** The hits of the theme that is looked at. */
const hits = async (page) => Number(/(\d+) hits in/.exec(await page.textContent("#theme-panel"))[1]);

/** Twenty files of many kinds, each with its year in its name. */
function mixed(from) {
  const folder = app.folder(`mixed-${from}/project`);
  const samples = join(root, "tests/data/readers");
  const names = readdirSync(samples).filter((name) => /^(notes|report|columns|signs|changed)\./.test(name) && !name.endsWith(".parquet"));
  names.slice(0, 15).forEach((name, place) => copyFileSync(join(samples, name), join(folder, `${2012 + (place % 5)}-${name}`)));
  documents().forEach((file) => copyFileSync(file, join(folder, file.split("/").pop())));
  return folder;
}

for (const from of ["disk", "server"]) {
  test(`twenty mixed files become a chart of trends, as by the program: ${from}`, async () => {
    const folder = mixed(from);
    const names = filesOf(folder);
    assert.equal(names.length, 20);
    const {page, check, close} = await opened(from);
    await take(page, names.map((name) => join(folder, name)));
    assert.equal((await rowsOf(page)).length + (await page.locator("#left-out li").count()), 20);
    await results(page);
    await press(page, "#files summary:has-text('Charts')");
    const {bytes} = await download(page, () => press(page, '#files button:text-is("chart/theme_trends.svg")'));
    program(["init", folder, "--quiet"]);
    program(["run", "--quiet", "--project", folder]);
    assert.ok(bytes.equals(readFileSync(join(folder, "output/chart/theme_trends.svg"))));
    assert.deepEqual(await app.differing(page, join(folder, "output")), []);
    check();
    await close();
  });

  test(`a pattern that matches too much is found and excluded, and the figures tell: ${from}`, async () => {
    const {page, check, close} = await opened(from);
    await page.click("#open-example");
    await settled(page);
    await page.click('#theme-list .theme:has(.name:text-is("Norms and values"))');
    await page.click('#theme-panel [data-pattern="norms"]');
    await page.waitForSelector(".lines .kwic");
    const before = await hits(page);
    await page.click(".lines li:not(.forbidden) .kwic >> nth=0");
    await page.click(".tools .exclude >> visible=true");
    await page.waitForSelector(".offers .use-offer >> visible=true");
    const offer = await page.textContent(".offers .offer-list li >> nth=0");
    const taken = Number(/takes (\d+) hit/.exec(offer)[1]);
    assert.ok(taken >= 1, offer);
    await page.click(".offers .use-offer >> nth=0");
    await page.waitForSelector(`#theme-panel :text("${before - taken} hits in")`);
    await settled(page);
    await results(page);
    await page.waitForSelector("#changes table", {timeout: 120_000});
    assert.match(await page.textContent("#changes table"), /Norms and values/);
    await page.click("#undo");
    await settled(page);
    await page.click("#to-themes");
    assert.equal(await hits(page), before);
    await page.click("#redo");
    await settled(page);
    assert.equal(await hits(page), before - taken);
    check();
    await close();
  });

  test(`a suggestion becomes a new theme: ${from}`, async () => {
    const {page, check, close} = await opened(from);
    await page.click("#open-example");
    await settled(page);
    await page.click("#suggest");
    await page.waitForSelector("#suggestions .as-theme", {timeout: 60_000});
    const pattern = await page.textContent("#suggestions code >> nth=0");
    await page.click("#suggestions .as-theme >> nth=0");
    await page.waitForFunction((text) => document.querySelector("#theme-panel [data-pattern]")?.dataset.pattern === text, pattern);
    await settled(page);
    const shown = await page.textContent('#theme-list .theme[aria-current="true"]');
    assert.match(shown, /new/);
    assert.equal(await page.locator("#theme-list .theme").count(), 21);
    check();
    await close();
  });

  test(`two groups are compared by quarter, as by the program: ${from}`, async () => {
    // Real messages of one document, each quarter with some of each group.
    const lines = readFileSync(join(root, "corpus/documents/2017-igf.txt"), "utf8").split("\n").filter((line) => line.trim().length > 80);
    const files = Array.from({length: 16}, (_, place) => ({
      name: `2019-${String((place % 8) + 1 + Math.floor((place % 8) / 2)).padStart(2, "0")}-15-part-${place}.md`,
      mimeType: "text/markdown",
      buffer: Buffer.from(lines.filter((__, at) => at % 16 === place).map((line) => `- ${line.trim()}\n`).join("")),
    }));
    const {page, check, close} = await opened(from);
    await take(page, files);
    assert.equal((await rowsOf(page)).length, 16);
    await page.selectOption("#period-unit", "quarter");
    await settled(page);
    await page.click("summary:has-text('Add a column')");
    await page.fill("#column-name", "publisher");
    await page.click("#column-add");
    await page.waitForSelector('input[aria-label^="publisher:"]');
    for (let row = 0; row < 16; row += 1) {
      await settled(page);
      const input = page.locator('input[aria-label^="publisher:"]').nth(row);
      await input.fill(row % 2 === 0 ? "Council" : "Forum");
      await input.press("Tab");
      await page.waitForFunction((place) => document.querySelectorAll('input[aria-label^="publisher:"]')[place].value !== "", row);
    }
    await settled(page);
    await page.selectOption("#group-by", "publisher");
    await settled(page);
    await results(page);
    assert.ok((await page.locator('#files button:text("group")').count()) > 0);
    const {bytes} = await download(page, () => page.click("#save-project"));
    const packed = join(app.folder("quarters"), `${from}.themeshift`);
    writeFileSync(packed, bytes);
    const folder = withProject(app, packed);
    program(["run", "--quiet", "--project", folder]);
    assert.deepEqual(await app.differing(page, join(folder, "output")), []);
    check();
    await close();
  });

  test(`a brief is saved for a report: ${from}`, async () => {
    const {page, check, close} = await opened(from);
    await page.click("#open-example");
    await settled(page);
    await results(page);
    const {name, bytes} = await download(page, () => press(page, '#files button:text-is("brief.docx")'));
    assert.equal(name, "brief.docx");
    assert.ok(bytes.equals(readFileSync(join(process.env.OUTPUT ?? join(root, "output"), "brief.docx"))));
    check();
    await close();
  });
}
