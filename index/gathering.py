"""Gathers what a corpus holds of one department: the index says where, those documents are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.model import Document, TiaokuanError, Unit, UnknownName
from corpus.table import Table
from index.department import Department
from index.departments import line_key, year_of
from index.following import Following
from index.holding import clauses_naming, holding, named
from index.lines import line_table
from index.matrix import UnitTask, by_unit, is_unit, unit_names
from index.network import Network, network

MOST = 200
"""Documents that are read at most: those of the latest date."""


def department(index: Following, read: Callable[..., Iterable[Document]], name: str) -> Department:
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
