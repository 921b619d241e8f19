"""Clauses that were split off: a part without a partner that holds what another part's own partner no longer holds.

Read from old to new it finds what was split, from new to old what was merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from index.matching import Pair
from index.parts import Part
from index.passages import passages

NEAR = 3
"""A clause split off stands within so many parts of the rest."""
RUN = 5
"""Characters in a row that show that a passage went over; shorter runs are words that any clause of a law may hold."""
SENTENCE = 24
"""Characters of a passage that, going over for the most part, shows a split by itself."""
LEAST = 0.12
"""Likeness of a whole and a piece, at least."""


def partners(old: Sequence[Part], new: Sequence[Part], similar: Mapping[Pair, float], pairs: Mapping[int, int]) -> set[Pair]:
    """For each new part that has no partner, the old part that it was split off from, if any."""
    taken = set(pairs.values())
    likely: dict[int, list[tuple[float, int]]] = {}
    for (i, j), w in similar.items():
        if w >= LEAST and j not in taken and i in pairs and old[i].family == new[j].family == "body":
            likely.setdefault(j, []).append((-w, i))
    left: dict[int, list[str]] = {}
    found: set[Pair] = set()
    for j, wholes in likely.items():
        if new[j].size < 12:
            continue
        best = (0.0, 0, 0)
        for n, (_, i) in enumerate(sorted(wholes)[:4]):
            if i not in left:
                left[i] = left_over(old[i], new[pairs[i]])
            best = max(best, (split_share(old[i], left[i], new[j], abs(pairs[i] - j) <= NEAR), -n, i))
        if best[0]:
            found.add((best[2], j))
    return found


def left_over(whole: Part, kept: Part) -> list[str]:
    """The runs of the whole's text that the kept part no longer holds."""
    runs: list[str] = []
    for p in passages(whole.segments, kept.segments):
        text = "".join(s.key for s in whole.segments[p.a:p.b])
        if not p.paired:
            if p.a < p.b and not p.moved:
                runs.append(text)
            continue
        stays = _held(text, "".join(s.key for s in kept.segments[p.c:p.d]), 2)
        runs += ["".join(c for c, _ in run) for held, run in groupby(zip(text, stays, strict=True), lambda x: x[1]) if not held]
    return runs


def split_share(whole: Part, left: Sequence[str], piece: Part, near: bool) -> float:
    """How much of the piece comes from what was left over of the whole; 0 for too little to call it split."""
    went = [(run, sum(_held(run, piece.key, RUN))) for run in left]
    gained = sum(n for _, n in went)
    if gained < 8:
        return 0.0
    share = gained / max(1, piece.size)
    # A piece that is mostly the old text, or one that takes a good part of it along among new words.
    if share >= (0.4 if near else 0.55) or (near and share >= 0.18 and gained >= 0.12 * whole.size):
        return share
    return share if near and any(len(run) >= SENTENCE and 2 * n >= len(run) for run, n in went) else 0.0


def _held(text: str, other: str, run: int) -> list[bool]:
    """For each character of the text, whether it stands in a run of so many that the other text has too."""
    runs = {other[i:i + run] for i in range(len(other) - run + 1)}
    held = [False] * len(text)
    for i in range(len(text) - run + 1):
        if text[i:i + run] in runs:
            held[i:i + run] = [True] * run
    return held
