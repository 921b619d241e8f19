"""Jobs: one after another in a process of its own, stopped whole, failing with a reason, never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from forms import ask, over, plan, post, upload
from room import room_process

import tiaokuan
from web import jobs as jobs_module
from web.jobs import MAX_JOBS, MAX_ROWS, MAX_WAITING, Job, Jobs

Steps = Callable[[Jobs], Coroutine[Any, Any, None]]


def run(corpus: Path, steps: Steps) -> None:
    """Runs the steps with jobs over a corpus; at the end no process is left."""
    async def go() -> None:
        jobs = Jobs(corpus, "tantivy")
        try:
            await asyncio.wait_for(steps(jobs), 90)
        finally:
            await jobs.close()
        assert jobs._process is None

    with ThreadPoolExecutor(1) as thread:  # Playwright keeps a loop in the thread of the tests
        thread.submit(asyncio.run, go()).result()


async def until(true: Callable[[], Any]) -> None:
    while not true():
        await asyncio.sleep(0.02)


def plans(folder: Path, n: int, start: int = 0) -> dict[str, Any]:
    """The arguments of an add of so many plans, kept in a folder."""
    folder.mkdir()
    files = []
    for i in range(start, start + n):
        path = folder / str(i)
        path.write_bytes(plan(i))
        files.append([str(path), f"方案/{i}号.txt"])
    return {"files": files}


def test_files_come_in_and_their_folder_goes(tmp_path: Path) -> None:
    async def steps(jobs: Jobs) -> None:
        job = jobs.start("add", "方案", plans(tmp_path / "a", 3), tmp_path / "a", 4, [{"source": "大", "status": "failed", "reason": "大"}])
        assert job.state == "waiting" and jobs.get(job.id) is job
        await until(lambda: job.over)
        assert job.state == "done" and job.counts == {"added": 3, "failed": 1} and (job.done, job.total) == (3, 3)
        assert [row["source"] for row in job.failures] == ["大"] and len(job.well) == 3 and job.started and job.ended
        assert not (tmp_path / "a").exists() and job.to_json()["rows"] == job.rows and "rows" not in job.summary()

    run(tmp_path / "c.db", steps)
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        assert len(corpus.list()) == 3 and len(corpus.search("节能改造项目").hits) > 0


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN], ids=["at a terminal", "in the background"])
def test_a_job_that_is_stopped_keeps_what_it_has_and_the_next_one_runs(tmp_path: Path, handler: Any) -> None:
    async def steps(jobs: Jobs) -> None:
        first = jobs.start("add", "一", plans(tmp_path / "a", 300), tmp_path / "a", 300)
        never = jobs.start("add", "二", plans(tmp_path / "b", 3, 400), tmp_path / "b", 3)
        last = jobs.start("add", "三", plans(tmp_path / "c", 2, 500), tmp_path / "c", 2)
        assert jobs.stop(never.id).state == "stopped" and not (tmp_path / "b").exists()
        await until(lambda: first.rows)
        assert last.state == "waiting"
        assert jobs.stop(first.id).state == "stopping" and jobs.stop(first.id).state == "stopping"
        await until(lambda: first.over)
        assert first.state == "stopped" and 0 < len(first.rows) < 300 and not (tmp_path / "a").exists() and first.error is None
        await until(lambda: last.over)
        assert last.state == "done" and last.counts == {"added": 2} and never.rows == []
        added.extend(row["document"] for row in first.rows)

    added: list[str] = []
    before = signal.signal(signal.SIGINT, handler)  # the worker inherits what is ignored
    try:
        run(tmp_path / "c.db", steps)
    finally:
        signal.signal(signal.SIGINT, before)
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        kept = {document.id for document in corpus.documents()}
        assert set(added) <= kept and len(kept) - len(added) in (2, 3)  # one may have been kept and not yet told
        assert all(len(document.clauses) > 10 for document in corpus.documents())


def test_a_worker_that_is_killed_is_told_and_the_next_job_runs(tmp_path: Path) -> None:
    async def steps(jobs: Jobs) -> None:
        first = jobs.start("add", "一", plans(tmp_path / "a", 200), tmp_path / "a", 200)
        last = jobs.start("add", "二", plans(tmp_path / "b", 2, 500), tmp_path / "b", 2)
        await until(lambda: first.rows)
        assert jobs._process
        os.kill(jobs._process.pid, signal.SIGKILL)
        await until(lambda: last.over)
        assert first.state == "failed" and first.error and "SIGKILL" in first.error and not (tmp_path / "a").exists()
        assert last.state == "done" and last.counts == {"added": 2}

    run(tmp_path / "c.db", steps)


def test_a_worker_that_does_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "PATIENCE", 0.3)

    async def steps(jobs: Jobs) -> None:
        job = jobs.start("add", "一", plans(tmp_path / "a", 200), tmp_path / "a", 200)
        await until(lambda: job.rows)
        assert jobs._process
        os.kill(jobs._process.pid, signal.SIGSTOP)
        jobs.stop(job.id)
        await until(lambda: job.over)
        assert job.state == "stopped" and not (tmp_path / "a").exists()

    run(tmp_path / "c.db", steps)


def test_closing_breaks_off_what_runs_and_what_waits(tmp_path: Path) -> None:
    found: list[Job] = []

    async def steps(jobs: Jobs) -> None:
        found.append(jobs.start("add", "一", plans(tmp_path / "a", 200), tmp_path / "a", 200))
        found.append(jobs.start("add", "二", plans(tmp_path / "b", 2, 500), tmp_path / "b", 2))
        await until(lambda: found[0].rows)

    run(tmp_path / "c.db", steps)
    assert [job.state for job in found] == ["stopped", "stopped"]
    assert not (tmp_path / "a").exists() and not (tmp_path / "b").exists()


def test_a_job_that_is_stopped_or_closed_while_it_starts(tmp_path: Path) -> None:
    async def steps(jobs: Jobs) -> None:
        job = jobs.start("add", "一", plans(tmp_path / "a", 5), tmp_path / "a")
        await until(lambda: job.state == "running")
        jobs.stop(job.id)
        await until(lambda: job.over)
        assert job.state == "stopped"
        last = jobs.start("add", "二", plans(tmp_path / "b", 5), tmp_path / "b")
        await until(lambda: last.state == "running")

    run(tmp_path / "c.db", steps)


def test_what_befalls_one_job_does_not_keep_the_next_from_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = asyncio.create_subprocess_exec

    async def steps(jobs: Jobs) -> None:
        async def refuse(*_: Any, **__: Any) -> Any:
            raise OSError(12, "Cannot allocate memory")

        monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
        first = jobs.start("add", "一", plans(tmp_path / "a", 1), tmp_path / "a")
        await until(lambda: first.over)
        assert first.state == "failed" and first.error and "memory" in first.error

        async def nonsense(*_: Any, **options: Any) -> Any:
            return await start("/bin/sh", "-c", "echo nonsense; echo broken pipe of ours >&2", **options)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", nonsense)
        second = jobs.start("add", "二", {})
        await until(lambda: second.over)
        assert second.state == "failed" and second.error

        async def silent(*_: Any, **options: Any) -> Any:
            return await start("/bin/sh", "-c", "echo what went wrong >&2; exit 3", **options)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", silent)
        third = jobs.start("add", "三", {})
        await until(lambda: third.over)
        assert third.state == "failed" and third.error and "what went wrong" in third.error
        monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
        last = jobs.start("add", "四", plans(tmp_path / "b", 1), tmp_path / "b")
        await until(lambda: last.over)
        assert last.state == "done"

    run(tmp_path / "c.db", steps)


def test_a_corpus_that_cannot_be_opened_fails_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "c.db").write_bytes(b"of another program" * 100)

    async def steps(jobs: Jobs) -> None:
        job = jobs.start("add", "一", plans(tmp_path / "a", 1), tmp_path / "a")
        await until(lambda: job.over)
        assert job.state == "failed" and job.error and "c.db" in job.error

    run(tmp_path / "c.db", steps)


def test_what_is_remembered_is_bounded(tmp_path: Path) -> None:
    async def steps(jobs: Jobs) -> None:
        for n in range(MAX_WAITING):
            jobs.start("add", str(n), {"files": []})
        (tmp_path / "x").mkdir()
        with pytest.raises(tiaokuan.TiaokuanError):
            jobs.start("add", "更多", {"files": []}, tmp_path / "x")
        assert not (tmp_path / "x").exists()
        for job in jobs.all():
            jobs.stop(job.id)
        with pytest.raises(tiaokuan.UnknownName):
            jobs.get(99)
        for n in range(MAX_JOBS + 5):
            jobs.stop(jobs.start("add", str(n), {"files": []}).id)
        assert len(jobs.all()) <= MAX_JOBS + 1

    run(tmp_path / "c.db", steps)
    job = Job(1, "add", "", 1, {})
    job.keep([{"status": "failed"}] * (MAX_ROWS + 10))
    job.keep([{"state": "ok"}])
    assert len(job.rows) == MAX_ROWS and job.failed == MAX_ROWS + 10 and job.counts["ok"] == 1


def children(pid: int) -> list[int]:
    """The processes that a process started, as Linux tells them."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("no /proc here to see processes by")
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def gone(pid: int, seconds: float = 15) -> bool:
    """Whether a process ends within that time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_ends_leaves_no_process_and_no_half_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals) -> None:
    (tmp_path / "kept").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "kept"))
    with room_process(tmp_path / "c.db") as (base, process):
        job = upload(base, *((f"{n}号.txt", plan(n)) for n in range(300)))
        end = time.monotonic() + 30
        while not ask(base, "GET", f"/api/jobs/{job['id']}")[1]["rows"] and time.monotonic() < end:
            time.sleep(0.05)
        workers = children(process.pid)
        assert len(workers) == 1
        process.send_signal(how)
        process.wait(15)
        assert gone(workers[0])
    assert not [path for path in (tmp_path / "kept").iterdir() if path.name.startswith("tiaokuan-upload-")]
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        found = list(corpus.documents())
        assert 0 < len(found) < 300 and all(len(document.clauses) > 10 for document in found)
        assert corpus.index.current() or corpus.search("节能").hits


def test_the_server_answers_while_much_is_added(tmp_path: Path) -> None:
    with room_process(tmp_path / "c.db") as (base, _):
        job = upload(base, *((f"{n}号.txt", plan(n, 40)) for n in range(200)))
        took = []
        for n in range(50):
            begun = time.monotonic()
            status, _ = ask(base, "GET", ("/documents", "/", "/add", "/api/documents", f"/jobs/{job['id']}")[n % 5])
            took.append(time.monotonic() - begun)
            assert status == 200 or n % 5 == 1 and status == 404
        state = ask(base, "GET", f"/api/jobs/{job['id']}")[1]
        assert state["state"] == "running", "the requests waited for the job"
        assert sorted(took)[47] < 5
        status, refused = post(base, f"/api/jobs/{job['id']}/stop", held="wrong")
        assert status == 403 and ask(base, "GET", f"/api/jobs/{job['id']}")[1]["state"] == "running"
        assert post(base, f"/api/jobs/{job['id']}/stop", held="x" * 500)[0] in (403, 422)
        assert ask(base, "GET", f"/api/jobs/{job['id']}")[1]["state"] == "running"
        assert post(base, f"/api/jobs/{job['id']}/stop")[0] == 200
        assert over(base, job["id"])["state"] == "stopped"
        assert [j["id"] for j in ask(base, "GET", "/api/jobs")[1]] == [job["id"]]
        assert ask(base, "GET", "/api/jobs/99")[0] == 404 and post(base, "/api/jobs/99/stop")[0] == 404
        assert ask(base, "GET", "/api/jobs/x")[0] == 422
