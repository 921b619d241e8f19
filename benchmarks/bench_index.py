"""Index build and queries against the bare engine fed the same tokens and doing the same job: keep the text beside its
tokens, answer with the number of hits and the text of the best twenty. Wanted: at most 1.5 and 3 times its time."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import tantivy
from texts import documents

import tiaokuan
from corpus.words import bigrams, cut
from index.engine import GAP
from index.following import _grams

LIMIT = 20


class Bare:
    """tantivy as its manual uses it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="raw", index_option="basic")
        for name in ("grams", "words"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))

    def build(self, rows: list[tuple[str, list[str], list[str]]]) -> None:
        writer = self.index.writer(heap_size=30_000_000, num_threads=1)
        for text, grams, words in rows:
            writer.add_document(tantivy.Document(text=text, grams=" ".join(grams), words=" ".join(words)))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def ask(self, phrase: str) -> tuple[int, list[str]]:
        searcher = self.index.searcher()
        tokens = [t for t, _, _ in bigrams(phrase)]
        query = (tantivy.Query.phrase_query(self.schema, "grams", [*tokens]) if len(tokens) > 1 else
                 tantivy.Query.term_query(self.schema, "grams", tokens[0], "freq"))
        found = searcher.search(query, limit=LIMIT)
        return found.count, [searcher.doc(address)["text"][0] for _, address in found.hits]


def timed(run: Callable[[str], object], phrases: list[str]) -> list[float]:
    """Seconds of each phrase, the best of five, in order."""
    found = []
    for phrase in phrases:
        best = float("inf")
        for _ in range(5):
            start = time.perf_counter()
            run(phrase)
            best = min(best, time.perf_counter() - start)
        found.append(best)
    return sorted(found)


with tempfile.TemporaryDirectory() as folder:
    place = Path(folder)
    corpus = tiaokuan.open(place / "c.db")
    corpus.add(*documents())
    clauses = [c.text for d in corpus.documents() for c in d.clauses]
    start = time.perf_counter()
    corpus.reindex()
    ours = time.perf_counter() - start
    start = time.perf_counter()
    rows = [(t, _grams(t), [w for w, _, _ in cut(t)]) for t in clauses]
    tokens = time.perf_counter() - start
    start = time.perf_counter()
    bare = Bare(place / "bare")
    bare.build(rows)
    theirs = time.perf_counter() - start
    assert all(GAP not in w for _, _, words in rows for w in words)
    print(f"build: {len(clauses):,} clauses: ours {ours:.2f} s, of it making tokens {tokens:.2f} s; bare tantivy {theirs:.2f} s; "
          f"{(ours - tokens) / theirs:.2f} times without, {ours / (theirs + tokens):.2f} with tokens on both sides")
    texts = [t for t in clauses if len(t) > 20]
    phrases = [p for i in range(400) if (p := texts[i * 7919 % len(texts)][4:4 + 2 + i % 5]).isalnum()]
    assert all(corpus.search(f'"{p}"').total >= 1 for p in phrases)
    ours_q, bare_q = timed(lambda p: corpus.search(f'"{p}"', limit=LIMIT), phrases), timed(bare.ask, phrases)
    for name, at in (("p50", 0.5), ("p95", 0.95)):
        a, b = (q[int(len(q) * at)] * 1000 for q in (ours_q, bare_q))
        print(f"query {name}: ours {a:.3f} ms, bare {b:.3f} ms: {a / b:.2f} times ({len(phrases)} phrases of 2 to 6 characters)")
    corpus.close()
