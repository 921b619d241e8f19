"""Which documents hold a unit or set an indicator, and how often units are named: answered by the side table of the index, so that of
thousands of documents only those that matter are read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from corpus.lexicon import Body
from corpus.lexicon.lines import body_of
from corpus.table import Column, Table
from corpus.titles import known_role
from index.following import Following
from index.indicators import canonical
from index.matrix import unit_names
from index.period import period

LISTED = "(SELECT value FROM json_each(?))"
FULL = "coalesce(nullif(m.canonical, ''), m.name)"


@dataclass(slots=True)
class UnitCount:
    """A body: how often it stands in each role, the names it is printed under, and in how many documents."""

    unit: str
    roles: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    documents: int = 0


def holding(index: Following, unit: str | None = None, role: str | None = None, date: str | None = None,
            exact: bool = False) -> tuple[str, ...]:
    """The documents in which the unit (any, where None) has a task, those of the latest date first. `unit` and `role` as of
    `matrix`; `date`: span of the documents' dates; `exact`: the unit of that full name alone. Raises TiaokuanError for an unknown
    role or a span that is none."""
    names, role, span = unit_names(unit), known_role(role), period(date)
    index.refresh()
    db, _ = index._open()
    where, values = "m.kind = 'unit'", []
    if role:
        where, values = f"{where} AND m.role = ?", [role]
    if exact:
        where, values = f"{where} AND {FULL} = ?", [*values, unit or ""]
    elif names:
        some = json.dumps(_fit(index, names))
        where += f" AND (m.value IN {LISTED} OR m.name IN {LISTED} OR m.canonical IN {LISTED})"
        values += [some, some, some]
    rows = db.execute(f"SELECT c.doc, c.date FROM mention m JOIN clause c ON c.key = m.key WHERE {where} GROUP BY c.doc "
                      "ORDER BY c.date DESC, c.doc", values)
    return tuple(doc for doc, day in rows if span is None or span.holds(day))


def named(index: Following, unit: str) -> bool:
    """Whether a unit of exactly that full name stands in the corpus."""
    index.refresh()
    db, _ = index._open()
    return db.execute(f"SELECT 1 FROM mention m WHERE m.kind = 'unit' AND {FULL} = ? LIMIT 1", (unit,)).fetchone() is not None


def unit_counts(index: Following, name: str | None = None, role: str | None = None) -> Table[UnitCount]:
    """How often each unit stands in each role, the most often named first, as `units` counts. Raises TiaokuanError for an
    unknown role."""
    names, role = unit_names(name), known_role(role)
    index.refresh()
    db, _ = index._open()
    fit = set(_fit(index, names)) if names else None
    found: dict[str, UnitCount] = {}
    places: dict[str, set[str]] = {}
    for unit, value, short, full, of, doc, n in db.execute(
            f"SELECT {FULL}, m.value, m.name, m.canonical, m.role, c.doc, count(*) FROM mention m JOIN clause c ON c.key = m.key "
            "WHERE m.kind = 'unit' GROUP BY m.canonical, m.name, m.value, m.role, c.doc"):
        if fit is not None and not {value, short, full} & fit or role not in (None, of):
            continue
        row = found.setdefault(unit, UnitCount(unit))
        row.roles[of] += n
        row.names[value] += n
        places.setdefault(unit, set()).add(doc)
    for unit, row in found.items():
        row.documents = len(places[unit])
    columns: tuple[Column[UnitCount], ...] = (
        Column("unit", "单位", lambda r: r.unit, 24), Column("names", "写法", lambda r: "、".join(n for n, _ in r.names.most_common()), 30),
        Column("lead", "牵头", lambda r: r.roles["lead"], 5), Column("support", "配合", lambda r: r.roles["support"], 5),
        Column("responsible", "责任", lambda r: r.roles["responsible"], 5), Column("documents", "文件数", lambda r: r.documents, 5))
    return Table("责任单位", columns, tuple(sorted(found.values(), key=lambda r: (-r.roles.total(), r.unit))))


def clauses_naming(index: Following, wanted: Iterable[Body]) -> Counter[Body]:
    """How many clauses name each of the bodies as a responsible unit, as `line_table` counts them."""
    index.refresh()
    db, _ = index._open()
    bodies, meant = set(wanted), cache(body_of)
    keys: dict[Body, set[int]] = {}
    for name, year in db.execute(f"SELECT DISTINCT {FULL}, substr(c.date, 1, 4) FROM mention m JOIN clause c ON c.key = m.key "
                                 "WHERE m.kind = 'unit'").fetchall():
        body = meant(name, int(year) if year else None)
        if body is not None and body in bodies:
            keys.setdefault(body, set()).update(k for (k,) in db.execute(
                f"SELECT m.key FROM mention m JOIN clause c ON c.key = m.key WHERE m.kind = 'unit' AND {FULL} = ? AND substr(c.date, 1, 4) IS ?",
                (name, year)))
    return Counter({body: len(found) for body, found in keys.items()})


def aiming(index: Following, indicator: str | None = None, year: int | None = None, kind: str | None = None, nature: str | None = None,
           common: bool = False) -> tuple[tuple[str, int], ...]:
    """The documents that set targets, each with how many, in the order of their ids. Filters as of `targets`; `common`: the
    indicator by any of its names, as of `indicators`."""
    index.refresh()
    db, _ = index._open()
    where, values = "1", list[object]()
    if indicator:
        where, values = "instr(t.indicator, ?)", [indicator]
        if common and (name := canonical(indicator)):
            where, values = "(instr(t.indicator, ?) OR instr(t.canonical, ?))", [indicator, name]
    for column, value in (("year", year), ("kind", kind or None), ("nature", nature or None)):
        if value is not None:
            where += f" AND t.{column} = ?"
            values.append(value)
    return tuple(db.execute(f"SELECT c.doc, count(*) FROM target t JOIN clause c ON c.key = t.key WHERE {where} GROUP BY c.doc ORDER BY c.doc",
                            values).fetchall())


def indicator_names(index: Following, least: int = 2, limit: int = 200) -> tuple[tuple[str, int], ...]:
    """The indicators that at least `least` documents set as targets, under their common names, each with how many do; the most
    common first."""
    index.refresh()
    db, _ = index._open()
    return tuple(db.execute(
        "SELECT t.canonical, count(DISTINCT c.doc) AS n FROM target t JOIN clause c ON c.key = t.key WHERE t.kind = 'target' AND t.figure "
        "GROUP BY 1 HAVING n >= ? ORDER BY n DESC, 1 LIMIT ?", (least, limit)).fetchall())


def _fit(index: Following, names: tuple[str, ...]) -> list[str]:
    """The names in the index that hold one of these."""
    db, _ = index._open()
    printed = {text for row in db.execute("SELECT DISTINCT value, name, canonical FROM mention WHERE kind = 'unit'") for text in row}
    return [text for text in printed if text and any(name in text for name in names)]
