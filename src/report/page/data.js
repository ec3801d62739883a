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

const YEARS = DATA.years;
const FIRST = YEARS[0];
const LAST = YEARS[YEARS.length - 1];
const THEMES = DATA.themes;
const themeById = new Map(THEMES.map((theme) => [theme.id, theme]));
const labelOf = (theme) => themeById.get(theme)?.label ?? theme;
const languageOf = new Map(rowsOf("documents").map((row) => [row.document, row.language ?? row.language_detected]));

/** The messages with their marks: `{message, document, ordinal, year, section, tokens, themes, text, marks, place}`. */
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

const frequencies = new Map(rowsOf("theme_frequency").map((row) => [`${row.year}:${row.theme}`, row]));
/** The row of a theme in a year. */
const frequency = (theme, year) => frequencies.get(`${year}:${theme}`);
const findingRows = new Map(rowsOf("findings").map((row) => [`${row.from_year}:${row.to_year}:${row.theme}`, row]));
/** The finding of a theme in two years that the run compares. */
const findingOf = (theme, from, to) => findingRows.get(`${from}:${to}:${theme}`);
/** Changes by pair of years: those that the run compares, and those that it does not. */
const changesByPair = new Map();
for (const table of ["theme_change", "further_change"]) {
  for (const row of rowsOf(table)) {
    const pair = `${row.from_year}:${row.to_year}`;
    if (!changesByPair.has(pair)) changesByPair.set(pair, { table, rows: [] });
    changesByPair.get(pair).rows.push(row);
  }
}
