"""The responsibility matrix in the browser: heads and first column that stay, cells that lead to their sentence, filters, downloads."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from inside import TestClient
from openpyxl import load_workbook
from playwright.sync_api import expect
from room import Reader, every_way

import cli
import tiaokuan
from web.pages import matrix as page
from web.paging import CELLS

Visit = Callable[..., Reader]


@every_way
def test_the_matrix_is_shown_and_filtered(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/matrix?units=all", size, language)
    expect(it.tab.locator("#matrix tbody tr:not(.document)")).to_have_count(100)
    held = it.tab.locator(".wide").bounding_box()
    frame = it.tab.locator(".wide")
    frame.evaluate("(e) => e.scrollTo(300, 500)")
    assert frame.evaluate("(e) => [e.scrollLeft, e.scrollTop]") == [300, 500]
    head = it.tab.locator("#matrix thead th.task").bounding_box()
    unit = it.tab.locator("#matrix thead th.unit").nth(20).bounding_box()
    assert held and head and unit
    assert abs(head["x"] - held["x"]) <= 2 and abs(head["y"] - held["y"]) <= 2, "the corner stays"
    assert abs(unit["y"] - held["y"]) <= 2, "the head stays"
    lefts = it.tab.locator("#matrix tbody th.task").evaluate_all("(all) => all.slice(0, 9).map((e) => e.getBoundingClientRect().x)")
    assert all(abs(x - held["x"]) <= 2 for x in lefts), "the first column stays"
    if size == "narrow":
        assert head["width"] <= 200, "and leaves room for the units"

    it.tab.get_by_role("searchbox").first.fill("生态环境")
    it.tab.locator("form.ask button.primary").click()
    expect(it.tab.locator("#matrix tbody tr:not(.document)")).to_have_count(31)
    assert "unit=" in it.tab.url
    it.look("matrix")
    it.tab.locator(".ask input[name=by][value=unit]").check()
    it.tab.locator("form.ask button.primary").click()
    expect(it.tab.locator("#register tbody tr").first).to_be_visible()
    assert not it.tab.locator("#matrix").count()
    it.look("matrix-by-unit")


@every_way
def test_where_nothing_fits_it_says_so(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/matrix?unit=%E6%B2%A1%E6%9C%89%E7%9A%84%E5%8D%95%E4%BD%8D", size, language)
    expect(it.tab.locator("#results .empty")).to_be_visible()
    it.look("matrix-none")
    it.excused = ("404",)
    it.open("/matrix?doc=nowhere")
    expect(it.tab.locator(".failure")).to_contain_text("nowhere")
    it.look("matrix-failure")


def test_an_empty_corpus_says_what_to_do(visit: Visit, bare: str) -> None:
    it = visit(bare, "/matrix")
    assert it.tab.locator(".empty a").get_attribute("href") == "/add"
    it.look("matrix-empty")


def test_by_keyboard_to_a_sentence(visit: Visit, served: str, place: Path) -> None:
    it = visit(served, "/matrix")
    it.tab.keyboard.press("Tab")
    it.tab.keyboard.press("Enter")  # to the content
    it.tab_to("[name=unit]", 4)
    it.tab.keyboard.type("财政局")
    it.tab.keyboard.press("Enter")
    expect(it.tab.locator("#results .count")).to_contain_text("5")
    it.tab_to("[aria-label*=财政局]", 60)
    it.tab.keyboard.press("Enter")
    it.tab.wait_for_url("**/documents/**")
    _, doc_id, clause_id = unquote(it.tab.url.removeprefix(served)).removeprefix("/").split("/", 2)
    with tiaokuan.open(place) as corpus:
        assert "财政局" in corpus.clause(doc_id, clause_id)[1].text


def test_heads_tell_full_names(visit: Visit, served: str) -> None:
    it = visit(served, "/matrix?doc=qingshi-2022")
    head = it.tab.locator("thead th.unit", has_text="市财政局").first
    link = head.locator("a")
    assert link.get_attribute("title") == "青石市财政局"
    assert link.locator(".short").evaluate("(e) => getComputedStyle(e).writingMode") == "vertical-rl"
    assert not head.locator(".full").is_visible()
    link.focus()
    expect(head.locator(".full")).to_have_text("青石市财政局")
    expect(head.locator(".full")).to_be_visible()


def test_every_cell_leads_to_its_sentence(client: TestClient, place: Path) -> None:
    html = client.get("/matrix?units=all").text + client.get("/matrix?units=all&page=2").text
    cells = re.findall(r'<a class="m-(\w+)" href="/documents/([^/"]+)/([^"]+)" aria-label="[^：]+：([^"]+)">[●○△]</a>', html)
    with tiaokuan.open(place) as corpus:
        rows = {(r.doc_id, r.clause_id, name): role for r in corpus.matrix() for name, role in r.units.items()}
        assert len(cells) >= len(rows) and {(unquote(d), unquote(c), n): role for role, d, c, n in cells} == rows
        tasks = re.findall(r'<th scope="row" class="task"><a href="/documents/([^/"]+)/([^"]+)">', html)
        assert {(unquote(d), unquote(c)) for d, c in tasks} == {(r.doc_id, r.task_clause) for r in corpus.matrix()}
        for doc_id, clause_id, _ in rows:
            assert corpus.clause(doc_id, clause_id)


def test_rare_units_stand_together_and_are_not_lost(client: TestClient) -> None:
    html = client.get("/matrix?units=common").text
    whole = client.get("/matrix?units=all").text
    assert html.count('scope="col" class="unit') < whole.count('scope="col" class="unit')
    marks = r'<a class="m-\w+" href="/documents/'
    assert len(re.findall(marks, html)) == len(re.findall(marks, whole))


@pytest.mark.parametrize(("query", "arguments"), [
    ("", ()), ("doc=qingshi-2022&unit=发改委", ("qingshi-2022", "--unit", "发改委")), ("role=牵头&by=unit", ("--role", "牵头", "--by", "unit"))])
def test_the_workbook_is_that_of_the_command(client: TestClient, place: Path, tmp_path: Path, query: str, arguments: tuple[str, ...]) -> None:
    answer = client.get(f"/matrix?{query}&format=xlsx")
    assert answer.status_code == 200 and "matrix.xlsx" in answer.headers["content-disposition"] or "by=unit" in query
    made = CliRunner().invoke(cli.main, ["--corpus", str(place), "matrix", *arguments, "-o", str(tmp_path / "m.xlsx")])
    assert made.exit_code == 0, made.output
    sheets = [load_workbook(io.BytesIO(data)) for data in (answer.content, (tmp_path / "m.xlsx").read_bytes())]
    said = [[(s.title, [[c.value for c in row] for row in s.iter_rows()], [c.hyperlink.target for row in s.iter_rows() for c in row if c.hyperlink])
             for s in book] for book in sheets]
    assert said[0] == said[1] and len(said[0][0][1]) > 2


@pytest.mark.parametrize(("query", "status", "said"), [
    ("role=boss", 400, "boss"), ("doc=nowhere", 404, "nowhere"), ("due_from=soon", 422, "due_from"), ("due_from=2025&due_to=2021", 400, "颠倒"),
    ("page=0", 422, "page"), ("format=docx", 400, "docx"), ("unit=" + "长" * 600, 422, "unit"), ("date_from=2021-13", 200, "")])
def test_what_cannot_be_asked_is_told(client: TestClient, query: str, status: int, said: str) -> None:
    for path in ("/matrix", "/api/matrix") if "format" not in query else ("/matrix",):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == status and said in answer.text, answer.text[:500]


def test_periods_narrow(client: TestClient, place: Path) -> None:
    with tiaokuan.open(place) as corpus:
        due = [(r.doc_id, r.task) for r in corpus.matrix(due="2020..2023")]
    rows = client.get("/api/matrix?due_from=2020&due_to=2023").json()["rows"]
    assert [(r["document"], r["task"]) for r in rows] == due and due
    assert {r["document"] for r in client.get("/api/matrix?date_from=2022").json()["rows"]} == {"city", "qingshi-2022"}


def test_the_twin_tells_the_same(client: TestClient, place: Path) -> None:
    told = client.get("/api/matrix?doc=nation&doc=city").json()
    with tiaokuan.open(place) as corpus:
        assert [r["units"] for r in told["rows"]] == [r.units for r in corpus.matrix("nation", "city")]
        assert (told["total"], told["pages"], told["documents"]) == (len(corpus.matrix("nation", "city")), 1, 2)
        units = client.get("/api/matrix?unit=发改委&by=unit").json()["rows"]
        assert [(r["unit"], r["role"], r["clause"]) for r in units] == [(r.unit, r.role, r.clause_id) for r in corpus.by_unit(unit="发改委")]


def test_a_large_corpus_asks_for_a_choice(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "SMALL", 3)
    html = client.get("/matrix?role=牵头").text
    assert "<details class=\"choose\" open>" in html and "先选文件" in html and 'id="matrix"' not in html
    assert client.get("/api/matrix").json()["rows"] is None
    assert client.get("/matrix?format=xlsx").status_code == 400
    monkeypatch.setattr(page, "MOST", 2)
    told = client.get("/api/matrix?unit=发改委").json()
    assert (told["documents"], told["documents_all"]) == (2, 6) and {r["document"] for r in told["rows"]} == {"qingshi-2022", "city"}
    assert "只读了日期最近的 2 份" in client.get("/matrix?unit=发改委").text


def test_pages_of_a_long_matrix(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "TASKS", 10)
    first, last = (client.get(f"/api/matrix?page={n}").json() for n in (1, 99))
    assert (len(first["rows"]), first["pages"], last["page"]) == (10, 12, 12) and len(last["rows"]) == 5
    assert 'rel="next"' in client.get("/matrix").text
    monkeypatch.setitem(CELLS, "xlsx", 100)
    answer = client.get("/matrix?format=xlsx")
    assert answer.status_code == 400 and "表太大" in answer.text
