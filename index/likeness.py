"""How alike the clauses of two documents are: the cosine of TF-IDF vectors over pairs of characters and words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from index.matching import Pair

CANDIDATES = 8
"""Pairs kept for each clause."""
SLIGHT = 0.06
"""Likeness that is no more than chance."""
BLOCK = 1 << 19
"""Products at once; bounds the memory."""
_WORDS = 1 << 50


def likeness(old: Sequence[tuple[str, Sequence[str]]], new: Sequence[tuple[str, Sequence[str]]]) -> dict[Pair, float]:
    """The cosine (0 … 1) of the likely pairs. Each clause is its text, of which every pair of neighbouring characters is a
    term, and words that are terms too.

    Weight of a term: (1 + ln tf) · (ln((1 + N) / (1 + df)) + 1), vectors of length 1 (smoothed TF-IDF with sublinear
    term frequency, Manning et al., Introduction to Information Retrieval, 6.4)."""
    import numpy as np

    if not old or not new:
        return {}
    terms = [_terms(text, words) for text, words in (*old, *new)]
    owner = np.repeat(np.arange(len(terms)), [len(t) for t in terms])
    known, term = np.unique(np.concatenate(terms), return_inverse=True)
    place, tf = np.unique(owner * max(1, len(known)) + term, return_counts=True)
    if not len(place):
        return {}
    owner, term = np.divmod(place, len(known))
    df = np.bincount(term, minlength=len(known))
    weight = (1 + np.log(tf)) * (np.log((1 + len(terms)) / (1 + df)) + 1)[term]
    weight /= np.sqrt(np.bincount(owner, weight**2, minlength=len(terms)))[owner]
    split = int(np.searchsorted(owner, len(old)))
    cosine = _products(owner[:split], term[:split], weight[:split], owner[split:] - len(old), term[split:], weight[split:],
                       (len(old), len(new)))
    return {(i, j): float(cosine[i, j]) for i, j in sorted(_likely(cosine) | {(i, j) for j, i in _likely(cosine.T)})}


def _products(rows: Any, row_terms: Any, row_weights: Any, columns: Any, terms: Any, weights: Any, shape: tuple[int, int]) -> Any:
    """The products of all rows with all columns, by the terms that they share (a sparse join: matrix libraries start threads
    that cost more than this)."""
    import numpy as np

    order = np.argsort(row_terms, kind="stable")
    rows, row_terms, row_weights = rows[order], row_terms[order], row_weights[order]
    first = np.searchsorted(row_terms, terms)
    many = np.searchsorted(row_terms, terms, side="right") - first
    sums = np.zeros(shape[0] * shape[1])
    ends = np.cumsum(many)
    start = 0
    while start < len(terms):
        stop = max(start + 1, int(np.searchsorted(ends, (ends[start - 1] if start else 0) + BLOCK)))
        n = many[start:stop]
        of = np.repeat(np.arange(start, stop), n)
        at = np.repeat(first[start:stop] - np.cumsum(n) + n, n) + np.arange(len(of))
        sums += np.bincount(rows[at] * shape[1] + columns[of], row_weights[at] * weights[of], minlength=len(sums))
        start = stop
    return sums.reshape(shape)


def _terms(text: str, words: Sequence[str]) -> Any:
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    return np.concatenate([codes[:-1] * (1 << 21) + codes[1:], np.array([crc32(w.encode()) + _WORDS for w in words], dtype=np.int64)])


def _likely(cosine: Any) -> set[Pair]:
    """The best of each row."""
    import numpy as np

    most = min(CANDIDATES, cosine.shape[1])
    best = np.argpartition(-cosine, most - 1, axis=1)[:, :most]
    return {(i, int(j)) for i, row in enumerate(best) for j in row if cosine[i, j] > SLIGHT}
