"""Who acts in a sentence: invented sentences in the true style, one for each way of saying it."""

from __future__ import annotations

import pytest

from corpus.model import Clause, Metadata
from pipeline.tag import tag

META = Metadata(title="云岭省绿色制造行动方案", region="云岭省", date="2022-03-01")


def rows(text: str, marker: str = "", meta: Metadata = META) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rule of each row of a clause with its units and roles."""
    clause = Clause("一", None, 1, "unit" if marker else "paragraph", marker, "", text)
    found = tag([clause], meta)[0].responsibilities
    for row in found:
        assert all(text[u.start:u.end] == u.surface for u in row.units)
    return [(row.rule, [(u.surface, u.role) for u in row.units]) for row in found]


def units(text: str, marker: str = "") -> list[tuple[str, str]]:
    return [unit for _, found in rows(text, marker) for unit in found]


@pytest.mark.parametrize(("text", "wanted"), [
    ("省能源局要加强监测。", [("省能源局", "responsible")]),
    ("由省能源局负责编制目录。", [("省能源局", "responsible")]),
    ("各牵头单位的考核分值由省能源局工作专班予以核实。", [("省能源局工作专班", "responsible")]),
    ("各牵头单位自查情况及考核分值由省能源局工作专班予以核实。", [("省能源局工作专班", "responsible")]),
    ("由省能源局发布名单，报省政府备案。", [("省能源局", "responsible")]),
    ("由省能源局牵头，省财政厅配合，制定办法。", [("省能源局", "lead"), ("省财政厅", "support")]),
    ("省能源局会同省财政厅制定办法。", [("省能源局", "lead"), ("省财政厅", "support")]),
    ("省能源局要会同有关部门建立台账。", [("省能源局", "lead"), ("有关部门", "support")]),
    ("省能源局会同省发展改革委、省财政厅遴选确定。", [("省能源局", "lead"), ("省发展改革委", "support"), ("省财政厅", "support")]),
    ("县财政局统筹安排资金。", [("县财政局", "responsible")]),
    ("各级财政加大支持力度。", [("各级财政", "responsible")]),
    ("2023年6月底前，各县（市、区）制定实施方案。", [("各县（市、区）", "responsible")]),
    ("各乡镇各部门要密切配合。", [("各乡镇", "responsible"), ("各部门", "responsible")]),
    ("省、市、县分级建立台账。", [("省、市、县", "responsible")]),
    ("省能源局、省统计局对数据质量负总责，其他成员单位按职责承担具体工作。",
     [("省能源局", "lead"), ("省统计局", "lead"), ("其他成员单位", "support")]),
    ("设立县级河湖办公室，负责日常工作。", [("县级河湖办公室", "responsible")]),
    ("领导小组办公室设在县水利局，负责日常工作。", [("领导小组办公室", "responsible")]),
    ("由体育牵头会同财政部门另行制定。", [("体育", "lead"), ("财政部门", "support")]),
    ("监管部门采集数据，应当遵守规范。", [("监管部门", "responsible")]),
    ("本级人民政府指定的部门负责管理。", [("本级人民政府指定的部门", "responsible")]),
    ("由市、县人民政府负责实施。", [("市、县人民政府", "responsible")]),
])
def test_who_acts(text: str, wanted: list[tuple[str, str]]) -> None:
    assert units(text) == wanted


@pytest.mark.parametrize("text", [
    "报省能源局备案。", "经省能源局批准后实施。", "鼓励各市先行先试。", "支持省能源局开展试点。", "指导各县编制规划。",
    "各部门不得增设条件。", "省能源局可以委托第三方机构评估。", "建设单位应当办理手续。", "重点用能单位要开展审计。",
    "企业要落实主体责任。", "加强政府采购管理。", "由省能源局承办的展会规模扩大。", "推动办公用房节能。", "合理布局充电设施。",
    "本省要坚持绿色发展。", "干旱地区要推广节水技术。", "商业银行要加大信贷投放。", "建立部门协同机制。",
    "省能源局印发了管理办法。", "“十三五”以来，各地区各有关部门深入贯彻绿色理念。", "2018年5月，省能源局发布《节能规划》。", "完善政府引导基金管理。",
])
def test_a_mention_without_a_task_is_none(text: str) -> None:
    assert units(text) == []


def test_fields_are_departments() -> None:
    clause = Clause("一", None, 1, "paragraph", "", "", "全省各级发展改革、财政、城市管理等部门要落实责任。")
    row = tag([clause], META)[0].responsibilities[0]
    assert [(u.surface, u.name) for u in row.units] == [
        ("全省各级发展改革", "全省各级发展改革部门"), ("财政", "全省各级财政部门"), ("城市管理", "全省各级城市管理部门")]
    assert row.open


def test_a_body_before_a_colon_is_told_to_act() -> None:
    found = rows("4.县财政局：落实养护资金，会同县审计局开展检查。", "4.")
    assert found == [("label of a body", [("县财政局", "lead"), ("县审计局", "support")])]
    assert rows("责任处室：综合处")[0][0] == "labelled line"
    assert rows("各部门：请抓好落实。") == []
