"""What went from one clause into another than its successor, and which clause is said to have moved; over invented laws."""

from __future__ import annotations

import pytest

from corpus.model import Clause, Document
from index.compare import compare
from tests.test_compare import NUMBERS, TEXTS, law, row, run, whole

PENALTY = "构成犯罪的，依法追究刑事责任。"
BOATS = "游船应当配备污水收集装置，"
GUARD = "巡护人员发现违法捕捞的，应当立即制止，并在二十四小时内报告渔政机构。"


def test_a_paragraph_handed_to_a_neighbour_joins_both() -> None:
    one, other = TEXTS[1] + GUARD, TEXTS[4]
    made = run([TEXTS[0], one, other], [TEXTS[0], TEXTS[1], TEXTS[4] + GUARD])
    found = row(made, "第二条")
    assert found.change == "merged" and {c.id for c in (*found.old, *found.new)} == {"第二条", "第三条"}
    assert set(found.links) == {("第二条", "第二条"), ("第二条", "第三条"), ("第三条", "第三条")}


def test_what_several_clauses_say_shows_nothing() -> None:
    old = [TEXTS[0], TEXTS[3] + PENALTY, TEXTS[4] + PENALTY]
    made = run(old, [TEXTS[0], TEXTS[3], TEXTS[4], "违反本条例规定，" + PENALTY])
    assert [r.change for r in made.rows][-3:] == ["edited", "edited", "added"]


def test_sums_of_money_show_nothing() -> None:
    old = [TEXTS[0], BOATS + "未配备的，由渔政机构处五万元以上二十万元以下罚款，并责令停业。", TEXTS[1]]
    made = run(old, [TEXTS[0], BOATS + "未配备的，由渔政机构责令停业。", "使用禁用渔具的，没收渔具，处五万元以上二十万元以下罚款。", TEXTS[1]])
    assert row(made, "第二条").change == "edited" and row(made, "第三条").change == "renumbered"


@pytest.mark.parametrize("apart", [1, 6])
def test_a_sentence_that_only_one_clause_has_is_found_wherever_it_went(apart: int) -> None:
    others = [f"第{n}号观测站由{n}岛管理站负责维护，每{n}日校准一次。" for n in NUMBERS[:apart]]
    old = [TEXTS[0], TEXTS[2] + GUARD, *others]
    made = run(old, [TEXTS[0], TEXTS[2], *others, "沿湖村民可以组成志愿队伍。" + GUARD])
    found = row(made, "第二条")
    assert found.change == "split" and len(found.new) == 2


def test_a_clause_that_went_far_and_changed_much_is_known_by_its_own_wording() -> None:
    others = [f"第{n}号观测站由{n}岛管理站负责维护，每{n}日校准一次。" for n in NUMBERS[:8]]
    made = run([TEXTS[0], TEXTS[5], *others], [TEXTS[0], *others, "高等学校和企业经批准后可以在湖心岛设立观测站，观测数据每季度报送湖区管理机构，"
                                               "并对仪器运行和人员值守情况作出说明，接受监督检查。"])
    assert row(made, "第二条").change == "moved"


def test_likeness_of_stock_words_alone_is_no_successor() -> None:
    stock = "由湖区管理机构责令限期改正"
    old = [TEXTS[0], f"隐瞒观测数据的，{stock}。", f"损毁航标的，{stock}。", f"占用岸线的，{stock}。"]
    made = run(old, [TEXTS[0], f"损毁航标的，{stock}。", f"占用岸线的，{stock}。",
                     f"夜间航行未开启灯光、载客超过核定人数或者在禁停水域停泊的，{stock}，情节严重的暂扣游船。"])
    assert row(made, "第二条").change == "deleted" and made.rows[-1].change == "added"


def test_of_two_that_changed_places_the_shorter_moved() -> None:
    long, short = TEXTS[1] + TEXTS[3], TEXTS[2]
    made = run([TEXTS[0], long, short, TEXTS[5]], [TEXTS[0], short, long, TEXTS[5]])
    assert (row(made, "第二条").change, row(made, "第三条").change) == ("renumbered", "moved")
    made = run([TEXTS[0], short, long, TEXTS[5]], [TEXTS[0], long, short, TEXTS[5]])
    assert (row(made, "第二条").change, row(made, "第三条").change) == ("moved", "renumbered")


def test_of_two_that_changed_places_the_one_with_its_number_stays() -> None:
    long, short = TEXTS[1] + TEXTS[3], TEXTS[2]
    made = run([TEXTS[0], long, short, TEXTS[5]], [TEXTS[0], TEXTS[4], short, long, TEXTS[5]])
    assert (row(made, "第二条").change, row(made, "第三条").change) == ("moved", "same")


def chapters(doc_id: str, first: list[tuple[str, str]], second: list[tuple[str, str]]) -> Document:
    """A law of two chapters, of articles with their numbers."""
    base = law(doc_id, [])
    clauses = list(base.clauses)
    for marker, title, articles in (("第一章", "总则", first), ("第二章", "管理", second)):
        clauses.append(Clause(marker, None, 1, "unit", marker, title, f"{marker} {title}"))
        clauses += [Clause(f"{marker}/{number}", marker, 2, "unit", number, "", f"{number} {text}") for number, text in articles]
    return Document(doc_id, base.meta, base.source, tuple(clauses))


def test_of_two_that_changed_places_the_one_that_left_its_chapter_moved() -> None:
    long, short = TEXTS[1] + TEXTS[3], TEXTS[2]
    made = compare(chapters("old", [("第一条", TEXTS[0]), ("第二条", long), ("第三条", short)], [("第四条", TEXTS[5])]),
                   chapters("new", [("第一条", TEXTS[0]), ("第二条", short)], [("第三条", long), ("第四条", TEXTS[5])]))
    whole(made)
    assert (row(made, "第一章/第二条").change, row(made, "第一章/第三条").change) == ("moved", "renumbered")
