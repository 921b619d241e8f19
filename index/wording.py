"""The letters of documents, and the runs of them that two documents share.

Wording is letters alone: width, case, white space and punctuation do not count. The first letters of a run are looked
up in a table of the document's own, so that the time grows with the length of the texts, not with its square."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from corpus.model import BODY_KINDS, Clause, Document
from corpus.words import fold

RUN_LENGTH = 12
"""Letters in a row that are wording and not just a term (绿色低碳循环发展经济体系 has twelve)."""
_PLACES = 6
"""How many places of the same letters in the other text are tried; a text that repeats itself stays linear."""
_NOT_LETTERS = re.compile(r"[\W_]+")


class Wording:
    """The letters of body clauses, in one string, a line feed between clauses."""

    def __init__(self, document: Document, clauses: Iterable[Clause] | None = None) -> None:
        """Of the whole document, or of some clauses of it."""
        self.document = document
        self.clauses: list[Clause] = []
        self.starts: list[int] = []
        pieces: list[str] = []
        at = 0
        for clause in document.clauses if clauses is None else clauses:
            if clause.kind not in BODY_KINDS:
                continue
            said = _NOT_LETTERS.sub("", fold(clause.text[_skip(clause):]))
            if said:
                self.clauses.append(clause)
                self.starts.append(at)
                pieces.append(said)
                at += len(said) + 1
        self.text = "\n".join(pieces)
        self.sizes = [len(p) for p in pieces]

    def clause_at(self, place: int) -> int:
        """The number of the clause that holds the letter at `place`."""
        return bisect_right(self.starts, place) - 1

    def span(self, place: int, size: int) -> tuple[Clause, int, int]:
        """The clause, and the span in its own text, of `size` letters at `place`."""
        number = self.clause_at(place)
        clause = self.clauses[number]
        offsets = self._offsets(number)
        inside = place - self.starts[number]
        return clause, offsets[inside], offsets[inside + size - 1] + 1

    def _offsets(self, number: int) -> list[int]:
        if number not in self._kept:
            clause = self.clauses[number]
            folded, skip = fold(clause.text), _skip(clause)
            self._kept[number] = [i for i, c in enumerate(folded) if i >= skip and not _NOT_LETTERS.match(c)]
        return self._kept[number]

    @cached_property
    def _kept(self) -> dict[int, list[int]]:
        return {}

    @cached_property
    def table(self) -> dict[str, list[int]]:
        """The first letters of every possible run → where they stand (no more than a few places)."""
        found: dict[str, list[int]] = {}
        text = self.text
        for i in range(len(text) - RUN_LENGTH + 1):
            found.setdefault(text[i:i + RUN_LENGTH], []).append(i)
        return {key: places for key, places in found.items() if "\n" not in key}


def _skip(clause: Clause) -> int:
    """A clause's number is no wording."""
    return len(clause.marker) if clause.marker and clause.text.startswith(clause.marker) else 0


def shared(own: Wording, other: Wording) -> Iterator[tuple[int, int, int]]:
    """The longest runs that both hold, walking through `own`: (place in own, place in other, letters). They do not
    overlap in `own` and stay within one clause of each."""
    text, theirs = own.text, other.text
    table = own.table
    common = table.keys() & {theirs[i:i + RUN_LENGTH] for i in range(len(theirs) - RUN_LENGTH + 1)}
    if not common:
        return
    places: dict[str, list[int]] = defaultdict(list)
    for i in range(len(theirs) - RUN_LENGTH + 1):
        key = theirs[i:i + RUN_LENGTH]
        if key in common and len(places[key]) < _PLACES:
            places[key].append(i)
    at = 0
    for start in sorted({i for key in common for i in table[key]}):
        if start < at:
            continue
        best, where = 0, 0
        for j in places[text[start:start + RUN_LENGTH]]:
            size = _extent(text, start, theirs, j)
            if size > best:
                best, where = size, j
        yield start, where, best
        at = start + best


def _extent(a: str, i: int, b: str, j: int) -> int:
    size = RUN_LENGTH
    most = min(len(a) - i, len(b) - j)
    while size < most and a[i + size] == b[j + size] and a[i + size] != "\n":
        size += 1
    return size
