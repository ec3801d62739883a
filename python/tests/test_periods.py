"""Periods of any length, dates of any type, and groups."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy
import pandas
import polars
import pyarrow
import pytest

import themeshift
from themeshift import Corpus, Project, UsageError

import made
from command_line import assert_equal, assert_equal_file, assert_same_rows, rows_of, run

QUARTERS = [
    "2021-Q1",
    "2021-Q2",
    "2021-Q3",
    "2021-Q4",
    "2022-Q1",
    "2022-Q2",
    "2022-Q3",
    "2022-Q4",
    "2023-Q1",
    "2023-Q2",
]
SETTINGS: dict[str, Any] = {
    "periods": {"unit": "quarter"},
    "groups": {"order": ["left", "centre", "right"]},
    "replicates": 200,
    "cooccurrence_terms": 20,
}
GROUP_TABLES = [
    "group_comparability",
    "group_contrast",
    "group_divergence",
    "group_frequency",
    "group_keyness",
    "group_trend",
]


def labelled() -> dict[str, list[str]]:
    """The made texts with the quarter of each in place of its day."""
    columns = made.dated(900)
    columns["date"] = [f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}" for day in columns["date"]]
    return columns


@pytest.fixture(scope="module")
def project() -> Project:
    corpus = Corpus.from_dataframe(polars.DataFrame(made.dated(900)), by=["party", "region"])
    assert repr(corpus) == "Corpus(900 documents, 2021-02-01 to 2023-06-30, by party, region)"
    return Project(corpus, made.CODEBOOK, **SETTINGS)


def test_all_tables_of_a_project_by_quarter(quarters_folder: Path, quarters_tables: Path) -> None:
    opened = Project.open(quarters_folder)
    assert opened.periods == QUARTERS
    results = opened.run()
    assert list(results) == sorted(file.stem for file in quarters_tables.glob("*.csv"))
    assert set(GROUP_TABLES) < set(results)
    for table in results.values():
        assert_equal_file(table, quarters_tables)
        assert len(table) > 0, table.name
    periods = results.periods.to_pydict()
    assert periods["period"] == QUARTERS
    assert (periods["start"][1], periods["end"][1]) == ("2021-04-01", "2021-06-30")
    assert sum(periods["documents"]) == 900
    assert results.group_contrast is results["group_contrast"]
    groups = dict.fromkeys(
        zip(results.group_frequency.to_pydict()["variable"], results.group_frequency.to_pydict()["group"])
    )
    assert list(groups)[:3] == [("party", "left"), ("party", "centre"), ("party", "right")]
    assert set(group for variable, group in groups if variable == "region") == {"north", "south", "not given"}


def test_a_data_frame_gives_the_tables_of_the_same_files(project: Project, quarters_tables: Path) -> None:
    assert project.periods == QUARTERS
    for table in project.run().values():
        # Text in memory has no encoding and no file.
        assert_equal_file(table, quarters_tables, ignore=["encoding", "file"])


def test_commands_by_quarter(quarters_folder: Path) -> None:
    opened = Project.open(quarters_folder, keyness={"terms": "all"})
    for target, against in [("2022-Q1", "2021-Q2"), ("2021-Q2", "2022-Q1"), ("2022-Q1", "rest")]:
        table = themeshift.keyness(opened, target=target, against=against)
        assert len(table) > 100 and set(table.to_pydict()["target_period"]) == {target}
        options = ["--target", target, "--against", against, "--top", 0]
        assert_same_rows(table, run("keyness", *options, project=quarters_folder))
    themes = themeshift.change(opened, "2021-Q2", "2022-Q1")
    printed = run("compare", "2021-Q2", "2022-Q1", "--part", "themes", project=quarters_folder)
    assert_equal(themes, *rows_of(printed))
    only = Project.open(quarters_folder, only=["2022", ("2022-Q4", "2023-Q1")])
    assert only.periods == QUARTERS[4:9]
    printed = run("freq", "--themes", "--periods", "2022,2022-Q4..2023-Q1", project=quarters_folder)
    assert_equal(themeshift.theme_frequency(only), *rows_of(printed))
    unit = Project.open(quarters_folder, settings={"periods": {"unit": "month"}})
    assert_equal(
        themeshift.theme_frequency(unit),
        *rows_of(run("freq", "--themes", "--period", "month", project=quarters_folder)),
    )


def test_a_quarter_is_counted_as_a_year_would_be(project: Project) -> None:
    """The oracle: the same texts with another year for each quarter."""
    columns: dict[str, Any] = labelled()
    columns["date"] = [2000 + QUARTERS.index(label) for label in columns["date"]]
    faked = Project(Corpus.from_dataframe(pyarrow.table(columns), date="date"), made.CODEBOOK, replicates=200)
    for function in [
        themeshift.theme_frequency,
        themeshift.term_frequency,
        themeshift.keyness,
        themeshift.cooccurrence,
    ]:
        years, quarters = (polars.DataFrame(function(of)) for of in (faked, project))
        names = {str(2000 + place): label for place, label in enumerate(QUARTERS)}
        key = "target_period" if function is themeshift.keyness else "period"
        years = years.with_columns(polars.col(key).replace(names))
        if key == "target_period":
            years = years.with_columns(polars.col("reference").replace(names))
        assert years.equals(quarters), function.__name__


def test_a_group_is_counted_as_a_corpus_of_its_own(project: Project) -> None:
    of_groups = polars.DataFrame(project.run().group_frequency).filter(variable="party", group="centre")
    frame = polars.DataFrame(made.dated(900)).filter(party="centre")
    own = Project(Corpus.from_dataframe(frame), made.CODEBOOK, periods={"unit": "quarter"})
    alone = polars.DataFrame(themeshift.theme_frequency(own))
    numbers = ["period", "theme", "hits", "messages", "n_messages", "n_tokens", "per_1000_tokens", "message_share"]
    assert of_groups.select(numbers).equals(alone.select(numbers))


DAYS = [date(2022, 3, 31), date(2022, 4, 1), date(2023, 1, 1)]
MIDDAY = [datetime(day.year, day.month, day.day, 12, 30) for day in DAYS]
# A minute before midnight in Berlin, which is another day in New York and the same in UTC.
ZONED = [datetime(2022, 3, 31, 21, 59), datetime(2022, 3, 31, 22, 0), datetime(2022, 12, 31, 23, 0)]
DATES: list[tuple[str, object]] = [
    ("days", pyarrow.array(DAYS, pyarrow.date32())),
    ("days of 64 bits", pyarrow.array(DAYS, pyarrow.date64())),
    *((f"times in {unit}", pyarrow.array(MIDDAY, pyarrow.timestamp(unit))) for unit in ["s", "ms", "us", "ns"]),
    ("UTC", pyarrow.array(MIDDAY, pyarrow.timestamp("us", "UTC"))),
    ("an offset", pyarrow.array(ZONED, pyarrow.timestamp("us", "+02:00"))),
    ("a time zone", pyarrow.array(ZONED, pyarrow.timestamp("us", "Europe/Berlin"))),
    ("ISO text", [day.isoformat() for day in DAYS]),
    ("text with times", [day.isoformat() for day in MIDDAY]),
    ("months", [f"{day:%Y-%m}" for day in DAYS]),
    ("quarters", ["2022-Q1", "2022-Q2", "2023-Q1"]),
    ("written out", ["31 March 2022", "April 1, 2022", "1. Januar 2023"]),
    ("dictionary", pyarrow.array([day.isoformat() for day in DAYS]).dictionary_encode()),
    ("views", pyarrow.array([day.isoformat() for day in DAYS], pyarrow.string_view())),
]


@pytest.mark.parametrize("dates", [case[1] for case in DATES], ids=[case[0] for case in DATES])
def test_every_type_of_date(dates: object) -> None:
    table = pyarrow.table({"text": ["Trust.", "Norms.", "Trust."], "when": dates, "year": [1999] * 3})
    project = Project(Corpus.from_dataframe(table, date="when"), unit="document", periods={"unit": "quarter"})
    assert project.periods == ["2022-Q1", "2022-Q2", "2023-Q1"]


def test_dates_of_data_frames() -> None:
    columns: dict[str, Any] = {"text": ["Trust.", "Norms.", "Trust."], "date": DAYS}
    plain = pandas.DataFrame(columns)
    stamps = plain.assign(date=pandas.to_datetime(plain["date"]))
    quarters = stamps.assign(date=stamps["date"].dt.to_period("Q").astype(str))
    zoned = stamps.assign(date=stamps["date"].dt.tz_localize("America/New_York"))
    for frame in [plain, stamps, quarters, zoned, polars.DataFrame(columns), polars.from_pandas(stamps)]:
        project = Project(Corpus.from_dataframe(frame), unit="document", periods={"unit": "quarter"})
        assert project.periods == ["2022-Q1", "2022-Q2", "2023-Q1"]
    years = [number for number in numpy.array([2022, 2022, 2023], dtype=numpy.int16)]
    frame = pandas.DataFrame({**columns, "date": years})
    assert Project(Corpus.from_dataframe(frame), unit="document").periods == ["2022", "2023"]


def test_a_date_counts_within_its_year() -> None:
    columns = {"text": ["Trust.", "Norms.", "Trust."], "year": [2022, 2022, 2023], "date": ["2022-03-31", None, "2023"]}
    corpus = Corpus.from_dataframe(pyarrow.table(columns))
    assert corpus.span == ("2022", "2023")
    with pytest.raises(
        themeshift.ManifestError, match="row 1: the document `1` is dated 2022, which is no one quarter"
    ):
        Project(corpus, unit="document", periods={"unit": "quarter"})
    columns["date"] = ["2022-03-31", "2021-12-31", "2023-01-01"]
    with pytest.warns(UserWarning, match="row 1: the date 2021-12-31 of `1` is not in its year 2022; the year counts"):
        assert Project(Corpus.from_dataframe(pyarrow.table(columns)), unit="document").periods == ["2022", "2023"]


def test_units() -> None:
    days = [date(1989, 12, 31), date(1990, 1, 1), date(1994, 12, 31), date(1995, 7, 1), date(2001, 3, 31)]
    table = pyarrow.table({"text": ["Trust."] * 5, "date": days})
    corpus = Corpus.from_dataframe(table)
    named = [
        {"label": "Before", "from": "1980", "to": date(1989, 12, 31)},
        {"label": "After", "from": date(1990, 1, 1), "to": 2010},
    ]
    for periods, expected in [
        ({"unit": "half-year"}, ["1989-H2", "1990-H1", "1994-H2", "1995-H2", "2001-H1"]),
        ({"unit": "month"}, ["1989-12", "1990-01", "1994-12", "1995-07", "2001-03"]),
        ({"unit": "decade"}, ["1980s", "1990s", "2000s"]),
        ({"unit": "5 years", "from": 1945}, ["1985-1989", "1990-1994", "1995-1999", "2000-2004"]),
        ({"breaks": [1990, date(1995, 1, 1)]}, ["..1989", "1990-1994", "1995.."]),
        ({"named": named}, ["Before", "After"]),
    ]:
        project = Project(corpus, unit="document", settings={"periods": periods})
        assert project.periods == expected
        assert themeshift.messages(project).to_pydict()["period"][0] == expected[0]


def test_groups_are_told() -> None:
    frame = pandas.DataFrame(made.dated(300)).assign(Party=lambda frame: frame.pop("party"))
    corpus = Corpus.from_dataframe(frame, by="Party", variables="region")
    assert corpus.by == ["Party"]
    results = Project(corpus, made.CODEBOOK, replicates=50, compare={"pairs": "none"}).run()
    assert set(results.group_trend.to_pydict()["variable"]) == {"party"}
    assert len(results.theme_change) == 0
    # Settings stand before what the corpus names.
    results = Project(corpus, made.CODEBOOK, replicates=50, groups={"by": "region"}).run()
    assert set(results.group_trend.to_pydict()["variable"]) == {"region"}
    # Variables that need no column.
    speakers = pyarrow.table({"text": ["ANN: Trust.\n\nBEN: Norms.\n"] * 30, "date": ["2019"] * 15 + ["2020"] * 15})
    turns = Project(Corpus.from_dataframe(speakers, by="section"), {"trust": ["trust"]}, unit="turn", replicates=50)
    assert len(set(turns.run().group_frequency.to_pydict()["group"])) == 2
    without = Project(Corpus.from_dataframe(frame), made.CODEBOOK, replicates=50).run()
    assert not [name for name in without if name.startswith("group_")]
    with pytest.raises(KeyError, match="no table `group_contrast`; the project has no groups"):
        without["group_contrast"]
    with pytest.raises(AttributeError, match="`group_contrast`; the project has no groups: name variables with by="):
        _ = without.group_contrast
    with pytest.raises(UsageError, match="`group_contrast` has nothing to draw\n  hint: the project has no groups"):
        without.chart("group_contrast")
    assert without.charts("group_trends") == []


def test_small_groups_go_together() -> None:
    columns = made.dated(300)
    columns["party"][:2] = ["tiny", "small"]
    frame = polars.DataFrame(columns)
    project = Project(Corpus.from_dataframe(frame, by=["party"]), made.CODEBOOK, replicates=50)
    with pytest.warns(
        UserWarning, match=r"groups of `party` with fewer than 10 messages go together as .other.: small, tiny"
    ):
        groups = project.run().group_frequency.to_pydict()["group"]
    assert set(groups) == {"left", "centre", "right", "other"}


def test_wrong_periods_and_groups(project: Project) -> None:
    columns: dict[str, Any] = {"text": ["Trust."] * 3, "date": ["2019", "2020", "2020"], "party": ["a", "b", "c"]}
    corpus = Corpus.from_dataframe(pyarrow.table(columns), variables=["party"])
    many = {"text": ["Trust."] * 10_000, "date": ["2019"] * 10_000, "party": [str(n) for n in range(10_000)]}
    for options, kind, message in [
        ({"periods": {"unit": "quartr"}}, themeshift.ProjectError, '`quartr` is no value.*did you mean "quarter"'),
        (
            {"periods": {"unt": "quarter"}},
            themeshift.ProjectError,
            "unknown key `unt` in .periods.*did you mean `unit`",
        ),
        ({"periods": "quarter"}, themeshift.ProjectError, "periods"),
        (
            {"periods": {"unit": "month"}},
            themeshift.ManifestError,
            "row 0: .* is dated 2019, which is no one month; so are 2",
        ),
        ({"only": "2018"}, UsageError, "no document of the period `2018`.*periods of this corpus: 2019, 2020"),
        ({"only": [("2020", "2019")]}, UsageError, "write the earlier one first"),
        ({"only": [range(0)]}, UsageError, "holds no year"),
        ({"only": [("2019",)]}, UsageError, "is no pair of periods"),
        ({"groups": {"by": ["prty"]}}, UsageError, "no document variable `prty` to group by.*did you mean `party`"),
        ({"compare": {"pairs": [["2018", "2020"]]}}, UsageError, "no document of the period `2018`"),
        ({"keyness": {"terms": 0}}, themeshift.ProjectError, '`terms` must be a whole number from 1, or "all"'),
        ({"years": [2019]}, UsageError, "unknown setting `years`"),
    ]:
        with pytest.raises(kind, match=f"(?s){message}"):
            Project(corpus, unit="document", **options)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="the variable `party` has 10000 values; groups are made of at most 1000"):
        Project(Corpus.from_dataframe(pyarrow.table(many), by=["party"]), unit="document")
    for call, message in [
        (lambda: themeshift.change(project, "2022-Q1", "2021-Q1"), "2022-Q1 does not come before 2021-Q1"),
        (lambda: themeshift.change(project, "2022-Q1", "2022-05"), "to_period: no document of the period `2022-05`"),
        (
            lambda: themeshift.keyness(project, "2022-Q5"),
            "target: no document of the period `2022-Q5`\n  hint: did you mean",
        ),
        (lambda: themeshift.keyness(project, "2022-Q1", "2022-Q1"), "a period cannot be compared with itself"),
    ]:
        with pytest.raises(UsageError, match=message):
            call()  # type: ignore[no-untyped-call]
    with pytest.warns(UserWarning, match="all documents have the same value of `party`"):
        same = pyarrow.table({**columns, "party": ["a"] * 3})
        Project(Corpus.from_dataframe(same, by=["party"]), unit="document")


def test_charts_of_groups_and_of_chosen_periods(project: Project) -> None:
    results = project.run()
    for kind in ["group_contrast", "group_trends"]:
        charts = results.charts(kind)
        assert charts and all(chart.svg.startswith("<svg") and chart.description for chart in charts), kind
    chart = results.chart("keyness_2022-Q1", periods=["2022-Q1"])
    assert "2022-Q1" in chart.title
    heatmap = results.chart("theme_heatmap", periods=QUARTERS[:3])
    assert set(polars.read_csv(heatmap.data.encode())["period"]) == set(QUARTERS[:3])
    with pytest.raises(UsageError, match="periods: no document of the period `2022-Q7`"):
        results.chart("theme_heatmap", periods=["2022-Q7"])
