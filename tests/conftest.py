"""What tests of several files start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from website import Website, website

import tiaokuan


@pytest.fixture
def site() -> Iterator[Website]:
    """A site without pages, on this machine."""
    with website() as running:
        yield running


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[tiaokuan.Corpus]:
    """An empty corpus."""
    with tiaokuan.open(tmp_path / "c.db") as opened:
        yield opened
