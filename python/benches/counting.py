"""How fast the package counts, beside the command line and beside scikit-learn, on the same made text in the same run.

Three comparisons, each on the same text (100 MB by default, in documents of about 100 kB, made from a seed):

1. Files: the counting pass of the command line (`freq --themes`, the whole process) and `theme_frequency` of an opened
   project. The command line opens the project too; from Python that is timed as well.
2. Memory: the same texts from a data frame of polars.
3. Words: `term_frequency` without stemmer and stop words (two passes, with dispersion) and `CountVectorizer` with the
   same tokens (one pass, no dispersion), on the first tenth of the text, both from memory.

They take turns, so that a change of the machine's speed meets them all; the median counts. Every answer is asserted.

    python python/benches/counting.py [--mb 100] [--rounds 5]
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars
from sklearn.feature_extraction.text import CountVectorizer

import themeshift

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target" / "release" / "themeshift"
YEARS = [2012, 2017, 2019, 2020]
# Letters only, so that a simple expression finds the same tokens.
SYLLABLES = "ba be do fi ga ku la mo ne pi ro sa ti vu wo str gl ent ion al".split()


def documents(megabytes: int) -> list[str]:
    """Bullets with words of a Zipf distribution, and the words of some shipped themes among them."""
    source = random.Random(7)
    words = "the of and to in trust rights children privacy internet access security data".split()
    known = set(words)
    while len(words) < 60_000:
        word = "".join(source.choices(SYLLABLES, k=source.randint(2, 4)))
        if word not in known:
            known.add(word)
            words.append(word)
    sums, total = [], 0.0
    for rank in range(len(words)):
        total += (rank + 2.7) ** -1.1
        sums.append(total)
    texts, size = [], 0
    while size < megabytes * 1_000_000:
        lines = []
        for _ in range(170):
            lines.append("- " + " ".join(source.choices(words, cum_weights=sums, k=source.randint(12, 92))) + ".\n")
        texts.append("".join(lines))
        size += len(texts[-1])
    return texts


def write(folder: Path, texts: list[str]) -> None:
    """The texts as a project."""
    (folder / "texts").mkdir()
    with open(folder / "documents.csv", "w", newline="") as manifest:
        writer = csv.writer(manifest)
        writer.writerow(["document", "file", "year"])
        for place, text in enumerate(texts):
            (folder / "texts" / f"{place:05}.txt").write_text(text)
            writer.writerow([f"{place:05}", f"texts/{place:05}.txt", YEARS[place % len(YEARS)]])
    (folder / "themeshift.toml").write_text(f'[corpus]\nmanifest = "documents.csv"\ncodebook = "{codebook()}"\n')


def codebook() -> str:
    """The shipped codebook."""
    return str(ROOT / "corpus" / "codebook.toml")


def command_line(folder: Path) -> list[tuple[str, str, int]]:
    """The hits of all themes, as the program counts them."""
    line = [str(PROGRAM), "freq", "--themes", "--quiet", "--project", str(folder)]
    printed = subprocess.run(line, check=True, capture_output=True, text=True).stdout
    return [(row["period"], row["theme"], int(row["hits"])) for row in csv.DictReader(io.StringIO(printed))]


def hits(table: themeshift.Table) -> list[tuple[str, str, int]]:
    """The hits of all themes in a table."""
    columns = table.to_pydict()
    return list(zip(columns["period"], columns["theme"], columns["hits"]))


def turns(rounds: int, contestants: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median of the seconds that each takes; they take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, act in contestants.items():
            started = time.perf_counter()
            act()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(of_name) for name, of_name in seconds.items()}


def show(megabytes: float, medians: dict[str, float]) -> None:
    """Prints speeds, and each beside the first."""
    first = next(iter(medians.values()))
    for name, seconds in medians.items():
        print(f"  {name:44} {seconds:7.2f} s {megabytes / seconds:7.1f} MB/s   {first / seconds:5.2f} times the first")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mb", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    texts = documents(options.mb)
    megabytes = sum(map(len, texts)) / 1e6
    print(f"{megabytes:.1f} MB in {len(texts)} documents")
    years = [YEARS[place % len(YEARS)] for place in range(len(texts))]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, texts)
        frame = polars.DataFrame({"text": texts, "year": years})
        opened = themeshift.Project.open(folder)
        expected = command_line(folder)
        assert sum(count for _, _, count in expected) > 1000

        def check(found: list[tuple[str, str, int]]) -> None:
            assert found == expected

        def from_frame() -> themeshift.Project:
            return themeshift.Project(themeshift.Corpus.from_dataframe(frame), codebook())

        medians = turns(
            options.rounds,
            {
                "command line: freq --themes": lambda: check(command_line(folder)),
                "Python: Project.open, theme_frequency": lambda: check(
                    hits(themeshift.theme_frequency(themeshift.Project.open(folder)))
                ),
                "Python: theme_frequency": lambda: check(hits(themeshift.theme_frequency(opened))),
                "Python: from_dataframe, theme_frequency": lambda: check(
                    hits(themeshift.theme_frequency(from_frame()))
                ),
            },
        )
        show(megabytes, medians)
    words(texts[: len(texts) // 10], options.rounds)


def words(texts: list[str], rounds: int) -> None:
    """Counts of words, beside scikit-learn."""
    frame = polars.DataFrame({"text": texts, "year": [2019] * len(texts)})

    def ours() -> dict[str, int]:
        corpus = themeshift.Corpus.from_dataframe(frame)
        project = themeshift.Project(corpus, unit="document", stemmer="none", stop_words="none", cooccurrence_terms=0)
        columns = themeshift.term_frequency(project).to_pydict()
        return dict(zip(columns["term"], columns["count"]))

    def theirs() -> dict[str, int]:
        vectorizer = CountVectorizer(token_pattern=r"(?u)\b\w+\b")
        sums = vectorizer.fit_transform(texts).sum(axis=0).tolist()[0]
        return {word: sums[place] for word, place in vectorizer.vocabulary_.items()}

    assert ours() == theirs(), "both count the same tokens"
    megabytes = sum(map(len, texts)) / 1e6
    print(f"{megabytes:.1f} MB, words")
    show(megabytes, turns(rounds, {"CountVectorizer": theirs, "Python: from_dataframe, term_frequency": ours}))


if __name__ == "__main__":
    main()
