// What the page knows, and how its parts hear of changes.

const VIEWS = ["documents", "themes", "results", "reading", "coding", "quotes"];

const app = {
  view: "documents",
  /** The documents, as the engine told them. */
  shown: null,
  /** The themes, likewise. */
  themes: null,
  memos: [],
  /** Files that were given and are not in the project, with the reason. */
  refused: [],
  /** Whether work is done that the user waits for. */
  busy: 0,
};

/** Says what went wrong. */
function failed(error) {
  if (error?.cancelled) return;
  const told = [error.place, error.message ?? String(error), error.hint].filter(Boolean).join(": ");
  fill($("error"), el("strong", {}, WORDS.failed), ` ${told} `, button(WORDS.close, () => ($("error").hidden = true), { class: "link" }));
  $("error").hidden = false;
}

/** Does work of the engine that may take long: shows its progress, and what went wrong. Says whether it was done. */
async function working(act) {
  $("error").hidden = true;
  app.busy += 1;
  document.body.toggleAttribute("data-busy", true);
  // What is done at once needs no bar.
  const timer = setTimeout(() => ($("progress").hidden = false), 150);
  engine.onStage = (stage, share) => {
    $("stage").textContent = stage;
    $("bar").value = share;
  };
  try {
    await act();
    return true;
  } catch (error) {
    failed(error);
    return false;
  } finally {
    clearTimeout(timer);
    app.busy -= 1;
    if (app.busy === 0) {
      $("progress").hidden = true;
      document.body.toggleAttribute("data-busy", false);
    }
  }
}

/** Shows a view. */
function go(view) {
  app.view = view;
  for (const name of VIEWS) {
    $(name).hidden = name !== view;
    $(`to-${name}`).setAttribute("aria-current", name === view ? "page" : "false");
  }
  RENDER[view]();
}

/** Goes to a view, and to its heading. */
function visit(view) {
  go(view);
  $(`${view}-title`).focus();
}

/** What each view does when it is shown or what it shows has changed. */
const RENDER = {};

/** What can be taken back and made again. */
function showHistory(told) {
  for (const [id, what, name] of [["undo", told.undo, WORDS.undo], ["redo", told.redo, WORDS.redo]]) {
    if (what === undefined) continue;
    $(id).disabled = what === null;
    $(id).title = what === null ? name : `${name}: ${what}`;
  }
}

/** Takes what the engine told: documents or themes, and what can be taken back. */
function take(told) {
  showHistory(told);
  if (told.rows !== undefined) app.shown = told;
  if (told.themes !== undefined) app.themes = told;
  $("project-title").textContent = app.shown?.title ?? "";
  if (told.rows !== undefined || told.themes !== undefined) RENDER[app.view]();
}

/** After a change: it is kept before anything else is asked, so that nothing that takes long can lose it. */
async function keepChange() {
  await remember();
  await keep(app.shown?.title ?? "");
  outdated();
}

/** What else may have changed with documents or themes. */
async function refresh() {
  app.memos = (await call("memos")).memos;
  if (app.shown?.failed !== null) app.themes = null;
  else take(await call("themes"));
  // By now it is known how many messages there are.
  take(await call("documents"));
}

/** Changes documents or settings, and shows what came of it. */
const change = (name, values) => working(async () => {
  take(await call(name, values));
  await keepChange();
  await refresh();
});

/** Changes the codebook. */
const edit = (what, ...edits) => working(async () => {
  take(await call("edit", { what, edits }));
  await keepChange();
});

/** Writes a note: a memo, a quote, a code. Gives what the engine told. */
async function note(name, values) {
  const told = await call(name, values);
  showHistory(told);
  if (told.memos !== undefined) app.memos = told.memos;
  await keepChange();
  return told;
}

const undo = () => change("undo", {});
const redo = () => change("redo", {});

/** A first-run hint of a view, until it is closed. */
function hint(view) {
  const key = `themeshift-hint-${view}`;
  const was = (() => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  })();
  if (was !== null) return null;
  const shown = el("p", { class: "hint" }, WORDS.hints[view], " ", button(WORDS.understood, () => {
    try {
      localStorage.setItem(key, "1");
    } catch {
      // Then it comes again.
    }
    shown.remove();
  }, { class: "link" }));
  return shown;
}

const themeOf = (id) => app.themes?.themes.find((theme) => theme.id === id);
const labelOf = (id) => themeOf(id)?.label ?? id;

/** A theme's number, by its place in the codebook. */
const numberOf = (id) => (app.themes?.themes.findIndex((theme) => theme.id === id) ?? -1) + 1;

/** A theme's colour: one of eight, by its place in the codebook. */
const colourOf = (id) => `tone-${Math.max(0, app.themes?.themes.findIndex((theme) => theme.id === id) ?? 0) % 8}`;
