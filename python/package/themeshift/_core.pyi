"""The compiled part of themeshift."""

from collections.abc import Iterator
from os import PathLike
from typing import Any, final

from ._project import Progress

__all__ = [
    "Chart",
    "Corpus",
    "Kernel",
    "PartialCounts",
    "Project",
    "Results",
    "Table",
    "__version__",
    "chart_kinds",
    "run_program",
    "tokenize",
]

__version__: str

_Codebook = tuple[str, str] | dict[str, Any] | None
_Narrow = tuple[list[str], list[tuple[str, str]]]
_Names = tuple[str, str | None, str | None, str | None]

@final
class Table:
    """A table of results. pandas, polars, pyarrow and others take it by the Arrow PyCapsule interface."""

    @property
    def name(self) -> str:
        """Name of the table, as in the results of the command line."""

    @property
    def title(self) -> str:
        """What one row is."""

    @property
    def key(self) -> list[str]:
        """Names of the columns that identify a row."""

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""

    @property
    def num_rows(self) -> int:
        """Number of rows."""

    def unit(self, column: str) -> str:
        """Unit of a column, such as "hits per 1,000 word tokens"; empty where it has none."""

    def describe(self, column: str) -> str:
        """Meaning of a column, in a sentence."""

    def to_pydict(self) -> dict[str, list[Any]]:
        """The columns as lists by their names: int, float, str, or None for a missing value."""

    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""

    def __len__(self) -> int: ...
    def _repr_html_(self) -> str: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Chart:
    """A chart: an SVG with a description, from which PNG and PDF are made."""

    @property
    def name(self) -> str:
        """Name, such as `theme_trends` or `keyness_2020`."""

    @property
    def title(self) -> str:
        """What is seen and in what unit."""

    @property
    def description(self) -> str:
        """The finding and the data in words; fit for an `alt` attribute."""

    @property
    def svg(self) -> str:
        """The chart as an SVG document."""

    @property
    def data(self) -> str:
        """The data drawn, as CSV."""

    def png(self, dpi: int | None = None) -> bytes:
        """The chart as PNG; `dpi` in dots per inch, 36 to 2400."""

    def pdf(self) -> bytes:
        """The chart as PDF."""

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the chart to a file; its extension says the format: svg, png or pdf."""

    def _repr_svg_(self) -> str: ...

@final
class Corpus:
    def __new__(cls, table: object, names: _Names, also: tuple[list[str], list[str]]) -> Corpus: ...
    @property
    def span(self) -> tuple[str, str]: ...
    def __len__(self) -> int: ...

@final
class Project:
    @staticmethod
    def open(path: str, settings: dict[str, Any], codebook: _Codebook, narrow: _Narrow, threads: int) -> Project: ...
    @staticmethod
    def of(corpus: Corpus, settings: dict[str, Any], codebook: _Codebook, narrow: _Narrow, threads: int) -> Project: ...
    @property
    def periods(self) -> list[str]: ...
    @property
    def themes(self) -> list[tuple[str, str]]: ...
    @property
    def documents(self) -> int: ...
    @property
    def title(self) -> str: ...
    def run(self, progress: Progress | None) -> Results: ...
    def messages(self, theme: str | None, progress: Progress | None) -> Table: ...
    def term_frequency(self, progress: Progress | None) -> Table: ...
    def theme_frequency(self, progress: Progress | None) -> Table: ...
    def theme_cooccurrence(self, progress: Progress | None) -> Table: ...
    def term_cooccurrence(self, progress: Progress | None) -> Table: ...
    def theme_change(self, progress: Progress | None) -> Table: ...
    def compare(self, periods: tuple[str, str], terms: bool, progress: Progress | None) -> Table: ...
    def keyness(
        self, target: str | None, against: str | None, measure: str | None, progress: Progress | None
    ) -> Table: ...
    def validate(self, codings: str, progress: Progress | None) -> list[Table]: ...
    def sample(
        self,
        n: int,
        stratify: list[str],
        seed: int | None,
        columns: tuple[list[str], bool],
        progress: Progress | None,
    ) -> Table: ...
    def kwic(self, pattern: str | None, theme: str | None, progress: Progress | None) -> Table: ...

@final
class Results:
    @property
    def tables(self) -> list[Table]: ...
    @property
    def markdown(self) -> str: ...
    def charts(
        self,
        name: str,
        asked: tuple[list[str], list[str], list[str], object],
        settings: dict[str, Any],
        progress: object | None,
    ) -> list[Chart]: ...

@final
class Kernel:
    def __new__(cls, settings: dict[str, Any], codebook: _Codebook, names: _Names) -> Kernel: ...
    def count(self, table: object) -> Table: ...
    def stream(self, table: object) -> PartialCounts: ...

@final
class PartialCounts(Iterator[Table]):
    def __iter__(self) -> PartialCounts: ...
    def __next__(self) -> Table: ...

def run_program(typed: list[str]) -> int:
    """Runs the program with what was typed, its own name first, and gives its exit code."""

def tokenize(texts: list[str], settings: dict[str, Any], progress: Progress | None) -> Table: ...
def chart_kinds() -> list[tuple[str, str]]: ...
