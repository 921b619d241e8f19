"""The index of one corpus on disk: an engine for text beside a side table (SQLite) for what is filtered, counted and shown.

The index is derived: it follows the corpus by its generations, and is made anew where tokenizer, dictionary or engine
changed, or where it is lost or damaged."""

from __future__ import annotations

import re
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.database import connect, write_ahead
from corpus.model import Document, TiaokuanError
from corpus.words import TOKENIZER_VERSION, bigrams, cut, dictionary_hash, fold
from index.engine import GAP, Engine, make

if TYPE_CHECKING:
    from corpus.store import Store

BUSY = "索引被另一个程序占用，请稍后再试 (the index is locked; try again)"
ROWS_VERSION = 4
"""Counts the shapes of the side table; an index of another shape is made anew."""
# small columns first: what stands behind a long text costs SQLite a walk over its pages
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE clause (key INTEGER PRIMARY KEY AUTOINCREMENT, doc TEXT, clause TEXT, position INTEGER, path TEXT, title TEXT,
  date TEXT, year INTEGER, region TEXT, genre TEXT, text TEXT, folded TEXT);
CREATE INDEX clause_doc ON clause (doc);
CREATE TABLE mention (key INTEGER, kind TEXT, value TEXT, name TEXT, canonical TEXT, role TEXT);
CREATE INDEX mention_key ON mention (key);
CREATE INDEX mention_kind ON mention (kind, role);
CREATE TABLE target (key INTEGER, indicator TEXT, canonical TEXT, year INTEGER, kind TEXT, nature TEXT, figure INTEGER);
CREATE INDEX target_key ON target (key);
"""


class Following:
    """An index in `folder` that follows the corpus. Raises TiaokuanError where the folder cannot be written."""

    def __init__(self, store: Store, folder: Path, engine: str = "tantivy") -> None:
        self._store, self._folder, self._name = store, folder / engine, engine
        self._signature = f"{engine} {ROWS_VERSION} {TOKENIZER_VERSION} {dictionary_hash()}"
        self._db: sqlite3.Connection | None = None
        self._engine: Engine | None = None
        self._generation: int | None = None  # of the corpus, as this process has last seen it indexed

    def close(self) -> None:
        """Closes the engine and the side table."""
        if self._engine is not None:
            self._engine.close()
        if self._db is not None:
            self._db.close()
        self._engine = self._db = self._generation = None

    # -- following the corpus

    def _open(self) -> tuple[sqlite3.Connection, Engine]:
        if self._db is None or self._engine is None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                try:
                    self._db, self._engine = self._try()
                except Exception as error:  # a damaged index is thrown away: it is derived
                    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                        raise TiaokuanError(BUSY) from error
                    shutil.rmtree(self._folder, ignore_errors=True)
                    self._folder.mkdir(parents=True, exist_ok=True)
                    self._db, self._engine = self._try()
            except OSError as error:
                raise TiaokuanError(f"{self._folder}：索引写不进去：{error.strerror} (cannot write the index)") from error
        return self._db, self._engine

    def _try(self) -> tuple[sqlite3.Connection, Engine]:
        db = connect(self._folder / "rows.db")
        write_ahead(db)
        db.execute("BEGIN IMMEDIATE")
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            shutil.rmtree(self._folder / "text", ignore_errors=True)
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            db.execute("INSERT INTO meta VALUES ('signature', ?), ('generation', '0'), ('edition', ?)", (self._signature, secrets.token_hex(8)))
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
        if self._generation is None:
            self._generation = int(self._meta(self._open()[0], "generation"))
        return self._generation == self._store.generation

    def refresh(self) -> None:
        """Brings the index up to date; another process that does so at the same time is waited for."""
        if self.current():
            return
        db, engine = self._open()
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise TiaokuanError(BUSY) from error
        try:
            self._generation = self._follow(db, engine)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            self.close()
            raise

    def _follow(self, db: sqlite3.Connection, engine: Engine) -> int:
        # the other process may have been first: what it did is read inside the lock, and the engine looks again
        known_generation = int(self._meta(db, "generation"))
        generation = self._store.generation
        if generation != known_generation:
            put, removed = self._store.changes_since(known_generation)
            for doc_id in (*put, *removed):
                engine.delete(doc_id)
                for table in ("mention", "target"):
                    db.execute(f"DELETE FROM {table} WHERE key IN (SELECT key FROM clause WHERE doc = ?)", (doc_id,))
                db.execute("DELETE FROM clause WHERE doc = ?", (doc_id,))
            key = (db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'clause'").fetchone() or (0,))[0]
            for doc_id in put:
                key = self._put(db, engine, self._store.read(doc_id), key)
            db.execute("UPDATE meta SET value = ? WHERE name = 'generation'", (str(generation),))
        engine.commit()
        return generation

    def _put(self, db: sqlite3.Connection, engine: Engine, document: Document, key: int) -> int:
        from index.indicators import canonical  # needed where documents are put, not where they are asked for

        meta = document.meta
        year = int(meta.date[:4]) if meta.date else next((int(w) for w in _years(meta.title)), None)
        by_id = {c.id: c for c in document.clauses}
        clauses: list[tuple[Any, ...]] = []
        mentions: list[tuple[Any, ...]] = []
        targets: list[tuple[Any, ...]] = []
        rows: list[tuple[int, str, list[str], list[str]]] = []
        for position, clause in enumerate(document.clauses):
            key += 1
            path, at = [], clause
            while at is not None:
                if at.marker or at.heading:
                    path.append(at.marker.rstrip("、.．。:： \u3000") or at.heading)
                at = by_id.get(at.parent) if at.parent else None  # type: ignore[assignment]
            clauses.append((key, document.id, clause.id, position, "\n".join(path[::-1]), meta.title or document.id, meta.date,
                            year, meta.region, meta.genre, clause.text, fold(clause.text)))
            mentions += [(key, "unit", u.surface, u.name, u.canonical, u.role) for r in clause.responsibilities for u in r.units]
            mentions += [(key, "tech", t.text, t.canonical, t.canonical, None) for t in clause.technologies]
            targets += [(key, t.indicator, canonical(t.indicator), t.year, t.kind, t.nature, t.value is not None) for t in clause.targets]
            rows.append((key, document.id, _grams(clause.text), [w for w, _, _ in cut(clause.text)]))
        db.executemany("INSERT INTO clause VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", clauses)
        db.executemany("INSERT INTO mention VALUES (?,?,?,?,?,?)", mentions)
        db.executemany("INSERT INTO target VALUES (?,?,?,?,?,?,?)", targets)
        engine.add(rows)
        return key

    def reindex(self) -> int:
        """Makes the index anew; gives the number of clauses."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self.refresh()
        return int(self._open()[0].execute("SELECT count(*) FROM clause").fetchone()[0])



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
