"""Corrections by readers: what one is, which of many are in force, and what a mention says as plain values.

A correction never touches what the program found: it is kept beside the document, and `corpus.corrections.apply` counts it.
Those of one mention form a chain (`root` is the id of its first); the newest that is not undone is in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from corpus.corrections.anchor import Anchor
from corpus.model import Clause, Comparator, Deadline, Responsibility, Role, Target, TargetKind, Technology, Unit

Kind = Literal["unit", "target", "technology", "deadline"]
Action = Literal["accept", "reject", "add", "change"]
KINDS: tuple[str, ...] = get_args(Kind)
ACTIONS: tuple[str, ...] = get_args(Action)
PARTS: dict[str, str] = {"target": "targets", "technology": "technologies", "deadline": "deadlines"}
"""The part of a clause that holds a kind; units stand in its responsibilities."""
OWN: dict[str, tuple[str, ...]] = {
    "unit": ("role", "name", "canonical"),
    "target": ("indicator", "comparator", "value", "value_max", "unit", "year", "baseline_year", "kind"),
    "technology": ("canonical",), "deadline": ("due",)}
"""What a mention of each kind says, by the names of its type."""
OF_ROW: tuple[str, ...] = ("task", "deadline", "due")
"""What a unit says through the row it stands in. In `now` only where a reader said it."""
CORRECTABLE: dict[str, tuple[str, ...]] = {kind: (*own, *(OF_ROW if kind == "unit" else ())) for kind, own in OWN.items()}
"""What a reader can say of a mention of each kind."""
CHOICES: dict[str, tuple[str, ...]] = {"role": get_args(Role), "comparator": get_args(Comparator), "kind": get_args(TargetKind)}
"""Values that are one of a few."""
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Undone:
    """That a correction was taken back: by whom and when (UTC, ISO 8601)."""

    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader said of one mention.

    `id` counts from 1 in the corpus; `root` is the id of the first correction of the same mention. `anchor` holds the words
    that the mention covered and covers. `was` is what the program had found (None: nothing), `now` what stands instead
    (None: rejected): `start` and `end` in the clause's own text at the time, and the names of `OWN`; of a unit `was` also
    has its row's `task`, `task_clause`, `open`, `deadline`, `due`, and `now` those of `OF_ROW` that the reader said.
    `by` and `at` (UTC, ISO 8601) tell who and when; `undone` that it was taken back."""

    id: int
    root: int
    doc_id: str
    kind: Kind
    action: Action
    anchor: Anchor
    was: Values | None
    now: Values | None
    by: str
    at: str
    note: str = ""
    undone: Undone | None = None

    @property
    def clause_id(self) -> str:
        """The clause it was made in."""
        return self.anchor.clause_id

    @property
    def span(self) -> tuple[int, int]:
        """The span of the mention in that clause's own text: as it is now, or was where it is rejected."""
        said = self.now or self.was
        return (said["start"], said["end"]) if said else (self.anchor.start, self.anchor.end)

    @property
    def text(self) -> str:
        """The words of the mention."""
        start, end = self.span
        return self.anchor.quote[start - self.anchor.start:end - self.anchor.start]


def in_force(corrections: Iterable[Correction]) -> list[Correction]:
    """Of each mention the newest correction that was not taken back, in the order of their ids."""
    newest: dict[int, Correction] = {}
    for one in sorted(corrections, key=lambda c: c.id):
        if one.undone is None:
            newest[one.root] = one
    return sorted(newest.values(), key=lambda c: c.id)


def shifted(values: Values | None, by: int) -> dict[str, Any] | None:
    """The values with their span moved by that many characters."""
    return None if values is None else {**values, "start": values["start"] + by, "end": values["end"] + by}


def said(kind: str, mention: Unit | Target | Technology | Deadline, row: Responsibility | None = None) -> dict[str, Any]:
    """What a mention says, as `Correction.was` keeps it; `row` is the one that a unit stands in."""
    own = {name: getattr(mention, name) for name in ("start", "end", *OWN[kind])}
    if row is not None:
        own.update(task=row.task, task_clause=row.task_clause, open=row.open, deadline=row.deadline, due=row.due)
    return own


def standing(kind: str, clause: Clause) -> list[tuple[Any, Responsibility | None]]:
    """The mentions of that kind in a clause, a unit with its row."""
    if kind == "unit":
        return [(unit, row) for row in clause.responsibilities for unit in row.units]
    return [(mention, None) for mention in getattr(clause, PARTS[kind])]


def sound(kind: str, values: Values | None, was: bool = False) -> bool:
    """Whether values are such as this program keeps: a corpus file may come from a stranger."""
    if values is None:
        return True
    numbers = ("value", "value_max", "year", "baseline_year")

    def fits(name: str) -> bool:
        value = values[name]
        if name in CHOICES:
            return value in CHOICES[name]
        if name in numbers:
            return value is None or (isinstance(value, int | float) and not isinstance(value, bool) and value == value)
        return isinstance(value, str) or (value is None and name in ("unit", "due", "deadline"))

    return (isinstance(values["start"], int) and isinstance(values["end"], int) and values["start"] < values["end"]
            and all(fits(name) for name in OWN[kind]) and all(fits(name) for name in OF_ROW if name in values)
            and (not was or kind != "unit" or (fits("task") and isinstance(values["task_clause"], str))))
