"""The corpus file: SQLite, one transaction a document, every version kept. The corpus is the truth; the index follows it."""

from __future__ import annotations

import difflib
import os
import re
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus.codec import decode, encode
from corpus.corrections.file import CorrectionFile, make_table
from corpus.database import connect, write_ahead
from corpus.model import Citation, Document, TiaokuanError, UnknownName, file_of

APPLICATION_ID = 0x746B756E  # "tkun": tells our files from other programs'
SCHEMA_VERSION = 3

SCHEMA = """
CREATE TABLE document (id TEXT PRIMARY KEY, uri TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, title TEXT NOT NULL,
  genre TEXT, region TEXT, date TEXT, version INTEGER NOT NULL, clauses INTEGER NOT NULL, characters INTEGER NOT NULL, number TEXT);
CREATE TABLE version (id TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL,
  raw BLOB NOT NULL, PRIMARY KEY (id, version));
CREATE TABLE change (generation INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL);
"""


def _plain(number: str | None) -> str | None:
    """A document number without its brackets and spaces, as it is compared (国发〔2012〕19号, 国发[2012]19号)."""
    return re.sub(r"[\s〔〕\[\]()（）【】［］第]", "", number) if number else None


@dataclass(frozen=True, slots=True)
class Summary:
    """One document in a list."""

    id: str
    uri: str
    title: str
    genre: str | None
    region: str | None
    date: str | None
    version: int
    clauses: int
    characters: int


class Store(CorrectionFile):
    """A corpus file. Raises TiaokuanError where the file is another program's, of a newer version, or not writable."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = connect(self.path)
        except (OSError, sqlite3.Error) as error:
            raise TiaokuanError(f"{self.path}：打不开语料库：{error} (cannot open the corpus)") from error
        with self._people():
            self._prepare()

    def close(self) -> None:
        """Closes the file."""
        self._db.close()

    def _prepare(self) -> None:
        if self._stamp()[0] != APPLICATION_ID:
            with self._write():  # another process may be making the file at this moment: look again inside the lock
                if self._stamp()[0] != APPLICATION_ID:
                    self._make()
        if self._stamp()[1] > SCHEMA_VERSION:
            raise TiaokuanError(f"{self.path}：由更新版本的程序写成，请升级 (written by a newer version; upgrade tiaokuan)")
        write_ahead(self._db)
        if self._stamp()[1] < SCHEMA_VERSION:
            with self._write():
                if self._stamp()[1] < SCHEMA_VERSION:
                    self._upgrade()

    def _upgrade(self) -> None:
        """Version 2 knows the numbers of documents, so that citations find them; version 3 keeps readers' corrections."""
        if self._stamp()[1] < 2:
            self._db.execute("ALTER TABLE document ADD COLUMN number TEXT")
            for doc_id in self.ids():
                self._db.execute("UPDATE document SET number = ? WHERE id = ?", (_plain(self.get(doc_id).meta.doc_number), doc_id))
        make_table(self._db)
        self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def _stamp(self) -> tuple[int, int]:
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        return application, self._db.execute("PRAGMA user_version").fetchone()[0]

    def _make(self) -> None:
        if self._db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise TiaokuanError(f"{self.path}：不是条款语料库，请另选文件 (another program's file; name another with --corpus)")
        for statement in SCHEMA.split(";"):
            self._db.execute(statement)
        make_table(self._db)
        self._db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    # -- writing

    def unchanged(self, uri: str, sha256: str) -> str | None:
        """The id of the document that is already kept from this source with these bytes, or of another source's
        document with the same bytes; None where the bytes are new."""
        with self._people():
            row = self._db.execute("SELECT id FROM document WHERE uri = ?", (uri,)).fetchone()
            if row:
                row = self._db.execute("SELECT id FROM document WHERE uri = ? AND sha256 = ?", (uri, sha256)).fetchone()
            else:
                row = self._db.execute("SELECT id FROM document WHERE sha256 = ?", (sha256,)).fetchone()
        return row[0] if row else None

    def put(self, document: Document, raw: bytes = b"") -> tuple[str, str]:
        """Keeps a document in one transaction: ("added" | "unchanged" | "replaced", its id)."""
        source = document.source
        with self._people(), self._write():
            known = self.unchanged(source.uri, source.sha256)
            if known:
                return "unchanged", known
            row = self._db.execute("SELECT id, version FROM document WHERE uri = ?", (source.uri,)).fetchone()
            doc_id, version = (row[0], row[1] + 1) if row else (self._free_id(source.uri), 1)
            kept = replace(document, id=doc_id, version=version)
            meta = kept.meta
            self._db.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?)",
                             (doc_id, version, source.sha256, encode(kept), raw))
            self._db.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (
                doc_id, source.uri, source.sha256, meta.title, meta.genre, meta.region, meta.date, version,
                len(kept.clauses), sum(len(c.text) for c in kept.clauses), _plain(meta.doc_number)))
            self._db.execute("INSERT INTO change (id) VALUES (?)", (doc_id,))
        return ("replaced" if row else "added"), doc_id

    def remove(self, doc_id: str) -> None:
        """Removes a document with all its versions. Corrections stay, for when its source comes again."""
        with self._people(), self._write():
            self._db.execute("DELETE FROM document WHERE id = ?", (doc_id,))
            self._db.execute("DELETE FROM version WHERE id = ?", (doc_id,))
            self._db.execute("INSERT INTO change (id) VALUES (?)", (doc_id,))

    def _free_id(self, uri: str) -> str:
        stem = re.sub(r"[^\w.-]+", "-", file_of(uri).stem).strip("-.") or "document"
        candidate, n = stem[:80], 1
        while self._db.execute("SELECT 1 FROM version WHERE id = ?", (candidate,)).fetchone():
            n += 1
            candidate = f"{stem[:80]}-{n}"
        return candidate

    # -- reading

    @property
    def generation(self) -> int:
        """Counts the changes; an index that knows a smaller number is behind."""
        with self._people():
            return self._db.execute("SELECT coalesce(max(generation), 0) FROM change").fetchone()[0]

    def changes_since(self, generation: int) -> tuple[list[str], list[str]]:
        """Ids of documents put, and of documents removed, after that generation."""
        with self._people():
            changed = [r[0] for r in self._db.execute("SELECT DISTINCT id FROM change WHERE generation > ? ORDER BY id",
                                                      (generation,))]
            alive = {r[0] for r in self._db.execute("SELECT id FROM document")}
        return [i for i in changed if i in alive], [i for i in changed if i not in alive]

    def ids(self) -> list[str]:
        """The ids of all documents, in order."""
        with self._people():
            return [r[0] for r in self._db.execute("SELECT id FROM document ORDER BY id")]

    def summaries(self) -> list[Summary]:
        """What a list shows of each document."""
        with self._people():
            return [Summary(*row) for row in self._db.execute(
                "SELECT id, uri, title, genre, region, date, version, clauses, characters FROM document ORDER BY id")]

    def get(self, doc_id: str, version: int | None = None) -> Document:
        """A document as the program left it, the newest version unless one is named; `read` counts corrections. Raises
        TiaokuanError where there is none."""
        return decode(self._kept("body", doc_id, version))

    def raw(self, doc_id: str, version: int | None = None) -> bytes:
        """The bytes that a document was read from, of the newest version unless one is named. Raises TiaokuanError where
        there is none."""
        return bytes(self._kept("raw", doc_id, version))

    def _kept(self, what: Literal["body", "raw"], doc_id: str, version: int | None) -> bytes:
        row = None
        if version is None or 0 < version < 1 << 62:  # SQLite counts to 63 bits
            with self._people():
                row = self._db.execute(f"SELECT {what} FROM version WHERE id = ? AND (? IS NULL OR version = ?) "
                                       "ORDER BY version DESC LIMIT 1", (doc_id, version, version)).fetchone()
        if row is None:
            raise UnknownName(f"语料库里没有 {doc_id}{'' if version is None else f' 的第 {str(version)[:20]} 版'} (no such document or version)")
        found: bytes = row[0]
        return found

    def versions(self, doc_id: str) -> list[int]:
        """The numbers of the versions kept of a document, oldest first."""
        with self._people():
            return [r[0] for r in self._db.execute("SELECT version FROM version WHERE id = ? ORDER BY version", (doc_id,))]

    def cited(self, citation: Citation) -> str | None:
        """The id of the document that a citation names by its number, else by its title (its own, or in that of the
        notice that issues it); None where it is not here or more than one could be meant."""
        with self._people():
            if citation.doc_number:
                rows = self._db.execute("SELECT id FROM document WHERE number = ?", (_plain(citation.doc_number),)).fetchall()
                if len(rows) == 1:
                    return str(rows[0][0])
            if not citation.title:
                return None
            for sql in ("SELECT id FROM document WHERE title = ?", "SELECT id FROM document WHERE instr(title, ?)"):
                rows = self._db.execute(sql, (citation.title,)).fetchall()
                if rows:
                    return str(rows[0][0]) if len(rows) == 1 else None
        return None

    def at_address(self, uri: str) -> str | None:
        """The id of the document that came from an address, None where there is none."""
        with self._people():
            row = self._db.execute("SELECT id FROM document WHERE uri = ?", (uri,)).fetchone()
        return str(row[0]) if row else None

    def resolve(self, name: str) -> str:
        """The id that a person means: an id, a file's name with or without ending, or an unambiguous part of a title.
        Raises TiaokuanError that lists what an ambiguous name could mean, or what is near an unknown one."""
        wanted = name.strip()
        with self._people():
            if self._db.execute("SELECT 1 FROM document WHERE id = ?", (wanted,)).fetchone():
                return wanted  # what a program asks by; in a large corpus the list below takes longer than the document
        rows = self.summaries()
        for found in ([r.id for r in rows if wanted in (r.uri, file_of(r.uri).name, file_of(r.uri).stem)],
                      [r.id for r in rows if wanted and wanted == r.title],
                      [r.id for r in rows if wanted and (wanted in r.title or wanted in file_of(r.uri).stem)]):
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownName(f"“{name}”可能是：{'，'.join(found[:12])} (ambiguous name)")
        near = difflib.get_close_matches(wanted, [r.id for r in rows], 3, 0.5)
        hint = f"；相近的有：{'，'.join(near)}" if near else "；用 tiaokuan list 查看"
        raise UnknownName(f"语料库里没有“{name}”{hint} (no such document)")
