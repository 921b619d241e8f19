"""Comparing in the browser: revisions with filters and jumps, versions, topics with their gaps, indicators, reuse; what goes wrong is said."""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import jsonschema
import openpyxl
import pytest
from inside import TestClient
from plans import NATION, PROVINCE
from playwright.sync_api import expect
from room import Reader, every_way, filled, reading_room

import tiaokuan

Visit = Callable[..., Reader]
PAIR = "/compare?old=yunling-2016&new=yunling-2021"
THREE = urlencode([("doc", d) for d in ("nation", "province", "city")])
EVIL = "<script>document.title='x'</script>"


@pytest.fixture(scope="module")
def versioned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose province's plan has two versions, with a document that would like to be markup."""
    path = filled(tmp_path_factory.mktemp("versioned") / "corpus.db")
    with tiaokuan.open(path) as corpus:
        corpus.add_bytes(PROVINCE.replace("磷石膏综合利用率达到70%", "磷石膏综合利用率达到75%").encode(), "province.txt")
        corpus.add_bytes(NATION.replace("工业节能", f"工业节能“{EVIL}").replace("推广余热利用", f"推广{EVIL}").encode(), "evil.txt", "javascript:alert(1)")
    with reading_room(path) as base:
        yield base


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        return bytes(answer.read())


def refused(address: str) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as told:
        urllib.request.urlopen(address)
    return told.value.code, told.value.read().decode()


def shown(it: Reader, selector: str = ".comparison .row") -> int:
    return int(it.tab.locator(f"{selector}:visible").count())


def labels(base: str) -> dict[str, str]:
    """The names that the pickers offer, by id."""
    rows = json.loads(fetched(f"{base}/api/documents"))
    titles = [r["title"] for r in rows]
    return {r["id"]: r["title"] if titles.count(r["title"]) == 1 else " · ".join(filter(None, (r["title"], r["region"], r["date"], r["id"])))
            for r in rows}


# -- a revision

@every_way
def test_two_documents_are_chosen_and_compared(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/compare", size, language)
    expect(it.tab.locator(".empty")).to_be_visible()
    it.look("compare-empty")
    it.tab.locator("input[name=old]").fill(labels(served)["yunling-2016"])
    it.tab.locator("input[name=new]").fill(labels(served)["yunling-2021"])
    it.tab.locator(".picks button.primary").click()
    expect(it.tab.locator(".comparison")).to_be_visible()
    assert "old=yunling-2016&new=yunling-2021" in it.tab.url
    expect(it.tab.locator("[data-part=bar]")).to_be_visible()
    assert ("Show" if language == "en" else "显示") in it.tab.locator("[data-part=bar]").inner_text()
    it.look("compare")


def test_filters_jumps_and_layouts_work_inside_the_page(visit: Visit, served: str) -> None:
    it = visit(served, PAIR)
    tab = it.tab
    twin = json.loads(fetched(f"{served}/api/compare?old=yunling-2016&new=yunling-2021"))
    changes = [row["change"] for row in twin["rows"]]
    changed = [f"r{n}" for n, change in enumerate(changes, 1) if change != "same"]
    assert shown(it) == len(changed)
    tab.locator("input[value=edited]").uncheck()
    assert shown(it) == len(changed) - changes.count("edited") and shown(it, ".comparison-list li.edited") == 0
    tab.locator("input[value=edited]").check()
    here = lambda: tab.evaluate("() => document.activeElement.id")  # noqa: E731
    tab.keyboard.press("j")
    assert here() == changed[0]
    tab.locator("[data-part=next]").click()
    assert here() == changed[1] and tab.locator("[data-part=count]").inner_text() == f"2 / {len(changed)} 处"
    tab.keyboard.press("k")
    assert here() == changed[0]
    tab.locator(".comparison-list a").last.click()
    assert here() == changed[-1]
    # what is jumped to stands below the bar of the site and the head of the comparison
    tops = [tab.locator(s).bounding_box() for s in ("header.site", ".comparison-top", f"#{changed[-1]}")]
    assert tops[0]["y"] == 0 and tops[1]["y"] >= tops[0]["height"] - 2 and tops[2]["y"] >= tops[1]["y"] + tops[1]["height"] - 1
    tab.keyboard.press("v")
    assert shown(it, ".sides") == 0 and shown(it, ".inline") == len(changed)
    tab.locator("input[name=old]").focus()
    tab.keyboard.press("v")  # a letter in a box is a letter
    assert shown(it, ".sides") == 0


def test_dark_is_legible(visit: Visit, served: str) -> None:
    it = visit(served, PAIR, color_scheme="dark")
    it.look("compare-dark")
    for name, path in (("topics", f"/compare?{THREE}"), ("reuse", "/compare?as=reuse&of=province")):
        it.open(path)
        it.look(f"{name}-dark")


def test_places_lead_to_their_clauses_and_swapping_turns_it_round(visit: Visit, served: str) -> None:
    it = visit(served, PAIR)
    twin = json.loads(fetched(f"{served}/api/compare?old=yunling-2016&new=yunling-2021"))
    for n, row in enumerate(twin["rows"], 1):
        wanted = [f"/documents/{doc}/{row[side][0]['id']}" for doc, side in (("yunling-2016", "old"), ("yunling-2021", "new")) if row[side]]
        links = it.tab.locator(f"#r{n} h2 a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
        assert [unquote(link) for link in links] == wanted
        if n > 12:
            break
    it.tab.locator("#swap a").click()
    it.tab.wait_for_url("**/compare?old=yunling-2021&new=yunling-2016")
    expect(it.tab.locator(".comparison")).to_be_visible()


@pytest.mark.parametrize(("size", "language"), [("wide", "zh"), ("narrow", "en")])
def test_registers_of_changes(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, PAIR + "&show=edits", size, language)
    assert it.tab.locator("#register tbody tr").count() > 5
    link = it.tab.locator("#register tbody a").first.get_attribute("href")
    assert link.startswith("/documents/yunling-20")
    it.look("compare-edits")
    it.tab.locator(".shows a").nth(2).click()
    it.tab.wait_for_url("**show=records")
    assert it.tab.locator("#register tbody tr").count() > 0


def test_downloads_open(served: str) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(fetched(served + PAIR + "&format=docx")))
    assert any("云岭" in p.text for p in document.paragraphs)
    assert "w:ins " in document.element.xml and "w:del " in document.element.xml
    assert len(openpyxl.load_workbook(io.BytesIO(fetched(served + PAIR + "&format=xlsx"))).sheetnames) == 3
    page = fetched(served + PAIR + "&format=html").decode()
    assert "Content-Security-Policy" in page and "/static/" not in page and "/documents/" not in page
    assert json.loads(fetched(served + PAIR + "&format=json"))["schema"] == "clause-compare/1"
    sheets = openpyxl.load_workbook(io.BytesIO(fetched(f"{served}/compare?as=topics&{THREE}&format=xlsx"))).sheetnames
    assert "主题对照" in sheets


def test_versions_of_a_document_are_offered(visit: Visit, versioned: str) -> None:
    it = visit(versioned, "/compare?old=province&new=nation")
    first = it.tab.locator("#versions > div").first.locator("a")
    assert [a.get_attribute("title") for a in first.all()] == ["province@1", "province"]
    assert first.last.get_attribute("aria-current") == "true"
    first.first.click()
    it.tab.wait_for_url("**old=province%401&new=nation")
    it.open("/compare?old=province@1&new=province")
    expect(it.tab.locator(".row.edited:visible")).to_have_count(1)
    links = it.tab.locator(".row.edited h2 a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert unquote(links[0]) == "/documents/province/二/（三）?version=1" and unquote(links[1]) == "/documents/province/二/（三）"
    twin = json.loads(fetched(f"{versioned}/api/compare?old=province@1&new=province@2"))
    assert [r["change"] for r in twin["rows"]].count("edited") == 1


def test_what_a_document_says_is_never_markup(visit: Visit, versioned: str) -> None:
    evil = next(r["id"] for r in json.loads(fetched(f"{versioned}/api/documents")) if "<script>" in r["title"])
    it = visit(versioned, f"/compare?old=nation&new={evil}")
    asked = [f"/compare?as={mode}&doc=nation&doc={evil}&of=province" for mode in ("topics", "indicators", "reuse")]
    for path in (f"/compare?old=nation&new={evil}&show=edits", *asked, f"/trace?parent={evil}&child=province"):
        it.open(path)
        assert it.tab.locator(".failure").count() == 0 and it.tab.title() != "x"
        assert it.tab.locator("main script").count() == 0 and it.tab.locator('a[href^="javascript"]').count() == 0


# -- several

@every_way
def test_topics_show_who_is_silent(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/compare?as=topics", size, language)
    it.look("topics-empty")
    for name in ("nation", "province", "city"):
        it.tab.locator(f"input[name=doc][value={name}]").check()
    it.tab.locator(".picks button.primary").click()
    table = it.tab.locator("table.topics")
    expect(table).to_be_visible()
    assert it.tab.url.endswith(f"/compare?as=topics&{THREE}") or {"doc=nation", "doc=province", "doc=city"} <= set(it.tab.url.split("?")[1].split("&"))
    assert table.locator("td.gap").count() > 2
    assert unquote(table.locator("td a").first.get_attribute("href")).startswith("/documents/")
    it.look("topics")


@every_way
def test_indicators_are_lined_up_and_drawn(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, f"/compare?as=indicators&{THREE}", size, language)
    row = it.tab.locator("table.indicators tbody tr", has_text="单位GDP能耗").first
    assert "13.5%" in row.inner_text() and "15%" in row.inner_text()
    assert unquote(row.locator("a").first.get_attribute("href")).startswith("/documents/")
    if tiaokuan.draws():
        image = it.tab.locator("img.chart")
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        expect(image).not_to_have_js_property("naturalWidth", 0)
    it.look("indicators")
    it.open(f"/compare?as=indicators&{THREE}&indicator=%E6%B2%A1%E6%9C%89")
    expect(it.tab.locator(".empty")).to_be_visible()


def test_a_chart_is_an_image_with_a_policy_of_its_own(served: str) -> None:
    if not tiaokuan.draws():
        pytest.skip("the extra for charts is not installed")
    with urllib.request.urlopen(f"{served}/compare/chart.svg?{THREE}") as answer:
        assert answer.headers["content-type"] == "image/svg+xml" and "script" not in answer.headers["content-security-policy"]
        assert b"<svg" in answer.read()
    assert refused(f"{served}/compare/chart.svg?{THREE}&indicator=nothing")[0] == 404
    assert refused(f"{served}/compare/chart.svg")[0] == 400


@every_way
def test_reuse_of_wording(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/compare?as=reuse&of=province", size, language)
    assert it.tab.locator("table.reuse mark.same").count() > 0
    links = it.tab.locator("table.reuse td a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert any(link.startswith("/documents/nation/") for link in links) and any(link.startswith("/documents/province/") for link in links)
    it.look("reuse")


def test_another_way_keeps_the_documents(visit: Visit, served: str) -> None:
    it = visit(served, f"/compare?{THREE}")
    assert it.tab.locator("#modes [aria-current]").inner_text() == "主题对照"
    hrefs = it.tab.locator("#modes a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert hrefs == ["/compare?old=nation&new=province", f"/compare?as=topics&{THREE}", f"/compare?as=indicators&{THREE}",
                     "/compare?as=reuse&of=nation&doc=province&doc=city"]
    it.open("/compare?doc=nation&doc=province")
    assert it.tab.locator("#modes [aria-current]").inner_text() == "修订比较" and it.tab.locator(".comparison").is_visible()


# -- what goes wrong, and who has no mouse or no script

@every_way
def test_what_is_wrong_is_said_beside_the_pickers(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/compare?old=nowhere&new=city", size, language)
    it.excused = ("404", "400")
    assert "nowhere" in it.tab.locator(".failure").inner_text()
    assert it.tab.locator("input[name=old]").input_value() == "nowhere" and "青石市" in it.tab.locator("input[name=new]").input_value()
    it.look("compare-failure")
    it.tab.locator("input[name=old]").fill("也没有")
    it.tab.locator(".picks button.primary").click()
    expect(it.tab.locator("#toast")).to_contain_text("也没有")


@pytest.mark.parametrize(("query", "status", "said"), [
    ("old=city&new=city", 400, "同一份"), ("as=topics&doc=city&doc=city", 400, "两次"), ("as=reuse&of=city&doc=city", 400, "两次"),
    ("as=topics&" + urlencode([("doc", f"d{n}") for n in range(31)]), 400, "最多 30 份"), ("as=topics&doc=city&doc=nowhere", 404, "nowhere"),
    ("old=city@7&new=nation", 404, "第 7 版"), ("old=city@99999999999999999999&new=nation", 404, "没有"), ("as=nothing", 422, ""),
    ("format=docx", 400, "先选"), ("as=topics&doc=city&doc=nation&format=docx", 400, "docx")])
def test_a_choice_that_cannot_be(served: str, query: str, status: int, said: str) -> None:
    code, page = refused(f"{served}/compare?{query}")
    assert code == status and said in page


@every_way
def test_an_empty_corpus_says_what_to_do(visit: Visit, bare: str, size: str, language: str) -> None:
    it = visit(bare, "/compare", size, language)
    assert it.tab.locator(".empty a").get_attribute("href") == "/add"
    it.look("compare-bare")


def test_by_keyboard_alone(visit: Visit, served: str) -> None:
    it = visit(served, "/compare")
    press = it.tab.keyboard.press
    it.tab_to("[name=old]", 40)
    it.tab.keyboard.type("yunling-2016")
    press("Tab")
    it.tab.keyboard.type(labels(served)["yunling-2021"])
    press("Tab")
    press("Space")
    press("Tab")
    press("Enter")
    expect(it.tab.locator(".comparison")).to_be_visible()
    assert "exact=true" in it.tab.url
    expect(it.tab.locator("[data-part=bar]")).to_be_visible()  # the keys are heard once the script runs, as the bar tells
    press("Tab")  # the swap button, then what was found
    press("Tab")
    press("j")
    expect(it.tab.locator(".row.here")).to_have_count(1)


def test_without_script(visit: Visit, served: str) -> None:
    it = visit(served, "/compare", java_script_enabled=False)
    it.tab.locator("input[name=old]").fill("nation")
    it.tab.locator("input[name=new]").fill("province")
    it.tab.locator(".picks button.primary").click()
    it.tab.wait_for_url("**old=nation&new=province")
    assert it.tab.locator(".comparison .row").count() > 0 and not it.tab.locator("[data-part=bar]").is_visible()


# -- the twins

@pytest.mark.parametrize(("path", "name"), [
    ("compare?old=nation&new=province", "compare"), (f"compare/topics?{THREE}", "topics"),
    (f"compare/indicators?{THREE}&facts=true", "indicators"), ("compare/reuse?of=city&doc=nation", "reuse")])
def test_the_twins_are_of_the_public_formats(served: str, path: str, name: str) -> None:
    made = json.loads(fetched(f"{served}/api/{path}"))
    assert made["schema"] == f"clause-{name}/1"
    jsonschema.validate(made, tiaokuan.schema(made["schema"]))
    described: Any = json.loads(fetched(f"{served}/openapi.json"))["paths"][f"/api/{path.split('?')[0]}"]["get"]
    assert described["responses"]["200"]["content"]["application/json"]["schema"]["title"] == made["schema"]


def test_the_twins_say_what_is_wrong(served: str) -> None:
    assert refused(f"{served}/api/compare?old=nowhere&new=city")[0] == 404
    assert refused(f"{served}/api/compare?old=city&new=city")[0] == 400
    assert refused(f"{served}/api/compare/topics?doc=city")[0] == 400
    assert refused(f"{served}/api/compare")[0] == 422


def test_the_page_and_its_chart_work_the_indicators_out_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    really = tiaokuan.Corpus.indicators

    def counted(corpus: tiaokuan.Corpus, *names: str, **filters: Any) -> Any:
        asked.append(names)
        return really(corpus, *names, **filters)

    monkeypatch.setattr(tiaokuan.Corpus, "indicators", counted)
    query = f"as=indicators&{THREE}&facts=true"
    assert client.get(f"/compare?{query}").status_code == 200
    assert client.get(f"/compare/chart.svg?{query}").headers["content-type"].startswith("image/svg+xml")
    assert asked == [("nation", "province", "city")]
    assert client.get(f"/compare?as=indicators&{THREE}").status_code == 200
    assert len(asked) == 2, "without what is stated as reached it is another answer"


def test_turns_are_few_and_given_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import threading

    from starlette.exceptions import HTTPException

    from web import turns

    monkeypatch.setattr(turns, "_admitted", threading.BoundedSemaphore(1))
    with turns.turn():
        with pytest.raises(HTTPException) as told, turns.turn():
            pass
        assert told.value.status_code == 429
    with turns.turn():
        pass
