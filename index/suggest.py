"""What a reader may mean while typing: units, technologies and titles of the corpus that hold the text, or another name of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.lexicon.lines import expand_unit
from corpus.table import Column, Table
from corpus.words import fold
from index.columns import Columns, Name
from index.query import asked_by

if TYPE_CHECKING:
    from index.columns import Ints

KINDS = {"unit": "部门", "tech": "技术", "title": "文档"}
ALL = "*"
"""Stands for the name as printed where a suggestion means every body that bears the name, wherever it is."""
SHARE = {"unit": 0.5, "tech": 0.25, "title": 0.25}
"""How much of the list each kind gets, where all have enough."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`kind` is unit, tech or title; `value` what it is called in full; `via` the name as printed that fits, where the full
    one does not (`ALL`: all bodies of that name or line); `doc_id` of a title; `clauses` that it stands in."""

    kind: str
    value: str
    clauses: int
    via: str | None = None
    doc_id: str | None = None

    @property
    def query(self) -> str:
        """What it is asked for by: a filter of the query language."""
        return asked_by("doc" if self.kind == "title" else self.kind, self.doc_id or self.value)


def suggest(all_: Columns, text: str, limit: int) -> Table[Suggestion]:
    """At most `limit` suggestions for `text`: of each kind those that begin with it first, then the most frequent."""
    wanted = fold(text.strip())
    found = {kind: _names(all_, wanted, kind, limit) for kind in ("unit", "tech")} if wanted else {}
    if wanted:
        found["title"] = _titles(all_, wanted, limit)
    room = {kind: max(1, int(limit * SHARE[kind])) for kind in found}
    spare = limit - sum(min(room[kind], len(each)) for kind, each in found.items())
    rows: list[Suggestion] = []
    for kind, each in found.items():
        taken = each[:room[kind] + max(0, spare)]
        spare -= max(0, len(taken) - room[kind])
        rows += taken
    columns: tuple[Column[Suggestion], ...] = (
        Column("kind", "类别", lambda s: s.kind, 6, titles=KINDS), Column("value", "名称", lambda s: s.value, 30),
        Column("via", "写法", lambda s: s.via, 16), Column("clauses", "条款数", lambda s: s.clauses, 6),
        Column("document", "文档", lambda s: s.doc_id, 16), Column("query", "检索式", lambda s: s.query, 30))
    return Table(f"提示：{text}", columns, tuple(rows[:limit]))


def _names(all_: Columns, wanted: str, kind: str, limit: int) -> list[Suggestion]:
    others: Sequence[str] = (wanted,)
    if kind == "unit" and len(wanted) > 1:
        others = tuple(dict.fromkeys((wanted, *expand_unit(wanted))))
    counts = all_.frequency
    best: dict[str, tuple[tuple[bool, int, int], Name]] = {}
    for name in (all_.names.list[i] for i in all_.names.holding(others)):
        if name.kind == kind:
            full = fold(name.canonical)
            rank = (not full.startswith(wanted), -counts[kind, name.canonical], wanted not in fold(name.value))
            if name.canonical not in best or rank < best[name.canonical][0]:
                best[name.canonical] = (rank, name)
    chosen = sorted(best.items(), key=lambda pair: (pair[1][0], pair[0]))[:limit]
    found = [Suggestion(kind, full, counts[kind, full], None if wanted in fold(full) else next(
        (said for said in (name.value, name.name) if said != full), None)) for full, (_, name) in chosen]
    if len(others) > 1 and len(best) > 1:  # 发改委: the bodies of all places at once
        found = [Suggestion(kind, wanted, int(np.count_nonzero(all_.mentioning(kind, others, None))), ALL), *(f for f in found if f.value != wanted)]
    return found[:limit]


def _titles(all_: Columns, wanted: str, limit: int) -> list[Suggestion]:
    words = wanted.split()
    fit = [i for i, title in enumerate(all_.titles) if all(word in title for word in words)]
    fit.sort(key=lambda i: (not all_.titles[i].startswith(wanted), [-ord(c) for c in all_.papers[i].date or ""], all_.papers[i].id))
    sizes: Ints = np.bincount(all_.paper, minlength=len(all_.papers)).astype(np.int32)
    return [Suggestion("title", all_.papers[i].title, int(sizes[i]), None, all_.papers[i].id) for i in fit[:limit]]
