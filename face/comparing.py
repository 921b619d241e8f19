"""What is asked of two documents and more: what changed, how they differ, who carries out what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.finding import find_clause
from corpus.model import Clause, Document
from corpus.table import Table
from face.base import Base

if TYPE_CHECKING:
    from index.compare import Comparison
    from index.indicators import Indicators
    from index.network import Network
    from index.reuse import Reuse
    from index.topics import Topics
    from index.trace import Trace


class Comparing(Base):
    """The part of `Corpus` that puts documents beside each other."""

    def compare(self, old: str, new: str, exact: bool = False) -> Comparison:
        """Two documents, clause by clause: same, edited, moved, added, deleted …, with word-level marks and what
        changed in units, roles and targets. `to_json()` is `clause-compare/1`; `edits()` and `records()` are tables.
        `exact`: width of punctuation, case and white space count as changes. A version is named `ID@2`."""
        from index.compare import compare

        return compare(self._version(old), self._version(new), exact)

    def history(self, name: str) -> Table[Any]:
        """The versions of a document, oldest first, with what each changed: those kept under its id, and documents of the
        corpus with the same title (a law of 2015 and of 2023). Raises TiaokuanError."""
        from index.history import history

        return history(self._family(name))

    def versions(self, name: str) -> Table[Any]:
        """The versions of a document as `history` finds them, oldest first, each with the name that `compare` takes; nothing
        is compared. Raises TiaokuanError."""
        from index.history import versions

        return versions(self._family(name))

    def at(self, name: str, date: str, clause_id: str | None = None) -> Document | tuple[Document, Clause]:
        """The version of a document that stood on that day (ISO; a month or year means its last day), or one of its
        clauses. Raises TiaokuanError where the first version is later or no version has a date."""
        from index.history import standing

        document = standing(self._family(name), date)
        return (document, find_clause(document, clause_id)) if clause_id else document

    def _family(self, name: str) -> Sequence[Document]:
        from index.history import family

        return family(self._store, name)

    def topics(self, *names: str) -> Topics:
        """A table of topics by documents: clauses of two documents and more, grouped by what they are about, with units,
        targets and technologies in the cells and the gaps. `to_json()` is `clause-topics/1`. Raises TiaokuanError for
        fewer than two documents."""
        from index.topics import topics

        return topics(self.documents(*names) if names else ())

    def indicators(self, *names: str, indicator: str | None = None, facts: bool = False) -> Indicators:
        """Indicators lined up over documents and years, under one name each (万元地区生产总值能耗 is 单位GDP能耗): those that two
        documents and more set, or all where one document or one `indicator` (any of its names, or a part) is asked for.
        `facts`: also what is stated as reached. `to_json()` is `clause-indicators/1`."""
        from index.indicators import indicators

        return indicators(self.documents(*names), indicator, facts=facts)

    def similar(self, name: str, clause_id: str, limit: int = 20) -> Table[Any]:
        """The clauses of other documents that are most like a clause, best first, with what both name. Raises
        TiaokuanError."""
        from index.similar import similar

        document, clause = self.clause(name, clause_id)
        return similar(self.index, self._store.read, document, clause, limit)

    def reuse(self, name: str, *others: str) -> Reuse:
        """How much of a document's wording stands in which others (all of the corpus where none is named), clause by clause,
        and where it departs. `to_json()` is `clause-reuse/1`. Raises TiaokuanError."""
        from index.reuse import reuse

        return reuse(self.document(name), self.documents(*others))

    def trace(self, parent: str, *children: str) -> Trace:
        """Each clause of `parent` with the clauses of each child that answer it, the evidence, how it differs, and what
        nobody answers. `to_json()` is `clause-trace/1`. Raises TiaokuanError."""
        from index.trace import trace

        given = tuple(self.documents(*children)) if children else ()
        return trace(self.document(parent), given, self._store.cited)

    def network(self, *names: str, year_from: int | None = None, year_to: int | None = None, by: str = "unit") -> Network:
        """Which units share tasks, how often and in which years. `by`: `unit`, or `line` for all bodies of a department
        line as one. `graph()` is a networkx graph. Raises TiaokuanError."""
        from index.network import network

        return network(self.documents(*names), year_from, year_to, by)
