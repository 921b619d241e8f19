"""The register of targets, and one indicator over documents and years as a chart with its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

import tiaokuan
from web.house import Docs, Download, Opened, Page, Text, documents_of, download, house_of, picture, show
from web.paging import ROWS, bounded, place

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["targets"])
MOST = 500
"""Documents that a file or a chart is made of at most."""
NATURES = ("约束性", "预期性")
Year = Annotated[int | None, Query(ge=1900, le=2200)]
Kind = Literal["target", "fact"]


def whole(value: Annotated[str | None, Query(alias="year", max_length=4, pattern=r"^((19|20|21)\d\d)?$", description="2025")] = None) -> int | None:
    """A year of a form, where an empty field asks for any."""
    return int(value) if value else None


def known(value: Annotated[Literal["", "target", "fact"] | None, Query(alias="kind", description="target or fact")] = None) -> Kind | None:
    """A kind of a form, where an empty field asks for any."""
    return value or None


@dataclass(frozen=True)
class Register:
    """What was asked, the documents that hold such targets with how many, and the rows of one page."""

    filters: dict[str, Any]
    places: tuple[tuple[str, int], ...]
    rows: Any
    page: int
    pages: int

    @property
    def total(self) -> int:
        """How many targets fit."""
        return sum(n for _, n in self.places)


def listed(request: Request, corpus: Opened, doc: Docs = None, indicator: Text = None, year: Annotated[int | None, Depends(whole)] = None,
           kind: Annotated[Kind | None, Depends(known)] = None, nature: Text = None, page: Page = 1) -> Register:
    """One page of the register: of all documents only those are read whose targets stand on it."""
    filters: dict[str, Any] = {"indicator": (indicator or "").strip() or None, "year": year, "kind": kind, "nature": nature or None}
    found = dict(corpus.aiming(**filters))
    ids = list(dict.fromkeys(corpus.resolve(d) for d in doc)) if doc else list(found)
    places = tuple((i, found[i]) for i in ids if i in found)
    page, pages = place(sum(n for _, n in places), page, ROWS)
    begin, at, skipped = (page - 1) * ROWS, 0, 0
    read: list[str] = []
    for doc_id, n in places:
        if at + n > begin and at < begin + ROWS:
            skipped = skipped if read else begin - at
            read.append(doc_id)
        at += n
    table = corpus.targets(*read, **filters) if read else tiaokuan.Table("目标", ())
    return Register(filters, places, replace(table, rows=table.rows[skipped:skipped + ROWS]), page, pages)


Listed = Annotated[Register, Depends(listed)]


@pages.get("/targets")
def targets_page(request: Request, corpus: Opened, found: Listed, doc: Docs = None, format: Download = None) -> Response:
    if format:
        return download(_whole(corpus, found), format, "targets")
    return show(request, "targets.html", found=found, documents=documents_of(request, corpus), chosen={corpus.resolve(d) for d in doc or ()},
                view="register", natures=NATURES, indicators=_names(request, corpus), facts=False)


def _whole(corpus: tiaokuan.Corpus, found: Register) -> Any:
    if len(found.places) > MOST:
        raise tiaokuan.TiaokuanError(f"{len(found.places)} 份文件符合，一次至多下载 {MOST} 份的目标；请收窄 (too many documents: narrow the filters)")
    table = corpus.targets(*(i for i, _ in found.places), **found.filters) if found.places else found.rows
    bounded(table, "csv")
    return table


def _names(request: Request, corpus: tiaokuan.Corpus) -> Any:
    return house_of(request).kept.answer(corpus, "indicators", corpus.indicator_names)


def lined_up(request: Request, corpus: Opened, doc: Docs = None, indicator: Text = None,
             facts: Annotated[bool, Query(description="also what is stated as reached")] = False) -> Any:
    """One indicator over the documents that set it; None where no indicator is asked for."""
    name = (indicator or "").strip()
    ids = tuple(dict.fromkeys(corpus.resolve(d) for d in doc or ()))

    def make() -> Any:
        places = corpus.aiming(name, kind=None if facts else "target", common=True)
        read = [i for i, _ in places if not ids or i in ids]
        if len(read) > MOST:
            raise tiaokuan.TiaokuanError(f"{len(read)} 份文件有“{name}”，一次至多 {MOST} 份；请写全指标名，或选文档 (too many documents set it: name it in full)")
        return corpus.indicators(*read, indicator=name, facts=facts) if read else ()

    return house_of(request).kept.answer(corpus, ("indicator", name, ids, facts), make) if name else None


LinedUp = Annotated[Any, Depends(lined_up)]


def drawing(request: Request, corpus: Opened, found: LinedUp) -> bytes | None:
    """The chart of what was asked, drawn once; None where there is none to draw or the extra is missing."""
    keys = ("indicator", "facts", "doc")
    asked = tuple(v for k, v in sorted(request.query_params.multi_items()) if k in keys)
    return house_of(request).kept.answer(corpus, ("chart", asked), lambda: tiaokuan.charted(found)) if found else None


Drawing = Annotated[bytes | None, Depends(drawing)]


@pages.get("/targets/chart")
def chart_page(request: Request, corpus: Opened, found: LinedUp, drawn: Drawing, doc: Docs = None, facts: bool = False, format: Download = None) -> Response:
    if format:
        if not found:
            raise tiaokuan.TiaokuanError("没有这个指标的数值 (no figures of this indicator)")
        return download(found, format, "indicator")
    return show(request, "targets.html", found=found, documents=documents_of(request, corpus), chosen={corpus.resolve(d) for d in doc or ()}, view="chart",
                natures=NATURES, indicators=_names(request, corpus), facts=facts, points=found.points() if found else (),
                drawn=drawn is not None)


@pages.get("/targets/chart.svg")
def chart_svg(drawn: Drawing) -> Response:
    if drawn is None:
        raise tiaokuan.UnknownName("没有可画的数值，或未安装 tiaokuan[charts] (nothing to draw, or the extra charts is not installed)")
    return picture(drawn)


@api.get("/targets")
def targets_json(found: Listed) -> dict[str, Any]:
    """The register of targets: indicator, comparator, value, unit, year, with the clause that sets it.

    `rows` holds one page of 200; `total` counts all that fit, `documents` the documents that hold them."""
    rows = [{**dict(zip((c.key for c in found.rows.columns), (c.value(r) for c in found.rows.columns), strict=True)),
             "document": r.doc_id, "title": r.title, "clause": r.clause_id, "start": r.start, "end": r.end} for r in found.rows]
    return {"rows": rows, "total": found.total, "page": found.page, "pages": found.pages, "documents": len(found.places)}


@api.get("/targets/indicator")
def indicator_json(found: LinedUp) -> dict[str, Any]:
    """One indicator over documents and years (`clause-indicators/1`); empty where no document sets it."""
    return dict(found.to_json()) if found else {"schema": "clause-indicators/1", "documents": [], "series": []}


@api.get("/targets/indicators")
def indicators_json(request: Request, corpus: Opened) -> list[dict[str, Any]]:
    """The indicators that two documents and more set a figure for, with how many do."""
    return [{"indicator": name, "documents": n} for name, n in _names(request, corpus)]
