"""Searches that are kept: names, new hits, older corpus files, and the commands."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
import tiaokuan

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add(SAMPLES / "yunling-2016.txt")
    return tmp_path / "c.db"


def test_a_search_is_kept_run_and_deleted(path: Path) -> None:
    with tiaokuan.open(path) as corpus:
        assert list(corpus.saved()) == []
        assert corpus.save_search(" 节能 ", "节能", "date", unit="发改委", tech=["余热发电"]) == "节能"
    with tiaokuan.open(path) as corpus:
        (kept, hits, new), = corpus.saved()
        assert (kept.query, kept.sort, kept.filters) == ("节能", "date", {"unit": ["发改委"], "tech": ["余热发电"]})
        assert hits == corpus.run_saved("节能").total == corpus.search("节能", unit="发改委", tech="余热发电").total and new == 0
        assert corpus.saved().records()[0]["query"] == "节能 部门:发改委 技术:余热发电"
        assert corpus.forget_saved("节能") == "节能" and list(corpus.saved()) == []


def test_what_came_since_is_new_until_it_is_seen(path: Path) -> None:
    with tiaokuan.open(path) as corpus:
        corpus.save_search("a", "节能")
        before = corpus.saved()[0][1]
        corpus.add(SAMPLES / "qingshi-2022.html")
        _, hits, new = corpus.saved()[0]
        assert new == hits - before > 0
        corpus.see_saved("a")
        assert corpus.saved()[0][1:] == (hits, 0)
        corpus.remove("qingshi-2022")
        assert corpus.saved()[0][1:] == (before, 0)


@pytest.mark.parametrize(("name", "query", "filters", "sort"), [
    ("", "节能", {}, "date"), ("   ", "节能", {}, "date"), ("x" * 81, "节能", {}, "date"), ("a\nb", "节能", {}, "date"), ("a", "", {}, "date"),
    ("a", "(节能", {}, "date"), ("a", "节能", {"role": "老板"}, "date"), ("a", "节能", {}, "beauty"), ("taken", "节能", {}, "date")])
def test_what_cannot_be_kept_is_said(path: Path, name: str, query: str, filters: dict[str, str], sort: str) -> None:
    with tiaokuan.open(path) as corpus:
        corpus.save_search("taken", "余热")
        with pytest.raises(tiaokuan.TiaokuanError):
            corpus.save_search(name, query, sort, **filters)
        assert len(corpus.saved()) == 1


def test_unknown_names_are_told_apart(path: Path) -> None:
    with tiaokuan.open(path) as corpus:
        for act in (corpus.run_saved, corpus.see_saved, corpus.forget_saved):
            with pytest.raises(tiaokuan.UnknownName):
                act("nothing")


def test_a_file_without_the_table_is_as_good(path: Path) -> None:
    with sqlite3.connect(path) as db:
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'saved_search'").fetchone()
    with tiaokuan.open(path) as corpus:
        assert list(corpus.saved()) == []
        corpus.save_search("a", "节能")
    with sqlite3.connect(path) as db:  # kept by a later version that knows more filters
        db.execute("""UPDATE saved_search SET filters = '{"role": ["nobody"]}'""")
    with tiaokuan.open(path) as corpus:
        assert corpus.saved()[0][1:] == (None, 0)


def test_the_commands(path: Path) -> None:
    def run(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli.main, ["--corpus", str(path), *words])
        assert result.exit_code == code, result.output
        return result.output

    assert "已存为" in run("search", "节能", "--unit", "发改委", "--save", "我的检索")
    assert "我的检索" in run("saved") and "部门:发改委" in run("saved", "--format", "csv")
    assert run("saved", "我的检索", "--format", "json") == run("search", "节能", "--unit", "发改委", "--format", "json")
    run("search", "节能", "--save", "我的检索", code=1)
    run("saved", "没有", code=1)
    run("saved", "--delete", code=2)
    assert "已删除" in run("saved", "我的检索", "--delete")
    assert "我的检索" not in run("saved")


def test_what_a_reader_corrects_is_not_new(path: Path) -> None:
    with tiaokuan.open(path) as corpus:
        corpus.save_search("a", "节能")
        document, clause = next((d, c) for d in corpus.documents() for c in d.clauses if c.responsibilities and "节能" in c.text)
        unit = next(u for u in clause.responsibilities[0].units)
        assert corpus.saved()[0][1]
        made = corpus.correct(document.id, clause.id, "unit", "accept", unit.start, unit.end, who="读者")
        assert corpus.saved()[0][2] == 0
        corpus.uncorrect(made.id, "读者")
        assert corpus.saved()[0][2] == 0
