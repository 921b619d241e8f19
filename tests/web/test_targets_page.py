"""The register of targets and the chart of an indicator."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from inside import TestClient
from openpyxl import load_workbook
from playwright.sync_api import expect
from room import Reader, every_way

import tiaokuan
from web.pages import targets as page

Visit = Callable[..., Reader]
ENERGY = "单位GDP能耗"


@every_way
def test_the_register_and_a_chart(visit: Visit, served: str, size: str, language: str) -> None:
    pytest.importorskip("matplotlib")
    it = visit(served, "/targets", size, language)
    expect(it.tab.locator("#register tbody tr")).to_have_count(79)
    it.tab.get_by_role("combobox").first.fill("能耗")
    it.tab.locator("select[name=kind]").select_option("target")
    it.tab.locator("form.ask button.primary").click()
    expect(it.tab.locator("#register tbody tr")).to_have_count(10)
    it.look("targets")
    assert (it.tab.locator("#register td.k-text a").first.get_attribute("href") or "").startswith("/documents/")
    it.open("/targets/chart")
    it.look("targets-choose")
    it.tab.locator(".chips a", has_text=ENERGY).click()
    picture = it.tab.locator("figure.chart img")
    expect(picture).to_be_visible()
    assert picture.evaluate("(e) => e.complete && e.naturalWidth") > 300
    assert ENERGY in (picture.get_attribute("alt") or "")
    assert it.tab.locator("#register tbody tr").count() >= 3, "the figures stand below as a table"
    it.look("targets-chart")


@every_way
def test_where_nothing_fits_it_says_so(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/targets?indicator=%E6%B2%A1%E6%9C%89", size, language)
    expect(it.tab.locator("#results .empty")).to_be_visible()
    it.look("targets-none")
    it.excused = ("404", "422")
    it.open("/targets?doc=nowhere")
    expect(it.tab.locator(".failure")).to_contain_text("nowhere")
    it.look("targets-failure")


def test_an_empty_corpus_says_what_to_do(visit: Visit, bare: str) -> None:
    it = visit(bare, "/targets")
    assert it.tab.locator(".empty a").get_attribute("href") == "/add"
    it.open("/targets/chart")
    it.look("targets-empty")


def test_by_keyboard_to_a_clause(visit: Visit, served: str) -> None:
    it = visit(served, "/targets")
    it.tab.keyboard.press("Tab")
    it.tab.keyboard.press("Enter")
    it.tab_to("[name=indicator]", 6)
    it.tab.keyboard.type("非化石能源")
    it.tab.keyboard.press("Enter")
    expect(it.tab.locator("#register tbody tr")).to_have_count(2)
    it.tab_to("[href*='/documents/']", 30)
    it.tab.keyboard.press("Enter")
    it.tab.wait_for_url("**/documents/**")


@pytest.mark.parametrize("filters", [{}, {"indicator": "能耗"}, {"year": 2025, "kind": "target"}, {"nature": "约束性"}])
def test_the_twin_and_the_files_tell_the_same(client: TestClient, place: Path, filters: dict[str, object]) -> None:
    with tiaokuan.open(place) as corpus:
        table = corpus.targets(**filters)  # type: ignore[arg-type]
    told = client.get("/api/targets", params=filters).json()  # type: ignore[arg-type]
    assert told["total"] == len(table) and [(r["document"], r["clause"], r["text"], r["value"]) for r in told["rows"]] == [
        (r.doc_id, r.clause_id, r.text, r.value) for r in table]
    book = load_workbook(io.BytesIO(client.get("/targets", params={**filters, "format": "xlsx"}).content))  # type: ignore[dict-item]
    assert [[c.value for c in row] for row in book.worksheets[0].iter_rows(min_row=2)] == [
        [c.shown(r) for c in table.columns] for r in table]
    assert client.get("/targets", params={**filters, "format": "csv"}).content == tiaokuan.rendered(table, "csv")  # type: ignore[dict-item]


def test_each_page_is_a_part_of_the_whole(client: TestClient, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "ROWS", 7)
    with tiaokuan.open(place) as corpus:
        whole = [(r.doc_id, r.clause_id, r.start) for r in corpus.targets()]
    pages = client.get("/api/targets").json()["pages"]
    found = [(r["document"], r["clause"], r["start"]) for n in range(1, pages + 1) for r in client.get(f"/api/targets?page={n}").json()["rows"]]
    assert found == whole
    assert client.get("/api/targets?page=99").json()["page"] == pages
    some = client.get("/api/targets?doc=city&doc=nation").json()
    assert [r["document"] for r in some["rows"]] == ["city"] + ["nation"] * (some["total"] - 1) or some["pages"] > 1


def test_an_indicator_by_any_of_its_names(client: TestClient, place: Path) -> None:
    with tiaokuan.open(place) as corpus:
        whole = corpus.indicators(indicator=ENERGY)
    told = client.get("/api/targets/indicator", params={"indicator": ENERGY}).json()
    assert told["schema"] == "clause-indicators/1" and [s["points"] for s in told["series"]] == [s["points"] for s in whole.to_json()["series"]]
    some = client.get("/api/targets/indicator", params={"indicator": ENERGY, "doc": ["city", "nation"]}).json()  # type: ignore[dict-item]
    assert {p["doc_id"] for s in some["series"] for p in s["points"]} == {"city", "nation"}
    assert client.get("/api/targets/indicator").json()["series"] == []
    assert {"indicator": ENERGY, "documents": 3} in client.get("/api/targets/indicators").json()


def test_the_chart_is_an_svg(client: TestClient) -> None:
    pytest.importorskip("matplotlib")
    answer = client.get("/targets/chart.svg", params={"indicator": ENERGY})
    assert answer.headers["content-type"].startswith("image/svg+xml") and ElementTree.fromstring(answer.content).tag.endswith("svg")
    assert b"<script" not in answer.content
    for query in ({}, {"indicator": "没有"}):
        assert client.get("/targets/chart.svg", params=query).status_code == 404


def test_without_the_extra_the_table_stands_alone(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiaokuan, "charted", lambda found: None)
    html = client.get("/targets/chart", params={"indicator": ENERGY}).text
    assert "tiaokuan[charts]" in html and "<figure" not in html and 'id="register"' in html


@pytest.mark.parametrize(("path", "status"), [
    ("/targets?kind=wish", 422), ("/targets?year=20", 422), ("/targets?year=&kind=&nature=&indicator=", 200), ("/api/targets?doc=nowhere", 404),
    ("/targets/chart?indicator=没有&format=xlsx", 400), ("/targets/chart?indicator=没有", 200), ("/targets?page=0", 422)])
def test_what_cannot_be_asked_is_told(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_too_many_documents_are_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "MOST", 2)
    for path in ("/targets?format=csv", f"/targets/chart?indicator={ENERGY}"):
        answer = client.get(path)
        assert answer.status_code == 400 and "至多" in answer.text
