"""PDF: columns, notes, letterhead; seals, watermarks and hidden text stand apart, with their reasons."""

from __future__ import annotations

import re

import pytest

from pipeline import analyse
from pipeline.read import read
from pipeline.read.pdf import apart
from tests.pdfs import HEIGHT, LEFT, LONG, Sheet, advance, left_out, texts


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "enabled", False)


# ---- columns, notes, letterhead, seals -----------------------------------------------------------------------------

def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    sheet.title("云岭省绿色制造简报")
    sides = [LONG.replace("全省", "东部"), LONG.replace("全省", "西部")]
    for n, text in enumerate(sides):
        y = 200
        rest = "\u3000\u3000" + text
        while rest:
            sheet.put(rest[:16].strip("\u3000"), 60 + 250 * n + (24 if rest[0] == "\u3000" else 0), y, 12)
            rest, y = rest[16:], y + 20
    assert texts(sheet.bytes()) == ["云岭省绿色制造简报", *sides]


def test_items_at_the_foot_of_two_pages_that_differ_in_their_figures_stay() -> None:
    sheet = Sheet()
    sheet.title("云岭省绿色制造简报")
    items = [f"{n}.按照第{n}号任务，加强组织领导。" for n in (1, 2)]
    for n, item in enumerate(items):
        sheet.paragraph(LONG)
        sheet.put(item, LEFT + 32, 0.9 * HEIGHT)
        if not n:
            sheet.turn()
    assert [text for text in texts(sheet.bytes()) if text[0].isdigit()] == items


def test_footnotes_wait_for_the_end_of_the_sentence() -> None:
    sheet = Sheet()
    for _ in range(4):
        sheet.paragraph(LONG)
    sheet.y = 644
    broken = "本方案所称单位产品能耗，按照国家有关统计制度核算，由省统计局会同有关部门在每年六月底以前对外发布，并作为考核各市的依据。"
    sheet.line(broken[:26], 2)
    sheet.line(broken[26:54])
    sheet.rule(LEFT, 700, LEFT + 130, 700)
    sheet.put("① 单位产品能耗：生产单位合格产品消耗的能源总量。", LEFT, 716, 9)
    sheet.turn()
    sheet.line(broken[54:])
    sheet.paragraph(LONG)
    said = texts(sheet.bytes())
    assert said[4:] == [broken, "① 单位产品能耗：生产单位合格产品消耗的能源总量。".replace(" ", said[5][1] if said[5][1] == " " else ""), LONG]


def test_the_letterhead_stands_apart_and_names_the_issuer() -> None:
    sheet = Sheet()
    head = "云岭省人民政府文件"
    sheet.put(head, (595 - advance(head, 44)) / 2, 150, 44, (0.9, 0.1, 0.1))
    sheet.put("云政发〔2022〕8号", 230, 200)
    sheet.y = 260
    sheet.title("云岭省人民政府关于加强节能工作的意见")
    sheet.paragraph(LONG)
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == ["云政发〔2022〕8号", "云岭省人民政府关于加强节能工作的意见", LONG]
    assert left_out(reading, "发文机关标志") == [head] and dict(reading.facts)["issuers"] == "云岭省人民政府"
    assert analyse(sheet.out.getvalue(), "a.pdf").meta.issuers == ("云岭省人民政府",)


def test_a_title_in_red_is_a_title() -> None:
    sheet = Sheet()
    title = "云岭省加强节能工作方案"
    sheet.put(title, (595 - advance(title, 22)) / 2, 150, 22, (0.9, 0.1, 0.1))
    sheet.y = 220
    sheet.paragraph(LONG)
    assert texts(sheet.bytes()) == [title, LONG]


def test_what_nobody_sees_is_left_out_with_its_reason() -> None:
    sheet = Sheet()
    sheet.paragraph(LONG)
    sheet.put("看不见的指令", LEFT, 500, mode=3)
    sheet.put("白纸白字", LEFT, 530, colour=(1, 1, 1))
    sheet.put("纸外的字", 700, 560)
    for n, ch in enumerate("装订线内不得书写"):
        sheet.put(ch, 30, 300 + 20 * n, 12)
    sheet.canvas.saveState()
    sheet.canvas.translate(400, 400)
    sheet.canvas.rotate(35)
    sheet.put("内部资料", 0, HEIGHT, 30, (0.8, 0.8, 0.8))
    sheet.canvas.restoreState()
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG]
    for reason, said in (("不可见", "看不见的指令"), ("白色", "白纸白字"), ("页面以外", "纸外的字"), ("竖排", "装订线内不得书写"), ("转向", "内部资料")):
        assert left_out(reading, reason) == [said]


def test_white_text_on_a_dark_field_is_seen() -> None:
    sheet = Sheet()
    sheet.canvas.setFillColorRGB(0.1, 0.2, 0.6)
    sheet.canvas.rect(LEFT - 5, HEIGHT - 130, 450, 30, stroke=0, fill=1)
    sheet.put("专栏1 重点工程", LEFT, 120, colour=(1, 1, 1))
    sheet.y = 170
    sheet.paragraph(LONG)
    assert "".join(texts(sheet.bytes())[0].split()) == "专栏1重点工程"


def test_a_round_seal_is_left_out() -> None:
    sheet = Sheet()
    sheet.paragraph(LONG)
    sheet.right("云岭省人民政府")
    for n, ch in enumerate("云岭省人民政府印章"):
        sheet.canvas.saveState()
        sheet.canvas.translate(420, HEIGHT - sheet.y + 20)
        sheet.canvas.rotate(120 - 30 * n)
        sheet.put(ch, -6, HEIGHT - 45, 12, (0.9, 0, 0))
        sheet.canvas.restoreState()
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG, "云岭省人民政府"]
    assert left_out(reading, "转向") == ["云岭省人政府印章"] and left_out(reading, "印章") == ["民"]


def test_a_seal_set_straight_over_the_date_is_left_out() -> None:
    sheet = Sheet()
    sheet.paragraph(LONG)
    sheet.put("2022年3月8日", 380, 400)
    sheet.put("云岭省人民政府", 385, 404, 12, (0.9, 0, 0))
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG, "2022年3月8日"] and left_out(reading, "印章") == ["云岭省人民政府"]


def test_lines_of_contents_are_paragraphs_each() -> None:
    sheet = Sheet()
    entries = ["前言", "第一章 发展基础", "第二章 总体要求", "附录"]
    for n, said in enumerate(entries):
        dots = "." * int((sheet.measure - advance(said + "12", 16)) / advance(".", 16))
        sheet.line(f"{said}{dots}{n + 10}")
    sheet.turn()
    for _ in range(5):
        sheet.paragraph(LONG)
    said = texts(sheet.bytes())
    assert [re.sub(r"[. ]+\d+$", "", t) for t in said[:4]] == entries and said[4:] == [LONG] * 5


def test_lists_whose_lines_hang_under_their_text() -> None:
    sheet = Sheet()
    for _ in range(4):
        sheet.paragraph(LONG)
    sheet.line("1.各市、县人民政府要结合本地区产业结构和能源结构的", 2)
    sheet.line("实际，科学制定年度节能工作计划，明确目标任务和责任", 3)
    sheet.line("单位，确保完成。", 3)
    sheet.line("2.加强督查。", 2)
    assert texts(sheet.bytes())[4:] == ["1.各市、县人民政府要结合本地区产业结构和能源结构的实际，科学制定年度节能工作计划，明确目标任务和责任单位，确保完成。", "2.加强督查。"]


def test_pale_lines_on_every_page_are_watermarks() -> None:
    sheet = Sheet()
    for n in range(3):
        sheet.paragraph(LONG)
        sheet.put("征求意见稿仅供参考", 200, 450, 30, (0.85, 0.85, 0.85))
        if n < 2:
            sheet.turn()
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG] * 3 and len(left_out(reading, "水印")) == 3
