"""Starts the crawl's process and hands on what it tells, line by line; the process ends with the loop that reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

from corpus.model import TiaokuanError
from pipeline.fetch.job import Job

ROOT = Path(__file__).parent.parent.parent


def crawl(job: Job) -> Generator[dict[str, Any], None, None]:
    """The events of a run, as they happen. Closing the iterator (or Ctrl-C) ends the process.

    Raises TiaokuanError where the process cannot be started or dies."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(
        [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]), "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    # of its own session, so that Ctrl-C reaches the parent alone, which ends the child in order; -P keeps the folder that the
    # user stands in from being taken for ours
    apart: dict[str, Any] = ({"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)} if os.name == "nt"
                             else {"start_new_session": True})
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen([sys.executable, "-P", "-c", "from pipeline.fetch.child import main; main()"], env=environment,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, encoding="utf-8", **apart)
        assert process.stdin is not None and process.stdout is not None
        ended = False
        try:
            try:
                process.stdin.write(job.to_json() + "\n")
                process.stdin.flush()
            except BrokenPipeError:
                pass  # it died at once; its log says why
            for line in process.stdout:
                event = json.loads(line)
                ended = ended or event["event"] == "end"
                yield event
            process.wait()
            if not ended:
                log.seek(0)
                said = [x.strip() for x in log.read()[-20_000:].splitlines() if x.strip()]
                raise TiaokuanError(f"抓取进程意外结束：{said[-1] if said else process.returncode} (the fetching process died)")
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    try:
        if process.stdin is not None:
            process.stdin.close()
    except OSError:
        pass
    try:
        process.wait(8 if process.poll() is None else 0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        if process.stdout is not None:
            process.stdout.close()
