"""Pages with glyphs and rules, whatever format they come from → blocks: lines, furniture apart, tables, paragraphs. PDF and
OFD take these steps alike; `Page` and what it holds are in pipeline.read.pdf.shapes (points, y downward)."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Block, LeftOut
from pipeline.read.pdf import furniture, paragraphs
from pipeline.read.pdf.continued import tables_continued
from pipeline.read.pdf.garbled import garbled
from pipeline.read.pdf.layout import page_lines
from pipeline.read.pdf.shapes import Line, Page

GARBLED = "字体没有正确的文字编码，读出的是乱码 (broken character map)"


def lines_of(page: Page, tables: int) -> tuple[list[Line], bool]:
    """The lines of a page, `tables` having been numbered before it; none, and True, where its characters are garbled, which
    then stand in `page.left_out`."""
    found = page_lines(page, tables) if page.glyphs else []
    text = "".join(line.text for line in found)
    if not garbled(page, text):
        return found, False
    page.left_out.append(LeftOut(text[:2000], GARBLED))
    return [], True


def blocks_of(pages: Sequence[Page], lines: dict[int, list[Line]]) -> tuple[list[Block], list[LeftOut], str]:
    """The blocks of pages in reading order, what is left out, and the issuers that the letterhead names (joined by 、).
    `lines`: those of each page, by its number."""
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
    flat, again = tables_continued([line for page in pages for line in lines[page.number]])
    return paragraphs.blocks(flat), left_out + again, issuers
