// Messages as articles: the hits marked, and below each text by which patterns they were found.

/** A text with its hits marked. Marks that overlap are drawn as one. */
function marked(text, marks) {
  const ranges = [];
  for (const { start, end } of [...marks].sort((a, b) => a.start - b.start)) {
    const last = ranges[ranges.length - 1];
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else ranges.push({ start, end });
  }
  const nodes = [];
  let at = 0;
  for (const { start, end } of ranges) {
    nodes.push(visible(text.slice(at, start)), el("mark", {}, text.slice(start, end)));
    at = end;
  }
  nodes.push(visible(text.slice(at)));
  return nodes;
}

const MOST_WORDS = 6;

/** The words that a pattern found, each once, as they stand in the text. */
function wordsFound(text, marks) {
  const words = new Map(marks.map(({ start, end }) => [fold(text.slice(start, end)), text.slice(start, end).replace(/\s+/g, " ")]));
  const shown = [...words.values()].slice(0, MOST_WORDS).map((word) => `“${shortened(word, 60)}”`);
  return shown.join(", ") + (words.size > MOST_WORDS ? ", …" : "");
}

/** What is marked in a message: each theme with its patterns, and the words that they found. */
function foundBy(message, marks) {
  const themes = new Map();
  for (const mark of marks) {
    if (!themes.has(mark.theme)) themes.set(mark.theme, new Map());
    const patterns = themes.get(mark.theme);
    patterns.set(mark.pattern, [...(patterns.get(mark.pattern) ?? []), mark]);
  }
  const pattern = (theme, name, of) => el("span", { class: "found-pattern" },
    theme === "" ? name : linkButton(name, () => change({ show: nameOf("pattern", "", theme, name) }, { push: true }), { title: "All messages that this pattern finds" }),
    ` ${wordsFound(message.text, of)}`);
  return el("ul", { class: "found-by" }, [...themes].map(([theme, patterns]) => el("li", { dir: "auto" },
    el("span", { class: "found-theme" }, theme === "" ? "Found" : labelOf(theme)), ": ",
    [...patterns].flatMap(([name, of], place) => [place > 0 ? "; " : "", pattern(theme, name, of)]))));
}

/** A message as an article. `marks` are those to draw. */
function messageArticle(message, marks = message.marks) {
  const language = languageOf.get(message.document);
  const others = message.themes.filter((theme) => !marks.some((mark) => mark.theme === theme));
  return el("article", { class: "message", "data-message": message.message },
    el("h3", { dir: "auto" }, linkButton(message.message, () => change({ show: nameOf("message", message.message) }, { push: true }), {
      title: "The message between those before and after it: its address is permanent",
    })),
    el("p", { class: "where", dir: "auto" }, [message.period, message.section].filter((each) => each !== "").join(" · "), ` · line ${message.line}`),
    el("p", { class: "text", dir: "auto", lang: language ?? false }, marked(message.text, marks)),
    marks.length === 0 ? null : foundBy(message, marks),
    others.length === 0 ? null : el("p", { class: "themes", dir: "auto" }, `${marks.length > 0 ? "Also" : "Themes"}: ${others.map(labelOf).join(" · ")}`));
}

const SHOWN_AT_ONCE = 50;

/** Articles, some at once, with a button for more. */
function someArticles(messages, marksOf) {
  const list = el("div", {});
  const more = el("button", { type: "button" });
  let shown = 0;
  const add = () => {
    list.append(...messages.slice(shown, shown + SHOWN_AT_ONCE).map((message) => messageArticle(message, marksOf(message))));
    shown = Math.min(messages.length, shown + SHOWN_AT_ONCE);
    more.hidden = shown === messages.length;
    more.textContent = `Show more (${grouped(messages.length - shown)})`;
  };
  more.addEventListener("click", add);
  add();
  return [list, more];
}

/** A message between the one before it and the one after it in its document. */
function amongNeighbours(message) {
  const beside = (step) => {
    const other = MESSAGES[message.place + step];
    const ordinal = message.ordinal + step;
    if (other !== undefined && other.document === message.document && other.ordinal === ordinal) {
      const article = messageArticle(other, []);
      article.classList.add("neighbour");
      article.prepend(el("p", { class: "note" }, step < 0 ? "The message before" : "The message after"));
      return article;
    }
    const none = ordinal < 1 ? "It is the first message of its document." : ordinal > (documentById.get(message.document)?.messages ?? ordinal)
      ? "It is the last message of its document." : `The message ${step < 0 ? "before" : "after"} it is not in this page.`;
    return el("p", { class: "note" }, none);
  };
  const article = messageArticle(message);
  article.classList.add("opened");
  return [beside(-1), article, beside(1)];
}
