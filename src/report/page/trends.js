// Theme trends: a panel for each theme, or one theme alone.

/** The largest value that a panel must show: intervals count up to twice the largest rate, so that one does not flatten all. */
function rateCeiling(rows) {
  const rate = Math.max(0, ...rows.map((row) => row.per_1000_tokens ?? 0));
  const high = Math.max(0, ...rows.map((row) => row.rate_high ?? 0));
  return Math.max(rate * 1.05, Math.min(high, rate * 2), 0.1);
}

/** Themes by the size of their change, the largest first, then by id. */
function themesByChange() {
  const size = (theme) => {
    const rates = LABELS.map((label) => frequency(theme.id, label)?.per_1000_tokens).filter((rate) => rate !== null && rate !== undefined);
    return Math.max(0, ...rates) - Math.min(...rates, Infinity);
  };
  return [...THEMES].sort((a, b) => size(b) - size(a) || (a.id < b.id ? -1 : 1));
}

function trendPanel(theme, width, { ceiling, large, walk }) {
  const known = LABELS.map((label) => frequency(theme.id, label)).filter((row) => row !== undefined && row.per_1000_tokens !== null);
  const { placed: rows, broken } = series(known, "per_1000_tokens");
  const height = large ? Math.min(380, Math.max(240, width * 0.55)) : 150;
  const top = ceiling ?? rateCeiling(rows);
  const bars = rows.filter((row) => row.rate_low !== null).map((row) => ({ ...row, low: Math.min(row.rate_low, top), high: Math.min(row.rate_high, top) }));
  const cut = bars.filter((row) => row.rate_high > top);
  const [left, right] = [timeMargin(FIRST, 34), timeMargin(LAST, 14)];
  const inner = width - left - right;
  const svg = plotted({
    width, height, marginLeft: left, marginRight: right, marginTop: 14, marginBottom: 24,
    x: timeScale(),
    y: { domain: [0, top], label: null },
    marks: [
      Plot.gridY({ stroke: "var(--faint)", strokeOpacity: 1, ticks: large ? 6 : 3 }),
      Plot.axisY({ ticks: large ? 6 : 3, tickSize: 0, fill: "var(--muted)" }),
      timeAxis(inner),
      Plot.ruleY([0], { stroke: "var(--line)" }),
      Plot.ruleX(bars, { x: "place", y1: "low", y2: "high", stroke: "var(--accent)", ...barsOf(inner) }),
      seriesLine(broken, "per_1000_tokens", { stroke: "var(--accent)", strokeOpacity: CROWDED ? 1 : 0.55 }),
      CROWDED ? null : Plot.text(cut, { x: "place", y: top, text: () => "▲", fill: "var(--accent)", dy: -6, fontSize: 8 }),
      CROWDED ? null : Plot.dot(rows, { x: "place", y: "per_1000_tokens", r: inner / PERIODS.length < 12 ? 2.5 : 4, fill: "var(--accent)", stroke: "var(--paper)", strokeWidth: 1 }),
      large && PERIODS.length <= MOST_NUMBERED ? Plot.text(rows, { x: "place", y: "per_1000_tokens", text: (row) => fixed(row.per_1000_tokens), dx: 8, dy: -8, textAnchor: "start", fill: "var(--ink)" }) : null,
      Plot.dot(rows, { x: "place", y: "per_1000_tokens", r: reachOf(inner), fill: "transparent", stroke: "transparent", className: "hit" }),
    ],
  });
  svg.setAttribute("aria-label", visible(`${theme.label}: mentions per 1,000 words over the ${MANY}`));
  walk.add(svg, rows, {
    label: (row) => rateInWords(theme.id, row.period),
    act: (row) => open(nameOf("theme", row.period, theme.id), svg),
  });
  return svg;
}

/** What the table of trends says of a theme. */
function trendInWords(theme) {
  const row = rowsOf("theme_trend").find((each) => each.theme === theme);
  if (row === undefined) return null;
  const parts = [row.verdict, row.reasons, row.note].filter((text) => text !== undefined && text !== null);
  return parts.length === 0 ? null : el("p", { class: "note", dir: "auto" }, `Over all ${MANY}: ${parts.join("; ")}.`);
}

/** The themes that are chosen, none for all: one by its id, several in one name. */
const chosenThemes = () => (state.theme === "" ? [] : themeById.has(state.theme) ? [state.theme] : partsOf(state.theme).filter((id) => themeById.has(id)));

/** A fold with a box for each theme: those that are checked are shown. */
function themeBoxes() {
  const sorted = [...THEMES].sort((a, b) => a.label.localeCompare(b.label));
  const boxes = sorted.map((theme) => {
    const input = el("input", { type: "checkbox", value: theme.id });
    return { theme, input, label: el("label", {}, input, theme.label) };
  });
  const summary = el("summary", {}, "");
  const show = () => {
    const chosen = chosenThemes();
    boxes.forEach(({ theme, input }) => (input.checked = chosen.includes(theme.id)));
    summary.textContent = chosen.length === 0 ? "Choose several themes" : `Choose several themes (${chosen.length} chosen)`;
  };
  boxes.forEach(({ input }) => input.addEventListener("change", () => {
    const ids = boxes.filter((box) => box.input.checked).map(({ theme }) => theme.id);
    change({ theme: ids.length > 1 ? nameOf(...ids) : (ids[0] ?? "") }, { at: "trends" });
  }));
  onState(["theme"], show);
  show();
  return el("details", { class: "theme-boxes" }, summary, el("div", { class: "boxes" }, boxes.map(({ label }) => label)));
}

/** A select of one theme or all, which says where several are chosen. */
function themeSelection() {
  const one = [["", "All themes"], ...[...THEMES].sort((a, b) => a.label.localeCompare(b.label)).map((theme) => [theme.id, theme.label])];
  const select = selection("Theme", "theme", one);
  const fill = () => {
    const several = chosenThemes().length;
    select.fill(several > 1 ? [...one, [state.theme, `${several} themes`]] : one);
  };
  onState(["theme"], fill);
  fill();
  return select;
}

function trendsView(view) {
  if (THEMES.length === 0) {
    view.append(el("p", {}, "There is no codebook, so there are no themes."));
    return;
  }
  const panels = el("div", { class: "panels" });
  const below = el("div", {});
  const themes = themesByChange();
  const draw = () => {
    const ids = chosenThemes();
    const isChosen = (id) => ids.length === 0 || ids.includes(id);
    const chosen = themes.filter((theme) => isChosen(theme.id));
    const large = chosen.length === 1;
    const all = chosen.flatMap((theme) => LABELS.map((label) => frequency(theme.id, label)).filter((row) => row !== undefined));
    const ceiling = state.scale === "same" && !large ? rateCeiling(all) : undefined;
    const walk = new Walk();
    panels.className = large ? "panels one" : "panels";
    panels.replaceChildren(...chosen.map((theme) => el("figure", { class: "panel", "data-theme": theme.id },
      el("h3", { dir: "auto" }, large ? theme.label : linkButton(theme.label, () => change({ theme: theme.id }, { at: "trends", push: true }), { title: "This theme alone" })),
      el("div", { class: "chart" }))));
    const width = panels.querySelector(".chart")?.clientWidth || 240;
    panels.querySelectorAll(".chart").forEach((box, place) => box.append(trendPanel(chosen[place], width, { ceiling, large, walk })));
    const rows = rowsOf("theme_frequency").filter((row) => isChosen(row.theme));
    const file = ids.length === 0 ? "theme_frequency" : `theme_frequency_${ids.join("_")}`.slice(0, 80);
    below.replaceChildren(
      el("div", { class: "tools" }, el("span", { class: "what" }, "Download:"), csvButton("theme_frequency", () => rows, file),
        large ? chartButtons(`trend_${chosen[0].id}`, () => panels.querySelector("svg")) : null),
      large && findingOf(chosen[0].id, FROM, TO) ? el("p", { dir: "auto" }, findingOf(chosen[0].id, FROM, TO).sentence) : "",
      (large ? trendInWords(chosen[0].id) : null) ?? "",
      cautionsOf(LABELS) ?? "",
      unfolding("The numbers", () => tableOf(`Mentions per 1,000 words by theme and ${ONE}`, [
        { head: "Theme", cell: (row) => row.label },
        { head: HEAD, cell: (row) => row.period, number: YEARLY },
        { head: "Rate", cell: (row) => fixed(row.per_1000_tokens), number: true },
        { head: "95 % interval", cell: (row) => interval(row.rate_low, row.rate_high) },
        { head: "Messages", cell: (row) => linkButton(`${grouped(row.messages)} of ${grouped(row.n_messages)}`, () => open(nameOf("theme", row.period, row.theme), below)) },
        { head: "Note", cell: (row) => row.note ?? "" },
      ], rows)));
  };
  view.append(
    el("div", { class: "controls" },
      themeSelection(),
      choice("Scale", "scale", [["same", "The same for all"], ["own", "Its own"]])),
    themeBoxes(), el("p", { class: "legend" }, SERIES_IN_WORDS),
    panels, below, stillButtons("trends") ?? "");
  onState(["theme", "scale"], draw);
  let width = 0;
  new ResizeObserver(() => {
    if (panels.clientWidth !== width) {
      width = panels.clientWidth;
      draw();
    }
  }).observe(panels);
}
