// Co-occurrence: a matrix and a network of themes that share messages.

const pairs = new Map();
for (const row of rowsOf("theme_cooccurrence")) {
  pairs.set(`${row.year}:${row.theme_a}+${row.theme_b}`, row);
  pairs.set(`${row.year}:${row.theme_b}+${row.theme_a}`, row);
}
/** The row of two themes in a year, in either order; none where they share no message. */
const pairOf = (year, a, b) => pairs.get(`${year}:${a}+${b}`);

function pairInWords(year, a, b) {
  const row = pairOf(year, a, b);
  const names = `${labelOf(a)} with ${labelOf(b)}, ${year}`;
  if (row === undefined) return `${names}\nno joint message`;
  const parts = [names, `${plural(row.messages_both, "joint message")} of ${row.n_messages}`];
  if (row.expected !== null) parts.push(`${fixed(row.expected)} expected if the two were independent`);
  if (row.log_odds_ratio !== null) parts.push(`log odds ratio ${fixed(row.log_odds_ratio)}, 95 % interval ${interval(row.log_odds_low, row.log_odds_high)}`);
  if (row.q_bh !== null) parts.push(`q ${probability(row.q_bh)}${row.q_bh < 0.05 ? ": more than chance explains" : ""}`.replace(/more/, row.log_odds_ratio < 0 ? "less" : "more"));
  if (row.shared_span_only > 0) parts.push(`${plural(row.shared_span_only, "message")} only by the same words`);
  return parts.join("\n");
}

/** Themes with a mention in the year, in the order of the codebook. */
const themesOfYear = (year) => THEMES.filter((theme) => (frequency(theme.id, year)?.messages ?? 0) > 0);

function matrixPlot(year, width) {
  const themes = themesOfYear(year);
  const narrow = width < 620;
  const margin = narrow ? 120 : 240;
  const size = Math.max(narrow ? 22 : 24, Math.min(36, (width - margin - 10) / Math.max(1, themes.length)));
  const cells = themes.flatMap((a, row) => themes.slice(0, row).map((b) => {
    const both = pairOf(year, a.id, b.id)?.messages_both ?? 0;
    return { a: a.id, b: b.id, both, sure: (pairOf(year, a.id, b.id)?.q_bh ?? 1) < 0.05 };
  }));
  const most = Math.max(1, ...cells.map((cell) => cell.both));
  const shade = (cell) => (cell.both === 0 ? "var(--raised)" : `color-mix(in oklab, var(--cell-1) ${Math.round((100 * cell.both) / most)}%, var(--cell-0))`);
  const walk = new Walk();
  const across = themes.slice(0, -1);
  const svg = plotted({
    width: margin + size * across.length + 30, height: size * (themes.length - 1) + 110, marginLeft: margin, marginRight: 30, marginTop: 8, marginBottom: 102, padding: 0.06,
    x: { domain: across.map((theme) => theme.id), label: null },
    y: { domain: themes.slice(1).map((theme) => theme.id), label: null },
    color: { type: "identity" },
    marks: [
      Plot.axisY({ tickSize: 0, tickFormat: (id) => lines(labelOf(id), narrow ? 19 : 40), fill: "var(--ink)", lineHeight: 1 }),
      Plot.axisX({ anchor: "bottom", tickSize: 0, tickRotate: -50, tickFormat: (id) => shortened(labelOf(id), 22), fill: "var(--ink)" }),
      Plot.cell(cells, { x: "b", y: "a", fill: shade }),
      Plot.text(cells.filter((cell) => cell.both > 0), {
        x: "b", y: "a", text: (cell) => String(cell.both), fontWeight: (cell) => (cell.sure ? "bold" : "normal"),
        fill: (cell) => (cell.both > most * 0.5 ? "var(--paper)" : "var(--ink)"),
      }),
      Plot.cell(cells.filter((cell) => cell.both > 0), { x: "b", y: "a", fill: "transparent", stroke: (cell) => (cell.sure ? "var(--ink)" : "transparent"), strokeWidth: 1.5, ariaLabel: "hit" }),
    ],
  });
  svg.setAttribute("aria-label", `Themes by themes: joint messages of ${year}`);
  walk.add(svg, cells.filter((cell) => cell.both > 0), {
    label: (cell) => pairInWords(year, cell.a, cell.b),
    act: (cell) => open(`pair:${year}:${cell.a}+${cell.b}`, svg),
  });
  return svg;
}

/** Places of themes: the same each time, since the start is fixed and no chance is in it. */
function networkLayout(year, least) {
  const themes = themesOfYear(year);
  const nodes = themes.map((theme, place) => {
    const angle = (2 * Math.PI * place) / themes.length;
    return { id: theme.id, messages: frequency(theme.id, year).messages, x: 100 * Math.cos(angle), y: 100 * Math.sin(angle) };
  });
  const links = [];
  themes.forEach((a, row) => themes.slice(0, row).forEach((b) => {
    const found = pairOf(year, a.id, b.id);
    if (found !== undefined && found.messages_both >= least) {
      links.push({ source: a.id, target: b.id, a: a.id, b: b.id, both: found.messages_both, sure: (found.q_bh ?? 1) < 0.05 });
    }
  }));
  Plot.forceSimulation(nodes)
    .force("links", Plot.forceLink(links).id((node) => node.id).distance(70).strength((link) => Math.min(1, 0.08 * link.both)))
    .force("charge", Plot.forceManyBody().strength(-260))
    .force("x", Plot.forceX(0).strength(0.09))
    .force("y", Plot.forceY(0).strength(0.13))
    .force("apart", Plot.forceCollide(34))
    .stop()
    .tick(300);
  return { nodes, links };
}

function networkPlot(year, width) {
  const least = Math.max(1, Number(state.least) || 1);
  const { nodes, links } = networkLayout(year, least);
  const narrow = width < 620;
  const reach = (axis) => Math.max(60, ...nodes.map((node) => Math.abs(node[axis])));
  const walk = new Walk();
  const radius = (node) => 4 + 2.2 * Math.sqrt(node.messages);
  const svg = plotted({
    width, height: narrow ? 460 : 560, margin: narrow ? 40 : 70, marginTop: 24, marginBottom: 36,
    x: { domain: [-reach("x"), reach("x")], axis: null },
    y: { domain: [-reach("y"), reach("y")], axis: null },
    r: { type: "identity" },
    marks: [
      Plot.link(links, {
        x1: (link) => link.source.x, y1: (link) => link.source.y, x2: (link) => link.target.x, y2: (link) => link.target.y,
        stroke: (link) => (link.sure ? "var(--accent)" : "var(--line)"), strokeWidth: (link) => 0.6 + 0.9 * link.both,
      }),
      Plot.dot(nodes, { x: "x", y: "y", r: radius, fill: "var(--accent)", stroke: "var(--paper)", strokeWidth: 1.5 }),
      Plot.text(nodes, {
        x: "x", y: "y", text: (node) => lines(labelOf(node.id), narrow ? 13 : 18), lineAnchor: "top", dy: 14, fill: "var(--ink)",
        stroke: "var(--paper)", strokeWidth: 4, fontSize: narrow ? 10 : 12, lineHeight: 1.05,
      }),
      Plot.link(links, {
        x1: (link) => link.source.x, y1: (link) => link.source.y, x2: (link) => link.target.x, y2: (link) => link.target.y,
        stroke: "transparent", strokeWidth: 11, ariaLabel: "hit",
      }),
      Plot.dot(nodes, { x: "x", y: "y", r: (node) => radius(node) + 3, fill: "transparent", stroke: "transparent", ariaLabel: "hit" }),
    ],
    color: { type: "identity" },
  });
  svg.setAttribute("aria-label", `Themes as a network: joint messages of ${year}`);
  // Links and dots are two kinds of points: what is bound to them tells which.
  const bound = [...links, ...nodes];
  svg.querySelectorAll('[aria-label="hit"]').forEach((group, kind) => {
    [...group.children].forEach((element) => (element.__data__ += kind * links.length));
  });
  walk.add(svg, bound, {
    label: (item) => (item.a === undefined ? rateInWords(item.id, year) : pairInWords(year, item.a, item.b)),
    act: (item) => open(item.a === undefined ? `theme:${year}:${item.id}` : `pair:${year}:${item.a}+${item.b}`, svg),
  });
  return svg;
}

function cooccurrenceView(view) {
  if (THEMES.length < 2) {
    view.append(el("p", {}, "It takes two themes to co-occur."));
    return;
  }
  const legend = el("p", { class: "legend" });
  const below = el("div", {});
  const box = chartBox((width) => {
    const year = Number(state.year);
    if (themesOfYear(year).length < 2) return el("p", {}, `Fewer than two themes are mentioned in ${year}.`);
    return state.plot === "network" ? networkPlot(year, width) : matrixPlot(year, width);
  }, { wide: true });
  const least = el("input", { type: "number", min: "1", max: "99", "data-key": "least" });
  least.addEventListener("change", () => change({ least: String(Math.max(1, Math.round(Number(least.value)) || 1)) }, { at: "cooccurrence" }));
  const leastLabel = el("label", {}, "Joint messages at least", least);
  const draw = () => {
    const year = Number(state.year);
    least.value = state.least;
    leastLabel.hidden = state.plot !== "network";
    legend.textContent = state.plot === "network"
      ? "A dot is a theme, larger with more messages; a line joins two themes, wider with more joint messages, and coloured where chance does not explain them (q < .05)."
      : "A cell counts joint messages, darker for more. Framed and bold: more than chance explains (q < .05). Empty: none.";
    box.draw();
    const rows = rowsOf("theme_cooccurrence").filter((row) => row.year === year).sort((a, b) => b.messages_both - a.messages_both);
    const name = `theme_cooccurrence_${year}`;
    const inOrder = () => rowsOf("theme_cooccurrence").filter((row) => row.year === year);
    below.replaceChildren(
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("theme_cooccurrence", inOrder, name), chartButtons(`${state.plot}_${year}`, box.svg)),
      unfolding("The numbers", () => tableOf(`Pairs of themes with a joint message, ${year}`, [
        { head: "Theme", cell: (row) => labelOf(row.theme_a) },
        { head: "Theme", cell: (row) => labelOf(row.theme_b) },
        { head: "Joint messages", cell: (row) => linkButton(`${row.messages_both} of ${row.n_messages}`, () => open(`pair:${year}:${row.theme_a}+${row.theme_b}`, below)) },
        { head: "Expected", cell: (row) => fixed(row.expected), number: true },
        { head: "Log odds ratio", cell: (row) => fixed(row.log_odds_ratio), number: true },
        { head: "95 % interval", cell: (row) => interval(row.log_odds_low, row.log_odds_high) },
        { head: "q", cell: (row) => probability(row.q_bh), number: true },
      ], rows)));
  };
  view.append(
    el("div", { class: "controls" }, selection("Year", "year", YEARS.map((year) => [String(year), String(year)])),
      choice("Shown as", "plot", [["matrix", "Matrix"], ["network", "Network"]]), leastLabel),
    legend, box, below, stillButtons("cooccurrence") ?? "");
  onState(["year", "plot", "least"], draw);
  draw();
}
