"""Pages with glyphs and rules, whatever format they come from → Reading: furniture apart, lines, tables, paragraphs.

One step for every format with a page layout; `Page` and what it holds are in pipeline.read.pdf.shapes (points, y downward)."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Block, LeftOut
from pipeline.read.pdf import _tables_continued, furniture, paragraphs
from pipeline.read.pdf.garbled import garbled
from pipeline.read.pdf.layout import page_lines
from pipeline.read.pdf.shapes import Line, Page

GARBLED = "字体没有正确的文字编码，读出的是乱码 (broken character map)"


def blocks_of(pages: Sequence[Page]) -> tuple[list[Block], list[LeftOut], str]:
    """The blocks of pages in reading order, what is left out, and the issuers that the letterhead names (joined by 、)."""
    lines: dict[int, list[Line]] = {}
    tables = 0
    for page in pages:
        lines[page.number] = page_lines(page, tables) if page.glyphs else []
        text = "".join(line.text for line in lines[page.number])
        if garbled(page, text):
            page.left_out.append(LeftOut(text[:2000], GARBLED))
            lines[page.number] = []
        tables = max([tables, *(line.table for line in lines[page.number])])
    left_out = furniture.without_watermarks(pages, lines)
    lines, gone = furniture.without_furniture(pages, lines)
    left_out += gone
    issuers = ""
    size = paragraphs.body_size([line for page in pages for line in lines[page.number]])
    first = next((page.number for page in pages if lines[page.number]), None)
    if first is not None:
        lines[first], head, issuers = furniture.letterhead(lines[first], size)
        left_out += head
    for page in pages:
        left_out += page.left_out
        furniture.mark_notes(page, lines[page.number], size)
    paragraphs.set_edges(lines, {page.number: page.width for page in pages})
    flat, again = _tables_continued([line for page in pages for line in lines[page.number]])
    return paragraphs.blocks(flat), left_out + again, issuers
