"""The list of units, and the page of one department: its line, its tasks over time, who it works with."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import networkx
import pytest
from inside import TestClient, inside
from openpyxl import load_workbook
from playwright.sync_api import expect
from room import Reader, every_way

import tiaokuan

Visit = Callable[..., Reader]
LINE = "/units/" + quote("生态环境")


@every_way
def test_from_the_list_to_a_department(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/units", size, language)
    expect(it.tab.locator("#register tbody tr")).to_have_count(65)
    it.tab.get_by_role("searchbox").fill("生态环境")
    expect(it.tab.locator("#register tbody tr")).to_have_count(4)
    it.look("units")
    it.tab.locator("#results .count a").click()
    it.tab.wait_for_url("**" + LINE)
    expect(it.tab.locator("ol.line li")).to_have_count(5)
    assert it.tab.locator("#years tbody tr").count() >= 3
    assert (it.tab.locator("ul.tasks a").first.get_attribute("href") or "").startswith("/documents/")
    drawn = it.tab.locator("svg.ego")
    expect(drawn).to_be_visible()
    assert drawn.locator("circle.partner").count() == it.tab.locator("#partners tbody tr").count() > 5
    it.look("unit")
    it.tab.locator("#partners").scroll_into_view_if_needed()
    it.look("unit-network")


@every_way
def test_where_nothing_fits_it_says_so(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/units?q=%E6%B2%A1%E6%9C%89%E7%9A%84", size, language)
    expect(it.tab.locator("#results .empty")).to_be_visible()
    it.look("units-none")
    it.excused = ("404",)
    it.tab.locator("#results .empty a").click()
    expect(it.tab.locator(".failure")).to_contain_text("没有的")
    it.look("unit-failure")
    it.open("/units/" + quote("铁道部"))
    assert it.tab.locator("ol.line li").count() > 0 and not it.tab.locator("svg.ego").count()
    it.look("unit-without-tasks")


def test_an_empty_corpus_says_what_to_do(visit: Visit, bare: str) -> None:
    it = visit(bare, "/units")
    assert it.tab.locator(".empty a").get_attribute("href") == "/add"
    it.look("units-empty")
    it.open(LINE)
    expect(it.tab.locator("ol.line li")).to_have_count(5)


def test_by_keyboard_to_a_department(visit: Visit, served: str) -> None:
    it = visit(served, "/units")
    it.tab.keyboard.press("Tab")
    it.tab.keyboard.press("Enter")
    it.tab.keyboard.press("Tab")
    it.tab.keyboard.type("财政局")
    expect(it.tab.locator("#register tbody tr")).to_have_count(1)
    for _ in range(20):
        it.tab.keyboard.press("Tab")
        if "财政局" in (it.tab.evaluate("document.activeElement.closest('th')?.textContent") or ""):
            break
    it.tab.keyboard.press("Enter")
    it.tab.wait_for_url("**/units/**")
    assert "财政局" in it.tab.locator("h1").inner_text()


def test_without_script_it_works(visit: Visit, served: str) -> None:
    it = visit(served, LINE, java_script_enabled=False)
    it.tab.locator("details.year summary").last.click()
    assert it.tab.locator("details.year").last.locator("ul.tasks a").first.is_visible()
    it.open("/units?q=" + quote("财政局"))
    expect(it.tab.locator("#register tbody tr")).to_have_count(1)


def test_the_list_counts_as_the_library(client: TestClient, place: Path) -> None:
    with tiaokuan.open(place) as corpus:
        rows = {r.unit: (r.roles["lead"], r.roles["support"], r.roles["responsible"], dict(r.names), len(r.documents)) for r in corpus.units()}
    told = client.get("/api/units").json()
    assert {r["unit"]: (r["lead"], r["support"], r["responsible"], r["names"], r["documents"]) for r in told["rows"]} == rows
    assert told["total"] == len(rows)
    sheet = load_workbook(io.BytesIO(client.get("/units?format=xlsx&role=牵头").content)).worksheets[0]
    assert sheet.max_row - 1 == sum(lead > 0 for lead, *_ in rows.values())


def test_the_twin_of_a_department(client: TestClient, place: Path) -> None:
    told = client.get("/api" + LINE).json()
    with tiaokuan.open(place) as corpus:
        found = corpus.department("生态环境")
        for task in told["tasks"]:
            assert corpus.clause(task["document"], task["clause"])
    assert told["tasks_all"] == len(found) == len(told["tasks"]) and told["roles"] == dict(found.roles)
    assert {x["a"] if x["b"] == "生态环境" else x["b"]: x["tasks"] for x in told["network"]["links"]} == {n: x.tasks for n, x in found.partners}
    assert len(client.get("/api" + LINE + "?tasks=2").json()["tasks"]) == 2


def test_the_network_as_files(client: TestClient) -> None:
    answer = client.get(LINE + "/network")
    graph = networkx.parse_graphml(answer.text)
    assert "生态环境" in graph and unquote(answer.headers["content-disposition"]).endswith("生态环境-network.graphml")
    assert client.get(LINE + "/network?format=gexf").content.startswith(b"<?xml")
    drawn = client.get(LINE + "/network.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml") and ElementTree.fromstring(drawn.content).tag.endswith("svg")
    assert client.get("/units/" + quote("铁道部") + "/network.svg").status_code == 404
    assert len(load_workbook(io.BytesIO(client.get(LINE + "?format=xlsx").content)).worksheets) >= 3


@pytest.mark.parametrize(("path", "status"), [
    ("/units?role=boss", 400), ("/api/units?role=boss", 400), ("/units/没有的单位", 404), ("/api/units/没有的单位", 404), ("/units/甲%2F乙", 404),
    ("/units/%3Cscript%3E", 404), ("/units/" + "长" * 300, 422), ("/units/%20", 404), ("/units?page=99", 200)])
def test_what_cannot_be_asked_is_told(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status and "<script>" not in answer.text.replace('<script src="', "")


HOSTILE = """<script>alert(1)</script>“甲"方案'的通知
一、任务
（一）推广<img src=x onerror=alert(1)>技术，到2025年，单位<b>能耗</b>下降15%，森林覆盖率达到30%以上。（省发展改革委牵头，省财政厅配合）
"""


def test_hostile_documents_are_text(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add_bytes(HOSTILE.encode(), "=cmd<script>.txt", "javascript:alert(1)")
        doc_id = next(iter(corpus.documents())).id
    with inside(tmp_path / "c.db") as client:
        for path in ("/matrix", "/matrix?by=unit", "/targets", "/targets/chart?indicator=森林", "/units", "/units/发展改革", f"/matrix?doc={quote(doc_id)}"):
            html = client.get(path).text
            assert "alert(1)" in html or "units" in path
            assert "<script>alert" not in html and "<img src=x" not in html and "<b>能耗" not in html and 'href="javascript:' not in html, path
