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

/** Where labels stand that overlap neither each other nor a labelled point: `{row, x, y, anchor}`; those without room are left out.
 * `points` are `{row, x, y}`, the strongest first. */
function placedLabels(points, { width, height, left, family }) {
  measure.font = `12px ${family}`;
  const dots = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const boxes = [];
  const free = (box) => box.left >= left && box.right <= width && box.top >= 0 && box.bottom <= height
    && ![...boxes, ...dots].some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
  const placed = [];
  for (const { row, x, y } of points) {
    const text = shortened(row.label, 24);
    const length = measure.measureText(text).width;
    const at = (anchor, dx, dy) => {
      const start = x + dx - (anchor === "end" ? length : anchor === "middle" ? length / 2 : 0);
      const middle = y + dy;
      return { row, text, anchor, x: x + dx, y: middle, box: { left: start - 2, right: start + length + 2, top: middle - LABEL_HEIGHT / 2, bottom: middle + LABEL_HEIGHT / 2 } };
    };
    const places = [at("start", 8, 0), at("end", -8, 0), at("middle", 0, -13), at("middle", 0, 13), at("start", 7, -11), at("start", 7, 11), at("end", -7, -11), at("end", -7, 11)];
    const place = places.find(({ box }) => free(box));
    if (place !== undefined) {
      boxes.push(place.box);
      placed.push(place);
    }
  }
  return placed;
}

/** Draws labels into a chart. */
function drawLabels(svg, labels) {
  const namespace = "http://www.w3.org/2000/svg";
  const group = document.createElementNS(namespace, "g");
  for (const [name, value] of Object.entries({ "aria-hidden": "true", class: "labels", fill: "var(--ink)" })) group.setAttribute(name, value);
  for (const { text, anchor, x, y } of labels) {
    const label = document.createElementNS(namespace, "text");
    for (const [name, value] of Object.entries({ x, y, dy: "0.32em", "text-anchor": anchor })) label.setAttribute(name, value);
    label.textContent = text;
    group.append(label);
  }
  const hits = svg.querySelector("g.hit");
  svg.insertBefore(group, hits);
}

function scatterPlot(rows, width, { from, to }) {
  const wide = Math.min(width, 760);
  const narrow = wide < 560;
  const [left, height] = [44, narrow ? 420 : 460];
  const colour = (row) => (row.difference < 0 ? "var(--less)" : "var(--more)");
  const labelled = rows.slice(0, narrow ? MOST_LABELS / 2 : MOST_LABELS);
  const strong = new Set(labelled);
  const most = Math.max(...rows.map((row) => Math.abs(row.difference)), 0.1);
  const svg = plotted({
    width: wide, height, marginLeft: left, marginRight: 20, marginTop: 14, marginBottom: 40,
    x: { type: "log", label: null },
    y: { type: "symlog", constant: Math.max(0.05, most / 40), label: null, domain: [-most * 1.15, most * 1.15] },
    marks: [
      Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: 7 }),
      Plot.axisY({ ticks: 7, tickSize: 0, fill: "var(--muted)", tickFormat: (value) => signed(value, Math.abs(value) < 1 && value !== 0 ? 1 : 0) }),
      Plot.axisX({ ticks: 5, tickSize: 3, tickFormat: (value) => (/^[125]/.test(value.toExponential()) ? String(Number(value.toPrecision(2))) : ""), fill: "var(--muted)", stroke: "var(--line)" }),
      Plot.ruleY([0], { stroke: "var(--muted)" }),
      Plot.dot(rows, { x: "frequency", y: "difference", r: (row) => (strong.has(row) ? 4 : 2.5), fill: colour, fillOpacity: (row) => (strong.has(row) ? 1 : 0.35) }),
      Plot.dot(rows, { x: "frequency", y: "difference", r: (row) => (strong.has(row) ? 12 : 4), fill: "transparent", stroke: "transparent", className: "hit" }),
    ],
    r: { type: "identity" }, color: { type: "identity" },
  });
  const [x, y] = [svg.scale("x"), svg.scale("y")];
  const points = labelled.map((row) => ({ row, x: x.apply(row.frequency), y: y.apply(row.difference) }));
  drawLabels(svg, placedLabels(points, { width: wide, height: height - 40, left, family: getComputedStyle(document.body).fontFamily }));
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
