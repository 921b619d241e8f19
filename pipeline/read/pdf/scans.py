"""Pages without a usable text layer, of PDF and OFD alike: read by OCR where the extra is there, else told; and how well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.model import LeftOut
from pipeline.read.pdf import ocr
from pipeline.read.pdf.layout import page_lines
from pipeline.read.pdf.shapes import Line, Page

PICTURE = 0.05
"""Share of a page under pictures from which a page without text counts as a scan."""
Scores = list[tuple[float, int]]
"""Confidence and number of characters of every line."""


@dataclass(slots=True)
class Scans:
    """What became of the pages without text (numbers from 1): `read` by OCR, `unread` pictures and `unclear` characters for
    want of it, `undrawn` pictures that could not be decoded, `beyond` those of a file of too many."""

    what: str
    """The format's name, for messages (PDF, OFD)."""
    read: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    undrawn: list[int] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    scores: Scores = field(default_factory=list)

    def lines(self, page: Page, number: int, tables: int, bad: bool, recognise: Callable[[], Scores | None]) -> list[Line]:
        """The lines of a page by OCR; none where it cannot be read, which is kept. `recognise` puts the glyphs on the page
        and gives their scores, None where it cannot; `bad`: the page has characters, but they mean nothing."""
        if not ocr.available():
            (self.unclear if bad else self.unread).append(number)
            return []
        scores = recognise() if len(self.read) < ocr.MAX_PAGES else None
        if scores is None:
            (self.beyond if len(self.read) >= ocr.MAX_PAGES else self.undrawn).append(number)
            return []
        self.read.append(number)
        self.scores += scores
        return page_lines(page, tables)

    def why_empty(self, name: str, pages: int) -> str:
        """One line that says why there is no text."""
        if self.unclear:
            return f"{name}：{self.what} 的字体没有正确的文字编码，读出的是乱码 (broken character map)；{ocr.HINT}"
        if self.unread:
            return f"{name}：扫描件，没有文字层；{ocr.HINT}"
        if self.undrawn:
            return f"{name}：没有可用的文字层，页面图片也无法解码；请重新扫描或转为 PDF (no usable text, and its pictures cannot be decoded)"
        return f"{name}：{self.what} 的 {pages} 页里没有文字 (no text on any page)"

    def missing(self) -> list[LeftOut]:
        """What stands for the pages that were not read."""
        return [LeftOut(f"第 {n} 页", f"图片，没有文字层，未读；{ocr.HINT}") for n in self.unread] + [
            LeftOut(f"第 {n} 页", f"乱码，未读；{ocr.HINT}") for n in self.unclear] + [
            LeftOut(f"第 {n} 页", "没有可用的文字层，图片无法解码，未读 (no usable text; pictures not decoded)") for n in self.undrawn] + [
            LeftOut(f"第 {n} 页", f"识别的页数已满 {ocr.MAX_PAGES}，未读；请分册 (too many scanned pages; split the file)") for n in self.beyond]

    def facts(self) -> list[tuple[str, str]]:
        """Which pages were read by OCR (`ocr_pages`)."""
        return [("ocr_pages", ",".join(map(str, self.read)))] if self.read else []

    def confidence(self) -> float | None:
        """The mean confidence of the characters that OCR read; None where it read none."""
        total = sum(n for _, n in self.scores)
        return round(sum(s * n for s, n in self.scores) / total, 4) if total else None
