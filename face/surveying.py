"""What is asked over a whole corpus: which documents matter, how often units are named, one department over time. The index says which
documents are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corpus.table import Table
from face.base import Base

if TYPE_CHECKING:
    from index.department import Department


class Surveying(Base):
    """The part of `Corpus` that looks over all documents at once."""

    @property
    def generation(self) -> int:
        """Counts the changes of the corpus: while it stays, every answer stays."""
        return self._store.generation

    def holding(self, unit: str | None = None, role: str | None = None, date: str | None = None,
                exact: bool = False) -> tuple[str, ...]:
        """The ids of the documents in which a unit (any, where None) has a task, those of the latest date first. `date`: a year,
        month, day or span (2021..2025) of their dates; `exact`: the unit of that full name alone. Raises TiaokuanError."""
        from index.holding import holding

        return holding(self.index, unit, role, date, exact)

    def aiming(self, indicator: str | None = None, year: int | None = None, kind: str | None = None, nature: str | None = None,
               common: bool = False) -> tuple[tuple[str, int], ...]:
        """The ids of the documents that set targets, each with how many. Filters as of `targets`; `common`: the indicator by any of
        its names, as of `indicators`."""
        from index.holding import aiming

        return aiming(self.index, indicator, year, kind, nature, common)

    def indicator_names(self, least: int = 2, limit: int = 200) -> tuple[tuple[str, int], ...]:
        """The indicators that at least `least` documents set a figure for, under their common names, each with how many do."""
        from index.holding import indicator_names

        return indicator_names(self.index, least, limit)

    def unit_counts(self, name: str | None = None, role: str | None = None) -> Table[Any]:
        """`units` over the whole corpus, counted by the index: full name, names as printed, how often in each role, in how many
        documents. Raises TiaokuanError for an unknown role."""
        from index.holding import unit_counts

        return unit_counts(self.index, name, role)

    def department(self, name: str) -> Department:
        """A department over all documents: its line, its tasks by year, who it works with. `name`: the full name of a unit, another
        name of a body, or the stem of a line (生态环境). Raises UnknownName."""
        from index.gathering import department

        return department(self.index, self.documents, name)
