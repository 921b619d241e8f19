"""Many documents: topics, indicators, reuse, similar clauses, over plans invented here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tiaokuan
from corpus.lexicon import load
from index.indicators import canonical
from index.passages import passages
from index.reuse import STOCK_OF
from index.topics import topics
from index.wording import RUN_LENGTH, Wording, shared
from tests.plans import fill, valid


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tiaokuan.Corpus]:
    with tiaokuan.open(tmp_path_factory.mktemp("across") / "c.db") as opened:
        yield fill(opened)


# -- topics

def test_topics_put_each_passage_in_one_cell_and_show_the_gaps(c: tiaokuan.Corpus) -> None:
    made = c.topics("nation", "province", "city")
    by_name = {t.name: t for t in made}
    assert set(by_name["推广余热利用"].cells) == {"nation", "province", "city"}
    assert set(by_name["建设绿色园区"].cells) == {"nation", "province"}
    assert set(by_name["深化国际合作"].cells) == {"nation"}
    placed = [p.link for t in made for cell in t.cells.values() for p in cell.passages]
    assert sorted(placed) == sorted(p.link for d in made.documents for p in passages(d))
    cell = by_name["建设绿色园区"].cells["province"]
    assert cell.units == {"省工业和信息化厅": "lead", "省生态环境厅": "support"}
    assert [row["city"] for row in made.records() if row["topic"] == "建设绿色园区"] == ["—"]
    assert [(t.name, [d.id for d in missing]) for t, missing in made.gaps()].count(("建设绿色园区", ["city"])) == 1
    valid(made)


def test_topics_of_one_document_is_an_error(c: tiaokuan.Corpus) -> None:
    for names in ((), ("nation",), ("nation", "nation")):
        with pytest.raises(tiaokuan.TiaokuanError, match="两份"):
            c.topics(*names)


def test_topics_are_the_same_whatever_the_order_of_documents(c: tiaokuan.Corpus) -> None:
    def groups(names: tuple[str, ...]) -> set[frozenset[str]]:
        return {frozenset(p.link for cell in t.cells.values() for p in cell.passages) for t in c.topics(*names)}

    assert groups(("nation", "province", "city")) == groups(("city", "nation", "province"))


# -- indicators

@pytest.mark.parametrize("printed", [
    "单位国内生产总值能耗", "全省单位地区生产总值能耗", "全市万元地区生产总值能耗", "云岭省单位GDP能耗", "力争万元GDP能耗", "单位GDP能源消耗",
    "2025年，单位GDP能耗"])
def test_an_indicator_has_one_name(printed: str) -> None:
    assert canonical(printed) == "单位GDP能耗"


def test_an_unknown_indicator_keeps_its_name() -> None:
    assert canonical("云上牧场数量") == "云上牧场数量"
    assert canonical("全省") == "全省"


def test_indicators_line_up_over_documents(c: tiaokuan.Corpus) -> None:
    made = c.indicators()
    series = next(s for s in made if s.indicator == "单位GDP能耗")
    assert {p.doc_id: (p.comparator, p.value, p.year, p.baseline_year) for p in series.points} == {
        "nation": ("down", 13.5, 2025, 2020), "province": ("down", 12.0, 2025, 2020), "city": ("down", 15.0, 2025, 2020)}
    assert all(p.text in c.clause(p.doc_id, p.clause_id)[1].text for s in made for p in s.points)
    assert "磷石膏综合利用率" not in {s.indicator for s in made}
    assert "磷石膏综合利用率" in {s.indicator for s in c.indicators("province")}
    assert [s.indicator for s in c.indicators(indicator="万元GDP能耗")] == ["单位GDP能耗"]
    row = next(r for r in made.table().records() if r["indicator"] == "单位GDP能耗")
    assert row["city"] == "下降15%（2025，比2020）"
    valid(made)


def test_every_group_of_names_has_a_source_and_no_name_two_groups() -> None:
    groups = load("indicators")["group"]
    assert all(g["source"] and g.get("better", "up") in ("up", "down") for g in groups)
    names = [name for g in groups for name in dict.fromkeys((g["name"], *g["names"]))]
    assert sorted(names) == sorted(set(names))
    counterparts = load("counterparts")
    assert all(g["source"] for g in (*counterparts["group"], *counterparts["branch"]))


@pytest.mark.parametrize("ask", ["topics", "indicators", "reuse"])
def test_results_are_frames_and_show_in_a_notebook(c: tiaokuan.Corpus, ask: str) -> None:
    made = {"topics": lambda: c.topics("nation", "city"), "indicators": c.indicators, "reuse": lambda: c.reuse("province")}[ask]()
    assert "<table>" in made._repr_html_()
    assert len(made.records()) >= len(made) > 0
    pytest.importorskip("pandas")
    assert len(made.to_frame()) == len(made.records())


# -- reuse

def test_reuse_finds_the_source_and_where_it_departs(c: tiaokuan.Corpus) -> None:
    made = c.reuse("province")
    row = next(r for r in made if "循环化改造" in r.text)
    assert (row.source_id, row.direction) == ("nation", "earlier")
    assert "8" in row.departs
    for run in row.runs:
        theirs = c.clause("nation", run.source_clause)[1].text
        assert row.text[run.start:run.end] == theirs[run.source_start:run.source_end]
        assert run.end - run.start >= RUN_LENGTH
    assert next(r for r in made if "磷化工" in r.text).source_id is None
    assert made.compared == 2 and 0 < made.share < 1
    assert {s.doc_id: s.direction for s in made.sources} == {"nation": "earlier", "city": "later"}
    valid(made)


def test_reuse_of_the_same_text_is_whole(c: tiaokuan.Corpus) -> None:
    twin = replace(c.document("nation"), id="twin")
    from index.reuse import reuse

    made = reuse(c.document("nation"), [twin])
    long = [r for r in made if r.letters >= RUN_LENGTH]
    assert long and all(r.reused == r.share == 1.0 and r.edits == () and r.departs == () for r in long)


def test_reuse_never_counts_a_letter_twice(c: tiaokuan.Corpus) -> None:
    own = Wording(c.document("province"))
    runs = list(shared(own, Wording(c.document("nation"))))
    assert runs and all(a + n <= b for (a, _, n), (b, _, _) in zip(runs, runs[1:], strict=False))
    assert all("\n" not in own.text[a:a + n] for a, _, n in runs)


def test_wording_that_many_hold_is_stock(c: tiaokuan.Corpus) -> None:
    from index.reuse import reuse

    others = [replace(c.document("city"), id=f"city-{n}") for n in range(STOCK_OF)]
    made = reuse(c.document("province"), others)
    assert made.stock > 0
    assert reuse(c.document("province"), others[:2]).stock == 0


def test_reuse_of_a_text_that_repeats_itself_ends(c: tiaokuan.Corpus) -> None:
    made = tiaokuan.analyse(("一、任务\n" + "推进余热利用。" * 4000).encode(), "again.txt")
    from index.reuse import reuse

    assert reuse(replace(made, id="a"), [replace(made, id="b")]).share > 0.9


# -- similar

@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_similar_finds_the_same_subject_elsewhere(tmp_path: Path, engine: str) -> None:
    with tiaokuan.open(tmp_path / "c.db", engine) as corpus_:
        fill(corpus_)
        rows = corpus_.similar("nation", "二/（一）")
        assert [(r.doc_id, r.heading) for r in rows][:2] in (
            [("city", "推广余热利用"), ("province", "推广余热余压利用")], [("province", "推广余热余压利用"), ("city", "推广余热利用")])
        assert all(r.doc_id != "nation" for r in rows)
        assert rows[0].lines == ("发展和改革", "工业和信息化")
        assert len(corpus_.similar("nation", "二/（一）", limit=1)) == 1
        with pytest.raises(tiaokuan.TiaokuanError):
            corpus_.similar("nation", "九十九")


def test_topics_of_documents_that_share_nothing() -> None:
    a = tiaokuan.analyse("一、甲\n山中有鹿，林间有泉，四季皆可游览观光。".encode(), "a.txt")
    b = tiaokuan.analyse("一、乙\n企业应当缴纳保险费用，逾期者加收滞纳金。".encode(), "b.txt")
    made = topics([replace(a, id="a"), replace(b, id="b")])
    assert all(t.documents == 1 for t in made)
