"""Pages without a usable text layer, read by OCR (the extra `ocr`: RapidOCR with ONNX Runtime, its models in the package,
nothing is fetched)."""

from __future__ import annotations

import importlib.util
import logging
from functools import lru_cache
from typing import Any

from pipeline.read.pdf.lines import tidy
from pipeline.read.pdf.shapes import Line, Page

HINT = "如需识别，请安装 pip install 'tiaokuan[ocr]' (install the OCR extra: pip install 'tiaokuan[ocr]')"
SCALE = 150 / 72  # pixels a point: at 150 dpi a 10-point character is 21 pixels high, enough for the models
MAX_PIXELS = 12_000_000


def available() -> bool:
    """Whether the OCR extra is installed."""
    return importlib.util.find_spec("rapidocr") is not None and importlib.util.find_spec("onnxruntime") is not None


@lru_cache(maxsize=1)
def engine() -> Any:
    """The recogniser, loaded once (about 3 seconds)."""
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    return RapidOCR(params={"Global.log_level": "warning"})


def read(handle: Any, page: Page) -> list[Line] | None:
    """The lines that OCR finds on a pdfium page, each with its confidence; None where the extra is not installed."""
    if not available():
        return None
    scale = min(SCALE, (MAX_PIXELS / max(1.0, page.width * page.height)) ** 0.5)
    found = engine()(handle.render(scale=scale).to_numpy()[:, :, :3])
    lines: list[Line] = []
    for box, text, score in zip(found.boxes if found.boxes is not None else (), found.txts or (), found.scores or (), strict=False):
        xs, ys = [float(p[0]) / scale for p in box], [float(p[1]) / scale for p in box]
        if str(text).strip():
            height = max(ys) - min(ys)
            lines.append(Line(tidy(str(text).strip()), min(xs), max(xs), max(ys) - 0.15 * height, 0.82 * height, page.number,
                              confidence=float(score)))
    return lines
