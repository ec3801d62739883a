// The lines of a pattern, live while it is typed; what is offered for a line.

const KINDS = ["all", "alone", "shared", "forbidden", "new"];

/** The pattern that is looked at: of which theme and list, as it is typed, and the one of the codebook that it replaces. */
const looked = { theme: null, list: "include", pattern: "", edited: null, only: "all", from: 0, found: null, wanted: 0, running: false, wrong: null };

/** Looks at a pattern of the codebook, or at a new one. */
function lookAt(theme, list, pattern, edited) {
  Object.assign(looked, { theme, list, pattern, edited, only: "all", from: 0, found: null, wrong: null });
  showPattern();
  search();
}

/** Looks at a pattern after something was done with one, and goes on where patterns are typed. */
function lookOn(theme, list, pattern, edited) {
  chosen = theme;
  lookAt(theme, list, pattern, edited);
  RENDER.themes();
  $("pattern").focus();
}

/** Does what was offered: says what came of it, and looks for the lines anew. */
async function takeOffer(theme, what, ...edits) {
  const before = figuresOf(themeOf(theme));
  if (!(await edit(what, ...edits))) return;
  search();
  $("pattern").focus();
  const text = `${what}. ${WORDS.beforeAfter(before, figuresOf(themeOf(theme)))} `;
  fill($("pattern-did"), text, button(WORDS.undo, () => undo(), { class: "link" }));
}

/** Looks for the pattern. While one is looked for, only the last that is typed waits. */
async function search() {
  looked.wanted += 1;
  if (looked.running) return;
  looked.running = true;
  try {
    let turn;
    do {
      turn = looked.wanted;
      const { theme, list, pattern, edited, only, from } = looked;
      if (pattern.trim() === "") Object.assign(looked, { found: null, wrong: null });
      else {
        try {
          const found = await call("lines", { theme, list, pattern, edited, only, from });
          Object.assign(looked, { found, wrong: null });
        } catch (error) {
          if (error.cancelled) return;
          Object.assign(looked, { found: null, wrong: error });
        }
      }
      if (turn === looked.wanted) showLines();
    } while (turn !== looked.wanted);
  } finally {
    looked.running = false;
  }
}

/** The field of the pattern, with what can be done with it. */
function showPattern() {
  const { theme, list, pattern, edited } = looked;
  const isNew = edited === null;
  const input = el("input", {
    id: "pattern", value: pattern, dir: "auto", autocomplete: "off", spellcheck: "false", "aria-describedby": "pattern-told",
    input: ({ target }) => {
      Object.assign(looked, { pattern: target.value, from: 0 });
      search();
    },
    keydown: (event) => {
      if (event.key === "Enter") usePattern();
      if (event.key === "Escape") lookOn(theme, list, edited ?? "", edited);
    },
  });
  const others = app.themes.themes.filter(({ id }) => id !== theme);
  const move = el("select", { "aria-label": WORDS.moveTo, change: ({ target }) => movePattern(target.value) },
    option("", WORDS.moveTo, ""), others.map(({ id, label }) => option(id, label, "")));
  fill($("pattern-panel"), 
    el("h3", {}, WORDS.patternOf[list](labelOf(theme))),
    el("div", { class: "row" }, field(WORDS.pattern, input),
      el("div", { class: "buttons" },
        button(isNew ? WORDS.addPattern : WORDS.replacePattern, usePattern, { id: "use-pattern", class: "main" }),
        isNew ? null : button(WORDS.removePattern, removePattern, { id: "remove-pattern" }),
        isNew ? null : move)),
    el("p", { id: "pattern-did", role: "status" }),
    el("p", { id: "pattern-told", class: "note", role: "status" }),
    el("div", { id: "lines" }),
  );
  showLines();
}

function usePattern() {
  const { theme, list, edited } = looked;
  const pattern = looked.pattern.trim();
  if (pattern === "" || pattern === edited) return;
  const done = edited === null
    ? edit(WORDS.did.add(pattern), { do: "add", theme, list, pattern })
    : edit(WORDS.did.replace(edited, pattern), { do: "replace", theme, list, pattern: edited, by: pattern });
  done.then((isDone) => isDone && lookOn(theme, list, pattern, pattern));
}

function removePattern() {
  const { theme, list, edited } = looked;
  edit(WORDS.did.remove(edited), { do: "remove", theme, list, pattern: edited }).then((isDone) => isDone && lookOn(theme, list, "", null));
}

function movePattern(to) {
  const { theme, list, edited } = looked;
  if (to !== "") edit(WORDS.did.move(edited, labelOf(to)), { do: "move", theme, list, pattern: edited, to }).then((isDone) => isDone && lookOn(to, list, edited, edited));
}

/** What was found: counts, periods, lines. */
function showLines() {
  const { found, wrong, only, list, theme } = looked;
  const told = $("pattern-told");
  if (told === null) return;
  if (wrong !== null || found === null) {
    told.textContent = wrong === null ? WORDS.typePattern : [wrong.message, wrong.hint].filter(Boolean).join(": ");
    told.classList.toggle("wrong", wrong !== null);
    fill($("lines"));
    return;
  }
  told.classList.remove("wrong");
  told.textContent = WORDS.foundLines[list](number(found.matches), number(found.messages), number(found.messages_alone), number(found.shared));
  const counts = { all: found.matches, alone: found.alone, shared: found.shared, forbidden: found.forbidden, new: found.new };
  const kinds = KINDS.filter((kind) => kind === "all" || counts[kind] > 0 || kind === only);
  const pick = (kind) => button(`${WORDS.kinds[list][kind]} ${number(counts[kind])}`, () => {
    Object.assign(looked, { only: kind, from: 0 });
    search();
  }, { "aria-pressed": String(kind === only), class: "chip" });
  const labels = found.periods.map(({ period }) => period);
  const inPeriods = found.periods.map(({ messages }) => messages);
  const [left, right] = [(text) => text.replace(/^\S*\s/, ""), (text) => text.replace(/\s\S*$/, "")];
  // Context is cut after so many letters; a part of a word says nothing.
  const cut = (line) => ({ ...line, left: line.left.length < 40 ? line.left : left(line.left), right: line.right.length < 40 ? line.right : right(line.right) });
  const shares = (some, name) => some.slice(0, 6).map((share) => `${name(share.name)} ${number(share.matches)}`).join(", ");
  fill($("lines"), 
    el("figure", { class: "periods" }, shareBars(inPeriods, 28),
      el("figcaption", { class: "note" }, labels.length === 1 ? labels[0] : `${labels[0]} \u2013 ${labels.at(-1)}`)),
    found.with.length === 0 ? null : el("p", { class: "note", dir: "auto" }, WORDS.withPatterns[list](shares(found.with, (name) => `\u201c${name}\u201d`))),
    found.themes.length === 0 ? null : el("p", { class: "note" }, WORDS.withThemes(shares(found.themes, labelOf))),
    el("div", { class: "chips", role: "group", "aria-label": WORDS.which }, kinds.map(pick)),
    el("ol", { class: "lines", start: looked.from + 1 }, found.shown.map((line) => lineItem(cut(line), theme, list))),
    pages(found),
  );
}

function pages(found) {
  const step = 100;
  if (found.wanted <= step) return null;
  const to = (from) => {
    Object.assign(looked, { from });
    search();
  };
  const last = Math.min(found.wanted, looked.from + step);
  return el("p", { class: "buttons" }, button(WORDS.before, () => to(looked.from - step), { disabled: looked.from === 0 }),
    WORDS.ofLines(number(looked.from + 1), number(last), number(found.wanted)),
    button(WORDS.after, () => to(looked.from + step), { disabled: last === found.wanted }));
}

/** A line: the match in its context, its source, and what can be done with it. */
function lineItem(line, theme, list) {
  const tools = el("div", { class: "tools", hidden: true });
  const marks = [
    line.new ? el("span", { class: "tag fresh" }, WORDS.isNew) : null,
    line.fate === "forbidden" ? el("span", { class: "tag" }, WORDS.isForbidden(line.with.join("\u201d, \u201c"))) : null,
    line.themes.map((id) => el("span", { class: "tag" }, labelOf(id))),
  ];
  const text = el("button", {
    type: "button", class: "kwic", dir: "auto", "aria-expanded": "false",
    click: () => {
      tools.hidden = !tools.hidden;
      text.setAttribute("aria-expanded", String(!tools.hidden));
      if (!tools.hidden && tools.childNodes.length === 0) tools.append(...lineTools(line, theme, list, tools));
    },
  }, el("span", { class: "left" }, line.left), el("mark", {}, line.match), el("span", { class: "right" }, line.right));
  return el("li", { class: line.fate }, text, el("p", { class: "source", dir: "auto" }, [line.period, line.title || line.message, line.section].filter(Boolean).join(" \u00b7 "), " ", marks), tools);
}

function lineTools(line, theme, list, tools) {
  const at = { theme, message: line.place, start: line.start, end: line.end, draft: looked.pattern, edited: looked.edited };
  const box = el("div", { class: "offers", role: "status" });
  const show = (content) => fill(box, ...content);
  const ask = (what, content) => working(async () => show(content(await call(what, at))));
  return [
    el("div", { class: "buttons" },
      list === "include" && line.fate !== "forbidden" ? button(WORDS.exclude, () => ask("exclusions", (offers) => exclusionOffers(offers, theme)), { class: "exclude" }) : null,
      list === "exclude" ? null : button(WORDS.widen, () => ask("wider", (offers) => widerOffers(offers, theme)), { class: "widen" }),
      button(WORDS.read, () => readAt(line.message, line.place)),
      button(WORDS.quoteMessage, () => putAside(line.place, null), { class: "quote-message" }),
      button(WORDS.quoteLine, () => putAside(line.place, [line.start - bytesIn(line.left), line.end + bytesIn(line.right)]), { class: "quote-line" }),
      button(WORDS.memo, () => show([memoField("message", line.message, tools)]))),
    box,
  ];
}

/** Bytes of a text in UTF-8, as the engine counts them. */
const bytesIn = (text) => new TextEncoder().encode(text).length;

/** Lines that an offer is about. */
const offerLines = (offer) => el("details", {}, el("summary", {}, WORDS.showLines(offer.lines.length, offer.matches)),
  el("ul", {}, offer.lines.map((line) => el("li", { dir: "auto" }, line.left, el("mark", {}, line.match), line.right, ` \u2014 ${line.message}`))));

function exclusionOffers(offers, theme) {
  if (offers.length === 0) return [el("p", {}, WORDS.noExclusion)];
  const item = (offer) => {
    const other = el("select", { "aria-label": WORDS.andInto }, option("", WORDS.intoNone, ""),
      app.themes.themes.filter(({ id }) => id !== theme).map(({ id, label }) => option(id, label, "")));
    const use = () => {
      const edits = [{ do: "add", theme, list: "exclude", pattern: offer.pattern }];
      if (other.value !== "") edits.push({ do: "add", theme: other.value, list: "include", pattern: offer.pattern });
      takeOffer(theme, WORDS.did.exclude(offer.pattern), ...edits);
    };
    return el("li", {}, el("code", { dir: "auto" }, offer.pattern), ` ${WORDS.takes(offer.matches, offer.messages)} `,
      el("span", { class: "buttons" }, button(WORDS.excludeThis, use, { class: "use-offer" }), other), offerLines(offer));
  };
  return [el("p", { class: "note" }, WORDS.exclusions), el("ul", { class: "offer-list" }, offers.map(item))];
}

function widerOffers(offers, theme) {
  if (offers.length === 0) return [el("p", {}, WORDS.nothingWider)];
  const item = (offer) => el("li", {}, el("code", { dir: "auto" }, offer.pattern), ` ${WORDS.brings(offer.matches, offer.messages)} `,
    button(WORDS.addPattern, () => takeOffer(theme, WORDS.did.add(offer.pattern), { do: "add", theme, list: "include", pattern: offer.pattern }), { class: "use-offer" }),
    offerLines(offer));
  return [el("p", { class: "note" }, WORDS.widerOffers), el("ul", { class: "offer-list" }, offers.map(item))];
}
