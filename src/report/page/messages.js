// The messages, with filters.

const PER_PAGE = 20;
const SORTS = {
  corpus: ["As in the documents", (a, b) => a.place - b.place],
  latest: [`Latest ${ONE} first`, (a, b) => placeOf(b.period) - placeOf(a.period) || a.place - b.place],
  themes: ["Most themes first", (a, b) => b.themes.length - a.themes.length || a.place - b.place],
  long: ["Longest first", (a, b) => b.tokens - a.tokens || a.place - b.place],
  short: ["Shortest first", (a, b) => a.tokens - b.tokens || a.place - b.place],
};

/** Where a text holds what is searched, without regard to case. */
function found(text, wanted) {
  if (wanted === "") return [];
  const pattern = new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu");
  const marks = [];
  for (const match of text.matchAll(pattern)) {
    marks.push({ start: match.index, end: match.index + match[0].length, theme: "", pattern: "search" });
    if (marks.length === 500) break;
  }
  return marks;
}

function messagesView(view) {
  const documents = rowsOf("documents").map((row) => [row.document, row.title === null ? row.document : `${row.document}: ${row.title}`]);
  const search = el("input", { type: "search", "data-key": "q", autocomplete: "off" });
  const status = el("p", { class: "note", role: "status" });
  const list = el("div", { class: "list" });
  const pages = el("div", { class: "pages" });
  const tools = el("div", { class: "tools" });
  const labels = [...THEMES].sort((a, b) => a.label.localeCompare(b.label)).map((theme) => [theme.id, theme.label]);
  const draw = () => {
    if (document.activeElement !== search) search.value = state.q;
    const wanted = state.q.trim();
    const hits = new Map();
    const chosen = MESSAGES.filter((message) => {
      if (state.mperiod !== "" && message.period !== state.mperiod) return false;
      if (state.document !== "" && message.document !== state.document) return false;
      if (state.mtheme === "none" ? message.themes.length > 0 : state.mtheme !== "" && !message.themes.includes(state.mtheme)) return false;
      if (wanted === "") return true;
      const marks = found(message.text, wanted);
      if (marks.length > 0) hits.set(message, marks);
      return marks.length > 0 || message.message === wanted;
    }).sort((SORTS[state.sort] ?? SORTS.corpus)[1]);
    const last = Math.max(1, Math.ceil(chosen.length / PER_PAGE));
    const page = Math.min(last, Math.max(1, Number(state.page) || 1));
    const shown = chosen.slice((page - 1) * PER_PAGE, page * PER_PAGE);
    status.textContent = `${plural(chosen.length, "message")}${SAMPLED ? ` of the sample of ${grouped(MESSAGES.length)}` : ` of ${grouped(MESSAGES.length)}`}${chosen.length > PER_PAGE ? `, page ${page} of ${last}` : ""}.`;
    const marksOf = (message) => hits.get(message) ?? message.marks.filter((mark) => state.mtheme === "" || mark.theme === state.mtheme);
    list.replaceChildren(...shown.map((message) => messageArticle(message, marksOf(message))));
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
  const first = () => ({ page: "1" });
  view.append(
    el("div", { class: "controls" },
      el("label", {}, "Text or id", search),
      selection(HEAD, "mperiod", [["", `All ${MANY}`], ...LABELS.map((label) => [label, label])], first),
      selection("Document", "document", [["", "All documents"], ...documents], first),
      selection("Theme", "mtheme", [["", "All themes"], ["none", "No theme"], ...labels], first),
      selection("Order", "sort", Object.entries(SORTS).map(([value, [text]]) => [value, text]), first)),
    status, tools, list, pages);
  onState(["q", "mperiod", "document", "mtheme", "sort", "page"], draw);
  draw();
}
