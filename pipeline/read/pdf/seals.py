"""Seals that are set as text: red characters around a circle, and red characters that lie over others (GB/T 9704-2012,
7.3.5.4: the red seal is put over signature and date)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.read.pdf.shapes import Box, Glyph

MAX_RED = 300  # a seal has at most some forty characters; a page with more red ones is printed in red


def is_red(colour: tuple[int, int, int]) -> bool:
    """Whether a colour (red, green, blue; 0 to 255) is the red of seals and letterheads."""
    red, green, blue = colour
    return red > 140 and green < 110 and blue < 110


def sealed(glyphs: Sequence[Glyph], turned: Sequence[Box]) -> set[int]:
    """The places in `glyphs` of the characters that belong to a seal. `turned` are the boxes of red characters that are
    turned: those of a seal's rim."""
    red = [i for i, glyph in enumerate(glyphs) if is_red(glyph.colour)]
    if not red or len(red) > MAX_RED:
        return set()
    out: set[int] = set()
    if len(turned) >= 3:
        x0, y0, x1, y1 = (f(box[n] for box in turned) for n, f in ((0, min), (1, min), (2, max), (3, max)))
        out |= {i for i in red if x0 - 15 <= glyphs[i].middle <= x1 + 15 and y0 - 15 <= glyphs[i].y <= y1 + 15}
    under: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        if not is_red(glyph.colour) and glyph.text.strip():
            for band in range(int(glyph.top // 20), int(glyph.bottom // 20) + 1):
                under[band].append(glyph)
    for i in red:
        glyph = glyphs[i]
        near = {id(g): g for band in range(int(glyph.top // 20), int(glyph.bottom // 20) + 1) for g in under[band]}
        if any(_over(glyph, other) for other in near.values()):
            out.add(i)
    return out


def _over(glyph: Glyph, other: Glyph) -> bool:
    across = min(glyph.x1, other.x1) - max(glyph.x0, other.x0)
    down = min(glyph.bottom, other.bottom) - max(glyph.top, other.top)
    return across > 0.3 * min(glyph.size, other.size) and down > 0.3 * min(glyph.size, other.size)
