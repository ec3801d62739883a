#!/usr/bin/env python3
"""Counts the hits of every theme again and compares them with what the program wrote.

Written from the description of the pattern language, not from the program: it shares no code and no
library with it, and tries every pattern at every place of every message. It reads the messages from
table/messages.csv and needs only Python's standard library (3.11 or later).

usage: recount.py CODEBOOK RESULTS
"""

import csv
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

# A word: letters and digits, with apostrophes and full stops inside it.
WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
# No phrase reaches over one of these between two words.
BREAKS = set(".!?;:")


def normalise(word):
    return unicodedata.normalize("NFC", word).replace("’", "'")


def fold(word):
    """Lower case, without a possessive 's."""
    word = normalise(word).casefold()
    return word[:-2] if word.endswith("'s") else word


class Token:
    def __init__(self, word, clause, start, end):
        self.cased, self.folded = normalise(word), fold(word)
        self.clause, self.start, self.end = clause, start, end


def tokens(text):
    found, clause, last = [], 0, 0
    for match in WORD.finditer(text):
        if BREAKS & set(text[last : match.start()]):
            clause += 1
        found.append(Token(match.group(), clause, match.start(), match.end()))
        last = match.end()
    return found


def glob(text):
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."))


def word_test(word):
    """A function that says whether a token is this word of a pattern."""
    if word.startswith("stem:"):
        sys.exit(f"recount.py has no stemmer for the pattern word {word}")
    if word.startswith("="):
        cased = glob(normalise(word[1:]))
        return lambda token: cased.fullmatch(token.cased)
    regular = re.compile(word[1:-1]) if word.startswith("/") else glob(fold(word))
    return lambda token: regular.fullmatch(token.folded)


def phrase_tests(text):
    # A hyphen is a space, outside regular expressions.
    words = text.split() if text.startswith("/") else text.replace("-", " ").split()
    return [word_test(word) for word in words]


class Pattern:
    def __init__(self, source):
        self.source = source
        near = re.fullmatch(r"(.+?)\s+~(\d+)\s+(.+)", source)
        self.distance = int(near[2]) if near else None
        self.phrases = [phrase_tests(part) for part in ((near[1], near[3]) if near else (source,))]

    def spans(self, words):
        """Every (from, to) in `words` that the pattern matches."""
        sides = [list(phrase_spans(phrase, words)) for phrase in self.phrases]
        if self.distance is None:
            return sides[0]
        return [
            (min(a[0], b[0]), max(a[1], b[1]))
            for a in sides[0]
            for b in sides[1]
            if words[a[0]].clause == words[b[0]].clause
            and not overlap(a, b)
            and max(a[0], b[0]) - min(a[1], b[1]) + 1 <= self.distance
        ]


def phrase_spans(tests, words):
    for start in range(len(words) - len(tests) + 1):
        part = words[start : start + len(tests)]
        if part[0].clause == part[-1].clause and all(test(word) for test, word in zip(tests, part)):
            yield start, start + len(tests)


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def hits(theme, words):
    """The longest match wins, then the leftmost, then the earlier pattern; hits never overlap."""
    forbidden = [span for pattern in theme["exclude"] for span in pattern.spans(words)]
    matches = [(span, pattern) for pattern in theme["include"] for span in pattern.spans(words)]
    matches = [match for match in matches if not any(overlap(match[0], span) for span in forbidden)]
    matches.sort(key=lambda match: (match[0][0] - match[0][1], match[0][0]))
    kept = []
    for span, pattern in matches:
        if not any(overlap(span, other) for other, _ in kept):
            kept.append((span, pattern))
    return kept


def rows(path):
    """The rows of a table, without the apostrophe that keeps spreadsheets from running a cell."""
    with open(path, encoding="utf-8", newline="") as file:
        return [{name: re.sub(r"\A'(?=[=+\-@\t\r])", "", cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def recount(codebook, messages):
    """Every hit: (document, ordinal, start byte, theme, end byte, pattern, matched text)."""
    found = set()
    for message in messages:
        text = message["text"]
        words = tokens(text)
        place = [len(text[:i].encode()) for i in range(len(text) + 1)]
        for name, theme in codebook.items():
            for (first, end), pattern in hits(theme, words):
                a, b = words[first].start, words[end - 1].end
                found.add((message["document"], message["ordinal"], place[a], name, place[b], pattern.source, text[a:b]))
    return found


def main(codebook_path, results):
    with open(codebook_path, "rb") as file:
        codebook = tomllib.load(file)["themes"]
    for theme in codebook.values():
        if "parent" in theme:
            sys.exit("recount.py knows no nested themes")
        for field in ("include", "exclude"):
            theme[field] = [Pattern(source) for source in theme.get(field, [])]
    table = Path(results) / "table"
    messages = rows(table / "messages.csv")
    period = {(message["document"], message["ordinal"]): message["period"] for message in messages}
    mine = recount(codebook, messages)
    theirs = {
        (r["document"], r["ordinal"], int(r["start"]), r["theme"], int(r["end"]), r["pattern"], r["match"])
        for r in rows(table / "hits.csv")
    }
    differences = [("only counted here", hit) for hit in sorted(mine - theirs)]
    differences += [("only in hits.csv", hit) for hit in sorted(theirs - mine)]

    patterns, in_messages = Counter(), {}
    for document, ordinal, _, theme, _, pattern, _ in mine:
        key = (period[document, ordinal], theme, pattern)
        patterns[key] += 1
        in_messages.setdefault(key, set()).add((document, ordinal))
    counted = {key: (count, len(in_messages[key])) for key, count in patterns.items()}
    written = {
        (r["period"], r["theme"], r["pattern"]): (int(r["hits"]), int(r["messages"]))
        for r in rows(table / "theme_patterns.csv")
    }
    for key in sorted(counted.keys() | written.keys()):
        a, b = counted.get(key, (0, 0)), written.get(key, (0, 0))
        if a != b:
            differences.append(("theme_patterns.csv", (*key, f"counted {a}", f"written {b}")))

    frequency = rows(table / "theme_frequency.csv")
    print(f"{'theme':24}{'period':>8}{'hits':>6}{'recount':>9}{'messages':>10}{'recount':>9}")
    for row in frequency:
        of_theme = [hit for hit in mine if hit[3] == row["theme"] and period[hit[0], hit[1]] == row["period"]]
        again = (len(of_theme), len({hit[:2] for hit in of_theme}))
        print(f"{row['theme']:24}{row['period']:>8}{row['hits']:>6}{again[0]:>9}{row['messages']:>10}{again[1]:>9}")
        if again != (int(row["hits"]), int(row["messages"])):
            differences.append(("theme_frequency.csv", (row["period"], row["theme"])))
    expected = {(of, theme) for of in period.values() for theme in codebook}
    if {(row["period"], row["theme"]) for row in frequency} != expected:
        differences.append(("theme_frequency.csv", ("not one row for each period and theme",)))

    for where, what in differences:
        print("DIFFERENT", where, *what)
    print(f"{len(mine)} hits of {len(codebook)} themes in {len(messages)} messages: {len(differences)} differences")
    return 1 if differences or not mine else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
