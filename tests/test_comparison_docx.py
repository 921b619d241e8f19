"""The comparison as tracked changes: accepting all gives the new text, rejecting all the old one."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

import tiaokuan
from corpus.model import Document, TiaokuanError
from index.compare import Comparison, compare
from render import show
from render.docx import AUTHOR, document, pieces
from tests.test_compare import TEXTS, law

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
SOFFICE = shutil.which("soffice")
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle(source As String, target As String, command As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue, kind(0) As New com.sun.star.beans.PropertyValue, none()
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  kind(0).Name = "FilterName" : kind(0).Value = "MS Word 2007 XML"
  opened = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(opened.CurrentController.Frame, ".uno:" &amp; command, "", 0, none())
  opened.storeToURL(target, kind())
  opened.close(True)
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>"""


@pytest.fixture(scope="module")
def compared() -> Comparison:
    old, new = (tiaokuan.analyse((SAMPLES / f"yunling-{year}.txt").read_bytes(), f"yunling-{year}.txt") for year in (2016, 2021))
    return compare(old, new)


def said(side: Document) -> str:
    """The text of a side: its clauses, each a paragraph or more."""
    return "".join(c.text + "\n" for c in side.clauses)


def settled(data: bytes, gone: str, kept: str) -> str:
    """What is left when all changes are accepted (`gone` del, `kept` ins) or rejected (the other way), by the XML alone."""
    text = ""
    for paragraph in docx.Document(io.BytesIO(data)).element.body.iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            around = [a.tag for a in run.iterancestors()]
            if qn(f"w:{gone}") not in around:
                text += "".join(t.text or "" for t in run if t.tag in (qn("w:t"), qn("w:delText")))
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn(f'w:{gone}')}")
        text += "" if mark is not None else "\n"
    return text


def test_accepting_and_rejecting_by_the_xml(compared: Comparison) -> None:
    data = document(compared)
    assert settled(data, "del", "ins") == said(compared.new)
    assert settled(data, "ins", "del") == said(compared.old)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=7, unique=True), st.lists(st.sampled_from([*TEXTS, TEXTS[3] + TEXTS[4], "新增一条。"]), max_size=7, unique=True))
def test_whatever_moved_split_or_merged_both_texts_stay(old: list[str], new: list[str]) -> None:
    made = compare(law("old", old), law("new", new))
    run = list(pieces(made))
    assert "".join(p.text for p in run if p.op != "del") == said(made.new)
    assert "".join(p.text for p in run if p.op != "ins") == said(made.old)


def test_changes_have_author_date_and_a_number_of_their_own(compared: Comparison) -> None:
    body = docx.Document(io.BytesIO(document(compared, datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)))).element.body
    changes = [*body.iter(qn("w:ins")), *body.iter(qn("w:del"))]
    assert changes and {c.get(qn("w:author")) for c in changes} == {AUTHOR}
    assert {c.get(qn("w:date")) for c in changes} == {"2031-05-04T03:02:01Z", "2031-05-04T03:00:01Z"}
    assert len({c.get(qn("w:id")) for c in changes}) == len(changes)
    assert not [t for d in body.iter(qn("w:del")) for t in d.iter(qn("w:t"))]


def test_control_characters_do_no_harm() -> None:
    made = compare(law("old", ["甲\x0b乙\x00丙。"]), law("new", ["甲\x0b乙\x01丁。"]))
    assert "甲乙丁。" in settled(document(made), "del", "ins")


def test_only_a_comparison_is_written_as_docx(compared: Comparison, tmp_path: Path) -> None:
    with pytest.raises(TiaokuanError, match="docx"):
        show(compared.new, "docx", tmp_path / "a.docx")
    with pytest.raises(TiaokuanError, match="文件名"):
        show(compared, "docx")


def office(command: str, source: Path, folder: Path) -> str:
    """The text after LibreOffice has opened the file, accepted or rejected all changes, and saved it as docx."""
    start = [SOFFICE or "", f"-env:UserInstallation={folder.as_uri()}", "--headless", "--norestore"]
    library = folder / "user" / "basic" / "Standard"
    if not library.exists():  # the first start makes the profile, with an empty library
        subprocess.run([*start, "--terminate_after_init"], check=True, timeout=180, capture_output=True)
        (library / "Module1.xba").write_text(MACRO, "utf-8")
        (library / "script.xlb").write_text(LIBRARY, "utf-8")
    target = folder / f"{command}.docx"
    call = f'macro:///Standard.Module1.Settle("{source.as_uri()}","{target.as_uri()}","{command}")'
    subprocess.run([*start, call], check=True, timeout=180, capture_output=True)
    assert target.exists(), "LibreOffice wrote nothing"
    saved: Any = docx.Document(str(target))
    assert not [*saved.element.body.iter(qn("w:ins")), *saved.element.body.iter(qn("w:del"))]
    return "\n".join(p.text for p in saved.paragraphs).strip()


@pytest.mark.skipif(SOFFICE is None and not os.environ.get("CI"), reason="LibreOffice is not installed (make tools installs it where apt-get is)")
def test_accepting_and_rejecting_in_libreoffice(compared: Comparison, tmp_path: Path) -> None:
    source = tmp_path / "修订.docx"
    show(compared, "docx", source)
    for command, side in (("AcceptAllTrackedChanges", compared.new), ("RejectAllTrackedChanges", compared.old)):
        lines = lambda text: [line for line in map(str.strip, re.split(r"\n+", text)) if line]  # noqa: E731
        assert lines(office(command, source, tmp_path / "office")) == lines(said(side))
