// The messages, with filters, and a search in the pattern language of the codebook.

const PER_PAGE = 20;
const SORTS = {
  corpus: ["As in the documents", (a, b) => a.place - b.place],
  latest: [`Latest ${ONE} first`, (a, b) => placeOf(b.period) - placeOf(a.period) || a.place - b.place],
  themes: ["Most themes first", (a, b) => b.themes.length - a.themes.length || a.place - b.place],
  long: ["Longest first", (a, b) => b.tokens - a.tokens || a.place - b.place],
  short: ["Shortest first", (a, b) => a.tokens - b.tokens || a.place - b.place],
};
const PATTERNS_IN_WORDS = [
  ["human rights", "these words in a row; hyphens and spaces are alike"],
  ["educat*, behavio?r", "* any letters or none, ? exactly one"],
  ["trust ~3 technolog*", "both within three words of each other, in either order"],
  ["=UN", "with these capital letters only"],
  ["stem:regulate", "words with the same stem"],
  ["/cyber(war|attack)s?/", "a regular expression on one whole word in small letters"],
];

/** What is searched: `marksOf` gives the hits in a message, or that it is not found; `wrong` says what cannot be searched. */
function searched(text) {
  const wanted = text.trim();
  if (wanted === "") return { marksOf: () => [] };
  if (messageById.has(wanted) || documentById.has(wanted)) {
    return { marksOf: (message) => (message.message === wanted || message.document === wanted ? [] : undefined) };
  }
  try {
    const pattern = compiled(wanted);
    return {
      marksOf: (message) => {
        const hits = hitsOf(pattern, message).map((hit) => ({ ...hit, theme: "", pattern: wanted }));
        return hits.length > 0 ? hits : undefined;
      },
    };
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return { marksOf: () => undefined, wrong: error.message };
  }
}

/** The patterns of a theme that have hits in the messages of the page. */
function patternsWithHits(theme) {
  const patterns = new Map();
  for (const { marks } of MESSAGES) {
    for (const mark of marks) if (mark.theme === theme) patterns.set(mark.pattern, (patterns.get(mark.pattern) ?? 0) + 1);
  }
  return [...patterns.keys()].sort((a, b) => patterns.get(b) - patterns.get(a) || (a < b ? -1 : 1));
}

function messagesView(view) {
  const documents = rowsOf("documents").map((row) => [row.document, row.title === null ? row.document : `${row.document}: ${row.title}`]);
  const search = el("input", { type: "search", "data-key": "q", autocomplete: "off", spellcheck: "false" });
  const status = el("p", { class: "note", role: "status" });
  const list = el("div", { class: "list" });
  const pages = el("div", { class: "pages" });
  const tools = el("div", { class: "tools" });
  const labels = [...THEMES].sort((a, b) => a.label.localeCompare(b.label)).map((theme) => [theme.id, theme.label]);
  const first = () => ({ page: "1" });
  const patterns = selection("Pattern", "mpattern", [], first);
  const fill = () => {
    patterns.hidden = !themeById.has(state.mtheme);
    if (!patterns.hidden) patterns.fill([["", "All patterns"], ...patternsWithHits(state.mtheme).map((pattern) => [pattern, pattern])]);
  };
  const draw = () => {
    if (document.activeElement !== search) search.value = state.q;
    const { marksOf, wrong } = searched(state.q);
    const hits = new Map();
    const chosen = MESSAGES.filter((message) => {
      if (state.mperiod !== "" && message.period !== state.mperiod) return false;
      if (state.document !== "" && message.document !== state.document) return false;
      if (state.mtheme === "none" ? message.themes.length > 0 : state.mtheme !== "" && !message.themes.includes(state.mtheme)) return false;
      if (state.mpattern !== "" && !hasPattern(message, state.mtheme, state.mpattern)) return false;
      const marks = marksOf(message);
      if (marks !== undefined && marks.length > 0) hits.set(message, marks);
      return marks !== undefined;
    }).sort((SORTS[state.sort] ?? SORTS.corpus)[1]);
    const last = Math.max(1, Math.ceil(chosen.length / PER_PAGE));
    const page = Math.min(last, Math.max(1, Number(state.page) || 1));
    const shown = chosen.slice((page - 1) * PER_PAGE, page * PER_PAGE);
    const found = [...hits.values()].reduce((sum, marks) => sum + marks.length, 0);
    status.textContent = visible(wrong === undefined
      ? `${plural(chosen.length, "message")}${SAMPLED ? ` of the sample of ${grouped(MESSAGES.length)}` : ` of ${grouped(MESSAGES.length)}`}${found > 0 ? `, ${plural(found, "match", "matches")}` : ""}${chosen.length > PER_PAGE ? `, page ${page} of ${last}` : ""}.`
      : `Nothing was searched: ${wrong}.`);
    const ofThemes = (message) => message.marks.filter((mark) => (state.mtheme === "" || mark.theme === state.mtheme) && (state.mpattern === "" || mark.pattern === state.mpattern));
    list.replaceChildren(...shown.map((message) => messageArticle(message, hits.get(message) ?? ofThemes(message))));
    const turn = (text, to) => el("button", {
      type: "button", disabled: to < 1 || to > last,
      click: () => {
        change({ page: String(to) }, { at: "messages", push: true });
        view.scrollIntoView();
      },
    }, text);
    pages.replaceChildren(...(last > 1 ? [turn("Before", page - 1), el("span", {}, `Page ${page} of ${last}`), turn("Next", page + 1)] : []));
    tools.replaceChildren(el("span", { class: "what" }, "Download:"),
      csvButton("messages", () => chosen.map((message) => rowsOf("messages")[message.place]), "messages"));
  };
  let wait;
  search.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => change({ q: search.value, page: "1" }, { at: "messages" }), 200);
  });
  view.append(
    el("div", { class: "controls" },
      el("label", { class: "wide" }, "Search: a pattern as in the codebook, or an id", search),
      selection(HEAD, "mperiod", [["", `All ${MANY}`], ...LABELS.map((label) => [label, label])], first),
      selection("Document", "document", [["", "All documents"], ...documents], first),
      selection("Theme", "mtheme", [["", "All themes"], ["none", "No theme"], ...labels], () => ({ page: "1", mpattern: "" })),
      patterns,
      selection("Order", "sort", Object.entries(SORTS).map(([value, [text]]) => [value, text]), first)),
    el("details", { class: "beside" }, el("summary", {}, "What can be searched"),
      el("dl", { class: "patterns-in-words" }, PATTERNS_IN_WORDS.flatMap(([pattern, words]) => [el("dt", {}, el("code", {}, pattern)), el("dd", {}, words)])),
      el("p", {}, "Matches are those of `themeshift kwic`. Of regular expressions this page knows sets, groups, `|`, `.` and repetitions; stems it knows of the words in its messages.")),
    status, tools, list, pages);
  onState(["mtheme"], fill);
  onState(["q", "mperiod", "document", "mtheme", "mpattern", "sort", "page"], draw);
  fill();
  draw();
}
