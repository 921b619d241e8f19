"""One module a page: its HTML (`pages`) and its JSON twin (`api`), which ask the same function. A new page is a module in this list."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import api, compare, documents, matrix, saved, search, settings, targets, trace, units

ROUTERS: tuple[APIRouter, ...] = (
    settings.pages,
    api.pages,
    search.pages, search.api,
    saved.pages, saved.api,
    documents.pages, documents.api,
    matrix.pages, matrix.api,
    targets.pages, targets.api,
    compare.pages, compare.api,
    trace.pages, trace.api,
    units.pages, units.api,
)
