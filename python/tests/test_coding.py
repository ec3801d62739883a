"""Samples to be coded, the codebook beside codes, and analyses of coded themes."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest

import themeshift

from command_line import ROOT, assert_equal, rows_of, run

CODINGS = ROOT / "tests/data/codings.csv"


def test_a_validation_is_that_of_the_command_line(shipped: themeshift.Project, tmp_path: Path) -> None:
    tables = themeshift.validate(shipped, CODINGS)
    assert list(tables) == ["validation", "agreement", "validation_disagreements"]
    run("validate", "--codings", CODINGS, "--output", tmp_path, project=ROOT)
    for name, table in tables.items():
        assert_equal(table, *rows_of((tmp_path / f"{name}.csv").read_text(encoding="utf-8")))
    assert len(tables["validation"]) == 22


def test_a_sample_is_that_of_the_command_line(shipped: themeshift.Project) -> None:
    assert_equal(themeshift.sample(shipped), *rows_of(run("sample", project=ROOT)))
    table = themeshift.sample(shipped, 20, stratify=["period"], seed=7, coders=["Ann", "bob"], show_themes=True)
    options = ["--n", 20, "--stratify", "period", "--seed", 7, "--coders", "Ann,bob", "--show-themes"]
    assert_equal(table, *rows_of(run("sample", *options, project=ROOT)))
    assert table.column_names[-3:] == ["ann", "bob", "codebook_themes"]


def test_a_coded_sample_can_be_validated(shipped: themeshift.Project, tmp_path: Path) -> None:
    sheet = polars.DataFrame(themeshift.sample(shipped, 40, show_themes=True))
    codes = sheet.with_columns(themes=polars.col("codebook_themes").fill_null("none").replace("", "none"))
    codes.write_csv(tmp_path / "coded.csv")
    validation = themeshift.validate(shipped, tmp_path / "coded.csv")["validation"].to_pydict()
    assert set(validation["f1"]) <= {1.0, None} and set(validation["messages"]) == {40}
    assert all("weighted by inclusion probabilities" in note for note in validation["note"])


def test_coded_themes_take_the_place_of_the_codebook(tmp_path: Path) -> None:
    frame = polars.DataFrame({"year": [2019, 2020], "text": ["Trust and norms.", "Nothing of the kind."]})
    coded = tmp_path / "coded.csv"
    coded.write_text("document,ordinal,themes\n0,1,none\n1,1,trust;hope\n", encoding="utf-8")
    project = themeshift.Project(
        themeshift.Corpus.from_dataframe(frame), {"trust": ["trust"]}, unit="document", codings=str(coded)
    )
    assert project.themes == {"trust": "trust", "hope": "hope"}
    assert themeshift.theme_frequency(project).to_pydict()["messages"] == [0, 0, 1, 1]
    hits = project.run()["hits"].to_pydict()
    assert (hits["pattern"], hits["start"], hits["match"]) == (["coded"] * 2, [None] * 2, [None] * 2)
    joined = themeshift.Project(
        themeshift.Corpus.from_dataframe(frame), {"trust": ["trust"]}, unit="document", codings=str(coded), mode="join"
    )
    assert themeshift.theme_frequency(joined).to_pydict()["messages"] == [0, 1, 1, 1]


def test_wrong_codings_name_file_and_line(shipped: themeshift.Project, tmp_path: Path) -> None:
    coded = tmp_path / "coded.csv"
    coded.write_text("document,ordinal,themes\n2012-berlin,1,trsut\n", encoding="utf-8")
    with pytest.raises(themeshift.CodingsError, match="no theme `trsut`") as caught:
        themeshift.validate(shipped, coded)
    assert (caught.value.path, caught.value.line, caught.value.hint) == (str(coded), 2, "did you mean `trust`?")
    with pytest.raises(themeshift.UsageError, match="there is no `month`"):
        themeshift.sample(shipped, stratify=["month"])  # type: ignore[list-item]
    with pytest.raises(themeshift.UsageError, match="no number of messages"):
        themeshift.sample(shipped, 0)
