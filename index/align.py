"""Which clauses of an old document became which of a new one, decided over the whole document at once.

What is aligned is a part: a numbered clause with the paragraphs below it that have no number of their own (an article
with its paragraphs and items), a row of a table, or one piece of front or end matter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from corpus.model import BODY_KINDS, Clause, Document
from index.diff import WHOLE, Word, blocks, clause_words, joined, length

_ARTICLE = re.compile(r"第.+条")
_CHAPTER = re.compile(r"第.+[编章节]|附\s*则|总\s*则")
_REFERENCE = re.compile(r"第[〇零一二三四五六七八九十百\d]+[条款项]")
ACCEPT = 0.30
"""The least weight of a pair; two unrelated clauses of one law lie below .15, the closest rewritten ones near .35."""
SURE = 0.62
NEAR = 3
"""A clause split off stands within so many parts of the rest."""
RUN = 6
"""Characters in a row that show that a passage stayed; shorter runs are words that any clause of a law may hold."""


@dataclass(frozen=True)
class Part:
    """What is aligned as one: its clauses in document order, the first of them its head; `at` counts from 0."""

    clauses: tuple[Clause, ...]
    at: int
    family: str

    @property
    def head(self) -> Clause:
        """The clause that gives the part its number."""
        return self.clauses[0]

    @cached_property
    def text(self) -> str:
        """The texts of its clauses, joined by line feeds."""
        return joined(self.clauses)

    @cached_property
    def words(self) -> list[Word]:
        """Its words without markers."""
        return clause_words(self.clauses)

    @cached_property
    def key(self) -> str:
        """Equal for texts that are the same but for numbers of clauses, width and white space."""
        return "".join(w.norm for w in self.words)

    @cached_property
    def size(self) -> int:
        """Characters that count."""
        return length(self.words)

    def terms(self) -> list[str]:
        """Words and pairs of characters; references to articles are alike, since renumbering changes them."""
        own = ["第条" if _REFERENCE.fullmatch(w.norm) else w.norm for w in self.words if not w.is_point]
        run = "".join(own)
        return ["w" + w for w in own] + [run[i:i + 2] for i in range(len(run) - 1)]


def parts(document: Document) -> list[Part]:
    """The document as parts; every clause stands in exactly one."""
    by_id = {c.id: c for c in document.clauses}
    head: dict[str, str] = {}
    groups: dict[str, list[Clause]] = {}
    for clause in document.clauses:
        above = by_id.get(clause.parent) if clause.parent else None
        owner = clause.id
        if above is not None and above.id in head:
            top = by_id[head[above.id]]
            under_article = bool(_ARTICLE.fullmatch(top.marker.strip()))
            if under_article or (clause.kind == "paragraph" and top.kind == "unit"):
                owner = top.id
        head[clause.id] = owner
        groups.setdefault(owner, []).append(clause)
    return [Part(tuple(group), at, _family(group[0])) for at, group in enumerate(groups.values())]


def _family(clause: Clause) -> str:
    if clause.kind not in BODY_KINDS:
        return clause.kind
    return "chapter" if clause.kind == "unit" and _CHAPTER.fullmatch(clause.marker.strip() or "-") else "body"


@dataclass
class Aligned:
    """Parts that belong together. `links`: which old part goes with which new (their places); `moved`: out of order."""

    old: list[Part] = field(default_factory=list)
    new: list[Part] = field(default_factory=list)
    links: list[tuple[int, int]] = field(default_factory=list)
    moved: bool = False


def similarities(old: Sequence[Part], new: Sequence[Part]) -> Any:
    """Cosine of TF-IDF vectors, old × new (0 … 1)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    terms = [p.terms() for p in (*old, *new)]
    if not old or not new or not any(terms):
        return np.zeros((len(old), len(new)))
    vectors = TfidfVectorizer(analyzer=lambda t: t, sublinear_tf=True).fit_transform(terms)
    return (vectors[:len(old)] @ vectors[len(old):].T).toarray()


def align(old: Sequence[Part], new: Sequence[Part]) -> list[Aligned]:
    """Every part of both sides in exactly one group, in the order of the new document, what went away in its place."""
    similar = similarities(old, new)
    # the same text throughout: parts without a word, which nothing else could pair, included
    same = [p.text for p in old] == [p.text for p in new]
    pairs = {p.at: p.at for p in old} if same else _pairs(old, new, similar)
    links = set(pairs.items())
    links |= _partners(old, new, similar, pairs)
    back = {j: i for i, j in pairs.items()}
    links |= {(i, j) for j, i in _partners(new, old, similar.T, back)}
    return _ordered(_groups(old, new, links), old, new, pairs)


def _pairs(old: Sequence[Part], new: Sequence[Part], similar: Any) -> dict[int, int]:
    """One to one, by the greatest sum of weights; first by text alone, then also by where the neighbours went."""
    if not old or not new:
        return {}
    pairs = _same_text(old, new)
    weight = _weights(old, new, similar)
    for _ in range(2):
        anchors = dict(pairs)
        anchors.update(_assign(weight, pairs, SURE))
        near = _nearness(_in_order(anchors), len(old), len(new))
        placed = np.where(weight > 0, weight + 0.14 * near, 0.0)
        found = dict(pairs)
        found.update(_assign(placed, pairs, ACCEPT))
        weight = np.where(weight > 0, weight + 0.06 * _same_parent(old, new, found), 0.0)
    return found


def _same_text(old: Sequence[Part], new: Sequence[Part]) -> dict[int, int]:
    """Texts that stand once on each side and are the same."""
    counts = Counter(p.key for p in old), Counter(p.key for p in new)
    where = {p.key: p.at for p in new}
    return {p.at: where[p.key] for p in old if p.size >= 8 and counts[0][p.key] == 1 == counts[1].get(p.key)
            and new[where[p.key]].family == p.family}


def _weights(old: Sequence[Part], new: Sequence[Part], similar: Any) -> Any:
    """Likeness of text, and of headings where both have one; 0 for kinds that never become each other."""
    weight = similar.copy()
    heads_old, heads_new = [_pairs_of(p.head.heading) for p in old], [_pairs_of(p.head.heading) for p in new]
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            if a.family != b.family:
                weight[i, j] = 0.0
                continue
            if heads_old[i] and heads_new[j]:
                common = len(heads_old[i] & heads_new[j])
                weight[i, j] = 0.7 * weight[i, j] + 0.6 * common / (len(heads_old[i]) + len(heads_new[j]))
            if a.family not in ("body", "chapter"):
                weight[i, j] += 0.2
            if a.head.level != b.head.level:
                weight[i, j] *= 0.9
            if a.head.kind != b.head.kind:
                weight[i, j] *= 0.85
    return weight


def _pairs_of(text: str) -> set[str]:
    return {text[i:i + 2] for i in range(len(text) - 1)}


def _assign(weight: Any, fixed: dict[int, int], least: float) -> dict[int, int]:
    from scipy.optimize import linear_sum_assignment

    taken = set(fixed.values())
    rows = [i for i in range(weight.shape[0]) if i not in fixed]
    columns = [j for j in range(weight.shape[1]) if j not in taken]
    if not rows or not columns:
        return {}
    part = weight[np.ix_(rows, columns)]
    part = np.where(part >= least, part, 0.0)
    return {rows[a]: columns[b] for a, b in zip(*linear_sum_assignment(-part), strict=True) if part[a, b] > 0}


def _in_order(pairs: dict[int, int]) -> dict[int, int]:
    """The longest run of pairs that keep their order: what is not in it moved."""
    items = sorted(pairs.items())
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(items):
        at = bisect_left(tails, j)
        before.append(ends[at - 1] if at else -1)
        tails[at:at + 1] = [j]
        ends[at:at + 1] = [n]
    kept: dict[int, int] = {}
    n = ends[-1] if ends else -1
    while n >= 0:
        kept[items[n][0]] = items[n][1]
        n = before[n]
    return kept


def _nearness(anchors: dict[int, int], rows: int, columns: int) -> Any:
    """1 where an old part would stand if it kept its place among its neighbours, falling off to both sides."""
    known = sorted(anchors.items())
    xs = [-1, *(i for i, _ in known), rows]
    ys = [-1, *(j for _, j in known), columns]
    expected = np.interp(np.arange(rows), xs, ys)
    return np.exp(-np.abs(np.arange(columns)[None, :] - expected[:, None]) / 3.0)


def _same_parent(old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int]) -> Any:
    """1 where the clauses above two parts were paired with each other."""
    at_old, at_new = {p.head.id: p.at for p in old}, {p.head.id: p.at for p in new}
    up_old = np.array([pairs.get(at_old.get(p.head.parent or "", -1), -1) for p in old])
    up_new = np.array([at_new.get(p.head.parent or "", -2) for p in new])
    return (up_old[:, None] == up_new[None, :]).astype(float)


def _partners(old: Sequence[Part], new: Sequence[Part], similar: Any, pairs: dict[int, int]) -> set[tuple[int, int]]:
    """New parts without a partner that hold a piece of an old part which its own partner no longer holds: split off."""
    taken = set(pairs.values())
    found: set[tuple[int, int]] = set()
    for j, part in enumerate(new):
        if j in taken or part.family != "body" or part.size < 12:
            continue
        best: tuple[float, int] | None = None
        likely = sorted((i for i in pairs if old[i].family == "body" and similar[i, j] >= 0.12),
                        key=lambda i: -similar[i, j])
        for i in likely[:4]:
            share = _split_share(old[i], new[pairs[i]], part, abs(pairs[i] - j) <= NEAR)
            if share and (best is None or share > best[0]):
                best = (share, i)
        if best:
            found.add((best[1], j))
    return found


def _split_share(whole: Part, kept: Part, piece: Part, near: bool) -> float:
    """How much of the piece comes from what the kept part left over of the whole; 0 for too little to call it split."""
    stays = {a + k for a, _, n in blocks(whole.words, kept.words) if length(whole.words[a:a + n]) >= RUN
             for k in range(n)}
    runs = [(a, n) for a, _, n in blocks(whole.words, piece.words) if n >= 2]
    left = [whole.words[a + k] for a, n in runs for k in range(n) if a + k not in stays]
    gained = sum(len(w.norm) for w in left if not w.is_point)
    if gained < 8:
        return 0.0
    share = gained / max(1, piece.size)
    # A piece that is mostly the old text, or one that takes a good part of it along among new words.
    return share if share >= (0.4 if near else 0.55) or (near and share >= 0.18 and gained >= 0.12 * whole.size) else 0.0


def _groups(old: Sequence[Part], new: Sequence[Part], links: set[tuple[int, int]]) -> list[Aligned]:
    group_of: dict[tuple[str, int], Aligned] = {}
    for i, j in sorted(links):
        a, b = group_of.get(("old", i)), group_of.get(("new", j))
        group = a or b or Aligned()
        if a and b and a is not b:
            for side, p in [("old", p) for p in b.old] + [("new", p) for p in b.new]:
                group_of[side, p.at] = a
            a.old += b.old
            a.new += b.new
            a.links += b.links
        if old[i] not in group.old:
            group.old.append(old[i])
        if new[j] not in group.new:
            group.new.append(new[j])
        group.links.append((i, j))
        group_of["old", i] = group_of["new", j] = group
    groups = list({id(g): g for g in group_of.values()}.values())
    groups += [Aligned(old=[p]) for p in old if ("old", p.at) not in group_of]
    groups += [Aligned(new=[p]) for p in new if ("new", p.at) not in group_of]
    for group in groups:
        group.old.sort(key=lambda p: p.at)
        group.new.sort(key=lambda p: p.at)
    return groups


def _ordered(groups: list[Aligned], old: Sequence[Part], new: Sequence[Part], pairs: dict[int, int]) -> list[Aligned]:
    body = {i: j for i, j in pairs.items() if old[i].family in ("body", "chapter")}
    steady = _in_order(body)
    after: dict[int, int] = {}
    last = -1
    for i in range(len(old)):
        last = steady.get(i, last)
        after[i] = last
    for group in groups:
        group.moved = len(group.old) == len(group.new) == 1 and any(i in body and i not in steady for i, _ in group.links)
    return sorted(groups, key=lambda g: (g.new[0].at, 0, 0) if g.new else (after[g.old[0].at], 1, g.old[0].at))


__all__ = ["WHOLE", "Aligned", "Part", "align", "parts", "similarities"]
