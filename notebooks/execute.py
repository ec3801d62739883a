"""Executes the notebooks. Their sources are the .py files; the .ipynb beside each is made from it.

    python notebooks/execute.py                   # executes all and writes the .ipynb
    python notebooks/execute.py 02 --pictures out # only this one, with its pictures as PNG in a folder, to look at
    python notebooks/execute.py --check           # writes nothing; fails where a committed notebook is not true

A notebook is true when no cell raises or warns, its cells are those of its source, its texts, tables and themeshift's
own charts are what the cells give, and it takes at most sixty seconds. Pictures in PNG, which other libraries draw,
must be there but may differ in their bytes. What depends on the machine is left out, or not allowed in outputs.
"""

from __future__ import annotations

import argparse
import base64
import difflib
import re
import sys
import tempfile
import time
from pathlib import Path

import jupytext
import matplotlib.font_manager  # noqa: F401 (the first import on a machine looks for fonts and says so)
import nbformat
import vl_convert
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets.config import Config

HERE = Path(__file__).resolve().parent
LONGEST = 60
"""Seconds that a notebook may take."""
METADATA = {
    "jupytext": {"formats": "ipynb,py:percent"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PICTURE = "image/png"
OF_THIS_MACHINE = [(re.escape(str(HERE.parent)), "a path"), (r"\b0x[0-9a-f]{6,}\b", "an address in memory")]


class Untrue(Exception):
    """A notebook is not what it should be; the text says why."""


def source(path: Path) -> NotebookNode:
    """The cells of a source, without outputs; the same on every machine."""
    notebook = jupytext.read(path)
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = f"cell-{number:02}"
    return notebook


def execute(notebook: NotebookNode) -> float:
    """Executes the cells in a new kernel, in the folder of the notebooks; gives the seconds it took."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        # Sockets in a folder of one's own, since nobody else should talk to the kernel; their paths must be short.
        sockets = {"transport": "ipc", "connection_file": f"{folder}/kernel.json"}
        client = NotebookClient(
            notebook,
            timeout=2 * LONGEST,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(HERE)}},
            config=Config({"KernelManager": sockets}),
        )
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise Untrue(f"a cell fails\n{error}") from error
    notebook.metadata = nbformat.from_dict(METADATA)
    return time.monotonic() - start


def outputs(notebook: NotebookNode) -> list[str]:
    """What the cells show, line by line, each output after a line with its cell and kind; of pictures only the kind."""
    lines = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                shown = {output.name: output.text}
            else:
                shown = output.get("data", {output.output_type: ""})
            for kind, text in sorted(shown.items()):
                lines.append(f"{cell.id}: {kind}")
                lines.extend([] if kind == PICTURE else str(text).splitlines())
    return lines


def fit_for_all(notebook: NotebookNode) -> None:
    """Raises where an output would be another on another machine, or is a warning."""
    for cell in notebook.cells:
        if any(output.get("name") == "stderr" for output in cell.get("outputs", [])):
            raise Untrue(f"{cell.id} warns:\n{cell.outputs}")
    text = "\n".join(outputs(notebook))
    for pattern, what in OF_THIS_MACHINE:
        found = re.search(f".*{pattern}.*", text)
        if found:
            raise Untrue(f"an output holds {what}: {found.group()[:200]}")


def compare(fresh: NotebookNode, path: Path) -> None:
    """Raises where a committed notebook has other cells or other outputs than a fresh one."""
    if not path.exists():
        raise Untrue("it was never executed")
    committed = nbformat.read(path, as_version=4)
    for name, of in {"cells": cells, "outputs": outputs}.items():
        difference = list(difflib.unified_diff(of(committed), of(fresh), f"committed {name}", name, n=1, lineterm=""))
        if difference:
            shown = [line[:300] for line in difference[:40]]
            raise Untrue("\n".join([f"its {name} are not those of its source", *shown]))


def cells(notebook: NotebookNode) -> list[str]:
    """The cells without outputs, line by line, and all metadata."""
    lines = [str(notebook.metadata)]
    for cell in notebook.cells:
        lines.append(f"{cell.id}: {cell.cell_type} {cell.get('execution_count')} {dict(cell.metadata)}")
        lines.extend(cell.source.splitlines())
    return lines


def save_pictures(notebook: NotebookNode, folder: Path, name: str) -> None:
    """Writes all pictures as PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    for cell in notebook.cells:
        for number, output in enumerate(cell.get("outputs", [])):
            data = output.get("data", {})
            if PICTURE in data:
                picture = base64.b64decode(data[PICTURE])
            elif "image/svg+xml" in data:
                picture = vl_convert.svg_to_png(data["image/svg+xml"], scale=1.5)
            else:
                continue
            (folder / f"{name}-{cell.id}-{number}.png").write_bytes(picture)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="how the names of the notebooks begin; all where empty")
    parser.add_argument("--check", action="store_true", help="write nothing, and fail where a notebook is not true")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="also write all pictures as PNG files")
    asked = parser.parse_args()

    paths = sorted(HERE.glob("[0-9]*.py"))
    if asked.names:
        paths = [path for path in paths if path.name.startswith(tuple(asked.names))]
    extra = {path.stem for path in HERE.glob("*.ipynb")} - {path.stem for path in HERE.glob("*.py")}
    failed = bool(extra) or not paths
    for name in sorted(extra):
        print(f"{name}.ipynb: there is no source {name}.py", file=sys.stderr)
    if not paths:
        print("no notebook has such a name", file=sys.stderr)
    for path in paths:
        try:
            notebook = source(path)
            seconds = execute(notebook)
            if asked.pictures:
                save_pictures(notebook, asked.pictures, path.stem)
            fit_for_all(notebook)
            if asked.check:
                compare(notebook, path.with_suffix(".ipynb"))
            else:
                nbformat.validate(notebook)
                nbformat.write(notebook, path.with_suffix(".ipynb"))
            if seconds > LONGEST:
                raise Untrue(f"it takes {seconds:.0f} s, more than {LONGEST}")
            print(f"{path.stem}: {seconds:.0f} s")
        except Untrue as error:
            print(f"{path.stem}: {error}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
