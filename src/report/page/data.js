// The rows that the page carries, as they stand in the tables of the run.

const DATA = JSON.parse(document.getElementById("data").textContent);

/** One column as an array of values. */
function unpacked(column) {
  return Array.isArray(column) ? column : column.at.map((place) => (place === null ? null : column.values[place]));
}

const unpackedTables = new Map();

/** The rows of a table as objects, in the order of the table. Empty where the run has no such table. */
function rowsOf(name) {
  if (!unpackedTables.has(name)) {
    const table = DATA.tables[name];
    const rows = [];
    if (table !== undefined) {
      const columns = table.columns.map(unpacked);
      const names = table.fields.map(([field]) => field);
      const count = columns.length === 0 ? 0 : columns[0].length;
      for (let place = 0; place < count; place += 1) {
        rows.push(Object.fromEntries(names.map((field, at) => [field, columns[at][place]])));
      }
    }
    unpackedTables.set(name, rows);
  }
  return unpackedTables.get(name);
}

/** Several texts as one key. */
const keyOf = (...parts) => parts.join("\u0001");

/** The periods in order: `{period, place, start, end, documents, messages, tokens, flags}`; `place` is in decimal years, with
 * all its digits. */
const PERIODS = rowsOf("periods").map((row, at) => ({ ...row, place: DATA.places[at] })).sort((a, b) => a.place - b.place);
const LABELS = PERIODS.map((row) => row.period);
const FIRST = LABELS[0];
const LAST = LABELS[LABELS.length - 1];
/** What periods are called: years, where all are calendar years. */
const YEARLY = LABELS.every((label) => /^\d{4}$/.test(label));
const ONE = YEARLY ? "year" : "period";
const MANY = YEARLY ? "years" : "periods";
const HEAD = YEARLY ? "Year" : "Period";
/** By label the place of a period and the periods in it: a stretch that is compared has several. */
const periodByLabel = new Map([
  ...PERIODS.map((row) => [row.period, { place: row.place, periods: [row.period] }]),
  ...DATA.stretches.map(({ label, place, periods }) => [label, { place, periods }]),
]);
const placeOf = (label) => periodByLabel.get(label)?.place ?? 0;
/** The periods of the corpus in a period or a stretch. */
const within = (label) => periodByLabel.get(label)?.periods ?? [];
/** Labels in order of time, each once. */
const inOrder = (labels) => [...new Set(labels)].sort((a, b) => placeOf(a) - placeOf(b));
const THEMES = DATA.themes;
const themeById = new Map(THEMES.map((theme) => [theme.id, theme]));
const labelOf = (theme) => themeById.get(theme)?.label ?? theme;
const documentById = new Map(rowsOf("documents").map((row) => [row.document, row]));
const languageOf = new Map(rowsOf("documents").map((row) => [row.document, row.language ?? row.language_detected]));

/** The messages with their marks: `{message, document, ordinal, period, section, tokens, themes, text, marks, place}`. */
const MESSAGES = rowsOf("messages").map((row, place) => ({
  ...row,
  themes: row.themes === null ? [] : row.themes.split(";"),
  section: row.section ?? "",
  text: row.text ?? "",
  marks: [],
  place,
}));
DATA.marks.message.forEach((place, at) => {
  MESSAGES[place].marks.push({
    theme: THEMES[DATA.marks.theme[at]].id,
    pattern: DATA.marks.patterns[DATA.marks.pattern[at]],
    start: DATA.marks.start[at],
    end: DATA.marks.end[at],
  });
});
const messageById = new Map(MESSAGES.map((message) => [message.message, message]));
const MESSAGES_IN_ALL = DATA.tables.messages.of;
const SAMPLED = MESSAGES.length < MESSAGES_IN_ALL;

const frequencies = new Map(rowsOf("theme_frequency").map((row) => [keyOf(row.period, row.theme), row]));
/** The row of a theme in a period. */
const frequency = (theme, period) => frequencies.get(keyOf(period, theme));
/** Messages with a theme in a period or a stretch. */
const messagesWith = (theme, label) => within(label).reduce((sum, period) => sum + (frequency(theme, period)?.messages ?? 0), 0);
const findingRows = new Map(rowsOf("findings").map((row) => [keyOf(row.from_period, row.to_period, row.theme), row]));
/** The finding of a theme in two periods that the run compares. */
const findingOf = (theme, from, to) => findingRows.get(keyOf(from, to, theme));

/** Rows of tables by their pair of periods: `{from, to, table, rows}`. */
function byPair(tables) {
  const pairs = new Map();
  for (const table of tables) {
    for (const row of rowsOf(table)) {
      const { from_period: from, to_period: to } = row;
      const pair = keyOf(from, to);
      if (!pairs.has(pair)) pairs.set(pair, { from, to, table, rows: [] });
      pairs.get(pair).rows.push(row);
    }
  }
  return pairs;
}
/** Changes: those that the run compares, and those that it does not. */
const changesByPair = byPair(["theme_change", "further_change"]);
const shiftsByPair = byPair(["word_shift"]);
/** Of some pairs the first that is shown: the first period with the last, or what the table begins with. */
function firstPair(pairs) {
  const { from, to } = pairs.get(keyOf(FIRST, LAST)) ?? [...pairs.values()][0] ?? { from: FIRST ?? "", to: LAST ?? "" };
  return [from, to];
}
