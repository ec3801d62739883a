// Documents: what was understood of each, to be corrected.

/** Opens what is there: a project, or documents that become one. */
async function openProject(view) {
  const told = await openFiles();
  engine.opened = true;
  reset();
  app.view = view;
  take(told);
  setChrome(true);
  go(view);
  await keepChange();
  await refresh();
  $(`${view}-title`).focus();
}

/** Forgets what was shown of another project. */
function reset() {
  Object.assign(app, { shown: null, themes: null, memos: [] });
  allRows = false;
  chosen = null;
  Object.assign(looked, { theme: null, list: "include", pattern: "", edited: null, only: "all", from: 0, found: null, wrong: null });
  Object.assign(read, { document: null, told: null, to: null });
  read.hidden.clear();
  Object.assign(coding, { coders: [], messages: [], coder: null, place: 0 });
  quotes = [];
  ["theme-panel", "coding-body", "quote-list", "reading-body", "import-told", "said"].forEach((id) => fill($(id)));
  resetResults();
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
  const packed = engine.served ? undefined : files.find(([name]) => name.endsWith(".themeshift"));
  if (packed !== undefined) {
    app.refused = begin(await unpacked(packed[1]));
    return openProject("documents");
  }
  const project = engine.served ? undefined : files.map(([name]) => name).filter((name) => /(^|\/)themeshift\.toml$/.test(name)).sort((a, b) => a.length - b.length)[0];
  if (project !== undefined) {
    const folder = project.slice(0, -"themeshift.toml".length);
    app.refused = begin(files.filter(([name]) => name.startsWith(folder)).map(([name, file]) => [name.slice(folder.length), file]));
    return openProject("documents");
  }
  if (!engine.opened) {
    app.refused = begin(files);
    return openProject("documents");
  }
  app.refused = await putFiles(files);
  const names = files.map(([name]) => name).filter((name) => !app.refused.some(({ file }) => file === name));
  take(await call("more", { year: new Date().getFullYear(), files: names }));
  await keepChange();
  await refresh();
  return visit("documents");
});

const example = () => working(async () => {
  app.refused = begin(await exampleFiles());
  await openProject("themes");
});

const resume = (id) => working(async () => {
  await takeKept(id);
  app.refused = [];
  await openProject("themes");
});

/** Closes the project; what the browser keeps stays. */
async function close() {
  empty();
  reset();
  setChrome(false);
  await offerKept();
}

/** Forgets a project, or all of them. */
async function forgetProject(id) {
  await (id === null ? forgetAll() : forget(id));
  return close();
}

/** Offers what the browser keeps. */
async function offerKept() {
  const projects = await keptProjects();
  $("kept").hidden = projects.length === 0;
  fill($("kept-list"), projects.map(({ id, title, when }) => el("li", {}, el("p", { dir: "auto" }, WORDS.keptFrom(title, new Date(when).toLocaleString("en-GB"))),
    el("p", { class: "buttons left" }, button(WORDS.resume, () => resume(id), { class: "main resume" }), button(WORDS.forget, () => forgetProject(id), { class: "forget" })))));
}

const UNITS = ["year", "half-year", "quarter", "month", "week", "decade"];

RENDER.documents = () => {
  const { shown } = app;
  if (shown === null) return;
  const { columns, rows, failed: wrong } = shown;
  fill($("documents-hint"), hint("documents"));
  $("documents-failed").hidden = wrong === null;
  $("documents-failed").textContent = wrong === null ? "" : `${[WORDS.notYet, wrong.message, wrong.hint].filter(Boolean).join(": ")}. ${WORDS.notYetHint}`;
  $("included").textContent = WORDS.inAnalysis(shown.analysed, rows.length, shown.messages);
  const found = shown.suggestion;
  fill($("suggestion"), ...(found === null || found.unit === shown.period ? [] : [
    WORDS.suggested(found.unit, found.periods), " ", button(WORDS.takeIt, () => setKeys({ period: found.unit }), { class: "link" }),
  ]));
  showSettings(shown);
  showRows(columns, rows);
  const leftOut = [...shown.left_out, ...app.refused];
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
  const parts = el("select", { id: "message-unit", change: ({ target }) => setKeys({ unit: target.value }) }, Object.entries({ [shown.unit]: shown.unit, ...WORDS.units }).map(([name, text]) => option(name, text, shown.unit)));
  const language = el("input", { id: "language-field", value: shown.language, class: "cell narrow", change: ({ target }) => setKeys({ language: target.value }) });
  const active = $("settings").contains(document.activeElement) ? document.activeElement.id : null;
  fill($("settings"), field(WORDS.periods, unit), field(WORDS.groups, by), field(WORDS.messageUnit, parts), field(WORDS.language, language),
    field(WORDS.projectTitle, el("input", { id: "title-field", value: shown.title, change: ({ target }) => setKeys({ title: target.value }) })));
  if (active !== null) $(active)?.focus();
}

/** Rows that are shown at once. */
const MOST_ROWS = 200;
let allRows = false;

function showRows(columns, rows) {
  // Who types goes on typing where he was.
  const active = document.activeElement?.closest?.("#documents-table") ? document.activeElement : null;
  const before = active === null ? null : { ...active.dataset, typed: active.value !== active.defaultValue ? active.value : null };
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
    if (stays || columns === null) return el("td", { "data-head": name, dir: "auto", class: name }, text);
    const label = `${name}: ${row.cells[1] ?? row.cells[0]}`;
    const known = { "aria-label": label, "data-row": place, "data-column": name };
    if (name === "include") {
      const box = el("input", { type: "checkbox", ...known, change: ({ target }) => correct(place, name, [target.checked ? "yes" : "no"]) });
      box.checked = row.included;
      return el("td", { "data-head": name, class: "short" }, box);
    }
    const input = el("input", {
      value: text, dir: "auto", ...known, class: `cell ${["year", "date", "language"].includes(name) ? "narrow" : ""}`, list: first.some((one) => one.name === name) ? null : `values-${name}`,
      change: ({ target }) => target.value !== text && correct(place, name, [target.value]),
      keydown: (event) => event.key === "Enter" && cellAt(place + 1, name)?.focus(),
      paste: (event) => pasted(event, place, name, rows.length),
    });
    return el("td", { "data-head": name }, input);
  };
  const { from, language, words, messages, unit, note } = WORDS.columns;
  const found = [
    [note, (row) => row.note, ""], [from, (row) => row.from], [language, (row) => row.held?.language ?? row.detected],
    [words, (row) => row.held?.words ?? row.words, "number short"], [messages, (row) => row.held?.messages, "number short"], [unit, (row) => row.held?.unit],
  ].filter(([, value]) => rows.some((row) => (value(row) ?? "") !== ""));
  const told = (row) => ([head, value, form]) => {
    const text = value(row) ?? "";
    return el("td", { "data-head": head, dir: "auto", class: form ?? "short", title: head === unit ? row.held?.reason : null }, typeof text === "number" ? number(text) : WORDS.inPage(text));
  };
  const isNote = ([head]) => head === note;
  const heads = [...first.slice(0, 2).map(({ name }) => name), ...found.filter(isNote).map(([head]) => head), ...first.slice(2).map(({ name }) => name), ...found.filter((one) => !isNote(one)).map(([head]) => head), ...others.map(({ name }) => name)];
  const line = (row, place) => el("tr", { class: row.included ? null : "out" }, first.slice(0, 2).map(cell(row, place)), found.filter(isNote).map(told(row)),
    first.slice(2).map(cell(row, place)), found.filter((one) => !isNote(one)).map(told(row)), others.map(cell(row, place)));
  const values = ({ name, at }) => el("datalist", { id: `values-${name}` }, [...new Set(rows.map((row) => row.cells[at] ?? ""))].filter(Boolean).slice(0, 50).map((value) => el("option", { value })));
  $("documents-region").setAttribute("aria-label", WORDS.table);
  fill($("documents-table"),
    el("caption", {}, WORDS.table),
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col", class: head === "file" ? "file" : null }, head)))),
    el("tbody", {}, some.map(line)),
  );
  fill($("column-values"), others.filter(({ fixed }) => !fixed).map(values));
  $("add-column").hidden = columns === null;
  if (before === null) return;
  const now = [...$("documents-table").querySelectorAll("input")].find(({ dataset }) => dataset.row === before.row && dataset.column === before.column);
  now?.focus();
  if (now !== undefined && before.typed !== null && now.type !== "checkbox") now.value = before.typed;
}

const correct = (row, column, values) => change("correct", { row, column, values });

const cellAt = (row, column) => [...$("documents-table").querySelectorAll("input")].find(({ dataset }) => dataset.row === String(row) && dataset.column === column);

/** A column that is pasted fills the cells from here on. */
function pasted(event, row, column, rows) {
  const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/);
  if (lines.length === 1) return;
  event.preventDefault();
  correct(row, column, lines.slice(0, rows - row));
}

/** Adds a column, and goes to its first cell. */
async function addColumn() {
  const name = $("column-name").value.trim().toLowerCase();
  if (!(await change("column", { name }))) return;
  $("column-name").value = "";
  const input = cellAt(0, name);
  input?.scrollIntoView({ block: "center", inline: "center" });
  input?.focus();
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
