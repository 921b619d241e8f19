"""The steps of comparing that were made fast, each held against its plain form."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.words import fold
from index.matching import assign, unrivalled
from index.segments import _best, _common
from index.texts import WHOLE, Segment, cut, held, held_size, places, plain, runs

LETTERS = "甲乙丙丁"


def kept(old: list[Segment], new: list[Segment]) -> int:
    """What the best pairing in order keeps, by the whole table (Needleman and Wunsch 1970)."""
    above = [0] * (len(new) + 1)
    for a in old:
        line = [0]
        for j, b in enumerate(new):
            gain = _common(a, b)
            line.append(max(above[j + 1], line[-1], above[j] + gain if gain else 0))
        above = line
    return above[-1]


@settings(deadline=None)
@given(st.lists(st.text(LETTERS, min_size=1, max_size=7), max_size=9), st.lists(st.text(LETTERS, min_size=1, max_size=7), max_size=9))
def test_segments_are_paired_in_order_and_keep_the_most(old: list[str], new: list[str]) -> None:
    one, other = [Segment(key, 0, len(key)) for key in old], [Segment(key, 0, len(key)) for key in new]
    pairs = _best(one, other)
    assert all(a < c and b < d for (a, b), (c, d) in zip(pairs, pairs[1:], strict=False))
    gains = [_common(one[i], other[j]) for i, j in pairs]
    assert all(gains) and sum(gains) == kept(one, other)


@settings(deadline=None)
@given(st.text(LETTERS, max_size=20), st.text(LETTERS, max_size=20), st.integers(2, 5))
def test_what_is_held_stands_in_runs_of_the_other_text(text: str, other: str, size: int) -> None:
    marked = {k for at in range(len(text) - size + 1) if text[at:at + size] in other for k in range(at, at + size)}
    spans = held(text, runs(other, size), size)
    assert [k for start, end in spans for k in range(start, end)] == sorted(marked)
    assert all(end < start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))
    assert held_size(text, runs(other, size), size) == len(marked)


@settings(deadline=None)
@given(st.text(LETTERS, max_size=20), st.lists(st.text(LETTERS, min_size=1, max_size=4), max_size=4, unique=True))
def test_the_first_name_stays_whole_and_of_those_that_begin_together_the_longest(text: str, names: list[str]) -> None:
    found = places(text, names)
    assert {text[start:end] for start, end in found} <= set(names)
    said = cut(text, whole=names).norms
    assert "".join(said) == text
    longest = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    for name in re.findall(longest, text) if names else ():
        assert name in said


def test_a_name_that_goes_beyond_a_piece_is_no_name_in_it() -> None:
    assert "省发展改革委" not in cut("由省发展改革").norms and places("由省发展改革", ["省发展改革委"]) == []


@pytest.mark.parametrize(("text", "whole"), [
    ("到2031年6月30日", ["2031年6月30日"]), ("2031 年", ["2031 年"]), ("下降13.5%和1,200个百分点", ["13.5%", "1,200个百分点"]),
    ("依照第十二条第3款", ["第十二条", "第3款"]), ("百分之十五点五", ["百分之十五点五"]), ("三十日内", ["三十日"]),
    ("十五个工作日", ["十五个工作日"]), ("五年度", []), ("第十", []), ("百分点", []), ("千家万户", [])])
def test_numbers_dates_and_references_are_found_wherever_they_begin(text: str, whole: list[str]) -> None:
    assert WHOLE.findall(text) == whole


@settings(deadline=None)
@given(st.text())
def test_plain_is_fold_but_for_quotation_marks(text: str) -> None:
    quotes = str.maketrans("“”‘’", "\"\"''")
    assert plain(text) == "".join(fold(character).translate(quotes) if character not in "“”‘’" else character.translate(quotes)
                                  for character in text)


@settings(deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0.1, 1.0), max_size=14),
       st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.floats(0.0, 0.2), max_size=14))
def test_what_is_beyond_rivalry_is_paired_whatever_is_added(weights: dict[tuple[int, int], float],
                                                            more: dict[tuple[int, int], float]) -> None:
    clear = unrivalled(weights, 0.4)
    found = assign({pair: w + more.get(pair, 0.0) for pair, w in weights.items()})
    assert clear.items() <= found.items()

