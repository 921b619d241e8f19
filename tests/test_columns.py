"""Counting, filtering and paging: against the documents themselves, and over a corpus that changes."""

from __future__ import annotations

import gc
from collections import Counter
from pathlib import Path

import pytest

import tiaokuan
from index import columns

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
PLAN = "{title}\n一、任务\n（一）推广余热发电。（市发改委、市财政局负责）\n（二）建设{what}。（市工信局牵头，市发改委配合）\n青石市人民政府\n{year}年3月1日\n"


def plan(corpus: tiaokuan.Corpus, name: str, what: str = "绿色园区", year: int = 2022) -> None:
    corpus.add_bytes(PLAN.format(title=f"青石市{name}工作方案", what=what, year=year).encode(), f"{name}.txt")


def counted(corpus: tiaokuan.Corpus, word: str) -> dict[str, Counter[str]]:
    """The facets as the documents themselves give them."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("unit", "role", "region", "year", "tech")}
    for document in corpus.documents():
        for clause in document.clauses:
            if word in clause.text:
                units = [u for r in clause.responsibilities for u in r.units]
                counts["unit"].update({u.canonical for u in units})
                counts["role"].update({u.role for u in units})
                counts["tech"].update({t.canonical for t in clause.technologies})
                counts["region"].update(filter(None, [document.meta.region]))
                counts["year"].update([document.meta.date[:4]] if document.meta.date else [])
    return counts


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
@pytest.mark.parametrize("word", ["余热", "节能", "建设"])
def test_facets_are_what_the_documents_hold(tmp_path: Path, engine: str, word: str) -> None:
    with tiaokuan.open(tmp_path / "c.db", engine) as corpus:
        corpus.add(SAMPLES)
        for found in (corpus.search(word), corpus.search(word, sort="date")):
            for name, counts in counted(corpus, word).items():
                assert dict(found.spread(1000)[name]) == counts, name
            assert all(len(values) <= 10 for values in found.facets.values())
            assert found.facets["unit"] == found.spread(1000)["unit"][:10]


def test_the_arrays_follow_what_is_added_replaced_and_removed(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        plan(corpus, "甲")
        plan(corpus, "乙", year=2023)
        first = corpus.search("", unit="发改委").total
        plan(corpus, "丙")
        plan(corpus, "乙", "热泵示范区", 2024)
        corpus.remove("甲")
        corpus.add(SAMPLES)
        grown = corpus.index._columns()
        columns._SHARED.pop(corpus.index._folder)
        fresh = corpus.index._columns()
        assert fresh is not grown and len(fresh) == len(grown)
        everything = grown.of_papers([True] * len(grown.papers))
        assert grown.count(everything, 1000) == fresh.count(everything, 1000) or {
            k: sorted(v) for k, v in grown.count(everything, 1000).items()} == {k: sorted(v) for k, v in fresh.count(everything, 1000).items()}
        assert [grown.papers[i].id for i in grown.paper] == [fresh.papers[i].id for i in fresh.paper]
        assert corpus.search("热泵示范区").total == 1 and corpus.search("", doc="甲").total == 0
        assert first == 4 and corpus.search("", unit="发改委", doc="乙").total == 2
        assert corpus.search("", year="2023").total == 0 < corpus.search("", year="2024").total


def test_the_arrays_are_shared_while_an_index_is_open_and_go_with_the_last(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus, tiaokuan.open(tmp_path / "c.db") as other:
        plan(corpus, "甲")
        folder = corpus.index._folder
        assert corpus.index._columns() is other.index._columns()
        corpus.close()
        gc.collect()
        assert folder in columns._SHARED
    gc.collect()
    assert folder not in columns._SHARED


def test_an_empty_corpus_finds_nothing_and_counts_nothing(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        for query in ("余热", "水", "-水", "部门:发改委", ""):
            found = corpus.search(query)
            assert found.total == len(found) == 0 and not any(found.facets.values())
        assert len(corpus.suggest("发改委")) == 0
        plan(corpus, "甲")
        assert corpus.search("余热").total == 1


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
@pytest.mark.parametrize(("query", "sort"), [("节能", "relevance"), ("节能 -电机", "relevance"), ("节能", "date"), ("部门:发改委", "document")])
def test_pages_hold_every_hit_once(tmp_path: Path, engine: str, query: str, sort: str) -> None:
    with tiaokuan.open(tmp_path / "c.db", engine) as corpus:
        corpus.add(SAMPLES)
        for n in range(12):  # equals of equals: the same score again and again
            plan(corpus, f"节能{n}")
        whole = [(h.doc_id, h.clause_id) for h in corpus.search(query, 10_000, sort)]
        paged = [(h.doc_id, h.clause_id) for at in range(0, len(whole) + 7, 7) for h in corpus.search(query, 7, sort, at)]
        assert len(whole) > 14 and paged == whole
        assert corpus.search(query, 7, sort, 10_000).hits == ()


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_one_character_is_found_wherever_it_stands(tmp_path: Path, engine: str) -> None:
    with tiaokuan.open(tmp_path / "c.db", engine) as corpus:
        corpus.add(SAMPLES)
        texts = [c.text.lower() for d in corpus.documents() for c in d.clauses]
        for character in "水热的1%。（一":
            assert corpus.search(f'"{character}"').total == sum(character in text for text in texts), character


def test_several_values_of_a_filter_must_all_fit(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        plan(corpus, "甲")
        assert corpus.search("", unit="发改委").total == 2
        both = corpus.search("", unit=["发改委", "工信局"])
        assert both.total == 1 and ("市发改委", "support") in both.duties[0] and ("市工信局", "lead") in both.duties[0]
        assert corpus.search("", unit=["工信局", "财政局"]).total == 0


def test_facets_and_units_are_asked_for_before_the_corpus_is_closed(tmp_path: Path) -> None:
    corpus = tiaokuan.open(tmp_path / "c.db")
    plan(corpus, "甲")
    found = corpus.search("余热")
    corpus.close()
    for ask in ("facets", "duties"):
        with pytest.raises(tiaokuan.TiaokuanError):
            getattr(found, ask)


def test_suggestions_know_other_names(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add(SAMPLES)
        plan(corpus, "甲")
        named = corpus.suggest("发改")
        assert named[0].value == "发改" and named[0].via == "*" and any("发展和改革委员会" in s.value for s in named[1:])
        for row in (*named, *corpus.suggest("余热"), *corpus.suggest("青石市甲"), *corpus.suggest("节能")):
            assert row.clauses and corpus.search(row.query).total >= row.clauses, row
        assert {s.kind for s in corpus.suggest("余热")} >= {"tech"}
        assert [s.doc_id for s in corpus.suggest("青石市甲") if s.kind == "title"] == ["甲"]
        assert len(corpus.suggest("")) == 0 == len(corpus.suggest("   ")) and len(corpus.suggest("的\n\t", 3)) <= 3


def test_what_there_would_be_with_less(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        plan(corpus, "甲")
        assert corpus.search("余热 量子", region="青石").total == 0
        ways = corpus.loosened("余热 量子", region="青石")
        assert [(w.dropped, w.query, w.filters, w.hits) for w in ways] == [("量子", "余热", {"region": ["青石"]}, 1)]
        assert [w.dropped for w in corpus.loosened("余热", year="1999")] == ["年份:1999"]
        assert corpus.loosened("量子") == []
        assert corpus.understood('余热 -"电机" (锅炉 或 窑炉) 部门:"市 发改委"') == ["余热", '-"电机"', "锅炉 OR 窑炉", '部门:"市 发改委"']
        for way in corpus.loosened('(锅炉 OR 窑炉) -(余热 OR 热泵) "余热发电" 年份:2022'):
            assert corpus.search(way.query, **way.filters).total == way.hits
