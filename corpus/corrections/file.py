"""Corrections in the corpus file: a table of their own, and documents read with them counted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from corpus.corrections.anchor import Anchor
from corpus.corrections.apply import apply
from corpus.corrections.model import ACTIONS, KINDS, Correction, Undone, sound
from corpus.corrections.propose import MAX_EACH, undone
from corpus.database import CorpusFile
from corpus.model import Document, TiaokuanError, UnknownName

CORRECTIONS = """
CREATE TABLE correction (id INTEGER PRIMARY KEY AUTOINCREMENT, root INTEGER NOT NULL, uri TEXT NOT NULL, doc_id TEXT NOT NULL,
  body TEXT NOT NULL, undone TEXT);
CREATE INDEX correction_of ON correction (uri);
"""
"""They belong to a source (`uri`), not to an id: a document that is removed and comes again finds its own."""
BY_READERS = "CREATE TABLE IF NOT EXISTS change_by_reader (generation INTEGER PRIMARY KEY)"
"""The changes that readers made by correcting: nothing new came with them. Made when the first is noted."""


class CorrectionFile(CorpusFile):
    """The corrections of a corpus file."""

    def get(self, doc_id: str, version: int | None = None) -> Document:
        """A document as the program left it."""
        raise NotImplementedError

    def ids(self) -> list[str]:
        """The ids of all documents."""
        raise NotImplementedError

    def read(self, doc_id: str, version: int | None = None) -> Document:
        """A document with the corrections of its readers counted, the newest version unless one is named. Raises
        TiaokuanError where there is none."""
        document = self.get(doc_id, version)
        made = self.corrections(doc_id)
        return apply(document, made) if made else document

    def iterate(self) -> Iterator[Document]:
        """All documents with their corrections counted, one in memory at a time, in the order of their ids."""
        with self._people():
            touched = {r[0] for r in self._db.execute(
                "SELECT DISTINCT d.id FROM correction c JOIN document d ON d.uri = c.uri WHERE c.undone IS NULL")}
        for doc_id in self.ids():
            yield self.read(doc_id) if doc_id in touched else self.get(doc_id)

    def corrections(self, doc_id: str) -> list[Correction]:
        """All corrections of a document, the oldest first, those taken back too. Raises TiaokuanError."""
        with self._people():
            rows = self._db.execute("SELECT c.id, c.root, d.id, c.body, c.undone FROM correction c JOIN document d ON d.uri = c.uri "
                                    "WHERE d.id = ? ORDER BY c.id", (doc_id,)).fetchall()
        return [_decoded(*row) for row in rows]

    def corrected(self) -> list[tuple[str, bool]]:
        """The documents that have corrections: id, and whether it is still in the corpus; those that are not come last."""
        with self._people():
            return [(str(a), bool(b)) for a, b in self._db.execute(
                "SELECT DISTINCT coalesce(d.id, c.doc_id), d.id IS NOT NULL FROM correction c LEFT JOIN document d ON d.uri = c.uri "
                "ORDER BY 2 DESC, 1")]

    def waiting(self, doc_id: str) -> list[Correction]:
        """The corrections of a document that was removed, kept for when its source comes again. Raises TiaokuanError."""
        with self._people():
            rows = self._db.execute(
                "SELECT c.id, c.root, c.doc_id, c.body, c.undone FROM correction c WHERE c.doc_id = ? AND NOT EXISTS "
                "(SELECT 1 FROM document d WHERE d.uri = c.uri) ORDER BY c.id", (doc_id,)).fetchall()
        return [_decoded(*row) for row in rows]

    def correct(self, doc_id: str, propose: Callable[[Document, Sequence[Correction]], Correction]) -> Correction:
        """Keeps the correction that `propose` makes of the document as the program left it and of what was said before,
        in one transaction: of two readers at once the second sees what the first did. Raises TiaokuanError."""
        with self._people(), self._write():
            made = self.corrections(doc_id)
            one = propose(self.get(doc_id), made)
            if one.id:
                return one
            if len(made) >= MAX_EACH:
                raise TiaokuanError(f"{doc_id} 已有 {len(made)} 处订正，不能再多 (too many corrections of one document)")
            body = json.dumps({k: v for k, v in asdict(one).items() if k not in ("id", "root", "doc_id", "undone")}, ensure_ascii=False)
            new = self._db.execute("INSERT INTO correction (root, uri, doc_id, body) SELECT ?, uri, id, ? FROM document WHERE id = ?",
                                   (one.root, body, doc_id)).lastrowid
            self._db.execute("UPDATE correction SET root = id WHERE id = ? AND root = 0", (new,))
            self._note(doc_id)
        return replace(one, id=new or 0, root=one.root or new or 0)

    def uncorrect(self, correction_id: int, who: str) -> Correction:
        """Takes a correction back; it stays in the list, with who did so and when. One that was taken back already is given
        as it is. Raises TiaokuanError where there is none."""
        if isinstance(correction_id, bool) or not isinstance(correction_id, int) or not 0 < correction_id < 1 << 62:
            raise UnknownName(f"没有订正 #{str(correction_id)[:20]} (no such correction)")
        with self._people(), self._write():
            row = self._db.execute("SELECT c.id, c.root, coalesce(d.id, c.doc_id), c.body, c.undone FROM correction c "
                                   "LEFT JOIN document d ON d.uri = c.uri WHERE c.id = ?", (correction_id,)).fetchone()
            if row is None:
                raise UnknownName(f"没有订正 #{correction_id}；用 tiaokuan corrections 查看 (no such correction)")
            one = _decoded(*row)
            if one.undone is None:
                one = undone(one, who)
                self._db.execute("UPDATE correction SET undone = ? WHERE id = ?", (
                    json.dumps(asdict(one)["undone"], ensure_ascii=False), one.id))
                self._note(one.doc_id)
        return one

    def _note(self, doc_id: str) -> None:
        """Notes that a document reads otherwise, by a reader's doing: its words are as they were."""
        change = self._db.execute("INSERT INTO change (id) VALUES (?)", (doc_id,)).lastrowid
        self._db.execute(BY_READERS)
        self._db.execute("INSERT INTO change_by_reader VALUES (?)", (change,))

    def put_since(self, generation: int) -> list[str]:
        """Ids of the documents that were added or came anew after that generation; what readers corrected is not among them."""
        with self._people():
            known = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'change_by_reader'").fetchone()
            own = "AND generation NOT IN (SELECT generation FROM change_by_reader)" if known else ""
            return [str(row[0]) for row in self._db.execute(
                f"SELECT DISTINCT id FROM change WHERE generation > ? {own} AND id IN (SELECT id FROM document) ORDER BY id", (generation,))]


def make_table(db: sqlite3.Connection) -> None:
    """Makes the table. Raises sqlite3.Error."""
    for statement in CORRECTIONS.split(";"):
        db.execute(statement)


def _decoded(correction_id: int, root: int, doc_id: str, body: str, taken: str | None) -> Correction:
    try:
        raw: dict[str, Any] = json.loads(body)
        one = Correction(id=correction_id, root=root, doc_id=doc_id, undone=Undone(**json.loads(taken)) if taken else None,
                         **{**raw, "anchor": Anchor(**raw["anchor"])})
        at = one.anchor
        if not (one.kind in KINDS and one.action in ACTIONS and sound(one.kind, one.was, True) and sound(one.kind, one.now)
                and at.quote and at.end - at.start == len(at.quote)
                and all(at.start <= v["start"] < v["end"] <= at.end for v in (one.was, one.now) if v)):
            raise ValueError
        return one
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise TiaokuanError(f"订正 #{correction_id} 已损坏 (correction #{correction_id} is damaged)") from error
