"""Word documents: markers that are computed, cells that keep their columns, revisions as accepted, nothing dropped."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Reading, UnreadableDocument
from pipeline.read import read
from pipeline.read.numerals import said
from tests.ooxml import level, lists, numbered, p, packed, row, table, word


def lines(data: bytes, name: str = "a.docx") -> list[str]:
    return [b.text for b in read(data, name).blocks]


def reasons(reading: Reading) -> dict[str, str]:
    return {x.text: x.reason.split(" (")[0] for x in reading.left_out}


# -- automatic numbering

def test_markers_of_several_levels_follow_from_the_numbering_part() -> None:
    numbering = lists(level(0, "chineseCounting", "%1、", more='<w:suff w:val="nothing"/>'), level(1, "chineseCounting", "（%2）"),
                      level(2, "decimal", "%3."), level(3, "decimal", "（%4）"), level(4, "decimalEnclosedCircle", "%5"))
    body = "".join(numbered(text, 1, at) for text, at in [
        ("总体要求", 0), ("指导思想", 1), ("基本原则", 1), ("重点任务", 0), ("节能", 1), ("锅炉", 2), ("5G基站", 2), ("改造", 3), ("更新", 4), ("电机", 2)])
    assert lines(word(body, numbering=numbering)) == [
        "一、总体要求", "（一）指导思想", "（二）基本原则", "二、重点任务", "（一）节能", "1.锅炉", "2. 5G基站", "（1）改造", "①\u3000更新", "3.电机"]


def test_articles_go_on_through_the_chapters() -> None:
    numbering = lists(level(0, "chineseCountingThousand", "第%1章"), level(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>'))
    body = "".join(numbered(text, 1, at) for text, at in [("总则", 0), ("为规范", 1), ("本办法", 1), ("管理", 0), ("部门", 1)])
    assert lines(word(body, numbering=numbering)) == ["第一章\u3000总则", "第一条\u3000为规范", "第二条\u3000本办法", "第二章\u3000管理", "第三条\u3000部门"]


def test_a_level_restarts_only_after_the_level_it_names() -> None:
    numbering = lists(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "(%3)", more='<w:lvlRestart w:val="1"/>'))
    body = "".join(numbered("项", 1, at) for at in (0, 1, 2, 1, 2, 0, 2))
    assert [x.split("项")[0].strip() for x in lines(word(body, numbering=numbering))] == ["1.", "1.1", "(1)", "1.2", "(2)", "2.", "(1)"]


def test_legal_numbering_is_arabic_throughout() -> None:
    numbering = lists(level(0, "chineseCounting", "第%1章"), level(1, "chineseCounting", "%1.%2", more="<w:isLgl/>"))
    assert lines(word(numbered("总则", 1) + numbered("目的", 1, 1), numbering=numbering)) == ["第一章\u3000总则", "1.1 目的"]


def test_start_override_and_two_lists_over_one_definition() -> None:
    more = ('<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:lvlOverride></w:num>')
    numbering = lists(level(0, "decimal", "%1.", start=3), more=more)
    body = "".join(numbered("项", n) for n in (1, 2, 3, 3, 4))
    assert lines(word(body, numbering=numbering)) == ["3.项", "4.项", "1.项", "2.项", "C)项"]


def test_styles_carry_numbering_along_their_chain() -> None:
    styles = ('<w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
              '<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
              '<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
              '<w:style w:type="paragraph" w:styleId="h3"><w:basedOn w:val="h2"/></w:style>'
              '<w:style w:type="paragraph" w:styleId="h4"><w:basedOn w:val="h1"/></w:style>')
    numbering = lists(level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3.", more='<w:pStyle w:val="h4"/>'))
    body = "".join(p(text, f'<w:pStyle w:val="{style}"/>') for text, style in [("总则", "h1"), ("目的", "h2"), ("依据", "h3"), ("范围", "h4")])
    body += p("正文", '<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>') + p("普通")
    assert lines(word(body, numbering=numbering, styles=styles)) == ["一、总则", "（一）目的", "（二）依据", "1.范围", "正文", "普通"]


def test_a_list_may_borrow_its_levels_from_a_numbering_style() -> None:
    numbering = (f'<w:abstractNum w:abstractNumId="5"><w:styleLink w:val="s"/>{level(0, "ideographTraditional", "%1、")}</w:abstractNum>'
                 '<w:abstractNum w:abstractNumId="6"><w:numStyleLink w:val="s"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="6"/></w:num>')
    assert lines(word(numbered("项", 1) * 2, numbering=numbering)) == ["甲、项", "乙、项"]


def test_bullets_are_no_text_and_a_changed_list_is_taken_as_it_is_now() -> None:
    numbering = lists(level(0, "bullet", "\uf0b7"), level(1, "none", ""))
    old = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr></w:pPr></w:pPrChange>'
    assert lines(word(numbered("甲", 1) + p("乙", old), numbering=numbering)) == ["甲", "乙"]


@pytest.mark.parametrize(("number", "form", "text"), [
    (12, "chineseCounting", "十二"), (105, "chineseCounting", "一〇五"), (105, "chineseCountingThousand", "一百零五"), (20, "japaneseCounting", "二十"),
    (110, "chineseCountingThousand", "一百一十"), (2020, "chineseCountingThousand", "二千零二十"), (10, "chineseCounting", "十"), (12, "chineseLegalSimplified", "壹拾贰"),
    (3, "ideographTraditional", "丙"), (12, "ideographZodiac", "亥"), (21, "decimalEnclosedCircleChinese", "㉑"), (4, "upperRoman", "IV"), (28, "lowerLetter", "bb"),
    (7, "decimalZero", "07"), (5, "decimalEnclosedParen", "(5)"), (5, "unheard-of", "5"), (1, "ideographZodiacTraditional", "甲子"), (10, "decimalFullWidth", "１０")])
def test_number_formats(number: int, form: str, text: str) -> None:
    assert said(number, form) == text


def test_a_number_with_leading_zeros_by_pattern() -> None:
    choice = ('<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
              '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1、"/></w:lvl>')
    assert lines(word(numbered("项", 1), numbering=lists(choice))) == ["001、项"]


# -- tables

def test_merged_cells_keep_their_columns() -> None:
    merged, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(row("序号", "任务", ("单位", '<w:gridSpan w:val="2"/>'), "时限"), row("1", ("改造", merged), "省发改委", "省财政厅", "6月底"),
                 row("2", ("", goes_on), "省工信厅", "", "年底"))
    reading = read(word(body), "a.docx")
    assert [b.cells for b in reading.blocks] == [("序号", "任务", "单位", "", "时限"), ("1", "改造", "省发改委", "省财政厅", "6月底"), ("2", "", "省工信厅", "", "年底")]
    assert {b.table for b in reading.blocks} == {1} and reading.blocks[2].text == "2 |  | 省工信厅 |  | 年底"


def test_columns_that_only_misaligned_merges_make_are_none() -> None:
    body = table(row(("甲", '<w:gridSpan w:val="3"/>'), ("乙", '<w:gridSpan w:val="4"/>')), row("丙", "丁", properties='<w:gridBefore w:val="0"/>'))
    assert [b.cells for b in read(word(body), "a.docx").blocks] == [("甲", "", "乙"), ("丙", "丁", "")]


def test_a_grid_offset_and_a_numbered_column() -> None:
    body = table(row("序号", "任务"), row(numbered("", 1) + numbered("甲", 1), "乙"), row("丙", properties='<w:gridBefore w:val="1"/>'))
    reading = read(word(body, numbering=lists(level(0, "decimal", "%1."))), "a.docx")
    assert [b.cells for b in reading.blocks] == [("序号", "任务"), ("2.甲", "乙"), ("", "丙")] and reasons(reading)["1."] == "空段落的编号"


def test_a_frame_of_one_cell_is_paragraphs_and_a_nested_table_has_rows_of_its_own() -> None:
    inner = table(row("指标", "2025年"), row("能耗", "18%"))
    body = table(row(p("专栏1 重点工程") + p("节能改造。") + inner)) + table(row("一", "二"), row("三" and p("三") + inner, "四"))
    blocks = read(word(body), "a.docx").blocks
    assert [(b.kind, b.text) for b in blocks] == [
        ("paragraph", "专栏1 重点工程"), ("paragraph", "节能改造。"), ("row", "指标 | 2025年"), ("row", "能耗 | 18%"),
        ("row", "一 | 二"), ("row", "三 | 四"), ("row", "指标 | 2025年"), ("row", "能耗 | 18%")]
    assert len({b.table for b in blocks if b.kind == "row"}) == 3


def test_deleted_rows_and_cells_and_covered_text_are_kept_apart() -> None:
    body = table(row("甲", "乙"), row("废", "弃", properties="<w:del/>"), row("丙", ("丁", "<w:vMerge/>")), row("戊", ("己", "<w:cellDel/>"), "庚"))
    reading = read(word(body), "a.docx")
    assert [b.cells for b in reading.blocks] == [("甲", "乙"), ("丙", ""), ("戊", "庚")]
    assert reasons(reading) == {"废 弃": "修订删除", "丁": "合并单元格里被盖住的文字", "己": "修订删除"}


# -- what stands in a paragraph

def test_tracked_changes_are_taken_as_accepted() -> None:
    body = p("降低", raw='<w:del><w:r><w:delText>16%</w:delText></w:r></w:del><w:ins><w:r><w:t>13.5%</w:t></w:r></w:ins>'
             '<w:moveFrom><w:r><w:t>移走的话</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>，移来的话</w:t></w:r></w:moveTo>')
    body += p("前半句", "<w:rPr><w:del/></w:rPr>") + p("后半句") + f"<w:del>{p('整段删去')}</w:del>"
    reading = read(word(body), "a.docx")
    assert [b.text for b in reading.blocks] == ["降低13.5%，移来的话", "前半句后半句"]
    assert reasons(reading) == {"16%": "修订删除", "移走的话": "修订移走", "整段删去": "修订删除"}


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('框内第一段')}{p('框内第二段')}</w:txbxContent>"
    body = p("正文", raw=f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:docPr descr="示意图"/><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
             f'<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>')
    body += p(raw='<w:r><w:pict><v:shape><v:textpath string="云岭省人民政府文件"/></v:shape></w:pict></w:r>')
    reading = read(word(body), "a.docx")
    assert [b.text for b in reading.blocks] == ["正文", "框内第一段", "框内第二段", "云岭省人民政府文件"] and reasons(reading) == {"示意图": "图片说明"}


def test_notes_follow_what_cites_them() -> None:
    cite = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>下降。</w:t></w:r>'
    body = p("单位能耗", raw=cite) + p("末段", raw='<w:r><w:endnoteReference w:id="1"/></w:r>') + table(row("甲", "乙"), row(p("丙", raw='<w:r><w:footnoteReference w:id="3"/></w:r>'), "丁"))
    footnotes = '<w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>' + "".join(
        f'<w:footnote w:id="{n}">{p(text, raw="")}</w:footnote>' for n, text in ((2, "按可比价计算。"), (3, "含县。"), (4, "无人引用。")))
    reading = read(word(body, footnotes=footnotes, endnotes=f'<w:endnote w:id="1">{p("来源：统计局。")}</w:endnote>'), "a.docx")
    assert [b.text for b in reading.blocks] == ["单位能耗[1]下降。", "[1] 按可比价计算。", "末段[i]", "[i] 来源：统计局。", "甲 | 乙", "丙[2] | 丁", "[2] 含县。"]
    assert reasons(reading) == {"无人引用。": "没有被引用的注"}


def test_circled_note_marks_as_the_settings_say() -> None:
    body = p("能耗", raw='<w:r><w:footnoteReference w:id="1"/></w:r>')
    data = word(body, footnotes=f'<w:footnote w:id="1">{p("注文")}</w:footnote>', settings='<w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/></w:footnotePr>')
    assert lines(data) == ["能耗①", "① 注文"]


def field(instruction: str, result: str) -> str:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (f"{char('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{char('separate')}<w:r><w:t>{result}</w:t></w:r>{char('end')}")


def test_fields_give_their_results() -> None:
    body = p("见", raw=field('REF _a \\h', "第三条") + '<w:fldSimple w:instr="SEQ 表"><w:r><w:t>4</w:t></w:r></w:fldSimple>')
    assert lines(word(body)) == ["见第三条4"]


def test_a_field_that_never_ends_swallows_nothing() -> None:
    assert lines(word(p("甲", raw='<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>乙</w:t></w:r>') + p("丙"))) == ["甲乙", "丙"]


def contents(*entries: tuple[str, str]) -> str:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    said = [f"<w:p>{begin if n == 0 else ''}<w:hyperlink><w:r><w:t>{text}</w:t></w:r><w:r><w:tab/></w:r>{field('PAGEREF _Toc1', page)}</w:hyperlink></w:p>"
            for n, (text, page) in enumerate(entries)]
    return "".join(said) + p(raw='<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def test_page_numbers_of_a_table_of_contents() -> None:
    body = contents(("一、总体要求", "1"), ("二、重点任务", "12"))
    reading = read(word(p("目  录") + body + p("一、总体要求")), "a.docx")
    assert [b.text for b in reading.blocks] == ["目  录", "一、总体要求", "二、重点任务", "一、总体要求"]
    assert reasons(reading) == {"1": "目录页码", "12": "目录页码"}
    assert lines(word(body)) == ["一、总体要求………1", "二、重点任务………12"]  # without its heading only leaders tell


def test_hidden_text_headers_comments_and_placeholders_are_kept_apart() -> None:
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:rPr><w:rStyle w:val="x"/></w:rPr><w:t>隐</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r>'
    body = p("正", raw=hidden) + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处输入')}</w:sdtContent></w:sdt>"
    styles = '<w:style w:type="character" w:styleId="y"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="x"><w:basedOn w:val="y"/></w:style>'
    reading = read(word(body, styles=styles, header1=p("内部资料"), footer1=p("— 1 —"), comments=f'<w:comment w:id="0">{p("请核")}</w:comment>'), "a.docx")
    assert [b.text for b in reading.blocks] == ["正见"]
    assert reasons(reading) == {"密": "隐藏文字", "隐": "隐藏文字", "单击此处输入": "占位提示", "内部资料": "页眉", "— 1 —": "页脚", "请核": "批注"}


def test_line_breaks_symbols_controls_and_links() -> None:
    body = p("甲", raw='<w:r><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F0B3"/><w:t>5</w:t></w:r>'
             '<w:sdt><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t>签</w:t></w:r></w:smartTag>')
    body += f"<w:sdt><w:sdtContent>{p('块')}</w:sdtContent></w:sdt><w:customXml>{p('自定')}</w:customXml>"
    reading = read(word(body + p(raw='<w:r><w:sym w:font="Webdings" w:char="F001"/></w:r>')), "a.docx")
    assert [b.text for b in reading.blocks] == ["甲", "乙\u3000丙☑≥5控链签", "块", "自定", "\ufffd"] and reasons(reading) == {"Webdings F001": "符号字体里的未知符号"}


def test_private_characters_mean_something_in_symbol_fonts_only() -> None:
    body = p("甲\uf0b3", raw='<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0b3\uf001</w:t></w:r>')
    assert lines(word(body)) == ["甲\uf0b3≥\uf001"]


def test_raised_figures_formulas_and_ruby() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>4</w:t></w:r>'
    fraction = "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2n</m:t></m:r></m:den></m:f></m:oMath>"
    ruby = "<w:r><w:ruby><w:rt><w:r><w:t>yún</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>云</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    reading = read(word(p("10", raw=raised + fraction + ruby) + p("平方米m", raw=raised)), "a.docx")
    assert [b.text for b in reading.blocks] == ["10⁴1/(2n)云", "平方米m4"] and reasons(reading) == {"yún": "注音"}


# -- the package

def test_strict_namespace_and_macro_and_template_files() -> None:
    data = word(numbered("总则", 1), numbering=lists(level(0, "chineseCounting", "%1、")), strict=True)
    assert lines(data) == lines(data, "a.docm") == lines(data, "a.dotx") == ["一、总则"]


def test_a_document_inside_the_document() -> None:
    link = '<Relationship Id="c1" Type="x/aFChunk" Target="inner.html"/>'
    html = "<html><body>" + "<p>一、总体要求。各部门要认真组织实施，确保完成目标任务，定期报告进展情况，重大事项及时请示报告，切实抓好工作落实。</p>" + "</body></html>"
    body = p("外层") + '<w:altChunk r:id="c1"/><w:altChunk r:id="none"/>'
    reading = read(word(body, {"word/inner.html": html.encode()}, link), "a.docx")
    assert [b.text[:4] for b in reading.blocks] == ["外层", "一、总体"] and reasons(reading) == {"none": "未读取的嵌入文档"}


@pytest.mark.parametrize(("data", "said"), [
    (word(p("甲"), {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'}), "实体"),
    (word(p("甲"), {"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")}), "实体"),
    (word("<w:p>" * 100), "损坏"), (word(p("甲"))[:-80], "docx"), (packed({"word/x.xml": b"", "[Content_Types].xml": b"<a/>"}), "不是 Word"),
    (word(p("甲"), {"word/document.xml": b"<a>" + b" " * (60 << 20) + b"</a>"}), "压缩炸弹"), (word(""), "没有文字"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "加密"),
    (word(f"{'<w:tbl><w:tr><w:tc>' * 60}{p('深')}{'</w:tc></w:tr></w:tbl>' * 60}"), "嵌套过深")])
def test_hostile_and_damaged_packages_are_refused_in_one_line(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said) as refused:
        read(data, "a.docx")
    assert "\n" not in str(refused.value) and "a.docx" in str(refused.value)


# -- nothing is dropped without a word

INLINE = st.sampled_from([
    "<w:r><w:t>{}</w:t></w:r>", "<w:ins><w:r><w:t>{}</w:t></w:r></w:ins>", "<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>",
    "<w:moveFrom><w:r><w:t>{}</w:t></w:r></w:moveFrom>", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>", "<w:hyperlink><w:r><w:t>{}</w:t></w:r></w:hyperlink>",
    '<w:fldSimple w:instr="REF a"><w:r><w:t>{}</w:t></w:r></w:fldSimple>', "<w:sdt><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>",
    "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>", "<w:unheardOf><w:r><w:t>{}</w:t></w:r></w:unheardOf>",
    "<w:r><w:ruby><w:rt><w:r><w:t>{}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{}</w:t></w:r></w:rubyBase></w:ruby></w:r>", "<m:oMath><m:r><m:t>{}</m:t></m:r></m:oMath>",
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>",
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>{}</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>{}</w:t></w:r>'])
PARAGRAPH = st.lists(INLINE, min_size=1, max_size=4).map(lambda runs: f"<w:p>{''.join(runs)}</w:p>")
BLOCK = st.recursive(PARAGRAPH, lambda inner: st.one_of(
    st.lists(st.lists(inner, min_size=1, max_size=3), min_size=1, max_size=3).map(
        lambda rows: "<w:tbl>" + "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>" for cells in rows) + "</w:tbl>"),
    inner.map(lambda x: f"<w:sdt><w:sdtContent>{x}</w:sdtContent></w:sdt>"), inner.map(lambda x: f"<w:del>{x}</w:del>"),
    inner.map(lambda x: f"<w:unheardOf>{x}</w:unheardOf>"), inner.map(lambda x: f"<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{x}</w:tc><w:tc>{x}</w:tc></w:tr></w:tbl>")), max_leaves=8)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCK, min_size=1, max_size=5))
def test_every_word_is_in_the_text_or_told_of(blocks: list[str]) -> None:
    body = "".join(blocks)
    words = [f"词{n:04d}。" for n in range(body.count("{}"))]
    try:
        reading = read(word(body.format(*words)), "a.docx")
    except UnreadableDocument as refused:
        assert "没有文字" in str(refused)
        return
    text, beside = "".join(b.text for b in reading.blocks), "".join(x.text for x in reading.left_out)
    assert [w for w in words if text.count(w) + beside.count(w) != 1] == []
