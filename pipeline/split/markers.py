"""Outline markers: which text opens with one, its style and its number.

A style is what makes two markers siblings (`一、` and `二、`); `rank` is where it usually stands (GB/T 9704-2012 7.3.3:
一、 → （一） → 1. → （1）; 立法法 第六十五条: 编 章 节 条 款 项 目). The outline follows the document where it differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RANK = {
    "annex": 5, "md": 8, "part": 10, "chapter": 20, "section": 30, "article": 40, "cn": 50, "(cn)": 60,
    "num": 70, "(num)": 80, "num)": 85, "circle": 90, "box": 95, "run-in": 100,
}  # fmt: skip

_CN = "零〇一二三四五六七八九十百"
_DIGIT = "0-9０-９"
_LAW = {"编": "part", "章": "chapter", "节": "section", "条": "article"}
_LAW_RE = re.compile(rf"第\s?([{_CN}{_DIGIT}]{{1,7}})\s?([编章节条])(之[{_CN}]+)?")
_NOT_A_LAW_UNIT = re.compile(r"[、，,；;和至或及第]|(?:规定|所称|所列|所述|款|项|的|以及|中)")
_CN_RE = re.compile(rf"([{_CN}]{{1,4}})[、．.]")
_PAREN_CN_RE = re.compile(rf"[（(]\s?([{_CN}]{{1,4}})\s?[）)]、?")
_NUM_RE = re.compile(rf"([{_DIGIT}]{{1,3}})\s?(?:[.．、﹒](?![{_DIGIT}])|[.．、﹒]\s?(?=20\d\d年|(?:1[0-2]|[1-9])月(?:[底份前中下上]|\d{{1,2}}日)))")
_PAREN_NUM_RE = re.compile(rf"[（(]\s?([{_DIGIT}]{{1,2}})\s?[）)]、?(?![{_DIGIT}])")
_HALF_NUM_RE = re.compile(rf"([{_DIGIT}]{{1,2}})[）)]")
_CIRCLE_RE = re.compile(r"([①-⑳])")
_DOTTED_RE = re.compile(
    r"(\d{1,2}(?:[.．]\d{1,2}){1,3})(?=[\s\u3000])|(\d{1,2}(?:[.．]\d{1,2}){2,3})(?=[\u4e00-\u9fff])"
)
_PLAIN_RE = re.compile(r"(\d{1,2})(?=[\u3000\s]+[\u4e00-\u9fff])")
_BOX_RE = re.compile(rf"(专栏\s?[{_CN}{_DIGIT}]{{0,3}}(?:-\d+)?)(?=[\s\u3000：:]|$|[\u4e00-\u9fff“])")
_ANNEX_RE = re.compile(rf"((?:附件|附表|附录)\s?[{_CN}{_DIGIT}]{{0,3}}(?:[-—]\d+)?)(?=[\s\u3000：:.．]|$)[：:.．]?")
_MD_RE = re.compile(r"(#{1,6})\s*")
# 一、二类水质, 一、二、三级: numbers that are read together, not markers.
_READ_TOGETHER = re.compile(rf"[{_CN}]{{1,3}}(?:[、类级号线期等季]|次产业)")
# Units that follow a figure: 3.5万吨 is caught by the digit, 2.万元 does not occur; 1、2号 by the digit.
_YEAR = re.compile(r"(?:19|20)\d\d[.．]")


@dataclass(frozen=True, slots=True)
class Marker:
    """`text` as printed, `length` of what it takes of the text with the space after it, `style`, `number`, `depth`
    (parts of a dotted number, hashes of a Markdown heading)."""

    text: str
    length: int
    style: str
    number: int
    depth: int = 1

    @property
    def rank(self) -> int:
        """Where the style usually stands; lower is higher up."""
        if self.style.startswith("dotted"):
            return 50 + 5 * self.depth
        if self.style.startswith("md"):
            return RANK["md"]
        return RANK[self.style]


def cn_number(text: str) -> int:
    """Value of a Chinese or Arabic number below 1000 (`二十三` → 23, `１２` → 12); 0 for an empty text."""
    if text and text[0] not in _CN:
        return int(re.sub(r"\D", "", text) or 0)
    total, digit = 0, 0
    for ch in text:
        if ch == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif ch == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif ch in "零〇":
            digit = 0
        else:
            digit = "一二三四五六七八九".index(ch) + 1
    return total + digit


def find(text: str, dotted: bool = False) -> Marker | None:
    """The marker that `text` opens with. `dotted`: the document numbers with 1, 1.1, 1.1.1."""
    if not text:
        return None
    first = text[0]
    if first == "#" and (md := _MD_RE.match(text)):
        inner = find(text[md.end() :])
        if inner is not None:
            return Marker(inner.text, md.end() + inner.length, inner.style, inner.number, inner.depth)
        return Marker("", md.end(), f"md{len(md[1])}", 0, len(md[1]))
    found: Marker | None = None
    if first == "第" and (m := _LAW_RE.match(text)):
        rest = text[m.end() :]
        if not _NOT_A_LAW_UNIT.match(rest):
            found = Marker(m[0], m.end(), _LAW[m[2]], cn_number(m[1]))
    elif first in _CN:
        if (m := _CN_RE.match(text)) and not _READ_TOGETHER.match(text[m.end() :]):
            found = Marker(m[0], m.end(), "cn", cn_number(m[1]))
    elif first in "（(":
        if m := _PAREN_CN_RE.match(text):
            found = Marker(m[0], m.end(), "(cn)", cn_number(m[1]))
        elif m := _PAREN_NUM_RE.match(text):
            found = Marker(m[0], m.end(), "(num)", cn_number(m[1]))
    elif first in "专附":
        if m := _BOX_RE.match(text):
            found = Marker(m[1], m.end(), "box", _digits(m[1]))
        elif m := _ANNEX_RE.match(text):
            found = Marker(m[1], m.end(), "annex", _digits(m[1]))
    elif "①" <= first <= "⑳":
        found = Marker(first, 1, "circle", ord(first) - ord("①") + 1)
    elif first.isdigit():
        found = _numeric(text, dotted)
    if found is None:
        return None
    gap = len(text) - found.length - len(text[found.length :].lstrip(" \u3000\t\xa0ㅤ"))
    return Marker(found.text, found.length + gap, found.style, found.number, found.depth)


def _numeric(text: str, dotted: bool) -> Marker | None:
    if _YEAR.match(text):
        return None
    if dotted:
        if m := _DOTTED_RE.match(text):
            parts = re.split(r"[.．]", m[1] or m[2])
            return Marker(m[0], m.end(), f"dotted{len(parts)}", int(parts[-1]), len(parts))
        if m := _PLAIN_RE.match(text):
            return Marker(m[1], m.end(), "dotted1", int(m[1]), 1)
    if m := _NUM_RE.match(text):
        return Marker(m[0].strip(), m.end(), "num", cn_number(m[1]))
    if m := _HALF_NUM_RE.match(text):
        return Marker(m[0], m.end(), "num)", cn_number(m[1]))
    return None


def _digits(text: str) -> int:
    m = re.search(rf"[{_CN}{_DIGIT}]+", text)
    return cn_number(m[0]) if m else 0


def numbers_with_dots(texts: list[str]) -> bool:
    """Whether a document's own numbering is 1, 1.1, 1.1.1: at least three lines open so, with a space after."""
    return sum(1 for t in texts if t[:1].isdigit() and _DOTTED_RE.match(t)) >= 3
