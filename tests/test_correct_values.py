"""What a reader may say: everything else is one line for people, and nothing of it is kept."""

from __future__ import annotations

import getpass
from typing import Any

import pytest
from plans import fill

import tiaokuan

HEAT, GYPSUM = "二/（一）/P1", "二/（三）/P1"


@pytest.fixture
def plans(corpus: tiaokuan.Corpus) -> tiaokuan.Corpus:
    """The three invented plans."""
    return fill(corpus)


def spot(corpus: tiaokuan.Corpus, clause: str, text: str) -> tuple[int, int]:
    start = corpus.clause("province", clause)[1].text.index(text)
    return start, start + len(text)


@pytest.mark.parametrize(("start", "end"), [
    (-1, 3), (3, 3), (5, 2), (0, 10_000), (0, 10**30), (0.0, 2.0), ("0", "2"), (None, 2), (True, 3), (float("nan"), 3)])
def test_spans_lie_in_the_clause(plans: tiaokuan.Corpus, start: Any, end: Any) -> None:
    with pytest.raises(tiaokuan.TiaokuanError):
        plans.correct("province", HEAT, "technology", "add", start, end)
    with pytest.raises(tiaokuan.TiaokuanError):
        plans.correct("province", HEAT, "technology", "change", *spot(plans, HEAT, "余热发电技术"), span=(start, end))
    assert len(plans.corrections()) == 0


@pytest.mark.parametrize("values", [
    {"role": "boss"}, {"role": None}, {"role": ""}, {"role": 3}, {"name": ""}, {"name": "  "}, {"name": None}, {"name": "字" * 1001},
    {"canonical": "a\x00b"}, {"canonical": "\ud800"}, {"canonical": "a\nb\x1b[2J"}, {"name": "省\u202e厅"}, {"surface": "x"},
    {"rule": "x"}, {"start": 3}, {"open": True}, {"corrected": None}, {"due": "2025-02-30"}, {"due": "明年"}, {"due": 20250101},
    {"due": "２０２５-01-01"}, {"deadline": "年" * 1001}, {"task": ""}, {"task": 7}, {"indicator": "x"}])
def test_values_of_a_unit(plans: tiaokuan.Corpus, values: dict[str, Any]) -> None:
    with pytest.raises(tiaokuan.TiaokuanError) as error:
        plans.correct("province", HEAT, "unit", "change", *spot(plans, HEAT, "省发展改革委"), **values)
    assert "\n" not in str(error.value) and len(str(error.value)) < 300
    assert len(plans.corrections()) == 0


@pytest.mark.parametrize("values", [
    {"value": float("nan")}, {"value": float("inf")}, {"value": 10**400}, {"value": "70"}, {"value": True}, {"value": [70]},
    {"value_max": -float("inf")}, {"year": 70}, {"year": 2025.5}, {"year": 99999}, {"baseline_year": "2020"}, {"comparator": "=="},
    {"comparator": None}, {"comparator": []}, {"kind": "wish"}, {"indicator": ""}, {"unit": "%" * 1001}, {"canonical": "x"}, {}])
def test_values_of_a_target(plans: tiaokuan.Corpus, values: dict[str, Any]) -> None:
    with pytest.raises(tiaokuan.TiaokuanError):
        plans.correct("province", GYPSUM, "target", "change", *spot(plans, GYPSUM, "磷石膏综合利用率达到70%"), **values)
    assert len(plans.corrections()) == 0


def test_values_that_may_be_silent(plans: tiaokuan.Corpus) -> None:
    made = plans.correct("province", GYPSUM, "target", "change", *spot(plans, GYPSUM, "磷石膏综合利用率达到70%"),
                         value=None, unit=None, year=None, comparator="up")
    assert made.now is not None and made.now["value"] is None
    target, = plans.clause("province", GYPSUM)[1].targets
    assert (target.comparator, target.value, target.unit, target.year) == ("up", None, None, None)


@pytest.mark.parametrize(("kind", "action", "text", "said"), [
    ("citation", "accept", "余热发电技术", "类别"), ("", "accept", "余热发电技术", "类别"), ("technology", "drop", "余热发电技术", "动作"),
    ("technology", "accept", "冶金", "没有标为"), ("technology", "reject", "冶金", "没有标为"), ("technology", "add", "余热发电技术", "已标为"),
    ("technology", "change", "余热发电技术", "没有说改什么"), ("target", "add", "冶金", "指标"), ("unit", "add", "省发展改革委", "已标为")])
def test_actions_fit_what_is_there(plans: tiaokuan.Corpus, kind: str, action: str, text: str, said: str) -> None:
    with pytest.raises(tiaokuan.TiaokuanError, match=said):
        plans.correct("province", HEAT, kind, action, *spot(plans, HEAT, text))
    assert len(plans.corrections()) == 0


def test_a_change_that_changes_nothing_and_a_span_elsewhere(plans: tiaokuan.Corpus) -> None:
    at = spot(plans, HEAT, "余热发电技术")
    with pytest.raises(tiaokuan.TiaokuanError, match="accept"):
        plans.correct("province", HEAT, "technology", "change", *at, canonical="余热发电")
    with pytest.raises(tiaokuan.TiaokuanError, match="不相交"):
        plans.correct("province", HEAT, "technology", "change", *at, span=spot(plans, HEAT, "余热示范带"))
    with pytest.raises(tiaokuan.TiaokuanError, match="accept 不带新值"):
        plans.correct("province", HEAT, "technology", "accept", *at, canonical="余热")


@pytest.mark.parametrize(("who", "note"), [
    ("王" * 101, ""), ("", ""), ("  ", ""), ("a\x00", ""), (7, ""), ("王五", "记" * 2001), ("王五", None), ("王五", "\x1b]0;x\x07")])
def test_readers_and_notes_are_bounded(plans: tiaokuan.Corpus, who: Any, note: Any) -> None:
    with pytest.raises(tiaokuan.TiaokuanError):
        plans.correct("province", HEAT, "technology", "accept", *spot(plans, HEAT, "余热发电技术"), who=who, note=note)
    assert len(plans.corrections()) == 0


def test_who_is_the_login_name_where_nobody_says(plans: tiaokuan.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "wangwu")
    at = spot(plans, HEAT, "余热发电技术")
    assert plans.correct("province", HEAT, "technology", "accept", *at).by == "wangwu"

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert plans.correct("province", HEAT, "technology", "reject", *at, note="a\nb").by == "读者"


def test_words_that_a_spreadsheet_or_page_would_take_for_its_own(plans: tiaokuan.Corpus, tmp_path: Any) -> None:
    plans.correct("province", HEAT, "technology", "accept", *spot(plans, HEAT, "余热发电技术"), who="=1+1", note="<script>x</script>")
    for ending in ("csv", "html", "xlsx", "md"):
        tiaokuan.render(plans.corrections(), ending, tmp_path / f"c.{ending}")
    assert "'=1+1" in (tmp_path / "c.csv").read_text("utf-8-sig")
    assert "<script>x" not in (tmp_path / "c.html").read_text("utf-8") + (tmp_path / "c.md").read_text("utf-8")


def test_what_the_reader_saw_must_be_there(plans: tiaokuan.Corpus) -> None:
    at = spot(plans, HEAT, "余热发电技术")
    with pytest.raises(tiaokuan.TiaokuanError, match="余热发电技术"):
        plans.correct("province", HEAT, "technology", "reject", *at, quote="热泵技术")
    assert plans.correct("province", HEAT, "technology", "reject", *at, quote="余热发电技术").id == 1


@pytest.mark.parametrize("number", [0, -1, 99, 10**30, True, "1", None])
def test_numbers_that_there_are_not(plans: tiaokuan.Corpus, number: Any) -> None:
    with pytest.raises(tiaokuan.TiaokuanError, match="没有订正"):
        plans.uncorrect(number)


def test_no_end_of_corrections_is_refused(plans: tiaokuan.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.corrections.file.MAX_EACH", 1)
    at = spot(plans, HEAT, "余热发电技术")
    plans.correct("province", HEAT, "technology", "accept", *at, who="王五")
    with pytest.raises(tiaokuan.TiaokuanError, match="不能再多"):
        plans.correct("province", HEAT, "technology", "reject", *at, who="王五")
