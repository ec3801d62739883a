"""A made corpus: the same documents on every machine. Its numbers mean nothing; they are there to be equal."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

YEARS = [2012, 2015, 2017, 2019, 2020]
CODEBOOK = {
    "trust": {"label": "Trust", "include": ["trust*", "confidence", "trust ~3 technolog*"], "exclude": ["trust fund"]},
    "rights": {"include": ["human rights", "right*", "freedom*"]},
    "access": {"include": ["access", "=UN", "connect*"]},
    "safety": {"include": ["child*", "stem:protect", "/cyber(war|attack)s?/"]},
}
_WORDS = (
    "trust confidence technology human rights right freedom access UN connected child children protection cyberattack "
    "the of and to in internet governance states norms data privacy people region network standards naïve café 日本 "
    "policy-maker e-commerce COVID-19 2020 stakeholders’ session process fund open growth"
).split()


def texts(documents: int, seed: int = 20120913) -> list[tuple[str, int, str]]:
    """Ids, years and texts: bullets under headings, some with signs that a spreadsheet would run."""
    source = random.Random(seed)
    words = _WORDS + [f"word{number}" for number in range(400)]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    out = []
    for number in range(documents):
        lines = ["Session " + source.choice("ABC"), ""]
        for _ in range(source.randint(1, 4)):
            chosen = source.choices(words, weights, k=source.randint(3, 25))
            lines.append("- " + source.choice(["", "=", "+1 ", "“"]) + " ".join(chosen).capitalize() + ".")
        out.append((f"d{number:05}", YEARS[number % 7 % len(YEARS)], "\n".join(lines) + "\n"))
    return out


def dated(documents: int) -> dict[str, list[str]]:
    """The same texts as columns, each with a day of 2021 to 2023, and a party and a region that hold for some."""
    source = random.Random(13)
    columns: dict[str, list[str]] = {name: [] for name in ["document", "date", "party", "region", "text"]}
    for document, _, text in texts(documents):
        day = date(2021, 2, 1) + timedelta(days=source.randrange(880))
        party = source.choice(["left", "left", "centre", "right"])
        # What a party speaks of, so that there is something to find.
        more = {"left": "Rights for all.", "centre": "", "right": "Trust in growth."}[party]
        cells = [document, day.isoformat(), party, source.choice(["north", "south", ""]), f"{text}- {more}\n"]
        for column, cell in zip(columns.values(), cells):
            column.append(cell)
    return columns


def quarters(folder: Path, documents: int) -> Path:
    """Writes these texts as a project by quarter, with groups."""
    columns = dated(documents)
    with open(folder / "documents.csv", "w", encoding="utf-8", newline="") as manifest:
        writer = csv.writer(manifest)
        writer.writerow(["document", "file", "date", "party", "region"])
        for document, day, party, region, text in zip(*columns.values()):
            (folder / f"{document}.txt").write_bytes(text.encode())
            writer.writerow([document, f"{document}.txt", day, party, region])
    (folder / "codebook.toml").write_text(codebook_toml(), encoding="utf-8")
    settings = [
        "[corpus]",
        'manifest = "documents.csv"',
        'codebook = "codebook.toml"',
        "[periods]",
        'unit = "quarter"',
        "[groups]",
        'by = ["party", "region"]',
        'order = ["left", "centre", "right"]',
        "[analysis]",
        "replicates = 200",
        "cooccurrence_terms = 20",
        "[output]",
        "charts = []",
        "report = false",
    ]
    (folder / "themeshift.toml").write_text("\n".join(settings) + "\n", encoding="utf-8")
    return folder


def codebook_toml() -> str:
    """The codebook as a file."""
    lines = []
    for theme, fields in CODEBOOK.items():
        lines.append(f"[themes.{theme}]")
        for key, value in fields.items():
            quoted = "[" + ", ".join(f'"{item}"' for item in value) + "]" if isinstance(value, list) else f'"{value}"'
            lines.append(f"{key} = {quoted}")
    return "\n".join(lines) + "\n"


def project(folder: Path, documents: int) -> Path:
    """Writes the corpus as a project with a manifest."""
    (folder / "texts").mkdir()
    with open(folder / "documents.csv", "w", encoding="utf-8", newline="") as manifest:
        writer = csv.writer(manifest)
        writer.writerow(["document", "file", "year", "title", "place"])
        for document, year, text in texts(documents):
            (folder / "texts" / f"{document}.txt").write_bytes(text.encode())
            writer.writerow(
                [document, f"texts/{document}.txt", year, f"Title of {document}", "Berlin" if year > 2015 else ""]
            )
    (folder / "codebook.toml").write_text(codebook_toml(), encoding="utf-8")
    settings = [
        "[corpus]",
        'manifest = "documents.csv"',
        'codebook = "codebook.toml"',
        "[analysis]",
        "replicates = 200",
    ]
    settings += ["cooccurrence_terms = 30", "[output]", "charts = []"]
    (folder / "themeshift.toml").write_text("\n".join(settings) + "\n", encoding="utf-8")
    return folder
