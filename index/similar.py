"""Clauses anywhere in the corpus that are like one clause. The full-text index gives candidates by the clause's own
words, so that the corpus is not read; TF-IDF over the candidates ranks them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from corpus.model import Clause, Document, TiaokuanError
from corpus.table import Column, Table
from corpus.words import cut, longest
from index.departments import lines, year_of
from index.differing import points
from index.passages import Passage, passages, vectors
from index.search import SearchIndex

WORDS = 32
"""Words of the clause that candidates are looked for by; the rarest of the corpus first."""
EACH = 300
CANDIDATES = 120
FREQUENT = 0.25
"""A word in this share of all clauses finds nothing in particular."""
LEAST = 0.05


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """A clause that is like the one asked for: `likeness` 0 … 1 (cosine), and what both name: bodies of one line,
    indicators, technologies."""

    likeness: float
    doc_id: str
    title: str
    region: str | None
    date: str | None
    clause_id: str
    path: tuple[str, ...]
    heading: str
    text: str
    lines: tuple[str, ...]
    indicators: tuple[str, ...]
    technologies: tuple[str, ...]
    source: str


def similar(index: SearchIndex, get: Callable[[str], Document], document: Document, clause: Clause,
            limit: int = 20) -> Table[SimilarRow]:
    """The clauses of other documents that are most like `clause` with the unnumbered ones below it, best first. Raises
    TiaokuanError where the clause has no words to look for."""
    asked = next((p for p in passages(document) if clause in p.clauses), Passage(document, (clause,), 0, document.path(clause)))
    found = index.candidates(document.id, [w for w in longest(cut(asked.text)) if len(w) > 1], WORDS, EACH, FREQUENT, CANDIDATES)
    if not asked.body.strip() and not asked.heading:
        raise TiaokuanError(f"{document.id} {clause.id} 没有文字可比 (the clause has no text to compare)")
    by_document: dict[str, set[str]] = defaultdict(set)
    for doc_id, clause_id in found:
        by_document[doc_id].add(clause_id)
    others = [p for doc_id, ids in by_document.items() for p in passages(get(doc_id)) if any(c.id in ids for c in p.clauses)]
    rows: list[SimilarRow] = []
    if others:
        space = vectors([asked, *others])
        likeness = (space[1:] @ space[0].T).toarray().ravel()
        ranked = sorted(zip(likeness, others, strict=True), key=lambda pair: (-pair[0], pair[1].document.id, pair[1].at))
        rows = [_row(asked, other, float(value)) for value, other in ranked[:limit] if value >= LEAST]
    title = f"与 {document.meta.title or document.id} {asked.said} 相似的条款"
    return Table(title, (
        Column("likeness", "相似", lambda r: r.likeness, 4), Column("id", "编号", lambda r: r.doc_id, 12),
        Column("title", "文件", lambda r: r.title, 16), Column("date", "日期", lambda r: r.date, 6),
        Column("clause", "条款", lambda r: " ".join(filter(None, ("/".join(r.path), r.heading))) or r.clause_id, 10, lambda r: r.source),
        Column("text", "文字", lambda r: r.text, 30), Column("common", "都提到", lambda r: "、".join((*r.indicators, *r.technologies, *r.lines)), 14),
        Column("source", "出处", lambda r: r.source, 24, lambda r: r.source)),
        tuple(rows))


def _row(asked: Passage, other: Passage, likeness: float) -> SimilarRow:
    meta = other.document.meta
    own, theirs = lines(asked.units, year_of(asked.document)), lines(other.units, year_of(other.document))
    indicators = Counter(p.indicator for _, p in points(other))
    return SimilarRow(
        round(min(1.0, likeness), 3), other.document.id, meta.title or other.document.id, meta.region, meta.date, other.head.id,
        other.path, other.heading, other.text, tuple(key for key in own if key in theirs),
        tuple(dict.fromkeys(p.indicator for _, p in points(asked) if p.indicator in indicators)),
        tuple(name for name in asked.technologies if name in other.technologies), other.link)
