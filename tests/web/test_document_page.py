"""A document: its text with mentions, each clause at its address, the original, versions, what is like it; hostile content."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from plans import NATION, fill
from playwright.sync_api import expect
from room import Reader, every_way, reading_room

import tiaokuan

expect.set_options(timeout=20_000)
Visit = Callable[..., Reader]
CLAUSE = quote("二/（一）/P1")
TABLE = """<html><head><title>湖岸市节水任务分工</title></head><body><p>湖岸市节水任务分工方案</p><p>一、任务</p>
<table><tr><th>任务</th><th>牵头单位</th><th>完成时限</th></tr><tr><td>改造管网10公里</td><td>市水务局</td><td>2024年6月底前</td></tr>
</table><p>以上任务请认真落实到位。</p></body></html>"""
ANNEXED = """# 关于节能的通知

一、推广余热

推广余热发电技术，能耗下降10%。附件见下。

[1.清单](ftp://www.example.gov.cn/a.pdf) [2.统计表](https://www.example.gov.cn/b.pdf) [3.分工](https://www.example.gov.cn/c.pdf)
"""
HOSTILE = """<html><head><title>&lt;script&gt;alert('t')&lt;/script&gt;关于节能的通知</title></head><body>
<p>"&gt;&lt;script&gt;alert('p')&lt;/script&gt;省人民政府关于节能的通知</p><p>一、&lt;img src=x onerror=alert(1)&gt;推广余热</p>
<p>推广余热发电技术，能耗下降10%。（省科技厅&lt;b onclick=alert(2)&gt;、省财政厅负责）</p>
<table><tr><td>&lt;script&gt;alert('c')&lt;/script&gt;</td><td>=1+1</td></tr></table>
<script>window.ran = 1; alert('original')</script><img src="http://ELSEWHERE/x.png" onerror="alert(3)"></body></html>"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[socket.socket]:
    """Another place, that waits for who comes."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(1)
        yield listening


@pytest.fixture(scope="module")
def hostile(elsewhere: socket.socket) -> bytes:
    """A page that a stranger wrote."""
    return HOSTILE.replace("ELSEWHERE", f"127.0.0.1:{elsewhere.getsockname()[1]}").encode()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, hostile: bytes) -> Iterator[str]:
    """A server over plans, one of them in two versions, a table, a text without anything in it, and what a stranger wrote."""
    path = tmp_path_factory.mktemp("shelf") / "corpus.db"
    with tiaokuan.open(path) as corpus:
        fill(corpus)
        corpus.add_bytes(NATION.replace("20%以上", "25%以上").encode(), "nation.txt")
        corpus.add_bytes(TABLE.encode(), "table.html", "https://www.example.gov.cn/table.html")
        corpus.add_bytes(ANNEXED.encode(), "annexed.md")
        corpus.add_bytes("附件三\n一、分工\n省科技厅负责推广热泵。\n".encode(), "c.txt", "https://www.example.gov.cn/c.pdf")
        corpus.add_bytes("节能工作简讯\n本周天气晴好，各项工作正常。\n".encode(), "plain.txt")
        corpus.add_bytes(hostile, "hostile.html", "javascript:alert('uri')//\"><script>alert(4)</script>.html")
    with reading_room(path) as base:
        yield base


def ask(url: str) -> Any:
    return urllib.request.urlopen(url)


def told(url: str) -> Any:
    return json.load(ask(url))


@every_way
def test_a_document_and_a_mention(visit: Visit, shelf: str, size: str, language: str) -> None:
    it = visit(shelf, "/documents/province", size, language)
    tab = it.tab
    assert tab.locator("h1").inner_text() == "云岭省人民政府关于推进工业节能的实施意见"
    expect(tab.locator(".outline a")).to_have_count(5)
    assert tab.locator(".paper .clause").count() == len(told(f"{shelf}/api/documents/province")["clauses"])
    assert tab.locator(".paper .own").first.inner_text() == "云岭省人民政府关于推进工业节能的实施意见"
    it.look("document")
    tab.locator(".paper a.m.lead").click()
    card = tab.locator("#panel .mention")
    expect(card).to_have_count(1)
    expect(card.locator(".badge").first).to_have_text("牵头" if language == "zh" else "Lead")
    expect(card).to_contain_text("省工业和信息化厅")
    expect(card.locator(".why")).to_contain_text("括号" if language == "zh" else "bracket")
    tab.wait_for_timeout(300)
    box, panel = tab.locator(".paper a.m.lead").bounding_box(), tab.locator("#panel").bounding_box()
    assert box and panel and (box["y"] + box["height"] <= panel["y"] or box["x"] + box["width"] <= panel["x"]), "the panel hides the mention"
    it.look("document-mention")
    tab.keyboard.press("Escape")
    expect(tab.locator("#panel")).to_be_hidden()


@every_way
def test_failure_and_emptiness(visit: Visit, shelf: str, size: str, language: str) -> None:
    it = visit(shelf, "/documents/nowhere", size, language)
    it.excused = ("404",)
    assert "nowhere" in it.tab.locator(".failure").inner_text()
    it.look("document-none")
    it.open("/documents/plain")
    assert it.tab.locator(".legend").count() == 0 and it.tab.locator(".outline a").count() == 0
    it.look("document-plain")


@pytest.mark.parametrize("scripted", [True, False])
def test_the_address_of_a_clause_has_it_in_sight(visit: Visit, served: str, scripted: bool) -> None:
    rows = told(f"{served}/api/documents/yunling-2021")["clauses"]
    last = [c for c in rows if c["kind"] == "unit"][-1]["id"]
    it = visit(served, f"/documents/yunling-2021/{quote(last)}", java_script_enabled=scripted)
    here = it.tab.locator(".clause[aria-current=location]")
    assert here.count() == 1 and here.get_attribute("data-id") == last
    expect(here).to_be_in_viewport()


def test_a_name_leads_to_the_permanent_address(visit: Visit, shelf: str) -> None:
    it = visit(shelf, f"/documents/{quote('云岭省人民政府关于推进')}/{quote('主要措施')}")
    assert it.tab.url == f"{shelf}/documents/province/{quote('二')}"
    it.excused = ("404",)
    it.open(f"/documents/province/{quote('九')}")
    assert "九" in it.tab.locator(".failure").inner_text()


def test_kinds_are_switched_and_stay_so(visit: Visit, shelf: str) -> None:
    it = visit(shelf, "/documents/province")
    tab = it.tab
    mention = tab.locator(".paper a.m.technology").first
    colour = mention.evaluate("e => getComputedStyle(e).color")
    tab.locator("#show-technology").uncheck()
    plain = mention.evaluate("e => getComputedStyle(e).color")
    assert plain != colour and mention.get_attribute("tabindex") == "-1"
    it.open("/documents/province")
    assert not tab.locator("#show-technology").is_checked()
    assert tab.locator(".paper a.m.technology").first.evaluate("e => getComputedStyle(e).color") == plain
    tab.locator("#show-technology").check()
    assert tab.locator(".paper a.m.technology").first.evaluate("e => getComputedStyle(e).color") == colour


def test_citations_lead_to_the_document(visit: Visit, shelf: str) -> None:
    it = visit(shelf, "/documents/province")
    it.tab.locator(".paper a.leads").click()
    it.tab.wait_for_url("**/documents/nation")
    expect(it.tab.locator(".paper a.leads")).to_have_count(0)


def test_a_clause_is_cited_and_compared_with_others(visit: Visit, shelf: str) -> None:
    it = visit(shelf, "/documents/province", permissions=["clipboard-read", "clipboard-write"])
    tab = it.tab
    tab.locator("[data-id='二/（一）/P1'] .place").hover()
    tab.locator(".tools [data-tool=link]").click()
    expect(tab.locator("#toast")).to_contain_text("/documents/province/")
    assert tab.evaluate("navigator.clipboard.readText()") == f"{shelf}/documents/province/{CLAUSE}"
    tab.locator(".tools [data-cite=plain]").click()
    expect(tab.locator("#toast")).to_contain_text("《云岭省人民政府关于推进工业节能的实施意见》（2021年6月1日）二（一）")
    tab.locator(".tools [data-cite=gbt7714]").click()
    expect(tab.locator("#toast")).to_contain_text("实施意见[A]")
    tab.locator(".tools [data-tool=similar]").click()
    expect(tab.locator("#panel .similar > li").first).to_be_visible()
    it.look("document-similar")
    tab.locator("#panel .similar a").first.click()
    tab.wait_for_url("**/documents/*/**")
    expect(tab.locator(".clause[aria-current=location]")).to_be_in_viewport()


def test_the_outline_folds_and_follows(visit: Visit, served: str) -> None:
    it = visit(served, "/documents/yunling-2021")
    tab = it.tab
    entry = tab.locator(".outline a").last
    entry.scroll_into_view_if_needed()
    entry.click()
    expect(entry).to_have_attribute("aria-current", "true")
    tab.evaluate("scrollTo(0, 0)")
    expect(tab.locator(".outline a").first).to_have_attribute("aria-current", "true")
    item = tab.locator(".outline li:has(> .fold)").first
    fold, under = item.locator("> .fold"), item.locator("> ol > li > a").first
    was = under.is_visible()
    fold.click()
    assert under.is_visible() != was


def test_versions_lead_to_each_and_to_their_comparison(visit: Visit, shelf: str) -> None:
    it = visit(shelf, "/documents/nation?version=1")
    tab = it.tab
    assert "20%以上" in tab.locator(".paper").inner_text() and "25%" not in tab.locator(".paper").inner_text()
    assert tab.locator(".older a").nth(1).get_attribute("href") == "/compare?old=nation%401&new=nation%402"
    tab.get_by_role("link", name="版本沿革").click()
    expect(tab.locator("#panel .versions > li")).to_have_count(2)
    assert tab.locator("#panel .versions > li p a").get_attribute("href") == "/compare?old=nation%401&new=nation%402"
    tab.locator(".paper a.m").first.click()
    expect(tab.locator("#panel .mention").first).to_be_visible()
    expect(tab.locator("#panel form")).to_have_count(0)
    it.look("document-versions")
    tab.locator(".older a").first.click()
    expect(tab.locator(".paper")).to_contain_text("25%以上")


def test_a_table_is_a_table(visit: Visit, shelf: str) -> None:
    it = visit(shelf, "/documents/table", "narrow")
    expect(it.tab.locator(".paper table tr")).to_have_count(2)
    assert it.tab.locator(".paper table th").all_inner_texts() == ["任务", "牵头单位", "完成时限"]
    assert it.tab.locator(".paper table tr").nth(1).locator("td.own").all_inner_texts() == ["改造管网10公里", "市水务局", "2024年6月底前"]
    assert it.tab.locator(".uri a").get_attribute("href") == "https://www.example.gov.cn/table.html"
    assert "noreferrer" in (it.tab.locator(".uri a").get_attribute("rel") or "")
    it.look("document-table")


def test_attachments_lead_to_where_they_are(visit: Visit, shelf: str) -> None:
    it = visit(shelf, "/documents/annexed")
    fold = it.tab.locator("details", has_text="附件 3 个").last
    fold.locator("summary").click()
    assert fold.locator("li").all_inner_texts() == ["1.清单", "2.统计表 未收入语料库", "3.分工"]
    assert [a.get_attribute("href") for a in fold.locator("li a").all()] == ["https://www.example.gov.cn/b.pdf", "/documents/c"]


# -- what a stranger wrote


def test_hostile_content_harms_nobody(visit: Visit, shelf: str, elsewhere: socket.socket) -> None:
    (row,) = [r for r in told(f"{shelf}/api/documents") if r["source"].startswith("javascript")]
    address = f"/documents/{quote(row['id'])}"
    it = visit(shelf)
    it.excused = ("404",)  # the front page may not be there in this branch
    shown: list[str] = []
    it.tab.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    it.open(address)
    tab = it.tab
    assert "<script>alert('p')</script>" in tab.locator(".paper").inner_text()
    expect(tab.locator(".paper script, .paper img, .paper b[onclick]")).to_have_count(0)
    assert not [h for h in tab.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))") if h.lower().startswith("javascript")]
    it.look("document-hostile")
    tab.locator(".paper a.m").first.click()
    expect(tab.locator("#panel .mention").first).to_be_visible()
    for place in ("/versions/", "/clauses/"):
        it.open(place + quote(row["id"]) + ("" if place == "/versions/" else "/" + quote(told(f"{shelf}/api{address}")["clauses"][0]["id"])))
    for format in ("xlsx", "json", "html", "md"):
        assert ask(f"{shelf}{address}?format={format}").headers["content-disposition"].startswith("attachment")
    it.excused = ("404", "sandbox", "Content Security Policy")
    it.open(f"{address}/original")
    assert tab.evaluate("window.ran") is None and tab.evaluate("origin") == "null"
    with pytest.raises(TimeoutError):
        elsewhere.accept()
    it.elsewhere.clear()  # the policy stopped it before it left, as nobody came
    assert not shown


def test_the_original_is_given_so_that_it_cannot_act(shelf: str, hostile: bytes) -> None:
    (row,) = [r for r in told(f"{shelf}/api/documents") if r["source"].startswith("javascript")]
    page = ask(f"{shelf}/documents/{quote(row['id'])}/original")
    assert page.read() == hostile
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert page.headers["x-content-type-options"] == "nosniff" and page.headers["content-disposition"].startswith("inline")
    text = ask(f"{shelf}/documents/nation/original?version=1")
    assert text.headers["content-type"] == "text/plain; charset=utf-8" and text.read() == NATION.encode()
    with pytest.raises(urllib.error.HTTPError) as error:
        ask(f"{shelf}/documents/nation/original?version=7")
    assert error.value.code == 404


def test_an_office_file_is_saved_not_opened(tmp_path: Path) -> None:
    from ooxml import p, word

    path = tmp_path / "c.db"
    data = word("".join(map(p, ("云岭省节能方案", "一、任务", "推广余热发电技术。"))))
    with tiaokuan.open(path) as corpus:
        corpus.add_bytes(data, "plan.docx")
    with reading_room(path) as base:
        given = ask(f"{base}/documents/plan/original")
        assert given.read() == data and given.headers["content-type"] == "application/octet-stream"
        assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''plan.docx"


# -- twins


def test_the_twins(shelf: str) -> None:
    document = told(f"{shelf}/api/documents/province")
    assert document["schema"] == "clause-export/1"
    clause = told(f"{shelf}/api/documents/province/clauses/{CLAUSE}")
    assert clause["document"] == "province" and clause["clause"] == next(c for c in document["clauses"] if c["id"] == "二/（一）/P1")
    assert "20%以上" in json.dumps(told(f"{shelf}/api/documents/nation?version=1"), ensure_ascii=False)
    mentions = told(f"{shelf}/api/documents/province/mentions?clause={CLAUSE}")
    assert mentions and {m["clause"] for m in mentions} == {"二/（一）/P1"} and all(m["rule"] for m in mentions)
    assert told(f"{shelf}/api/documents/province/similar/{CLAUSE}?limit=1")[0]["id"]
    assert told(f"{shelf}/api/documents/province/citation?clause={CLAUSE}&style=gbt7714")["text"].count("[") == 1
    assert len(told(f"{shelf}/api/documents/nation/history")) == 2
    assert isinstance(told(f"{shelf}/api/documents/table/left-out"), list)
    assert told(f"{shelf}/api/rules")["bracket"]["of"] == "unit"


@pytest.mark.parametrize(("path", "status"), [
    ("/api/documents/none", 404), ("/api/documents/province/clauses/none", 404), ("/api/documents/province?version=99", 404),
    ("/api/documents/province?version=0", 422), ("/api/documents/province/citation?style=apa", 422),
    ("/api/documents/province/similar/none", 404), ("/documents/province?format=docx", 400), ("/api/documents/province/original?version=3", 404),
    ("/clauses/province/none", 404), ("/similar/none/x", 404), ("/versions/none", 404)])
def test_what_is_not_there_is_told(shelf: str, path: str, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as error:
        ask(shelf + path)
    assert error.value.code == status
