"""PDF → Reading: pages → glyphs → lines → tables, furniture → paragraphs; pages without text through OCR."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from corpus.model import LeftOut, Reading, UnreadableDocument
from pipeline.read.pdf import apart, ocr
from pipeline.read.pdf.glyphs import read_page
from pipeline.read.pdf.pages import blocks_of, lines_of
from pipeline.read.pdf.scans import PICTURE, Scans
from pipeline.read.pdf.shapes import Line, Page

__all__ = ["read_here", "read_pdf"]

MAX_PAGES = 5_000
MAX_CHARACTERS = 5_000_000
MAX_SECONDS = 900.0
"""For the pages with text of one file; the longest known plan takes three seconds. OCR has its own bound."""
PDFIUM_PASSWORD = 4  # FPDF_ERR_PASSWORD, fpdfview.h
PDFIUM_SECURITY = 5


def read_pdf(data: bytes, name: str) -> Reading:
    """The reading of a PDF, made in a process apart (see `read_here`, and `apart` for why). Raises UnreadableDocument."""
    return apart.read_apart(data, name) if apart.enabled else read_here(data, name)


def read_here(data: bytes, name: str, progress: Callable[[int], None] = lambda page: None) -> Reading:
    """The paragraph and table rows of a PDF in reading order; page numbers, running heads and feet, letterhead, seals and
    hidden text apart, each with its reason. `confidence` is set where pages were read by OCR. `progress` is told the number
    of every page that was read, from 1.

    Raises UnreadableDocument, in one line, for encrypted, damaged and endless files, and for scans where the OCR extra is
    not installed."""
    document = _open(data, name)
    try:
        if len(document) > MAX_PAGES:
            raise UnreadableDocument(f"{name}：超过 {MAX_PAGES} 页，请分册后加入 (more than {MAX_PAGES} pages; split it)")
        return _reading(document, name, progress)
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
    """Every page with its pdfium handle (None for one that is damaged), within the bounds of text."""
    import pypdfium2

    said = 0
    for number in range(len(document)):
        try:
            handle = document[number]
            page = read_page(handle, number)
        except pypdfium2.PdfiumError:
            yield Page(number, 0, 0, left_out=[LeftOut(f"第 {number + 1} 页", "此页已损坏，未能读取 (damaged page)")]), None
            continue
        said += len(page.glyphs)
        if said > MAX_CHARACTERS:
            raise UnreadableDocument(f"{name}：文字超过 {MAX_CHARACTERS} 个，请分册后加入 (more than {MAX_CHARACTERS} characters)")
        yield page, handle
        handle.close()


class _Reader:
    """The lines of all pages of a document, and what became of pages without a usable text layer."""

    def __init__(self, document: Any, name: str, progress: Callable[[int], None]) -> None:
        self.pages: list[Page] = []
        self.lines: dict[int, list[Line]] = {}
        self.scans = Scans("PDF")
        deadline, tables = time.monotonic() + MAX_SECONDS, 0
        for page, handle in _pages(document, name):
            if time.monotonic() > deadline:
                raise UnreadableDocument(f"{name}：读到第 {page.number + 1} 页已超过 {MAX_SECONDS:.0f} 秒，请分册后加入 (takes too long)")
            started = time.monotonic()
            found = self._page(page, handle, tables)
            if page.number + 1 in self.scans.read:
                deadline += time.monotonic() - started
            self.pages.append(page)
            self.lines[page.number] = found
            tables = max([tables, *(line.table for line in found)])
            progress(page.number + 1)

    def _page(self, page: Page, handle: Any, tables: int) -> list[Line]:
        found, bad = lines_of(page, tables)
        if not bad and (handle is None or found or page.images < PICTURE):
            return found
        return self.scans.lines(page, page.number + 1, tables, bad, lambda: ocr.recognise(handle, page))

    def facts(self) -> list[tuple[str, str]]:
        """Which pages were read by OCR (`ocr_pages`), and which have the invisible text of a scanning program
        (`layered_pages`)."""
        layered = [page.number + 1 for page in self.pages if page.layered and self.lines[page.number]]
        return self.scans.facts() + ([("layered_pages", ",".join(map(str, layered)))] if layered else [])


def _reading(document: Any, name: str, progress: Callable[[int], None]) -> Reading:
    reader = _Reader(document, name, progress)
    scans = reader.scans
    if not any(reader.lines.values()):
        raise UnreadableDocument(scans.why_empty(name, len(reader.pages)))
    blocks, left_out, issuers = blocks_of(reader.pages, reader.lines)
    if not blocks:
        raise UnreadableDocument(scans.why_empty(name, len(reader.pages)))
    facts = ([("issuers", issuers)] if issuers else []) + reader.facts()
    return Reading(tuple(blocks), tuple(scans.missing() + left_out), facts=tuple(facts), confidence=scans.confidence())
