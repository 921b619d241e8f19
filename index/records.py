"""What a change of wording means: units, roles, time limits, targets, technologies, and how strongly it binds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.lexicon import Body, load
from corpus.lexicon.lines import body_of, line
from corpus.model import Clause, Target, Unit
from corpus.titles import ROLE_TITLES
from index.diff import Edit
from index.texts import cut, norm

RecordKind = Literal["unit_added", "unit_dropped", "role", "deadline", "target", "technology", "strength"]
Direction = Literal["new", "gone", "lead", "tightened", "relaxed", "raised", "lowered", "earlier", "later", "stronger", "weaker"]
_WHOSE = re.compile(r"^(?:全国|全省|全市|全区|全县|我省|我市|我国)")
_REGION = re.compile(r"^(?:国家|全国|[^省市县区州]{2,6}?(?:省|自治区|市|自治州|县)|省|市|县|区|州|自治区)(?=.{2})")


@dataclass(frozen=True, slots=True)
class Record:
    """One change of substance; `was` or `now` is None where there was, or is, none.

    `direction` says what a comparison of both sides gives and no more (None where it gives nothing): `new` and `gone`;
    `lead`, a unit that became the lead; a time limit `earlier` or `later`; wording `stronger` or `weaker`; a target
    `tightened` or `relaxed` where its own words set a floor, a ceiling or the size of a change (at least 40% → at least
    45%), else `raised` or `lowered`: whether that is better is for the reader to say."""

    kind: RecordKind
    was: str | None
    now: str | None
    direction: Direction | None = None


def records(old: Sequence[Clause], new: Sequence[Clause], edits: Iterable[Edit]) -> list[Record]:
    """What changed between the clauses of one row. Nothing is compared where one side is empty: the whole is new."""
    if not old or not new:
        return []
    found: list[Record] = []
    both = (*old, *new)
    duties = any([c.responsibilities for c in both])
    if duties:
        found += _units(old, new)
    if duties or any([c.deadlines for c in both]):
        found += _deadlines(old, new)
    if any([c.targets for c in both]):
        found += _targets(old, new)
    if any([c.technologies for c in both]):
        found += _technologies(old, new)
    return found + _strength(edits)


def _duties(clauses: Sequence[Clause]) -> dict[str, Unit]:
    return {u.canonical or u.name: u for c in clauses for row in c.responsibilities for u in row.units}


def _units(old: Sequence[Clause], new: Sequence[Clause]) -> list[Record]:
    """Units by full name; then, of those left over, by the name without its region (a province's plan carries out a
    national one: 国家发展改革委 and 省发展改革委 have the same task)."""
    before, after = _duties(old), _duties(new)
    pairs = [(before.pop(name), after.pop(name)) for name in list(before) if name in after]
    if before and after:
        stems = {u.name: _REGION.sub("", u.name) for u in (*before.values(), *after.values())}
        pairs += _paired(before, after, lambda a, b: stems[a.name] == stems[b.name])
    if before and after:
        meant = {u.name: body_of(u.name) for u in (*before.values(), *after.values())}
        pairs += _paired(before, after, lambda a, b: _same_line(a, meant[a.name], meant[b.name]))
    found = [Record("role", f"{a.name} {ROLE_TITLES[a.role]}", f"{b.name} {ROLE_TITLES[b.role]}",
                    "lead" if b.role == "lead" else None) for a, b in pairs if a.role != b.role]
    found += [Record("unit_dropped", u.name, None, "gone") for u in before.values()]
    return found + [Record("unit_added", None, u.name, "new") for u in after.values()]


def _paired(before: dict[str, Unit], after: dict[str, Unit], same: Callable[[Unit, Unit], bool]) -> list[tuple[Unit, Unit]]:
    """Takes the units that are the same from both sides."""
    found: list[tuple[Unit, Unit]] = []
    for name, unit in list(before.items()):
        twin = next((n for n, u in after.items() if same(unit, u)), None)
        if twin is not None:
            found.append((before.pop(name), after.pop(twin)))
    return found


def _same_line(unit: Unit, old: Body | None, new: Body | None) -> bool:
    """Whether one body is the other's counterpart at another level, or what it became in a reform."""
    if old is None or new is None:
        return False
    return old == new or bool(old.stem) and old.stem == new.stem or new in line(unit.name)


def _deadlines(old: Sequence[Clause], new: Sequence[Clause]) -> list[Record]:
    """Time limits one for one in order; the rest new or gone."""
    def said(clauses: Sequence[Clause]) -> dict[str, tuple[str, str | None]]:
        found = {d.due or norm(d.text): (d.text, d.due) for c in clauses for d in c.deadlines}
        return found | {r.due or norm(r.deadline): (r.deadline, r.due) for c in clauses for r in c.responsibilities if r.deadline}

    before, after = said(old), said(new)
    gone, come = [v for k, v in before.items() if k not in after], [v for k, v in after.items() if k not in before]
    found: list[Record] = []
    for n in range(max(len(gone), len(come))):
        was, due = gone[n] if n < len(gone) else (None, None)
        now, later = come[n] if n < len(come) else (None, None)
        moved: Direction | None = ("later" if later > due else "earlier") if due and later else None
        found.append(Record("deadline", was, now, "new" if was is None else "gone" if now is None else moved))
    return found


def _technologies(old: Sequence[Clause], new: Sequence[Clause]) -> list[Record]:
    before = {t.canonical or t.text: t.text for c in old for t in c.technologies}
    after = {t.canonical or t.text: t.text for c in new for t in c.technologies}
    return [Record("technology", text, None, "gone") for k, text in before.items() if k not in after] + [
        Record("technology", None, text, "new") for k, text in after.items() if k not in before]


def _targets(old: Sequence[Clause], new: Sequence[Clause]) -> list[Record]:
    """Targets of one indicator that are not the same any more; a like year is matched first."""
    before, after = [t for c in old for t in c.targets], [t for c in new for t in c.targets]
    named = {t.indicator: _indicator(t) for t in (*before, *after)}
    figures = [_figure(n, named) for n in after]
    for t in list(before):
        if (figure := _figure(t, named)) in figures:
            at = figures.index(figure)
            before.remove(t)
            del after[at], figures[at]
    found: list[Record] = []
    for t in before:
        like = [n for n in after if named[n.indicator] == named[t.indicator] and n.unit == t.unit]
        twin = next((n for n in like if n.year == t.year), like[0] if like else None)
        if twin is not None:
            after.remove(twin)
        found.append(Record("target", t.text, twin.text if twin else None, direction(t, twin) if twin else "gone"))
    return found + [Record("target", None, t.text, "new") for t in after]


def direction(old: Target, new: Target) -> Direction | None:
    """What became of a target, by its own comparator: a floor or the size of a change raised is tightened, a ceiling
    raised is relaxed; of other targets only whether the value was raised or lowered, or the year moved."""
    if old.value is not None and new.value is not None and old.value != new.value:
        up = new.value > old.value
        if old.comparator == new.comparator and old.comparator in (">=", ">", "up", "down"):
            return "tightened" if up else "relaxed"
        if old.comparator == new.comparator and old.comparator in ("<=", "<"):
            return "relaxed" if up else "tightened"
        return "raised" if up else "lowered"
    if old.year and new.year and old.year != new.year:
        return "later" if new.year > old.year else "earlier"
    return None


def _indicator(target: Target) -> str:
    """The indicator without whose it is: 全国单位…能耗 and 全省单位…能耗 are one."""
    return _WHOSE.sub("", norm(target.indicator)).replace("国内", "地区")


def _figure(target: Target, named: Mapping[str, str]) -> tuple[object, ...]:
    return (named[target.indicator], target.comparator, target.value, target.value_max, target.unit, target.year)


@lru_cache(maxsize=1)
def _scales() -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    """The words of strength.toml, the longest first, and the scale and level of each."""
    levels = {word: (scale["name"], int(level["level"])) for scale in load("strength")["scale"]
              for level in scale["levels"] for word in level["words"]}
    return re.compile("|".join(sorted(map(re.escape, levels), key=len, reverse=True))), levels


def _words(text: str, found: list[str]) -> list[str]:
    """Of the words of the scales that were found in a text, those of a single character only where they are words (应, not
    应急)."""
    if any(len(word) == 1 for word in found):
        words = set(cut(text).norms)
        found = [word for word in found if len(word) > 1 or word in words]
    return found


def _strength(edits: Iterable[Edit]) -> list[Record]:
    """Words of one scale that replace each other in one edit, with another level."""
    pattern, levels = _scales()
    found: list[Record] = []
    for edit in edits:
        if not (edit.was and edit.now and (was := pattern.findall(edit.was)) and (now := pattern.findall(edit.now))):
            continue
        said = {levels[word] for word in (*was, *now)}
        if len(said) == len({scale for scale, _ in said}):  # no scale with two levels
            continue
        was, now = _words(edit.was, was), _words(edit.now, now)
        for word in dict.fromkeys(was):
            twin = next((n for n in now if levels[n][0] == levels[word][0]), None)
            if twin and word not in now and levels[twin][1] != levels[word][1]:
                found.append(Record("strength", word, twin, "stronger" if levels[twin][1] > levels[word][1] else "weaker"))
                now.remove(twin)
    return found
