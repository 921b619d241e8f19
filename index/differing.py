"""How a clause that carries out another differs from it: added, left out, weakened, strengthened, localised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpus.lexicon import load
from corpus.model import Target
from corpus.regions import NATION, lineage, places
from index.departments import lines, year_of
from index.indicators import Point, better, point_of
from index.passages import Passage, marked
from index.records import records

Kind = Literal["added", "left_out", "weakened", "strengthened", "localised"]
What = Literal["target", "technology", "strength", "deadline", "unit", "place"]
KIND_TITLES: dict[str, str] = {"added": "新增", "left_out": "未提", "weakened": "弱化", "strengthened": "强化", "localised": "本地化"}
WHAT_TITLES: dict[str, str] = {"target": "目标", "technology": "技术", "strength": "用语", "deadline": "时限", "unit": "单位", "place": "地点"}
CLOSE = 0.3
"""Below this likeness words that replace each other do so by chance."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `was` in the parent's clause, `now` in the child's; None where there is nothing."""

    kind: Kind
    what: What
    was: str | None
    now: str | None


def differences(parent: Passage, child: Passage, likeness: float) -> tuple[Difference, ...]:
    """What the child's clause makes of the parent's: figures, technologies, binding words, time limits, bodies, places."""
    return (*_targets(parent, child), *_technologies(parent, child), *_strength(parent, child, likeness),
            *_deadlines(parent, child), *_local(parent, child))


def points(passage: Passage) -> list[tuple[Target, Point]]:
    """The targets of a passage under their common names."""
    return [(t, point_of(passage.document, c, t, passage.path)) for c in passage.clauses for t in c.targets if t.kind == "target"]


def _targets(parent: Passage, child: Passage) -> list[Difference]:
    found: list[Difference] = []
    left = points(child)
    for target, mine in points(parent):
        like = [n for n in left if n[1].indicator == mine.indicator and (n[1].unit == mine.unit or n[1].value is None or mine.value is None)]
        twin = next((n for n in like if n[1].year == mine.year), like[0] if like else None)
        if twin is None:
            found.append(Difference("left_out", "target", target.text, None))
            continue
        left.remove(twin)
        kind = _ambition(mine, twin[1])
        if kind:
            found.append(Difference(kind, "target", target.text, twin[0].text))
    return found + [Difference("added", "target", None, target.text) for target, _ in left]


def _ambition(parent: Point, child: Point) -> Kind | None:
    """Whether the child's figure asks for more or less; `localised` where it is another and nobody can say which is more."""
    if (parent.value, parent.value_max, parent.comparator) == (child.value, child.value_max, child.comparator):
        return None
    if parent.value is None or child.value is None:
        return None if parent.value is None and child.value is None else "localised"
    if parent.year and child.year and parent.year != child.year or parent.measure != child.measure:
        return "localised"
    if parent.value == child.value:
        return None
    way = "up" if parent.measure == "change" and parent.comparator in ("up", "down") else (
        better(parent.indicator) or {">=": "up", ">": "up", "<=": "down", "<": "down"}.get(parent.comparator))
    if way is None or parent.measure == "change" and parent.comparator != child.comparator:
        return "localised"
    return "strengthened" if (child.value > parent.value) == (way == "up") else "weakened"


def _technologies(parent: Passage, child: Passage) -> list[Difference]:
    before, after = parent.technologies, child.technologies
    return [Difference("left_out", "technology", t.text, None) for name, t in before.items() if name not in after] + [
        Difference("added", "technology", None, t.text) for name, t in after.items() if name not in before]


@cache
def _levels() -> dict[str, int]:
    return {word: int(level["level"]) for scale in load("strength")["scale"] for level in scale["levels"] for word in level["words"]}


def _strength(parent: Passage, child: Passage, likeness: float) -> list[Difference]:
    if likeness < CLOSE:
        return []
    # a long edit is a passage written anew, in which any two words may stand
    short = [e for e in marked(parent.clauses, child.clauses) if len(e.was) <= 12 and len(e.now) <= 12]
    found: list[Difference] = []
    for record in records(parent.clauses, child.clauses, short):
        was, now = _levels().get(record.was or ""), _levels().get(record.now or "")
        if record.kind == "strength" and was is not None and now is not None and was != now:
            stronger = now > was
            found.append(Difference("strengthened" if stronger else "weakened", "strength", record.was, record.now))
    return found


def _deadlines(parent: Passage, child: Passage) -> list[Difference]:
    """The latest day of each: an earlier one binds more."""
    before = max((d for d in parent.deadlines if d.due), key=lambda d: d.due or "", default=None)
    after = max((d for d in child.deadlines if d.due), key=lambda d: d.due or "", default=None)
    if before is None or after is None or before.due == after.due:
        return [] if before is None or after is not None else [Difference("weakened", "deadline", before.text, None)]
    return [Difference("strengthened" if (after.due or "") < (before.due or "") else "weakened", "deadline", before.text, after.text)]


def _local(parent: Passage, child: Passage) -> list[Difference]:
    found: list[Difference] = []
    theirs, mine = lines(parent.units, year_of(parent.document)), lines(child.units, year_of(child.document))
    same = [(unit.name, mine[key].name) for key, unit in theirs.items() if key in mine and unit.canonical != mine[key].canonical]
    if same:
        found.append(Difference("localised", "unit", "、".join(was for was, _ in same), "、".join(now for _, now in same)))
    gone = [unit.name for key, unit in theirs.items() if key not in mine]
    come = [unit.name for key, unit in mine.items() if key not in theirs]
    if mine and gone:
        found.append(Difference("left_out", "unit", "、".join(gone), None))
    if come:
        found.append(Difference("added", "unit", None, "、".join(come)))
    region = child.document.meta.region
    if region and region != NATION:
        own = [place for place in places(child.body) if place not in parent.body and region in lineage(place) and place != region]
        if own:
            found.append(Difference("localised", "place", None, "、".join(own)))
    return found
