// Documents: what was understood of each, to be corrected.

/** Opens what is there: a project, or documents that become one. */
async function openProject() {
  const { documents } = await openedAs(await call("open", { year: new Date().getFullYear() }));
  return documents;
}

async function openedAs(told) {
  engine.opened = true;
  app.themes = null;
  take(told);
  setChrome(true);
  if (told.failed === null) take(await call("themes"));
  await refresh({ themes: true });
  return { documents: told };
}

function setChrome(isOpen) {
  $("start").hidden = isOpen;
  $("tabs").hidden = !isOpen;
  $("lead").hidden = isOpen;
  $("project-bar").hidden = !isOpen;
  $("work").hidden = !isOpen;
}

/** Takes files: a project in one file, a folder with a project, or documents, which are added to those that are there. */
const takeFiles = (files) => working(async () => {
  const packed = files.find(([name]) => name.endsWith(".themeshift"));
  if (packed !== undefined && !engine.served) {
    await unpack(packed[1]);
    await openProject();
    return visit("documents");
  }
  const project = files.map(([name]) => name).filter((name) => /(^|\/)themeshift\.toml$/.test(name)).sort((a, b) => a.length - b.length)[0];
  if (project !== undefined && !engine.served) {
    const folder = project.slice(0, -"themeshift.toml".length);
    empty();
    await putFiles(files.filter(([name]) => name.startsWith(folder)).map(([name, file]) => [name.slice(folder.length), file]));
    await openProject();
    return visit("documents");
  }
  const more = engine.opened;
  if (!more && !engine.served) empty();
  app.tooLarge = await putFiles(files);
  if (more) {
    take(await call("more", { year: new Date().getFullYear(), files: files.map(([name]) => name) }));
    await refresh();
  } else await openProject();
  return visit("documents");
});

const example = () => working(async () => {
  await putExample();
  await openProject();
  visit("themes");
});

const resume = () => working(async () => {
  if (!(await takeKept())) throw { message: WORDS.nothingKept };
  await openProject();
  visit("themes");
});

/** Closes the project; what the browser keeps stays, unless it is to be forgotten. */
async function close(forgetting) {
  empty();
  if (forgetting) await forget();
  Object.assign(app, { shown: null, themes: null, saved: null, memos: [], view: "documents" });
  resetResults();
  setChrome(false);
  await offerKept();
}

/** Offers what the browser keeps. */
async function offerKept() {
  const state = await keptState();
  $("kept").hidden = state === undefined;
  if (state !== undefined) $("kept-text").textContent = WORDS.keptFrom(state.title, new Date(state.when).toLocaleString("en-GB"));
}

const UNITS = ["year", "half-year", "quarter", "month", "week", "decade"];

RENDER.documents = () => {
  const { shown } = app;
  if (shown === null) return;
  const { columns, rows, failed: wrong } = shown;
  fill($("documents-hint"), hint("documents"));
  $("documents-failed").hidden = wrong === null;
  $("documents-failed").textContent = wrong === null ? "" : [WORDS.notYet, wrong.place, wrong.message, wrong.hint].filter(Boolean).join(": ");
  $("included").textContent = WORDS.inAnalysis(shown.analysed, rows.length, shown.messages);
  const found = shown.suggestion;
  fill($("suggestion"), ...(found === null || found.unit === shown.period ? [] : [
    WORDS.suggested(found.unit, found.periods), " ", button(WORDS.takeIt, () => setKeys({ period: found.unit }), { class: "link" }),
  ]));
  showSettings(shown);
  showRows(columns, rows);
  const leftOut = [...shown.left_out, ...app.tooLarge.map((file) => ({ file, note: WORDS.tooLarge(file) }))];
  fill($("left-out"), ...(leftOut.length === 0 ? [] : [
    el("details", {}, el("summary", {}, WORDS.leftOutFiles(leftOut.length)),
      el("ul", {}, leftOut.map(({ file, note }) => el("li", { dir: "auto" }, `${file}: ${note}`)))),
  ]));
  fill($("document-warnings"), ...warningList(shown.warnings));
};

function warningList(warnings) {
  if (warnings.length === 0) return [];
  return [el("details", {}, el("summary", {}, WORDS.warnings(warnings.length)), el("ul", {}, warnings.map((text) => el("li", { dir: "auto" }, text))))];
}

const setKeys = (settings) => change("settings", { settings });

function showSettings(shown) {
  const unit = el("select", { id: "period-unit", change: ({ target }) => setKeys({ period: target.value }) },
    [...new Set([shown.period, ...UNITS])].map((name) => option(name, name || WORDS.ownPeriods, shown.period)));
  const own = (shown.columns ?? []).filter(({ name, fixed }) => !fixed && !["year", "date", "include", "title"].includes(name)).map(({ name }) => name);
  const variables = [...new Set([...own, "language", "section", "folder", ...shown.groups])];
  const by = el("select", { id: "group-by", change: ({ target }) => setKeys({ groups: target.value === "" ? [] : [target.value] }) },
    option("", WORDS.noGroups, shown.groups[0] ?? ""), variables.map((name) => option(name, name, shown.groups[0])));
  fill($("settings"), field(WORDS.periods, unit), field(WORDS.groups, by),
    field(WORDS.projectTitle, el("input", { id: "title-field", value: shown.title, change: ({ target }) => setKeys({ title: target.value }) })));
}

/** Rows that are shown at once. */
const MOST_ROWS = 200;
let allRows = false;

function showRows(columns, rows) {
  // Who goes on with the keyboard stays where he was.
  const focused = document.activeElement?.closest?.("#documents-table") ? document.activeElement.getAttribute("aria-label") : null;
  const some = allRows ? rows : rows.slice(0, MOST_ROWS);
  fill($("more-rows"), ...(some.length === rows.length ? [] : [
    button(WORDS.allRows(rows.length), () => {
      allRows = true;
      RENDER.documents();
    }, { class: "link" }),
  ]));
  const all = (columns ?? ["document", "file", "year", "title"].map((name) => ({ name, fixed: true }))).map((column, at) => ({ ...column, at }));
  // What most people look at first comes first, then what was found, then all other columns.
  const first = ["include", "file", "year", "date", "title"].flatMap((name) => all.filter((column) => column.name === name));
  const others = all.filter((column) => !first.includes(column));
  const cell = (row, place) => ({ name, fixed: stays, at }) => {
    const text = row.cells[at] ?? "";
    if (stays || columns === null) return el("td", { "data-head": name, dir: "auto" }, text);
    const correct = (value) => value !== text && change("correct", { row: place, column: name, value });
    const label = `${name}: ${row.cells[1] ?? row.cells[0]}`;
    if (name === "include") {
      const box = el("input", { type: "checkbox", "aria-label": label, change: ({ target }) => correct(target.checked ? "yes" : "no") });
      box.checked = row.included;
      return el("td", { "data-head": name, class: "short" }, box);
    }
    const input = el("input", { value: text, dir: "auto", "aria-label": label, class: `cell ${["year", "date", "language"].includes(name) ? "narrow" : ""}`, change: ({ target }) => correct(target.value) });
    return el("td", { "data-head": name }, input);
  };
  const { from, language, words, messages, unit, note } = WORDS.columns;
  const told = (row) => [
    [from, row.from], [language, row.held?.language ?? row.detected], [words, row.held?.words ?? row.words, "number short"], [messages, row.held?.messages, "number short"],
    [unit, row.held?.unit], [note, row.note, ""],
  ].map(([head, value, form]) => el("td", { "data-head": head, dir: "auto", class: form ?? "short", title: head === unit ? row.held?.reason : null }, typeof value === "number" ? number(value) : String(value ?? "")));
  const heads = [...first.map(({ name }) => name), from, language, words, messages, unit, note, ...others.map(({ name }) => name)];
  $("documents-region").setAttribute("aria-label", WORDS.table);
  fill($("documents-table"),
    el("caption", {}, WORDS.table),
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, some.map((row, place) => el("tr", { class: row.included ? null : "out" }, first.map(cell(row, place)), told(row), others.map(cell(row, place))))),
  );
  $("add-column").hidden = columns === null;
  if (focused !== null) [...$("documents-table").querySelectorAll("input")].find((input) => input.getAttribute("aria-label") === focused)?.focus();
}

/** Files of what was dropped, folders and all. */
async function dropped(items) {
  const files = [];
  const walk = async (entry, below) => {
    if (entry.isFile) files.push([below + entry.name, await new Promise((resolve, reject) => entry.file(resolve, reject))]);
    else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) break;
        for (const one of some) await walk(one, `${below}${entry.name}/`);
      }
    }
  };
  // Entries are gone after the first pause.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  for (const entry of entries) await walk(entry, "");
  return files;
}
