"""What is drawn on a page beside its text: rules, filled boxes, pictures."""

from __future__ import annotations

import ctypes
import itertools
import math
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix

from pipeline.read.pdf.shapes import Box, Rule

MAX_OBJECTS = 40_000
"""A page with more drawn objects than this is a map or an attack; what comes after them is not looked at."""
MAX_SEGMENTS = 2_000
MAX_BOXES = 500  # filled boxes that are remembered, the last ones painted: white text may stand on them
MAX_DEPTH = 6  # forms inside forms
THIN = 2.5  # points; a filled box no thicker than this is a drawn line
WHITE = 240


@dataclass(slots=True)
class Painted:
    """Rules, filled boxes that are not white, and pictures, in the file's own coordinates."""

    rules: list[Rule] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)

    def colours(self, x: float, y: float) -> bool:
        """Whether something that is not white is painted at that point (so that white text on it can be read)."""
        return any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in itertools.chain(self.boxes, self.images))


def painted(page: Any) -> Painted:
    """What is drawn on a pdfium page."""
    found = Painted()
    left = MAX_OBJECTS
    waiting: list[tuple[Any, PdfMatrix, int]] = [(None, PdfMatrix(), 0)]
    while waiting and left > 0:
        form, matrix, depth = waiting.pop()
        count = pdfium.FPDFFormObj_CountObjects(form) if form else pdfium.FPDFPage_CountObjects(page)
        for i in range(min(count, left)):
            item = pdfium.FPDFFormObj_GetObject(form, i) if form else pdfium.FPDFPage_GetObject(page, i)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                _path(item, matrix, found)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                found.images.append(matrix.on_rect(*_bounds(item)))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                waiting.append((item, _matrix(item).multiply(matrix), depth + 1))
        left -= count
    del found.boxes[:-MAX_BOXES], found.images[:-MAX_BOXES]
    return found


def _bounds(item: Any) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _matrix(item: Any) -> PdfMatrix:
    raw = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, raw)
    return PdfMatrix.from_raw(raw)


def _path(item: Any, matrix: PdfMatrix, found: Painted) -> None:
    left, bottom, right, top = matrix.on_rect(*_bounds(item))
    if not all(map(math.isfinite, (left, bottom, right, top))):
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    filled = fill.value and min(_colour(item, pdfium.FPDFPageObj_GetFillColor)) < WHITE
    stroked = stroke.value and min(_colour(item, pdfium.FPDFPageObj_GetStrokeColor)) < WHITE
    if not filled and not stroked:
        return
    if min(right - left, top - bottom) <= THIN:
        found.rules.append(_lying(left, bottom, right, top))
        return
    if filled:
        found.boxes.append((left, bottom, right, top))
    if stroked:
        found.rules += _strokes(item, _matrix(item).multiply(matrix))


def _colour(item: Any, ask: Any) -> tuple[int, int, int]:
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    ask(item, r, g, b, a)
    return (r.value, g.value, b.value) if a.value > 12 else (255, 255, 255)


def _lying(left: float, bottom: float, right: float, top: float) -> Rule:
    """A thin box as the line along its middle."""
    if right - left >= top - bottom:
        return Rule(left, (bottom + top) / 2, right, (bottom + top) / 2)
    return Rule((left + right) / 2, bottom, (left + right) / 2, top)


def _strokes(item: Any, matrix: PdfMatrix) -> list[Rule]:
    """The straight lines across and down of a stroked path."""
    out: list[Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = None
    for i in range(min(pdfium.FPDFPath_CountSegments(item), MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(item, i)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
            out += _straight(last, point)
        if pdfium.FPDFPathSegment_GetClose(segment) and start is not None:
            out += _straight(point, start)
        last = point
    return out


def _straight(a: tuple[float, float], b: tuple[float, float]) -> list[Rule]:
    if abs(a[0] - b[0]) <= 1 and abs(a[1] - b[1]) > 1 or abs(a[1] - b[1]) <= 1 and abs(a[0] - b[0]) > 1:
        return [_lying(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))]
    return []
