"""What the pages say: every text in both languages, every text that is asked for is there, and none that nobody asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.language import LANGUAGES, Language, speaker, told, words

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


def test_counts_are_told_with_their_word_and_their_thousands() -> None:
    assert [speaker("en")("matrix.tasks", n=n, d=1) for n in (1, 2, 11602)] == [
        "1 task in 1 document", "2 tasks in 1 document", "11,602 tasks in 1 document"]
    assert speaker("zh")("matrix.tasks", n=11602, d=1) == "11,602 项任务，1 份文件"
    assert speaker("zh")("units.sentences", year=2025, n=3) == "2025 的任务（3）", "a year is no count"


@pytest.mark.parametrize(("said", "language", "told_as"), [
    ("检索式少了右括号 (a closing parenthesis is missing)", "zh", ("检索式少了右括号", "")),
    ("检索式少了右括号 (a closing parenthesis is missing)", "en", ("A closing parenthesis is missing", "检索式少了右括号")),
    ("语料库里没有“x”；用 tiaokuan list 查看 (no such document)", "zh", ("语料库里没有“x”", "")),
    ("a 里没有条款“九”；用 tiaokuan show a 查看提纲 (no such clause)", "zh", ("a 里没有条款“九”", "")),
    ("没有站点“x”；用 tiaokuan sites 查看，或给出网址 (no such site)", "zh", ("没有站点“x”；请给出网址", "")),
    ("没有可画的数值；指标名可用 tiaokuan indicators 查看 (no figures to draw)", "en", ("No figures to draw", "没有可画的数值")),
    ("“甲 (a) 乙”不对 (wrong (very))", "zh", ("“甲 (a) 乙”不对", "")),
    ("plain", "en", ("plain", "")), ("只有中文", "en", ("只有中文", "")), ("", "zh", ("", ""))])
def test_a_message_is_told_in_the_readers_language(said: str, language: Language, told_as: tuple[str, str]) -> None:
    assert told(said, language) == told_as
