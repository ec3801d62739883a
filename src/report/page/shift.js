// Word shift: which terms part two years.

function shiftView(view) {
  const all = rowsOf("word_shift");
  const pairNames = [...new Set(all.map((row) => `${row.from_year}-${row.to_year}`))];
  if (pairNames.length === 0) {
    view.append(el("p", {}, "There is nothing to compare: a word shift needs two years."));
    return;
  }
  DEFAULTS.pair = pairNames.includes(`${FIRST}-${LAST}`) ? `${FIRST}-${LAST}` : pairNames[0];
  if (!pairNames.includes(state.pair)) state.pair = DEFAULTS.pair;
  const rowsNow = () => all.filter((row) => `${row.from_year}-${row.to_year}` === state.pair);
  const words = el("p", {});
  const below = el("div", {});
  const bars = () => {
    const rows = [...rowsNow()].sort((a, b) => b.contribution_bits - a.contribution_bits).slice(0, 24);
    return rows.map((row) => ({
      term: row.term, label: row.label, value: row.share_to < row.share_from ? -row.contribution_bits : row.contribution_bits,
      words: `${row.label}\n${fixed(100 * row.share_from, 2)} % of the words counted in ${row.from_year}, ${fixed(100 * row.share_to, 2)} % in ${row.to_year}\ncontribution ${fixed(row.contribution_bits, 4)} bits`,
    })).sort((a, b) => b.value - a.value);
  };
  const box = chartBox((width) => termBars(bars(), width, { name: `Terms that part the years ${state.pair}`, more: "var(--rise)", less: "var(--fall)" }));
  const draw = () => {
    const [from, to] = state.pair.split("-").map(Number);
    const distance = rowsOf("year_distance").find((row) => row.from_year === from && row.to_year === to);
    const jsd = distance?.jsd_bits ?? null;
    words.textContent = jsd === null ? "" :
      `The vocabularies of ${from} and ${to} are ${fixed(jsd, 3)} bits apart (0 alike, 1 nothing in common)${distance.jsd_null_mean === null ? "" : `; ${fixed(distance.jsd_null_mean, 3)} bits apart by chance alone, were messages dealt out at random (p ${probability(distance.p_permutation)})`}.`;
    box.draw();
    const rows = rowsNow();
    below.replaceChildren(
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("word_shift", rowsNow, `word_shift_${from}_${to}`), chartButtons(`word_shift_${from}_${to}`, box.svg)),
      unfolding("The numbers", () => tableOf(`Terms that part ${from} and ${to}`, [
        { head: "Term", cell: (row) => linkButton(row.label, () => change({ term: row.label }, { at: "terms", push: true })) },
        { head: `Share ${from}`, cell: (row) => `${fixed(100 * row.share_from, 2)} %`, number: true },
        { head: `Share ${to}`, cell: (row) => `${fixed(100 * row.share_to, 2)} %`, number: true },
        { head: "Bits", cell: (row) => fixed(row.contribution_bits, 4), number: true },
        { head: "Direction", cell: (row) => row.direction },
      ], [...rows].sort((a, b) => b.contribution_bits - a.contribution_bits))));
  };
  view.append(el("div", { class: "controls" }, selection("Years", "pair", pairNames.map((name) => [name, name.replace("-", " to ")]))),
    words, el("p", { class: "legend" }, `To the right the terms that the later year uses more, to the left those it uses less. Of the ${DATA.most_compared} largest of each pair of years the page shows 24; choose a term for its lines of context.`),
    box, below, stillButtons("shift") ?? "");
  onState(["pair"], draw);
  draw();
}
