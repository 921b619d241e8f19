"""One department over the documents of a corpus: its line through the reforms, its tasks over time, and who it works with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from corpus.table import Table
from index.lines import LineRow
from index.matrix import UnitTask
from index.network import Link, Network
from index.shown import Shown


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
