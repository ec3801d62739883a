// Terms between two periods: the scatter, and beside it the word shift, which says what parts their vocabularies.

function shiftView() {
  const rowsNow = () => shiftsByPair.get(keyOf(state.sfrom, state.sto))?.rows ?? [];
  const below = el("div", {});
  const bars = () => {
    const rows = [...rowsNow()].sort((a, b) => b.contribution_bits - a.contribution_bits).slice(0, 24);
    return rows.map((row) => ({
      term: row.term, label: row.label, shown: true, value: row.share_to < row.share_from ? -row.contribution_bits : row.contribution_bits,
      words: `${row.label}\n${fixed(row.per_1000_from)} per 1,000 words in ${row.from_period}, ${fixed(row.per_1000_to)} in ${row.to_period}\ncontribution ${fixed(row.contribution_bits, 4)} bits`,
    })).sort((a, b) => b.value - a.value);
  };
  const box = chartBox((width) => {
    const shown = bars();
    const name = `Terms that part ${state.sfrom} and ${state.sto}`;
    return shown.length === 0 ? el("p", {}, `This page does not carry ${state.sfrom} and ${state.sto}.`)
      : termBars(shown, width, { name });
  });
  const draw = () => {
    const { sfrom: from, sto: to } = state;
    box.draw();
    const rows = rowsNow();
    below.replaceChildren(
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("word_shift", rowsNow, `word_shift_${from}_${to}`), chartButtons(`word_shift_${from}_${to}`, box.svg)),
      unfolding("The numbers", () => tableOf(`Terms that part ${from} and ${to}`, [
        { head: "Term", cell: (row) => linkButton(row.label, () => change({ term: row.label }, { at: "terms", push: true })) },
        { head: `Per 1,000 words, ${from}`, cell: (row) => fixed(row.per_1000_from), number: true },
        { head: `Per 1,000 words, ${to}`, cell: (row) => fixed(row.per_1000_to), number: true },
        { head: "Bits", cell: (row) => fixed(row.contribution_bits, 4), number: true },
        { head: "Direction", cell: (row) => row.direction },
      ], [...rows].sort((a, b) => b.contribution_bits - a.contribution_bits))));
  };
  onState(["sfrom", "sto"], draw);
  draw();
  return el("div", { class: "beside-other shift" },
    el("h4", {}, "Word shift"),
    el("p", { class: "legend" }, `What each term adds to the distance of the two ${MANY} (Jensen-Shannon divergence, in bits): to the right terms that the later ${ONE} uses more, to the left those it uses less. Of the ${DATA.most_compared.word_shift} largest of each pair of ${MANY} the page shows ${Math.min(24, DATA.most_compared.word_shift)}; choose a term for its lines of context.`),
    box, below);
}

/** Terms between two periods. */
function twoPeriodsView() {
  const heading = el("h3", { id: "shift" }, `Terms between two ${MANY}`);
  if (shiftsByPair.size === 0) return [heading, el("p", {}, `There is nothing to compare: it takes two ${MANY}.`)];
  const chosen = pairSelections(["From", "To"], ["sfrom", "sto"], () => periodPairs(shiftsByPair));
  const words = el("p", {});
  const cautions = el("div", {});
  const draw = () => {
    const { sfrom: from, sto: to } = state;
    const distance = rowsOf("period_distance").find((row) => row.from_period === from && row.to_period === to);
    const jsd = distance?.jsd_bits ?? null;
    words.textContent = jsd === null ? "" :
      `The vocabularies of ${from} and ${to} are ${fixed(jsd, 3)} bits apart (0 alike, 1 nothing in common)${distance.jsd_null_mean === null ? "" : `; ${fixed(distance.jsd_null_mean, 3)} bits apart by chance alone, were messages dealt out at random (p ${probability(distance.p_permutation)})`}.`;
    cautions.replaceChildren(cautionsOfPair(from, to) ?? "");
  };
  onState(["sfrom", "sto"], draw);
  draw();
  return [heading, el("div", { class: "controls" }, chosen.elements), words, el("div", { class: "two" }, scatterView(), shiftView()), cautions];
}
