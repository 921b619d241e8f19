"""What a search gives: hits in their clauses, marked, and how they spread."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from corpus.table import Column, Table
from corpus.words import fold

SNIPPET = 80
FACETED = 10
Facets = dict[str, list[tuple[str, int]]]
Duty = tuple[str, str]
"""A unit as named in a clause, completed, and its role."""


class Hit(NamedTuple):
    """A clause that matches: where it stands, its text, and what was looked for in it (folded)."""

    doc_id: str
    title: str
    clause_id: str
    path: tuple[str, ...]
    text: str
    marks: tuple[str, ...]
    score: float
    date: str | None
    region: str | None

    @property
    def snippet(self) -> tuple[tuple[str, bool], ...]:
        """About 80 characters around the first mark, in pieces, each marked or not."""
        return snippet(self.text, self.marks)


@dataclass(frozen=True)
class SearchResult:
    """The best hits after the first `offset`, and how many there are in all."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    _count: Callable[[int], Facets] = field(repr=False, compare=False)
    _duties: Callable[[], list[tuple[Duty, ...]]] = field(repr=False, compare=False)
    offset: int = 0

    @cached_property
    def facets(self) -> Facets:
        """Over all clauses found: unit, role, region, year, tech → [(value, clauses)], the ten most frequent. Counted when
        first asked for; raises TiaokuanError where the corpus has been closed before."""
        return self._count(FACETED)

    def spread(self, most: int) -> Facets:
        """As `facets`, with `most` values of each."""
        return self._count(most)

    @cached_property
    def duties(self) -> list[tuple[Duty, ...]]:
        """Of each hit, who is responsible in it: (unit, role)."""
        return self._duties()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def table(self) -> Table[Hit]:
        """The hits as a table."""
        return Table(f"检索：{self.query}（共 {self.total} 条）", (
            Column("document", "文档", lambda h: h.doc_id, 20), Column("title", "标题", lambda h: h.title, 30),
            Column("path", "位置", lambda h: " ".join(h.path), 16), Column("snippet", "摘录", lambda h: "".join(p for p, _ in h.snippet), 60),
            Column("score", "得分", lambda h: round(h.score, 3), 6), Column("date", "日期", lambda h: h.date, 10),
            Column("region", "地区", lambda h: h.region, 10), Column("clause", "条款", lambda h: h.clause_id, 20)), self.hits)

    def records(self) -> list[dict[str, Any]]:
        """Each hit as a dict."""
        return self.table().records()

    def to_frame(self) -> Any:
        """The hits as a pandas DataFrame."""
        return self.table().to_frame()

    def _repr_html_(self) -> str:
        items = ("".join(f"<mark>{html.escape(p)}</mark>" if m else html.escape(p) for p, m in h.snippet) for h in self.hits)
        return f"<p>{self.total}</p><ol>" + "".join(f"<li>{i}</li>" for i in items) + "</ol>"


def snippet(text: str, marks: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """About 80 characters around the first mark, in pieces, with all marks in them marked."""
    folded = fold(text)
    spans = sorted({(m.start(), m.start() + len(mark)) for mark in marks if mark for m in re.finditer(f"(?={re.escape(mark)})", folded)},
                   key=lambda s: (s[0], -s[1]))
    first = spans[0][0] if spans else 0
    begin = max(0, min(first - SNIPPET // 3, len(text) - SNIPPET))
    end = min(len(text), begin + SNIPPET)
    pieces, at = [("…", False)] if begin else [], begin
    for a, b in spans:
        if a >= at and b <= end:
            pieces += [(text[at:a], False)] * (a > at) + [(text[a:b], True)]
            at = b
    pieces += [(text[at:end], False)] * (end > at) + [("…", False)] * (end < len(text))
    return tuple(pieces)
