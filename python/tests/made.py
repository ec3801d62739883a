"""A made corpus: the same documents on every machine. Its numbers mean nothing; they are there to be equal."""

from __future__ import annotations

import csv
import random
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
