"""Jobs: what runs, waits and is over; one with its progress, its rows, and a button that stops it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import RedirectResponse, Response

from web.house import changing, house_of, show
from web.jobs import Job

pages = APIRouter(include_in_schema=False)
api = APIRouter(prefix="/api", tags=["jobs"])
SHOWN = 300
"""Rows of one kind that a page shows; the API gives all."""
LATELY = 8
"""Rows that are shown while a job runs."""
JOB: dict[str, Any] = {
    "type": "object", "required": ["id", "kind", "title", "state", "failed"],
    "properties": {
        "id": {"type": "integer"}, "kind": {"enum": ["add", "fetch", "health"]}, "title": {"type": "string"},
        "size": {"type": "integer"}, "state": {"enum": ["waiting", "running", "stopping", "done", "failed", "stopped"]},
        "done": {"type": "integer"}, "total": {"type": "integer"}, "at": {"type": "string"}, "said": {"type": "string"},
        "error": {"type": ["string", "null"]}, "started": {"type": ["string", "null"]}, "ended": {"type": ["string", "null"]},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}}, "failed": {"type": "integer"},
        "rows": {"type": "array", "items": {"type": "object"}}}}
GIVES_JOB: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"schema": JOB}}}}
GIVES_JOBS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": {"type": "array", "items": JOB}}}}}
JobId = Annotated[int, Path(ge=1, le=1 << 53)]


async def job_of(request: Request, job_id: JobId) -> Job:
    """The job of that number."""
    return house_of(request).jobs.get(job_id)


async def all_jobs(request: Request) -> list[Job]:
    """All jobs that are remembered, newest first."""
    return house_of(request).jobs.all()


Found = Annotated[Job, Depends(job_of)]
AllJobs = Annotated[list[Job], Depends(all_jobs)]


def when(iso: str | None) -> str:
    """A time as people read it on this machine: 11-24 23:59."""
    return datetime.fromisoformat(iso).astimezone().strftime("%m-%d %H:%M") if iso else ""


@pages.get("/jobs")
def jobs_page() -> Response:
    return RedirectResponse("/add#jobs", 303)


@pages.get("/jobs/{job_id}")
def job_page(request: Request, job: Found) -> Response:
    failures, well = job.failures, job.well
    return show(request, "job.html", job=job, failures=failures[:SHOWN], well=well[-LATELY:] if not job.over else well[:SHOWN],
                left=max(0, job.failed - SHOWN), left_well=max(0, sum(job.counts.values()) - job.failed - SHOWN), when=when)


@pages.post("/jobs/{job_id}/stop", dependencies=[Depends(changing)])
async def stop_page(request: Request, job_id: JobId) -> Response:
    return RedirectResponse(f"/jobs/{house_of(request).jobs.stop(job_id).id}", 303)


@api.get("/jobs", responses=GIVES_JOBS)
def jobs_json(jobs: AllJobs) -> list[dict[str, Any]]:
    """The jobs of this run of the server, newest first, without their rows."""
    return [job.summary() for job in jobs]


@api.get("/jobs/{job_id}", responses=GIVES_JOB)
def job_json(job: Found) -> dict[str, Any]:
    """A job: how far it is, how many came in and how many did not, and a row for each with its reason."""
    return job.to_json()


@api.post("/jobs/{job_id}/stop", responses=GIVES_JOB, dependencies=[Depends(changing)])
async def stop_json(request: Request, job_id: JobId) -> dict[str, Any]:
    """Breaks a job off; what was added stays."""
    return house_of(request).jobs.stop(job_id).summary()
