// Terms between two periods as a scatter: how frequent each is, and how its frequency differs.

const MOST_POINTS = 500;
const MOST_LABELS = 30;
const LABEL_HEIGHT = 14;

/** The log-likelihood ratio of counts in so many words each; it ranks terms. */
function likelihoodRatio([a, b], [n, m]) {
  const part = (count, expected) => (count > 0 ? count * Math.log(count / expected) : 0);
  return 2 * (part(a, ((a + b) * n) / (n + m)) + part(b, ((a + b) * m) / (n + m)));
}

/** The terms of the page in two periods, those that differ most for their frequency first. */
function termsBetween(from, to) {
  const wordsOf = (label) => PERIODS.filter(({ period }) => within(label).includes(period)).reduce((sum, { tokens }) => sum + tokens, 0);
  const countIn = (entry, label) => within(label).reduce((sum, period) => sum + (entry.periods.get(period)?.count ?? 0), 0);
  const words = [wordsOf(from), wordsOf(to)];
  if (words.includes(0)) return [];
  const rows = TERMS.map((entry) => {
    const counts = [countIn(entry, from), countIn(entry, to)];
    const [before, after] = counts.map((count, at) => (1000 * count) / words[at]);
    return {
      term: entry.term, label: entry.label, counts, before, after, difference: after - before,
      frequency: (1000 * (counts[0] + counts[1])) / (words[0] + words[1]), strength: likelihoodRatio(counts, words),
    };
  });
  return rows.filter(({ frequency }) => frequency > 0).sort((a, b) => b.strength - a.strength || (a.term < b.term ? -1 : 1)).slice(0, MOST_POINTS);
}

const measure = document.createElement("canvas").getContext("2d");
/** Where a label may stand beside its point: its anchor, how far off, and whether a line leads to it. */
const BESIDE = [["start", 8, 0], ["end", -8, 0], ["middle", 0, -13], ["middle", 0, 13], ["start", 7, -10], ["start", 7, 10], ["end", -7, -10], ["end", -7, 10]]
  .map((place) => [...place, false]);
const FURTHER = [22, 34, 46].flatMap((off) => [["start", 12, -off], ["start", 12, off], ["end", -12, -off], ["end", -12, off]]).map((place) => [...place, true]);

/** Where labels stand that overlap neither each other nor a labelled point: `{row, text, x, y, anchor, from}`; those without room are
 * left out. `points` are `{row, x, y}`, the strongest first; a line leads to a label `from` its point. */
function placedLabels(points, { left, right, bottom, family }) {
  measure.font = `12px ${family}`;
  const dots = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const boxes = [];
  const free = (box) => box.left >= left && box.right <= right && box.top >= 0 && box.bottom <= bottom
    && ![...boxes, ...dots].some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
  const placed = [];
  for (const { row, x, y } of points) {
    const text = shortened(row.label, 24);
    const length = measure.measureText(text).width;
    const at = ([anchor, dx, dy, led]) => {
      const start = x + dx - (anchor === "end" ? length : anchor === "middle" ? length / 2 : 0);
      const box = { left: start - 2, right: start + length + 2, top: y + dy - LABEL_HEIGHT / 2, bottom: y + dy + LABEL_HEIGHT / 2 };
      return { row, text, anchor, x: x + dx, y: y + dy, from: led ? [x, y] : undefined, box };
    };
    const place = [...BESIDE, ...FURTHER].map(at).find(({ box }) => free(box));
    if (place !== undefined) {
      boxes.push(place.box);
      placed.push(place);
    }
  }
  return placed;
}

/** An element of a chart. */
function drawn(name, properties, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = visible(text);
  return element;
}

/** Draws labels into a chart, with what its axes say. */
function drawLabels(svg, labels, axes) {
  const group = drawn("g", { "aria-hidden": "true", class: "labels", fill: "var(--ink)" });
  const lines = labels.filter(({ from }) => from !== undefined).map(({ x, y, anchor, from: [x1, y1] }) =>
    drawn("line", { x1, y1, x2: x + (anchor === "end" ? 2 : -2), y2: y, stroke: "var(--muted)", "stroke-width": 0.7 }));
  const texts = labels.map(({ text, anchor, x, y }) => drawn("text", { x, y, dy: "0.32em", "text-anchor": anchor }, text));
  const said = drawn("g", { "aria-hidden": "true", fill: "var(--muted)" });
  said.append(...axes.map(({ text, ...where }) => drawn("text", where, text)));
  group.append(...lines, ...texts);
  svg.insertBefore(group, svg.querySelector("g.hit"));
  svg.insertBefore(said, group);
}

/** Round values of both signs and 0 between two values, as a log scale has them. */
function roundValues([low, high]) {
  const sizes = [-1, 0, 1, 2, 3].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
  const values = [0, ...sizes, ...sizes.map((value) => -value)].filter((value) => value >= low && value <= high);
  const least = Math.max(Math.abs(low), high) / 30;
  return values.filter((value) => value === 0 || Math.abs(value) >= least);
}

function scatterPlot(rows, width, { from, to }) {
  const wide = Math.min(width, 760);
  const narrow = wide < 480;
  const [left, height, above, below] = [44, narrow ? 440 : 540, 26, 44];
  const colour = (row) => (row.difference < 0 ? "var(--less)" : "var(--more)");
  const labelled = rows.slice(0, narrow ? MOST_LABELS / 2 : MOST_LABELS);
  const strong = new Set(labelled);
  const differences = rows.map((row) => row.difference);
  const most = Math.max(...differences.map(Math.abs), 0.1);
  const ends = [Math.min(-most / 10, ...differences) * 1.3, Math.max(most / 10, ...differences) * 1.3];
  const frequencies = rows.map((row) => row.frequency);
  const svg = plotted({
    width: wide, height, marginLeft: left, marginRight: 16, marginTop: above, marginBottom: below,
    x: { type: "log", label: null, domain: [Math.min(...frequencies) / 1.25, Math.max(...frequencies) * 1.25] },
    y: { type: "symlog", constant: Math.max(0.05, most / 40), label: null, domain: ends },
    marks: [
      Plot.gridY(roundValues(ends), { stroke: "var(--faint)", strokeOpacity: 1 }),
      Plot.axisY(roundValues(ends), { tickSize: 0, fill: "var(--muted)", tickFormat: (value) => signed(value, Number.isInteger(value) ? 0 : 1) }),
      Plot.axisX({ ticks: 5, tickSize: 3, tickFormat: (value) => (/^[125]e/.test(value.toExponential()) ? String(Number(value.toPrecision(2))) : ""), fill: "var(--muted)", stroke: "var(--line)" }),
      Plot.ruleY([0], { stroke: "var(--muted)" }),
      Plot.dot(rows, { x: "frequency", y: "difference", r: (row) => (strong.has(row) ? 4 : 2.5), fill: colour, fillOpacity: (row) => (strong.has(row) ? 1 : 0.35), sort: null }),
      Plot.dot(rows, { x: "frequency", y: "difference", r: (row) => (strong.has(row) ? 12 : 4), fill: "transparent", stroke: "transparent", className: "hit", sort: null }),
    ],
    r: { type: "identity" }, color: { type: "identity" },
  });
  const [x, y] = [svg.scale("x"), svg.scale("y")];
  const points = labelled.map((row) => ({ row, x: x.apply(row.frequency), y: y.apply(row.difference) }));
  drawLabels(svg, placedLabels(points, { left, right: wide, bottom: height - below, family: getComputedStyle(document.body).fontFamily }), [
    { x: 0, y: 12, "text-anchor": "start", text: `↑ more in ${shortened(to, 20)}, per 1,000 words` },
    { x: wide - 16, y: height - 8, "text-anchor": "end", text: "how frequent, per 1,000 words →" },
    { x: 0, y: height - 8, "text-anchor": "start", text: `↓ more in ${shortened(from, 20)}` },
  ]);
  svg.setAttribute("aria-label", visible(`Terms in ${from} and ${to}: frequency and difference`));
  new Walk().add(svg, rows, {
    label: (row) => `${row.label}\n${fixed(row.before, 2)} per 1,000 words in ${from}, ${fixed(row.after, 2)} in ${to}\ndifference ${signed(row.difference, 2)}`,
    act: (row) => change({ term: row.label }, { at: "terms", push: true }),
  });
  return svg;
}

/** The scatter of the two periods that the word shift compares. */
function scatterView() {
  const rowsNow = () => termsBetween(state.sfrom, state.sto);
  const box = chartBox((width) => {
    const rows = rowsNow();
    return rows.length === 0 ? el("p", {}, `No term of this page stands in ${state.sfrom} and ${state.sto}.`) : scatterPlot(rows, width, { from: state.sfrom, to: state.sto });
  });
  const below = el("div", {});
  const draw = () => {
    box.draw();
    const { sfrom: from, sto: to } = state;
    const name = `terms_${from}_${to}`;
    const periods = [...within(from), ...within(to)];
    below.replaceChildren(
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"),
        csvButton("term_frequency", () => rowsOf("term_frequency").filter((row) => periods.includes(row.period)), name), chartButtons(name, box.svg)),
      unfolding("The numbers", () => tableOf(`Terms in ${from} and ${to}`, [
        { head: "Term", cell: (row) => linkButton(row.label, () => change({ term: row.label }, { at: "terms", push: true })) },
        { head: `Count, ${from}`, cell: (row) => String(row.counts[0]), number: true },
        { head: `Count, ${to}`, cell: (row) => String(row.counts[1]), number: true },
        { head: `Per 1,000 words, ${from}`, cell: (row) => fixed(row.before, 2), number: true },
        { head: `Per 1,000 words, ${to}`, cell: (row) => fixed(row.after, 2), number: true },
        { head: "Difference", cell: (row) => signed(row.difference, 2), number: true },
      ], rowsNow())));
  };
  onState(["sfrom", "sto"], draw);
  draw();
  return el("div", { class: "beside-other scatter" },
    el("h4", {}, "How frequent, and how different"),
    el("p", { class: "legend" }, `To the right what is frequent in both ${MANY} together (occurrences per 1,000 words, on a log scale); above what the later ${ONE} uses more, below less (difference per 1,000 words). Named are terms that differ most for their frequency (G2), as far as there is room. It ranks, it does not prove.`),
    box, below);
}
