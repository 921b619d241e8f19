"""A document as parts: what is aligned as one. A part is a numbered clause with the paragraphs below it that have no
number of their own (an article with its paragraphs and items), a row of a table, or one piece of front or end matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import add

from corpus.model import BODY_KINDS, Clause, Document
from index.segments import Passage, passages
from index.texts import Text, runs

_ARTICLE = re.compile(r"第.+条(?:之.+)?")
_CHAPTER = re.compile(r"第.+[编章节]|附\s*则|总\s*则")
RUN = 5
"""Characters in a row that show that a passage went over; shorter runs are words that any clause of a law may hold."""
NUMBER = re.compile(r"\d[\d.]+%?")
_REFERENCE = re.compile(r"第[〇零一二三四五六七八九十百\d]+[条款项]")


class Part(Text):
    """What is aligned as one: its clauses in document order, the first of them its head; `at` counts from 0; `words` is its
    text without the numbers of its clauses."""

    _heading_pairs: frozenset[str] | None = None
    _runs: frozenset[str] | None = None
    _passages: dict[int, list[Passage]] | None = None

    def __init__(self, clauses: Sequence[Clause], at: int) -> None:
        super().__init__(clauses)
        self.at, self.head = at, clauses[0]
        self.family = _family(self.head)
        self.words = "".join([c.text.removeprefix(c.marker) for c in clauses])

    @property
    def heading_pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters of its heading."""
        if self._heading_pairs is None:
            self._heading_pairs = frozenset(map(add, self.head.heading, self.head.heading[1:]))
        return self._heading_pairs

    @property
    def runs(self) -> frozenset[str]:
        """The runs of RUN characters of its key."""
        if self._runs is None:
            self._runs = runs(self.key, RUN)
        return self._runs

    def passages_to(self, new: Part) -> list[Passage]:
        """Its segments aligned with those of a part of the new document, worked out once."""
        if self._passages is None:
            self._passages = {}
        if new.at not in self._passages:
            self._passages[new.at] = passages(self.segments, new.segments)
        return self._passages[new.at]

    def terms(self) -> tuple[str, list[str]]:
        """What it is likened by: its text, and as words the numbers and the names that the mentions give (jieba's words
        beside them changed no alignment of the pairs measured, and took as long as all the rest). References to articles
        are alike, since renumbering changes them."""
        key = self.key
        return _REFERENCE.sub("第条", key) if "第" in key else key, [*NUMBER.findall(key), *self.names]


def parts(document: Document) -> list[Part]:
    """The document as parts; every clause stands in exactly one."""
    tops: dict[str | None, Clause] = {}  # of each clause the head of its part
    groups: dict[str, list[Clause]] = {}
    for clause in document.clauses:
        top = tops.get(clause.parent)
        if top is not None and (clause.kind == "paragraph" and top.kind == "unit" or _is_article(top.marker)):
            groups[top.id].append(clause)
        else:
            top, groups[clause.id] = clause, [clause]
        tops[clause.id] = top
    return [Part(group, at) for at, group in enumerate(groups.values())]


def _family(clause: Clause) -> str:
    if clause.kind not in BODY_KINDS:
        return clause.kind
    return "chapter" if clause.kind == "unit" and _is_chapter(clause.marker) else "body"


@lru_cache(maxsize=4096)
def _is_article(marker: str) -> bool:
    return _ARTICLE.fullmatch(marker.strip()) is not None


@lru_cache(maxsize=4096)
def _is_chapter(marker: str) -> bool:
    return _CHAPTER.fullmatch(marker.strip()) is not None
