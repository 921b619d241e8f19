"""Turns for what takes seconds of computing: a few at a time, a few waiting, so that threads stay free for those who only read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.exceptions import HTTPException

AT_ONCE, ADMITTED, PATIENCE = 2, 4, 120.0
"""Computations at once; these and those waiting; seconds that one waits."""
_admitted, _working = threading.BoundedSemaphore(ADMITTED), threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Waits for a turn. Raises HTTPException (429) where too many wait already."""
    if not _admitted.acquire(blocking=False):
        raise HTTPException(429, "正在计算的比较太多，请稍后再试 (too many comparisons are being computed: try again later)")
    try:
        if not _working.acquire(timeout=PATIENCE):
            raise HTTPException(429, "等待超时，请稍后再试 (waited too long: try again later)")
        try:
            yield
        finally:
            _working.release()
    finally:
        _admitted.release()
