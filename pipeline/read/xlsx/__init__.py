"""Workbooks (xlsx, xlsm; ECMA-376): each visible sheet's title lines as paragraphs, its tables as rows with cells in place."""

from __future__ import annotations

import re
from typing import Any

from corpus.model import Block, LeftOut, Reading, UnreadableDocument
from pipeline.read.package import Package, attribute, child, children, local
from pipeline.read.xlsx.sheets import ON, Book, Sheet

MAX_SHEETS = 500
UNNAMED = re.compile(r"(?i)(?:sheet|工作表|表)\s*\d*(?:\s*\(\d+\))?")
HIDDEN, NAME = "隐藏工作表 (hidden sheet)", "工作表名称 (name of the sheet)"


def read_xlsx(data: bytes, name: str) -> Reading:
    """The blocks of a workbook. Raises UnreadableDocument where it is damaged, encrypted, too large or empty."""
    package = Package(data, name, "xlsx")
    main = next((part for kind, part in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    if main not in package:
        raise UnreadableDocument(f"{name}：不是 Excel 工作簿 (not a workbook)")
    root, relations = package.xml(main), package.relations(main)
    kinds = {kind: part for kind, part in relations.values() if part in package}
    properties = child(root, "workbookPr")
    book = Book(package, kinds.get("sharedStrings"), kinds.get("styles"),
                properties is not None and attribute(properties, "date1904") in ON)
    blocks: list[Block] = []
    left_out: list[LeftOut] = []
    tables = 0
    for node in children(root, "sheets")[:MAX_SHEETS]:
        kind, part = relations.get(attribute(node, "id") or "", ("", ""))
        title = (attribute(node, "name") or "").strip()
        if part not in package or kind not in ("worksheet", "chartsheet"):
            continue
        sheet = book.sheet(part)
        if attribute(node, "state") in ("hidden", "veryHidden"):
            left_out += [LeftOut(" | ".join(row[c] for c in sorted(row)), HIDDEN) for _, row in sorted(sheet.rows.items())]
            continue
        own, tables = _blocks(sheet, tables)
        own += [Block("paragraph", text) for text in _drawn(package, part)]
        left_out += sheet.left_out + [LeftOut(text, "页眉页脚 (header or footer)") for text in sheet.beside if text]
        left_out += [LeftOut(text, "批注 (comment)") for text in _comments(package, part)]
        if own and title and not UNNAMED.fullmatch(title) and not any(title in b.text for b in own[:5]):
            if own[0].kind == "row":
                own.insert(0, Block("paragraph", title))
            else:
                left_out.append(LeftOut(title, NAME))
        blocks += own
    if not blocks:
        raise UnreadableDocument(f"{name}：工作簿里没有文字 (no text in the workbook)")
    return Reading(tuple(blocks), tuple(left_out))


def _blocks(sheet: Sheet, tables: int) -> tuple[list[Block], int]:
    """Stretches of rows: lines of one cell before and after a table are paragraphs, what is between is the table. After an
    empty row a line of one cell opens a new table; without one the table goes on."""
    found: list[tuple[int, dict[int, str]]] = []  # (table, row); table 0 for a line that is a paragraph
    inside = False
    for stretch in _stretches(sheet):
        wide = [at for at, row in enumerate(stretch) if len(row) > 1]
        first, end = (wide[0], wide[-1] + 1) if wide else (len(stretch), len(stretch))
        if wide and (first or not inside):
            tables += 1
        found += [(tables if first <= at < end else 0, row) for at, row in enumerate(stretch)]
        inside = bool(wide) and end == len(stretch)
    columns = {table: sorted({column for of, row in found if of == table for column in row}) for table in {t for t, _ in found}}
    out: list[Block] = []
    for table, row in found:
        cells = tuple(row.get(column, "") for column in columns[table]) if table else tuple(row.values())
        out += [Block("row", " | ".join(cells), cells, table)] if table else [Block("paragraph", text) for text in cells]
    return out, tables


def _stretches(sheet: Sheet) -> list[list[dict[int, str]]]:
    """Rows that follow one another without an empty one between (rows under a merged cell are not empty)."""
    spans = iter(sorted((top, bottom) for top, _, bottom, _ in sheet.merged if bottom > top))
    out: list[list[dict[int, str]]] = []
    before, reach = -1, -1
    span = next(spans, None)
    for number in sorted(n for n, row in sheet.rows.items() if row):
        while span is not None and span[0] <= before:
            reach = max(reach, span[1])
            span = next(spans, None)
        row = {column: sheet.rows[number][column] for column in sorted(sheet.rows[number])}
        if out and (number - before == 1 or reach >= number - 1):
            out[-1].append(row)
        else:
            out.append([row])
        before = number
    return out


def _drawn(package: Package, part: str) -> list[str]:
    """The text of boxes drawn on a sheet, a paragraph each."""
    found: list[str] = []
    for kind, drawing in package.relations(part).values():
        if kind == "drawing" and drawing in package:
            for body in package.xml(drawing).iter("{*}txBody"):
                for paragraph in body:
                    text = "".join(t.text or "" for t in paragraph.iter("{*}t")).strip()
                    if text:
                        found.append(text)
    return found


def _comments(package: Package, part: str) -> list[str]:
    """The comments on a sheet's cells."""
    found: list[str] = []
    for kind, comments in package.relations(part).values():
        if kind == "comments" and comments in package:
            found += [said for node in package.xml(comments).iter("{*}comment") if (said := _said(node))]
    return found


def _said(node: Any) -> str:
    return "".join(t.text or "" for t in node.iter() if local(t) == "t").strip()
