// The words of the messages as patterns see them. Where each stands is told by the page; src/report/words.rs writes it.

const LISTS = DATA.words.lists;
/** What stands before a word: a sign that ends a phrase, a hyphen of its compound; and whether it is an address. */
const AFTER_END = 1;
const IN_COMPOUND = 2;
const ADDRESS = 4;

const straight = (text) => text.replace(/[’‘ʼ＇]/g, "'").replace(/[\u2010\u2011\uFE63\uFF0D]/g, "-");

/** A word without its possessive. */
function unpossessed(word) {
  let cased = word;
  while (cased.length > 2 && /'[sS]$/.test(cased)) cased = cased.slice(0, -2);
  return cased;
}

/** Small letters, as the program makes them. */
function small(text, turkic = false) {
  const dotted = turkic ? text.replaceAll("I", "ı") : text;
  return dotted.replaceAll("İ", "i").toLowerCase().replaceAll("ß", "ss").normalize("NFC");
}

/** What is known of the words of a language: `forms` and `terms` that are not derived, `stems` of words in small letters, and the types
 * met. */
const LEXICONS = DATA.words.lexicons.map(({ forms, stems, terms, turkic }) => ({
  turkic,
  forms: new Map(Object.entries(forms)),
  terms: new Map(Object.entries(terms)),
  stems: new Map(stems.flatMap((line) => {
    const [stem, ...words] = line.split(" ");
    return words.map((word) => [word, stem]);
  })),
  types: new Map(),
  folded: new Set(),
}));

/** All types: `{cased, folded, lexicon}`. */
const TYPES = [];

/** The index of what stands in a text, in a language. */
function typeOf(surface, lexicon) {
  const { forms, types, folded } = LEXICONS[lexicon];
  const known = types.get(surface);
  if (known !== undefined) return known;
  const told = forms.get(surface);
  const cased = told === undefined ? unpossessed(straight(surface)) : told[0];
  const type = { cased, folded: told === undefined ? cased.toLowerCase() : told[1], lexicon };
  types.set(surface, TYPES.length);
  folded.add(type.folded);
  TYPES.push(type);
  return TYPES.length - 1;
}

let wordsRead;

/** The words of all messages, one after the other: where each starts and ends, its type and its signs; those of a message stand
 * from `first[place]` to `first[place + 1]`. `broken` are words that the end of a line parts, by message: `{first, count, types}`, the
 * types of the other reading. Read when they are first needed. */
function corpusWords() {
  if (wordsRead !== undefined) return wordsRead;
  const texts = DATA.words.messages;
  const count = texts.reduce((sum, text) => sum + text.replace(/[^A-Za-z(]/g, "").length, 0);
  const words = {
    starts: new Int32Array(count), ends: new Int32Array(count), types: new Int32Array(count), signs: new Uint8Array(count),
    first: new Int32Array(texts.length + 1), broken: new Map(),
  };
  let at = 0;
  texts.forEach((text, place) => {
    words.first[place] = at;
    at = readWords(text, MESSAGES[place].text, DATA.words.of[place] ?? 0, words, at);
  });
  words.first[texts.length] = at;
  for (const [place, first, of, other] of DATA.words.broken) {
    const lexicon = DATA.words.of[place] ?? 0;
    words.broken.set(place, [...(words.broken.get(place) ?? []), { first, count: of, types: other.map((word) => typeOf(word, lexicon)) }]);
  }
  wordsRead = words;
  return words;
}

/** Reads what is written of the words of a text into `words` from `at` on; gives the place behind the last. */
function readWords(written, text, lexicon, words, at) {
  const first = at;
  let end = 0, gap = -1, signs = 0;
  for (let place = 0; place < written.length; place += 1) {
    const code = written.charCodeAt(place);
    let length = 0;
    if (code >= 48 && code <= 57) gap = Math.max(0, gap) * 10 + code - 48;
    else if (code === 46) signs |= AFTER_END;
    else if (code === 45) signs |= IN_COMPOUND;
    else if (code === 64) signs |= ADDRESS;
    else if (code === 40) {
      const close = written.indexOf(")", place);
      length = Number(written.slice(place + 1, close));
      place = close;
    } else length = code >= 97 ? code - 97 + 27 : code - 64;
    if (length > 0) {
      const start = end + (gap >= 0 ? gap : at > first ? 1 : 0);
      end = start + length;
      words.starts[at] = start;
      words.ends[at] = end;
      words.types[at] = typeOf(text.slice(start, end), lexicon);
      words.signs[at] = signs;
      at += 1;
      gap = -1;
      signs = 0;
    }
  }
  return at;
}
