"""Damaged and hostile files: every reader refuses in one line or reads; never a fault, a hang or a full memory."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import UnreadableDocument
from pipeline.read import media_type, read
from pipeline.read.archive import Archive
from tests.ofds import set_plan
from tests.ooxml import level, lists, numbered, p, packed, row, table, word
from tests.processes import untraced
from tests.writing import PLAN

ROOT = Path(__file__).parent.parent
SECONDS = 10
"""Of processor time: the machine may be busy with other things."""
SOME = settings(max_examples=int(os.environ.get("TIAOKUAN_FUZZ", "40")), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _book() -> bytes:
    book = openpyxl.Workbook()
    for line in (["任务", "单位", "占比"], ["诊断", "省发展改革委", 0.155]):
        book.active.append(line)
    book.active.merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _word() -> bytes:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = numbered("总体要求", 1) + p("正文", raw=note) + table(row("任务", ("单位", '<w:gridSpan w:val="2"/>')), row(("甲", '<w:vMerge w:val="restart"/>'), "乙", "丙"))
    return word(body, numbering=lists(level(0, "chineseCounting", "%1、")), footnotes=f'<w:footnote w:id="2">{p("注文")}</w:footnote>',
                styles='<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:basedOn w:val="a"/></w:style>')


GOOD = {"docx": _word(), "xlsx": _book(), "ofd": set_plan(PLAN), "zip": packed({"a.txt": b"a", "b.zip": packed({"c.txt": b"c"})}),
        "md": b"---\ntitle: a\n---\n# \xe4\xb8\x80\n\n| a | b |\n|---|---|\n| c | d |\n\n1. x\n> y\n"}


def tried(data: bytes, name: str) -> None:
    """Reads; a refusal must be one line."""
    began = time.process_time()
    try:
        if name.endswith(".zip"):
            with Archive(io.BytesIO(data), name) as archive:
                for member in archive.members:
                    if member.reason is None:
                        archive.read(member)
        elif media_type(data, name) in ("application/msword", "application/rtf", "application/vnd.ms-excel", "application/pdf"):
            return
        else:
            read(data, name)
    except UnreadableDocument as refused:
        assert str(refused) and "\n" not in str(refused)
    assert time.process_time() - began < SECONDS


@st.composite
def damage(draw: st.DrawFn, good: bytes) -> bytes:
    """The bytes with some changed, cut off or put in."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        kind = draw(st.sampled_from(["flip", "cut", "put", "drop"]))
        if kind == "flip" and data:
            data[at] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del data[max(at, 8):]
        elif kind == "put":
            data[at:at] = draw(st.binary(max_size=12))
        else:
            del data[at:at + draw(st.integers(1, 40))]
    return bytes(data)


@pytest.mark.parametrize("ending", GOOD)
@SOME
@given(st.data())
def test_damaged_bytes(ending: str, data: st.DataObject) -> None:
    tried(data.draw(damage(GOOD[ending])), f"a.{ending}")


@pytest.mark.parametrize("ending", ["docx", "xlsx", "ofd"])
@SOME
@given(st.data())
def test_damaged_parts(ending: str, data: st.DataObject) -> None:
    """The package is whole, the XML in it is not: names, values and structure change."""
    with zipfile.ZipFile(io.BytesIO(GOOD[ending])) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(parts)))
        xml = parts[name]
        tokens = sorted(set(__import__("re").findall(rb'[A-Za-z:]{2,}|"[^"]*"|[0-9.]+', xml)))
        if tokens:
            old, new = data.draw(st.sampled_from(tokens)), data.draw(st.sampled_from(
                [*tokens[:40], b'""', b'"-1"', b'"999999999999"', b'"1e308"', b'"nan"', b"0", b"99999999", "\U00020000".encode(), b"<", b"&#55296;", b"%9%9%9"]))
            parts[name] = xml.replace(old, new, data.draw(st.sampled_from([1, -1])))
        if data.draw(st.integers(0, 9)) == 0:
            del parts[name]
            if not parts:
                return
    tried(packed(parts), f"a.{ending}")


@SOME
@given(st.binary(max_size=300), st.sampled_from(["a.docx", "a.xlsx", "a.ofd", "a.zip", "a.md", "a.txt", "a.wps"]))
def test_any_bytes(data: bytes, name: str) -> None:
    tried(data, name)


@SOME
@given(st.text(max_size=400))
def test_any_markdown(text: str) -> None:
    tried(text.encode("utf-8", "replace"), "a.md")


NESTED = {
    "deep elements.docx": lambda: word("<w:p>" * 250 + "</w:p>" * 250),
    "deep runs.docx": lambda: word("<w:p>" + "<w:smartTag>" * 230 + "<w:r><w:t>深</w:t></w:r>" + "</w:smartTag>" * 230 + "</w:p>"),
    "deep boxes.docx": lambda: word("<w:p><w:r><w:txbxContent>" * 60 + p("深") + "</w:txbxContent></w:r></w:p>" * 60),
    "long.docx": lambda: word(p("长" * 9_000_000)),
    "many.docx": lambda: word(p("多") * 300_000),
    "wide.docx": lambda: word(table(row(*["格"] * 60) * 2000)),
    "spans.docx": lambda: word(table(row(*[("格", '<w:gridSpan w:val="999999999"/>')] * 200) * 20)),
    "styles.docx": lambda: word(p("环", '<w:pStyle w:val="a"/>'), styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'),
    "bomb.docx": lambda: word(p("甲"), {"word/document.xml": b"<a>" + b" " * 300_000_000 + b"</a>"}),
    "cells.xlsx": lambda: _sheet("".join(f'<row r="{n}">' + '<c t="str"><v>x</v></c>' * 100 + "</row>" for n in range(1, 4000))),
    "empty.xlsx": lambda: _sheet("".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(1, 500_000)) + '<row r="600000"><c t="str"><v>x</v></c></row>'),
    "merged.xlsx": lambda: _sheet('<row r="1"><c t="str"><v>x</v></c></row>' * 1000, "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50_000 + "</mergeCells>"),
    "objects.ofd": lambda: _ofd("<ofd:Layer>" * 200 + "</ofd:Layer>" * 200),
    "text.ofd": lambda: _ofd('<ofd:TextObject Size="5"><ofd:TextCode X="1" Y="1">' + "字" * 500_000 + "</ofd:TextCode></ofd:TextObject>"),
    "rules.ofd": lambda: _ofd('<ofd:PathObject Boundary="0 0 200 200"><ofd:AbbreviatedData>' + "M 0 0 L 100 0 L 100 100 C " * 20_000 + "</ofd:AbbreviatedData></ofd:PathObject>" * 1),
    "quotes.md": lambda: (b"> " * 5000 + b"a\n") * 20,
    "brackets.md": lambda: b"[" * 50_000 + b"](a)" * 50_000,
    "stars.md": lambda: b"**a" * 40_000,
    "lists.md": lambda: b"".join(b" " * n + b"- a\n" for n in range(2000)),
    "table.md": lambda: b"|" * 20_000 + b"\n" + b"|-" * 20_000 + b"\n",
}


def _sheet(rows: str, after: str = "") -> bytes:
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": f'<workbook xmlns:r="{link}"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'.encode(),
                   "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{link}/worksheet" Target="s.xml"/></Relationships>'.encode(),
                   "xl/s.xml": f"<worksheet><sheetData>{rows}</sheetData>{after}</worksheet>".encode()})


def _ofd(objects: str) -> bytes:
    from tests.ofds import ofd

    return ofd([objects])


MEASURED = """
    import resource, sys
    sys.path.insert(0, {root!r})
    from corpus.model import UnreadableDocument
    from pipeline.read import read
    try:
        read(open({file!r}, "rb").read(), {name!r})
    except UnreadableDocument as refused:
        assert "\\n" not in str(refused)
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = used.ru_maxrss // 1024
    try:  # Linux counts what the parent had before the program began; its own peak stands here
        most = next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        pass
    print(used.ru_utime + used.ru_stime, most)
"""


@pytest.mark.skipif(os.name != "posix", reason="memory is measured with getrusage")
@pytest.mark.parametrize("name", NESTED)
def test_hostile_files_take_neither_long_nor_much(name: str, tmp_path: Path) -> None:
    file = tmp_path / "hostile"
    file.write_bytes(NESTED[name]())
    code = textwrap.dedent(MEASURED.format(root=str(ROOT), file=str(file), name=name.replace(" ", "-")))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=untraced())
    assert done.returncode == 0, done.stderr[-2000:]
    seconds, megabytes = done.stdout.split()[-2:]
    assert float(seconds) < SECONDS and int(megabytes) < 1024, (name, seconds, megabytes)
