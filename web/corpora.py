"""Lends opened corpora to requests: one for each that asks at the same time, so that no reader waits for another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tiaokuan

KEPT = 4
"""How many are kept open when nobody asks: each holds parts of the index in memory."""


class Corpora:
    """Corpora of one file. Each is used by one thread at a time; who finds none idle opens another."""

    def __init__(self, path: Path, engine: str = "tantivy") -> None:
        self.path, self.engine = path, engine
        self._idle: list[tiaokuan.Corpus] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[tiaokuan.Corpus]:
        """A corpus, for as long as the block runs. Raises TiaokuanError where the file cannot be opened."""
        with self._lock:
            corpus = self._idle.pop() if self._idle else None
        corpus = corpus or tiaokuan.open(self.path, self.engine)
        try:
            yield corpus
        finally:
            with self._lock:
                keep = not self._closed and len(self._idle) < KEPT
                if keep:
                    self._idle.append(corpus)
            if not keep:
                corpus.close()

    def close(self) -> None:
        """Closes those that are idle, and each other one when it comes back."""
        with self._lock:
            self._closed, idle, self._idle = True, self._idle, []
        for corpus in idle:
            corpus.close()
