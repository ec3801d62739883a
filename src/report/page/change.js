// Change between two periods.

const EVIDENCE = { strong: "Strong evidence", some: "Some evidence", "hardly changed": "Hardly changed", "not shown": "Not shown", "not tested": "Not tested" };

/** What the evidence of a row is worth, in words. */
function evidenceInWords(row) {
  const finding = findingOf(row.theme, row.from_period, row.to_period);
  return finding === undefined ? "Not tested" : (EVIDENCE[finding.evidence] ?? finding.evidence);
}

function changeInWords(row) {
  const ends = interval(row.difference_low, row.difference_high, signed);
  return [
    labelOf(row.theme),
    `${row.from_period}: ${fixed(row.rate_from)}, ${row.to_period}: ${fixed(row.rate_to)} mentions per 1,000 words`,
    row.difference === null ? "no difference can be computed" : `change ${signed(row.difference)}, ${ends === "" ? "no interval" : `95 % interval ${ends}`}`,
    evidenceInWords(row),
  ].join("\n");
}

/** How far the axis goes: an interval counts up to 2.5 times the largest change. */
function changeDomain(rows) {
  const most = Math.max(0.1, ...rows.map((row) => Math.abs(row.difference)));
  const ends = rows.flatMap((row) => [row.difference_low ?? 0, row.difference_high ?? 0]);
  const low = Math.max(Math.min(0, ...ends), -2.5 * most);
  const high = Math.min(Math.max(0, ...ends), 2.5 * most);
  return [Math.min(low, ...rows.map((row) => row.difference)), Math.max(high, ...rows.map((row) => row.difference))];
}

/** Differences of themes with their intervals. `sure` says which dots are filled. */
function differencePlot(rows, width, { name, sure, words, act }) {
  const narrow = width < 560;
  const margin = narrow ? 132 : 250;
  const label = (row) => `${row.theme}`;
  const [low, high] = changeDomain(rows);
  const clipped = rows.filter((row) => row.difference_low !== null).map((row) => ({
    ...row, x1: Math.max(row.difference_low, low), x2: Math.min(row.difference_high, high),
  }));
  const walk = new Walk();
  const svg = plotted({
    width, height: rows.length * (narrow ? 40 : 26) + 60, marginLeft: margin, marginRight: 18, marginTop: 34, marginBottom: 8,
    x: { domain: [low, high], label: null },
    y: { domain: rows.map(label), label: null },
    marks: [
      Plot.gridX({ stroke: "var(--faint)", strokeOpacity: 1 }),
      Plot.axisX({ anchor: "top", ticks: narrow ? 4 : 8, tickFormat: (value) => signed(value, Number.isInteger(value) ? 0 : 1), tickSize: 0, fill: "var(--muted)" }),
      Plot.axisY({ tickSize: 0, fill: "var(--ink)", tickFormat: (theme) => lines(labelOf(theme), narrow ? 20 : 40), lineHeight: 1.1 }),
      Plot.ruleX([0], { stroke: "var(--muted)" }),
      Plot.ruleY(clipped, { y: label, x1: "x1", x2: "x2", stroke: "var(--accent)", strokeWidth: 2 }),
      Plot.text(clipped.filter((row) => row.x1 > row.difference_low), { y: label, x: low, text: () => "◀", fill: "var(--accent)", fontSize: 9 }),
      Plot.text(clipped.filter((row) => row.x2 < row.difference_high), { y: label, x: high, text: () => "▶", fill: "var(--accent)", fontSize: 9 }),
      Plot.dot(rows, {
        y: label, x: "difference", r: 5, stroke: "var(--accent)", strokeWidth: 2,
        fill: (row) => (sure(row) ? "var(--accent)" : "var(--paper)"),
      }),
      Plot.dot(rows, { y: label, x: "difference", r: 13, fill: "transparent", stroke: "transparent", className: "hit" }),
    ],
    color: { type: "identity" },
  });
  svg.setAttribute("aria-label", visible(name));
  walk.add(svg, rows, { label: words, act: (row) => act(row, svg) });
  return svg;
}

/** Rows with a difference, the largest first. */
const byDifference = (rows) => rows.filter((row) => row.difference !== null)
  .sort((a, b) => b.difference - a.difference || (a.theme < b.theme ? -1 : 1));

function changeView(view) {
  if (THEMES.length === 0 || changesByPair.size === 0) {
    view.append(el("p", {}, `There is nothing to compare: a change needs two ${MANY} and a theme.`));
    return;
  }
  const note = el("p", { class: "legend" });
  const below = el("div", {});
  const chosen = pairSelections(["From", "To"], ["from", "to"], () => periodPairs(changesByPair));
  const rowsNow = () => {
    const { from, to } = state;
    const pair = changesByPair.get(keyOf(from, to));
    return { from, to, pair, rows: byDifference(pair?.rows ?? []) };
  };
  const box = chartBox((width) => {
    const { rows } = rowsNow();
    return rows.length === 0 ? el("p", {}, `These two ${MANY} are not compared.`) : differencePlot(rows, width, {
      name: `Change of each theme between the two ${MANY}`,
      sure: (row) => ["Strong evidence", "Some evidence"].includes(evidenceInWords(row)),
      words: changeInWords,
      act: (row, svg) => open(nameOf("change", row.from_period, row.to_period, row.theme), svg),
    });
  });
  const draw = () => {
    const { from, to, pair, rows } = rowsNow();
    const tested = "A filled dot has some or strong evidence of a change, an open one has not; a bar is the 95 % interval.";
    const command = `\`themeshift compare ${shellWord(from)} ${shellWord(to)}\``;
    note.textContent = pair === undefined ? `This page does not carry ${from} and ${to}; ${command} compares them.`
      : pair.table === "further_change" ? `${tested} ${from} and ${to} are not among the pairs that the run tests, so no dot is filled; ${command} tests them.`
      : tested;
    box.draw();
    const name = `theme_change_${from}_${to}`;
    below.replaceChildren(...(pair === undefined ? [] : [
      cautionsOfPair(from, to) ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton(pair.table, () => pair.rows, name), chartButtons(name, box.svg)),
      unfolding("The numbers", () => tableOf(`Change from ${from} to ${to}`, [
        { head: "Theme", cell: (row) => linkButton(labelOf(row.theme), () => open(nameOf("change", from, to, row.theme), below)) },
        { head: from, cell: (row) => fixed(row.rate_from), number: true },
        { head: to, cell: (row) => fixed(row.rate_to), number: true },
        { head: "Change", cell: (row) => signed(row.difference), number: true },
        { head: "95 % interval", cell: (row) => interval(row.difference_low, row.difference_high, signed) },
        { head: "Evidence", cell: evidenceInWords },
        { head: "p (Holm)", cell: (row) => probability(row.p_holm), number: true },
        { head: "q", cell: (row) => probability(row.q_bh), number: true },
        { head: "Note", cell: (row) => row.note ?? "" },
      ], rows)),
    ]));
  };
  view.append(el("div", { class: "controls" }, chosen.elements), note, box, below, stillButtons("change") ?? "");
  onState(["from", "to"], draw);
  draw();
}
