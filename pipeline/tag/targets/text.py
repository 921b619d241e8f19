"""One clause cut into sentences and parts, with what stands in brackets and title marks laid aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

BRACKET = re.compile(r"[（(〔\[【《〈][^（(〔\[【《〈）)〕\]】》〉]*[）)〕\]】》〉]")
ENDS = re.compile(r"[。！？!?\n]|(?<=[；;。])\s*(?=[一二三四五六七八九十]+是)")
PARTS = re.compile(r"[，,；;：:]|　{1,}|\s{2,}")
CLASSIFIERS = "套户间条个台次处辆座家所张栋组"  # 3万套（间）
HIDDEN = "\x01"


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two commas, semicolons or colons; `after` is the mark that ends it."""

    start: int
    end: int
    after: str


def mask(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with every bracket's and title's characters hidden, and the spans inside the (outer) round brackets."""
    inside: list[tuple[int, int]] = []
    for _ in range(3):
        spans = [m.span() for m in BRACKET.finditer(text) if not (m.end() - m.start() == 3 and text[m.start() + 1] in CLASSIFIERS and text[m.start()] in "（(")]
        if not spans:
            break
        chars = list(text)
        for a, b in spans:
            if text[a] in "（(":
                inside = [s for s in inside if not (a <= s[0] and s[1] <= b)] + [(a + 1, b - 1)]
            chars[a:b] = HIDDEN * (b - a)
        text = "".join(chars)
    return text, sorted(inside)


def sentences(masked: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences; 一是…；二是… begin one each."""
    at = begin
    for m in ENDS.finditer(masked, begin, end):
        if m.end() > at:
            yield at, m.end()
        at = m.end()
    if at < end:
        yield at, end


def parts(masked: str, begin: int, end: int) -> list[Part]:
    """The parts of one sentence. A comma within a number (1,000) ends none."""
    found, at = [], begin
    for m in PARTS.finditer(masked, begin, end):
        if m[0] in ",." and masked[m.start() - 1:m.start()].isdigit() and masked[m.end():m.end() + 1].isdigit():
            continue
        found.append(Part(at, m.start(), m[0]))
        at = m.end()
    stop = end
    while stop > at and masked[stop - 1] in "。！？!?\n":
        stop -= 1
    if stop > at:
        found.append(Part(at, stop, "。"))
    return found
