// On a phone: nothing breaks within a word, no row is blank, and each target is large enough.

import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {launch, open} from "./browser.js";

const LEAST = 24;
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const phone = {viewport: {width: 375, height: 800}, hasTouch: true, isMobile: true};
const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));

/** Targets that are too small; of a box with a label the label. */
const small = (page) => page.$$eval("button, select, input, summary, a[href], [role=button]:not(.point)", (all, least) => all.filter((each) => each.checkVisibility({visibilityProperty: true}))
  .filter((each) => !each.classList.contains("skip"))
  .map((each) => ({each, box: (each.closest("label") && each.type?.match(/checkbox|radio/) ? each.closest("label") : each).getBoundingClientRect()}))
  .filter(({box}) => box.width < least - 0.1 || box.height < least - 0.1)
  .map(({each, box}) => `${each.outerHTML.slice(0, 120)}: ${box.width} x ${box.height}`), LEAST);

/** Words of controls and heads that stand on two lines. */
const broken = (page) => page.$$eval("button, label, legend, summary, th, .contents a, h1, h2, h3, h4, option:checked", (all) => all.filter((each) => each.checkVisibility()).flatMap((each) => {
  const found = [];
  const walker = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    for (const {0: word, index} of node.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].filter(({width}) => width > 0).map(({top}) => Math.round(top)));
      if (lines.size > 1) found.push(`${word} in ${each.outerHTML.slice(0, 100)}`);
    }
  }
  return found;
}));

/** Rows of tables of which more than half of the height in sight is blank. */
const blank = (page) => page.$$eval("tbody tr", (all) => all.filter((row) => row.checkVisibility()).filter((row) => {
  const box = row.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(row);
  const view = row.closest(".scroll")?.getBoundingClientRect() ?? box;
  const seen = [...range.getClientRects()].filter(({left, right, width}) => width > 0 && right > view.left && left < view.right);
  const texts = [...row.querySelectorAll("td, th")].flatMap((cell) => {
    const inner = document.createRange();
    inner.selectNodeContents(cell);
    return [...inner.getClientRects()].filter(({left, right, width}) => width > 0 && right > view.left && left < view.right);
  });
  const height = texts.length === 0 ? 0 : Math.max(...texts.map(({bottom}) => bottom)) - Math.min(...texts.map(({top}) => top));
  return seen.length === 0 || (box.height > 60 && height < box.height / 2);
}).map((row) => row.textContent.slice(0, 80)));

for (const [name, prepare] of [
  ["as it opens", async () => {}],
  ["unfolded", unfold],
  ["with a term, a network, a theme and a search", async (page) => {
    await page.fill('[data-key="term"]', "privacy");
    await page.check('input[name="plot"][value="network"]');
    await page.selectOption('[data-key="theme"]', "trust");
    await page.selectOption('[data-key="mtheme"]', "trust");
    await page.fill('[data-key="q"]', "trust ~3 technolog*");
    await page.waitForFunction(() => location.hash.includes("q=trust"));
    await unfold(page);
  }],
  ["with messages of a pattern", async (page) => {
    await page.evaluate(() => (location.hash = new URLSearchParams({show: "pattern::child_safety:children*"}).toString()));
    await page.waitForSelector("#evidence[open]");
  }],
  ["with messages", async (page) => {
    await page.tap("#findings button[data-show] >> nth=0");
    await page.waitForSelector("#evidence[open]");
    await unfold(page);
  }],
]) {
  test(`targets, words and rows: ${name}`, async () => {
    const {page, check, close} = await open(browser, phone);
    await prepare(page);
    assert.deepEqual(await small(page), []);
    assert.deepEqual(await broken(page), []);
    assert.deepEqual(await blank(page), []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 375);
    check();
    await close();
  });
}
