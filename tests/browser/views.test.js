// Every view opens; pointer and keyboard work; the numbers are those of the tables.

import assert from "node:assert/strict";
import {after, before, test} from "node:test";

import {fixed, launch, open, table} from "./browser.js";

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("every part of the page has its content", async () => {
  const {page, check, close} = await open(browser);
  const parts = ["brief", "findings", "trends", "change", "cooccurrence", "terms", "messages", "corpus"];
  assert.deepEqual(await page.$$eval("main > section", (all) => all.map(({id}) => id)), parts);
  const links = await page.$$eval(".contents a", (all) => all.map((link) => link.getAttribute("href").slice(1)));
  assert.deepEqual(links, parts);
  // What threatens a comparison stands beside the methods.
  assert.ok((await page.textContent("#corpus")).includes("What threatens each comparison"));
  for (const part of parts) {
    await page.click(`.contents a[href="#${part}"]`);
    await page.waitForFunction((id) => document.activeElement.id === id, `${part}-title`);
  }
  assert.equal(await page.$$eval("#trends .panel svg", (all) => all.length), 20);
  for (const part of ["#change", "#cooccurrence", "#terms", "#terms .scatter", "#terms .shift"]) {
    assert.ok((await page.$$(`${part} .chart svg`)).length > 0, part);
  }
  const documents = table("documents").rows;
  const text = await page.textContent("#corpus");
  for (const {document, title, tokens} of documents) {
    for (const shown of [document, title, Number(tokens).toLocaleString("en")]) assert.ok(text.includes(shown), shown);
  }
  check();
  await close();
});

test("each finding is there in words, and its numbers lead to its messages", async () => {
  const {page, check, close} = await open(browser);
  const text = await page.textContent("#findings");
  const shown = table("findings").rows.filter((row) => row.evidence === "strong");
  assert.ok(shown.length > 0);
  assert.ok(text.includes("strong evidence of a difference between these documents"));
  const frequencies = table("theme_frequency").rows;
  assert.equal((await page.$$("#findings button[data-show]")).length, frequencies.length);
  for (const row of frequencies.filter(({theme}) => ["trust", "child_safety", "human_rights"].includes(theme))) {
    await page.click(`#findings button[data-show="theme:${row.period}:${row.theme}"]`);
    const articles = await page.$$eval("#evidence article", (all) => all.map((article) => article.dataset.message));
    const messages = table("messages").rows.filter((each) => each.period === row.period && each.themes.split(";").includes(row.theme));
    assert.deepEqual(articles, messages.map(({message}) => message));
    assert.equal(articles.length, Number(row.messages));
    assert.equal(await page.$$eval("#evidence mark", (all) => all.length), Number(row.hits));
    await page.keyboard.press("Escape");
    assert.equal(await page.$eval("#evidence", (dialog) => dialog.open), false);
  }
  check();
  await close();
});

test("hovering a point of the trends gives its numbers and interval, and a click opens the messages", async () => {
  const {page, check, close} = await open(browser);
  const rows = table("theme_frequency").rows;
  for (const theme of ["trust", "norms"]) {
    const points = await page.$$(`#trends [data-theme="${theme}"] .point`);
    const ofTheme = rows.filter((row) => row.theme === theme);
    assert.equal(points.length, ofTheme.length);
    for (const [at, point] of points.entries()) {
      const row = ofTheme[at];
      await point.scrollIntoViewIfNeeded();
      await point.hover();
      const tip = await page.textContent("#tip");
      assert.ok(tip.includes(`${row.label}, ${row.period}`), tip);
      assert.ok(tip.includes(`${fixed(row.per_1000_tokens)} mentions per 1,000 words, 95 % interval ${fixed(row.rate_low)} to ${fixed(row.rate_high)}`), tip);
      assert.ok(tip.includes(`in ${row.messages} of ${row.n_messages} messages`), tip);
      await point.click();
      assert.equal((await page.$$("#evidence article")).length, Number(row.messages));
      await page.click("#evidence .head button");
    }
  }
  check();
  await close();
});

test("the marks are the hits, in their places", async () => {
  const {page, check, close} = await open(browser);
  for (const id of ["2012-berlin#01", "2020-igf-trust#14", "2019-igf-sssr#03"]) {
    await page.evaluate((message) => (location.hash = new URLSearchParams({show: `message:${message}`}).toString()), id);
    await page.waitForFunction((message) => document.querySelector("#evidence h2")?.textContent === message, id);
    const marks = await page.$$eval("#evidence mark", (all) => all.map((mark) => mark.textContent));
    const text = await page.textContent("#evidence .opened .text");
    const hits = table("hits").rows.filter((row) => row.message === id);
    const message = table("messages").rows.find((row) => row.message === id);
    assert.equal(text, message.text);
    for (const {match} of hits) assert.ok(marks.some((mark) => mark.includes(match)), `${id}: ${match}`);
    if (new Set(hits.map(({start}) => start)).size === hits.length && hits.length > 0) assert.ok(marks.length <= hits.length);
  }
  check();
  await close();
});

test("two years are chosen, and the change is that of the table", async () => {
  const {page, check, close} = await open(browser);
  const change = table("theme_change").rows;
  for (const [from, to] of [["2012", "2020"], ["2017", "2019"]]) {
    await page.selectOption('[data-key="from"]', from);
    await page.selectOption('[data-key="to"]', to);
    const rows = change.filter((row) => row.from_period === from && row.to_period === to && row.difference !== "");
    const points = await page.$$eval("#change .point", (all) => all.map((point) => point.getAttribute("aria-label")));
    assert.equal(points.length, rows.length);
    for (const row of rows) {
      const sign = Number(fixed(row.difference).replace("−", "-")) > 0 ? "+" : "";
      const wanted = `change ${sign}${fixed(row.difference)}, `;
      assert.ok(points.some((label) => label.includes(wanted)), `${row.theme}: ${wanted}`);
    }
  }
  // A pair that the run does not test has intervals and says so.
  await page.selectOption('[data-key="from"]', "2017");
  await page.selectOption('[data-key="to"]', "2020");
  assert.ok((await page.textContent("#change .legend")).includes("themeshift compare 2017 2020"));
  const labels = await page.$$eval("#change .point", (all) => all.map((point) => point.getAttribute("aria-label")));
  assert.equal(labels.length, 20);
  assert.ok(labels.every((label) => label.includes("Not tested") && label.includes("interval")));
  await page.click("#change .point >> nth=0");
  assert.ok((await page.textContent("#evidence h2")).endsWith("2017 and 2020"));
  check();
  await close();
});

test("pairs of themes open their joint messages, in the matrix and in the network", async () => {
  const {page, check, close} = await open(browser);
  const messages = table("messages").rows;
  for (const row of table("theme_cooccurrence").rows.filter((each) => each.period === "2019" && Number(each.messages_both) > 2)) {
    const joint = messages.filter(({period, themes}) => period === "2019" && [row.theme_a, row.theme_b].every((theme) => themes.split(";").includes(theme)));
    await page.evaluate((show) => (location.hash = new URLSearchParams({show}).toString()), `pair:2019:${row.theme_a}+${row.theme_b}`);
    await page.waitForSelector("#evidence[open]");
    assert.equal(joint.length, Number(row.messages_both));
    assert.deepEqual(await page.$$eval("#evidence article", (all) => all.map((article) => article.dataset.message)), joint.map(({message}) => message));
    await page.click("#evidence .head button");
  }
  await page.selectOption('[data-key="period"]', "2012");
  const pairs = table("theme_cooccurrence").rows.filter((row) => row.period === "2012" && Number(row.messages_both) > 0);
  assert.equal((await page.$$("#cooccurrence .point")).length, pairs.length);
  await page.check('input[name="plot"][value="network"]');
  await page.fill('[data-key="least"]', "1");
  await page.press('[data-key="least"]', "Enter");
  const themes = table("theme_frequency").rows.filter((row) => row.period === "2012" && Number(row.messages) > 0);
  await page.waitForFunction((count) => document.querySelectorAll("#cooccurrence .point").length === count, pairs.length + themes.length);
  await page.focus("#cooccurrence .point");
  await page.keyboard.press("Enter");
  assert.ok((await page.$$("#evidence article")).length > 0);
  check();
  await close();
});

test("a term shows its counts and as many lines of context", async () => {
  const {page, check, close} = await open(browser);
  const rows = table("term_frequency").rows;
  for (const typed of ["online", "privacy", "children", "don't know such a word"]) {
    await page.fill('[data-key="term"]', typed);
    await page.waitForFunction((term) => new URLSearchParams(location.hash.slice(1)).get("term") === term, typed);
    const labels = await page.$$eval("#terms .term-found .point", (all) => all.map((point) => point.getAttribute("aria-label")));
    const found = rows.filter((row) => row.label === typed || row.term === typed);
    if (found.length === 0 && labels.length === 0) {
      assert.ok((await page.textContent("#terms .term-found")).includes("No term"));
      continue;
    }
    const ofTerm = rows.filter((row) => row.term === found[0].term);
    for (const {period, count} of ofTerm) assert.ok(labels.some((label) => label.includes(`, ${period}; ${count} occurrence`)), `${typed} ${period}: ${count}`);
    const lines = await page.$$("#terms .kwic tbody tr");
    assert.equal(lines.length, ofTerm.reduce((sum, {count}) => sum + Number(count), 0), typed);
  }
  await page.fill('[data-key="term"]', "privacy");
  await page.waitForSelector("#terms .kwic tbody tr");
  await page.click("#terms .kwic tbody tr:first-child button");
  assert.ok((await page.textContent("#evidence .opened .text")).toLowerCase().includes("privacy"));
  check();
  await close();
});

test("keyness and word shift show the strongest terms of their tables", async () => {
  const {page, check, close} = await open(browser);
  await page.selectOption('[data-key="target"]', "2012");
  const keyness = table("keyness").rows.filter((row) => row.target_period === "2012" && row.reference === "rest");
  const first = keyness.sort((a, b) => Number(b.g2) - Number(a.g2))[0];
  const labels = await page.$$eval("#terms .chart .point", (all) => all.map((point) => point.getAttribute("aria-label")));
  assert.ok(labels[0].startsWith(`${first.label}; ${first.count_target} occurrence`), labels[0]);
  assert.ok(labels[0].includes(`G2 ${fixed(first.g2)}`), labels[0]);
  await page.selectOption('[data-key="sfrom"]', "2012");
  await page.selectOption('[data-key="sto"]', "2017");
  const shift = table("word_shift").rows.filter((row) => row.from_period === "2012" && row.to_period === "2017");
  const strongest = shift.sort((a, b) => Number(b.contribution_bits) - Number(a.contribution_bits))[0];
  const shifts = await page.$$eval("#terms .shift .point", (all) => all.map((point) => point.getAttribute("aria-label")));
  assert.equal(shifts.length, 24);
  assert.ok(shifts.some((label) => label.startsWith(strongest.label) && label.includes(`${fixed(strongest.contribution_bits, 4)} bits`)));
  const distance = table("period_distance").rows.find((row) => row.from_period === "2012" && row.to_period === "2017");
  assert.ok((await page.textContent("#terms .view")).includes(`${fixed(distance.jsd_bits, 3)} bits apart`));
  check();
  await close();
});

test("messages are filtered and sorted", async () => {
  const {page, check, close} = await open(browser);
  const messages = table("messages").rows;
  await page.selectOption('[data-key="mtheme"]', "trust");
  await page.selectOption('[data-key="mperiod"]', "2019");
  const wanted = messages.filter(({period, themes}) => period === "2019" && themes.split(";").includes("trust"));
  assert.deepEqual(await page.$$eval("#messages article", (all) => all.map((article) => article.dataset.message)), wanted.map(({message}) => message));
  await page.selectOption('[data-key="mtheme"]', "");
  await page.selectOption('[data-key="mperiod"]', "");
  await page.selectOption('[data-key="sort"]', "long");
  const longest = [...messages].sort((a, b) => Number(b.tokens) - Number(a.tokens))[0];
  assert.equal(await page.$eval("#messages article", (article) => article.dataset.message), longest.message);
  await page.fill('[data-key="q"]', "blockchain");
  const holding = messages.filter(({text}) => /\bblockchain\b/i.test(text));
  await page.waitForFunction((count) => document.querySelectorAll("#messages article").length === count, holding.length);
  await page.fill('[data-key="q"]', "");
  await page.selectOption('[data-key="document"]', "2017-igf");
  await page.waitForFunction(() => document.querySelector("#messages [role=status]").textContent.startsWith("48 messages"));
  check();
  await close();
});

test("the keyboard walks through points and opens them", async () => {
  const {page, check, close} = await open(browser);
  await page.focus("#trends .point[tabindex='0']");
  const first = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await page.keyboard.press("ArrowRight");
  const second = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  await page.keyboard.press("ArrowDown");
  const below = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.equal(new Set([first, second, below]).size, 3);
  assert.equal(await page.$$eval("#trends .point[tabindex='0']", (all) => all.length), 1);
  await page.keyboard.press("Enter");
  assert.ok(await page.$eval("#evidence", (dialog) => dialog.open));
  await page.keyboard.press("Escape");
  assert.equal(await page.$eval("#evidence", (dialog) => dialog.open), false);
  check();
  await close();
});

test("themes are chosen, one or several, and the link holds them", async () => {
  const {page, check, close} = await open(browser);
  await page.click("#trends summary:has-text('Choose several themes')");
  for (const theme of ["trust", "norms", "gender"]) await page.check(`#trends .boxes input[value="${theme}"]`);
  const shown = (page) => page.$$eval("#trends .panel", (all) => all.map(({dataset}) => dataset.theme).sort());
  assert.deepEqual(await shown(page), ["gender", "norms", "trust"]);
  assert.equal(await page.$eval('[data-key="theme"]', (select) => select.selectedOptions[0].textContent), "3 themes");
  const again = await open(browser, {hash: await page.evaluate(() => location.hash)});
  assert.deepEqual(await shown(again.page), ["gender", "norms", "trust"]);
  await page.uncheck('#trends .boxes input[value="gender"]');
  await page.uncheck('#trends .boxes input[value="norms"]');
  assert.deepEqual(await shown(page), ["trust"]);
  assert.equal(await page.inputValue('[data-key="theme"]'), "trust");
  await page.selectOption('[data-key="theme"]', "");
  assert.equal((await shown(page)).length, 20);
  check();
  again.check();
  await close();
  await again.close();
});
