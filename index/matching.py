"""Which of two sequences goes with which: the longest run in order, and the best one-to-one pairing of weighted pairs."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from operator import lt

Pair = tuple[int, int]
LARGEST = 400
"""Rows of one connected group that are paired by the best sum; more than that take the best pair first."""


def in_order(pairs: Mapping[int, int], weights: Sequence[int] | None = None) -> dict[int, int]:
    """The pairs of the greatest number, or weight (of the first member, above 0), that keep their order: what is not in
    them moved. n log n."""
    items = sorted(pairs.items())
    seconds = [j for _, j in items]
    if all(map(lt, seconds, seconds[1:])):
        return dict(items)
    at = _longest(seconds) if weights is None else _heaviest(seconds, [weights[i] for i, _ in items])
    return {items[n][0]: items[n][1] for n in reversed(at)}


def _longest(values: Sequence[int]) -> list[int]:
    """The places of the longest run that ascends, last first (patience sorting, Fredman 1975)."""
    tops: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for n, value in enumerate(values):
        pile = bisect_left(tops, value)
        before.append(places[pile - 1] if pile else -1)
        tops[pile:pile + 1] = [value]
        places[pile:pile + 1] = [n]
    return _traced(before, places[-1] if places else -1)


def _heaviest(values: Sequence[int], weights: Sequence[int]) -> list[int]:
    """The same of the greatest weight, by a tree of the best sums so far (Fenwick 1994)."""
    ranks = {j: n for n, j in enumerate(sorted(set(values)), 1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    before: list[int] = []
    best = (0, -1)
    for n, (j, weight) in enumerate(zip(values, weights, strict=True)):
        at, reached = ranks[j] - 1, (0, -1)
        while at:
            reached = max(reached, tree[at])
            at &= at - 1
        before.append(reached[1])
        total = (reached[0] + weight, n)
        best = max(best, total)
        at = ranks[j]
        while at < len(tree):
            tree[at] = max(tree[at], total)
            at += at & -at
    return _traced(before, best[1])


def _traced(before: Sequence[int], last: int) -> list[int]:
    found: list[int] = []
    while last >= 0:
        found.append(last)
        last = before[last]
    return found


def anchors(old: Sequence[Hashable], new: Sequence[Hashable], weights: Sequence[int] | None = None) -> dict[int, int]:
    """Equal members that stay in order: those that stand once on each side (patience diff, Bram Cohen), and the equal
    neighbours that they lead to. `weights` (of the old members): which of those that cross count more."""
    where = _once(new)
    kept = in_order({i: where[key] for key, i in _once(old).items() if key in where}, weights)
    found: dict[int, int] = {}
    i = j = 0
    for a, b in [*kept.items(), (len(old), len(new))]:
        while i < a and j < b and old[i] == new[j]:
            found[i] = j
            i, j = i + 1, j + 1
        top, side = a, b
        while top > i and side > j and old[top - 1] == new[side - 1]:
            top, side = top - 1, side - 1
            found[top] = side
        if a < len(old):
            found[a] = b
        i, j = a + 1, b + 1
    return found


def _once(members: Sequence[Hashable]) -> dict[Hashable, int]:
    """The members that stand there once, and where."""
    places = {key: n for n, key in enumerate(members)}
    if len(places) == len(members):
        return places
    counts = Counter(members)
    return {key: n for key, n in places.items() if counts[key] == 1}


def assign(weights: Mapping[Pair, float]) -> dict[int, int]:
    """One-to-one, by the greatest sum of weights; pairs of weight 0 or less are none.

    Successive shortest paths (the Hungarian method, on the pairs that there are), one connected group at a time."""
    edges = {pair: w for pair, w in weights.items() if w > 0}
    found = unrivalled(edges)
    taken = set(found.values())
    for group in _groups({(i, j): w for (i, j), w in edges.items() if i not in found and j not in taken}):
        found.update(_best(group) if len(group) <= LARGEST else _greedy(group))
    return found


def unrivalled(edges: Mapping[Pair, float], margin: float = 0.0) -> dict[int, int]:
    """The pairs that weigh more, by that margin, than the best two others that would take their members: they are in the best
    pairing."""
    rows: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    columns: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (i, j), w in edges.items():
        for most in (rows[i], columns[j]):
            if w > most[0]:
                most[:] = w, most[0]
            elif w > most[1]:
                most[1] = w
    return {i: j for (i, j), w in edges.items() if w == rows[i][0] == columns[j][0] and w > rows[i][1] + columns[j][1] + margin}


def _groups(edges: Mapping[Pair, float]) -> list[dict[int, dict[int, float]]]:
    rows: dict[int, dict[int, float]] = defaultdict(dict)
    columns: dict[int, list[int]] = defaultdict(list)
    for (i, j), w in sorted(edges.items()):
        rows[i][j] = w
        columns[j].append(i)
    groups: list[dict[int, dict[int, float]]] = []
    seen: set[int] = set()
    for first in rows:
        if first in seen:
            continue
        seen.add(first)
        group, queue = {}, [first]
        while queue:
            i = queue.pop()
            group[i] = rows[i]
            for j in rows[i]:
                for k in columns.pop(j, ()):
                    if k not in seen:
                        seen.add(k)
                        queue.append(k)
        groups.append(group)
    return groups


def _greedy(rows: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted((-w, i, j) for i, row in rows.items() for j, w in row.items()):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _best(rows: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """Every row also has a place of its own that costs its best weight: to stay alone. Costs are kept ≥ 0 by potentials."""
    tops = {i: max(row, key=row.__getitem__) for i, row in rows.items()}
    if len(set(tops.values())) == len(tops):
        return tops
    cost = {i: {j: max(row.values()) - w for j, w in row.items()} | {-1 - i: max(row.values())} for i, row in rows.items()}
    up: dict[int, float] = defaultdict(float)
    across: dict[int, float] = defaultdict(float)
    row_of: dict[int, int] = {}
    place: dict[int, int] = {}
    for start in cost:
        far: dict[int, float] = {}
        came: dict[int, int] = {}
        done: set[int] = set()
        rows_done: list[tuple[int, float]] = []
        heap: list[tuple[float, int, int]] = []
        i, base = start, 0.0
        while True:
            rows_done.append((i, base))
            for j, c in cost[i].items():
                said = base + c - up[i] - across[j]
                if j not in done and said < far.get(j, float("inf")):
                    far[j], came[j] = said, i
                    heapq.heappush(heap, (said, j, i))
            while heap[0][1] in done or heap[0][0] > far[heap[0][1]]:
                heapq.heappop(heap)
            base, j, _ = heapq.heappop(heap)
            done.add(j)
            if j not in row_of:
                break
            i = row_of[j]
        for k, at in rows_done:
            up[k] += base - at
        for k in done:
            across[k] -= base - far[k]
        while True:
            i = came[j]
            row_of[j] = i
            before = place.get(i)
            place[i] = j
            if before is None:
                break
            j = before
    return {i: j for j, i in row_of.items() if j >= 0}
