// The messages behind a number, in a dialog. What it shows is part of the address: `show=theme:2020:trust`.

/** What a name such as `theme:2020:trust` stands for: a heading, words, messages, and which marks to draw. */
function evidenceOf(show) {
  const [kind, ...rest] = partsOf(show);
  const messagesOf = (periods, ...themes) =>
    MESSAGES.filter((message) => periods.includes(message.period) && themes.every((theme) => message.themes.includes(theme)));
  if (kind === "theme") {
    const [period, theme] = [rest[0], rest.slice(1).join(":")];
    const row = frequency(theme, period);
    return row && {
      title: `${labelOf(theme)}, ${period}`,
      words: rateInWords(theme, period),
      parts: patternsOf(theme, period),
      messages: messagesOf([period], theme),
      all: row.messages,
      themes: [theme],
    };
  }
  if (kind === "change") {
    const [from, to, theme] = [rest[0], rest[1], rest.slice(2).join(":")];
    const row = changesByPair.get(keyOf(from, to))?.rows.find((each) => each.theme === theme);
    return row && {
      title: `${labelOf(theme)}, ${from} and ${to}`,
      words: findingOf(theme, from, to)?.sentence ?? changeInWords(row),
      messages: messagesOf([...within(from), ...within(to)], theme),
      all: messagesWith(theme, from) + messagesWith(theme, to),
      themes: [theme],
    };
  }
  if (kind === "group") {
    const [by, group, period, theme] = [...rest.slice(0, 3), rest.slice(3).join(":")];
    const row = groupFrequency(by, group, theme, period);
    const told = groupsAreTold(by);
    return row && {
      title: `${labelOf(theme)}, ${group}, ${period}`,
      words: [rateInWords(theme, period, row, `${group}, `), ...(told ? [] : ["The messages below are those of all groups: this page cannot tell them apart."])].join("\n"),
      messages: messagesOf([period], theme).filter((message) => !told || groupOf(message, by) === group),
      all: told ? row.messages : messagesWith(theme, period),
      themes: [theme],
    };
  }
  if (kind === "pair") {
    const period = rest[0];
    const [a, b] = pairNamed(rest.slice(1).join(":"));
    const row = pairOf(period, a, b);
    return themeById.has(a) && themeById.has(b) && {
      title: `${labelOf(a)} and ${labelOf(b)}, ${period}`,
      words: pairInWords(period, a, b),
      messages: messagesOf([period], a, b),
      all: row?.messages_both ?? 0,
      themes: [a, b],
    };
  }
  if (kind === "pattern") {
    const [period, theme] = rest;
    const pattern = rest.slice(2).join(":");
    const rows = rowsOf("theme_patterns").filter((row) => row.theme === theme && row.pattern === pattern && (period === "" || row.period === period));
    const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
    return rows.length > 0 && {
      title: `${pattern}: ${labelOf(theme)}, ${period === "" ? `all ${MANY}` : period}`,
      words: `${plural(sum("hits"), "mention")} in ${plural(sum("messages"), "message")}`,
      messages: MESSAGES.filter((message) => (period === "" || message.period === period) && hasPattern(message, theme, pattern)),
      all: sum("messages"),
      themes: [theme],
      pattern,
    };
  }
  if (kind === "term") {
    const [period, name] = [rest[0], rest.slice(1).join(":")];
    const entry = termPeriods.get(name) ?? expressionOf(name)?.entry;
    const row = entry && LABELS.includes(period) ? (entry.periods.get(period) ?? { period, ...NO_OCCURRENCE }) : undefined;
    const lines = entry === undefined ? [] : (termPeriods.has(name) ? concordance(entry) : patternLines(compiled(name)));
    const marks = new Map();
    for (const { message, start, end } of lines.filter((line) => line.message.period === period)) {
      marks.set(message, [...(marks.get(message) ?? []), { start, end, theme: "", pattern: entry.label }]);
    }
    return row && {
      title: `${entry.label}, ${period}`,
      words: termInWords(entry, row),
      messages: [...marks.keys()],
      all: row.messages,
      themes: [],
      marks,
    };
  }
  if (kind === "message") {
    const message = messageById.get(rest.join(":"));
    return message && { title: message.message, words: "", messages: [message], all: 1, themes: message.themes };
  }
  return undefined;
}

/** The two themes of a name such as `norms+trust`; ids may hold a plus themselves. */
function pairNamed(name) {
  const parts = name.split("+");
  const splits = parts.map((_, place) => [parts.slice(0, place).join("+"), parts.slice(place).join("+")]);
  return splits.find(([a, b]) => themeById.has(a) && themeById.has(b)) ?? ["", ""];
}

/** Whether a pattern of a theme has a hit in a message. */
const hasPattern = (message, theme, pattern) => message.marks.some((mark) => mark.theme === theme && mark.pattern === pattern);

/** Which patterns make the mentions of a theme in a period. */
function patternsOf(theme, period) {
  const rows = rowsOf("theme_patterns").filter((row) => row.theme === theme && row.period === period && row.hits > 0);
  rows.sort((a, b) => b.hits - a.hits);
  return rows.length === 0 ? null : unfolding(`By pattern (${rows.length})`, () => tableOf("Patterns", [
    { head: "Pattern", cell: (row) => linkButton(row.pattern, () => change({ show: nameOf("pattern", period, theme, row.pattern) }, { push: true })) },
    { head: "Mentions", cell: (row) => String(row.hits), number: true },
    { head: "Messages", cell: (row) => String(row.messages), number: true },
  ], rows));
}

const dialog = document.getElementById("evidence");
function showEvidence() {
  if (state.show === "") {
    if (dialog.open) dialog.close();
    return;
  }
  const found = evidenceOf(state.show);
  const close = el("button", { type: "button", click: () => dialog.close() }, "Close");
  const head = (title) => el("div", { class: "head" }, el("h2", { id: "evidence-title", dir: "auto", tabindex: "-1" }, title), close);
  if (found === undefined || found === false) {
    dialog.replaceChildren(head("Not in this page"), el("div", { class: "body" },
      el("p", {}, `There is nothing named “${state.show}” here.${SAMPLED ? " This page carries a sample of the messages." : ""}`)));
  } else {
    const { title, words, parts, messages, all, themes, pattern, marks } = found;
    const missing = all - messages.length;
    const note = missing > 0
      ? `${plural(messages.length, "message")} of ${grouped(all)}: this page carries a sample. The others are in messages.csv.`
      : `${plural(messages.length, "message")}.`;
    const marksOf = (message) => marks?.get(message) ?? message.marks.filter((mark) => themes.includes(mark.theme) && (pattern === undefined || mark.pattern === pattern));
    const alone = state.show.startsWith("message:");
    dialog.replaceChildren(head(title), el("div", { class: "body" },
      words === "" ? null : el("p", { class: "words", dir: "auto" }, words.split("\n").flatMap((line) => [line, el("br")]).slice(0, -1)),
      parts ?? null,
      alone ? null : el("p", { class: "note count" }, note),
      el("div", { class: "tools" }, csvButton("messages", () => messages.map((message) => rowsOf("messages")[message.place]), "messages_shown")),
      alone ? amongNeighbours(messages[0]) : someArticles(messages, marksOf)));
  }
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  dialog.querySelector("h2").focus({ preventScroll: true });
}

dialog.addEventListener("close", () => {
  if (state.show !== "") change({ show: "" }, { push: true });
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
onState(["show"], showEvidence);

/** Opens what stands behind a number. */
const open = (show, element) => change({ show }, { push: true, at: element === undefined ? part : partOf(element) });

/** Makes the numbers of the findings lead to their messages. */
function linkFindings() {
  document.querySelectorAll("#findings [data-period]").forEach((span) => {
    const show = nameOf("theme", span.dataset.period, span.closest("[data-theme]").dataset.theme);
    span.replaceWith(linkButton(span.textContent, () => change({ show }, { push: true, at: "findings" }), { "data-show": show }));
  });
}
