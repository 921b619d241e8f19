"""Words to compare by: cut in Rust, as jieba cuts them with the same dictionary."""

from __future__ import annotations

from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus.lexicon import user_words
from corpus.words import words
from pipeline import analyse

SAMPLES = sorted(p for p in (Path(corpus.__path__[0]) / "samples").iterdir() if p.suffix in (".txt", ".html"))


@pytest.fixture(scope="module")
def reference() -> jieba.Tokenizer:
    made = jieba.Tokenizer()
    for word in user_words():
        made.add_word(word)
    return made


def test_the_samples_are_cut_as_jieba_cuts_them(reference: jieba.Tokenizer) -> None:
    texts = [clause.text for path in SAMPLES for clause in analyse(path.read_bytes(), path.name).clauses]
    assert texts and [words(text) for text in texts] == [reference.lcut(text, HMM=False) for text in texts]


def test_names_of_the_lexicon_are_words() -> None:
    name = max(user_words(), key=len)
    assert name in words(f"由{name}负责")


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("发展改革委员会应当按照国家规定，。、；（）“”%16.5年月日ABab \n\u3000①Ⅲ㈠😀é")))
def test_any_text_is_cut_as_jieba_cuts_it(reference: jieba.Tokenizer, text: str) -> None:
    assert words(text) == reference.lcut(text, HMM=False)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_the_words_joined_are_the_text(text: str) -> None:
    assert "".join(words(text)) == text


def test_half_a_surrogate_pair_is_cut_too() -> None:
    assert "".join(words("应当\ud83d公布")) == "应当\ud83d公布"
