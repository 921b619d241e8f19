"""Comparing two versions, over invented laws."""

from __future__ import annotations

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Clause, Document, Metadata, Responsibility, Role, Source, Target, Technology, Unit
from index.compare import Comparison, Row, compare, validate
from index.diff import edits
from index.texts import cut, joined, segments

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
    assert "".join(w.norm for w in cut(made + old[at:])) or not cut(new)
    assert "".join(w.norm for w in cut(made + old[at:])) == "".join(w.norm for w in cut(new))


def test_markers_are_no_words() -> None:
    clause = Clause("一", None, 1, "unit", "一、", "", "一、重点任务")
    assert joined([clause])[segments([clause])[0].start:].startswith("重点")
