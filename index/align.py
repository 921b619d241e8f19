"""Which clauses of an old document became which of a new one, decided over the whole document at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from index.likeness import likeness
from index.matching import Pair, anchors, assign, in_order, unrivalled
from index.parts import Part
from index.transfers import OwnRuns, Transfers

ACCEPT = 0.30
"""The least weight of a pair; two unrelated clauses of one law lie below .15, the closest rewritten ones near .35."""
NEAR = 0.14
"""What a pair gains where it would stand if it kept its place."""
ABOVE = 0.06
"""What a pair gains where the clauses above both are one too."""
SURE = 0.62
"""The least weight of a pair that others take their place from."""
DOUBTFUL = 0.3
"""The likeness of text under which a pair must also have wording of its own in common."""
SHORTEST = 8
"""Characters of a text that is paired for being the same, whatever stands around it."""


@dataclass(slots=True)
class Aligned:
    """Parts that belong together. `links`: which old part goes with which new (their places); `moved`: out of order."""

    old: list[Part] = field(default_factory=list)
    new: list[Part] = field(default_factory=list)
    links: list[Pair] = field(default_factory=list)
    moved: bool = False


def align(old: Sequence[Part], new: Sequence[Part]) -> list[Aligned]:
    """Every part of both sides in exactly one group, in the order of the new document, what went away in its place."""
    fixed = _same_text(old, new)
    taken = set(fixed.values())
    rest_old, rest_new = [p for p in old if p.at not in fixed], [p for p in new if p.at not in taken]
    found = likeness([p.terms() for p in rest_old], [p.terms() for p in rest_new])
    similar = {(rest_old[i].at, rest_new[j].at): w for (i, j), w in found.items()}
    pairs = _pairs(old, new, similar, fixed)
    own = OwnRuns(old, new)
    pairs = {i: j for i, j in pairs.items() if i in fixed or similar[i, j] >= DOUBTFUL or not _words_alone(old[i], new[j], own)}
    links = Transfers(old, new, pairs, own).links(similar)
    taken = set(pairs.values())
    pairs |= {i: j for i, j in links if i not in pairs and j not in taken}
    links |= set(pairs.items())
    return _ordered(_groups(old, new, links), old, new, pairs, similar)


def _words_alone(a: Part, b: Part, own: OwnRuns) -> bool:
    """Whether two parts of the body have neither a heading nor wording of their own in common, only words."""
    return a.family == "body" and not a.heading_pairs & b.heading_pairs and not own.among(a.runs & b.runs)


def _same_text(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """The same texts: those that stand once on each side, those that follow each other in order, and of those that
    stand several times the first with the first."""
    found = anchors([(p.family, p.words) for p in old], [(p.family, p.words) for p in new])
    taken = set(found.values())
    rest_old, rest_new = [p for p in old if p.at not in found], [p for p in new if p.at not in taken]
    alike = anchors([(p.family, p.key) for p in rest_old], [(p.family, p.key) for p in rest_new])
    found |= {rest_old[i].at: rest_new[j].at for i, j in alike.items()}
    taken = set(found.values())
    places: dict[tuple[str, str], list[int]] = {}
    for part in rest_new:
        if part.at not in taken and part.size >= SHORTEST:
            places.setdefault((part.family, part.key), []).append(part.at)
    for part in rest_old:
        if part.at not in found and places.get((part.family, part.key)):
            found[part.at] = places[part.family, part.key].pop(0)
    return found


def _pairs(old: Sequence[Part], new: Sequence[Part], similar: Mapping[Pair, float], fixed: dict[int, int]) -> dict[int, int]:
    """One to one, by the greatest sum of weights; first by text alone, then also by where the neighbours went. A pair that no
    neighbours could part is taken beforehand."""
    weights = _weights(old, new, similar)
    clear = {i: j for i, j in unrivalled(weights, 2 * (NEAR + ABOVE)).items() if weights[i, j] >= SURE}
    if clear:
        fixed, taken = fixed | clear, set(clear.values())
        weights = {(i, j): w for (i, j), w in weights.items() if i not in clear and j not in taken}

    def placed(weights: Mapping[Pair, float]) -> dict[int, int]:
        sure = fixed | assign({pair: w for pair, w in weights.items() if w >= SURE})
        near = _nearness(in_order(sure), len(old), len(new))
        near_by = {(i, j): w + NEAR * near(i, j) for (i, j), w in weights.items() if w >= ACCEPT - NEAR}
        return fixed | assign({pair: w for pair, w in near_by.items() if w >= ACCEPT})

    found = placed(weights)
    above = _same_parent(old, new, found)
    if any(above(*pair) for pair in weights):
        found = placed({pair: w + ABOVE * above(*pair) for pair, w in weights.items()})
    return found


def _weights(old: Sequence[Part], new: Sequence[Part], similar: Mapping[Pair, float]) -> dict[Pair, float]:
    """Likeness of text, and of headings where both have one; kinds that never become each other are no pair, nor are parts
    too unlike to be one wherever they stand."""
    weights: dict[Pair, float] = {}
    for (i, j), weight in similar.items():
        a, b = old[i], new[j]
        if a.family != b.family:
            continue
        one, other = a.head, b.head
        if one.heading and other.heading and (said := a.heading_pairs) and (now := b.heading_pairs):
            weight = 0.7 * weight + 0.6 * len(said & now) / (len(said) + len(now))
        if a.family not in ("body", "chapter"):
            weight += 0.2
        if one.level != other.level:
            weight *= 0.9
        if one.kind != other.kind:
            weight *= 0.85
        if weight >= ACCEPT - NEAR - ABOVE:
            weights[i, j] = weight
    return weights


def _nearness(steady: Mapping[int, int], rows: int, columns: int) -> Callable[[int, int], float]:
    """1 where an old part would stand if it kept its place among its neighbours, falling off to both sides."""
    known = sorted(steady.items())
    xs, ys = [-1, *(i for i, _ in known), rows], [-1, *(j for _, j in known), columns]

    def near(i: int, j: int) -> float:
        n = max(1, bisect_left(xs, i))
        share = (i - xs[n - 1]) / (xs[n] - xs[n - 1])
        return exp(-abs(j - ys[n - 1] - share * (ys[n] - ys[n - 1])) / 3.0)

    return near


def _same_parent(old: Sequence[Part], new: Sequence[Part], pairs: Mapping[int, int]) -> Callable[[int, int], bool]:
    """Whether the clauses above two parts were paired with each other."""
    at_old, at_new = {p.head.id: p.at for p in old}, {p.head.id: p.at for p in new}
    up_old = [pairs.get(at_old.get(p.head.parent or "", -1), -1) for p in old]
    up_new = [at_new.get(p.head.parent or "", -2) for p in new]
    return lambda i, j: up_old[i] == up_new[j]


def _groups(old: Sequence[Part], new: Sequence[Part], links: set[Pair]) -> list[Aligned]:
    """The parts that are linked with each other, directly or through others, and those that stand alone."""
    of_old: dict[int, Aligned] = {}
    of_new: dict[int, Aligned] = {}
    for i, j in sorted(links):
        group = of_old.get(i) or of_new.get(j) or Aligned()
        other = of_new.get(j, group)
        if other is not group:
            of_old.update((p.at, group) for p in other.old)
            of_new.update((p.at, group) for p in other.new)
            group.old += other.old
            group.new += other.new
            group.links += other.links
        if i not in of_old:
            group.old.append(old[i])
        if j not in of_new:
            group.new.append(new[j])
        group.links.append((i, j))
        of_old[i] = of_new[j] = group
    groups = list({id(group): group for group in of_old.values()}.values())
    for group in groups:
        if len(group.links) > 1:
            group.old.sort(key=lambda p: p.at)
            group.new.sort(key=lambda p: p.at)
            group.links.sort()
    return [*groups, *(Aligned(old=[p]) for p in old if p.at not in of_old), *(Aligned(new=[p]) for p in new if p.at not in of_new)]


def _ordered(groups: list[Aligned], old: Sequence[Part], new: Sequence[Part], pairs: Mapping[int, int],
             similar: Mapping[Pair, float]) -> list[Aligned]:
    body = {i: j for i, j in pairs.items() if old[i].family in ("body", "chapter")}
    steady = in_order(body)
    if len(steady) < len(body):
        steady = in_order(body, _steadiness(groups, similar, _same_parent(old, new, pairs), len(old)))
        for group in groups:
            group.moved = len(group.links) == 1 and group.old[0].at in body and group.old[0].at not in steady
    after: dict[int, int] = {}
    last = -1
    for i in range(len(old)):
        last = steady.get(i, last)
        after[i] = last
    return sorted(groups, key=lambda g: (g.new[0].at, 0, 0) if g.new else (after[g.old[0].at], 1, g.old[0].at))


def _steadiness(groups: Sequence[Aligned], similar: Mapping[Pair, float], above: Callable[[int, int], bool], count: int) -> list[int]:
    """What it is worth that an old part counts as one that kept its place. As few as can be are said to have moved (what was
    split or merged never is); of two choices that are as few, those stay that are in the same chapter, then those that keep
    their number, then the greater text."""
    worth = [1] * count
    kept = {g.links[0]: round(len(g.old[0].words) * similar.get(g.links[0], 1.0)) for g in groups if len(g.links) == 1}
    number = sum(kept.values()) + count
    chapter = number * count
    part = chapter * count
    for group in groups:
        if len(group.links) == 1:
            a, b = group.old[0], group.new[0]
            worth[a.at] = part + chapter * above(a.at, b.at) + number * (a.head.marker == b.head.marker) + kept[a.at, b.at]
    return worth
