// Results: the report itself, made anew when themes change. Until it is there the earlier one stands, greyed.

/** What is known of the results: what was made of which texts, and what is being made. */
const made = { outcome: null, of: null, running: null, timer: null };

/** Milliseconds without a change before results are made anew. */
const REST = 1200;

/** What results are made of, to tell whether they are still true. Notes are no part of it. */
const basis = () => JSON.stringify([engine.given, Object.entries(engine.kept).filter(([name]) => !name.startsWith("notes/"))]);

function resetResults() {
  clearTimeout(made.timer);
  Object.assign(made, { outcome: null, of: null, running: null });
  $("results-body").hidden = true;
  $("report").removeAttribute("src");
  fill($("changes"));
}

/** After a change: results are made anew where they are looked at, or were made before. */
function outdated() {
  showState();
  const now = basis();
  const isWanted = made.outcome !== null || made.running !== null || app.view === "results";
  if (!isWanted || now === made.of || now === made.running?.of) return;
  clearTimeout(made.timer);
  made.timer = setTimeout(make, REST);
}

RENDER.results = () => {
  fill($("results-hint"), hint("results"));
  showStarter();
  showState();
  if (made.outcome === null && made.running === null && app.shown?.failed === null) make();
};

function showState() {
  const now = basis();
  // What changed is told a little later than the results that are true by then.
  const isTrue = made.outcome !== null && (made.of === now || (made.running?.of === now && made.running.shown === true));
  $("results-body").toggleAttribute("data-old", made.outcome !== null && !isTrue);
  $("results-state").textContent = app.shown?.failed !== null ? WORDS.firstDocuments : made.running !== null ? "" : isTrue ? "" : made.outcome === null ? "" : WORDS.old;
  $("making").hidden = made.running === null;
  $("make").hidden = made.running !== null || isTrue || app.shown?.failed !== null;
}

/** Makes results. What is made of earlier texts is given up. */
async function make() {
  clearTimeout(made.timer);
  if (app.shown?.failed !== null) return;
  const of = basis();
  if (of === made.of || of === made.running?.of) return;
  if (made.running !== null) maker.stop();
  const turn = { of };
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
    made.outcome = outcome;
    turn.shown = true;
    showResults(report);
    showState();
    if (app.themes?.differs) await showChanges(turn);
    if (made.running === turn) Object.assign(made, { of, running: null });
  } catch (error) {
    if (made.running === turn) {
      made.running = null;
      withoutFiles();
    }
    failed(error);
  } finally {
    showState();
  }
}

/** Gives up what is being made. */
function stopMaking() {
  made.running = null;
  maker.stop();
  withoutFiles();
  showState();
}

/** Files of results are gone with the worker that made them; what is shown of them stays, as of before. */
function withoutFiles() {
  if (engine.served || made.outcome === null) return;
  made.of = null;
  fill($("files"), el("p", {}, WORDS.filesGone));
}

function showResults(report) {
  const { outcome } = made;
  $("counted").textContent = WORDS.counted(number(outcome.documents), number(outcome.messages), outcome.themes);
  fill($("warnings"), ...warningList(outcome.warnings));
  const was = $("report").src;
  $("report").src = URL.createObjectURL(new Blob([report], { type: "text/html;charset=utf-8" }));
  if (was.startsWith("blob:")) URL.revokeObjectURL(was);
  showFiles(outcome);
  fill($("changes"));
  $("results-body").hidden = false;
}

/** What changed since the saved state, as `codebook diff` tells it. */
async function showChanges(turn) {
  const { themes, findings, messages } = await changes();
  if (made.running !== turn) return;
  const distinct = new Set(messages.map(({ message }) => message)).size;
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
    el("details", {}, el("summary", {}, WORDS.changedMessages(distinct)), messages.length > 200 ? el("p", {}, WORDS.firstOf(200, number(messages.length))) : null,
      el("ul", {}, messages.slice(0, 200).map((row) => el("li", { dir: "auto" }, `${labelOf(row.theme)}: ${row.change}, ${row.message}: ${row.matches}`)))),
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
