"""Single tables, for when a whole run is more than is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from . import _core
from ._core import Table
from ._project import Corpus, Progress, Project
from ._settings import Codebook, Label, Settings, StrPath, absolute, label, nested
from ._settings import codebook as _codebook
from .errors import usage_error

if TYPE_CHECKING:
    from typing_extensions import Unpack


def _opened(source: Project | Corpus) -> _core.Project:
    if isinstance(source, Corpus):
        source = Project(source)
    if not isinstance(source, Project):
        raise usage_error(
            f"a {type(source).__name__} is no project",
            "give a Project or a Corpus; Corpus.from_dataframe(frame) makes one of a data frame",
        )
    return source._core


def tokenize(texts: str | Iterable[str], *, progress: Progress | None = None, **settings: Unpack[Settings]) -> Table:
    """The tokens of a text, or of several, as they are counted.

    Columns: `text` (place of the text, from 0), `start` and `end` (bytes of UTF-8, so that
    `text.encode()[start:end].decode()` is the token), `token`, `class` (word, number, url or email), `stop` (yes or
    no), `term` (stem or folded form; missing for stop words and for what is no word). Words as UAX #29 defines them;
    hyphenated compounds, URLs and e-mail addresses are one token each.

    Settings: `language`, `stemmer`, `stop_words`. Raises `UsageError` where something is no text.
    """
    listed = [texts] if isinstance(texts, str) else _listed(texts)
    for place, text in enumerate(listed):
        if not isinstance(text, str):
            raise usage_error(f"text {place} is no text but a {type(text).__name__}", "leave it out, or convert it")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise usage_error(
                f"text {place} holds half of a surrogate pair, which UTF-8 cannot hold",
                'repair it, for example with text.encode("utf-8", "replace").decode()',
            ) from error
    return _core.tokenize(listed, nested(None, settings), progress)


def _listed(texts: Iterable[str]) -> list[str]:
    """Texts as a list; columns of pyarrow give their values, not scalars of their own."""
    as_list = getattr(texts, "to_pylist", None)
    return list(texts if as_list is None else as_list())


def messages(source: Project | Corpus, *, theme: str | None = None, progress: Progress | None = None) -> Table:
    """The messages with their themes: what `themeshift messages` shows. One row is a message.

    - `theme`: only messages with this theme.

    Raises `UsageError` where the codebook has no such theme, `DocumentError` where a document cannot be read.
    """
    return _opened(source).messages(theme, progress)


def term_frequency(source: Project | Corpus, *, progress: Progress | None = None) -> Table:
    """Terms by periods: the table `term_frequency`. One row is a term in a period.

    Rates are occurrences per 1,000 word tokens, stop words included. Dispersion by Juilland's D and the normalised
    deviation of proportions (Gries 2008; Lijffijt and Gries 2012) over messages. The setting `ngrams` of the project
    says which lengths are counted.

    Raises `DocumentError` where a document cannot be read.
    """
    return _opened(source).term_frequency(progress)


def theme_frequency(source: Project | Corpus, *, progress: Progress | None = None) -> Table:
    """Themes by periods: the table `theme_frequency`. One row is a theme in a period.

    Rates are hits per 1,000 word tokens with 95 % score intervals, documents as sampling units, or the messages of a
    single one; shares of messages with Wilson intervals (Wilson 1927). Counts are integers.

    Raises `DocumentError` where a document cannot be read.
    """
    return _opened(source).theme_frequency(progress)


def cooccurrence(
    source: Project | Corpus, of: Literal["themes", "terms"] = "themes", *, progress: Progress | None = None
) -> Table:
    """Pairs that share messages: the table `theme_cooccurrence`, or `term_cooccurrence` with `of="terms"`.

    One row is a pair in a period. Measures: Jaccard, Dice, log Dice (Rychly 2008), PMI in bits, NPMI, G2 (Dunning
    1993), log odds ratio with Woolf's interval, Fisher's exact p, q by Benjamini and Hochberg (1995). The setting
    `cooccurrence_terms` says how many terms are paired.

    Raises `UsageError` for another `of`, `DocumentError` where a document cannot be read.
    """
    project = _opened(source)
    if of == "themes":
        return project.theme_cooccurrence(progress)
    if of == "terms":
        return project.term_cooccurrence(progress)
    raise usage_error(f"of: there is no `{of}`", 'write "themes" or "terms"')


def keyness(
    source: Project | Corpus,
    target: Label | None = None,
    against: Label | None = None,
    *,
    measure: str | None = None,
    progress: Progress | None = None,
) -> Table:
    """Terms that mark a period: the table `keyness`. One row is a term in a period and its reference.

    - `target`: only this period, by its label.
    - `against`: only this reference: "rest" (all other periods together) or a period, which may be any.
    - `measure`: another measure than G2, as `themeshift keyness --measure` names them; the columns are then `score`,
      its `p` and corrections.

    G2 by four cells (Dunning 1993), log ratio (Hardie 2014), log odds with an informative prior (Monroe, Colaresi and
    Quinn 2008). Corrections are over all comparisons, whatever is shown.

    Raises `UsageError` where there is no document of a period, or no such measure.
    """
    if against is not None and against != "rest" and target is None:
        raise usage_error("against: there is no target", "name the period that is compared: target=2020")
    return _opened(source).keyness(label(target), label(against), measure, progress)


def change(
    source: Project | Corpus,
    from_period: Label | None = None,
    to_period: Label | None = None,
    of: Literal["themes", "terms"] = "themes",
    *,
    progress: Progress | None = None,
) -> Table:
    """How rates changed between periods.

    Without periods the table `theme_change`: every theme in every compared pair of periods. With two periods, by their
    labels, what `themeshift compare FROM TO` shows: the themes with what the evidence rests on and what threatens it,
    or the terms with `of="terms"`, the strongest first.

    Differences and ratios of rates per 1,000 word tokens with 95 % intervals; permutation tests that reassign whole
    messages, corrected by Holm (1979) and by Benjamini and Hochberg (1995) over all themes and pairs.

    Raises `UsageError` where only one period is given, there is no document of a period, or the first is not the
    earlier.
    """
    project = _opened(source)
    if of not in ("themes", "terms"):
        raise usage_error(f"of: there is no `{of}`", 'write "themes" or "terms"')
    if from_period is None and to_period is None and of == "themes":
        return project.theme_change(progress)
    if from_period is None or to_period is None:
        raise usage_error("two periods are needed", 'write change(project, "2012", "2020")')
    return project.compare((str(from_period), str(to_period)), of == "terms", progress)


def kwic(
    source: Project | Corpus,
    pattern: str | None = None,
    *,
    theme: str | None = None,
    progress: Progress | None = None,
) -> Table:
    """Key words in context: each match of a codebook pattern, or of a theme, with up to 40 characters on each side.

    One row is a match; `start` counts bytes of UTF-8 in the text of the message. Patterns are those of the codebook:
    `child*`, `human rights`, `trust ~3 technolog*`, `=UN`, `stem:regulate`, `/cyber(war|attack)s?/`.

    Raises `UsageError` where the pattern is wrong (with its column), there is no such theme, or both or neither is
    given.
    """
    return _opened(source).kwic(pattern, theme, progress)


def sample(
    source: Project | Corpus,
    n: int = 50,
    *,
    stratify: Sequence[Literal["theme", "period", "document"]] = ("theme", "period"),
    seed: int | None = None,
    coders: Sequence[str] = (),
    show_themes: bool = False,
    progress: Progress | None = None,
) -> Table:
    """Messages to be coded by hand: the table `sample`, as `themeshift sample` draws it. One row is a message.

    - `n`: how many messages.
    - `stratify`: what divides them into strata; nothing for a simple random sample. The theme of a message is, of those
      that the codebook finds in it, the one that the fewest messages have; messages without a theme are a stratum. A
      stratum of N messages gets a share in proportion to the square root of N (Bankier 1988).
    - `seed`: of the random numbers; without it the one of the project. The same seed draws the same everywhere.
    - `coders`: a column for each, in place of one column `themes`.
    - `show_themes`: whether a column shows what the codebook finds. Coders should not see it.

    Codes are ids of themes, separated by semicolons; `none` for no theme; `?` for a message that was not coded. Keep
    the column `inclusion_probability`: `validate` weighs each message by 1 over it.

    Raises `UsageError` where nothing is drawn, a stratum is unknown or a coder has the name of another column;
    `DocumentError` where a document cannot be read.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise usage_error(f"n: `{n}` is no number of messages", "ask for at least one")
    columns = ([str(coder) for coder in coders], bool(show_themes))
    return _opened(source).sample(n, [str(name) for name in stratify], seed, columns, progress)


def validate(source: Project | Corpus, codings: StrPath, *, progress: Progress | None = None) -> dict[str, Table]:
    """What the codebook finds beside what people coded: the tables of `themeshift validate`, by their names.

    - `codings`: a CSV file with `document`, `ordinal` and `themes`, or a column for each coder in place of `themes`.

    `validation` has precision and recall with Wilson intervals, F1 with the interval of Goutte and Gaussier (2005),
    Cohen's kappa, and micro and macro averages with bootstrap intervals. `agreement` has Cohen's kappa and
    Krippendorff's alpha between all coders and the codebook. `validation_disagreements` has the messages behind
    the errors.

    Raises `CodingsError` with file and line where a document, message or theme does not exist or a cell may mean two
    things; `UsageError` without a codebook; `DocumentError` where a document cannot be read.
    """
    return {table.name: table for table in _opened(source).validate(absolute(codings), progress)}


def partial_counts(
    batches: object,
    *,
    codebook: Codebook | None = None,
    text: str = "text",
    date: str | None = None,
    year: str | None = None,
    document: str | None = None,
    settings: Mapping[str, Any] | None = None,
    **keywords: Unpack[Settings],
) -> Iterator[Table]:
    """Integer counts of batches of texts, for engines that hold a corpus in many parts (Spark, Ray, Dask, DuckDB).

    `batches` is a stream with the Arrow PyCapsule interface (a reader, a table, a data frame), or an iterable of record
    batches. One table of counts comes for each batch; nothing is kept between batches, so any split of the rows, in any
    order, on any number of processes gives the same sums:

        SELECT period, what, key_a, key_b, sum(count) FROM counts GROUP BY period, what, key_a, key_b

    The tables have `__arrow_c_array__`, so `pyarrow.record_batch(table)` makes a record batch of one. Columns: `period`
    (its label), `what`, `key_a`, `key_b` (empty text where there is no key, never missing) and `count` (64 bits). The
    columns of the batches are named as for `Corpus.from_dataframe`; the setting `periods` says what a period is.

    | what | keys | sum |
    |---|---|---|
    | documents, messages, tokens | | rows; messages; word tokens: `n_messages`, `n_tokens` |
    | document_messages, document_tokens | document | the same of a document; where there is a column of ids |
    | term, term_messages, term_documents | term | occurrences; messages and rows with the term |
    | theme_hits, theme_messages, theme_tokens | theme | hits; messages with a hit, and their word tokens |
    | theme_weight_billionths | theme | weights of the hits, in billionths; of themes with weights |
    | pattern_hits, pattern_messages | theme, pattern | hits of the pattern; messages with one |
    | pair_messages, pair_shared_span_only | theme, theme | messages with both; those that share all words |
    | theme_term, theme_term_messages | theme, term | the term in messages with the theme |
    | tokens_squared, theme_hits_squared, theme_hits_tokens | theme | sums over messages, for intervals of rates |

    Each row is split into messages by itself and counts as one document. So give whole documents, or set `unit` to
    "document", "sentence" or "paragraph" where rows are parts of them: the unit "auto" looks at a whole row. A document
    that stands in several rows counts once for each in `documents` and `term_documents`; all other counts are of
    messages and words, and do not care which row they stand in. What is no sum is not here: dispersion, labels of
    terms, and pairs of terms, which need the final counts first.

    Raises `ManifestError`, `DocumentError`, `CodebookError` or `ProjectError` as `Corpus.from_dataframe` and `Project`
    do; rows are numbered within their batch, from 0.
    """
    tables = nested(settings, keywords)
    given = _codebook(codebook, tables)
    kernel = _core.Kernel(tables, given, (text, date, year, document))
    if hasattr(batches, "__arrow_c_stream__"):
        return kernel.stream(batches)
    if isinstance(batches, Iterable):
        return map(kernel.count, batches)
    raise usage_error(
        f"a {type(batches).__name__} is no stream of record batches",
        "give a reader or a table with __arrow_c_stream__, or an iterable of record batches",
    )


def chart_kinds() -> dict[str, str]:
    """All kinds of charts by name, with what is seen."""
    return dict(_core.chart_kinds())
