"""Tables that go on over a page: one table, its head said once, its rows with the same columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from corpus.model import LeftOut
from pipeline.read.pdf.shapes import Line
from pipeline.read.pdf.tables import SNAP, columns_of, joined, row_line

HEAD_ROWS = 4
"""A table's head has at most so many rows."""
CUT_CELL = 8
"""Characters of a cell that may have been cut; shorter ones are names and figures."""
AGAIN = "跨页重复的表头 (table head repeated on the next page)"


def tables_continued(flat: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """A table that goes on over a page is one table: its repeated head is left out, its rows get one number and the same
    columns."""
    out: list[Line] = []
    gone: list[LeftOut] = []
    heads: dict[int, list[tuple[str, ...]]] = {}
    becomes: dict[int, int] = {}
    repeating: int | None = None  # the row of the head that this part would repeat next
    for line in flat:
        if line.row and line.table not in heads:
            before = out[-1] if out else None
            repeating = None
            if before is not None and before.row and before.page == line.page - 1 and _fits(before, line):
                becomes[line.table] = becomes.get(before.table, before.table)
                repeating = 0
            heads[line.table] = []
        if line.row:
            first = heads[becomes.get(line.table, line.table)]
            said = _said(line)
            if line.table not in becomes and len(first) < HEAD_ROWS:
                first.append(said)
            if line.table in becomes and repeating is not None:
                if len(line.cells) > 1 and repeating < len(first) and first[repeating] == said and (not repeating or said != first[0]):
                    gone.append(LeftOut(line.text, AGAIN))
                    repeating += 1
                    continue
                repeating = None
            line.table = becomes.get(line.table, line.table)
        out.append(line)
    return _rejoined(_level(out, set(becomes.values()))), gone


def _said(line: Line) -> tuple[str, ...]:
    return tuple(cell for cell in line.cells if cell)


def _fits(before: Line, line: Line) -> bool:
    """Whether the first row of a page has the columns, or in ruled tables the frame, of the last row of the page before."""
    if len(before.cells) == len(line.cells):
        return True
    framed = bool(before.edges and line.edges)
    return framed and abs(before.x0 - line.x0) <= SNAP and abs(before.x1 - line.x1) <= SNAP


def _rejoined(lines: list[Line]) -> list[Line]:
    """A row that the page's end cut: its rest, a single cell that goes on in the middle of a sentence, goes back to it."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        at = next((i for i, cell in enumerate(line.cells) if cell), 0)
        if (before is not None and before.row and before.table == line.table and before.page == line.page - 1 and len(line.cells) > 2
                and len(before.cells) == len(line.cells) and len(_said(line)) == 1 and at > 0 and before.cells[0]
                and len(before.cells[at]) >= CUT_CELL and before.cells[at][-1] not in "。；;！？"):
            texts = list(before.cells)
            texts[at] = joined(texts[at], line.cells[at])
            out[-1] = replace(before, text=" | ".join(texts), cells=tuple(texts), page=line.page)
            continue
        out.append(line)
    return out


def _level(lines: list[Line], tables: Iterable[int]) -> list[Line]:
    """Rows of one table that have different columns (a page of it shows fewer) get all of them."""
    for table in tables:
        rows = [i for i, line in enumerate(lines) if line.table == table and line.edges]
        if len({lines[i].edges for i in rows}) < 2:
            continue
        begun = {edge for i in rows for edge in lines[i].edges}
        counts_as = columns_of(begun, SNAP)
        edges = tuple(dict.fromkeys(counts_as.values()))
        for i in rows:
            line, texts = lines[i], [""] * len(edges)
            for cell, edge in zip(line.cells, line.edges, strict=True):
                texts[edges.index(counts_as[edge])] += cell
            lines[i] = row_line(texts, edges, (line.x0, line.x1, line.y), line.size, line.page, table)
    return lines
