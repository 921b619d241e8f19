"""Texts as they are compared: in segments (to the next comma or stop) and words, with numbers, dates and names whole.

Words are jieba's; a number with its percent sign or unit, a date, a reference to an article and a name that a mention
of either side gives are one word each, so that 16% → 13.5% is one edit. Width of punctuation, white space and the
markers of clauses do not count unless asked.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate
from operator import add

from corpus.model import Clause
from corpus.words import fold, words

_CN = "〇零一二三四五六七八九十百千万亿两"
WHOLE = re.compile(
    rf"[\d第{_CN}](?:"  # what it may begin with: other characters are passed by at once
    r"(?<=\d)(?:\d{3}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|\d*(?:[.．,，]\d+)*\s*(?:%|％|‰|个百分点|年|月|日)?)"
    rf"|(?<=第)[{_CN}\d]+[编章节条款项]"
    rf"|(?<=百)分之[{_CN}点]+"
    rf"|(?<=[{_CN}])[{_CN}]*(?:个?工作日|个?月|日|年|倍|元)(?!度))"
)
_SPACE = re.compile(r"\s")
_POINTS = re.compile(r"[^\w%％‰℃]+")
_LIST = re.compile(r"[（(][^（()）\n]{4,400}(?:负责|牵头|配合|落实|分工|参与)[^（()）\n]{0,60}[）)][。；;]?")
_STOP = re.compile(r"[。；！？;!?\n，：,:](?:(?<![，：,:])|(?!\d)|(?<!\d.))")
_QUOTES = {"“": '"', "”": '"', "‘": "'", "’": "'"}
LONGEST_NAME = 60


@dataclass(slots=True)
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


class Segment:
    """A piece of a row's text up to its comma or stop, `start:end`, or a responsibility list in brackets (`whole`). `key`
    is compared; `body` is the key without its closing marks."""

    __slots__ = ("_pairs", "body", "end", "key", "start", "whole")

    def __init__(self, key: str, start: int, end: int, whole: bool = False) -> None:
        self.key, self.start, self.end, self.whole = key, start, end, whole
        self.body = key.rstrip("，。；：！？,;:!?、.") or key
        self._pairs: frozenset[str] | None = None

    @property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters of the body (a body of one character gives itself)."""
        if self._pairs is None:
            self._pairs = frozenset(map(add, self.body, self.body[1:])) or frozenset((self.body,))
        return self._pairs


class _Plain(dict[int, str]):
    """Filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = fold(chr(code))
        self[code] = found = _QUOTES.get(character, character)
        return found


_PLAIN = _Plain()
_MAY_CHANGE = re.compile(r"[^\u4e00-\u9fff0-9a-z、。《》\n,;:()\"%]")
_OFTEN = (("，", ","), ("；", ";"), ("：", ":"), ("（", "("), ("）", ")"), ("“", '"'), ("”", '"'))


def plain(text: str) -> str:
    """Without width of characters, kind of quotation marks and case; every character keeps its place."""
    for was, now in _OFTEN:
        text = text.replace(was, now)
    return _MAY_CHANGE.sub(lambda match: _PLAIN[ord(match[0])], text)


def norm(text: str) -> str:
    """The same, without white space."""
    return "".join(plain(text).split())


def joined(clauses: Sequence[Clause]) -> str:
    """The text that the offsets of a row's edits count in."""
    return "\n".join(c.text for c in clauses)


def bodies(clauses: Sequence[Clause]) -> list[tuple[int, int]]:
    """Where the clauses' texts without their markers (a new number is no edit) begin and end in the joined text."""
    found: list[tuple[int, int]] = []
    offset = 0
    for clause in clauses:
        end = offset + len(clause.text)
        found.append((offset + len(clause.marker) if clause.text.startswith(clause.marker) else offset, end))
        offset = end + 1
    return found


class Text:
    """The text of some clauses in the forms that comparing needs, each worked out when it is first asked for: what did not
    change needs none."""

    _text: str | None = None
    _plain: str | None = None
    _key: str | None = None
    _segments: list[Segment] | None = None
    _names: frozenset[str] | None = None

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)

    @property
    def text(self) -> str:
        """The texts of the clauses, joined by line feeds."""
        if self._text is None:
            self._text = joined(self.clauses)
        return self._text

    @property
    def plain(self) -> str:
        """The same without width of characters, kind of quotation marks and case."""
        if self._plain is None:
            self._plain = plain(self.text)
        return self._plain

    @property
    def key(self) -> str:
        """Equal for texts that are the same but for numbers of clauses, width and white space."""
        if self._key is None:
            self._key = "".join("".join([self.plain[a:b] for a, b in bodies(self.clauses)]).split())
        return self._key

    @property
    def size(self) -> int:
        """Characters that count."""
        return len(self.key)

    @property
    def names(self) -> frozenset[str]:
        """What its mentions give as names."""
        if self._names is None:
            self._names = names(self.clauses)
        return self._names

    @property
    def segments(self) -> list[Segment]:
        """The segments in order; those of white space alone are left out."""
        if self._segments is None:
            self._segments = []
            for start, end in bodies(self.clauses):
                at = start
                for match in _LIST.finditer(self.plain, start, end):
                    _cut_at_stops(self._segments, self.plain, at, match.start())
                    self._segments.append(Segment("".join(match.group().split()), match.start(), match.end(), True))
                    at = match.end()
                _cut_at_stops(self._segments, self.plain, at, end)
        return self._segments


def _cut_at_stops(found: list[Segment], text: str, start: int, end: int) -> None:
    at = start
    for stop in [*[m.end() for m in _STOP.finditer(text, start, end)], end]:
        if key := "".join(text[at:stop].split()):
            found.append(Segment(key, at, stop))
        at = stop


def names(clauses: Iterable[Clause]) -> frozenset[str]:
    """What the mentions of the clauses give as names: units, technologies and documents, as printed."""
    found: set[str] = set()
    for clause in clauses:
        for row in clause.responsibilities:
            found.update([u.surface for u in row.units])
        if clause.technologies:
            found.update([t.text for t in clause.technologies])
        if clause.citations:
            found.update([c.text for c in clause.citations])
    return frozenset([n for n in found if 2 < len(n) <= LONGEST_NAME])


def cut(text: str, offset: int = 0, whole: Iterable[str] = (), exact: bool = False) -> Words:
    """The words of a text, places counted from `offset`; names in `whole` stay one word. `exact`: width, case and white
    space count."""
    said = text if exact else plain(text)
    return cut_plain(said, 0, len(said), places(said, whole), exact, offset)


def places(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where the names stand in the text, overlapping or not, the longest first of those that begin together."""
    found: list[tuple[int, int]] = []
    for name in names:
        at = text.find(name)
        while at >= 0:
            found.append((at, -at - len(name)))
            at = text.find(name, at + 1)
    return [(start, -end) for start, end in sorted(found)]


def cut_plain(text: str, start: int, end: int, named: Sequence[tuple[int, int]], exact: bool, offset: int = 0) -> Words:
    """The words of text[start:end], of a text that is plain already (or that counts exactly), in which names stand at these
    places."""
    found: list[str] = []
    last = start
    for at, stop in _wholes(text, start, end, named):
        if at > last:
            found += words(text[last:at])
        found.append(text[at:stop])
        last = stop
    if last < end:
        found += words(text[last:end])
    begins = list(accumulate(map(len, found), initial=start + offset))
    if exact or not _SPACE.search(text, start, end):
        return Words(found, begins[:-1], begins[1:])
    said = [(key, at, stop) for word, at, stop in zip(found, begins, begins[1:], strict=False) if (key := "".join(word.split()))]
    return Words([key for key, _, _ in said], [at for _, at, _ in said], [stop for _, _, stop in said])


def _wholes(text: str, start: int, end: int, named: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What stays one word between two places, in order: names, and between them numbers, dates and references."""
    found: list[tuple[int, int]] = []
    last = start
    for at, stop in named[bisect_left(named, (start, 0)):] if named else ():
        if at >= end:
            break
        if last <= at and stop <= end:
            found += [m.span() for m in WHOLE.finditer(text, last, at)]
            found.append((at, stop))
            last = stop
    return found + [m.span() for m in WHOLE.finditer(text, last, end)]


def runs(text: str, size: int) -> frozenset[str]:
    """Its runs of so many characters."""
    return frozenset([text[i:i + size] for i in range(len(text) - size + 1)])


def held(text: str, others: AbstractSet[str], size: int) -> list[tuple[int, int]]:
    """Where the text stands in runs of so many characters that are among those of another text."""
    found: list[tuple[int, int]] = []
    start = end = 0
    for at in [i for i in range(len(text) - size + 1) if text[i:i + size] in others]:
        if at > end:
            found.append((start, end))
            start = at
        end = at + size
    return [span for span in [*found, (start, end)] if span[0] < span[1]]


def held_size(text: str, others: AbstractSet[str], size: int) -> int:
    """How many characters of the text that is."""
    return sum(end - start for start, end in held(text, others, size))
