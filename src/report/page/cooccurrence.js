// Co-occurrence: a matrix and a network of themes that share messages.

const pairs = new Map();
for (const row of rowsOf("theme_cooccurrence")) {
  pairs.set(keyOf(row.period, row.theme_a, row.theme_b), row);
  pairs.set(keyOf(row.period, row.theme_b, row.theme_a), row);
}
/** The row of two themes in a period, in either order; none where they share no message. */
const pairOf = (period, a, b) => pairs.get(keyOf(period, a, b));

function pairInWords(period, a, b) {
  const row = pairOf(period, a, b);
  const names = `${labelOf(a)} with ${labelOf(b)}, ${period}`;
  if (row === undefined) return `${names}\nno joint message`;
  const parts = [names, `${plural(row.messages_both, "joint message")} of ${grouped(row.n_messages)}`];
  if (row.expected !== null) parts.push(`${fixed(row.expected)} expected if the two were independent`);
  if (row.log_odds_ratio !== null) parts.push(`log odds ratio ${fixed(row.log_odds_ratio)}, 95 % interval ${interval(row.log_odds_low, row.log_odds_high)}`);
  const side = row.log_odds_ratio < 0 ? "less" : "more";
  if (row.q_bh !== null) parts.push(`q ${probability(row.q_bh)}${row.q_bh < 0.05 ? `: ${side} than chance explains` : ""}`);
  if (row.shared_span_only > 0) parts.push(`${plural(row.shared_span_only, "message")} only by the same words`);
  return parts.join("\n");
}

/** Themes with a mention in the period, in the order of the codebook. */
const themesOfPeriod = (period) => THEMES.filter((theme) => (frequency(theme.id, period)?.messages ?? 0) > 0);

function matrixPlot(period, width) {
  const themes = themesOfPeriod(period);
  const narrow = width < 620;
  const names = narrow ? 150 : 260;
  const size = Math.max(22, Math.min(34, (width - names) / Math.max(1, themes.length)));
  const cells = themes.flatMap((a, row) => themes.slice(0, row).map((b) => {
    const both = pairOf(period, a.id, b.id)?.messages_both ?? 0;
    return { a: a.id, b: b.id, both, sure: (pairOf(period, a.id, b.id)?.q_bh ?? 1) < 0.05 };
  }));
  const joint = cells.filter((cell) => cell.both > 0);
  const most = Math.max(1, ...cells.map((cell) => cell.both));
  const shade = (cell) => (cell.both === 0 ? "var(--raised)" : `color-mix(in oklab, var(--cell-1) ${Math.round((100 * cell.both) / most)}%, var(--cell-0))`);
  const walk = new Walk();
  const ids = themes.map((theme) => theme.id);
  const svg = plotted({
    width: size * themes.length + names, height: size * themes.length + 16, marginLeft: 2, marginRight: names, marginTop: 8, marginBottom: 8, padding: 0.06,
    x: { domain: ids, axis: null },
    y: { domain: ids, axis: null },
    color: { type: "identity" },
    marks: [
      Plot.cell(cells, { x: "b", y: "a", fill: shade }),
      Plot.text(themes, { x: "id", y: "id", text: (theme) => shortened(theme.label, narrow ? 22 : 42), textAnchor: "start", dx: -size / 2 + 6, fill: "var(--ink)" }),
      Plot.text(joint, {
        x: "b", y: "a", text: (cell) => String(cell.both), fontWeight: (cell) => (cell.sure ? "bold" : "normal"),
        fill: (cell) => (cell.both > most * 0.5 ? "var(--paper)" : "var(--ink)"),
      }),
      Plot.cell(joint, { x: "b", y: "a", fill: "transparent", stroke: (cell) => (cell.sure ? "var(--ink)" : "transparent"), strokeWidth: 1.5, className: "hit" }),
    ],
  });
  svg.setAttribute("aria-label", visible(`Themes by themes: joint messages of ${period}`));
  walk.add(svg, joint, {
    label: (cell) => pairInWords(period, cell.a, cell.b),
    act: (cell) => open(nameOf("pair", period, `${cell.a}+${cell.b}`), svg),
  });
  return svg;
}

/** Places of themes that share messages: the same each time, since the start is fixed and no chance is in it. */
function networkLayout(period, least, apart) {
  const links = [];
  themesOfPeriod(period).forEach((a, row, themes) => themes.slice(0, row).forEach((b) => {
    const found = pairOf(period, a.id, b.id);
    if (found !== undefined && found.messages_both >= least) {
      links.push({ source: a.id, target: b.id, a: a.id, b: b.id, both: found.messages_both, sure: (found.q_bh ?? 1) < 0.05 });
    }
  }));
  const linked = themesOfPeriod(period).filter(({ id }) => links.some((link) => link.a === id || link.b === id));
  const nodes = linked.map((theme, place) => {
    const angle = (2 * Math.PI * place) / linked.length;
    return { id: theme.id, messages: frequency(theme.id, period).messages, x: 100 * Math.cos(angle), y: 100 * Math.sin(angle) };
  });
  Plot.forceSimulation(nodes)
    .force("links", Plot.forceLink(links).id((node) => node.id).distance(70).strength((link) => Math.min(1, 0.08 * link.both)))
    .force("charge", Plot.forceManyBody().strength(-260))
    .force("x", Plot.forceX(0).strength(0.09))
    .force("y", Plot.forceY(0).strength(0.13))
    .force("apart", Plot.forceCollide(apart))
    .stop()
    .tick(300);
  return { nodes, links };
}

function networkPlot(period, width) {
  const least = Math.max(1, Number(state.least) || 1);
  const narrow = width < 620;
  const { nodes, links } = networkLayout(period, least, narrow ? 44 : 38);
  if (links.length === 0) return el("p", {}, `No two themes share ${plural(least, "message")} in ${period}.`);
  const reach = (axis) => Math.max(60, ...nodes.map((node) => Math.abs(node[axis])));
  const walk = new Walk();
  const radius = (node) => 4 + 2.2 * Math.sqrt(node.messages);
  const svg = plotted({
    width, height: narrow ? 620 : 600, margin: narrow ? 40 : 70, marginTop: 24, marginBottom: 36,
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
        x: "x", y: "y", text: (node) => lines(labelOf(node.id), narrow ? 12 : 18), lineAnchor: "top", dy: 14, fill: "var(--ink)",
        stroke: "var(--paper)", strokeWidth: 4, fontSize: narrow ? 9.5 : 12, lineHeight: 1.05,
      }),
      Plot.link(links, {
        x1: (link) => link.source.x, y1: (link) => link.source.y, x2: (link) => link.target.x, y2: (link) => link.target.y,
        stroke: "transparent", strokeWidth: 11, className: "hit",
      }),
      Plot.dot(nodes, { x: "x", y: "y", r: (node) => radius(node) + 3, fill: "transparent", stroke: "transparent", className: "hit" }),
    ],
    color: { type: "identity" },
  });
  svg.setAttribute("aria-label", visible(`Themes as a network: joint messages of ${period}`));
  // Links and dots are two kinds of points: what is bound to them tells which.
  const bound = [...links, ...nodes];
  svg.querySelectorAll("g.hit").forEach((group, kind) => {
    [...group.children].forEach((element) => (element.__data__ += kind * links.length));
  });
  walk.add(svg, bound, {
    label: (item) => (item.a === undefined ? rateInWords(item.id, period) : pairInWords(period, item.a, item.b)),
    act: (item) => open(item.a === undefined ? nameOf("theme", period, item.id) : nameOf("pair", period, `${item.a}+${item.b}`), svg),
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
    const period = state.period;
    if (themesOfPeriod(period).length < 2) return el("p", {}, `Fewer than two themes are mentioned in ${period}.`);
    return state.plot === "network" ? networkPlot(period, width) : matrixPlot(period, width);
  }, { wide: true });
  const least = el("input", { type: "number", min: "1", max: "99", "data-key": "least" });
  least.addEventListener("change", () => change({ least: String(Math.max(1, Math.round(Number(least.value)) || 1)) }, { at: "cooccurrence" }));
  const leastLabel = el("label", {}, "Joint messages at least", least);
  const draw = () => {
    const period = state.period;
    least.value = state.least;
    leastLabel.hidden = state.plot !== "network";
    legend.textContent = state.plot === "network"
      ? "A dot is a theme, larger with more messages; a line joins two themes, wider with more joint messages, and coloured where chance does not explain them (q < .05). Themes without such a pair are left out."
      : "A cell counts the joint messages of the theme whose name stands at the end of its row and of the one above its column; darker for more, empty for none. Framed and bold: chance does not explain it (q < .05).";
    box.draw();
    const rows = rowsOf("theme_cooccurrence").filter((row) => row.period === period).sort((a, b) => b.messages_both - a.messages_both);
    const name = `theme_cooccurrence_${period}`;
    const inOrder = () => rowsOf("theme_cooccurrence").filter((row) => row.period === period);
    below.replaceChildren(
      cautionsOf([period], `What makes this ${ONE} hard to compare`) ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("theme_cooccurrence", inOrder, name), chartButtons(`${state.plot}_${period}`, box.svg)),
      unfolding("The numbers", () => tableOf(`Pairs of themes with a joint message, ${period}`, [
        { head: "Theme", cell: (row) => labelOf(row.theme_a) },
        { head: "Theme", cell: (row) => labelOf(row.theme_b) },
        { head: "Joint messages", cell: (row) => linkButton(`${grouped(row.messages_both)} of ${grouped(row.n_messages)}`, () => open(nameOf("pair", period, `${row.theme_a}+${row.theme_b}`), below)) },
        { head: "Expected", cell: (row) => fixed(row.expected), number: true },
        { head: "Log odds ratio", cell: (row) => fixed(row.log_odds_ratio), number: true },
        { head: "95 % interval", cell: (row) => interval(row.log_odds_low, row.log_odds_high) },
        { head: "q", cell: (row) => probability(row.q_bh), number: true },
      ], rows)));
  };
  view.append(
    el("div", { class: "controls" }, selection(HEAD, "period", LABELS.map((label) => [label, label])),
      choice("Shown as", "plot", [["matrix", "Matrix"], ["network", "Network"]]), leastLabel),
    legend, box, below, stillButtons("cooccurrence") ?? "");
  onState(["period", "plot", "least"], draw);
  draw();
}
