"""One module a page: its HTML (`pages`) and its JSON twin (`api`), which ask the same function. A new page is a module in this list."""

from __future__ import annotations

from fastapi import APIRouter

from web.pages import correct, document, documents, settings

ROUTERS: tuple[APIRouter, ...] = (settings.pages, documents.pages, documents.api, correct.pages, correct.api,
                                  document.pages, document.api)
