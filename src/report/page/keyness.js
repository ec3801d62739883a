// Keyness: the terms that mark a period.

/** Bars of terms, each a button; `rows` are `{label, value, words, shown}`: what is not shown is pale. */
function termBars(rows, width, { name }) {
  const narrow = width < 560;
  const margin = narrow ? 100 : 160;
  const both = rows.some((row) => row.value < 0);
  const key = (row) => row.term;
  const labels = new Map(rows.map((row) => [row.term, row.label]));
  const svg = plotted({
    width: Math.min(width, 760), height: rows.length * 24 + 50, marginLeft: margin, marginRight: 40, marginTop: 30, marginBottom: 6,
    x: { label: null, nice: true }, y: { domain: rows.map(key), label: null }, color: { type: "identity" },
    marks: [
      Plot.gridX({ stroke: "var(--faint)", strokeOpacity: 1, ticks: 5 }),
      Plot.axisX({ anchor: "top", ticks: 5, tickSize: 0, fill: "var(--muted)", tickFormat: (value) => String(value).replace("-", "−") }),
      Plot.axisY({ tickSize: 0, fill: "var(--ink)", tickFormat: (term) => shortened(labels.get(term), narrow ? 14 : 24) }),
      Plot.barX(rows, { y: key, x: "value", fill: (row) => (row.value < 0 ? "var(--less)" : "var(--more)"), fillOpacity: (row) => (row.shown ? 1 : 0.3), insetTop: 2, insetBottom: 2 }),
      both ? Plot.ruleX([0], { stroke: "var(--muted)" }) : null,
      Plot.barX(rows, { y: key, x: "value", fill: "transparent", className: "hit" }),
    ],
  });
  svg.setAttribute("aria-label", name);
  new Walk().add(svg, rows, {
    label: (row) => row.words,
    act: (row) => {
      change({ term: row.label }, { at: "terms", push: true });
      document.getElementById("terms").scrollIntoView();
    },
  });
  return svg;
}

function keynessView() {
  const all = rowsOf("keyness");
  if (all.length === 0) return [];
  const others = `the other ${MANY}`;
  const references = (target) => [...new Set(all.filter((row) => row.target_period === target).map((row) => row.reference))]
    .map((reference) => [reference, reference === "rest" ? others : reference]);
  const targets = inOrder(all.map((row) => row.target_period)).map((label) => [label, label]);
  // Of a long series only stretches may be compared.
  if (!targets.some(([label]) => label === LAST)) state.target = DEFAULTS.target = targets[targets.length - 1][0];
  const rowsNow = () => all.filter((row) => row.target_period === state.target && row.reference === state.against);
  const reference = () => (state.against === "rest" ? others : state.against);
  const against = selection("Against", "against", references(state.target));
  const below = el("div", {});
  const bars = () => {
    const rows = rowsNow().filter((row) => row.g2 !== null);
    const more = rows.filter((row) => row.g2 > 0).sort((a, b) => b.g2 - a.g2).slice(0, 12);
    const less = rows.filter((row) => row.g2 < 0).sort((a, b) => a.g2 - b.g2).slice(0, 6);
    return [...more, ...less.reverse()].map((row) => ({
      term: row.term, label: row.label, value: row.g2, shown: row.q_bh !== null && row.q_bh < 0.05,
      words: `${row.label}\n${plural(row.count_target, "occurrence")} in ${state.target}, ${row.count_reference} in ${reference()}\n${fixed(row.per_1000_target, 2)} and ${fixed(row.per_1000_reference, 2)} per 1,000 words\nG2 ${fixed(row.g2)}, q ${probability(row.q_bh)}`,
    }));
  };
  const box = chartBox((width) => termBars(bars(), width, { name: `Terms that mark ${state.target}` }));
  const draw = () => {
    const choices = references(state.target);
    if (!choices.some(([value]) => value === state.against) && choices.length > 0) {
      change({ against: choices[0][0] }, { at: part });
      return;
    }
    against.fill(choices);
    box.draw();
    const rows = rowsNow();
    below.replaceChildren(
      (state.against === "rest" && within(state.target).length === 1 ? cautionsOf([state.target], `What makes this ${ONE} hard to compare`)
        : cautionsOf([state.target, state.against])) ?? "",
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("keyness", rowsNow, `keyness_${state.target}_${state.against}`), chartButtons(`keyness_${state.target}`, box.svg)),
      unfolding("The numbers", () => tableOf(`Terms of ${state.target} against ${reference()}`, [
        { head: "Term", cell: (row) => linkButton(row.label, () => change({ term: row.label }, { at: "terms", push: true })) },
        { head: "Count", cell: (row) => String(row.count_target), number: true },
        { head: "Reference", cell: (row) => String(row.count_reference), number: true },
        { head: "G2", cell: (row) => fixed(row.g2), number: true },
        { head: "Log ratio", cell: (row) => fixed(row.log_ratio, 2), number: true },
        { head: "q", cell: (row) => probability(row.q_bh), number: true },
        { head: "Messages", cell: (row) => String(row.messages_target), number: true },
      ], [...rows].sort((a, b) => Math.abs(b.g2) - Math.abs(a.g2)))));
  };
  onState(["target", "against"], draw);
  draw();
  return [el("h3", {}, `Terms that mark a ${ONE}`), el("div", { class: "controls" }, selection(HEAD, "target", targets), against),
    el("p", { class: "legend" }, `Log-likelihood ratio G2: above 0 used more than in the reference, below 0 less. It takes words as independent: it ranks, it does not prove. A pale bar: no difference is shown (q, which knows that words come in documents, is .05 or more). The page carries the ${DATA.most_compared.keyness} terms with the largest |G2| of each comparison.`),
    box, below];
}
