// The page: what its buttons do.

const chosenFiles = (input) => {
  const files = [...input.files].map((file) => [file.webkitRelativePath || file.name, file]);
  input.value = "";
  if (files.length > 0) takeFiles(files);
};

/** Keys that work everywhere but where something is typed. */
function keys(event) {
  const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select") !== null;
  if (typing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey && !$("undo").disabled) {
    event.preventDefault();
    undo();
  } else if ((key === "y" || (key === "z" && event.shiftKey)) && !$("redo").disabled) {
    event.preventDefault();
    redo();
  }
}

const saveProject = (withTexts) => working(async () => {
  const name = (app.shown?.title ?? "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "") || "project";
  download(`${name}${withTexts ? "" : "-without-texts"}.themeshift`, await pack(withTexts));
});

/** Buttons that do the same whatever is shown. */
const BUTTONS = {
  "choose-files": () => $("input-files").click(),
  "choose-folder": () => $("input-folder").click(),
  "more-files": () => $("input-files").click(),
  "open-example": () => example(),
  undo: () => undo(),
  redo: () => redo(),
  "save-project": () => saveProject(true),
  "save-without-texts": () => saveProject(false),
  "close-project": () => close(),
  "forget-this": () => forgetProject(engine.id),
  "forget-all": () => forgetProject(null),
  cancel: () => stop(),
  "cancel-making": () => stopMaking(),
  make: () => make(),
  "to-results-button": () => visit("results"),
  "import-replace": () => importCodebook(false),
  "import-add": () => importCodebook(true),
  "quotes-docx": () => saveQuotes("docx"),
  "quotes-md": () => saveQuotes("md"),
  "quotes-csv": () => saveQuotes("csv"),
  "save-memos": () => saveMemos(),
  "column-add": () => addColumn(),
};

function listen() {
  document.querySelectorAll("[data-word]").forEach((element) => (element.textContent = WORDS[element.dataset.word]));
  document.title = WORDS.title;
  $("tabs").querySelector("ul").replaceChildren(...VIEWS.map((view) => el("li", {}, button(WORDS.views[view], () => go(view), { id: `to-${view}`, "aria-current": "false" }))));
  VIEWS.forEach((view) => ($(`${view}-title`).textContent = WORDS.views[view]));
  Object.entries(BUTTONS).forEach(([id, act]) => $(id).addEventListener("click", act));
  $("input-files").addEventListener("change", ({ target }) => chosenFiles(target));
  $("input-folder").addEventListener("change", ({ target }) => chosenFiles(target));
  $("document-choice").addEventListener("change", ({ target }) => openDocument(target.value));
  $("export-format").replaceChildren(option("", WORDS.exportAs, ""), ...Object.entries(WORDS.formatNames).map(([id, name]) => option(id, name, "")));
  $("export-format").addEventListener("change", ({ target }) => {
    if (target.value !== "") exportCodebook(target.value);
    target.value = "";
  });
  addEventListener("keydown", keys);
  const inside = (over) => document.querySelectorAll(".drop").forEach((drop) => drop.toggleAttribute("data-over", over));
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      inside(true);
    });
  }
  addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && inside(false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    inside(false);
    dropped(event.dataTransfer.items).then((files) => files.length > 0 && takeFiles(files), failed);
  });
}

async function start() {
  listen();
  engine.onOpened = (told) => {
    showHistory(told);
    app.shown = told;
  };
  if (typeof ReadableStream === "undefined" || typeof Map.groupBy === "undefined") return failed({ message: WORDS.needs });
  if (engine.served) {
    document.querySelectorAll("[data-alone]").forEach((element) => (element.hidden = true));
    return working(() => openProject("documents"));
  }
  return offerKept();
}

start().finally(() => document.documentElement.setAttribute("data-ready", ""));
