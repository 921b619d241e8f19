"""Two versions of a document, clause by clause (`clause-compare/1`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import corpus.words
from corpus.export import document_head
from corpus.model import Clause, Document
from corpus.table import Column, Table
from corpus.titles import CHANGE_TITLES, DIRECTION_TITLES, EDIT_TITLES, KIND_TITLES, RECORD_TITLES
from index.align import Aligned, align
from index.diff import Difference, Edit, compared, difference
from index.parts import Part, parts
from index.passages import PathOf
from index.passages import paths as paths_of
from index.records import Record, records
from index.texts import joined

Change = Literal["same", "renumbered", "edited", "rewritten", "moved", "split", "merged", "added", "deleted"]
CHANGES: tuple[Change, ...] = get_args(Change)
CLOSE = 0.4
"""The share of the text that stays, in its place and in order, under which a clause is rewritten: readers call it so where under
half of the old text survives and under half of the new comes from it, what changed its place counted."""
SCHEMA_FILE = Path(corpus.words.__file__).parent / "schema" / "clause-compare-1.schema.json"


class Row(NamedTuple):
    """Clauses that belong together. The first clause of a side is the one that gives the row its number; below it
    stand its paragraphs and items. `similarity` 0 … 1 is the share of characters that both sides have in common.

    `links` (pairs of clause ids) say which goes with which in a row of several to several. Offsets of edits count in
    `old_text` and `new_text`."""

    old: tuple[Clause, ...]
    new: tuple[Clause, ...]
    change: Change
    similarity: float
    links: tuple[tuple[str, str], ...] = ()
    edits: tuple[Edit, ...] = ()
    records: tuple[Record, ...] = ()

    @property
    def old_text(self) -> str:
        """The texts of the old clauses, joined by line feeds."""
        return joined(self.old)

    @property
    def new_text(self) -> str:
        """The texts of the new clauses, joined by line feeds."""
        return joined(self.new)


@dataclass(frozen=True)
class Comparison:
    """Every clause of both documents in exactly one row; rows in the order of the new document."""

    old: Document
    new: Document
    rows: tuple[Row, ...]

    def counts(self) -> dict[str, int]:
        """How many rows of each kind of change."""
        found = Counter(row.change for row in self.rows)
        return {change: found[change] for change in CHANGES if found[change]}

    def to_json(self) -> dict[str, Any]:
        """The comparison as `clause-compare/1`."""
        old, new = paths_of(self.old), paths_of(self.new)
        return {"schema": "clause-compare/1", "old": document_head(self.old), "new": document_head(self.new),
                "rows": [_exported(row, old, new) for row in self.rows]}

    def table(self) -> Table[Row]:
        """One line a row, with its edits and records in words."""
        columns: tuple[Column[Row], ...] = (
            Column("old", "旧条款", lambda r: paths(self.old, r.old), 12),
            Column("new", "新条款", lambda r: paths(self.new, r.new), 12),
            Column("change", "变化", lambda r: CHANGE_TITLES[r.change], 6),
            Column("similarity", "相似度", lambda r: r.similarity, 6),
            Column("edits", "修改", lambda r: "；".join(("移动：" if e.move else "") + _said(e.was, e.now) for e in r.edits), 40),
            Column("records", "内容变化", lambda r: "；".join(record_text(x) for x in r.records), 30),
            Column("source", "出处", self._link, 24, self._link),
        )
        return Table(f"{_name(self.old)} → {_name(self.new)}", columns, self.rows)

    def edits(self) -> Table[tuple[Row, Edit]]:
        """One line an edit; a clause that was added or deleted is one edit with its whole text."""
        found = [(row, e) for row in self.rows for e in (row.edits or _whole(row))]
        columns: tuple[Column[tuple[Row, Edit]], ...] = (
            *self._places(), Column("edit", "类型", lambda r: _edit_kind(r[1]), 6, titles=EDIT_TITLES),
            Column("was", "原文", lambda r: r[1].was, 40), Column("now", "新文", lambda r: r[1].now, 40))
        return Table("修改", columns, tuple(found))

    def records(self) -> Table[tuple[Row, Record]]:
        """One line a record: what changed in units, roles, time limits, targets, technologies and strength of wording."""
        found = [(row, record) for row in self.rows for record in row.records]
        columns: tuple[Column[tuple[Row, Record]], ...] = (
            *self._places(), Column("kind", "内容", lambda r: r[1].kind, 8, titles=RECORD_TITLES),
            Column("direction", "方向", lambda r: r[1].direction, 6, titles=DIRECTION_TITLES),
            Column("was", "原为", lambda r: r[1].was, 30), Column("now", "现为", lambda r: r[1].now, 30))
        return Table("内容变化", columns, tuple(found))

    def tables(self) -> tuple[Table[Any], ...]:
        """The register of changes: clauses, edits, and what they mean."""
        return replace(self.table(), title="条款"), self.edits(), self.records()

    def _places(self) -> tuple[Column[Any], ...]:
        return (Column("old", "旧条款", lambda r: paths(self.old, r[0].old), 12),
                Column("new", "新条款", lambda r: paths(self.new, r[0].new), 12),
                Column("change", "变化", lambda r: r[0].change, 6, titles=CHANGE_TITLES))

    def _link(self, row: Row) -> str:
        document, clauses = (self.new, row.new) if row.new else (self.old, row.old)
        return f"{document.source.uri}#{clauses[0].id}"


def _exported(row: Row, path_old: PathOf, path_new: PathOf) -> dict[str, Any]:
    made: dict[str, Any] = {
        "old": [{"id": c.id, "path": list(path_old(c))} for c in row.old],
        "new": [{"id": c.id, "path": list(path_new(c))} for c in row.new],
        "change": row.change, "similarity": row.similarity}
    if row.links:
        made["links"] = [list(pair) for pair in row.links]
    return made | {"edits": [_fields(e, "move") for e in row.edits], "records": [_fields(r, "direction") for r in row.records]}


def _fields(said: Edit | Record, left_out: str) -> dict[str, Any]:
    """The fields by name, that one only where it says something."""
    return {name: value for name in said.__slots__ if (value := getattr(said, name)) or name != left_out}


def compare(old: Document, new: Document, exact: bool = False) -> Comparison:
    """Compares two documents: aligns their clauses, marks what changed word by word, and says what that means.

    `exact`: width of punctuation, case and white space inside a clause count as changes."""
    return Comparison(old, new, tuple(_row(group, exact) for group in align(parts(old), parts(new))))


def validate(exported: dict[str, Any]) -> None:
    """Raises jsonschema.ValidationError where the object is not `clause-compare/1`."""
    import jsonschema

    jsonschema.validate(exported, json.loads(SCHEMA_FILE.read_text("utf-8")))


def _row(group: Aligned, exact: bool) -> Row:
    old, new = _clauses(group.old), _clauses(group.new)
    if not old or not new:
        return Row(old, new, "added" if new else "deleted", 0.0)
    if len(group.links) == 1 and group.old[0].words == group.new[0].words:
        return Row(old, new, _change(group, False, False), 1.0)
    said, now = "".join([p.key for p in group.old]), "".join([p.key for p in group.new])
    if said == now and not exact:
        return Row(old, new, _change(group, False, False), 1.0, _links(group))
    found = _difference(group, old, new, exact)
    similarity = round(2 * found.kept / (max(1, len(said)) + max(1, len(now))), 4) if found.edits else 1.0
    change = _change(group, bool(found.edits), _rewritten(found.kept, said, now))
    return Row(old, new, change, similarity, _links(group), found.edits, tuple(records(old, new, found.edits)))


def _difference(group: Aligned, old: Sequence[Clause], new: Sequence[Clause], exact: bool) -> Difference:
    if len(group.links) > 1:
        return difference(old, new, exact)
    a, b = group.old[0], group.new[0]
    return compared(a, b, exact, a.passages_to(b))


def _links(group: Aligned) -> tuple[tuple[str, str], ...]:
    """Which clause goes with which, where there are several on both sides."""
    if len(group.old) < 2 or len(group.new) < 2:
        return ()
    ids_old, ids_new = {p.at: p.head.id for p in group.old}, {p.at: p.head.id for p in group.new}
    return tuple((ids_old[i], ids_new[j]) for i, j in group.links)


def _rewritten(kept: int, old: str, new: str) -> bool:
    """Whether little of the old text survives and little of the new comes from it."""
    return max(kept / max(1, len(old)), kept / max(1, len(new))) < CLOSE


def _change(group: Aligned, edited: bool, rewritten: bool) -> Change:
    if len(group.new) > len(group.old):
        return "split"
    if len(group.old) > 1:
        return "merged"
    if edited and rewritten:
        return "rewritten"
    if group.moved:
        return "moved"
    if edited:
        return "edited"
    a, b = group.old[0], group.new[0]
    same = len(a.clauses) == len(b.clauses) and all([c.marker == d.marker for c, d in zip(a.clauses, b.clauses, strict=True)])
    return "same" if same else "renumbered"


def _clauses(side: Sequence[Part]) -> tuple[Clause, ...]:
    return side[0].clauses if len(side) == 1 else tuple(c for part in side for c in part.clauses)


def paths(document: Document, clauses: Sequence[Clause]) -> str:
    """The paths of the numbered clauses, each once; of others, what they are (标题, 段落). "" for none."""
    return "，".join(dict.fromkeys("/".join(document.path(c)) or KIND_TITLES[c.kind] for c in (*clauses[:1], *(
        c for c in clauses[1:] if c.level <= clauses[0].level))))


def record_text(record: Record) -> str:
    """A record in words: what changed, in which direction, from what to what."""
    direction = f"（{DIRECTION_TITLES[record.direction]}）" if record.direction and record.was and record.now else ""
    return f"{RECORD_TITLES[record.kind]}{direction}：{_said(record.was, record.now)}"


def _whole(row: Row) -> list[Edit]:
    if row.old and row.new:
        return []
    return [Edit(row.old_text, row.new_text, 0, len(row.old_text), 0, len(row.new_text))]


def _edit_kind(edit: Edit) -> str:
    return "moved" if edit.move else "replaced" if edit.was and edit.now else "added" if edit.now else "deleted"


def _said(was: str | None, now: str | None) -> str:
    return f"“{was}”→“{now}”" if was and now else f"＋“{now}”" if now else f"－“{was}”"


def _name(document: Document) -> str:
    return document.meta.title or document.id
