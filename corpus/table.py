"""Results as tables: typed rows with the columns they are shown by, in a terminal, a notebook or a file."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: `key` (stable, English, for JSON, CSV and data frames), `title` (Chinese), how to get the value of a
    row (str, int, float, bool or None), width in Chinese characters, for a column that leads somewhere the link of a
    row, and what its values are called for people (lead → 牵头); data (JSON, CSV, data frames) keep the value."""

    key: str
    title: str
    value: Callable[[T], Any]
    width: int = 12
    link: Callable[[T], str | None] | None = None
    titles: Mapping[str, str] | None = None

    def shown(self, row: T) -> Any:
        """The value as a person reads it."""
        value = self.value(row)
        return self.titles.get(value, value) if self.titles else value


@dataclass(frozen=True)
class Table(Sequence[T], Generic[T]):
    """Rows of one type. A sequence of its rows; `records()` gives plain dicts, `to_frame()` a pandas DataFrame."""

    title: str
    columns: tuple[Column[T], ...]
    rows: tuple[T, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def records(self) -> list[dict[str, Any]]:
        """Each row as a dict of column key to value."""
        return [{c.key: c.value(row) for c in self.columns} for row in self.rows]

    def to_frame(self) -> Any:
        """The rows as a pandas DataFrame. Raises ImportError with a hint where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("pandas is not installed; install it with: pip install pandas") from error
        return pandas.DataFrame(self.records(), columns=[c.key for c in self.columns])

    def _repr_html_(self) -> str:
        cell = lambda v: html.escape("" if v is None else str(v))  # noqa: E731
        head = "".join(f"<th>{cell(c.title)}</th>" for c in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{cell(c.shown(row))}</td>" for c in self.columns) + "</tr>" for row in self.rows
        )
        return f"<table><caption>{cell(self.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
