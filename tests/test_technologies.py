"""What names a technology, where it begins and ends, and what does not. All sentences are invented."""

from __future__ import annotations

import pytest

from corpus.lexicon import load, user_words
from corpus.model import Clause, Metadata
from pipeline.tag import technologies
from pipeline.tag.technologies.words import PARTS, words


def found(text: str, title: str = "") -> list[str]:
    clause = Clause(id="a", parent=None, level=1, kind="paragraph", marker="", heading="", text=text)
    spans = technologies.find([clause], Metadata(title=title)).get("a", ())
    assert all(text[t.start:t.end] == t.text for t in spans)
    assert all(x.end <= y.start for x, y in zip(spans, spans[1:], strict=False)), "no two overlap"
    return [t.text for t in spans]


@pytest.mark.parametrize("text, names", [
    ("推广余热发电、变频调速和永磁同步电机。", ["余热发电", "变频调速", "永磁同步电机"]),  # the lexicon
    ("各厂应用锂离子电池叉车。", ["锂离子电池叉车"]),  # two names that stand together
    ("推广余热发电技术，配套高效换热器。", ["余热发电技术", "高效换热器"]),  # what a name takes on at either side
    ("建成碳捕集利用与封存（CCUS）装置。", ["碳捕集利用与封存（CCUS）"]),  # an abbreviation in brackets
    ("更换氢燃料电池中重型车辆。", ["氢燃料电池中重型车辆"]),
    ("推广液化天然气（LNG）重卡。", ["液化天然气（LNG）重卡"]),  # and what stands behind the bracket
    ("新建水质自动监测站和风电场。", ["水质自动监测站", "风电场"]),  # endings of one character, but not 监测站点, 网络
])
def test_names(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize("text, names", [
    ("研发甲壳素絮凝、溶胶喷吹等技术。", ["甲壳素絮凝", "溶胶喷吹"]),  # no list has them: 等技术 says what they are
    ("聚焦甲壳素絮凝、溶胶喷吹等关键技术，组建团队。", ["甲壳素絮凝", "溶胶喷吹"]),  # whatever governs it
    ("推广双腔螺旋风机、热泵和蓄能器。", ["双腔螺旋风机", "热泵", "蓄能器"]),  # the head of a technology
    ("余热发电、变频调速等技术在建材、冶金行业得到应用。", ["余热发电", "变频调速"]),  # where they are used is no member
    ("推广热泵、反向折流、蓄冷。", ["热泵", "反向折流", "蓄冷"]),  # beside technologies
    ("推广烧结及炼钢烟气干法余热回收利用技术。", ["烧结及炼钢烟气干法余热回收利用技术"]),  # 及 inside one member
    ("推广多喷嘴顶置式水煤浆气化。", ["多喷嘴顶置式水煤浆气化"]),  # whole, not its kernel alone
    ("引进IGBT（绝缘栅双极型晶体管）、复合熔喷等材料。", ["IGBT（绝缘栅双极型晶体管）", "复合熔喷"]),
    ("推广等离子点火、热泵等技术。", ["等离子点火", "热泵"]),  # this 等 ends no enumeration
    ("完善矿区粉尘自动监测系统。", ["矿区粉尘自动监测系统"]),  # systems are built
    ("加强尾矿库渗压溯源管理平台建设。", ["尾矿库渗压溯源管理平台"]),  # whatever the verb
    ("推广窑温在线感知和诊断技术。", ["窑温在线感知和诊断技术"]),  # 诊断 alone names nothing
    ("推广轻便、造价低廉的双腔烘干设备。", ["双腔烘干设备"]),  # what stands before 的 tells of it
    ("探索液相、冷凝浆料等储运方式。", ["液相", "冷凝浆料"]),  # a head for all of them
])
def test_grammar(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize("text", [
    "推广先进适用技术和装备。", "研发一批新技术、新工艺、新产品。", "支持企业采用绿色低碳技术。",  # nothing in particular
    "推动钢铁、水泥、平板玻璃等行业转型。", "壮大氢能产业，完善储能价格机制。",  # sectors, markets
    "（责任单位：市大数据发展局、市能源局）", "落实《新能源汽车推广目录》。", "责任单位：市大数据中心",  # who acts; titles
    "推广家庭医生签约，应用信用评价结果。", "开发科研贷、成果转化贷等产品。",  # services, policies
    "关停落后窑炉。", "回收废旧动力电池。",  # what is to go, and wastes
    "再生产品出口增长。",  # 产品 is no 生产 + 品
    "县大数据局归集数据。", "增强加氢能力。", "农膜回收率达到九成。",  # inside other words
    "严禁使用冲天炉设备。", "禁止销售不可降解塑料袋。", "本办法所称充电桩，是指直流充电桩。",  # not wanted; only defined
    "甘蔗收获机械化水平提高。", "深化节能环保、新能源等领域技术装备合作。",
])
def test_no_technology(text: str) -> None:
    assert found(text) == []


def test_soft_names_need_a_verb_or_company() -> None:
    assert found("氢能前景广阔。") == []
    assert found("大力发展氢能。") == ["氢能"]
    assert found("推进光热发电、储能项目。") == ["光热发电", "储能"]
    assert found("推动钠离子电池产业化，壮大钠离子电池产业。") == ["钠离子电池"]


def test_what_a_document_is_about_is_named_in_passing() -> None:
    assert found("新能源汽车售后网点不足。", title="支持新能源汽车推广的措施") == []
    assert found("公务用车应用新能源汽车。", title="支持新能源汽车推广的措施") == ["新能源汽车"]


def test_canonical_merges_spellings() -> None:
    assert technologies.canonical("CCUS") == technologies.canonical("碳捕集利用与封存（CCUS）") == "碳捕集利用与封存"
    assert technologies.canonical("BIPV") == technologies.canonical("建筑光伏一体化") == "光伏建筑一体化"
    assert technologies.canonical("“光储直柔”") == technologies.canonical("光储直柔")
    assert technologies.canonical("甲壳素絮凝") == "甲壳素絮凝"


def test_the_lexicon_is_sound() -> None:
    names = words().names
    assert len(names) > 20000
    assert all(name == name.strip() and name for name in names)
    loose = {name for alias, name in names.items() if names.get(name, name) != name}
    assert not loose, "an alias stands for a name that is itself an alias"
    for part in ("technologies", "technologies-grammar", *(f"technologies-{p}" for p in PARTS)):
        assert load(part)["source"]


def test_search_does_not_pay_for_it() -> None:
    """jieba is fed the short list alone."""
    assert len(user_words()) < 2000
