// Results: the report itself, made anew when themes change. Until it is there the earlier one stands, greyed.

/** What is known of the results: what was made of which texts, and whether work is on its way. */
const made = { outcome: null, of: null, running: null, timer: null };

/** Milliseconds without a change before results are made anew. */
const REST = 1200;

/** What results are made of, to tell whether they are still true. Notes are no part of it. */
const basis = () => JSON.stringify([app.shown?.rows?.length, Object.entries(engine.kept).filter(([name]) => !name.startsWith("notes/"))]);

function resetResults() {
  clearTimeout(made.timer);
  Object.assign(made, { outcome: null, of: null, running: null });
  $("results-body").hidden = true;
  $("report").removeAttribute("src");
}

/** After a change: results are made anew where they are looked at, or were made before. */
function outdated() {
  showState();
  if (made.of !== basis() && (made.outcome !== null || app.view === "results")) {
    clearTimeout(made.timer);
    made.timer = setTimeout(make, REST);
  }
}

RENDER.results = () => {
  fill($("results-hint"), hint("results"));
  showState();
  if (made.outcome === null && made.running === null && app.shown?.failed === null) make();
};

function showState() {
  const isTrue = made.of !== null && made.of === basis();
  $("results-body").toggleAttribute("data-old", made.outcome !== null && !isTrue);
  $("results-state").textContent = app.shown?.failed !== null ? WORDS.firstDocuments : made.running !== null ? "" : isTrue ? "" : made.outcome === null ? "" : WORDS.old;
  $("making").hidden = made.running === null;
  $("make").hidden = made.running !== null || isTrue || app.shown?.failed !== null;
}

/** Makes results. What is made of earlier texts is given up. */
async function make() {
  clearTimeout(made.timer);
  if (app.shown?.failed !== null) return;
  if (made.running !== null) stopMaking();
  const of = basis();
  if (of === made.of) return;
  const turn = {};
  made.running = turn;
  engine.onMaking = (stage, share) => {
    $("making-stage").textContent = stage;
    $("making-bar").value = share;
  };
  showState();
  try {
    const outcome = await analyse();
    const report = await fileOf(`${outcome.folder}/report.html`);
    if (made.running !== turn) return;
    Object.assign(made, { outcome, of, running: null });
    showResults(report);
    if (app.themes?.differs) await showChanges(turn);
    else fill($("changes"));
  } catch (error) {
    if (made.running === turn) made.running = null;
    failed(error);
  } finally {
    showState();
  }
}

/** Gives up what is being made. */
function stopMaking() {
  made.running = null;
  maker.stop();
  showState();
}

function showResults(report) {
  const { outcome } = made;
  $("counted").textContent = WORDS.counted(number(outcome.documents), number(outcome.messages), outcome.themes);
  fill($("warnings"), ...warningList(outcome.warnings));
  const was = $("report").src;
  $("report").src = URL.createObjectURL(new Blob([report], { type: "text/html;charset=utf-8" }));
  if (was.startsWith("blob:")) URL.revokeObjectURL(was);
  showFiles(outcome);
  $("results-body").hidden = false;
}

/** What changed since the saved state, as `codebook diff` tells it. */
async function showChanges() {
  const { themes, findings, messages } = await changes(app.saved ?? "");
  const rate = (value) => (value === null ? "" : Number(value).toPrecision(3));
  const told = [
    table(WORDS.changedThemes, [
      [WORDS.theme, (row) => labelOf(row.theme)], [WORDS.period, (row) => row.period, "short"],
      [WORDS.rateBefore, (row) => rate(row.rate_old), "number short"], [WORDS.rateNow, (row) => rate(row.rate_new), "number short"],
      [WORDS.gained, (row) => row.messages_gained, "number short"], [WORDS.lost, (row) => row.messages_lost, "number short"],
    ], themes),
    findings.length === 0 ? el("p", {}, WORDS.sameFindings) : table(WORDS.changedFindings, [
      [WORDS.theme, (row) => labelOf(row.theme)], [WORDS.period, (row) => `${row.from_period} \u2013 ${row.to_period}`, "short"],
      [WORDS.evidenceBefore, (row) => row.evidence_old], [WORDS.evidenceNow, (row) => row.evidence_new],
    ], findings),
    el("details", {}, el("summary", {}, WORDS.changedMessages(messages.length)), el("ul", {}, messages.slice(0, 200).map((row) =>
      el("li", { dir: "auto" }, `${labelOf(row.theme)}: ${row.change}, ${row.message}: ${row.matches}`)))),
  ];
  fill($("changes"), el("details", { open: true }, el("summary", {}, WORDS.sinceSaved), told));
}

/** The files of the results: those that most people want first, the others by their folders. */
function showFiles({ folder, files }) {
  const save = (name) => working(async () => download(name.split("/").pop(), await fileOf(`${folder}/${name}`)));
  const link = (name) => button(name, () => save(name), { class: "link" });
  const main = Object.keys(WORDS.mainFiles).filter((name) => files.includes(name));
  const others = Map.groupBy(files.filter((name) => !main.includes(name)), (name) => name.split("/").slice(0, -1).join("/"));
  const ofFolder = ([name, some]) => el("details", {},
    el("summary", {}, WORDS.otherFiles(WORDS.folders[name] ?? name, some.length)),
    el("ul", { class: "files" }, some.map((file) => el("li", {}, link(file)))));
  fill($("files"), 
    el("p", {}, button(WORDS.saveAll, () => working(async () => download(`themeshift-${folder}.zip`, await archive(folder))), { id: "save-all" })),
    el("ul", {}, main.map((name) => el("li", {}, link(name), `: ${WORDS.mainFiles[name]}`))),
    ...[...others].map(ofFolder),
  );
}
