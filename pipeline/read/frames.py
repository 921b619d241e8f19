"""Tables that lay paragraphs out rather than relate data: the same rule for every format that keeps paragraphs in cells."""

from __future__ import annotations

from collections.abc import Sequence

SEVERAL = 3
"""Paragraphs from which a cell is text set in a frame."""
MOST = 0.6
"""Share of a table's characters in such cells from which the table is a frame."""
HEAD = 15
"""Characters; a row of shorter cells at the top, each of one paragraph, is the head of data."""


def lays_out(rows: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether a table (rows of cells of paragraphs) only sets paragraphs side by side: at most two columns, no head, and most
    of the text in cells of several paragraphs (a form's boxes of opinions and signatures, a guide's label and its text)."""
    filled = [[[p for p in cell if p.strip()] for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    if not filled or max(len(row) for row in filled) > 2:
        return False
    first = filled[0]
    if len(filled) > 2 and len(first) == 2 and all(len(cell) == 1 and len(cell[0]) < HEAD for cell in first):
        return False
    total = sum(len(p) for row in filled for cell in row for p in cell)
    framed = sum(len(p) for row in filled for cell in row if len(cell) >= SEVERAL for p in cell)
    return framed >= MOST * total
