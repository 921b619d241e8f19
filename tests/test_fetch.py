"""Crawls of a website on this machine whose pages are built as those of each family are."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from website import HTML, Asked, Website, article, profile

import tiaokuan

Fetch = Callable[..., Any]


@pytest.fixture
def fetch(site: Website, corpus: tiaokuan.Corpus, tmp_path: Path) -> Fetch:
    """Fetches from the site as its profile says; the local address allowed, without delay."""

    def run(target: str = "test", sites: str | None = None, **options: Any) -> Any:
        if sites is not None:
            (tmp_path / "sites.toml").write_text(sites, "utf-8")
        own = tmp_path / "sites.toml"
        return corpus.fetch(target, **{"own": own if own.exists() else None, "allow_hosts": [site.host], "delay": 0.0, **options})

    return run


def word(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def trs_list(days: range, pages: int, current: int) -> str:
    rows = "".join(f'<li><a href="./202607/t202607{d:02}_{d}.html" title="关于节能工作的通知第{d}号">关于节能…</a>'
                   f'<div class="popbox"><ul><li><a href="../jd/202607/t202607{d:02}_9{d}.html">解读第{d}号</a></li></ul></div>'
                   f"<span>2026/07/{d:02}</span></li>" for d in days)
    return (f'<html><body><ul class="submenu"><li><a href="../tz/">通知</a></li></ul><ul class="u-list">{rows}</ul>'
            f'<script>createPageHTML({pages},{current},"index","html");</script></body></html>')


def trs(site: Website) -> str:
    site.page("/zc/", trs_list(range(30, 20, -1), 3, 0))
    site.page("/zc/index_1.html", trs_list(range(20, 10, -1), 3, 1))
    site.page("/zc/index_2.html", trs_list(range(10, 0, -1), 3, 2))
    for d in range(1, 31):
        site.page(f"/zc/202607/t202607{d:02}_{d}.html", article(f"关于节能工作的通知第{d}号", date=f"2026-07-{d:02}"))
    return profile(site, lists=f'["{site.url}/zc/"]')


# -- families


def test_trs_lists_page_by_page(site: Website, fetch: Fetch, corpus: tiaokuan.Corpus) -> None:
    report = fetch(sites=trs(site))
    assert [r.status for r in report] == ["added"] * 30
    assert [r.date for r in report] == [f"2026-07-{d:02}" for d in range(30, 0, -1)]
    assert not [p for p in site.paths() if "/jd/" in p or "/tz/" in p or "index_3" in p]
    document = corpus.document(report[0].doc_id)
    assert document.source.uri == f"{site.url}/zc/202607/t20260730_30.html"
    assert any("余热发电" in c.text for c in document.clauses) and corpus.search("余热发电", limit=40)


def test_trs_without_its_script_ends_at_404(site: Website, fetch: Fetch) -> None:
    sites = trs(site)
    for path in ("/zc/", "/zc/index_1.html", "/zc/index_2.html"):
        status, headers, body = site.pages[path]  # type: ignore[misc]
        site.pages[path] = (status, headers, body.split(b"<script>")[0] + b"</body></html>")
    assert len(fetch(sites=sites)) == 30
    assert site.paths().count("/zc/index_3.html") == 1


def test_hanweb_jpage_records(site: Website, fetch: Fetch) -> None:
    def record(n: int) -> str:
        return (f'<record><![CDATA[<li><a href="/art/2026/7/{n}/art_84242_{n}.html" title="云岭省办法第{n}号">办法</a>'
                f"<b>2026-07-{n:02}</b></li>]]></record>")

    site.page("/col/col84242/index.html", '<html><body><div id="297589" class="default_pgContainer"></div><script type="text/xml">'
              '<datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&webid=1&columnid=84242&unitid=297589"></a>]]>'
              "</nextgroup><recordset>" + "".join(record(n) for n in range(25, 20, -1)) + "</recordset></datastore></script></body></html>")

    def proxy(asked: Asked, _: Any) -> Any:
        start = int(asked.path.split("startrecord=")[1].split("&")[0])
        rows = [record(n) for n in range(26 - start, max(20 - start, 0), -1)][:5]
        return 200, {"Content-Type": "text/xml; charset=utf-8"}, (
            "<datastore><recordset>" + "".join(rows) + "</recordset></datastore>").encode()

    site.pages["/module/web/jpage/dataproxy.jsp"] = proxy
    for n in range(1, 26):
        site.page(f"/art/2026/7/{n}/art_84242_{n}.html", article(f"云岭省办法第{n}号", '<div id="zoom">{}</div>'))
    report = fetch(sites=profile(site, "hanweb", lists=f'["{site.url}/col/col84242/index.html"]', per_page="5"), limit=22)
    assert len(report) == 22 and {r.status for r in report} == {"added"}
    assert report[0].title == "云岭省办法第25号" and report[-1].date == "2026-07-04"
    asked = [p for p in site.paths() if "dataproxy" in p]
    assert "columnid=84242&unitid=297589" in asked[0] and "startrecord=6&endrecord=10&perpage=5" in asked[0]


def test_kaipuyun_lists_with_a_document_inside_the_document(site: Website, fetch: Fetch) -> None:
    def page(ids: range, current: int) -> str:
        rows = "".join(f'<li><span>2026-09-{n:02}</span><a href="/xj/tzgg/202609/{n:032x}.shtml" target="_blank">关于节能二Ｏ二六第{n}号的通知</a></li>'
                       for n in ids)
        return ('<!DOCTYPE html><html><head></head><body><!--共同页眉--start--><!DOCTYPE html><html><head></head><body>'
                '<ul><li><a href="/xj/gk/common_list.shtml">公开</a></li><!--原列表 <li> <!-- 结束--></ul></body></html>'
                f'<div id="list-data"><ul class="list">{rows}'
                f"<script>window.onload=function() {{createPageHTML('page-div',2, {current},'common_list','shtml',500);}}</script></ul></div></body></html>")

    site.page("/xj/tzgg/common_list.shtml", page(range(20, 10, -1), 1))
    site.page("/xj/tzgg/common_list_2.shtml", page(range(10, 0, -1), 2))
    for n in range(1, 21):
        site.page(f"/xj/tzgg/202609/{n:032x}.shtml", article(f"关于节能第{n}号的通知", "<ucapcontent><div>{}</div></ucapcontent>"))
    report = fetch(sites=profile(site, "kaipuyun", lists=f'["{site.url}/xj/tzgg/common_list.shtml"]'))
    assert len(report) == 20 and {r.status for r in report} == {"added"}
    assert report[0].date == "2026-09-20" and report[0].title.startswith("关于节能二Ｏ二六")


def test_nfcms_posts_and_their_attachments(site: Website, fetch: Fetch, corpus: tiaokuan.Corpus) -> None:
    rows = "".join(f'<li><h4><a href="{site.url}/zcgg/content/post_{n}.html" title="云岭市细则第{n}号">细则</a>'
                   f'<span class="time">[ 2026-01-{n} ]</span></h4></li>' for n in range(19, 13, -1))
    site.page("/zcgg/", f'<html><body><ul class="news_list">{rows}</ul></body></html>')
    for n in range(14, 20):
        site.page(f"/zcgg/content/post_{n}.html", article(f"云岭市细则第{n}号", '<div id="zoomcon">{}</div>', more=(
            f'<p><a href="/attachment/7/1/2/{n}.docx">附件1：云岭市任务清单第{n}号.docx</a></p>'
            '<p><a href="/attachment/0/0/0/0.jpg">扫码</a></p>')))
        site.page(f"/attachment/7/1/2/{n}.docx", word(f"云岭市任务清单\n一、第{n}号任务，由市工信局牵头。\n二、推广高效电机技术，由市科技局负责。"),
                  Content_Type="application/octet-stream")
    sites = profile(site, "nfcms", lists=f'["{site.url}/zcgg/"]')
    report = fetch(sites=sites, attachments=True)
    assert len(report) == 12 and {r.status for r in report} == {"added"}
    notices = {corpus.document(r.doc_id).notice for r in report if "/attachment/" in r.uri}
    assert notices == {r.doc_id for r in report if "/content/" in r.uri}
    assert report[-1].notice and not [p for p in site.paths() if p.endswith(".jpg")]


def test_boda_pages_by_their_links(site: Website, fetch: Fetch) -> None:
    for page, ids in ((1, range(12, 6, -1)), (2, range(6, 0, -1))):
        rows = "".join(f'<tr id="line_u9_{n}"><td><a href="../info/1032/{n}.htm">学校管理办法第{n}号</a></td><td>2026/03/{n:02}</td></tr>' for n in ids)
        following = '<a href="zcwj/1.htm" class="Next">下页</a>' if page == 1 else '<span>下页</span>'
        site.page("/x/zcwj.htm" if page == 1 else "/x/zcwj/1.htm", f'<html><body><table class="winstyle">{rows}</table>{following}</body></html>')
        for n in ids:
            path = f"/info/1032/{n}.htm" if page == 1 else f"/x/info/1032/{n}.htm"
            site.page(path, article(f"学校管理办法第{n}号", '<div id="vsb_content_2"><div class="v_news_content">{}</div></div>'))
    report = fetch(sites=profile(site, "boda", lists=f'["{site.url}/x/zcwj.htm"]'))
    assert len(report) == 12 and {r.status for r in report} == {"added"}


def test_a_list_as_json(site: Website, fetch: Fetch) -> None:
    rows = [{"TITLE": f"云岭省条例第{n}号", "URL": f"{site.url}/zhengce/content/202609/content_{n}.htm", "DOCRELPUBTIME": f"2026-09-{n}"}
            for n in range(24, 20, -1)]
    site.page("/ZUIXINZHENGCE.json", json.dumps(rows, ensure_ascii=False), Content_Type="application/json")
    for n in range(21, 25):  # as www.gov.cn has it: </html> in the header, before the article
        page = article(f"云岭省条例第{n}号", '<div id="UCAP-CONTENT">{}</div>').replace('<div class="header">', '</html>\n<!--end header--><div class="header">')
        site.page(f"/zhengce/content/202609/content_{n}.htm", page)
    report = fetch(sites=profile(site, lists=(f'[{{ url = "{site.url}/ZUIXINZHENGCE.json", title = "最新", '
                                              'feed = { rows = [""], title = "TITLE", url = "URL", date = "DOCRELPUBTIME" } }]')))
    assert [r.date for r in report] == ["2026-09-24", "2026-09-23", "2026-09-22", "2026-09-21"]
    assert {r.clauses for r in report} == {report[0].clauses} and report[0].clauses >= 3


# -- services


def policy_library(site: Website) -> str:
    def answer(asked: Asked, _: Any) -> Any:
        page = int(asked.path.split("&p=")[1].split("&")[0])
        row = lambda n, **k: {"title": f"关于<em>数字</em>经济的通知第{n}号", "url": f"{site.url}/zhengceku/content_{n}.htm",  # noqa: E731
                              "pubtimeStr": f"2026.04.{n:02}", "pcode": "云发〔2026〕1号", **k}
        if page > 2:
            return 200, {"Content-Type": "application/json"}, b'{"code":1001,"msg":"","data":[],"searchVO":null}'
        first = 10 if page == 1 else 20
        return 200, {"Content-Type": "application/json"}, json.dumps({"code": 200, "searchVO": {"totalCount": 0, "listVO": None, "catMap": {
            "gongwen": {"listVO": [row(first), row(first + 1, title="关于林业的通知第3号")]},
            "bumenfile": {"listVO": [row(first + 2, pubtimeStr="2025.01.02"), row(first + 3, url="", piclinksurl="")]}}}}).encode()

    site.pages["/search-gov/data"] = answer
    for n in (10, 11, 12, 20, 21, 22):
        site.page(f"/zhengceku/content_{n}.htm", article(f"关于数字经济的通知第{n}号", '<div id="UCAP-CONTENT">{}</div>'))
    built_in = (Path(__file__).parent.parent / "pipeline/fetch/sites/central.toml").read_text("utf-8")
    table = built_in.split('id = "gov-policy"')[1].split("[site.search]")[1].split("[[site]]")[0]
    return profile(site, **{"[site.search]": "[site.search]" + table.replace("https://sousuo.www.gov.cn", site.url)})


def test_the_policy_library_is_searched_by_its_service(site: Website, fetch: Fetch) -> None:
    report = fetch(sites=policy_library(site), query="数字", since="2026-04", until="2026")
    assert [r.uri.rsplit("_")[-1] for r in report] == ["10.htm", "20.htm"]  # other titles and other years are left out here
    asked = next(p for p in site.paths() if "search-gov" in p)
    assert "q=%E6%95%B0%E5%AD%97" in asked and "mintime=2026-04-01&maxtime=2026-12-31" in asked and "timetype=timezd" in asked


def test_the_law_database_is_searched_and_its_files_fetched(site: Website, fetch: Fetch, corpus: tiaokuan.Corpus) -> None:
    def search(asked: Asked, _: Any) -> Any:
        said = json.loads(asked.body)
        assert said["searchContent"] == "节约能源" and said["pageNum"] in (1, 2) and said["pageSize"] == 20
        rows = [{"bbbs": "ff80", "title": "中华人民共和国<em class='highlight'>节约能源</em>法", "gbrq": "2018-10-26", "sxx": 3},
                {"bbbs": "../x?", "title": "节约能源条例", "gbrq": "2020-01-01"}] if said["pageNum"] == 1 else []
        return 200, {"Content-Type": "application/json"}, json.dumps({"code": 200, "rows": rows}).encode()

    def download(asked: Asked, _: Any) -> Any:
        url = f"{site.url}/oss/file.docx?sign=1" if "bbbs=ff80" in asked.path else None
        return 200, {"Content-Type": "application/json"}, json.dumps({"code": 200, "data": {"url": url}}).encode()

    site.pages["/law-search/search/list"], site.pages["/law-search/download/pc"] = search, download
    site.page("/oss/file.docx", word("节约能源法\n第一条 为了推动全社会节约能源，制定本法。\n第二条 本法所称能源，是指煤炭、石油、天然气和电力。"),
              Content_Type="application/octet-stream")
    built_in = (Path(__file__).parent.parent / "pipeline/fetch/sites/central.toml").read_text("utf-8")
    table = built_in.split('id = "npc"')[1].split("[site.search]")[1]
    sites = profile(site, **{"[site.search]": "[site.search]" + table.replace("https://flk.npc.gov.cn", site.url)})
    report = fetch(sites=sites, query="节约能源")
    assert [r.status for r in report] == ["failed", "added"] or [r.status for r in report] == ["added", "failed"]
    law = next(r for r in report if r.status == "added")
    assert law.uri == f"{site.url}/law-search/download/pc?format=docx&bbbs=ff80"  # the lasting address, not the signed one
    assert law.clauses >= 2 and law.date == "2018-10-26"
    assert [r.status for r in fetch(query="节约能源") if r.uri == law.uri] == ["unchanged"]


def test_without_a_service_titles_are_filtered_and_that_is_said(site: Website, fetch: Fetch) -> None:
    said: list[str] = []
    report = fetch(sites=trs(site), query="节能 第7号", progress=lambda at: said.append(at.said))
    assert [r.title for r in report] == ["关于节能工作的通知第7号"]
    assert any("按标题筛选" in s for s in said)


# -- which and how many


def test_dates_end_the_paging(site: Website, fetch: Fetch) -> None:
    report = fetch(sites=trs(site), since="2026-07-19", until="2026-07-25")
    assert [r.date for r in report] == [f"2026-07-{d}" for d in range(25, 18, -1)]
    assert "/zc/index_2.html" in site.paths()  # one page whose entries are all older ends it
    assert len(fetch(limit=3)) == 3


def test_a_page_without_a_list_date_is_judged_by_its_own(site: Website, fetch: Fetch) -> None:
    rows = "".join(f'<li><a href="/gk/content_{n}.html">关于节能的通知第{n}号</a></li>' for n in range(6))
    site.page("/gk/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
    for n in range(6):
        site.page(f"/gk/content_{n}.html", article(f"关于节能的通知第{n}号", date=f"202{n}-05-01"))
    report = fetch(sites=profile(site, lists=f'["{site.url}/gk/"]', paging='"none"'), since="2023", until="2024")
    assert [r.status for r in report] == ["skipped", "skipped", "skipped", "added", "added", "skipped"]


def test_an_address_of_a_document_and_of_a_list(site: Website, fetch: Fetch) -> None:
    trs(site)
    one = fetch(f"{site.url}/zc/202607/t20260705_5.html")
    assert [r.status for r in one] == ["added"] and one[0].title == "关于节能工作的通知第5号"
    assert len(fetch(f"{site.url}/zc/", limit=12)) == 12


def test_entries_on_other_sites_are_told_not_fetched(site: Website, fetch: Fetch) -> None:
    sites = trs(site)
    site.page("/zc/", trs_list(range(30, 27, -1), 1, 0).replace('"./202607/t20260729_29.html"', '"https://www.example.com/202607/t20260729_29.html"'))
    assert [r.status for r in sorted(fetch(sites=sites), key=lambda r: r.date)] == ["added", "skipped", "added"]


# -- again, and after a break


def test_again_asks_on_condition_and_takes_what_changed(site: Website, fetch: Fetch, corpus: tiaokuan.Corpus) -> None:
    sites = trs(site)
    site.page("/zc/", trs_list(range(30, 27, -1), 1, 0))
    for d in (28, 29):
        site.conditional(f"/zc/202607/t202607{d}_{d}.html", article(f"关于节能工作的通知第{d}号"))
    first = fetch(sites=sites)
    assert [r.status for r in first] == ["added"] * 3
    site.conditional("/zc/202607/t20260728_28.html", article("关于节能工作的通知第28号").replace("12%", "14%"), '"v2"')
    before = len(site.asked)
    again = {r.date: r.status for r in fetch()}
    assert again == {"2026-07-30": "unchanged", "2026-07-29": "unchanged", "2026-07-28": "replaced"}
    asked = {a.path: a.headers for a in site.asked[before:]}
    assert asked["/zc/202607/t20260729_29.html"]["if-none-match"] == '"v1"'
    assert "if-modified-since" in asked["/zc/202607/t20260728_28.html"]
    served = corpus.served(first[1].doc_id)
    assert [(s.status, s.sha256) for s in served] == [(200, served[0].sha256), (304, served[0].sha256)]
    raw = Path(f"{corpus.path}.raw", served[0].sha256[:2], served[0].sha256)
    assert raw.read_bytes().decode() == article("关于节能工作的通知第29号")
    assert corpus.document(first[1].doc_id).source.sha256 == served[0].sha256
    fetch(refresh=True)
    assert "if-none-match" not in {a.path: a.headers for a in site.asked[-4:]}["/zc/202607/t20260729_29.html"]


def test_a_broken_run_goes_on_where_it_stood(site: Website, fetch: Fetch, corpus: tiaokuan.Corpus) -> None:
    class Enough(KeyboardInterrupt):
        pass

    def stop(at: Any) -> None:
        if at.done >= 5:
            raise Enough

    sites = trs(site)
    with pytest.raises(Enough):
        fetch(sites=sites, progress=stop)
    kept = len(corpus.list())
    assert 5 <= kept < 30 and corpus.search("余热发电")
    before, said = len(site.asked), []
    report = fetch(progress=lambda at: said.append(at.said))
    asked = [a.path for a in site.asked[before:] if "/t2026" in a.path]
    assert len(report) == 30 - kept == len(asked) and len(corpus.list()) == 30
    assert any("接着上次" in s for s in said)
    assert len(fetch()) == 30  # that run came to its end: the next asks for all again


def documents_in(path: Path) -> int:
    if not path.exists():
        return 0
    with tiaokuan.open(path) as corpus:
        return len(corpus.list())


def test_ctrl_c_and_kill(site: Website, tmp_path: Path) -> None:
    """Ctrl-C ends the command with one line and 130, kill -9 ends it at once; either way the crawl ends too, and the next
    command goes on."""
    (tmp_path / "s.toml").write_text(trs(site), "utf-8")
    root = Path(__file__).parent.parent
    words = [sys.executable, "-c", "import signal, cli; signal.signal(signal.SIGINT, signal.default_int_handler); cli.main()", "--corpus", str(tmp_path / "k.db"), "fetch", "test", "--sites",
             str(tmp_path / "s.toml"), "--allow-host", site.host]
    for how, code in ((signal.SIGINT, 130), (signal.SIGKILL, -9)):
        kept = documents_in(tmp_path / "k.db")
        process = subprocess.Popen([*words, "--delay", "0.6"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 60
        while documents_in(tmp_path / "k.db") < kept + 2 and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(how)
        _, said = process.communicate(timeout=30)
        assert process.returncode == code, said
        assert "Traceback" not in said and (how == signal.SIGKILL or "已中断" in said)
        time.sleep(0.7)
        after = len(site.paths())
        time.sleep(1.2)
        assert len(site.paths()) == after  # nobody is asking any more
    done = subprocess.run([*words, "--delay", "0"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "接着上次" in done.stderr, done.stderr
    with tiaokuan.open(tmp_path / "k.db") as corpus:
        assert len(corpus.list()) == 30
        assert sum(1 for p in site.paths() if "/t2026" in p) <= 42  # what was in the corpus was not asked for again


def test_two_fetches_in_one_process(site: Website, fetch: Fetch) -> None:
    sites = trs(site)
    assert len(fetch(sites=sites, limit=2)) == 2 and len(fetch(limit=4)) == 4


# -- what sites send


def test_encodings_declared_wrong_or_not_at_all(site: Website, fetch: Fetch, corpus: tiaokuan.Corpus) -> None:
    page = article("关于节能工作的通知").replace('<meta charset="utf-8">', "")
    site.pages["/gb.html"] = (200, {"Content-Type": "text/html"}, page.encode("gb18030"))
    site.pages["/utf.html"] = (200, {"Content-Type": "text/html; charset=gb2312"}, page.replace("第", "之").encode())
    rows = '<ul class="u-list">' + "".join(f'<li><a href="/p{n}.html">节约用电通知第{n}号</a>2026-01-0{n}</li>' for n in range(1, 6)) + "</ul>"
    site.pages["/list/"] = (200, {"Content-Type": "text/html; charset=utf-8"}, f"<html><body>{rows}</body></html>".encode("gb18030"))
    for n in range(1, 6):
        site.page(f"/p{n}.html", article(f"节约用电通知第{n}号"))
    for path in ("/gb.html", "/utf.html"):
        row = fetch(site.url + path)[0]
        assert row.status == "added" and row.title == "关于节能工作的通知"
        assert any("余热发电" in c.text for c in corpus.document(row.doc_id).clauses)
    report = fetch(sites=profile(site, lists=f'["{site.url}/list/"]'))
    assert report[0].title == "节约用电通知第1号" and len(report) == 5


def test_redirects_are_followed_and_remembered(site: Website, fetch: Fetch, corpus: tiaokuan.Corpus) -> None:
    site.page("/old.html", "", 301, Location="/new.html")
    site.page("/new.html", article("关于节能工作的通知"))
    row = fetch(f"{site.url}/old.html")[0]
    assert row.status == "added" and row.uri.endswith("/old.html")
    assert corpus.served(row.doc_id)[0].final == f"{site.url}/new.html"


def test_a_page_served_with_an_error_status_is_a_page(site: Website, fetch: Fetch) -> None:
    site.page("/yss.html", article("关于预算的通知", more="<p>" + "预算管理应当公开透明，讲求绩效。" * 20 + "</p>"), 502)
    assert [r.status for r in fetch(f"{site.url}/yss.html")] == ["added"]


def test_a_format_that_cannot_be_read_is_a_row_with_its_reason(site: Website, fetch: Fetch) -> None:
    site.page("/a.html", article("关于节能的通知", more='<p><a href="x.zip">附件.zip</a></p>'))
    site.page("/x.zip", b"PK\x03\x04nothing", Content_Type="application/zip")
    report = fetch(f"{site.url}/a.html", attachments=True)
    assert [r.status for r in report] == ["added", "failed"] and report[1].reason


def test_a_list_that_changed_is_told(site: Website, fetch: Fetch) -> None:
    site.page("/zc/", '<html><body><div id="app"></div><script src="/js/app.js"></script></body></html>')
    report = fetch(sites=profile(site, lists=f'["{site.url}/zc/"]'))
    assert [r.status for r in report] == ["failed"] and "改版" in report[0].reason
    assert HTML["Content-Type"].startswith("text/html")
