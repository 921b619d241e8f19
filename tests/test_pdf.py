"""PDF: lines become the paragraphs that a typist would have typed; furniture, seals and hidden text stand apart, with reasons."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.model import Block, Reading, UnreadableDocument
from pipeline import analyse
from pipeline.read import media_type, pdf, read
from pipeline.read.pdf import apart, ocr
from pipeline.read.pdf.garbled import garbled
from pipeline.read.pdf.lines import tidy
from pipeline.read.pdf.shapes import Page
from tests.pdfs import HEIGHT, LEFT, Sheet, advance, set_plan
from tests.writing import PLAN

SHARED = Path(__file__).resolve().parents[2] / "shared"
LONG = ("为加快推进全省绿色低碳转型，各市、县人民政府要结合本地区产业结构和能源结构的实际，科学制定年度节能工作计划，明确目标任务、"
        "责任单位和完成时限，确保单位地区生产总值能耗持续下降。")
MORE = PLAN + "".join(f"{'四五六七八九十'[n]}、第{n + 1}类措施\n" + f"（一）第{n + 1}项工作。{LONG}（省发改委、财政厅负责）\n" * 1 for n in range(7))


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "enabled", False)


def texts(data: bytes) -> list[str]:
    return [b.text for b in read(data, "a.pdf").blocks]


def left_out(reading: Reading, reason: str) -> list[str]:
    return [item.text for item in reading.left_out if item.reason.startswith(reason)]


def tree(data: bytes, name: str) -> list[tuple[str, str, str]]:
    return [(c.kind, c.marker, "".join(c.text.split())) for c in analyse(data, name).clauses]


# ---- lines to paragraphs -------------------------------------------------------------------------------------------

def test_the_clauses_are_those_of_the_text_typed_clean() -> None:
    assert tree(set_plan(MORE), "a.pdf") == tree(MORE.encode(), "a.txt")


@pytest.mark.parametrize("size", [10.5, 12.0, 16.0])
def test_any_size_and_measure(size: float) -> None:
    assert tree(set_plan(MORE, size=size, columns=int(448 / size)), "a.pdf") == tree(MORE.encode(), "a.txt")


def test_a_sentence_goes_on_over_the_page_and_past_the_furniture() -> None:
    sheet = Sheet(head="云岭省人民政府公报")
    for _ in range(8):
        sheet.paragraph(LONG)
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG] * 8
    assert left_out(reading, "页码") == ["—1—", "—2—"]
    assert left_out(reading, "页眉") == ["云岭省人民政府公报"] * sheet.page


@pytest.mark.parametrize("number", ["- {} -", "{}", "第{}页 共9页", "{}/9", "·{}·", "Page {} of 9"])
def test_page_numbers_in_other_dress(number: str) -> None:
    sheet = Sheet(number=number)
    sheet.paragraph(LONG)
    sheet.turn()
    sheet.paragraph(LONG)
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG, LONG] and len(left_out(reading, "页码")) == 2


def test_a_number_in_the_text_is_no_page_number() -> None:
    sheet = Sheet()
    sheet.paragraph("各地要于以下年份完成改造：")
    sheet.paragraph("2025")
    sheet.paragraph(LONG)
    assert texts(sheet.bytes()) == ["各地要于以下年份完成改造：", "2025", LONG]


def test_a_full_line_that_ends_a_sentence_is_followed_by_an_indented_paragraph() -> None:
    sheet = Sheet()
    full = "坚持节约优先，把节约能源资源放在首位。" + "全面推进节能。"
    sheet.paragraph(full)  # 26 characters after two of indent: the line is full
    sheet.paragraph(LONG)
    assert texts(sheet.bytes()) == [full, LONG]


def test_paragraphs_without_indent_are_told_by_their_markers_and_short_lines() -> None:
    sheet = Sheet()
    for said in (f"一、{LONG}", f"二、{LONG}", f"（一）{LONG}", LONG):
        sheet.paragraph(said, indent=0)
    assert texts(sheet.bytes()) == [f"一、{LONG}", f"二、{LONG}", f"（一）{LONG}", LONG]


def test_a_marker_at_the_margin_of_an_indented_text_is_no_beginning() -> None:
    sheet = Sheet()
    sheet.line("各单位要按照本方案第二部分第", 2)
    sheet.y -= sheet.y - 120  # set by hand: the reference falls on the line's end
    sheet.put("各单位要对照本方案的分工，逐项落实第二部分所列的重点", LEFT + 2 * 16, 148)
    sheet.put("（一）项任务。", LEFT, 176)
    sheet.y = 204
    sheet.paragraph(LONG)
    sheet.paragraph(LONG)
    assert any(t.endswith("所列的重点（一）项任务。") for t in texts(sheet.bytes()))


def test_titles_of_two_lines_signatures_and_dates() -> None:
    sheet = Sheet()
    sheet.title("云岭省人民政府办公厅关于印发云岭省推动城乡建设绿色发展实施方案的通知")
    sheet.paragraph("各市、县人民政府，省政府各部门：", 0)
    sheet.paragraph(LONG)
    for said in ("云岭省发展和改革委员会", "云岭省工业和信息化厅", "云岭省生态环境厅", "2022年3月8日"):
        sheet.right(said)
    assert texts(sheet.bytes()) == [
        "云岭省人民政府办公厅关于印发云岭省推动城乡建设绿色发展实施方案的通知", "各市、县人民政府，省政府各部门：", LONG,
        "云岭省发展和改革委员会", "云岭省工业和信息化厅", "云岭省生态环境厅", "2022年3月8日"]


def test_latin_words_keep_their_spaces_and_chinese_gets_none() -> None:
    sheet = Sheet()
    sheet.paragraph("推广Energy Saving标准GB/T 2589，到2025年达到100项。")
    sheet.put("一、", LEFT + 32, sheet.y)
    sheet.put("总体要求", LEFT + 32 + 2 * 16 + 3, sheet.y)  # a gap that only a typesetter would see
    assert texts(sheet.bytes()) == ["推广Energy Saving标准GB/T 2589，到2025年达到100项。", "一、总体要求"]


def test_radicals_of_badly_subset_fonts_are_the_characters_they_stand_for() -> None:
    assert tidy("推进绿⾊⽣产和⼯业节能，⻢上实施⽅案") == "推进绿色生产和工业节能，马上实施方案"


# ---- tables --------------------------------------------------------------------------------------------------------

HEAD = ("序号", "任务", "牵头单位", "完成时限")
ROWS = [("1", "开展重点用能单位能效诊断和节能改造服务", "省发展改革委", "2023年6月底"), ("2", "建设绿色园区", "省工业和信息化厅", "2023年12月底")]


def rows(data: bytes) -> list[Block]:
    return [b for b in read(data, "a.pdf").blocks if b.kind == "row"]


def test_ruled_tables_become_rows_and_cells_of_several_lines_are_joined() -> None:
    sheet = Sheet()
    sheet.paragraph("任务分工见下表：")
    sheet.table([HEAD, *ROWS], (40, 120, 110, 100))
    sheet.paragraph(LONG)
    found = read(sheet.bytes(), "a.pdf").blocks
    assert [b.kind for b in found] == ["paragraph", "row", "row", "row", "paragraph"]
    assert [b.cells for b in found[1:4]] == [HEAD, *ROWS] and {b.table for b in found[1:4]} == {1}
    assert found[2].text == " | ".join(ROWS[0]) and found[4].text == LONG
    duty = next(r for c in analyse(sheet.out.getvalue(), "a.pdf").clauses for r in c.responsibilities)
    assert (duty.task, duty.units[0].role, duty.due) == (ROWS[0][1], "lead", "2023-06-30")


def test_a_merged_cell_is_said_once() -> None:
    sheet = Sheet()
    sheet.table([("领域", "任务"), ("工业", "余热利用"), ("", "电机改造")], (80, 200), merged=lambda r, c: (r, c) == (2, 0))
    assert [b.cells for b in rows(sheet.bytes())] == [("领域", "任务"), ("工业", "余热利用"), ("", "电机改造")]


def test_a_table_over_two_pages_is_one_and_its_head_is_said_once() -> None:
    sheet = Sheet()
    sheet.table([HEAD, ROWS[0]], (40, 120, 110, 100))
    sheet.turn()
    sheet.table([HEAD, ROWS[1]], (40, 120, 110, 100))
    reading = read(sheet.bytes(), "a.pdf")
    assert [(b.table, b.cells) for b in reading.blocks] == [(1, HEAD), (1, ROWS[0]), (1, ROWS[1])]
    assert left_out(reading, "跨页重复的表头") == [" | ".join(HEAD)]


def test_columns_that_align_are_a_table_without_rules() -> None:
    sheet = Sheet()
    sheet.paragraph(LONG)
    grid = [("指标", "2020年", "2025年"), ("能耗强度", "0.55", "0.47"), ("用水量", "120", "100"), ("综合利用率", "60%", "75%")]
    for row in grid:
        for text, x in zip(row, (100, 260, 400), strict=True):
            sheet.put(text, x, sheet.y, 14)
        sheet.y += LEADING_OF_A_TABLE
    assert [b.cells for b in rows(sheet.bytes())] == grid


LEADING_OF_A_TABLE = 22


def test_a_sideways_page_reads_like_an_upright_one() -> None:
    sheet = Sheet(number="")
    sheet.canvas.setPageRotation(90)
    sheet.canvas.saveState()
    sheet.canvas.translate(595, 0)
    sheet.canvas.rotate(90)
    sheet.canvas.translate(0, -842 + 595)
    sheet.y = 100
    sheet.table([HEAD, *ROWS], (40, 120, 110, 100))
    sheet.canvas.restoreState()
    assert [b.cells for b in rows(sheet.bytes())] == [HEAD, *ROWS]


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


# ---- files that are refused ----------------------------------------------------------------------------------------

def refused(data: bytes) -> str:
    with pytest.raises(UnreadableDocument) as error:
        analyse(data, "坏.pdf")
    assert str(error.value).startswith("坏.pdf：") and "\n" not in str(error.value)
    return str(error.value)


def test_encrypted_and_damaged_files_are_refused_in_one_line() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    sheet = Sheet(encrypt=StandardEncryption("secret", strength=128))
    sheet.paragraph(LONG)
    assert "已加密" in refused(sheet.bytes())
    whole = set_plan(PLAN)
    for data in (b"%PDF-1.7\n", whole[:400], b"%PDF-1.4\n" + bytes(range(256)) * 40):
        assert "损坏" in refused(data)
    assert "没有文字" in refused(Sheet(number="").bytes())


def test_a_file_that_lost_its_end_is_read_or_refused_never_a_fault() -> None:
    whole = set_plan(MORE)
    for share in (0.2, 0.5, 0.9, 0.99):
        try:
            assert read(whole[:int(len(whole) * share)], "a.pdf").blocks
        except UnreadableDocument as error:
            assert "\n" not in str(error)


def test_pages_characters_and_time_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = set_plan(MORE)
    for bound, value, said in (("MAX_PAGES", 1, "超过 1 页"), ("MAX_CHARACTERS", 50, "文字超过"), ("MAX_SECONDS", -1.0, "已超过")):
        with monkeypatch.context() as patch:
            patch.setattr(pdf, bound, value)
            assert said in refused(data)


def loop() -> bytes:
    """A file of a few hundred bytes whose one page is a drawing that holds itself twice: it never ends."""
    stream = b"<</Length 12%s>>stream\n/X Do /X Do \nendstream"
    own = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 5 0 R>>>>"
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
             stream % b"", stream % own]
    out, places = b"%PDF-1.7\n", []
    for n, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)


def test_a_page_that_never_ends_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "enabled", True)
    monkeypatch.setattr(apart, "PAGE_SECONDS", 3.0)
    assert "仍未完成" in refused(loop())
    monkeypatch.setattr(apart, "PAGE_SECONDS", 60.0)
    assert tree(set_plan(PLAN), "a.pdf") == tree(PLAN.encode(), "a.txt")  # the next file finds a fresh process


def test_a_crash_of_the_library_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    monkeypatch.setattr(apart, "enabled", True)
    assert read(set_plan(PLAN), "a.pdf").blocks
    killer = threading.Timer(1.0, apart._helpers[0].process.kill)
    killer.start()
    assert "崩溃" in refused(loop())
    killer.join()
    assert read(set_plan(PLAN), "a.pdf").blocks


def test_a_file_read_apart_is_the_same_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    data = set_plan(MORE, head="云岭省人民政府公报")
    here = read(data, "a.pdf")
    monkeypatch.setattr(apart, "enabled", True)
    assert read(data, "a.pdf") == here
    assert "损坏" in refused(b"%PDF-1.7\n")


def test_media_type() -> None:
    assert media_type(set_plan(PLAN), "a.txt") == "application/pdf"


# ---- pages without usable text -------------------------------------------------------------------------------------

def scan(text: list[str] | None = None) -> Any:
    """A picture of a page; with `text` where a Chinese font is installed as a package."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1190, 1684), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 100, 900, 160), fill="black")
    if text is not None:
        fonts = pytest.importorskip("pylopdf_fonts_zh_cn", reason="a Chinese font to draw the scan with")
        font = ImageFont.truetype(str(Path(fonts.__file__).parent / "NotoSerifSC-Regular.otf"), 32)
        draw.rectangle((0, 0, 1190, 1684), fill="white")
        for n, line in enumerate(text):
            draw.text((148 + (64 if line.startswith("\u3000") else 0), 240 + 56 * n), line.strip("\u3000"), fill="black", font=font)
    return image


def test_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    sheet = Sheet(number="")
    sheet.picture(scan())
    said = refused(sheet.bytes())
    assert "扫描件" in said and "tiaokuan[ocr]" in said


def test_a_scanned_page_among_others_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    sheet = Sheet(number="")
    sheet.paragraph(LONG)
    sheet.turn()
    sheet.picture(scan())
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG]
    assert left_out(reading, "图片，没有文字层") == ["第 2 页"] and reading.confidence is None


def test_what_ocr_finds_is_read_like_text_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [LONG[:26], LONG[26:54], LONG[54:]]
    boxes = [[(148 + (64 if n == 0 else 0), 240 + 56 * n), (1044, 240 + 56 * n), (1044, 280 + 56 * n), (148, 280 + 56 * n)] for n in range(3)]
    boxes[2][1] = boxes[2][2] = (148 + 32 * len(lines[2]), 392)
    found = SimpleNamespace(boxes=boxes, txts=lines, scores=[1.0, 0.9, 0.8])
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "engine", lambda: lambda _: found)
    monkeypatch.setattr(ocr, "_rules", lambda *_: [])
    sheet = Sheet(number="")
    sheet.picture(scan())
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG]
    assert reading.confidence is not None and 0.8 < reading.confidence < 1 and dict(reading.facts) == {"ocr_pages": "1"}
    document = analyse(sheet.out.getvalue(), "a.pdf")
    assert document.confidence == reading.confidence


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="the extra ocr is not installed")
def test_ocr_reads_a_scan_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def closed(*_: object, **__: object) -> None:
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", closed)
    said = ["一、总体要求", "为加快推进全省绿色低碳转型，各市、县人民政府要结合", "本地区实际，科学制定年度节能工作计划，明确目标任务。"]
    sheet = Sheet(number="")
    sheet.picture(scan(["\u3000" + said[0], "\u3000" + said[1], said[2]]))
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [said[0], said[1] + said[2]]
    assert reading.confidence is not None and reading.confidence > 0.9


def test_the_layer_of_a_scanning_program_is_its_text() -> None:
    sheet = Sheet(number="")
    sheet.picture(scan())
    rest, y = LONG, 150.0
    sheet.put(rest[:26], LEFT + 32, y, mode=3)
    for n in range(26, len(rest), 28):
        y += 28
        sheet.put(rest[n:n + 28], LEFT, y, mode=3)
    reading = read(sheet.bytes(), "a.pdf")
    assert [b.text for b in reading.blocks] == [LONG] and dict(reading.facts) == {"layered_pages": "1"}


def test_garbled_characters_are_told_from_chinese() -> None:
    page = Page(0, 595, 842)
    assert garbled(page, LONG.encode("gb18030").decode("latin-1"))
    assert garbled(page, "".join(chr(0x3500 + 37 * n % 6000) for n in range(100)))
    assert not garbled(page, LONG) and not garbled(page, "臺灣地區節能計畫與環境保護條例之實施辦法，應由各級機關依照規定辦理，並於期限內陳報主管機關備查。")
    assert garbled(Page(0, 595, 842, wrong=60), LONG[:100])


def test_a_broken_character_map_is_said_and_ocr_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    sheet = Sheet()
    for n in range(6):
        sheet.canvas.setFont("Helvetica", 12)
        sheet.canvas.drawString(LEFT, 700 - 20 * n, LONG[:40].encode("gb18030").decode("latin-1"))
    said = refused(sheet.bytes())
    assert "乱码" in said and "tiaokuan[ocr]" in said


# ---- real files ----------------------------------------------------------------------------------------------------

@pytest.mark.skipif(not (SHARED / "files").is_dir(), reason="needs the collection of PDFs in ../shared/files")
def test_clauses_begin_where_a_reader_of_the_page_says() -> None:
    found = {}
    for gold_file in sorted((SHARED / "gold").glob("*.json")):
        file = SHARED / "files" / f"{gold_file.stem}.pdf"
        if file.exists():
            gold = json.loads(gold_file.read_text("utf-8"))["clauses"]
            want = {"".join(c["text"].split()) for c in gold}
            got = {"".join(c.text.split()) for c in analyse(file.read_bytes(), file.name).clauses}
            found[file.name] = 2 * len(want & got) / (len(want) + len(got))
    assert found and all(share > 0.9 for share in found.values()), found


@pytest.mark.skipif(not (SHARED / "files").is_dir(), reason="needs the collection of PDFs in ../shared/files")
def test_the_whole_collection_is_read() -> None:
    for file in sorted((SHARED / "files").glob("*.pdf")):
        reading = read(file.read_bytes(), file.name)
        assert reading.blocks and reading.confidence is None
        assert not [b.text for b in reading.blocks if re.fullmatch(r"[-—\s]*\d{1,3}[-—\s]*", b.text)], file.name
