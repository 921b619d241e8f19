"""Reuse: how much of a document's wording comes from which other, clause by clause, and where it departs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import numpy as np

from corpus.model import Clause, Document
from corpus.table import Column, Table
from index.diff import Edit
from index.passages import marked, paths
from index.shown import Shown
from index.wording import Wording, shared

STOCK = 0.3
"""A run that this share of the others holds (of at least `STOCK_OF`) is stock wording, nobody's in particular."""
STOCK_OF = 10
Direction = Literal["earlier", "later", "unknown"]
DIRECTIONS = {"earlier": "在前", "later": "在后", "unknown": "不明"}


@dataclass(frozen=True, slots=True)
class Run:
    """Wording that a clause shares with a clause of the source; offsets in the two clauses' own texts."""

    start: int
    end: int
    source_clause: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class SourceShare:
    """How much of the document stands in another: `letters` of it, as a `share` (0 … 1), in how many `clauses`; `stock`
    is the share of those letters that is stock wording. `direction`: the other is earlier, later, or that is not known."""

    doc_id: str
    title: str
    region: str | None
    date: str | None
    direction: Direction
    letters: int
    share: float
    clauses: int
    stock: float


@dataclass(frozen=True)
class ReuseRow:
    """A clause: `reused` is the share of its letters that stands in any other document, `stock` the share that is stock
    wording. `source…` is the one that it has most of its wording from, `share` how much; `edits` turn the source's clause
    into this one (empty where there is none, or the texts are too long), `departs` is what is not from it."""

    clause_id: str
    path: tuple[str, ...]
    letters: int
    reused: float
    stock: float
    source_id: str | None
    source_title: str | None
    direction: Direction | None
    source_clause: str | None
    source_path: tuple[str, ...]
    share: float
    runs: tuple[Run, ...]
    edits: tuple[Edit, ...]
    departs: tuple[str, ...]
    text: str
    source: str


@dataclass(frozen=True)
class Reuse(Shown):
    """`share`: how much of the document's wording (0 … 1) stands in any of the `compared` others; `sources` those that
    hold some, most first; `rows` its clauses in order."""

    document: Document
    compared: int
    share: float
    stock: float
    sources: tuple[SourceShare, ...]
    rows: tuple[ReuseRow, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def table(self) -> Table[ReuseRow]:
        """One row a clause."""
        return Table(f"文字来源：{self.document.meta.title or self.document.id}", (
            Column("clause", "条款", lambda r: "/".join(r.path) or r.clause_id, 10, lambda r: r.source),
            Column("letters", "字数", lambda r: r.letters, 4), Column("reused", "见于他文", lambda r: r.reused, 5),
            Column("stock", "套话", lambda r: r.stock, 5), Column("source_document", "主要来源", lambda r: r.source_title, 20),
            Column("direction", "先后", lambda r: r.direction, 4, titles=DIRECTIONS),
            Column("source_clause", "来源条款", lambda r: "/".join(r.source_path) or r.source_clause, 10),
            Column("share", "占比", lambda r: r.share, 5), Column("departs", "不同之处", lambda r: "……".join(r.departs), 50),
            Column("source", "出处", lambda r: r.source, 24, lambda r: r.source)), self.rows)

    def by_source(self) -> Table[SourceShare]:
        """One row a source."""
        return Table(f"文字来源（按文件）：共比较 {self.compared} 份", (
            Column("document", "文件", lambda s: s.title, 30), Column("id", "编号", lambda s: s.doc_id, 24),
            Column("region", "地区", lambda s: s.region, 8), Column("date", "日期", lambda s: s.date, 10),
            Column("direction", "先后", lambda s: s.direction, 4, titles=DIRECTIONS),
            Column("share", "占本文", lambda s: s.share, 6), Column("letters", "字数", lambda s: s.letters, 6),
            Column("clauses", "条款数", lambda s: s.clauses, 5), Column("stock", "其中套话", lambda s: s.stock, 6)), self.sources)

    def tables(self) -> tuple[Table[Any], ...]:
        """The sheets of a workbook."""
        return self.table(), self.by_source()

    def to_json(self) -> dict[str, Any]:
        """`clause-reuse/1`."""
        from corpus.export import document_head

        edit = ("was", "now", "old_start", "old_end", "new_start", "new_end")
        rows = [asdict(r) | {"path": list(r.path), "source_path": list(r.source_path),
                             "edits": [{key: getattr(e, key) for key in edit} for e in r.edits]} for r in self.rows]
        return {"schema": "clause-reuse/1", "document": document_head(self.document), "compared": self.compared,
                "share": self.share, "stock": self.stock, "sources": [asdict(s) for s in self.sources], "rows": rows}


@dataclass
class _Found:
    """What one other document shares: by the number of our clause the runs as (place, letters, run), the clause of
    theirs that holds most of them, and its path. The document itself is let go."""

    share: SourceShare
    runs: dict[int, list[tuple[int, int, Run]]] = field(default_factory=lambda: defaultdict(list))
    most: dict[int, tuple[Clause, tuple[str, ...]]] = field(default_factory=dict)

    def letters(self, number: int) -> int:
        """How many letters of that clause of ours it holds."""
        return sum(size for _, size, _ in self.runs.get(number, ()))


def reuse(document: Document, others: Iterable[Document]) -> Reuse:
    """The wording that `document` shares with the others, one of which is in memory at a time. The document itself among
    them is passed over."""
    own = Wording(document)
    total = sum(own.sizes)
    edges = np.zeros(len(own.text) + 1, dtype=np.int64)
    found: list[_Found] = []
    compared = 0
    for other in others:
        if other.id == document.id:
            continue
        compared += 1
        one = _one(own, Wording(other), total)
        if one is not None:
            found.append(one)
            for place, size, _ in (run for runs in one.runs.values() for run in runs):
                edges[place] += 1
                edges[place + size] -= 1
    holders = np.cumsum(edges)[:len(own.text)]
    common = holders >= (max(2.0, STOCK * compared) if compared >= STOCK_OF else np.inf)
    found.sort(key=lambda f: (-f.share.letters, f.share.date or "9", f.share.doc_id))
    path = paths(document)
    rows = tuple(_row(own, path(own.clauses[number]), number, holders, common, found) for number in range(len(own.clauses)))
    sources = tuple(replace(f.share, stock=_part(
        sum(common[p:p + size].sum() for runs in f.runs.values() for p, size, _ in runs), f.share.letters)) for f in found)
    return Reuse(document, compared, _part((holders > 0).sum(), total), _part(common.sum(), total), sources, rows)


def _part(some: Any, whole: int) -> float:
    return round(float(some) / whole, 4) if whole else 0.0


def _direction(document: Document, other: Document) -> Direction:
    mine, theirs = document.meta.date, other.meta.date
    if not mine or not theirs or mine == theirs:
        return "unknown"
    return "earlier" if theirs < mine else "later"


def _one(own: Wording, theirs: Wording, total: int) -> _Found | None:
    other = theirs.document
    found = _Found(SourceShare(other.id, other.meta.title or other.id, other.meta.region, other.meta.date,
                               _direction(own.document, other), 0, 0.0, 0, 0.0))
    held: dict[int, Counter[str]] = defaultdict(Counter)
    clauses: dict[str, Clause] = {}
    for place, where, size in shared(own, theirs):
        number = own.clause_at(place)
        _, start, end = own.span(place, size)
        clause, source_start, source_end = theirs.span(where, size)
        clauses[clause.id] = clause
        held[number][clause.id] += size
        found.runs[number].append((place, size, Run(start, end, clause.id, source_start, source_end)))
    if not held:
        return None
    path = paths(other)
    for number, counts in held.items():
        clause = clauses[counts.most_common(1)[0][0]]
        found.most[number] = clause, path(clause)
    letters = sum(counts.total() for counts in held.values())
    found.share = replace(found.share, letters=letters, share=_part(letters, total), clauses=len(held))
    return found


def _row(own: Wording, path: tuple[str, ...], number: int, holders: Any, common: Any, found: list[_Found]) -> ReuseRow:
    """What is older, or may be, goes before what came later; then the one that holds most; then the one that holds most
    of the whole document."""
    clause, size = own.clauses[number], own.sizes[number]
    at = slice(own.starts[number], own.starts[number] + size)
    fit = [f for f in found if number in f.runs]
    best = max(fit, key=lambda f: (f.share.direction != "later", f.letters(number)), default=None)
    document = own.document
    head = (clause.id, path, size, _part((holders[at] > 0).sum(), size), _part(common[at].sum(), size))
    source = f"{document.source.uri}#{clause.id}"
    if best is None:
        return ReuseRow(*head, None, None, None, None, (), 0.0, (), (), _rest(clause, ()), clause.text, source)
    theirs, their_path = best.most[number]
    runs = tuple(run for _, _, run in best.runs[number])
    return ReuseRow(*head, best.share.doc_id, best.share.title, best.share.direction, theirs.id, their_path,
                    _part(best.letters(number), size), runs, marked([theirs], [clause]), _rest(clause, runs), clause.text, source)


def _rest(clause: Clause, runs: tuple[Run, ...]) -> tuple[str, ...]:
    """What lies between the runs: the clause's own words."""
    text = clause.text
    rest, at = [], len(clause.marker) if text.startswith(clause.marker) else 0
    for run in (*runs, None):
        piece = text[at:run.start if run else len(text)].strip(" \n\u3000，。；、：")
        if any(c.isalnum() for c in piece):
            rest.append(piece)
        at = run.end if run else at
    return tuple(rest)
