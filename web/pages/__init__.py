"""One module a page: its HTML (`pages`) and its JSON twin (`api`), which ask the same function. A new page is a module in this list."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import (
    add,
    api,
    compare,
    correct,
    document,
    documents,
    jobs,
    matrix,
    remove,
    saved,
    search,
    settings,
    sites,
    targets,
    trace,
    units,
)

ROUTERS: tuple[APIRouter, ...] = (
    settings.pages,
    api.pages,
    search.pages, search.api,
    saved.pages, saved.api,
    documents.pages, documents.api,
    remove.pages, remove.api,  # before the pages of clauses, whose addresses could be these
    correct.pages, correct.api,
    document.pages, document.api,
    matrix.pages, matrix.api,
    targets.pages, targets.api,
    compare.pages, compare.api,
    trace.pages, trace.api,
    units.pages, units.api,
    add.pages, add.api,
    jobs.pages, jobs.api,
    sites.pages, sites.api,
)
