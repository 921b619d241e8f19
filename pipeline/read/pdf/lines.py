"""Glyphs → printed lines: what stands on one baseline, with the spaces that mean something."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.read.pdf.shapes import Glyph, Line

SPACES = " \t\xa0\u3000\u3164\u2002\u2003\u2009\u200b\ufeff"
WIDE = 0.9
"""A gap of at least this many em that no letter-spacing explains is a wide space, as a person would type it."""
WORD = 0.15  # em between two Latin words
HALF = 0.35  # em between two Chinese characters of a line that is set tight
CUT = 1.6  # em; a gap this wide may part two columns or two cells


@dataclass(slots=True)
class Run:
    """Glyphs of one baseline that follow each other without a wide gap, in order of x."""

    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(g.x1 for g in self.glyphs[-3:])

    @property
    def size(self) -> float:
        """The size of most of its characters."""
        sizes = sorted(g.size for g in self.glyphs)
        return sizes[len(sizes) // 2]

    @property
    def y(self) -> float:
        """Its baseline: that of its largest characters (a raised note number does not count)."""
        return max(self.glyphs, key=lambda g: g.size).y


def rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped by baseline from top to bottom, each group from left to right."""
    strips: list[list[Glyph]] = []
    for glyph in glyphs:  # what the file writes one after another on one baseline stays together
        last = strips[-1][-1] if strips else None
        if last is not None and abs(glyph.y - last.y) < 0.1 * last.size and abs(glyph.size - last.size) < 0.2 * last.size:
            strips[-1].append(glyph)
        else:
            strips.append([glyph])
    out: list[list[Glyph]] = []
    edges: list[tuple[float, float]] = []
    for strip in sorted(strips, key=lambda s: (s[0].y - 0.4 * s[0].size)):
        top, bottom = strip[0].top, strip[0].bottom
        for i in range(len(out) - 1, max(-1, len(out) - 6), -1):
            shared = min(bottom, edges[i][1]) - max(top, edges[i][0])
            if shared > 0.55 * min(bottom - top, edges[i][1] - edges[i][0]) and not _covers(out[i], strip):
                if bottom - top > edges[i][1] - edges[i][0]:
                    edges[i] = (top, bottom)
                out[i] += strip
                break
        else:
            out.append(list(strip))
            edges.append((top, bottom))
    for row in out:
        row.sort(key=lambda g: (g.x0, g.order))
    return [row for _, row in sorted(zip(edges, out, strict=True), key=lambda p: p[0][0] + p[0][1])]


def _covers(row: Sequence[Glyph], strip: Sequence[Glyph]) -> bool:
    """Whether the strip would lie on top of what the row has already (then it is another line)."""
    if len(row) > 400 or len(strip) > 400:
        return False
    spans = [(g.x0, g.x1) for g in row if g.text not in SPACES]
    hit = sum(any(min(b, g.x1) - max(a, g.x0) > 0.6 * (g.x1 - g.x0) for a, b in spans) for g in strip if g.text not in SPACES)
    return hit * 2 > len(strip)


def runs(row: Sequence[Glyph]) -> list[Run]:
    """The parts of a row that wide gaps keep apart; glyphs of white space open no part and close none."""
    out: list[Run] = []
    solid = [g for g in row if g.text not in SPACES]
    spread = _spread(solid)
    for glyph in row:
        if glyph.text in SPACES:
            if out:
                out[-1].glyphs.append(glyph)
            continue
        if not out:
            out.append(Run([glyph]))
            continue
        last = next((g for g in reversed(out[-1].glyphs) if g.text not in SPACES), out[-1].glyphs[-1])
        if glyph.x0 - last.x1 > max(CUT * min(glyph.size, last.size), 1.6 * spread):
            out.append(Run([glyph]))
        else:
            out[-1].glyphs.append(glyph)
    for run in out:
        while run.glyphs[-1].text in SPACES:
            run.glyphs.pop()
    return out


def _spread(solid: Sequence[Glyph]) -> float:
    """The gap between the characters of a spaced-out line (文　件), 0 for one set as usual."""
    gaps = sorted(b.x0 - a.x1 for a, b in zip(solid, solid[1:], strict=False))
    if len(gaps) < 2:
        return 0.0
    low, middle = gaps[len(gaps) // 4], gaps[len(gaps) // 2]
    return middle if low > 0.2 * solid[0].size and middle < 3 * low else 0.0


def text_of(glyphs: Sequence[Glyph]) -> str:
    """The text of glyphs on one baseline. Spaces are kept where a typist would have typed them: between Latin words, and
    where a gap is wide; the air that a typesetter puts between Chinese and Latin is none."""
    solid = [g for g in glyphs if g.text not in SPACES]
    if not solid:
        return ""
    spread, tight = _spread(solid), _tight(solid)
    said = [solid[0].text]
    typed = _typed(glyphs)
    for before, glyph in zip(solid, solid[1:], strict=False):
        gap = (glyph.x0 - before.x1 - spread) / max(1.0, min(glyph.size, before.size))
        said.append(_between(before.text, glyph.text, gap, typed.get(glyph.order, 0), bool(spread), tight, said) + glyph.text)
    return tidy("".join(said))


def _between(before: str, after: str, gap: float, typed: int, spread: bool, tight: bool, said: Sequence[str]) -> str:
    """The space between two characters: `gap` in em beyond what letter-spacing explains, `typed` spaces in the file,
    `spread` for a letter-spaced line, `tight` for one whose characters stand close."""
    if gap > WIDE and not spread or typed >= 2:
        return "\u3000"
    a, b = before[-1], after[0]
    if a.isascii() and b.isascii():
        return " " if typed or gap > WORD and not (a.isdigit() and b.isdigit()) else ""
    if _wide(a) and _wide(b):
        if typed:
            return " " if not spread or gap > 0.3 else ""
        return " " if tight and gap > HALF and a.isalpha() and b.isalpha() else ""
    return " " if typed and not spread and _opens(said) else ""


def _tight(solid: Sequence[Glyph]) -> bool:
    """Whether most characters stand close, so that a gap of half an em was meant."""
    gaps = sorted(b.x0 - a.x1 for a, b in zip(solid, solid[1:], strict=False))
    return len(gaps) >= 4 and gaps[len(gaps) * 3 // 4] < 0.12 * solid[0].size


def _typed(glyphs: Sequence[Glyph]) -> dict[int, int]:
    """How many spaces the file itself has before each glyph, by the glyph's order (an ideographic one counts double)."""
    out: dict[int, int] = {}
    spaces = 0
    for glyph in glyphs:
        if glyph.text in SPACES:
            spaces += 2 if glyph.text in "\u3000\u3164" else 1
        else:
            if spaces:
                out[glyph.order] = spaces
            spaces = 0
    return out


def _opens(said: Sequence[str]) -> bool:
    """Whether all that was said so far is an outline number (1.1, 附件1): the space after it counts."""
    return len(said) <= 8 and all(s.isdigit() or s in ".．、)）" for s in said)


def _wide(text: str) -> bool:
    return unicodedata.east_asian_width(text[-1]) in "WF"


def tidy(text: str) -> str:
    """Radicals of the Kangxi and CJK supplement blocks and presentation forms as the characters they stand for (fonts
    that were subset badly give ⼯ for 工); soft hyphens and zero-width characters dropped."""
    if text.isascii():
        return text
    return "".join(_plain(ch) for ch in text)


def _plain(ch: str) -> str:
    code = ord(ch)
    if 0x2E80 <= code <= 0x2FDF:
        return SUPPLEMENT.get(ch) or unicodedata.normalize("NFKC", ch)
    if 0xFE10 <= code <= 0xFE4F or 0xF900 <= code <= 0xFAFF or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", ch)
    return "" if code in (0xAD, 0x200B, 0x200C, 0x200D, 0xFEFF) else ch


# Simplified radicals have no decomposition in Unicode; CJKRadicals.txt of the Unicode Character Database names these.
SUPPLEMENT = dict(zip("⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⺎⺩⺼⻑", "母民虎西见角贝车长门青韦页风飞食马鬼鱼鸟麦黄齐齿龙兀王肉長", strict=True))


def line_of(glyphs: Sequence[Glyph], page: int) -> Line:
    """One line from glyphs on one baseline (in order of x)."""
    run = Run([g for g in glyphs if g.text not in SPACES])
    colours: dict[tuple[int, int, int], int] = {}
    for glyph in run.glyphs:
        colours[glyph.colour] = colours.get(glyph.colour, 0) + 1
    return Line(text_of(glyphs), run.x0, run.x1, run.y, run.size, page, colour=max(colours, key=lambda c: colours[c]))
