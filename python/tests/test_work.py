"""Long work: progress, callbacks that raise, Ctrl-C, and other threads meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pyarrow
import pytest
from tqdm import tqdm

import themeshift

import made


@pytest.fixture(scope="module")
def project() -> themeshift.Project:
    ids, years, texts = zip(*made.texts(3000))
    corpus = themeshift.Corpus.from_dataframe(pyarrow.table({"document": ids, "year": years, "text": texts}))
    return themeshift.Project(corpus, made.CODEBOOK, replicates=500, cooccurrence_terms=20)


def test_progress_is_told_of_every_stage(project: themeshift.Project) -> None:
    told: list[tuple[str, int, int]] = []
    caller = threading.get_ident()

    def progress(stage: str, done: int, total: int) -> None:
        assert threading.get_ident() == caller
        told.append((stage, done, total))

    project.run(progress=progress)
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages[0] == "counting" and len(stages) > 3, stages
    for stage in stages:
        of_stage = [(done, total) for name, done, total in told if name == stage]
        assert len({total for _, total in of_stage}) == 1
        assert [done for done, _ in of_stage] == sorted(done for done, _ in of_stage)
        assert of_stage[-1][0] == of_stage[-1][1], (stage, of_stage)
    assert told[0][2] == sum(len(text.encode()) for _, _, text in made.texts(3000))


def test_tqdm(project: themeshift.Project) -> None:
    with open(os.devnull, "w") as nothing, tqdm(file=nothing) as bar:

        def progress(stage: str, done: int, total: int) -> None:
            if bar.desc != stage:
                bar.reset(total)
                bar.set_description_str(stage)
            bar.update(done - bar.n)

        themeshift.theme_frequency(project, progress=progress)
        assert bar.n == bar.total > 100_000 and bar.desc == "counting"


def test_a_callback_that_raises_stops_the_work(project: themeshift.Project) -> None:
    calls = []

    def progress(stage: str, done: int, total: int) -> None:
        calls.append(stage)
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        project.run(progress=progress)
    assert len(calls) == 1
    # The project is whole and can be used again.
    assert len(themeshift.theme_frequency(project)) == 20
    with pytest.raises(TypeError):
        themeshift.theme_frequency(project, progress=5)  # type: ignore[arg-type]


def test_other_threads_run_meanwhile(project: themeshift.Project) -> None:
    ticks, stop = [], threading.Event()

    def tick() -> None:
        while not stop.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.005)

    other = threading.Thread(target=tick)
    other.start()
    started = time.monotonic()
    project.run()
    ended = time.monotonic()
    stop.set()
    other.join()
    assert ended - started > 0.2
    gaps = [later - earlier for earlier, later in zip(ticks, ticks[1:])]
    assert max(gaps) < 0.5 * (ended - started), "Python stood still while the work was done"


def test_two_threads_use_one_project(project: themeshift.Project) -> None:
    found: list[themeshift.Table] = []
    threads = [threading.Thread(target=lambda: found.append(themeshift.theme_frequency(project))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and all(table.to_pydict() == found[0].to_pydict() for table in found)


@pytest.mark.parametrize("call", ["project.run()", "list(themeshift.partial_counts(table))"])
def test_ctrl_c_stops_the_work(call: str) -> None:
    code = f"""
        import pyarrow, sys, themeshift
        words = " ".join("trust%d norms rights" % number for number in range(2000))
        rows = 60_000
        column = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * rows, pyarrow.int32()), pyarrow.array([words]))
        table = pyarrow.table({{"text": column, "year": [2000 + row % 20 for row in range(rows)]}})
        project = themeshift.Project(themeshift.Corpus.from_dataframe(table), {{"trust": ["trust*"]}})
        print("ready", flush=True)
        try:
            {call}
        except KeyboardInterrupt:
            print("stopped", flush=True)
            sys.exit(7)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1)
    assert process.poll() is None, "the work is too short to be stopped"
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (7, "stopped\n"), err
    assert time.monotonic() - sent < 5


def test_a_forked_process_does_not_wait_for_threads_that_it_has_not() -> None:
    code = """
        import os, pyarrow, sys, themeshift
        table = pyarrow.table({"text": ["Trust.", "Norms."], "year": [2019, 2020]})
        project = themeshift.Project(themeshift.Corpus.from_dataframe(table), unit="document")
        expected = [part.to_pydict() for part in themeshift.partial_counts(table, unit="document")]
        themeshift.messages(project)
        child = os.fork()
        if child == 0:
            try:
                themeshift.messages(project)
            except themeshift.UsageError as error:
                assert "opened in another process" in str(error)
                # What is made here works, and so do partial counts.
                own = themeshift.Project(themeshift.Corpus.from_dataframe(table), unit="document")
                assert len(themeshift.messages(own)) == 2
                assert [part.to_pydict() for part in themeshift.partial_counts(table, unit="document")] == expected
                os._exit(7)
            os._exit(1)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    line = [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert done.returncode == 7, done.stderr
