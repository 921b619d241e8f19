"""The line of a body as a table: what it was, what it became and when, and in how many clauses each is named."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from corpus.lexicon import Body, bodies
from corpus.lexicon.lines import body_of, line, source_of, successors
from corpus.model import Document, TiaokuanError
from corpus.table import Column, Table


@dataclass(frozen=True, slots=True)
class LineRow:
    """One body of a line. `since`, `until`: first and last year of that name (None: not known, or in force today);
    `became`: who took its duties over; `source`: the decision, law or notice; `clauses`: how many clauses of the corpus
    name it or a local counterpart of that name as a responsible unit (None where no corpus was asked)."""

    name: str
    local: bool
    since: int | None
    until: int | None
    became: tuple[str, ...]
    source: str
    clauses: int | None

    @property
    def years(self) -> str:
        """1998—2008; 2018— for a name in force."""
        return f"{self.since or ''}—{self.until or ''}"


def is_body(name: str) -> bool:
    """Whether the lexicon knows a body or line by that name."""
    return bool(line(name))


def line_table(name: str, documents: Iterable[Document] | None = None,
               counted: Callable[[set[Body]], Counter[Body]] | None = None) -> Table[LineRow]:
    """The line that `name` belongs to, oldest first: a body's name, full or short, with or without its place (省环保厅),
    or the stem of a line (生态环境). `counted`: counts clauses without reading the documents. Raises TiaokuanError where the lexicon knows no such body."""
    found = line(name)
    if not found:
        near = difflib.get_close_matches(name.strip(), [n for b in bodies() for n in (b.name, *b.aliases)], 3, 0.6)
        raise TiaokuanError(f"机构名录里没有“{name}”{'；相近的有：' + '，'.join(near) if near else ''} (no such body)")
    counts = counted(set(found)) if counted else None if documents is None else _clauses(set(found), documents)
    rows = tuple(LineRow(b.name, b.local, b.since, b.until, tuple(h.name for h in successors(b)), source_of(b),
                         None if counts is None else counts[b]) for b in found)
    columns: list[Column[LineRow]] = [
        Column("name", "机构", lambda r: r.name, 18),
        Column("level", "层级", lambda r: "地方" if r.local else "国家", 4),
        Column("years", "起止", lambda r: r.years, 6),
        Column("became", "后为", lambda r: "、".join(r.became), 20),
        Column("source", "依据", lambda r: r.source, 36),
    ]
    if counts is not None:
        columns.insert(4, Column("clauses", "条款数", lambda r: r.clauses, 5))
    return Table(f"机构沿革：{name.strip()}", tuple(columns), rows)


def _clauses(wanted: set[Body], documents: Iterable[Document]) -> Counter[Body]:
    meant = cache(body_of)
    counts: Counter[Body] = Counter()
    for document in documents:
        year = int(document.meta.date[:4]) if document.meta.date else None
        for clause in document.clauses:
            named = {meant(u.canonical or u.name, year) for row in clause.responsibilities for u in row.units}
            counts.update(body for body in named if body in wanted and body is not None)
    return counts
