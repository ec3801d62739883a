// Coding: messages that were drawn at random are coded by hand, one at a time, and compared with the codebook.

const coding = { coders: [], messages: [], coder: null, place: 0 };

RENDER.coding = async () => {
  fill($("coding-hint"), hint("coding"));
  if (app.themes === null) return fill($("coding-body"), el("p", {}, WORDS.firstDocuments));
  try {
    Object.assign(coding, await call("coding"));
  } catch (error) {
    failed(error);
  }
  if (!coding.coders.includes(coding.coder)) coding.coder = coding.coders[0] ?? null;
  coding.place = Math.min(coding.place, Math.max(0, coding.messages.length - 1));
  return showCoding();
};

function showCoding() {
  fill($("coding-body"), ...(coding.messages.length === 0 ? [drawForm()] : [progressOf(), codeForm(), afterwards()]));
}

function drawForm() {
  const n = el("input", { id: "draw-number", type: "number", min: "1", value: "30" });
  const names = el("input", { id: "draw-coders", value: WORDS.coderNames });
  const draw = () => working(async () => {
    const coders = names.value.split(",").map((name) => name.trim()).filter(Boolean);
    Object.assign(coding, await note("draw", { n: Number(n.value), coders }), { place: 0 });
    coding.coder = coding.coders[0] ?? null;
    showCoding();
  });
  return el("div", {}, el("p", {}, WORDS.aboutDrawing), field(WORDS.howMany, n), field(WORDS.coders, names), el("p", {}, button(WORDS.draw, draw, { id: "draw", class: "main" })));
}

const isCoded = (message) => message.codes[coding.coders.indexOf(coding.coder)] !== null;

function progressOf() {
  const done = coding.messages.filter(isCoded).length;
  const who = el("select", { id: "coder", change: ({ target }) => {
    coding.coder = target.value;
    coding.place = 0;
    showCoding();
  } }, coding.coders.map((name) => option(name, name, coding.coder)));
  return el("div", { class: "row" }, field(WORDS.coder, who), el("p", { role: "status", id: "coded" }, WORDS.codedOf(done, coding.messages.length), done === coding.messages.length ? ` ${WORDS.allCoded}` : null));
}

function codeForm() {
  const message = coding.messages[coding.place];
  const now = message.codes[coding.coders.indexOf(coding.coder)];
  const box = ({ id, label, definition }, place) => {
    const input = el("input", { type: "checkbox", value: id });
    input.checked = now?.includes(id) ?? false;
    return el("li", {}, el("label", { title: definition }, input, ` ${place < 9 ? `${place + 1} ` : ""}${label}`));
  };
  const boxes = el("ul", { class: "codes" }, app.themes.themes.map(box));
  const code = (themes) => working(async () => {
    Object.assign(coding, await note("code", { row: coding.place, coder: coding.coder, themes }));
    const next = coding.messages.findIndex((one, place) => place > coding.place && !isCoded(one));
    coding.place = next < 0 ? Math.min(coding.place + 1, coding.messages.length - 1) : next;
    showCoding();
    $("message").focus();
  });
  const chosenThemes = () => [...boxes.querySelectorAll("input:checked")].map(({ value }) => value);
  const step = (by) => {
    coding.place += by;
    showCoding();
  };
  const keys = (event) => {
    const input = /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey ? boxes.querySelectorAll("input")[Number(event.key) - 1] : undefined;
    if (input !== undefined) input.checked = !input.checked;
    else if (event.key === "Enter" && event.target.id === "message") code(chosenThemes());
  };
  return el("div", { class: "coding", keydown: keys },
    el("article", { id: "message", tabindex: "-1" }, el("p", { class: "source", dir: "auto" }, `${coding.place + 1} / ${coding.messages.length} \u00b7 `, [message.period, message.section, message.message].filter(Boolean).join(" \u00b7 ")),
      el("blockquote", { dir: "auto" }, message.text)),
    el("fieldset", {}, el("legend", {}, WORDS.whichThemes), boxes),
    el("p", { class: "buttons" },
      button(WORDS.code, () => code(chosenThemes()), { id: "code", class: "main" }),
      button(WORDS.codeNone, () => code([]), { id: "code-none" }),
      button(WORDS.before, () => step(-1), { disabled: coding.place === 0 }),
      button(WORDS.after, () => step(1), { disabled: coding.place === coding.messages.length - 1 })));
}

function afterwards() {
  const merge = () => choose((file) => working(async () => {
    Object.assign(coding, await note("codes", { name: file.name, bytes: await base64(file) }));
    showCoding();
  }), ".csv,.xlsx");
  return el("div", {}, el("p", { class: "buttons" },
    button(WORDS.agreement, showAgreement, { id: "agreement" }),
    button(WORDS.mergeCodes, merge),
    button(WORDS.saveCodes, () => working(async () => {
      const { files } = await call("kept");
      download("codes.csv", files["notes/codes.csv"] ?? "");
    }))), el("div", { id: "agreed" }));
}

const showAgreement = () => working(async () => {
  const { themes, agreement, disagreements } = await call("agreement");
  const share = (value) => (value === null ? "" : Number(value).toFixed(2));
  const within = (value, low, high) => (value === null ? "" : low === null ? share(value) : `${share(value)} (${share(low)} \u2013 ${share(high)})`);
  const few = themes.filter((row) => row.support > 0 || row.found > 0 || row.average !== null);
  const same = agreement.filter((row) => row.theme !== null && row.observed === 1);
  const byAll = [...new Set(same.map(({ label }) => label))].filter((label) => agreement.filter((row) => row.label === label).every((row) => row.observed === 1));
  fill($("agreed"), 
    table(WORDS.codebookAndCoders, [
      ...(coding.coders.length > 1 ? [[WORDS.coder, (row) => row.coder]] : []), [WORDS.theme, (row) => row.label || row.average],
      [WORDS.seen, (row) => row.support, "number short"], [WORDS.foundToo, (row) => (row.support === null ? "" : WORDS.outOf(row.true_positives, row.support)), "number short"],
      [WORDS.foundOnly, (row) => row.false_positives, "number short"], ["F1", (row) => within(row.f1, row.f1_low, row.f1_high), "number short"],
      [WORDS.precision, (row) => within(row.precision, row.precision_low, row.precision_high), "number short"], [WORDS.recall, (row) => within(row.recall, row.recall_low, row.recall_high), "number short"],
      [WORDS.columns.note, (row) => row.note],
    ], few),
    el("p", { class: "note" }, WORDS.fewCoded(Math.max(0, ...themes.map(({ messages }) => messages)))),
    table(WORDS.agreementTable, [
      [WORDS.between, (row) => row.between], [WORDS.theme, (row) => row.label], [WORDS.codedMessages, (row) => row.messages, "number short"], [WORDS.observed, (row) => share(row.observed), "number short"],
      ["\u03ba", (row) => share(row.kappa), "number short"], ["\u03b1", (row) => share(row.alpha), "number short"],
    ], agreement.filter((row) => row.theme === null || !byAll.includes(row.label))),
    byAll.length === 0 ? null : el("p", { dir: "auto" }, WORDS.allAgree(byAll.join(", "))),
    el("details", {}, el("summary", {}, WORDS.disagreements(disagreements.length)), el("ul", {}, disagreements.map((row) =>
      el("li", { dir: "auto" }, `${row.coder}, ${labelOf(row.theme)}: ${WORDS.kindsOfError[row.kind] ?? row.kind} \u2014 ${row.text} (${row.message})`)))));
});
