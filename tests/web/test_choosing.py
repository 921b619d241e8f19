"""Choosing from a large corpus: the list holds the first documents, and what is typed brings the others."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx
import pytest
from plans import CITY
from playwright.sync_api import expect
from room import Reader, reading_room

import tiaokuan

Visit = Callable[..., Reader]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over 260 plans of invented cities."""
    path = tmp_path_factory.mktemp("many") / "corpus.db"
    made = tiaokuan.analyse(CITY.encode(), "plan.txt")
    with tiaokuan.open(path) as corpus:
        for n in range(260):
            corpus._store.put(dataclasses.replace(
                made, meta=dataclasses.replace(made.meta, title=f"第{n}号市节能工作方案"), source=dataclasses.replace(made.source, uri=f"plan{n:03}.txt", sha256=f"{n:064}")))
    with reading_room(path) as base:
        yield base


def test_what_is_typed_brings_the_others_and_keeps_what_is_chosen(visit: Visit, many: str) -> None:
    it = visit(many, "/matrix")
    chooser = it.tab.locator(".chooser")
    expect(chooser.locator("li")).to_have_count(100)
    chooser.locator("li input").first.check()
    chooser.locator(".narrow").fill("第255号")
    expect(chooser.locator("li")).to_have_count(2)
    chooser.locator("li input").last.check()
    it.look("choosing")
    it.tab.locator("form.bar button, form button.primary").first.click()
    it.tab.wait_for_url("**doc=plan000**doc=plan255**")


def test_a_box_offers_what_is_typed(visit: Visit, many: str) -> None:
    it = visit(many, "/compare")
    it.tab.locator("input[name=old]").fill("第259")
    expect(it.tab.locator("datalist option")).to_have_count(1)


def test_a_box_offers_nothing_where_nothing_fits(many: str) -> None:
    answer = httpx.get(f"{many}/choose?q={quote('没有这样的')}&options=true")
    assert answer.status_code == 200 and "<option" not in answer.text


def test_choices_are_escaped_and_bounded(many: str) -> None:
    assert httpx.get(f"{many}/choose?q={quote('号市')}").text.count("<li>") == 100
    assert httpx.get(f"{many}/choose?name=a%22b").status_code == 422
    assert "第3号市" in httpx.get(f"{many}/choose?doc=plan003&q=nothing").text


def test_documents_come_in_pages(visit: Visit, many: str) -> None:
    it = visit(many, "/documents")
    assert it.tab.locator("#register tbody tr").count() == 200
    it.tab.locator("a[rel=next]").click()
    expect(it.tab.locator("#register tbody tr")).to_have_count(60)
