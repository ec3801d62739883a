"""Settings, codebooks, errors and the small things of the package."""

from __future__ import annotations

import inspect
import pathlib
import pickle
import re
import subprocess
import sys
import sysconfig

import pyarrow
import pytest

import themeshift

from command_line import PROGRAM, ROOT


def corpus() -> themeshift.Corpus:
    texts = ["Trust in technology.", "Human rights of children.", "Trust, rights and norms."]
    return themeshift.Corpus.from_dataframe(pyarrow.table({"text": texts, "year": [2019, 2020, 2020]}))


def hits(codebook: themeshift.Codebook) -> dict[str, int]:
    table = themeshift.theme_frequency(themeshift.Project(corpus(), codebook, unit="document")).to_pydict()
    sums: dict[str, int] = {}
    for theme, count in zip(table["theme"], table["hits"]):
        sums[theme] = sums.get(theme, 0) + count
    return sums


def test_codebooks(tmp_path: pathlib.Path) -> None:
    text = '[themes.trust]\ninclude = ["trust"]\n[themes.rights]\ninclude = ["right*"]\n'
    file = tmp_path / "codebook.toml"
    file.write_text(text)
    expected = {"trust": 2, "rights": 2}
    assert hits(text) == hits(file) == hits(str(file)) == expected
    assert hits({"trust": ["trust"], "rights": ("right*",)}) == expected
    assert hits({"themes": {"trust": {"label": "T", "include": ["trust"]}, "rights": ["right*"]}}) == expected
    project = themeshift.Project(corpus(), {"z": ["trust"], "a": {"label": "Rights", "include": ["right*"]}})
    assert list(project.themes.items()) == [("z", "z"), ("a", "Rights")], "themes keep their order"
    assert repr(project) == "Project('themeshift', 3 documents, 2 themes)"


def test_wrong_codebooks_and_settings() -> None:
    cases: list[tuple[type[Exception], str, dict[str, object]]] = [
        (
            themeshift.CodebookError,
            r'^theme `trust`, pattern "a ~x b": .*\n  hint: ',
            {"codebook": {"trust": ["a ~x b"]}},
        ),
        (themeshift.CodebookError, r"^codebook:2:13: theme `t`, pattern", {"codebook": '[themes.t]\ninclude = ["~5"]'}),
        (themeshift.CodebookError, "cannot read the codebook", {"codebook": "no-such-file.toml"}),
        (themeshift.CodebookError, "did you mean `include`", {"codebook": {"trust": {"inclde": ["x"]}}}),
        (themeshift.UsageError, "a codebook cannot be a int", {"codebook": 5}),
        (themeshift.UsageError, "the theme `trust` holds a str", {"codebook": {"trust": "trust"}}),
        (
            themeshift.ProjectError,
            '`snowbal` is no value of `stemmer`\n  hint: did you mean "snowball"',
            {"stemmer": "snowbal"},
        ),
        (
            themeshift.ProjectError,
            r"^unknown key `stemer` in \[text\]\n  hint: did you mean `stemmer`",
            {"settings": {"text": {"stemer": "none"}}},
        ),
        (themeshift.UsageError, "unknown setting `stemer`\n  hint: did you mean `stemmer`", {"stemer": "none"}),
        (themeshift.ProjectError, "`replicates` must be between", {"replicates": 0}),
        (themeshift.ProjectError, "`ngrams` must be a list of whole numbers", {"ngrams": 2}),
        (themeshift.ProjectError, "no document of the baseline period 1999", {"baseline": 1999}),
        (themeshift.UsageError, "no document of the period `1999`", {"only": [1999]}),
        (themeshift.UsageError, "no document variable `scop`", {"where": {"scop": "x"}}),
        (TypeError, "`seed`: a value of type object is no setting", {"seed": object()}),
    ]
    for kind, message, options in cases:
        with pytest.raises(kind, match=message):
            themeshift.Project(corpus(), **options)  # type: ignore[arg-type]


def test_errors_are_those_of_the_command_line() -> None:
    def both(arguments: list[str], call: object) -> None:
        printed = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, cwd=ROOT).stderr
        with pytest.raises(themeshift.ThemeshiftError) as raised:
            call()  # type: ignore[operator]
        assert printed == f"error: {raised.value}\n"

    project = themeshift.Project.open(ROOT)
    both(["run", "no-such-folder"], lambda: themeshift.Project.open("no-such-folder"))
    both(["kwic", "a ~x b"], lambda: themeshift.kwic(project, "a ~x b"))
    both(["messages", "--theme", "trst"], lambda: themeshift.messages(project, theme="trst"))
    both(["chart", "theme_trend"], lambda: project.run().chart("theme_trend"))
    both(["chart", "theme_trends", "--size", "40x30mm"], lambda: project.run().chart("theme_trends", size="40x30mm"))
    both(["messages", "--where", "scope=no such"], lambda: themeshift.Project.open(ROOT, where={"scope": "no such"}))


def test_the_package_brings_the_program(tmp_path: pathlib.Path) -> None:
    installed = pathlib.Path(sysconfig.get_path("scripts")) / "themeshift"
    typed = ["--help", "kwic trust --format json", "run no-such-folder", "kwic a --no-such"]
    for arguments in map(str.split, typed):
        outcomes = {
            (run.returncode, run.stdout, run.stderr)
            for command in ([PROGRAM], [installed], [sys.executable, "-m", "themeshift"])
            for run in [subprocess.run([*command, *arguments], capture_output=True, text=True, cwd=ROOT)]
        }
        assert len(outcomes) == 1, outcomes
    output = tmp_path / "out"
    subprocess.run([installed, "run", "--quiet", "--output", output], check=True, cwd=ROOT)
    tables = sorted(path.name for path in (ROOT / "output" / "table").iterdir())
    assert sorted(path.name for path in (output / "table").iterdir()) == tables
    for name in tables:
        assert (output / "table" / name).read_bytes() == (ROOT / "output" / "table" / name).read_bytes(), name


def test_errors_of_files_have_their_place(tmp_path: pathlib.Path) -> None:
    (tmp_path / "documents.csv").write_text("document,file,year\na,a.txt,2019\na,a.txt,2020\n")
    (tmp_path / "a.txt").write_text("- trust\n")
    with pytest.raises(themeshift.ManifestError, match="documents.csv:3: the document id `a` stands twice") as raised:
        themeshift.Project.open(tmp_path)
    error = raised.value
    assert error.path == str(tmp_path / "documents.csv") and error.line == 3 and error.byte is None
    assert error.hint == "it stands first on line 2; give each document an id of its own"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.line) == (type(error), str(error), 3)


def test_arguments_of_functions() -> None:
    project = themeshift.Project(corpus(), {"trust": ["trust"]}, unit="document")
    for call, message in [
        (lambda: themeshift.kwic(project), "either a pattern or a theme"),
        (lambda: themeshift.kwic(project, "a", theme="trust"), "either a pattern or a theme"),
        (lambda: themeshift.change(project, 2020), "two periods are needed"),
        (lambda: themeshift.change(project, 2020, 2019), "2020 does not come before 2019"),
        (lambda: themeshift.change(project, 2019, 1999), "to_period: no document of the period `1999`"),
        (lambda: themeshift.keyness(project, 2019, 2019), "a period cannot be compared with itself"),
        (lambda: themeshift.keyness(project, against=2019), "there is no target"),
        (lambda: themeshift.keyness(project, 2019, "all"), "against: no document of the period `all`"),
        (lambda: themeshift.keyness(project, measure="g3"), "measure: there is no `g3`"),
        (lambda: themeshift.cooccurrence(project, "words"), "of: there is no `words`"),  # type: ignore[arg-type]
        (lambda: themeshift.messages([1]), "a list is no project"),  # type: ignore[arg-type]
        (lambda: themeshift.tokenize(["a", None]), "text 1 is no text but a NoneType"),  # type: ignore[list-item]
        (lambda: themeshift.tokenize("\ud800"), "text 0 holds half of a surrogate pair"),
    ]:
        with pytest.raises(themeshift.UsageError, match=message):
            call()  # type: ignore[no-untyped-call]


def test_tokens() -> None:
    text = "The children’s naïve e-commerce rights, COVID-19, 2020 igf@un.org"
    rows = themeshift.tokenize(text).to_pylist()
    assert [row["token"] for row in rows] == [
        "The",
        "children’s",
        "naïve",
        "e-commerce",
        "rights",
        "COVID-19",
        "2020",
        "igf@un.org",
    ]
    assert [text.encode()[row["start"] : row["end"]].decode() for row in rows] == [row["token"] for row in rows]
    assert [row["term"] for row in rows] == [None, "children", "naïv", "e-commerc", "right", "covid-19", None, None]
    assert (rows[0]["stop"], rows[6]["class"], rows[7]["class"]) == ("yes", "number", "email")
    several = themeshift.tokenize(pyarrow.array(["a b", "", "c"]), stemmer="none", stop_words="none").to_pydict()
    assert several["text"] == [0, 0, 2] and several["term"] == ["a", "b", "c"]
    assert themeshift.tokenize("Häuser", language="de", stop_words="none").to_pydict()["term"] == ["haus"]


def test_results_are_a_mapping(shipped: themeshift.Project) -> None:
    results = shipped.run()
    assert results["theme_change"] is results.theme_change
    assert "theme_change" in results and "no_table" not in results and "theme_change" in dir(results)
    with pytest.raises(KeyError, match="no table `no_table`; tables: comparability"):
        results["no_table"]
    with pytest.raises(AttributeError, match="no table or attribute `no_table`"):
        _ = results.no_table
    table = results.theme_change
    assert table.unit("difference") == "hits per 1,000 word tokens" and table.describe("theme") == "Theme id."
    with pytest.raises(KeyError, match="no column `x`"):
        table.unit("x")
    assert (table.name, table.key, len(table)) == (
        "theme_change",
        ["theme", "from_period", "to_period"],
        table.num_rows,
    )
    assert "<th title=" in table._repr_html_() and "and 90 more rows" in table._repr_html_()
    assert repr(table).startswith("Table(theme_change: 100 rows, columns theme, from_period")


def test_charts(shipped: themeshift.Project, tmp_path: pathlib.Path) -> None:
    results = shipped.run()
    chart = results.chart("keyness_2020")
    assert chart.name == "keyness_2020" and chart._repr_svg_() == chart.svg
    assert "<desc" in chart.svg and len(chart.description) > 100 and chart.title
    assert chart.png(dpi=72).startswith(b"\x89PNG") and len(chart.png(dpi=72)) < len(chart.png())
    with pytest.raises(themeshift.UsageError, match="`keyness` draws 4 charts\n  hint: name one of keyness_2012"):
        results.chart("keyness")
    for name, options, message in [
        ("keyness_1999", {}, "no chart `keyness_1999`\n  hint: charts of this kind: keyness_2012"),
        ("theme_trends", {"themes": "trst"}, "did you mean `trust`"),
        ("term_trends", {"terms": ["nrom"]}, "the documents have no term `nrom`"),
    ]:
        with pytest.raises(themeshift.UsageError, match=message):
            results.chart(name, **options)  # type: ignore[arg-type]
    with pytest.raises(themeshift.ProjectError, match="unknown key `colour` in .chart."):
        results.chart("theme_trends", colour="red")  # type: ignore[call-arg]
    with pytest.raises(themeshift.UsageError, match="`dpi` must be between 36 and 2400"):
        chart.png(dpi=5)
    with pytest.raises(themeshift.UsageError, match="`pgn` is no format of charts\n  hint: did you mean .png"):
        chart.save(tmp_path / "a.pgn")
    with pytest.raises(themeshift.OutputError, match="cannot write"):
        chart.save(tmp_path / "no" / "folder.svg")
    small = "the smallest type is"
    with pytest.warns(UserWarning, match=small):
        results.chart("theme_cooccurrence_2012", style="slides")
    several = "`theme_heatmap` draws . charts\n  hint: name one of theme_heatmap_1"
    with pytest.raises(themeshift.UsageError, match=several):
        results.chart("theme_heatmap", size="160x70mm")


def test_everything_public_is_documented() -> None:
    for name in themeshift.__all__:
        value = getattr(themeshift, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__doc__, name
    for kind in [themeshift.Project, themeshift.Corpus, themeshift.Results, themeshift.Table, themeshift.Chart]:
        for name, value in vars(kind).items():
            assert name.startswith("_") or value.__doc__, f"{kind.__name__}.{name}"


def test_the_readme_is_true(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    text = (ROOT / "python" / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) >= 4
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"tmp_path": tmp_path}
    for block in blocks:
        exec(block.replace('"figures/', f'"{tmp_path}/'), names)
