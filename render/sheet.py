"""A page by itself: its styles and script stand in it and are allowed by their hashes (Content Security Policy level 3); nothing
is fetched. The same files are served to pages of the reading room."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent
SERVED = ("views.css", "comparison.css", "comparison.js")
"""Assets that a page around a view needs."""


def sheet(title: str, body: str, styles: Sequence[str] = ("page.css", "views.css"), scripts: Sequence[str] = ()) -> str:
    """The page, whole; `body` is HTML."""
    style, script = _texts(tuple(styles)), _texts(tuple(scripts))
    policy = "; ".join(("default-src 'none'", f"style-src {_hash(style)}", f"script-src {_hash(script)}" if script else "", "img-src data:",
                        "base-uri 'none'", "form-action 'none'")).replace("; ; ", "; ")
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{style}</style></head><body>'
        f'<h1>{escape(title)}</h1>{body}{f"<script>{script}</script>" if script else ""}</body></html>')


@cache
def _texts(names: tuple[str, ...]) -> str:
    return "".join((FOLDER / name).read_text("utf-8") for name in names)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
