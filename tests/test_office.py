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
