"""compare against difflib.ndiff over the lines of the same documents (wanted: less time for two of 20,000 characters): revisions,
neighbours among the real documents of about that length (where ../shared is there), and made ones; peak memory (wanted: under
150 MB for two of 20,000 characters), and how time grows at 1, 2, 4 and 8 times the text."""

from __future__ import annotations

import difflib
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from texts import SAMPLES, documents

from corpus.model import Clause, Document
from index.compare import compare
from pipeline import analyse

SHARED = Path(__file__).parent.parent.parent / "shared"
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


def revisions() -> list[tuple[str, Document, Document]]:
    """Two versions of one document each, where ../shared is there."""
    pairs = [path.stem.split("__") for path in sorted((SHARED / "pairs").glob("*__*.json"))]
    pairs += [["law-tufa-2007", "law-tufa-2024"]] if (SHARED / "documents" / "law-tufa-2024.txt").exists() else []
    return [(f"{one} → {other}", read(one), read(other)) for one, other in pairs]


def read(name: str) -> Document:
    return analyse((SHARED / "documents" / f"{name}.txt").read_bytes(), f"{name}.txt")


def neighbours() -> list[tuple[str, Document, Document]]:
    """Each real document of about LENGTH characters with the next of them by name: often the next year's, or another place's."""
    sizes = {path.stem: len(path.read_text("utf-8")) for path in sorted((SHARED / "documents").glob("*.txt"))}
    about = [name for name, size in sizes.items() if 0.8 * LENGTH <= size <= 1.25 * LENGTH]
    return [(f"{one} → {other}", read(one), read(other)) for one, other in pairwise(about)]


def against_ndiff(name: str, old: Document, new: Document, times: int = 9) -> tuple[float, float]:
    """Prints the best of several runs of both, turn about (the machine's mood is the same for both), in time of the processor:
    both use one thread."""
    ours = theirs = float("inf")
    compare(old, new)
    for _ in range(times):
        ours = min(ours, taken(lambda: compare(old, new)))
        theirs = min(theirs, taken(lambda: list(difflib.ndiff(lines(old), lines(new)))))
    size = sum(len(c.text) for d in (old, new) for c in d.clauses)
    print(f"{name} ({size:,} characters in all): compare {ours * 1000:.1f} ms, difflib.ndiff {theirs * 1000:.1f} ms, {theirs / ours:.2f} times")
    return ours, theirs


def taken(run: Callable[[], object]) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    run()
    return time.process_time() - start


def peak() -> float:
    """Megabytes; of this process alone where the system says so (what started it counts in ru_maxrss)."""
    status = Path("/proc/self/status")
    own = [int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
    return (own[0] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


if sys.argv[-1] == "--memory":
    old = long(1)
    compare(old, revised(old, 0.3))
    print(f"two documents of {LENGTH:,} characters: peak {peak():.0f} MB of the whole process")
else:
    for title, group in (("revisions", revisions()), ("neighbours", neighbours())):
        figures = [against_ndiff(*pair) for pair in group]
        if figures:
            less = sum(ours < theirs for ours, theirs in figures)
            print(f"{title}: less time than ndiff in {less} of {len(figures)}; all together {sum(t for _, t in figures) / sum(o for o, _ in figures):.2f} times")
    old = long(1)
    for share in (0.05, 0.3, 0.9):
        against_ndiff(f"{share:.0%} of the clauses edited", old, revised(old, share))
    for times in (1, 2, 4, 8):
        old = long(times)
        new = revised(old, 0.3)
        print(f"{times} × {LENGTH:,} characters: {min(taken(lambda old=old, new=new: compare(old, new)) for _ in range(2)):.3f} s")
    folder = sys.argv[1] if len(sys.argv) > 1 else str(SAMPLES)
    subprocess.run([sys.executable, __file__, folder, "--memory"], check=True)
