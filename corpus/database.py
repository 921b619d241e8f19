"""SQLite as the corpus and the index both open it: write-ahead log, patient with other processes."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

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
