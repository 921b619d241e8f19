"""Puts the reading room together: pages, JSON twins, assets, errors, and the guard in front of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import files
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

import tiaokuan
from web.corpora import Corpora
from web.guard import HEADERS, LOCAL, Guard, Rules
from web.house import House, show, status_of
from web.jobs import Jobs
from web.pages import ROUTERS

STATIC = Path(__file__).parent / "static"
THREADS = 8
"""Requests that are worked on at once; more wait their turn. Python runs one at a time: more would only be slower."""
PACKED = {"htmx.js": ("django-htmx", "htmx-2.min.js")}
"""Assets that come in packages, each with its package and the file's name there. Nothing of them is imported."""


def make_app(path: Path, engine: str = "tantivy", hosts: Sequence[str] = (), access: str | None = None,
             allow_hosts: Sequence[str] = (), own: str | None = None, contact: str | None = None) -> FastAPI:
    """The application over one corpus file. `hosts`: further names that this machine is asked by; `access`: the token that
    every request must hold, None for none; `allow_hosts`: local hosts that may be fetched from; `own`: a file of further sites;
    `contact`: how webmasters reach the reader."""
    rules = Rules(hosts=(*LOCAL, *(h.lower() for h in hosts)), access=access)
    house = House(Corpora(path, engine), rules, Jobs(path, engine), allow_hosts=tuple(allow_hosts), own=own, contact=contact)

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        yield
        await house.jobs.close()
        house.corpora.close()

    app = FastAPI(title="条款 Tiaokuan", version=tiaokuan.__version__, docs_url=None, redoc_url=None, lifespan=run,
                  description="政策文件的条款、分工、目标与技术。 Clauses of policy documents: who must do what, by when, with what.")
    app.state.house = house
    for router in ROUTERS:
        app.include_router(router)
    for name, (package, file) in PACKED.items():
        _serve(app, name, packed(package, file))
    for name, path in tiaokuan.assets().items():
        _serve(app, name, path)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(tiaokuan.TiaokuanError, _told)
    app.add_exception_handler(HTTPException, _told)
    app.add_exception_handler(RequestValidationError, _told)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Guard, rules=rules)
    return app


def packed(package: str, file: str) -> Path:
    """The file of an installed package. Raises TiaokuanError where it is not there."""
    for each in files(package) or ():
        if each.name == file:
            return Path(str(each.locate()))
    raise tiaokuan.TiaokuanError(f"缺少 {package}/{file}，请重装：pip install 'tiaokuan[web]' (asset missing; install again)")


def _serve(app: FastAPI, name: str, path: Path) -> None:
    app.add_api_route(f"/static/{name}", lambda: FileResponse(path), include_in_schema=False)


async def _told(request: Request, error: Exception) -> Response:
    """What went wrong, for people on a page and for programs as JSON; never a traceback."""
    status, said = _reason(error)
    if request.url.path.startswith("/api"):
        return JSONResponse({"error": said}, status)
    return show(request, "error.html", status, said=said)


async def _broken(request: Request, error: Exception) -> Response:
    """A fault of the program: told as one to who asks, without what it was (the terminal shows that). Stands outside of the guard."""
    said = "程序出错，请把终端里的说明告诉开发者 (a fault of the program; the terminal says more)"
    api = request.url.path.startswith("/api")
    answer = JSONResponse({"error": said}, 500) if api else show(request, "error.html", 500, said=said)
    answer.headers.update(HEADERS)
    return answer


def _reason(error: Exception) -> tuple[int, str]:
    if isinstance(error, RequestValidationError):
        wrong = [(".".join(str(p) for p in e["loc"][1:]), e["msg"]) for e in error.errors()[:5]]
        return 422, f"{'；'.join(f'“{name}”填得不对' for name, _ in wrong)} ({'; '.join(f'{name}: {why}' for name, why in wrong)})"
    if isinstance(error, HTTPException):
        said: dict[int, Any] = {404: "没有这个页面 (no such page)", 405: "不能这样访问 (method not allowed)"}
        return error.status_code, str(said.get(error.status_code, error.detail)) if error.detail in (
            "Not Found", "Method Not Allowed") else str(error.detail)
    assert isinstance(error, tiaokuan.TiaokuanError)
    return status_of(error), str(error)
