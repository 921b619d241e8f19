"""The sites as data: every profile is whole, says where it is from, and what it calls verified holds on the saved page."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from parsel import Selector
from website import Website, article, profile

import cli
import tiaokuan
from corpus.model import TiaokuanError
from pipeline.fetch import services
from pipeline.fetch.pages import attachments_of, body_length, decoded, items_of, next_page, published
from pipeline.fetch.profiles import Site, profiles, site_for, site_of

SITES = profiles()
PAGES = Path(__file__).parent.parent.parent / "shared" / "pages"
saved = pytest.mark.skipif(not PAGES.is_dir(), reason="the saved pages (../shared/pages) are not here")


# -- profiles


@pytest.mark.parametrize("site", SITES.values(), ids=lambda s: s.id)
def test_every_profile_is_whole(site: Site) -> None:
    tree = Selector(text="<html><body><ul><li><a href='x'>x</a></li></ul></body></html>")
    for selector in (*site.items, *site.body, site.link, site.date):
        if selector:
            tree.css(selector)
    assert site.source and site.home.startswith(("http://", "https://")) and site.delay >= 2
    assert site.owns(site.home) and all(site.owns(x.url) for x in site.lists)
    assert site.lists or site.search or site.note or site.level == "city"
    assert set(site.verified) <= {"list", "body", "feed", "search"}


def test_all_provinces_and_the_ministries_are_there() -> None:
    provinces = {s.region for s in SITES.values() if s.level == "province"}
    assert len(provinces) == 31 and len([s for s in SITES.values() if s.level == "ministry"]) >= 40
    assert {"gov", "gov-policy", "npc"} <= set(SITES)
    assert {s.family for s in SITES.values()} >= {"trs", "hanweb", "kaipuyun", "nfcms"}


@saved
@pytest.mark.parametrize("site", [s for s in SITES.values() if s.verified], ids=lambda s: s.id)
def test_what_is_called_verified_holds_on_the_saved_page(site: Site) -> None:
    for part, names in site.verified.items():
        for name in names.split("; "):
            data = (PAGES / name).read_bytes()
            if part == "body":
                assert body_length(decoded(data), site) >= 200, name
            elif part == "list":
                items, shaped = items_of(decoded(data), site.home + "/", site)
                assert shaped and len(items) >= 4 and all(i.date and len(i.title) > 5 for i in items), name
            else:
                spec = site.search if part == "search" else site.lists[0].feed
                assert spec is not None
                items, shaped = services.rows_of(json.loads(data), spec, site.home)
                assert shaped and items and any(i.date for i in items) and not any("<" in i.title for i in items), name


@saved
def test_the_families_on_their_saved_pages() -> None:
    def text(name: str) -> str:
        return decoded((PAGES / name).read_bytes())

    base = "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/"
    orders, _ = items_of(text("ndrc_list_orders_2026_excerpt.html"), base, SITES["ndrc"])
    assert [i.date for i in orders] == ["2026-07-31", "2026-07-17", "2026-06-22", "2025-12-24"]
    assert orders[0].url == base + "202607/t20260731_1406815.html" and "/jd/" not in "".join(i.url for i in orders)
    name, base = "xinjiang_zrzyt_list_2026_excerpt.html", "https://zrzyt.xinjiang.gov.cn/xjgtzy/kyqsc/common_list.shtml"
    notices, _ = items_of(text(name), base, SITES["xinjiang-zrzyt"])
    assert len(notices) == 5 and notices[2].title.startswith("关于公开选择评估机构承担二Ｏ二六年")
    assert next_page(text(name), base, 1, SITES["xinjiang-zrzyt"], 5, base) == base.replace("common_list", "common_list_2")
    plan = text("thnet_kindergarten_plan.html")
    assert [f.url.rsplit(".")[-1] for f in attachments_of(plan, "http://www.thnet.gov.cn/x.html", SITES["thnet"])]
    assert published(text("gz_gfxwj_destitute_2021_7.html")) and body_length(text("govcn_gongbao_2007_23_resolution.html"), SITES["gov"]) > 250


@saved
def test_saved_pages_fetched_from_a_site_that_serves_them(site: Website, tmp_path: Path) -> None:
    names = [p.name for p in sorted(PAGES.glob("*.html")) if "list" not in p.name or "graduate" in p.name]
    days = [f"2026-01-{n + 1:02}" for n in range(len(names))]
    rows = "".join(f'<li><a href="/p/{n}">留存页面第{i}号</a><span>{d}</span></li>' for i, (n, d) in enumerate(zip(names, days, strict=True)))
    site.page("/zc/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
    for name in names:
        site.pages[f"/p/{name}"] = (200, {"Content-Type": "text/html"}, (PAGES / name).read_bytes())
    own = tmp_path / "s.toml"
    own.write_text(profile(site, "general", lists=f'["{site.url}/zc/"]', items='["ul.u-list > li"]', paging='"none"'), "utf-8")
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        report = corpus.fetch("test", own=own, allow_hosts=[site.host], delay=0.0)
        assert len(report) == len(names) >= 25
        assert [r.uri for r in report if r.status != "added"] in ([], [f"{site.url}/p/yuexiu_arbitration_flow.html"])
        for row in report:
            if row.doc_id:
                assert corpus.served(row.doc_id)[0].sha256 == corpus.document(row.doc_id).source.sha256


# -- finding a site


def test_a_site_by_id_name_and_address() -> None:
    assert site_of("ndrc", SITES).name == "国家发展和改革委员会" and site_of("云南省人民政府", SITES).id == "yunnan"
    assert site_of("自然资源部", SITES).id == "mnr"
    with pytest.raises(TiaokuanError, match="可能是"):
        site_of("广州市", SITES)
    assert site_for("https://zrzyt.xinjiang.gov.cn/a.shtml", SITES).id == "xinjiang-zrzyt"
    assert site_for("https://gi.mnr.gov.cn/202606/t1.html", SITES).id == "mnr"
    assert site_for("https://unknown.example.com/x", SITES).body
    assert not SITES["ndrc"].owns("https://www.ndrc.gov.cn.example.com/") and not SITES["ndrc"].owns("https://x@evil.com/")


@pytest.mark.parametrize(("text", "said"), [
    ("[[site]]\nid = 'x'", "site"), ("not toml [", "读不了"), ("[[site]]\nid='x'\nname='x'\nlevel='city'\nhome='http://h'\nfoo=1", "foo"),
    ("[[site]]\nid='x'\nname='x'\nlevel='city'\nhome='http://h'\nfamily='nothing'", "nothing"),
    ("[[site]]\nid='../x'\nname='x'\nlevel='city'\nhome='http://h'", "写法有误"),
    ("[[site]]\nid='x'\nname='x'\nlevel='city'\nhome='http://h'\narticle='('", "写法有误"),
])
def test_a_users_file_that_is_not_right_is_told_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "s.toml").write_text(text, "utf-8")
    with pytest.raises(TiaokuanError, match=said) as caught:
        profiles(tmp_path / "s.toml")
    assert "s.toml" in str(caught.value) and "\n" not in str(caught.value)


# -- commands


def run(*words: str) -> Any:
    return CliRunner().invoke(cli.main, list(words))


def test_sites_lists_them_with_their_state(tmp_path: Path) -> None:
    result = run("--corpus", str(tmp_path / "c.db"), "sites", "--format", "json")
    rows = {r["id"]: r for r in json.loads(result.stdout)}
    assert result.exit_code == 0 and len(rows) == len(SITES)
    assert rows["ndrc"]["state"] == "已核对：列表" and rows["yunnan"]["state"] == "未核对" and rows["ndrc"]["verified"]
    assert not Path(f"{tmp_path}/c.db.raw").exists()  # listing makes nothing


def test_fetch_from_the_command_line(site: Website, tmp_path: Path) -> None:
    rows = "".join(f'<li><a href="t2026010{n}_{n}.html">关于节能的通知第{n}号</a><span>2026-01-0{n}</span></li>' for n in range(6, 0, -1))
    site.page("/zc/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
    for n in range(1, 6):
        site.page(f"/zc/t2026010{n}_{n}.html", article(f"关于节能的通知第{n}号"))
    own = tmp_path / "s.toml"
    own.write_text(profile(site, lists=f'["{site.url}/zc/"]', paging='"none"'), "utf-8")
    base = ("--corpus", str(tmp_path / "c.db"))
    local = ("--sites", str(own), "--allow-host", site.host, "--delay", "0")
    result = run(*base, "fetch", "test", *local)
    assert result.exit_code == 1 and "加入 5，未变 0，更新 0，略过 0，未取到 1" in result.stderr and "404" in result.stdout
    assert "列表" in result.stderr or "第 1 页" in result.stderr
    shown = run(*base, "show", "t20260105_5", "--served", "--format", "csv")
    assert shown.exit_code == 0 and f"{site.url}/zc/t20260105_5.html" in shown.stdout and "200" in shown.stdout
    listed = json.loads(run(*base, "sites", "--sites", str(own), "--format", "json").stdout)
    mine = next(r for r in listed if r["id"] == "test")
    assert mine["last"] and mine["outcome"] == "完成"
    for words, said in ((("fetch",), "站点"), (("fetch", "nosuchsite"), "没有站点"), (("fetch", "ndrc", "--since", "上月"), "since"),
                        (("fetch", "npc"), "--query"), (("fetch", "heilongjiang"), "网址"), (("fetch", "ndrc", "--delay", "1"), "2 秒")):
        wrong = run(*base, *words)
        assert wrong.exit_code in (1, 2) and said in wrong.stderr, words


# -- health


def health(site: Website, tmp_path: Path, *words: str) -> Any:
    return run("--corpus", str(tmp_path / "c.db"), "fetch", "test", "--check", "--sites", str(tmp_path / "s.toml"), "--allow-host",
               site.host, "--delay", "0", "--format", "json", *words)


def states(result: Any) -> list[tuple[str, Any]]:
    return [(r["state"], r["items"]) for r in json.loads(result.stdout)]


def test_health_of_a_site(site: Website, tmp_path: Path) -> None:
    def listed(n: int, kind: str = "u-list") -> str:
        return (f'<html><body><ul class="{kind}">' + "".join(
            f'<li><a href="/t202601{i:02}_{i}.html">关于节能的通知第{i}号</a><span>2026-01-{i:02}</span></li>' for i in range(n, 0, -1)) + "</ul></body></html>")

    for i in range(1, 25):
        site.page(f"/t202601{i:02}_{i}.html", article(f"关于节能的通知第{i}号"))
    (tmp_path / "s.toml").write_text(profile(site, lists=f'["{site.url}/a/"]', items='["ul.u-list > li"]'), "utf-8")
    site.page("/a/", listed(20))
    well = health(site, tmp_path)
    assert well.exit_code == 0 and states(well) == [("ok", 20)]
    assert len(site.paths()) == 3  # the list and two of its pages; nothing more, and nothing added
    assert run("--corpus", str(tmp_path / "c.db"), "list", "--format", "csv").stdout.count("\n") == 1
    site.page("/a/", listed(6))
    assert states(health(site, tmp_path)) == [("fewer", 6)]  # it was 20 when last well
    site.page("/a/", listed(20, "new-list"))
    assert states(health(site, tmp_path)) == [("changed", 20)]
    site.page("/a/", "<html><body><div id=app></div></body></html>")
    assert states(health(site, tmp_path)) == [("empty", 0)]
    site.page("/a/", listed(20))
    for i in (19, 20):
        site.page(f"/t202601{i:02}_{i}.html", '<html><body><div class="TRS_Editor"></div><p>正文见脚本</p></body></html>')
    assert states(health(site, tmp_path)) == [("no_body", 20)]
    site.page("/a/", "<html></html>", 404)
    gone = health(site, tmp_path)
    assert gone.exit_code == 1 and states(gone) == [("failed", None)]
    site.page("/a/", "<html><script>x</script>请完成安全验证</html>", 200)
    assert states(health(site, tmp_path)) == [("declined", None)]
    site.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /")
    assert states(health(site, tmp_path)) == [("robots", None)]
    rows = json.loads(run("--corpus", str(tmp_path / "c.db"), "sites", "--sites", str(tmp_path / "s.toml"), "--format", "json").stdout)
    assert next(r for r in rows if r["id"] == "test")["health"] == "robots"


def test_no_other_command_pays_for_scrapy(tmp_path: Path) -> None:
    script = ("import sys, cli, tiaokuan\nwith tiaokuan.open(sys.argv[1]) as c: c.list(); c.search('x')\n"
              "print([m for m in ('scrapy', 'twisted', 'pipeline.fetch') if m in sys.modules])")
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "c.db")], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parent.parent)
    assert done.stdout.strip() == "[]"
