"""One department over the documents of a corpus: its line through the reforms, its tasks over time, and who it works with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from corpus.model import Document, TiaokuanError, Unit, UnknownName
from corpus.table import Table
from index.departments import line_key, year_of
from index.following import Following
from index.holding import clauses_naming, holding, named
from index.lines import LineRow, line_table
from index.matrix import UnitTask, by_unit, is_unit, unit_names
from index.network import Link, Network, network
from index.shown import Shown

MOST = 200
"""Documents that are read at most: those of the latest date."""


@dataclass(frozen=True)
class Department(Shown):
    """A department as the corpus knows it. `exact`: `name` is a body's full name, and what follows is of it alone; otherwise of all
    bodies that the name means (生态环境: its whole line). `tasks` by year of the document, then of the document; `years`: doc_id → year.
    `line` is None where the lexicon knows no such body. `network`: who shares tasks with it; `centre` is its node. `documents`: how
    many hold it, `read` how many of them were read."""

    name: str
    exact: bool
    documents: int
    read: int
    tasks: Table[UnitTask]
    years: dict[str, int | None]
    line: Table[LineRow] | None
    network: Network
    centre: str

    def __len__(self) -> int:
        return len(self.tasks)

    def __iter__(self) -> Any:
        return iter(self.tasks)

    @property
    def roles(self) -> Counter[str]:
        """In how many of the tasks it stands in each role."""
        return Counter(task.role for task in self.tasks)

    @property
    def names(self) -> list[tuple[str, int]]:
        """The full names it has in the tasks, the most common first."""
        return Counter(task.canonical or task.unit for task in self.tasks).most_common()

    def year(self, task: UnitTask) -> int | None:
        """The year that a task is due, else that of its document."""
        return int(task.due[:4]) if task.due else self.years.get(task.doc_id)

    @property
    def by_year(self) -> list[tuple[int | None, list[UnitTask]]]:
        """The tasks by year, the latest first; those without any year last."""
        groups: dict[int | None, list[UnitTask]] = {}
        for task in self.tasks:
            groups.setdefault(self.year(task), []).append(task)
        return sorted(groups.items(), key=lambda g: (g[0] is None, -(g[0] or 0)))

    @property
    def partners(self) -> list[tuple[str, Link]]:
        """Who it shares tasks with, the closest first."""
        return [(link.b if link.a == self.centre else link.a, link) for link in self.network.links if self.centre in (link.a, link.b)]

    def table(self) -> Table[UnitTask]:
        """Its tasks."""
        return self.tasks

    def tables(self) -> tuple[Table[Any], ...]:
        """The sheets of a workbook."""
        return (self.tasks, *((self.line,) if self.line is not None else ()), self.network.table())

    def to_json(self) -> dict[str, Any]:
        """All of it, plain."""
        return {"unit": self.name, "exact": self.exact, "documents": self.documents, "read": self.read,
                "names": [{"unit": name, "tasks": n} for name, n in self.names], "roles": dict(self.roles),
                "line": self.line.records() if self.line is not None else None,
                "tasks": [{"year": self.year(t), "unit": t.canonical or t.unit, "role": t.role, "task": t.task, "deadline": t.deadline,
                           "due": t.due, "document": t.doc_id, "title": t.title, "clause": t.clause_id, "task_clause": t.task_clause,
                           "path": list(t.path)} for t in self.tasks],
                "network": self.network.to_json()}


def department(index: Following, read: Any, name: str) -> Department:
    """The department that `name` means: the full name of a unit of the corpus, another name of a body, or the stem of a line. `read`
    gives the documents of some ids. Raises UnknownName where neither the corpus nor the lexicon knows it."""
    name = name.strip()
    if not name:
        raise UnknownName("请给出单位名称 (name a unit)")
    exact = named(index, name)
    names = () if exact else unit_names(name)
    ids = holding(index, name, exact=exact)
    documents = sorted((_narrowed(d, name, names) for d in read(*ids[:MOST])), key=lambda d: (-(year_of(d) or 0), d.id)) if ids else []
    documents = [d for d in documents if any(c.responsibilities for c in d.clauses)]
    try:
        line = line_table(name, counted=lambda bodies: clauses_naming(index, bodies))
    except TiaokuanError as error:
        if not documents:
            raise UnknownName(str(error)) from error
        line = None
    tasks = by_unit(documents)
    order = {d.id: n for n, d in enumerate(documents)}
    rows = sorted((t for t in tasks if _means(Unit(t.unit, t.unit, t.canonical, t.role, 0, 0), name, names)), key=lambda t: order[t.doc_id])
    centre, by = _centre(rows, documents, name, exact)
    return Department(name, exact, len(ids), min(len(ids), MOST), Table(f"各年任务：{name}", tasks.columns, tuple(rows)),
                      {d.id: year_of(d) for d in documents}, line, _around(network(documents, by=by), centre), centre)


def _means(unit: Unit, name: str, names: tuple[str, ...]) -> bool:
    return is_unit(unit, names) if names else (unit.canonical or unit.name) == name


def _narrowed(document: Document, name: str, names: tuple[str, ...]) -> Document:
    """The document with those responsibilities alone in which the unit stands."""
    return replace(document, clauses=tuple(
        replace(c, responsibilities=tuple(r for r in c.responsibilities if any(_means(u, name, names) for u in r.units)))
        if c.responsibilities else c for c in document.clauses))


def _centre(tasks: Iterable[UnitTask], documents: Iterable[Document], name: str, exact: bool) -> tuple[str, str]:
    """The node of a network that stands for the department, and what its nodes are."""
    if exact:
        return name, "unit"
    years = {d.id: year_of(d) for d in documents}
    found = Counter(line_key(t.canonical or t.unit, years[t.doc_id]) for t in tasks)
    del found[None]
    return (str(found.most_common(1)[0][0]), "line") if found else (name, "unit")


def _around(whole: Network, centre: str) -> Network:
    """The centre, those it shares tasks with, and what they share with each other in the same tasks."""
    near = {centre} | {x.a for x in whole.links if x.b == centre} | {x.b for x in whole.links if x.a == centre}
    return replace(whole, nodes=tuple(n for n in whole.nodes if n.name in near),
                   links=tuple(x for x in whole.links if x.a in near and x.b in near))
