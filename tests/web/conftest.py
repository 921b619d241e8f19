"""A server with documents, one without, and a way to open their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from inside import TestClient, inside
from room import Reader, filled, reader, reading_room


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a corpus with six documents. Tests must leave the corpus as it was."""
    with reading_room(filled(tmp_path_factory.mktemp("room") / "corpus.db")) as base:
        yield base


@pytest.fixture(scope="package")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over an empty corpus."""
    with reading_room(tmp_path_factory.mktemp("bare") / "corpus.db") as base:
        yield base


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[str]:
    """The address of a server of this test's own, over a corpus that it may change."""
    with reading_room(filled(tmp_path / "corpus.db")) as base:
        yield base


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with six documents, of one module's tests."""
    return filled(tmp_path_factory.mktemp("place") / "corpus.db")


@pytest.fixture
def client(place: Path) -> Iterator[TestClient]:
    """The application over it, in this process."""
    with inside(place) as opened:
        yield opened


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Reader]]:
    """Opens a reader's browser on a server: `visit(served, "/matrix", size, language)`."""
    with ExitStack() as stack:
        def go(base: str, path: str = "/", size: str = "wide", language: str = "zh", **options: Any) -> Reader:
            it = stack.enter_context(reader(browser, base, size, language, **options))
            it.open(path)
            return it

        yield go
