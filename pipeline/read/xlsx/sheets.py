"""A worksheet's XML, streamed → its rows of shown texts, within bounds (ECMA-376 part 1, 18.3).

Streamed because the libraries hold every formatted cell: sheets whose whole columns are coloured have millions that are empty."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from corpus.model import LeftOut, UnreadableDocument
from pipeline.read.package import BROKEN, Package, attribute, child, children, local
from pipeline.read.xlsx.formats import BUILTIN, shown

MAX_CELLS = 200_000
"""Cells with text of one sheet; the longest known table of tasks has under 5,000."""
MAX_SHEET = 100 * 1024 * 1024
MAX_TEXT = 20_000_000
MAX_MERGED = 10_000
HIDDEN_ROW, HIDDEN_COLUMN = "隐藏行 (hidden row)", "隐藏列 (hidden column)"
FORMULA = "公式没有存下结果 (formula without a stored result)"
COVERED = "合并单元格里被盖住的文字 (text under a merged cell)"
ON = ("1", "true")


@dataclass(slots=True)
class Sheet:
    """Rows by number, each a dict of column (from 0) → shown text; merged ranges (first row, first column, last row, last
    column); what is hidden or cannot be shown."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


class Book:
    """What all sheets share: strings and number formats."""

    def __init__(self, package: Package, strings: str | None, styles: str | None, mac: bool) -> None:
        self.package, self.mac, self.said = package, mac, 0
        self.strings = [_rich(node) for node in package.xml(strings)] if strings else []
        self.formats = _formats(package.xml(styles)) if styles else []

    def sheet(self, part: str) -> Sheet:
        """The rows of a worksheet part. Raises UnreadableDocument where it is damaged or too large."""
        found = Sheet()
        hidden: list[tuple[int, int]] = []
        data = self.package.read(part, MAX_SHEET)
        cells = last = 0
        try:
            for _, node in etree.iterparse(io.BytesIO(data), events=("end",), tag=("{*}row", "{*}col", "{*}mergeCell", "{*}headerFooter"),
                                           resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False):
                first = not last and not cells and not hidden  # the document type stands before all else
                if first and node.getroottree().docinfo.doctype:
                    raise UnreadableDocument(f"{self.package.name}：文档含 XML 实体定义，拒绝读取 (XML entities refused)")
                kind = local(node)
                if kind == "row":
                    last = _whole(node.get("r"), last + 1)
                    if len(node):
                        cells += self._row(node, last, hidden, found)
                    if cells + len(found.left_out) > MAX_CELLS:
                        raise UnreadableDocument(f"{self.package.name}：工作表超过 {MAX_CELLS} 个单元格，请拆分后再加入 (too many cells)")
                    node.clear()
                    while node.getprevious() is not None:
                        del node.getparent()[0]
                elif kind == "col" and attribute(node, "hidden") in ON:
                    hidden.append((_whole(attribute(node, "min"), 1) - 1, _whole(attribute(node, "max"), 1) - 1))
                elif kind == "mergeCell" and len(found.merged) < MAX_MERGED:
                    if place := _range(attribute(node, "ref") or ""):
                        found.merged.append(place)
                elif kind == "headerFooter":
                    found.beside += [re.sub(r'&(?:"[^"]*"|[LCR]|\d+|K[0-9A-F]{6}|[A-Z&])', " ", part.text or "").strip() for part in node]
        except BROKEN as error:
            raise self.package.damaged(error) from error
        _cover(found)
        return found

    def _row(self, node: Any, number: int, hidden: list[tuple[int, int]], found: Sheet) -> int:
        texts: dict[int, str] = {}
        concealed: list[str] = []
        address, steps = "", -1
        for cell in node:
            own = cell.get("r")
            address, steps = (own, 0) if own else (address, steps + 1)
            if not len(cell):
                continue
            column = _column(address, 0) + steps
            text = re.sub(r"\s+", " ", self._text(cell, found)).strip()
            if not text:
                continue
            self.said += len(text)
            if self.said > MAX_TEXT:
                raise UnreadableDocument(f"{self.package.name}：文字过多，请拆分后再加入 (too much text)")
            if any(a <= column <= b for a, b in hidden):
                concealed.append(text)
            else:
                texts[column] = text
        if concealed:
            found.left_out.append(LeftOut(" | ".join(concealed), HIDDEN_COLUMN))
        if texts and node.get("hidden") in ON:
            found.left_out.append(LeftOut(" | ".join(texts.values()), HIDDEN_ROW))
        elif texts:
            found.rows.setdefault(number, {}).update(texts)
        return len(texts) + len(concealed)

    def _text(self, cell: Any, found: Sheet) -> str:
        kind = attribute(cell, "t") or "n"
        if kind == "inlineStr":
            inline = child(cell, "is")
            return _rich(inline) if inline is not None else ""
        value = child(cell, "v")
        if value is None or not (value.text or "").strip():
            formula = child(cell, "f")
            if formula is not None and formula.text and kind != "str":
                found.left_out.append(LeftOut(f"{attribute(cell, 'r') or ''} ={formula.text}", FORMULA))
            return ""
        text = value.text
        if kind == "s":
            at = _whole(text.strip(), -1)
            return self.strings[at] if 0 <= at < len(self.strings) else ""
        if kind == "b":
            return "TRUE" if text.strip() in ON else "FALSE"
        if kind in ("str", "e"):
            return _unescaped(text)
        if kind == "d":
            return str(text).removesuffix("T00:00:00")
        style = _whole(attribute(cell, "s"), 0)
        return shown(text.strip(), self.formats[style] if style < len(self.formats) else "General", self.mac)


def _rich(node: Any) -> str:
    """A string item: its text and runs, without the phonetic guide (rPh)."""
    said = []
    for part in node:
        if local(part) == "t":
            said.append(part.text or "")
        elif local(part) == "r":
            text = child(part, "t")
            said.append((text.text or "") if text is not None else "")
    return _unescaped("".join(said))


def _unescaped(text: str) -> str:
    """_x000D_ as the character it stands for (22.9.2.19 ST_Xstring)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)) if not 0xD800 <= int(m[1], 16) <= 0xDFFF else "\ufffd", text)


def _formats(root: Any) -> list[str]:
    """The number format of each cell style."""
    named = {_whole(attribute(n, "numFmtId"), -1): attribute(n, "formatCode") or "General" for n in children(root, "numFmts")}
    numbers = [_whole(attribute(n, "numFmtId"), 0) for n in children(root, "cellXfs")]
    return [named.get(n) or BUILTIN.get(n, "General") for n in numbers]


def _cover(sheet: Sheet) -> None:
    """Takes away what stands in a merged range outside its first cell: it is not shown."""
    for top, left, bottom, right in sheet.merged:
        numbers = range(top, bottom + 1) if bottom - top < len(sheet.rows) else [n for n in sheet.rows if top <= n <= bottom]
        for number in numbers:
            for column in [c for c in sheet.rows.get(number, ()) if left <= c <= right and (number, c) != (top, left)]:
                sheet.left_out.append(LeftOut(sheet.rows[number].pop(column), COVERED))


def _range(text: str) -> tuple[int, int, int, int] | None:
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", text)
    return (int(found[2]), _column(found[1], 0), int(found[4]), _column(found[3], 0)) if found else None


def _column(reference: str, otherwise: int) -> int:
    """The number of a column from a cell's address (A → 0)."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - 64
    return number - 1 if letters else otherwise


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
