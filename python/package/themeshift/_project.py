"""Corpora, projects and the results of a run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, cast

from . import _core
from ._core import Chart, Table
from ._settings import Codebook, Label, Only, Settings, StrPath, absolute, grouped, narrow, nested
from ._settings import codebook as _codebook
from .errors import usage_error

if TYPE_CHECKING:
    from typing_extensions import Unpack

Progress: TypeAlias = Callable[[str, int, int], object]
"""Called as `progress(stage, done, total)`: bytes of text while documents are read, else steps. What it raises stops
the work and is raised by the call that was made."""


class ChartOptions(TypedDict, total=False):
    """What can be asked of a chart."""

    themes: Sequence[str]
    """Ids of the themes to draw; all where empty."""
    terms: Sequence[str]
    """Terms to draw, in charts of terms."""
    periods: Sequence[Label]
    """Labels of the periods to draw; where empty all, or the thirds of a long series in charts that come once a period.
    """
    title: str | bool
    """True for the chart's own title, False for none, or another."""
    style: str
    """screen, print, grey or slides."""
    scale: str
    """own: each panel has its own vertical scale; common: all have one."""
    size: str
    """160x90mm, 160mm, 16x9cm or 6.3x3.5in; without a height the chart is as high as it needs."""
    language: str
    """Language of numbers: en, de, es, it, nl, pt, da, fr, pl, ru, sv, ch."""
    dpi: int
    """Resolution of PNG, in dots per inch, 36 to 2400."""
    font: StrPath
    """A TrueType or OpenType file in place of Inter."""
    colours: Mapping[str, str]
    """Colours by their roles, such as {"series": "#0072b2"}."""
    font_sizes: Mapping[str, float]
    """Sizes of `title` and `text`, in points."""
    logo_line: str
    """A line at the foot of the chart."""
    progress: Progress
    """Called while the chart is drawn; what it raises is raised."""


_NO_GROUPS = 'the project has no groups: name variables with by=["publisher"] or groups={"by": ["publisher"]}'


class Corpus:
    """Documents in memory, each with a date."""

    def __init__(self, core: _core.Corpus, by: Sequence[str] = ()) -> None:
        self._core = core
        self._by = list(by)

    @classmethod
    def from_dataframe(
        cls,
        frame: object,
        text: str = "text",
        date: str | None = None,
        *,
        year: str | None = None,
        document: str | None = None,
        by: str | Sequence[str] = (),
        variables: str | Sequence[str] = (),
    ) -> Corpus:
        """The documents of a table, one in each row.

        `frame` is a data frame of pandas (2.2 or newer) or polars, a table of pyarrow, or anything else with the Arrow
        PyCapsule interface. Texts are not copied.

        - `text`: column of the texts: string, large_string, string_view or a dictionary of these. A text may hold
          headings, bullets and paragraphs; `unit="document"` takes each row as one message.
        - `date`: column of the dates: days, times (those of a time zone by its clock), text such as 2019-05-17, 2019-05
          or 2019-Q2, or years. Without it a column `date`. The setting `periods` of the project says what a period is.
        - `year`: column of the years: whole numbers, or text of four digits, from 1000 to 2999. Without it a column
          `year`, unless `date` is named. Where there are both, the date counts if it lies in its year, else the year.
        - `document`: column of the ids, each once. Without it a column `document`, else the numbers of the rows, from
          0.
        - `by`: grouping variables, by which a project of this corpus makes the tables of groups unless its own setting
          `groups` names others: columns; or `language`, `section` (the speaker, where turns are the unit) or `folder`.
        - `variables`: further columns to carry along. The columns that a manifest knows (`title`, `event`,
          `publisher`, `kind`, `scope`, `language`, `file`, `include`, `skip_sections`) are carried along anyway.

        Raises `ManifestError` where a column is missing or of a wrong type, a text or date is missing, an id stands
        twice, text is no UTF-8, or there is no row; it names the row, from 0.
        """
        groups, further = _names(by), _names(variables)
        return cls(_core.Corpus(frame, (text, date, year, document), (groups, further)), groups)

    @property
    def span(self) -> tuple[str, str]:
        """The earliest and the latest date, as exactly as they are known."""
        return self._core.span

    @property
    def by(self) -> list[str]:
        """The grouping variables."""
        return list(self._by)

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        first, last = self.span
        groups = f", by {', '.join(self._by)}" if self._by else ""
        return f"Corpus({len(self)} documents, {first} to {last}{groups})"


class Project:
    """Documents, a codebook and settings, opened and checked. Everything is computed from here.

    - `corpus`: the documents.
    - `codebook`: a file, a text in TOML, or a dictionary such as `{"trust": ["trust*", "confidence"]}`; the values may
      also be dictionaries with `label`, `definition`, `include`, `exclude` and `parent`. Without one only terms are
      analysed.
    - `only`: only these periods: labels such as "2022-Q1", years, pairs of the first and the last, or ranges of years.
    - `where`: only documents with these variables, such as `{"scope": "trust track"}`.
    - `settings`: a dictionary with the sections and keys of themeshift.toml. Keywords are the same keys without their
      section, and stand before it.
    - `threads`: 0 for all cores. The results do not depend on it.

    Raises `ProjectError`, `CodebookError` or `UsageError` where one of these is wrong.
    """

    def __init__(
        self,
        corpus: Corpus,
        codebook: Codebook | None = None,
        *,
        only: Only | None = None,
        where: Mapping[str, str] | None = None,
        settings: Mapping[str, Any] | None = None,
        threads: int = 0,
        **keywords: Unpack[Settings],
    ) -> None:
        tables = nested(settings, keywords)
        grouped(tables, corpus.by)
        given = _codebook(codebook, tables)
        self._core = _core.Project.of(corpus._core, tables, given, narrow(only, where), threads)

    @classmethod
    def open(
        cls,
        path: StrPath = ".",
        *,
        codebook: Codebook | None = None,
        only: Only | None = None,
        where: Mapping[str, str] | None = None,
        settings: Mapping[str, Any] | None = None,
        threads: int = 0,
        **keywords: Unpack[Settings],
    ) -> Project:
        """Opens a project file, or a folder with themeshift.toml, with documents.csv, or with files such as
        2019-report.txt, as the command line does. Settings stand before those of the file.

        Raises `ProjectError`, `ManifestError`, `CodebookError` or `UsageError`, with file, line and column.
        """
        tables = nested(settings, keywords)
        given = _codebook(codebook, tables)
        project = cls.__new__(cls)
        project._core = _core.Project.open(os.fspath(path), tables, given, narrow(only, where), threads)
        return project

    @property
    def title(self) -> str:
        """Title of the analysis."""
        return self._core.title

    @property
    def periods(self) -> list[str]:
        """Labels of the periods that are analysed, in order: those with documents."""
        return self._core.periods

    @property
    def themes(self) -> dict[str, str]:
        """Labels of the themes by their ids, in the order of the codebook."""
        return dict(self._core.themes)

    def run(self, *, progress: Progress | None = None) -> Results:
        """All tables, and what charts are drawn from: what `themeshift run` computes, kept in memory.

        Raises `DocumentError` where a document cannot be read or holds no message.
        """
        return Results(self._core.run(progress))

    def __repr__(self) -> str:
        return f"Project({self.title!r}, {self._core.documents} documents, {len(self.themes)} themes)"


class Results(Mapping[str, Table]):
    """What a run found: a mapping of table names to tables, sorted by name.

    `results["theme_change"]` and `results.theme_change` are the same table. docs/tables.md of themeshift says what the
    tables hold; `Table.describe` and `Table.unit` explain a column. The tables `group_...` are there where the project
    has grouping variables. In a notebook the findings are shown in words.
    """

    def __init__(self, core: _core.Results) -> None:
        self._core = core
        self._tables = {table.name: table for table in core.tables}

    @property
    def tables(self) -> list[str]:
        """Names of the tables."""
        return list(self._tables)

    def __getitem__(self, name: str) -> Table:
        if name in self._tables:
            return self._tables[name]
        raise KeyError(f"no table `{name}`; {self._hint(name)}")

    def __getattr__(self, name: str) -> Table:
        tables = self.__dict__.get("_tables", {})
        if name in tables:
            table: Table = tables[name]
            return table
        raise AttributeError(f"Results has no table or attribute `{name}`; {self._hint(name)}")

    def _hint(self, name: str) -> str:
        tables = self.__dict__.get("_tables", {})
        if name.startswith("group_") and not any(table.startswith("group_") for table in tables):
            return _NO_GROUPS
        return f"tables: {', '.join(tables)}"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tables]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __repr__(self) -> str:
        return f"Results({', '.join(self._tables)})"

    def _repr_markdown_(self) -> str:
        return self._core.markdown

    def chart(self, name: str, **options: Unpack[ChartOptions]) -> Chart:
        """One chart. `themeshift.chart_kinds()` lists all kinds, and `ChartOptions` what can be asked for.

        `name` is a kind that makes one chart, such as `theme_trends`, or one chart of a kind that makes several, such
        as `keyness_2020`.

        Raises `UsageError` where there is no such chart, theme, term or period, where the kind makes several charts or
        none, and where the chart does not fit its page; `ProjectError` where an option is wrong. Warns of smaller type
        and of characters that no font has.
        """
        found = self.charts(name, **options)
        if len(found) == 1:
            return found[0]
        if not found:
            raise usage_error(f"`{name}` has nothing to draw", _NO_GROUPS)
        names = ", ".join(chart.name for chart in found)
        raise usage_error(f"`{name}` draws {len(found)} charts", f"name one of {names}, or call charts")

    def charts(self, name: str, **options: Unpack[ChartOptions]) -> list[Chart]:
        """All charts of a kind: one, or one for each period, pair of periods or group; none of groups without groups.

        Options and errors as for `chart`.
        """
        look = {**options}
        themes, terms = look.pop("themes", ()), look.pop("terms", ())
        periods = look.pop("periods", ())
        asked = (_names(themes), _names(terms), _names(periods), look.pop("title", True))
        progress = look.pop("progress", None)
        if "font" in look:
            look["font"] = absolute(options["font"])
        return self._core.charts(name, asked, nested({"chart": look}, {}), progress)


def _names(given: object) -> list[str]:
    """Names in a list; one name may stand by itself."""
    if isinstance(given, str):
        return [given]
    return [str(name) for name in cast("Iterable[object]", given)]
