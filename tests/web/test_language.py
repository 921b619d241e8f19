"""What the pages say: every text in both languages, every text that is asked for is there, and none that nobody asks for."""

from __future__ import annotations

import re
from pathlib import Path

from web.language import LANGUAGES, words

WEB = Path(__file__).parent.parent.parent / "web"
SOURCES = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
ASKED = re.compile(r"""\b(?:t|say|told)\(\s*["']([a-z_]+\.[\w.]*)["']\s*([+,)~])""")
NAMED = re.compile(r"""["']([a-z_]+\.[a-z_]\w*)["']""")


def test_every_text_stands_in_both_languages() -> None:
    for key, texts in words().items():
        assert set(texts) == set(LANGUAGES), key
        assert all(text.strip() for text in texts.values()), key


def test_every_text_that_is_asked_for_is_there_and_the_others_are_gone() -> None:
    exact, begun, named = set(), set(), set()
    for source in SOURCES:
        text = source.read_text("utf-8")
        for key, after in ASKED.findall(text):
            (begun if after in "+~" else exact).add(key)
        named |= set(NAMED.findall(text))
    known = set(words())
    assert exact <= known, exact - known
    assert all(any(key.startswith(start) for key in known) for start in begun)
    free = {key for key in known - exact - named if not any(key.startswith(start) for start in begun)}
    assert not free, f"nobody says {sorted(free)}"
