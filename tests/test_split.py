"""Splitting documents into clauses. All text is invented: 云岭省 and 青湖市 do not exist."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import regions
from corpus.model import Block, Clause
from pipeline.split import markers, metadata, split


def lines(text: str) -> list[Block]:
    """One paragraph a line; a line that begins with a bar is a table row."""
    blocks: list[Block] = []
    for line in text.strip().splitlines():
        line = line.strip()
        if line.startswith("|"):
            cells = tuple(c.strip() for c in line.strip("|").split("|"))
            blocks.append(Block("row", " | ".join(cells), cells, 1))
        elif line:
            blocks.append(Block("paragraph", line))
    return blocks


def of(text: str) -> list[Clause]:
    return split(lines(text))


def squeeze(text: str) -> str:
    return re.sub(r"[\s|]+", "", text)


PLAN = """
青湖市人民政府关于印发青湖市节水行动
实施方案的通知
青湖政发〔2023〕7号
各县（区）人民政府，市政府各部门、各直属机构：
现将《青湖市节水行动实施方案》印发给你们，请认真贯彻执行。
青湖市人民政府
2023年3月5日
（此件公开发布）
青湖市节水行动实施方案
为推进节约用水，结合本市实际，制定本方案。
一、总体要求
（一）指导思想。坚持节水优先，统筹水资源利用。
（二）基本原则。
坚持政府引导。发挥规划作用，健全节水制度体系。
坚持市场运作。完善水价机制，引导社会资本投入。
二、主要任务
（一）推进工业节水
1.改造老旧管网。到2025年，完成改造300公里。
责任单位：市水利局、市财政局
完成时限：2025年12月底前
2.推广循环用水。
| 序号 | 指标 | 2025年 |
| 1 | 漏损率 | 9% |
（二）开展宣传。组织主题活动。
本方案自印发之日起施行。
"""


@pytest.fixture(scope="module")
def plan() -> list[Clause]:
    return of(PLAN)


def named(clauses: list[Clause], opening: str) -> Clause:
    return next(c for c in clauses if c.text.startswith(opening))


def test_nothing_is_lost(plan: list[Clause]) -> None:
    assert squeeze("".join(c.text for c in plan)) == squeeze(PLAN)


def test_front_matter(plan: list[Clause]) -> None:
    kinds = [c.kind for c in plan[:8]]
    assert kinds == ["title", "doc_number", "recipients", "notice", "signature", "date", "notice", "title"]
    assert plan[0].text == "青湖市人民政府关于印发青湖市节水行动实施方案的通知"
    assert all(c.parent is None for c in plan[:8])


def test_outline_and_ids(plan: list[Clause]) -> None:
    assert named(plan, "1.改造").id == "二/（一）/1"
    assert named(plan, "1.改造").level == 3
    assert named(plan, "（二）开展").parent == "二"
    assert len({c.id for c in plan}) == len(plan)


def test_headings(plan: list[Clause]) -> None:
    assert named(plan, "1.改造").heading == "改造老旧管网"
    assert named(plan, "（一）推进").heading == "推进工业节水"
    assert named(plan, "一、").marker == "一、"


def test_run_in_headings_are_units_where_neighbours_share_them(plan: list[Clause]) -> None:
    first = named(plan, "坚持政府引导")
    assert (first.kind, first.heading, first.marker, first.parent) == ("unit", "坚持政府引导", "", "一/（二）")


def test_a_lone_sentence_is_no_heading() -> None:
    clauses = of("一、目标\n任务艰巨。要加大力度，确保各项指标按期完成。\n二、保障\n加强领导。")
    assert [c.kind for c in clauses] == ["unit", "paragraph", "unit", "paragraph"]


def test_label_lines_and_rows_hang_on_the_nearest_unit(plan: list[Clause]) -> None:
    label = named(plan, "责任单位")
    assert (label.kind, label.parent) == ("paragraph", "二/（一）/1")
    row = named(plan, "序号")
    assert (row.kind, row.parent, row.table) == ("row", "二/（一）/2", 1)
    assert [row.text[a:b] for a, b in row.cells] == ["序号", "指标", "2025年"]


def test_closing_paragraph_stands_under_the_last_unit(plan: list[Clause]) -> None:
    assert plan[-1].parent == "二/（二）"


def test_metadata(plan: list[Clause]) -> None:
    meta = metadata(plan, "plan.txt")
    assert meta.title.endswith("实施方案的通知")
    assert meta.doc_number == "青湖政发〔2023〕7号"
    assert meta.issuers == ("青湖市人民政府",)
    assert meta.date == "2023-03-05"
    assert meta.genre == "通知"
    assert meta.recipients[0] == "各县（区）人民政府"
    assert meta.recipients[-2:] == ("市政府各部门", "各直属机构")


def test_one_line_holds_title_number_recipients_and_units() -> None:
    text = (
        "青湖市人民政府关于加快数据产业发展的意见青湖府发〔2020〕9号各县（区）人民政府，市政府有关部门，有关单位："
        "近年来，数据产业不断发展，现提出以下意见。一、总体要求（一）指导思想。坚持创新发展。（二）发展目标。到2022年建成三个园区。"
        "二、主要任务（一）建设园区。完善园区设施。（二）培育企业。支持企业上云。"
    )
    clauses = of(text)
    assert [c.kind for c in clauses[:3]] == ["title", "doc_number", "recipients"]
    assert [c.id for c in clauses if c.kind == "unit"] == [
        "一",
        "一/（一）",
        "一/（二）",
        "二",
        "二/（一）",
        "二/（二）",
    ]
    assert squeeze("".join(c.text for c in clauses)) == squeeze(text)


def test_units_run_together_in_one_line() -> None:
    clauses = of(
        "一、任务\n1．编制规划。\n责任单位：市水利局 完成时限：2023年6月底前 2．修订标准。\n责任单位：市司法局 完成时限：按照省部署 3．开展评估。\n"
        "二、要求\n（一）加强领导。各部门要密切配合。　　（二）强化考核。定期通报进展。"
    )
    texts = [c.text for c in clauses]
    assert "2．修订标准。" in texts and "完成时限：按照省部署" in texts and "3．开展评估。" in texts
    assert named(clauses, "2．").parent == "一"
    assert named(clauses, "完成时限：按照").parent == "一/2"
    assert named(clauses, "（二）").heading == "强化考核"


def test_a_line_broken_by_layout_is_one_clause() -> None:
    clauses = of(
        "一、目标\n到2025年，全市用水总量得到有效控制，万元产值用水量持续下\n降，节水型社会基本建成。\n二、任务\n加强管理。"
    )
    assert len(clauses) == 4
    assert "持续下降，节水" in clauses[1].text


def test_statute_outline() -> None:
    clauses = of(
        "云岭省节水条例\n第一章 总 则\n第一条 为了节约用水，制定本条例。\n第二条 有下列情形之一的，责令改正：\n（一）未安装计量设施的；\n"
        "（二）违反用水计划的。\n第三条规定的期限届满，应当重新申请。\n第二章 管理\n第三条 用水实行计划管理。\n单位应当制定计划。"
    )
    assert named(clauses, "第一章").heading == "总则"
    assert named(clauses, "（二）").parent == "第一章/第二条"
    assert named(clauses, "（一）").heading == ""
    assert named(clauses, "第三条规定").kind == "paragraph"
    assert clauses[-1].id == "第二章/第三条/P1"


def test_markdown_headings_keep_their_text() -> None:
    clauses = of("# 云岭省水法\n## 第一章 总则\n**x**\n第一条 内容如此规定，并予施行。")
    assert clauses[0].text == "# 云岭省水法"
    chapter = named(clauses, "## 第一章")
    assert (chapter.marker, chapter.heading) == ("第一章", "总则")


def test_dotted_numbers() -> None:
    clauses = of(
        "1　总则\n1.1　目的\n为了保供。\n1.2　范围\n适用全省。\n2　组织\n2.1　机构\n2.1.1　职责\n（1）发布信息。\n（2）组织调运。"
    )
    assert [c.id for c in clauses if c.kind == "unit"] == [
        "1", "1/1.1", "1/1.2", "2", "2/2.1", "2/2.1/2.1.1", "2/2.1/2.1.1/（1）", "2/2.1/2.1.1/（2）",
    ]  # fmt: skip


def test_annex_restarts_the_outline() -> None:
    clauses = of("一、任务\n（一）建设。加快建设。\n附件1\n青湖市项目清单\n一、水库\n二、渠道")
    assert named(clauses, "二、渠道").parent == "附件1"
    assert named(clauses, "青湖市项目清单").kind == "title"


def test_boxes_hold_their_own_numbers() -> None:
    clauses = of(
        "一、工程\n（一）治污\n1.管网。建设管网。\n专栏1 重点项目\n1.东库。扩建。\n2.西库。新建。\n（二）造林\n加快绿化。"
    )
    assert named(clauses, "1.东库").parent == "一/（一）/1/专栏1"
    assert named(clauses, "2.西库").parent == "一/（一）/1/专栏1"
    assert named(clauses, "（二）").parent == "一"


def test_table_of_contents() -> None:
    clauses = of("青湖市水利规划\n目　录\n一、现状\n二、任务\n一、现状\n水源不足。\n二、任务\n建设水库。")
    assert [c.kind for c in clauses] == ["title", "toc", "toc", "toc", "unit", "paragraph", "unit", "paragraph"]


def test_end_matter() -> None:
    clauses = of("青湖市关于节水的意见\n一、目标\n加强节水。\n青湖市人民政府办公室\n2022年1月4日\n（此件公开发布）")
    assert [c.kind for c in clauses[-3:]] == ["signature", "date", "notice"]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("一、总则", "cn"), ("（十二）任务", "(cn)"), ("3．水库", "num"), ("12﹒水库", "num"), ("（3）水库", "(num)"), ("②水库", "circle"),
        ("第十二条 水", "article"), ("第三章 水", "chapter"), ("专栏2 水", "box"), ("附件3：清单", "annex"),
    ],
)  # fmt: skip
def test_markers(text: str, style: str) -> None:
    found = markers.find(text)
    assert found is not None and found.style == style


@pytest.mark.parametrize(
    "text", ["1.5万亩", "2022.3.1", "一、二类水质", "2022年", "第三条规定", "第一款", "一是加强", "3.8亿吨", "水库"]
)
def test_no_markers(text: str) -> None:
    assert markers.find(text) is None


@pytest.mark.parametrize(("text", "value"), [("十", 10), ("二十三", 23), ("一百零五", 105), ("１２", 12), ("百", 100)])
def test_numbers(text: str, value: int) -> None:
    assert markers.cn_number(text) == value


def test_regions() -> None:
    assert regions.resolve("昆明市人民政府办公室") == "昆明市"
    assert regions.resolve("关于支持广西发展的措施") == "广西壮族自治区"
    assert regions.resolve("各市人民政府") is None
    assert regions.resolve("国务院") is None
    assert regions.province_of("伊犁哈萨克自治州") == "新疆维吾尔自治区"
    assert (regions.level("全国"), regions.level("四川省"), regions.level("达州市")) == (
        "nation",
        "province",
        "prefecture",
    )


def test_a_place_inside_a_question_is_the_place_and_a_count_of_counties_is_none() -> None:
    assert regions.resolve("怎么申领广州市社会保障卡") == "广州市"
    said = metadata(of("1-10月象州县投资稳步增长\n1-10月，全县完成投资20亿元，增长15%，位列三县两区第一。"), "x")
    assert said.region == "象州县"


def test_the_order_of_a_regulation_is_its_number_and_its_issuer() -> None:
    text = "中华人民共和国水库管理条例\n（2021年7月27日中华人民共和国国务院令第999号公布）\n第一章 总则\n第一条 为了管理水库，制定本条例。"
    meta = metadata(of(text), "x")
    assert (meta.doc_number, meta.issuers, meta.date) == ("国务院令第999号", ("国务院",), "2021-07-27")
    amended = text.replace("公布）", "公布 根据2023年1月2日《国务院令第1001号》修订）")
    assert metadata(of(amended), "x").doc_number is None


def test_lines_of_sending_and_printing_are_no_body() -> None:
    body = "云岭省水利厅关于节水的通知\n各市水利局办公室（科）：\n为加强节水，现通知如下。\n一、落实责任。各地要落实责任。\n云岭省水利厅\n2022年5月1日\n"
    sent = "抄送：省委办公厅，各民主党派。\n省人大常委会办公厅，省法院、检察院。\n各新闻单位。\n云岭省水利厅办公室\u30002022年5月2日印发"
    for ending in (sent, sent.replace("办公室\u3000", "办公室\n")):
        found = of(body + ending)
        assert [c.kind for c in found][1] == "recipients"
        at = next(i for i, c in enumerate(found) if c.text.startswith("抄送"))
        assert {c.kind for c in found[at:]} == {"notice"} and metadata(found, "x").issuers == ("云岭省水利厅",)
        assert [c.kind for c in found[at - 2:at]] == ["signature", "date"]


def test_a_box_drawn_as_a_table_is_a_unit_over_its_rows_and_ends_with_them() -> None:
    rows = [("专栏1 氢能示范工程", ""), ("交通", "推广氢能车辆。"), ("工业", "开展氢冶金示范。")]
    blocks = [Block("paragraph", "一、重点任务"), Block("paragraph", "（一）推广应用"), *(Block("row", " | ".join(r), r, 1) for r in rows),
              Block("paragraph", "以上工程由省能源局统筹。"), Block("paragraph", "二、保障措施")]
    assert [(c.id, c.kind) for c in split(blocks)] == [
        ("一", "unit"), ("一/（一）", "unit"), ("一/（一）/专栏1", "unit"), ("一/（一）/专栏1/R1", "row"), ("一/（一）/专栏1/R2", "row"),
        ("一/（一）/P1", "paragraph"), ("二", "unit")]


def test_a_minister_signs() -> None:
    text = "中华人民共和国水利部令\n（第19号）\n《水权管理办法》已经部务会议审议通过，现予公布。\n部长　张三\n2020年12月31日\n水权管理办法\n第一条 为规范管理，制定本办法。"
    assert [c.kind for c in of(text)][:6] == ["title", "doc_number", "notice", "signature", "date", "title"]


def test_branches_and_bureaus_of_one_line_are_taken_apart() -> None:
    text = "天津市水务局关于节水的通知\n各单位：\n现将方案印发给你们，请认真执行。\n天津市水务局\n人民银行天津分行天津银保监局\n2022年5月1日\n节水方案\n一、目标\n节水。"
    assert metadata(of(text), "x").issuers == ("天津市水务局", "人民银行天津分行", "天津银保监局")


def test_names_without_their_place_are_completed() -> None:
    meta = metadata(
        of(
            "省水利厅2022年度节水工作计划\n为节约用水，江苏省水利厅制定本计划。\n一、目标\n全省加强节水，江苏省率先。\n我省建设水库。"
        ),
        "x",
    )
    assert meta.issuers == ("江苏省水利厅",)
    assert meta.region == "江苏省"


def test_joint_signature_is_taken_apart() -> None:
    text = "关于印发《节水方案》的通知\n各单位：\n现将方案印发给你们，请认真执行。\n四川省水利厅四川省财政厅\n重庆市水利局 重庆市财政局\n2022年5月1日\n节水方案\n一、目标\n节水。"
    assert metadata(of(text), "x").issuers == ("四川省水利厅", "四川省财政厅", "重庆市水利局", "重庆市财政局")


def test_empty_document() -> None:
    assert split([]) == []
    assert split([Block("paragraph", " \u3000 ")]) == []
    assert metadata([], "x").title == ""


_TEXT = st.text(
    alphabet="一二三、（）()1.．。；：:，第章条节附件专栏责任单位水库 \u3000|《》2022年月日各市关于通知#", max_size=60
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_TEXT, max_size=12))
def test_any_text_is_kept_whole_with_unique_ids(texts: list[str]) -> None:
    blocks = [Block("paragraph", t) for t in texts]
    clauses = split(blocks)
    assert squeeze("".join(c.text for c in clauses)) == squeeze("".join(texts))
    ids = {c.id for c in clauses}
    assert len(ids) == len(clauses)
    assert all(c.parent is None or c.parent in ids for c in clauses)
    assert split(blocks) == clauses
    metadata(clauses, "x")


def test_speed() -> None:
    blocks = lines(PLAN) * 60
    size = sum(len(b.text.encode()) for b in blocks)
    start = time.perf_counter()
    split(blocks)
    assert size / (time.perf_counter() - start) > 200_000  # bytes a second; a tenth of what is usual


def outline(*texts: str) -> list[Clause]:
    return of("\n".join(texts))


def test_a_款_after_the_items_of_an_article_stands_under_the_article() -> None:
    made = outline("第一条 为了节约用水，制定本办法。", "第二条 用水单位应当遵守下列规定：", "（一）安装计量设施；", "（二）公开用水计划。",
                   "前款规定的计量设施应当检定合格。", "第三条 本办法自发布之日起施行。")
    by_text = {c.text: c for c in made}
    assert by_text["（二）公开用水计划。"].parent == "第二条"
    assert by_text["前款规定的计量设施应当检定合格。"].parent == "第二条"
    assert by_text["前款规定的计量设施应当检定合格。"].kind == "paragraph"


def test_a_date_that_runs_into_a_remark_is_a_clause_of_its_own() -> None:
    made = outline("云岭市人民政府关于印发节水方案的通知", "各县人民政府：", "现将方案印发给你们，请认真执行。", "云岭市人民政府",
                   "2021年5月6日（此件主动公开）", "云岭市节水方案", "一、总体要求", "到2025年，用水总量得到控制。")
    assert [(c.kind, c.text) for c in made[4:7]] == [
        ("date", "2021年5月6日"), ("notice", "（此件主动公开）"), ("title", "云岭市节水方案")]


def test_an_item_may_begin_with_a_month() -> None:
    made = outline("一、工作措施", "1.4月底前，印发通知。", "2.5月10日前，完成自查。", "3.开展抽查。")
    assert [c.marker for c in made if c.kind == "unit"] == ["一、", "1.", "2.", "3."]


@pytest.mark.parametrize(("text", "heading"), [
    ("1.优化农村(社区)用水条件。示范点标准为:装表到户。", "优化农村(社区)用水条件"),
    ("1.规范水价收费行为。禁止搭车收费。", "规范水价收费行为"),
])
def test_headings_keep_their_brackets(text: str, heading: str) -> None:
    assert outline("一、任务", text)[1].heading == heading
