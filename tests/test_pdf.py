"""PDF: lines become the paragraphs that a typist would have typed, tables become rows."""

from __future__ import annotations

import io

import docx
import pytest

from corpus.model import Block
from pipeline import analyse
from pipeline.read import read
from pipeline.read.pdf import apart
from pipeline.read.pdf.lines import tidy
from tests.pdfs import LEFT, LONG, MORE, Sheet, left_out, set_plan, texts, tree


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "enabled", False)


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


MERGED = [("领域", "任务", "单位", ""), ("", "", "牵头", "配合"), ("工业", "余热利用", "甲局", "乙局"), ("", "电机改造", "甲局", ""), ("合计两项", "", "", "")]


def test_merged_cells_keep_their_places_as_in_a_word_document() -> None:
    sheet = Sheet()
    above = {(1, 0), (1, 1), (3, 0)}
    beside = {(0, 3), (4, 1), (4, 2), (4, 3)}
    sheet.table(MERGED, (70, 120, 80, 80), merged=lambda r, c: (r, c) in above, wide=lambda r, c: (r, c) in beside)
    file = docx.Document()
    grid = file.add_table(rows=5, cols=4)
    for r, row in enumerate(MERGED):
        for c, cell in enumerate(row):
            grid.cell(r, c).text = cell
    for (r, c), (y, x) in {(0, 0): (1, 0), (0, 1): (1, 1), (2, 0): (3, 0), (0, 2): (0, 3), (4, 0): (4, 3)}.items():
        grid.cell(r, c).merge(grid.cell(y, x))
    out = io.BytesIO()
    file.save(out)
    typed = [b.cells for b in read(out.getvalue(), "a.docx").blocks if b.kind == "row"]
    assert [b.cells for b in rows(sheet.bytes())] == typed == MERGED


def test_rules_a_little_aside_make_no_columns() -> None:
    sheet = Sheet()
    sheet.table([HEAD, *ROWS, *ROWS], (40, 120, 110, 100), off=5)
    assert [b.cells for b in rows(sheet.bytes())] == [HEAD, *ROWS, *ROWS]


def test_a_table_over_pages_has_the_same_columns_on_each() -> None:
    """The second page shows no split column; two rows of head are repeated on it."""
    sheet = Sheet()
    head = MERGED[:2]
    sheet.table(MERGED[:4], (70, 120, 80, 80), merged=lambda r, c: (r, c) in {(1, 0), (1, 1), (3, 0)}, wide=lambda r, c: (r, c) == (0, 3))
    sheet.turn()
    sheet.table([*head, ("农业", "秸秆利用", "丙局", "")], (70, 120, 80, 80), merged=lambda r, c: (r, c) in {(1, 0), (1, 1)}, wide=lambda r, c: (r, c) in {(0, 3), (2, 3)})
    sheet.turn()
    sheet.table([("建筑", "旧房改造", "丁局"), ("交通", "公交换新", "戊局")], (70, 120, 160))
    reading = read(sheet.bytes(), "a.pdf")
    assert [(b.table, b.cells) for b in reading.blocks] == [(1, row) for row in (
        *MERGED[:4], ("农业", "秸秆利用", "丙局", ""), ("建筑", "旧房改造", "丁局", ""), ("交通", "公交换新", "戊局", ""))]
    assert len(left_out(reading, "跨页重复的表头")) == 2


def test_a_row_that_the_page_cut_is_one_row() -> None:
    sheet = Sheet()
    sheet.table([HEAD, ("1", "开展重点用能单位能效诊断，分行业制定节能", "省发展改革委", "2023年6月底")], (40, 120, 110, 100))
    sheet.turn()
    sheet.table([HEAD, ("", "改造方案并组织实施", "", ""), ("2", "建设绿色园区", "省工业和信息化厅", "2023年12月底")], (40, 120, 110, 100))
    found = rows(sheet.bytes())
    assert [b.cells[1] for b in found] == ["任务", "开展重点用能单位能效诊断，分行业制定节能改造方案并组织实施", "建设绿色园区"]


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
