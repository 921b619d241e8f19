"""What every room speaks: documents, clauses, and the mentions found in them.

All types are frozen. Offsets (`start`, `end`) count Unicode code points in the own text of the clause that the
mention stands in, so that `clause.text[start:end]` is what was found. `rule` names the rule that found a mention;
docs/rules.md explains each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

BlockKind = Literal["paragraph", "row"]
ClauseKind = Literal[
    "unit", "paragraph", "row", "title", "doc_number", "recipients", "notice", "date", "signature", "toc"
]
Role = Literal["lead", "support", "responsible"]
Comparator = Literal["=", ">=", "<=", ">", "<", "~", "range", "up", "down"]
TargetKind = Literal["target", "fact"]

BODY_KINDS: frozenset[str] = frozenset({"unit", "paragraph", "row"})
"""Kinds that carry what the document orders; all others are front and end matter."""


class TiaokuanError(Exception):
    """Something the user can act on: the message says what was wrong, where, and what to do. Never a traceback."""


class UnknownName(TiaokuanError):
    """What was asked for is not there: no such document, version or clause, or more than one that could be meant."""


class UnreadableDocument(TiaokuanError):
    """The bytes cannot be read as a document (empty, binary, truncated, encrypted, too large when unpacked)."""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or one table row as a reader found it; `text` is verbatim, no line break inside a row.

    For a row, `cells` are its cells in reading order and `text` is those cells joined by `" | "`. `table` numbers the
    table within the document (from 1; 0 for no table)."""

    kind: BlockKind
    text: str
    cells: tuple[str, ...] = ()
    table: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text that a reader took for furniture and kept apart (a page number, a menu line): `reason` says what for."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a page or notice names: its name as printed and its address."""

    name: str
    uri: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a file: its blocks in reading order, what it left out, the attachments it names, and what the
    file says of itself outside its text (`facts`, by names of Metadata; dates ISO, issuers joined by 、).

    `confidence` is that of OCR (0 … 1, the mean over the characters), None for a text layer."""

    blocks: tuple[Block, ...]
    left_out: tuple[LeftOut, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    confidence: float | None = None


def file_of(uri: str) -> PurePath:
    """The file that an address names: of a member of an archive (`plans.zip!2021/plan.docx`) the member."""
    return PurePath(re.split(r"(?i)\.zip!", uri)[-1])


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes came from: path or address, their SHA-256 (hex) and their media type."""

    uri: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """That a reader touched a mention: `action` (accept, change, add), `by` whom, `at` when (UTC, ISO 8601). `added`: the
    program had not found it. What the program finds by itself never carries one (docs/correct.md)."""

    action: str
    by: str
    at: str
    added: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A responsible unit: as printed, completed by what its list shares, and in full."""

    surface: str
    name: str
    canonical: str
    role: Role
    start: int
    end: int
    corrected: Corrected | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One row of a responsibility matrix: a task, who does it and by when.

    The task stands in the clause `task_clause` (often the one the list stands in, else the unit that the list closes).
    `rule` names the rule that made the row; docs/rules.md explains it. `deadline` is as printed, `due` an ISO date."""

    task: str
    units: tuple[Unit, ...]
    task_clause: str = ""
    open: bool = False
    deadline: str | None = None
    due: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure or direction that the clause sets (`target`) or states as reached (`fact`). Values in printed units.
    `nature` is 约束性 or 预期性 where the document says which."""

    text: str
    indicator: str
    comparator: Comparator
    value: float | None
    value_max: float | None
    unit: str | None
    year: int | None
    baseline_year: int | None
    kind: TargetKind
    start: int
    end: int
    rule: str = ""
    nature: str | None = None
    corrected: Corrected | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Technology:
    """A named technology, process, equipment, material or product."""

    text: str
    canonical: str
    start: int
    end: int
    rule: str = ""
    corrected: Corrected | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit said in the sentence, belonging to no list; `due` is its last day (ISO) where one follows."""

    text: str
    due: str | None
    start: int
    end: int
    rule: str = ""
    corrected: Corrected | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """A document named in the text: 《title》 and its number where printed."""

    text: str
    title: str | None
    doc_number: str | None
    start: int
    end: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its own text verbatim (marker included, children not), its place in the outline, its mentions.

    `cells` are the spans of a row's cells in `text`; `table` as in Block. `id` is readable: the path through the
    outline, then a counter (`三/（一）/1/锅炉窑炉`)."""

    id: str
    parent: str | None
    level: int
    kind: ClauseKind
    marker: str
    heading: str
    text: str
    cells: tuple[tuple[int, int], ...] = ()
    table: int = 0
    responsibilities: tuple[Responsibility, ...] = ()
    targets: tuple[Target, ...] = ()
    technologies: tuple[Technology, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself. `region` is a full name, 全国 for national documents; `date` ISO; None where
    the document does not say. `genre` is the 文种 of its title (规划, 方案, 意见, 通知 …). `published` is the day (ISO) on
    which a page put it out, `validity` what a page says of it (有效, 失效, 已修改 …), `index_number` its 索引号."""

    title: str = ""
    doc_number: str | None = None
    issuers: tuple[str, ...] = ()
    region: str | None = None
    date: str | None = None
    recipients: tuple[str, ...] = ()
    genre: str | None = None
    published: str | None = None
    validity: str | None = None
    index_number: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document, split and tagged. `id` names it in the corpus; `version` counts from 1. `notice` is the id of the
    document that it is an attachment of; `confidence` that of OCR, None for text."""

    id: str
    meta: Metadata
    source: Source
    clauses: tuple[Clause, ...]
    version: int = 1
    left_out: tuple[LeftOut, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    notice: str | None = None
    confidence: float | None = None

    def clause(self, clause_id: str) -> Clause:
        """The clause with that id. Raises KeyError."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)

    def path(self, clause: Clause) -> tuple[str, ...]:
        """Markers (or headings of units without one) from the top of the outline down to the clause."""
        return tuple(short_marker(c) for c in reversed(list(self._upward(clause))) if c.marker or c.heading)

    def _upward(self, clause: Clause) -> Iterator[Clause]:
        by_id = {c.id: c for c in self.clauses}
        at: Clause | None = clause
        while at is not None:
            yield at
            at = by_id.get(at.parent) if at.parent else None


def short_marker(clause: Clause) -> str:
    """The marker without its closing 、 or stop (`二`, `（三）`, `第三条`), or the heading where there is no marker."""
    return clause.marker.rstrip("、.．。:： \u3000") or clause.heading
