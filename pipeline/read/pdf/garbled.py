"""Whether a page's characters are what a reader of the paper sees, or what a broken ToUnicode map makes of them."""

from __future__ import annotations

from pipeline.read.pdf.shapes import Page

WRONG = 0.15  # share of characters without meaning from which a page counts as garbled
RARE = 0.35
ENOUGH = 30  # characters; fewer say nothing


def garbled(page: Page, text: str) -> bool:
    """Whether the text layer of a page is of no use: no meaning given by the font, Chinese bytes read as Latin letters, or
    characters that no Chinese text has so many of."""
    solid = "".join(text.split())
    if len(solid) < ENOUGH:
        return len(page.glyphs) > ENOUGH and page.wrong > WRONG * len(page.glyphs)
    if page.wrong > WRONG * len(page.glyphs):
        return True
    latin = sum("\xa1" <= ch <= "\xff" for ch in solid)
    if latin > 0.2 * len(solid):
        return True
    han = [ch for ch in solid if "\u3400" <= ch <= "\u9fff"]
    return len(han) > ENOUGH and sum(not _common(ch) for ch in han) > RARE * len(han)


def _common(ch: str) -> bool:
    """Whether a character is of the first level of GB 2312-80 (3,755 characters) or of Big5 (5,401)."""
    try:
        return 0xB0 <= ch.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        pass
    try:
        return 0xA4 <= ch.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False
