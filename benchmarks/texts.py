"""Text to measure with: a folder named on the command line or by TIAOKUAN_BENCH, else the samples, repeated."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"


def documents() -> list[Path]:
    """The files to read."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("TIAOKUAN_BENCH", SAMPLES))
    return sorted(p for p in folder.rglob("*") if p.suffix in (".txt", ".html") and p.is_file())


def seconds(run: Callable[[], object], times: int = 1) -> float:
    """The best of several runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best
