"""Telling a challenge (a page that asks a program to prove it is a browser) from an answer. Challenges are never passed:
the host is left alone and the user told."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping

from pipeline.fetch.profiles import FOLDER

LOOK = 200_000
"""Bytes of a page that are looked at: challenge pages are short."""


@functools.cache
def _known() -> list[dict[str, str]]:
    return tomllib.loads((FOLDER / "challenges.toml").read_text("utf-8"))["challenge"]


def challenge(status: int, headers: Mapping[str, str], text: str = "") -> str | None:
    """The name of the challenge that an answer is, None where it is none. Header names in lower case."""
    cookies = headers.get("set-cookie", "")
    for known in _known():
        if "status" in known and status not in [int(s) for s in known["status"].split()]:
            continue
        if "cookie" in known and not re.search(known["cookie"], cookies):
            continue
        if "text" in known and not (len(text) <= LOOK and _visible(text) <= 600 and re.search(known["text"], text, re.I)):
            continue
        return known["name"]
    return None


def _visible(text: str) -> int:
    bare = re.sub(r"<(script|style)\b.*?(?:</\1\s*>|$)|<[^>]*>|\s", "", text, flags=re.S | re.I)
    return len(bare)
