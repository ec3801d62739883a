// The address holds the state; downloads hold the right bytes; the page works without scripts, on a phone and on paper.

import assert from "node:assert/strict";
import {readFileSync, statSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {pathToFileURL} from "node:url";

import {OUTPUT, REPORT, download, launch, open, table} from "./browser.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("the page is one file of less than 1.7 MB that names no other", () => {
  const html = readFileSync(REPORT, "utf8");
  assert.ok(statSync(REPORT).size < 1.7e6, String(statSync(REPORT).size));
  const [policy] = html.match(/Content-Security-Policy" content="([^"]*)"/).slice(1);
  assert.ok(policy.startsWith("default-src &#x27;none&#x27;;") || policy.startsWith("default-src 'none';"));
  assert.ok(!policy.includes("unsafe") && !policy.includes("http"));
  assert.ok(!/<(?:script|link|img|iframe)[^>]*(?:src|href)=["']?(?:https?:)?\/\//i.test(html));
});

test("a link restores what was chosen", async () => {
  const {page, check, close} = await open(browser);
  await page.selectOption('[data-key="theme"]', "norms");
  await page.selectOption('[data-key="from"]', "2017");
  await page.selectOption('[data-key="period"]', "2017");
  await page.check('input[name="plot"][value="network"]');
  await page.fill('[data-key="term"]', "privacy");
  await page.waitForFunction(() => location.hash.includes("term=privacy"));
  await page.selectOption('[data-key="target"]', "2017");
  await page.selectOption('[data-key="sfrom"]', "2017");
  await page.selectOption('[data-key="mtheme"]', "trust");
  await page.click("#trends .point >> nth=1");
  const hash = await page.evaluate(() => location.hash);
  const shown = (page) => page.evaluate(() => ({
    panels: [...document.querySelectorAll("#trends .panel")].map((panel) => panel.dataset.theme),
    selects: [...document.querySelectorAll("select")].map((select) => select.value),
    plot: document.querySelector("input[name=plot]:checked").value,
    term: document.querySelector('[data-key="term"]').value,
    lines: document.querySelectorAll(".kwic tbody tr").length,
    evidence: document.querySelector("#evidence h2").textContent,
    messages: [...document.querySelectorAll("#messages article")].map((article) => article.dataset.message),
  }));
  const first = await shown(page);
  assert.deepEqual(first.panels, ["norms"]);
  assert.equal(first.term, "privacy");
  const again = await open(browser, {hash});
  assert.deepEqual(await shown(again.page), first);
  // Back closes the messages.
  await page.goBack();
  await page.waitForFunction(() => !document.querySelector("#evidence").open);
  check();
  again.check();
  await close();
  await again.close();
});

test("a link to a part of the page, and one that names nothing", async () => {
  for (const hash of ["#methods", "#at=terms&term=privacy"]) {
    const {page, check, close} = await open(browser, {hash});
    await page.waitForFunction(() => scrollY > 500);
    check();
    await close();
  }
  const {page, check, close} = await open(browser, {hash: "#show=message:none%2301&theme=none&period=1&sfrom=b&mperiod=1&page=-4&sort=x&from=a"});
  assert.equal(await page.textContent("#evidence h2"), "Not in this page");
  check();
  await close();
});

test("tables download as the bytes of the run", async () => {
  const {page, check, close} = await open(browser);
  const get = (selector) => download(page, () => page.click(selector));
  const whole = [['#trends [data-csv="theme_frequency"]', "theme_frequency"], ['#messages [data-csv="messages"]', "messages"]];
  for (const [selector, name] of whole) {
    const {name: file, bytes} = await get(selector);
    assert.equal(file, `${name}.csv`);
    assert.equal(bytes.toString("utf8"), table(name).text);
  }
  // Of other tables the rows that are shown: each line is a line of the table, in its order.
  const parts = [
    ["#change [data-csv]", "theme_change", (row) => row.from_period === "2012" && row.to_period === "2020"],
    ["#cooccurrence [data-csv]", "theme_cooccurrence", (row) => row.period === "2020" && row.messages_both !== "0"],
    ['#terms [data-csv^="keyness"]', "keyness", null],
    ["#terms .shift [data-csv]", "word_shift", null],
  ];
  for (const [selector, name, wanted] of parts) {
    const {bytes} = await get(selector);
    const lines = bytes.toString("utf8").split("\n");
    const all = table(name).text.split("\n");
    assert.equal(lines[0], all[0]);
    let at = 0;
    for (const line of lines) {
      at = all.indexOf(line, at);
      assert.ok(at >= 0, `${name}: ${line}`);
    }
    if (wanted !== null) assert.equal(lines.length - 2, table(name).rows.filter(wanted).length, name);
    assert.ok(lines.length > 20, name);
  }
  check();
  await close();
});

test("charts download as SVG and PNG", async () => {
  const {page, check, close} = await open(browser);
  await page.selectOption('[data-key="theme"]', "trust");
  for (const part of ["#trends", "#change", "#cooccurrence", "#terms", "#terms .scatter", "#terms .shift"]) {
    const {bytes: svg} = await download(page, () => page.click(`${part} .tools [data-svg]`));
    const kinds = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return {errors: parsed.querySelectorAll("parsererror").length, texts: parsed.querySelectorAll("text").length, width: parsed.documentElement.getAttribute("width")};
    }, svg.toString("utf8"));
    assert.equal(kinds.errors, 0);
    assert.ok(kinds.texts > 0 && Number(kinds.width) > 200, part);
    assert.ok(!svg.toString("utf8").includes("var(--"), part);
    const {bytes: png} = await download(page, () => page.click(`${part} .tools [data-png]`));
    assert.equal(png.subarray(1, 4).toString("latin1"), "PNG");
    assert.ok(png.readUInt32BE(16) >= 2 * Number(kinds.width), part);
  }
  // The charts for print are those that the run wrote, byte for byte.
  await page.click("#trends details:has-text('Charts for print') summary");
  const {name, bytes} = await download(page, () => page.click('#trends li [data-svg="theme_trends"]'));
  assert.equal(name, "theme_trends.svg");
  assert.ok(bytes.equals(readFileSync(join(OUTPUT, "chart", name))));
  const {bytes: png} = await download(page, () => page.click('#trends li [data-png="theme_trends"]'));
  assert.ok(png.length > 50_000);
  check();
  await close();
});

for (const [name, context] of [["light", {}], ["dark", {colorScheme: "dark"}], ["phone", {viewport: {width: 375, height: 800}, hasTouch: true}]]) {
  test(`axe finds nothing serious: ${name}`, async () => {
    const {page, check, close} = await open(browser, context);
    const found = async () => {
      // By way of the debugger: the policy of the page lets no other script in.
      await page.evaluate(AXE);
      const {violations} = await page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"]}));
      return violations.filter(({impact}) => ["serious", "critical"].includes(impact)).map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(({html}) => html.slice(0, 160)).join(" | ")}`);
    };
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    assert.deepEqual(await found(), []);
    await page.check('input[name="plot"][value="network"]');
    await page.fill('[data-key="term"]', "privacy");
    await page.waitForSelector(".kwic tbody tr");
    assert.deepEqual(await found(), []);
    await page.click("#trends .point >> nth=2");
    await page.waitForSelector("#evidence[open]");
    assert.deepEqual(await found(), []);
    check();
    await close();
  });
}

test("the brief by itself: no violation, and on a phone a chart that is drawn for it", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const pictures = [];
    for (const width of [375, 1280]) {
      const scope = await browser.newContext({viewport: {width, height: 800}, colorScheme});
      const page = await scope.newPage();
      await page.goto(pathToFileURL(join(OUTPUT, "brief.html")).href);
      await page.evaluate(AXE);
      const {violations} = await page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"]}));
      assert.deepEqual(violations.map(({id}) => id), []);
      const {source, wide, scroll} = await page.$eval(".brief-chart img", (img) => ({
        source: img.currentSrc, wide: img.getBoundingClientRect().right <= innerWidth, scroll: document.documentElement.scrollWidth,
      }));
      assert.ok(wide && scroll <= width, `${scroll} of ${width}`);
      pictures.push(source);
      await scope.close();
    }
    assert.notEqual(pictures[0], pictures[1]);
  }
});

test("on a phone nothing scrolls sideways but what is meant to", async () => {
  for (const width of [320, 375]) {
    const {page, check, close} = await open(browser, {viewport: {width, height: 800}, hasTouch: true, isMobile: true});
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, String(width));
    await page.tap("#trends .point >> nth=0");
    await page.waitForSelector("#evidence[open]");
    assert.ok((await page.evaluate(() => document.querySelector("#evidence").scrollWidth)) <= width);
    check();
    await close();
  }
});

test("without scripts there are findings, charts, tables and messages", async () => {
  const {page, check, close} = await open(browser, {javaScriptEnabled: false});
  const text = await page.innerText("body");
  const messages = table("messages").rows;
  for (const {text: message, message: id} of messages.slice(0, 20)) {
    assert.ok(text.includes(id));
    assert.ok(text.includes(message.slice(0, 40)));
  }
  assert.ok(text.includes("Strong evidence of a change"));
  const images = await page.$$("figure.still img");
  assert.ok(images.length > 15);
  for (const image of images) {
    const box = await image.boundingBox();
    assert.ok(box !== null && box.width > 200 && box.height > 100);
    assert.ok((await image.getAttribute("alt")).length > 40);
  }
  for (const caption of ["Mentions per 1,000 words by theme and year", "Changes of mentions per 1,000 words", "The pairs of themes with most joint messages"]) {
    assert.ok(text.includes(caption), caption);
  }
  check();
  await close();
});
