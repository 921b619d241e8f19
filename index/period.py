"""Spans of days: 2021, 2021-06, 2021-06-30, 2021..2025, 2023.. and ..2025, both ends included."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import TiaokuanError

_DAY = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_SPAN = re.compile(rf"(?P<first>{_DAY})?(?P<dots>\.\.)?(?P<last>{_DAY})?")


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of `first` to the end of `last`, each an ISO year, month or day; "" for an open end."""

    first: str
    last: str

    def holds(self, day: str | None) -> bool:
        """Whether an ISO day (or a month or a year, of which any part must fit) lies in it. A day that is not known does not."""
        if not day:
            return False
        return day[:len(self.first)] >= self.first[:len(day)] and day[:len(self.last)] <= self.last[:len(day)] if self.last else (
            day[:len(self.first)] >= self.first[:len(day)])


def period(said: str | None) -> Period | None:
    """The span that is written so; None for none. Raises TiaokuanError for one that cannot be read or is the wrong way round."""
    said = (said or "").strip()
    if said in ("", ".."):
        return None
    m = _SPAN.fullmatch(said)
    if not m or not m["dots"] and m["last"]:
        raise TiaokuanError(f"时段写作 2021、2021-06、2021-06-30 或 2021..2025，不是“{said[:40]}” (a year, month or day, or a span of them)")
    first, last = m["first"] or "", (m["last"] or "") if m["dots"] else m["first"]
    shared = min(len(first), len(last))
    if shared and first[:shared] > last[:shared]:
        raise TiaokuanError(f"时段颠倒：{said[:40]} (the span is the wrong way round)")
    return Period(first, last)
