"""The reading room as its tests open it: a real server over a real corpus, a real browser, and what must hold on every page."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from processes import untraced

import tiaokuan

ROOT = Path(__file__).parent.parent
SCREENSHOTS = ROOT / "build" / "screenshots"
"""Kept as output of continuous integration, to be looked at."""
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
LANGUAGES = ("zh", "en")


@contextmanager
def reading_room(corpus: Path, *options: str) -> Iterator[str]:
    """`tiaokuan serve` over a corpus in a process of its own; gives its address (without a slash at its end)."""
    with room_process(corpus, *options) as (base, _):
        yield base


@contextmanager
def room_process(corpus: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The same, with the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "--corpus", str(corpus), "serve", "--no-browser", "--port", "0", *options],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, env=untraced(PYTHONUNBUFFERED="1"))
    try:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said + process.stderr.read()
        yield found[0].rstrip("/"), process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


@dataclass
class Reader:
    """A reader's browser: `tab` is Playwright's page; what it asks for elsewhere and what it complains of is kept."""

    base: str
    tab: Any
    size: str
    language: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    excused: Sequence[str] = ()

    def open(self, path: str) -> Any:
        """Goes to a page of the room and waits until it is loaded."""
        return self.tab.goto(self.base + path, wait_until="load")

    def tab_to(self, selector: str, most: int = 40) -> None:
        """Presses Tab until what has the focus fits the selector; at most so often, else the test fails."""
        for _ in range(most):
            self.tab.keyboard.press("Tab")
            if self.tab.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is not reached by {most} times Tab")

    def look(self, name: str) -> None:
        """What must hold on every page: nothing wider than the window, no serious fault of accessibility (axe-core, WCAG 2 A and
        AA). Keeps a screenshot."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.tab.screenshot(path=SCREENSHOTS / f"{name}-{self.language}-{self.size}.png")
        wider = self.tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} px wider than its window"
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.tab, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
        assert not serious, serious

    def check(self) -> None:
        """At the end: nothing was asked for elsewhere, nothing complained of that the test did not expect."""
        assert not self.elsewhere, self.elsewhere
        left = [c for c in self.complaints if not any(e in c for e in self.excused)]
        assert not left, left


@contextmanager
def reader(browser: Any, base: str, size: str = "wide", language: str = "zh", **options: Any) -> Iterator[Reader]:
    """A reader at that size, in that language."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.add_cookies([{"name": "lang", "value": language, "url": base}])
    context.set_default_timeout(15_000)
    tab = context.new_page()
    it = Reader(base, tab, size, language)
    host = urlsplit(base).netloc
    tab.on("request", lambda request: None if urlsplit(request.url).netloc == host or request.url.startswith(("data:", "blob:"))
           else it.elsewhere.append(request.url))
    tab.on("console", lambda message: it.complaints.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: it.complaints.append(str(error)))
    try:
        yield it
        it.check()
    finally:
        context.close()


every_way = pytest.mark.parametrize(("size", "language"), [(s, la) for s in SIZES for la in LANGUAGES])
"""Each size in each language."""


def filled(path: Path) -> Path:
    """A corpus with the bundled samples and three plans that carry out each other."""
    from plans import fill

    with tiaokuan.open(path) as corpus:
        corpus.add(ROOT / "corpus" / "samples")
        fill(corpus)
    return path
