"""Which result is shown by its own view; all others are tables."""

from __future__ import annotations

from importlib import import_module
from typing import Any

VIEWS = {"index.topics.Topics": "topics", "index.indicators.Indicators": "topics", "index.trace.Trace": "trace",
         "index.reuse.Reuse": "reuse", "index.network.Network": "network"}
"""Kind of result → module of this room. Names, so that a search does not load them all. Each view has
`lines(result, console)` for the terminal and `body(result, manner)` for the page: (title, HTML); one may have a `figure(result)` that stands above on a page by itself."""


def view_of(result: Any) -> Any:
    """The view of a result, None where it has none of its own."""
    kind = type(result)
    name = VIEWS.get(f"{kind.__module__}.{kind.__qualname__}")
    return import_module(f"render.{name}") if name else None
