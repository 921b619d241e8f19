"""What takes long (adding, fetching, checking sites): one at a time, in a process of its own, with progress and reasons."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Literal

import tiaokuan

MAX_JOBS = 200
"""Finished jobs that are remembered."""
MAX_WAITING = 20
MAX_LINE = 64 << 20
"""Bytes that the worker may say in one line: the rows of a long fetch."""
ROOT = Path(__file__).parent.parent
State = Literal["waiting", "running", "done", "failed", "stopped"]
OVER = frozenset({"done", "failed", "stopped"})
BAD = frozenset({"failed", "declined", "robots", "refused"})


@dataclass
class Job:
    """One piece of work. `rows` are dicts as of AddReport, FetchReport or HealthReport; times are UTC, ISO."""

    id: int
    kind: str
    title: str
    arguments: dict[str, Any] = field(repr=False)
    folder: Path | None = field(default=None, repr=False)
    state: State = "waiting"
    done: int = 0
    total: int = 0
    at: str = ""
    said: str = ""
    error: str | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    started: str | None = None
    ended: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in OVER

    @property
    def failures(self) -> list[dict[str, Any]]:
        """What did not come in, each with its reason."""
        return [row for row in self.rows if row.get("status") in BAD]

    def count(self, status: str) -> int:
        """How many rows have that status."""
        return sum(row.get("status") == status for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        """The job as the API tells it."""
        return {"id": self.id, "kind": self.kind, "title": self.title, "state": self.state, "done": self.done, "total": self.total,
                "at": self.at, "said": self.said, "error": self.error, "started": self.started, "ended": self.ended,
                "failed": len(self.failures), "rows": self.rows}


class Jobs:
    """The jobs of one run of the server, newest first. All methods are called from the server's event loop."""

    def __init__(self, corpus: Path, engine: str, allow_hosts: Sequence[str] = ()) -> None:
        self._corpus, self._engine = corpus, engine
        self.allow_hosts = tuple(allow_hosts)
        self._ids = count(1)
        self._jobs: dict[int, Job] = {}
        self._waiting: asyncio.Queue[Job] | None = None
        self._runner: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None

    def all(self) -> list[Job]:
        """Every job that is remembered, newest first."""
        return sorted(self._jobs.values(), key=lambda job: -job.id)

    def get(self, job_id: int) -> Job:
        """A job. Raises UnknownName."""
        if job_id not in self._jobs:
            raise tiaokuan.UnknownName(f"没有任务 {job_id} (no such job)")
        return self._jobs[job_id]

    def start(self, kind: str, title: str, arguments: dict[str, Any], folder: Path | None = None) -> Job:
        """Puts work into the queue; `folder` holds its files and is deleted when it is over. Raises TiaokuanError where too
        much waits already."""
        if sum(not job.over for job in self._jobs.values()) >= MAX_WAITING:
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
            raise tiaokuan.TiaokuanError(f"已有 {MAX_WAITING} 项任务在等待，请稍后再加 (too many jobs waiting)")
        job = Job(next(self._ids), kind, title, arguments, folder)
        self._jobs[job.id] = job
        for old in [j for j in self.all() if j.over][MAX_JOBS:]:
            del self._jobs[old.id]
        if self._waiting is None or self._runner is None:
            self._waiting = asyncio.Queue()
            self._runner = asyncio.create_task(self._run())
        self._waiting.put_nowait(job)
        return job

    def stop(self, job_id: int) -> Job:
        """Breaks a job off: what was added stays. Raises UnknownName."""
        job = self.get(job_id)
        if job.state == "waiting":
            self._end(job, "stopped")
        elif job.state == "running" and self._process:
            job.state = "stopped"
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGINT)
        return job

    async def close(self) -> None:
        """Breaks off what runs, and forgets what waits."""
        if self._runner:
            self._runner.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._runner
        for job in self._jobs.values():
            if job.folder:
                shutil.rmtree(job.folder, ignore_errors=True)

    async def _run(self) -> None:
        assert self._waiting
        while True:
            job = await self._waiting.get()
            if job.state == "waiting":
                await self._work(job)

    async def _work(self, job: Job) -> None:
        job.state, job.started = "running", _now()
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "web.worker", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL, cwd=ROOT, limit=MAX_LINE)
        try:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps({"corpus": str(self._corpus.absolute()), "engine": self._engine, "kind": job.kind,
                                            "arguments": job.arguments}).encode())
            process.stdin.close()
            async for line in process.stdout:
                self._hear(job, json.loads(line))
            code = await process.wait()
            if job.state == "running":
                job.error = job.error or f"处理进程意外结束 ({code})，请再试 (the worker died; try again)"
                job.state = "failed"
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            self._process = None
            self._end(job, job.state if job.over else "stopped")

    def _hear(self, job: Job, told: dict[str, Any]) -> None:
        if "progress" in told:
            job.done, job.total, job.at = told["progress"]
        job.said = told.get("said") or job.said
        job.rows += told.get("rows", ())
        if "error" in told:
            job.error = told["error"]
        if told.get("done") and job.state == "running":
            job.state = "done"

    def _end(self, job: Job, state: State) -> None:
        job.state, job.ended = state, _now()
        if job.folder:
            shutil.rmtree(job.folder, ignore_errors=True)
            job.folder = None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
