"""OFD: paragraphs, not glyph runs; what nobody reads as text is kept apart."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.model import Reading, UnreadableDocument
from pipeline import analyse
from pipeline.read import media_type, read
from pipeline.read.ofd import pictures
from pipeline.read.pdf import ocr
from tests.ofds import HEAD, LEFT, NS, SIZE, Sheet, ofd, set_plan, text
from tests.ooxml import packed
from tests.pdfs import LONG
from tests.test_pdf_files import scan
from tests.writing import PLAN

X = LEFT + 2 * SIZE
FULL = "各级人民政府应当加强节能管理工作把节能纳入规划并且公布。"
"""28 characters: a full line, which shows where the column ends."""


def page(*lines: str) -> str:
    """Short paragraphs under two full lines, as pages have them."""
    return text(FULL, LEFT, 40) + text(FULL, LEFT, 50) + "".join(text(line, X, 60 + 12 * n) for n, line in enumerate(lines))


def texts(data: bytes) -> list[str]:
    return [b.text for b in read(data, "a.ofd").blocks if b.text != FULL * 2]


def reasons(reading: Reading) -> dict[str, str]:
    return {x.text: x.reason.split(" (")[0] for x in reading.left_out}


def tree(data: bytes, name: str) -> list[tuple[str, str, str]]:
    return [(c.kind, c.marker, "".join(c.text.split())) for c in analyse(data, name).clauses]


def test_the_clauses_are_those_of_the_text_typed_clean() -> None:
    assert media_type(set_plan(PLAN), "a.bin") == "application/ofd"
    assert tree(set_plan(PLAN), "a.ofd") == tree(PLAN.encode(), "a.txt")


def test_a_sentence_goes_on_over_the_page_and_past_the_furniture() -> None:
    sheet = Sheet(head="云岭省公报")
    body = [f"第{n}条 " + "各级人民政府应当加强节能管理，把节能工作纳入规划，" * 3 + "并向社会公布。" for n in range(1, 16)]
    for line in body:
        sheet.paragraph(line)
    reading = read(sheet.bytes(), "a.ofd")
    assert ["".join(b.text.split()) for b in reading.blocks] == ["".join(x.split()) for x in body] and len(sheet.pages) > 2
    assert reasons(reading)["云岭省公报"] == "页眉" and reasons(reading)["—1—"] == "页码"


def test_ruled_tables_become_rows() -> None:
    sheet = Sheet()
    sheet.title("云岭省重点任务分工表")
    sheet.table([["序号", "任务", "牵头单位"], ["1", "开展重点用能单位能效诊断工作", "省发展改革委"], ["2", "", "省科技厅"]], [20, 50, 50])
    rows = [b for b in read(sheet.bytes(), "a.ofd").blocks if b.kind == "row"]
    assert [b.cells for b in rows] == [("序号", "任务", "牵头单位"), ("1", "开展重点用能单位能效诊断工作", "省发展改革委"), ("2", "", "省科技厅")]


def test_text_objects_in_any_cut_are_one_line() -> None:
    said = "推广余热发电技术。"
    run = page() + "".join(text(ch, X + 5.6 * n, 60) for n, ch in enumerate(said))
    block = f'<ofd:PageBlock ID="3">{text("第二段在页块里。", X, 72)}</ofd:PageBlock>'
    turned = f'<ofd:TextObject ID="5" Boundary="0 0 200 200" CTM="2 0 0 2 {X} 84" Font="1" Size="2.8"><ofd:TextCode X="0" Y="0">第三段放大</ofd:TextCode><ofd:TextCode X="14" Y="0">而成。</ofd:TextCode></ofd:TextObject>'
    assert texts(ofd([run + block + turned])) == [said, "第二段在页块里。", "第三段放大而成。"]


def test_a_composite_object_and_a_page_that_lies_on_its_side() -> None:
    unit = (f'{HEAD}<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="77" Width="100" Height="50"><ofd:Content>{text("复合对象里的话。", 0, 10)}'
            "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>")
    data = ofd(['<ofd:CompositeObject ID="4" Boundary="30 100 100 50" ResourceID="77"/>'], "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", extra={"Doc_0/PublicRes.xml": unit})
    assert texts(data) == ["复合对象里的话。"]
    lying = "".join(f'<ofd:TextObject ID="5" Boundary="0 0 200 290" CTM="0 1 -1 0 {160 - 12 * n} {30 + 11.2 * (n > 1)}" Font="1" Size="5.6"><ofd:TextCode X="0" Y="0" DeltaX="g 30 5.6">{line}</ofd:TextCode></ofd:TextObject>'
                    for n, line in enumerate([FULL, FULL, "横排的第一段。", "横排的第二段。"]))
    assert texts(ofd([lying])) == ["横排的第一段。", "横排的第二段。"]


def test_what_nobody_sees_or_reads_straight_is_left_out() -> None:
    body = text("正文一句话。", 33, 60) + text("隐藏的话", 33, 80, more='Visible="false"') + text("透明的话", 33, 100, more='Alpha="0"')
    body += text("白色的话", 33, 120, inside='<ofd:FillColor Value="255 255 255"/>') + text("不填充", 33, 140, more='Fill="false"')
    body += '<ofd:TextObject ID="9" Boundary="50 150 100 100" CTM="0.7 0.7 -0.7 0.7 0 0" Font="1" Size="9"><ofd:TextCode X="0" Y="9">内部资料</ofd:TextCode></ofd:TextObject>'
    reading = read(ofd([body]), "a.ofd")
    assert [b.text for b in reading.blocks] == ["正文一句话。"]
    assert reasons(reading) == {"隐藏的话透明的话不填充": "不可见的文字", "白色的话": "白色的文字", "内部资料": "转向的文字，如印章或水印"}


def test_a_template_of_several_pages_is_furniture_and_that_of_one_is_text() -> None:
    common = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/><ofd:TemplatePage ID="6" BaseLoc="Tpls/Tpl_1/Content.xml"/>'
    extra = {f"Doc_0/Tpls/Tpl_{n}/Content.xml": f'{HEAD}<ofd:Page {NS}><ofd:Content><ofd:Layer ID="1">{text(said, X, y)}</ofd:Layer></ofd:Content></ofd:Page>'
             for n, (said, y) in enumerate([("云岭省政务服务", 150.0), ("首页模板里的一句话。", 72.0)])}
    above = ['<ofd:Template TemplateID="5"/><ofd:Template TemplateID="6"/>', '<ofd:Template TemplateID="5"/>']
    data = ofd([page("第一页的正文。"), text("第二页的正文。", X, 60)], common, above, extra=extra)
    reading = read(data, "a.ofd")
    assert texts(data) == ["第一页的正文。", "首页模板里的一句话。", "第二页的正文。"] and reasons(reading) == {"云岭省政务服务": "模板页上的文字"}


def test_seals_annotations_and_attachments_are_told() -> None:
    document = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
    extra = {
        "Doc_0/Annots/Annotations.xml": f'{HEAD}<ofd:Annotations {NS}><ofd:Page PageID="10"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
        "Doc_0/Annots/Page_0/Annotation.xml": f'{HEAD}<ofd:PageAnnot {NS}><ofd:Annot ID="3" Type="Watermark"><ofd:Appearance Boundary="0 0 9 9">{text("仅供参考", 0, 9)}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>',
        "Doc_0/Attachs/Attachments.xml": f'{HEAD}<ofd:Attachments {NS}><ofd:Attachment ID="1" Name="分工表.xlsx"><ofd:FileLoc>a.xlsx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>',
        "Doc_0/Signs/Signatures.xml": f'{HEAD}<ofd:Signatures {NS}><ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>',
        "Doc_0/Signs/Sign_0/Signature.xml": f'{HEAD}<ofd:Signature {NS}><ofd:SignedInfo><ofd:Provider ProviderName="签章" Company="某公司"/><ofd:SignatureDateTime>20210301</ofd:SignatureDateTime></ofd:SignedInfo></ofd:Signature>'}
    body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
    reading = read(ofd([text("正文。", 33, 60)], document=document, body=body, extra=extra), "a.ofd")
    assert reasons(reading) == {"仅供参考": "水印", "电子签章 某公司 20210301": "签章"}
    assert [(a.name, a.uri) for a in reading.attachments] == [("分工表.xlsx", "a.ofd!Doc_0/Attachs/a.xlsx")]


def test_a_page_that_is_missing_is_told_and_two_documents_are_read() -> None:
    data = ofd([text("甲。", 33, 60)], document="", body="</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_1/Document.xml</ofd:DocRoot>", extra={
        "Doc_1/Document.xml": f'{HEAD}<ofd:Document {NS}><ofd:CommonData/><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/><ofd:Page ID="2" BaseLoc="P9.xml"/></ofd:Pages></ofd:Document>',
        "Doc_1/Pages/Page_0/Content.xml": f'{HEAD}<ofd:Page {NS}><ofd:Content><ofd:Layer>{text("乙。", 33, 60)}</ofd:Layer></ofd:Content></ofd:Page>'})
    reading = read(data, "a.ofd")
    assert [b.text for b in reading.blocks] == ["甲。", "乙。"] and reasons(reading) == {"Doc_1/P9.xml": "缺少的页，未能读取"}


@pytest.mark.parametrize(("data", "said"), [
    (ofd([]), "没有文字"), (ofd(['<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="1"/>']), "没有文字层|无法解码"), (ofd([""])[:-90], "ofd"),
    (packed({"OFD.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "实体"), (packed({"OFD.xml": b"<OFD><DocBody/></OFD>"}), "损坏"),
    (packed({"OFD.xml": b"<OFD><Encryptions/></OFD>"}), "加密"), (packed({"OFD.xml": b"<OFD"}), "损坏")])
def test_broken_packages_are_one_line(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=said) as refused:
        read(data, "a.ofd")
    assert "\n" not in str(refused.value)


def test_hostile_numbers_and_nests_are_bounded() -> None:
    endless = '<ofd:TextObject ID="1" Boundary="1e999 nan 0 0" Size="1e300" CTM="x"><ofd:TextCode X="33" Y="60" DeltaX="g 999999999999 5">甲乙</ofd:TextCode></ofd:TextObject>'
    unit = (f'{HEAD}<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7"><ofd:Content><ofd:CompositeObject ID="4" Boundary="0 0 1 1" ResourceID="7"/>'
            '<ofd:CompositeObject ID="4" Boundary="0 0 1 1" ResourceID="7"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>')
    path = '<ofd:PathObject Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L L 9 C 9 9 Q 1 B A x</ofd:AbbreviatedData></ofd:PathObject>'
    data = ofd([text("正文。", 33, 60) + endless + path + '<ofd:CompositeObject ID="4" Boundary="0 0 1 1" ResourceID="7"/>'], "<ofd:PublicRes>R.xml</ofd:PublicRes>", extra={"Doc_0/R.xml": unit})
    assert texts(data) == ["正文。"]


def test_a_wide_space_in_the_line_is_kept_and_the_air_between_justified_characters_is_none() -> None:
    said = "为规范公共机构节能管理"
    spread = (f'<ofd:TextObject ID="1" Boundary="{X} 60 170 9" Size="5.6"><ofd:TextCode X="0" Y="5.6" DeltaX="g {len(said) - 1} 6.3">{said}</ofd:TextCode></ofd:TextObject>')
    assert texts(ofd([page() + text("第一条", X, 80) + text("本办法所称节能。", X + 4 * SIZE, 80) + spread])) == [said, "第一条\u3000本办法所称节能。"]


# ---- pages that are pictures ---------------------------------------------------------------------------------------

WHOLE = '<ofd:ImageObject ID="1" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>'


def scanned(picture: Any, pages: Sequence[str] = (WHOLE,), form: str = "PNG") -> bytes:
    """A package with these pages and one picture, number 7."""
    out = io.BytesIO()
    picture.save(out, form)
    resources = (f'{HEAD}<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile>'
                 "</ofd:MultiMedia></ofd:MultiMedias></ofd:Res>").encode()
    return ofd(list(pages), common="<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>",
               extra={"Doc_0/DocumentRes.xml": resources, "Doc_0/Res/a.png": out.getvalue()})


def test_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(UnreadableDocument, match=r"扫描件.*tiaokuan\[ocr\]"):
        read(scanned(scan()), "a.ofd")
    reading = read(scanned(scan(), [page("甲。"), WHOLE]), "a.ofd")
    assert reasons(reading)["第 2 页"].startswith("图片，没有文字层") and reading.confidence is None


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP", "TIFF"])
def test_what_ocr_finds_on_the_picture_is_read_like_text_and_marked(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    lines = [LONG[:26], LONG[26:54], LONG[54:]]
    boxes = [[(148 + (64 if n == 0 else 0), 240 + 56 * n), (1044, 240 + 56 * n), (1044, 280 + 56 * n), (148, 280 + 56 * n)] for n in range(3)]
    boxes[2][1] = boxes[2][2] = (148 + 32 * len(lines[2]), 392)
    seen = []

    def engine(picture: Any) -> SimpleNamespace:
        seen.append(picture)
        return SimpleNamespace(boxes=boxes, txts=lines, scores=[1.0, 0.9, 0.8])

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "engine", lambda: engine)
    monkeypatch.setattr(ocr, "_rules", lambda *_: [])
    reading = read(scanned(scan(), form=form), "a.ofd")
    assert [b.text for b in reading.blocks] == [LONG] and dict(reading.facts) == {"ocr_pages": "1"}
    assert reading.confidence is not None and 0.8 < reading.confidence < 1
    drawn = seen[0]  # the bar of the scan stands where it stood: x 100 to 900 of 1190, y 100 to 160 of 1684
    height, width = drawn.shape[:2]
    assert (width, height) == (1191, 1684) and drawn[130, 500].max() < 60 and drawn[130, 950].min() > 200 and drawn[300, 500].min() > 200


def test_strips_and_turned_pictures_are_drawn_in_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    seen = []
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "engine", lambda: lambda drawn: seen.append(drawn) or SimpleNamespace(boxes=[], txts=[], scores=[]))
    strip = Image.new("RGB", (100, 50), "white")
    strip.paste((0, 0, 0), (0, 0, 50, 50))
    upright = '<ofd:ImageObject ID="1" Boundary="0 0 210 100" CTM="210 0 0 100 0 0" ResourceID="7"/>'
    turned = '<ofd:ImageObject ID="2" Boundary="0 100 210 197" CTM="0 197 -210 0 210 0" ResourceID="7"/>'  # a quarter clockwise: black above
    with pytest.raises(UnreadableDocument):
        read(scanned(strip, [upright + turned]), "a.ofd")
    drawn = seen[0]
    assert [drawn[y, x].mean() < 128 for x, y in ((100, 100), (1000, 100), (100, 800), (1000, 800), (100, 1600), (1000, 1600))] == [
        True, False, True, True, False, False]


def test_a_picture_that_is_damaged_missing_or_a_bomb_is_a_page_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(ocr, "engine", lambda: pytest.fail("nothing to recognise"))
    monkeypatch.setattr(pictures, "MOST", 10_000)
    for data in (scanned(Image.new("1", (400, 400))), ofd([WHOLE]), scanned(scan()).replace(b"IHDR", b"IHDX")):
        with pytest.raises(UnreadableDocument, match="无法解码|损坏"):
            read(data, "a.ofd")


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="the extra ocr is not installed")
def test_ocr_reads_a_scan() -> None:
    said = ["一、总体要求", "为加快推进全省绿色低碳转型，各市、县人民政府要结合", "本地区实际，科学制定年度节能工作计划，明确目标任务。"]
    reading = read(scanned(scan(["\u3000" + said[0], "\u3000" + said[1], said[2]])), "a.ofd")
    assert [b.text for b in reading.blocks] == [said[0], said[1] + said[2]]
    assert reading.confidence is not None and reading.confidence > 0.9
