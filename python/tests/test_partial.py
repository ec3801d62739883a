"""Partial counts: any split, any order, any number of processes gives the sums of a local run."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from collections.abc import Iterable, Iterator

import polars
import pyarrow
import pytest

import themeshift

import made

KEYS = ["period", "what", "key_a", "key_b"]
Sums = dict[tuple[object, ...], int]


def frame(documents: int = 1500) -> pyarrow.Table:
    ids, years, texts = zip(*made.texts(documents))
    return pyarrow.table({"document": ids, "year": years, "text": texts})


def summed(parts: Iterable[themeshift.Table]) -> Sums:
    sums: Counter[tuple[object, ...]] = Counter()
    for part in parts:
        columns = part.to_pydict()
        for *key, count in zip(*(columns[name] for name in [*KEYS, "count"])):
            sums[tuple(key)] += count
    return dict(sums)


def counts(batches: object) -> Iterator[themeshift.Table]:
    return themeshift.partial_counts(batches, codebook=made.CODEBOOK, document="document")


@pytest.fixture(scope="module")
def whole() -> Sums:
    (part,) = counts(frame().combine_chunks())
    return summed([part])


def local() -> Sums:
    """The same counts from a local run."""
    results = themeshift.Project(themeshift.Corpus.from_dataframe(frame()), made.CODEBOOK, replicates=1).run()
    sums: Sums = {}

    def take(what: str, table: str, column: str, *keys: str) -> None:
        columns = results[table].to_pydict()
        for row, count in enumerate(columns[column]):
            found = [columns[key][row] for key in keys] + ["", ""]
            if count:
                sums[columns["period"][row], what, found[0], found[1]] = count

    for what, column in [("messages", "messages"), ("tokens", "tokens")]:
        take(f"document_{what}", "documents", column, "document")
    for what, column in [("term", "count"), ("term_messages", "messages"), ("term_documents", "documents")]:
        take(what, "term_frequency", column, "term")
    for what, column in [("theme_hits", "hits"), ("theme_messages", "messages")]:
        take(what, "theme_frequency", column, "theme")
    for what, column in [("pattern_hits", "hits"), ("pattern_messages", "messages")]:
        take(what, "theme_patterns", column, "theme", "pattern")
    for what, column in [("pair_messages", "messages_both"), ("pair_shared_span_only", "shared_span_only")]:
        take(what, "theme_cooccurrence", column, "theme_a", "theme_b")
    for what, column in [("theme_term", "count"), ("theme_term_messages", "messages")]:
        take(what, "term_frequency_by_theme", column, "theme", "term")
    for what, column in [("documents", "documents"), ("messages", "messages"), ("tokens", "tokens")]:
        take(what, "comparability", column)
    return sums


def test_the_sums_are_those_of_a_local_run(whole: Sums) -> None:
    expected = local()
    moments = ["tokens_squared", "theme_tokens", "theme_hits_squared", "theme_hits_tokens"]
    assert {key: count for key, count in whole.items() if key[1] not in moments} == expected
    assert {what for _, what, _, _ in whole} == {what for _, what, _, _ in expected} | set(moments)
    messages = themeshift.messages(themeshift.Project(themeshift.Corpus.from_dataframe(frame()))).to_pydict()
    squares: Counter[str] = Counter()
    for period, tokens in zip(messages["period"], messages["tokens"]):
        squares[period] += tokens**2
    assert {key[0]: count for key, count in whole.items() if key[1] == "tokens_squared"} == squares


@pytest.mark.parametrize("size", [1, 7, 333, 1499])
def test_any_split_in_any_order(whole: Sums, size: int) -> None:
    table = frame()
    order = list(range(len(table)))
    random.Random(size).shuffle(order)
    batches = table.take(order).combine_chunks().to_batches(max_chunksize=size)
    assert len(batches) == -(-len(table) // size)
    random.Random(size).shuffle(batches)
    assert summed(counts(batches)) == whole


def test_streams_are_read_one_batch_at_a_time(whole: Sums) -> None:
    table = frame()
    read = []

    def batches() -> Iterator[pyarrow.RecordBatch]:
        for batch in table.to_batches(max_chunksize=500):
            read.append(len(batch))
            yield batch

    stream = counts(pyarrow.RecordBatchReader.from_batches(table.schema, batches()))
    first = next(stream)
    assert read == [500]
    assert summed([first, *stream]) == whole
    assert summed(counts(polars.DataFrame(table))) == whole
    # An iterator of batches, as Spark's mapInArrow gives one.
    read.clear()
    lazy = counts(batches())
    first = next(lazy)
    assert read == [500]
    assert summed([first, *lazy]) == whole


def work(batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    (part,) = counts([batch])
    return pyarrow.record_batch(part)


@pytest.mark.parametrize("processes", [1, 3])
def test_any_number_of_processes(whole: Sums, processes: int) -> None:
    batches = frame().to_batches(max_chunksize=200)
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        parts = list(pool.imap_unordered(work, batches))
    # The engine's own group-by and sum finish the work.
    engine = polars.concat([polars.DataFrame(part) for part in parts]).group_by(KEYS).agg(polars.col("count").sum())
    assert {tuple(key): count for *key, count in engine.rows()} == whole
    grouped = pyarrow.Table.from_batches(parts).group_by(KEYS).aggregate([("count", "sum")])
    assert {
        tuple(key): count for *key, count in zip(*(grouped[name].to_pylist() for name in [*KEYS, "count_sum"]))
    } == whole


def test_a_document_in_several_rows_counts_messages_and_words_alike() -> None:
    table = pyarrow.table(
        {"document": ["a", "a", "b"], "year": [2019] * 3, "text": ["Trust us.", "Trust them.", "Norms."]}
    )
    sums = summed(themeshift.partial_counts(table, codebook={"trust": ["trust"]}, unit="document"))
    assert sums["2019", "document_messages", "a", ""] == 2 and sums["2019", "document_tokens", "a", ""] == 4
    assert sums["2019", "theme_hits", "trust", ""] == 2 and sums["2019", "documents", "", ""] == 3
    parts = [
        part
        for row in range(3)
        for part in themeshift.partial_counts(table.slice(row, 1), codebook={"trust": ["trust"]}, unit="document")
    ]
    assert summed(parts) == sums


def test_quarters_add_up() -> None:
    """The period is the key; named in a batch or not, each day counts in its quarter."""
    columns = made.dated(600)
    table = pyarrow.table(columns)
    settings: dict[str, dict[str, str]] = {"periods": {"unit": "quarter"}}

    def counted(batches: object) -> Sums:
        return summed(
            themeshift.partial_counts(
                batches, codebook=made.CODEBOOK, date="date", document="document", settings=settings
            )
        )

    (part,) = themeshift.partial_counts(table, codebook=made.CODEBOOK, periods={"unit": "quarter"})
    assert part.column_names == [*KEYS, "count"] and part.key == KEYS
    whole = counted(table)
    assert summed([part]) == whole
    for size in [1, 50, 599]:
        assert counted(table.to_batches(max_chunksize=size)) == whole
    project = themeshift.Project(themeshift.Corpus.from_dataframe(table), made.CODEBOOK, periods={"unit": "quarter"})
    periods = project.run().periods.to_pydict()
    for what in ["documents", "messages", "tokens"]:
        sums = {key[0]: count for key, count in whole.items() if key[1] == what}
        assert sums == dict(zip(periods["period"], periods[what]))
    frequency = themeshift.theme_frequency(project).to_pydict()
    hits = zip(frequency["period"], frequency["theme"], frequency["hits"])
    assert {(key[0], key[2]): count for key, count in whole.items() if key[1] == "theme_hits"} == {
        (period, theme): count for period, theme, count in hits if count
    }
    coarse = pyarrow.table({"text": ["Trust."], "year": [2022]})
    with pytest.raises(
        themeshift.ManifestError, match="row 0: the document `0` is dated 2022, which is no one quarter"
    ):
        list(themeshift.partial_counts(coarse, settings=settings))


def test_wrong_input_is_an_exception() -> None:
    with pytest.raises(themeshift.CodebookError, match="theme `trust`, pattern"):
        themeshift.partial_counts([], codebook={"trust": ["a ~x b"]})
    with pytest.raises(themeshift.UsageError, match="no stream of record batches"):
        themeshift.partial_counts(5)
    with pytest.raises(themeshift.ManifestError, match="builtins.int is no table|int is no table"):
        list(themeshift.partial_counts([5]))
    table = pyarrow.table({"year": [2019, 2019], "text": ["Trust us.", None]})
    with pytest.raises(themeshift.ManifestError, match="row 1: `text` is missing"):
        list(themeshift.partial_counts(table))
    with pytest.raises(themeshift.DocumentError, match="row 0: the document `0` is empty"):
        list(themeshift.partial_counts(pyarrow.table({"year": [2019], "text": [" "]})))
    assert [len(part) for part in themeshift.partial_counts(table.slice(0, 0).to_batches() or [table.slice(0, 0)])] == [
        0
    ]
