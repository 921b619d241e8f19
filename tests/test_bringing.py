"""Bringing documents in as the reading room does: under another address than the file's own, row by row, asked about before."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from forms import plan
from website import Website, article, profile

import tiaokuan


def test_a_file_is_added_under_an_address_that_is_not_its_own(corpus: tiaokuan.Corpus, tmp_path: Path) -> None:
    (tmp_path / "1").write_bytes(plan(1))
    heard: list[tiaokuan.Added] = []
    report = corpus.add_file(tmp_path / "1", "省/一号.txt", each=heard.append)
    assert [(row.uri, row.status, row.doc_id) for row in report] == [("省/一号.txt", "added", "一号")] and list(report) == heard
    assert corpus.add_file(tmp_path / "1", "省/一号.txt").count("unchanged") == 1
    (tmp_path / "1").write_bytes(plan(2))
    assert corpus.add_file(tmp_path / "1", "省/一号.txt", refresh=False).count("replaced") == 1
    assert corpus.search("第2批节能改造项目").hits
    with zipfile.ZipFile(tmp_path / "2", "w") as archive:
        archive.writestr("甲.txt", plan(3))
        archive.writestr("乙.exe", b"MZ" + bytes(100))
    rows = {row.uri: row.status for row in corpus.add_file(tmp_path / "2", "全部.zip")}
    assert rows == {"全部.zip!甲.txt": "added", "全部.zip!乙.exe": "failed"}
    assert corpus.add_file(tmp_path / "nothing", "没有.txt").failed[0].reason


def test_what_would_be_fetched_is_told_without_asking(corpus: tiaokuan.Corpus) -> None:
    assert corpus.meant("ndrc", since="2026", limit=5) == "国家发展和改革委员会"
    assert corpus.meant("https://www.site.example/a.html") == "https://www.site.example/a.html"
    for target, options in (("没有", {}), ("file:///etc/passwd", {}), ("ndrc", {"since": "昨天"}), ("ndrc", {"limit": 0}), ("thnet", {})):
        with pytest.raises(tiaokuan.TiaokuanError):
            corpus.meant(target, **options)


def test_rows_of_a_fetch_and_a_check_are_told_as_they_come(corpus: tiaokuan.Corpus, site: Website, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(profile(site, paging='"none"', delay="0", lists=f'["{site.url}/list/"]', expect="1"), "utf-8")
    site.page("/list/", '<ul class="u-list"><li><a href="./1.html">云岭省关于节能改造的通知</a><span>2026-07-11</span></li></ul>')
    site.page("/list/1.html", article("云岭省关于节能改造的通知"))
    fetched: list[object] = []
    checked: list[object] = []
    assert list(corpus.fetch("test", each=fetched.append, own=own, allow_hosts=[site.host])) == fetched and len(fetched) == 1
    assert next(row for row in corpus.sites(own) if row.site.id == "test").checked is None
    assert list(corpus.health("test", each=checked.append, own=own, allow_hosts=[site.host])) == checked and len(checked) == 1
    site.page("/list/", "<html></html>")
    corpus.health("test", own=own, allow_hosts=[site.host])
    row = next(row for row in corpus.sites(own) if row.site.id == "test")
    assert (row.health, bool(row.checked), bool(row.reason)) == ("empty", True, True)
