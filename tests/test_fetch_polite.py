"""How the fetcher behaves towards a site: robots.txt, pace, backing off, leaving alone what declines, saying who it is."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest
from website import HTML, Asked, Website, article, profile, website

import tiaokuan
from pipeline.fetch.challenges import challenge
from pipeline.fetch.pace import seconds_of
from pipeline.fetch.pages import iso
from pipeline.fetch.robots import rules_of


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as running:
        for n in range(1, 7):
            running.page(f"/zc/t2026010{n}_{n}.html", article(f"关于节能的通知第{n}号"))
        rows = "".join(f'<li><a href="t2026010{n}_{n}.html">关于节能的通知第{n}号</a><span>2026-01-0{n}</span></li>' for n in range(6, 0, -1))
        running.page("/zc/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
        yield running


def fetch(site: Website, corpus: tiaokuan.Corpus, **options: Any) -> Any:
    own = corpus.path.parent / "sites.toml"
    own.write_text(profile(site, lists=f'["{site.url}/zc/"]', paging='"none"'), "utf-8")
    return corpus.fetch("test", **{"own": own, "allow_hosts": [site.host], "delay": 0.0, **options})


def text(words: str, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "text/plain"}, words.encode()


# -- robots.txt


def test_robots_is_asked_first_and_kept(site: Website, corpus: tiaokuan.Corpus) -> None:
    site.pages["/robots.txt"] = text("User-agent: *\nDisallow: /zc/t20260103\n\nUser-agent: Other\nDisallow: /\n")
    report = fetch(site, corpus)
    assert site.asked[0].path == "/robots.txt" and [a.path for a in site.asked].count("/robots.txt") == 1
    assert [(r.status, r.uri[-6:]) for r in report if r.status != "added"] == [("robots", "3.html")]
    assert "/zc/t20260103_3.html" not in site.paths()


def test_our_own_name_in_robots_counts(site: Website, corpus: tiaokuan.Corpus) -> None:
    site.pages["/robots.txt"] = text("User-agent: *\nAllow: /\n\nUser-agent: Tiaokuan\nDisallow: /\n")
    assert [r.status for r in fetch(site, corpus)] == ["robots"] and site.paths() == []


@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_site_that_refuses_its_robots_is_not_asked(site: Website, corpus: tiaokuan.Corpus, status: int) -> None:
    site.pages["/robots.txt"] = text("", status)
    report = fetch(site, corpus)
    assert [r.status for r in report] == ["robots"] and str(status) in report[0].reason and site.paths() == []


def test_what_counts_as_no_robots() -> None:
    page = b"<!DOCTYPE html><html><body>Disallow: /</body></html>"
    for rules in (rules_of(404, b""), rules_of(410, b""), rules_of(200, page, "text/html"), rules_of(200, page, "text/plain"), rules_of(200, b"")):
        assert rules.allows("http://h/x") and rules.delay == 0
    assert rules_of(200, b"\xef\xbb\xbfUser-agent: *\nCrawl-delay: 7\nDisallow: /a").delay == 7
    assert rules_of(200, b"User-agent: *\nCrawl-delay: 9999").delay == 60
    assert not rules_of(200, "User-agent: *\nDisallow: /政策".encode()).allows("http://h/%E6%94%BF%E7%AD%96/1.htm")


def test_no_answer_for_robots_is_a_no(site: Website, corpus: tiaokuan.Corpus) -> None:
    def hang_up(_: Asked, handler: Any) -> None:
        handler.connection.close()

    site.pages["/robots.txt"] = hang_up
    report = fetch(site, corpus)
    assert [r.status for r in report] == ["failed"] and "robots.txt" in report[0].reason and site.paths() == []
    nowhere = corpus.fetch("http://no-such-host.invalid/a.html")
    assert [r.status for r in nowhere] == ["failed"] and any(x in str(nowhere[0].reason) for x in ("找不到主机", "超时"))


# -- pace


def test_one_connection_and_the_time_between(site: Website, corpus: tiaokuan.Corpus) -> None:
    def slow(_: Asked, __: Any) -> Any:
        time.sleep(0.1)
        return 200, HTML, article("关于节能的通知").encode()

    for n in range(1, 7):
        site.pages[f"/zc/t2026010{n}_{n}.html"] = slow
    fetch(site, corpus, delay=0.4)
    times = [a.at for a in site.asked]
    assert site.most_at_once == 1 and min(b - a for a, b in zip(times[1:], times[2:], strict=False)) >= 0.35


def test_less_than_two_seconds_only_for_ones_own_host(corpus: tiaokuan.Corpus) -> None:
    with pytest.raises(tiaokuan.TiaokuanError, match="至少相隔 2 秒"):
        corpus.fetch("ndrc", delay=0.5)


def test_it_says_who_it_is(site: Website, corpus: tiaokuan.Corpus) -> None:
    fetch(site, corpus, limit=1, contact="library@example.org")
    assert {a.headers["user-agent"] for a in site.asked} == {"Tiaokuan/0.1 (policy research; obeys robots.txt; library@example.org)"}
    assert not [a for a in site.asked if "cookie" in a.headers or "referer" in a.headers]
    with pytest.raises(tiaokuan.TiaokuanError, match="一行"):
        fetch(site, corpus, contact="a\r\nX: y")


@pytest.mark.parametrize("status", [429, 503])
def test_backs_off_and_comes_back(site: Website, corpus: tiaokuan.Corpus, status: int) -> None:
    whole = site.pages["/zc/t20260105_5.html"]
    tries: list[float] = []

    def busy(asked: Asked, _: Any) -> Any:
        tries.append(asked.at)
        return (status, {"Retry-After": "1"}, b"") if len(tries) == 1 else whole

    site.pages["/zc/t20260105_5.html"] = busy
    said: list[str] = []
    report = fetch(site, corpus, progress=lambda at: said.append(at.said))
    assert {r.status for r in report} == {"added"} and len(report) == 6
    assert len(tries) == 2 and tries[1] - tries[0] >= 0.95 and any(str(status) in s and "再试" in s for s in said)
    after = [a.at for a in site.asked if a.at > tries[0]]
    assert min(after) >= tries[0] + 0.95  # nothing else of that host meanwhile


def test_dates_that_no_calendar_has() -> None:
    assert iso("2026-02-31") is None and iso("2026年2月28日 2026-13-01") == "2026-02-28"


def test_how_long_a_site_asks_to_wait() -> None:
    assert seconds_of(" 120 ") == 120 and seconds_of("") is None and seconds_of("soon") is None and seconds_of("1e9") is None
    assert 55 < (seconds_of(formatdate(time.time() + 60, usegmt=True)) or 0) <= 60
    assert seconds_of("Fri, 31 Dec 1999 23:59:59 GMT") == 0


@pytest.mark.parametrize("dated", [False, True])
def test_asked_to_come_back_much_later_it_leaves(site: Website, corpus: tiaokuan.Corpus, dated: bool) -> None:
    site.pages["/zc/t20260105_5.html"] = (429, {"Retry-After": formatdate(time.time() + 3600, usegmt=True) if dated else "3600"}, b"")
    report = fetch(site, corpus)
    assert [r.status for r in report] == ["added"] + ["declined"] * 5 and "稍后再来" in report[1].reason
    assert len(site.paths()) == 3


def test_gives_up_on_what_stays_broken_then_on_the_host(site: Website, corpus: tiaokuan.Corpus) -> None:
    for n in range(1, 7):
        site.pages[f"/zc/t2026010{n}_{n}.html"] = (500, HTML, b"<html>error</html>")
    report = fetch(site, corpus)
    assert [r.status for r in report] == ["failed"] * 3 + ["declined"] * 3
    assert len(site.paths()) == 1 + 3 * 4  # each four times: once, and three tries more


def test_a_site_that_refuses_again_and_again_is_left(site: Website, corpus: tiaokuan.Corpus) -> None:
    for n in range(1, 7):
        site.pages[f"/zc/t2026010{n}_{n}.html"] = (403, HTML, b"<html>forbidden</html>")
    report = fetch(site, corpus)
    assert [r.status for r in report] == ["failed"] * 3 + ["declined"] * 3 and len(site.paths()) == 4


# -- challenges

SHORT = "<html><head><script>{}</script></head><body>{}</body></html>"
CHALLENGES = {
    "412": (412, HTML, SHORT.format("$_ts=window['$_ts']", "")),
    "521": (521, {**HTML, "Set-Cookie": "__jsl_clearance=1; path=/"}, SHORT.format("x", "")),
    "307": (307, {**HTML, "Set-Cookie": "wzws_cid=abc; path=/", "Location": "/zc/t20260106_6.html"}, ""),
    "script": (200, HTML, SHORT.format("var a=1", "Please enable JavaScript and refresh the page")),
    "cookie": (200, HTML, SHORT.format("document.cookie='a=1';location.reload()", "")),
    "cloud": (200, HTML, SHORT.format("", "知道创宇云防御正在检查您的浏览器")),
    "captcha": (200, HTML, SHORT.format("", "访问过于频繁，请输入验证码")),
    "509": (509, HTML, SHORT.format("", "captcha")),
}


@pytest.mark.parametrize("kind", CHALLENGES)
def test_challenges_are_told_and_not_passed(site: Website, corpus: tiaokuan.Corpus, kind: str) -> None:
    status, headers, body = CHALLENGES[kind]
    site.pages["/zc/t20260106_6.html"] = (status, headers, body.encode())
    report = fetch(site, corpus)
    assert [r.status for r in report] == ["declined"] * 6 and "不绕过" in report[0].reason
    assert site.paths() == ["/zc/", "/zc/t20260106_6.html"] and len(corpus.list()) == 0


def test_a_document_about_verification_is_no_challenge() -> None:
    assert challenge(200, {}, article("关于验证码管理的通知", more="<p>安全验证，滑动验证，请输入验证码。" + "说明文字。" * 200)) is None
    assert challenge(200, {"set-cookie": "wzws_cid=1"}, article("关于节能的通知", more="<p>" + "说明文字。" * 200)) is None


def test_a_challenge_in_place_of_robots(site: Website, corpus: tiaokuan.Corpus) -> None:
    status, headers, body = CHALLENGES["412"]
    site.pages["/robots.txt"] = (status, headers, body.encode())
    report = fetch(site, corpus)
    assert [r.status for r in report] == ["declined"] and "不绕过" in report[0].reason and site.paths() == []


# -- WARC


def test_warc_holds_what_went_over_the_wire(site: Website, corpus: tiaokuan.Corpus, tmp_path: Path) -> None:
    archiveiterator = pytest.importorskip("warcio.archiveiterator")
    page = article("关于节能的通知第6号").encode()
    site.pages["/zc/t20260106_6.html"] = (200, {**HTML, "Content-Encoding": "gzip", "ETag": '"x"'}, gzip.compress(page))
    path = tmp_path / "run.warc.gz"
    report = fetch(site, corpus, limit=1, warc=str(path))
    assert [r.status for r in report] == ["added"]
    with path.open("rb") as file:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read()) for r in
                   archiveiterator.ArchiveIterator(file)]
    found = {uri: body for kind, uri, body in records if kind == "response"}
    assert set(found) == {f"{site.url}/robots.txt", f"{site.url}/zc/", f"{site.url}/zc/t20260106_6.html"}
    assert found[f"{site.url}/zc/t20260106_6.html"] == page
    assert [k for k, _, _ in records].count("request") == 3 and records[0][0] == "warcinfo"


def test_warc_that_cannot_be_written_is_said_at_once(site: Website, corpus: tiaokuan.Corpus, tmp_path: Path) -> None:
    pytest.importorskip("warcio")
    with pytest.raises(tiaokuan.TiaokuanError, match="不能写"):
        fetch(site, corpus, warc=str(tmp_path / "no" / "run.warc"))
    assert site.asked == []
