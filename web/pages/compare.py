"""Documents beside each other: a revision clause by clause, topics, indicators, wording that is reused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.house import (
    Docs,
    Download,
    Opened,
    Text,
    address,
    answer,
    described,
    download,
    house_of,
    language_of,
    picture,
    show,
    status_of,
)
from web.picking import MOST, Catalogue, Known
from web.turns import turn

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api/compare", tags=["compare"])
Mode = Literal["revision", "topics", "indicators", "reuse"]
MODES: tuple[Mode, ...] = ("revision", "topics", "indicators", "reuse")
FORMATS = {"revision": ("html", "docx", "xlsx", "json"), "topics": ("html", "xlsx", "csv", "json"),
           "indicators": ("html", "xlsx", "csv", "json"), "reuse": ("html", "xlsx", "csv", "json")}
NEEDED = {"revision": 2, "topics": 2, "indicators": 1, "reuse": 0}
Part = Literal["text", "edits", "records"]
Name = Annotated[str, Query(max_length=500, description="编号、标题，或编号@版本 id, title, or ID@version")]
Several = Annotated[list[str], Query(description=f"文档编号，最多 {MOST} 份 ids of documents, at most {MOST}", min_length=1, max_length=200)]


@dataclass(frozen=True)
class Choice:
    """What is to be put beside what. Names as typed, or as an address carries them."""

    mode: Mode
    old: str = ""
    new: str = ""
    exact: bool = False
    docs: Sequence[str] = ()
    of: str = ""
    indicator: str = ""
    facts: bool = False
    part: Part = "text"

    def query(self) -> dict[str, Any]:
        """The choice as the query of an address: what its mode asks for, and what is not as it is at first."""
        given: dict[str, Any] = {"as_": self.mode if self.mode != "revision" else None}
        if self.mode == "revision":
            return given | {"old": self.old, "new": self.new, "exact": "true" if self.exact else None, "show": self.part if self.part != "text" else None}
        if self.mode == "reuse":
            given["of"] = self.of
        if self.mode == "indicators":
            given |= {"indicator": self.indicator, "facts": "true" if self.facts else None}
        return given | {"doc": list(self.docs)}

    @property
    def whole(self) -> bool:
        """Whether enough is chosen to begin."""
        if self.mode == "revision":
            return bool(self.old and self.new)
        return bool(self.of) if self.mode == "reuse" else len(self.docs) >= NEEDED[self.mode]

    def as_mode(self, mode: Mode) -> Choice:
        """The same documents, otherwise compared."""
        if mode == self.mode:
            return self
        docs = list(self.docs) if self.mode not in ("revision", "reuse") else [
            n.partition("@")[0] for n in dict.fromkeys((self.old, self.new, self.of, *self.docs)) if n]
        docs = list(dict.fromkeys(docs))
        if mode == "revision":
            return Choice(mode, old=docs[0], new=docs[1]) if len(docs) > 1 else Choice(mode, old="".join(docs))
        if mode == "reuse":
            return Choice(mode, of=docs[0] if docs else "", docs=docs[1:])
        return Choice(mode, docs=docs)


def typed(as_: Annotated[Mode | None, Query(alias="as")] = None, old: Text = None, new: Text = None, exact: bool = False,
          doc: Docs = None, of: Text = None, indicator: Text = None, facts: bool = False, show: Part = "text") -> Choice:
    """The choice as it was typed. Two documents are compared as a revision, three and more by topics, unless `as` says."""
    docs = [d for d in doc or () if d.strip()]
    if not (old or new) and len(docs) == 2 and as_ in (None, "revision"):
        as_, old, new, docs = "revision", *docs, []
    elif as_ is None and docs and not (old or new):
        as_ = "topics"
    return Choice(as_ or "revision", (old or "").strip(), (new or "").strip(), exact, docs, (of or "").strip(), (indicator or "").strip(), facts, show)


Typed = Annotated[Choice, Depends(typed)]


def named(known: Catalogue, choice: Choice) -> Choice:
    """The choice by the names that an address carries. Raises TiaokuanError."""
    old, new = (known.name(n, versions=True) if n else "" for n in (choice.old, choice.new))
    if old and old == new:
        raise tiaokuan.TiaokuanError(f"两边是同一份文件《{known.label(old)}》，请换一份 (both sides are the same document: choose another)")
    docs, of = known.names(choice.docs), known.name(choice.of) if choice.of else ""
    if of in docs:
        raise tiaokuan.TiaokuanError(f"《{known.label(of)}》选了两次：不能与自己比较 (the same document twice)")
    return replace(choice, old=old, new=new, docs=docs, of=of)


def compared(corpus: tiaokuan.Corpus, choice: Choice) -> Any:
    """What the library finds. Raises TiaokuanError."""
    with turn():
        if choice.mode == "revision":
            return corpus.compare(choice.old, choice.new, exact=choice.exact)
        if choice.mode == "topics":
            return corpus.topics(*choice.docs)
        if choice.mode == "reuse":
            return corpus.reuse(choice.of, *choice.docs)
        return corpus.indicators(*choice.docs, indicator=choice.indicator or None, facts=choice.facts)


def lined_up(request: Request, corpus: tiaokuan.Corpus, choice: Choice) -> Any:
    """The indicators of the choice, worked out once for the page and its chart."""
    asked = ("compared", tuple(choice.docs), choice.indicator, choice.facts)
    return house_of(request).kept.answer(corpus, asked, lambda: compared(corpus, choice))


@pages.get("/compare")
def compare_page(request: Request, corpus: Opened, known: Known, asked: Typed, format: Download = None) -> Response:
    choice, found, said, status = asked, None, "", 200
    try:
        choice = named(known, asked)
        if not format and choice != asked:  # one address for one choice, by ids, however it was typed
            return RedirectResponse(address("/compare", **choice.query()), 303)
        if choice.whole:
            found = lined_up(request, corpus, choice) if choice.mode == "indicators" else compared(corpus, choice)
        if format:
            if found is None:
                raise tiaokuan.TiaokuanError("请先选文档 (choose documents first)")
            return download(found, format, "-".join(["compare", choice.mode, *(choice.old, choice.new, choice.of)]).strip("-"))
    except tiaokuan.TiaokuanError as error:
        said, status = str(error), status_of(error)
    to = known.address()
    title, body = tiaokuan.body(found, to, language_of(request)) if found is not None else ("", "")
    return show(request, "compare.html", status, known=known, choice=choice, found=found, said=said, result_title=title, body=body, to=to,
                modes=[(mode, address("/compare", **choice.as_mode(mode).query())) for mode in MODES], most=MOST, formats=FORMATS[choice.mode],
                swapped=address("/compare", **replace(choice, old=choice.new, new=choice.old).query()),
                part=lambda part: address("/compare", **replace(choice, part=part).query()),
                side_link=lambda side, name: address("/compare", **replace(choice, **{side: name}).query()),
                chart=address("/compare/chart.svg", **choice.query()) if choice.mode == "indicators" and _drawn(found) else "")


def _drawn(found: Any) -> bool:
    """Whether there is a chart of these indicators."""
    return found is not None and tiaokuan.draws() and any(p.value is not None for series in found for p in series.points)


@pages.get("/compare/chart.svg")
def chart(request: Request, corpus: Opened, known: Known, asked: Typed) -> Response:
    choice = named(known, replace(asked, mode="indicators"))
    if not choice.docs:
        raise tiaokuan.TiaokuanError("请先选文档 (choose documents first)")
    found = lined_up(request, corpus, choice)
    with turn():
        data = tiaokuan.charted(found)
    if data is None:
        raise HTTPException(404, "没有可画的数值，或没有安装画图组件 (no figures to draw, or the extra for charts is not installed)")
    return picture(data)


def _answered(corpus: tiaokuan.Corpus, known: Catalogue, choice: Choice) -> Response:
    return answer(compared(corpus, named(known, choice)))


@api.get("", responses=described("clause-compare/1"))
def compare_json(corpus: Opened, known: Known, old: Name, new: Name, exact: bool = False) -> Response:
    """Two documents or versions, clause by clause (`clause-compare/1`). `exact`: width of punctuation, case and white space
    count as changes."""
    return _answered(corpus, known, Choice("revision", old, new, exact))


@api.get("/topics", responses=described("clause-topics/1"))
def topics_json(corpus: Opened, known: Known, doc: Several) -> Response:
    """Topics by documents, with the gaps (`clause-topics/1`)."""
    return _answered(corpus, known, Choice("topics", docs=doc))


@api.get("/indicators", responses=described("clause-indicators/1"))
def indicators_json(corpus: Opened, known: Known, doc: Several, indicator: Text = None, facts: bool = False) -> Response:
    """Indicators lined up over documents and years (`clause-indicators/1`). `indicator`: any of its names, or a part; `facts`:
    also what is stated as reached."""
    return _answered(corpus, known, Choice("indicators", docs=doc, indicator=(indicator or "").strip(), facts=facts))


@api.get("/reuse", responses=described("clause-reuse/1"))
def reuse_json(corpus: Opened, known: Known, of: Name, doc: Docs = None) -> Response:
    """How much of the wording of the document `of` stands in the others (all where none is named), clause by clause
    (`clause-reuse/1`)."""
    return _answered(corpus, known, Choice("reuse", of=of, docs=doc or ()))


