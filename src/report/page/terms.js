// Terms: search, and frequency over periods.

const termPeriods = new Map();
for (const row of rowsOf("term_frequency")) {
  if (!termPeriods.has(row.term)) termPeriods.set(row.term, { term: row.term, label: row.label, count: 0, periods: new Map(), forms: [] });
  const entry = termPeriods.get(row.term);
  entry.count += row.count;
  entry.periods.set(row.period, row);
}
for (const row of rowsOf("term_forms")) {
  const entry = termPeriods.get(row.term);
  // `forms` are such as "norm 12; norms 3".
  if (entry !== undefined) entry.forms = (row.forms ?? "").split("; ").map((form) => form.replace(/ \d+$/, "")).filter((form) => form !== "");
}
const TERMS = [...termPeriods.values()].sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1));
const termByForm = new Map();
for (const entry of TERMS) {
  for (const name of [entry.term, entry.label, ...entry.forms]) {
    if (!termByForm.has(fold(name))) termByForm.set(fold(name), entry);
  }
}

/** The terms that a search may mean: the one with this form, and those that begin with what was typed, or have a word that does. */
function termsLike(typed) {
  const wanted = fold(typed.trim());
  if (wanted === "") return [];
  const exact = termByForm.get(wanted);
  const others = TERMS.filter((entry) => entry !== exact);
  const forms = (entry) => [entry.label, ...entry.forms].map(fold);
  const begin = others.filter((entry) => forms(entry).some((form) => form.startsWith(wanted)));
  const within = others.filter((entry) => !begin.includes(entry) && forms(entry).some((form) => form.includes(` ${wanted}`)));
  return [...(exact === undefined ? [] : [exact]), ...begin, ...within];
}

const NO_OCCURRENCE = { count: 0, messages: 0, per_1000_tokens: 0 };

/** A term in a period, in words. */
const termInWords = (entry, row) => [
  `${entry.label}, ${row.period}`, `${plural(row.count, "occurrence")}, ${fixed(row.per_1000_tokens, 2)} per 1,000 words`, `in ${plural(row.messages, "message")}`,
].join("\n");

function termPlot(entry, width) {
  const { placed: rows, broken } = series(LABELS.map((period) => entry.periods.get(period) ?? { period, ...NO_OCCURRENCE }), "per_1000_tokens");
  const [left, right] = [timeMargin(FIRST, 40), timeMargin(LAST, 30)];
  const inner = Math.min(width, 620) - left - right;
  const svg = plotted({
    width: Math.min(width, 620), height: 220, marginLeft: left, marginRight: right, marginTop: 24, marginBottom: 26,
    x: timeScale(),
    y: { domain: [0, Math.max(0.1, ...rows.map((row) => row.per_1000_tokens)) * 1.1], label: null },
    marks: [
      Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: 4 }),
      Plot.axisY({ ticks: 4, tickSize: 0, fill: "var(--muted)" }),
      timeAxis(inner),
      Plot.ruleY([0], { stroke: "var(--line)" }),
      seriesLine(broken, "per_1000_tokens", { stroke: "var(--accent)", strokeOpacity: CROWDED ? 1 : 0.6 }),
      CROWDED ? null : Plot.dot(rows, { x: "place", y: "per_1000_tokens", r: 4.5, fill: "var(--accent)" }),
      PERIODS.length > MOST_NUMBERED ? null : Plot.text(rows, { x: "place", y: "per_1000_tokens", text: (row) => String(row.count), dy: -11, fill: "var(--ink)" }),
      Plot.dot(rows, { x: "place", y: "per_1000_tokens", r: reachOf(inner), fill: "transparent", stroke: "transparent", className: "hit" }),
    ],
  });
  svg.setAttribute("aria-label", visible(`${entry.label}: occurrences per 1,000 words over the ${MANY}`));
  new Walk().add(svg, rows, {
    label: (row) => termInWords(entry, row),
    act: (row) => open(nameOf("term", row.period, entry.term), svg),
  });
  return svg;
}

/** What is typed as a pattern, where it is no term of the page: counts from the messages of the page. */
function expressionOf(typed) {
  try {
    const lines = patternLines(compiled(typed));
    if (lines.length === 0) return undefined;
    const entry = { term: typed, label: typed, count: lines.length, periods: new Map(), forms: [] };
    for (const { period, tokens } of PERIODS) {
      const of = lines.filter(({ message }) => message.period === period);
      const messages = new Set(of.map(({ message }) => message)).size;
      if (of.length > 0) entry.periods.set(period, { period, count: of.length, messages, per_1000_tokens: tokens > 0 ? (1000 * of.length) / tokens : 0 });
    }
    return { entry, lines };
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

/** The terms that a reader finds without a search. */
function frequentTerms() {
  return tableOf("The most frequent terms", [
    { head: "Term", cell: (entry) => linkButton(entry.label, () => change({ term: entry.label }, { at: "terms", push: true })) },
    ...(LABELS.length <= 8 ? LABELS.map((label) => ({ head: label, cell: (entry) => String(entry.periods.get(label)?.count ?? 0), number: true })) : []),
    { head: "In all", cell: (entry) => String(entry.count), number: true },
  ], TERMS.slice(0, 15));
}

/** A term, or an expression that is none, over the periods, with its lines of context. */
function shownTerm(entry, { lines, counted, rates = true }) {
  const box = chartBox((width) => termPlot(entry, width));
  const rows = rowsOf("term_frequency").filter((row) => row.term === entry.term);
  const file = `term_${entry.term.replace(/[^\p{L}\p{N}]+/gu, "_")}`;
  return [
    el("h3", { dir: "auto" }, entry.label),
    el("p", { class: "legend", dir: "auto" }, `${counted} Occurrences per 1,000 words${PERIODS.length > MOST_NUMBERED ? "" : "; the numbers are occurrences"}.`),
    ...(rates ? [box, cautionsOf(LABELS) ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), rows.length > 0 ? csvButton("term_frequency", () => rows, file) : null, chartButtons("term", box.svg))] : []),
    kwicTable(lines),
  ];
}

function termSearch() {
  const input = el("input", { type: "search", "data-key": "term", autocomplete: "off", spellcheck: "false", list: "known-terms" });
  const list = el("datalist", { id: "known-terms" }, TERMS.slice(0, 400).map((entry) => el("option", { value: entry.label })));
  const found = el("div", { class: "term-found" });
  const draw = () => {
    if (document.activeElement !== input) input.value = state.term;
    if (state.term.trim() === "") {
      found.replaceChildren(frequentTerms());
      return;
    }
    const [entry, ...others] = termsLike(state.term);
    const expression = entry === undefined ? expressionOf(state.term) : undefined;
    if (entry !== undefined) {
      const counted = `Counted as “${entry.term}”${entry.forms.length > 0 ? `: ${entry.forms.join(", ")}` : ""}.`;
      found.replaceChildren(...shownTerm(entry, { lines: concordance(entry), counted }));
    } else if (expression !== undefined) {
      const counted = `No term of this page: found as a pattern of the codebook${SAMPLED ? ", in the sample of messages in this page" : ""}.`;
      found.replaceChildren(...shownTerm(expression.entry, { lines: expression.lines, counted, rates: !SAMPLED }));
    } else {
      found.replaceChildren(el("p", {}, `No term of this page begins with “${state.term}”, and no message holds it. Stop words are not counted, and a page carries the most frequent terms alone.`));
    }
    if (others.length > 0) {
      found.append(el("p", { class: "note" }, "Also: ", others.slice(0, 12).flatMap((other, place) => [place > 0 ? ", " : "", linkButton(other.label, () => change({ term: other.label }, { at: "terms", push: true }))])));
    }
  };
  let wait;
  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => change({ term: input.value }, { at: "terms" }), 200);
  });
  onState(["term"], draw);
  draw();
  return [el("div", { class: "controls" }, el("label", {}, "Search a term, of one word or several", input), list), found];
}

function termsView(view) {
  view.append(...termSearch(), ...keynessView(), ...twoPeriodsView(), stillButtons("terms") ?? "");
}
