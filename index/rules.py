"""What each rule reads, in words: `corpus/lexicon/rules.toml`."""

from __future__ import annotations

from corpus import lexicon


def rules() -> dict[str, dict[str, str]]:
    """By the name of the rule (`Mention.rule`): `of` (what it finds), `zh` and `en` (what it reads)."""
    return {name: {key: str(value) for key, value in said.items()} for name, said in lexicon.load("rules").items()}
