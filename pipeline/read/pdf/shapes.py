"""What the rooms of the PDF reader pass on: glyphs, rules, lines, pages.

Lengths are in points (1/72 inch); `y` counts from the top of the page downward. All are as a person reads the page,
whatever rotation the file gives it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from corpus.model import LeftOut

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


@dataclass(slots=True)
class Glyph:
    """One character (or, from OCR, one line of them): its advance box from `x0` to `x1`, its baseline `y`, its size (em), its place in the content
    stream (`order`), its colour."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    order: int = 0
    colour: tuple[int, int, int] = (0, 0, 0)

    @property
    def middle(self) -> float:
        """Where its middle stands, measured across."""
        return (self.x0 + self.x1) / 2

    @property
    def top(self) -> float:
        """The upper edge of its em box (Chinese fonts stand .88 em above the baseline, .12 below)."""
        return self.y - 0.88 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge of its em box."""
        return self.y + 0.12 * self.size


@dataclass(slots=True)
class Rule:
    """A straight drawn line: across (y0 == y1) or down (x0 == x1), x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def across(self) -> bool:
        """Whether it lies, rather than stands."""
        return self.y0 == self.y1

    @property
    def length(self) -> float:
        """In points."""
        return max(self.x1 - self.x0, self.y1 - self.y0)

    def turned(self, turn: Callable[[float, float], tuple[float, float]]) -> Rule:
        """The same rule in other coordinates."""
        (ax, ay), (bx, by) = turn(self.x0, self.y0), turn(self.x1, self.y1)
        return Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


@dataclass(slots=True)
class Line:
    """One printed line of one column: its text, its extent, its baseline and size; `left` and `right` are the edges of
    its column (`column`: 0 for the whole width, else 1, 2). A line that is a table row has `cells` and its `table`, and
    in a ruled table the `edges` at which its cells begin; `note` marks a line of a footnote."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    page: int
    left: float = 0.0
    right: float = 0.0
    colour: tuple[int, int, int] = (0, 0, 0)
    cells: tuple[str, ...] = ()
    table: int = 0
    edges: tuple[float, ...] = ()
    column: int = 0
    note: bool = False

    @property
    def indent(self) -> float:
        """How far inside its column it begins, in em."""
        return (self.x0 - self.left) / self.size

    @property
    def rest(self) -> float:
        """How much of its column stays empty after it, in em."""
        return (self.right - self.x1) / self.size

    @property
    def row(self) -> bool:
        """Whether it is a table row."""
        return bool(self.table)


@dataclass(slots=True)
class Page:
    """A page as the file gives it: glyphs, rules, the share of its area under pictures, what was hidden on it.

    `layered`: its text is the invisible layer that a scanning program put over the picture. `wrong` counts characters
    that the font gives no meaning to."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: float = 0.0
    layered: bool = False
    wrong: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
