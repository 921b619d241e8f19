"""Language and theme: kept in cookies of the reader's browser, so that they hold without script."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse

from web.house import THEMES, YEAR, back_to, changing
from web.language import LANGUAGES

pages = APIRouter(include_in_schema=False)


@pages.post("/settings", dependencies=[Depends(changing)])
def settings(back: Annotated[str, Form(max_length=4000)] = "/", lang: Annotated[str | None, Form()] = None,
             theme: Annotated[str | None, Form()] = None) -> RedirectResponse:
    """Keeps what was chosen and goes back to the page (one of ours: a path, never another host's address)."""
    answer = back_to(back)
    for name, value, known in (("lang", lang, LANGUAGES), ("theme", theme, THEMES)):
        if value is not None and value in known:
            answer.set_cookie(name, value, max_age=YEAR, samesite="lax", httponly=True)
    return answer
