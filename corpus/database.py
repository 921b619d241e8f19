"""SQLite as the corpus and the index both open it: write-ahead log, patient with other processes."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.model import TiaokuanError

BUSY_SECONDS = 60.0
"""How long one process waits for another before it gives up."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the file at `path` that waits for others. It may be handed from one thread to another, but two must not
    use it at once (the server lends each reader a corpus of its own). Raises sqlite3.Error."""
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def write_ahead(db: sqlite3.Connection) -> None:
    """Puts the file into write-ahead mode. SQLite does not call its busy handler for this one statement (it answers
    "locked" at once while another process does the same), so the waiting is done here. Raises sqlite3.Error."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
            db.execute("PRAGMA synchronous=NORMAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


class CorpusFile:
    """An open corpus file: one transaction at a time, and SQLite's errors in words for people."""

    path: Path
    _db: sqlite3.Connection

    @contextmanager
    def _write(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _people(self) -> Iterator[None]:
        """SQLite's errors in words that say what to do."""
        try:
            yield
        except sqlite3.Error as error:
            said = str(error)
            what = ("磁盘已满，请腾出空间；已有内容完好 (disk full; the corpus is untouched)" if "full" in said else
                    "另一个程序占用过久，请稍后再试 (locked by another process; try again)" if "locked" in said else
                    "不是语料库文件，请另选 (not a corpus file; name another with --corpus)" if "not a database" in said else
                    "没有写入权限 (no permission to write)" if "readonly" in said or "unable to open" in said else
                    f"数据库错误：{said} (database error)")
            raise TiaokuanError(f"{self.path}：{what}") from error
