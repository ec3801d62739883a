"""The program, and its CSV files compared with tables of the package."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Iterable
from pathlib import Path

import themeshift

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target" / "release" / "themeshift"

csv.field_size_limit(1 << 30)


def run(command: str, *arguments: object, project: Path) -> str:
    """What a command prints."""
    line = [str(PROGRAM), command, "--project", str(project), *map(str, arguments)]
    return subprocess.run(line, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def rows_of(text: str) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV text."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return header, rows


def assert_equal(table: themeshift.Table, header: list[str], rows: list[list[str]], ignore: Iterable[str] = ()) -> None:
    """Asserts that a table holds what a CSV file holds, to the last digit, with its rows in the same order."""
    assert table.column_names == header, table.name
    assert len(table) == len(rows), table.name
    columns = table.to_pydict()
    for place, name in enumerate(header):
        if name in ignore:
            continue
        for number, cell in enumerate(columns[name]):
            written = rows[number][place]
            where = f"{table.name}, row {number}, {name}: {cell!r} is not {written!r}"
            if cell is None:
                assert written == "", where
            elif isinstance(cell, str):
                # In CSV an apostrophe stands before what a spreadsheet would run.
                guarded = cell[:1] in ("=", "+", "-", "@", "\t", "\r")
                assert written == ("'" + cell if guarded else cell), where
            elif isinstance(cell, int):
                assert written == str(cell), where
            else:
                # The same number, bit for bit, and not only near it.
                assert float(written).hex() == cell.hex(), where


def assert_equal_file(table: themeshift.Table, folder: Path, ignore: Iterable[str] = ()) -> None:
    """Asserts that a table is that of a file."""
    text = (folder / f"{table.name}.csv").read_text(encoding="utf-8")
    assert_equal(table, *rows_of(text), ignore)


def assert_same_rows(table: themeshift.Table, printed: str) -> None:
    """Asserts that a table holds the printed rows, whatever their order; the printed ones are ranked."""
    header, rows = rows_of(printed)
    assert table.column_names == header
    columns = table.to_pydict()
    keys = [header.index(name) for name in table.key]
    order = sorted(range(len(table)), key=lambda row: [str(columns[name][row]) for name in table.key])
    rows.sort(key=lambda row: [row[place] for place in keys])
    for name, values in columns.items():
        place = header.index(name)
        for number, row in enumerate(order):
            cell, written = values[row], rows[number][place]
            if isinstance(cell, float):
                assert float(written).hex() == cell.hex(), (name, number)
            else:
                assert ("" if cell is None else str(cell)) == written.removeprefix("'"), (name, number)
