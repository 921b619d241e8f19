"""The corrections of readers as a table: what each was and is, by whom, when, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.corrections.apply import placed
from corpus.corrections.model import OF_ROW, OWN, Correction, Values
from corpus.model import Document
from corpus.table import Column, Table
from corpus.titles import ACTION_TITLES, MENTION_TITLES, ROLE_TITLES, STATUS_TITLES


@dataclass(frozen=True, slots=True)
class Listed:
    """One correction. `clause_id`, `start`, `end`: where its mention stands now (None where that is not to be found, or
    it does not count); `status` as of STATUS_TITLES."""

    correction: Correction
    status: str
    clause_id: str
    start: int | None
    end: int | None
    source: str

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of what a reader said otherwise than the program; () of what was accepted, rejected or added."""
        return _changed(self.correction) if self.correction.action == "change" else ()


def listed(documents: Iterable[tuple[Document | None, Sequence[Correction]]]) -> Table[Listed]:
    """The corrections of documents, each document's oldest first; of None, a document that was removed."""
    rows = [row for document, made in documents for row in _rows(document, made)]
    columns: tuple[Column[Listed], ...] = (
        Column("id", "号", lambda r: r.correction.id, 4), Column("document", "文档", lambda r: r.correction.doc_id, 14),
        Column("clause", "条款", lambda r: r.clause_id, 14, lambda r: r.source),
        Column("kind", "类别", lambda r: r.correction.kind, 6, titles=MENTION_TITLES),
        Column("action", "动作", lambda r: r.correction.action, 6, titles=ACTION_TITLES),
        Column("text", "文字", lambda r: r.correction.text, 20),
        Column("was", "识别为", lambda r: _says(r.correction, r.correction.was), 20),
        Column("now", "订正为", lambda r: _says(r.correction, r.correction.now), 20),
        Column("status", "状态", lambda r: r.status, 8, titles=STATUS_TITLES),
        Column("by", "何人", lambda r: r.correction.by, 8), Column("at", "何时", lambda r: r.correction.at, 12),
        Column("note", "备注", lambda r: r.correction.note or None, 16),
        Column("undone_by", "何人撤回", lambda r: r.correction.undone.by if r.correction.undone else None, 8),
        Column("undone_at", "何时撤回", lambda r: r.correction.undone.at if r.correction.undone else None, 12),
        Column("source", "出处", lambda r: r.source or None, 20, lambda r: r.source or None))
    return Table("订正", columns, tuple(rows))


def _rows(document: Document | None, made: Sequence[Correction]) -> list[Listed]:
    found, orphaned = placed(document, made) if document else ([], [])
    at = {p.correction.id: p for p in found}
    lost = {c.id for c in orphaned}

    def row(one: Correction) -> Listed:
        place = at.get(one.id)
        status = ("undone" if one.undone else "removed" if document is None else "orphaned" if one.id in lost else
                  "in force" if place else "replaced")
        clause = place.clause.id if place else one.clause_id
        start, end = place.span if place else (None, None)
        return Listed(one, status, clause, start, end, f"{document.source.uri}#{clause}" if document else "")

    return [row(one) for one in made]


def _changed(one: Correction, of: Values | None = None) -> tuple[str, ...]:
    """The names in which what a reader said differs from what was found, of those that `of` (what was said) holds."""
    was, now = one.was or {}, one.now or {}
    return tuple(n for n in (*OWN[one.kind], *OF_ROW) if n in (now if of is None else of) and was.get(n) != now.get(n, was.get(n)))


def _says(one: Correction, values: Values | None) -> str | None:
    """What a mention says, in words; of one that was changed only what differs, its text where the span does."""
    if values is None:
        return None
    was, now = (one.was, one.now) if one.action == "change" else (None, None)
    names = _changed(one, values) if was and now else [n for n in (*OWN[one.kind], *OF_ROW) if n in values]
    moved = was and now and (was["start"], was["end"]) != (now["start"], now["end"])
    text = one.anchor.quote[values["start"] - one.anchor.start:values["end"] - one.anchor.start]
    said = [f"“{text}”"] if moved else []
    for name in names:
        value = values[name]
        said += [] if value is None else [ROLE_TITLES[value] if name == "role" else f"{value:g}" if isinstance(value, float) else str(value)]
    return " ".join(dict.fromkeys(x[:60] for x in said)) or None
