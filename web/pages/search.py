"""Search, the front page: one box, hits in their clauses with facets beside them, and the whole list as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import StringConstraints
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.house import Opened, Text, answer, changing, clause_address, documents_of, download, house_of, show
from web.pages.jobs import AllJobs

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["search"])
PAGE = 20
SHOWN, MORE = 8, 60
"""Values of a facet: at first, and when more are asked for."""
MAX_HITS = 10_000
"""Hits that can be paged to, and that a file holds."""
SEVERAL = frozenset({"unit", "tech"})
"""Filters that a clause can fit several of: a further one is added, where one of the others takes the old one's place."""
Sort = Literal["relevance", "date", "document"]
Facet = Literal["unit", "role", "region", "year", "tech"]
FACETS: tuple[Facet, ...] = ("unit", "role", "region", "year", "tech")
Value = Annotated[str, StringConstraints(max_length=200)]
Values = Annotated[list[Value] | None, Query(max_length=10)]


@dataclass
class Asked:
    """What is looked for: the query as typed, the filters, and the order."""

    q: str = ""
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: str = "relevance"

    def __bool__(self) -> bool:
        return bool(self.q or self.filters)

    def search(self, corpus: tiaokuan.Corpus, limit: int, offset: int = 0) -> Any:
        """The hits. Raises TiaokuanError for a query that cannot be read."""
        return corpus.search(self.q, limit, self.sort, offset, **self.filters)

    def with_(self, name: str, value: str) -> list[str]:
        """The values of a filter with one more."""
        return [*self.filters.get(name, ()), value] if name in SEVERAL else [value]

    def without(self, name: str, value: str) -> list[str]:
        """The values of a filter without one."""
        return [kept for kept in self.filters.get(name, ()) if kept != value]


def asked(q: Annotated[str, Query(max_length=500, description="检索式 words, \"phrase\", OR, -not, ( ), filters")] = "",
          unit: Values = None, role: Values = None, year: Values = None, region: Values = None, tech: Values = None,
          genre: Values = None, doc: Values = None, sort: Sort = "relevance") -> Asked:
    """What a request looks for."""
    given = {"unit": unit, "role": role, "year": year, "region": region, "tech": tech, "genre": genre, "doc": doc}
    kept = {name: [value for value in values or () if value.strip()] for name, values in given.items()}
    return Asked(q.strip(), {name: values for name, values in kept.items() if values}, sort)


AskedFor = Annotated[Asked, Depends(asked)]


@pages.get("/")
def search_page(request: Request, corpus: Opened, asked: AskedFor, jobs: AllJobs, page: Annotated[int, Query(ge=1, le=MAX_HITS // PAGE)] = 1,
                more: Facet | None = None, format: Annotated[Literal["xlsx", "csv", "json"] | None, Query()] = None) -> Response:
    if asked and format:
        return download(listed(asked.search(corpus, MAX_HITS), str(request.base_url).rstrip("/")), format, "search")
    shown: dict[str, Any] = {"asked": asked, "found": None, "failed": None, "adding": [], "facets": {}, "loosened": (), "pages": 1,
                             "page": page, "more": more, "saved": (), "documents": None, "clauses": 0, "page_size": PAGE, "most": MAX_HITS,
                             "origin": str(request.base_url).rstrip("/"), "region": "全国" if asked else _region(request, corpus)}
    if asked:
        try:
            found = asked.search(corpus, PAGE, (page - 1) * PAGE)
            shown |= {"found": found, "pages": -(-min(found.total, MAX_HITS) // PAGE)}
            if found.total:
                shown["facets"] = _facets(found, more)
            else:
                shown |= {"loosened": corpus.loosened(asked.q, **asked.filters)[:6], "understood": corpus.understood(asked.q)}
        except tiaokuan.TiaokuanError as error:  # the box stays, with the reason under it
            shown["failed"] = str(error)
    if not asked or shown["found"] is not None and not shown["found"].total:
        held = corpus.info()
        shown |= {"documents": held["documents"], "clauses": held["clauses"]}
        shown["adding"] = [job for job in jobs if job.kind != "health" and not job.over]
    if not asked:
        shown["saved"] = corpus.saved()
    return show(request, "search.html", **shown)


@api.get("/search")
def search_json(corpus: Opened, asked: AskedFor, limit: Annotated[int, Query(ge=1, le=1000)] = PAGE,
                offset: Annotated[int, Query(ge=0, le=MAX_HITS)] = 0) -> Response:
    """Clauses that match: total, facets over all of them, and `limit` hits after the first `offset`, each with its document,
    path and text. Several values of a filter must all fit. 400 for a query that cannot be read."""
    return answer(asked.search(corpus, limit, offset))


@api.get("/suggest")
def suggest_json(corpus: Opened, q: Text = None, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> Response:
    """What may be meant by the beginning of a query: units, technologies and titles of the corpus, each with the number of its
    clauses and the filter that asks for it."""
    return answer(corpus.suggest(q or "", limit))


@pages.post("/samples", dependencies=[Depends(changing)])
async def add_samples(request: Request) -> RedirectResponse:
    """Adds the documents that come with the program, unless that is already under way."""
    jobs = house_of(request).jobs
    if not any(job.kind == "add" and not job.over for job in jobs.all()):
        jobs.start("add", "样例 samples", {"files": [[str(path), path.name] for path in tiaokuan.samples()], "keep": True})
    return RedirectResponse("/", 303)


def _region(request: Request, corpus: tiaokuan.Corpus) -> str:
    """The region that most documents are of, so that the example of a region finds something."""
    def most() -> str:
        named = Counter(d.region for d in documents_of(request, corpus) if d.region and d.region != "全国")
        return named.most_common(1)[0][0] if named else "全国"

    return str(house_of(request).kept.answer(corpus, "region", most))


def _facets(found: Any, more: str | None) -> dict[str, tuple[Sequence[tuple[str, int]], bool]]:
    """The values of each facet that are shown, and whether there are more."""
    spread = found.spread(MORE if more else SHOWN + 1)
    return {name: (spread[name][:MORE if name == more else SHOWN], name != more and len(spread[name]) > SHOWN)
            for name in FACETS if spread[name]}


def listed(found: Any, base: str) -> Any:
    """The whole list of hits as a table: the text of each clause, who is responsible in it, and its address."""
    rows = tuple(zip(found.hits, found.duties, strict=True))
    column = tiaokuan.Column
    link = lambda row: base + clause_address(row[0].doc_id, row[0].clause_id)  # noqa: E731
    by_role = lambda role: lambda row: "、".join(name for name, its in row[1] if its == role) or None  # noqa: E731
    return tiaokuan.Table(f"检索 {found.query}", (
        column("document", "文档", lambda row: row[0].doc_id, 20), column("title", "标题", lambda row: row[0].title, 30),
        column("path", "位置", lambda row: " ".join(row[0].path), 14), column("clause", "条款", lambda row: row[0].clause_id, 16, link=link),
        column("text", "文字", lambda row: row[0].text, 60), column("lead", "牵头", by_role("lead"), 16),
        column("support", "配合", by_role("support"), 16), column("responsible", "责任", by_role("responsible"), 16),
        column("date", "日期", lambda row: row[0].date, 10), column("region", "地区", lambda row: row[0].region, 10),
        column("link", "链接", link, 30, link=link)), rows)
