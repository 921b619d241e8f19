"""Pages of long results, and bounds of what a file may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tiaokuan
from web.house import Format

ROWS = 200
"""Rows of a page."""
CELLS: dict[str, int] = {"xlsx": 150_000}
"""Cells of a file: a workbook of so many takes some 10 seconds."""
MOST_CELLS = 1_000_000


@dataclass(frozen=True)
class Part:
    """One page of rows: its number, how many pages, how many rows in all, and where it begins."""

    rows: Sequence[Any]
    page: int
    pages: int
    total: int


def place(total: int, page: int, size: int) -> tuple[int, int]:
    """The page that is shown of so many rows, the last one where there are fewer, and how many pages there are."""
    pages = max(1, -(-total // size))
    return min(page, pages), pages


def part(rows: Sequence[Any], page: int, size: int = ROWS) -> Part:
    """That page of the rows; the last one where there are fewer."""
    page, pages = place(len(rows), page, size)
    return Part(rows[(page - 1) * size:page * size], page, pages, len(rows))


def bounded(table: Any, format: Format) -> None:
    """Raises TiaokuanError for a file that would hold too much."""
    cells, most = len(table) * len(table.columns), CELLS.get(format, MOST_CELLS)
    if cells > most:
        raise tiaokuan.TiaokuanError(
            f"表太大：{len(table)} 行 × {len(table.columns)} 列，{format} 至多 {most} 格；请按文档、部门或日期收窄，或在“按部门”下载，或用命令行 "
            f"(too large for a download: narrow it, take the view by unit, or use the command)")
