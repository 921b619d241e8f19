"""Segments of an old text aligned with those of a new one: kept, changed, gone, new, and moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.matching import anchors
from index.texts import Segment

ALIKE = 0.36
"""The least share of common pairs of characters (Dice) of two segments that are versions of each other."""
HELD = 0.8
"""Or: this share of the shorter one stands in the longer."""
MOVED = 6
"""Characters of the shortest run that is seen as moved."""
NEXT = 3
"""Segments beside a pair that may join it."""
CHUNK = 120
"""Segments of one gap that are weighed against each other at once; bounds the time on long texts."""


@dataclass(slots=True)
class Passage:
    """Segments old[a:b] that became new[c:d]. `paired`: versions of each other; else one side replaces the other.
    `moved` numbers a run that went from one place (nothing on the new side) to another (nothing on the old)."""

    a: int
    b: int
    c: int
    d: int
    paired: bool = False
    moved: int = 0


def passages(old: Sequence[Segment], new: Sequence[Segment]) -> list[Passage]:
    """Every segment of both sides in exactly one passage, in order."""
    keys = [s.key for s in old]
    fixed = anchors(keys, [s.key for s in new], list(map(len, keys)))
    found: list[Passage] = []
    i = j = 0
    for a, b in [*sorted(fixed.items()), (len(old), len(new))]:
        if a > i or b > j:
            found += _gap(old, new, i, a, j, b)
        if a < len(old):
            found.append(Passage(a, a + 1, b, b + 1, True))
        i, j = a + 1, b + 1
    return _moved(found, old, new)


def turned_round(found: Sequence[Passage]) -> list[Passage]:
    """The passages from new to old."""
    return [Passage(p.c, p.d, p.a, p.b, p.paired, p.moved) for p in found]


def _gap(old: Sequence[Segment], new: Sequence[Segment], i0: int, i1: int, j0: int, j1: int) -> list[Passage]:
    """What stands between two anchors, in chunks of the same share of both sides."""
    if i0 == i1 or j0 == j1:
        return [Passage(i0, i1, j0, j1)]
    if i1 - i0 == j1 - j0 == 1:
        return [Passage(i0, i1, j0, j1, _common(old[i0], new[j0]) > 0)]
    steps = -(-max(i1 - i0, j1 - j0) // CHUNK)
    cuts = [(i0 + (i1 - i0) * n // steps, j0 + (j1 - j0) * n // steps) for n in range(steps + 1)]
    found: list[Passage] = []
    for (a, c), (b, d) in zip(cuts, cuts[1:], strict=False):
        at, beside = a, c
        for i, j in _best(old[a:b], new[c:d]):
            if a + i > at or c + j > beside:
                found.append(Passage(at, a + i, beside, c + j))
            found.append(Passage(a + i, a + i + 1, c + j, c + j + 1, True))
            at, beside = a + i + 1, c + j + 1
        if b > at or d > beside:
            found.append(Passage(at, b, beside, d))
    return _widened(found, old, new)


def _common(a: Segment, b: Segment) -> int:
    """Pairs of characters that two segments have in common; 0 where they are no versions of each other."""
    one, other = a.pairs, b.pairs
    common, less, more = len(one & other), len(one), len(other)
    if not common:
        return 0
    if a.body == b.body:
        return less + 1
    if less > more:
        less, more = more, less
    return common if 2 * common >= ALIKE * (less + more) or (common >= HELD * less and less >= 3) else 0


def _best(old: Sequence[Segment], new: Sequence[Segment]) -> list[tuple[int, int]]:
    """The pairs in order that keep most (Needleman and Wunsch 1970), worked out over the pairs that keep something: most do
    not. Of those that keep as much, the last pair is the first that reaches it."""
    beside = [b.pairs for b in new]
    reached: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # what is kept up to a pair → the pairs, and their gain
    columns, most = [-1], [0]  # what is kept up to a column: both ascend
    for i, a in enumerate(old):
        apart = a.pairs.isdisjoint
        found = [(j, gain) for j, pairs in enumerate(beside) if not apart(pairs) and (gain := _common(a, new[j]))]
        sums = [most[bisect_left(columns, j) - 1] + gain for j, gain in found]
        for (j, gain), total in zip(found, sums, strict=True):
            reached[total].append((i, j, gain))
            at = bisect_left(columns, j)
            if total > most[at - 1]:
                end = at
                while end < len(columns) and most[end] <= total:
                    end += 1
                columns[at:end], most[at:end] = [j], [total]
    pairs: list[tuple[int, int]] = []
    i, j, left = len(old), len(new), most[-1]
    while left:
        i, j, gain = next(pair for pair in reached[left] if pair[0] < i and pair[1] < j)
        pairs.append((i, j))
        left -= gain
    return pairs[::-1]


def _widened(found: list[Passage], old: Sequence[Segment], new: Sequence[Segment]) -> list[Passage]:
    """A segment beside a pair whose words stand in that pair joins it: one segment became two, or two one."""
    made: list[Passage] = []
    for n, p in enumerate(found):
        if not p.paired or old[p.a].whole or new[p.c].whole:
            made.append(p)
            continue
        one, other = old[p.a].pairs, new[p.c].pairs
        left = made[-1] if made and not made[-1].paired else None
        right = found[n + 1] if n + 1 < len(found) and not found[n + 1].paired else None
        lost, come = one - other, other - one
        if left:
            step = _reach(old[left.a:left.b][::-1], other, come) or _starts_alike(
                new[p.c], old[p.a], old[left.a:left.b] if left.c == left.d else ())
            left.b, p.a = left.b - step, p.a - step
            step = _reach(new[left.c:left.d][::-1], one, lost) or _starts_alike(
                old[p.a], new[p.c], new[left.c:left.d] if left.a == left.b else ())
            left.d, p.c = left.d - step, p.c - step
        if right:
            step = _reach(old[right.a:right.b], other, come) or _ends_alike(new[p.d - 1], old[p.b - 1], old[right.a:right.b] if right.c == right.d else ())
            right.a, p.b = right.a + step, p.b + step
            step = _reach(new[right.c:right.d], one, lost) or _ends_alike(old[p.b - 1], new[p.d - 1], new[right.c:right.d] if right.a == right.b else ())
            right.c, p.d = right.c + step, p.d + step
        made.append(p)
    return [p for p in made if p.b > p.a or p.d > p.c]


def _reach(beside: Sequence[Segment], whole: frozenset[str], left: frozenset[str]) -> int:
    """How many of the segments beside a pair join it, up to the last of the next few whose words stand there."""
    reach = 0
    for n, segment in enumerate(beside[:NEXT], 1):
        if segment.whole:
            break
        size = len(segment.pairs)
        if size > 2 and len(segment.pairs & whole) >= 0.65 * size and len(segment.pairs & left) >= 0.4 * size:
            reach = n
    return reach


def _ends_alike(one: Segment, other: Segment, beside: Sequence[Segment]) -> int:
    """The segments put in before the end of a phrase (相抵触的， → 相抵触，或者……的，): all those beside, where the last ends
    as the phrase did and no longer does."""
    last = beside[-1] if 0 < len(beside) <= NEXT else None
    cut_short = last and not last.whole and not one.whole and last.key[-2:] == one.key[-2:] and other.body[-1] != one.body[-1]
    return len(beside) if cut_short else 0


def _starts_alike(one: Segment, other: Segment, beside: Sequence[Segment]) -> int:
    """The same after the beginning of a phrase (立法应当依照 → 立法应当符合……，依照)."""
    first = beside[0] if 0 < len(beside) <= NEXT else None
    put_in = first and not first.whole and not one.whole and first.key[:2] == one.key[:2] and other.key[:2] != one.key[:2]
    return len(beside) if put_in else 0


def _moved(found: list[Passage], old: Sequence[Segment], new: Sequence[Segment]) -> list[Passage]:
    """Runs of segments that went from one gap and came in another, each as two passages with one number."""
    came: dict[str, list[int]] = defaultdict(list)
    for p in found:
        if not p.paired:
            for k in range(p.c, p.d):
                came[new[k].body].append(k)
    if not came:
        return found
    runs: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    for p in found:
        i = p.a
        while not p.paired and i < p.b:
            j = next((k for k in came.get(old[i].body, ()) if k not in taken), None)
            size = 0
            while (j is not None and i + size < p.b and j + size < len(new) and j + size not in taken
                   and (not size or j + size in came.get(old[i + size].body, ()))):
                size += 1
            if j is not None and sum(len(old[i + n].body) for n in range(size)) >= MOVED:
                runs.append((i, j, size))
                taken.update(range(j, j + size))
            i += max(1, size)
    if not runs:
        return found
    gone, come = {i: (n, size) for n, (i, _, size) in enumerate(runs, 1)}, {j: (n, size) for n, (_, j, size) in enumerate(runs, 1)}
    made: list[Passage] = []
    for p in found:
        made += [p] if p.paired else _parted(p, gone, come)
    return made


def _parted(p: Passage, gone: dict[int, tuple[int, int]], come: dict[int, tuple[int, int]]) -> list[Passage]:
    """A gap cut where runs left it or came into it."""
    lefts, rights = [i for i in sorted(gone) if p.a <= i < p.b], [j for j in sorted(come) if p.c <= j < p.d]
    if not lefts and not rights:
        return [p]
    made: list[Passage] = []
    rest_old: list[tuple[int, int, int]] = []
    rest_new: list[tuple[int, int, int]] = []
    for places, known, at, end, rest in ((lefts, gone, p.a, p.b, rest_old), (rights, come, p.c, p.d, rest_new)):
        for k in places:
            number, size = known[k]
            if k > at:
                rest.append((at, k, 0))
            rest.append((k, k + size, number))
            at = k + size
        if at < end:
            rest.append((at, end, 0))
    i, j = p.a, p.c
    while rest_old or rest_new:
        if rest_old and rest_new and not rest_old[0][2] and not rest_new[0][2]:
            a, b, _ = rest_old.pop(0)
            c, d, _ = rest_new.pop(0)
            made.append(Passage(a, b, c, d))
            i, j = b, d
        elif rest_old and (rest_old[0][2] or not rest_new):
            a, b, number = rest_old.pop(0)
            made.append(Passage(a, b, j, j, moved=number))
            i = b
        else:
            c, d, number = rest_new.pop(0)
            made.append(Passage(i, i, c, d, moved=number))
            j = d
    return made
