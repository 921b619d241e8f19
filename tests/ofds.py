"""OFD files set for the tests (GB/T 33190-2016): a small typesetter for invented plans, in the layout of GB/T 9704-2012."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tests.ooxml import packed

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
LEFT, TOP, BOTTOM, SIZE = 28.0, 37.0 + 5.6, 297.0 - 35.0, 5.6
MEASURE, LEADING = 28, 10.2


def advance(text: str, size: float = SIZE) -> float:
    """How wide a text is set, in millimetres."""
    return sum(size * (1 if unicodedata.east_asian_width(ch) in "WFA" else 0.5) for ch in text)


def text(said: str, x: float, y: float, size: float = SIZE, more: str = "", inside: str = "") -> str:
    """A text object whose first glyph stands at x, y (baseline, millimetres)."""
    steps = [advance(ch, size) for ch in said[:-1]]
    delta = f"g {len(steps)} {steps[0]:g}" if len(set(steps)) == 1 and len(steps) > 1 else " ".join(f"{s:g}" for s in steps)
    return (f'<ofd:TextObject ID="1" Boundary="{x:g} {y - size:g} {advance(said, size) + 1:g} {size * 1.4:g}" Font="1" Size="{size:g}" {more}>{inside}'
            f'<ofd:TextCode X="0" Y="{size:g}"{f" DeltaX={chr(34)}{delta}{chr(34)}" if delta else ""}>{escape(said)}</ofd:TextCode></ofd:TextObject>')


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A drawn line."""
    return (f'<ofd:PathObject ID="1" Boundary="{x0:g} {y0:g} {max(0.1, x1 - x0):g} {max(0.1, y1 - y0):g}" LineWidth="0.3"><ofd:AbbreviatedData>M 0 0 L '
            f"{x1 - x0:g} {y1 - y0:g}</ofd:AbbreviatedData></ofd:PathObject>")


class Sheet:
    """An OFD under way. `y` is the next baseline (millimetres from the top); `head` and `number` stand on every page."""

    def __init__(self, head: str = "", number: str = "— {} —") -> None:
        self.pages: list[list[str]] = []
        self.head, self.number = head, number
        self.turn()

    def turn(self) -> None:
        """Begins a page."""
        self.pages.append([])
        self.y = TOP
        if self.head:
            self.put(text(self.head, 80, 22, 3.5))
        if self.number:
            self.put(text(self.number.format(len(self.pages)), 95, 275, 4.9))

    def put(self, objects: str) -> None:
        """Objects on this page."""
        self.pages[-1].append(objects)

    def line(self, said: str, x: float, size: float = SIZE, leading: float = LEADING) -> None:
        """One printed line."""
        if self.y > BOTTOM:
            self.turn()
        self.put(text(said, x, self.y, size))
        self.y += leading

    def paragraph(self, said: str, indent: float = 2) -> None:
        """A paragraph broken into full lines."""
        first = True
        while said:
            room = (MEASURE - (indent if first else 0)) * SIZE
            cut = 0
            while cut < len(said) and advance(said[:cut + 1]) <= room + 0.01:
                cut += 1
            while 0 < cut < len(said) and (said[cut] in "，。、；：）》”％%" or said[cut - 1:cut + 1].isascii() and said[cut - 1:cut + 1].isalnum()):
                cut -= 1
            self.line(said[:cut], LEFT + (indent * SIZE if first else 0))
            said, first = said[cut:], False

    def title(self, said: str, size: float = 7.8) -> None:
        """A centred title, broken in two where it is too wide."""
        half = len(said) if advance(said, size) < (MEASURE - 4) * SIZE else len(said) // 2 + 1
        for part in (said[:half], said[half:]):
            if part:
                self.line(part, LEFT + (MEASURE * SIZE - advance(part, size)) / 2, size, 12)

    def right(self, said: str) -> None:
        """A line near the right edge, as signature and date are set."""
        self.line(said, LEFT + (MEASURE - 2) * SIZE - advance(said))

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], size: float = 4.2) -> None:
        """A ruled table; cells are broken to their columns."""
        xs = [LEFT + sum(widths[:n]) for n in range(len(widths) + 1)]
        for row in rows:
            parts = [[cell[i:i + int(w / size - 0.5)] for i in range(0, len(cell), int(w / size - 0.5))] for cell, w in zip(row, widths, strict=True)]
            height = max(1, *(len(p) for p in parts)) * 6 + 2
            if self.y + height > BOTTOM + 10:
                self.turn()
            for c, cell in enumerate(parts):
                for n, part in enumerate(cell):
                    self.put(text(part, xs[c] + 1, self.y + 5 + 6 * n, size))
            self.put(rule(xs[0], self.y, xs[-1], self.y) + rule(xs[0], self.y + height, xs[-1], self.y + height))
            self.put("".join(rule(x, self.y, x, self.y + height) for x in xs))
            self.y += height
        self.y += 8

    def bytes(self, **parts: str) -> bytes:
        """The finished file."""
        return ofd(["".join(page) for page in self.pages], **parts)


def ofd(pages: Sequence[str], common: str = "", above: Sequence[str] = (), document: str = "", body: str = "", extra: Mapping[str, str | bytes] | None = None,
        layer: str = "") -> bytes:
    """A package with these pages (XML of objects); `common` goes into CommonData, `above` before each page's content."""
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    files = {
        "OFD.xml": f'{HEAD}<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
                   f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{body}</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'{HEAD}<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297'
                              f"</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{document}</ofd:Document>",
    }
    for n, page in enumerate(pages):
        files[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f'{HEAD}<ofd:Page {NS}>{above[n] if n < len(above) else ""}<ofd:Content><ofd:Layer ID="2" {layer}>{page}</ofd:Layer></ofd:Content></ofd:Page>')
    return packed({name: data if isinstance(data, bytes) else data.encode() for name, data in {**files, **(extra or {})}.items()})


def set_plan(said: str, **how: str) -> bytes:
    """A plan typed line by line, set as an office would."""
    sheet = Sheet(**how)
    for n, line in enumerate(line.strip() for line in said.splitlines()):
        if n == 0 or re.fullmatch(r".{4,40}(?:方案|计划|意见|办法|规定)", line) and "、" not in line[:5]:
            sheet.title(line)
        elif line.endswith("：") and "、" in line:
            sheet.paragraph(line, 0)
        elif re.fullmatch(r".{3,20}(?:人民政府|办公厅|委员会)|\d{4}年\d+月\d+日", line):
            sheet.right(line)
        elif line:
            sheet.paragraph(line)
    return sheet.bytes()
