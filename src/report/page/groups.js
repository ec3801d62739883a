// Groups of documents beside each other.

const groupRows = new Map(rowsOf("group_frequency").map((row) => [keyOf(row.variable, row.group, row.period, row.theme), row]));
/** The row of a theme in a group and a period. */
const groupFrequency = (by, group, theme, period) => groupRows.get(keyOf(by, group, period, theme));
/** The groups of each variable, in the order of the table. */
const groupsOf = new Map();
for (const { variable, group } of rowsOf("group_frequency")) {
  if (!groupsOf.has(variable)) groupsOf.set(variable, []);
  if (!groupsOf.get(variable).includes(group)) groupsOf.get(variable).push(group);
}

/** Whether the page can tell to which group of a variable a message belongs. */
const groupsAreTold = (by) => by === "section" || (DATA.tables.documents?.fields ?? []).some(([name]) => name === by);

/** The group of a message. What is in no group of its own is in the one where small groups go together, if there is one. */
function groupOf(message, by) {
  const document = documentById.get(message.document);
  const value = by === "section" ? message.section
    : by === "language" ? (document?.language ?? document?.language_detected) : document?.[by];
  const name = value === null || value === undefined || value === "" ? "not given" : value;
  const groups = groupsOf.get(by) ?? [];
  return groups.includes(name) ? name : (groups.find((group) => group === "other") ?? name);
}

const MOST_LINES_OF_GROUPS = 5;
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star"];
const groupColour = (place) => `var(--group-${place % MOST_LINES_OF_GROUPS})`;

/** Places of labels at the ends of lines, pushed apart: values on a scale up to `top` on so many pixels. */
function spread(values, top, height) {
  const least = (15 / height) * top;
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  order.forEach((each, place) => {
    if (place > 0) each.value = Math.max(each.value, order[place - 1].value + least);
  });
  const over = Math.max(0, (order[order.length - 1]?.value ?? 0) - top);
  const places = [];
  order.forEach(({ value, at }) => (places[at] = value - over));
  return places;
}

/** Rates of a theme over the periods, a line for each of some groups. */
function groupPanel(by, theme, groups, width, { ceiling, direct, chosen, walk }) {
  const lines = groups.map(({ group, place }) => {
    const known = LABELS.map((label) => groupFrequency(by, group, theme, label)).filter((row) => row !== undefined && row.per_1000_tokens !== null);
    return { group, place, ...series(known, "per_1000_tokens") };
  });
  const height = direct ? Math.min(400, Math.max(260, width * 0.5)) : 150;
  const top = ceiling;
  const [left, right] = [timeMargin(FIRST, 34), direct ? 150 : timeMargin(LAST, 14)];
  const inner = width - left - right;
  const apart = direct && PERIODS.length <= MOST_NUMBERED ? 5 : 0;
  const marksOf = ({ group, place, placed, broken }, at) => {
    const colour = groupColour(place);
    const dx = apart * (at - (lines.length - 1) / 2);
    const strong = chosen.includes(group);
    const bars = placed.filter((row) => row.rate_low !== null).map((row) => ({ ...row, low: Math.min(row.rate_low, top), high: Math.min(row.rate_high, top) }));
    return [
      Plot.ruleX(bars, { x: "place", y1: "low", y2: "high", stroke: colour, dx, ...barsOf(inner), ...(direct ? { strokeOpacity: CROWDED ? 0.12 : 0.7, strokeWidth: CROWDED ? 2 : 1.5 } : {}) }),
      CROWDED ? null : Plot.text(bars.filter((row) => row.rate_high > top), { x: "place", y: top, dx, text: () => "▲", fill: colour, dy: -6, fontSize: 8 }),
      seriesLine(broken, "per_1000_tokens", { stroke: colour, dx, strokeWidth: strong ? 2.5 : 1.5, strokeOpacity: strong ? 1 : 0.7 }),
      CROWDED ? null : Plot.dot(placed, { x: "place", y: "per_1000_tokens", dx, r: inner / PERIODS.length < 12 ? 2.5 : 4, symbol: SYMBOLS[place % SYMBOLS.length], fill: colour, stroke: "var(--paper)", strokeWidth: 1 }),
    ];
  };
  const ended = lines.filter(({ placed }) => placed.length > 0);
  const ends = spread(ended.map(({ placed }) => placed[placed.length - 1].per_1000_tokens), top, height - 40);
  const points = lines.flatMap(({ group, placed }, at) => placed.map((row) => ({ ...row, group, dx: apart * (at - (lines.length - 1) / 2) })));
  const svg = plotted({
    width, height, marginLeft: left, marginRight: right, marginTop: 16, marginBottom: 24,
    x: timeScale(), y: { domain: [0, top], label: null },
    marks: [
      Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: direct ? 6 : 3 }),
      Plot.axisY({ ticks: direct ? 6 : 3, tickSize: 0, fill: "var(--muted)" }),
      timeAxis(inner),
      Plot.ruleY([0], { stroke: "var(--line)" }),
      lines.map(marksOf),
      direct ? ended.map(({ group, place }, at) => Plot.text([ends[at]], {
        x: () => timeScale().domain[1], y: (value) => value, text: () => shortened(group, 19), dx: 16, textAnchor: "start",
        fill: groupColour(place), fontWeight: chosen.includes(group) ? "bold" : "normal",
      })) : null,
      lines.map(({ group }, at) => Plot.dot(points.filter((point) => point.group === group), {
        x: "place", y: "per_1000_tokens", dx: apart * (at - (lines.length - 1) / 2), r: direct ? Math.min(8, reachOf(inner)) : reachOf(inner),
        fill: "transparent", stroke: "transparent", className: "hit",
      })),
    ],
  });
  svg.setAttribute("aria-label", visible(`${labelOf(theme)}: mentions per 1,000 words over the ${MANY}, by ${by}`));
  // Each group is a mark of its own: what is bound to its points counts within it.
  let before = 0;
  svg.querySelectorAll("g.hit").forEach((marks) => {
    const count = marks.children.length;
    [...marks.children].forEach((element) => (element.__data__ += before));
    before += count;
  });
  walk.add(svg, points, {
    label: (row) => rateInWords(theme, row.period, row, `${row.group}, `),
    act: (row) => open(nameOf("group", by, row.group, row.period, theme), svg),
  });
  return svg;
}

/** The theme whose rates differ most between two groups of a variable. */
function themeApart(by) {
  const rows = rowsOf("group_contrast").filter((row) => row.variable === by && row.period === null && row.difference !== null);
  const [most] = rows.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  return most?.theme ?? THEMES[0]?.id ?? "";
}

function groupsView(view) {
  if (THEMES.length === 0) {
    view.append(el("p", {}, "There is no codebook, so there are no themes."));
    return;
  }
  const variables = [...groupsOf.keys()];
  DEFAULTS.gby = variables[0];
  DEFAULTS.gtheme = themeApart(variables[0]);
  const pairsOf = (by) => {
    const pairs = new Map(rowsOf("group_contrast").filter((row) => row.variable === by).map((row) => [keyOf(row.group_a, row.group_b), [row.group_a, row.group_b]]));
    return [...pairs.values()];
  };
  const [[a, b] = [groupsOf.get(variables[0])[0], ""]] = pairsOf(variables[0]);
  Object.assign(DEFAULTS, { ga: a, gb: b });
  const divergences = () => rowsOf("group_divergence").filter((row) => row.variable === state.gby && row.group_a === state.ga && row.group_b === state.gb);
  const stretches = () => [...new Map(divergences().map((row) => [keyOf(row.from_period, row.to_period), { from: row.from_period, to: row.to_period }])).values()];
  state = { ...state, ...Object.fromEntries(["gby", "gtheme", "ga", "gb"].map((key) => [key, DEFAULTS[key]])) };
  const [first] = periodPairs(new Map(stretches().map((pair, at) => [at, pair])));
  const whole = stretches().some(({ from, to }) => from === FIRST && to === LAST) ? [FIRST, LAST] : (first ?? ["", ""]);
  [DEFAULTS.gfrom, DEFAULTS.gto] = whole;
  state = { ...state, gfrom: DEFAULTS.gfrom, gto: DEFAULTS.gto };

  const variable = selection("Groups by", "gby", variables.map((name) => [name, name]), (by) => {
    const [[groupA, groupB] = ["", ""]] = pairsOf(by);
    return { ga: groupA, gb: groupB };
  });
  variable.hidden = variables.length < 2;
  const theme = selection("Theme", "gtheme", [...THEMES].sort((x, y) => x.label.localeCompare(y.label)).map(({ id, label }) => [id, label]));
  const two = pairSelections(["Group", "Compared with"], ["ga", "gb"], () => pairsOf(state.gby));
  onState(["gby"], two.fill);
  const ends = pairSelections(["From", "To"], ["gfrom", "gto"], () => periodPairs(new Map(stretches().map((pair, at) => [at, pair]))));
  onState(["gby", "ga", "gb"], ends.fill);
  view.append(el("div", { class: "controls" }, variable, theme, two.elements),
    ...ratesOfGroups(), ...contrasts(), ...divergence(divergences, ends), ...groupTerms(), stillButtons("groups") ?? "");
}

/** The rates of the chosen theme, group by group. */
function ratesOfGroups() {
  const legend = el("p", { class: "legend" });
  const panels = el("div", {});
  const below = el("div", {});
  let width = 0;
  const draw = () => {
    width = panels.clientWidth;
    if (width === 0) return;
    const { gby: by, gtheme: theme } = state;
    const groups = (groupsOf.get(by) ?? []).map((group, place) => ({ group, place }));
    const rows = rowsOf("group_frequency").filter((row) => row.variable === by && row.theme === theme);
    const ceiling = rateCeiling(rows);
    const direct = groups.length <= MOST_LINES_OF_GROUPS && width >= 560;
    const walk = new Walk();
    const options = { ceiling, direct, chosen: [state.ga, state.gb], walk };
    panels.className = direct ? "rates chart" : "rates panels";
    if (direct) panels.replaceChildren(groupPanel(by, theme, groups, width, options));
    else {
      panels.replaceChildren(...groups.map(({ group }) => el("figure", { class: "panel" }, el("h3", { dir: "auto" }, group), el("div", { class: "chart" }))));
      const inner = panels.querySelector(".chart")?.clientWidth || 240;
      panels.querySelectorAll(".chart").forEach((box, at) => box.append(groupPanel(by, theme, [{ ...groups[at], place: 0 }], inner, options)));
    }
    legend.textContent = `${SERIES_IN_WORDS} All groups have the same scale.`;
    const flags = rowsOf("group_comparability").filter((row) => row.variable === by && [state.ga, state.gb].includes(row.group));
    below.replaceChildren(
      cautionList(flags, "What makes these groups hard to compare") ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("group_frequency", () => rows, `group_frequency_${by}_${theme}`),
        direct ? chartButtons(`groups_${theme}`, () => panels.querySelector("svg")) : null),
      unfolding("The numbers", () => tableOf(`${labelOf(theme)}: mentions per 1,000 words by ${by} and ${ONE}`, [
        { head: by, cell: (row) => row.group },
        { head: HEAD, cell: (row) => row.period, number: YEARLY },
        { head: "Rate", cell: (row) => fixed(row.per_1000_tokens), number: true },
        { head: "95 % interval", cell: (row) => interval(row.rate_low, row.rate_high) },
        { head: "Messages", cell: (row) => linkButton(`${grouped(row.messages)} of ${grouped(row.n_messages)}`, () => open(nameOf("group", by, row.group, row.period, theme), below)) },
        { head: "Note", cell: (row) => row.note ?? "" },
      ], rows)),
      trendsOfGroups(by, theme) ?? "");
  };
  onState(["gby", "gtheme", "ga", "gb"], draw);
  new ResizeObserver(() => panels.clientWidth !== width && draw()).observe(panels);
  return [legend, panels, below];
}

/** What the table of trends says of each group. */
function trendsOfGroups(by, theme) {
  const rows = rowsOf("group_trend").filter((row) => row.variable === by && row.theme === theme);
  const told = (name) => rows.some((row) => row[name] !== undefined && row[name] !== null);
  const columns = [
    ["verdict", "Trend", (row) => row.verdict ?? ""],
    ["kendall_tau", "Kendall's tau", (row) => fixed(row.kendall_tau, 2)],
    ["q_bh", "q", (row) => probability(row.q_bh)],
    ["reasons", "Why", (row) => row.reasons ?? ""],
    ["note", "Note", (row) => row.note ?? ""],
  ].filter(([name]) => told(name)).map(([name, head, cell]) => ({ head, cell, number: ["kendall_tau", "q_bh"].includes(name) }));
  return rows.length === 0 ? null : unfolding(`Trends over all ${MANY}`, () => tableOf(`${labelOf(theme)}: trend over all ${MANY} by ${by}`, [
    { head: by, cell: (row) => row.group }, ...columns,
  ], rows));
}
