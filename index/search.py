"""Search over the corpus: an engine for text, a side table (SQLite) for what is filtered, counted and shown.

The index is derived: it follows the corpus by its generations, and is made anew where tokenizer, dictionary or engine
changed, or where it is lost or damaged."""

from __future__ import annotations

import html
import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.lexicon import expand_alias
from corpus.model import Document, TiaokuanError
from corpus.table import Column, Table
from corpus.words import RUN, TOKENIZER_VERSION, bigrams, cut, dictionary_hash, fold
from index.engine import GAP, Engine, make
from index.query import Filter, Group, Node, Term, known, parse

if TYPE_CHECKING:
    from corpus.store import Store

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE clause (key INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT, clause TEXT, position INTEGER, text TEXT, folded TEXT, path TEXT, title TEXT,
  date TEXT, year INTEGER, region TEXT, genre TEXT);
CREATE INDEX clause_doc ON clause (doc);
CREATE TABLE mention (key INTEGER, kind TEXT, value TEXT, name TEXT, canonical TEXT, role TEXT);
CREATE INDEX mention_key ON mention (key);
CREATE INDEX mention_kind ON mention (kind, role);
"""
FACETS = ("unit", "role", "region", "year", "tech")
LISTED = "(SELECT value FROM json_each(?))"
SNIPPET = 80


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that matches: where it stands, its text, and a snippet in pieces, each marked or not."""

    doc_id: str
    title: str
    clause_id: str
    path: tuple[str, ...]
    text: str
    snippet: tuple[tuple[str, bool], ...]
    score: float
    date: str | None
    region: str | None


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


class SearchIndex:
    """The index of one corpus, in `folder`. Raises TiaokuanError where the folder cannot be written."""

    def __init__(self, store: Store, folder: Path, engine: str = "tantivy") -> None:
        self._store, self._folder, self._name = store, folder / engine, engine
        self._signature = f"{engine} {TOKENIZER_VERSION} {dictionary_hash()}"
        self._db: sqlite3.Connection | None = None
        self._engine: Engine | None = None

    def close(self) -> None:
        """Closes the engine and the side table."""
        if self._engine is not None:
            self._engine.close()
        if self._db is not None:
            self._db.close()
        self._engine = self._db = None

    # -- following the corpus

    def _open(self) -> tuple[sqlite3.Connection, Engine]:
        if self._db is None or self._engine is None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                try:
                    self._db, self._engine = self._try()
                except Exception as error:  # a damaged index is thrown away: it is derived
                    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                        raise TiaokuanError("索引被另一个程序占用，请稍后再试 (the index is locked; try again)") from error
                    shutil.rmtree(self._folder, ignore_errors=True)
                    self._folder.mkdir(parents=True, exist_ok=True)
                    self._db, self._engine = self._try()
            except OSError as error:
                raise TiaokuanError(f"{self._folder}：索引写不进去：{error.strerror} (cannot write the index)") from error
        return self._db, self._engine

    def _try(self) -> tuple[sqlite3.Connection, Engine]:
        db = sqlite3.connect(self._folder / "rows.db", timeout=60, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("BEGIN IMMEDIATE")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            shutil.rmtree(self._folder / "text", ignore_errors=True)
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            db.execute("INSERT INTO meta VALUES ('signature', ?), ('generation', '0')", (self._signature,))
        db.execute("COMMIT")
        if self._meta(db, "signature") != self._signature:
            db.close()
            raise ValueError("made with other words")
        if not (self._folder / "text").is_dir() and self._meta(db, "generation") != "0":
            db.close()
            raise ValueError("the text is lost")
        return db, make(self._name, self._folder / "text")

    @staticmethod
    def _meta(db: sqlite3.Connection, name: str) -> str:
        return str(db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0])

    def current(self) -> bool:
        """Whether the index is up to date with the corpus."""
        return int(self._meta(self._open()[0], "generation")) == self._store.generation

    def refresh(self) -> None:
        """Brings the index up to date; another process that does so at the same time is waited for."""
        if self.current():
            return
        db, engine = self._open()
        db.execute("BEGIN IMMEDIATE")
        try:
            self._follow(db, engine)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            self.close()
            raise

    def _follow(self, db: sqlite3.Connection, engine: Engine) -> None:
        # the other process may have been first: what it did is read inside the lock
        known_generation = int(self._meta(db, "generation"))
        generation = self._store.generation
        if generation == known_generation:
            return
        put, removed = self._store.changes_since(known_generation)
        for doc_id in (*put, *removed):
            engine.delete(doc_id)
            db.execute("DELETE FROM mention WHERE key IN (SELECT key FROM clause WHERE doc = ?)", (doc_id,))
            db.execute("DELETE FROM clause WHERE doc = ?", (doc_id,))
        key = (db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'clause'").fetchone() or (0,))[0]
        for doc_id in put:
            key = self._put(db, engine, self._store.get(doc_id), key)
        engine.commit()
        db.execute("UPDATE meta SET value = ? WHERE name = 'generation'", (str(generation),))

    def _put(self, db: sqlite3.Connection, engine: Engine, document: Document, key: int) -> int:
        meta = document.meta
        year = int(meta.date[:4]) if meta.date else next((int(w) for w in _years(meta.title)), None)
        by_id = {c.id: c for c in document.clauses}
        clauses: list[tuple[Any, ...]] = []
        mentions: list[tuple[Any, ...]] = []
        rows: list[tuple[int, str, list[str], list[str]]] = []
        for position, clause in enumerate(document.clauses):
            key += 1
            path, at = [], clause
            while at is not None:
                if at.marker or at.heading:
                    path.append(at.marker.rstrip("、.．。:： \u3000") or at.heading)
                at = by_id.get(at.parent) if at.parent else None  # type: ignore[assignment]
            clauses.append((key, document.id, clause.id, position, clause.text, fold(clause.text), "\n".join(path[::-1]),
                            meta.title or document.id, meta.date, year, meta.region, meta.genre))
            mentions += [(key, "unit", u.surface, u.name, u.canonical, u.role) for r in clause.responsibilities for u in r.units]
            mentions += [(key, "tech", t.text, t.canonical, t.canonical, None) for t in clause.technologies]
            rows.append((key, document.id, _grams(clause.text), [w for w, _, _ in cut(clause.text)]))
        db.executemany("INSERT INTO clause VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", clauses)
        db.executemany("INSERT INTO mention VALUES (?,?,?,?,?,?)", mentions)
        engine.add(rows)
        return key

    def reindex(self) -> int:
        """Makes the index anew; gives the number of clauses."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self.refresh()
        return int(self._open()[0].execute("SELECT count(*) FROM clause").fetchone()[0])

    # -- asking

    def search(self, query: str, limit: int = 20, sort: str = "relevance", **filters: str | None) -> SearchResult:
        """Clauses that match. Raises TiaokuanError for a query that cannot be read or an unknown filter or sort."""
        if sort not in ("relevance", "date", "document"):
            raise TiaokuanError(f"不能按 {sort} 排序，可用 relevance date document (unknown sort)")
        tree = parse(query)
        wanted = [known(name, value) for name, value in filters.items() if value]
        tree = Group("and", (tree, *wanted))
        self.refresh()
        db, _ = self._open()
        marks: list[str] = []
        scores = self._match(tree, marks)
        order = {"relevance": "position", "date": "date DESC", "document": "doc"}[sort]
        keys = sorted(scores, key=lambda k: (-scores[k], k)) if sort == "relevance" else [
            k for (k,) in db.execute(f"SELECT key FROM clause ORDER BY {order}, doc, position") if k in scores]
        # a row that another process is just putting may be in the engine and not yet beside it: left out
        hits = tuple(self._hits(db, keys[:limit], scores, marks))
        return SearchResult(query, hits, len(scores), partial(self._facets, list(scores)))

    def _match(self, node: Node, marks: list[str]) -> dict[int, float]:
        db, _ = self._open()
        if isinstance(node, Term):
            texts = (node.text,) if node.exact else expand_alias(node.text)
            marks += [fold(t) for t in texts]
            found: dict[int, float] = {}
            for text in texts:
                for key, score in self._text(fold(text), node.exact).items():
                    found[key] = max(found.get(key, 0.0), score)
            return found
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
            return {k: s + ranked.get(k, 0.0) for k, s in scores.items()}
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

    def _hits(self, db: sqlite3.Connection, keys: list[int], scores: dict[int, float], marks: list[str]) -> Iterator[Hit]:
        rows = {row[0]: row for row in db.execute(
            f"SELECT key, doc, clause, text, folded, path, title, date, region FROM clause WHERE key IN {LISTED}", (json.dumps(keys),))}
        for key, doc, clause, text, folded, path, title, date, region in (rows[k] for k in keys if k in rows):
            yield Hit(doc, title, clause, tuple(path.split("\n")) if path else (), text, snippet(text, folded, marks), scores[key], date, region)


def snippet(text: str, folded: str, marks: list[str]) -> tuple[tuple[str, bool], ...]:
    """About 80 characters around the first mark, in pieces, with all marks in them marked."""
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


def _grams(text: str) -> list[str]:
    found: list[str] = []
    last = 0
    for token, start, end in bigrams(text):
        if found and start >= last:
            found.append(GAP)
        found.append(token)
        last = end
    return found


def _years(title: str) -> Iterator[str]:
    yield from re.findall(r"20\d\d", title)
