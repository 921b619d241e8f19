"""Correcting in place: accept, reject, change, add, by mouse, by keyboard and without script; the list; what it counts for."""

from __future__ import annotations

import io
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from forms import token
from plans import CITY, fill
from playwright.sync_api import expect
from room import Reader, every_way, reading_room

import tiaokuan

expect.set_options(timeout=20_000)
Visit = Callable[..., Reader]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server over three plans that readers may correct, and its corpus."""
    path = tmp_path / "corpus.db"
    with tiaokuan.open(path) as corpus:
        fill(corpus)
    with reading_room(path) as base:
        yield base, path


def told(url: str) -> Any:
    return json.load(urllib.request.urlopen(url))


def mention(it: Reader, text: str) -> Any:
    return it.tab.locator(".paper a.m", has_text=re.compile(f"^{text}$"))


def clause_of(base: str, doc: str, words: str) -> str:
    return next(c["id"] for c in told(f"{base}/api/documents/{doc}")["clauses"] if words in c["text"] and c["responsibilities"])


@every_way
def test_accepted_changed_rejected_and_taken_back(visit: Visit, desk: tuple[str, Path], size: str, language: str) -> None:
    base, path = desk
    it = visit(base, "/documents/city", size, language)
    tab = it.tab
    mention(it, "市财政局").click()
    card = tab.locator("#panel .mention")
    card.locator("input[name=who]").first.fill("王五")
    card.locator("button[value=accept]").click()
    expect(card.locator(".touched")).to_contain_text("王五")
    expect(mention(it, "市财政局")).to_have_class(re.compile("corrected"))
    it.look("correct-accepted")

    card.locator("summary").first.click()  # the name is known from now on
    form = card.locator("form.fields")
    expect(form.locator("input[name=who]")).to_have_value("王五")
    form.locator("select[name=role]").select_option("lead")
    form.locator("input[name=note]").fill("见会议纪要")
    it.look("correct-form")
    form.locator("button[value=change]").click()
    expect(mention(it, "市财政局")).to_have_class(re.compile(r"\blead\b"))
    with tiaokuan.open(path) as corpus:
        assert any(task.unit.endswith("财政局") and task.role == "lead" for task in corpus.by_unit("city"))

    tab.locator("#panel button[value=reject]").click()
    expect(mention(it, "市财政局")).to_have_class(re.compile(r"\brejected\b"))
    with tiaokuan.open(path) as corpus:
        assert "财政局" not in " ".join(corpus.matrix("city").unit_names)
    tab.locator("#panel .made button").click()
    expect(mention(it, "市财政局")).to_have_class(re.compile(r"\blead\b"))

    it.open("/corrections")
    expect(tab.locator("#register tbody tr")).to_have_count(3)
    assert [tab.locator("#register tbody tr").nth(n).locator(".badge").get_attribute("class") for n in range(3)] == [
        "badge quiet", "badge good", "badge quiet"]
    it.look("corrections")
    tab.locator("#register tbody tr").nth(1).get_by_role("button").click()
    expect(tab.locator("#register .badge.good")).to_have_count(1)  # the first, which says that it is right, counts again


@every_way
def test_without_corrections_the_list_says_what_to_do(visit: Visit, served: str, size: str, language: str) -> None:
    it = visit(served, "/corrections", size, language)
    assert it.tab.locator(".empty a").get_attribute("href") == "/documents"
    it.look("corrections-empty")


def test_words_that_are_picked_are_added(visit: Visit, desk: tuple[str, Path]) -> None:
    base, path = desk
    it = visit(base, "/documents/city")
    tab = it.tab
    line = tab.locator(".clause", has_text="每年组织专家").last
    line.scroll_into_view_if_needed()
    line.locator(".own").evaluate("""(own, words) => {
        const node = [...own.childNodes].find((each) => each.textContent.includes(words));
        const range = document.createRange();
        const at = node.textContent.indexOf(words);
        range.setStart(node, at); range.setEnd(node, at + words.length);
        getSelection().removeAllRanges(); getSelection().addRange(range); }""", "免费诊断")
    tab.locator("#picked").click()
    adding = tab.locator("#panel .adding")
    expect(tab.locator("#panel .picked")).to_have_text("免费诊断")
    adding.get_by_text("技术", exact=True).click()
    form = adding.locator("form").nth(2)
    form.locator("input[name=who]").fill("李四")
    form.locator("button").click()
    expect(mention(it, "免费诊断")).to_have_class(re.compile("technology"))
    with tiaokuan.open(path) as corpus:
        (row,) = [r for r in corpus.technologies("city") if r.technology == "免费诊断"]
        assert list(row.documents) == ["city"]


def test_keyboard_only_an_outline_entry_a_mention_its_acceptance(visit: Visit, desk: tuple[str, Path]) -> None:
    it = visit(desk[0], "/documents/city")
    tab, keyboard = it.tab, it.tab.keyboard

    it.tab_to(".outline a[href='#c7']", 60)
    keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "c7"
    it.tab_to(".place", 60)
    it.tab_to("[data-tool=card]", 60)
    it.tab_to(".m.lead", 60)
    keyboard.press("Enter")
    expect(tab.locator("#panel-body")).to_be_focused()
    it.tab_to("input[name=who]", 60)
    keyboard.type("赵六")
    it.tab_to("button[value=accept]", 60)
    keyboard.press("Enter")
    expect(tab.locator("#panel .touched")).to_contain_text("赵六")
    keyboard.press("Escape")
    expect(tab.locator("#panel")).to_be_hidden()
    assert tab.evaluate("document.activeElement.closest('.clause') !== null")


def test_keyboard_only_words_are_added_by_a_form(visit: Visit, desk: tuple[str, Path]) -> None:
    it = visit(desk[0], f"/clauses/city/{quote(clause_of(desk[0], 'city', '每年组织专家'))}")
    tab = it.tab
    tab.locator(".adding > summary").press("Enter")
    tab.locator(".adding details > summary").nth(1).press("Enter")
    form = tab.locator(".adding form").nth(1)
    for name, said in (("words", "五十家企业"), ("indicator", "开展免费诊断的企业"), ("value", "50"), ("unit", "家"), ("who", "赵六")):
        form.locator(f"input[name={name}]").fill(said)
    form.locator("button").press("Enter")
    expect(tab.locator(".mention", has_text="开展免费诊断的企业")).to_contain_text("50家")
    form = tab.locator(".mention form.fields").last
    tab.locator(".mention").last.locator("summary").last.click()
    form.locator("input[name=words]").fill("为五十家企业开展免费诊断")
    form.locator("input[name=year]").fill("2022")
    form.locator("button").click()
    expect(tab.locator(".mention h2", has_text="为五十家企业开展免费诊断")).to_be_visible()


def test_it_works_without_script(visit: Visit, desk: tuple[str, Path]) -> None:
    it = visit(desk[0], "/documents/city", java_script_enabled=False)
    tab = it.tab
    mention(it, "市财政局").click()
    tab.locator("input[name=who]").first.fill("王五")
    tab.locator("button[value=reject]").click()
    expect(tab.locator(".touched")).to_contain_text("王五")
    tab.locator("button[value=accept]").click()
    expect(tab.locator(".mention .badge.support")).to_have_count(1)
    tab.locator(".made button").first.click()
    tab.locator(".back a").click()
    expect(tab.locator(".clause[aria-current=location]")).to_have_count(1)


def test_what_cannot_be_is_told_and_changes_nothing(visit: Visit, desk: tuple[str, Path]) -> None:
    base, path = desk
    it = visit(base, "/documents/city")
    it.excused = ("400",)
    tab = it.tab
    mention(it, "市财政局").click()
    tab.locator("#panel .mention summary").first.click()
    form = tab.locator("#panel .mention form.fields")
    form.locator("input[name=who]").fill("王五")
    form.locator("input[name=words]").fill("省外办")
    form.locator("button").click()
    expect(tab.locator("#toast")).to_contain_text("省外办")
    with tiaokuan.open(path) as corpus:
        assert len(corpus.corrections()) == 0


def test_corrections_survive_reading_again(visit: Visit, desk: tuple[str, Path]) -> None:
    base, path = desk
    it = visit(base, "/documents/city")
    mention(it, "市财政局").click()
    it.tab.locator("#panel input[name=who]").first.fill("王五")
    it.tab.locator("#panel button[value=reject]").click()
    expect(mention(it, "市财政局")).to_have_class(re.compile(r"\brejected\b"))
    with tiaokuan.open(path) as corpus:
        corpus.add_bytes(CITY.replace("下降15%", "下降16%").encode(), "city.txt")
        assert corpus.document("city").version == 2
        assert "财政局" not in " ".join(corpus.matrix("city").unit_names)
    it.open("/documents/city")
    expect(mention(it, "市财政局")).to_have_class(re.compile(r"\brejected\b"))
    with tiaokuan.open(path) as corpus:
        corpus.add_bytes("青石市人民政府关于印发工业节能工作方案的通知\n一、目标\n节能。\n".encode(), "city.txt")
    it.open("/corrections")
    expect(it.tab.locator("#register .badge.bad")).to_have_text("原文已找不到")
    it.look("corrections-orphaned")


# -- twins, tokens, annotations


def sent(base: str, path: str, body: Any = None, form: dict[str, str] | None = None, **headers: str) -> Any:
    data = urllib.parse.urlencode(form).encode() if form is not None else json.dumps(body or {}).encode()
    kind = {} if form is not None else {"content-type": "application/json"}
    return urllib.request.urlopen(urllib.request.Request(base + path, data, {**kind, **{k.replace("_", "-"): v for k, v in headers.items()}}))


def test_the_twins_of_correcting(desk: tuple[str, Path]) -> None:
    base, path = desk
    held, clause = token(base), clause_of(base, "city", "每年组织专家")
    (unit,) = [m for m in told(f"{base}/api/documents/city/mentions?clause={quote(clause)}") if m["text"] == "市财政局"]
    said = {"clause": clause, "kind": "unit", "action": "change", "start": unit["start"], "end": unit["end"], "who": "王五",
            "values": {"role": "lead"}}
    for headers in ({}, {"x_token": "wrong"}):
        with pytest.raises(urllib.error.HTTPError) as error:
            sent(base, "/api/documents/city/corrections", said, **headers)
        assert error.value.code == 403
    made = json.load(sent(base, "/api/documents/city/corrections", said, x_token=held))
    assert made["by"] == "王五" and made["now"]["role"] == "lead" and made["was"]["role"] == "support"
    (row,) = told(f"{base}/api/corrections?doc=city")
    assert row["status"] == "in force" and row["id"] == made["id"]
    gold = told(f"{base}/api/documents/city/gold")
    assert {u["surface"]: u["role"] for r in gold["responsibilities"] for u in r["units"]}["市财政局"] == "lead"
    with zipfile.ZipFile(io.BytesIO(urllib.request.urlopen(f"{base}/corrections/gold").read())) as archive:
        assert archive.namelist() == ["city.json"] and json.loads(archive.read("city.json")) == gold
        archive.extractall(path.parent / "gold")
    with tiaokuan.open(path) as corpus:
        assert corpus.evaluate(path.parent / "gold", corrected=True).faults == ()
    assert urllib.request.urlopen(f"{base}/corrections?format=xlsx").read().startswith(b"PK")
    assert json.load(sent(base, f"/api/corrections/{made['id']}/undo?who=%E8%B5%B5", x_token=held))["undone"]["by"] == "赵"
    assert told(f"{base}/api/corrections")[0]["status"] == "undone"


@pytest.mark.parametrize(("change", "status"), [
    ({"kind": "unit", "action": "reject", "start": 0, "end": 1}, 400), ({"start": 5, "end": 2}, 400), ({"start": -1}, 422),
    ({"action": "delete"}, 422), ({"values": {"who": "x"}}, 400), ({"values": {"role": "chief"}}, 400), ({"clause": "none"}, 404),
    ({"span": [0, 10**9]}, 400), ({"who": "\u0000"}, 400), ({"who": "x" * 101}, 422), ({"end": 10**9}, 400)])
def test_what_no_correction_can_be(served: str, change: dict[str, Any], status: int) -> None:
    rows = told(f"{served}/api/documents/city/mentions?clause={quote(clause_of(served, 'city', '每年组织专家'))}")
    unit = next(m for m in rows if m["text"] == "市财政局")
    said = {"clause": unit["clause"], "kind": "unit", "action": "change", "start": unit["start"], "end": unit["end"], "who": "王五",
            "values": {"role": "lead"}} | change
    with pytest.raises(urllib.error.HTTPError) as error:
        sent(served, "/api/documents/city/corrections", said, x_token=token(served))
    assert error.value.code == status
    assert told(f"{served}/api/corrections") == []


def test_other_sites_and_stale_pages_change_nothing(served: str) -> None:
    clause, held = quote(clause_of(served, "city", "每年组织专家")), token(served)
    form = {"of": "technology", "action": "add", "words": "免费诊断", "who": "x"}
    for more, headers in (({}, {}), ({"token": "old"}, {}), ({"token": held}, {"origin": "http://elsewhere.example"})):
        with pytest.raises(urllib.error.HTTPError) as error:
            sent(served, f"/clauses/city/{clause}", form=form | more, **headers)
        assert error.value.code == 403
    with pytest.raises(urllib.error.HTTPError) as error:
        sent(served, "/corrections/999/undo", form={"token": held})
    assert error.value.code == 404
    assert told(f"{served}/api/corrections") == []
