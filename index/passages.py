"""What documents are compared by across places and years: a numbered clause with all that stands below it without a
number, as TF-IDF vectors in which the heading has its own weight. Sparse throughout: nothing grows with the square of
the corpus."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from corpus.model import Citation, Clause, Deadline, Document, Target, Technology, Unit, short_marker
from corpus.words import RUN, fold, words
from index.diff import Edit, difference
from index.parts import parts

HEADING = 0.35
"""How much of the likeness of two passages with headings their headings make."""
SUBSTANCE = 15
"""Letters beyond marker and heading below which a passage is a mere heading."""
LONGEST = 20_000
"""Letters of two sides, together, up to which they are compared word by word."""
PathOf = Callable[[Clause], tuple[str, ...]]
_DIGITS = re.compile(r"[\d.%％]+")
_STEP = 512


@dataclass(frozen=True, eq=False)
class Passage:
    """A numbered clause (the first of `clauses`) with the paragraphs below it; `at` counts the document's passages."""

    document: Document
    clauses: tuple[Clause, ...]
    at: int
    path: tuple[str, ...] = ()
    """Markers from the top of the outline down."""

    @property
    def head(self) -> Clause:
        """The clause that gives the passage its place."""
        return self.clauses[0]

    @property
    def heading(self) -> str:
        """Its heading, "" where it has none."""
        return self.head.heading.strip("。．. 　")

    @property
    def said(self) -> str:
        """Where it stands and what it is called: 三/（二） 建设绿色园区; without a heading how it begins."""
        named = self.path and self.path[-1].strip("。．. 　") == self.heading
        begin = " ".join(self.body[:20].split())
        called = self.heading or (f"“{begin[:12]}…”" if len(begin) > 12 else begin)
        return " ".join(filter(None, ("/".join(self.path) or self.head.id, "" if named else called)))

    @property
    def link(self) -> str:
        """The address of its clause: where the document came from, `#`, the clause's id."""
        return f"{self.document.source.uri}#{self.head.id}"

    @cached_property
    def text(self) -> str:
        """The texts of its clauses, joined by line feeds."""
        return "\n".join(c.text for c in self.clauses)

    @cached_property
    def body(self) -> str:
        """Its text without marker and heading."""
        said = self.text.removeprefix(self.head.marker).lstrip()
        return said.removeprefix(self.head.heading).lstrip("。．. 　")

    @cached_property
    def units(self) -> dict[str, Unit]:
        """Responsible units by full name, in order."""
        found: dict[str, Unit] = {}
        for c in self.clauses:
            for row in c.responsibilities:
                for unit in row.units:
                    found.setdefault(unit.canonical or unit.name, unit)
        return found

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets set in it; facts left out."""
        return tuple(t for c in self.clauses for t in c.targets if t.kind == "target")

    @property
    def technologies(self) -> dict[str, Technology]:
        """Technologies by their usual name, in order."""
        return {t.canonical or t.text: t for c in reversed(self.clauses) for t in reversed(c.technologies)}

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """Time limits said in it."""
        return tuple(d for c in self.clauses for d in c.deadlines)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Documents named in it."""
        return tuple(t for c in self.clauses for t in c.citations)


def marked(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Edit, ...]:
    """The edits that turn the old clauses into the new ones, word by word; none where the texts are too long for it."""
    if sum(len(c.text) for c in (*old, *new)) > LONGEST:
        return ()
    return tuple(difference(old, new).edits)


def paths(document: Document) -> PathOf:
    """What gives the paths of the document's clauses, as `Document.path`, without a look at the whole for each."""
    by_id = {c.id: c for c in document.clauses}

    def path(clause: Clause) -> tuple[str, ...]:
        found: list[str] = []
        at: Clause | None = clause
        while at is not None:
            if at.marker or at.heading:
                found.append(short_marker(at))
            at = by_id.get(at.parent) if at.parent else None
        return tuple(reversed(found))

    return path


def passages(document: Document) -> list[Passage]:
    """The passages of the document's body that say something, in order; front and end matter and mere headings left out."""
    found: list[Passage] = []
    path = paths(document)
    for part in parts(document):
        if part.family not in ("body", "chapter"):
            continue
        passage = Passage(document, part.clauses, len(found), path(part.head))
        if sum(len(run) for run in RUN.findall(passage.body)) >= SUBSTANCE:
            found.append(passage)
    return found


def terms(text: str) -> list[str]:
    """Words of two letters and more, and pairs of letters, figures left out: they differ where the subject is one."""
    found = [w for w in words(fold(text)) if len(w) > 1 and RUN.fullmatch(w) and not _DIGITS.fullmatch(w)]
    for run in RUN.findall(_DIGITS.sub(" ", fold(text))):
        found += [run[i:i + 2] for i in range(len(run) - 1)]
    return found


def vectors(given: Sequence[Passage]) -> Any:
    """One sparse row a passage, of length 1 (0 for one without a word): cosines are dot products."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.preprocessing import normalize

    body, heads = _tfidf([p.body for p in given]), _tfidf([p.heading for p in given])
    if body is None:
        return csr_matrix((len(given), 1))
    both = hstack([body * np.sqrt(1 - HEADING), heads * np.sqrt(HEADING)]) if heads is not None else body
    return normalize(both.tocsr())


def _tfidf(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    made = [terms(text) for text in texts]
    if not any(made):
        return None
    return TfidfVectorizer(analyzer=lambda t: t, sublinear_tf=True, dtype=np.float32).fit_transform(made)


def neighbours(rows: Any, given: Sequence[Passage], least: float, most: int = 12) -> Iterator[tuple[int, int, float]]:
    """For each passage the at most `most` passages of other documents that are like it by `least` and more: (place,
    place, cosine), each pair once. A few hundred rows are in memory at a time."""
    other = rows.T.tocsr()
    owner = np.array([id(p.document) for p in given])
    seen: set[tuple[int, int]] = set()
    for start in range(0, len(given), _STEP):
        product = (rows[start:start + _STEP] @ other).tocsr()
        for offset in range(product.shape[0]):
            i = start + offset
            at = slice(product.indptr[offset], product.indptr[offset + 1])
            columns, values = product.indices[at], product.data[at]
            fit = (values >= least) & (owner[columns] != owner[i])
            columns, values = columns[fit], values[fit]
            for n in np.argsort(-values, kind="stable")[:most]:
                pair = (min(i, int(columns[n])), max(i, int(columns[n])))
                if pair not in seen:
                    seen.add(pair)
                    yield (*pair, float(values[n]))
