"""Workbooks: cells as they are shown and where they stand; what is hidden is kept apart."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from openpyxl.comments import Comment

from corpus.model import UnreadableDocument
from pipeline import analyse
from pipeline.read import media_type, read
from pipeline.read.xlsx import sheets
from pipeline.read.xlsx.formats import shown
from tests.ooxml import packed


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ledger() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["云岭省重点任务分工表"], [], ["序号", "任务", "牵头单位", "配合单位", "完成时限"], [1, "开展能效\n诊断", "省发展改革委", "省财政厅", datetime.date(2023, 6, 30)],
                 [2, None, "省工业和信息化厅", None, "2023年底"], [], ["注：各市参照执行。"]):
        sheet.append(line)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("B4:B5")
    sheet["E4"].number_format = 'yyyy"年"m"月"d"日"'
    return book


def test_a_table_of_tasks() -> None:
    reading = read(saved(ledger()), "a.xlsx")
    assert [(b.kind, b.text) for b in reading.blocks] == [
        ("paragraph", "云岭省重点任务分工表"), ("row", "序号 | 任务 | 牵头单位 | 配合单位 | 完成时限"), ("row", "1 | 开展能效 诊断 | 省发展改革委 | 省财政厅 | 2023年6月30日"),
        ("row", "2 |  | 省工业和信息化厅 |  | 2023年底"), ("paragraph", "注：各市参照执行。")]
    assert reading.blocks[3].cells == ("2", "", "省工业和信息化厅", "", "2023年底") and {b.table for b in reading.blocks} == {0, 1}
    duty = next(r for c in analyse(saved(ledger()), "a.xlsx").clauses for r in c.responsibilities)
    assert [(u.surface, u.role) for u in duty.units] == [("省发展改革委", "lead"), ("省财政厅", "support")] and duty.due == "2023-06-30"


def test_what_is_hidden_or_beside_the_cells_is_kept_apart() -> None:
    book = ledger()
    sheet = book.active
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet["A4"].comment = Comment("待核", "甲")
    sheet["F4"] = "=A4+1"
    sheet.oddFooter.center.text = "第&P页"
    extra = book.create_sheet("草稿")
    extra.append(["作废", "内容"])
    extra.sheet_state = "hidden"
    other = book.create_sheet("重点项目")
    other.append(["项目", "投资"])
    other.append(["电站", 3])
    reading = read(saved(book), "a.xlsx")
    assert {x.text: x.reason.split(" (")[0] for x in reading.left_out} == {
        "配合单位": "隐藏列", "省财政厅": "隐藏列", "2 | 省工业和信息化厅 | 2023年底": "隐藏行", "待核": "批注", "F4 =A4+1": "公式没有存下结果", "作废 | 内容": "隐藏工作表", "第 页": "页眉页脚"}
    assert [b.text for b in reading.blocks][-3:] == ["重点项目", "项目 | 投资", "电站 | 3"] and reading.blocks[-1].table == 2


def test_two_tables_and_one_that_goes_on_after_an_empty_row() -> None:
    book = openpyxl.Workbook()
    for line in (["甲表"], ["任务", "单位"], ["一", "二"], [], ["三", "四", "五"], [], ["乙表"], ["任务", "单位"], ["六", "七"]):
        book.active.append(line)
    assert [(b.table, b.text) for b in read(saved(book), "a.xlsx").blocks] == [
        (0, "甲表"), (1, "任务 | 单位 | "), (1, "一 | 二 | "), (1, "三 | 四 | 五"), (0, "乙表"), (2, "任务 | 单位"), (2, "六 | 七")]


@pytest.mark.parametrize(("number", "code", "text"), [
    ("0.155", "0.0%", "15.5%"), ("0.18", "0%", "18%"), ("1234567.891", "#,##0.00", "1,234,567.89"), ("16", "General", "16"), ("13.5", "General", "13.5"),
    ("0.1", "General", "0.1"), ("1.1000000000000001", "General", "1.1"), ("-3", "0.0", "-3.0"), ("45107", "yyyy/m/d", "2023/6/30"), ("45107", 'yyyy"年"m"月"', "2023年6月"),
    ("45107", "[$-804]yyyy\\年mm\\月dd\\日;@", "2023年06月30日"), ("0.5", "h:mm", "12:00"), ("45107.75", "yyyy-mm-dd hh:mm", "2023-06-30 18:00"), ("5", '0"个"', "5个"), ("7", "000", "007"),
    ("-5", "0_);(0)", "(5)"), ("0", '0;-0;"—"', "—"), ("12345678901234567", "General", "12345678901234567"), ("abc", "0", "abc"), ("1e999999", "0", "1e999999"), ("2.5", "#.##", "2.5"), ("0", "#", ""), ("1234", "0,", "1"),
    ("3", "@", "3"), ("0.00001", "General", "0.00001"), ("45107", "aaaa", "星期五"), ("5", '"￥"0.00', "￥5.00"), ("5", "[$￥-804]0", "￥5"), ("1.5", "[h]:mm", "36:00"), ("0.04", "0.0", "0.0"), ("-0.04", "0.0", "0.0")])
def test_numbers_as_shown(number: str, code: str, text: str) -> None:
    assert shown(number, code) == text


def sheet(xml: str) -> bytes:
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": f'<workbook xmlns:r="{link}"><sheets><sheet name="Sheet1" r:id="r1"/></sheets></workbook>'.encode(),
                   "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{link}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
                   "xl/worksheets/sheet1.xml": f"<worksheet>{xml}</worksheet>".encode()})


def test_inline_strings_errors_booleans_and_cells_without_addresses() -> None:
    data = sheet('<sheetData><row><c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>jia</t></rPh></is></c><c t="e"><v>#REF!</v></c><c t="b"><v>1</v></c><c t="str"><v>a_x000D_b</v></c></row></sheetData>')
    assert media_type(data, "a.bin") == media_type(saved(ledger()), "a.xlsx")
    assert [b.cells for b in read(data, "a.xlsx").blocks] == [("甲乙", "#REF!", "TRUE", "a b")]


def test_a_sheet_whose_columns_are_coloured_to_the_end_is_read() -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/><c r="XFD{n}" s="1"/></row>' for n in range(3, 60_000))
    data = sheet(f'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row>{empty}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    assert [b.text for b in read(data, "a.xlsx").blocks] == ["1"]


@pytest.mark.parametrize(("data", "said"), [
    (sheet("<sheetData>"), "损坏"), (sheet(""), "没有文字"), (saved(ledger())[:900], "xlsx"), (packed({"[Content_Types].xml": b"<a/>", "xl/a.xml": b""}), "不是 Excel"),
    (packed({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "实体")])
def test_damaged_workbooks_are_one_line(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said) as refused:
        read(data, "a.xlsx")
    assert "\n" not in str(refused.value)


def test_entities_in_a_sheet_and_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = sheet("<sheetData><row><c><v>1</v></c></row></sheetData>")
    with pytest.raises(UnreadableDocument, match="实体"):
        read(data.replace(b"<worksheet>", b"<worksheet>") and _with_entity(), "a.xlsx")
    monkeypatch.setattr(sheets, "MAX_CELLS", 3)
    with pytest.raises(UnreadableDocument, match="单元格"):
        read(saved(ledger()), "a.xlsx")


def _with_entity() -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(""))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, b'<!DOCTYPE w [<!ENTITY b "c">]><w><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></w>' if "sheet1" in name else old.read(name))
    return out.getvalue()
