"""Thematic analysis of dated documents: how themes shift over time, how sure that is, and where it says so.

    import themeshift

    results = themeshift.Project.open("themeshift.toml").run()
    results["theme_change"]            # an Arrow table: polars.DataFrame(...) or pyarrow.table(...) takes it
    results.chart("theme_trends")      # an SVG

    corpus = themeshift.Corpus.from_dataframe(frame, text="text", date="date", by=["publisher"])
    project = themeshift.Project(corpus, {"trust": ["trust*", "confidence"]}, periods={"unit": "quarter"})
    themeshift.theme_frequency(project)

The numbers are those of the command line, to the last digit. Long work can be stopped with Ctrl-C, lets other threads
of Python run, and reports to `progress(stage, done, total)`. Errors are subclasses of `ThemeshiftError`.
"""

from . import errors
from ._core import Chart, Table, __version__
from ._functions import (
    change,
    chart_kinds,
    cooccurrence,
    keyness,
    kwic,
    messages,
    partial_counts,
    sample,
    term_frequency,
    theme_frequency,
    tokenize,
    validate,
)
from ._project import ChartOptions, Corpus, Progress, Project, Results
from ._settings import Codebook, Settings
from .errors import (
    CodebookError,
    CodingsError,
    DocumentError,
    InternalError,
    ManifestError,
    OutputError,
    ProjectError,
    ThemeshiftError,
    UsageError,
)

__all__ = [
    "Chart",
    "ChartOptions",
    "Codebook",
    "CodebookError",
    "CodingsError",
    "Corpus",
    "DocumentError",
    "InternalError",
    "ManifestError",
    "OutputError",
    "Progress",
    "Project",
    "ProjectError",
    "Results",
    "Settings",
    "Table",
    "ThemeshiftError",
    "UsageError",
    "__version__",
    "change",
    "chart_kinds",
    "cooccurrence",
    "errors",
    "keyness",
    "kwic",
    "messages",
    "partial_counts",
    "sample",
    "term_frequency",
    "theme_frequency",
    "tokenize",
    "validate",
]
