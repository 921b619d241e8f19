"""The responsibility matrix (责任分工表): who does what, by when, over any number of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.lexicon.lines import expand_unit
from corpus.model import Clause, Document, Responsibility, Role, Unit
from corpus.table import Column, Table
from corpus.titles import ROLE_TITLES, known_role, mark_title, marks_title
from index.marks import CORRECTED, with_marks
from index.period import period

SYMBOLS: dict[str, str] = {"lead": "●", "support": "○", "responsible": "△"}
_STRONGER = ("lead", "responsible", "support")


@dataclass(frozen=True)
class MatrixRow:
    """One task. `clause_id` holds the list of units, `task_clause` the task; `path` leads to the task's clause.

    `units` maps the unit's name to its role; `due` is an ISO date; `source` is the document's address + `#` + clause.
    `corrected` says which units a reader touched, and when."""

    doc_id: str
    title: str
    clause_id: str
    task_clause: str
    path: tuple[str, ...]
    task: str
    deadline: str | None
    due: str | None
    units: dict[str, Role]
    open: bool
    rule: str
    source: str
    corrected: str = ""


@dataclass(frozen=True)
class Matrix(Table[MatrixRow]):
    """Tasks as rows, units as columns in the order in which they first appear (`unit_names`). `full_names`: of each unit its full
    names; several where documents of several places print one name."""

    unit_names: tuple[str, ...] = ()
    full_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitTask:
    """One task of one unit. `unit` is the name completed by its list, `canonical` the full name."""

    unit: str
    canonical: str
    role: Role
    task: str
    deadline: str | None
    due: str | None
    path: tuple[str, ...]
    doc_id: str
    title: str
    clause_id: str
    task_clause: str
    source: str
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A responsibility with the place it stands in."""

    document: Document
    clause: Clause
    row: Responsibility
    task_clause: str
    path: tuple[str, ...]
    link: str


def duties(documents: Iterable[Document]) -> Iterator[Duty]:
    """Every responsibility of the documents, in their order."""
    for document in documents:
        by_id: dict[str, Clause] | None = None
        paths: dict[str, tuple[str, ...]] = {}
        for clause in document.clauses:
            for row in clause.responsibilities:
                if by_id is None:
                    by_id = {c.id: c for c in document.clauses}
                task = by_id.get(row.task_clause, clause)
                if task.id not in paths:
                    paths[task.id] = document.path(task)
                yield Duty(document, clause, row, task.id, paths[task.id], link(document, clause))


def within(found: Iterable[Duty], due: str | None, date: str | None) -> Iterator[Duty]:
    """Those that are due in a span of days, in documents dated in a span of days (index.period; None for any). Raises
    TiaokuanError for a span that is none."""
    ends, dated = period(due), period(date)
    return (d for d in found if (ends is None or ends.holds(d.row.due)) and (dated is None or dated.holds(d.document.meta.date)))


def link(document: Document, clause: Clause) -> str:
    """The address of a clause: where the document came from, `#`, the clause's id."""
    return f"{document.source.uri}#{clause.id}"


def unit_names(wanted: str | None) -> tuple[str, ...]:
    """What to look for in units' names: the other names of the body asked for, or of its whole line where a bare stem
    (生态环境) is asked for; () for none wanted."""
    return expand_unit(wanted) if wanted and wanted.strip() else ()


def is_unit(unit: Unit, names: tuple[str, ...], exact: str | None = None) -> bool:
    """Whether a name asked for is part of one of the unit's names. No name asks for every unit; `exact` for the unit of that full
    name alone, as `units` counts it."""
    if exact:
        return (unit.canonical or unit.name) == exact
    return not names or any(name in own for name in names for own in (unit.name, unit.surface, unit.canonical))


def matrix(documents: Iterable[Document], unit: str | None = None, role: str | None = None, due: str | None = None,
           date: str | None = None, exact: bool = False) -> Matrix:
    """The matrix of all tasks, or of those that a unit (in a role) has.

    `unit`: part of a unit's name, another name of it (发改委), or the stem of a line (生态环境); `role`: lead, support or responsible. A task that
    fits shows all its units. `due`, `date`: a span of days in which it is due, and in which its document is dated (2023, 2021..2025,
    2023-06..); `exact`: `unit` is the full name of the one unit meant. Raises TiaokuanError for an unknown role or a span that is none.
    """
    names, role, one = unit_names(unit), known_role(role), unit if exact else None
    rows: list[MatrixRow] = []
    columns: dict[str, dict[str, None]] = {}
    titles: list[str] = []
    for duty in within(duties(documents), due, date):
        row = duty.row
        if (names or role) and not any(is_unit(u, names, one) and role in (None, u.role) for u in row.units):
            continue
        roles: dict[str, Role] = {}
        for u in row.units:
            # A unit named twice in one list keeps the role that binds it most.
            if u.name not in roles or _STRONGER.index(u.role) < _STRONGER.index(roles[u.name]):
                roles[u.name] = u.role
            columns.setdefault(u.name, {})[u.canonical or u.name] = None
        title = duty.document.meta.title or duty.document.id
        if title not in titles:
            titles.append(title)
        rows.append(MatrixRow(duty.document.id, title, duty.clause.id, duty.task_clause, duty.path, row.task,
                              row.deadline, row.due, roles, row.open, row.rule, duty.link,
                              marks_title((u.name, u.corrected) for u in row.units)))
    caption = f"责任分工表：{titles[0]}" if len(titles) == 1 else "责任分工表"
    marks = (CORRECTED,) if any(row.corrected for row in rows) else ()
    return Matrix(caption, (*_head(), *marks, *(_unit_column(name) for name in columns)), tuple(rows),
                  tuple(columns), {name: tuple(full) for name, full in columns.items()})


def _head() -> tuple[Column[MatrixRow], ...]:
    return (
        Column("document", "文件", lambda r: r.title, 20),
        Column("clause", "条款", lambda r: "/".join(r.path), 10, lambda r: r.source),
        Column("task", "任务", lambda r: r.task, 40),
        Column("deadline", "时限", lambda r: r.deadline, 10),
        Column("due", "截止", lambda r: r.due, 10),
        Column("source", "出处", lambda r: r.source, 24, lambda r: r.source),
    )


def _unit_column(name: str) -> Column[MatrixRow]:
    def cell(row: MatrixRow) -> str:
        return SYMBOLS.get(row.units.get(name, ""), "")

    return Column(name, name, cell, 4)


def by_unit(documents: Iterable[Document], unit: str | None = None, role: str | None = None, due: str | None = None,
            date: str | None = None, exact: bool = False) -> Table[UnitTask]:
    """Each unit with its tasks, units in order of appearance. Filters as in `matrix`, but only the units that fit show.

    Raises TiaokuanError for an unknown role or a span that is none."""
    names, role, one = unit_names(unit), known_role(role), unit if exact else None
    groups: dict[tuple[str, str], list[UnitTask]] = {}
    for duty in within(duties(documents), due, date):
        title = duty.document.meta.title or duty.document.id
        for u in duty.row.units:
            if is_unit(u, names, one) and role in (None, u.role):
                groups.setdefault((u.canonical or u.name, u.name), []).append(UnitTask(
                    u.name, u.canonical, u.role, duty.row.task, duty.row.deadline, duty.row.due, duty.path,
                    duty.document.id, title, duty.clause.id, duty.task_clause, duty.link, mark_title(u.corrected)))
    together: dict[str, list[UnitTask]] = {}
    for (canonical, _), tasks in groups.items():
        together.setdefault(canonical, []).extend(tasks)
    columns: tuple[Column[UnitTask], ...] = (
        Column("unit", "单位", lambda r: r.unit, 14), Column("canonical", "全称", lambda r: r.canonical, 20),
        Column("role", "角色", lambda r: r.role, 6, titles=ROLE_TITLES), Column("task", "任务", lambda r: r.task, 40),
        Column("deadline", "时限", lambda r: r.deadline, 10), Column("due", "截止", lambda r: r.due, 10),
        Column("path", "条款", lambda r: "/".join(r.path), 10, lambda r: r.source), Column("document", "文件", lambda r: r.title, 20),
        Column("source", "出处", lambda r: r.source, 24, lambda r: r.source),
    )
    rows = tuple(t for tasks in together.values() for t in tasks)
    return Table("各单位任务", with_marks(columns, rows), rows)
