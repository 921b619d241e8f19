"""Texts as they are compared: in segments (to the next comma or stop) and words, with numbers, dates and names whole.

Words are jieba's; a number with its percent sign or unit, a date, a reference to an article and a name that a mention
of either side gives are one word each, so that 16% → 13.5% is one edit. Width of punctuation, white space and the
markers of clauses do not count unless asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import add

from corpus.model import Clause
from corpus.words import fold, words

_CN = "〇零一二三四五六七八九十百千万亿两"
WHOLE = re.compile(
    rf"(?=[\d第{_CN}])(?:"  # what it may begin with: most characters are passed by at once
    r"\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"|\d+(?:[.．,，]\d+)*\s*(?:%|％|‰|个百分点|年|月|日)?"
    rf"|第[{_CN}\d]+[编章节条款项]"
    rf"|百分之[{_CN}点]+"
    rf"|[{_CN}]+(?:个?工作日|个?月|日|年|倍|元)(?!度))"
)
_SPACE = re.compile(r"\s")
_POINTS = re.compile(r"[^\w%％‰℃]+")
_LIST = re.compile(r"[（(][^（()）\n]{4,400}(?:负责|牵头|配合|落实|分工|参与)[^（()）\n]{0,60}[）)][。；;]?")
_STOP = re.compile(r"[。；！？;!?]|[，：,:](?!\d)|[，：,:](?<!\d.)|\n")
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, in order: of word n `norms[n]` is compared, `starts[n]:ends[n]` is its place in the row's text
    (three lists, for thousands are made where few are looked at)."""

    norms: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.norms)

    def length(self, start: int, end: int) -> int:
        """Characters of some of them that count."""
        return sum(map(len, self.norms[start:end]))

    def is_point(self, n: int) -> bool:
        """Whether it is punctuation."""
        return bool(_POINTS.fullmatch(self.norms[n]))


@dataclass(eq=False)
class Segment:
    """A piece of a row's text up to its comma or stop, `start:end`, or a responsibility list in brackets (`whole`). `key`
    is compared."""

    key: str
    start: int
    end: int
    whole: bool = False

    @cached_property
    def body(self) -> str:
        """The key without its closing marks."""
        return self.key.rstrip("，。；：！？,;:!?、.") or self.key

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters of the body (a body of one character gives itself)."""
        return frozenset(map(add, self.body, self.body[1:])) or frozenset((self.body,))


class _Plain(dict[int, str]):
    """Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = fold(chr(code))
        self[code] = found = _QUOTES.get(character, character)
        return found


_PLAIN = _Plain()
_MAY_CHANGE = re.compile("[^\u4e00-\u9fff0-9a-z、。《》\n]")


def plain(text: str) -> str:
    """Without width of characters, kind of quotation marks and case; every character keeps its place."""
    return _MAY_CHANGE.sub(lambda match: _PLAIN[ord(match[0])], text)


def norm(text: str) -> str:
    """The same, without white space."""
    return "".join(plain(text).split())


def joined(clauses: Sequence[Clause]) -> str:
    """The text that the offsets of a row's edits count in."""
    return "\n".join(c.text for c in clauses)


def bodies(clauses: Sequence[Clause]) -> Iterator[tuple[str, int]]:
    """The clauses' texts without their markers (a new number is no edit), and where each begins in the joined text."""
    offset = 0
    for clause in clauses:
        skip = len(clause.marker) if clause.marker and clause.text.startswith(clause.marker) else 0
        yield clause.text[skip:], offset + skip
        offset += len(clause.text) + 1


def segments(clauses: Sequence[Clause]) -> list[Segment]:
    """The segments of the clauses' joined text, in order; those of white space alone are left out."""
    return segments_of((plain(text), offset) for text, offset in bodies(clauses))


def segments_of(plains: Iterable[tuple[str, int]]) -> list[Segment]:
    """The same, of texts that are plain already, each with the place where it begins."""
    found: list[Segment] = []
    for text, offset in plains:
        at = 0
        for match in _LIST.finditer(text):
            found += _cut_at_stops(text, at, match.start(), offset)
            found.append(Segment("".join(match.group().split()), offset + match.start(), offset + match.end(), True))
            at = match.end()
        found += _cut_at_stops(text, at, len(text), offset)
    return found


def _cut_at_stops(text: str, start: int, end: int, offset: int) -> Iterator[Segment]:
    at = start
    for stop in [*(m.end() for m in _STOP.finditer(text, start, end)), end]:
        key = "".join(text[at:stop].split())
        if key:
            yield Segment(key, offset + at, offset + stop)
        at = stop


def names(clauses: Iterable[Clause]) -> frozenset[str]:
    """What the mentions of the clauses give as names: units, technologies and documents, as printed."""
    found: set[str] = set()
    for clause in clauses:
        found.update(u.surface for row in clause.responsibilities for u in row.units)
        found.update(t.text for t in clause.technologies)
        found.update(c.text for c in clause.citations)
    return frozenset(n for n in found if 2 < len(n) <= LONGEST_NAME)


def cut(text: str, offset: int = 0, whole: Iterable[str] = (), exact: bool = False) -> Words:
    """The words of a text, places counted from `offset`; names in `whole` stay one word. `exact`: width, case and white
    space count."""
    return cut_plain(text if exact else plain(text), offset, whole, exact)


def cut_plain(text: str, offset: int, whole: Iterable[str], exact: bool) -> Words:
    """The same, of a text that is plain already (or that counts exactly)."""
    found: list[str] = []
    last = 0
    for start, end in _wholes(text, whole):
        if start > last:
            found += words(text[last:start])
        found.append(text[start:end])
        last = end
    found += words(text[last:])
    places = list(accumulate(map(len, found), initial=offset))
    if exact or not _SPACE.search(text):
        return Words(found, places[:-1], places[1:])
    said = [(key, start, end) for word, start, end in zip(found, places, places[1:], strict=False) if (key := "".join(word.split()))]
    return Words([key for key, _, _ in said], [start for _, start, _ in said], [end for _, _, end in said])


def _wholes(text: str, whole: Iterable[str]) -> list[tuple[int, int]]:
    here = sorted([n for n in whole if n in text], key=lambda n: (-len(n), n))
    if not here:
        return [m.span() for m in WHOLE.finditer(text)]
    found: list[tuple[int, int]] = []
    last = 0
    for match in [*re.finditer("|".join(map(re.escape, here)), text), None]:
        found += [m.span() for m in WHOLE.finditer(text, last, match.start() if match else len(text))]
        if match:
            found.append(match.span())
            last = match.end()
    return found


def held(text: str, other: str, run: int) -> list[bool]:
    """For each character of the text, whether it stands in a run of so many that the other text has too."""
    if len(text) >= run and text in other:
        return [True] * len(text)
    found = [False] * len(text)
    for i in range(len(text) - run + 1):
        if text[i:i + run] in other:
            found[i:i + run] = [True] * run
    return found
