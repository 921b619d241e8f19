"""Clauses that were split off: a part without a partner that holds what another part's own partner no longer holds.

Read from old to new it finds what was split, from new to old what was merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from index.matching import Pair
from index.parts import RUN, Part
from index.segments import Passage
from index.texts import held, held_size, runs

NEAR = 3
"""A clause split off stands within so many parts of the rest."""
SENTENCE = 24
"""Characters of a passage that, going over for the most part, shows a split by itself."""
SHORTEST = 12
"""Characters of a piece, at least."""
MOST = 4
"""Wholes that are looked at for one piece."""
LEAST = 0.12
"""Likeness of a whole and a piece, at least."""


def partners(old: Sequence[Part], new: Sequence[Part], similar: Mapping[Pair, float], pairs: Mapping[int, int],
             between: Callable[[int, int], Sequence[Passage]]) -> set[Pair]:
    """For each new part that has no partner, the old part that it was split off from, if any. `between`: the passages of
    two parts."""
    taken = set(pairs.values())
    likely: dict[int, list[tuple[float, int]]] = {}
    for (i, j), w in similar.items():
        if w >= LEAST and j not in taken and new[j].size >= SHORTEST and i in pairs and _of_a_kind(old[i], new[j]):
            likely.setdefault(j, []).append((-w, i))
    offers: list[tuple[float, int, int]] = []
    left: dict[int, list[str]] = {}

    def share(i: int, j: int) -> float:
        return split_share(old[i], left[i], new[j], abs(pairs[i] - j) <= NEAR)

    for j, wholes in likely.items():
        for _, i in sorted(wholes)[:MOST]:
            text = old[i].key
            if text == new[pairs[i]].key or new[j].runs.isdisjoint(text[at:at + RUN] for at in range(len(text))):
                continue
            if i not in left:
                left[i] = left_over(old[i], new[pairs[i]], between(i, pairs[i]))
            offers.append((-share(i, j), j, i))
    found: set[Pair] = set()
    for _, j, i in sorted(offer for offer in offers if offer[0]):
        # What one piece took along, another does not: the best piece is served first.
        if all(j != known for _, known in found) and share(i, j):
            found.add((i, j))
            left[i] = [rest for run in left[i] for rest in _parted(run, held(run, new[j].runs, RUN))]
    return found


def _of_a_kind(whole: Part, piece: Part) -> bool:
    """A numbered clause is not split off from a paragraph without a number, nor front matter from anything."""
    return whole.family == piece.family == "body" and whole.head.kind == piece.head.kind


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


def split_share(whole: Part, left: Sequence[str], piece: Part, near: bool) -> float:
    """How much of the piece comes from what was left over of the whole; 0 for too little to call it split."""
    went = [(run, held_size(run, piece.runs, RUN)) for run in left]
    gained = sum(n for _, n in went)
    if gained < 8:
        return 0.0
    share = gained / max(1, piece.size)
    # A piece that is mostly the old text, or one that takes a good part of it along among new words.
    if share >= (0.4 if near else 0.55) or (near and share >= 0.18 and gained >= 0.12 * whole.size):
        return share
    return share if near and any(len(run) >= SENTENCE and 2 * n >= len(run) for run, n in went) else 0.0
