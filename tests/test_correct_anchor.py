"""Corrections find their words again when a document is read anew, and wait where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from plans import CITY, PROVINCE, fill

import tiaokuan
from corpus.corrections.anchor import Places, anchor, place
from corpus.model import Clause, Document, Metadata, Source

HEAT = "二/（一）/P1"


@pytest.fixture
def plans(corpus: tiaokuan.Corpus) -> tiaokuan.Corpus:
    """The three invented plans, with corrections of one."""
    fill(corpus)
    for kind, action, text, more in (("unit", "change", "省发展改革委", {"role": "lead"}), ("technology", "reject", "余热发电技术", {}),
                                     ("technology", "add", "余热示范带", {})):
        corpus.correct_words("province", HEAT, kind, action, text, who="王五", **more)  # type: ignore[arg-type]
    return corpus


def again(corpus: tiaokuan.Corpus, text: str, name: str = "province.txt") -> None:
    report = corpus.add_bytes(text.encode(), name)
    assert report[0].status in ("replaced", "added"), report[0].reason


def state(corpus: tiaokuan.Corpus) -> list[tuple[str, str]]:
    return [(r.status, r.clause_id) for r in corpus.corrections("province")]


def counted(corpus: tiaokuan.Corpus, clause: str) -> tuple[list[str], list[str]]:
    found = corpus.clause("province", clause)[1]
    return [u.role for r in found.responsibilities for u in r.units], [t.text for t in found.technologies]


GOOD = (["lead", "responsible"], ["余热示范带"])


def test_the_text_shifts_in_the_clause(plans: tiaokuan.Corpus) -> None:
    again(plans, PROVINCE.replace("应当在水泥、冶金行业", "条件成熟时，应当在水泥、冶金行业"))
    assert state(plans) == [("in force", HEAT)] * 3 and counted(plans, HEAT) == GOOD


def test_an_item_before_shifts_the_numbers(plans: tiaokuan.Corpus) -> None:
    """The words decide, not the number: 二/（一） is another clause by now."""
    again(plans, PROVINCE.replace("（一）推广余热余压利用。", "（一）淘汰落后产能。\n有序淘汰。（省发展改革委、省工业和信息化厅负责）\n（二）推广余热余压利用。")
          .replace("（二）建设绿色", "（三）建设绿色").replace("（三）发展", "（四）发展"))
    assert state(plans) == [("in force", "二/（二）/P1")] * 3 and counted(plans, "二/（二）/P1") == GOOD
    assert counted(plans, HEAT)[0] == ["responsible", "responsible"]


def test_words_around_change_a_little(plans: tiaokuan.Corpus) -> None:
    again(plans, PROVINCE.replace("应当在水泥、冶金行业推广余热", "鼓励各地水泥、冶金行业推广余热").replace("建设云岭湖西岸", "建成云岭湖西岸"))
    assert counted(plans, HEAT) == GOOD


def test_a_clause_that_is_gone_leaves_orphans_that_come_back(plans: tiaokuan.Corpus) -> None:
    lines = PROVINCE.splitlines()
    without = "\n".join(line for line in lines if "余热" not in line)
    again(plans, without)
    assert [s for s, _ in state(plans)] == ["orphaned"] * 3
    assert plans.document("province") == plans._store.get("province")
    assert len(plans.corrections()) == 3 and plans.corrections()[0].correction.now["role"] == "lead"  # type: ignore[index]
    again(plans, PROVINCE + "\n")
    assert state(plans) == [("in force", HEAT)] * 3 and counted(plans, HEAT) == GOOD


def test_another_list_with_the_same_unit_is_not_it(plans: tiaokuan.Corpus) -> None:
    """Who leads was said of one list; a list written anew is another."""
    again(plans, PROVINCE.replace("示范带。（省发展改革委、省工业和信息化厅负责）", "示范点。（由省财政厅会同省发展改革委落实）"))
    assert dict(enumerate(s for s, _ in state(plans)))[0] == "orphaned"


def test_older_versions_are_read_with_them_too(plans: tiaokuan.Corpus) -> None:
    again(plans, PROVINCE.replace("磷石膏综合利用率达到70%", "磷石膏综合利用率达到75%"))
    old = plans._version("province@1").clause(HEAT)
    assert [t.text for t in old.technologies] == ["余热示范带"]
    records = [r for row in plans.compare("province@1", "province@2").rows for r in row.records]
    assert {r.kind for r in records} == {"target"}, "a correction is no change between versions"


def test_a_document_that_was_removed_comes_again(plans: tiaokuan.Corpus) -> None:
    plans.remove("province")
    assert [r.status for r in plans.corrections()] == ["removed"] * 3
    again(plans, CITY + "（副本）", "elsewhere/province.txt")  # takes the id, not the corrections
    assert plans.document("province").source.uri == "elsewhere/province.txt"
    assert plans.document("province") == plans._store.get("province") and len(plans.corrections("province")) == 0
    again(plans, PROVINCE)
    name = next(d.id for d in plans.documents() if d.source.uri == "province.txt")
    assert name != "province" and [r.status for r in plans.corrections(name)] == ["in force"] * 3
    plans.uncorrect(3)
    assert [t.text for t in plans.clause(name, HEAT)[1].technologies] == []


def test_what_the_program_finds_differently_later_gives_way(plans: tiaokuan.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that reads the same text otherwise: accepted mentions stand, what lies across them does not."""
    plans.correct_words("province", "二/（三）", "technology", "accept", "磷石膏砌块", who="赵六")
    from dataclasses import replace

    found = plans._store.get("province")
    made = plans._store.corrections("province")
    wider = replace(found, clauses=tuple(
        replace(c, technologies=tuple(replace(t, start=t.start - 2, text=c.text[t.start - 2:t.end]) for t in c.technologies)
                if t_here(c) else c.technologies) for c in found.clauses))
    none = replace(found, clauses=tuple(replace(c, technologies=(), responsibilities=()) for c in found.clauses))
    from corpus.corrections.apply import apply

    assert [t.text for t in apply(wider, made).clause("二/（三）/P1").technologies] == ["磷石膏砌块"]
    bare = apply(none, made)
    assert [t.text for t in bare.clause("二/（三）/P1").technologies] == ["磷石膏砌块"]
    row, = bare.clause(HEAT).responsibilities
    assert (row.units[0].role, row.task[:4]) == ("lead", "应当在水")


def t_here(clause: Clause) -> bool:
    return clause.id == "二/（三）/P1"


def document(*texts: str) -> Document:
    return Document("d", Metadata(), Source("d.txt", "0" * 64, "text/plain"),
                    tuple(Clause(f"P{n}", None, 1, "paragraph", "", "", text) for n, text in enumerate(texts, 1)))


@pytest.mark.parametrize(("texts", "expected"), [
    (("推广储能技术，建设电站。",), ("P1", 2)),
    (("大力推广储能技术，建设电站。",), ("P1", 4)),
    (("另一条。", "推广储能技术，建设电站。"), ("P2", 2)),
    (("推广储能技术，建设电站。", "推广储能技术，建设电站。"), ("P1", 2)),
    (("另一条。", "推广储能技术，建设电站。", "推广储能技术，建设电站。"), None),
    (("储能。",), None),
    (("别的。", "发展储能产业。"), None),
    (("",), None), ((), None)])
def test_places(texts: tuple[str, ...], expected: tuple[str, int] | None) -> None:
    at = anchor(document("推广储能技术，建设电站。").clauses[0], 2, 4)
    found = place(Places(document(*texts)), at)
    assert (found and (found[0].id, found[1])) == expected


def test_many_corrections_of_a_long_document_are_quick(tmp_path: Path) -> None:
    import time

    text = "某省节能方案\n一、任务\n" + "\n".join(f"第{n}段推广余热发电技术{n}号，建设示范工程。" for n in range(1500)) + "\n"
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add_bytes(text.encode(), "long.txt")
        found = corpus.document("long")
        spans = [(c.id, t.start, t.end) for c in found.clauses for t in c.technologies][:150]
        for clause, start, end in spans:
            corpus.correct("long", clause, "technology", "accept", start, end, who="王五")
        corpus.add_bytes(text.replace("一、任务\n", "一、任务\n新加的一段。\n").encode(), "long.txt")
        begin = time.process_time()
        assert sum(t.corrected is not None for c in corpus.document("long").clauses for t in c.technologies) == len(spans) == 150
        assert time.process_time() - begin < 5
