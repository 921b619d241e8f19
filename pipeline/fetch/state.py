"""What was fetched, kept beside the corpus in the folder `CORPUS.raw`: every answer's bytes by their SHA-256, and a small
SQLite file that says which address served which bytes when, where a run stands, and how healthy a site was."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.database import connect, write_ahead
from corpus.model import TiaokuanError

SCHEMA = """
CREATE TABLE IF NOT EXISTS served (id INTEGER PRIMARY KEY, uri TEXT NOT NULL, final TEXT NOT NULL, fetched TEXT NOT NULL,
  status INTEGER NOT NULL, sha256 TEXT NOT NULL, etag TEXT, modified TEXT, media_type TEXT, bytes INTEGER, doc_id TEXT,
  published TEXT, title TEXT, notice TEXT);
CREATE INDEX IF NOT EXISTS served_uri ON served (uri, id);
CREATE INDEX IF NOT EXISTS served_doc ON served (doc_id);
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, key TEXT NOT NULL, site TEXT NOT NULL, started TEXT NOT NULL,
  ended TEXT, outcome TEXT);
CREATE TABLE IF NOT EXISTS done (run INTEGER NOT NULL, uri TEXT NOT NULL, PRIMARY KEY (run, uri));
CREATE TABLE IF NOT EXISTS health (id INTEGER PRIMARY KEY, site TEXT NOT NULL, list TEXT NOT NULL, checked TEXT NOT NULL,
  state TEXT NOT NULL, items INTEGER, reason TEXT);
"""
RESUME_DAYS = 7
"""A run that was broken off longer ago is begun anew: the lists have moved on."""


@dataclass(frozen=True, slots=True)
class Served:
    """One answer of a site: address asked and address that answered, when (UTC, ISO), HTTP status, SHA-256 of the bytes,
    validators, media type, bytes; the document it became, its date and title as the list gave them, the notice it hangs on."""

    uri: str
    final: str
    fetched: str
    status: int
    sha256: str
    etag: str | None = None
    modified: str | None = None
    media_type: str | None = None
    bytes: int = 0
    doc_id: str | None = None
    published: str | None = None
    title: str | None = None
    notice: str | None = None


FIELDS = ", ".join(Served.__dataclass_fields__)


class RawFolder:
    """Bytes by their SHA-256, each written once and whole."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def path(self, sha256: str) -> Path:
        """Where those bytes are kept. Raises ValueError for what is no SHA-256."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ValueError(sha256)
        return self.folder / sha256[:2] / sha256

    def keep(self, data: bytes) -> str:
        """Keeps bytes and gives their SHA-256. Raises OSError."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                os.replace(name, path)
            except BaseException:
                os.unlink(name)
                raise
        return sha256

    def get(self, sha256: str) -> bytes | None:
        """Those bytes, None where they are gone or no longer what their name says."""
        try:
            data = self.path(sha256).read_bytes()
        except (OSError, ValueError):
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None


class State:
    """The record of fetching beside a corpus. Raises TiaokuanError where its folder cannot be written."""

    def __init__(self, corpus: str | os.PathLike[str]) -> None:
        self.folder = Path(f"{corpus}.raw")
        self.raw = RawFolder(self.folder)
        self.file = self.folder / "state.db"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._db = connect(self.file)
            write_ahead(self._db)
            self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise TiaokuanError(f"{self.folder}：不能写抓取记录：{error} (cannot keep the record of fetching)") from error

    @staticmethod
    def exists(corpus: str | os.PathLike[str]) -> bool:
        """Whether anything was ever fetched into that corpus."""
        return Path(f"{corpus}.raw", "state.db").exists()

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    # -- answers

    def record(self, served: Served) -> None:
        """Keeps what a site answered."""
        with self._people():
            marks = ", ".join("?" * len(Served.__dataclass_fields__))
            self._db.execute(f"INSERT INTO served ({FIELDS}) VALUES ({marks})",
                             [getattr(served, f) for f in Served.__dataclass_fields__])

    def last(self, uri: str) -> Served | None:
        """The latest answer of an address whose bytes were kept."""
        with self._people():
            row = self._db.execute(f"SELECT {FIELDS} FROM served WHERE uri = ? ORDER BY id DESC LIMIT 1", (uri,)).fetchone()
        return Served(*row) if row else None

    def of_document(self, doc_id: str) -> list[Served]:
        """Every answer that became, or confirmed, a document, oldest first."""
        with self._people():
            rows = self._db.execute(f"SELECT {FIELDS} FROM served WHERE doc_id = ? ORDER BY id", (doc_id,)).fetchall()
        return [Served(*row) for row in rows]

    # -- runs

    def begin(self, key: str, site: str, now: str) -> tuple[int, set[str]]:
        """A run with that key: the one that was broken off (with the addresses it is done with), or a new one."""
        with self._people():
            row = self._db.execute(
                "SELECT id FROM run WHERE key = ? AND ended IS NULL AND julianday(?) - julianday(started) < ? ORDER BY id DESC",
                (key, now, RESUME_DAYS)).fetchone()
            if row:
                return row[0], {r[0] for r in self._db.execute("SELECT uri FROM done WHERE run = ?", (row[0],))}
            cursor = self._db.execute("INSERT INTO run (key, site, started) VALUES (?, ?, ?)", (key, site, now))
        return int(cursor.lastrowid or 0), set()

    def done(self, run: int, uri: str) -> None:
        """This run need not ask for that address again."""
        with self._people():
            self._db.execute("INSERT OR IGNORE INTO done VALUES (?, ?)", (run, uri))

    def end(self, run: int, now: str, outcome: str) -> None:
        """The run went to its end; the next one with its key begins anew."""
        with self._people():
            self._db.execute("UPDATE run SET ended = ?, outcome = ? WHERE id = ?", (now, outcome, run))
            self._db.execute("DELETE FROM done WHERE run = ?", (run,))

    def last_run(self, site: str) -> tuple[str, str] | None:
        """When the latest run of a site began, and how it ended (中断 where it did not)."""
        with self._people():
            row = self._db.execute("SELECT started, coalesce(outcome, '中断') FROM run WHERE site = ? ORDER BY id DESC LIMIT 1",
                                   (site,)).fetchone()
        return (row[0], row[1]) if row else None

    # -- health

    def healthy(self, site: str, listed: str) -> int | None:
        """How many entries a list held when it was last found well."""
        with self._people():
            row = self._db.execute("SELECT items FROM health WHERE site = ? AND list = ? AND state = 'ok' ORDER BY id DESC "
                                   "LIMIT 1", (site, listed)).fetchone()
        return row[0] if row else None

    def checked(self, site: str, listed: str, now: str, state: str, items: int | None, reason: str | None) -> None:
        """Keeps the result of a check."""
        with self._people():
            self._db.execute("INSERT INTO health (site, list, checked, state, items, reason) VALUES (?, ?, ?, ?, ?, ?)",
                             (site, listed, now, state, items, reason))

    def last_check(self, site: str) -> tuple[str, str, str | None] | None:
        """When a site was checked last, the state of its lists then (of the first that is not well, where there is one) and why;
        None where it never was checked."""
        with self._people():
            rows = self._db.execute("SELECT checked, state, reason FROM health WHERE site = ? AND checked = "
                                    "(SELECT max(checked) FROM health WHERE site = ?) ORDER BY state = 'ok', id", (site, site)).fetchall()
        return tuple(rows[0]) if rows else None

    @contextmanager
    def _people(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise TiaokuanError(f"{self.file}：抓取记录出错：{error} (the record of fetching)") from error


def validators(file: Path, uri: str) -> Served | None:
    """The latest answer of an address, read by another process than the one that writes. None where there is none."""
    try:
        db = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            row = db.execute(f"SELECT {FIELDS} FROM served WHERE uri = ? ORDER BY id DESC LIMIT 1", (uri,)).fetchone()
        finally:
            db.close()
    except sqlite3.Error:
        return None
    return Served(*row) if row else None
