"""Index build and queries against the bare engine fed the same tokens. Wanted: at most 1.5 and 3 times its time."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from texts import documents

import tiaokuan
from corpus.words import bigrams, cut
from index.engine import make
from index.search import _grams

with tempfile.TemporaryDirectory() as folder:
    place = Path(folder)
    corpus = tiaokuan.open(place / "c.db")
    corpus.add(*documents())
    clauses = [(d.id, c.text) for d in corpus.documents() for c in d.clauses]
    start = time.perf_counter()
    corpus.reindex()
    ours = time.perf_counter() - start
    start = time.perf_counter()
    rows = [(n, d, _grams(t), [w for w, _, _ in cut(t)]) for n, (d, t) in enumerate(clauses)]
    tokens = time.perf_counter() - start
    start = time.perf_counter()
    bare = make("tantivy", place / "bare")
    bare.add(rows)
    bare.commit()
    theirs = time.perf_counter() - start
    print(f"build: {len(clauses):,} clauses: ours {ours:.2f} s, of it making tokens {tokens:.2f} s; bare tantivy {theirs:.2f} s; {(ours - tokens) / theirs:.2f} times without, {ours / (theirs + tokens):.2f} with tokens")
    texts = [t for _, t in clauses if len(t) > 20]
    phrases = [texts[i * 7919 % len(texts)][4:4 + 2 + i % 5] for i in range(200)]
    phrases = [p for p in phrases if p.isalnum()]

    def timed(run) -> list[float]:  # type: ignore[no-untyped-def]
        found = []
        for p in phrases:
            start = time.perf_counter()
            run(p)
            found.append(time.perf_counter() - start)
        return sorted(found)

    ours_q = timed(lambda p: corpus.search(f'"{p}"'))
    bare_q = timed(lambda p: bare.find("grams", [t for t, _, _ in bigrams(p)]))
    for name, at in (("p50", 0.5), ("p95", 0.95)):
        a, b = (q[int(len(q) * at)] * 1000 for q in (ours_q, bare_q))
        print(f"query {name}: ours {a:.2f} ms, bare {b:.2f} ms: {a / b:.2f} times")
    print(f"mean {statistics.mean(ours_q) * 1000:.2f} ms over {len(phrases)} phrases")
    corpus.close()
