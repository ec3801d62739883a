"""The same tables from Python and from the command line, to the last digit."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pandas
import polars
import pytest

import themeshift

import made
from command_line import ROOT, assert_equal, assert_equal_file, assert_same_rows, rows_of, run


def names(folder: Path) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.csv"))


def test_all_tables_of_the_shipped_corpus(shipped: themeshift.Project, shipped_tables: Path) -> None:
    results = shipped.run()
    assert list(results) == names(shipped_tables) == results.tables
    assert len(results) == 23
    for table in results.values():
        assert_equal_file(table, shipped_tables)
    assert (ROOT / "output/findings.md").read_text(encoding="utf-8") == results._repr_markdown_()


def test_all_tables_of_ten_thousand_documents(made_folder: Path, made_tables: Path) -> None:
    results = themeshift.Project.open(made_folder).run()
    assert list(results) == names(made_tables)
    for table in results.values():
        assert_equal_file(table, made_tables)
    assert len(results.documents) == 10_000
    assert results["robustness"].num_rows > 0 and results["hits"].num_rows > 10_000


def test_a_data_frame_gives_the_tables_of_the_same_files(made_folder: Path, made_tables: Path) -> None:
    frame = pandas.read_csv(made_folder / "documents.csv")
    frame["text"] = [(made_folder / file).read_text(encoding="utf-8") for file in frame["file"]]
    # The order of the rows does not matter.
    frame = frame.sample(frac=1, random_state=7).reset_index(drop=True)
    corpus = themeshift.Corpus.from_dataframe(frame, variables=["place"])
    assert len(corpus) == 10_000 and corpus.span == ("2012", "2020")
    project = themeshift.Project(corpus, made.CODEBOOK, replicates=200, cooccurrence_terms=30)
    assert project.periods == [str(year) for year in sorted(made.YEARS)]
    for table in project.run().values():
        # Text in memory has no encoding.
        assert_equal_file(table, made_tables, ignore=["encoding"])


def test_single_tables_are_those_of_a_run(shipped: themeshift.Project, shipped_tables: Path) -> None:
    for table in [
        themeshift.messages(shipped),
        themeshift.term_frequency(shipped),
        themeshift.theme_frequency(shipped),
        themeshift.cooccurrence(shipped),
        themeshift.cooccurrence(shipped, "terms"),
        themeshift.keyness(shipped),
        themeshift.change(shipped),
    ]:
        assert_equal_file(table, shipped_tables)


def test_commands(shipped: themeshift.Project) -> None:
    assert_same_rows(
        themeshift.keyness(shipped, 2020, 2012),
        run("keyness", "--target", 2020, "--against", 2012, "--top", 0, project=ROOT),
    )
    assert_same_rows(
        themeshift.keyness(shipped, 2020, "rest"),
        run("keyness", "--target", 2020, "--against", "rest", "--top", 0, project=ROOT),
    )
    scores = themeshift.keyness(shipped, 2020, measure="fisher")
    assert_same_rows(scores, run("keyness", "--target", 2020, "--measure", "fisher", "--top", 0, project=ROOT))
    themes = themeshift.change(shipped, 2012, 2020)
    assert_equal(themes, *rows_of(run("compare", 2012, 2020, "--part", "themes", project=ROOT)))
    terms = themeshift.change(shipped, 2012, 2020, "terms")
    assert_equal(terms, *rows_of(run("compare", 2012, 2020, "--part", "terms", "--top", 0, project=ROOT)))
    kwic = themeshift.kwic(shipped, "child* ~3 protect*")
    assert len(kwic) > 0
    assert_equal(kwic, *rows_of(run("kwic", "child* ~3 protect*", project=ROOT)))
    assert_equal(themeshift.kwic(shipped, theme="trust"), *rows_of(run("kwic", "--theme", "trust", project=ROOT)))
    assert_equal(
        themeshift.messages(shipped, theme="trust"), *rows_of(run("messages", "--theme", "trust", project=ROOT))
    )


def test_narrowed_and_with_other_settings(tmp_path: Path) -> None:
    project = themeshift.Project.open(ROOT, only=[2012, range(2019, 2021)], where={"Scope": "trust track"}, threads=1)
    assert project.periods == ["2020"]
    project = themeshift.Project.open(ROOT, only=[(2012, "2017")])
    expected = run("freq", "--themes", "--periods", "2012-2017", project=ROOT)
    assert_equal(themeshift.theme_frequency(project), *rows_of(expected))
    settings = {"text": {"stemmer": "snowball", "stop_words": "none"}, "analysis": {"ngrams": [1, 2]}}
    project = themeshift.Project.open(ROOT, settings=settings, stemmer="none")
    assert set(themeshift.term_frequency(project).to_pydict()["term"]) > {"internet governance", "the"}


def test_results_do_not_depend_on_threads() -> None:
    one, two = (themeshift.Project.open(ROOT, threads=threads).run() for threads in (1, 2))
    for name in one:
        assert polars.DataFrame(one[name]).equals(polars.DataFrame(two[name])), name


def test_charts_are_those_of_the_command_line(shipped: themeshift.Project) -> None:
    results = shipped.run()
    # What `run` leaves to `chart` has no files.
    asked = {"theme_network", "theme_patterns"}
    drawn = {path.stem for path in (ROOT / "output/chart").glob("*.svg")}
    assert not any(name.startswith(tuple(asked)) for name in drawn)
    for kind in set(themeshift.chart_kinds()) - asked:
        for chart in results.charts(kind):
            assert chart.svg == (ROOT / f"output/chart/{chart.name}.svg").read_text(encoding="utf-8"), chart.name
            assert chart.data == (ROOT / f"output/chart/{chart.name}.csv").read_text(encoding="utf-8"), chart.name


@pytest.mark.parametrize("options", [{"style": "grey", "size": "90mm"}, {"terms": ["child", "norm"]}, {"title": False}])
def test_a_restyled_chart(shipped: themeshift.Project, tmp_path: Path, options: dict[str, object]) -> None:
    name = "term_trends" if "terms" in options else "theme_heatmap"
    chart = shipped.run().chart(name, **options)  # type: ignore[arg-type]
    line = {"style": ["--style", "grey", "--size", "90mm"], "terms": ["--terms", "child,norm"], "title": ["--no-title"]}
    arguments = line[next(iter(options))]
    run("chart", name, *arguments, "--format", "svg,png,pdf", "--quiet", "--output", tmp_path, project=ROOT)
    assert chart.svg == (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
    # How tightly a PNG is packed depends on how the program was built; its pixels do not.
    assert pixels(chart.png()) == pixels((tmp_path / f"{name}.png").read_bytes())
    assert chart.pdf() == (tmp_path / f"{name}.pdf").read_bytes()
    for extension in ["svg", "png", "pdf"]:
        chart.save(tmp_path / f"own.{extension}")
    assert (tmp_path / "own.svg").read_bytes() == (tmp_path / f"{name}.svg").read_bytes()
    assert (tmp_path / "own.pdf").read_bytes() == (tmp_path / f"{name}.pdf").read_bytes()
    assert (tmp_path / "own.png").read_bytes() == chart.png()


def pixels(png: bytes) -> bytes:
    """The header and the unpacked pixels of a PNG."""
    at, header, packed = 8, b"", b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data = png[at + 8 : at + 8 + length]
        header += data if kind == b"IHDR" else b""
        packed += data if kind == b"IDAT" else b""
        at += 12 + length
    return header + zlib.decompress(packed)
