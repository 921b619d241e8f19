"""Targets on invented sentences: what is one, of what, how much, for when; and what is none."""

from __future__ import annotations

import pytest

from corpus.model import Clause, Metadata, Target
from pipeline.tag import targets

META = Metadata(title="云岭市2031年工作要点", date="2031-01-10")


def paragraph(text: str, number: int = 1, parent: str | None = None, heading: str = "") -> Clause:
    return Clause(str(number), parent, 1, "unit" if heading else "paragraph", "", heading, text)


def of(text: str) -> tuple[Target, ...]:
    """The targets of one paragraph; every one is a span of it."""
    found = targets.find([paragraph(text)], META).get("1", ())
    assert all(text[t.start:t.end] == t.text for t in found)
    return found


def said(text: str) -> list[tuple[str, str, float | None, str | None]]:
    return [(t.indicator, t.comparator, t.value, t.unit) for t in of(text)]


@pytest.mark.parametrize(("text", "indicator", "comparator", "value", "unit"), [
    ("全市茶园节水率达到46%。", "全市茶园节水率", "=", 46, "%"),
    ("湖区湿地保护率稳定在71%以上。", "湖区湿地保护率", ">=", 71, "%"),
    ("使用率达到46%以上。", "使用率", ">=", 46, "%"),
    ("陶瓷产业总产值突破820亿元。", "陶瓷产业总产值", ">=", 820, "亿元"),
    ("竹材综合利用率不低于64%。", "竹材综合利用率", ">=", 64, "%"),
    ("冷库耗电量控制在3.2亿千瓦时以内。", "冷库耗电量", "<=", 3.2, "亿千瓦时"),
    ("冷库电能利用效率不超过1.4。", "冷库电能利用效率", "<=", 1.4, None),
    ("窑炉烟尘浓度低于9毫克/立方米。", "窑炉烟尘浓度", "<", 9, "毫克"),
    ("夜航船舶占比约35%。", "夜航船舶占比", "~", 35, "%"),
    ("茶叶加工能力达到6万吨/年左右。", "茶叶加工能力", "~", 6, "万吨/年"),
    ("单位茶叶产值能耗比2029年下降11%。", "单位茶叶产值能耗", "down", 11, "%"),
    ("古村保护覆盖率提高8个百分点。", "古村保护覆盖率", "up", 8, "个百分点"),
    ("古村保护覆盖率提高到58%。", "古村保护覆盖率", "=", 58, "%"),
    ("竹林蓄积量由30万立方米增加到45万立方米。", "竹林蓄积量", "=", 45, "万立方米"),
    ("古村新宅高度不应超过12米。", "古村新宅高度", "<=", 12, "米"),
    ("夜航船舶电动化率不得低于50%。", "夜航船舶电动化率", ">=", 50, "%"),
    ("陶瓷出口额翻一番。", "陶瓷出口额", "up", 1, "番"),
    ("干流水质稳定达到Ⅱ类。", "干流水质", "=", 2, "类"),
    ("将办证时限压缩至4个工作日以内。", "办证时限", "<=", 4, "个工作日"),
    ("茶园节水率达到４６％。", "茶园节水率", "=", 46, "%"),
    ("人均书屋面积达到1,250平方米。", "人均书屋面积", "=", 1250, "平方米"),
])
def test_level_or_change(text: str, indicator: str, comparator: str, value: float, unit: str | None) -> None:
    (found,) = of(text)
    assert (found.indicator, found.comparator, found.value) == (indicator, comparator, value)
    assert (found.unit or "").startswith(unit or "")


@pytest.mark.parametrize(("text", "indicator", "comparator", "value", "unit"), [
    ("创建40家茶旅融合示范村。", "茶旅融合示范村", "=", 40, "家"),
    ("新增25座加氢站。", "新增加氢站", "=", 25, "座"),
    ("全年组织30场以上茶艺展演。", "茶艺展演", ">=", 30, "场"),
    ("每个乡镇至少建成1所山村书院。", "山村书院", ">=", 1, "所"),
    ("各县建立至少一所护林学校。", "护林学校", ">=", 1, "所"),
    ("线上培训千名以上茶艺师。", "茶艺师", ">=", 1000, "名"),
    ("培育古法造纸作坊18家。", "古法造纸作坊", "=", 18, "家"),
    ("重点建设甲溪、乙溪等30余条灌渠。", "灌渠", ">", 30, "条"),
    ("80%以上的作坊实施除尘改造。", "作坊实施除尘改造", ">=", 80, "%"),
    ("新建书院100%执行节水标准。", "新建书院执行节水标准", "=", 100, "%"),
    ("值班队伍在5分钟内响应求助。", "响应求助", "<=", 5, "分钟"),
])
def test_what_is_made(text: str, indicator: str, comparator: str, value: float, unit: str) -> None:
    assert said(text) == [(indicator, comparator, value, unit)]


def test_range_keeps_both_ends() -> None:
    (found,) = of("建设2—3个茶文化公园。")
    assert (found.comparator, found.value, found.value_max, found.unit) == ("range", 2, 3, "个")


def test_values_that_share_a_verb() -> None:
    assert said("到2035年，竹节、藤编产量比2030年分别增长8%、10%以上。") == [
        ("竹节产量", "up", 8, "%"), ("藤编产量", "up", 10, "%")]
    assert said("茶渣、竹屑利用率分别稳定在85%和70%以上。") == [
        ("茶渣利用率", ">=", 85, "%"), ("竹屑利用率", ">=", 70, "%")]
    assert said("甲区、乙区茶园面积分别增加3.5和2.5万亩。") == [
        ("甲区茶园面积", "up", 3.5, "万亩"), ("乙区茶园面积", "up", 2.5, "万亩")]


def test_a_denominator_is_shared() -> None:
    assert [t.indicator for t in of("单位茶叶增加值能耗、水耗分别下降5%、6%。")] == ["单位茶叶增加值能耗", "单位茶叶增加值水耗"]


def test_one_value_of_several_measured_things() -> None:
    assert [t.indicator for t in of("茶农回访率、培训就业率均达到100%。")] == ["茶农回访率", "培训就业率"]
    assert [t.indicator for t in of("春茶、秋茶采净率均达到45%。")] == ["春茶、秋茶采净率"]


def test_indicators_that_share_a_verb() -> None:
    assert said("培育示范茶厂20家，节水茶厂60家、清洁茶厂9家。") == [
        ("示范茶厂", "=", 20, "家"), ("节水茶厂", "=", 60, "家"), ("清洁茶厂", "=", 9, "家")]
    assert said("创建80家书香村、10家书香镇和5家书香校。") == [
        ("书香村", "=", 80, "家"), ("书香镇", "=", 10, "家"), ("书香校", "=", 5, "家")]


def test_an_indicator_is_carried() -> None:
    assert said("陶瓷产业总产值达到90亿元、增长7%。") == [("陶瓷产业总产值", "=", 90, "亿元"), ("陶瓷产业总产值", "up", 7, "%")]
    assert said("加快筹集茶工公寓，力争每年新增5万套以上。") == [("新增茶工公寓", ">=", 5, "万套")]
    first, second = of("到2032年，夜航率达到40%。到2035年，达到55%。")
    assert (first.indicator, first.year, second.indicator, second.year) == ("夜航率", 2032, "夜航率", 2035)


def test_words_keep_their_characters() -> None:
    """再生, 供应, 都市, 组织: what looks like an adverb or a verb may belong to the noun."""
    assert [t.indicator for t in of("再生铜产量达到4万吨，天然气供应达到3亿立方米，都市茶园面积达到3万亩，茶农合作组织达到90个。")] == [
        "再生铜产量", "天然气供应", "都市茶园面积", "茶农合作组织"]


def test_quoted_names_stay_whole() -> None:
    assert [t.indicator for t in of("全年开展“茶乡招聘月”等系列活动500场以上。")] == ["“茶乡招聘月”等系列活动"]


def test_what_members_share() -> None:
    assert [t.indicator for t in of("打造2个省级和1个国家级茶博园。")] == ["省级茶博园", "国家级茶博园"]
    assert [t.indicator for t in of("茶机产量增长9%、占全国8成。")] == ["茶机产量", "茶机产量占全国"]
    assert [t.indicator for t in of("定向招收茶艺学员，比例不低于40%。")] == ["定向招收茶艺学员，比例"]


def test_a_share_of_a_whole() -> None:
    assert said("电动茶机销售量达到茶机销售总量的20%左右。") == [("电动茶机销售量", "~", 20, "%")]
    assert said("茶农保障标准不低于当地标准的1.5倍。") == [("茶农保障标准", ">=", 1.5, "倍")]


def test_what_the_bracket_adds() -> None:
    outer, inner = of("到2033年，茶园节水率达到60%（其中，2031年达到45%）。")
    assert (outer.value, outer.year, inner.indicator, inner.value, inner.year) == (60, 2033, "茶园节水率", 45, 2031)
    assert [t.value for t in of("配备不少于4名（其中女性不少于1名）护林员。")] == [4, 1]


@pytest.mark.parametrize(("text", "year"), [
    ("到2033年，茶园节水率达到60%。", 2033),
    ("“十四五”期间，茶园节水率达到60%。", 2025),
    ("“十五五”末，茶园节水率达到60%。", 2030),
    ("2032年6月30日前，每个县建立2个茶苗圃。", 2032),
    ("全年新建茶苗圃2个。", 2031),
    ("第一季度，新建茶苗圃2个。", 2031),
    ("6月底前新建茶苗圃2个。", 2031),
    ("自2029年起，茶园节水率达到60%。", None),
    ("茶园节水率比2029年提高6个百分点。", None),
    ("茶园节水率达到60%。", None),
    ("到2033年，茶体系基本建立；茶园节水率达到60%。", 2033),
    ("到2033年，茶体系基本建立。加快建设节水工程，茶园节水率达到60%。", None),
    ("茶园节水率达到60%。（责任部门：水科，完成期限：9月底）", 2031),
])
def test_year(text: str, year: int | None) -> None:
    (found,) = of(text)
    assert found.year == year


def test_base_year() -> None:
    (found,) = of("到2033年，窑炉煤耗比2030年下降9%。")
    assert (found.year, found.baseline_year) == (2033, 2030)


def test_a_lead_in_dates_what_follows() -> None:
    clauses = [paragraph("到2034年，实现以下目标：", 1, "0"), paragraph("茶园节水率达到60%。", 2, "0"),
               paragraph("书香村达到30个。", 3, "0")]
    found = targets.find(clauses, META)
    assert [found[n][0].year for n in ("2", "3")] == [2034, 2034]


def test_goals_share_their_year() -> None:
    clauses = [paragraph("（二）主要目标", 1, None, "主要目标"), paragraph("到2034年，茶产业体系建成。", 2, "1"),
               paragraph("——茶园更节水。茶园节水率达到60%。", 3, "1"), paragraph("（三）措施", 4, None, "措施"),
               paragraph("书香村达到30个。", 5, "4")]
    found = targets.find(clauses, META)
    assert found["3"][0].year == 2034
    assert found["5"][0].year is None


def test_a_limit_on_a_line_of_its_own() -> None:
    clauses = [paragraph("1．新建茶苗圃2个。", 1, None, "新建"), paragraph("完成时限：2032年3月底前", 2, "1")]
    assert targets.find(clauses, META)["1"][0].year == 2032


def test_directions_need_a_year_and_something_measured() -> None:
    assert said("到2033年，茶旅收入占比大幅提升，窑炉煤耗明显下降。") == [
        ("茶旅收入占比", "up", None, None), ("窑炉煤耗", "down", None, None)]
    assert said("到2033年，提高茶渣利用率。") == [("茶渣利用率", "up", None, None)]
    assert said("到2033年，茶叶损耗量实现负增长。") == [("茶叶损耗量", "down", None, None)]
    assert said("茶旅收入占比大幅提升。") == []
    assert said("到2033年，严控窑炉煤耗增长。") == []
    assert said("到2033年，茶产业结构不断优化。") == []


@pytest.mark.parametrize("text", [
    "推广300兆瓦及以上窑炉除尘装置。",
    "对年综合能耗5万吨标准煤及以上的窑厂加强指导。",
    "督促年耗能3000吨标准煤以上企业开展审计。",
    "库存周期超过36个月的县，暂停供地。",
    "淘汰35蒸吨及以下锅炉。",
    "对认定的茶厂，一次性给予50万元奖励。",
    "按展位费的30%给予补贴。",
    "每台补助不低于200元。",
    "处五万元以上十万元以下罚款。",
    "本办法自2031年3月1日起施行，有效期5年。",
    "依照第12条办理。",
    "落实《云岭市茶园节水率达到60%实施方案》（云政〔2030〕12号）。",
    "聚焦66项具体问题抓好整改。",
    "每半年更新发布1次。",
    "省财政安排专项资金3000万元。",
    "“十四五”规划明确了任务。",
    "60岁以上老年人优先。",
    "茶舍进深由不宜大于1.8米调整为不宜大于2.4米。",
    "最低首付款比例统一调整为15%。",
    "新引进的茶艺大师每家最高不超过25万元。",
    "自合同签订之日起1个月内缴纳出让价款的50%。",
    "茶园绿化按现行标准下调20%收取。",
    "置换金额不得超过监管资金额度的30%。",
])
def test_none(text: str) -> None:
    assert of(text) == ()


def test_conditions_in_a_list() -> None:
    clauses = [paragraph("第八条 符合下列条件的，列入重点单位名录：", 1, None, "名录"), paragraph("（一）年排放量达到2.6万吨；", 2, "1")]
    assert targets.find(clauses, META) == {}


def test_a_threshold_within_the_phrase_stays_in_it() -> None:
    assert said("实施投资500万元以上技改项目超过1万个。") == [("投资500万元以上技改项目", ">=", 1, "万个")]


def test_facts() -> None:
    (found,) = of("截至目前，已建成茶苗圃12个。")
    assert found.kind == "fact"
    (found,) = of("2028年，全市茶园节水率达到31%。")
    assert (found.kind, found.year) == ("fact", 2028)
    clauses = [paragraph("一、工作回顾", 1, None, "2030年工作回顾"), paragraph("茶园节水率提高到44%。", 2, "1")]
    assert targets.find(clauses, META)["2"][0].kind == "fact"


def rows(*cells: tuple[str, ...]) -> list[Clause]:
    found = []
    for n, row in enumerate(cells, 1):
        spans, at = [], 0
        for cell in row:
            spans.append((at, at + len(cell)))
            at += len(cell) + 3
        found.append(Clause(str(n), None, 1, "row", "", "", " | ".join(row), tuple(spans), 1))
    return found


def test_tables_of_targets() -> None:
    table = rows(("序号", "指标名称", "单位", "2030年", "2035年", "属性"),
                 ("1", "茶园节水率", "%", "40", "≥60", "约束性"),
                 ("2", "窑炉煤耗降低", "%", "—", "12", "预期性"))
    found = targets.find(table, META)
    past, aim = found["2"]
    assert (past.indicator, past.value, past.unit, past.year, past.kind) == ("茶园节水率", 40, "%", 2030, "fact")
    assert (aim.comparator, aim.value, aim.year, aim.kind) == (">=", 60, 2035, "target")
    (only,) = found["3"]
    assert (only.indicator, only.comparator, only.value, only.year) == ("窑炉煤耗降低", "down", 12, 2035)


def test_unit_in_the_name_of_a_row() -> None:
    (found,) = targets.find(rows(("指标", "2035年"), ("书香村数量（个）", "300")), META)["2"]
    assert (found.indicator, found.unit) == ("书香村数量", "个")


def test_the_deadline_column_dates_a_row() -> None:
    (found,) = targets.find(rows(("任务", "完成时限"), ("新建茶苗圃12个", "2032年底前")), META)["2"]
    assert (found.value, found.year) == (12, 2032)


def test_a_time_limit_in_a_row_is_no_head_of_years() -> None:
    rows = [Clause(f"R{n}", None, 1, "row", "", "", text, table=1) for n, text in enumerate((
        "任务 | 单位 | 时限", "完成项目改造 | 市水务局 | 2024年12月底", "发布指南 | 市商务局 | 2023年6月底"))]
    assert targets.find(rows, Metadata(title="青湖市方案", date="2022-03-01")) == {}


def test_within_three_years_names_no_year() -> None:
    clause = Clause("一", None, 1, "paragraph", "", "", "三年内完成300座窑炉改造。")
    [target] = targets.find([clause], Metadata(title="青湖市方案", date="2022-03-01"))["一"]
    assert (target.value, target.year) == (300, None)


def test_a_work_report_gives_its_years_by_its_headings() -> None:
    clauses = [Clause("一", None, 1, "unit", "一、", "2024年工作回顾", "一、2024年工作回顾"),
               Clause("一/P1", "一", 2, "paragraph", "", "", "粮食产量达到90万吨，市场活力明显提升。"),
               Clause("二", None, 1, "unit", "二、", "2025年工作安排", "二、2025年工作安排"),
               Clause("二/P1", "二", 2, "paragraph", "", "", "今年粮食产量达到95万吨以上。")]
    found = targets.find(clauses, Metadata())
    assert [(t.value, t.year, t.kind) for t in found["一/P1"]] == [(90, 2024, "fact")]
    assert [(t.value, t.year, t.kind) for t in found["二/P1"]] == [(95, 2025, "target")]
