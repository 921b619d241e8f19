"""What the pages say, in Chinese and in English: `words/*.toml`, one file a page, `[key]` with `zh` and `en`.

`search.toml` with `[title]` is asked for as `search.title`; `{name}` in a text is filled in. A count is written with its
thousands apart, and `{n:clause|clauses}` is the word that fits it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FOLDER = Path(__file__).parent / "words"


PLAIN = frozenset({"year", "id", "page", "pages", "version", "newest"})
"""Numbers that are names, not counts."""


class Count(int):
    """A number that a text tells: 11,602; with `one|more` as the format, the word that goes with it."""

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            one, more = spec.split("|")
            return one if self == 1 else more
        return super().__format__(spec or ",")


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
        return text.format(**{k: Count(v) if type(v) is int and k not in PLAIN else v for k, v in values.items()}) if values else text

    return t


BOTH = re.compile(r"(.*[\u3000-\u9fff\uff00-\uffef”].*?) \(([^\u4e00-\u9fff]+)\)")
SHELL = re.compile(r"；(?:[^；]*可)?用 tiaokuan [^；，(]*?查看(?:提纲)?(，或)?")


def told(said: str, language: Language) -> tuple[str, str]:
    """A message of the library (Chinese, English in brackets) for a reader of a page: what is said in that language, and the Chinese
    beside it for readers of English, since only that names what was wrong. What is said of the shell is left out."""
    said = SHELL.sub(lambda found: "；请" if found[1] else "", said)
    both = BOTH.fullmatch(said)
    if both is None:
        return said, ""
    return (both[1], "") if language == "zh" else (both[2][:1].upper() + both[2][1:], both[1])


def known(key: str) -> bool:
    """Whether there is a text of that key."""
    return key in words()
