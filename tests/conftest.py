"""What tests of several files start from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright. Skips where it is not installed; in continuous integration it must be."""
    if BROWSER is None:
        if os.environ.get("CI"):
            pytest.fail("continuous integration must have Chromium: make tools")
        pytest.skip("no Chromium here (make tools installs it where apt-get is)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield running
        running.close()
