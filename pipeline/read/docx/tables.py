"""Tables of a Word document → rows whose cells keep their columns (ECMA-376 part 1, 17.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus.model import Block
from pipeline.read.docx.inline import DELETED, PLACEHOLDER, chosen, plain
from pipeline.read.docx.styles import integer, toggle
from pipeline.read.frames import lays_out
from pipeline.read.package import child, local, value

if TYPE_CHECKING:
    from pipeline.read.docx.body import Story

LONGEST_CELL = 1500
"""Characters; a cell with more is a page in a frame, not data."""
COVERED = "合并单元格里被盖住的文字 (text under a merged cell)"


@dataclass(slots=True)
class Cell:
    """Where a cell begins (grid column from 0), its paragraphs, and the tables inside it."""

    column: int
    blocks: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its paragraphs on one line."""
        return re.sub(r"\s+", " ", " ".join(b.text for b in self.blocks if b.kind == "paragraph")).strip()


def table_blocks(story: Story, table: Any) -> list[Block]:
    """The rows of a table, or its paragraphs where it is a frame (one column, one row of two cells, a page in a cell, paragraphs side by side)."""
    outer, story.cited = story.cited, []
    story.context.tables += 1
    number = story.context.tables
    rows: list[tuple[list[Cell], list[tuple[str, str]]]] = []
    for row in _elements(table, "tr", story):
        if child(row, "trPr", "del") is not None:
            story.context.leave(plain(row), DELETED)
            continue
        cells = _cells(story, row)
        rows.append((cells, story.cited))
        story.cited = []
    story.cited = outer
    out: list[Block] = []
    saved, story.blocks = story.blocks, out
    frame = _is_frame([cells for cells, _ in rows])
    columns = sorted({cell.column for cells, _ in rows for cell in cells})
    first, last = _edges([cells for cells, _ in rows])
    for n, (cells, notes) in enumerate(rows):
        if frame or not first <= n < last:
            for cell in cells:
                out += cell.blocks
        else:
            texts = {cell.column: cell.text for cell in cells}
            line = tuple(texts.get(column, "") for column in columns)
            if any(line):
                out.append(Block("row", " | ".join(line), line, number))
            out += [b for cell in cells for b in cell.blocks if b.kind == "row"]
        story._notes(notes)
    story.blocks = saved
    return out


def _edges(rows: list[list[Cell]]) -> tuple[int, int]:
    """Where the rows of data begin and end: before and after them stand cells over the whole width that hold several
    paragraphs (a heading, notes)."""
    told = [len(cells) == 1 and len([b for b in cells[0].blocks if b.kind == "paragraph"]) > 1 and all(b.kind == "paragraph" for b in cells[0].blocks)
            for cells in rows]
    first = next((n for n, alone in enumerate(told) if not alone), len(told))
    return first, next((n for n in range(len(told), first, -1) if not told[n - 1]), first)


def _is_frame(rows: list[list[Cell]]) -> bool:
    filled = [[c for c in cells if c.text or c.blocks] for cells in rows]
    if max((len(cells) for cells in filled), default=0) <= 1:
        return True
    if len([cells for cells in filled if cells]) == 1 and len(max(filled, key=len)) <= 2:
        return True
    if any(len(c.text) > LONGEST_CELL for cells in rows for c in cells):
        return True
    return lays_out([[[b.text for b in c.blocks if b.kind == "paragraph"] for c in cells] for cells in rows])


def _cells(story: Story, row: Any) -> list[Cell]:
    from pipeline.read.docx.body import Story

    cells: list[Cell] = []
    column = min(63, max(0, integer(value(row, "trPr", "gridBefore"), 0)))
    for node in _elements(row, "tc", story):
        properties = child(node, "tcPr")
        if child(properties, "cellDel") is not None:
            story.context.leave(plain(node), DELETED)
            continue
        inner = Story(story.context, node)
        inner.cited = story.cited
        blocks = inner.walk(node)
        if _goes_on(properties, "vMerge") or _goes_on(properties, "hMerge"):
            for block in blocks:
                story.context.leave(block.text, COVERED)
            blocks = []
        cells.append(Cell(column, blocks))
        column += max(1, min(63, integer(value(properties, "gridSpan"), 1)))
    return cells


def _goes_on(properties: Any, merge: str) -> bool:
    """Whether a cell is covered by the merged cell above (vMerge) or before it (hMerge): its default value is continue."""
    return child(properties, merge) is not None and (value(properties, merge) or "continue") == "continue"


def _elements(parent: Any, name: str, story: Story, depth: int = 0) -> list[Any]:
    """The rows of a table or the cells of a row, those in content controls and tracked insertions too."""
    found: list[Any] = []
    for node in parent:
        kind = local(node)
        if kind == name:
            found.append(node)
        elif kind == "sdt" and depth < 20:
            content = child(node, "sdtContent")
            if content is not None and toggle(child(node, "sdtPr"), "showingPlcHdr"):
                story.context.leave(plain(content), PLACEHOLDER)
            elif content is not None:
                found += _elements(content, name, story, depth + 1)
        elif kind == "AlternateContent" and depth < 20:
            found += _elements(chosen(node) if len(node) else (), name, story, depth + 1)
        elif kind in ("del", "moveFrom"):
            story.context.leave(plain(node), DELETED)
        elif kind in ("customXml", "smartTag", "ins", "moveTo") and depth < 20:
            found += _elements(node, name, story, depth + 1)
        elif kind not in ("tblPr", "tblGrid", "trPr", "tblPrEx") and plain(node):
            story.context.leave(plain(node), "表格结构以外的文字 (text outside the cells)")
    return found
