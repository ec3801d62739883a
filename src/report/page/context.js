// Lines of context: where a term, or a pattern, stands in the messages of the page.

const CONTEXT = 60;
const MOST_LINES = 500;

/** The hits in a message with the text around them: `{message, start, end, left, match, right}`. */
const inContext = (message, hits) => hits.map(({ start, end }) => ({
  message, start, end, match: message.text.slice(start, end),
  left: message.text.slice(Math.max(0, start - CONTEXT), start),
  right: message.text.slice(end, end + CONTEXT),
}));

/** The term of a word, or of a compound, given by its words in small letters. */
function termOf(words, { terms, stems }) {
  const whole = words.join("-");
  const last = words[words.length - 1];
  return terms.get(whole) ?? [...words.slice(0, -1), stems.get(last) ?? last].join("-");
}

let termsRead;

/** The terms of all messages, one for each word or compound: its first word, the word behind its last, and the term. Those of a message
 * stand from `first[place]` to `first[place + 1]`. Read when they are first needed. */
function corpusTerms() {
  if (termsRead !== undefined) return termsRead;
  const { types, signs, first } = corpusWords();
  const terms = { from: [], to: [], term: [], first: [] };
  const simple = new Map();
  const single = (type) => {
    if (!simple.has(type)) simple.set(type, termOf([TYPES[type].folded], LEXICONS[TYPES[type].lexicon]));
    return simple.get(type);
  };
  MESSAGES.forEach(({ place }) => {
    terms.first.push(terms.from.length);
    for (let at = first[place]; at < first[place + 1];) {
      let to = at + 1;
      while (to < first[place + 1] && signs[to] & IN_COMPOUND) to += 1;
      const words = to - at > 1 ? Array.from(types.subarray(at, to), (type) => TYPES[type].folded) : undefined;
      terms.from.push(at);
      terms.to.push(to);
      terms.term.push(words === undefined ? single(types[at]) : termOf(words, LEXICONS[TYPES[types[at]].lexicon]));
      at = to;
    }
  });
  terms.first.push(terms.from.length);
  termsRead = terms;
  return terms;
}

/** Where a term stands, as it is counted: lines of context. */
function concordance(entry) {
  const { signs, starts, ends } = corpusWords();
  const { from, to, term, first } = corpusTerms();
  const words = entry.term.split(" ");
  const stands = (at) => words.every((word, place) => term[at + place] === word && !(place > 0 && signs[from[at + place]] & AFTER_END));
  return MESSAGES.flatMap((message) => {
    const hits = [];
    for (let at = first[message.place]; at + words.length <= first[message.place + 1]; at += 1) {
      if (stands(at)) hits.push({ start: starts[from[at]], end: ends[to[at + words.length - 1] - 1] });
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
