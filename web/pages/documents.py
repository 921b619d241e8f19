"""The list of documents."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from web.house import Download, Opened, Text, answer, download, show

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["documents"])


def listed(corpus: Opened, q: Text = None) -> Any:
    """The documents, or those whose title, id, region or source holds the words asked for."""
    table = corpus.list()
    words = (q or "").split()
    fits = tuple(row for row in table if all(w in " ".join(filter(None, (row.title, row.id, row.region, row.uri))) for w in words))
    return type(table)(table.title, table.columns, fits)


Listed = Annotated[Any, Depends(listed)]


@pages.get("/documents")
def documents_page(request: Request, found: Listed, q: Text = None, format: Download = None) -> Response:
    if format:
        return download(found, format, "documents")
    return show(request, "documents.html", found=found, q=q or "")


@api.get("/documents")
def documents_json(found: Listed) -> Response:
    """The documents of the corpus: id, title, genre, region, date, clauses, version, source."""
    return answer(found)
