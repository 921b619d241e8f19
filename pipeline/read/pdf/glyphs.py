"""A page of the file → glyphs with their boxes, and rules. What no reader of the paper sees is left out here."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from corpus.model import LeftOut
from pipeline.read.pdf.painted import Painted, painted
from pipeline.read.pdf.seals import is_red, sealed
from pipeline.read.pdf.shapes import Box, Glyph, Page

MAX_GLYPHS = 60_000
"""A page of 8-point type in three columns has about 9,000 characters; more than this is a drawing or an attack."""
INVISIBLE = (3, 7)
"""Text rendering modes that paint nothing (ISO 32000-1, table 106)."""
PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))
"""Unicode's private use areas: a character here means whatever the font's maker liked."""
SAID_SO = {0x09: 0x20, 0x0A: 0x20, 0x0D: 0x20, 0x02: 0x2D, 0xAD: 0x2D}
"""White space is a space; pdfium's mark for a hyphen at a line's end, and a soft hyphen that is printed, are hyphens."""
FAR = 1e6  # points; what stands farther out than eleven times the largest page of ISO 32000 is no text of this page
ROTATED = "转向的文字，如印章或水印 (turned text: a seal or watermark)"
TURNED = 8.0  # degrees; scans set straight by software keep less


@dataclass(slots=True)
class Ink:
    """What all characters of one text object share: whether they are painted, their colour, writing angle (degrees,
    counter-clockwise), size (points) and whether the font is bold."""

    visible: bool
    colour: tuple[int, int, int]
    angle: float
    size: float


@dataclass(slots=True)
class Raw:
    """One character in the file's own coordinates (y upward)."""

    text: str
    box: Box
    origin: tuple[float, float]
    ink: Ink
    wrong: bool = False


def read_page(page: Any, number: int) -> Page:
    """The visible glyphs of a pdfium page in content order, its rules, and what was hidden (with the reason).

    The page is turned so that its text runs from left to right, whatever the file says of its rotation."""
    textpage = page.get_textpage()
    try:
        raw = list(_raw(textpage))
        paint = painted(page)
        bounds = page.get_bbox()
        width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
        images = min(1.0, sum(_inside(b, bounds) for b in paint.images) / max(1.0, width * height))
        # A scan with a searchable layer has its text invisible over the picture: then that is the text.
        layered = images > 0.5 and sum(r.ink.visible for r in raw) * 2 < len(raw)
        angles = Counter(round(r.ink.angle / 90) % 4 for r in raw if layered or r.ink.visible)
        quarter = angles.most_common(1)[0][0] if angles else -page.get_rotation() // 90 % 4
        if quarter % 2:
            width, height = height, width
        turn = _turner(bounds, quarter)
        found = Page(number, width, height, rules=[r.turned(turn) for r in paint.rules], images=images, layered=layered)
        found.glyphs = _sorted_out(raw, found, paint, turn, quarter * 90)
        return found
    finally:
        textpage.close()


def _inside(box: Box, bounds: Box) -> float:
    across = min(box[2], bounds[2]) - max(box[0], bounds[0])
    down = min(box[3], bounds[3]) - max(box[1], bounds[1])
    return max(0.0, across) * max(0.0, down)


def _turner(bounds: Box, quarter: int) -> Callable[[float, float], tuple[float, float]]:
    """A point of the file (y upward) → the page as read (y downward), for text written at `quarter` times 90°."""
    left, bottom, right, top = bounds
    return (lambda x, y: (x - left, top - y), lambda x, y: (y - bottom, x - left),
            lambda x, y: (right - x, y - bottom), lambda x, y: (top - y, right - x))[quarter]


def _raw(textpage: Any) -> Iterator[Raw]:
    """Every character that the file itself has; pdfium's own guesses at spaces and line ends are passed over."""
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    boxed, at_x, at_y = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    handle = textpage.raw
    unicode_of, object_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetTextObject
    box_of, origin_of = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetCharOrigin
    inks: dict[int, Ink] = {}
    high = 0
    for i in range(min(pdfium.FPDFText_CountChars(handle), MAX_GLYPHS)):
        code = unicode_of(handle, i)
        wrong = False
        if not 0x4E00 <= code <= 0x9FFF:
            if code in (0x20, 0x0D, 0x0A) and pdfium.FPDFText_IsGenerated(handle, i) == 1:
                continue
            if 0xD800 <= code < 0xDC00:  # UTF-16: the other half follows
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            code = SAID_SO.get(code, code)
            wrong = (code < 0x20 or code == 0xFFFD or any(a <= code <= b for a, b in PRIVATE)
                     or pdfium.FPDFText_HasUnicodeMapError(handle, i) == 1)
        text_object = object_of(handle, i)
        key = ctypes.addressof(text_object.contents) if text_object else 0
        ink = inks.get(key)
        if ink is None:
            ink = inks[key] = _ink(textpage, i, text_object)
        if not box_of(handle, i, boxed) or not origin_of(handle, i, at_x, at_y):
            continue
        left, bottom, right, top, origin = box.left, box.bottom, box.right, box.top, (x.value, y.value)
        if not (-FAR < left < FAR and -FAR < right < FAR and -FAR < bottom < FAR and -FAR < top < FAR
                and -FAR < origin[0] < FAR and -FAR < origin[1] < FAR and math.isfinite(ink.size)):
            continue
        yield Raw("\ufffd" if code < 0x20 else chr(code), (left, bottom, right, top), origin, ink, wrong)


def _ink(textpage: Any, i: int, text_object: Any) -> Ink:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, i, matrix)
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) % 360
    size = pdfium.FPDFText_GetFontSize(textpage, i) * math.hypot(matrix.c, matrix.d)
    if not text_object:
        return Ink(True, (0, 0, 0), angle, size)
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(text_object, r, g, b, a)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(text_object)
    return Ink(mode not in INVISIBLE and (a.value > 12 or mode in (1, 5)), (r.value, g.value, b.value), angle, size)


def _sorted_out(raw: list[Raw], page: Page, paint: Painted,
                turn: Callable[[float, float], tuple[float, float]], upright: int) -> list[Glyph]:
    """The glyphs that a person sees and reads straight; the others go to `page.left_out`, by reason."""
    kept: list[Glyph] = []
    hidden: dict[str, list[str]] = {}
    rim: list[Box] = []
    for order, char in enumerate(raw):
        left, bottom, right, top = char.box
        (x0, y0), (x1, y1) = turn(left, bottom), turn(right, top)
        if x0 > x1:
            x0, x1 = x1, x0
        if y0 > y1:
            y0, y1 = y1, y0
        ink = char.ink
        size = min(ink.size if ink.size > 0 else y1 - y0, page.width + page.height)
        reason = ""
        if not ink.visible and not page.layered:
            reason = "不可见的文字 (invisible text)"
        elif ink.visible and min(ink.colour) > 245 and not paint.colours((left + right) / 2, (bottom + top) / 2):
            reason = "白色的文字 (white text)"
        elif x1 < 0 or y1 < 0 or x0 > page.width or y0 > page.height:
            reason = "页面以外的文字 (text outside the page)"
        elif abs((ink.angle - upright + 180) % 360 - 180) > TURNED:
            reason = ROTATED
        elif size < 1.5:
            reason = "小到看不见的文字 (text too small to see)"
        if reason:
            if reason is ROTATED and is_red(ink.colour):
                rim.append((x0, y0, x1, y1))
            hidden.setdefault(reason, []).append(char.text)
            continue
        page.wrong += char.wrong
        kept.append(Glyph(char.text, x0, x1, turn(*char.origin)[1], size, order, ink.colour))
    over = sealed(kept, rim)
    if over:
        hidden["印章 (seal)"] = [kept[i].text for i in sorted(over)]
        kept = [glyph for i, glyph in enumerate(kept) if i not in over]
    page.left_out += [LeftOut("".join(said).strip(), reason) for reason, said in hidden.items() if "".join(said).strip()]
    return kept
