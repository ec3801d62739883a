// Where messages hold a pattern: the same matches as `themeshift kwic` finds in the same text.

/** The Greek sigma at the end of a word is any sigma. */
const medial = (text) => text.replaceAll("ς", "σ");

/** Whether a whole word is what `*` (any letters or none) and `?` (one) allow; both as arrays of characters. */
function matchesGlob(glob, word) {
  let at = 0, place = 0, star = -1, swallowed = 0;
  for (;;) {
    if (at === glob.length && place === word.length) return true;
    if (glob[at] === "*") {
      at += 1;
      star = at;
      swallowed = place;
    } else if (place < word.length && at < glob.length && (glob[at] === "?" || glob[at] === word[place])) {
      at += 1;
      place += 1;
    } else if (star >= 0 && swallowed < word.length) {
      swallowed += 1;
      place = swallowed;
      at = star;
    } else return false;
  }
}

/** What words together are to a text of joined words: all of it, its beginning, or neither. */
function joinedAs(text, words) {
  const [literal] = text.split(/[*?]/);
  if (matchesGlob([...medial(text)], [...medial(words)])) return "whole";
  return words.length < literal.length && literal.startsWith(words) ? "beginning" : "no";
}

/** The stem that a word has in a language; none where the page cannot tell. */
function stemOf(word, { stems, folded }) {
  return stems.get(word) ?? (folded.has(word) ? word : undefined);
}

/** Whether a type passes a test; addresses pass only where they are asked for as they are. */
function decide(test, type) {
  const lexicon = LEXICONS[type.lexicon];
  const text = small(test.text, lexicon.turkic);
  if (test.kind === "literal") return text === type.folded;
  if (test.kind === "glob") return matchesGlob([...medial(text)], [...medial(type.folded)]);
  if (test.kind === "cased") return matchesGlob([...medial(test.text)], [...medial(type.cased)]);
  if (test.kind === "joined") return joinedAs(test.text, type.folded) !== "no";
  if (test.kind === "regex") return test.test(type.folded);
  const stem = stemOf(text, lexicon);
  return stem !== undefined && stem === stemOf(type.folded, lexicon);
}

/** A pattern ready to be looked for: its tests remember what they decided of each type. */
function compiled(source) {
  const pattern = readPattern(source);
  corpusWords();
  for (const test of pattern.sides.flat()) {
    if (test.kind === "stem" && LEXICONS.every((lexicon) => stemOf(small(test.text, lexicon.turkic), lexicon) === undefined)) {
      throw new PatternError(`this page knows stems of the words of its messages alone, and none is “${test.text}”; \`themeshift kwic\` knows all`);
    }
    test.known = new Uint8Array(TYPES.length);
    test.universal = isUniversal(test);
  }
  return pattern;
}

/** A message as patterns see it. */
class Stream {
  constructor(text, types, signs, starts, ends) {
    Object.assign(this, { text, types, signs, starts, ends });
  }

  get length() {
    return this.types.length;
  }

  passes(at, test) {
    const address = (this.signs[at] & ADDRESS) !== 0;
    if (address && test.kind !== "literal") return false;
    if (test.universal) return true;
    const type = this.types[at];
    if (test.known[type] === 0) test.known[type] = decide(test, TYPES[type]) ? 1 : 2;
    return test.known[type] === 1;
  }

  /** The end of the words from `at` on that stand together and make a text. */
  joinedEnd(at, text) {
    let words = "";
    for (let place = at; place < this.length; place += 1) {
      if (place > at) {
        const gap = this.text.slice(this.ends[place - 1], this.starts[place]).replace(INVISIBLE, "");
        if (this.signs[place] & IN_COMPOUND || /[^\s]|\n/u.test(gap)) return -1;
      }
      words += TYPES[this.types[place]].folded;
      const as = joinedAs(text, words);
      if (as === "whole") return place + 1;
      if (as === "no") return -1;
    }
    return -1;
  }

  phraseEnd(from, tests) {
    let at = from;
    for (const test of tests) {
      if (at >= this.length || !this.passes(at, test) || (at > from && this.signs[at] & AFTER_END)) return -1;
      at = test.kind === "joined" ? this.joinedEnd(at, test.text) : at + 1;
      if (at < 0) return -1;
    }
    return at;
  }

  /** All matches: `[from, to]` in words. */
  matches({ sides, distance }) {
    const found = [];
    for (let from = 0; from < this.length; from += 1) {
      sides.forEach((tests, side) => {
        const to = this.phraseEnd(from, tests);
        if (to > 0) found.push({ side, from, to });
      });
    }
    return distance === 0 ? found.map(({ from, to }) => [from, to]) : this.pairs(found, distance);
  }

  /** Two phrases near each other: windows that hold no smaller window. */
  pairs(found, distance) {
    const windows = [];
    found.sort((a, b) => a.from - b.from || a.to - b.to);
    found.forEach((first, at) => {
      for (const second of found.slice(at)) {
        if (second.from > first.to - 1 + distance) break;
        if (second.side === first.side || second.from < first.to) continue;
        let whole = true;
        for (let place = first.from + 1; place < second.to && whole; place += 1) whole = (this.signs[place] & AFTER_END) === 0;
        if (whole) windows.push([first.from, second.to]);
      }
    });
    windows.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    let nearest = Infinity;
    return windows.filter(([, to]) => {
      const smallest = to < nearest;
      nearest = Math.min(nearest, to);
      return smallest;
    });
  }
}

/** The message with its broken words read the other way: the stream, the words `{written, read}`, and for each word the words
 * `[from, to]` that it stands for. */
function otherReading(stream, broken) {
  const types = [], signs = [], starts = [], ends = [], places = [], pairs = [];
  for (let at = 0, next = 0; at < stream.length;) {
    const other = broken[next];
    if (other !== undefined && other.first === at) {
      const to = at + other.count;
      pairs.push({ written: [at, to], read: [types.length, types.length + other.types.length] });
      other.types.forEach((type, part) => {
        types.push(type);
        signs.push(part === 0 ? stream.signs[at] : IN_COMPOUND);
        starts.push(stream.starts[at]);
        ends.push(stream.ends[to - 1]);
        places.push([at, to]);
      });
      at = to;
      next += 1;
    } else {
      types.push(stream.types[at]);
      signs.push(stream.signs[at]);
      starts.push(stream.starts[at]);
      ends.push(stream.ends[at]);
      places.push([at, at + 1]);
      at += 1;
    }
  }
  return { other: new Stream(stream.text, types, signs, starts, ends), pairs, places };
}

/** The matches of a message as it is written, and those of its broken words read the other way. */
function allMatches(stream, pattern, broken) {
  const matches = stream.matches(pattern);
  if (broken === undefined) return matches;
  const { other, pairs, places } = otherReading(stream, broken);
  const touched = ([from, to], range) => pairs.filter((pair) => pair[range][0] < to && from < pair[range][1]);
  const seen = new Set(matches.flatMap((match) => touched(match, "written")));
  for (const match of other.matches(pattern)) {
    const whole = touched(match, "read").filter(({ read }) => match[0] <= read[0] && read[1] <= match[1]);
    if (whole.length > 0 && whole.every((pair) => !seen.has(pair))) matches.push([places[match[0]][0], places[match[1] - 1][1]]);
  }
  return matches;
}

/** The hits of a compiled pattern in a message: `{start, end}` in the text. The longest win, and none overlap. */
function hitsOf(pattern, message) {
  const { first, types, signs, starts, ends, broken } = corpusWords();
  const [from, to] = [first[message.place], first[message.place + 1]];
  const stream = new Stream(message.text, types.subarray(from, to), signs.subarray(from, to), starts.subarray(from, to), ends.subarray(from, to));
  const matches = allMatches(stream, pattern, broken.get(message.place));
  matches.sort((a, b) => b[1] - b[0] - (a[1] - a[0]) || a[0] - b[0]);
  const taken = new Set();
  const hits = [];
  for (const [start, end] of matches) {
    const words = Array.from({ length: end - start }, (_, place) => start + place);
    if (words.some((word) => taken.has(word))) continue;
    words.forEach((word) => taken.add(word));
    hits.push({ start: starts[from + start], end: ends[from + end - 1] });
  }
  return hits.sort((a, b) => a.start - b.start);
}
