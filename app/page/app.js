// What the page knows, and how its parts hear of changes.

const VIEWS = ["documents", "themes", "results", "reading", "coding", "quotes"];

const app = {
  view: "documents",
  /** The documents, as the engine told them. */
  shown: null,
  /** The themes, likewise. */
  themes: null,
  /** The text of the saved codebook. */
  saved: null,
  memos: [],
  /** Files for which there was no room. */
  tooLarge: [],
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

/** Takes what the engine told: documents or themes, and what can be taken back. */
function take(told) {
  if (told.rows !== undefined) app.shown = told;
  if (told.themes !== undefined) app.themes = told;
  for (const [id, what, name] of [["undo", told.undo, WORDS.undo], ["redo", told.redo, WORDS.redo]]) {
    if (what === undefined) continue;
    $(id).disabled = what === null;
    $(id).title = what === null ? name : `${name}: ${what}`;
  }
  $("project-title").textContent = app.shown?.title ?? "";
  RENDER[app.view]();
}

/** After a change: all that may have changed is asked for, remembered and kept. `themes` and `documents` tell what is known by now. */
async function refresh({ themes = false, documents = false } = {}) {
  if (!themes && app.shown?.failed === null) take(await call("themes"));
  if (!documents) take(await call("documents"));
  app.memos = (await call("memos")).memos;
  app.saved = await remember();
  await keep(app.shown?.title ?? "");
  outdated();
}

/** Changes the project, and shows what came of it. */
const change = (name, values, known = {}) => working(async () => {
  take(await call(name, values));
  await refresh(known);
});

/** Changes the codebook. */
const edit = (what, ...edits) => change("edit", { what, edits }, { themes: true });

const undo = () => change("undo", {}, { documents: true });
const redo = () => change("redo", {}, { documents: true });

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

/** A theme's colour: one of eight, by its place in the codebook. */
const colourOf = (id) => `tone-${Math.max(0, app.themes?.themes.findIndex((theme) => theme.id === id) ?? 0) % 8}`;
