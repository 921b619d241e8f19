"""What a comparison gives: counts by field, and every difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

FIELDS = ("clause_boundary", "clause_parent", "clause_heading", "unit", "unit_role", "unit_name", "unit_task", "deadline",
          "target", "target_value", "technology", "technology_relaxed", "meta", "text_kept")
"""The fields, in the order they are shown."""

Side = Literal["missed", "extra"]


@dataclass(slots=True)
class Tally:
    """How many of one field were found, were extra, and were missed."""

    found: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, other: Tally) -> None:
        """Adds another tally to this one."""
        self.found += other.found
        self.extra += other.extra
        self.missed += other.missed

    @property
    def precision(self) -> float:
        """Found of all that was given, 0 to 1; 1 where nothing was given."""
        return self.found / (self.found + self.extra) if self.found + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Found of all that there was to find, 0 to 1; 1 where there was nothing."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """What one side says and the other does not. `clause` is the export's clause at that place (None: none there)."""

    field: str
    side: Side
    what: str
    clause: str | None


@dataclass(slots=True)
class Outcome:
    """One document's tallies by field, and every difference."""

    tallies: dict[str, Tally]
    differences: list[Difference] = field(default_factory=list)
