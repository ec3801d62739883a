// Themes: the list of them, and the patterns of one.

/** The theme that is looked at. */
let chosen = null;

/** Says where themes are words that were chosen by frequency alone. */
function showStarter() {
  const count = app.themes?.themes.filter(({ starter }) => starter).length ?? 0;
  for (const id of ["starter", "results-starter"]) {
    $(id).hidden = count === 0;
    $(id).textContent = WORDS.starter(count);
  }
}

/** Bars of the share of messages in each period. */
function shareBars(messages, height) {
  const { periods } = app.themes;
  const shares = periods.map((period, place) => (period.messages === 0 ? 0 : messages[place] / period.messages));
  const texts = periods.map((period, place) => WORDS.shareOf(period.label, messages[place], period.messages));
  return bars(shares, texts, WORDS.inPeriods(texts.join("; ")), height);
}

RENDER.themes = () => {
  fill($("themes-hint"), hint("themes"));
  const { themes } = app;
  if (themes === null) return fill($("theme-list"), el("p", {}, app.shown?.failed === null ? WORDS.reading : WORDS.firstDocuments));
  if (themeOf(chosen) === undefined) chosen = themes.themes[0]?.id ?? null;
  fill($("saved-state"), themes.differs ? WORDS.differs : WORDS.sameAsSaved, " ",
    button(WORDS.saveState, () => working(async () => {
      take(await call("save"));
      await keepChange();
    }), { id: "save-state", disabled: !themes.differs }));
  showStarter();
  const labels = themes.periods.map(({ label }) => label);
  const sum = (counts) => counts.reduce((all, count) => all + count, 0);
  const item = (theme) => {
    const now = sum(theme.messages);
    const before = theme.saved === null ? null : sum(theme.saved);
    const differs = before === null ? WORDS.newTheme : now === before ? "" : `${now > before ? "+" : "\u2212"}${number(Math.abs(now - before))}`;
    return el("li", {}, el("button", { type: "button", class: "theme", "aria-current": String(theme.id === chosen), click: () => pick(theme.id) },
      el("span", { class: `dot ${colourOf(theme.id)}` }), el("span", { class: "name", dir: "auto" }, theme.label),
      el("span", { class: "count" }, number(now), differs === "" ? null : el("span", { class: "tag fresh" }, differs), grave(theme).length === 0 ? null : el("span", { class: "tag", title: WORDS.notes(grave(theme).length, 0) }, `${grave(theme).length} !`)),
      shareBars(theme.messages, 20)));
  };
  fill($("theme-list"), 
    el("p", { class: "note" }, WORDS.themesInMessages(labels.length === 1 ? labels[0] : `${labels[0]} \u2013 ${labels.at(-1)}`)),
    el("ul", { class: "theme-list" }, themes.themes.map(item)),
    newTheme(),
  );
  showTheme();
};

function pick(id) {
  chosen = id;
  Object.assign(looked, { theme: null, found: null, pattern: "", edited: null });
  RENDER.themes();
  $("theme-title").focus();
}

function newTheme() {
  const label = el("input", { id: "new-theme-label", dir: "auto" });
  const pattern = el("input", { id: "new-theme-pattern", dir: "auto" });
  const make = () => addTheme(label.value, pattern.value);
  return el("details", {}, el("summary", {}, WORDS.addTheme),
    field(WORDS.label, label), field(WORDS.firstPattern, pattern), el("p", {}, button(WORDS.make, make, { id: "make-theme" })));
}

/** An id for a theme, made from its name. */
function idFrom(label) {
  const plain = label.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "") || "theme";
  const taken = new Set(app.themes?.themes.map(({ id }) => id.toLowerCase()) ?? []);
  let id = plain;
  for (let count = 2; taken.has(id); count += 1) id = `${plain}_${count}`;
  return id;
}

async function addTheme(label, pattern) {
  const theme = idFrom(label || pattern);
  const isDone = await edit(WORDS.did.theme(label || pattern), { do: "theme", theme, label: label || pattern, pattern });
  if (isDone) {
    chosen = theme;
    Object.assign(looked, { theme: null });
    if (app.view !== "themes") return visit("themes");
    RENDER.themes();
    $("theme-title").focus();
  }
}

/** The theme that is looked at: its texts, its patterns, what is suspicious, what it lacks. */
function showTheme() {
  const theme = themeOf(chosen);
  if (theme === undefined) return fill($("theme-panel"));
  const set = (name, text) => edit(WORDS.did.set(theme.label), { do: "set", theme: theme.id, field: name, text });
  const lists = ["include", "exclude"].map((list) => patternList(theme, list));
  const parents = app.themes.themes.filter(({ id }) => id !== theme.id);
  const panel = [
    el("h3", { id: "theme-title", tabindex: "-1", dir: "auto" }, el("span", { class: `dot ${colourOf(theme.id)}` }), theme.label),
    theme.definition === "" ? null : el("p", { dir: "auto" }, theme.definition),
    el("p", { class: "note", id: "theme-figures" }, figuresOf(theme)),
    noteList(theme),
    el("details", {}, el("summary", {}, WORDS.aboutTheme),
      field(WORDS.label, el("input", { value: theme.label, dir: "auto", change: ({ target }) => set("label", target.value) })),
      field(WORDS.definition, el("textarea", { rows: "3", dir: "auto", change: ({ target }) => set("definition", target.value) }, theme.definition)),
      field(WORDS.parent, el("select", { change: ({ target }) => set("parent", target.value) }, option("", WORDS.noParent, theme.parent ?? ""), parents.map(({ id, label }) => option(id, label, theme.parent)))),
      memoField("theme", theme.id),
      el("p", {}, button(WORDS.dropTheme, () => edit(WORDS.did.drop(theme.label), { do: "drop", theme: theme.id }), { id: "drop-theme" }))),
  ];
  // What is typed into the field of the pattern stays there, and so do suggestions.
  const [typed, suggestions] = [$("pattern-panel"), $("suggestions")];
  const isSame = looked.theme === theme.id && typed !== null;
  const active = typed?.contains(document.activeElement) || suggestions?.contains(document.activeElement) ? document.activeElement : null;
  fill($("theme-panel"), panel,
    isSame ? suggestions : el("div", { id: "suggestions" }, button(WORDS.suggest, () => suggest(theme.id), { id: "suggest" })),
    lists, isSame ? typed : el("div", { id: "pattern-panel" }));
  if (isSame) active?.focus();
  else lookAt(theme.id, "include", theme.include[0]?.pattern ?? "", theme.include[0]?.pattern ?? null);
}

/** A pattern that finds nothing here may find something elsewhere: only what is graver is marked. */
const grave = (theme) => theme.notes.filter(({ check }) => check !== "never-matches");

/** What is suspicious about a theme; patterns that find nothing are named together. */
function noteList(theme) {
  if (theme.notes.length === 0) return null;
  const idle = theme.notes.filter(({ check }) => check === "never-matches").map(({ pattern }) => `\u201c${pattern}\u201d`);
  return el("details", { class: "checks" }, el("summary", {}, WORDS.notes(grave(theme).length, idle.length)),
    el("ul", {}, grave(theme).map((note) => el("li", { dir: "auto" }, `${note.message}. ${WORDS.help}: ${WORDS.inPage(note.suggestion)}.`)),
      idle.length === 0 ? null : el("li", { dir: "auto" }, `${WORDS.idle}: ${idle.join(", ")}`)));
}

const figuresOf = (theme) => WORDS.hitsIn(number(theme.hits), number(theme.messages.reduce((all, count) => all + count, 0)));

function patternList(theme, list) {
  const patterns = theme[list];
  const noted = new Set(grave(theme).map(({ pattern }) => pattern));
  const chip = ({ pattern, weight, matches, hits }) => el("li", {}, el("button", {
    type: "button", class: "chip pattern", dir: "auto", "data-pattern": pattern, "aria-pressed": String(looked.theme === theme.id && looked.list === list && looked.edited === pattern),
    click: () => {
      lookAt(theme.id, list, pattern, pattern);
      pressed();
      $("pattern").focus();
    },
  }, pattern, weight === null ? null : ` \u00d7 ${weight}`, el("span", { class: "count", title: WORDS.matchesHits[list](matches, hits) }, number(matches)), noted.has(pattern) ? el("span", { class: "tag" }, "!") : null));
  const pressed = () => document.querySelectorAll("#theme-panel .pattern").forEach((element) => element.setAttribute("aria-pressed",
    String(element.dataset.pattern === looked.edited && element.closest("[data-list]").dataset.list === looked.list)));
  return el("div", { class: "patterns", "data-list": list }, el("h4", {}, WORDS.lists[list](patterns.length)),
    el("ul", { class: "chips" }, patterns.map(chip), el("li", {}, button(WORDS.newPattern, () => {
      lookAt(theme.id, list, "", null);
      pressed();
      $("pattern").focus();
    }, { class: "chip add", id: `new-${list}` }))));
}

/** What a theme lacks, as the engine suggests it. */
const suggest = (theme) => working(async () => {
  const { terms, patterns, warnings } = await call("suggest", { theme, most: 20 });
  const examples = (row) => el("details", {}, el("summary", {}, WORDS.examples), el("ul", {}, [row.example_1, row.example_2].filter(Boolean).map((text) => el("li", { dir: "auto" }, text))));
  const term = (row) => el("li", {}, el("code", { dir: "auto" }, row.pattern), ` ${WORDS.suggestedTerm(row.count, row.messages, row.count_elsewhere)} `,
    el("span", { class: "buttons" },
      button(WORDS.addPattern, () => edit(WORDS.did.add(row.pattern), { do: "add", theme, list: "include", pattern: row.pattern }), { class: "use-suggestion" }),
      button(WORDS.asTheme, () => addTheme(row.term, row.pattern), { class: "as-theme" })), examples(row));
  const suspicious = patterns.filter((row) => row.suspicious === "yes");
  fill($("suggestions"), 
    el("h4", {}, WORDS.suggestions), ...warningList(warnings),
    terms.length === 0 ? el("p", {}, WORDS.nothingLacks) : el("ul", { class: "offer-list" }, terms.map(term)),
    ...(suspicious.length === 0 ? [] : [el("h4", {}, WORDS.suspicious), el("ul", { class: "offer-list" }, suspicious.map((row) => el("li", {}, button(row.pattern, () => lookAt(theme, "include", row.pattern, row.pattern), { class: "link" }), ` ${WORDS.unlike(row.messages_alone)}`, examples(row))))]),
  );
});

/** Reads a codebook of any format. */
const importCodebook = (add) => choose((file) => working(async () => {
  take(await call("import", { name: file.name, bytes: await base64(file), add }));
  const { warnings } = app.themes;
  await keepChange();
  Object.assign(looked, { theme: null });
  RENDER.themes();
  fill($("import-told"), ...warningList(warnings ?? []));
}), ".toml,.yml,.yaml,.dic,.dicx,.cat,.ykd,.lc3,.lcd,.qdc,.csv,.tsv");

const exportCodebook = (format) => working(async () => {
  const { name, text, warnings } = await call("export", { format });
  fill($("import-told"), ...warningList(warnings));
  download(name, text);
});
