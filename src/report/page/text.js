// Numbers and texts as readers see them. Text goes into the page as text, never as markup.

const hiddenCharacter = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu;

/** The text with characters that are not seen made visible. */
function visible(text) {
  return String(text).replace(hiddenCharacter, (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** A number with so many decimals and a true minus sign; empty where there is none. */
function fixed(value, decimals = 1) {
  if (value === null || value === undefined) return "";
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** The same with its sign. */
function signed(value, decimals = 1) {
  if (value === null || value === undefined) return "";
  const text = fixed(value, decimals);
  return text.startsWith("−") || Number(text) === 0 ? text : `+${text}`;
}

/** A probability. */
function probability(value) {
  if (value === null || value === undefined) return "";
  return value < 0.0001 ? "< .0001" : value.toFixed(value < 0.001 ? 4 : 3).replace(/^0\./, ".");
}

const interval = (low, high, write = fixed) =>
  low === null || high === null || low === undefined ? "" : `${write(low)} to ${write(high)}`;
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (number, one, many = `${one}s`) => `${grouped(number)} ${number === 1 ? one : many}`;

/** A text in small letters with straight apostrophes, to compare what readers type. */
function fold(text) {
  return String(text).normalize("NFC").toLocaleLowerCase("en").replaceAll("’", "'");
}

/** At most so many characters of a label, for axes. */
function shortened(text, most) {
  const characters = [...visible(text)];
  return characters.length <= most ? characters.join("") : `${characters.slice(0, most - 1).join("").trimEnd()}…`;
}

/** A theme in a period, in words; `row` may be that of a group. */
function rateInWords(theme, period, row = frequency(theme, period), of = "") {
  const name = `${labelOf(theme)}, ${of}${period}`;
  if (row === undefined) return `${name}: no data`;
  const ends = interval(row.rate_low, row.rate_high);
  return [
    name,
    row.per_1000_tokens === null
      ? "no word"
      : `${fixed(row.per_1000_tokens)} mentions per 1,000 words${ends === "" ? ", no interval" : `, 95 % interval ${ends}`}`,
    `${plural(row.hits, "mention")} in ${grouped(row.messages)} of ${plural(row.n_messages, "message")}`,
    ...(row.note === null ? [] : [row.note]),
  ].join("\n");
}
