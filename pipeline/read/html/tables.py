"""Tables: data or layout, and the grid of a data table with every cell in its column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from pipeline.read.frames import lays_out

MAX_COLUMNS = 200
"""Columns beyond are not counted: a span of thousands is an attack or a slip."""
LONG_CELL = 300
"""Characters of a cell that may be an article set in a layout table."""
GROUPS = ("tbody", "thead", "tfoot")
PARAGRAPHS = ("p", "div", "br", "tr", "li")


@dataclass(slots=True)
class Grid:
    """The rows of a data table (their cells, and how many characters are links), the text that stands in no cell, and the
    paragraphs of the cells over its whole width at its beginning and its end (a heading, notes): those are no rows."""

    rows: list[tuple[tuple[str, ...], int]]
    outside: list[str]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


def grid(table: HtmlElement, sizes: Mapping[HtmlElement, int]) -> Grid | None:
    """The grid of a data table; None for a table that only lays out the page. `sizes`: characters under each element.

    A cell over several rows or columns is written once, where it begins; the places that it covers are empty cells, so
    that each cell keeps its column (HTML Standard, 4.9.12, forming a table)."""
    cells = [[c for c in tr if c.tag in ("td", "th")] for tr in _rows(table)]
    if not _is_data(cells, sizes):
        return None
    from pipeline.read.html.walk import texts_of, tidy

    if max(map(len, cells)) <= 2 and lays_out([[[tidy(t) for t in "".join(texts_of(c)).split("\n\n")] for c in row] for row in cells]):
        return None
    found: list[tuple[tuple[str, ...], int]] = []
    said: list[list[str]] = []  # of each row found: the paragraphs of its only cell, where it has several
    covered: dict[int, int] = {}  # column → rows that a cell above still covers
    for row in cells:
        line: list[str] = []
        own = linked = 0
        for cell in row:
            while covered.get(len(line), 0) > 0:
                covered[len(line)] -= 1
                line.append("")
            if len(line) < MAX_COLUMNS:
                own = len(line) + 1
            paragraphs = [t for t in (tidy(t) for t in "".join(texts_of(cell)).split("\n\n")) if t]
            text = " ".join(paragraphs).replace(" | ", " ")
            if len(line) >= MAX_COLUMNS:  # more cells than a table has columns: what they say is kept in the last
                line[-1] = f"{line[-1]} {text}".strip()
                continue
            linked += sum(len(t.strip()) for a in cell.iter("a") for t in a.itertext())
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for n in range(min(wide, MAX_COLUMNS - len(line))):
                covered[len(line)] = high - 1
                line.append("" if n else text)
        for column in covered:
            if column >= len(line) and covered[column] > 0:
                covered[column] -= 1
        if any(line):
            found.append((tuple(line[:own]), linked))
            alone = len(row) == 1 and own == 1 and next(row[0].iter("table"), None) is None
            said.append(paragraphs if alone and len(paragraphs) > 1 else [])
    outside = [tidy("".join(texts_of(e))) for e in table if e.tag not in ("tr", *GROUPS, "colgroup", "col")]
    first = next((i for i, told in enumerate(said) if not told), len(said))
    last = next((i for i in range(len(said), first, -1) if not said[i - 1]), first)
    return Grid(found[first:last], [t for t in outside if t], sum(said[:first], []), sum(said[last:], []))


def _rows(table: HtmlElement) -> list[HtmlElement]:
    """The rows of the table itself, not of tables inside it."""
    rows: list[HtmlElement] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in GROUPS:
            rows += [c for c in child if c.tag == "tr"]
    return rows


def _span(cell: HtmlElement, name: str) -> int:
    said = re.match(r"\s*(\d{1,6})", (cell.get(name) or "")[:20])
    return min(max(1, int(said[1])), 1000) if said else 1  # 1000: the HTML Standard's own bound on colspan


def _is_data(rows: list[list[HtmlElement]], sizes: Mapping[HtmlElement, int]) -> bool:
    """Several rows of several cells, none of which is an article by itself or holds most of the text in tables."""
    wide = [r for r in rows if len(r) >= 2]
    if len(wide) < 2 or len(wide) * 3 < len(rows):
        return False
    cells = [c for r in rows for c in r]
    largest = max(cells, key=lambda c: sizes.get(c, 0))
    most, total = sizes.get(largest, 0), sum(sizes.get(c, 0) for c in cells)
    if most < LONG_CELL or most < 0.6 * total:
        return True
    blocks = len(list(islice(largest.iter(*PARAGRAPHS), 4)))
    nested = next(largest.iter("table"), None) is not None
    return not (blocks >= 4 and (nested or len(wide) <= 3 or most > 1500))


_OTHER_LIST = re.compile(r"list-style(?:-type)?\s{0,9}:\s{0,9}(?!decimal)", re.I)
_OWN_NUMBER = re.compile(r"\s*(?:\d{1,3}\s*[.、．)）]|[（(]\d|[一二三四五六七八九十]{1,3}、|第)")


def item_number(item: HtmlElement, before: int) -> str:
    """The number that a browser prints before an item of an ordered list (`before`: items of that list so far); "" for
    other lists, and where the text has a number of its own."""
    owner = item.getparent()
    if owner is None or owner.tag != "ol" or owner.get("type") not in (None, "1"):
        return ""
    if any(_OTHER_LIST.search((e.get("style") or "")[:500]) for e in (owner, item)):
        return ""
    if _OWN_NUMBER.match("".join(islice(item.itertext(), 6))[:40]):
        return ""
    start = re.match(r"\d{1,4}$", owner.get("start") or "1")
    return f"{(int(start[0]) if start else 1) + before}. "
