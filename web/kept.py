"""Answers that took long are kept while the corpus stays as it is: turning a page or switching a view asks nothing anew."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import tiaokuan

T = TypeVar("T")
MOST = 12
"""Answers that are kept: the largest hold some megabytes."""


class Kept:
    """The last answers, by what was asked and the state of the corpus."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, corpus: tiaokuan.Corpus, asked: Hashable, make: Callable[[], T]) -> T:
        """The answer to what is asked, made where it is not kept. It must not be changed by who gets it."""
        key = (corpus.generation, asked)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                found: T = self._answers[key]
                return found
        made = make()
        with self._lock:
            self._answers[key] = made
            for old in [k for k in self._answers if isinstance(k, tuple) and k[0] < key[0]]:
                del self._answers[old]
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return made
