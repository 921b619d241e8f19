"""A page's glyphs → lines in reading order: ruled tables, columns, tables by alignment, vertical text."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import LeftOut
from pipeline.read.pdf.lines import CUT, SPACES, Run, line_of, rows, runs, text_of
from pipeline.read.pdf.shapes import Glyph, Line, Page
from pipeline.read.pdf.tables import table_lines

COLUMN_ROWS = 6  # two columns share at least this many rows
COLUMN_EM = 9  # and are this wide
TABLE_ROWS = 3  # rows that align make a table without rules


def page_lines(page: Page, tables: int) -> list[Line]:
    """The lines of a page in reading order. `tables` is how many tables came before; what is set vertically or lies over
    other text goes to `page.left_out`."""
    ruled, loose = table_lines(page, tables + 1)
    loose = _without_vertical(page, loose)
    printed = [runs(row) for row in rows(loose)]
    printed = [r for r in printed if r]
    number = max((line.table for line in ruled), default=tables)
    out: list[Line] = []
    start = 0
    for first, last, gutter in _two_columns(printed):
        out += _lines(printed[start:first], page, number)
        number = max([number, *(line.table for line in out)])
        for side in (0, 1):
            for row in printed[first:last]:
                glyphs = [g for run in row for g in run.glyphs if (run.x0 > gutter) == bool(side)]
                if glyphs:
                    line = line_of(glyphs, page.number)
                    line.column = side + 1
                    out.append(line)
        start = last
    out += _lines(printed[start:], page, number)
    return _merged(out, ruled)


def _merged(lines: list[Line], ruled: list[Line]) -> list[Line]:
    """Table rows put between the lines by where they stand; the order of columns is kept."""
    if not ruled:
        return lines
    out = list(lines)
    for table in dict.fromkeys(line.table for line in ruled):
        rows_ = [line for line in ruled if line.table == table]
        top = rows_[0].y
        at = next((i for i, line in enumerate(out) if line.y > top and line.column == 0), None)
        if at is None:
            at = next((i + 1 for i in range(len(out) - 1, -1, -1) if out[i].y <= top), len(out) if not out else 0)
        out[at:at] = rows_
    return out


def _without_vertical(page: Page, glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs without those written downward (side notes, binding-edge text), which go to the page's `left_out`."""
    strips: list[list[Glyph]] = []
    for glyph in glyphs:
        last = strips[-1][-1] if strips else None
        if last is not None and len(glyph.text) == 1 and abs(glyph.middle - last.middle) < 0.2 * last.size and 0.7 * last.size < glyph.y - last.y < 2 * last.size:
            strips[-1].append(glyph)
        else:
            strips.append([glyph])
    upright = [s for s in strips if len([g for g in s if g.text not in SPACES]) >= 4]
    if not upright:
        return glyphs
    gone = {id(g) for s in upright for g in s}
    beside = [g for g in glyphs if id(g) not in gone]
    kept = list(beside)
    for strip in upright:
        # one character a line can be a narrow column of horizontal text: then neighbours stand at the same height
        near = sum(any(abs(b.y - g.y) < 0.3 * g.size and abs(b.middle - g.middle) < 2 * g.size for b in beside) for g in strip)
        if near * 2 > len(strip):
            kept += strip
        else:
            page.left_out.append(LeftOut("".join(g.text for g in strip).strip(), "竖排的文字 (vertical text)"))
    return sorted(kept, key=lambda g: g.order)


def _two_columns(printed: Sequence[Sequence[Run]]) -> list[tuple[int, int, float]]:
    """Stretches of rows set in two columns: (first, last + 1, x of the gutter). Told from a table by long, full lines on
    both sides."""
    gaps = [(i, (a.x1 + b.x0) / 2, a, b) for i, row in enumerate(printed) if len(row) == 2 for a, b in [row]
            if a.x1 - a.x0 > COLUMN_EM * a.size and b.x1 - b.x0 > 2 * b.size]
    if len(gaps) < COLUMN_ROWS:
        return []
    ends = sorted(g[2].x1 for g in gaps)
    starts = sorted(g[3].x0 for g in gaps)
    left_end, right_start = ends[int(len(ends) * 0.9)], starts[int(len(starts) * 0.1)]
    size = gaps[len(gaps) // 2][2].size
    gutter = (left_end + right_start) / 2
    full = sum(abs(a.x1 - left_end) < 1.5 * size for _, _, a, _ in gaps)
    wide = sum(b.x1 - b.x0 > COLUMN_EM * b.size for *_, b in gaps)
    if right_start <= left_end or full * 2 < len(gaps) or wide * 2 < len(gaps):
        return []
    out: list[tuple[int, int, float]] = []
    first = None
    for i, row in enumerate([*printed, []]):
        crosses = i == len(printed) or any(run.x0 < gutter < run.x1 for run in row)
        if not crosses and first is None:
            first = i
        elif crosses and first is not None:
            both = sum(len(r) == 2 for r in printed[first:i])
            if both >= 3:
                out.append((first, i, gutter))
            first = None
    return out


def _lines(printed: Sequence[Sequence[Run]], page: Page, number: int) -> list[Line]:
    """Rows of one column as lines; rows whose parts align over several rows as table rows."""
    out: list[Line] = []
    i = 0
    while i < len(printed):
        end = _aligned(printed, i)
        if end:
            number += 1
            out += _table(printed[i:end], page, number)
            i = end
            continue
        out.append(line_of([g for run in printed[i] for g in run.glyphs], page.number))
        i += 1
    return out


def _aligned(printed: Sequence[Sequence[Run]], i: int) -> int:
    """Where the table without rules that begins at row `i` ends; 0 where none begins. Its rows have the same number of
    parts, at least two, and the parts of each column share their left edge, their right edge or their middle."""
    n = len(printed[i])
    if n < 2:
        return 0
    end = i + 1
    while end < len(printed) and len(printed[end]) == n:
        end += 1
    if end - i < TABLE_ROWS or n == 2 and end - i < TABLE_ROWS + 1:
        return 0
    for column in range(n):
        parts = [row[column] for row in printed[i:end]]
        size = parts[0].size
        spans = [max(f) - min(f) for f in ([p.x0 for p in parts], [p.x1 for p in parts], [p.x0 + p.x1 for p in parts])]
        if min(spans[0], spans[1], spans[2] / 2) > 0.8 * size:
            return 0
    for column in range(n - 1):
        if min(row[column + 1].x0 for row in printed[i:end]) - max(row[column].x1 for row in printed[i:end]) < 0.8 * CUT:
            return 0
    return end


def _table(printed: Sequence[Sequence[Run]], page: Page, number: int) -> list[Line]:
    out = []
    for row in printed:
        cells = tuple(text_of(run.glyphs) for run in row)
        line = line_of([g for run in row for g in run.glyphs], page.number)
        line.text, line.cells, line.table = " | ".join(cells), cells, number
        out.append(line)
    return out

