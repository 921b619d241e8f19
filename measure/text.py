"""Texts made comparable, and clauses placed in the whole text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_LAYOUT = re.compile(r"[\s\u3000\u200b\ufeff\xa0|]+")
_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_WHO = re.compile("单位|部门|负责|牵头|[厅局委]")

Row = dict[str, Any]
"""One object of an annotation or of an export, as JSON gives it."""


def squeeze(text: str | None) -> str:
    """The text without layout."""
    return _LAYOUT.sub("", text or "")


def norm(text: str | None) -> str:
    """How two strings are compared: without layout and without difference of width."""
    return _LAYOUT.sub("", unicodedata.normalize("NFKC", text or ""))


def near(a: str, b: str) -> bool:
    """Whether two strings are the same, or one holds the other and is at most twice as long."""
    return a == b or ((a in b or b in a) and min(len(a), len(b)) * 2 >= max(len(a), len(b)))


def locate(clauses: list[Row], whole: str) -> list[int | None]:
    """Where each clause begins in the whole text, searched onward from the last; None where it is not there."""
    starts: list[int | None] = []
    at = 0
    for clause in clauses:
        own = squeeze(clause["text"])
        found = whole.find(own, at) if own else -1
        starts.append(found if found >= 0 else None)
        if found >= 0:
            at = found + len(own)
    return starts


def _bare_list(text: str) -> bool:
    """Whether a clause is one bracket from end to end that names who acts: （责任单位：…）."""
    bare = squeeze(text).rstrip("。；;")
    if len(bare) < 7 or bare[0] not in _OPEN or bare[-1] not in _CLOSE or not _WHO.search(bare):
        return False
    depth = 0
    for index, character in enumerate(bare):
        depth += (character in _OPEN) - (character in _CLOSE)
        if depth <= 0 and index < len(bare) - 1:
            return False
    return True


def fold(clauses: list[Row], starts: list[int | None]) -> tuple[list[int | None], list[bool]]:
    """A bracketed list on a line of its own may be read as a clause or as the end of the one before; both count alike.
    The place at which each clause is counted, and whether its own boundary is asked for."""
    places: list[int | None] = []
    asked: list[bool] = []
    last: int | None = None
    for clause, start in zip(clauses, starts, strict=True):
        bare = last is not None and _bare_list(clause["text"])
        places.append(last if bare else start)
        asked.append(not bare)
        if not bare and start is not None:
            last = start
    return places, asked
