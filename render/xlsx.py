"""Tables as a workbook, one sheet each: frozen header, wrapped text, widths, filters, print set-up, a source column that links."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from corpus.table import Table
from render.tabular import cell

MARKS = {"●", "○", "△"}
LONGEST = 32000  # a cell holds 32,767 characters


def workbook(*tables: Table[Any]) -> bytes:
    """The workbook's bytes, one sheet a table."""
    from openpyxl import Workbook

    book = Workbook()
    for n, table in enumerate(tables):
        sheet: Any = book.create_sheet() if n else book.active
        sheet.title = "".join(c for c in table.title if c not in "[]:*?/\\")[:28] or "表"
        fill(sheet, table)
    if any(c.value(row) in MARKS for table in tables for row in table.rows for c in table.columns):
        legend: Any = book.create_sheet("图例")
        for entry in (("●", "牵头 lead"), ("○", "配合 support"), ("△", "责任 responsible")):
            legend.append(entry)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(sheet: Any, table: Table[Any]) -> None:
    """Writes a table to a sheet."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    line = Side(style="thin", color="BBBBBB")
    thin = Border(left=line, right=line, top=line, bottom=line)
    for n, column in enumerate(table.columns, 1):
        head = sheet.cell(1, n, cell(column.title))
        head.data_type = "s"
        head.font, head.fill, head.border = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79"), thin
        head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(n)].width = min(80, max(6, column.width * 1.6))
    styles: dict[tuple[bool, bool, bool], Any] = {}

    def dress(place: Any, mark: bool, quoted: bool, linked: bool) -> None:
        # looking a style up costs openpyxl more than all else of a cell: each is made once, then shared
        if (mark, quoted, linked) not in styles:
            place.border = thin
            place.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if mark else None)
            place.quotePrefix = quoted
            if linked:
                place.font = Font(color="0563C1", underline="single")
            styles[mark, quoted, linked] = place._style
        place._style = styles[mark, quoted, linked]

    for r, row in enumerate(table.rows, 2):
        for n, column in enumerate(table.columns, 1):
            value = column.shown(row)
            place = sheet.cell(r, n)
            quoted = False
            if isinstance(value, bool) or not isinstance(value, int | float):
                place.value = cell(value)[:LONGEST] or None
                if place.value is not None:
                    place.data_type = "s"  # a cell that begins with = is text
                    quoted = place.value[0] in "=+-@"
            else:
                place.value = value
            address = link(column.link(row)) if column.link else None
            if address:
                place.hyperlink = address
            dress(place, value in MARKS, quoted, bool(address))
    sheet.freeze_panes = "A2"
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def link(address: str | None) -> str | None:
    """An address that may be followed: http(s) as it is, a path as a file address; anything else none."""
    if not address:
        return None
    if address.startswith(("http://", "https://", "file://")):
        return address[:2000]
    path, hash_, clause = address.partition("#")
    if ":" in path.split("/")[0] and not Path(path).exists():
        return None
    return (Path(path).absolute().as_uri() + hash_ + clause)[:2000]
