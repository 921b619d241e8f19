"""How alike two clauses are: the cosine of TF-IDF vectors over words and pairs of characters, for the pairs that share
a rare term (all others are near 0). Works in time near linear in the text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from heapq import nlargest
from math import log, sqrt

from index.matching import Pair

COMMON = 16
"""A term that stands in more clauses than this does not propose a pair (it still counts in the cosine)."""
CANDIDATES = 6
"""Pairs looked at for each clause."""


def likeness(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> dict[Pair, float]:
    """The cosine (0 … 1) of the likely pairs: terms of the old clauses, terms of the new ones.

    Weight of a term: (1 + ln tf) · (ln((1 + N) / (1 + df)) + 1), vectors of length 1 (smoothed TF-IDF with sublinear
    term frequency, Manning et al., Introduction to Information Retrieval, 6.4)."""
    before, after = [Counter(terms) for terms in old], [Counter(terms) for terms in new]
    df_old, df_new = (Counter(term for count in side for term in count) for side in (before, after))
    total = 1 + len(old) + len(new)
    idf = {term: log(total / (1 + n + df_new[term])) + 1 for term, n in df_old.items()}
    idf |= {term: log(total / (1 + n)) + 1 for term, n in df_new.items() if term not in idf}
    shared = df_old.keys() & df_new.keys()
    vectors_old, vectors_new = [_vector(c, idf, shared) for c in before], [_vector(c, idf, shared) for c in after]
    places: dict[str, list[tuple[int, float]]] = {term: [] for term in shared if df_old[term] <= COMMON}
    for i, vector in enumerate(vectors_old):
        for term, w in vector.items():
            if term in places:
                places[term].append((i, w))
    by_old: dict[int, list[tuple[float, int]]] = defaultdict(list)
    likely: set[Pair] = set()
    for j, vector in enumerate(vectors_new):
        sums: dict[int, float] = defaultdict(float)
        for term, w in vector.items():
            for i, v in places.get(term, ()):
                sums[i] += w * v
        likely.update((i, j) for _, i in nlargest(CANDIDATES, ((s, i) for i, s in sums.items())))
        for i, s in sums.items():
            by_old[i].append((s, j))
    for i, found in by_old.items():
        likely.update((i, j) for _, j in nlargest(CANDIDATES, found))
    return {(i, j): _dot(vectors_old[i], vectors_new[j]) for i, j in sorted(likely)}


def _vector(count: Counter[str], idf: dict[str, float], shared: Set[str]) -> dict[str, float]:
    """A vector of length 1, without the terms that the other side has not: they count in its length alone."""
    raw = {term: (1 + log(n) if n > 1 else 1.0) * idf[term] for term, n in count.items()}
    size = sqrt(sum(w * w for w in raw.values())) or 1.0
    return {term: raw[term] / size for term in raw if term in shared}


def _dot(a: dict[str, float], b: dict[str, float]) -> float:
    if len(b) < len(a):
        a, b = b, a
    return sum([w * b[term] for term, w in a.items() if term in b])
