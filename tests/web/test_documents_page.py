"""The list of documents: narrowed as one types, empty and failed states, downloads, its JSON twin."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable

from playwright.sync_api import expect
from room import Reader, every_way

Visit = Callable[..., Reader]


@every_way
def test_documents_are_listed_and_narrowed(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/documents", size, language)
    expect(it.tab.locator("#register tbody tr")).to_have_count(6)
    it.look("documents")
    it.tab.get_by_role("searchbox").fill("青石")
    expect(it.tab.locator("#register tbody tr")).to_have_count(2)
    assert "q=" in it.tab.url
    it.tab.get_by_role("searchbox").fill("没有这样的文件")
    it.tab.wait_for_selector(".empty")
    it.look("documents-none")


@every_way
def test_an_empty_corpus_says_what_to_do(visit: Visit, bare: str, size: str, language: str) -> None:
    it = visit(bare, "/documents", size, language)
    it.look("documents-empty")
    assert it.tab.locator(".empty a").get_attribute("href") == "/add"


def test_a_page_that_there_is_not_says_so(visit: Visit, served: str) -> None:
    it = visit(served, "/nowhere")
    it.excused = ("404",)
    assert it.tab.locator(".failure").is_visible()
    it.look("no-page")


def test_the_twin_tells_the_same(served: str) -> None:
    rows = json.load(urllib.request.urlopen(f"{served}/api/documents?q=%E9%9D%92%E7%9F%B3"))
    assert sorted(row["id"] for row in rows) == ["city", "qingshi-2022"]


@every_way
def test_every_room_is_in_sight(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/documents", size, language)
    wide = it.tab.evaluate("() => document.documentElement.clientWidth")
    boxes = it.tab.locator("nav.rooms a").evaluate_all("(all) => all.map((e) => [e.getBoundingClientRect().left, e.getBoundingClientRect().right])")
    assert len(boxes) == 9 and all(left >= 0 and right <= wide for left, right in boxes), "no entry of the bar has to be scrolled to"
    title = it.tab.locator("#register tbody td.k-title").first.bounding_box()
    assert title and title["x"] + title["width"] <= wide, "the titles are in sight too"


@every_way
def test_a_document_leads_on(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/documents/qingshi-2022", size, language)
    if size == "narrow":
        it.tab.locator(".about summary").first.click()
    for path in ("/matrix?doc=qingshi-2022", "/targets?doc=qingshi-2022", "/compare?old=qingshi-2022", "/trace?parent=qingshi-2022"):
        expect(it.tab.locator(f".about a[href='{path}']")).to_be_visible()
    it.tab.locator(".about a[href^='/matrix']").click()
    expect(it.tab.locator("#matrix tbody tr.document")).to_have_count(1)
