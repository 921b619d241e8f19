"""Searches that a reader keeps: a small table of the corpus file, by name. A file without it is as good as one without entries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.model import TiaokuanError, UnknownName

if TYPE_CHECKING:
    from corpus.store import Store

TABLE = """CREATE TABLE IF NOT EXISTS saved_search (name TEXT PRIMARY KEY, query TEXT NOT NULL, filters TEXT NOT NULL,
  sort TEXT NOT NULL, saved TEXT NOT NULL, seen INTEGER NOT NULL)"""
MAX_SAVED = 200
MAX_NAME = 80
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A search by name: its query, filters (each with its values) and sort; when it was kept (UTC, ISO), and the generation
    of the corpus in which its hits were last looked at."""

    name: str
    query: str
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: str = "relevance"
    saved: str = ""
    seen: int = 0


def saved_searches(store: Store) -> list[Saved]:
    """All, in the order of their names."""
    with store._people():
        if not store._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'saved_search'").fetchone():
            return []
        rows = store._db.execute("SELECT name, query, filters, sort, saved, seen FROM saved_search ORDER BY name").fetchall()
    return [Saved(name, query, json.loads(filters), sort, saved, seen) for name, query, filters, sort, saved, seen in rows]


def saved_search(store: Store, name: str) -> Saved:
    """One by its name. Raises UnknownName."""
    for each in saved_searches(store):
        if each.name == name.strip():
            return each
    raise UnknownName(f"没有存下名为“{name}”的检索 (no saved search of that name)")


def save(store: Store, name: str, query: str, filters: dict[str, list[str]], sort: str) -> Saved:
    """Keeps a search under a name that is not taken. Raises TiaokuanError."""
    name = name.strip()
    if not name or len(name) > MAX_NAME or re.search(r"[\x00-\x1f\x7f]", name):
        raise TiaokuanError(f"名称为 1 至 {MAX_NAME} 个字，不含控制字符 (a name has 1 to {MAX_NAME} characters)")
    made = Saved(name, query.strip(), filters, sort, datetime.now(UTC).isoformat(timespec="seconds"), store.generation)
    with store._people(), store._write():
        store._db.execute(TABLE)
        taken = [row[0] for row in store._db.execute("SELECT name FROM saved_search")]
        if name in taken:
            raise TiaokuanError(f"已有名为“{name}”的检索，请换个名称或先删除 (this name is taken; choose another)")
        if len(taken) >= MAX_SAVED:
            raise TiaokuanError(f"最多存 {MAX_SAVED} 项检索，请先删除一些 (too many saved searches; delete some)")
        store._db.execute("INSERT INTO saved_search VALUES (?, ?, ?, ?, ?, ?)", (
            name, made.query, json.dumps(filters, ensure_ascii=False), sort, made.saved, made.seen))
    return made


def see(store: Store, name: str) -> None:
    """Notes that its hits have been looked at. Raises UnknownName."""
    known, generation = saved_search(store, name), store.generation
    with store._people(), store._write():
        store._db.execute("UPDATE saved_search SET seen = ? WHERE name = ?", (generation, known.name))


def forget(store: Store, name: str) -> str:
    """Deletes one, and gives its name. Raises UnknownName."""
    known = saved_search(store, name)
    with store._people(), store._write():
        store._db.execute("DELETE FROM saved_search WHERE name = ?", (known.name,))
    return known.name
