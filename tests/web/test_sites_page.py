"""The sites: listed, narrowed, checked one by one or together, with what the last check found; the way to fetch from one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from forms import ask, over, post
from playwright.sync_api import expect
from room import Reader, every_way, reading_room
from website import Website, article, profile, website

Visit = Callable[..., Reader]
expect.set_options(timeout=30_000)  # a job starts a process of its own, and machines of tests are busy


@pytest.fixture(scope="module")
def net() -> Iterator[Website]:
    with website() as site:
        rows = "".join(f'<li><a href="./{n}.html">云岭省关于节能改造的通知第{n}号</a><span>2026-07-{n}</span></li>' for n in range(11, 20))
        site.page("/list/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
        for n in range(11, 20):
            site.page(f"/list/{n}.html", article(f"云岭省关于节能改造的通知第{n}号", date=f"2026-07-{n}"))
        site.page("/broken/", "", 503)
        yield site


@pytest.fixture(scope="module")
def room(net: Website, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that knows two sites more: one that is well, and one that is not."""
    folder = tmp_path_factory.mktemp("sites")
    own = folder / "own.toml"
    own.write_text(profile(net, paging='"none"', delay="0", lists=f'["{net.url}/list/"]')
                   + profile(net, id='"ill"', name='"云岭省坏站<script>alert(1)</script>"', paging='"none"', delay="0", note='"=1+1"',
                             lists=f'["{net.url}/empty/"]'), "utf-8")
    net.page("/empty/", "<html><body><p>没有列表</p></body></html>")
    with reading_room(folder / "c.db", "--sites", str(own), "--allow-host", net.host) as base:
        yield base


@every_way
def test_sites_are_listed_and_narrowed(visit: Visit, room: str, size: str, language: str) -> None:
    it = visit(room, "/sites", size, language)
    rows = it.tab.locator("table.sites tbody tr")
    assert rows.count() == 170
    it.look("sites")
    it.tab.get_by_role("searchbox").fill("云岭省")
    expect(rows).to_have_count(2)
    assert "q=" in it.tab.url
    it.tab.get_by_role("searchbox").fill("没有这样的网站")
    expect(it.tab.locator(".empty")).to_be_visible()
    expect(it.tab.locator("form.htmx-request")).to_have_count(0)
    it.look("sites-none")
    it.tab.get_by_role("searchbox").fill("")
    it.tab.locator("select[name=level]").select_option("ministry")
    expect(rows).to_have_count(42)
    it.tab.locator("select[name=state]").select_option("verified")
    expect(rows).to_have_count(2)


@every_way
def test_the_chosen_are_checked_and_the_result_is_shown(visit: Visit, room: str, size: str, language: str) -> None:
    it = visit(room, "/sites?q=云岭省", size, language)
    for box in it.tab.locator("table.sites input[type=checkbox]").all():
        box.check()
    it.tab.locator("#found form > .act button").click()
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator(".heading .badge.good")).to_be_visible()
    it.look("job-health")
    expect(it.tab.locator("#job td.bad")).to_have_count(1)
    it.tab.locator("#job a.button.primary").click()
    it.tab.get_by_role("searchbox").fill("云岭省")
    expect(it.tab.locator("table.sites tbody tr")).to_have_count(2)
    expect(it.tab.locator("table.sites .badge.good")).to_have_count(1)
    expect(it.tab.locator("table.sites .badge.bad")).to_have_count(1)
    expect(it.tab.locator("form.htmx-request")).to_have_count(0)
    it.look("sites-checked")


def test_one_site_is_checked_by_keyboard_and_fetched_from(visit: Visit, room: str) -> None:
    it = visit(room, "/sites?q=测试站")
    it.tab_to("[name=only]", 40)
    it.tab.keyboard.press("Enter")
    it.tab.wait_for_url("**/jobs/*")
    expect(it.tab.locator(".heading .badge.good")).to_be_visible()
    it.open("/sites?q=测试站")
    it.tab.locator("table.sites a.button").click()
    expect(it.tab.locator("#target")).to_have_value("test")


def test_the_twins(room: str) -> None:
    rows = ask(room, "GET", "/api/sites?q=%E4%BA%91%E5%B2%AD%E7%9C%81")[1]
    assert [row["id"] for row in rows] == ["test", "ill"] and set(rows[0]) >= {"health", "checked", "reason", "state", "last"}
    job = over(room, post(room, "/api/sites/check", ("site", "test"), ("site", "ill"))[1]["id"])
    assert {row["site"]: row["state"] for row in job["rows"]} == {"test": "ok", "ill": "empty"} and job["failed"] == 1
    rows = {row["id"]: row for row in ask(room, "GET", "/api/sites?state=checked")[1]}
    assert rows["test"]["health"] == "ok" and rows["ill"]["health"] == "empty" and rows["ill"]["reason"]
    assert [row["id"] for row in ask(room, "GET", "/api/sites?state=ill")[1]] == ["ill"]
    assert ask(room, "GET", "/sites?format=csv")[0] == 200


def test_what_is_asked_wrongly_is_told(room: str) -> None:
    before = ask(room, "GET", "/api/jobs")[1]
    assert post(room, "/api/sites/check")[0] == 400
    assert post(room, "/api/sites/check", ("site", "nowhere"))[0] == 404
    assert post(room, "/api/sites/check", ("site", "test"), held="wrong")[0] == 403
    assert post(room, "/api/sites/check", ("site", "test"), held="x" * 300)[0] in (403, 422)
    assert post(room, "/api/sites/check", *[("site", "test")] * 301)[0] == 422
    assert ask(room, "GET", "/api/sites?level=nothing")[0] == 422 and ask(room, "GET", "/api/sites?level=&state=")[0] == 200
    assert ask(room, "GET", "/api/jobs")[1] == before


def test_a_file_of_sites_that_is_not_right_is_told_at_the_start(tmp_path: Path) -> None:
    from click.testing import CliRunner

    import cli

    own = tmp_path / "own.toml"
    own.write_text("[[site]]\nid = 1\n")
    result = CliRunner().invoke(cli.main, ["--corpus", str(tmp_path / "c.db"), "serve", "--no-browser", "--sites", str(own)])
    assert result.exit_code == 1 and "own.toml" in result.output and "Traceback" not in result.output
