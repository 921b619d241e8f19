"""What tables say of mentions that readers touched: a column that is there only where there is something to say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corpus.table import Column

CORRECTED: Column[Any] = Column("corrected", "订正", lambda r: r.corrected or None, 14)


def with_marks(columns: tuple[Column[Any], ...], rows: Iterable[Any]) -> tuple[Column[Any], ...]:
    """The columns, and `corrected` after them where a row has it."""
    return (*columns, CORRECTED) if any(row.corrected for row in rows) else columns
