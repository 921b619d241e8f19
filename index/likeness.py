"""How alike two clauses are: the cosine of TF-IDF vectors over words and pairs of characters, for the pairs that share
a rare term (all others are near 0). Works in time near linear in the text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nlargest
from math import log, sqrt

from index.matching import Pair

COMMON = 48
"""A term that stands in more clauses than this does not propose a pair (it still counts in the cosine)."""
CANDIDATES = 12
"""Pairs looked at for each clause."""


def likeness(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> dict[Pair, float]:
    """The cosine (0 … 1) of the likely pairs: terms of the old clauses, terms of the new ones.

    Weight of a term: (1 + ln tf) · (ln((1 + N) / (1 + df)) + 1), vectors of length 1 (smoothed TF-IDF with sublinear
    term frequency, Manning et al., Introduction to Information Retrieval, 6.4)."""
    counts = [Counter(terms) for terms in (*old, *new)]
    df = Counter(term for count in counts for term in count)
    idf = {term: log((1 + len(counts)) / (1 + n)) + 1 for term, n in df.items()}
    vectors = [_vector(count, idf) for count in counts]
    before, after = vectors[:len(old)], vectors[len(old):]
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for i, vector in enumerate(before):
        for term, w in vector.items():
            places[term].append((i, w))
    by_old: dict[int, list[tuple[float, int]]] = defaultdict(list)
    likely: set[Pair] = set()
    for j, vector in enumerate(after):
        sums: dict[int, float] = defaultdict(float)
        for term, w in vector.items():
            found = places.get(term, ())
            if len(found) <= COMMON:
                for i, v in found:
                    sums[i] += w * v
        likely.update((i, j) for _, i in nlargest(CANDIDATES, ((s, i) for i, s in sums.items())))
        for i, s in sums.items():
            by_old[i].append((s, j))
    for i, found_new in by_old.items():
        likely.update((i, j) for _, j in nlargest(CANDIDATES, found_new))
    return {(i, j): _dot(before[i], after[j]) for i, j in sorted(likely)}


def _vector(count: Counter[str], idf: dict[str, float]) -> dict[str, float]:
    raw = {term: (1 + log(n)) * idf[term] for term, n in count.items()}
    size = sqrt(sum(w * w for w in raw.values())) or 1.0
    return {term: w / size for term, w in raw.items()}


def _dot(a: dict[str, float], b: dict[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum(w * b[term] for term, w in a.items() if term in b)
