"""Several things and several values that share 分别: A、B排放量比2020年分别下降8%、10%. One target each, in order.

One value after 分别 is each one's. Source: eval/GUIDELINES, section 3; GB/T 15835-2011 (units printed once)."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.tag.targets import phrases, scope
from pipeline.tag.targets.figures import Figure, comparator
from pipeline.tag.targets.place import Context, Found
from pipeline.tag.targets.text import HIDDEN, Part

BETWEEN = re.compile(r"[、和及与，\s]+|以及")


def read(ctx: Context, part: Part, figures: list[Figure]) -> list[Found]:
    """The targets of a part with 分别; empty where it has none, or where the values are not one enumeration."""
    masked = ctx.masked
    at = masked.find("分别", part.start, part.end)
    values = [f for f in figures if f.start > at] if at >= 0 else []
    if not values or scope.support().search(masked, part.start, part.end):
        return []
    if not all(BETWEEN.fullmatch(masked[x.end:y.chain].strip(HIDDEN)) for x, y in zip(values, values[1:], strict=False)):
        return []
    a, b = phrases.strip(masked, part.start, min(at, values[0].chain))
    m = phrases.make_pattern().match(masked, a, b)
    if m and b - m.end() > 3:
        a = m.end()
    if b - a < 2:
        return []
    spans = phrases.items(masked, a, b, len(values)) if len(values) > 1 else phrases.cut(masked, a, b)
    if not spans or any(y - x < 2 or masked[y - 1] in "一二三四五六七八九十" for x, y in spans[:-1]):
        spans = [(a, b)] * len(values)  # 县、乡、村道资金: the whole for each
        names = [ctx.show(a, b)] * len(values)
    else:
        names = phrases.whole([ctx.show(x, y) for x, y in spans])
    if len(values) == 1:
        values = values * len(spans)
    lead = values[0].before or masked[at:values[0].start]
    last = values[-1]
    after = "" if any(f.after for f in values[:-1]) else last.after  # 95%和90%以上
    found = []
    for (x, _), name, value in zip(spans, names, values, strict=True):
        said = replace(value, before=lead, after=value.after or after)
        found.append(Found(name, comparator(said, ""), value.value, value.top, value.unit or last.unit, x, value.end, value.start, "each"))
    return found
