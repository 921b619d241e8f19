"""Search over the corpus: queries over the index that `index.following` keeps."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from corpus.lexicon import expand_alias
from corpus.model import TiaokuanError
from corpus.saved import Saved
from corpus.table import Table
from corpus.words import RUN, bigrams, fold
from index.columns import Columns, Mask, columns
from index.following import Following
from index.hits import Duty, Facets, Hit, SearchResult, snippet
from index.query import Filter, Group, Node, Term, asked_by, known, parse, pieces, said
from index.suggest import Suggestion, suggest

__all__ = ["Hit", "SearchIndex", "SearchResult", "snippet"]
LISTED = "(SELECT value FROM json_each(?))"
SORTS = ("relevance", "date", "document")
Asked = str | Sequence[str] | None
"""The values that a filter is given: none, one, or several that must all fit."""


@dataclass
class Matched:
    """Which clauses match, and how well (0 where nothing ranks them)."""

    found: Mask
    scores: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Loosened:
    """A query that asks less: what was left out, the query and filters without it, and how many clauses match."""

    dropped: str
    query: str
    filters: dict[str, list[str]]
    hits: int


class SearchIndex(Following):
    """The index of one corpus, asked."""

    _held: Columns | None = None

    def search(self, query: str, limit: int = 20, sort: str = "relevance", offset: int = 0, **filters: Asked) -> SearchResult:
        """Clauses that match. Raises TiaokuanError for a query that cannot be read or an unknown filter or sort."""
        if sort not in SORTS:
            raise TiaokuanError(f"不能按 {sort} 排序，可用 relevance date document (unknown sort)")
        tree = self.tree(query, **filters)
        self.refresh()
        db, _ = self._open()
        if sort == "relevance" and isinstance(tree, Term) and (quick := self._quick(query, tree, limit, offset)):
            return quick
        marks: list[str] = []
        all_ = self._columns()
        matched = self._match(all_, tree, marks)
        rows = np.flatnonzero(matched.found)
        if sort == "relevance":
            order = np.argsort(-matched.scores[rows], kind="stable")
        else:
            order = np.argsort((all_.by_date if sort == "date" else all_.by_document)[all_.paper[rows]], kind="stable")
        shown = rows[order[offset:offset + limit]]
        keys = [int(k) for k in all_.keys[shown]]
        scores = dict(zip(keys, (float(s) for s in matched.scores[shown]), strict=True))
        # a row that another process is just putting may be in the engine and not yet beside it: left out
        return self._result(query, tuple(self._hits(db, keys, scores, tuple(marks))), len(rows), lambda: (all_, matched.found), keys, offset)

    def tree(self, query: str, **filters: Asked) -> Node:
        """What a query and its filters mean. Raises TiaokuanError where they cannot be read."""
        tree = parse(query)
        wanted = [known(name, value) for name, given in filters.items() for value in ((given,) if isinstance(given, str) else given or ()) if value]
        return Group("and", (tree, *wanted)) if wanted else tree

    def count(self, query: str, docs: Sequence[str] | None = None, **filters: Asked) -> int:
        """How many clauses match, of these documents alone where they are given. Raises TiaokuanError."""
        return self._count(self.tree(query, **filters), docs)

    def _count(self, tree: Node, docs: Sequence[str] | None = None) -> int:
        self.refresh()
        all_ = self._columns()
        found = self._match(all_, tree, []).found
        if docs is not None:
            among = set(docs)
            found = found & all_.of_papers([paper.id in among for paper in all_.papers])
        return int(np.count_nonzero(found))

    def loosened(self, query: str, **filters: Asked) -> list[Loosened]:
        """What there would be without one piece of the query, or without one filter; what then has hits, most first. Raises
        TiaokuanError."""
        words = pieces(self.tree(query))
        wanted = {name: [given] if isinstance(given, str) else [*given] for name, given in filters.items() if given}
        ways = [Loosened(said(piece), " ".join(_alone(p) for p in words if p is not piece), wanted, 0) for piece in words] if query.strip() else []
        ways += [Loosened(asked_by(name, value), query, {**wanted, name: [v for v in values if v != value]}, 0)
                 for name, values in wanted.items() for value in values]
        counted = [replace(way, hits=self.count(way.query, None, **way.filters)) for way in ways
                   if way.query.strip() or any(way.filters.values())]
        return sorted((way for way in counted if way.hits), key=lambda way: -way.hits)

    def suggest(self, text: str, limit: int = 10) -> Table[Suggestion]:
        """What may be meant by the beginning of a query."""
        self.refresh()
        return suggest(self._columns(), text, limit)

    def news(self, kept: Saved) -> tuple[int | None, int]:
        """How many hits a kept search has now, and how many of them stand in documents put since it was seen; (None, 0) where
        it cannot be read any more."""
        try:
            changed = self._store.put_since(kept.seen)
            return self.count(kept.query, **kept.filters), self.count(kept.query, changed, **kept.filters) if changed else 0
        except TiaokuanError:
            return None, 0

    def _columns(self) -> Columns:
        self._held = columns(self._folder, self._open()[0])
        return self._held

    def close(self) -> None:
        """Closes the engine and the side table, and lets go of the arrays."""
        self._held = None
        super().close()

    def _result(self, query: str, hits: tuple[Hit, ...], total: int, counted: Callable[[], tuple[Columns, Mask]],
                keys: list[int], offset: int) -> SearchResult:
        return SearchResult(query, hits, total, partial(self._facets, counted), partial(self._duties, keys), offset)

    def candidates(self, but: str, tokens: Sequence[str], words: int, each: int, frequent: float, most: int) -> list[tuple[str, str]]:
        """Clauses of other documents than `but` that hold most of the weight of these words: (document, clause), at most
        `most`. Of the words the `words` rarest count, none that stands in more than the share `frequent` of all clauses."""
        self.refresh()
        db, engine = self._open()
        size = int(db.execute("SELECT count(*) FROM clause").fetchone()[0])
        asked = [engine.best("words", [token], each) for token in dict.fromkeys(tokens)]
        asked = sorted((a for a in asked if 0 < a[0] <= max(frequent * size, 20)), key=lambda a: a[0])[:words]
        scores: Counter[int] = Counter()
        for _, found in asked:
            scores.update(found)
        best = [key for key, _ in scores.most_common(2 * most)]
        rows = {key: (doc, clause) for key, doc, clause in db.execute(
            f"SELECT key, doc, clause FROM clause WHERE key IN {LISTED}", (json.dumps(best),))}
        return [rows[key] for key in best if key in rows and rows[key][0] != but][:most]

    def _quick(self, query: str, term: Term, limit: int, offset: int) -> SearchResult | None:
        """A single word or phrase without aliases: the engine ranks and counts by itself. None where it cannot, or
        finds nothing."""
        text = fold(term.text)
        if RUN.fullmatch(text) is None or len(text) < 2 or not term.exact and len(expand_alias(term.text)) > 1:
            return None
        db, engine = self._open()
        grams = [t for t, _, _ in bigrams(text)]
        total, scores = engine.best("grams", grams, offset + limit, None if term.exact else text)
        if not total:
            return None
        keys = list(scores)[offset:]
        hits = tuple(self._hits(db, keys, scores, (text,)))

        def counted() -> tuple[Columns, Mask]:
            all_ = self._columns()
            return all_, self._holding(all_, "grams", grams).found

        return self._result(query, hits, total, counted, keys, offset)

    def _holding(self, all_: Columns, field: str, tokens: list[str], bonus: str | None = None) -> Matched:
        keys, scores = self._open()[1].find(field, tokens, bonus)
        rows, there = all_.rows(keys)
        matched = Matched(np.zeros(len(all_), np.bool_), np.zeros(len(all_), np.float32))
        matched.found[rows] = True
        matched.scores[rows] = np.asarray(scores, np.float32)[there]
        return matched

    def _match(self, all_: Columns, node: Node, marks: list[str]) -> Matched:
        if isinstance(node, Term):
            texts = (node.text,) if node.exact else expand_alias(node.text)
            folded = [fold(t) for t in texts]
            marks += folded
            found = self._text(all_, folded[0], node.exact)
            for text in folded[1:]:
                other = self._text(all_, text, node.exact)
                found = Matched(found.found | other.found, np.maximum(found.scores, other.scores))
            return found if found.found.any() else self._apart(all_, node, marks) or found
        if isinstance(node, Filter):
            return _unranked(self._filtered(all_, node, None))
        if node.kind == "not":
            return _unranked(~self._match(all_, node.parts[0], []).found)
        if node.kind == "or":
            either = [self._match(all_, part, marks) for part in node.parts]
            return Matched(np.logical_or.reduce([e.found for e in either]), np.add.reduce([e.scores for e in either]))
        flat = pieces(node)
        role = next((p.value for p in flat if isinstance(p, Filter) and p.name == "role"), None)
        both = _unranked(np.ones(len(all_), np.bool_))
        for part in flat:
            one = _unranked(self._filtered(all_, part, role)) if isinstance(part, Filter) and part.name == "unit" else self._match(all_, part, marks)
            both = Matched(both.found & one.found, both.scores + one.scores)
        return both

    def _apart(self, all_: Columns, term: Term, marks: list[str]) -> Matched | None:
        """What nobody wrote in one piece is looked for word by word (新能源汽车推广: 新能源汽车 and 推广)."""
        if term.exact or len(term.text) < 4:
            return None
        from corpus.words import cut, longest  # jieba's dictionary takes longer to load than most answers take

        words = longest(w for w in cut(term.text) if len(w[0]) > 1)
        if len(words) < 2:
            return None
        marks.clear()
        return self._match(all_, Group("and", tuple(Term(w, True) for w in words)), marks)

    def _text(self, all_: Columns, text: str, exact: bool) -> Matched:
        """Clauses whose text contains `text` (folded): candidates through bigrams, each checked against its text."""
        db, engine = self._open()
        runs = [r for r in RUN.findall(text) if len(r) > 1]
        if not runs:
            if len(text) == 1 and RUN.fullmatch(text):
                return self._keyed(all_, engine.having(text))
            return self._keyed(all_, [key for (key,) in db.execute("SELECT key FROM clause WHERE instr(folded, ?)", (text,))])
        each = [self._holding(all_, "grams", [t for t, _, _ in bigrams(run)], None if exact or len(run) < len(text) else text) for run in runs]
        matched = max(zip(map(len, runs), each, strict=True), key=lambda pair: pair[0])[1]
        if runs != [text]:  # bigrams in a row are the text itself: nothing to check
            keys = json.dumps(all_.keys[np.logical_and.reduce([m.found for m in each])].tolist())
            true = self._keyed(all_, [key for (key,) in db.execute(
                f"SELECT key FROM clause WHERE key IN {LISTED} AND instr(folded, ?)", (keys, text))])
            matched = Matched(true.found, np.where(true.found, matched.scores, 0))
        return matched

    @staticmethod
    def _keyed(all_: Columns, keys: Sequence[int]) -> Matched:
        found = np.zeros(len(all_), np.bool_)
        found[all_.rows(keys)[0]] = True
        return _unranked(found)

    def _filtered(self, all_: Columns, wanted: Filter, role: str | None) -> Mask:
        value = wanted.value
        if wanted.name == "year":
            first, _, last = value.partition("..")
            return all_.of_papers([paper.year is not None and int(first) <= paper.year <= int(last or first) for paper in all_.papers])
        if wanted.name == "unit":
            from corpus.lexicon.lines import expand_unit

            return all_.mentioning("unit", expand_unit(value), role)
        if wanted.name == "tech":
            return all_.mentioning("tech", (value,), None)
        if wanted.name == "role":
            return all_.mentioning("unit", None, value)
        if wanted.name == "doc":
            return all_.of_papers([value == paper.id or value in paper.title for paper in all_.papers])
        part = (lambda paper: paper.region) if wanted.name == "region" else (lambda paper: paper.genre)
        return all_.of_papers([value in (part(paper) or "") for paper in all_.papers])

    def _facets(self, counted: Callable[[], tuple[Columns, Mask]], most: int) -> Facets:
        if self._db is None:
            raise TiaokuanError("语料库已关闭，分面要在关闭前取 (the corpus is closed; ask for facets before)")
        all_, found = counted()
        return all_.count(found, most)

    def _duties(self, keys: list[int]) -> list[tuple[Duty, ...]]:
        if self._db is None:
            raise TiaokuanError("语料库已关闭，责任单位要在关闭前取 (the corpus is closed; ask for units before)")
        said: dict[int, dict[Duty, None]] = {}
        for key, name, role in self._db.execute(f"SELECT key, name, role FROM mention WHERE +kind = 'unit' AND key IN {LISTED} ORDER BY rowid", (json.dumps(keys),)):
            # +kind: by the index of keys; by that of kinds every mention of the corpus would be looked at
            said.setdefault(key, {})[name, role] = None
        return [tuple(said.get(key, ())) for key in keys]

    def _hits(self, db: sqlite3.Connection, keys: list[int], scores: dict[int, float], marks: tuple[str, ...]) -> Iterator[Hit]:
        rows = {row[0]: row for row in db.execute(
            f"SELECT key, doc, clause, text, path, title, date, region FROM clause WHERE key IN {LISTED}", (json.dumps(keys),))}
        for key, doc, clause, text, path, title, date, region in (rows[k] for k in keys if k in rows):
            yield Hit(doc, title, clause, tuple(path.split("\n")) if path else (), text, marks, scores[key], date, region)


def _alone(piece: Node) -> str:
    """A piece as it stands among others."""
    return f"({said(piece)})" if isinstance(piece, Group) and piece.kind == "or" else said(piece)


def _unranked(found: Mask) -> Matched:
    return Matched(found, np.zeros(len(found), np.float32))
