"""The versions of a document: which belong together, what each changed, which stood on a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import cli
import tiaokuan
from corpus.model import TiaokuanError
from index.history import last_day, title_key

LAW = """云岭湖保护条例
{date}云岭省第十届人民代表大会常务委员会第三次会议通过

第一条 为了保护云岭湖的水质，规范沿湖生产活动，制定本条例。

第二条 {second}

第三条 餐饮船舶不得向湖面排放油污，违者由渔政机构处以罚款。
"""
OLD = "沿湖各县人民政府应当建立巡查制度，每月巡查不少于两次。"
NEW = "沿湖各县人民政府必须建立巡查制度，每月巡查不少于四次，并公布结果。"


@pytest.fixture
def corpus(tmp_path: Path) -> tiaokuan.Corpus:
    opened = tiaokuan.open(tmp_path / "c.db")
    opened.add_bytes(LAW.format(date="（2011年3月1日", second=OLD).encode(), "云岭湖条例-2011.txt")
    opened.add_bytes(LAW.format(date="（2021年5月6日", second=NEW).encode(), "云岭湖条例-2021.txt")
    opened.add_bytes("云岭省植树办法\n\n第一条 每年三月植树。\n".encode(), "植树.txt")
    return opened


def test_documents_of_one_title_are_versions(corpus: tiaokuan.Corpus) -> None:
    table = corpus.history("云岭湖保护条例")
    rows = table.records()
    assert [r["date"] for r in rows] == ["2011-03-01", "2021-05-06"]
    assert rows[0]["changes"] is None and "修改 2" in rows[1]["changes"]
    assert "力度（加强）：“应当”→“必须”" in rows[1]["records"]
    assert len(corpus.history("植树")) == 1


def test_versions_kept_under_one_id(corpus: tiaokuan.Corpus) -> None:
    corpus.add_bytes(LAW.format(date="（2021年5月6日", second=NEW.replace("四次", "六次")).encode(), "云岭湖条例-2021.txt")
    rows = corpus.history("云岭湖条例-2021").records()
    assert [r["version"] for r in rows] == ["云岭湖条例-2011@1", "云岭湖条例-2021@1", "云岭湖条例-2021@2"]
    made = corpus.compare("云岭湖条例-2021@1", "云岭湖条例-2021@2")
    assert [(e.was, e.now) for row in made.rows for e in row.edits] == [("四次", "六次")]
    with pytest.raises(TiaokuanError):
        corpus.compare("云岭湖条例-2021@9", "云岭湖条例-2021")
    for number in ("0", "9" * 19, "9" * 40):
        with pytest.raises(tiaokuan.UnknownName):
            corpus.original(f"云岭湖条例-2021@{number}")
    with pytest.raises(tiaokuan.UnknownName, match="第 99"):
        corpus.reading("云岭湖条例-2021", 10**40 - 1)


@pytest.mark.parametrize(("day", "said"), [("2011-03-01", "两次"), ("2021-05-05", "两次"), ("2021-05-06", "四次"), ("2021", "四次"), ("2020", "两次")])
def test_the_version_of_a_day(corpus: tiaokuan.Corpus, day: str, said: str) -> None:
    found = corpus.at("云岭湖保护条例", day)
    assert isinstance(found, tiaokuan.Document) and any(said in c.text for c in found.clauses)
    pair = corpus.at("云岭湖保护条例", day, "第二条")
    assert isinstance(pair, tuple) and said in pair[1].text


def test_what_cannot_be_said_is_said(corpus: tiaokuan.Corpus) -> None:
    for name, day, said in (("云岭湖保护条例", "2001", "最早"), ("植树", "2001", "没有日期"), ("云岭湖保护条例", "昨天", "看不懂日期"), ("没有的", "2001", "没有")):
        with pytest.raises(TiaokuanError, match=said):
            corpus.at(name, day)


def test_dates_and_titles() -> None:
    assert [last_day(d) for d in ("2020", "2020-02", "2020年2月", "2020年2月3日", "2020-2-3", "2020/12/31")] == [
        "2020-12-31", "2020-02-29", "2020-02-29", "2020-02-03", "2020-02-03", "2020-12-31"]
    for wrong in ("", "20", "2020-13", "2020-02-30", "0000-01-01", "2020-02-03-04"):
        with pytest.raises(TiaokuanError):
            last_day(wrong)
    assert title_key("云岭湖保护条例（2021年修正）") == title_key("云岭湖保护条例(征求意见稿)") == "云岭湖保护条例"


def test_the_commands(corpus: tiaokuan.Corpus, tmp_path: Path) -> None:
    corpus.close()
    run = lambda *words: CliRunner().invoke(cli.main, ["--corpus", str(tmp_path / "c.db"), *words])  # noqa: E731
    assert "2021-05-06" in run("history", "云岭湖保护条例").output
    assert "两次" in run("show", "云岭湖保护条例", "第二条", "--at", "2012").output
    assert run("show", "云岭湖保护条例", "--at", "2001").exit_code == 1
    assert run("show", "植树", "--at", "2012", "--why").exit_code == 2
    assert "必须" in run("compare", "云岭湖条例-2011", "云岭湖条例-2021", "--records").output
    for ending in ("docx", "xlsx", "html"):
        assert run("compare", "云岭湖条例-2011", "云岭湖条例-2021", "-o", str(tmp_path / f"a.{ending}")).exit_code == 0
        assert (tmp_path / f"a.{ending}").stat().st_size > 1000
    assert run("compare", "云岭湖条例-2011", "云岭湖条例-2021", "--format", "docx").exit_code == 2


def test_versions_are_named_without_being_compared(corpus: tiaokuan.Corpus) -> None:
    for text in ("甲省规划\n一、总体要求\n推动发展。\n", "甲省规划\n一、总体要求\n推动高质量发展。\n"):
        corpus.add_bytes(text.encode(), "plan.txt")
    rows = corpus.versions("plan")
    assert [v.name for v in rows] == ["plan@1", "plan@2"] and all(v.comparison is None for v in rows)
