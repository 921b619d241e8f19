"""Searches that are kept: on the front page, and as JSON."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Form, Path
from starlette.responses import RedirectResponse, Response

from web.house import Opened, answer, changing
from web.pages.search import Sort

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["search"])
Name = Annotated[str, Form(max_length=200, description="名称 a name that is not taken")]
FILTERS = ("unit", "role", "year", "region", "tech", "genre", "doc")


def keep(corpus: Opened, name: Name, q: Annotated[str, Form(max_length=500, description="检索式 query")] = "",
         sort: Annotated[Sort, Form()] = "relevance",
         filters: Annotated[str, Form(max_length=4000, description="unit=…&year=… as in the address of a search")] = "") -> str:
    """Keeps a search; gives its name. Raises TiaokuanError."""
    given = parse_qs(filters)  # its length is bounded
    return corpus.save_search(name, q, sort, **{key: [v[:200] for v in given[key][:10]] for key in FILTERS if key in given})


Kept = Annotated[str, Depends(keep)]


@pages.post("/saved", dependencies=[Depends(changing)])
def keep_page(kept: Kept) -> RedirectResponse:
    return RedirectResponse("/#saved", 303)


@pages.post("/saved/seen", dependencies=[Depends(changing)])
def see_page(corpus: Opened, name: Name) -> RedirectResponse:
    corpus.see_saved(name)
    return RedirectResponse("/#saved", 303)


@pages.post("/saved/delete", dependencies=[Depends(changing)])
def forget_page(corpus: Opened, name: Name) -> RedirectResponse:
    corpus.forget_saved(name)
    return RedirectResponse("/#saved", 303)


@api.get("/saved")
def saved_json(corpus: Opened) -> Response:
    """The searches that are kept: name, query, sort, hits now, and how many of them are new since it was kept or last seen."""
    return answer(corpus.saved())


@api.post("/saved", dependencies=[Depends(changing)], responses={400: {"description": "Taken, empty, or cannot be read"}})
def keep_json(kept: Kept) -> dict[str, Any]:
    """Keeps a search (the header `X-Token` must hold the token of this run)."""
    return {"name": kept}


@api.post("/saved/{name}/seen", dependencies=[Depends(changing)], responses={404: {"description": "No such search"}})
def see_json(corpus: Opened, name: Annotated[str, Path(max_length=200)]) -> dict[str, Any]:
    """Marks its hits as seen: what comes from now on is new."""
    corpus.see_saved(name)
    return {"name": name}


@api.delete("/saved/{name}", dependencies=[Depends(changing)], responses={404: {"description": "No such search"}})
def forget_json(corpus: Opened, name: Annotated[str, Path(max_length=200)]) -> dict[str, Any]:
    """Deletes it."""
    return {"name": corpus.forget_saved(name)}
