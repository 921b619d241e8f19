"""What the pages say, in Chinese and in English: `words/*.toml`, one file a page, `[key]` with `zh` and `en`.

`search.toml` with `[title]` is asked for as `search.title`; `{name}` in a text is filled in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent / "words"


@cache
def words() -> dict[str, dict[str, str]]:
    """Every text by its full key."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        for key, texts in tomllib.loads(file.read_text("utf-8")).items():
            found[f"{file.stem}.{key}"] = texts
    return found


def speaker(language: Language) -> Callable[..., str]:
    """The function `t` of the templates: `t("search.title", n=3)`. Raises KeyError for a key that there is not."""
    table = words()

    def t(key: str, **values: object) -> str:
        text = table[key][language]
        return text.format(**values) if values else text

    return t


def known(key: str) -> bool:
    """Whether there is a text of that key."""
    return key in words()
