"""Which result is shown by its own view; all others are tables."""

from __future__ import annotations

from typing import Any

from index.indicators import Indicators
from index.network import Network
from index.reuse import Reuse
from index.topics import Topics
from index.trace import Trace
from render import network, reuse, topics, trace

VIEWS: dict[type, Any] = {Topics: topics, Indicators: topics, Trace: trace, Reuse: reuse, Network: network}
"""Each view has `lines(result, console)` for the terminal and `body(result)` for the page: (title, HTML)."""


def view_of(result: Any) -> Any:
    """The view of a result, None where it has none of its own."""
    return VIEWS.get(type(result))
