"""A document as it is read, each of its clauses at an address of its own, and what is asked about one clause."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.house import Download, Opened, address, answer, disposition, download, show

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["document"])

Doc = Annotated[str, Path(description="文档编号 id of a document", max_length=300)]
ClauseId = Annotated[str, Path(description="条款编号 id of a clause, or any unambiguous end of it", max_length=2000)]
Version = Annotated[int | None, Query(ge=1, le=10**9, description="版本 number of a version")]
Offset = Annotated[int | None, Query(ge=0, le=10**9)]
Style = Literal["plain", "gbt7714"]
JSON = {"content": {"application/json": {"schema": {"type": "object"}}}}
LONG = 600
"""Clauses from which on a browser lays out only those in sight."""

INLINE = re.compile(r"application/pdf|image/(?:png|jpeg|gif|webp|bmp)|text/plain")
SANDBOX = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""For what was written elsewhere: no script, no form, nothing fetched, an origin of its own."""
VIEWER = "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'"
"""For PDF, which a browser's viewer shows; it does not run in a sandbox."""


def named(doc: str, version: int | None) -> str:
    """How the library is told of a version."""
    return f"{doc}@{version}" if version else doc


def one(corpus: tiaokuan.Corpus, doc: str, clause: str, version: int | None = None) -> Any:
    """A document read with one clause alone, and that clause's line."""
    reading = corpus.reading(doc, version, clause)
    return reading, next(iter(reading.lines))


def safe_link(uri: str) -> str:
    """An address that may be followed: http(s) alone; else nothing."""
    return uri if re.match(r"https?://[^\s\"'<>\\]+\Z", uri) else ""


# -- the document


@pages.get("/documents/{doc}")
def document_page(request: Request, corpus: Opened, doc: Doc, version: Version = None, format: Download = None) -> Response:
    return _document(request, corpus, doc, None, version, format)


@pages.get("/documents/{doc}/original")
@api.get("/documents/{doc}/original", responses={200: {"content": {"*/*": {}}}})
def original(corpus: Opened, doc: Doc, version: Version = None) -> Response:
    """What a document was read from, byte for byte. PDF, images and plain text open in the browser, a web page in a sandbox
    (no script, nothing fetched); anything else is saved."""
    name, media_type, data = corpus.original(named(doc, version))
    kind = media_type.partition(";")[0].strip().lower()
    page = kind in ("text/html", "application/xhtml+xml")
    shown = page or bool(INLINE.fullmatch(kind))
    headers = {"content-disposition": disposition(name or "original", inline=shown), "x-content-type-options": "nosniff",
               "content-security-policy": VIEWER if kind == "application/pdf" else SANDBOX, "referrer-policy": "no-referrer"}
    if kind == "text/plain":
        kind += "; charset=" + _charset(data)
    return Response(data, headers={**headers, "content-type": "text/html" if page else kind if shown else "application/octet-stream"})


@pages.get("/documents/{doc}/{clause:path}")
def clause_page(request: Request, corpus: Opened, doc: Doc, clause: ClauseId, version: Version = None,
                format: Download = None) -> Response:
    return _document(request, corpus, doc, clause, version, format)


def _document(request: Request, corpus: tiaokuan.Corpus, doc: str, clause: str | None, version: int | None,
              format: Any) -> Response:
    reading = corpus.reading(doc, version)
    document = reading.document
    here = tiaokuan.find_clause(document, clause).id if clause else ""
    if format:
        return download((document, document.clause(here)) if here else document, format, document.id)
    if (doc, clause or "") != (document.id, here):  # a name or a part of one: the permanent address is that of the ids
        return RedirectResponse(address("/documents", document.id, *([here] if here else []), version=version), 303)
    return show(request, "document.html", reading=reading, document=document, meta=document.meta, at=here, asked=version,
                source=safe_link(document.source.uri), safe_link=safe_link, long=len(document.clauses) > LONG)


# -- one clause


def cited(document: tiaokuan.Document, clause: tiaokuan.Clause | None) -> dict[str, str]:
    """A reference in every style."""
    return {style: tiaokuan.citation(document, clause, style) for style in get_args(Style)}


def touching(line: Any, start: int | None, end: int | None) -> list[Any]:
    """The mentions of a clause, or those that share characters with a span."""
    return [m for m in line.marks if (end is None or m.start < end) and (start is None or start < m.end)]


@pages.get("/similar/{doc}/{clause:path}")
def similar_page(request: Request, corpus: Opened, doc: Doc, clause: ClauseId) -> Response:
    document, found = corpus.clause(doc, clause)
    rows = corpus.similar(document.id, found.id, 20) if found.text.strip() else ()
    return show(request, "similar.html", document=document, clause=found, rows=rows)


@pages.get("/versions/{doc}")
def versions_page(request: Request, corpus: Opened, doc: Doc) -> Response:
    return show(request, "versions.html", document=corpus.document(doc), history=corpus.history(doc))


# -- the same as JSON


@api.get("/documents/{doc}", responses={200: JSON})
def document_json(corpus: Opened, doc: Doc, version: Version = None) -> Response:
    """A document with its clauses and their mentions, in the public format `clause-export/1`."""
    return answer(corpus.reading(doc, version).document)


@api.get("/documents/{doc}/clauses/{clause:path}", responses={200: JSON})
def clause_json(corpus: Opened, doc: Doc, clause: ClauseId, version: Version = None) -> Response:
    """One clause with its mentions, as in `clause-export/1`."""
    reading, line = one(corpus, doc, clause, version)
    return answer((reading.document, line.clause))


@api.get("/documents/{doc}/mentions")
def mentions_json(corpus: Opened, doc: Doc, clause: Annotated[str | None, Query(max_length=2000)] = None) -> Response:
    """The mentions of a document or of one clause: kind, text, what each says, the rule that found it, what is left open, and
    the span."""
    return answer(corpus.mentions(doc, clause or None, why=True))


@api.get("/documents/{doc}/similar/{clause:path}")
def similar_json(corpus: Opened, doc: Doc, clause: ClauseId, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Response:
    """The clauses of other documents that are most like one clause, best first."""
    return answer(corpus.similar(doc, clause, limit))


@api.get("/documents/{doc}/citation")
def citation_json(corpus: Opened, doc: Doc, clause: Annotated[str | None, Query(max_length=2000)] = None,
                  style: Style = "plain") -> dict[str, str]:
    """A reference to a document or to one of its clauses: plain, or by GB/T 7714—2015."""
    if clause:
        document, found = corpus.clause(doc, clause)
        return {"style": style, "text": tiaokuan.citation(document, found, style)}
    return {"style": style, "text": tiaokuan.citation(corpus.document(doc), None, style)}


@api.get("/documents/{doc}/history")
def history_json(corpus: Opened, doc: Doc) -> Response:
    """The versions of a document, oldest first, with what each changed."""
    return answer(corpus.history(doc))


@api.get("/documents/{doc}/left-out")
def left_out_json(corpus: Opened, doc: Doc) -> Response:
    """What the reader of the file took for furniture and kept apart, with its reason."""
    return answer(corpus.left_out(doc))


@api.get("/rules")
def rules_json() -> dict[str, dict[str, str]]:
    """What each rule that finds mentions reads: `of` (what it finds), `zh` and `en` (in words)."""
    return tiaokuan.rules()


def _charset(data: bytes) -> str:
    """The encoding of a plain text, as far as a browser must be told."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


