"""Comparing two versions, over invented laws."""

from __future__ import annotations

import itertools
import time

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Clause, Comparator, Document, Metadata, Responsibility, Role, Source, Target, Technology, Unit
from index.compare import Comparison, Row, compare, validate
from index.diff import edits
from index.matching import assign, in_order
from index.records import direction
from index.texts import Text, cut, joined, plain

TEXTS = [
    "为了保护云岭湖的水质，规范沿湖生产活动，制定本条例。",
    "沿湖各县人民政府应当建立巡查制度，每月巡查不少于两次，并公布巡查结果。",
    "鼓励渔业企业采用循环水养殖设备，减少饲料投放。",
    "餐饮船舶不得向湖面排放油污，违者由渔政机构处以罚款。",
    "湖区旅游线路由文旅机构统一规划，游船数量实行总量管理。",
    "科研机构可以在湖心岛设立观测站，观测数据向社会开放。",
]
NUMBERS = "一二三四五六七八九十"


def law(doc_id: str, texts: list[str]) -> Document:
    clauses = [Clause("title", None, 1, "title", "", "", "云岭湖保护条例")]
    for n, text in enumerate(texts):
        marker = f"第{NUMBERS[n]}条"
        clauses.append(Clause(marker, None, 1, "unit", marker, "", f"{marker} {text}"))
    return Document(doc_id, Metadata(title="云岭湖保护条例"), Source(f"{doc_id}.txt", "0" * 64, "text/plain"), tuple(clauses))


def run(old: list[str], new: list[str]) -> Comparison:
    made = compare(law("old", old), law("new", new))
    whole(made)
    return made


def whole(made: Comparison) -> None:
    """What every comparison must hold."""
    validate(made.to_json())
    for side, document in (("old", made.old), ("new", made.new)):
        assert sorted(c.id for r in made.rows for c in getattr(r, side)) == sorted(c.id for c in document.clauses)
    for row in made.rows:
        for e in row.edits:
            assert row.old_text[e.old_start:e.old_end] == e.was and row.new_text[e.new_start:e.new_end] == e.now


def row(made: Comparison, old: str) -> Row:
    return next(r for r in made.rows if any(c.id == old for c in r.old))


def test_the_same_document_has_no_changes() -> None:
    made = run(TEXTS, TEXTS)
    assert made.counts() == {"same": 7}
    assert all(r.similarity == 1.0 and not r.edits and not r.records for r in made.rows)


def test_width_of_punctuation_and_white_space_do_not_count() -> None:
    made = run(TEXTS, [TEXTS[0].replace("，", ", "), *TEXTS[1:]])
    assert made.counts() == {"same": 7}


def test_added_and_deleted_clauses_renumber_the_rest() -> None:
    made = run(TEXTS, [TEXTS[0], "每年三月为护湖宣传月，学校组织志愿服务。", *TEXTS[1:4], TEXTS[5]])
    assert made.counts() == {"same": 3, "renumbered": 3, "added": 1, "deleted": 1}
    assert [c.id for c in row(made, "第二条").new] == ["第三条"]
    assert row(made, "第五条").change == "deleted"


def test_an_edit_keeps_numbers_whole_and_names_strength() -> None:
    new = list(TEXTS)
    new[1] = new[1].replace("应当", "必须")
    made = row(run(TEXTS, new), "第二条")
    assert made.change == "edited"
    assert [(e.was, e.now) for e in made.edits] == [("应当", "必须")]
    assert [(r.kind, r.was, r.now, r.direction) for r in made.records] == [("strength", "应当", "必须", "stronger")]


@pytest.mark.parametrize(("old", "new", "was", "now"), [
    ("能耗下降16%以上", "能耗下降13.5%以上", "16%", "13.5%"),
    ("于2031年6月30日前完成", "于2032年1月1日前完成", "2031年6月30日", "2032年1月1日"),
    ("依照第十二条办理", "依照第一百零三条办理", "第十二条", "第一百零三条")])
def test_numbers_dates_and_references_are_one_word(old: str, new: str, was: str, now: str) -> None:
    assert [(e.was, e.now) for e in edits(old, new, cut(old), cut(new))] == [(was, now)]


def test_an_inserted_sentence_stands_alone() -> None:
    old, new = "先做甲事。再做乙事。", "先做甲事。并向社会公布结果。再做乙事。"
    assert [(e.was, e.now) for e in edits(old, new, cut(old), cut(new))] == [("", "并向社会公布结果。")]


def test_moved() -> None:
    made = run(TEXTS, [TEXTS[0], *TEXTS[2:], TEXTS[1]])
    assert row(made, "第二条").change == "moved"
    assert row(made, "第三条").change == "renumbered"


def test_split_and_merged_are_mirrors() -> None:
    both = TEXTS[3] + TEXTS[4]
    one = [*TEXTS[:3], both, TEXTS[5]]
    split = row(run(one, TEXTS), "第四条")
    assert split.change == "split" and [c.id for c in split.new] == ["第四条", "第五条"]
    merged = row(run(TEXTS, one), "第四条")
    assert merged.change == "merged" and [c.id for c in merged.old] == ["第四条", "第五条"]


def test_paragraphs_and_items_stand_with_their_article() -> None:
    def one(doc_id: str, item: str) -> Document:
        base = law(doc_id, TEXTS[:2])
        more = (Clause("第二条/（一）", "第二条", 2, "unit", "（一）", "", f"（一）{item}"),
                Clause("第二条/P1", "第二条", 2, "paragraph", "", "", "巡查人员应当佩戴标识。"))
        return Document(doc_id, base.meta, base.source, (*base.clauses, *more))

    made = compare(one("old", "巡查水位；"), one("new", "巡查水温；"))
    whole(made)
    found = row(made, "第二条")
    assert found.change == "edited" and len(found.old) == len(found.new) == 3
    assert made.to_json()["rows"][-1]["old"][1]["path"] == ["第二条", "（一）"]


def tagged(doc_id: str, units: list[tuple[str, Role]], value: float, due: str, tech: str) -> Document:
    text = f"第一条 推广{tech}，能耗下降{value}%，{due}完成。"
    listed = tuple(Unit(n, n, n, role, 0, 1) for n, role in units)
    clause = Clause("第一条", None, 1, "unit", "第一条", "", text,
                    responsibilities=(Responsibility(text, listed, "第一条", deadline=due, due=due),),
                    targets=(Target(f"能耗下降{value}%", "能耗", "down", value, None, "%", 2031, None, "target", 0, 1),),
                    technologies=(Technology(tech, tech, 0, 1),))
    return Document(doc_id, Metadata(), Source(doc_id, "0" * 64, "text/plain"), (clause,))


def test_records_say_what_changed() -> None:
    old = tagged("a", [("省工信厅", "lead"), ("省水利厅", "support")], 16.0, "2030年底", "余热利用")
    new = tagged("b", [("省工信厅", "support"), ("省能源局", "lead")], 13.5, "2031年底", "储能")
    made = compare(old, new)
    whole(made)
    assert [(r.kind, r.was, r.now) for r in made.rows[0].records] == [
        ("role", "省工信厅 牵头", "省工信厅 配合"), ("unit_dropped", "省水利厅", None), ("unit_added", None, "省能源局"),
        ("deadline", "2030年底", "2031年底"), ("target", "能耗下降16.0%", "能耗下降13.5%"),
        ("technology", "余热利用", None), ("technology", None, "储能")]


def test_the_same_body_of_another_region_is_no_new_unit() -> None:
    old = tagged("a", [("国家能源局", "lead")], 1.0, "2030年底", "储能")
    new = tagged("b", [("省能源局", "lead")], 1.0, "2030年底", "储能")
    assert not compare(old, new).rows[0].records


def test_table_and_schema() -> None:
    made = run(TEXTS, TEXTS[:-1])
    table = made.table()
    assert len(table) == len(made.rows) and table.records()[-1]["change"] == "删除"
    broken = made.to_json()
    broken["rows"][0]["change"] = "vanished"
    with pytest.raises(jsonschema.ValidationError):
        validate(broken)


def test_an_empty_document_compares() -> None:
    nothing = Document("none", Metadata(), Source("none", "0" * 64, "text/plain"), ())
    made = compare(nothing, law("new", TEXTS))
    whole(made)
    assert set(made.counts()) == {"added"}
    assert compare(nothing, nothing).rows == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=8), st.lists(st.sampled_from(TEXTS), max_size=8))
def test_every_clause_stands_in_exactly_one_row(old: list[str], new: list[str]) -> None:
    run(old, new)


@settings(max_examples=40, deadline=None)
@given(st.text("甲乙丙丁，。16%年 应当", max_size=40), st.text("甲乙丙丁，。16%年 应当", max_size=40))
def test_edits_turn_the_old_text_into_the_new(old: str, new: str) -> None:
    made, at = "", 0
    for e in edits(old, new, cut(old), cut(new)):
        made += old[at:e.old_start] + e.now
        at = e.old_end
    assert "".join(cut(made + old[at:]).norms) == "".join(cut(new).norms)


def test_numbers_names_and_durations_are_whole() -> None:
    assert cut("由省发展改革委在十五日内公布二万元标准", whole=["省发展改革委"]).norms == [
        "由", "省发展改革委", "在", "十五日", "内", "公布", "二万元", "标准"]


def test_width_and_spacing_are_reported_when_asked() -> None:
    old, new = law("old", [TEXTS[0]]), law("new", [TEXTS[0].replace("，", ", ", 1)])
    assert "edited" not in compare(old, new).counts()
    made = compare(old, new, exact=True)
    whole(made)
    assert made.counts()["edited"] == 1 and [(e.was, e.now) for r in made.rows for e in r.edits] == [("，", ", ")]


def test_a_moved_sentence_is_one_move_not_two_changes() -> None:
    old = "湖区各县建立巡查制度。餐饮船舶不得向湖面排放油污。违者由渔政机构处以罚款。"
    new = "餐饮船舶不得向湖面排放油污。违者由渔政机构处以罚款。湖区各县建立巡查制度。"
    made = row(run([old], [new]), "第一条")
    assert [(e.was, e.now, e.move) for e in made.edits] == [("湖区各县建立巡查制度。", "", 1), ("", "湖区各县建立巡查制度。", 1)]
    assert made.change == "edited" and made.similarity == 1.0


def test_a_phrase_put_in_before_the_end_of_another_reads_by_itself() -> None:
    made = row(run(["规章与法律相抵触的，应当修改或者废止。"], ["规章与法律相抵触，或者存在合法性问题的，应当修改或者废止。"]), "第一条")
    assert [(e.was, e.now) for e in made.edits] == [("的", "，或者存在合法性问题的")]


def test_a_responsibility_list_is_an_edit_of_its_own() -> None:
    old = "推进余热利用，建设示范工程。（工业和信息化部、水利部等按职责分工负责）"
    new = "推进余热利用，建设示范园区，公布名单。（省水利厅、省工信厅等按职责分工负责）"
    shown = [(e.was, e.now) for e in row(run([old], [new]), "第一条").edits]
    assert shown[-1][0].startswith(("工业", "（工业")) and "名单" not in shown[-1][1]


def test_words_alone_do_not_make_a_pair() -> None:
    made = run([*TEXTS[:2], "有关人民政府及其部门作出的决定、命令，应当及时公布。"],
               [*TEXTS[:2], "国家建立投诉、举报制度，统一投诉、举报的方式。接到投诉的人民政府应当立即组织调查，并将结果告知投诉人。"])
    assert row(made, "第三条").change == "deleted"


def test_what_one_piece_took_along_another_does_not() -> None:
    whole_text = "省人民代表大会根据本省的具体情况和实际需要，可以制定地方性法规。" + TEXTS[1] + TEXTS[3]
    made = run([TEXTS[0], whole_text], [
        TEXTS[0], "省人民代表大会根据本省的具体情况和实际需要，可以制定地方性法规。", TEXTS[1] + TEXTS[3],
        "省人民代表大会根据区域协调发展的需要，可以协同制定地方性法规，在有关区域内施行，并建立协同工作机制。"])
    split = row(made, "第二条")
    assert split.change == "split" and [c.id for c in split.new] == ["第二条", "第三条"]
    assert made.rows[-1].change == "added"


def test_the_same_text_several_times_is_paired_in_order() -> None:
    made = run([TEXTS[0], TEXTS[1], TEXTS[0]], [TEXTS[0], TEXTS[1], TEXTS[0]])
    assert made.counts() == {"same": 4}


@pytest.mark.parametrize(("comparator", "old", "new", "said"), [
    (">=", 40.0, 45.0, "tightened"), ("<=", 5.0, 8.0, "relaxed"), ("down", 16.0, 13.5, "relaxed"), ("up", 6.0, 8.0, "tightened"),
    ("=", 10.0, 12.0, "raised"), ("=", 10.0, 8.0, "lowered"), ("~", 10.0, 10.0, None)])
def test_the_direction_of_a_target_is_what_its_own_words_give(comparator: Comparator, old: float, new: float, said: str | None) -> None:
    was, now = (Target("", "", comparator, v, None, "%", 2031, None, "target", 0, 1) for v in (old, new))
    assert direction(was, now) == said


def test_a_target_put_off_is_later() -> None:
    was, now = (Target("", "", "=", 10.0, None, "%", year, None, "target", 0, 1) for year in (2030, 2032))
    assert direction(was, now) == "later" and direction(now, was) == "earlier"


def test_a_body_renamed_by_a_reform_or_at_another_level_is_no_new_unit() -> None:
    for old, new in (("省环境保护厅", "省生态环境厅"), ("生态环境部", "省生态环境厅"), ("工业和信息化部", "省工信厅")):
        made = compare(tagged("a", [(old, "lead")], 1.0, "2030年底", "储能"), tagged("b", [(new, "lead")], 1.0, "2030年底", "储能"))
        assert not made.rows[0].records


def test_a_unit_that_became_the_lead_and_a_time_limit_put_off() -> None:
    old = tagged("a", [("省工信厅", "support")], 1.0, "2030-12-31", "储能")
    new = tagged("b", [("省工信厅", "lead")], 1.0, "2031-12-31", "储能")
    made = compare(old, new)
    assert [(r.kind, r.direction) for r in made.rows[0].records] == [("role", "lead"), ("deadline", "later")]
    assert made.records().records()[0] == {"old": "第一条", "new": "第一条", "change": "edited", "kind": "role", "direction": "lead",
                                           "was": "省工信厅 配合", "now": "省工信厅 牵头"}


@pytest.mark.parametrize(("was", "now", "said"), [
    ("鼓励企业公布结果", "企业应当公布结果", [("鼓励", "应当", "stronger")]), ("可以委托机构办理", "必须委托机构办理", [("可以", "必须", "stronger")]),
    ("力争建成示范区", "确保建成示范区", [("力争", "确保", "stronger")]), ("不得排放油污", "限制排放油污", [("不得", "限制", "weaker")]),
    ("完善应急体系", "完善鼓励体系", [])])
def test_strength_of_wording(was: str, now: str, said: list[tuple[str, str, str]]) -> None:
    found = compare(law("a", [was + "，并报告。"]), law("b", [now + "，并报告。"])).rows[-1].records
    assert [(r.was, r.now, r.direction) for r in found] == said


def test_the_register_has_its_clauses_edits_and_records() -> None:
    made = run(TEXTS, [*TEXTS[:2], TEXTS[2].replace("鼓励", "要求"), *TEXTS[3:5]])
    clauses, shown, meant = made.tables()
    assert [t.title for t in (clauses, shown, meant)] == ["条款", "修改", "内容变化"]
    assert {r["edit"] for r in shown.records()} == {"replaced", "deleted"}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.floats(0.01, 1), max_size=20))
def test_the_pairing_has_the_greatest_sum(weights: dict[tuple[int, int], float]) -> None:
    found = assign(weights)
    assert len(set(found.values())) == len(found) and all(pair in weights for pair in found.items())
    best = 0.0
    for order in itertools.permutations(range(6)):
        best = max(best, sum(weights.get(pair, 0.0) for pair in enumerate(order)))
    assert sum(weights[pair] for pair in found.items()) == pytest.approx(best)


@settings(max_examples=80, deadline=None)
@given(st.permutations(range(9)), st.lists(st.integers(1, 9), min_size=9, max_size=9))
def test_what_keeps_its_order_is_the_most_that_can(places: list[int], weights: list[int]) -> None:
    for found, weight in ((in_order(dict(enumerate(places))), [1] * 9), (in_order(dict(enumerate(places)), weights), weights)):
        assert list(found.values()) == sorted(found.values()) and all(places[i] == j for i, j in found.items())
        best = [0] * 9
        for i, j in enumerate(places):
            best[i] = weight[i] + max((best[k] for k in range(i) if places[k] < j), default=0)
        assert sum(weight[i] for i in found) == max(best)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_every_character_keeps_its_place_when_width_is_made_plain(text: str) -> None:
    assert len(plain(text)) == len(text) and plain(text) == "".join(map(plain, text))
    assert plain("ＡＢＣ１２％，：“引”") == 'abc12%,:"引"'


def test_paths_in_json_are_those_of_the_documents() -> None:
    old, new = law("old", TEXTS), law("new", TEXTS[1:])
    for row in compare(old, new).to_json()["rows"]:
        for document, side in ((old, row["old"]), (new, row["new"])):
            assert all(tuple(c["path"]) == document.path(document.clause(c["id"])) for c in side)


def test_a_large_group_is_still_paired() -> None:
    found = assign({(i, (i + k) % 500): 1.0 - 0.1 * k for i in range(500) for k in range(2)})
    assert found == {i: i for i in range(500)}


def test_long_documents_take_time_in_proportion() -> None:
    """Eight times the text in less than thirty times the time: far from the square, whatever the machine is doing."""
    def took(times: int) -> float:
        texts = [f"{text[:9]}第{n}次{text[9:]}" for n in range(times) for text in TEXTS]
        old, new = long_law("old", texts), long_law("new", [t.replace("应当", "必须") for t in texts])
        start = time.process_time()
        whole(compare(old, new))
        return time.process_time() - start

    took(5)
    assert took(80) < 30 * max(took(10), 0.02)


def test_a_phrase_without_end_takes_no_time_without_end() -> None:
    start = time.process_time()
    made = run(["的甲" * 20_000 + "乙"], ["甲的丙" * 14_000 + "丁"])
    assert made.counts() and time.process_time() - start < 20


def long_law(doc_id: str, texts: list[str]) -> Document:
    clauses = tuple(Clause(f"第{n}条", None, 1, "unit", f"第{n}条", "", f"第{n}条 {text}") for n, text in enumerate(texts, 1))
    return Document(doc_id, Metadata(), Source("x", "0" * 64, "text/plain"), clauses)


def test_markers_are_no_words() -> None:
    clause = Clause("一", None, 1, "unit", "一、", "", "一、重点任务")
    assert joined([clause])[Text([clause]).segments[0].start:].startswith("重点")
