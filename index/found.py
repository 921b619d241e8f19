"""The mentions of a clause as marks on its text: of what kind, where, what each says, why it was made, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from corpus.corrections.apply import Placed
from corpus.model import Citation, Clause, Corrected, Responsibility, Target, Unit
from index.mentions import unit_note

MarkKind = Literal["lead", "support", "responsible", "target", "fact", "technology", "deadline", "citation", "rejected"]
MARK_KINDS: tuple[MarkKind, ...] = get_args(MarkKind)


@dataclass(frozen=True, slots=True)
class Mark:
    """One mention in a clause's own text. `start`, `end` count code points; `of` is what readers correct it as (unit, target,
    technology, deadline, citation); `says` what it says, by the names of its type (of a unit also its row's task, deadline,
    due, open; of one that a reader rejected what it was); `note` what the document leaves open; `cited` the id of the document of the corpus that a citation names;
    `corrected` tells that a reader touched it."""

    kind: MarkKind
    of: str
    start: int
    end: int
    text: str
    rule: str
    note: str
    says: dict[str, Any]
    cited: str | None = None
    corrected: Corrected | None = None

    @property
    def key(self) -> str:
        """What tells it from others of its kind at the same span: the indicator of a target, the task of a unit."""
        return str(self.says.get("indicator") or self.says.get("task") or "")


def marks(clause: Clause, cited: Callable[[Citation], str | None], rejected: Sequence[Placed] = ()) -> tuple[Mark, ...]:
    """The mentions of a clause, and those that readers rejected, in the order in which they begin."""
    found = (*_marks(clause, cited), *map(_rejected, rejected))
    return tuple(sorted(found, key=lambda m: (m.start, -m.end, MARK_KINDS.index(m.kind))))


def _marks(c: Clause, cited: Callable[[Citation], str | None]) -> Iterator[Mark]:
    for row in c.responsibilities:
        for u in row.units:
            yield Mark(u.role, "unit", u.start, u.end, u.surface, row.rule, unit_note(u, row.open), _unit(u, row), corrected=u.corrected)
    for t in c.targets:
        yield Mark("fact" if t.kind == "fact" else "target", "target", t.start, t.end, t.text, t.rule, "" if t.year else "年份未明说",
                   _target(t), corrected=t.corrected)
    for k in c.technologies:
        yield Mark("technology", "technology", k.start, k.end, k.text, k.rule, "", {"canonical": k.canonical}, corrected=k.corrected)
    for d in c.deadlines:
        yield Mark("deadline", "deadline", d.start, d.end, d.text, d.rule, "" if d.due else "无确定日期", {"due": d.due}, corrected=d.corrected)
    for x in c.citations:
        at = cited(x)
        yield Mark("citation", "citation", x.start, x.end, x.text, x.rule, "" if at or not (x.title or x.doc_number) else "语料库里没有",
                   {"title": x.title, "doc_number": x.doc_number}, cited=at)


def _rejected(one: Placed) -> Mark:
    (start, end), by = one.span, one.correction
    return Mark("rejected", by.kind, start, end, one.clause.text[start:end], "", by.note, dict(one.was or {}),
                corrected=Corrected(by.action, by.by, by.at))


def _unit(u: Unit, row: Responsibility) -> dict[str, Any]:
    return {"role": u.role, "name": u.name, "canonical": u.canonical, "task": row.task, "task_clause": row.task_clause,
            "deadline": row.deadline, "due": row.due, "open": row.open}


def _target(t: Target) -> dict[str, Any]:
    return {"indicator": t.indicator, "comparator": t.comparator, "value": t.value, "value_max": t.value_max, "unit": t.unit,
            "year": t.year, "baseline_year": t.baseline_year, "kind": t.kind, "nature": t.nature}
