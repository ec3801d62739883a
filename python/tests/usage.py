"""How the package is used, for the type checker: `mypy --strict` reads this file, nobody runs it."""

from __future__ import annotations

from collections.abc import Iterator

import polars

import themeshift


def projects(frame: polars.DataFrame) -> themeshift.Results:
    corpus: themeshift.Corpus = themeshift.Corpus.from_dataframe(
        frame, "text", date="date", by=["place"], variables=["size"]
    )
    project = themeshift.Project(
        corpus,
        {"trust": ["trust*"]},
        only=[2019, "2022-Q1", (2012, "2015"), range(3)],
        unit="document",
        ngrams=[1, 2],
        periods={"unit": "quarter"},
        groups={"by": ["place"], "least": 5},
        compare={"pairs": [["2022-Q1", "2022-Q2"]]},
        keyness={"terms": "all"},
    )
    periods: list[str] = project.periods
    themes: dict[str, str] = project.themes
    first, last = corpus.span
    assert periods and themes and first <= last
    opened = themeshift.Project.open(
        "themeshift.toml", codebook="codebook.toml", where={"scope": "trust track"}, threads=2
    )
    return opened.run(progress=lambda stage, done, total: print(stage, done / total))


def tables(project: themeshift.Project) -> list[themeshift.Table]:
    return [
        themeshift.tokenize("a text", stemmer="none"),
        themeshift.tokenize(["several", "texts"]),
        themeshift.messages(project, theme="trust"),
        themeshift.term_frequency(project),
        themeshift.theme_frequency(project),
        themeshift.cooccurrence(project, "terms"),
        themeshift.keyness(project, 2020, "rest", measure="fisher"),
        themeshift.keyness(project, target="2022-Q1", against="2021-Q4"),
        themeshift.change(project, 2012, 2020, of="terms"),
        themeshift.change(project, from_period="2022-Q1", to_period="2022-Q2"),
        themeshift.kwic(project, "trust"),
        themeshift.sample(project, 20, stratify=["period"], seed=7, coders=["ann", "bob"], show_themes=True),
        themeshift.validate(project, "coded.csv")["validation"],
    ]


def results(results: themeshift.Results) -> tuple[bytes, str]:
    table: themeshift.Table = results["theme_change"]
    same: themeshift.Table = results.theme_change
    rows: list[dict[str, object]] = same.to_pylist()
    chart: themeshift.Chart = results.chart(
        "theme_trends", style="grey", size="90mm", themes=["trust"], dpi=150, periods=[2019]
    )
    chart.save("theme_trends.png")
    assert rows and table.key
    return chart.png(), chart.svg


def partial(batches: Iterator[object]) -> Iterator[themeshift.Table]:
    return themeshift.partial_counts(
        batches, codebook="codebook.toml", document="id", date="day", unit="document", periods={"unit": "month"}
    )


def errors() -> str | None:
    try:
        themeshift.Project.open("no-such-project", seed=7)
    except (themeshift.UsageError, themeshift.CodingsError) as error:
        raise ValueError(error.message) from error
    except themeshift.ThemeshiftError as error:
        return error.hint
    return None
