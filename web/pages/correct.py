"""One clause with what was found in it and why, and what a reader says of it: accept, reject, change, add; the list of all
corrections, undone one by one, and given out as annotations."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.house import (
    YEAR,
    Docs,
    Download,
    Opened,
    address,
    answer,
    back_to,
    changing,
    changing_api,
    disposition,
    documents_of,
    download,
    show,
)
from web.pages.document import JSON, ClauseId, Doc, Offset, Version, cited, one, touching

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["corrections"])

Kind = Literal["unit", "target", "technology", "deadline"]
Action = Literal["accept", "reject", "change", "add"]
Number = Annotated[int, InPath(ge=1, le=10**9, description="号 number of a correction")]
NUMBERS = frozenset({"value", "value_max", "year", "baseline_year"})
EMPTY = frozenset({"value", "value_max", "unit", "year", "baseline_year", "due", "deadline"})
"""Fields that may be left empty: the document does not say."""


class Said(BaseModel):
    """What a form says. Empty fields come as None."""

    of: Kind
    action: Action
    start: Annotated[int | None, Field(ge=0, le=10**9)] = None
    end: Annotated[int | None, Field(ge=0, le=10**9)] = None
    new_start: Annotated[int | None, Field(ge=0, le=10**9)] = None
    new_end: Annotated[int | None, Field(ge=0, le=10**9)] = None
    found: Annotated[str | None, Field(max_length=20_000)] = None
    words: Annotated[str | None, Field(max_length=2000)] = None
    nth: Annotated[int | None, Field(ge=1, le=10**6)] = None
    who: Annotated[str, Field(max_length=100)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    token: Annotated[str | None, Field(max_length=200)] = None
    role: Annotated[str | None, Field(max_length=1000)] = None
    name: Annotated[str | None, Field(max_length=1000)] = None
    canonical: Annotated[str | None, Field(max_length=1000)] = None
    task: Annotated[str | None, Field(max_length=20_000)] = None
    deadline: Annotated[str | None, Field(max_length=1000)] = None
    due: Annotated[str | None, Field(max_length=40)] = None
    indicator: Annotated[str | None, Field(max_length=1000)] = None
    comparator: Annotated[str | None, Field(max_length=20)] = None
    value: Annotated[str | None, Field(max_length=40)] = None
    value_max: Annotated[str | None, Field(max_length=40)] = None
    unit: Annotated[str | None, Field(max_length=1000)] = None
    year: Annotated[str | None, Field(max_length=10)] = None
    baseline_year: Annotated[str | None, Field(max_length=10)] = None
    kind: Annotated[str | None, Field(max_length=20)] = None

    def values(self, was: dict[str, Any] | None) -> dict[str, Any]:
        """What is said otherwise than it was; of a new mention what is said at all. Raises TiaokuanError."""
        given: dict[str, Any] = {}
        for name in tiaokuan.CORRECTABLE[self.of]:
            said = _value(name, getattr(self, name))
            if was is None:
                given |= {} if said is None else {name: said}
            elif said != was.get(name) and (said is not None or name in EMPTY):
                given[name] = said
        return given


def _value(name: str, said: str | None) -> str | float | None:
    if said is None or not said.strip():
        return None
    if name not in NUMBERS:
        return said.replace("\r\n", "\n") if name == "task" else said.strip()
    try:
        return float(said)
    except ValueError:
        raise tiaokuan.TiaokuanError(f"“{said}”不是数 (not a number)") from None


def who_of(request: Request) -> str:
    """The reader's name, asked for once."""
    return unquote(request.cookies.get("who", ""))[:100]


# -- one clause


@pages.get("/clauses/{doc}/{clause:path}")
def clause_card(request: Request, corpus: Opened, doc: Doc, clause: ClauseId, start: Offset = None, end: Offset = None,
                version: Version = None) -> Response:
    """What was found in a clause, or in a span of it, why, and the forms to correct it."""
    reading, line = one(corpus, doc, clause, version)
    document = reading.document
    if (doc, clause) != (document.id, line.clause.id):
        return RedirectResponse(address("/clauses", document.id, line.clause.id, start=start, end=end, version=version), 303)
    picked = start is not None and end is not None and start < end <= len(line.clause.text)
    marks = touching(line, start, end) if picked else line.marks
    return show(request, "clause.html", reading=reading, document=document, line=line, clause=line.clause, marks=marks,
                picked=(start, end) if picked else None, made=line.made, newest=document.version == reading.newest, fields=tiaokuan.CORRECTABLE,
                choices=tiaokuan.CHOICES, numbers=NUMBERS, who=who_of(request), rules=tiaokuan.rules(),
                cited=cited(document, line.clause), asked=version)


@pages.post("/clauses/{doc}/{clause:path}")
def correct(request: Request, corpus: Opened, doc: Doc, clause: ClauseId, said: Annotated[Said, Form()]) -> Response:
    """Keeps what a form says, and goes back to the clause."""
    changing(request, said.token, request.headers.get("x-token"))
    document, line = one(corpus, doc, clause)
    made = _kept(corpus, document.document.id, line, said)
    start, end = made.span
    back = RedirectResponse(address("/clauses", made.doc_id, made.clause_id, start=start, end=end), 303)
    back.set_cookie("who", quote(made.by), max_age=YEAR, samesite="lax", httponly=True)
    return back


def _kept(corpus: tiaokuan.Corpus, doc_id: str, line: Any, said: Said) -> Any:
    text = line.clause.text
    span: tuple[int, int] | None = None
    was: dict[str, Any] | None = None
    if said.action == "add" and (said.start is None or said.words is not None):
        start, end = _words_at(text, said.words or "", said.nth)
    elif said.start is None or said.end is None:
        raise tiaokuan.TiaokuanError("没有说是哪几个字 (which words is not said)")
    else:
        start, end = said.start, said.end
    if said.action == "change":
        was = next((m.says for m in line.marks if (m.of, m.start, m.end) == (said.of, start, end) and m.kind != "rejected"
                    and m.key == _same_ends(said.found)), {})
        if said.new_start is not None and said.new_end is not None:
            span = said.new_start, said.new_end
        elif said.words and said.words != text[start:end]:
            span = tiaokuan.words_near(text, said.words, start, end)
    whole = said.action in ("add", "change") and said.new_start is None
    return corpus.correct(doc_id, line.clause.id, said.of, said.action, start, end, who=said.who, note=said.note, span=span,
                          found=_same_ends(said.found) or None, **(said.values(was) if whole else {}))


def _same_ends(text: str | None) -> str:
    """As it left: a form sends each line end as two characters."""
    return (text or "").replace("\r\n", "\n")


def _words_at(text: str, words: str, nth: int | None) -> tuple[int, int]:
    """Where words stand in a clause. Raises TiaokuanError."""
    words = words.strip()
    at = [n for n in range(len(text)) if text.startswith(words, n)] if words else []
    if not at:
        raise tiaokuan.TiaokuanError(f"这一条里没有“{words[:40]}” (these words are not in the clause)")
    if len(at) > 1 and nth is None:
        raise tiaokuan.TiaokuanError(f"“{words[:40]}”有 {len(at)} 处，请填第几处 (more than one: say which)")
    if nth is not None and nth > len(at):
        raise tiaokuan.TiaokuanError(f"“{words[:40]}”只有 {len(at)} 处 (there are not that many)")
    start = at[(nth or 1) - 1]
    return start, start + len(words)


# -- the list


@pages.get("/corrections")
def corrections_page(request: Request, corpus: Opened, doc: Docs = None, format: Download = None) -> Response:
    rows = corpus.corrections(*(doc or ()))
    if format:
        return download(rows, format, "corrections")
    return show(request, "corrections.html", rows=rows, docs=doc or [], titles={d.id: d.title for d in documents_of(request, corpus)})


@pages.get("/corrections/gold")
@api.get("/corrections/gold", responses={200: {"content": {"application/zip": {}}}})
def gold(corpus: Opened, doc: Docs = None) -> Response:
    """Documents as annotations (`clause-gold/1`), corrections counted, a file each in a zip archive: those named, else all that
    were corrected."""
    names = doc or sorted({row.correction.doc_id for row in corpus.corrections() if row.status != "removed"})
    held = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in corpus.export(*names, folder=Path(folder), format="gold") if names else ():
            archive.write(path, path.name)
    return Response(held.getvalue(), media_type="application/zip", headers={"content-disposition": disposition("gold.zip")})


@pages.post("/corrections/{number}/undo", dependencies=[Depends(changing)])
def undo(request: Request, corpus: Opened, number: Number, back: Annotated[str, Form(max_length=8000)] = "/corrections") -> Response:
    """Takes a correction back, and goes back to the page."""
    corpus.uncorrect(number, who_of(request) or None)
    return back_to(back)


# -- the same as JSON


class Correcting(BaseModel):
    """What a reader says of one mention. `values` by the names of `clause-export/1`; `span` where it should stand instead;
    `found` tells mentions that share a span apart (the indicator of a target, the task of a unit)."""

    clause: Annotated[str, Field(max_length=2000)]
    kind: Kind
    action: Action
    start: Annotated[int, Field(ge=0, le=10**9)]
    end: Annotated[int, Field(ge=0, le=10**9)]
    span: tuple[Annotated[int, Field(ge=0, le=10**9)], Annotated[int, Field(ge=0, le=10**9)]] | None = None
    found: Annotated[str | None, Field(max_length=20_000)] = None
    who: Annotated[str | None, Field(max_length=100)] = None
    note: Annotated[str, Field(max_length=2000)] = ""
    values: Annotated[dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=20_000)] | float | None], Field(max_length=12)] = {}


@api.post("/documents/{doc}/corrections", dependencies=[Depends(changing_api)], responses={200: JSON})
def correct_json(corpus: Opened, doc: Doc, said: Correcting) -> dict[str, Any]:
    """Keeps what a reader says of one mention, and gives the correction. Needs the token of this run (header X-Token)."""
    unknown = set(said.values) - set(tiaokuan.CORRECTABLE[said.kind])
    if unknown:
        raise tiaokuan.TiaokuanError(f"{said.kind} 没有 {min(unknown)[:40]!r} (no such value)")
    values: dict[str, Any] = dict(said.values)
    return asdict(corpus.correct(doc, said.clause, said.kind, said.action, said.start, said.end, who=said.who, note=said.note,
                                 span=said.span, found=said.found, **values))


@api.get("/corrections", responses={200: {"content": {"application/json": {"schema": {"type": "array"}}}}})
def corrections_json(corpus: Opened, doc: Docs = None) -> Response:
    """All corrections of the named documents (all where none is named), oldest first: what each was and is, by whom, when, and
    whether it counts."""
    return answer(corpus.corrections(*(doc or ())))


@api.post("/corrections/{number}/undo", dependencies=[Depends(changing_api)], responses={200: JSON})
def undo_json(corpus: Opened, number: Number, who: Annotated[str | None, Query(max_length=100)] = None) -> dict[str, Any]:
    """Takes a correction back, and gives it. Needs the token of this run (header X-Token)."""
    return asdict(corpus.uncorrect(number, who))


@api.get("/documents/{doc}/gold", responses={200: JSON})
def gold_json(corpus: Opened, doc: Doc) -> Any:
    """A document as an annotation (`clause-gold/1`), corrections counted."""
    with tempfile.TemporaryDirectory() as folder:
        (path,) = corpus.export(doc, folder=Path(folder), format="gold")
        return json.loads(path.read_text("utf-8"))
