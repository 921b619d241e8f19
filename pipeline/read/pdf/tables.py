"""Tables: where drawn rules cross there is a grid; every cell's glyphs are its text, every row a line with cells.

The way from rules to cells is Nurminen's, as pdfplumber and camelot take it (A. Nurminen, Algorithmic extraction of data
in tables in PDF documents, 2013): snap, cross, close. Merged cells follow from the rules that are missing."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.read.pdf.lines import SPACES, rows, text_of
from pipeline.read.pdf.shapes import Glyph, Line, Page, Rule

SNAP = 3.0  # points; rules this near are one
SHORT = 5.0  # points; shorter rules are ticks
MAX_RULES = 4_000
"""Rules of one page that are looked at; a table of 100 rows and 10 columns drawn cell by cell has 4,000."""

MAX_CELLS = 20_000  # places of one grid; a page has room for some thousand legible cells


@dataclass(slots=True)
class Grid:
    """A table's frame: its edges across and down, which of them are drawn between neighbouring cells."""

    xs: list[float]
    ys: list[float]
    lying: set[tuple[int, int]] = field(default_factory=set)
    """(row edge, column): a rule lies along that edge over that column."""
    standing: set[tuple[int, int]] = field(default_factory=set)
    """(row, column edge): a rule stands at that edge beside that row."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Its outer edges."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables that the rules draw: groups of rules that touch, with at least two rows or columns of cells."""
    kept = sorted(rules, key=lambda r: -r.length)[:MAX_RULES]
    # a border drawn cell by cell, or as a thin box from many pieces, is one long rule
    lying = [s for s in _joined([(r.y0, r.x0, r.x1) for r in kept if r.across]) if s[2] - s[1] >= SHORT]
    standing = [s for s in _joined([(r.x0, r.y0, r.y1) for r in kept if not r.across]) if s[2] - s[1] >= SHORT]
    out = []
    for across, down in _groups(lying, standing):
        xs = _snapped([x for x, _, _ in down] + [e for _, a, b in across for e in (a, b)])
        ys = _snapped([y for y, _, _ in across] + [e for _, a, b in down for e in (a, b)])
        if len(xs) < 2 or len(ys) < 2 or not 2 <= (len(xs) - 1) * (len(ys) - 1) <= MAX_CELLS:
            continue
        grid = Grid(xs, ys)
        for y, a, b in across:
            row = _near(ys, y)
            grid.lying |= {(row, c) for c in range(len(xs) - 1) if a <= xs[c] + SNAP and b >= xs[c + 1] - SNAP}
        for x, a, b in down:
            column = _near(xs, x)
            grid.standing |= {(r, column) for r in range(len(ys) - 1) if a <= ys[r] + SNAP and b >= ys[r + 1] - SNAP}
        out.append(grid)
    return sorted(out, key=lambda g: (g.ys[0], g.xs[0]))


def _joined(strokes: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Strokes (place, from, to) on one straight line that touch, as one."""
    out: list[tuple[float, float, float]] = []
    for place, a, b in sorted(strokes):
        for i in range(len(out) - 1, max(-1, len(out) - 40), -1):
            at, c, d = out[i]
            if place - at <= SNAP and a <= d + SNAP and b >= c - SNAP:
                out[i] = (at, min(a, c), max(b, d))
                break
        else:
            out.append((place, a, b))
    return out


def _groups(lying: list[tuple[float, float, float]], standing: list[tuple[float, float, float]]
            ) -> list[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]]:
    """Rules that touch one another, across and down, table by table."""
    strokes = [(True, *s) for s in lying] + [(False, *s) for s in standing]
    owner = list(range(len(strokes)))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    for i, (_, y, x0, x1) in enumerate(strokes[:len(lying)]):
        for j in range(len(lying), len(strokes)):
            _, x, y0, y1 = strokes[j]
            if x0 - SNAP <= x <= x1 + SNAP and y0 - SNAP <= y <= y1 + SNAP:
                owner[root(i)] = root(j)
    found: dict[int, tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]] = {}
    for i, (across, *stroke) in enumerate(strokes):
        found.setdefault(root(i), ([], []))[0 if across else 1].append((stroke[0], stroke[1], stroke[2]))
    return [g for g in found.values() if len(g[0]) >= 2 and g[1]]


def _snapped(values: list[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > SNAP:
            out.append(value)
    return out


def _near(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def table_lines(page: Page, first: int) -> tuple[list[Line], list[Glyph]]:
    """The rows of the page's ruled tables as lines, and the glyphs that stand in none. `first` numbers the first table."""
    lines: list[Line] = []
    loose = page.glyphs
    for grid in grids(page.rules):
        x0, y0, x1, y1 = grid.box
        inside = [g for g in loose if x0 - 1 <= g.middle <= x1 + 1 and y0 - 1 <= g.y - 0.35 * g.size <= y1 + 1]
        if not any(g.text not in SPACES for g in inside):
            continue
        made = _rows(grid, inside, page.number, first + len({line.table for line in lines}))
        if made is None:
            continue
        taken = {id(g) for g in inside}
        loose = [g for g in loose if id(g) not in taken]
        lines += made
    return lines, loose


def _rows(grid: Grid, inside: list[Glyph], page: int, number: int) -> list[Line] | None:
    """One line a row of cells; None for a frame around running text (a box with one column).

    A cell over several rows or columns is said where it begins, and the places that it covers stand empty, so that every
    row has a cell for each column in which a cell of the table begins, as the rows of a Word document have."""
    owners = _cells(grid)
    said: dict[int, list[Glyph]] = {}
    for glyph in inside:
        row = min(max(bisect.bisect_right(grid.ys, glyph.y - 0.35 * glyph.size) - 1, 0), len(grid.ys) - 2)
        column = min(max(bisect.bisect_right(grid.xs, glyph.middle) - 1, 0), len(grid.xs) - 2)
        said.setdefault(owners[row][column], []).append(glyph)
    if max(len(set(row)) for row in owners) < 2:
        return None
    begins: dict[int, tuple[int, int]] = {}  # cell → the row and column of its first place
    for r, places in enumerate(owners):
        for c, cell in enumerate(places):
            begins.setdefault(cell, (r, c))
    # an edge drawn a little off makes a column too narrow for a character: it counts as the column before it
    em = sorted(g.size for g in inside)[len(inside) // 2]
    columns = columns_of({grid.xs[c] for _, c in begins.values()}, 0.9 * em)
    edges = tuple(dict.fromkeys(columns.values()))
    if len(edges) < 2:
        return None
    out: list[Line] = []
    for r in range(len(owners)):
        own = [cell for cell, (row, _) in begins.items() if row == r]
        texts = [""] * len(edges)
        for cell in own:
            at = edges.index(columns[grid.xs[begins[cell][1]]])
            texts[at] = joined(texts[at], cell_text(said.get(cell, [])))
        if not any(texts):
            continue
        out.append(row_line(texts, edges, (grid.xs[0], grid.xs[-1], grid.ys[r + 1]),
                            max(g.size for cell in own for g in said.get(cell, [])), page, number))
    return out


def row_line(texts: Sequence[str], edges: tuple[float, ...], place: tuple[float, float, float], size: float, page: int, number: int) -> Line:
    """A table row as a line: its cells, where each begins across, its place (left, right, bottom; points)."""
    return Line(" | ".join(texts), *place, size, page, cells=tuple(texts), table=number, edges=edges)


def columns_of(begun: set[float], narrow: float) -> dict[float, float]:
    """Where cells begin across (points) → the beginning of the column that each counts as, from left to right; a column
    narrower than `narrow` is one with the column before it."""
    out: dict[float, float] = {}
    last: float | None = None
    for edge in sorted(begun):
        if last is None or edge - last >= narrow:
            last = edge
        out[edge] = last
    return out


def _cells(grid: Grid) -> list[list[int]]:
    """For every place of the grid the number of its cell; places with no rule between them are one cell."""
    height, width = len(grid.ys) - 1, len(grid.xs) - 1
    owner = list(range(height * width))

    def root(i: int) -> int:
        while owner[i] != i:
            owner[i] = owner[owner[i]]
            i = owner[i]
        return i

    for r in range(height):
        for c in range(width):
            if c + 1 < width and (r, c + 1) not in grid.standing:
                owner[root(r * width + c + 1)] = root(r * width + c)
            if r + 1 < height and (r + 1, c) not in grid.lying:
                owner[root((r + 1) * width + c)] = root(r * width + c)
    return [[root(r * width + c) for c in range(width)] for r in range(height)]


def cell_text(glyphs: Sequence[Glyph]) -> str:
    """The text of a cell: its printed lines joined, a space only between Latin words."""
    text = ""
    for row in rows(glyphs):
        text = joined(text, text_of(row))
    return text.strip()


def joined(before: str, after: str) -> str:
    """Two printed lines as one text: a space between two Latin words, none after a hyphenated word or Chinese."""
    if not before or not after:
        return before + after
    a, b = before[-1], after[0]
    if a.isascii() and b.isascii() and (a.isalnum() or a in ",.;:)%") and (b.isalnum() or b == "("):
        if a.isdigit() and b.isdigit() or a in ".," and b.isdigit() and before[-2:-1].isdigit():  # 13. | 5% is one number
            return before + after
        return before + " " + after
    return before + after
