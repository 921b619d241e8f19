"""Carrying out: which clause of which child answers which clause of a parent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.house import Docs, Download, Opened, Text, address, answer, described, download, language_of, show, status_of
from web.pages.compare import Name, Several
from web.picking import MOST, Catalogue, Known
from web.turns import turn

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["trace"])
Only = Literal["all", "some", "none"]


@dataclass(frozen=True)
class Choice:
    """A parent and those that carry it out; `only`: all rows, those that some child does not answer, those that none does."""

    parent: str = ""
    children: Sequence[str] = ()
    only: Only = "all"

    def query(self) -> dict[str, Any]:
        """As the query of an address."""
        return {"parent": self.parent, "child": list(self.children), "only": self.only if self.only != "all" else None}


def typed(parent: Text = None, child: Docs = None, only: Annotated[Only, Query()] = "all") -> Choice:
    """The choice as it was typed."""
    return Choice((parent or "").strip(), [c for c in child or () if c.strip()], only)


def named(known: Catalogue, choice: Choice) -> Choice:
    """The choice by ids. Raises TiaokuanError."""
    parent, children = known.name(choice.parent) if choice.parent else "", known.names(choice.children)
    if parent in children:
        raise tiaokuan.TiaokuanError(f"《{known.label(parent)}》既是上级又是下级，请去掉一处 (a document does not carry itself out)")
    return replace(choice, parent=parent, children=children)


def traced(corpus: tiaokuan.Corpus, choice: Choice) -> Any:
    """What the library finds. Raises TiaokuanError."""
    with turn():
        return corpus.trace(choice.parent, *choice.children)


@pages.get("/trace")
def trace_page(request: Request, corpus: Opened, known: Known, asked: Annotated[Choice, Depends(typed)], format: Download = None) -> Response:
    choice, found, said, status = asked, None, "", 200
    try:
        choice = named(known, asked)
        if not format and choice != asked:
            return RedirectResponse(address("/trace", **choice.query()), 303)
        if choice.parent and choice.children:
            found = traced(corpus, choice)
        if format:
            if found is None:
                raise tiaokuan.TiaokuanError("请先选上级和下级文档 (choose a parent and its children first)")
            return download(found, format, f"trace-{choice.parent}")
    except tiaokuan.TiaokuanError as error:
        said, status = str(error), status_of(error)
    title, body = tiaokuan.body(found, known.address(), language_of(request)) if found is not None else ("", "")
    counts: dict[Only, int] = {"all": len(found), "some": len(found.missing()), "none": len(found.unanswered())} if found is not None else {}
    return show(request, "trace.html", status, known=known, choice=choice, found=found, said=said, result_title=title, body=body, most=MOST,
                only=[(each, address("/trace", **replace(choice, only=each).query()), n) for each, n in counts.items()
                      if each != "none" or len(choice.children) > 1])


@api.get("/trace", responses=described("clause-trace/1"))
def trace_json(corpus: Opened, known: Known, parent: Name, child: Several) -> Response:
    """Each clause of the parent with the clauses of each child that answer it, the evidence, how it differs, and what nobody
    answers (`clause-trace/1`)."""
    return answer(traced(corpus, named(known, Choice(parent, child))))
