"""Units: how often each stands in which role; and a page of one department: its line, its tasks over time, who it works with."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

import tiaokuan
from web.house import ROLES, Download, Opened, Page, Text, download, house_of, picture, show
from web.paging import bounded, part

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["units"])
SHOWN = 40
"""Tasks of a year that the page shows; the matrix has them all."""
PARTNERS = 30
Name = Annotated[str, Path(min_length=1, max_length=200)]


def listed(request: Request, corpus: Opened, q: Text = None, role: Text = None) -> Any:
    """The units, or those that a name, another name or a line means."""
    q, role = (q or "").strip() or None, role or None
    return house_of(request).kept.answer(corpus, ("units", q, role), lambda: corpus.unit_counts(q, role))


Listed = Annotated[Any, Depends(listed)]


def one(request: Request, corpus: Opened, name: Name) -> Any:
    """A department over all documents."""
    return house_of(request).kept.answer(corpus, ("department", name), lambda: corpus.department(name))


One = Annotated[Any, Depends(one)]


@pages.get("/units")
def units_page(request: Request, found: Listed, q: Text = None, role: Text = None, page: Page = 1, format: Download = None) -> Response:
    if format:
        bounded(found, format)
        return download(found, format, "units")
    return show(request, "units.html", found=found, shown=part(found, page), q=q or "", role=role or "", roles=ROLES)


@pages.get("/units/{name:path}/network.svg")
def network_svg(found: One) -> Response:
    drawn = tiaokuan.diagram(found)
    if not drawn:
        raise tiaokuan.UnknownName(f"“{found.name}”没有与别的单位共同的任务 (it shares no task with another unit)")
    return picture(drawn)


@pages.get("/units/{name:path}/network")
def network_file(found: One, format: Download = "graphml") -> Response:
    return download(found.network, format or "graphml", f"{found.name}-network")


@pages.get("/units/{name:path}")
def unit_page(request: Request, found: One, format: Download = None) -> Response:
    if format:
        bounded(found.tasks, format)
        return download(found, format, found.name)
    years = [(year, _roles(tasks), tasks) for year, tasks in found.by_year]
    return show(request, "unit.html", found=found, years=years, most=max((sum(n.values()) for _, n, _ in years), default=1), roles=ROLES,
                shown=SHOWN, partners=[(name, link, _years(link)) for name, link in found.partners[:PARTNERS]], diagram=tiaokuan.diagram(found))


def _roles(tasks: Any) -> dict[str, int]:
    return {role: sum(task.role == role for task in tasks) for role in ROLES}


def _years(link: Any) -> list[tuple[int | None, int]]:
    return sorted(link.years.items(), key=lambda y: (y[0] is None, y[0] or 0))


@api.get("/units")
def units_json(found: Listed, page: Page = 1) -> dict[str, Any]:
    """The responsible units: full name, names as printed, how often in each role, in how many documents. `rows` holds one page of 200."""
    shown = part(found, page)
    rows = [{"unit": r.unit, "names": dict(r.names), **{role: r.roles[role] for role in ROLES}, "documents": r.documents} for r in shown.rows]
    return {"rows": rows, "total": shown.total, "page": shown.page, "pages": shown.pages}


@api.get("/units/{name:path}")
def unit_json(found: One, tasks: Annotated[int, Query(ge=0, le=5000, description="tasks at most")] = 1000) -> dict[str, Any]:
    """A department: its line through the reforms, its tasks by year with their clauses, and those it shares tasks with.

    `name` is the full name of a unit, another name of a body, or the stem of a line (生态环境)."""
    said = dict(found.to_json())
    said["network"]["links"] = [x for x in said["network"]["links"] if found.centre in (x["a"], x["b"])]
    return {**said, "tasks": said["tasks"][:tasks], "tasks_all": len(said["tasks"])}
