"""Settings and codebooks: what callers may write -> what the compiled part takes."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, TypedDict

from .errors import usage_error

StrPath: TypeAlias = str | os.PathLike[str]
Codebook: TypeAlias = str | os.PathLike[str] | Mapping[str, Any]
Label: TypeAlias = str | int
Only: TypeAlias = Label | Iterable[Label | tuple[Label, Label] | range]


class Settings(TypedDict, total=False):
    """Settings by the names that they have in themeshift.toml, whatever section they stand in there."""

    title: str
    """Title of the analysis."""
    codings: str
    """CSV file with themes that people or another program coded, for `mode`."""
    mode: str
    """replace: coded themes take the place of the codebook's; join: they come to them."""
    unit: str
    """Unit of analysis: auto, bullet, numbered, section, paragraph, sentence, turn, row, regex or document."""
    pattern: str
    """The regular expression of the unit regex: a message begins at each match."""
    abbreviations: str
    """A file with abbreviations, besides those that come with the program."""
    analyse: list[str]
    """Kinds of text that are analysed: message, heading, intro, boilerplate, admin."""
    language: str
    """Language of documents that name none: an ISO 639-1 code, or auto for the one detected in each."""
    stemmer: str
    """snowball, frostem or none."""
    stop_words: str
    """builtin, none, or a file with one word a line."""
    seed: int
    """Seed of all resampling."""
    replicates: int
    """Replicates of all resampling."""
    baseline: int | str
    """Period that others are compared with, besides each period with the one before: its label, or "first"."""
    cluster: str
    """The sampling unit: auto (the document; the message where a period has one document), document, message, or the
    name of a document variable."""
    ngrams: list[int]
    """Lengths of n-grams that are counted as terms: some of 1, 2, 3."""
    cooccurrence_terms: int
    """How many of the most frequent terms enter term co-occurrence."""
    periods: Mapping[str, Any]
    """What a period is: the keys of the section [periods]. `unit` is year, half-year, quarter, month, week, decade, or
    some years such as "5 years", with `from`; or `breaks`, a list of years or days on which periods begin; or `named`,
    a list of periods with `label`, `from` and `to`. `year_starts` is the day on which years begin, such as "04-01"."""
    groups: Mapping[str, Any]
    """Which groups are compared: the keys of the section [groups]. `by` names document variables; `order` lists groups
    in order; groups with fewer than `least` messages go together."""
    compare: Mapping[str, Any]
    """Which periods are compared: the key `pairs` of the section [compare]: auto, consecutive, baseline, all, none, or
    a list of pairs such as [["2012", "2020"]]."""
    keyness: Mapping[str, Any]
    """What is kept of the table keyness: the keys of the section [keyness]. `terms` of each comparison, a number or
    "all"; `least` is the least count of a term."""
    chart: Mapping[str, Any]
    """How charts look: the keys of the section [chart]."""


_SECTIONS = {
    "codings": "themes",
    "mode": "themes",
    "unit": "segment",
    "pattern": "segment",
    "abbreviations": "segment",
    "analyse": "segment",
    "language": "text",
    "stemmer": "text",
    "stop_words": "text",
    "seed": "analysis",
    "replicates": "analysis",
    "baseline": "analysis",
    "cluster": "analysis",
    "ngrams": "analysis",
    "cooccurrence_terms": "analysis",
}
_TABLES = ("periods", "groups", "compare", "keyness", "chart")
_TOP = ("title", *_TABLES)


def nested(settings: Mapping[str, Any] | None, flat: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as the sections of themeshift.toml; keywords stand before the dictionary."""
    out: dict[str, Any] = {}
    for key, value in (settings or {}).items():
        out[key] = dict(value) if isinstance(value, Mapping) else value
    for key, value in flat.items():
        if key in _TOP:
            out[key] = dict(value) if isinstance(value, Mapping) else value
        elif key in _SECTIONS:
            section = out.setdefault(_SECTIONS[key], {})
            if not isinstance(section, dict):
                raise usage_error(f"`{_SECTIONS[key]}` must be a dictionary", f"write {_SECTIONS[key]}={{...}}")
            section[key] = value
        else:
            names = [*_TOP, *_SECTIONS]
            near = difflib.get_close_matches(key, names, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"settings: {', '.join(names)}"
            raise usage_error(f"unknown setting `{key}`", hint)
    return out


def codebook(given: Codebook | None, settings: dict[str, Any]) -> tuple[str, str] | dict[str, Any] | None:
    """A codebook as text or tables. A file goes into the settings, as themeshift.toml names one."""
    if given is None:
        return None
    if isinstance(given, Mapping):
        themes = given["themes"] if set(given) == {"themes"} else given
        if not isinstance(themes, Mapping):
            raise usage_error("the codebook holds no themes", 'write {"trust": ["trust*", "confidence"]}')
        return {"themes": {theme: _theme(theme, patterns) for theme, patterns in themes.items()}}
    if isinstance(given, str) and ("\n" in given or given.lstrip().startswith("[")):
        return given, "codebook"
    if not isinstance(given, (str, os.PathLike)):
        raise usage_error(
            f"a codebook cannot be a {type(given).__name__}", "give a file, a text in TOML, or a dictionary of themes"
        )
    settings.setdefault("corpus", {})["codebook"] = absolute(given)
    return None


def _theme(theme: object, patterns: object) -> dict[str, Any]:
    if isinstance(patterns, Mapping):
        return dict(patterns)
    if isinstance(patterns, (list, tuple)):
        return {"include": list(patterns)}
    raise usage_error(
        f"the theme `{theme}` holds a {type(patterns).__name__}",
        'write its patterns as a list, or a dictionary such as {"label": "Trust", "include": ["trust*"]}',
    )


def absolute(path: StrPath) -> str:
    """A path from where Python runs, not from the folder of a project."""
    return os.path.abspath(os.fspath(path))


def grouped(settings: dict[str, Any], by: Iterable[str]) -> None:
    """Puts grouping variables into settings that name none."""
    groups = settings.setdefault("groups", {})
    if isinstance(groups, dict):
        groups.setdefault("by", list(by))


def label(period: Label | None) -> str | None:
    """The label of a period; a year may be a number."""
    return None if period is None else str(period)


def narrow(only: Only | None, where: Mapping[str, str] | None) -> tuple[list[str], list[tuple[str, str]]]:
    """Periods as they are typed on the command line, and the variables that documents must have."""
    chosen: list[str] = []
    for period in [] if only is None else [only] if isinstance(only, (str, int)) else only:
        if isinstance(period, range):
            if not len(period):
                raise usage_error(f"only: {period} holds no year", "write range(2012, 2021) for 2012 to 2020")
            chosen.append(f"{min(period)} to {max(period)}")
        elif isinstance(period, tuple):
            if len(period) != 2:
                raise usage_error(f"only: {period} is no pair of periods", "write the first and the last")
            chosen.append(f"{period[0]} to {period[1]}")
        else:
            chosen.append(str(period))
    return chosen, [(str(name), str(value)) for name, value in (where or {}).items()]
