"""Lists of responsible units: brackets, labels, conventions, standing rules, names completed by what the list shares."""

from __future__ import annotations

import pytest

from corpus.model import Clause, Metadata, Responsibility
from pipeline.tag import tag

META = Metadata(title="云岭省绿色制造行动方案", region="云岭省", date="2022-03-01")


def tagged(*texts: str, meta: Metadata = META) -> list[tuple[Responsibility, ...]]:
    """The rows of each paragraph of a document made of these."""
    clauses = [Clause(f"P{n}", None, 1, "paragraph", "", "", text) for n, text in enumerate(texts)]
    return [c.responsibilities for c in tag(clauses, meta)]


def names(text: str, meta: Metadata = META) -> list[str]:
    return [u.name for row in tagged(text, meta=meta)[0] for u in row.units]


def roles(text: str) -> list[tuple[str, str]]:
    return [(u.surface, u.role) for row in tagged(text)[0] for u in row.units]


@pytest.mark.parametrize(("text", "wanted"), [
    ("推进整治。（县林业局、石坪镇）", [("县林业局", "responsible"), ("石坪镇", "responsible")]),
    ("推进整治。（县林业局、局土地整治股）", [("县林业局", "responsible"), ("局土地整治股", "responsible")]),
    ("做好服务。（省民政厅、省卫生健康委（省疾控局）、省财政厅）",
     [("省民政厅", "responsible"), ("省卫生健康委（省疾控局）", "responsible"), ("省财政厅", "responsible")]),
    ("做好服务。（省民政厅负责，省财政厅参与）", [("省民政厅", "lead"), ("省财政厅", "support")]),
    ("做好服务。（省民政厅牵头，省财政厅等按职责分工负责）", [("省民政厅", "lead"), ("省财政厅", "support")]),
    ("做好服务。（责任单位∶省民政厅、省财政厅）", [("省民政厅", "responsible"), ("省财政厅", "responsible")]),
    ("做好服务。（省民政厅、省财政厅指导）", [("省民政厅", "responsible"), ("省财政厅", "responsible")]),
    ("做好服务。（负责部门：省民政厅、省财政厅；适用范围：各开发区）", [("省民政厅", "responsible"), ("省财政厅", "responsible")]),
    ("做好服务。（省民政厅，各市、州、县人民政府）", [("省民政厅", "responsible"), ("各市、州、县人民政府", "responsible")]),
    ("做好服务。（省民政厅，各市、县〔市、区〕人民政府）", [("省民政厅", "responsible"), ("各市、县〔市、区〕人民政府", "responsible")]),
    ("做好服务。（省民政厅，各区党委、政府）", [("省民政厅", "responsible"), ("各区党委", "responsible"), ("政府", "responsible")]),
    ("建设体育设施（体育场、体育馆、游泳馆）。", []),
    ("推广设备（含水泵、风机）。", []),
])
def test_what_a_bracket_lists(text: str, wanted: list[tuple[str, str]]) -> None:
    assert roles(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), [
    ("推进。（省科技厅、财政厅、税务局）", ["省科技厅", "省财政厅", "省税务局"]),
    ("推进。（省科技厅、云岭银保监局、人行云岭中心支行、财政厅）", ["省科技厅", "云岭银保监局", "人行云岭中心支行", "省财政厅"]),
    ("推进。（科技厅、省发展改革委、财政厅、省林草局）", ["科技厅", "省发展改革委", "财政厅", "省林草局"]),
    ("推进。（各县、开发区负责）", ["各县", "各开发区"]),
    ("推进。（市政府国资委、市场监管局）", ["市政府国资委", "市市场监管局"]),
    ("推进。（省委组织部、宣传部）", ["省委组织部", "省委宣传部"]),
    ("推进。（省有关部门、单位负责）", ["省有关部门", "省有关单位"]),
    ("推进。（各区党委、政府负责）", ["各区党委", "各区政府"]),
    ("推进。（重庆市能源局、市科技局；四川省能源局、科技厅）", ["重庆市能源局", "重庆市科技局", "四川省能源局", "四川省科技厅"]),
    ("推进。（广州、深圳市政府，省财政厅负责）", ["广州市政府", "深圳市政府", "省财政厅"]),
])
def test_names_are_completed_by_what_the_list_shares(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_standing_rules_and_second_sentences_are_rows() -> None:
    [found] = tagged("加强监测。（省能源局、省统计局等按职责分工负责，各级人民政府负责落实。以下均需各级人民政府落实，不再列出）")
    assert [(r.rule, [u.surface for u in r.units]) for r in found] == [
        ("bracket", ["省能源局", "省统计局", "各级人民政府"]), ("standing rule", ["各级人民政府"])]
    assert found[-1].task.startswith("以下均需")
    [found] = tagged("加强监测。（牵头单位：省能源局。各市人民政府负责落实）")
    assert [[(u.surface, u.role) for u in r.units] for r in found] == [
        [("省能源局", "lead")], [("各市人民政府", "responsible")]]


def test_a_convention_told_in_a_sentence_holds_for_the_whole_document() -> None:
    first, _ = tagged("推进。（责任单位：省能源局、省科技厅）", "各项措施中排序第一的责任单位为牵头单位。")
    assert [(u.surface, u.role) for u in first[0].units] == [("省能源局", "lead"), ("省科技厅", "support")]
    first, second = tagged("推进。（责任单位：省能源局、省科技厅）", "落实。（责任单位：省民政厅、省财政厅）（排在第一位的为牵头单位，下同）")
    assert {u.role for u in first[0].units} == {"responsible"}
    assert [u.role for u in second[0].units] == ["lead", "support"]


def test_list_lines_before_each_section_govern_the_section() -> None:
    clauses = []
    for section in "一二三四":
        clauses += [Clause(section, None, 1, "unit", f"{section}、", "工作", f"{section}、工作"),
                    Clause(f"{section}/1", section, 2, "unit", "1.", "", "1.抓好调查。"),
                    Clause(f"{section}/1/a", f"{section}/1", 3, "paragraph", "", "", f"责任处室：综合{section}处"),
                    Clause(f"{section}/1/b", f"{section}/1", 3, "paragraph", "", "", "完成时限：2022年12月底前")]
    found = [r for c in tag(clauses, META) for r in c.responsibilities]
    assert [(r.task_clause, r.deadline, r.due) for r in found] == [(s, "2022年12月底前", "2022-12-31") for s in "一二三四"]
