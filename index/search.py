"""Search over the corpus: queries, hits and facets over the index that `index.following` keeps."""

from __future__ import annotations

import html
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, NamedTuple

from corpus.lexicon import expand_alias
from corpus.model import TiaokuanError
from corpus.table import Column, Table
from corpus.words import RUN, bigrams, fold
from index.following import Following
from index.query import Filter, Group, Node, Term, known, parse

FACETS = ("unit", "role", "region", "year", "tech")
LISTED = "(SELECT value FROM json_each(?))"
SNIPPET = 80


class Hit(NamedTuple):
    """A clause that matches: where it stands, its text, and what was looked for in it (folded)."""

    doc_id: str
    title: str
    clause_id: str
    path: tuple[str, ...]
    text: str
    marks: tuple[str, ...]
    score: float
    date: str | None
    region: str | None

    @property
    def snippet(self) -> tuple[tuple[str, bool], ...]:
        """About 80 characters around the first mark, in pieces, each marked or not."""
        return snippet(self.text, self.marks)


@dataclass(frozen=True)
class SearchResult:
    """The best hits, and how many there are in all."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    _count: Callable[[], dict[str, list[tuple[str, int]]]] = field(repr=False, compare=False)

    @cached_property
    def facets(self) -> dict[str, list[tuple[str, int]]]:
        """Over all clauses found: unit, role, region, year, tech → [(value, clauses)]. Counted when first asked for;
        raises TiaokuanError where the corpus has been closed before."""
        return self._count()

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def table(self) -> Table[Hit]:
        """The hits as a table."""
        return Table(f"检索：{self.query}（共 {self.total} 条）", (
            Column("document", "文档", lambda h: h.doc_id, 20), Column("title", "标题", lambda h: h.title, 30),
            Column("path", "位置", lambda h: " ".join(h.path), 16), Column("snippet", "摘录", lambda h: "".join(p for p, _ in h.snippet), 60),
            Column("score", "得分", lambda h: round(h.score, 3), 6), Column("date", "日期", lambda h: h.date, 10),
            Column("region", "地区", lambda h: h.region, 10), Column("clause", "条款", lambda h: h.clause_id, 20)), self.hits)

    def records(self) -> list[dict[str, Any]]:
        """Each hit as a dict."""
        return self.table().records()

    def to_frame(self) -> Any:
        """The hits as a pandas DataFrame."""
        return self.table().to_frame()

    def _repr_html_(self) -> str:
        items = ("".join(f"<mark>{html.escape(p)}</mark>" if m else html.escape(p) for p, m in h.snippet) for h in self.hits)
        return f"<p>{self.total}</p><ol>" + "".join(f"<li>{i}</li>" for i in items) + "</ol>"


class SearchIndex(Following):
    """The index of one corpus, asked."""

    def search(self, query: str, limit: int = 20, sort: str = "relevance", **filters: str | None) -> SearchResult:
        """Clauses that match. Raises TiaokuanError for a query that cannot be read or an unknown filter or sort."""
        if sort not in ("relevance", "date", "document"):
            raise TiaokuanError(f"不能按 {sort} 排序，可用 relevance date document (unknown sort)")
        tree = parse(query)
        wanted = [known(name, value) for name, value in filters.items() if value]
        if wanted:
            tree = Group("and", (tree, *wanted))
        self.refresh()
        db, _ = self._open()
        if sort == "relevance" and isinstance(tree, Term) and (quick := self._quick(query, tree, limit)):
            return quick
        marks: list[str] = []
        scores = self._match(tree, marks)
        order = {"relevance": "position", "date": "date DESC", "document": "doc"}[sort]
        keys = sorted(scores, key=lambda k: (-scores[k], k)) if sort == "relevance" else [
            k for (k,) in db.execute(f"SELECT key FROM clause ORDER BY {order}, doc, position") if k in scores]
        # a row that another process is just putting may be in the engine and not yet beside it: left out
        hits = tuple(self._hits(db, keys[:limit], scores, tuple(marks)))
        return SearchResult(query, hits, len(scores), partial(self._facets, list(scores)))

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

    def _quick(self, query: str, term: Term, limit: int) -> SearchResult | None:
        """A single word or phrase without aliases: the engine ranks and counts by itself. None where it cannot, or
        finds nothing."""
        text = fold(term.text)
        if RUN.fullmatch(text) is None or len(text) < 2 or not term.exact and len(expand_alias(term.text)) > 1:
            return None
        db, engine = self._open()
        grams = [t for t, _, _ in bigrams(text)]
        total, scores = engine.best("grams", grams, limit, None if term.exact else text)
        if not total:
            return None
        hits = tuple(self._hits(db, sorted(scores, key=lambda k: (-scores[k], k)), scores, (text,)))
        return SearchResult(query, hits, total, lambda: self._facets(list(engine.find("grams", grams))))

    def _match(self, node: Node, marks: list[str]) -> dict[int, float]:
        db, _ = self._open()
        if isinstance(node, Term):
            texts = (node.text,) if node.exact else expand_alias(node.text)
            folded = [fold(t) for t in texts]
            marks += folded
            found = self._text(folded[0], node.exact)
            for text in folded[1:]:
                for key, score in self._text(text, node.exact).items():
                    found[key] = max(found.get(key, 0.0), score)
            return found or self._apart(node, marks)
        if isinstance(node, Filter):
            return dict.fromkeys(self._filtered(node, None), 0.0)
        if node.kind == "not":
            inner = self._match(node.parts[0], [])
            return {k: 0.0 for (k,) in db.execute("SELECT key FROM clause") if k not in inner}
        if node.kind == "or":
            either: dict[int, float] = {}
            for part in node.parts:
                for key, score in self._match(part, marks).items():
                    either[key] = either.get(key, 0.0) + score
            return either
        flat = list(_flat(node))
        role = next((p.value for p in flat if isinstance(p, Filter) and p.name == "role"), None)
        parts = [dict.fromkeys(self._filtered(p, role), 0.0) if isinstance(p, Filter) and p.name == "unit" else self._match(p, marks) for p in flat]
        if not parts:
            return {k: 0.0 for (k,) in db.execute("SELECT key FROM clause")}
        keys = set(parts[0]).intersection(*parts[1:])
        return {k: sum(p[k] for p in parts) for k in keys}

    def _apart(self, term: Term, marks: list[str]) -> dict[int, float]:
        """What nobody wrote in one piece is looked for word by word (新能源汽车推广: 新能源汽车 and 推广)."""
        if term.exact or len(term.text) < 4:
            return {}
        from corpus.words import cut, longest  # jieba's dictionary takes longer to load than most answers take

        words = longest(w for w in cut(term.text) if len(w[0]) > 1)
        if len(words) < 2:
            return {}
        marks.clear()
        return self._match(Group("and", tuple(Term(w, True) for w in words)), marks)

    def _text(self, text: str, exact: bool) -> dict[int, float]:
        """Clauses whose text contains `text` (folded): candidates through bigrams, each checked against its text."""
        db, engine = self._open()
        runs = [r for r in RUN.findall(text) if len(r) > 1]
        if not runs:
            return {k: 0.0 for (k,) in db.execute("SELECT key FROM clause WHERE instr(folded, ?)", (text,))}
        scores = engine.find("grams", [t for t, _, _ in bigrams(max(runs, key=len))])
        ranked = engine.find("words", [text]) if not exact and len(runs[0]) == len(text) else {}
        found = {}
        if runs == [text]:  # bigrams in a row are the text itself: nothing to check
            return {k: s + ranked.get(k, 0.0) for k, s in scores.items()} if ranked else scores
        for key, score in scores.items():
            row = db.execute("SELECT instr(folded, ?) FROM clause WHERE key = ?", (text, key)).fetchone()
            if row and row[0]:
                found[key] = score + ranked.get(key, 0.0)
        return found

    def _filtered(self, wanted: Filter, role: str | None) -> Iterator[int]:
        db, _ = self._open()
        value = wanted.value
        if wanted.name == "year":
            first, _, last = value.partition("..")
            rows = db.execute("SELECT key FROM clause WHERE year BETWEEN ? AND ?", (int(first), int(last or first)))
        elif wanted.name in ("unit", "tech"):
            from corpus.lexicon.lines import expand_unit

            names = expand_unit(value) if wanted.name == "unit" else (value,)
            printed = {text for row in db.execute("SELECT DISTINCT value, name, canonical FROM mention WHERE kind = ?", (wanted.name,)) for text in row}
            fit = json.dumps([text for text in printed if text and any(name in text for name in names)])
            rows = db.execute(f"SELECT DISTINCT key FROM mention WHERE kind = ? AND (value IN {LISTED} OR name IN {LISTED} OR canonical IN {LISTED})"
                              + (" AND role = ?" if role else ""), (wanted.name, fit, fit, fit, *([role] if role else [])))
        elif wanted.name == "role":
            rows = db.execute("SELECT DISTINCT key FROM mention WHERE kind = 'unit' AND role = ?", (value,))
        elif wanted.name == "doc":
            rows = db.execute("SELECT key FROM clause WHERE doc = ? OR instr(title, ?)", (value, value))
        else:
            rows = db.execute(f"SELECT key FROM clause WHERE instr({wanted.name}, ?)", (value,))
        return (k for (k,) in rows.fetchall())

    def _facets(self, keys: list[int]) -> dict[str, list[tuple[str, int]]]:
        if self._db is None:
            raise TiaokuanError("语料库已关闭，分面要在关闭前取 (the corpus is closed; ask for facets before)")
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        some = json.dumps(keys)
        for region, year, n in self._db.execute(f"SELECT region, year, count(*) FROM clause WHERE key IN {LISTED} GROUP BY 1, 2", (some,)):
            counts["region"].update({region: n} if region else {})
            counts["year"].update({str(year): n} if year else {})
        for kind, value, n in self._db.execute(
                f"SELECT kind, canonical, count(DISTINCT key) FROM mention WHERE key IN {LISTED} GROUP BY 1, 2 UNION ALL "
                f"SELECT 'role', role, count(DISTINCT key) FROM mention WHERE kind = 'unit' AND key IN {LISTED} GROUP BY 2", (some, some)):
            counts[kind][value] += n
        return {name: counter.most_common(10) for name, counter in counts.items()}

    def _hits(self, db: sqlite3.Connection, keys: list[int], scores: dict[int, float], marks: tuple[str, ...]) -> Iterator[Hit]:
        rows = {row[0]: row for row in db.execute(
            f"SELECT key, doc, clause, text, path, title, date, region FROM clause WHERE key IN {LISTED}", (json.dumps(keys),))}
        for key, doc, clause, text, path, title, date, region in (rows[k] for k in keys if k in rows):
            yield Hit(doc, title, clause, tuple(path.split("\n")) if path else (), text, marks, scores[key], date, region)


def snippet(text: str, marks: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """About 80 characters around the first mark, in pieces, with all marks in them marked."""
    folded = fold(text)
    spans = sorted({(m.start(), m.start() + len(mark)) for mark in marks if mark for m in re.finditer(f"(?={re.escape(mark)})", folded)},
                   key=lambda s: (s[0], -s[1]))
    first = spans[0][0] if spans else 0
    begin = max(0, min(first - SNIPPET // 3, len(text) - SNIPPET))
    end = min(len(text), begin + SNIPPET)
    pieces, at = [("…", False)] if begin else [], begin
    for a, b in spans:
        if a >= at and b <= end:
            pieces += [(text[at:a], False)] * (a > at) + [(text[a:b], True)]
            at = b
    pieces += [(text[at:end], False)] * (end > at) + [("…", False)] * (end < len(text))
    return tuple(pieces)


def _flat(node: Group) -> Iterator[Node]:
    for part in node.parts:
        if isinstance(part, Group) and part.kind == "and":
            yield from _flat(part)
        else:
            yield part
