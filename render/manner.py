"""In which manner a view is shown: where its clauses are found, and in which language it says what no document says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from corpus.model import TiaokuanError
from render.xlsx import link

Address = Callable[[str, str], str]
"""Gives the address of a clause: from the name of its document (`ID`, or `ID@2` for a version that is compared) and its id."""
LANGUAGES = ("zh", "en")


@cache
def _english() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "english.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Manner:
    """`address`: None on a page by itself, whose clauses are found where their documents came from. Raises TiaokuanError for
    a language that there is not."""

    address: Address | None = None
    language: str = "zh"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise TiaokuanError(f"没有语言 {self.language}，可用 {' '.join(LANGUAGES)} (unknown language)")

    def say(self, text: str, *values: object) -> str:
        """What the view says, in the reader's language: `text` is the Chinese, with `{}` for values. Not escaped."""
        said = text if self.language == "zh" else _english().get(text, text)
        return said.format(*values) if values else said

    def join(self, parts: list[str]) -> str:
        """A list in a sentence."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def to(self, name: str, clause_id: str, said: str, source: str = "") -> str:
        """Text that leads to a clause; `source` is where the clause was read. Escaped."""
        address = self.address(name, clause_id) if self.address else link(source)
        return f'<a href="{escape(address)}">{escape(said)}</a>' if address and said else escape(said)


PLAIN = Manner()
