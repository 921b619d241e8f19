"""Adding documents: files from the reader's machine, and addresses and sites of the net. Each becomes a job."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

import tiaokuan
from web.guard import MAX_UPLOAD, Refused, token_fits
from web.house import Opened, changing, house_of, show
from web.jobs import Job
from web.pages.jobs import GIVES_JOB, AllJobs, when
from web.uploads import MAX_FILE, MAX_FILES, receive

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["add"])
MOST_FETCHED = 1_000
FORM: dict[str, Any] = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": {
    "type": "object", "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}}}}}}}
NOT_ADDED: dict[int | str, dict[str, Any]] = {
    **GIVES_JOB, 400: {"description": "Nothing to add, or no form"}, 403: {"description": "No token"},
    413: {"description": "Too much"}, 415: {"description": "No multipart form"}, 429: {"description": "Too many at once"},
    507: {"description": "No room on the disk"}}


def fetching(corpus: Opened, request: Request, target: Annotated[str, Form(min_length=1, max_length=2000)],
             query: Annotated[str, Form(max_length=200)] = "", since: Annotated[str, Form(max_length=20)] = "",
             until: Annotated[str, Form(max_length=20)] = "", limit: Annotated[int, Form(ge=1, le=MOST_FETCHED)] = 20,
             attachments: Annotated[bool, Form()] = False) -> tuple[str, dict[str, Any]]:
    """What is to be fetched: the name of the site or the address, and the arguments of the work. Asks nobody yet."""
    target = target.strip()
    options = {"query": query.strip(), "since": since.strip(), "until": until.strip(), "limit": limit, "attachments": attachments,
               **house_of(request).asking}
    return corpus.meant(target, **options), {"target": target, "options": options}


Fetching = Annotated[tuple[str, dict[str, Any]], Depends(fetching)]


async def uploaded(request: Request) -> Job:
    """The job that adds the files of a form. Raises Refused, TiaokuanError."""
    house = house_of(request)
    header = request.headers.get("x-token") or request.headers.get("authorization", "").removeprefix("Bearer ")

    def admit(token: str | None) -> None:
        if not token_fits(house.rules, token, header):
            raise Refused(403, "页面已过期，请刷新后再试 (the page is out of date, or the token is missing: reload it)")

    if header:
        admit(None)
    house.jobs.room()
    upload = await receive(request, admit)
    if not upload.size:
        upload.delete()
        raise tiaokuan.TiaokuanError("没有选文件 (no files were chosen)")
    return house.jobs.start("add", upload.first, {"files": upload.files}, upload.folder, upload.size, upload.refused)


@pages.get("/add")
def add_page(request: Request, jobs: AllJobs, corpus: Opened, target: Annotated[str, Query(max_length=2000)] = "",
             query: Annotated[str, Query(max_length=200)] = "") -> Response:
    house = house_of(request)
    sites = [row.site for row in corpus.sites(house.own)]
    return show(request, "add.html", jobs=jobs, sites=sites, target=target, query=query, when=when,
                site=next((site for site in sites if site.id == target), None), most_fetched=MOST_FETCHED,
                limits={"bytes": MAX_UPLOAD, "file": MAX_FILE, "files": MAX_FILES})


@pages.post("/add/files")
async def add_files_page(request: Request) -> Response:
    return RedirectResponse(f"/jobs/{(await uploaded(request)).id}", 303)


@api.post("/add/files", status_code=200, responses=NOT_ADDED, openapi_extra=FORM)
async def add_files_json(request: Request) -> dict[str, Any]:
    """Adds files (the header `X-Token` must hold the token of this run). Gives the job, which tells what became of each. A
    file's name, with its folders, becomes the address of its document; the same name again is a new version."""
    return (await uploaded(request)).summary()


@pages.post("/add/address", dependencies=[Depends(changing)])
async def add_address_page(request: Request, asked: Fetching) -> Response:
    title, arguments = asked
    return RedirectResponse(f"/jobs/{house_of(request).jobs.start('fetch', title, arguments).id}", 303)


@api.post("/add/address", responses=GIVES_JOB, dependencies=[Depends(changing)])
async def add_address_json(request: Request, asked: Fetching) -> dict[str, Any]:
    """Brings in a document, a list of documents, or what a site lists: `target` is an address or the id of a site. Gives the
    job. Addresses of this machine and of private networks are refused, whatever leads there."""
    title, arguments = asked
    return house_of(request).jobs.start("fetch", title, arguments).summary()
