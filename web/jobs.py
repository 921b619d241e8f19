"""What takes long (adding, fetching, checking sites): one at a time, in a process of its own, with progress and reasons."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import IO, Any, Literal

import tiaokuan

MAX_JOBS = 100
"""Finished jobs that are remembered."""
MAX_WAITING = 20
MAX_ROWS = 6_000
"""Rows of one job that are remembered; more are counted alone. An archive holds 5,000 documents at most."""
MAX_LINE = 1 << 20
"""Bytes that the worker may say in one line: each holds one row, its texts cut."""
PATIENCE = 10.0
"""Seconds that a worker may take to break off before it is killed."""
ROOT = Path(__file__).parent.parent
State = Literal["waiting", "running", "stopping", "done", "failed", "stopped"]
OVER = frozenset({"done", "failed", "stopped"})
GOOD = frozenset({"added", "unchanged", "replaced", "skipped", "ok"})
"""What a row's status (of documents) or state (of sites) is when nothing is wrong with it."""


@dataclass
class Job:
    """One piece of work. `title` names it: a file, an address, a site; `size` how many of these. `rows` are dicts as of
    AddReport, FetchReport or HealthReport; times are UTC, ISO."""

    id: int
    kind: str
    title: str
    size: int
    arguments: dict[str, Any] = field(repr=False)
    folder: Path | None = field(default=None, repr=False)
    state: State = "waiting"
    done: int = 0
    total: int = 0
    at: str = ""
    said: str = ""
    error: str | None = None
    rows: list[dict[str, Any]] = field(default_factory=list, repr=False)
    counts: Counter[str] = field(default_factory=Counter)
    started: str | None = None
    ended: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in OVER

    @property
    def failures(self) -> list[dict[str, Any]]:
        """What did not come in, or the lists that are not well, each with its reason."""
        return [row for row in list(self.rows) if status(row) not in GOOD]

    @property
    def well(self) -> list[dict[str, Any]]:
        """What came in, or is well."""
        return [row for row in list(self.rows) if status(row) in GOOD]

    @property
    def failed(self) -> int:
        """How many did not come in, or are not well."""
        return sum(n for key, n in list(self.counts.items()) if key not in GOOD)  # pages count in threads while rows come

    def keep(self, rows: Sequence[dict[str, Any]]) -> None:
        """Counts rows, and keeps as many as are remembered."""
        self.counts.update(status(row) for row in rows)
        self.rows += rows[:max(0, MAX_ROWS - len(self.rows))]

    def summary(self) -> dict[str, Any]:
        """The job as the list of jobs tells it."""
        return {"id": self.id, "kind": self.kind, "title": self.title, "size": self.size, "state": self.state, "done": self.done,
                "total": self.total, "at": self.at, "said": self.said, "error": self.error, "started": self.started,
                "ended": self.ended, "counts": dict(self.counts), "failed": self.failed}

    def to_json(self) -> dict[str, Any]:
        """The job as the API tells it: its summary and its rows."""
        return {**self.summary(), "rows": list(self.rows)}


def status(row: dict[str, Any]) -> str:
    """The status of a document's row, the state of a site's."""
    return str(row.get("status") or row.get("state") or "failed")


class Jobs:
    """The jobs of one run of the server. All methods are called from the server's event loop."""

    def __init__(self, corpus: Path, engine: str) -> None:
        self._corpus, self._engine = corpus, engine
        self._ids = count(1)
        self._jobs: dict[int, Job] = {}
        self._waiting: asyncio.Queue[Job] | None = None
        self._runner: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._killer: asyncio.TimerHandle | None = None

    def all(self) -> list[Job]:
        """Every job that is remembered, newest first."""
        return sorted(self._jobs.values(), key=lambda job: -job.id)

    def get(self, job_id: int) -> Job:
        """A job. Raises UnknownName."""
        if job_id not in self._jobs:
            raise tiaokuan.UnknownName(f"没有任务 {job_id} (no such job)")
        return self._jobs[job_id]

    def room(self) -> None:
        """Raises TiaokuanError where too much waits already."""
        if sum(not job.over for job in self._jobs.values()) >= MAX_WAITING:
            raise tiaokuan.TiaokuanError(f"已有 {MAX_WAITING} 项任务在等待，请稍后再加 (too many jobs waiting)")

    def start(self, kind: str, title: str, arguments: dict[str, Any], folder: Path | None = None, size: int = 1,
              rows: Sequence[dict[str, Any]] = ()) -> Job:
        """Puts work into the queue; `folder` holds its files and is deleted when it is over, `rows` are what was found before.
        Raises TiaokuanError where too much waits already."""
        try:
            self.room()
        except tiaokuan.TiaokuanError:
            _delete(folder)
            raise
        job = Job(next(self._ids), kind, title, size, arguments, folder)
        job.keep(list(rows))
        self._jobs[job.id] = job
        for old in [j for j in self.all() if j.over][MAX_JOBS:]:
            del self._jobs[old.id]
        if self._waiting is None or self._runner is None or self._runner.done():
            self._waiting = self._waiting or asyncio.Queue()
            self._runner = asyncio.create_task(self._run())
        self._waiting.put_nowait(job)
        return job

    def stop(self, job_id: int) -> Job:
        """Breaks a job off: what was added stays. Raises UnknownName."""
        job = self.get(job_id)
        if job.state == "waiting":
            _end(job, "stopped")
        elif job.state == "running":
            job.state = "stopping"
            self._break_off()
        return job

    def _break_off(self) -> None:
        """Asks the worker to end, by ending its input; kills it where it does not."""
        process = self._process
        if process and process.returncode is None:
            if process.stdin and not process.stdin.is_closing():
                process.stdin.close()
            self._killer = self._killer or asyncio.get_running_loop().call_later(PATIENCE, _kill, process)

    async def close(self) -> None:
        """Breaks off what runs, and forgets what waits. When it returns, no process is left."""
        for job in self._jobs.values():
            if job.state == "waiting":
                _end(job, "stopped")
            elif job.state == "running":
                job.state = "stopping"
        self._break_off()
        if self._runner:
            if self._process is None:
                self._runner.cancel()
            else:
                assert self._waiting
                self._waiting.put_nowait(Job(0, "end", "", 0, {}))
            with contextlib.suppress(asyncio.CancelledError):
                await self._runner

    async def _run(self) -> None:
        assert self._waiting
        while True:
            job = await self._waiting.get()
            if job.kind == "end":
                return
            if job.state != "waiting":
                continue
            try:
                with tempfile.TemporaryFile() as log:
                    await self._work(job, log)
            except Exception as error:  # what befalls one job must not keep the next from running
                job.error = job.error or f"任务出错：{type(error).__name__}: {error} (the job failed)"
                _end(job, "failed")
            finally:
                if not job.over:
                    _end(job, "stopped")

    async def _work(self, job: Job, log: IO[bytes]) -> None:
        job.state, job.started = "running", _now()
        apart: dict[str, Any] = {"start_new_session": True} if os.name != "nt" else {}  # Ctrl-C is ours to hear alone
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(
            [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]), "PYTHONUTF8": "1"}
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", "web.worker", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log,
            env=environment, limit=MAX_LINE, **apart)
        finished = False
        if job.state != "running":  # stopped while it started
            self._break_off()
        try:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps({
                "corpus": str(self._corpus.absolute()), "engine": self._engine, "kind": job.kind, "arguments": job.arguments,
                "folder": str(job.folder) if job.folder else None}).encode() + b"\n")
            async for line in process.stdout:
                finished = _hear(job, json.loads(line)) or finished
            code = await process.wait()
            if job.state == "stopping":
                _end(job, "done" if finished else "stopped")
            elif finished:
                _end(job, "done")
            else:
                job.error = job.error or _why(code, log)
                _end(job, "failed")
        finally:
            if self._killer:
                self._killer.cancel()
                self._killer = None
            _kill(process)  # and what it started: a converter would go on without it
            await process.wait()
            self._process = None


def _hear(job: Job, told: dict[str, Any]) -> bool:
    """Notes what the worker told; whether it was that all is done."""
    if "progress" in told:
        job.done, job.total, job.at = told["progress"]
    job.said = told.get("said") or job.said
    job.keep(told.get("rows", ()))
    if "error" in told and job.state != "stopping":
        job.error = told["error"]
    return bool(told.get("done"))


def _why(code: int, log: IO[bytes]) -> str:
    """Why a worker died: the signal, or the last thing it said."""
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return (f"处理进程被系统结束（{name}），可能是内存不足；已加入的文档完好，可再加一次其余的 "
                "(the worker was killed; documents already added are safe, add the rest again)")
    log.seek(max(0, log.seek(0, os.SEEK_END) - 4000))
    said = [x.strip() for x in log.read().decode("utf-8", "replace").splitlines() if x.strip()]
    return f"处理进程意外结束：{said[-1][:300] if said else code} (the worker died; documents already added are safe)"


def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)  # its own session, its own group
        else:
            process.kill()


def _end(job: Job, state: State) -> None:
    job.state, job.ended = state, _now()
    job.at = ""
    job.arguments = {}
    _delete(job.folder)
    job.folder = None


def _delete(folder: Path | None) -> None:
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
