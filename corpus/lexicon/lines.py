"""Lines of bodies: what a body was, what it became and when, and which of them a name meant in a year.

The reforms of 1998, 2003, 2008, 2013, 2018 and 2023 are data: `from`, `to` and `successor` in organisations/. Local
counterparts follow a national reform within the next year (`LAG`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpus.lexicon import Body, all_stems, bodies, expand_alias, load, split_printed

LAG = 1
"""Years that a local body may keep a name after the reform that ended it."""
_PLACE = re.compile(r"^(?:自治区党委|[省市县区州盟旗]委|自治区|自治州|自治县|省级?|市级?|县|区|州|盟|旗)(?=[\u4e00-\u9fff]{2})")
# What stands between a stem and the end of a unit's name; 委 is in 委员会, 办 in 办公室, 部 in 部门.
_ENDS = ("局", "厅", "委", "办", "部", "总局", "主管", "行政")
_GROUP_ORGANS = ("会", "社")


@cache
def _named() -> dict[str, tuple[Body, ...]]:
    """Full names and aliases → the bodies that bear them."""
    found: dict[str, tuple[Body, ...]] = {}
    for body in bodies():
        for name in dict.fromkeys((body.name, *body.aliases)):
            found[name] = (*found.get(name, ()), body)
    return found


@cache
def _by_stem() -> dict[str, tuple[Body, ...]]:
    found: dict[str, tuple[Body, ...]] = {}
    for body in bodies():
        for stem in body.stems:
            found[stem] = (*found.get(stem, ()), body)
    return found


@cache
def successors(body: Body) -> tuple[Body, ...]:
    """The bodies that took the duties of `body` over, in the order of the lexicon. Where a name came back (国家药品监督管理局),
    the one that began when `body` ended."""
    return tuple(_heir(name, body.until or 0) for name in body.successor)


def _heir(name: str, year: int) -> Body:
    same = sorted((b for b in _named()[name] if b.name == name), key=lambda b: b.since or 0)
    return next((b for b in same if (b.since or year) >= year - LAG), same[-1])


@cache
def _predecessors() -> dict[Body, tuple[Body, ...]]:
    found: dict[Body, tuple[Body, ...]] = {}
    for body in bodies():
        for later in successors(body):
            found[later] = (*found.get(later, ()), body)
    return found


def _before(body: Body) -> tuple[Body, ...]:
    return _predecessors().get(body, ())


def in_force(body: Body, year: int) -> bool:
    """Whether `body` bore its name in `year`; a local counterpart may do so a year longer."""
    return (body.since or 0) <= year <= (9999 if body.until is None else body.until + LAG)


@lru_cache(maxsize=4096)
def bearing(name: str) -> tuple[Body, ...]:
    """The bodies that `name` may mean: a full name or alias, with or without its place (省环保厅), a name made of a stem
    and an organ word (环保厅), or a bare stem (环保). () for none."""
    from corpus import regions

    name = name.strip()
    places = [name]
    if m := _PLACE.match(name):
        places.append(name[m.end():])
    parts = split_printed(name)
    if parts and regions.lineage(parts[0]):
        places.append(name[len(parts[0]):])
    found = dict.fromkeys(body for printed in places for body in _named().get(printed, ()))
    bare = next((printed for printed in places if printed in all_stems()), None)
    if bare:
        own = [b for stem in all_stems()[bare] for b in _by_stem()[stem]]
        found.update(dict.fromkeys([b for b in own if b.kind != "groups"] or own))
    elif parts and not any(b.name == name and not b.local for b in found):
        before, printed, organ = parts
        own = [b for stem in all_stems()[printed] for b in _by_stem()[stem]]
        if not before.startswith(("国家", "国务院", "中国", "中央")):
            fit = [b for b in own if (b.kind == "groups") == (organ in _GROUP_ORGANS)]
            found.update(dict.fromkeys(fit or own))
    return tuple(found)


@lru_cache(maxsize=4096)
def line(name: str) -> tuple[Body, ...]:
    """The whole line that a name belongs to, oldest first: the bodies it means, what they came from and what they became
    (环保厅 → 国家环境保护局 … 生态环境部). `name` as in `bearing`; () where the lexicon knows no such body."""
    own = bearing(name)
    found = dict.fromkeys(own)
    for step in (successors, _before):
        waiting = list(own)
        while waiting:
            at = waiting.pop()
            for body in step(at) if step is successors or at in own or not at.divided else ():
                if body not in found:
                    found[body] = None
                    waiting.append(body)
    return tuple(sorted(found, key=lambda b: (b.since or 0, b.until or 9999, b.local)))


def source_of(body: Body) -> str:
    """The title of the decision, law or notice that the body's entry rests on."""
    return str(load("organisations/sources")["sources"].get(body.source, body.source))


def body_of(name: str, year: int | None = None) -> Body | None:
    """The one body that a unit's name meant in `year`, a local line before a national body that shares its stem; None
    where the lexicon knows none."""
    own = bearing(name)
    exact = [b for b in own if name == b.name or name in b.aliases]
    found = exact or [b for b in own if b.local] + [b for b in own if not b.local]
    if year is not None:
        found = [b for b in found if in_force(b, year)] or found
    return found[0] if found else None


def full_name(name: str, year: int | None = None) -> str:
    """The full name of the national body that `name` (full name or alias) meant in `year`; `name` where there is none."""
    own = [b for b in _named().get(name, ()) if not b.local]
    return next((b.name for b in own if year is not None and in_force(b, year)), own[0].name if own else name)


def full_stem(printed: str, organ: str, year: int | None = None) -> str | None:
    """The full stem that a printed one stood for in a local body's name in `year` (环保 → 环境保护 until the reform of
    2018, then 生态环境); None where that cannot be known. A stem printed in full stays. Without a year: the first of the
    lexicon."""
    options = all_stems().get(printed, ())
    if not options or printed in options:
        return printed
    if year is None:
        return options[0]
    valid = [stem for stem in options if any(in_force(b, year) for b in _by_stem()[stem])]
    if valid:
        return valid[0]
    ended = [stem for stem in options if all((b.until or 9999) + LAG < year for b in _by_stem()[stem])]
    if not ended:
        return options[0] if len(options) == 1 else None
    heirs = {_renamed(stem, organ, year) for stem in ended}
    return heirs.pop() if len(heirs) == 1 else None


def _renamed(stem: str, organ: str, year: int) -> str | None:
    """The stem in force in `year` that `stem` was renamed to; None where it was divided or merged with others. A committee
    (委) is followed only into a committee, an office (办) nowhere: the name's end would be a guess."""
    later = list(dict.fromkeys(heir for body in _by_stem()[stem] for heir in successors(body) if heir.stem != stem))
    if len(later) != 1 or {s for b in _before(later[0]) for s in b.stems} - {stem}:
        return None
    if organ in ("办", "办公室") or organ in ("委", "委员会") and not later[0].name.endswith("委员会"):
        return None
    return later[0].stem if in_force(later[0], year) else _renamed(later[0].stem, organ, year)


def expand_unit(wanted: str) -> tuple[str, ...]:
    """What to look for in units' names where a unit is asked for, `wanted` first. A bare stem asks for its whole line
    (生态环境: 环保局, 环境保护厅, 生态环境厅); the name of a body for that body's other names alone (省环保厅: 省环境保护厅)."""
    wanted = wanted.strip()
    if wanted not in all_stems() or len(wanted) < 2:
        return expand_alias(wanted)
    names = [wanted]
    whole = line(wanted)
    other = {s for s, full in all_stems().items() if not any(b in whole for f in full for b in _by_stem()[f])}
    for body in whole:
        owners = [b for b in _by_stem().get(body.stem, ()) if b.local]
        theirs = body.stem and (body.local or not owners or any(b in whole for b in owners))
        if not body.local:  # 经贸委 is the local line, which went another way than 国家经贸委
            names += [body.name, *(a for a in body.aliases if len(a) > 2 and (theirs or a.startswith(("国", "中"))))]
        if theirs:
            # 资源局 would be found in 数据资源局
            short = (s for s in body.short if len(s) > 1 and not any(o.endswith(s) for o in other))
            for stem in (*body.stems, *short):
                names += [stem] if len(stem) > 3 else [stem + end for end in _ENDS]
    return tuple(dict.fromkeys(n for n in names if not any(o != n and o in n for o in names)))
