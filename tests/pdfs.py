"""PDF files set for the tests: a small typesetter for invented plans, in the layout of GB/T 9704-2012 (28 characters a line,
two of indent, page numbers between dashes)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from corpus.model import Reading
from pipeline import analyse
from pipeline.read import read
from tests.writing import PLAN

pytest.importorskip("reportlab", reason="reportlab sets the PDF files of these tests")

from reportlab.lib.utils import ImageReader  # noqa: E402
from reportlab.pdfbase import pdfmetrics  # noqa: E402
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # noqa: E402
from reportlab.pdfgen import canvas  # noqa: E402

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
LEFT, TOP, BOTTOM = 74.0, 120.0, 730.0
LEADING = 28.0


def advance(text: str, size: float) -> float:
    """How wide a text is set, in points."""
    return float(pdfmetrics.stringWidth(text, FONT, size))


class Sheet:
    """A PDF under way. `y` counts from the top of the page; `head` and `number` print furniture on every page."""

    def __init__(self, size: float = 16.0, columns: int = 28, head: str = "", number: str = "— {} —", **how: Any) -> None:
        self.out = io.BytesIO()
        self.canvas = canvas.Canvas(self.out, pagesize=(WIDTH, HEIGHT), **how)
        self.size, self.measure, self.head, self.number = size, columns * size, head, number
        self.page, self.y = 0, TOP
        self.open()

    def open(self) -> None:
        """Begins a page."""
        self.page, self.y = self.page + 1, TOP
        if self.head:
            self.put(self.head, LEFT + 100, 60, 10)
        if self.number:
            self.put(self.number.format(self.page), WIDTH / 2 - 20, 790, 14)

    def turn(self) -> None:
        """Ends a page and begins the next."""
        self.canvas.showPage()
        self.open()

    def put(self, text: str, x: float, y: float, size: float | None = None, colour: tuple[float, float, float] = (0, 0, 0),
            mode: int = 0) -> None:
        """A text at a place."""
        self.canvas.saveState()
        run = self.canvas.beginText(x, HEIGHT - y)
        run.setFont(FONT, size or self.size)
        run.setFillColorRGB(*colour)
        run.setTextRenderMode(mode)
        run.textLine(text)
        self.canvas.drawText(run)
        self.canvas.restoreState()

    def line(self, text: str, indent: float = 0.0, size: float | None = None) -> None:
        """One printed line of the body."""
        if self.y > BOTTOM:
            self.turn()
        self.put(text, LEFT + indent * self.size, self.y, size)
        self.y += LEADING

    def paragraph(self, text: str, indent: float = 2.0) -> None:
        """A paragraph broken into full lines."""
        rest, first = text, True
        while rest:
            room = self.measure - (indent * self.size if first else 0)
            cut = 0
            while cut < len(rest) and advance(rest[:cut + 1], self.size) <= room + 0.01:
                cut += 1
            while 0 < cut < len(rest) and rest[cut] in "，。、；：）》”％%":  # 避头尾: no closing mark begins a line
                cut -= 1
            self.line(rest[:cut], indent if first else 0.0)
            rest, first = rest[cut:], False

    def title(self, text: str, size: float = 22.0) -> None:
        """A centred line, broken in two where it is too wide."""
        half = len(text) if advance(text, size) < self.measure - 3 * size else len(text) // 2 + 1
        for part in (text[:half], text[half:]):
            if part:
                self.put(part, LEFT + (self.measure - advance(part, size)) / 2, self.y, size)
                self.y += 34

    def right(self, text: str) -> None:
        """A line at the right edge, as signature and date are set."""
        if self.y > BOTTOM:
            self.turn()
        self.put(text, LEFT + self.measure - advance(text, self.size) - 2 * self.size, self.y)
        self.y += LEADING

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], merged: Callable[[int, int], bool] | None = None,
              size: float = 12.0, wide: Callable[[int, int], bool] | None = None, off: float = 0.0) -> None:
        """A ruled table; its cells are broken to their columns. `merged(row, column)`: that cell is one with the cell above;
        `wide(row, column)`: with the cell before it. `off`: how far the inner rules of every other row stand aside (points)."""
        x = [LEFT + sum(widths[:n]) for n in range(len(widths) + 1)]
        for r, row in enumerate(rows):
            parts = [[cell[i:i + int(w / size - 0.5)] for i in range(0, len(cell), int(w / size - 0.5))] for cell, w in zip(row, widths, strict=True)]
            height = max(1, *(len(p) for p in parts)) * 16 + 6
            for c, cell in enumerate(parts):
                for n, part in enumerate(cell):
                    self.put(part, x[c] + 3, self.y + 14 + 16 * n, size)
                if not (merged and merged(r, c)):
                    self.rule(x[c], self.y, x[c + 1], self.y)
                if not (wide and wide(r, c)):
                    aside = off if r % 2 and c else 0.0
                    self.rule(x[c] + aside, self.y, x[c] + aside, self.y + height)
            self.rule(x[-1], self.y, x[-1], self.y + height)
            self.y += height
        self.rule(x[0], self.y, x[-1], self.y)
        self.y += 20

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A drawn line."""
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def picture(self, image: Any) -> None:
        """A picture over the whole page, as a scan is."""
        self.canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)

    def bytes(self) -> bytes:
        """The finished file."""
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()


def set_plan(text: str, **how: Any) -> bytes:
    """A plan typed line by line, set as an office would: first line the title, lines that end in ： at the margin, bodies
    and dates that stand alone at the right."""
    import re

    sheet = Sheet(**how)
    for n, line in enumerate(text.splitlines()):
        if n == 0 or re.fullmatch(r".{4,30}(?:方案|计划|意见|办法|规定)", line) and "、" not in line[:5]:
            sheet.title(line)
        elif line.endswith("：") and "、" in line:
            sheet.paragraph(line, 0)
        elif re.fullmatch(r".{3,20}(?:人民政府|办公厅|委员会)|\d{4}年\d+月\d+日", line):
            sheet.right(line)
        elif line.strip():
            sheet.paragraph(line)
    return sheet.bytes()


LONG = ("为加快推进全省绿色低碳转型，各市、县人民政府要结合本地区产业结构和能源结构的实际，科学制定年度节能工作计划，明确目标任务、"
        "责任单位和完成时限，确保单位地区生产总值能耗持续下降。")
MORE = PLAN + "".join(f"{'四五六七八九十'[n]}、第{n + 1}类措施\n" + f"（一）第{n + 1}项工作。{LONG}（省发改委、财政厅负责）\n" * 1 for n in range(7))


def texts(data: bytes) -> list[str]:
    return [b.text for b in read(data, "a.pdf").blocks]


def left_out(reading: Reading, reason: str) -> list[str]:
    return [item.text for item in reading.left_out if item.reason.startswith(reason)]


def tree(data: bytes, name: str) -> list[tuple[str, str, str]]:
    return [(c.kind, c.marker, "".join(c.text.split())) for c in analyse(data, name).clauses]
