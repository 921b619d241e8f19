"""A table of topics by documents: what plans of different places or periods say on the same subject, and who is silent.

Passages of all documents are grouped by average linkage over their sparse likeness: two groups become one where their
passages are alike on average, so that a topic does not drift from one subject to another along a chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from corpus.model import Document, TiaokuanError
from corpus.table import Column, Table
from corpus.titles import ROLE_TITLES
from index.departments import is_named
from index.indicators import Indicators, indicators, point_of
from index.passages import Passage, neighbours, passages, vectors
from index.shown import Shown

ALIKE = 0.24
"""The least average likeness of the passages of two groups that become one topic. On national and local plans of one
family, clauses that answer each other lie above .5, the next best below .16."""
FLOOR = 0.2


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document says on a topic: its passages, and what stands in them."""

    passages: tuple[Passage, ...]

    @property
    def units(self) -> dict[str, str]:
        """Units as printed → role (lead, support, responsible), in order; 各有关部门 and the like left out."""
        found: dict[str, str] = {}
        for passage in self.passages:
            for name, unit in passage.units.items():
                if is_named(name):
                    found.setdefault(unit.name, unit.role)
        return found

    @property
    def targets(self) -> tuple[str, ...]:
        """Its targets in words: 单位GDP能耗 下降13.5%（2025，比2020）."""
        found = (point_of(p.document, c, t, p.path) for p in self.passages for c in p.clauses for t in c.targets if t.kind == "target")
        return tuple(dict.fromkeys(f"{point.indicator} {point.said}".strip() for point in found))

    @property
    def technologies(self) -> tuple[str, ...]:
        """Its technologies by their usual names."""
        return tuple(dict.fromkeys(name for p in self.passages for name in p.technologies))

    @property
    def said(self) -> str:
        """The cell in a few lines."""
        lines = ["；".join(p.said for p in self.passages)]
        units: dict[str, list[str]] = {}
        for name, role in self.units.items():
            units.setdefault(role, []).append(name)
        lines += [f"{ROLE_TITLES[role]}：{'、'.join(names)}" for role, names in units.items()]
        lines += [f"{title}：{'；'.join(held)}" for title, held in (("目标", self.targets), ("技术", self.technologies)) if held]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Topic:
    """Passages of several documents on one subject. `cells`: document id → what it says; a document that is missing
    there says nothing on it. `likeness`: how alike its passages are on average (1.0 for a single one)."""

    name: str
    cells: dict[str, Cell]
    likeness: float

    @property
    def documents(self) -> int:
        """How many documents speak of it."""
        return len(self.cells)


@dataclass(frozen=True)
class Topics(Shown):
    """Topics as rows, documents as columns; every passage of every document stands in exactly one cell. Topics of two
    documents and more in the order in which the documents treat them; then what one document alone says."""

    documents: tuple[Document, ...]
    topics: tuple[Topic, ...]

    def __len__(self) -> int:
        return len(self.topics)

    def __iter__(self) -> Any:
        return iter(self.topics)

    @cached_property
    def indicators(self) -> Indicators:
        """The indicators that two of the documents and more set."""
        return indicators(self.documents)

    def gaps(self) -> Table[tuple[Topic, tuple[Document, ...]]]:
        """Topics that most documents treat, with those that do not."""
        rows = tuple((t, tuple(d for d in self.documents if d.id not in t.cells)) for t in self.topics
                     if len(self.documents) > t.documents > len(self.documents) / 2)
        return Table("空缺", (
            Column("topic", "主题", lambda r: r[0].name, 24), Column("documents", "文件数", lambda r: r[0].documents, 5),
            Column("missing", "没有的文件", lambda r: "、".join(_name(d) for d in r[1]), 50)), rows)

    def table(self) -> Table[Topic]:
        """One row a topic, one column a document, — for a gap."""
        return Table("主题对照", (
            Column("topic", "主题", lambda t: t.name, 14), Column("documents", "文件数", lambda t: t.documents, 4),
            *(_column(d) for d in self.documents)), self.topics)

    def tables(self) -> tuple[Table[Any], ...]:
        """The sheets of a workbook: topics, gaps, indicators side by side and figure by figure."""
        return self.table(), self.gaps(), *self.indicators.tables()

    def to_json(self) -> dict[str, Any]:
        """`clause-topics/1`."""
        from corpus.export import document_head

        return {"schema": "clause-topics/1", "documents": [document_head(d) for d in self.documents],
                "topics": [{"name": t.name, "likeness": t.likeness, "cells": {doc: {
                    "clauses": [{"id": p.head.id, "path": list(p.path), "heading": p.heading} for p in cell.passages],
                    "units": [{"name": name, "role": role} for name, role in cell.units.items()],
                    "targets": list(cell.targets), "technologies": list(cell.technologies)}
                    for doc, cell in t.cells.items()}} for t in self.topics],
                "indicators": self.indicators.to_json()["series"]}


def _name(document: Document) -> str:
    return document.meta.title or document.id


def _column(document: Document) -> Column[Topic]:
    def cell(topic: Topic) -> str:
        return topic.cells[document.id].said if document.id in topic.cells else "—"

    def link(topic: Topic) -> str | None:
        return topic.cells[document.id].passages[0].link if document.id in topic.cells else None

    return Column(document.id, _name(document), cell, 26, link)


def topics(documents: Iterable[Document]) -> Topics:
    """The topics of at least two documents. Raises TiaokuanError for fewer."""
    given = tuple(documents)
    if len({d.id for d in given}) < 2:
        raise TiaokuanError("主题对照至少要两份不同的文档 (a table of topics needs two documents)")
    whole = [p for d in given for p in passages(d)]
    rows = vectors(whole)
    groups = _linked(rows, whole)
    sizes = Counter(id(p.document) for p in whole)
    place = {id(p): p.at / sizes[id(p.document)] for p in whole}
    made = [(_topic(group, given), sum(place[id(p)] for p in group) / len(group)) for group in groups]
    made.sort(key=lambda pair: (pair[0].documents == 1, pair[1]))
    return Topics(given, tuple(topic for topic, _ in made))


def _linked(rows: Any, whole: Sequence[Passage]) -> list[list[Passage]]:
    """Average linkage, the most alike first: two groups become one where the mean cosine over all their pairs is at
    least `ALIKE` (the product of their sums over the number of pairs)."""
    pairs = sorted(neighbours(rows, whole, FLOOR), key=lambda p: -p[2])
    owner = list(range(len(whole)))
    members: dict[int, list[int]] = {i: [i] for i in owner}
    sums: dict[int, Any] = {}
    for i, j, alike in pairs:
        a, b = owner[i], owner[j]
        if a == b:
            continue
        left, right = sums.get(a, rows[a]), sums.get(b, rows[b])
        size = len(members[a]) * len(members[b])
        if (alike if size == 1 else left.multiply(right).sum() / size) < ALIKE:
            continue
        if len(members[a]) < len(members[b]):
            a, b = b, a
        for k in members[b]:
            owner[k] = a
        members[a] += members.pop(b)
        sums[a] = left + right
        sums.pop(b, None)
    return [[whole[k] for k in sorted(group)] for group in members.values()]


def _topic(group: Sequence[Passage], documents: Sequence[Document]) -> Topic:
    cells = {d.id: Cell(tuple(p for p in group if p.document.id == d.id)) for d in documents}
    rows = vectors(group) if len(group) > 1 else None
    total = float(rows.sum(axis=0).A1 @ rows.sum(axis=0).A1) if rows is not None else 0.0
    count = len(group)
    likeness = 1.0 if rows is None else round(max(0.0, (total - count) / (count * (count - 1))), 3)
    return Topic(_topic_name(group), {doc: cell for doc, cell in cells.items() if cell.passages}, likeness)


def _topic_name(group: Sequence[Passage]) -> str:
    """The heading that most of them bear; without headings the first words of the first."""
    heads = Counter(p.heading for p in group if p.heading)
    if heads:
        return max(heads, key=lambda h: (heads[h], -len(h)))
    said = group[0].body.strip()
    return said[:24] + ("…" if len(said) > 24 else "")
