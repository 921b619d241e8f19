"""What must always hold, on documents that nobody wrote: nothing lost, spans true, ids stable, adding idempotent."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tiaokuan
from corpus.codec import decode, encode
from corpus.export import export_document, validate
from corpus.model import Document
from index.compare import compare
from index.compare import validate as validate_comparison
from pipeline import analyse

MARKERS = st.sampled_from(["一、", "二、", "（一）", "（二）", "1.", "2.", "（1）", "①", "第一条 ", "第二章 ", "专栏1 ", "附件1 ", "", "", "责任单位：", "完成时限："])
WORDS = st.sampled_from(["节能降耗", "省发展改革委", "、财政厅", "牵头", "，市科技局配合", "（责任单位：省工信厅、各市州人民政府）", "。", "到2025年，", "下降16%", "推广余热发电、热泵等技术", "各县（市、区）要", "《某某办法》（云政发〔2020〕3号）", "2023年12月底前完成", "分别达到3%、4%和5%", "：", "；", "(", "】", " | ", "\u3000\u3000", "𠀀", "A=1"])
LINES = st.lists(st.tuples(MARKERS, st.lists(WORDS, min_size=1, max_size=8)).map(lambda p: p[0] + "".join(p[1])), min_size=1, max_size=25)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def squeezed(text: str) -> str:
    return "".join(text.replace("|", "").split())


def check(document: Document) -> None:
    ids = [c.id for c in document.clauses]
    assert len(ids) == len(set(ids))
    known: set[str] = set()
    for clause in document.clauses:
        assert clause.parent is None or clause.parent in known
        known.add(clause.id)
        for row in clause.responsibilities:
            assert row.units
            assert all(clause.text[u.start:u.end] == u.surface for u in row.units)
        for mention in (*clause.targets, *clause.technologies, *clause.deadlines, *clause.citations):
            assert clause.text[mention.start:mention.end] == mention.text and mention.text


@SOME
@given(LINES)
def test_nothing_is_lost_and_spans_are_true(lines: list[str]) -> None:
    text = "云岭省节能方案\n" + "\n".join(lines)
    document = analyse(text.encode(), "a.txt")
    assert squeezed("".join(c.text for c in document.clauses)) == squeezed(text)
    check(document)
    assert analyse(text.encode(), "a.txt") == document
    assert decode(encode(document)) == document
    validate(json.loads(json.dumps(export_document(document))))


@SOME
@given(LINES, LINES)
def test_every_clause_stands_in_one_row_of_a_comparison(one: list[str], other: list[str]) -> None:
    old, new = (analyse(("云岭省节能方案\n" + "\n".join(lines)).encode(), f"{n}.txt") for n, lines in enumerate((one, other)))
    said = compare(old, new).to_json()
    validate_comparison(said)
    for side, document in (("old", old), ("new", new)):
        assert sorted(c["id"] for row in said["rows"] for c in row[side]) == sorted(c.id for c in document.clauses)
    assert {row["change"] for row in compare(old, old).to_json()["rows"]} <= {"same"}


@settings(max_examples=8, deadline=None)
@given(LINES)
def test_adding_again_changes_nothing(lines: list[str]) -> None:
    data = ("云岭省节能方案\n" + "\n".join(lines)).encode()
    with tempfile.TemporaryDirectory() as folder, tiaokuan.open(Path(folder) / "c.db") as corpus:
        assert corpus.add_bytes(data, "a.txt").count("added") == 1
        before = corpus.document("a")
        assert corpus.add_bytes(data, "a.txt").count("unchanged") == 1
        assert corpus.document("a") == before


SHARED = Path(__file__).parent.parent.parent / "shared" / "documents"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real documents is not here")
def test_every_real_document_is_read_whole() -> None:
    files = sorted(SHARED.glob("*.txt"))
    assert files
    for path in files:
        document = analyse(path.read_bytes(), path.name)
        text = path.read_bytes().decode("utf-8-sig")
        assert squeezed("".join(c.text for c in document.clauses)) == squeezed(text), path.name
        check(document)
