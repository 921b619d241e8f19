"""Pages without a usable text layer, read by OCR: the extra `ocr` (RapidOCR on ONNX Runtime; its PP-OCR models come in the
package, so nothing is fetched and no page leaves the machine)."""

from __future__ import annotations

import importlib.util
import logging
from functools import lru_cache
from typing import Any

from pipeline.read.pdf.lines import tidy
from pipeline.read.pdf.shapes import Glyph, Page, Rule

HINT = "要识别请安装 pip install 'tiaokuan[ocr]' (a scan: install the OCR extra)"
DPI = 144
"""At 144 dots an inch a 10-point character is 20 pixels high; the models see lines scaled to 48."""
MAX_PIXELS = 16_000_000
MAX_PAGES = 500
"""A page takes about eight seconds on two cores: 500 pages are an hour."""
BOX_TO_EM = 0.8  # the height of a character (em) in that of the box found around its line
SAME = 0.22  # sizes of lines that differ by less than this share are one size, measured unsteadily
DARK = 140
RULE = 0.04  # share of the page's width or height from which a dark stroke is a rule, not part of a character


def available() -> bool:
    """Whether the OCR extra is installed."""
    return importlib.util.find_spec("rapidocr") is not None and importlib.util.find_spec("onnxruntime") is not None


@lru_cache(maxsize=1)
def engine() -> Any:
    """The recogniser, loaded once (about three seconds)."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(params={"Global.log_level": "error"})


def recognise(handle: Any, page: Page) -> list[tuple[float, int]] | None:
    """Reads a pdfium page by OCR: its glyphs become the lines found (one glyph a line), its rules the strokes of the
    picture. Returns (confidence, characters) of every line; None where the page cannot be drawn."""
    import pypdfium2

    scale = min(DPI / 72, (MAX_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
    try:
        picture = handle.render(scale=scale).to_numpy()[:, :, :3]
    except pypdfium2.PdfiumError:
        return None
    return recognise_picture(picture, scale, page)


def recognise_picture(picture: Any, scale: float, page: Page) -> list[tuple[float, int]]:
    """Reads the picture of a page (numpy: rows, columns, blue green red; `scale` dots a point) as `recognise` does."""
    page.height, page.width = picture.shape[0] / scale, picture.shape[1] / scale
    page.glyphs, page.rules, page.wrong = [], _rules(picture, scale), 0
    found = engine()(picture)
    scores: list[tuple[float, int]] = []
    boxes = found.boxes if found.boxes is not None else ()
    for order, (box, text, score) in enumerate(zip(boxes, found.txts or (), found.scores or (), strict=False)):
        said = tidy(str(text).strip())
        if not said:
            continue
        xs, ys = [float(p[0]) / scale for p in box], [float(p[1]) / scale for p in box]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        size = min(BOX_TO_EM * (y1 - y0), 1.6 * (x1 - x0) / len(said))
        page.glyphs.append(Glyph(said, x0, x1, (y0 + y1) / 2 + 0.38 * size, size, order, _ink(picture, x0, y0, x1, y1, scale)))
        scores.append((float(score), len(said)))
    _steady(page.glyphs)
    return scores


def _steady(glyphs: list[Glyph]) -> None:
    """Gives lines of about the usual size that size: boxes are measured to a pixel or two."""
    if glyphs:
        weight = sorted(g.size for g in glyphs for _ in range(len(g.text)))
        usual = weight[len(weight) // 2]
        for glyph in glyphs:
            if abs(glyph.size - usual) < SAME * usual:
                glyph.size = usual


def _ink(picture: Any, x0: float, y0: float, x1: float, y1: float, scale: float) -> tuple[int, int, int]:
    """The mean colour of the dark or coloured dots in a box (pdfium renders blue, green, red)."""
    part = picture[int(y0 * scale):int(y1 * scale) + 1, int(x0 * scale):int(x1 * scale) + 1].reshape(-1, 3)
    inked = part[part.min(axis=1) < DARK]
    if not len(inked):
        return (0, 0, 0)
    blue, green, red = (int(c) for c in inked.mean(axis=0))
    return (red, green, blue)


def _rules(picture: Any, scale: float) -> list[Rule]:
    """The long straight strokes of a picture, across and down."""
    import cv2

    dark = cv2.threshold(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), DARK, 255, cv2.THRESH_BINARY_INV)[1]
    height, width = dark.shape
    out: list[Rule] = []
    for kernel in ((max(20, int(width * RULE)), 1), (1, max(20, int(height * RULE)))):
        strokes = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, kernel))
        for x, y, w, h, _ in cv2.connectedComponentsWithStats(strokes)[2][1:2000]:
            if kernel[1] == 1 and h <= 6 * scale:
                out.append(Rule(x / scale, (y + h / 2) / scale, (x + w) / scale, (y + h / 2) / scale))
            elif kernel[0] == 1 and w <= 6 * scale:
                out.append(Rule((x + w / 2) / scale, y / scale, (x + w / 2) / scale, (y + h) / scale))
    return out
