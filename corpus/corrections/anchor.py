"""Where something stands in a text that may be read again: a clause, a span, the words there and around it.

After the TextQuoteSelector of the W3C Web Annotation Data Model (2017): the exact quote with what is before and after.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from corpus.model import Clause, Document

CONTEXT = 32
"""Characters kept on either side of a quote."""
_SOME = 4
"""Characters that must agree beside a quote for it to be taken for the same."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A span of a clause's own text (`start`, `end`: code points), its words (`quote`), up to 32 characters on either side."""

    clause_id: str
    start: int
    end: int
    quote: str
    before: str
    after: str


def anchor(clause: Clause, start: int, end: int) -> Anchor:
    """The anchor of a span of a clause."""
    return Anchor(clause.id, start, end, clause.text[start:end], *_around(clause.text, start, end))


class Places:
    """A document's clauses, by id and as one text, so that many anchors are looked for at little cost."""

    def __init__(self, document: Document) -> None:
        self.by_id = {clause.id: clause for clause in document.clauses}
        self._clauses = document.clauses
        self._starts = [0, *accumulate(len(clause.text) + 1 for clause in document.clauses)]
        self._text = "\x00".join(clause.text for clause in document.clauses)

    def of(self, words: str) -> Iterator[tuple[Clause, int]]:
        """Every place of these words."""
        found = self._text.find(words)
        while found >= 0:
            n = bisect_right(self._starts, found) - 1
            clause, start = self._clauses[n], found - self._starts[n]
            if clause.text.startswith(words, start):
                yield clause, start
            found = self._text.find(words, found + 1)


def place(places: Places, at: Anchor) -> tuple[Clause, int] | None:
    """The clause and the offset at which the anchored words stand in a document, None where that is not certain.

    In this order: the same span of the same clause, with all that is around it; the one place that has all of that
    around it, in the same clause or else anywhere (an item put in before shifts the numbers of those behind it: the
    words decide, not the number); in the same clause the place where the words on one side agree best; elsewhere the
    one place where those on both sides do. Two places that are equally good are none."""
    same = places.by_id.get(at.clause_id)
    if same is not None and same.text[at.start:at.end] == at.quote and _whole(same, at.start, at):
        return same, at.start
    here = list(_places(same, at.quote)) if same is not None else []
    # any other place agrees too little to count elsewhere, and a short quote stands in too many to look at each
    lead = at.before[-_SOME:]
    everywhere = [(c, start + len(lead)) for c, start in places.of(lead + at.quote + at.after[:_SOME])]
    for found in (here, everywhere):
        whole = [p for p in found if _whole(*p, at)]
        if whole:
            return whole[0] if len(whole) == 1 else None
    return _best([p for p in here if any(_side(*p, at))], at) or _best([p for p in everywhere if _both(*p, at)], at)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - CONTEXT):start], text[end:end + CONTEXT]


def _places(clause: Clause, words: str) -> Iterator[tuple[Clause, int]]:
    found = clause.text.find(words)
    while found >= 0:
        yield clause, found
        found = clause.text.find(words, found + 1)


def _whole(clause: Clause, start: int, at: Anchor) -> bool:
    return _around(clause.text, start, start + len(at.quote)) == (at.before, at.after)


def _agreement(clause: Clause, start: int, at: Anchor) -> tuple[int, int]:
    """How many characters agree, next to the quote, before and after it."""
    before, after = _around(clause.text, start, start + len(at.quote))
    return _alike(before[::-1], at.before[::-1]), _alike(after, at.after)


def _alike(a: str, b: str) -> int:
    for n, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return n
    return min(len(a), len(b))


def _side(clause: Clause, start: int, at: Anchor) -> tuple[bool, bool]:
    """Whether what is before, and what is after, agrees enough to be that; the edge of a clause alone is not."""
    around = _around(clause.text, start, start + len(at.quote))
    agree = _agreement(clause, start, at)
    return tuple(n >= _SOME or (n > 1 and is_ == was) for n, is_, was in  # type: ignore[return-value]
                 zip(agree, around, (at.before, at.after), strict=True))


def _both(clause: Clause, start: int, at: Anchor) -> bool:
    """Whether both sides agree, and together by eight characters: an edge that stays an edge does for its side."""
    around = _around(clause.text, start, start + len(at.quote))
    agree = _agreement(clause, start, at)
    return sum(agree) >= 2 * _SOME and all(n >= _SOME or is_ == was for n, is_, was in
                                           zip(agree, around, (at.before, at.after), strict=True))


def _best(found: list[tuple[Clause, int]], at: Anchor) -> tuple[Clause, int] | None:
    """The place that agrees best, None where two do."""
    scores = [sum(_agreement(*p, at)) for p in found]
    if not scores or scores.count(max(scores)) > 1:
        return None
    return found[scores.index(max(scores))]
