"""Parquet tables as pyarrow, pandas and polars write them: every one gives the same documents."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable
from pathlib import Path

import polars
import pyarrow
import pyarrow.parquet
import pytest

import themeshift

ROWS = 300
DAY = datetime.timedelta(days=40)

TABLE = pyarrow.table(
    {
        "id": [f"d{row:03}" for row in range(ROWS)],
        "year": [1946 + row % 77 for row in range(ROWS)],
        "text": [f"Trust {'in norms and rights ' * (row % 50)}of {row}." for row in range(ROWS)],
        "category": pyarrow.array(
            [None if row % 7 == 0 else "abc"[row % 3] for row in range(ROWS)]
        ).dictionary_encode(),
        "flag": [None if row % 5 == 0 else row % 2 == 0 for row in range(ROWS)],
        "number": [None if row % 11 == 0 else row / 4 for row in range(ROWS)],
        "small": pyarrow.array([row % 200 - 100 for row in range(ROWS)], pyarrow.int8()),
        "day": [datetime.date(1950, 1, 1) + row * DAY for row in range(ROWS)],
        "time": pyarrow.array(
            [datetime.datetime(1940, 1, 1, 13) + row * DAY for row in range(ROWS)], pyarrow.timestamp("ms")
        ),
        "money": pyarrow.array(
            [decimal.Decimal(row * 7 - 500) / 100 for row in range(ROWS)], pyarrow.decimal128(12, 2)
        ),
        "tags": [["x", 'y "q"'][: row % 3] for row in range(ROWS)],
        "record": [{"a": row, "b": str(row)} for row in range(ROWS)],
        "large": pyarrow.array([f"L{row % 5}" for row in range(ROWS)], pyarrow.large_string()),
    }
)


def cell(name: str, row: int) -> object:
    """What the table of documents holds of a column of `TABLE`."""
    value = TABLE[name][row].as_py()
    match name:
        case _ if value is None:
            return None
        case "flag":
            return str(value).lower()
        case "number":
            return f"{value:g}"
        case "time":
            return value.date().isoformat()
        case "tags":
            return "[" + ", ".join('"' + tag.replace('"', '\\"') + '"' for tag in value) + "]"
        case "record":
            return f'{{"a": {value["a"]}, "b": "{value["b"]}"}}'
    return str(value)


def pyarrow_writer(**options: object) -> Callable[[Path], None]:
    return lambda path: pyarrow.parquet.write_table(TABLE, path, **options)  # type: ignore[arg-type]


WRITERS: dict[str, Callable[[Path], None]] = {
    **{name: pyarrow_writer(compression=name) for name in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]},
    "pages of version 2": pyarrow_writer(data_page_version="2.0", compression="zstd"),
    "small pages": pyarrow_writer(data_page_size=2000, write_batch_size=10, dictionary_pagesize_limit=1000),
    "small groups": pyarrow_writer(row_group_size=7),
    "no dictionary": pyarrow_writer(use_dictionary=False),
    "int96": pyarrow_writer(use_deprecated_int96_timestamps=True),
    "no schema": pyarrow_writer(store_schema=False, write_statistics=False, write_page_checksum=True),
    "polars": lambda path: polars.DataFrame(TABLE).write_parquet(path),
    "pandas": lambda path: TABLE.to_pandas().to_parquet(path),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_any_writer_gives_the_same_documents(writer: str, tmp_path: Path) -> None:
    WRITERS[writer](tmp_path / "rows.parquet")
    (tmp_path / "codebook.toml").write_text('[themes.trust]\ninclude = ["trust"]\n')
    (tmp_path / "themeshift.toml").write_text(
        '[corpus]\nfiles = ["*.parquet"]\ncodebook = "codebook.toml"\n[segment]\nunit = "document"\n'
    )
    results = themeshift.Project.open(tmp_path).run()
    documents = results["documents"].to_pydict()
    assert documents["document"] == TABLE["id"].to_pylist()
    assert documents["period"] == [str(year) for year in TABLE["year"].to_pylist()]
    assert results["messages"].to_pydict()["text"] == TABLE["text"].to_pylist()
    for name in TABLE.column_names[3:]:
        assert [value or None for value in documents[name]] == [cell(name, row) for row in range(ROWS)], name
