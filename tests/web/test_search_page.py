"""The front page: searching by mouse and by keyboard, facets, saved searches, files, what is empty and what cannot be read."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from forms import token
from playwright.sync_api import expect
from room import Reader, every_way, reading_room

import tiaokuan

Visit = Callable[..., Reader]


def get(base: str, path: str, **query: object) -> bytes:
    return urllib.request.urlopen(f"{base}{path}?{urlencode(query, doseq=True)}").read()  # type: ignore[no-any-return]


@every_way
def test_searching_narrowing_and_widening(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/", size, language)
    it.look("search-front")
    box = it.tab.get_by_role("combobox")
    box.fill("余热")
    box.press("Enter")
    expect(it.tab.locator(".found .hit").first).to_be_visible()
    total = it.tab.locator(".total")
    before = total.inner_text()
    assert it.tab.locator(".found mark").first.inner_text() == "余热"
    assert re.match(r"/documents/[^/]+/.+", it.tab.locator(".hit h2 a").first.get_attribute("href") or "")
    expect(it.tab.locator("#said")).to_have_text(before)
    it.look("search-hits")
    value = it.tab.locator("#facet-year li a").first
    n = value.locator("small").inner_text()
    value.click()
    expect(it.tab.locator(".chosen li")).to_have_count(1)
    expect(total).to_contain_text(n)
    assert "year=" in it.tab.url and "q=" in it.tab.url
    it.look("search-narrowed")
    it.tab.locator(".chosen a").first.click()
    expect(total).to_have_text(before)
    it.tab.go_back()
    expect(it.tab.locator(".chosen li")).to_have_count(1)
    expect(it.tab.get_by_role("combobox")).to_have_value("余热")


def test_by_keyboard_alone(visit: Visit, served: str) -> None:
    it = visit(served, "/")
    it.tab_to("#q", 20)
    box = it.tab.get_by_role("combobox")
    expect(box).to_be_focused()
    it.tab.keyboard.type("节能 发改")
    expect(it.tab.get_by_role("option").first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    it.tab.keyboard.press("Escape")
    expect(it.tab.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("节能 发改")
    it.tab.keyboard.press("ArrowDown")
    expect(it.tab.get_by_role("option").first).to_be_visible()
    it.tab.keyboard.press("ArrowDown")
    expect(it.tab.locator("[role=option][aria-selected=true]")).to_have_count(1)
    assert box.get_attribute("aria-activedescendant") == it.tab.locator("[role=option][aria-selected=true]").get_attribute("id")
    it.look("search-suggestions")
    it.tab.keyboard.press("Enter")
    expect(it.tab.locator(".chosen li")).to_have_count(1)
    expect(it.tab.get_by_role("combobox")).to_have_value("节能")
    assert "unit=" in it.tab.url
    it.tab_to(".chosen, .chosen *", 20)
    it.tab.keyboard.press("Enter")
    expect(it.tab.locator(".chosen")).to_have_count(0)
    expect(it.tab.locator("#results")).to_be_focused()


def test_a_title_and_a_technology_become_filters(visit: Visit, served: str) -> None:
    it = visit(served, "/?q=" + "节能")
    box = it.tab.get_by_role("combobox")
    chips = it.tab.locator(".chosen li")
    for n, (typed, kind, name) in enumerate((("节能 青石市人民政府关于", "文件", "doc"), ("节能 技术:余热", "技术", "tech")), 1):
        box.fill("")
        box.press_sequentially(typed)
        it.tab.get_by_role("option").filter(has_text=kind).first.click()
        expect(chips.filter(has=it.tab.locator("small"))).to_have_count(n)
        expect(box).to_have_value("节能")
        assert f"{name}=" in it.tab.url


@every_way
def test_no_hits_say_what_was_understood(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/?" + urlencode({"q": "余热 量子计算", "region": "青石"}), size, language)
    assert it.tab.locator(".none code").all_inner_texts() == ["余热", "量子计算"]
    it.look("search-none")
    it.tab.locator(".less a").first.click()
    expect(it.tab.locator(".found .hit").first).to_be_visible()


@every_way
def test_a_query_that_cannot_be_read(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/", size, language)
    it.tab.get_by_role("combobox").fill("(余热")
    it.tab.get_by_role("combobox").press("Enter")
    expect(it.tab.locator(".failure")).to_contain_text("右括号")
    expect(it.tab.get_by_role("combobox")).to_have_value("(余热")
    it.look("search-failure")


@every_way
def test_an_empty_corpus_says_what_to_do(visit: Visit, bare: str, size: str, language: str) -> None:
    it = visit(bare, "/", size, language)
    expect(it.tab.locator(".steps li")).to_have_count(3)
    assert it.tab.locator(".begin a").get_attribute("href") == "/add"
    it.look("search-empty")


def test_the_samples_are_added_by_a_button(visit: Visit, tmp_path: Path) -> None:
    with reading_room(tmp_path / "c.db") as base:
        it = visit(base, "/")
        it.tab.locator(".begin button").click()
        expect(it.tab.locator(".held")).to_contain_text("3 份文件", timeout=60_000)
        it.open("/?q=余热")
        assert it.tab.locator(".hit").count() > 3
        assert all(path.exists() for path in tiaokuan.samples())  # the program's own files are not the server's to delete
        refused = urllib.request.Request(f"{base}/samples", b"", method="POST")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(refused)


@every_way
def test_a_search_is_kept_told_and_deleted(visit: Visit, tmp_path: Path, size: str, language: str, fresh: str) -> None:
    it = visit(fresh, "/?" + urlencode({"q": "余热", "unit": "发改委", "sort": "date"}), size, language)
    it.tab.locator(".save summary").click()
    name = it.tab.locator(".save input[name=name]")
    expect(name).to_have_value("余热")
    name.fill('<b>"余热"</b>')
    it.tab.locator(".save button").click()
    expect(it.tab.locator("ul.saved li")).to_have_count(1)
    expect(it.tab.locator("ul.saved .name")).to_have_text('<b>"余热"</b>')
    with tiaokuan.open(tmp_path / "corpus.db") as corpus:  # another program adds meanwhile
        corpus.add_bytes("云岭省余热方案\n一、余热利用（省发改委负责）\n云岭省\n2024年1月1日\n".encode(), "new.txt")
    it.open("/")
    expect(it.tab.locator("ul.saved .badge.good")).to_contain_text("1")
    it.look("search-saved")
    it.tab.locator("ul.saved .acts button").first.click()
    expect(it.tab.locator("ul.saved .badge.good")).to_have_count(0)
    it.tab.locator("ul.saved .name").click()
    expect(it.tab.locator(".chosen li")).to_have_count(1)
    assert "sort=date" in it.tab.url
    it.tab.locator(".save summary").click()
    it.tab.locator(".save input[name=name]").fill('<b>"余热"</b>')
    it.excused = ("400",)
    it.tab.locator(".save button").click()
    expect(it.tab.locator("#toast")).to_contain_text("已有名为")
    it.open("/")
    it.tab.locator("ul.saved .acts button").last.click()
    expect(it.tab.locator("ul.saved")).to_have_count(0)


def test_it_works_without_script(browser: object, served: str) -> None:
    from room import reader

    with reader(browser, served, java_script_enabled=False) as it:
        it.open("/")
        it.tab.get_by_role("searchbox").fill("节能")
        it.tab.get_by_role("button", name="检索", exact=True).click()
        expect(it.tab.locator(".hit")).to_have_count(20)
        it.tab.locator("a[rel=next]").click()
        assert "page=2" in it.tab.url and it.tab.locator(".found").get_attribute("start") == "21"
        it.tab.locator("#facet-unit li a").first.click()
        assert "unit=" in it.tab.url and "page=" not in it.tab.url and it.tab.locator(".chosen li").count() == 1


def test_more_values_of_a_facet(visit: Visit, served: str) -> None:
    it = visit(served, "/?q=节能")
    few = it.tab.locator("#facet-unit li").count()
    it.tab.locator("#facet-unit .more").click()
    expect(it.tab.locator("#facet-unit .more")).to_have_count(0)
    assert it.tab.locator("#facet-unit li").count() > few == 8


def test_the_whole_list_as_a_file(served: str, fresh: str) -> None:
    total = json.loads(get(served, "/api/search", q="节能"))["total"]
    assert total > 20
    rows = json.loads(get(served, "/", q="节能", format="json"))
    assert len(rows) == total and all(row["link"].startswith(f"{served}/documents/") for row in rows)
    assert any(row["lead"] for row in rows) and all("节能" in row["text"] for row in rows)
    table = list(csv.DictReader(io.StringIO(get(served, "/", q="节能", format="csv").decode("utf-8-sig"))))
    assert len(table) == total
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(get(served, "/", q="节能", unit="发改委", format="xlsx"))).active
    links = [cell.hyperlink.target for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert links and all(link.startswith(f"{served}/documents/") for link in links)


def test_hostile_text_is_text(visit: Visit, tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add_bytes('关于推广<script>alert(1)</script>余热的通知\n一、<img src=x onerror=alert(1)>余热"\'（市发改委负责）\n=HYPERLINK("http://x")余热\n'.encode(), "<b>x'.txt")
    with reading_room(tmp_path / "c.db") as base:
        it = visit(base, "/?" + urlencode({"q": "余热", "unit": '"><script>alert(1)</script>', "role": "lead"}))
        it.open("/?" + urlencode({"q": "余热"}))
        assert it.tab.locator(".hit").count() == 3 and it.tab.locator("main script, main img").count() == 0
        it.tab.get_by_role("combobox").press("End")
        it.tab.get_by_role("combobox").press_sequentially(" 关于推广")
        expect(it.tab.get_by_role("option").first).to_be_visible()
        expect(it.tab.get_by_role("option").first).to_contain_text("<script>alert(1)</script>")
        expect(it.tab.locator("main script")).to_have_count(0)


def test_the_twins(served: str, fresh: str) -> None:
    found = json.loads(get(served, "/api/search", q="节能", unit=["发改委"], limit=3, offset=2, sort="date"))
    assert len(found["hits"]) == 3 and found["offset"] == 2 and found["total"] > 5 and found["facets"]["unit"]
    with pytest.raises(urllib.error.HTTPError, match="400"):
        get(served, "/api/search", q="(节能")
    for bad in ({"limit": 0}, {"offset": -1}, {"sort": "beauty"}, {"q": "x" * 501}):
        with pytest.raises(urllib.error.HTTPError, match="422"):
            get(served, "/api/search", **bad)
    named = json.loads(get(served, "/api/suggest", q="余热", limit=5))
    assert named and {"kind", "value", "via", "clauses", "document", "query"} <= set(named[0])
    ours = token(fresh)

    def change(path: str, method: str, held: str = ours, **form: str) -> bytes:
        asked = urllib.request.Request(f"{fresh}{path}", urlencode(form).encode(), {"X-Token": held}, method=method)
        return urllib.request.urlopen(asked).read()  # type: ignore[no-any-return]

    with pytest.raises(urllib.error.HTTPError, match="403"):
        change("/api/saved", "POST", "wrong", name="a", q="节能")
    assert json.loads(change("/api/saved", "POST", name="a b", q="节能", filters="unit=%E5%8F%91%E6%94%B9%E5%A7%94&year=2016"))["name"] == "a b"
    with pytest.raises(urllib.error.HTTPError, match="400"):
        change("/api/saved", "POST", name="c", q="", filters="&".join(f"f{n}=1" for n in range(200)))
    row, = json.loads(get(fresh, "/api/saved"))
    assert row["query"] == "节能 部门:发改委 年份:2016" and row["new"] == 0 and row["hits"]
    change("/api/saved/a%20b/seen", "POST")
    change("/api/saved/a%20b", "DELETE")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        change("/api/saved/a%20b", "DELETE")
