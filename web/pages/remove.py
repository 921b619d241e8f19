"""Removing a document: a page that asks, and the act itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.house import Opened, changing, show

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["documents"])
DocumentId = Annotated[str, Path(max_length=300)]


def exact(corpus: tiaokuan.Corpus, doc_id: str) -> tiaokuan.Document:
    """The document with exactly that id: what is removed is never guessed from a part of a title. Raises UnknownName."""
    document = corpus.document(doc_id)
    if document.id != doc_id:
        raise tiaokuan.UnknownName(f"语料库里没有 {doc_id} (no such document)")
    return document


@pages.get("/documents/{doc_id}/remove")
def remove_page(request: Request, corpus: Opened, doc_id: DocumentId) -> Response:
    return show(request, "remove.html", document=exact(corpus, doc_id))


@pages.post("/documents/{doc_id}/remove", dependencies=[Depends(changing)])
def remove(corpus: Opened, doc_id: DocumentId) -> Response:
    corpus.remove(exact(corpus, doc_id).id)
    return RedirectResponse("/documents", 303)


@api.delete("/documents/{doc_id}", dependencies=[Depends(changing)], responses={200: {"content": {"application/json": {"schema": {
    "type": "object", "properties": {"removed": {"type": "string"}}, "required": ["removed"]}}}}})
def remove_json(corpus: Opened, doc_id: DocumentId) -> dict[str, str]:
    """Removes a document with all its versions."""
    return {"removed": corpus.remove(exact(corpus, doc_id).id)}
