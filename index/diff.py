"""What changed between two texts: segment by segment, and inside a changed segment word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from corpus.model import Clause
from index.segments import Passage, passages
from index.texts import Segment, Text, Words, cut_plain, places, plain

_JOIN = 4
"""The most characters that two edits may leave between them and still be shown as one."""
_CHANCE = 0.5
"""Equal text this much shorter than the smaller of the edits around it does not part them."""

_BLANK = " \t\u3000"
_Span = tuple[int, int, int, int, int]
"""Where an edit begins and ends in the old text and in the new one, and the number of the move."""
Run = tuple[int, int, int]
"""Words that are equal: place in old, place in new, how many."""
CELLS = 4_000_000
"""Words times words of one phrase that are compared; a longer one (no text of people) is replaced between its equal ends."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement, insertion (`was` empty) or deletion (`now` empty).

    Offsets count code points in the row's texts: those of its clauses in document order, joined by a line feed. `move`
    numbers a passage that only changed its place: the deletion and the insertion that have the same number (0: none)."""

    was: str
    now: str
    old_start: int
    old_end: int
    new_start: int
    new_end: int
    move: int = 0


@dataclass(frozen=True)
class Difference:
    """The edits that turn the old text into the new one, in order, and how many characters stay, moved ones included."""

    edits: tuple[Edit, ...]
    kept: int


@dataclass(slots=True)
class _Gap:
    """Words old[a:b] replaced by new[c:d]; the longer side has so many characters."""

    a: int
    b: int
    c: int
    d: int
    size: int = 0


def difference(old: Sequence[Clause], new: Sequence[Clause], exact: bool = False) -> Difference:
    """What changed between the clauses of two sides. `exact`: width of punctuation, case and white space count."""
    return compared(Text(old), Text(new), exact)


def compared(before: Text, after: Text, exact: bool = False, known: Iterable[Passage] | None = None) -> Difference:
    """The same, of texts; `known`: their passages, where they are. The names of both sides stay one word."""
    old_text, new_text, old, new = before.text, after.text, before.segments, after.segments
    said_old, said_new = (old_text, new_text) if exact else (before.plain, after.plain)
    named = before.names | after.names
    if named and not exact:
        named = frozenset(plain("\n".join(named)).split("\n"))  # a name that goes over lines stands in no segment
    named_old, named_new = places(said_old, named), places(said_new, named)
    found: list[_Span] = []
    kept = at_old = at_new = 0
    for p in passages(old, new) if known is None else known:
        key = _key(old, p.a, p.b)
        if p.paired and not exact and key == _key(new, p.c, p.d):
            kept += len(key)
            at_old, at_new = old[p.b - 1].end, new[p.d - 1].end
            continue
        a, b = _place_of(old, p.a, p.b, at_old)
        c, d = _place_of(new, p.c, p.d, at_new)
        at_old, at_new = b, d
        if not p.paired:
            kept += len(key) if p.moved else 0
            if not exact:
                a, c = a + _space(old_text[a:b]), c + _space(new_text[c:d])
            _add(found, (a, b, c, d, p.moved), _is_list(old, p, a), old_text, new_text)
            continue
        if exact and old_text[a:b] == new_text[c:d]:
            kept += len(key)
            continue
        was, now = cut_plain(said_old, a, b, named_old, exact), cut_plain(said_new, c, d, named_new, exact)
        runs = blocks(was, now)
        kept += _stay(was, runs)
        for a, b, c, d in _changed(was, now, runs, len(old_text), len(new_text)):
            if old_text[a:b] != new_text[c:d]:
                _add(found, (a, b, c, d, 0), _is_list(old, p, a), old_text, new_text)
    return Difference(tuple([Edit(old_text[a:b], new_text[c:d], a, b, c, d, move) for a, b, c, d, move in found]), kept)


def _space(text: str) -> int:
    """How much white space a text begins with."""
    return len(text) - len(text.lstrip())


def _place_of(side: Sequence[Segment], start: int, end: int, at: int) -> tuple[int, int]:
    return (side[start].start, side[end - 1].end) if start < end else (at, at) if at or not side else (side[0].start,) * 2


def _key(side: Sequence[Segment], start: int, end: int) -> str:
    return side[start].key if end - start == 1 else "".join([s.key for s in side[start:end]])


def _is_list(old: Sequence[Segment], p: Passage, start: int) -> bool:
    """Whether a change begins with a list in brackets."""
    return p.a < p.b and old[p.a].whole and start <= old[p.a].start + 1


def _add(found: list[_Span], change: _Span, is_list: bool, old_text: str, new_text: str) -> None:
    """Changes that touch are one, but for what moved and for a list in brackets, which stands alone."""
    if found and not is_list and not change[4] and not found[-1][4]:
        a, last_old, c, last_new, _ = found[-1]
        if not old_text[last_old:change[0]].strip(_BLANK) and not new_text[last_new:change[2]].strip(_BLANK):
            found[-1] = a, change[1], c, change[3], 0
            return
    found.append(change)


def _stay(old: Words, runs: Iterable[Run]) -> int:
    """Characters that stay, single characters lost among others not counted."""
    return sum(size for a, _, n in runs if (size := old.length(a, a + n)) > 1 or n > 1)


def blocks(old: Words, new: Words) -> list[Run]:
    """The runs of equal words, in order."""
    a, b = old.norms, new.norms
    least = min(len(a), len(b))
    head = 0
    while head < least and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < least - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    found = [(0, 0, head)] if head else []
    left, come = a[head:len(a) - tail], b[head:len(b) - tail]
    if len(left) * len(come) <= CELLS and not set(left).isdisjoint(come):
        middle = SequenceMatcher(None, left, come, autojunk=False)
        found += [(i + head, j + head, n) for i, j, n in middle.get_matching_blocks() if n]
    if tail:
        found.append((len(a) - tail, len(b) - tail, tail))
    return found


def edits(old_text: str, new_text: str, old: Words, new: Words) -> list[Edit]:
    """The edits that turn the old words into the new ones, in order. Neighbours with but a word between are one."""
    places = _changed(old, new, blocks(old, new), len(old_text), len(new_text))
    return [Edit(old_text[a:b], new_text[c:d], a, b, c, d) for a, b, c, d in places if old_text[a:b] != new_text[c:d]]


def _changed(old: Words, new: Words, runs: Iterable[Run], old_size: int, new_size: int) -> list[tuple[int, int, int, int]]:
    """Where the edits begin and end in both texts."""
    merged: list[_Gap] = []
    i = j = 0
    for a, b, n in [*runs, (len(old), len(new), 0)]:
        if a > i or b > j:
            merged.append(_Gap(i, a, j, b, max(old.length(i, a), new.length(j, b))))
            while len(merged) > 1 and _close(merged[-2], merged[-1], old):
                last, wide = merged.pop(), merged[-1]
                wide.b, wide.d = last.b, last.d
                wide.size = max(old.length(wide.a, wide.b), new.length(wide.c, wide.d))
        i, j = a + n, b + n
    found: list[_Gap] = []
    for gap in merged:
        if gap.a == gap.b or gap.c == gap.d:
            gap = _placed(_slide(gap, old, new), old, new)
        if found and (gap.a < found[-1].b or gap.c < found[-1].d):  # two edits that took the same word are one
            found[-1].b, found[-1].d = max(gap.b, found[-1].b), max(gap.d, found[-1].d)
        else:
            found.append(gap)
    return [(*_place(old, gap.a, gap.b, old_size), *_place(new, gap.c, gap.d, new_size)) for gap in found]


def _close(left: _Gap, right: _Gap, old: Words) -> bool:
    """Whether so little stays between two edits that a reader sees one."""
    size, words = old.length(left.b, right.a), right.a - left.b
    less, around = min(left.size, right.size), left.size + right.size
    if size <= _JOIN and not any(map(old.is_point, range(left.b, right.a))):
        return size <= 1 or 2 * size <= around or words == 1 and size <= less + 1
    # A few words in common inside much new text are chance, not what stayed.
    return size <= _CHANCE * less


def _placed(gap: _Gap, old: Words, new: Words) -> _Gap:
    """Gives an insertion or deletion inside a phrase the word that it stands with, so that the edit reads by itself
    (意见 → 的意见); whole phrases between marks stand alone."""
    if not (len(old) and len(new)):
        return gap
    side, lo, hi = (new, gap.c, gap.d) if gap.a == gap.b else (old, gap.a, gap.b)
    opens = lo == 0 or _parts(side, lo - 1) or _parts(side, lo)
    closes = hi == len(side) or _parts(side, hi) or _parts(side, hi - 1)
    other, at = (old, gap.a) if gap.a == gap.b else (new, gap.c)
    between = at in (0, len(other)) or _parts(other, at - 1) or _parts(other, at)
    if opens and closes and between and (_parts(side, lo) or _parts(side, hi - 1) or hi == len(side) or lo == 0):
        return gap
    listed = side.norms[lo] == "、"  # a member put in after others reads with the one before it
    if gap.a and gap.c and listed and not old.is_point(gap.a - 1):
        return _Gap(gap.a - 1, gap.b, gap.c - 1, gap.d)
    if gap.b < len(old) and gap.d < len(new) and not old.is_point(gap.b):
        return _Gap(gap.a, gap.b + 1, gap.c, gap.d + 1)
    if gap.a and gap.c and not old.is_point(gap.a - 1):
        return _Gap(gap.a - 1, gap.b, gap.c - 1, gap.d)
    return gap


def _parts(side: Words, n: int) -> bool:
    """Whether it is a mark that parts phrases; 、 only parts the members of a list."""
    return side.norms[n] != "、" and side.is_point(n)


def _slide(gap: _Gap, old: Words, new: Words) -> _Gap:
    """Moves a pure insertion or deletion back over equal words so that it starts after punctuation where it can."""
    side, lo, hi = (new, gap.c, gap.d) if gap.a == gap.b else (old, gap.a, gap.b)
    if hi == lo or lo == 0 or side.is_point(lo - 1):
        return gap
    for back in range(1, min(12, lo, gap.a, gap.c) + 1):
        if side.norms[lo - back] != side.norms[hi - back] or old.norms[gap.a - back] != new.norms[gap.c - back]:
            break
        if lo == back or side.is_point(lo - back - 1) and not side.is_point(lo - back):
            return _Gap(gap.a - back, gap.b - back, gap.c - back, gap.d - back)
    return gap


def _place(found: Words, start: int, end: int, size: int) -> tuple[int, int]:
    if start < end:
        return found.starts[start], found.ends[end - 1]
    at = found.ends[start - 1] if start else (found.starts[0] if len(found) else size)
    return at, at
