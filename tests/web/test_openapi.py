"""The API by its own description: every operation is described, and nothing that the description allows (or that it does not) is
answered with a fault of ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
from forms import token
from processes import untraced


def test_every_operation_says_what_it_gives(served: str) -> None:
    described = httpx.get(f"{served}/openapi.json").json()
    assert described["openapi"].startswith("3.")
    for path, methods in described["paths"].items():
        assert path.startswith("/api/"), path
        for method, said in methods.items():
            assert said.get("description"), f"{method} {path} has no docstring"
            assert said["tags"], f"{method} {path} has no tag"


def test_schemathesis_finds_no_fault_of_the_server(fresh: str, tmp_path: Path) -> None:
    """Property-based requests over the whole description, hostile ones among them; a jobs's fetches stay on this machine, where the
    fetcher refuses local addresses."""
    run = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{fresh}/openapi.json", "--checks", "not_a_server_error", "--max-examples", "10",
         "--header", f"X-Token: {token(fresh)}", "--seed", "20260101", "--generation-deterministic", "--suppress-health-check", "all",
         "--request-timeout", "60", "--no-color"],
        cwd=tmp_path, capture_output=True, text=True, env=untraced(), timeout=900)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert httpx.get(f"{fresh}/documents").status_code == 200
