"""Numbers of OFD (GB/T 33190-2016, 7.2.1): arrays, boxes, matrices, deltas. Lengths are in millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass

POINTS = 72 / 25.4
"""Points in a millimetre."""
_FAR = 1e6


def numbers(text: str | None) -> list[float]:
    """The numbers of an ST_Array; what is no finite number counts as 0."""
    found = []
    for word in (text or "").split()[:100_000]:
        try:
            number = float(word)
        except ValueError:
            number = 0.0
        found.append(number if math.isfinite(number) and abs(number) < _FAR else 0.0)
    return found


def number(text: str | None, otherwise: float) -> float:
    """One number."""
    return (numbers(text) or [otherwise])[0]


def deltas(text: str | None, most: int) -> list[float]:
    """The steps from glyph to glyph (11.3, DeltaX): numbers, and `g N V` for N times V. No more than `most`."""
    words = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < most:
        if words[at] == "g" and at + 2 < len(words):
            count = int(number(words[at + 1], 0))
            found += [number(words[at + 2], 0.0)] * max(0, min(count, most - len(found)))
            at += 3
        else:
            found.append(number(words[at], 0.0))
            at += 1
    return found


@dataclass(frozen=True, slots=True)
class Matrix:
    """A transformation: x' = ax + cy + e, y' = bx + dy + f (8.4)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def on(self, x: float, y: float) -> tuple[float, float]:
        """A point, transformed."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, after: Matrix) -> Matrix:
        """This one, then another."""
        return Matrix(after.a * self.a + after.c * self.b, after.b * self.a + after.d * self.b, after.a * self.c + after.c * self.d,
                      after.b * self.c + after.d * self.d, *after.on(self.e, self.f))

    @property
    def angle(self) -> float:
        """The direction of writing, in degrees clockwise (y counts downward)."""
        return math.degrees(math.atan2(self.b, self.a)) % 360

    @property
    def width(self) -> float:
        """How much it stretches lengths along the line."""
        return math.hypot(self.a, self.b)

    @property
    def scale(self) -> float:
        """How much it stretches upright lengths."""
        return math.hypot(self.c, self.d)


def matrix(text: str | None) -> Matrix:
    """A CTM; the identity where there is none."""
    found = numbers(text)
    return Matrix(*found[:6]) if len(found) >= 6 else Matrix()


def moved(boundary: str | None) -> Matrix:
    """The shift to the corner of a Boundary (ST_Box: x y width height)."""
    box = numbers(boundary)
    return Matrix(e=box[0], f=box[1]) if len(box) >= 2 else Matrix()
