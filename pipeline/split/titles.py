"""Titles beyond the first: a second plan in one document, the title of an annex, a title over several lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import ClauseKind
from pipeline.split.forms import BODY_NAME, COMPLETE, DATE, GENRES, TITLE_ADD, is_title
from pipeline.split.lines import Piece

_ENDS = re.compile(rf"(?:{GENRES})$")
_WHOLE = re.compile(rf"(?!关于|印发).{{4,60}}(?:关于|印发).*(?:{GENRES})$")
"""A line that is a title by itself: who issues it, what it is about, its kind."""


def inner_titles(parts: Sequence[Piece], out: list[ClauseKind | None]) -> None:
    """A second plan in the same document: a title between two outlines, right before the first number."""
    counts: dict[str, int] = {}
    for i, piece in enumerate(parts):
        marker = piece.marker
        if marker is not None:
            counts[marker.style] = 0 if marker.style == "annex" else marker.number
            if marker.style == "annex":
                counts.clear()
                counts["annex"] = 1
            continue
        if out[i] is not None or piece.row or not counts or len(piece.text) > 60 or not is_title(piece.text):
            continue
        before = parts[i - 1].marker
        if before is not None and before.style == "annex" and len(parts[i - 1].text) < 8:
            _annex_title(parts, out, i)
            continue
        if not re.search(rf"(?:{GENRES})(?:[（(].{{2,16}}[）)])?$", piece.text):
            continue
        follow = next((p.marker for p in parts[i + 1 : i + 6] if p.marker), None)
        if (
            follow is not None
            and follow.style in ("cn", "chapter", "article")
            and follow.number == 1
            and counts.get(follow.style, 0) >= 2
        ):
            out[i] = "title"


def _annex_title(parts: Sequence[Piece], out: list[ClauseKind | None], at: int) -> None:
    """Marks the title of an annex that stands in the lines after 附件N, and a date under it."""
    end = at
    while end < min(at + 4, len(parts)) and out[end] is None and not parts[end].row and not parts[end].marker:
        if DATE.match(parts[end].text) or not is_title(parts[end].text) or len(parts[end].text) > 60:
            break
        end += 1
    if not re.search(rf"(?:{GENRES})(?:[（(].{{2,16}}[）)])?$", "".join(p.text for p in parts[at:end][:3])):
        end = at
    for i in range(at, end):
        out[i] = "title"
    if at < end < len(parts) and DATE.match(parts[end].text):
        out[end] = "date"


def goes_on(title: str, line: str) -> bool:
    """Whether `line` is the rest of the title before it, not a title of its own."""
    if TITLE_ADD.match(line) or line.startswith(("的", "通知", "案》")):
        return True
    if line[:7] == title[:7] or _ENDS.search(title) and _WHOLE.match(line):
        return False
    return not (COMPLETE.search(title) and (BODY_NAME.search(line) or title.endswith(("通知", "意见", "函"))))


def join_titles(
    parts: Sequence[Piece], out: Sequence[ClauseKind | None]
) -> tuple[list[Piece], list[ClauseKind | None]]:
    """Title lines one after another are one title, unless the author ended each: on a page every paragraph begins a clause
    (the document's title, in its metadata, is all of them)."""
    pieces: list[Piece] = []
    found: list[ClauseKind | None] = []
    for piece, kind in zip(parts, out, strict=True):
        if kind == "title" and found and found[-1] == "title" and not pieces[-1].ended and goes_on(pieces[-1].text, piece.text):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + piece.text, ended=piece.ended)
            continue
        pieces.append(piece)
        found.append(kind)
    return pieces, found
