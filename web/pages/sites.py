"""The sites that documents can be fetched from: what was verified of each, when it was last asked, and how it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.house import Download, Opened, Text, answer, changing, download, house_of, show
from web.jobs import GOOD
from web.pages.jobs import GIVES_JOB, when

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["sites"])
Level = Literal["", "central", "ministry", "province", "city", "service"]
LEVELS: tuple[Level, ...] = ("central", "ministry", "province", "city", "service")
State = Literal["", "verified", "lists", "checked", "ill"]
STATES: tuple[State, ...] = ("verified", "lists", "checked", "ill")
MOST_CHECKED = 300
OUTCOMES = {"完成": "done", "有拒绝": "refusals", "到时": "timeout", "中断": "broken"}
"""How a run ended, as the record of fetching says it, and its key in words/sites.toml."""


def listed(request: Request, corpus: Opened, q: Text = None, level: Level = "",
           region: Annotated[str | None, Query(max_length=50)] = None, state: State = "") -> Any:
    """The sites whose id, name, region, system, address or note holds the words, of that level and region, and in that
    state: verified on a saved page, with a list or a search, checked before, not well when last checked."""
    table: Any = corpus.sites(house_of(request).own)
    words = (q or "").lower().split()

    def fits(row: Any) -> bool:
        site = row.site
        text = " ".join((site.id, site.name, site.region, site.family, site.home, site.note)).lower()
        return (all(word in text for word in words) and (not level or site.level == level) and (not region or site.region == region)
                and (state != "verified" or bool(site.verified)) and (state != "lists" or bool(site.lists or site.search))
                and (state != "checked" or row.health is not None) and (state != "ill" or row.health not in (None, *GOOD)))

    return replace(table, rows=tuple(sorted((row for row in table if fits(row)), key=lambda row: LEVELS.index(row.site.level))))


Listed = Annotated[Any, Depends(listed)]


def checking(request: Request, corpus: Opened, site: Annotated[list[str] | None, Form(max_length=MOST_CHECKED)] = None,
             only: Annotated[str | None, Form(max_length=200)] = None) -> tuple[str, dict[str, Any], int]:
    """Which sites are to be checked: `only` that one, else those of `site`. Asks nobody yet."""
    house = house_of(request)
    known = {row.site.id: row.site for row in corpus.sites(house.own)}
    wanted = list(dict.fromkeys([only] if only else site or ()))
    if not wanted:
        raise tiaokuan.TiaokuanError("请先选要检查的网站 (choose the sites to check)")
    for each in wanted:
        if each not in known:
            raise tiaokuan.UnknownName(f"没有网站 {each[:100]} (no such site)")
    return known[wanted[0]].name, {"targets": wanted, "options": house.asking}, len(wanted)


Checking = Annotated[tuple[str, dict[str, Any], int], Depends(checking)]


@pages.get("/sites")
def sites_page(request: Request, found: Listed, corpus: Opened, q: Text = None, level: Level = "",
               region: str | None = None, state: State = "", format: Download = None) -> Response:
    if format:
        return download(found, format, "sites")
    every = corpus.sites(house_of(request).own)
    regions = list(dict.fromkeys(row.site.region for row in every if row.site.region))
    return show(request, "sites.html", found=found, all=len(every), q=q or "", level=level, region=region or "", state=state,
                levels=LEVELS, states=STATES, regions=regions, outcomes=OUTCOMES, when=when)


@pages.post("/sites/check", dependencies=[Depends(changing)])
async def check_page(request: Request, asked: Checking) -> Response:
    title, arguments, size = asked
    return RedirectResponse(f"/jobs/{house_of(request).jobs.start('health', title, arguments, size=size).id}", 303)


@api.get("/sites")
def sites_json(found: Listed) -> Response:
    """The sites: level, region, system, lists, what was verified, when last fetched and checked, and how it was then."""
    return answer(found)


@api.post("/sites/check", responses=GIVES_JOB, dependencies=[Depends(changing)])
async def check_json(request: Request, asked: Checking) -> dict[str, Any]:
    """Checks sites: does each list answer, hold what it should, and lead to pages with text. Adds nothing. Gives the job."""
    title, arguments, size = asked
    return house_of(request).jobs.start("health", title, arguments, size=size).summary()
