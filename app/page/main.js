// The page: documents in, results out.

const $ = (id) => document.getElementById(id);

/** An element. `children` are nodes and texts; a property that is a function listens, others are attributes. */
function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Says what went wrong, in the place of what is awaited. */
function failed(error) {
  if (error.cancelled) return;
  const told = [error.place, error.message ?? String(error), error.hint].filter(Boolean).join(": ");
  $("error").replaceChildren(el("strong", {}, WORDS.failed), ` ${told}`);
  $("error").hidden = false;
}

/** Does work of the engine: shows its progress, and what went wrong. */
async function working(act) {
  $("error").hidden = true;
  $("progress").hidden = false;
  document.body.toggleAttribute("data-busy", true);
  engine.onStage = (stage, share) => {
    $("stage").textContent = stage;
    $("bar").value = share;
  };
  try {
    await act();
  } catch (error) {
    failed(error);
  } finally {
    $("progress").hidden = true;
    document.body.toggleAttribute("data-busy", false);
  }
}

/** Takes files with their names, and says what is understood of all. */
function take(files) {
  const size = [...engine.files.values(), ...files.map(([, file]) => file)].reduce((sum, file) => sum + file.size, 0);
  if (size > MOST_BYTES) return failed({ message: WORDS.tooLarge(files.map(([name]) => name)[0]) });
  files.forEach(([name, file]) => engine.files.set(name, file));
  return look();
}

const look = () => working(async () => {
  // A project is made anew of all files.
  stop();
  $("results").hidden = true;
  if (engine.files.size === 0) return showDocuments(null);
  await handOver();
  const proposal = await call("propose", [new Date().getFullYear()]);
  engine.project = true;
  return showDocuments(proposal);
});

const example = () => working(async () => {
  stop();
  engine.files.clear();
  $("documents").hidden = true;
  await call("putExample");
  await analysed();
});

const analyse = () => working(async () => {
  if (!engine.project) {
    await handOver();
    await call("propose", [new Date().getFullYear()]);
    engine.project = true;
  }
  await analysed();
});

async function analysed() {
  $("results").hidden = true;
  const outcome = await call("analyse");
  const report = await call("file", [`${outcome.folder}/report.html`]);
  $("counted").textContent = WORDS.counted(outcome.documents, outcome.messages, outcome.themes);
  $("outcome-title").textContent = outcome.title;
  const warnings = outcome.warnings.map((warning) => el("li", {}, warning));
  $("warnings").replaceChildren(...(warnings.length === 0 ? [] : [el("details", {}, el("summary", {}, WORDS.warnings(warnings.length)), el("ul", {}, warnings))]));
  $("report").src = URL.createObjectURL(new Blob([report], { type: "text/html;charset=utf-8" }));
  showFiles(outcome);
  $("results").hidden = false;
  $("results-title").focus();
}

/** The files of the results: those that most people want first, the others by their folders. */
function showFiles({ folder, files }) {
  const button = (name) => el("button", { type: "button", class: "link", click: () => save(folder, name) }, name);
  const main = Object.keys(WORDS.mainFiles).filter((name) => files.includes(name));
  const others = Map.groupBy(files.filter((name) => !main.includes(name)), (name) => name.split("/").slice(0, -1).join("/"));
  const ofFolder = ([name, some]) => el("details", {},
    el("summary", {}, WORDS.otherFiles(WORDS.folders[name] ?? name, some.length)),
    el("ul", { class: "files" }, some.map((file) => el("li", {}, button(file)))));
  $("files").replaceChildren(
    el("p", {}, el("button", { type: "button", id: "save-all", click: () => saveAll(folder) }, WORDS.saveAll)),
    el("ul", {}, main.map((name) => el("li", {}, button(name), `: ${WORDS.mainFiles[name]}`))),
    ...[...others].map(ofFolder),
  );
}

/** Lets the browser save some bytes. */
function download(name, bytes) {
  const link = el("a", { href: URL.createObjectURL(new Blob([bytes])), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const save = (folder, name) => working(async () => download(name.split("/").pop(), await call("file", [`${folder}/${name}`])));
const saveAll = (folder) => working(async () => download(`themeshift-${folder}.zip`, await call("archive", [folder])));

/** The table of documents. */
function showDocuments(proposal) {
  $("documents").hidden = proposal === null;
  if (proposal === null) return;
  const { file, title, when, from, language, words, note } = WORDS.columns;
  const columns = [
    [file, (found) => found.file], [title, (found) => found.title], [when, (found) => found.date || found.year, "short"],
    [from, (found) => found.year_from, "short"], [language, (found) => found.language, "short"], [words, (found) => found.words, "number short"],
    [note, (found) => found.note],
  ];
  const cell = (found) => ([head, value, form]) => el("td", { "data-head": head, dir: "auto", class: form }, String(value(found) ?? ""));
  const row = (found) => el("tr", { class: found.include === "yes" ? null : "out" }, columns.map(cell(found)));
  $("documents-region").setAttribute("aria-label", WORDS.table);
  $("documents-table").replaceChildren(
    el("caption", {}, WORDS.table),
    el("thead", {}, el("tr", {}, columns.map(([head, , form]) => el("th", { scope: "col", class: form }, head)))),
    el("tbody", {}, proposal.rows.map(row)),
  );
  $("included").textContent = WORDS.inAnalysis(proposal.included, proposal.rows.length);
  $("analyse").disabled = proposal.included === 0;
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

const chosen = (input) => {
  const files = [...input.files].map((file) => [file.webkitRelativePath || file.name, file]);
  input.value = "";
  if (files.length > 0) take(files);
};

function listen() {
  document.querySelectorAll("[data-word]").forEach((element) => (element.textContent = WORDS[element.dataset.word]));
  document.title = WORDS.title;
  $("choose-files").addEventListener("click", () => $("input-files").click());
  $("choose-folder").addEventListener("click", () => $("input-folder").click());
  $("input-files").addEventListener("change", ({ target }) => chosen(target));
  $("input-folder").addEventListener("change", ({ target }) => chosen(target));
  $("open-example").addEventListener("click", example);
  $("analyse").addEventListener("click", analyse);
  $("cancel").addEventListener("click", stop);
  $("clear").addEventListener("click", () => {
    engine.files.clear();
    look();
  });
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      $("drop").toggleAttribute("data-over", true);
    });
  }
  addEventListener("dragleave", ({ relatedTarget }) => relatedTarget === null && $("drop").toggleAttribute("data-over", false));
  addEventListener("drop", (event) => {
    event.preventDefault();
    $("drop").toggleAttribute("data-over", false);
    dropped(event.dataTransfer.items).then((files) => files.length > 0 && take(files), failed);
  });
}

listen();
if (typeof ReadableStream === "undefined" || typeof WebAssembly === "undefined") failed({ message: WORDS.needs });
document.documentElement.setAttribute("data-ready", "");
