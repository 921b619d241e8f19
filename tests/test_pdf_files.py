"""PDF: files that are refused, scans and broken fonts, and the collection of real ones."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.model import UnreadableDocument
from pipeline import analyse
from pipeline.read import media_type, pdf, read
from pipeline.read.pdf import apart, ocr
from pipeline.read.pdf.garbled import garbled
from pipeline.read.pdf.shapes import Page
from tests.pdfs import LEFT, LONG, MORE, Sheet, left_out, set_plan, tree
from tests.writing import PLAN

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "enabled", False)


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
