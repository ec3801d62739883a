// The pattern language of the codebook: text of a pattern -> tests of words. It reads as src/codebook/pattern/read.rs does.

const MOST_DISTANCE = 100;
const WILD = /[*?]/g;
const PHRASE_ENDS = new Set(LISTS.ends);
const INVISIBLE = /[\u00AD\u034F\u061C\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E01EF}]/gu;
/** A word: letters and digits, with the signs that join two of them. */
const WORD = /[\p{L}\p{M}\p{N}\p{Pc}]+(?:(?:(?<=[\p{L}\p{M}\p{Pc}])['.:·](?=[\p{L}\p{Pc}])|(?<=\p{N})['.,;](?=\p{N}))[\p{L}\p{M}\p{N}\p{Pc}]+)*/gu;
const ADDRESSES = /[\p{L}\p{N}]+:\/\/[^\s<>"“”«»]+|www\.[^\s<>"“”«»]+|[\p{L}\p{N}][\p{L}\p{N}._%+-]*@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+/iu;
const isUnspaced = (c) => LISTS.unspaced.some(([first, last]) => c.codePointAt(0) >= first && c.codePointAt(0) <= last);
const isDomain = (word) => /^..+\.[^.]+$/u.test(word) && LISTS.domains.includes(word.split(".").pop());

/** A text as words see it. */
const shownForm = (text) => [...straight(text.replace(INVISIBLE, ""))]
  .map((c) => (c > "ª" && /\p{L}/u.test(c) && !/[\u0E33\u0EB3\u3131-\u318E]/.test(c) ? c.normalize("NFKC") : c)).join("").normalize("NFC");

/** Whether a full stop behind a word is a part of it. */
function isShortened(word) {
  const last = word.split("-").pop();
  if (LISTS.titles.includes(last.toLowerCase())) return true;
  if (last.includes(".")) return last.split(".").every((part) => /^\p{L}.?$/u.test(part));
  return /^\p{Lu}$/u.test(last);
}

/** Whether a phrase ends between a word and the next. */
function endsPhrase(word, gap) {
  const behind = gap.startsWith(".") && isShortened(word) ? gap.slice(1) : gap;
  return [...behind].some((c) => PHRASE_ENDS.has(c));
}

/** Whether a word is elided before what stands behind the apostrophe. */
function elides(head, behind) {
  const first = (behind[0] ?? "").toLowerCase().normalize("NFD")[0] ?? "";
  const word = head.toLowerCase();
  if (!"aeiouyhœæ".includes(first) || first === "" || !LISTS.elided.includes(word) || (first === "h" && word === "c")) return false;
  return !LISTS.whole.includes(`${word}'${/^\p{L}*/u.exec(behind)[0].toLowerCase()}`);
}

/** Whether a full stop or colon between a small and a capital letter ends a sentence. */
function endsSentence(head, behind) {
  if (!/\p{Ll}$/u.test(head) || !/^\p{Lu}/u.test(behind)) return false;
  const label = head.split(/[.:']/).pop();
  const next = behind.split(/[^\p{L}\p{N}]/u)[0];
  const short = [...label].length < 2 || label.toLowerCase() === "ph" || head.toLowerCase() === "www";
  return !short && !(LISTS.domains.includes(next.toLowerCase()) && !["Net", "Info"].includes(next));
}

/** The words of a text without white space: `[start, end]`. */
function wordSpans(text) {
  const spans = [];
  const push = (from, to) => {
    const word = text.slice(from, to);
    const start = from + word.length - word.replace(/^\p{Pc}+/u, "").length;
    const end = to - (word.length - word.replace(/\p{Pc}+$/u, "").length);
    if (end > start) spans.push([start, end]);
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    let start = 0;
    for (const { 0: sign, index: at } of word.matchAll(/['.:]/g)) {
      const head = word.slice(start, at).replace(/^\p{Pc}+/u, "");
      if (head === "") continue;
      const behind = word.slice(at + 1);
      if (sign === "'" && elides(head, behind)) push(index + start, index + at + 1);
      else if (sign !== "'" && endsSentence(head, behind)) push(index + start, index + at);
      else continue;
      start = at + 1;
    }
    push(index + start, index + word.length);
  }
  return spans;
}

/** One phrase of a pattern while it is read. */
class PatternSide {
  constructor() {
    this.tests = [];
    this.last = "";
    this.gap = "";
  }

  push(word, test) {
    const last = [...this.last].length < 2 ? this.last.toUpperCase() : this.last;
    if (this.tests.length > 0 && endsPhrase(last, this.gap)) {
      throw new PatternError(`a phrase ends before “${word}”: no match goes across a full stop, colon or the like`);
    }
    this.gap = "";
    this.last = word;
    this.tests.push(test);
  }

  /** Words between blanks or signs. */
  words(piece, prefix, last) {
    const address = ADDRESSES.exec(piece);
    if (address !== null) {
      const whole = address[0].replace(/[.,;:!?)\]}'*_]+$/, "");
      this.words(piece.slice(0, address.index), prefix, false);
      this.push(whole, wordTest(whole, prefix));
      return;
    }
    const plain = piece.replace(WILD, "o");
    let spans = wordSpans(last && plain.endsWith("'") ? `${plain}o` : plain);
    if (spans.length > 0 && spans[spans.length - 1][1] > plain.length) {
      spans = spans[spans.length - 1][0] === plain.length ? spans.slice(0, -1) : wordSpans(plain);
    }
    let end = 0;
    for (let at = 0; at < spans.length; at += 1) {
      const start = spans[at][0];
      this.gap += piece.slice(end, start);
      end = spans[at][1];
      while (spans[at + 1] !== undefined && piece.slice(end, spans[at + 1][0]) === "-") {
        at += 1;
        end = spans[at][1];
      }
      const token = piece.slice(start, end);
      const parts = isDomain(small(token)) && /\p{L}/u.test(token) ? [token] : token.split("-");
      parts.forEach((part) => this.push(token, wordTest(part, prefix)));
    }
    this.gap += piece.slice(end);
  }

  /** Words of a script without spaces: those that stand together are one test. */
  joined(piece) {
    let end = 0;
    for (const { 0: text, index } of piece.matchAll(/[\p{L}\p{M}\p{N}*?]+/gu)) {
      this.gap += piece.slice(end, index);
      end = index + text.length;
      this.push(text, text.replace(WILD, "") === "" ? wordTest(text, "") : { kind: "joined", text: small(text) });
    }
    this.gap += piece.slice(end);
  }
}

/** What a word must be. */
function wordTest(part, prefix) {
  const cased = unpossessed(part);
  if (prefix === "=") return { kind: "cased", text: cased };
  if (prefix === "stem:") return { kind: "stem", text: cased };
  if (!/[*?]/.test(part)) return { kind: "literal", text: cased };
  // The last full stop of an abbreviation is no part of its word.
  return { kind: "glob", text: cased.replace(/^(.*\..*)\.\*$/u, "$1*") };
}

/** A chunk in pieces `[unspaced, text]`; `*` and `?` belong to what stands before them, at the beginning to what follows. */
function byScript(text) {
  const pieces = [];
  for (const { 0: part } of text.matchAll(/^[*?]+|[*?]+|[^*?]/gu)) {
    const wild = /^[*?]/.test(part);
    const unspaced = !wild && isUnspaced(part);
    const last = pieces[pieces.length - 1];
    const open = last !== undefined && last[1].replace(WILD, "") === "";
    if (last === undefined || (!wild && !open && last[0] !== unspaced && !/^\p{M}$/u.test(part))) pieces.push([unspaced, part]);
    else {
      last[1] += part;
      if (open && !wild) last[0] = unspaced;
    }
  }
  return pieces;
}

/** The chunks of a pattern between blanks; a regular expression may hold blanks. */
function chunksOf(source) {
  const chunks = [];
  let rest = source.trim();
  while (rest !== "") {
    const [chunk] = (rest.startsWith("/") ? /^\/.*?\/(?=\s|$)/su : /^\S+/u).exec(rest) ?? [];
    if (chunk === undefined) throw new PatternError("the regular expression has no end: close it with `/`");
    chunks.push(chunk);
    rest = rest.slice(chunk.length).trimStart();
  }
  return chunks;
}

const isUniversal = ({ kind, text }) => (kind === "glob" || kind === "cased") && /^\*+$/.test(text);

/** Reads a pattern: `{sides, distance}`, where `distance` is 0 for words in a row. */
function readPattern(source) {
  const sides = [new PatternSide()];
  let distance = 0;
  const chunks = chunksOf(source);
  chunks.forEach((chunk, place) => {
    if (chunk.startsWith("~")) {
      if (distance > 0) throw new PatternError("only one `~` is allowed in a pattern");
      distance = /^~\d+$/.test(chunk) ? Number(chunk.slice(1)) : 0;
      if (distance < 1 || distance > MOST_DISTANCE) throw new PatternError(`\`${chunk}\` is no distance: write a number from 1 to 100 right after \`~\``);
      sides.push(new PatternSide());
      return;
    }
    const side = sides[sides.length - 1];
    side.gap += " ";
    if (chunk.startsWith("/")) {
      side.push(chunk, { kind: "regex", text: chunk, test: wholeWord(chunk.slice(1, chunk.endsWith("/") && chunk.length > 1 ? -1 : undefined)) });
      return;
    }
    const [prefix] = /^(?:=|stem:)?/.exec(chunk);
    const body = chunk.slice(prefix.length);
    if (sides.length === 1 && side.tests.length === 0 && /^[-\u2010\u2011\uFE63\uFF0D].*[\p{L}\p{N}]/u.test(body)) {
      throw new PatternError(`\`${chunk}\` begins with a hyphen`);
    }
    if (prefix === "stem:" && /[*?]/.test(body)) throw new PatternError("`stem:` takes no `*` or `?`");
    const before = side.tests.length;
    const pieces = byScript(shownForm(body));
    pieces.forEach(([unspaced, piece], at) => {
      if (unspaced) side.joined(piece);
      else side.words(piece, prefix, place === chunks.length - 1 && at === pieces.length - 1);
    });
    if (side.tests.length === before && prefix !== "") throw new PatternError(`\`${chunk}\` has a prefix without a word`);
  });
  for (const { tests } of sides) {
    if (tests.length === 0) throw new PatternError(distance > 0 ? "`~` needs a word on both sides" : "a pattern needs a letter or a digit");
    if (tests.every(isUniversal)) throw new PatternError("it would match every word");
  }
  return { sides: sides.map(({ tests }) => tests), distance };
}
