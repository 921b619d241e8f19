"""A document with the corrections of its readers counted. Pure: neither is changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from corpus.corrections.anchor import Places, place
from corpus.corrections.model import OWN, PARTS, Correction, Values, in_force, shifted
from corpus.model import Clause, Corrected, Deadline, Document, Responsibility, Target, Technology, Unit

READER = "reader"
"""The rule of what only a reader found."""
_MAKE: dict[str, Any] = {"target": Target, "technology": Technology, "deadline": Deadline}
_STOP = re.compile(r"[。！？!?\n]")
_SPLIT = re.compile(r"[。！？!?；;\n]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A correction in force, at its place in a document: `was` and `now` with their spans there."""

    correction: Correction
    clause: Clause
    start: int
    end: int
    was: dict[str, Any] | None
    now: dict[str, Any] | None

    @property
    def span(self) -> tuple[int, int]:
        """Where the mention stands, or stood where it is rejected."""
        values = self.now or self.was
        return (values["start"], values["end"]) if values else (self.start, self.end)


def placed(document: Document, corrections: Iterable[Correction]) -> tuple[list[Placed], list[Correction]]:
    """Those in force, each at its place; and those whose place is no more to be found (orphaned: kept, not counted)."""
    found: list[Placed] = []
    orphaned: list[Correction] = []
    places = Places(document)
    for one in in_force(corrections):
        at = place(places, one.anchor)
        if at is None:
            orphaned.append(one)
            continue
        clause, start = at
        by = start - one.anchor.start
        found.append(Placed(one, clause, start, one.anchor.end + by, shifted(one.was, by), shifted(one.now, by)))
    return found, orphaned


def apply(document: Document, corrections: Iterable[Correction]) -> Document:
    """The document as its readers left it: rejected mentions gone, others added or changed, each that was touched marked
    (`corrected`). Where a reader spoke, what the program finds across the same characters gives way; of targets, which may
    share their words, only what has the same indicator."""
    touched: dict[str, list[Placed]] = {}
    for one in placed(document, corrections)[0]:
        touched.setdefault(one.clause.id, []).append(one)
    if not touched:
        return document
    return replace(document, clauses=tuple(
        _clause(clause, touched[clause.id]) if clause.id in touched else clause for clause in document.clauses))


def _clause(clause: Clause, corrections: list[Placed]) -> Clause:
    parts: dict[str, Any] = {kind: list(getattr(clause, part)) for kind, part in PARTS.items()}
    rows = [_Row(row, list(row.units)) for row in clause.responsibilities]
    for one in corrections:
        if one.correction.kind == "unit":
            _unit(clause, rows, one)
        else:
            _other(clause, parts[one.correction.kind], one)
    return replace(clause, responsibilities=tuple(row.made() for row in rows if row.units),
                   targets=tuple(parts["target"]), technologies=tuple(parts["technology"]), deadlines=tuple(parts["deadline"]))


def _insert(found: list[Any], new: Any, begin: Callable[[Any], int]) -> None:
    """Puts something where it begins; the others keep their order, which is the program's."""
    found.insert(next((n for n, other in enumerate(found) if begin(other) > begin(new)), len(found)), new)


def _same(kind: str, mention: Any, values: Values, exact: bool) -> bool:
    """Whether a mention is the one that values tell of: it covers the same characters (`exact`), or some of them."""
    here = (mention.start, mention.end) == (values["start"], values["end"]) if exact else (
        mention.start < values["end"] and values["start"] < mention.end)
    return here and (kind != "target" or mention.indicator == values.get("indicator", mention.indicator))


def _gone(kind: str, one: Placed) -> list[tuple[Values, bool]]:
    """What leaves the clause: values of mentions, and whether they are meant to the character."""
    bare = {"start": one.start, "end": one.end}
    if one.now is None:  # of a target that only a reader had found no more is known than its words, which others may share
        return [(one.was or bare, True)] if one.was or kind != "target" else []
    return [(one.was, True)] * (one.was is not None) + [(one.now, False)]  # type: ignore[list-item]


def _mark(one: Placed, known: bool) -> Corrected:
    return Corrected(one.correction.action, one.correction.by, one.correction.at, added=not known)


def _other(clause: Clause, found: list[Any], one: Placed) -> None:
    kind = one.correction.kind
    gone = [m for m in found if any(_same(kind, m, values, exact) for values, exact in _gone(kind, one))]
    found[:] = [m for m in found if m not in gone]
    if one.now is None:
        return
    own = {name: one.now[name] for name in OWN[kind]}
    if kind == "target":
        own["nature"] = gone[0].nature if gone else None
    start, end = one.now["start"], one.now["end"]
    known = bool(gone) or one.was is not None
    rule = gone[0].rule if gone else READER
    made = _MAKE[kind](text=clause.text[start:end], start=start, end=end, rule=rule, corrected=_mark(one, known), **own)
    _insert(found, made, lambda m: int(m.start))


@dataclass(slots=True, eq=False)
class _Row:
    row: Responsibility
    units: list[Unit]

    def begin(self) -> int:
        return min((u.start for u in self.units), default=0)

    def made(self) -> Responsibility:
        return replace(self.row, units=tuple(self.units))


def _unit(clause: Clause, rows: list[_Row], one: Placed) -> None:
    left: _Row | None = None
    for values, exact in _gone("unit", one):
        for row in rows:
            gone = [u for u in row.units if _same("unit", u, values, exact)]
            left = left or (row if gone else None)
            row.units[:] = [u for u in row.units if u not in gone]
    now = one.now
    if now is None:
        return
    start, end = now["start"], now["end"]
    unit = Unit(clause.text[start:end], now["name"], now["canonical"], now["role"], start, end,
                _mark(one, left is not None or one.was is not None))
    into = _row_for(clause, rows, left, one)
    _insert(into.units, unit, lambda u: int(u.start))
    if into not in rows:
        _insert(rows, into, _Row.begin)
    if "deadline" in now or "due" in now:
        into.row = replace(into.row, deadline=now.get("deadline", into.row.deadline), due=now.get("due", into.row.due))


def _row_for(clause: Clause, rows: list[_Row], left: _Row | None, one: Placed) -> _Row:
    """The row that a unit joins: of the task that the reader said; else the one it stood in; else the list beside it."""
    now = one.now or {}
    was = one.was or {}
    if "task" not in now and left is not None:
        return left
    near = [row for row in rows if row.units and _beside(clause.text, row, now["start"], now["end"])]
    task, task_clause = now.get("task"), clause.id
    if task is None:
        if near:
            return min(near, key=lambda row: min(abs(u.start - now["start"]) for u in row.units))
        task, task_clause = was.get("task", _task(clause.text, now["start"])), was.get("task_clause", clause.id)
    elif left is not None:
        task_clause = left.row.task_clause
        if not left.units:
            left.row = replace(left.row, task=task)
            return left
    for row in rows:
        if row.units and row.row.task == task:
            return row
    return _Row(Responsibility(task, (), task_clause, bool(was.get("open", False)), was.get("deadline"), was.get("due"), READER), [])


def _beside(text: str, row: _Row, start: int, end: int) -> bool:
    """Whether a span stands in the list of a row: no sentence ends between them."""
    return any(not _SPLIT.search(text[min(u.end, end):max(u.start, start)]) for u in row.units)


def _task(text: str, start: int) -> str:
    """What a unit governs that stands in no list: its sentence; where that is a bracket alone, what stands before it."""
    begin = max((m.end() for m in _STOP.finditer(text, 0, start)), default=0)
    stop = _STOP.search(text, start)
    sentence = text[begin:stop.end() if stop else len(text)].strip()
    if sentence[:1] in "（(〔[【" and text[:begin].strip():
        return text[:begin].strip()
    return sentence or text.strip()
