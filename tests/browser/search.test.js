// The search of the page finds what `themeshift kwic` finds, and says what it does not know.

import assert from "node:assert/strict";
import {dirname, join} from "node:path";
import {after, before, test} from "node:test";

import {REPORT, launch, open, table} from "./browser.js";
import {rowsOf, tricky} from "./corpora.js";

const SHIPPED = new URL("../..", import.meta.url).pathname;
const PATTERNS = [
  "trust", "trust*", "*trust*", "child*", "behavio?r", "human rights", "human right?", "trust ~3 technolog*", "child* ~5 online",
  "policy ~1 makers", "multi-stakeholder", "multistakeholder", "multi stakeholder*", "=IGF", "=I*", "=internet", "stem:regulate", "stem:government",
  "/cyber(war|attack|security)s?/", "/.*ation/", "/[0-9]+/", "/inter.{3}/", "the * of", "rights", "right to", "e-*", "and/or", "ict*",
  "cyber security", "cyber-security", "people with disabilities", "=UN*", "internet ~2 =Governance", "stem:protect ~4 child*",
];
const IN_TRICKY = [
  "rights", "human rights", "human-rights", "children", "ngo", "=NGO", "=UN", "u.n.", "u.s.", "r&d", "24/7", "e-mail", "igf@un.org", "example.org",
  "https://www.example.org/a-b", "cybersecurity", "cyber security", "cyber-security", "st. petersburg", "net neutrality", "net ~3 neutrality",
  "the * state", "state-of-the-art", "of the art", "stem:regulate", "stem:regulation", "under", "in", "m2", "co2", "trust ~3 technolog*", "technolog* ~3 trust",
  "1,000", "3.14", "privacy", "l'internet", "l’accès", "internet", "d'aujourd'hui", "aujourd'hui", "l'*", "éducation", "l'éducation", "droits de l'homme",
  "l'homme", "œuvre", "café", "cafe", "irak", "ırak", "istanbul", "insan", "ışık", "i*", "straße", "strasse*", "menschenrechte", "λόγος", "λογος", "=ΛΟΓΟΣ",
  "λόγο?", "网络安全", "网络安*", "安全", "安全*", "人权", "网络", "儿童网络*", "インターネット", "インター*", "ガバナンス", "京都", "東京都", "права", "прав*", "интернет*",
  "information", "information society", "infor-mation", "cybersecurity of", "data protection", "pro-tection", "/.*tion/", "/\\p{L}+²?/", "/(a|b|c)+.*/",
  "=Trust", "far far", "far ~2 technology", "_under_", "*", "** state",
];

let browser, folder;
before(async () => {
  browser = await launch();
  folder = dirname(tricky());
});
after(() => browser.close());

/** What the page finds: each message with its matches. */
async function foundIn(page, pattern) {
  const found = [];
  for (let number = 1; ; number += 1) {
    await page.evaluate((hash) => (location.hash = hash), new URLSearchParams({q: pattern, page: String(number)}).toString());
    await page.waitForFunction((q) => document.querySelector('[data-key="q"]').value === q, pattern);
    const {articles, last, status} = await page.evaluate(() => ({
      status: document.querySelector("#messages [role=status]").textContent,
      last: document.querySelector("#messages .pages button:last-child")?.disabled ?? true,
      articles: [...document.querySelectorAll("#messages article")].map((article) => [article.dataset.message, ...[...article.querySelectorAll("mark")].map((mark) => mark.textContent)]),
    }));
    found.push(...articles);
    if (last) return {found, status};
  }
}

/** What the program finds. */
function foundBy(project, pattern) {
  const found = new Map();
  for (const {message, match} of rowsOf(project, "kwic", pattern)) found.set(message, [...(found.get(message) ?? []), match]);
  return [...found].map(([message, matches]) => [message, ...matches]);
}

for (const [name, patterns, project, file] of [["shipped", PATTERNS, () => SHIPPED, () => REPORT], ["tricky", IN_TRICKY, () => folder, () => join(folder, "output/report.html")]]) {
  test(`the page finds what the program finds: ${name} texts`, async () => {
    const {page, check, close} = await open(browser, {file: file()});
    const different = [];
    let hits = 0;
    for (const pattern of patterns) {
      let wanted;
      try {
        wanted = foundBy(project(), pattern);
      } catch {
        wanted = "an error";
      }
      const {found, status} = await foundIn(page, pattern);
      const got = status.startsWith("Nothing was searched") ? "an error" : found;
      const [here, there] = [got, wanted].map((each) => JSON.stringify(each));
      if (here !== there) different.push(`${pattern}: the page ${here.slice(0, 200)}, the program ${there.slice(0, 200)}, ${status}`);
      hits += found.reduce((sum, [, ...matches]) => sum + matches.length, 0);
    }
    assert.deepEqual(different, []);
    assert.ok(hits > 150, String(hits));
    check();
    await close();
  });
}

test("what is no pattern, and what the page does not know, is told", async () => {
  const {page, check, close} = await open(browser);
  for (const [typed, said] of [
    ["trust ~ online", "no distance"], ["trust ~3", "a word on both sides"], ["*", "every word"], ["…", "a letter or a digit"], ["-trust", "begins with a hyphen"],
    ["/trust", "has no end"], ["stem:tru*", "takes no `*`"], ["trust. online", "a phrase ends before"], ["stem:xylophone", "`themeshift kwic` knows all"],
    ["/(?i)trust/", "this page does not know"], ["/[a-z&&[^t]]+/", "this page does not know"], ["/(((((a*)*)*)*)*)*b/", "this page does not know"],
  ]) {
    const {found, status} = await foundIn(page, typed);
    assert.ok(status.startsWith("Nothing was searched") && status.includes(said), `${typed}: ${status}`);
    assert.deepEqual(found, [], typed);
  }
  // No regular expression holds the page up.
  const began = Date.now();
  await foundIn(page, "/(((a|b|.)*)*)*z1/");
  assert.ok(Date.now() - began < 5_000, String(Date.now() - began));
  check();
  await close();
});

test("messages are filtered by pattern, and each pattern says where it found something", async () => {
  const {page, check, close} = await open(browser);
  const hits = table("hits").rows;
  await page.selectOption('[data-key="mtheme"]', "child_safety");
  for (const pattern of new Set(hits.filter(({theme}) => theme === "child_safety").map(({pattern}) => pattern))) {
    const ofPattern = hits.filter((hit) => hit.theme === "child_safety" && hit.pattern === pattern);
    await page.selectOption('[data-key="mpattern"]', pattern);
    const articles = await page.$$eval("#messages article", (all) => all.map((article) => ({
      message: article.dataset.message, marks: article.querySelectorAll("mark").length, said: article.querySelector(".found-by").textContent,
    })));
    assert.deepEqual(articles.map(({message}) => message), [...new Set(ofPattern.map(({message}) => message))]);
    assert.equal(articles.reduce((sum, {marks}) => sum + marks, 0), ofPattern.length);
    for (const {message, said} of articles) {
      assert.ok(said.startsWith(`Child safety: ${pattern} “`), said);
      for (const {match} of ofPattern.filter((hit) => hit.message === message)) assert.ok(said.toLowerCase().includes(`“${match.toLowerCase()}”`), said);
    }
  }
  check();
  await close();
});

test("rows by pattern open their messages, and a message opens with its neighbours", async () => {
  const {page, check, close} = await open(browser, {hash: "#show=theme%3A2020%3Atrust"});
  await page.click("#evidence summary:has-text('By pattern')");
  const rows = table("theme_patterns").rows.filter((row) => row.period === "2020" && row.theme === "trust" && row.hits !== "0");
  assert.equal((await page.$$("#evidence td button.link")).length, rows.length);
  for (const row of rows) {
    await page.evaluate((show) => (location.hash = new URLSearchParams({show}).toString()), "theme:2020:trust");
    await page.waitForFunction(() => document.querySelector("#evidence h2").textContent === "Trust, 2020");
    await page.$eval("#evidence details", (details) => (details.open = true));
    await page.click(`#evidence td button.link:text-is("${row.pattern}")`);
    assert.equal(await page.textContent("#evidence h2"), `${row.pattern}: Trust, 2020`);
    assert.equal((await page.$$("#evidence article")).length, Number(row.messages));
    assert.equal((await page.$$("#evidence mark")).length, Number(row.hits));
  }
  await page.evaluate(() => (location.hash = new URLSearchParams({show: "message:2020-igf-trust#14"}).toString()));
  await page.waitForSelector("#evidence article.opened");
  assert.deepEqual(await page.$$eval("#evidence article", (all) => all.map(({dataset}) => dataset.message)), ["2020-igf-trust#13", "2020-igf-trust#14", "2020-igf-trust#15"]);
  await page.click("#evidence article:last-child h3 button");
  assert.equal(await page.textContent("#evidence article.opened h3"), "2020-igf-trust#15");
  await page.evaluate(() => (location.hash = new URLSearchParams({show: "message:2012-berlin#01"}).toString()));
  await page.waitForFunction(() => document.querySelector("#evidence article.opened h3")?.textContent === "2012-berlin#01");
  assert.ok((await page.textContent("#evidence .body")).includes("It is the first message of its document."));
  check();
  await close();
});
