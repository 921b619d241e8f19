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
BLOCK = 1 << 16, 1 << 19
"""Products at once, for few sums and for many: the first stay in the cache of a processor, the second bound the memory."""
_OWNER = 20
"""Bits of a clause's number."""
_WORDS = 1 << 42
"""Words are numbered above all pairs of characters."""


def likeness(old: Sequence[tuple[str, Sequence[str]]], new: Sequence[tuple[str, Sequence[str]]]) -> dict[Pair, float]:
    """The cosine (0 … 1) of the likely pairs. Each clause is its text (no white space), of which every pair of
    neighbouring characters is a term, and words that are terms too.

    Weight of a term: (1 + ln tf) · (ln((1 + N) / (1 + df)) + 1), vectors of length 1 (smoothed TF-IDF with sublinear
    term frequency, Manning et al., Introduction to Information Retrieval, 6.4)."""
    import numpy as np

    if not old or not new:
        return {}
    # One sorted array of term and clause holds all: equal neighbours are one entry, entries of one term stand together.
    count = len(old) + len(new)
    entry = np.sort(_entries([text for text, _ in (*old, *new)], [words for _, words in (*old, *new)]))
    first = _starts(entry)
    if not len(first):
        return {}
    tf, entry = np.diff(first, append=len(entry)), entry[first]
    owner = (entry & ((1 << 20) - 1)).astype(np.intp)
    begins = _starts(entry >> _OWNER)
    df = np.diff(begins, append=len(entry))
    term = np.repeat(np.arange(len(begins)), df)
    weight = (1 + np.log(tf)) * (np.log((1 + count) / (1 + df)) + 1)[term]
    weight /= np.sqrt(np.bincount(owner, weight**2, minlength=count))[owner]
    is_old = owner < len(old)
    ends = np.add.reduceat(is_old, begins, dtype=np.intp)[term]
    cosine = _products(owner, weight, begins[term], ends, np.flatnonzero(~is_old), (len(old), len(new)))
    rows, columns = np.nonzero((_likely(cosine) | _likely(cosine.T).T) & (cosine > SLIGHT))
    return dict(zip(zip(rows.tolist(), columns.tolist(), strict=True), cosine[rows, columns].tolist(), strict=True))


def _starts(ordered: Any) -> Any:
    """Where each value of a sorted array begins."""
    import numpy as np

    return np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))) if len(ordered) else np.zeros(0, dtype=np.intp)


def _products(owner: Any, weight: Any, first: Any, many: Any, of_new: Any, shape: tuple[int, int]) -> Any:
    """The products of all rows with all columns, by the terms that they share (a sparse join: matrix libraries start threads
    that cost more than this): each entry of a new clause with the `many` old ones of its term, which begin at `first`."""
    import numpy as np

    of_new = of_new[many[of_new] > 0]
    first, many = first[of_new], many[of_new]
    sums = np.zeros(shape[0] * shape[1])
    ends = np.cumsum(many)
    block = min(max(BLOCK[0], len(sums) // 8), BLOCK[1])
    start = 0
    while start < len(of_new):
        stop = max(start + 1, int(np.searchsorted(ends, (ends[start - 1] if start else 0) + block)))
        n = many[start:stop]
        of = np.repeat(of_new[start:stop], n)
        at = np.arange(len(of)) + np.repeat(first[start:stop] - np.cumsum(n) + n, n)
        sums += np.bincount(owner[at] * shape[1] + owner[of] - shape[0], weight[at] * weight[of], minlength=len(sums))
        start = stop
    return sums.reshape(shape)


def _entries(texts: Sequence[str], words: Sequence[Sequence[str]]) -> Any:
    """Each term of each clause, the number of the clause in the last bits."""
    import numpy as np

    codes = np.frombuffer("\n".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    ends = codes == ord("\n")
    owner = np.cumsum(ends, dtype=np.uint64)
    pairs = ((codes[:-1] << 21 | codes[1:]) << _OWNER | owner[:-1])[~(ends[:-1] | ends[1:])]
    named = [(crc32(word.encode()) + _WORDS) << _OWNER | n for n, some in enumerate(words) for word in some]
    return np.concatenate([pairs, np.array(named, dtype=np.uint64)])


def _likely(cosine: Any) -> Any:
    """Marks the best of each row."""
    import numpy as np

    most = cosine.shape[1] - CANDIDATES
    return cosine >= (np.partition(cosine, most, axis=1)[:, most:most + 1] if most > 0 else SLIGHT)
