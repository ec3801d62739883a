// Terms: search, frequency over periods, lines of context, keyness.

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

function fold(text) {
  return String(text).normalize("NFC").toLocaleLowerCase("en").replaceAll("’", "'");
}

/** The terms that a search may mean: the one with this form, and those that begin with what was typed. */
function termsLike(typed) {
  const wanted = fold(typed.trim());
  if (wanted === "") return [];
  const exact = termByForm.get(wanted);
  const begin = TERMS.filter((entry) => entry !== exact && [entry.label, ...entry.forms].some((form) => fold(form).startsWith(wanted)));
  return exact === undefined ? begin : [exact, ...begin];
}

/** A pattern for the forms of a term as whole words: words joined by a hyphen or an apostrophe are one, but for
 * a possessive, which is not counted. */
function formsPattern(entry) {
  const forms = [...new Set([entry.label, ...entry.forms])].sort((a, b) => b.length - a.length);
  const words = forms.map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['’]/g, "['’]").replace(/\s+/g, "\\s+"));
  const within = "\\p{L}\\p{M}\\p{N}_";
  return new RegExp(`(?<![${within}]|[${within}][-\u2010\u2011'’])(?:${words.join("|")})(?:['’]s)?(?![${within}]|[-\u2010\u2011'’][${within}])`, "giu");
}

const CONTEXT = 60;
const MOST_LINES = 500;

/** Lines of context of a term in the messages of the page: `{message, left, match, right}`. */
function concordance(entry) {
  const pattern = formsPattern(entry);
  const found = [];
  for (const message of MESSAGES) {
    for (const match of message.text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      found.push({
        message, match: match[0],
        left: message.text.slice(Math.max(0, match.index - CONTEXT), match.index),
        right: message.text.slice(end, end + CONTEXT),
      });
    }
  }
  return found;
}

function kwicTable(found) {
  const clean = (text) => text.replace(/\s+/g, " ");
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Lines of context" },
    el("table", { class: "kwic" },
      el("caption", {}, `${plural(found.length, "line")} of context${found.length > MOST_LINES ? `; the first ${MOST_LINES} are shown` : ""}${SAMPLED ? ", from the sample of messages in this page" : ""}`),
      el("colgroup", {}, el("col", { class: "id" }), el("col"), el("col", { class: "match" }), el("col")),
      el("thead", { class: "visually-hidden" }, el("tr", {}, ["Message", "Before", "Match", "After"].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, found.slice(0, MOST_LINES).map(({ message, left, match, right }) => el("tr", {},
        el("td", { class: "id", dir: "auto" }, message.message),
        el("td", { class: "left" }, el("bdi", {}, clean(left))),
        el("td", { class: "match", dir: "auto" }, linkButton(match, (event) => open(nameOf("message", message.message), event.target), { title: `Open ${message.message}`, "aria-label": `${match}: open ${message.message}` })),
        el("td", { class: "right", dir: "auto" }, clean(right)))))));
}

function termPlot(entry, width) {
  const none = { count: 0, messages: 0, per_1000_tokens: 0 };
  const { placed: rows, broken } = series(LABELS.map((period) => entry.periods.get(period) ?? { period, ...none }), "per_1000_tokens");
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
    label: (row) => `${entry.label}, ${row.period}\n${plural(row.count, "occurrence")}, ${fixed(row.per_1000_tokens, 2)} per 1,000 words\nin ${plural(row.messages, "message")}`,
    act: (row) => {
      change({ q: entry.label, mperiod: row.period, page: "1" }, { at: "messages", push: true });
      document.getElementById("messages").scrollIntoView();
    },
  });
  return svg;
}

function termSearch() {
  const input = el("input", { type: "search", "data-key": "term", autocomplete: "off", spellcheck: "false", list: "known-terms" });
  const list = el("datalist", { id: "known-terms" }, TERMS.slice(0, 400).map((entry) => el("option", { value: entry.label })));
  const found = el("div", { class: "term-found" });
  const draw = () => {
    if (document.activeElement !== input) input.value = state.term;
    if (state.term.trim() === "") {
      const rows = TERMS.slice(0, 15);
      found.replaceChildren(tableOf("The most frequent terms", [
        { head: "Term", cell: (entry) => linkButton(entry.label, () => change({ term: entry.label }, { at: "terms", push: true })) },
        ...(LABELS.length <= 8 ? LABELS.map((label) => ({ head: label, cell: (entry) => String(entry.periods.get(label)?.count ?? 0), number: true })) : []),
        { head: "In all", cell: (entry) => String(entry.count), number: true },
      ], rows));
      return;
    }
    const [entry, ...others] = termsLike(state.term);
    if (entry === undefined) {
      found.replaceChildren(el("p", {}, `No term of this page begins with “${state.term}”. Stop words are not counted, and a page carries the most frequent terms alone; the messages below can be searched for any text.`));
      return;
    }
    const rows = rowsOf("term_frequency").filter((row) => row.term === entry.term);
    const lines = concordance(entry);
    const box = chartBox((width) => termPlot(entry, width));
    found.replaceChildren(
      el("h3", { dir: "auto" }, entry.label),
      el("p", { class: "legend", dir: "auto" }, `Counted as “${entry.term}”${entry.forms.length > 0 ? `: ${entry.forms.join(", ")}` : ""}. Occurrences per 1,000 words${PERIODS.length > MOST_NUMBERED ? "" : "; the numbers are occurrences"}.`),
      box,
      cautionsOf(LABELS) ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("term_frequency", () => rows, `term_${entry.term.replace(/[^\p{L}\p{N}]+/gu, "_")}`), chartButtons("term", box.svg)),
      kwicTable(lines));
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
  return [el("div", { class: "controls" }, el("label", {}, "Search a term", input), list), found];
}

/** Bars of terms, each a button; `rows` are `{label, value, words, shown}`: what is not shown is pale. */
function termBars(rows, width, { name }) {
  const narrow = width < 560;
  const margin = narrow ? 100 : 160;
  const both = rows.some((row) => row.value < 0);
  const key = (row) => row.term;
  const labels = new Map(rows.map((row) => [row.term, row.label]));
  const svg = plotted({
    width: Math.min(width, 760), height: rows.length * 24 + 50, marginLeft: margin, marginRight: 40, marginTop: 30, marginBottom: 6,
    x: { label: null, nice: true }, y: { domain: rows.map(key), label: null }, color: { type: "identity" },
    marks: [
      Plot.gridX({ stroke: "var(--faint)", strokeOpacity: 1, ticks: 5 }),
      Plot.axisX({ anchor: "top", ticks: 5, tickSize: 0, fill: "var(--muted)", tickFormat: (value) => String(value).replace("-", "−") }),
      Plot.axisY({ tickSize: 0, fill: "var(--ink)", tickFormat: (term) => shortened(labels.get(term), narrow ? 14 : 24) }),
      Plot.barX(rows, { y: key, x: "value", fill: (row) => (row.value < 0 ? "var(--less)" : "var(--more)"), fillOpacity: (row) => (row.shown ? 1 : 0.3), insetTop: 2, insetBottom: 2 }),
      both ? Plot.ruleX([0], { stroke: "var(--muted)" }) : null,
      Plot.barX(rows, { y: key, x: "value", fill: "transparent", className: "hit" }),
    ],
  });
  svg.setAttribute("aria-label", name);
  new Walk().add(svg, rows, {
    label: (row) => row.words,
    act: (row) => {
      change({ term: row.label }, { at: "terms", push: true });
      document.getElementById("terms").scrollIntoView();
    },
  });
  return svg;
}

function keynessView() {
  const all = rowsOf("keyness");
  if (all.length === 0) return [];
  const others = `the other ${MANY}`;
  const references = (target) => [...new Set(all.filter((row) => row.target_period === target).map((row) => row.reference))]
    .map((reference) => [reference, reference === "rest" ? others : reference]);
  const targets = inOrder(all.map((row) => row.target_period)).map((label) => [label, label]);
  // Of a long series only stretches may be compared.
  if (!targets.some(([label]) => label === LAST)) state.target = DEFAULTS.target = targets[targets.length - 1][0];
  const rowsNow = () => all.filter((row) => row.target_period === state.target && row.reference === state.against);
  const reference = () => (state.against === "rest" ? others : state.against);
  const against = selection("Against", "against", references(state.target));
  const below = el("div", {});
  const bars = () => {
    const rows = rowsNow().filter((row) => row.g2 !== null);
    const more = rows.filter((row) => row.g2 > 0).sort((a, b) => b.g2 - a.g2).slice(0, 12);
    const less = rows.filter((row) => row.g2 < 0).sort((a, b) => a.g2 - b.g2).slice(0, 6);
    return [...more, ...less.reverse()].map((row) => ({
      term: row.term, label: row.label, value: row.g2, shown: row.q_bh !== null && row.q_bh < 0.05,
      words: `${row.label}\n${plural(row.count_target, "occurrence")} in ${state.target}, ${row.count_reference} in ${reference()}\n${fixed(row.per_1000_target, 2)} and ${fixed(row.per_1000_reference, 2)} per 1,000 words\nG2 ${fixed(row.g2)}, q ${probability(row.q_bh)}`,
    }));
  };
  const box = chartBox((width) => termBars(bars(), width, { name: `Terms that mark ${state.target}` }));
  const draw = () => {
    const choices = references(state.target);
    if (!choices.some(([value]) => value === state.against) && choices.length > 0) {
      change({ against: choices[0][0] }, { at: part });
      return;
    }
    against.fill(choices);
    box.draw();
    const rows = rowsNow();
    below.replaceChildren(
      (state.against === "rest" && within(state.target).length === 1 ? cautionsOf([state.target], `What makes this ${ONE} hard to compare`)
        : cautionsOf([state.target, state.against])) ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("keyness", rowsNow, `keyness_${state.target}_${state.against}`), chartButtons(`keyness_${state.target}`, box.svg)),
      unfolding("The numbers", () => tableOf(`Terms of ${state.target} against ${reference()}`, [
        { head: "Term", cell: (row) => linkButton(row.label, () => change({ term: row.label }, { at: "terms", push: true })) },
        { head: "Count", cell: (row) => String(row.count_target), number: true },
        { head: "Reference", cell: (row) => String(row.count_reference), number: true },
        { head: "G2", cell: (row) => fixed(row.g2), number: true },
        { head: "Log ratio", cell: (row) => fixed(row.log_ratio, 2), number: true },
        { head: "q", cell: (row) => probability(row.q_bh), number: true },
        { head: "Messages", cell: (row) => String(row.messages_target), number: true },
      ], [...rows].sort((a, b) => Math.abs(b.g2) - Math.abs(a.g2)))));
  };
  onState(["target", "against"], draw);
  draw();
  return [el("h3", {}, `Terms that mark a ${ONE}`), el("div", { class: "controls" }, selection(HEAD, "target", targets), against),
    el("p", { class: "legend" }, `Log-likelihood ratio G2: above 0 used more than in the reference, below 0 less. It takes words as independent: it ranks, it does not prove. A pale bar: no difference is shown (q, which knows that words come in documents, is .05 or more). The page carries the ${DATA.most_compared.keyness} terms with the largest |G2| of each comparison.`),
    box, below];
}

function termsView(view) {
  view.append(...termSearch(), ...keynessView(), stillButtons("terms") ?? "");
}
