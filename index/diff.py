"""What changed between two texts, marked on whole words.

Words are jieba's; a number with its percent sign, a date and a reference to an article are one word each, so that
16% → 13.5% is one edit. Width of punctuation, white space and the markers of clauses do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.model import Clause
from corpus.words import words

_CN = "〇零一二三四五六七八九十百千万亿两"
WHOLE = re.compile(
    r"\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"|\d+(?:[.．,，]\d+)*\s*(?:%|％|‰|个百分点|年|月|日)?"
    rf"|第[{_CN}\d]+[编章节条款项]"
    rf"|百分之[{_CN}点]+"
)
_POINTS = re.compile(r"[^\w%％‰℃]+")
_JOIN = 4
"""The most characters that two edits may leave between them and still be shown as one."""

_CHANCE = 0.5
"""Equal text this much shorter than the smaller of the edits around it does not part them."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `norm` is compared, `start:end` is its place in the row's text."""

    norm: str
    start: int
    end: int

    @property
    def is_point(self) -> bool:
        """Whether it is punctuation."""
        return bool(_POINTS.fullmatch(self.norm))


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement, insertion (`was` empty) or deletion (`now` empty).

    Offsets count code points in the row's texts: those of its clauses in document order, joined by a line feed."""

    was: str
    now: str
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def norm(text: str) -> str:
    """Without white space, width of characters and case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower().replace("“", '"').replace("”", '"')


def cut(text: str, offset: int = 0) -> list[Word]:
    """The words of a text, places counted from `offset`."""
    found: list[Word] = []

    def plain(start: int, end: int) -> None:
        at = start
        for word in words(text[start:end]) if end > start else ():
            key = norm(word)
            if key:
                found.append(Word(key, offset + at, offset + at + len(word)))
            at += len(word)

    last = 0
    for match in WHOLE.finditer(text):
        plain(last, match.start())
        found.append(Word(norm(match.group()), offset + match.start(), offset + match.end()))
        last = match.end()
    plain(last, len(text))
    return found


def joined(clauses: Sequence[Clause]) -> str:
    """The text that the offsets of a row's edits count in."""
    return "\n".join(c.text for c in clauses)


def clause_words(clauses: Sequence[Clause]) -> list[Word]:
    """The words of the clauses' joined text, their markers left out: a new number is no edit."""
    found: list[Word] = []
    offset = 0
    for clause in clauses:
        skip = len(clause.marker) if clause.marker and clause.text.startswith(clause.marker) else 0
        found += cut(clause.text[skip:], offset + skip)
        offset += len(clause.text) + 1
    return found


def shift(found: Sequence[Word], by: int) -> list[Word]:
    """The same words, further down."""
    return [Word(w.norm, w.start + by, w.end + by) for w in found] if by else list(found)


def blocks(old: Sequence[Word], new: Sequence[Word]) -> list[tuple[int, int, int]]:
    """The runs of equal words: (place in old, place in new, length)."""
    a, b = [w.norm for w in old], [w.norm for w in new]
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    found = [(0, 0, head)] if head else []
    middle = SequenceMatcher(None, a[head:len(a) - tail], b[head:len(b) - tail], autojunk=False)
    found += [(i + head, j + head, n) for i, j, n in middle.get_matching_blocks() if n]
    if tail:
        found.append((len(a) - tail, len(b) - tail, tail))
    return found


def length(found: Sequence[Word]) -> int:
    """Characters that count."""
    return sum(len(w.norm) for w in found)


def edits(old_text: str, new_text: str, old: Sequence[Word], new: Sequence[Word]) -> list[Edit]:
    """The edits that turn the old words into the new ones, in order. Neighbours with but a word between are one."""
    gaps: list[list[int]] = []
    i = j = 0
    for a, b, n in [*blocks(old, new), (len(old), len(new), 0)]:
        if a > i or b > j:
            gaps.append([i, a, j, b])
        i, j = a + n, b + n
    merged: list[list[int]] = []
    for gap in gaps:
        merged.append(list(gap))
        while len(merged) > 1 and _close(merged[-2], merged[-1], old, new):
            last = merged.pop()
            merged[-1][1], merged[-1][3] = last[1], last[3]
    placed = [_placed(_slide(gap, old, new), old, new) for gap in merged]
    found: list[list[int]] = []
    for gap in placed:  # two edits that took the same word are one
        if found and (gap[0] < found[-1][1] or gap[2] < found[-1][3]):
            found[-1][1], found[-1][3] = max(gap[1], found[-1][1]), max(gap[3], found[-1][3])
        else:
            found.append(gap)
    return [_edit(old_text, new_text, old, new, gap) for gap in found]


def _close(left: list[int], right: list[int], old: Sequence[Word], new: Sequence[Word]) -> bool:
    """Whether so little stays between two edits that a reader sees one."""
    between = old[left[1]:right[0]]
    size = length(between)
    around = [max(length(old[g[0]:g[1]]), length(new[g[2]:g[3]])) for g in (left, right)]
    if size <= _JOIN and not any(w.is_point for w in between):
        return size <= 1 or 2 * size <= sum(around) or len(between) == 1 and size <= min(around) + 1
    # A few words in common inside much new text are chance, not what stayed.
    return size <= _CHANCE * min(around)


def _placed(gap: list[int], old: Sequence[Word], new: Sequence[Word]) -> list[int]:
    """Gives an insertion or deletion inside a phrase the word that it stands with, so that the edit reads by itself
    (意见 → 的意见); whole phrases between marks stand alone."""
    i0, i1, j0, j1 = gap
    if (i0 != i1 and j0 != j1) or not (old and new):
        return gap
    side, lo, hi = (new, j0, j1) if i0 == i1 else (old, i0, i1)
    opens = lo == 0 or side[lo - 1].is_point or side[lo].is_point
    closes = hi == len(side) or side[hi].is_point or side[hi - 1].is_point
    if opens and closes and (side[lo].is_point or side[hi - 1].is_point or hi == len(side) or lo == 0):
        return gap
    if i1 < len(old) and j1 < len(new) and not old[i1].is_point:
        return [i0, i1 + 1, j0, j1 + 1]
    if i0 and j0 and not old[i0 - 1].is_point:
        return [i0 - 1, i1, j0 - 1, j1]
    return gap


def _slide(gap: list[int], old: Sequence[Word], new: Sequence[Word]) -> list[int]:
    """Moves a pure insertion or deletion back over equal words so that it starts after punctuation where it can."""
    i0, i1, j0, j1 = gap
    if i0 != i1 and j0 != j1:
        return gap
    side, lo, hi = (new, j0, j1) if i0 == i1 else (old, i0, i1)
    if hi == lo or lo == 0 or side[lo - 1].is_point:
        return gap
    back = 0
    while (back < 12 and lo - back > 0 and i0 - back > 0 and j0 - back > 0
           and side[lo - back - 1].norm == side[hi - back - 1].norm and old[i0 - back - 1].norm == new[j0 - back - 1].norm):
        back += 1
        if lo - back == 0 or side[lo - back - 1].is_point and not side[lo - back].is_point:
            return [i0 - back, i1 - back, j0 - back, j1 - back]
    return gap


def _edit(old_text: str, new_text: str, old: Sequence[Word], new: Sequence[Word], gap: list[int]) -> Edit:
    a, b = _span(old, gap[0], gap[1], len(old_text))
    c, d = _span(new, gap[2], gap[3], len(new_text))
    return Edit(old_text[a:b], new_text[c:d], a, b, c, d)


def _span(found: Sequence[Word], start: int, end: int, size: int) -> tuple[int, int]:
    if start < end:
        return found[start].start, found[end - 1].end
    at = found[start - 1].end if start else (found[0].start if found else size)
    return at, at
