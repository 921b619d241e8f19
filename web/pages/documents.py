"""The list of documents, and what others choose from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from web.house import LISTED, Docs, Download, Opened, Page, Text, answer, documents_of, download, show
from web.paging import part
from web.picking import catalogue

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["documents"])


def listed(request: Request, corpus: Opened, q: Text = None) -> Any:
    """The documents, or those whose title, id, region or source holds the words asked for."""
    table, words = documents_of(request, corpus), (q or "").lower().split()
    if not words:
        return table
    fits = tuple(row for row in table if all(w in " ".join(filter(None, (row.title, row.id, row.region, row.date, row.uri))).lower() for w in words))
    return replace(table, rows=fits)


Listed = Annotated[Any, Depends(listed)]


@pages.get("/documents")
def documents_page(request: Request, found: Listed, q: Text = None, page: Page = 1, format: Download = None) -> Response:
    if format:
        return download(found, format, "documents")
    return show(request, "documents.html", found=found, shown=part(found, page), q=q or "")


@pages.get("/choose")
def choose(request: Request, corpus: Opened, found: Listed, name: Annotated[str, Query(max_length=20, pattern=r"^\w*$")] = "doc",
           most: Annotated[int, Query(ge=0, le=1000)] = 0, doc: Docs = None, options: bool = False) -> Response:
    """The documents that fit, as choices for a list (or as options of a box), with those that are chosen (`doc`) before them."""
    if options:
        known = catalogue(request, corpus)
        return show(request, "choose.html", options=[known.labels[row.id] for row in found[:LISTED]])
    chosen = set(doc or ())
    kept = [row for row in documents_of(request, corpus) if row.id in chosen] if chosen else []
    return show(request, "choose.html", options=None, documents=[*kept, *(row for row in found if row.id not in chosen)], chosen=chosen, name=name, most=most)


@api.get("/documents")
def documents_json(found: Listed) -> Response:
    """The documents of the corpus: id, title, genre, region, date, clauses, version, source."""
    return answer(found)
