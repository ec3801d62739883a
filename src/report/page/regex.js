// Regular expressions on one word, in time that does not explode: each part leads from places in the word to further places.

/** What a pattern is not, or what this page does not know of it. */
class PatternError extends Error {}

const MOST_REPEATED = 200;
const MOST_DEPTH = 5;
const CLASSES = { d: "\\p{Nd}", D: "\\P{Nd}", w: "\\p{L}\\p{M}\\p{Nd}\\p{Pc}", s: "\\s", S: "\\S" };

const unknownIn = (what) => new PatternError(`this page does not know ${what} in a regular expression; \`themeshift kwic\` does`);

/** Reads a regular expression; the parts are functions from sets of places to sets of places. */
class RegexReader {
  constructor(source) {
    this.characters = [...source];
    this.at = 0;
    this.depth = 0;
  }

  get next() {
    return this.characters[this.at];
  }

  wrong(what) {
    return new PatternError(`/${this.characters.join("")}/ is no regular expression: ${what}`);
  }

  either() {
    const sides = [this.row()];
    while (this.next === "|") {
      this.at += 1;
      sides.push(this.row());
    }
    return sides.length === 1 ? sides[0] : (word, places) => new Set(sides.flatMap((side) => [...side(word, places)]));
  }

  row() {
    const parts = [];
    while (this.next !== undefined && this.next !== "|" && this.next !== ")") parts.push(this.repeated(this.one()));
    return (word, places) => parts.reduce((reached, part) => (reached.size === 0 ? reached : part(word, reached)), places);
  }

  repeated(part) {
    const bounds = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }[this.next] ?? this.bounds();
    if (bounds === undefined) return part;
    this.at += 1;
    if (this.next === "?") this.at += 1;
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw unknownIn("so many repetitions");
    const [least, most] = bounds;
    const again = (word, places) => {
      let reached = places;
      for (let count = 0; count < least; count += 1) reached = part(word, reached);
      const all = new Set(reached);
      for (let count = least; count < most && reached.size > 0; count += 1) {
        reached = new Set([...part(word, reached)].filter((place) => !all.has(place)));
        reached.forEach((place) => all.add(place));
      }
      return all;
    };
    return this.repeated(again);
  }

  bounds() {
    if (this.next !== "{") return undefined;
    const [whole, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(this.characters.slice(this.at).join("")) ?? [];
    if (whole === undefined) throw this.wrong("`{` without numbers");
    const bounds = [Number(least), comma === "" ? Number(least) : most === "" ? Infinity : Number(most)];
    if (bounds[0] > MOST_REPEATED || (bounds[1] !== Infinity && bounds[1] > MOST_REPEATED)) throw unknownIn("so many repetitions");
    this.at += whole.length - 1;
    return bounds;
  }

  one() {
    const sign = this.next;
    this.at += 1;
    if (sign === "(") {
      if (this.next === "?") {
        if (this.characters[this.at + 1] !== ":") throw unknownIn("`(?`");
        this.at += 2;
      }
      const inner = this.either();
      if (this.next !== ")") throw this.wrong("`(` without `)`");
      this.at += 1;
      return inner;
    }
    if (sign === "^") return (word, places) => new Set([...places].filter((place) => place === 0));
    if (sign === "$") return (word, places) => new Set([...places].filter((place) => place === word.length));
    if (sign === ".") return this.character((c) => c !== "\n");
    if (sign === "[") return this.set();
    if (sign === "\\") return this.escaped();
    if ("*+?{".includes(sign)) throw this.wrong(`nothing before \`${sign}\``);
    return this.character((c) => c === sign);
  }

  character(passes) {
    return (word, places) => {
      const reached = new Set();
      for (const place of places) if (place < word.length && passes(word[place])) reached.add(place + 1);
      return reached;
    };
  }

  /** What `\` and the next characters stand for, as the inside of a set. */
  escape() {
    const sign = this.next;
    this.at += 1;
    if (sign === undefined) throw this.wrong("`\\` at the end");
    if (sign in CLASSES) return CLASSES[sign];
    if (sign === "p" || sign === "P") {
      const [name] = /^(?:\{\w+\}|\w)/.exec(this.characters.slice(this.at).join("")) ?? [];
      if (name === undefined) throw this.wrong("`\\p` without a name");
      this.at += name.length;
      return `\\${sign}${name.startsWith("{") ? name : `{${name}}`}`;
    }
    if (/[\p{L}\p{N}]/u.test(sign)) throw unknownIn(`\`\\${sign}\``);
    return `\\u{${sign.codePointAt(0).toString(16)}}`;
  }

  escaped() {
    return this.inSet(this.escape(), false);
  }

  set() {
    const without = this.next === "^";
    if (without) this.at += 1;
    let inside = "";
    for (let first = true; first || this.next !== "]"; first = false) {
      const sign = this.next;
      if (sign === undefined) throw this.wrong("`[` without `]`");
      if (sign === "[" || (["&", "-", "~"].includes(sign) && this.characters[this.at + 1] === sign)) throw unknownIn("sets within sets");
      this.at += 1;
      inside += sign === "\\" ? this.escape() : sign === "-" ? "-" : `\\u{${sign.codePointAt(0).toString(16)}}`;
    }
    this.at += 1;
    return this.inSet(inside.replace(/^-|-$/g, "\\-"), without);
  }

  inSet(inside, without) {
    let one;
    try {
      one = new RegExp(`^[${without ? "^" : ""}${inside}]$`, "u");
    } catch {
      throw unknownIn(`\`[${inside}]\``);
    }
    return this.character((c) => one.test(c));
  }
}

/** Whether a regular expression is the whole of a word: a function of the word. */
function wholeWord(source) {
  const reader = new RegexReader(source);
  const part = reader.either();
  if (reader.next !== undefined) throw reader.wrong("`)` without `(`");
  return (word) => {
    const characters = [...word];
    return part(characters, new Set([0])).has(characters.length);
  };
}
