"""compare against difflib.ndiff over the lines of the same documents; peak memory (wanted: under 150 MB for two of 20,000
characters), and how time grows at 1, 2, 4 and 8 times the text."""

from __future__ import annotations

import difflib
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from texts import SAMPLES, documents

from corpus.model import Clause, Document
from index.compare import compare
from pipeline import analyse

LENGTH = 20_000
SWAPS = (("应当", "必须"), ("推进", "加快推进"), ("等", "等有关"), ("和", "、"), ("建立", "建立健全"), ("2", "3"), ("开展", "组织开展"))


def long(times: int) -> Document:
    """A document of `times` × LENGTH characters from the clauses of the files, each in several wordings."""
    chance = random.Random(7)
    source = [c for path in documents() for c in analyse(path.read_bytes(), path.name).clauses if len(c.text) > 12]
    clauses: list[Clause] = []
    size = n = 0
    while size < times * LENGTH:
        clause = source[n % len(source)]
        letters = "".join(chance.sample("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉", 6))
        at = len(clause.text) // 2
        clauses.append(replace(clause, id=f"{n}", parent=None, text=clause.text[:at] + letters + clause.text[at:]))
        size += len(clause.text) + 6
        n += 1
    return Document("long", analyse(b"x", "x.txt").meta, analyse(b"x", "x.txt").source, tuple(clauses))


def revised(document: Document, share: float) -> Document:
    """The document with that share of its clauses edited, and one in thirty added, one in thirty gone."""
    chance = random.Random(11)
    made: list[Clause] = []
    for clause in document.clauses:
        text = clause.text
        if chance.random() < share:
            for was, now in SWAPS:
                text = text.replace(was, now, 1)
        if chance.random() > 1 / 30:
            made.append(replace(clause, text=text))
        if chance.random() < 1 / 30:
            made.append(replace(clause, id=clause.id + "+", text="本条是新增的规定，" + text[::-1]))
    return replace(document, clauses=tuple(made))


def lines(document: Document) -> list[str]:
    return [line + "\n" for clause in document.clauses for line in clause.text.splitlines()]


def seconds(run: Callable[[], object], times: int) -> float:
    """The best of several runs, in time of the processor: both sides use one thread."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if sys.argv[-1] == "--memory":
    old = long(1)
    compare(old, revised(old, 0.3))
    print(f"two documents of {LENGTH:,} characters: peak {peak():.0f} MB of the whole process")
else:
    old = long(1)
    compare(old, revised(old, 0.3))
    for share in (0.05, 0.3, 0.9):
        new = revised(old, share)
        ours = seconds(lambda new=new: compare(old, new), 3)
        theirs = seconds(lambda new=new: list(difflib.ndiff(lines(old), lines(new))), 3)
        print(f"{share:.0%} of the clauses edited: compare {ours:.3f} s, difflib.ndiff {theirs:.3f} s, {theirs / ours:.1f} times")
    for times in (1, 2, 4, 8):
        old = long(times)
        new = revised(old, 0.3)
        print(f"{times} × {LENGTH:,} characters: {seconds(lambda old=old, new=new: compare(old, new), 2):.3f} s")
    folder = sys.argv[1] if len(sys.argv) > 1 else str(SAMPLES)
    subprocess.run([sys.executable, __file__, folder, "--memory"], check=True)
