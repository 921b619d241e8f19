"""Older office files through LibreOffice: the same clauses as the docx; without it, one line that says what to install."""

from __future__ import annotations

import io
import os
import subprocess
import time
from pathlib import Path

import docx
import openpyxl
import pytest

import tiaokuan
from corpus.model import UnreadableDocument
from pipeline import analyse
from pipeline.read import media_type, office, read
from tests.office import needs_office
from tests.ooxml import level, lists, numbered, word
from tests.writing import PLAN


def plan() -> bytes:
    document = docx.Document()
    for line in PLAN.splitlines():
        document.add_paragraph(line)
    grid = document.add_table(rows=2, cols=3)
    for n, cell in enumerate(["任务", "牵头单位", "完成时限", "开展能效诊断", "省发展改革委", "2023年6月底"]):
        grid.cell(n // 3, n % 3).text = cell
    document.add_paragraph("附注到此结束。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_an_older_file_gives_the_clauses_of_the_docx(ending: str) -> None:
    original = plan()
    converted = office.convert(original, "a", "docx", ending)
    kind = media_type(converted, "附件.wps")  # WPS writes the format of Word under an ending of its own
    assert kind == {"doc": "application/msword", "rtf": "application/rtf", "odt": "application/vnd.oasis.opendocument.text"}[ending]
    one, other = analyse(original, "a.docx"), analyse(converted, "附件.wps")
    assert [(c.kind, c.marker, c.text, c.responsibilities) for c in other.clauses] == [
        (c.kind, c.marker, c.text, c.responsibilities) for c in one.clauses]


@needs_office
def test_numbering_of_an_old_word_file() -> None:
    numbering = lists(level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"))
    data = word("".join(numbered(text, 1, at) for text, at in [("总体要求", 0), ("指导思想", 1), ("基本原则", 1), ("重点任务", 0)]), numbering=numbering)
    assert [b.text for b in read(office.convert(data, "a", "docx", "doc"), "a.doc").blocks] == [
        "一、总体要求", "（一）指导思想", "（二）基本原则", "二、重点任务"]


@needs_office
@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_an_old_workbook(ending: str) -> None:
    book = openpyxl.Workbook()
    for line in (["任务", "单位", "占比"], ["诊断", "省发展改革委", 0.155]):
        book.active.append(line)
    book.active["C2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    data = office.convert(out.getvalue(), "a", "xlsx", ending)
    assert [b.cells for b in read(data, "台账.et").blocks] == [("任务", "单位", "占比"), ("诊断", "省发展改革委", "15.5%")]


@needs_office
def test_a_damaged_old_file_is_one_line() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "WordDocument".encode("utf-16-le") + bytes(3000)
    with pytest.raises(UnreadableDocument, match="坏.doc") as refused:
        read(data, "坏.doc")
    assert "\n" not in str(refused.value)


def test_without_libreoffice_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIAOKUAN_SOFFICE", "")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "通知.rtf").write_bytes(b"{\\rtf1 a}")
    (tmp_path / "in" / "方案.txt").write_text(PLAN, "utf-8")
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        report = corpus.add(tmp_path / "in")
    assert report.count("added") == 1
    assert "libreoffice-writer-nogui" in str(report.failed[0].reason) and "\n" not in str(report.failed[0].reason)


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for LibreOffice")
def test_a_converter_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "child"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n(sleep 600 & echo $! > {marker}; wait) &\nsleep 600\n")
    program.chmod(0o755)
    monkeypatch.setenv("TIAOKUAN_SOFFICE", str(program))
    began = time.monotonic()
    with pytest.raises(UnreadableDocument, match="超过 1 秒"):
        office.convert(b"{\\rtf1 a}", "a.rtf", "rtf", "docx", seconds=1)
    assert time.monotonic() - began < 20
    time.sleep(0.2)
    state = subprocess.run(["ps", "-o", "stat=", "-p", marker.read_text().strip()], capture_output=True, text=True).stdout.strip()
    assert state == "" or state.startswith("Z")


@pytest.mark.skipif(os.name != "posix", reason="a shell script stands in for LibreOffice")
@pytest.mark.parametrize(("script", "said"), [("echo 'Error: source file could not be loaded'", "加密或已损坏"), ("echo 'disk quota'", "disk quota"),
                                              ("exit 3", "未能转换")])
def test_a_converter_that_fails_is_one_line(script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("TIAOKUAN_SOFFICE", str(program))
    with pytest.raises(UnreadableDocument, match=said):
        read(b"{\\rtf1 a}", "a.rtf")


# -- RTF as its writers write it (Rich Text Format 1.9.1: list tables, \\pn of older writers, double-byte text)

def coded(text: str) -> str:
    """Text in the seven-bit form of RTF: \\uN with a question mark for readers without Unicode."""
    return "".join(c if ord(c) < 128 else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)


def listed(form: int, text: str, place: int, start: int = 1) -> str:
    """A level of a list: number format (37: 一二三), its text in which the level's number is a control character, where that
    stands in the text."""
    said = "".join(f"\\'{ord(c):02x}" if ord(c) < 9 else coded(c) for c in text)
    return (f"{{\\listlevel\\levelnfc{form}\\levelnfcn{form}\\leveljc0\\leveljcn0\\levelfollow2\\levelstartat{start}\\levelspace0\\levelindent0"
            f"{{\\leveltext\\'{len(text):02x}{said};}}{{\\levelnumbers\\'{place:02x};}}\\f0\\fi0\\li0}}")


def rtf(body: str, levels: str = "") -> bytes:
    tables = (f"{{\\*\\listtable{{\\list\\listtemplateid1\\listhybrid{levels}{{\\listname ;}}\\listid1001}}}}"
              "{\\*\\listoverridetable{\\listoverride\\listid1001\\listoverridecount0\\ls1}}") if levels else ""
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset134 SimSun;}}}}{tables}{body}}}".encode("ascii")


def paragraph(text: str, level: int | None = None, shown: str = "") -> str:
    """A paragraph, in the list where `level` says so; `shown`: the number that the writer prints for readers without lists."""
    number = f"{{\\listtext\\f0 {coded(shown)}\\tab}}" if shown else ""
    return f"\\pard\\plain{number}{'' if level is None else f'{chr(92)}ls1{chr(92)}ilvl{level}'} \\f0 {coded(text)}\\par\n"


@needs_office
def test_automatic_numbers_of_an_rtf() -> None:
    levels = listed(37, "\x00、", 1) + listed(37, "（\x01）", 2) + listed(0, "\x02.", 1)
    body = [("云岭省节能方案", None, ""), ("总体要求", 0, "一、"), ("指导思想", 1, "（一）"), ("推广余热发电。", 2, "1."), ("提高能效水平。", 2, "2."),
            ("基本原则", 1, "（二）"), ("重点任务", 0, "二、"), ("加强管理", 1, "（一）")]
    typed = "\n".join(shown + text for text, _, shown in body)
    for print_them in (False, True):  # the numbers that a writer prints beside the list are not said twice
        data = rtf("".join(paragraph(text, level, shown if print_them else "") for text, level, shown in body), levels)
        assert media_type(data, "a.bin") == "application/rtf"
        assert [(c.id, c.kind, c.text) for c in analyse(data, "a.rtf").clauses] == [
            (c.id, c.kind, c.text) for c in analyse(typed.encode(), "a.txt").clauses]


@needs_office
def test_articles_of_an_rtf_keep_the_space_after_their_numbers() -> None:
    data = rtf("".join(paragraph(text, 0) for text in ["为加强节能管理，制定本办法。", "及时公布节能信息。"]), listed(37, "第\x00条 ", 2, 9))
    assert [b.text for b in read(data, "a.rtf").blocks] == ["第九条 为加强节能管理，制定本办法。", "第十条 及时公布节能信息。"]


@needs_office
def test_numbers_tables_and_double_bytes_of_older_rtf_writers() -> None:
    old = "".join(f"\\pard{{\\pntext\\f0 {n}.\\tab}}{{\\*\\pn\\pnlvlbody\\pndec\\pnstart1{{\\pntxta .}}}}\\f0 {coded(text)}\\par\n"
                  for n, text in [(1, "推广余热发电。"), (2, "提高能效水平。")])
    bytes_ = "".join(f"\\'{byte:02x}" for byte in "云岭省节能方案（2021—2025年）".encode("gbk"))
    row = "\\trowd{}\\cellx2000\\cellx5000\\cellx8000\\pard\\intbl {}\\cell {}\\cell {}\\cell\\row\n"
    table = row.format("\\clvmgf", *map(coded, ("工业", "余热利用", "省科技厅"))) + row.format("\\clvmrg", "", *map(coded, ("电机改造", "省财政厅")))
    found = read(rtf(f"\\pard\\f0 {bytes_}\\par\n{old}{table}\\pard {coded('本方案自印发之日起施行。')}\\par"), "a.rtf").blocks
    assert [b.text for b in found] == ["云岭省节能方案（2021—2025年）", "1.推广余热发电。", "2.提高能效水平。", "工业 | 余热利用 | 省科技厅",
                                       " | 电机改造 | 省财政厅", "本方案自印发之日起施行。"]
    assert [b.cells for b in found if b.kind == "row"] == [("工业", "余热利用", "省科技厅"), ("", "电机改造", "省财政厅")]


@needs_office
@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_merged_cells_and_notes_of_an_older_file(ending: str) -> None:
    document = docx.Document()
    document.add_paragraph("任务分工如下：")
    grid = document.add_table(rows=3, cols=3)
    for n, cell in enumerate(["领域", "任务", "单位", "工业", "余热利用", "省科技厅", "", "电机改造", "省财政厅"]):
        grid.cell(n // 3, n % 3).text = cell
    grid.cell(1, 0).merge(grid.cell(2, 0))
    document.add_paragraph("注：表中单位按职责分工负责。")
    out = io.BytesIO()
    document.save(out)
    found = read(office.convert(out.getvalue(), "a", "docx", ending), "台账.wps").blocks
    assert [b.cells for b in found if b.kind == "row"] == [("领域", "任务", "单位"), ("工业", "余热利用", "省科技厅"), ("", "电机改造", "省财政厅")]
    assert [b.text for b in found if b.kind == "paragraph"] == ["任务分工如下：", "注：表中单位按职责分工负责。"]
