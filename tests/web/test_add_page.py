"""Adding: files chosen, dropped or sent by the plain form, addresses and sites of the net, with progress and reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from forms import ask, over, plan, post
from playwright.sync_api import expect
from room import Reader, every_way, filled, reading_room
from website import Website, article, profile, website

Visit = Callable[..., Reader]
expect.set_options(timeout=30_000)  # a job starts a process of its own, and machines of tests are busy
HOSTILE = "<img src=x onerror=alert(1)>\"'&.txt"


@pytest.fixture(scope="module")
def net() -> Iterator[Website]:
    """A website on this machine: a list of three, of which one is gone, a page that leads elsewhere."""
    with website() as site:
        rows = "".join(f'<li><a href="./{n}.html">云岭省关于节能改造的通知第{n}号</a><span>2026-07-{n}</span></li>' for n in (11, 12, 13))
        site.page("/list/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
        for n in (11, 12):
            site.page(f"/list/{n}.html", article(f"云岭省关于节能改造的通知第{n}号", date=f"2026-07-{n}"))
        site.page("/one.html", article("云岭省单篇通知<script>alert(1)</script>"))
        site.page("/away.html", "", 302, Location="http://127.0.0.1:9/secret")
        site.page("/name.html", "", 302, Location="http://localhost:9/secret")
        yield site


@pytest.fixture(scope="module")
def adding(net: Website, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that may be added to, that knows the website as a site and may ask it."""
    folder = tmp_path_factory.mktemp("adding")
    own = folder / "own.toml"
    own.write_text(profile(net, paging='"none"', delay="0", lists=f'["{net.url}/list/"]', expect="2"), "utf-8")
    with reading_room(filled(folder / "corpus.db"), "--sites", str(own), "--allow-host", net.host) as base:
        yield base


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over an empty corpus, without leave to ask local hosts."""
    with reading_room(tmp_path_factory.mktemp("strict") / "corpus.db") as base:
        yield base


def files(*pairs: tuple[str, bytes]) -> list[Any]:
    return [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in pairs]


@every_way
def test_files_are_chosen_and_come_in(visit: Visit, adding: str, size: str, language: str) -> None:
    it = visit(adding, "/add", size, language)
    n = 100 + sum(map(ord, size + language))
    it.tab.locator("#files").set_input_files(files((f"{size}-{language}.txt", plan(n)), ("坏.pdf", b"%PDF-nothing"), (HOSTILE, b"short")))
    expect(it.tab.locator("#chosen li")).to_have_count(3)
    it.look("add-chosen")
    it.tab.locator("#upload button.primary").click()
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator(".heading .badge.good")).to_be_visible()
    it.look("job")
    failed, came = it.tab.locator("table").nth(0), it.tab.locator("table").nth(1)
    expect(failed).to_contain_text("坏.pdf")
    expect(came.locator("a").first).to_have_attribute("href", f"/documents/{size}-{language}")
    expect(it.tab.locator("#told")).not_to_be_empty()
    assert it.tab.locator("#job[hx-get]").count() == 0, "it goes on asking"
    expect(it.tab.locator("#job img")).to_have_count(0)
    it.open("/add")
    expect(it.tab.locator("#jobs li").first).to_contain_text(f"{size}-{language}.txt")


@every_way
def test_nothing_was_added_yet(visit: Visit, strict: str, size: str, language: str) -> None:
    it = visit(strict, "/add", size, language)
    if it.tab.locator("#jobs .empty").count():
        it.look("add-empty")
    it.tab.locator("#upload button.primary").click()
    expect(it.tab.locator("#trouble")).not_to_be_empty()


@every_way
def test_local_addresses_are_refused_with_their_reason(visit: Visit, strict: str, net: Website, size: str, language: str) -> None:
    asked = len(net.asked)
    it = visit(strict, "/add", size, language)
    it.tab.locator("#target").fill(f"{net.url}/one.html")
    it.tab.locator("form.fields button.primary").click()
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator("#job td.bad")).to_be_visible()
    it.look("job-refused")
    assert len(net.asked) == asked


def test_addresses_that_are_none_and_sites_that_are_not_are_told_at_once(visit: Visit, strict: str) -> None:
    it = visit(strict, "/add")
    it.tab.locator("#target").fill("没有这个网站")
    it.tab.locator("form.fields button.primary").click()
    it.excused = ("400",)
    expect(it.tab.locator(".failure")).to_contain_text("没有这个网站")
    it.look("add-failure")
    for fields in ([("target", "file:///etc/passwd")], [("target", "javascript:alert(1)")], [("target", "gov-policy"), ("since", "昨天")],
                   [("target", "thnet")]):
        status, said = post(strict, "/api/add/address", *fields)
        assert status == 400 and said["error"], fields
    for fields in ([], [("target", "ndrc"), ("limit", "1001")], [("target", "ndrc"), ("limit", "0")], [("target", "x" * 3000)]):
        assert post(strict, "/api/add/address", *fields)[0] == 422, fields
    for held in ("", "wrong", "x" * 500):
        assert post(strict, "/api/add/address", ("target", "ndrc"), held=held)[0] in (403, 422)
    assert not any("发展" in job["title"] for job in ask(strict, "GET", "/api/jobs")[1])


def test_no_address_leads_to_this_machine(strict: str, adding: str, net: Website) -> None:
    asked = len(net.asked)
    for address in (f"{net.url}/one.html", f"http://localhost:{net.port}/one.html", "http://[::1]/", "http://169.254.1.1/"):
        status, job = post(strict, "/api/add/address", ("target", address), ("allow_hosts", net.host))
        assert status == 200, job
        rows = over(strict, job["id"])["rows"]
        assert rows and all(row["status"] in ("refused", "failed", "robots") for row in rows), rows
    assert len(net.asked) == asked
    for path in ("/away.html", "/name.html"):
        job = post(adding, "/api/add/address", ("target", net.url + path))[1]
        rows = over(adding, job["id"])["rows"]
        assert rows and rows[0]["status"] in ("refused", "failed", "robots") and "document" not in rows[0], rows


@every_way
def test_a_site_is_fetched(visit: Visit, adding: str, net: Website, size: str, language: str) -> None:
    it = visit(adding, "/add?target=test", size, language)
    expect(it.tab.locator("#target-help")).to_contain_text("云岭省测试站")
    it.tab.locator("#since").fill("2026")
    it.tab.locator("#limit").fill("10")
    it.look("add-site")
    it.tab.locator("form.fields button.primary").click()
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator(".heading .badge.good")).to_be_visible()
    it.look("job-fetched")
    expect(it.tab.locator("table").nth(1).locator("tbody tr")).to_have_count(2)
    expect(it.tab.locator("table").nth(0)).to_contain_text("13.html")


def test_one_page_is_fetched_by_its_address(adding: str, net: Website) -> None:
    job = over(adding, post(adding, "/api/add/address", ("target", f"{net.url}/one.html"))[1]["id"])
    assert job["state"] == "done" and job["rows"][0]["status"] in ("added", "unchanged") and job["title"].endswith("/one.html")


def test_what_is_dropped_is_listed_and_sent(visit: Visit, adding: str) -> None:
    it = visit(adding, "/add")
    dropped = it.tab.evaluate_handle("""(text) => { const d = new DataTransfer();
        d.items.add(new File([text], "拖来的.txt", {type: "text/plain"})); return d; }""", plan(7001).decode())
    it.tab.locator(".drop").dispatch_event("dragover", {"dataTransfer": dropped})
    expect(it.tab.locator(".drop")).to_have_class("drop ready over")
    it.tab.locator(".drop").dispatch_event("drop", {"dataTransfer": dropped})
    expect(it.tab.locator("#chosen li")).to_contain_text("拖来的.txt")
    it.tab.locator(".drop").dispatch_event("drop", {"dataTransfer": dropped})
    it.tab.locator("#clear").click()
    expect(it.tab.locator("#chosen")).to_be_hidden()
    it.tab.locator("#files").set_input_files(files(("拖来的.txt", plan(7001)), ("又一份.txt", plan(7002))))
    it.tab.locator("#upload button.primary").click()
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator("#job table")).to_contain_text("又一份.txt")


def test_a_folder_is_chosen_with_its_places(visit: Visit, adding: str, tmp_path: Path) -> None:
    (tmp_path / "文件" / "省").mkdir(parents=True)
    (tmp_path / "文件" / "省" / "甲.txt").write_bytes(plan(7101))
    it = visit(adding, "/add")
    it.tab.locator("#folder").set_input_files(tmp_path / "文件")
    expect(it.tab.locator("#chosen li")).to_contain_text("文件/省/甲.txt")
    it.tab.locator("#upload button.primary").click()
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator("#job table")).to_contain_text("文件/省/甲.txt")


def test_too_many_files_are_told_before_they_are_sent(visit: Visit, adding: str) -> None:
    it = visit(adding, "/add")
    it.tab.locator("#files").set_input_files(files(*((f"{n}.txt", b"x") for n in range(1001))))
    expect(it.tab.locator("#trouble")).to_contain_text("1,000")
    it.tab.locator("#upload button.primary").click()
    assert it.tab.url.endswith("/add")


def test_without_script_the_forms_do_the_same(visit: Visit, adding: str) -> None:
    it = visit(adding, "/add", java_script_enabled=False)
    it.tab.locator("#files").set_input_files(files(("无脚本.txt", plan(7201))))
    it.tab.locator("#upload button.primary").click()
    it.tab.wait_for_url("**/jobs/*")
    it.tab.wait_for_timeout(300)
    over(adding, int(it.tab.url.rsplit("/", 1)[1]))
    it.tab.reload()
    expect(it.tab.locator("#job table")).to_contain_text("无脚本.txt")


def test_by_keyboard_alone_and_stopped(visit: Visit, adding: str) -> None:
    it = visit(adding, "/add")
    it.tab.on("filechooser", lambda _: None)  # choosers are caught from here on: asked for just before the key, it may come too late
    keys = it.tab.keyboard
    it.tab_to("#files", 40)
    with it.tab.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(files(*((f"键盘{n}.txt", plan(8000 + n, 60)) for n in range(150))))
    expect(it.tab.locator("#chosen li").first).to_contain_text("键盘0.txt")
    it.tab_to("#upload button.primary", 10)
    keys.press("Enter")
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator(".bar-of progress")).to_be_visible()
    expect(it.tab.locator("#job table")).to_be_visible()
    it.look("job-running")
    it.tab_to("#stop", 40)
    it.tab.wait_for_timeout(1200)
    assert it.tab.evaluate("document.activeElement.id") == "stop", "the page that renews itself lost the focus"
    keys.press("Enter")
    expect(it.tab.locator("#told")).to_contain_text("已停止")
    it.look("job-stopped")


def test_a_worker_that_dies_is_told_on_the_page(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "c.db").write_bytes(b"")
    with reading_room(tmp_path / "c.db") as base:
        it = visit(base, "/add")
        (tmp_path / "c.db").write_bytes(b"of another program" * 1000)
        it.tab.locator("#files").set_input_files(files(("方案.txt", plan(1))))
        it.tab.locator("#upload button.primary").click()
        it.tab.wait_for_url("**/jobs/*")
        expect(it.tab.locator("#job .failure")).to_contain_text("c.db")
        it.look("job-failed")
        it.tab.goto("about:blank")
        (tmp_path / "c.db").unlink()


def test_a_job_that_there_is_not(visit: Visit, strict: str) -> None:
    it = visit(strict, "/jobs/4711")
    it.excused = ("404",)
    expect(it.tab.locator(".failure")).to_contain_text("4711")
