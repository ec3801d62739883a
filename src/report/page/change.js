// Change between two years.

const EVIDENCE = { strong: "Strong evidence", some: "Some evidence", "hardly changed": "Hardly changed", "not shown": "Not shown" };

/** What the evidence of a row is worth, in words. */
function evidenceInWords(row) {
  const finding = findingOf(row.theme, row.from_year, row.to_year);
  return finding === undefined ? "Not tested" : (EVIDENCE[finding.evidence] ?? finding.evidence);
}

function changeInWords(row) {
  const ends = interval(row.difference_low, row.difference_high, signed);
  return [
    labelOf(row.theme),
    `${row.from_year}: ${fixed(row.rate_from)}, ${row.to_year}: ${fixed(row.rate_to)} mentions per 1,000 words`,
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

function changePlot(rows, width) {
  const narrow = width < 560;
  const margin = narrow ? 132 : 250;
  const label = (row) => `${row.theme}`;
  const [low, high] = changeDomain(rows);
  const strength = (row) => ({ "Strong evidence": 1, "Some evidence": 1 })[evidenceInWords(row)] ?? 0;
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
        fill: (row) => (strength(row) ? "var(--accent)" : "var(--paper)"),
      }),
      Plot.dot(rows, { y: label, x: "difference", r: 13, fill: "transparent", stroke: "transparent", className: "hit" }),
    ],
    color: { type: "identity" },
  });
  svg.setAttribute("aria-label", "Change of each theme between the two years");
  walk.add(svg, rows, { label: changeInWords, act: (row) => open(`change:${row.from_year}:${row.to_year}:${row.theme}`, svg) });
  return svg;
}

function changeView(view) {
  if (THEMES.length === 0 || YEARS.length < 2) {
    view.append(el("p", {}, "There is nothing to compare: a change needs two years and a theme."));
    return;
  }
  const compared = [...changesByPair.keys()];
  const years = YEARS.map((year) => [String(year), String(year)]);
  const note = el("p", { class: "legend" });
  const below = el("div", {});
  const rowsNow = () => {
    const [from, to] = [Number(state.from), Number(state.to)].sort((a, b) => a - b);
    const pair = changesByPair.get(`${from}:${to}`);
    const rows = (pair?.rows ?? []).filter((row) => row.difference !== null);
    return { from, to, pair, rows: [...rows].sort((a, b) => b.difference - a.difference || (a.theme < b.theme ? -1 : 1)) };
  };
  const box = chartBox((width) => {
    const { rows } = rowsNow();
    return rows.length === 0 ? el("p", {}, "These two years are not compared.") : changePlot(rows, width);
  });
  const draw = () => {
    const { from, to, pair, rows } = rowsNow();
    const tested = "A filled dot has some or strong evidence of a change, an open one has not; a bar is the 95 % interval.";
    note.textContent = from === to ? "Choose two different years."
      : pair === undefined ? `This page does not carry ${from} and ${to}; \`themeshift compare ${from} ${to}\` compares them.`
      : pair.table === "further_change" ? `${tested} ${from} and ${to} are not among the pairs that the run tests, so no dot is filled; \`themeshift compare ${from} ${to}\` tests them.`
      : tested;
    box.draw();
    const name = `theme_change_${from}_${to}`;
    below.replaceChildren(...(pair === undefined ? [] : [
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton(pair.table, () => pair.rows, name), chartButtons(name, box.svg)),
      unfolding("The numbers", () => tableOf(`Change from ${from} to ${to}`, [
        { head: "Theme", cell: (row) => linkButton(labelOf(row.theme), () => open(`change:${from}:${to}:${row.theme}`, below)) },
        { head: String(from), cell: (row) => fixed(row.rate_from), number: true },
        { head: String(to), cell: (row) => fixed(row.rate_to), number: true },
        { head: "Change", cell: (row) => signed(row.difference), number: true },
        { head: "95 % interval", cell: (row) => interval(row.difference_low, row.difference_high, signed) },
        { head: "Evidence", cell: evidenceInWords },
        { head: "p (Holm)", cell: (row) => probability(row.p_holm), number: true },
        { head: "q", cell: (row) => probability(row.q_bh), number: true },
        { head: "Note", cell: (row) => row.note ?? "" },
      ], rows)),
    ]));
  };
  view.append(el("div", { class: "controls" }, selection("From", "from", years), selection("To", "to", years)), note, box, below, stillButtons("change") ?? "");
  if (compared.length > 0) onState(["from", "to"], draw);
  draw();
}
