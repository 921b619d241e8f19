"""PDF → Reading: pages → glyphs → lines → tables, furniture → paragraphs; pages without text through OCR."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from corpus.model import LeftOut, Reading, UnreadableDocument
from pipeline.read.pdf import furniture, ocr, paragraphs
from pipeline.read.pdf.garbled import garbled
from pipeline.read.pdf.glyphs import read_page
from pipeline.read.pdf.layout import page_lines
from pipeline.read.pdf.shapes import Line, Page

__all__ = ["read_pdf"]

MAX_PAGES = 5_000
MAX_CHARACTERS = 5_000_000
MAX_SECONDS = 900.0
"""For the pages with text of one file; the longest known plan takes three seconds. OCR has its own bound."""
PDFIUM_PASSWORD = 4  # FPDF_ERR_PASSWORD, fpdfview.h
PDFIUM_SECURITY = 5


def read_pdf(data: bytes, name: str) -> Reading:
    """The paragraphs and table rows of a PDF in reading order; page numbers, running heads and feet, letterhead, seals and
    hidden text apart, each with its reason. `confidence` is set where pages were read by OCR.

    Raises UnreadableDocument, in one line, for encrypted, damaged and endless files, and for scans where the OCR extra is
    not installed."""
    document = _open(data, name)
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableDocument(f"{name}：超过 {MAX_PAGES} 页，请分册后加入 (more than {MAX_PAGES} pages; split it)")
        return _reading(document, name)
    finally:
        document.close()


def _open(data: bytes, name: str) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (PDFIUM_PASSWORD, PDFIUM_SECURITY) or "password" in str(error).lower():
            raise UnreadableDocument(f"{name}：PDF 已加密，请解除密码后再加入 (encrypted; remove the password)") from error
        raise UnreadableDocument(f"{name}：PDF 已损坏或不完整，请重新下载 (damaged or truncated PDF)") from error
    if not pages:
        document.close()
        raise UnreadableDocument(f"{name}：PDF 里没有可读的页，文件可能已损坏 (no page can be read; damaged?)")
    return document


def _pages(document: Any, name: str) -> Iterator[tuple[Page, Any]]:
    """Every page with its pdfium handle, within the bounds of time and text."""
    import pypdfium2

    started, said = time.monotonic(), 0
    for number in range(len(document)):
        if time.monotonic() - started > MAX_SECONDS:
            raise UnreadableDocument(f"{name}：读到第 {number} 页已超过 {MAX_SECONDS:.0f} 秒 (takes too long; split the file)")
        try:
            handle = document[number]
        except pypdfium2.PdfiumError:
            yield Page(number, 0, 0, left_out=[LeftOut(f"第 {number + 1} 页", "此页已损坏，未能读取 (damaged page)")]), None
            continue
        page = read_page(handle, number)
        said += len(page.glyphs)
        if said > MAX_CHARACTERS:
            raise UnreadableDocument(f"{name}：文字超过 {MAX_CHARACTERS} 个 (more than {MAX_CHARACTERS} characters)")
        yield page, handle
        handle.close()


def _reading(document: Any, name: str) -> Reading:
    pages: list[Page] = []
    lines: dict[int, list[Line]] = {}
    left_out: list[LeftOut] = []
    tables, unread, unclear, scores = 0, [], [], []
    for page, handle in _pages(document, name):
        pages.append(page)
        found = page_lines(page, tables) if page.glyphs else []
        bad = garbled(page, "".join(line.text for line in found))
        if handle is not None and (bad or not found and page.images > 0.05):
            scanned = ocr.read(handle, page)
            if scanned is None:
                (unclear if bad else unread).append(page.number + 1)
                if bad:
                    page.left_out.append(LeftOut("".join(line.text for line in found)[:2000], "字体没有正确的文字编码 (no usable character map)"))
                found = []
            else:
                found = page_lines_of(scanned, tables)
                scores += [(line.confidence or 0.0, len(line.text)) for line in scanned]
        lines[page.number] = found
        tables = max([tables, *(line.table for line in found)])
    if not any(lines.values()):
        raise UnreadableDocument(_why(name, unread, unclear, document))
    left_out += _missing(unread, unclear)
    left_out += furniture.without_watermarks(pages, lines)
    lines, gone = furniture.without_furniture(pages, lines)
    left_out += gone
    flat = [line for number in sorted(lines) for line in lines[number]]
    size = paragraphs.body_size(flat)
    first = next((n for n in sorted(lines) if lines[n]), 0)
    lines[first], head, issuers = furniture.letterhead(lines[first], size)
    left_out += head
    for page in pages:
        left_out += page.left_out
        furniture.mark_notes(page, lines[page.number], size)
    paragraphs.set_edges(lines, {page.number: page.width for page in pages})
    flat, again = _tables_continued([line for number in sorted(lines) for line in lines[number]])
    left_out += again
    blocks = paragraphs.blocks(flat)
    if not blocks:
        raise UnreadableDocument(_why(name, unread, unclear, document))
    total = sum(n for _, n in scores)
    facts = [("issuers", issuers)] if issuers else []
    return Reading(tuple(blocks), tuple(left_out), facts=tuple(facts),
                   confidence=round(sum(s * n for s, n in scores) / total, 4) if total else None)


def page_lines_of(scanned: list[Line], tables: int) -> list[Line]:
    """Lines that OCR found, in reading order."""
    return sorted(scanned, key=lambda line: line.y)


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


def _missing(unread: list[int], unclear: list[int]) -> list[LeftOut]:
    hint = f"未读；{ocr.HINT}"
    return [LeftOut(f"第 {n} 页", f"图片，没有文字层，{hint}") for n in unread] + [
        LeftOut(f"第 {n} 页", f"字体编码不可用，{hint}") for n in unclear]


def _why(name: str, unread: list[int], unclear: list[int], document: Any) -> str:
    if unclear:
        return f"{name}：PDF 的字体没有正确的文字编码，读出的是乱码；{ocr.HINT}"
    if unread:
        return f"{name}：扫描件，没有文字层；{ocr.HINT}"
    return f"{name}：PDF 的 {len(document)} 页里没有文字 (no text on any page)"

