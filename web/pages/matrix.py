"""The responsibility matrix: tasks as rows, units as columns, or each unit with its tasks. A cell leads to its sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

import tiaokuan
from web.house import ROLES, Day, Docs, Download, Opened, Page, Text, documents_of, download, house_of, show
from web.paging import ROWS, bounded, part

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["matrix"])
SMALL = 20
"""Documents of a corpus that is shown whole where nothing is chosen."""
MOST = 200
"""Documents that are read at once: those of the latest date."""
TASKS = 100
"""Tasks of a page: each has a cell a unit."""
MANY_UNITS = 60
"""Columns from which units with one task on the page are gathered in one column, unless all are asked for."""
By = Literal["task", "unit"]
Units = Literal["", "all", "common"]
Exact = Annotated[bool, Query(description="unit 是全称，不含别名和同类单位 the unit of that full name alone")]


@dataclass(frozen=True)
class Answer:
    """What was asked and found: `result` is None where nothing was chosen; `documents` of how many fit (`all`) were read."""

    result: Any
    documents: int
    all: int


def span(first: str | None, last: str | None) -> str | None:
    """The span of days from two fields of a form."""
    return f"{first or ''}..{last or ''}" if first or last else None


def asked(request: Request, corpus: Opened, doc: Docs = None, unit: Text = None, role: Text = None, due_from: Day = None,
          due_to: Day = None, date_from: Day = None, date_to: Day = None, by: By = "task", exact: Exact = False) -> Answer:
    """The matrix of the documents chosen, or of those that hold the unit."""
    due, date, unit, role = span(due_from, due_to), span(date_from, date_to), (unit or "").strip() or None, role or None
    names = tuple(dict.fromkeys(doc or ()))
    exact = exact and bool(unit)

    def make() -> Answer:
        ids = names
        if not ids:
            ids = corpus.holding(unit, role, date, exact)
            if not (unit or due or date) and len(documents_of(request, corpus)) > SMALL:
                return Answer(None, 0, len(ids))
        read = ids if names else ids[:MOST]
        ask = corpus.by_unit if by == "unit" else corpus.matrix
        # no document named asks for all: where none fits, one is asked that holds nothing
        result = ask(*sorted(read) if not names else read, unit=unit, role=role, due=due, date=date, exact=exact) if read else None
        return Answer(result if result is not None else tiaokuan.Table("责任分工表", ()), len(read), len(ids))

    return house_of(request).kept.answer(corpus, ("matrix", names, unit, role, due, date, by, exact), make)


Asked = Annotated[Answer, Depends(asked)]


@pages.get("/matrix")
def matrix_page(request: Request, corpus: Opened, found: Asked, doc: Docs = None, unit: Text = None, by: By = "task", units: Units = "", page: Page = 1,
                exact: Exact = False, format: Download = None) -> Response:
    if format:
        if found.result is None:
            raise tiaokuan.TiaokuanError("请先选文档或部门 (choose documents or a unit first)")
        bounded(found.result, format)
        return download(found.result, format, "matrix" if by == "task" else "tasks")
    shown = part(found.result if found.result is not None else (), page, TASKS if by == "task" else ROWS)
    chosen = {corpus.resolve(d) for d in doc or ()}
    return show(request, "matrix.html", found=found, shown=shown, columns=_columns(found.result, shown.rows, units, (unit or "").strip()) if by == "task" else None,
                by=by, units=units, exact=exact, documents=documents_of(request, corpus), chosen=chosen, roles=ROLES,
                asked={k: request.query_params.get(k, "") for k in ("unit", "role", "due_from", "due_to", "date_from", "date_to")})


@dataclass(frozen=True)
class Columns:
    """Units that have a column on the page (short name, full names), and how many are gathered in the last one."""

    units: tuple[tuple[str, tuple[str, ...]], ...]
    rare: frozenset[str]
    all: int


def _columns(matrix: Any, rows: Any, wanted: Units, unit: str) -> Columns:
    counts = Counter(name for row in rows for name in row.units)
    rare = frozenset(name for name, n in counts.items() if n == 1) if wanted == "common" or not wanted and len(counts) > MANY_UNITS else frozenset()
    if len(rare) == len(counts):
        rare = frozenset()
    order = [name for name in getattr(matrix, "unit_names", ()) if name in counts and name not in rare]
    order.sort(key=lambda name: unit not in matrix.full_names.get(name, (name,)))  # the unit asked for stands first
    return Columns(tuple((name, matrix.full_names.get(name, (name,))) for name in order), rare, len(counts))


@api.get("/matrix")
def matrix_json(found: Asked, by: By = "task", page: Page = 1) -> dict[str, Any]:
    """The responsibility matrix: tasks with their units and roles, or, by unit, each unit with its tasks.

    `rows` holds one page; `documents` says how many documents were read, `documents_all` how many fit. `clause` holds the list of units,
    `task_clause` the task. Where neither a document nor a unit nor a period is given and the corpus is large, `rows` is null."""
    if found.result is None:
        return {"rows": None, "total": 0, "page": 1, "pages": 1, "documents": 0, "documents_all": found.all}
    shown = part(found.result, page, TASKS if by == "task" else ROWS)
    rows = [{"document": r.doc_id, "title": r.title, "clause": r.clause_id, "task_clause": r.task_clause, "path": list(r.path), "task": r.task,
             "deadline": r.deadline, "due": r.due, "source": r.source,
             **({"unit": r.unit, "canonical": r.canonical, "role": r.role} if by == "unit" else {"units": r.units, "open": r.open, "rule": r.rule})}
            for r in shown.rows]
    return {"rows": rows, "total": shown.total, "page": shown.page, "pages": shown.pages, "documents": found.documents, "documents_all": found.all}
