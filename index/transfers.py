"""Wording that went from one clause into another than its own successor: what was split off, merged, or handed over.

Evidence is what only one clause of the old document and one of the new say: names of bodies, and phrases that a law uses
time and again (构成犯罪的，依法追究刑事责任), show nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from index.matching import Pair
from index.parts import RUN, Part
from index.segments import Passage, turned_round
from index.texts import held, held_size, plain, runs

NEAR = 3
"""A clause split off stands within so many parts of the rest."""
PHRASE = 10
"""Characters of their own that two near clauses share where one was split off from what became of the other."""
SENTENCE = 24
"""The same wherever they stand."""
SHARE = 0.2
"""The share of the shorter clause that this makes up at least, where both have successors of their own."""
MOST = 0.55
"""The share of a piece that, coming over, shows the same."""
WHOLE = 0.8
"""And the share where only a little of it is its own."""
SHORTEST = 12
"""Characters of a piece, at least."""
LEAST, HANDED = 0.12, 0.25
"""Likeness of a whole and a piece, at least, and of two clauses that have successors of their own."""
FEW = 400
"""Runs that are looked up one by one; for more of them all runs are counted."""
_NUMBER = re.compile(r"[元倍\d]|[〇零一二三四五六七八九十百千万亿]{2}")


class OwnRuns:
    """Which runs of RUN characters are the own wording of one clause in each of two documents."""

    def __init__(self, old: Sequence[Part], new: Sequence[Part]) -> None:
        self._sides = old, new

    def among(self, found: frozenset[str]) -> frozenset[str]:
        """Those of the runs that one clause of each document has; numbers and sums of money are nobody's own."""
        found = frozenset([run for run in found if not _NUMBER.search(run)])
        if len(found) > FEW:
            return frozenset([run for run in found if all(counts[run] == 1 for counts in self._counts)])
        return frozenset([run for run in found if all(_in_one_clause(run, text) for text in self._texts)])

    @cached_property
    def _counts(self) -> list[Counter[str]]:
        """In how many clauses each run stands."""
        return [Counter(chain.from_iterable(part.runs for part in side)) for side in self._sides]

    @cached_property
    def _texts(self) -> list[str]:
        """Both documents, a line for each part."""
        return [plain("\n".join(["".join(p.words.split()) for p in side])) for side in self._sides]


def _in_one_clause(run: str, text: str) -> bool:
    first = text.find(run)
    return "\n" not in text[first:text.rfind(run, first)]


class Transfers:
    """What went over between the clauses of two documents that are paired one to one (`pairs`, old place → new place)."""

    def __init__(self, old: Sequence[Part], new: Sequence[Part], pairs: Mapping[int, int], own: OwnRuns) -> None:
        self.old, self.new, self.pairs, self.own = old, new, pairs, own
        self.back = {j: i for i, j in pairs.items()}
        self._left_old: dict[int, _Left] = {}
        self._left_new: dict[int, _Left] = {}

    def links(self, similar: Mapping[Pair, float]) -> set[Pair]:
        """The clauses that belong together although they are no pair; of a clause without a partner only the best."""
        shared = {pair: common for pair, weight in similar.items() if self._may_belong(*pair, weight) and (common := self._came(*pair))}
        own = self.own.among(frozenset().union(*shared.values()))
        found = sorted((-size, pair) for pair, common in shared.items()
                       if (size := self._size(pair[0], common & own)) and self._belongs(*pair, size, common))
        links: set[Pair] = set()
        served_old: set[int] = set()
        served_new: set[int] = set()
        for _, (i, j) in found:
            if i in served_old or j in served_new:
                continue
            links.add((i, j))
            if i not in self.pairs:
                served_old.add(i)
            if j not in self.back:
                served_new.add(j)
        return links

    def _may_belong(self, i: int, j: int, weight: float) -> bool:
        if self.pairs.get(i) == j or not _of_a_kind(self.old[i], self.new[j]):
            return False
        return weight >= (HANDED if (i in self.pairs) == (j in self.back) else LEAST)

    def _came(self, i: int, j: int) -> frozenset[str]:
        """The runs of the old clause, of those that its own partner does not hold, that stand in the new one, where they did not
        come from its own partner."""
        left = self._old(i).runs
        return left & self._new(j).runs if left else left

    def _size(self, i: int, came: frozenset[str]) -> int:
        """Characters of the old clause that stand in these runs."""
        return sum(held_size(text, came, RUN) for text in self._old(i).texts) if came else 0

    def _belongs(self, i: int, j: int, size: int, came: frozenset[str]) -> bool:
        if (i in self.pairs) == (j in self.back):
            return size >= (SENTENCE if i in self.pairs else PHRASE) and size >= SHARE * min(self.old[i].size, self.new[j].size)
        near, piece = (abs(self.pairs[i] - j), self.new[j]) if i in self.pairs else (abs(self.back[j] - i), self.old[i])
        if size >= (PHRASE if near <= NEAR else min(SENTENCE, MOST * piece.size)):
            return True
        return self._size(i, came) >= WHOLE * piece.size

    def _old(self, i: int) -> _Left:
        if i not in self._left_old:
            self._left_old[i] = _left(self.old[i], self.new[self.pairs[i]] if i in self.pairs else None, Part.passages_to)
        return self._left_old[i]

    def _new(self, j: int) -> _Left:
        if j not in self._left_new:
            self._left_new[j] = _left(self.new[j], self.old[self.back[j]] if j in self.back else None, _passages_from)
        return self._left_new[j]


class _Left(NamedTuple):
    """What a clause says that its partner does not hold: its texts, and their runs."""

    texts: list[str]
    runs: frozenset[str]


def _left(part: Part, partner: Part | None, between: Callable[[Part, Part], Sequence[Passage]]) -> _Left:
    if partner is None:
        texts = [part.key]
    else:
        texts = left_over(part, partner, between(part, partner)) if part.key != partner.key else []
    return _Left(texts, frozenset().union(*(runs(text, RUN) for text in texts)))


def _passages_from(new: Part, old: Part) -> list[Passage]:
    """The passages of two parts, from the new one to the old."""
    return turned_round(old.passages_to(new))


def _of_a_kind(one: Part, other: Part) -> bool:
    """A numbered clause is not split off from a paragraph without a number, nor front matter from anything."""
    return one.family == other.family == "body" and one.head.kind == other.head.kind and one.size >= SHORTEST <= other.size


def left_over(whole: Part, kept: Part, between: Sequence[Passage]) -> list[str]:
    """The runs of the whole's text that the kept part no longer holds."""
    left: list[str] = []
    for p in between:
        text = "".join([s.key for s in whole.segments[p.a:p.b]])
        if not p.paired:
            if p.a < p.b and not p.moved:
                left.append(text)
            continue
        stays = "".join([s.key for s in kept.segments[p.c:p.d]])
        if text not in stays:
            left += _parted(text, held(text, runs(stays, 3), 3))
    return left


def _parted(text: str, kept: Sequence[tuple[int, int]]) -> list[str]:
    """The runs of the text that are not kept."""
    places = [0, *(place for span in kept for place in span), len(text)]
    return [text[start:end] for start, end in zip(places[::2], places[1::2], strict=True) if start < end]
