"""One module a page: its HTML (`pages`) and its JSON twin (`api`), which ask the same function. A new page is a module in this list."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import compare, documents, settings, trace

ROUTERS: tuple[APIRouter, ...] = (settings.pages, documents.pages, documents.api,
                                   compare.pages, compare.api, trace.pages, trace.api)
