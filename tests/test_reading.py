"""A document as it is read: nothing of its text lost between the marks, outline, tables, rules in words, references."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from plans import fill

import tiaokuan

ROOT = Path(__file__).parent.parent
TABLE = """<html><head><title>湖岸市节水任务分工</title></head><body><p>湖岸市节水任务分工方案</p><p>一、任务</p>
<table><tr><th>任务</th><th>牵头单位</th><th>完成时限</th></tr><tr><td>改造管网10公里</td><td>市水务局</td><td>2024年6月底前</td></tr>
<tr><td>推广热泵技术</td><td>市发展改革委</td><td>2025年底前</td></tr></table><p>以上任务请认真落实到位。</p></body></html>"""


def test_the_runs_of_every_clause_are_its_text(corpus: tiaokuan.Corpus) -> None:
    fill(corpus).add(ROOT / "corpus" / "samples")
    seen = 0
    for document in corpus.documents():
        reading = corpus.reading(document.id)
        assert [line.clause.id for line in reading.lines] == [c.id for c in document.clauses]
        for line in reading.lines:
            assert "".join(p.text for run in line.runs for p in run.pieces) == line.clause.text
            assert line.path == document.path(line.clause)
            for run in line.runs:
                assert "".join(p.text for p in run.pieces) == line.clause.text[run.start:run.end]
                assert run.marked == any(p.kinds for p in run.pieces)
            for mark in line.marks:
                assert line.clause.text[mark.start:mark.end] == mark.text
                assert mark.kind in {k for run in line.runs if run.start <= mark.start < run.end for p in run.pieces for k in p.kinds}
                seen += 1
    assert seen > 50


def test_the_outline_is_nested_and_headings_stand(corpus: tiaokuan.Corpus) -> None:
    fill(corpus)
    reading = corpus.reading("province")
    assert [(e.marker, e.name, len(e.under)) for e in reading.outline] == [("一、", "工作目标", 0), ("二、", "主要措施", 3)]
    assert reading.line("二").standing and not reading.line("二/（一）/P1").standing
    assert reading.counts["responsible"] == 4 or reading.counts["lead"] == 1
    only = corpus.reading("province", clause_id="主要措施")
    assert [line.clause.id for line in only.lines] == ["二"]
    with pytest.raises(tiaokuan.UnknownName):
        corpus.reading("province", clause_id="九")
    with pytest.raises(tiaokuan.UnknownName):
        corpus.reading("province", 9)


def test_citations_lead_to_the_documents_that_are_there(corpus: tiaokuan.Corpus) -> None:
    fill(corpus)
    cited = [m for line in corpus.reading("province").lines for m in line.marks if m.kind == "citation"]
    assert [m.cited for m in cited] == ["nation"]


def test_rows_of_a_table_stand_together(corpus: tiaokuan.Corpus) -> None:
    corpus.add_bytes(TABLE.encode(), "table.html")
    (table,) = [part for part in corpus.reading("table").parts if part.table]
    assert table.width == 3 and len(table.lines) == 3
    for line in table.lines:
        for (a, b), runs in zip(line.clause.cells, line.cells, strict=True):
            assert "".join(p.text for run in runs for p in run.pieces) == line.clause.text[a:b]
    assert any(run.marked for runs in table.lines[1].cells for run in runs)


def test_what_a_reader_rejected_is_still_shown_as_that(corpus: tiaokuan.Corpus) -> None:
    fill(corpus)
    unit = next(m for line in corpus.reading("city").lines for m in line.marks if m.kind == "lead")
    clause = next(line.clause.id for line in corpus.reading("city").lines if unit in line.marks)
    corpus.correct("city", clause, "unit", "reject", unit.start, unit.end, who="王五", note="仅列席")
    (mark,) = [m for m in corpus.reading("city").line(clause).marks if (m.start, m.end) == (unit.start, unit.end)]
    assert mark.kind == "rejected" and mark.of == "unit" and mark.note == "仅列席" and mark.corrected and mark.corrected.by == "王五"
    assert mark.says["role"] == "lead"


def test_long_documents_are_read_in_line_with_their_length(corpus: tiaokuan.Corpus) -> None:
    def made(n: int) -> float:
        text = "某市节能方案\n" + "\n".join(f"第{i}条 推广余热发电技术，能耗下降{i % 30}%。（市科技局负责）" for i in range(1, n + 1))
        corpus.add_bytes(text.encode(), f"long-{n}.txt")
        began = time.process_time()
        assert len(list(corpus.reading(f"long-{n}").lines)) >= n
        return time.process_time() - began

    made(100)
    short, long = min(made(400), made(401)), made(3200)
    assert long < 20 * short + 0.2


# -- rules


def test_the_words_of_the_rules_are_those_of_the_manual() -> None:
    said = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", (ROOT / "docs" / "rules.md").read_text("utf-8"), re.M))
    rules = tiaokuan.rules()
    assert len(said) > 20
    for name, text in said.items():
        assert name in rules, f"{name} is not in corpus/lexicon/rules.toml"
        if name != "reader":
            assert rules[name]["en"] == text.replace("`", "")


def test_every_rule_that_finds_something_is_explained(corpus: tiaokuan.Corpus) -> None:
    fill(corpus).add(ROOT / "corpus" / "samples", ROOT / "tests" / "data")
    rules = tiaokuan.rules()
    for document in corpus.documents():
        for line in corpus.reading(document.id).lines:
            for mark in line.marks:
                assert rules[mark.rule]["of"] == mark.of, mark
    assert all(said["zh"] and said["en"] for said in rules.values())


# -- references

ADDRESS = "https://www.example.gov.cn/plans/1.html"


def test_a_reference_by_the_standard(corpus: tiaokuan.Corpus) -> None:
    from plans import NATION

    corpus.add_bytes(NATION.encode(), "nation.txt", ADDRESS)
    document, clause = corpus.clause(ADDRESS, "二/（一）")
    day = date(2026, 3, 1)
    said = tiaokuan.citation(document, None, "gbt7714", day)
    issuers = ", ".join(document.meta.issuers)
    assert said == f"{issuers}. 国务院关于推进工业节能的意见: 国发〔2021〕90号[EB/OL]. (2021-02-01)[2026-03-01]. {ADDRESS}."
    assert tiaokuan.citation(document, clause, "gbt7714", day).endswith(f"[EB/OL]. 2021: 二（一）(2021-02-01)[2026-03-01]. {ADDRESS}.")
    assert tiaokuan.citation(document, clause) == "《国务院关于推进工业节能的意见》（国发〔2021〕90号，2021年2月1日）二（一）"
    with pytest.raises(tiaokuan.TiaokuanError, match="apa"):
        tiaokuan.citation(document, clause, "apa")


def test_a_reference_without_address_names_no_day_of_access(corpus: tiaokuan.Corpus) -> None:
    fill(corpus)
    said = tiaokuan.citation(corpus.document("city"), None, "gbt7714")
    assert "[A]. (2022-03-01)" in said and "[EB/OL]" not in said and said.count("[") == 1


def test_four_issuers_are_three_and_others() -> None:
    from dataclasses import replace

    document = tiaokuan.analyse("某省关于节能的意见\n第一条 节能。".encode(), "a.txt", "javascript:alert(1)")
    document = replace(document, meta=replace(document.meta, issuers=("甲厅", "乙厅", "丙厅", "丁厅"), title="某省\n关于\x00节能"))
    said = tiaokuan.citation(document, document.clauses[-1], "gbt7714")
    assert said.startswith("甲厅, 乙厅, 丙厅, 等. 某省 关于 节能[A]. 第一条") and "javascript" not in said
