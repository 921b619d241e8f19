"""What is asked of a corpus by words: search, suggestions while typing, and searches that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.table import Column, Table
from face.base import Base

if TYPE_CHECKING:
    from corpus.saved import Saved
    from index.search import Loosened, SearchResult


class Searching(Base):
    """The part of `Corpus` that searches."""

    def search(self, query: str, limit: int = 20, sort: str = "relevance", offset: int = 0,
               **filters: str | Sequence[str] | None) -> SearchResult:
        """Clauses that match, best first (BM25): `limit` of them after the first `offset`.

        `query`: words, "exact phrase", OR, -not, parentheses and filters (部门: 角色: 年份: 地区: 技术: 文种:, or unit:
        role: year: region: tech: genre:). The same filters as keywords: unit, role, year, region, tech, genre, doc, each one
        value or several that must all fit.
        `sort`: relevance, date or document. Raises TiaokuanError for a query that cannot be read.
        """
        return self.index.search(query, limit=limit, sort=sort, offset=offset, **filters)

    def suggest(self, text: str, limit: int = 10) -> Table[Any]:
        """What may be meant by the beginning of a query: units, technologies and titles of the corpus that hold `text`, or
        another name of the unit (发改委: 发展和改革委员会), each with the filter that asks for it."""
        return self.index.suggest(text, limit)

    def understood(self, query: str) -> Sequence[str]:
        """What a query is read as: the pieces that must all hold, each as it would be typed. Raises TiaokuanError."""
        from index.query import parse, pieces, said

        return [said(piece) for piece in pieces(parse(query))] if query.strip() else []

    def loosened(self, query: str, **filters: str | Sequence[str] | None) -> Sequence[Loosened]:
        """For a search without hits: what there would be without one of its words or filters, most hits first. Raises
        TiaokuanError."""
        return self.index.loosened(query, **filters)

    # -- searches that are kept

    def save_search(self, name: str, query: str, sort: str = "relevance", **filters: str | Sequence[str] | None) -> str:
        """Keeps a search in the corpus file under `name`, and gives the name. Raises TiaokuanError for a query that cannot be
        read, an empty search, or a name that is taken."""
        from corpus.model import TiaokuanError
        from corpus.saved import save
        from index.search import SORTS

        kept = {key: [given] if isinstance(given, str) else list(given) for key, given in filters.items() if given}
        if not query.strip() and not kept:
            raise TiaokuanError("请给出检索式或筛选条件 (give a query or a filter)")
        if sort not in SORTS:
            raise TiaokuanError(f"不能按 {sort} 排序，可用 {' '.join(SORTS)} (unknown sort)")
        self.index.tree(query, **kept)
        return save(self._store, name, query, kept, sort).name

    def saved(self) -> Table[Any]:
        """The searches kept, in the order of their names: query, hits now, and how many of them stand in documents that were
        added or changed since the search was kept or last marked as seen."""
        from corpus.saved import saved_searches
        from index.query import asked_by

        def typed(kept: Saved) -> str:
            return " ".join([*filter(None, [kept.query]), *(asked_by(n, v) for n, values in kept.filters.items() for v in values)])

        rows = tuple((kept, *self.index.news(kept)) for kept in saved_searches(self._store))
        columns: tuple[Column[Any], ...] = (
            Column("name", "名称", lambda r: r[0].name, 20), Column("query", "检索式", lambda r: typed(r[0]), 40),
            Column("sort", "排序", lambda r: r[0].sort, 8), Column("hits", "命中", lambda r: r[1], 6),
            Column("new", "新增", lambda r: r[2], 6), Column("saved", "存于", lambda r: r[0].saved, 16))
        return Table("存下的检索", columns, rows)

    def run_saved(self, name: str, limit: int = 20, offset: int = 0) -> SearchResult:
        """The search kept under that name, run now. Raises UnknownName."""
        from corpus.saved import saved_search

        kept = saved_search(self._store, name)
        return self.search(kept.query, limit, kept.sort, offset, **kept.filters)

    def see_saved(self, name: str) -> None:
        """Marks the hits of a kept search as seen: what comes from now on is new. Raises UnknownName."""
        from corpus.saved import see

        see(self._store, name)

    def forget_saved(self, name: str) -> str:
        """Deletes a kept search, and gives its name. Raises UnknownName."""
        from corpus.saved import forget

        return forget(self._store, name)
