"""What one run of the server holds, and what the pages ask of it: the corpus, the language, the templates, downloads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import jinja2
from fastapi import Depends, Form, Header, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import tiaokuan
from web.corpora import Corpora
from web.guard import Refused, Rules, token_fits
from web.jobs import GOOD, Jobs
from web.kept import Kept
from web.language import LANGUAGES, Language, known, speaker, told

ROLES = tiaokuan.CHOICES["role"]
YEAR = 365 * 24 * 3600
"""Seconds that a reader's choice is kept in a cookie."""
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""The style of a drawing is its own; it is an image, without script."""
THEMES = ("auto", "light", "dark")
FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
           "json": "application/json", "md": "text/markdown; charset=utf-8",
           "html": "text/html; charset=utf-8", "graphml": "application/xml", "gexf": "application/xml",
           "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
Format = Literal["xlsx", "csv", "json", "md", "html", "graphml", "gexf", "docx"]
NAV = (("/", "search"), ("/documents", "documents"), ("/matrix", "matrix"), ("/targets", "targets"), ("/compare", "compare"),
       ("/trace", "trace"), ("/units", "units"), ("/add", "add"), ("/sites", "sites"))
"""The pages in the bar: address and the key of the name in words/nav.toml."""


@dataclass
class House:
    """One run: the corpora it lends, its rules, its jobs, the answers it keeps, the local hosts that may be fetched from, the reader's
    own sites."""

    corpora: Corpora
    rules: Rules
    jobs: Jobs
    kept: Kept = field(default_factory=Kept)
    allow_hosts: tuple[str, ...] = ()
    own: str | None = None
    contact: str | None = None

    @property
    def asking(self) -> dict[str, Any]:
        """What every fetch and check is told of this run."""
        return {"own": self.own, "contact": self.contact, "allow_hosts": list(self.allow_hosts)}


def house_of(request: Request) -> House:
    """The house that serves this request."""
    house: House = request.app.state.house
    return house


def opened(request: Request) -> Iterator[tiaokuan.Corpus]:
    """A corpus for the time of a request."""
    with house_of(request).corpora.lend() as corpus:
        yield corpus


def documents_of(request: Request, corpus: tiaokuan.Corpus) -> Any:
    """The table of all documents, kept while the corpus stays as it is."""
    return house_of(request).kept.answer(corpus, "documents", corpus.list)


def changing(request: Request, token: Annotated[str | None, Form(max_length=200)] = None,
             x_token: Annotated[str | None, Header(max_length=200)] = None,
             authorization: Annotated[str | None, Header(max_length=220)] = None) -> None:
    """Lets a request change something only with the token of this run. Raises Refused."""
    bearer = authorization.removeprefix("Bearer ") if authorization else None
    if not token_fits(house_of(request).rules, token, x_token, bearer):
        raise Refused(403, "页面已过期，请刷新后再试 (the page is out of date, or the token is missing: reload it)")


def changing_api(request: Request, x_token: Annotated[str | None, Header(max_length=200)] = None,
                 authorization: Annotated[str | None, Header(max_length=220)] = None) -> None:
    """The same for a request whose body is JSON: the token stands in a header. Raises Refused."""
    changing(request, None, x_token, authorization)


Opened = Annotated[tiaokuan.Corpus, Depends(opened)]
Docs = Annotated[list[str] | None, Query(description="文档编号，可多个 ids of documents", max_length=200)]
Text = Annotated[str | None, Query(max_length=500)]
Day = Annotated[str | None, Query(max_length=10, pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$", description="2021, 2021-06, 2021-06-30")]
Page = Annotated[int, Query(ge=1, le=10_000)]
Download = Annotated[Format | None, Query(alias="format", description="下载格式 format of a download")]


def language_of(request: Request) -> Language:
    """The language asked for: `?lang=`, else the cookie, else Chinese."""
    asked = request.query_params.get("lang") or request.cookies.get("lang")
    return next((each for each in LANGUAGES if each == asked), "zh")


def address(path: str, *parts: str, **query: Any) -> str:
    """A local address: `path`, each of `parts` as its last pieces (a clause's id keeps its slashes), the query without
    what is empty."""
    pairs = [(k.rstrip("_"), v) for k, given in query.items() for v in (given if isinstance(given, list | tuple) else [given])
             if v not in (None, "")]
    return path + "".join(f"/{quote(p)}" for p in parts) + (f"?{urlencode(pairs)}" if pairs else "")


def back_to(page: str) -> RedirectResponse:
    """Back to a page of ours: a path, never another host's address."""
    return RedirectResponse("/" + page.lstrip("/\\"), 303)


def clause_address(doc_id: str, clause_id: str = "") -> str:
    """The permanent address of a clause in its document."""
    return address("/documents", doc_id, *([clause_id] if clause_id else []))


CLAUSE_KEYS = frozenset({"clause", "path", "text", "task", "snippet", "indicator", "technology"})
"""Columns of a register that lead to the clause that a row stands in."""


def row_address(row: Any, key: str) -> str:
    """Where a cell of a register leads: to its clause, to its document, or nowhere ("")."""
    doc_id = getattr(row, "doc_id", None) or (getattr(row, "id", None) if hasattr(row, "clauses") else None)
    if not isinstance(doc_id, str):
        return ""
    clause_id = getattr(row, "clause_id", None)
    if clause_id and key in CLAUSE_KEYS:
        return clause_address(doc_id, clause_id)
    return clause_address(doc_id) if key in ("id", "document", "title") else ""


LISTED = 100
"""Documents that a list for choosing shows at once; those of a larger corpus come as one types."""


def local(iso: str) -> str:
    """A time in UTC as the clock of this machine shows it: 2026-11-24 23:59."""
    return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")


def first(documents: Sequence[Any], chosen: Collection[str]) -> list[Any]:
    """What such a list shows: what is chosen, then the first of the others."""
    mine = [d for d in documents if d.id in chosen] if chosen else []
    return mine + list(islice((d for d in documents if d.id not in chosen), LISTED))


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True,
                                     undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(address=address, clause_address=clause_address, nav=NAV, version=tiaokuan.__version__,
                               languages=LANGUAGES, themes=THEMES, row_address=row_address, has_text=known,
                               listed=LISTED, first=first, good=GOOD, told=told, local=local)
    return environment


TEMPLATES = _environment()


def show(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from a template, in the language and the theme of the reader."""
    language = language_of(request)
    theme = request.cookies.get("theme", "auto")
    html = TEMPLATES.get_template(template).render(
        t=speaker(language), lang=language, theme=theme if theme in THEMES else "auto", token=house_of(request).rules.token,
        here=request.url.path, again=_again(request), request=request, **context)
    return HTMLResponse(html, status)


def _again(request: Request) -> Any:
    """The address of this page with other parameters: `again(page=2)`, `again(unit=None)`, `again(format="xlsx")`."""
    def other(**changed: Any) -> str:
        kept: dict[str, list[str]] = {}
        for key, value in request.query_params.multi_items():
            if key not in ("lang", *changed):
                kept.setdefault(key, []).append(value)
        return address(request.url.path, **kept, **changed)

    return other


def answer(result: Any) -> Response:
    """A result as JSON, as `--format json` prints it."""
    return Response(tiaokuan.rendered(result, "json"), media_type="application/json")


def status_of(error: tiaokuan.TiaokuanError) -> int:
    """The status of an answer that tells this: 404 for a name that there is not, else 400."""
    return 404 if isinstance(error, tiaokuan.UnknownName) else 400


def described(name: str) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: the answer is of that public format (`clause-compare/1`)."""
    return {200: {"content": {"application/json": {"schema": tiaokuan.schema(name)}}}}


def download(result: Any, format: Format, name: str) -> Response:
    """A result as a file to keep."""
    data = tiaokuan.rendered(result, format)
    return Response(data, media_type=FORMATS[format], headers={"content-disposition": disposition(f"{name}.{format}")})


def picture(svg: bytes | str) -> Response:
    """A drawing, to be shown in a page or by itself."""
    return Response(svg, media_type="image/svg+xml", headers={"content-security-policy": PICTURE_POLICY})


def disposition(name: str, inline: bool = False) -> str:
    """The Content-Disposition of a file by that name (RFC 6266; the name in UTF-8, RFC 8187)."""
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}"
