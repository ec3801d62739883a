// Two groups: how they differ, whether they change alike, which terms mark them.

/** A table with more rows than this is folded. */
const MOST_OPEN_ROWS = 15;

function contrastInWords(row) {
  const ends = interval(row.difference_low, row.difference_high, signed);
  return [
    `${labelOf(row.theme)}, ${row.period ?? `over all ${MANY}`}`,
    `${row.group_a}: ${fixed(row.rate_a)}, ${row.group_b}: ${fixed(row.rate_b)} mentions per 1,000 words`,
    row.difference === null ? "no difference can be computed" : `difference ${signed(row.difference)}, ${ends === "" ? "no interval" : `95 % interval ${ends}`}`,
    ...(row.p_holm === null ? [] : [`p (Holm) ${probability(row.p_holm)}`]),
  ].join("\n");
}

/** How the rates of two groups differ: each theme over all periods, and the chosen theme period by period. */
function contrasts() {
  const rowsNow = () => rowsOf("group_contrast").filter((row) => row.variable === state.gby && row.group_a === state.ga && row.group_b === state.gb);
  const heading = el("h3", { dir: "auto" });
  const below = el("div", {});
  const box = chartBox((width) => {
    const rows = byDifference(rowsNow().filter((row) => row.period === null));
    return rows.length === 0 ? el("p", {}, `These two groups are not compared over all ${MANY}.`) : differencePlot(rows, width, {
      name: `Difference of each theme between ${state.ga} and ${state.gb}`,
      sure: (row) => row.p_holm !== null && row.p_holm < 0.05,
      words: contrastInWords,
      act: (row) => change({ gtheme: row.theme }, { at: "groups", push: true }),
    });
  });
  const draw = () => {
    heading.textContent = state.gb === "" ? "" : visible(`${state.gb} less ${state.ga}, over all ${MANY}`);
    box.draw();
    const rows = rowsNow();
    const ofTheme = rows.filter((row) => row.theme === state.gtheme).sort((x, y) => (x.period === null ? -1 : y.period === null ? 1 : placeOf(x.period) - placeOf(y.period)));
    const columns = (head, cell) => [
      { head, cell },
      { head: state.ga, cell: (row) => fixed(row.rate_a), number: true },
      { head: state.gb, cell: (row) => fixed(row.rate_b), number: true },
      { head: "Difference", cell: (row) => signed(row.difference), number: true },
      { head: "95 % interval", cell: (row) => interval(row.difference_low, row.difference_high, signed) },
      { head: "Ratio", cell: (row) => fixed(row.ratio, 2), number: true },
      { head: "p (Holm)", cell: (row) => probability(row.p_holm), number: true },
      { head: "q", cell: (row) => probability(row.q_bh), number: true },
      { head: "Note", cell: (row) => row.note ?? "" },
    ];
    const table = (rowsOfTheme) => tableOf(`${labelOf(state.gtheme)}: ${state.ga} and ${state.gb}`,
      columns(HEAD, (row) => row.period ?? `All ${MANY}, each weighted alike`), rowsOfTheme);
    below.replaceChildren(
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("group_contrast", rowsNow, `group_contrast_${state.ga}_${state.gb}`), chartButtons(`group_contrast_${state.ga}_${state.gb}`, box.svg)),
      ...(ofTheme.length <= MOST_OPEN_ROWS ? [table(ofTheme)] : [table(ofTheme.filter((row) => row.period === null)),
        unfolding(`${labelOf(state.gtheme)}: ${ONE} by ${ONE}`, () => table(ofTheme.filter((row) => row.period !== null)))]),
      unfolding("All themes", () => tableOf(`${state.ga} and ${state.gb} over all ${MANY}`,
        columns("Theme", (row) => labelOf(row.theme)), byDifference(rows.filter((row) => row.period === null)))));
  };
  onState(["gby", "gtheme", "ga", "gb"], draw);
  draw();
  return [heading, el("p", { class: "legend" }, `To the right the themes of which the second group has more. A filled dot: p (Holm) below .05; a bar is the 95 % interval. Each ${ONE} that has both groups weighs alike. Choose a theme to see it above and ${ONE} by ${ONE}.`), box, below];
}

/** Whether two groups came closer or went apart between two periods. */
function divergence(rowsOfPair, ends) {
  if (rowsOf("group_divergence").length === 0) return [];
  const said = el("p", { dir: "auto" });
  const below = el("div", {});
  const draw = () => {
    const [from, to] = ends.now();
    const rows = rowsOfPair().filter((row) => row.from_period === from && row.to_period === to);
    const row = rows.find((each) => each.theme === state.gtheme);
    const limits = row === undefined ? "" : interval(row.low, row.high, signed);
    said.textContent = row === undefined || row.difference === null ? `${labelOf(state.gtheme)}: ${from} and ${to} cannot be compared in both groups.`
      : visible(`${labelOf(state.gtheme)}, from ${from} to ${to}: ${signed(row.change_a)} mentions per 1,000 words in ${state.ga}, ${signed(row.change_b)} in ${state.gb}. The difference of these changes is ${signed(row.difference)}${limits === "" ? "" : `, 95 % interval ${limits}`}${row.p === null ? "" : ` (p ${probability(row.p)}, q ${probability(row.q_bh)})`}.`);
    const flags = rowsOf("group_comparability").filter((each) => each.variable === state.gby && [state.ga, state.gb].includes(each.group)
      && [...within(from), ...within(to)].includes(each.period));
    below.replaceChildren(
      cautionList(flags, `What makes these groups and ${MANY} hard to compare`) ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("group_divergence", () => rows, `group_divergence_${from}_${to}`)),
      unfolding("All themes", () => tableOf(`Changes from ${from} to ${to} in ${state.ga} and ${state.gb}`, [
        { head: "Theme", cell: (each) => linkButton(labelOf(each.theme), () => change({ gtheme: each.theme }, { at: "groups", push: true })) },
        { head: state.ga, cell: (each) => signed(each.change_a), number: true },
        { head: state.gb, cell: (each) => signed(each.change_b), number: true },
        { head: "Difference", cell: (each) => signed(each.difference), number: true },
        { head: "95 % interval", cell: (each) => interval(each.low, each.high, signed) },
        { head: "p", cell: (each) => probability(each.p), number: true },
        { head: "q", cell: (each) => probability(each.q_bh), number: true },
        { head: "Note", cell: (each) => each.note ?? "" },
      ], byDifference(rows))));
  };
  onState(["gby", "gtheme", "ga", "gb", "gfrom", "gto"], draw);
  draw();
  return [el("h3", {}, `Do the groups change alike between two ${MANY}?`), el("div", { class: "controls" }, ends.elements), said, below];
}

/** The terms that mark the two groups. */
function groupTerms() {
  if (rowsOf("group_keyness").length === 0) return [];
  const box = el("div", {});
  const table = (group) => {
    const rows = rowsOf("group_keyness").filter((row) => row.variable === state.gby && row.group === group && row.g2 > 0);
    return unfolding(`Terms that mark ${group}`, () => tableOf(`Terms of ${group} against the rest of the same ${MANY}`, [
      { head: "Term", cell: (row) => linkButton(row.label, () => change({ term: row.label }, { at: "terms", push: true })) },
      { head: "Count", cell: (row) => String(row.count_target), number: true },
      { head: "Per 1,000 words", cell: (row) => fixed(row.per_1000_target, 2), number: true },
      { head: "In the rest", cell: (row) => fixed(row.per_1000_reference, 2), number: true },
      { head: "G2", cell: (row) => fixed(row.g2), number: true },
      { head: "q", cell: (row) => probability(row.q_bh), number: true },
    ], rows.sort((x, y) => y.g2 - x.g2)));
  };
  const draw = () => box.replaceChildren(...[state.ga, state.gb].filter((group) => group !== "").map(table));
  onState(["gby", "ga", "gb"], draw);
  draw();
  return [box];
}
