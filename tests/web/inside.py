"""The application in this process, over a corpus of a test: answers without a browser and without a port."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from web.app import make_app

with warnings.catch_warnings():  # starlette would rather have httpx2, which no one has yet
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = ["TestClient", "inside"]


@contextmanager
def inside(corpus: Path) -> Iterator[TestClient]:
    """A client of the application over that corpus."""
    with TestClient(make_app(corpus), base_url="http://127.0.0.1", raise_server_exceptions=True) as client:
        yield client
