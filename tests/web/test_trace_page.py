"""Tracing in the browser: parent and children, the evidence, the differences, what nobody answers."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import unquote

import jsonschema
import openpyxl
import pytest
from playwright.sync_api import expect
from room import Reader, every_way

import tiaokuan

Visit = Callable[..., Reader]
BOTH = "/trace?parent=nation&child=city&child=province"


@every_way
def test_a_parent_is_traced_into_its_children(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/trace", size, language)
    expect(it.tab.locator(".empty")).to_be_visible()
    it.look("trace-empty")
    it.tab.locator("input[name=parent]").fill("国务院关于推进工业节能的意见")
    it.tab.locator("input[name=child][value=city]").check()
    it.tab.locator("input[name=child][value=province]").check()
    it.tab.locator(".picks button.primary").click()
    table = it.tab.locator("table.trace")
    expect(table).to_be_visible()
    assert it.tab.url.endswith(BOTH)
    rows = table.locator("tbody tr")
    assert rows.count() == 4
    assert "weakened" in table.inner_html() and ("left out" if language == "en" else "未提") in table.inner_text()
    it.look("trace")


def test_rows_that_nobody_answers_alone(visit: Visit, served: str) -> None:
    it = visit(served, BOTH)
    twin = json.load(urllib.request.urlopen(f"{served}/api{BOTH}"))
    some = sum(len(row["answers"]) < 2 for row in twin["rows"])
    assert 0 < len(twin["unanswered"]) < some < len(twin["rows"])
    seen = it.tab.locator("table.trace tbody tr:visible")
    for only, wanted in (("none", len(twin["unanswered"])), ("some", some), ("all", len(twin["rows"]))):
        link = it.tab.locator(f"a[data-only={only}]")
        assert str(wanted) in link.inner_text()
        link.click()
        expect(seen).to_have_count(wanted)
        assert ("only=" + only in it.tab.url) == (only != "all")
    it.open(BOTH + "&only=none")  # the address alone says it too
    expect(seen).to_have_count(len(twin["unanswered"]))
    assert seen.first.locator("td.gap").count() == 2


def test_answers_lead_to_their_clauses_and_give_their_evidence(visit: Visit, served: str) -> None:
    it = visit(served, BOTH)
    twin = json.load(urllib.request.urlopen(f"{served}/api{BOTH}"))
    wanted = {f"/documents/{child}/{a['id']}" for row in twin["rows"] for child, answers in row["answers"].items() for a in answers} | {
        f"/documents/nation/{row['id']}" for row in twin["rows"]}
    links = it.tab.locator("table.trace a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert {unquote(link) for link in links} == wanted
    first = it.tab.locator("table.trace td details").nth(1)
    first.locator("summary").click()
    expect(first.locator(".text")).to_be_visible()


def test_downloads_open(served: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(urllib.request.urlopen(f"{served}{BOTH}&format=xlsx").read()))
    assert len(book.sheetnames) == 3
    page = urllib.request.urlopen(f"{served}{BOTH}&format=html").read().decode()
    assert "sha256-" in page and "<script" not in page


@every_way
def test_what_is_wrong_is_said(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/trace?parent=nowhere&child=city", size, language)
    it.excused = ("404",)
    assert "nowhere" in it.tab.locator(".failure").inner_text() and it.tab.locator("input[name=child][value=city]").is_checked()
    it.look("trace-failure")


@pytest.mark.parametrize(("query", "status", "said"), [
    ("parent=city&child=city", 400, "既是上级又是下级"), ("parent=nation&child=city&child=city", 400, "两次"),
    ("parent=nation&" + "&".join(f"child=d{n}" for n in range(31)), 400, "最多 30 份"), ("parent=nation&child=nowhere", 404, "nowhere"),
    ("parent=nation&format=xlsx", 400, "先选"), ("only=nothing", 422, "")])
def test_a_choice_that_cannot_be(served: str, query: str, status: int, said: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(f"{served}/trace?{query}")
    assert told.value.code == status and said in told.value.read().decode()


@every_way
def test_an_empty_corpus_says_what_to_do(visit: Visit, bare: str, size: str, language: str) -> None:
    it = visit(bare, "/trace", size, language)
    assert it.tab.locator(".empty a").get_attribute("href") == "/add"
    it.look("trace-bare")


def test_by_keyboard_alone(visit: Visit, served: str) -> None:
    it = visit(served, "/trace")
    press = it.tab.keyboard.press
    it.tab_to("[name=parent]", 40)
    it.tab.keyboard.type("nation")
    press("Tab")  # the fold of the list
    press("Tab")  # its filter
    it.tab.keyboard.type("青石市人民政府")
    it.tab_to("[value=city]", 4)
    press("Space")
    it.tab_to("button", 4)
    press("Enter")
    expect(it.tab.locator("table.trace")).to_be_visible()
    assert it.tab.url.endswith("/trace?parent=nation&child=city")


def test_dark(visit: Visit, served: str) -> None:
    it = visit(served, BOTH, color_scheme="dark")
    it.look("trace-dark")


def test_the_twin_is_of_the_public_format(served: str) -> None:
    made = json.load(urllib.request.urlopen(f"{served}/api{BOTH}"))
    jsonschema.validate(made, tiaokuan.schema("clause-trace/1"))
