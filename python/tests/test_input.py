"""Tables of documents: what is taken, and what is refused with an exception that says what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy
import pandas
import polars
import pyarrow
import pytest

import themeshift
from themeshift import Corpus, ManifestError

TEXTS = ["Trust and norms.", "Norms and naïve children.", "Trust."]
YEARS = [2019, 2020, 2020]


def tokens(corpus: Corpus) -> list[tuple[str, str, int]]:
    table = themeshift.term_frequency(themeshift.Project(corpus, unit="document", stemmer="none")).to_pydict()
    return list(zip(table["period"], table["term"], table["count"]))


EXPECTED = [
    ("2019", "norms", 1),
    ("2019", "trust", 1),
    ("2020", "children", 1),
    ("2020", "naïve", 1),
    ("2020", "norms", 1),
    ("2020", "trust", 1),
]
TEXT_TYPES = [
    pyarrow.string(),
    pyarrow.large_string(),
    pyarrow.string_view(),
    pyarrow.dictionary(pyarrow.int8(), pyarrow.string()),
    pyarrow.dictionary(pyarrow.int32(), pyarrow.large_string()),
]
YEAR_TYPES = [
    pyarrow.int16(),
    pyarrow.int64(),
    pyarrow.uint16(),
    pyarrow.float32(),
    pyarrow.float64(),
    pyarrow.string(),
    pyarrow.large_string(),
    pyarrow.dictionary(pyarrow.int8(), pyarrow.string()),
]


@pytest.mark.parametrize("kind", TEXT_TYPES, ids=str)
def test_every_type_of_text(kind: pyarrow.DataType) -> None:
    texts = pyarrow.array(TEXTS)
    if pyarrow.types.is_dictionary(kind):
        texts = texts.cast(kind.value_type).dictionary_encode().cast(kind)
    table = pyarrow.table({"text": texts.cast(kind), "year": YEARS})
    assert tokens(Corpus.from_dataframe(table)) == EXPECTED
    # Chunks, and slices of larger arrays.
    chunks = pyarrow.concat_tables([table.slice(2), table.slice(0, 0), table.slice(0, 2)])
    assert tokens(Corpus.from_dataframe(chunks)) == EXPECTED


@pytest.mark.parametrize("kind", YEAR_TYPES, ids=str)
def test_every_type_of_year(kind: pyarrow.DataType) -> None:
    years: Any = pyarrow.array([str(year) for year in YEARS])
    years = years.dictionary_encode() if pyarrow.types.is_dictionary(kind) else years.cast(pyarrow.int64()).cast(kind)
    assert tokens(Corpus.from_dataframe(pyarrow.table({"text": TEXTS, "year": years}))) == EXPECTED
    # A column of years may stand for one of dates.
    table = pyarrow.table({"text": TEXTS, "published": years, "year": [1999] * 3})
    assert tokens(Corpus.from_dataframe(table, date="published")) == EXPECTED


def test_data_frames() -> None:
    columns = {"body": TEXTS, "when": YEARS}
    for frame in [
        pandas.DataFrame(columns),
        polars.DataFrame(columns),
        pyarrow.table(columns),
        pyarrow.record_batch(columns),
    ]:
        assert tokens(Corpus.from_dataframe(frame, text="body", year="when")) == EXPECTED
        assert tokens(Corpus.from_dataframe(frame, text="body", date="when")) == EXPECTED
    nullable = pandas.DataFrame({"text": TEXTS, "year": pandas.array(YEARS, dtype="Int64")})
    assert tokens(Corpus.from_dataframe(nullable)) == EXPECTED
    category = pandas.DataFrame({"text": pandas.Categorical(TEXTS), "year": YEARS})
    assert tokens(Corpus.from_dataframe(category)) == EXPECTED
    # What comes out goes in again.
    project = themeshift.Project(Corpus.from_dataframe(polars.DataFrame(columns), "body", "when"), unit="document")
    assert tokens(Corpus.from_dataframe(themeshift.messages(project), date="period")) == EXPECTED


def test_columns_of_a_manifest_are_carried_along() -> None:
    frame = pandas.DataFrame(
        {
            "id": ["b", "a", "c"],
            "text": TEXTS,
            "year": YEARS,
            "title": ["B", None, "C"],
            "include": [True, True, False],
            "size": [1, 2, 3],
        }
    )
    corpus = Corpus.from_dataframe(frame, document="id", variables=["size"])
    assert repr(corpus) == "Corpus(2 documents, 2019 to 2020)"
    documents = themeshift.Project(corpus, unit="document").run().documents.to_pydict()
    assert documents["document"] == ["a", "b"]
    assert documents["title"] == [None, "B"]
    assert documents["size"] == ["2", "1"]
    assert documents["file"] == [None, None]


def test_nothing_is_copied_on_the_way_out() -> None:
    project = themeshift.Project(Corpus.from_dataframe(pyarrow.table({"text": TEXTS, "year": YEARS})), unit="document")
    table = themeshift.term_frequency(project)
    one, two = pyarrow.table(table), pyarrow.record_batch(table)
    for name in one.column_names:
        addresses = [
            [buffer and buffer.address for buffer in array.buffers()] for array in (one[name].chunk(0), two[name])
        ]
        assert addresses[0] == addresses[1]
    series = polars.DataFrame(table)["count"].to_numpy(allow_copy=False)
    assert series.ctypes.data == one["count"].chunk(0).buffers()[1].address
    field = one.schema.field("per_1000_tokens")
    assert field.metadata[b"unit"] == b"per 1,000 word tokens" and field.metadata[b"description"].startswith(
        b"Occurrences per"
    )
    assert one.schema.metadata[b"table"] == b"term_frequency" and one.schema.metadata[b"key"] == b"period,term"
    assert one.to_pandas().shape == polars.DataFrame(table).shape == one.shape


def broken(texts: list[bytes]) -> pyarrow.Array:
    """A column of strings whose bytes nobody has checked."""
    binary = pyarrow.array(texts, pyarrow.binary())
    return pyarrow.StringArray.from_buffers(len(binary), *binary.buffers()[1:])


WRONG: list[tuple[str, object, dict[str, object], str]] = [
    (
        "no text column",
        pyarrow.table({"txt": TEXTS, "year": YEARS}),
        {},
        'no column `text`\n  hint: name yours with text=...; columns: txt, year|did you mean text="txt"',
    ),
    (
        "no year column",
        pyarrow.table({"text": TEXTS, "jahr": YEARS}),
        {},
        "neither a column `date` nor a column `year`\n  hint: name yours with date=...; columns: text, jahr",
    ),
    ("no id column", pyarrow.table({"text": TEXTS, "year": YEARS}), {"document": "id"}, "no column `id`"),
    ("no variable", pyarrow.table({"text": TEXTS, "year": YEARS}), {"variables": ["place"]}, "no column `place`"),
    ("no table", {"text": TEXTS, "year": YEARS}, {}, "dict is no table that Arrow can read\n  hint: give a data frame"),
    ("None", None, {}, "NoneType is no table"),
    ("an array", pyarrow.array([1, 2]), {}, "cannot be passed as Arrow"),
    (
        "null text",
        pyarrow.table({"text": ["a", None, "b"], "year": YEARS}),
        {},
        "row 1: `text` is missing\n  hint: fill it or leave such rows out",
    ),
    ("only nulls", pyarrow.table({"text": pyarrow.nulls(3), "year": YEARS}), {}, "row 0: `text` is missing"),
    (
        "null in a dictionary",
        pyarrow.table({"text": pyarrow.array(["a", None, "a"]).dictionary_encode(), "year": YEARS}),
        {},
        "row 1: `text` is missing",
    ),
    ("null year", pyarrow.table({"text": TEXTS, "year": [2019, 2020, None]}), {}, "row 2: `year` is missing"),
    ("NaN year", pandas.DataFrame({"text": TEXTS, "year": [2019, numpy.nan, 2020]}), {}, "row 1: `year` is missing"),
    (
        "NaN year in polars",
        polars.DataFrame({"text": TEXTS, "year": [2019.0, 2020.0, float("nan")]}),
        {},
        "row 2: `year` is missing",
    ),
    (
        "half a year",
        pyarrow.table({"text": TEXTS, "year": [2019.5, 2020, 2020]}),
        {},
        "row 0: `2019.5` is no year\n  hint: `year` takes four digits",
    ),
    ("endless year", pyarrow.table({"text": TEXTS, "year": [2019, float("inf"), 2020]}), {}, "row 1: `inf` is no year"),
    ("early year", pyarrow.table({"text": TEXTS, "year": [2019, -5, 2020]}), {}, "row 1: `-5` is no year"),
    (
        "dates",
        pandas.DataFrame({"text": TEXTS, "year": pandas.to_datetime(["2019-01-01"] * 3)}),
        {},
        'not years\n  hint: name a column of dates with date="year"',
    ),
    ("null date", pyarrow.table({"text": TEXTS, "date": ["2019", None, "2020"]}), {}, "row 1: `date` is missing"),
    (
        "NaT",
        pandas.DataFrame({"text": TEXTS, "date": pandas.to_datetime(["2019-01-01", None, "2020-01-01"])}),
        {},
        "row 1: `d",
    ),
    (
        "30 February",
        pyarrow.table({"text": TEXTS, "date": ["2019-05-17", "2019-02-30", "2020"]}),
        {},
        "row 1: there is no date `2019-02-30`\n  hint: write a day",
    ),
    ("no date", pyarrow.table({"text": TEXTS, "date": ["spring", "2019", "2020"]}), {}, "row 0: `spring` is no date"),
    ("an early date", pyarrow.table({"text": TEXTS, "date": [date(850, 1, 1)] * 3}), {}, "row 0: .* no date"),
    (
        "neither",
        pyarrow.table({"text": TEXTS, "year": YEARS, "date": [None] * 3}),
        {"date": "date"},
        "row 0: `date` is m",
    ),
    (
        "true dates",
        pyarrow.table({"text": TEXTS, "date": [True, False, True]}),
        {},
        "holds Boolean, not dates\n  hint: d",
    ),
    (
        "periods of pandas",
        pandas.DataFrame({"text": TEXTS, "date": pandas.PeriodIndex(["2019Q1", "2019Q2", "2020Q1"], freq="Q")}),
        {},
        r'periods of pandas\n  hint: write them as text with frame\["date"\].astype\(str\)',
    ),
    (
        "another name",
        pyarrow.table({"text": TEXTS, "dates": YEARS}),
        {},
        'neither a column `date`.*did you mean date="dates"',
    ),
    (
        "no group",
        pyarrow.table({"text": TEXTS, "year": YEARS, "party": TEXTS}),
        {"by": ["prty"]},
        'no column `prty`\n  hint: did you mean by="party"',
    ),
    ("true years", pyarrow.table({"text": TEXTS, "year": [True, False, True]}), {}, "`year` holds Boolean, not years"),
    (
        "numbers as text",
        pyarrow.table({"text": [1, 2, 3], "year": YEARS}),
        {},
        "`text` holds Int64, not text\n  hint: name the column of texts",
    ),
    ("lists as text", pyarrow.table({"text": [["a"], ["b"], ["c"]], "year": YEARS}), {}, "`text` holds List.*not text"),
    ("bytes as text", pyarrow.table({"text": [b"a", b"b", b"c"], "year": YEARS}), {}, "`text` holds Binary, not text"),
    (
        "mixed types",
        pandas.DataFrame({"text": ["a", 5, b"x"], "year": YEARS}, dtype=object),
        {},
        "cannot be passed as Arrow.*\n  hint: give each column one type",
    ),
    (
        "lone surrogate",
        pandas.DataFrame({"text": ["a", "\ud800", "b"], "year": YEARS}, dtype=object),
        {},
        "half of a surrogate pair, which UTF-8 cannot hold",
    ),
    (
        "no UTF-8",
        pyarrow.table({"text": broken([b"a", b"\xed\xa0\x80", b"b"]), "year": YEARS}),
        {},
        "`text` is not valid Arrow.*\n  hint: text must be UTF-8",
    ),
    (
        "ids without UTF-8",
        pyarrow.table({"text": TEXTS, "document": broken([b"a", b"\xff", b"b"]), "year": YEARS}),
        {},
        "`document` is not valid Arrow",
    ),
    ("no row", pyarrow.table({"text": TEXTS, "year": YEARS}).slice(0, 0), {}, "the table lists no document"),
    ("no row in pandas", pandas.DataFrame({"text": [], "year": []}), {}, "the table lists no document"),
    ("no row in polars", polars.DataFrame({"text": [], "year": []}), {}, "the table lists no document"),
    ("no column", pandas.DataFrame(index=range(3)), {}, "no column `text`"),
    (
        "an id twice",
        pyarrow.table({"text": TEXTS, "document": ["a", "b", "a"], "year": YEARS}),
        {},
        "row 2: the document id `a` stands twice\n  hint: it stands first in row 0",
    ),
    (
        "an id with #",
        pyarrow.table({"text": TEXTS, "document": ["a#1", "b", "c"], "year": YEARS}),
        {},
        "row 0: the document id `a#1` holds `#`",
    ),
    (
        "a reserved name",
        pyarrow.table({"text": TEXTS, "tokens": TEXTS, "year": YEARS}),
        {"variables": ["tokens"]},
        "the column `tokens` has the name of a result",
    ),
    (
        "a column twice",
        pyarrow.table([TEXTS, TEXTS, YEARS], names=["text", "text", "year"]),
        {},
        "has the column `text` 2 times",
    ),
]


@pytest.mark.parametrize(("table", "options", "message"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_wrong_tables(table: object, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ManifestError, match=f"(?s){message}") as raised:
        Corpus.from_dataframe(table, **options)
    assert raised.value.hint and "hint: " in str(raised.value)


def test_texts_without_a_message() -> None:
    def corpus(text: str) -> themeshift.Project:
        return themeshift.Project(
            Corpus.from_dataframe(pyarrow.table({"text": ["Trust.", text], "year": [2019, 2020]})), unit="document"
        )

    with pytest.raises(
        themeshift.DocumentError, match="row 1: the document `1` is empty\n  hint: leave the row out"
    ) as raised:
        corpus(" \n").run()
    assert (raised.value.path, raised.value.line, raised.value.message) == ("row 1", None, "the document `1` is empty")
    # Odd text is no error: a zero byte, a control character, only signs.
    for text in ["\0", "\x1b[31m", "?!", "\u202e", "\ufeff"]:
        messages = themeshift.messages(corpus(f"- Trust {text} us.")).to_pydict()
        assert messages["text"][1] == f"Trust {text} us." and messages["tokens"][0] == 1


def large(rows: int, bytes_of_a_row: int) -> pyarrow.LargeStringArray:
    """A column of more than 2^31 bytes of text in one chunk. Between two words each text holds zeros, which the machine
    need not keep in memory before they are read."""
    values = numpy.zeros(rows * bytes_of_a_row, dtype=numpy.uint8)
    for row in range(rows):
        start = row * bytes_of_a_row
        values[start : start + 6] = numpy.frombuffer(b"trust ", dtype=numpy.uint8)
        values[start + bytes_of_a_row - 6 : start + bytes_of_a_row] = numpy.frombuffer(b" norms", dtype=numpy.uint8)
    offsets = numpy.arange(0, (rows + 1) * bytes_of_a_row, bytes_of_a_row, dtype=numpy.int64)
    return pyarrow.LargeStringArray.from_buffers(rows, pyarrow.py_buffer(offsets), pyarrow.py_buffer(values))


def test_more_than_two_gigabytes_of_text_in_one_chunk() -> None:
    texts = large(520, 1 << 22)
    assert texts.nbytes > 1 << 31
    table = pyarrow.table({"text": texts, "year": [2019] * 260 + [2020] * 260})
    project = themeshift.Project(Corpus.from_dataframe(table), {"trust": ["trust"]}, unit="document")
    frequency = themeshift.theme_frequency(project).to_pydict()
    assert (frequency["hits"], frequency["n_tokens"]) == ([260, 260], [520, 520])


def test_views_of_more_than_two_gigabytes_of_text() -> None:
    text = "trust " + "\0" * (1 << 20) + " norms"
    rows = 2100
    keys = pyarrow.array(numpy.zeros(rows, dtype=numpy.int32))
    column = pyarrow.DictionaryArray.from_arrays(keys, pyarrow.array([text]))
    assert rows * len(text) > 1 << 31
    table = pyarrow.table({"text": column, "year": [2019] * rows})
    project = themeshift.Project(Corpus.from_dataframe(table), {"trust": ["trust"]}, unit="document")
    assert themeshift.theme_frequency(project).to_pydict()["hits"] == [rows]
