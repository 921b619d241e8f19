"""Pages with glyphs and rules, whatever format they come from → blocks: lines, furniture apart, tables, paragraphs. PDF and
OFD take these steps alike; `Page` and what it holds are in pipeline.read.pdf.shapes (points, y downward)."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Block, LeftOut
from pipeline.read.pdf import furniture, paragraphs
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
    flat, again = _tables_continued([line for page in pages for line in lines[page.number]])
    return paragraphs.blocks(flat), left_out + again, issuers


def _tables_continued(flat: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """A table that goes on over a page is one table: its repeated head is left out, its rows get one number."""
    out: list[Line] = []
    gone: list[LeftOut] = []
    heads: dict[int, tuple[str, ...]] = {}
    becomes: dict[int, int] = {}
    for line in flat:
        if line.row:
            new = line.table not in heads
            before = out[-1] if out else None
            if new:
                heads[line.table] = line.cells
                if before is not None and before.row and before.page == line.page - 1 and len(before.cells) == len(line.cells):
                    becomes[line.table] = becomes.get(before.table, before.table)
                    if len(line.cells) > 1 and heads.get(becomes[line.table]) == line.cells:
                        gone.append(LeftOut(line.text, "跨页重复的表头 (table head repeated on the next page)"))
                        continue
            line.table = becomes.get(line.table, line.table)
        out.append(line)
    return out, gone
