// Lines of context: where a term, or a pattern, stands in the messages of the page.

const CONTEXT = 60;
const MOST_LINES = 500;

/** The hits in a message with the text around them: `{message, start, end, left, match, right}`. */
const inContext = (message, hits) => hits.map(({ start, end }) => ({
  message, start, end, match: message.text.slice(start, end),
  left: message.text.slice(Math.max(0, start - CONTEXT), start),
  right: message.text.slice(end, end + CONTEXT),
}));

/** The forms of a term as words in small letters: for each the words in a row, each with whether it goes on with a compound. By
 * the first word. */
function formsByFirst(entry) {
  const byFirst = new Map();
  for (const form of new Set([entry.label, ...entry.forms].map((text) => small(unpossessed(straight(text)))))) {
    const words = form.split(" ").flatMap((word) => word.split("-").map((text, place) => ({ text, within: place > 0 })));
    byFirst.set(words[0].text, [...(byFirst.get(words[0].text) ?? []), words]);
  }
  return byFirst;
}

/** Where a term stands, word for word as it is counted: lines of context. */
function concordance(entry) {
  const { first, types, signs, starts, ends } = corpusWords();
  const byFirst = formsByFirst(entry);
  const within = (at) => (signs[at] & IN_COMPOUND) !== 0;
  const folded = (at) => TYPES[types[at]].folded;
  return MESSAGES.flatMap((message) => {
    const [from, to] = [first[message.place], first[message.place + 1]];
    const goesOn = (words, at) => at + words.length <= to && (at + words.length === to || !within(at + words.length))
      && words.every((word, place) => folded(at + place) === word.text && within(at + place) === word.within && !(place > 0 && signs[at + place] & AFTER_END));
    const hits = [];
    for (let at = from; at < to; at += 1) {
      const words = byFirst.get(folded(at))?.find((each) => goesOn(each, at));
      if (words !== undefined) hits.push({ start: starts[at], end: ends[at + words.length - 1] });
    }
    return inContext(message, hits);
  });
}

/** Where a pattern stands: lines of context. */
const patternLines = (pattern) => MESSAGES.flatMap((message) => inContext(message, hitsOf(pattern, message)));

function kwicTable(found) {
  const clean = (text) => text.replace(/\s+/g, " ");
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Lines of context" },
    el("table", { class: "kwic" },
      el("caption", {}, `${plural(found.length, "line")} of context${found.length > MOST_LINES ? `; the first ${MOST_LINES} are shown` : ""}${SAMPLED ? ", from the sample of messages in this page" : ""}`),
      el("colgroup", {}, el("col", { class: "id" }), el("col"), el("col", { class: "match" }), el("col")),
      el("thead", { class: "visually-hidden" }, el("tr", {}, ["Message", "Before", "Match", "After"].map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, found.slice(0, MOST_LINES).map(({ message, left, match, right }) => el("tr", {},
        el("td", { class: "id", dir: "auto" }, message.message),
        el("td", { class: "left" }, el("bdi", {}, clean(left))),
        el("td", { class: "match", dir: "auto" }, linkButton(match, (event) => open(nameOf("message", message.message), event.target), { title: `Open ${message.message}`, "aria-label": `${match}: open ${message.message}` })),
        el("td", { class: "right", dir: "auto" }, clean(right)))))));
}
