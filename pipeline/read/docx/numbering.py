"""Automatic numbering: its markers are not in the text, they follow from numbering.xml and the styles
(ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.read.docx.styles import Styles, integer
from pipeline.read.numerals import said
from pipeline.read.package import attribute, child, local, value

LEVELS = 9
_NO_SPACE_AFTER = "、.．)）】〕]：:，,"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: number format, text with %1 … %9, first number, whether Arabic figures are forced (isLgl),
    after which level it starts anew (None: after any above; 0: never), what follows the marker, the style it belongs to."""

    form: str
    text: str
    start: int
    legal: bool
    restart: int | None
    suffix: str
    style: str
    custom: str | None = None


class Numbering:
    """Counts the paragraphs of a document in order and gives each its marker."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self.styles = styles
        self.abstract: dict[str, dict[int, Level]] = {}
        self.links: dict[str, str] = {}
        self.styled: dict[str, str] = {}
        self.of_num: dict[str, str] = {}
        self.overrides: dict[str, dict[int, Level]] = defaultdict(dict)
        self.starts: dict[str, dict[int, int]] = defaultdict(dict)
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.begun: set[tuple[str, int]] = set()
        for node in root if root is not None else ():
            if local(node) == "abstractNum":
                self._abstract(node)
            elif local(node) == "num":
                self._num(node)

    def _abstract(self, node: Any) -> None:
        key = attribute(node, "abstractNumId") or ""
        self.abstract[key] = {n: level for n, level in map(_level, _all(node, "lvl")) if 0 <= n < LEVELS}
        if link := value(node, "numStyleLink"):
            self.links[key] = link
        if link := value(node, "styleLink"):
            self.styled[link] = key

    def _num(self, node: Any) -> None:
        key = attribute(node, "numId") or ""
        self.of_num[key] = value(node, "abstractNumId") or ""
        for override in _all(node, "lvlOverride"):
            at = integer(attribute(override, "ilvl"), 0)
            if (start := value(override, "startOverride")) is not None:
                self.starts[key][at] = integer(start, 1)
            if (level := child(override, "lvl")) is not None:
                self.overrides[key][at] = _level(level)[1]

    def _list(self, num: str) -> tuple[str, dict[int, Level]]:
        """The list that a numId belongs to (the key of its counts) and its levels."""
        key = self.of_num.get(num, "")
        if key in self.links:  # a list that borrows its levels from a numbering style
            owner = self.styled.get(self.links[key])
            if owner is not None:
                key = owner
        return key, {**self.abstract.get(key, {}), **self.overrides.get(num, {})}

    def marker(self, properties: Any) -> str:
        """The marker of a paragraph with these properties (pPr, may be None) and what stands between it and the text;
        empty where it has none. Counts the paragraph."""
        style = value(properties, "pStyle") or self.styles.default
        direct = child(properties, "numPr")
        num = value(direct, "numId") or self.styles.first(style, "numPr", "numId")
        if not num or num == "0":
            return ""
        key, levels = self._list(num)
        at = value(direct, "ilvl")
        if at is None:  # a level may name the style that it belongs to
            at = next((str(n) for n, level in levels.items() if level.style and level.style == style),
                      self.styles.first(style, "numPr", "ilvl"))
        here = integer(at, 0)
        if here not in levels:
            return ""
        self._count(key, num, here, levels)
        return self._said(key, here, levels)

    def _count(self, key: str, num: str, here: int, levels: dict[int, Level]) -> None:
        counts = self.counts[key]
        for at in range(here + 1):  # a list that starts anew does so when it is first used
            if at in self.starts[num] and (num, at) not in self.begun:
                self.begun.add((num, at))
                counts[at] = self.starts[num][at] - 1
                if at < here:
                    counts[at] += 1
        counts[here] = counts.get(here, levels[here].start - 1) + 1
        for deeper in [n for n in counts if n > here]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or here < restart:
                del counts[deeper]

    def _said(self, key: str, here: int, levels: dict[int, Level]) -> str:
        level, counts = levels[here], self.counts[key]
        if level.form == "bullet":  # a bullet is no text, unless somebody uses words for it
            return level.text + "\u3000" if re.search(r"[^\W_]", level.text) and not _private(level.text) else ""

        def number(m: re.Match[str]) -> str:
            at = int(m[1]) - 1
            of = levels.get(at)
            if of is None:
                return ""
            form = "decimal" if level.legal and of.form not in ("none", "bullet") else of.form
            return said(counts.get(at, of.start), form, of.custom) if form != "bullet" else ""

        text = re.sub(r"%([1-9])", number, level.text).lstrip()
        if not text.strip():
            return ""
        if level.suffix == "nothing":  # a space that the author typed after the number (第%1条 ) parts it from the text
            return text
        text = text.rstrip()
        if text[-1] in _NO_SPACE_AFTER and not text[-1:].isdigit():
            return text
        return text + ("\u3000" if not text.isascii() else " ")


def _all(node: Any, name: str) -> list[Any]:
    return [c for c in node if local(c) == name]


def _level(node: Any) -> tuple[int, Level]:
    form = child(node, "numFmt")
    if form is None:  # a newer format stands in a choice, with an older one to fall back on
        form = child(node, "AlternateContent", "Choice", "numFmt")
    restart = value(node, "lvlRestart")
    return integer(attribute(node, "ilvl"), 0), Level(
        form=(attribute(form, "val") if form is not None else None) or "decimal",
        text=value(node, "lvlText") or "",
        start=integer(value(node, "start"), 0),
        legal=child(node, "isLgl") is not None and value(node, "isLgl") not in ("0", "false", "off"),
        restart=None if restart is None else integer(restart, 0),
        suffix=value(node, "suff") or "tab",
        style=value(node, "pStyle") or "",
        custom=attribute(form, "format") if form is not None else None,
    )


def _private(text: str) -> bool:
    return any(0xE000 <= ord(ch) <= 0xF8FF for ch in text)
