"""The comparison as a page: whole by itself, nothing fetched; in a real browser filters, jumps and both views work."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tiaokuan
from corpus.model import Clause, Document, Metadata, Source
from index.compare import Comparison, compare
from render import show
from render.comparison import page

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"


@pytest.fixture(scope="module")
def compared() -> Comparison:
    old, new = (tiaokuan.analyse((SAMPLES / f"yunling-{year}.txt").read_bytes(), f"yunling-{year}.txt") for year in (2016, 2021))
    return compare(old, new)


def law(*texts: str) -> Document:
    clauses = tuple(Clause(f"第{n}条", None, 1, "unit", f"第{n}条", "", f"第{n}条 {text}") for n, text in enumerate(texts, 1))
    return Document("law", Metadata(title="<b>法</b>"), Source("law.txt", "0" * 64, "text/plain"), clauses)


def test_style_and_script_are_allowed_by_their_hashes_alone(compared: Comparison) -> None:
    made = page(compared)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', made)
    assert policy and "unsafe" not in policy[1] and "default-src 'none'" in policy[1]
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", made, re.S)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]
    assert not re.search(r"""(?:src|href)=(?!["']?#)|url\(|@import|\sstyle=|\son\w+=""", made)


def test_what_a_document_says_is_never_markup() -> None:
    made = page(compare(law("甲<script>alert(1)</script>乙"), law('甲"><img src=x onerror=alert(1)>乙')))
    assert made.count("<script>") == 1 and "<img" not in made and "<b>法" not in made


def test_a_moved_sentence_is_shown_as_moved() -> None:
    made = page(compare(law("先由省里统一编制年度计划。再由各市逐级分解落实任务。"), law("再由各市逐级分解落实任务。先由省里统一编制年度计划。")))
    assert '<del class="moved" title="移走（1）">' in made and '<ins class="moved" title="移来（1）">' in made


@pytest.fixture
def opened(browser: Any, compared: Comparison, tmp_path: Path) -> Iterator[Any]:
    """The page in a browser; whatever it asks for beside itself, and whatever it complains of, fails the test."""
    file = tmp_path / "比较.html"
    show(compared, "html", file)
    tab = browser.new_page(viewport={"width": 1280, "height": 700})
    asked: list[str] = []
    wrong: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto(file.as_uri())
    yield tab
    assert asked == [file.as_uri()] and wrong == []
    tab.close()


def shown(tab: Any, selector: str = ".row") -> int:
    return tab.locator(f"{selector}:visible").count()


def test_filters_show_and_hide_each_kind_of_change(opened: Any, compared: Comparison) -> None:
    counts = compared.counts()
    assert shown(opened) == len(compared.rows) - counts.get("same", 0)
    for kind in counts:
        box = opened.locator(f"input[value={kind}]")
        box.uncheck()
        assert shown(opened, f".row.{kind}") == shown(opened, f".comparison-list li.{kind}") == 0
        box.check()
        assert shown(opened, f".row.{kind}") == counts[kind]
    assert shown(opened) == len(compared.rows)


def test_jumps_by_key_by_button_and_from_the_list(opened: Any, compared: Comparison) -> None:
    changed = [n for n, row in enumerate(compared.rows, 1) if row.change != "same"]
    here = lambda: opened.evaluate("document.activeElement.id")  # noqa: E731
    opened.keyboard.press("j")
    assert here() == f"r{changed[0]}"
    opened.click("[data-part=next]")
    assert here() == f"r{changed[1]}" and opened.inner_text("[data-part=count]") == f"2 / {len(changed)} 处"
    opened.keyboard.press("k")
    assert here() == f"r{changed[0]}"
    opened.locator(".comparison-list a").last.click()
    assert here() == f"r{changed[-1]}"
    opened.keyboard.press("j")
    assert here() == f"r{changed[-1]}"
    top = opened.locator(".comparison-top").bounding_box()
    row = opened.locator(f"#r{changed[-1]}").bounding_box()
    assert row["y"] >= top["y"] + top["height"] - 1 and row["y"] < 700


def test_both_sides_scroll_together_and_the_views_change(opened: Any, compared: Comparison) -> None:
    edited = next(n for n, row in enumerate(compared.rows, 1) if row.change == "edited" and row.edits)
    for scroll in (0, 400, 1600):
        opened.mouse.wheel(0, scroll)
        old, new = opened.evaluate(  # both at one moment: the window may still be scrolling
            "(row) => ['old', 'new'].map((side) => row.querySelector(`.${side}`).getBoundingClientRect().toJSON())",
            opened.query_selector(f"#r{edited}"))
        assert old["y"] == new["y"] and old["x"] + old["width"] <= new["x"]
    opened.wait_for_timeout(300)
    assert opened.locator(".comparison-top").bounding_box()["y"] == 0
    opened.click("[data-part=inline]")
    assert shown(opened, ".sides") == 0 and shown(opened, f"#r{edited} .inline") == 1
    opened.keyboard.press("v")
    assert shown(opened, f"#r{edited} .inline") == 0 and shown(opened, f"#r{edited} .sides") == 1
    assert opened.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_prints_without_its_controls(opened: Any) -> None:
    opened.emulate_media(media="print")
    assert shown(opened, ".comparison-list") == shown(opened, ".comparison-bar") == 0 and shown(opened) > 0
