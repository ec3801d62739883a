"""What the tests share: the program, the shipped corpus, and a made one of 10,000 documents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import themeshift

import made
from command_line import ROOT, run


@pytest.fixture(scope="session")
def shipped_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the shipped corpus, as the program writes them."""
    output = tmp_path_factory.mktemp("shipped")
    run("run", "--quiet", "--output", output, project=ROOT)
    return output / "table"


@pytest.fixture(scope="session")
def shipped() -> themeshift.Project:
    """The shipped project."""
    return themeshift.Project.open(ROOT / "themeshift.toml")


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 10,000 documents."""
    return made.project(tmp_path_factory.mktemp("made"), documents=10_000)


@pytest.fixture(scope="session")
def made_tables(made_folder: Path) -> Path:
    """The tables of the made corpus, as the program writes them."""
    run("run", "--quiet", project=made_folder)
    return made_folder / "output" / "table"


@pytest.fixture(scope="session")
def quarters_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 900 documents by quarter, with groups."""
    return made.quarters(tmp_path_factory.mktemp("quarters"), documents=900)


@pytest.fixture(scope="session")
def quarters_tables(quarters_folder: Path) -> Path:
    """The tables of the project by quarter, as the program writes them."""
    run("run", "--quiet", project=quarters_folder)
    return quarters_folder / "output" / "table"


def pytest_sessionstart() -> None:
    """Fails early where the program is missing."""
    assert os.access(ROOT / "target/release/themeshift", os.X_OK), "build the program first: cargo build --release"
