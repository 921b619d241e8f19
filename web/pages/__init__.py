"""One module a page: its HTML (`pages`) and its JSON twin (`api`), which ask the same function. A new page is a module in this list."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import add, documents, jobs, remove, settings, sites

ROUTERS: tuple[APIRouter, ...] = (
    settings.pages, documents.pages, documents.api, remove.pages, remove.api,  # remove stands before pages of clauses
    add.pages, add.api, jobs.pages, jobs.api, sites.pages, sites.api)
