"""One document against 500 others for reuse (wanted: under 20 times the time of reading them), and how the time of reuse,
trace and topics grows with the length of the documents (1, 2, 4, 8 times; wanted: near linear). Text as in texts.py; fewer
files are repeated, each time with a number in it."""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from texts import documents, seconds

import tiaokuan
from corpus.model import Clause, Document
from index.passages import passages
from index.reuse import reuse
from index.topics import topics
from index.trace import trace

OTHERS = 500
LETTERS = 10_000


def mixed(some: list[Document], letters: int) -> Document:
    """A document of so many letters, of clauses of all of them in a mixed order, so that it is of one kind at every length."""
    pool = [(n, p) for n, document in enumerate(some) for p in passages(document)]
    random.Random(7).shuffle(pool)
    clauses: list[Clause] = []
    held = 0
    for lap in itertools.count():
        for n, passage in pool:
            if held >= letters:
                return replace(some[0], id="a", clauses=tuple(clauses))
            head = f"{lap}~{n}~"
            for k, c in enumerate(passage.clauses):
                clauses.append(replace(c, id=head + c.id, parent=head + passage.head.id if k else None, level=2 if k else 1))
                held += len(c.text)


def alike(document: Document) -> tuple[Document, Document, Document]:
    """The document and two that hold the same clauses in another order, so that as much is shared at every length."""
    whole = document.clauses
    return (document, *(replace(document, id=f"{document.id}{n}", clauses=whole[len(whole) * n // 3:] + whole[:len(whole) * n // 3])
                        for n in (1, 2)))


def grows(name: str, run: Callable[[int], Callable[[], object]]) -> None:
    """Prints the time at each length, and how much of the growth is more than linear."""
    took = [seconds(run(times), 3) for times in (1, 2, 4, 8)]
    print(f"{name}: " + ", ".join(f"{n}x {t:.3f} s" for n, t in zip((1, 2, 4, 8), took, strict=True))
          + f"; 8x takes {took[3] / took[0]:.1f} times as long")


def main() -> None:
    """Both measurements."""
    files = documents()
    with tempfile.TemporaryDirectory() as folder, tiaokuan.open(Path(folder) / "c.db") as corpus:
        start, read = time.perf_counter(), 0
        for n, file in zip(range(OTHERS), itertools.cycle(files), strict=False):
            data = file.read_bytes() + (f"\n第{n}次。".encode() if n >= len(files) else b"")
            try:
                corpus._store.put(tiaokuan.analyse(data, file.name, f"{n}/{file.name}"), data)
                read += 1
            except tiaokuan.UnreadableDocument:
                continue
        reading = time.perf_counter() - start
        names = corpus._store.ids()
        start = time.perf_counter()
        result = corpus.reuse(names[0])
        took = time.perf_counter() - start
        print(f"reuse: one document against {result.compared} others: {took:.1f} s; reading the {read} took {reading:.1f} s: "
              f"{took / reading:.2f} times")
        some = [corpus._store.get(name) for name in names[:40]]
    made = {times: alike(mixed(some, LETTERS * times)) for times in (1, 2, 4, 8)}
    print("letters: " + ", ".join(f"{n}x {sum(len(c.text) for c in made[n][0].clauses):,}" for n in made))
    grows("reuse", lambda n: lambda: reuse(made[n][0], [made[n][1]]))
    grows("trace", lambda n: lambda: trace(made[n][0], [made[n][1]]))
    grows("topics", lambda n: lambda: topics(made[n]))


if __name__ == "__main__":
    sys.exit(main())
