"""Networks of units: who works with whom, how often, in which years; as a networkx graph, GraphML and GEXF."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from corpus.model import Document, TiaokuanError
from corpus.table import Column, Table
from index.departments import is_named, line_key, year_of
from index.matrix import duties
from index.shown import Shown

MOST = 80
"""A list of more units is one of all departments, and says nothing of who works with whom."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(slots=True)
class Node:
    """A unit: in how many tasks it stands, in which roles, in which documents. `line` is its department line."""

    name: str
    line: str | None = None
    tasks: int = 0
    roles: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Link:
    """Two units that share tasks: `tasks` how many, `led` in how many of them one leads the other, by `years` of the
    documents (None: no date)."""

    a: str
    b: str
    tasks: int = 0
    led: int = 0
    years: Counter[int | None] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)

    @property
    def period(self) -> str:
        """2013：4，2021：7."""
        return "，".join(f"{year or '无日期'}：{n}" for year, n in sorted(self.years.items(), key=lambda p: p[0] or 0))


@dataclass(frozen=True)
class Network(Shown):
    """Units as nodes, shared tasks as links, the strongest first. `period`: the years asked for, None for open ends;
    `documents`: how many were read; `left_out`: how many lists were too long to say who works with whom."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    period: tuple[int | None, int | None]
    documents: int
    left_out: int

    def __len__(self) -> int:
        return len(self.links)

    def __iter__(self) -> Any:
        return iter(self.links)

    def graph(self) -> Any:
        """As a networkx.Graph: nodes with line, tasks, lead, support, responsible, documents; edges with weight (tasks),
        led, first and last year, and `years` (2013：4，2021：7)."""
        import networkx

        graph = networkx.Graph(name="units", documents=self.documents)
        for n in self.nodes:
            graph.add_node(_clean(n.name), label=_clean(n.name), line=_clean(n.line or ""), tasks=n.tasks, lead=n.roles["lead"],
                           support=n.roles["support"], responsible=n.roles["responsible"], documents=len(n.documents))
        for link in self.links:
            known = [y for y in link.years if y]
            graph.add_edge(_clean(link.a), _clean(link.b), weight=link.tasks, led=link.led, documents=len(link.documents),
                           first=min(known, default=0), last=max(known, default=0), years=link.period)
        return graph

    def to_bytes(self, format: str) -> bytes:
        """The graph as `graphml` or `gexf` (XML, UTF-8). Raises TiaokuanError for another format."""
        import networkx

        out = io.BytesIO()
        if format == "graphml":
            networkx.write_graphml(self.graph(), out, encoding="utf-8", prettyprint=True)
        elif format == "gexf":
            networkx.write_gexf(self.graph(), out, encoding="utf-8", prettyprint=True)
        else:
            raise TiaokuanError(f"网络不能写成 {format}，可用 graphml gexf json csv xlsx html md (unknown format of a network)")
        return out.getvalue()

    def table(self) -> Table[Link]:
        """One row a link."""
        return Table("部门协作", (
            Column("a", "单位", lambda x: x.a, 18), Column("b", "单位", lambda x: x.b, 18),
            Column("tasks", "共同任务", lambda x: x.tasks, 5), Column("led", "其中牵头配合", lambda x: x.led, 6),
            Column("years", "年份", lambda x: x.period, 16), Column("documents", "文件数", lambda x: len(x.documents), 5)), self.links)

    def units(self) -> Table[Node]:
        """One row a unit."""
        return Table("协作单位", (
            Column("unit", "单位", lambda n: n.name, 22), Column("line", "条线", lambda n: n.line, 10),
            Column("tasks", "任务", lambda n: n.tasks, 5), Column("lead", "牵头", lambda n: n.roles["lead"], 5),
            Column("support", "配合", lambda n: n.roles["support"], 5), Column("responsible", "责任", lambda n: n.roles["responsible"], 5),
            Column("documents", "文件数", lambda n: len(n.documents), 5)), self.nodes)

    def tables(self) -> tuple[Table[Any], ...]:
        """The sheets of a workbook."""
        return self.table(), self.units()

    def to_json(self) -> dict[str, Any]:
        """`unit-network/1`."""
        return {"schema": "unit-network/1", "period": list(self.period), "documents": self.documents, "left_out": self.left_out,
                "nodes": self.units().records(),
                "links": [{"a": x.a, "b": x.b, "tasks": x.tasks, "led": x.led, "documents": sorted(x.documents),
                           "years": [{"year": year, "tasks": n} for year, n in sorted(x.years.items(), key=lambda p: p[0] or 0)]}
                          for x in self.links]}


def _clean(text: str) -> str:
    """XML 1.0 has no control characters."""
    return _CONTROL.sub("", text)


def network(documents: Iterable[Document], year_from: int | None = None, year_to: int | None = None,
            by: str = "unit") -> Network:
    """Which units share tasks, over documents dated from `year_from` to `year_to` (both included; undated ones only where
    no year is asked for). `by`: `unit` (full names) or `line` (发展和改革 for the bodies of that line of all places). Bodies
    without a name of their own (各有关部门) are left out. Raises TiaokuanError for another `by` or years that are no span."""
    if by not in ("unit", "line"):
        raise TiaokuanError(f"不能按 {by} 成网，可用 unit line (unknown kind of node)")
    if year_from and year_to and year_from > year_to:
        raise TiaokuanError(f"年份颠倒：{year_from}—{year_to} (the years are the wrong way round)")
    nodes: dict[str, Node] = {}
    links: dict[tuple[str, str], Link] = {}
    read = left_out = 0
    for document in documents:
        year = year_of(document)
        if (year_from or year_to) and (year is None or not (year_from or 0) <= year <= (year_to or 9999)):
            continue
        read += 1
        for duty in duties([document]):
            roles: dict[str, str] = {}
            for unit in duty.row.units:
                full = unit.canonical or unit.name
                if is_named(full):
                    line = line_key(full, year)
                    name = (line if by == "line" else full) or full
                    roles.setdefault(name, unit.role)
                    node = nodes.setdefault(name, Node(name, line))
            for name, role in roles.items():
                node = nodes[name]
                node.tasks += 1
                node.roles[role] += 1
                node.documents.add(document.id)
            if len(roles) > MOST:
                left_out += 1
                continue
            _link(links, sorted(roles), roles, year, document.id)
    return Network(tuple(sorted(nodes.values(), key=lambda n: (-n.tasks, n.name))),
                   tuple(sorted(links.values(), key=lambda x: (-x.tasks, x.a, x.b))), (year_from, year_to), read, left_out)


def _link(links: dict[tuple[str, str], Link], names: list[str], roles: dict[str, str], year: int | None, doc_id: str) -> None:
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            link = links.setdefault((a, b), Link(a, b))
            link.tasks += 1
            link.led += {roles[a], roles[b]} == {"lead", "support"}
            link.years[year] += 1
            link.documents.add(doc_id)
