// Reading: a whole document with its hits in the colours of their themes, and a map of where they stand.

const read = { document: null, told: null, hidden: new Set(), to: null };

/** Opens the document of a message, at this message. */
function readAt(message, place) {
  Object.assign(read, { document: message.slice(0, message.lastIndexOf("#")), told: null, to: place });
  visit("reading");
}

RENDER.reading = async () => {
  fill($("reading-hint"), hint("reading"));
  if (app.themes === null) return fill($("reading-body"), el("p", {}, WORDS.firstDocuments));
  const ids = documentIds();
  read.document ??= ids[0] ?? null;
  fill($("document-choice"), ...ids.map((id) => option(id, id, read.document)));
  if (read.document === null) return undefined;
  const turn = {};
  read.turn = turn;
  try {
    const told = await call("read", { document: read.document });
    if (read.turn === turn) {
      read.told = told;
      showDocument();
    }
  } catch (error) {
    failed(error);
  }
  return undefined;
};

/** Ids of the documents of the analysis: the first of them, and the one that is read. */
function documentIds() {
  const ids = app.shown?.ids ?? [];
  return read.document === null || ids.includes(read.document) ? ids : [...ids, read.document];
}

function openDocument(id) {
  Object.assign(read, { document: id, to: null });
  RENDER.reading();
}

function showDocument() {
  const { told } = read;
  const present = [...new Set(told.parts.flatMap((part) => part.hits?.map(({ theme }) => theme) ?? []))];
  const order = app.themes.themes.map(({ id }) => id).filter((id) => present.includes(id));
  const legend = order.map((id) => button(`${numberOf(id)} ${labelOf(id)}`, () => {
    read.hidden[read.hidden.has(id) ? "delete" : "add"](id);
    showDocument();
  }, { class: `chip ${colourOf(id)}`, "aria-pressed": String(!read.hidden.has(id)) }));
  const steps = el("p", { class: "buttons" },
    button(WORDS.documentBefore, () => openDocument(told.before), { disabled: told.before === null }),
    button(WORDS.documentAfter, () => openDocument(told.after), { disabled: told.after === null }));
  fill($("reading-body"), 
    el("h3", { dir: "auto" }, told.title || told.id),
    el("p", { class: "note", dir: "auto" }, WORDS.aboutDocument(told.period, told.messages, number(told.words), told.file)),
    memoField("document", told.id), steps,
    legend.length === 0 ? el("p", {}, WORDS.noHits) : el("div", { class: "chips", role: "group", "aria-label": WORDS.legend }, legend),
    mapOf(told.parts, order), el("div", { class: "text" }, told.parts.map(partOf)));
  if (read.to !== null) {
    const target = $(`m-${read.to}`);
    read.to = null;
    target?.scrollIntoView({ block: "center" });
    target?.focus();
  }
}

/** Where hits stand: a line for each theme, from the beginning of the document to its end. */
function mapOf(parts, order) {
  const themes = order.filter((id) => !read.hidden.has(id));
  if (themes.length === 0) return null;
  const length = parts.reduce((sum, part) => sum + part.text.length, 0);
  const [wide, row] = [1000, 14];
  let before = 0;
  const ticks = [];
  for (const part of parts) {
    for (const hit of part.hits ?? []) {
      const line = themes.indexOf(hit.theme);
      if (line >= 0) ticks.push(svg("rect", { x: ((before + hit.start) / length) * wide, y: line * row + 2, width: 3, height: row - 4, class: colourOf(hit.theme) }));
    }
    before += part.text.length;
  }
  return el("div", { class: "map" },
    el("ul", { class: "map-names", "aria-hidden": "true" }, themes.map((id) => el("li", {}, labelOf(id)))),
    svg("svg", { viewBox: `0 0 ${wide} ${themes.length * row}`, preserveAspectRatio: "none", height: themes.length * row, role: "img", "aria-label": WORDS.map }, ticks));
}

function partOf(part) {
  if (part.message === undefined) return el("p", { class: `other ${part.kind}`, dir: "auto" }, part.text);
  const memo = app.memos.find(({ about, id }) => about === "message" && id === part.message);
  const box = el("div", {}, memo === undefined ? null : memoField("message", part.message));
  return el("article", { id: `m-${part.place}`, tabindex: "-1", "aria-label": part.message },
    el("p", { dir: "auto" }, marked(part)),
    el("p", { class: "source", dir: "auto" }, [part.message, part.section].filter(Boolean).join(" \u00b7 "), " ",
      button(WORDS.putAside, ({ target }) => putAside(part.place, null).then((isDone) => isDone && (target.textContent = WORDS.isQuoted)), { class: "link" }), " ",
      button(WORDS.memo, () => fill(box, memoField("message", part.message)), { class: "link" })), box);
}

/** A text with its hits marked. Where several themes have a hit, the first gives the colour, and all are named. */
function marked({ text, hits }) {
  const shown = hits.filter(({ theme }) => !read.hidden.has(theme));
  const cuts = [...new Set([0, text.length, ...shown.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(1).map((end, place) => {
    const start = cuts[place];
    const here = [...new Set(shown.filter((hit) => hit.start < end && hit.end > start).map(({ theme }) => theme))];
    const piece = text.slice(start, end);
    // Colours are few, so each theme has its number, too.
    const ends = shown.filter((hit) => hit.end === end).map(({ theme }) => numberOf(theme));
    return here.length === 0 ? piece : el("mark", { class: colourOf(here[0]), title: here.map(labelOf).join(", "), "data-themes": ends.length === 0 ? null : [...new Set(ends)].join(",") }, piece);
  });
}

/** A field for what one thinks of a message, a theme or a document. */
function memoField(about, id) {
  const known = app.memos.find((memo) => memo.about === about && memo.id === id)?.text ?? "";
  const write = ({ target }) => working(() => note("memo", { about, id, text: target.value }));
  return field(WORDS.memoOn[about], el("textarea", { rows: "2", dir: "auto", class: "memo", change: write }, known));
}
