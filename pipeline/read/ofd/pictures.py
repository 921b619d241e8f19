"""The pictures of an OFD page drawn on one sheet, for OCR (GB/T 33190-2016, 10 images: a picture fills the unit square,
which its CTM and Boundary put on the page)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from pipeline.read.ofd.geometry import POINTS, Matrix
from pipeline.read.pdf import ocr
from pipeline.read.pdf.shapes import Page

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "GIF")
"""What is drawn; of the standard's formats JBIG2 is not."""
MOST = 120_000_000
"""Dots of one picture: an A3 page at 800 an inch."""
MAX_PICTURES = 400
"""Pictures of one page: scanners cut pages into strips."""


def recognise(page: Page, pictures: Sequence[tuple[str, Matrix]], read: Callable[[str], bytes | None]) -> list[tuple[float, int]] | None:
    """Reads a page's pictures by OCR, as `pipeline.read.pdf.ocr.recognise` does a PDF's. `pictures`: the resource of each and
    how it lies on the page (unit square → millimetres); `read` gives a resource's bytes. None where nothing can be drawn."""
    scale = min(ocr.DPI / 72, (ocr.MAX_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
    sheet = _drawn(page, pictures[:MAX_PICTURES], read, scale)
    return None if sheet is None else ocr.recognise_picture(sheet, scale, page)


def _drawn(page: Page, pictures: Sequence[tuple[str, Matrix]], read: Callable[[str], bytes | None], scale: float) -> Any:
    import cv2
    import numpy

    width, height = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    sheet: Any = None
    dots = POINTS * scale  # of the sheet in a millimetre
    for resource, place in pictures:
        data = read(resource)
        picture = _opened(data, (round(place.width * dots), round(place.scale * dots))) if data else None
        if picture is None:
            continue
        if sheet is None:
            sheet = numpy.full((height, width, 3), 255, numpy.uint8)
        across, down = 1 / picture.shape[1], 1 / picture.shape[0]
        lies = numpy.array([[place.a * across * dots, place.c * down * dots, place.e * dots],
                            [place.b * across * dots, place.d * down * dots, place.f * dots]], numpy.float32)
        cv2.warpAffine(picture, lies, (width, height), dst=sheet, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT)
    return sheet


def _opened(data: bytes, size: tuple[int, int]) -> Any:
    """The picture as numpy colours (blue, green, red), not much larger than `size`; None where it is damaged or too large."""
    import numpy
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is too large is measured here
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST:
                    return None
                opened.draft("RGB", (max(1, size[0]), max(1, size[1])))
                picture = opened.convert("RGBA").convert("RGB") if "transparency" in opened.info else opened.convert("RGB")
    except Exception:  # a decoder of pictures fails in as many ways as there are formats
        return None
    if picture.width > 2 * size[0] > 0:  # a much finer scan is first brought near its size, for fine strokes to stay
        picture = picture.resize((size[0], max(1, size[1])), Image.Resampling.BOX)
    return numpy.ascontiguousarray(numpy.asarray(picture)[:, :, ::-1])
