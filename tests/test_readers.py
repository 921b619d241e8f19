"""Readers: the same document from every format, and what hostile or broken files get."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from corpus.model import UnreadableDocument
from pipeline import analyse
from pipeline.read import media_type, read
from tests.writing import PLAN


def as_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(text: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    return f"<html><head><meta charset='utf-8'><title>文件</title></head><body><div class='article'>{body}</div></body></html>".encode()


def tree(data: bytes, name: str) -> list[tuple[str, str, str]]:
    return [(c.kind, c.marker, "".join(c.text.split())) for c in analyse(data, name).clauses]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "utf-16-le"])
def test_encodings_give_the_same_clauses(encoding: str) -> None:
    assert tree(PLAN.encode(encoding), "a.txt") == tree(PLAN.encode(), "a.txt")


def test_big5_is_read() -> None:
    said = "臺中縣節能計畫\n一、總體要求\n推動節能工作，提高能源效率。\n二、主要任務\n加強管理，落實責任。\n"
    assert "節能計畫" in "".join(c.text for c in analyse(said.encode("big5"), "a.txt").clauses)


def test_text_with_the_private_characters_of_a_font_is_read() -> None:
    text = PLAN.replace("，", "，\ue011\ue012").replace("。", "。\ue013\ue014\ue015\ue016")
    assert "\ue011" in "".join(b.text for b in read(text.encode(), "plan.txt").blocks)
    with pytest.raises(UnreadableDocument):
        read("\ue011\ue012\ue013节能".encode() * 500, "glyphs.txt")


def test_docx_and_html_give_the_same_clauses_and_mentions() -> None:
    plain = analyse(PLAN.encode(), "a.txt")
    for data, name in ((as_docx(PLAN), "a.docx"), (as_html(PLAN), "a.html")):
        other = analyse(data, name)
        assert [(c.kind, c.marker, "".join(c.text.split())) for c in other.clauses] == tree(PLAN.encode(), "a.txt")
        assert [[u.canonical for r in c.responsibilities for u in r.units] for c in other.clauses] == [
            [u.canonical for r in c.responsibilities for u in r.units] for c in plain.clauses]


def test_docx_tables_become_rows() -> None:
    document = docx.Document()
    document.add_paragraph("云岭省某某工作任务分工表")
    grid = document.add_table(rows=2, cols=3)
    for n, cell in enumerate(["任务", "牵头单位", "完成时限", "开展能效诊断", "省发展改革委", "2023年6月底"]):
        grid.cell(n // 3, n % 3).text = cell
    out = io.BytesIO()
    document.save(out)
    rows = [b for b in read(out.getvalue(), "a.docx").blocks if b.kind == "row"]
    assert [b.cells for b in rows] == [("任务", "牵头单位", "完成时限"), ("开展能效诊断", "省发展改革委", "2023年6月底")]
    duty = next(r for c in analyse(out.getvalue(), "a.docx").clauses for r in c.responsibilities)
    assert (duty.task, duty.units[0].role, duty.due) == ("开展能效诊断", "lead", "2023-06-30")


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in parts.items():
            pack.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(("name", "data"), [
    ("entities.docx", archive(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})),
    ("no-document.docx", archive(**{"[Content_Types].xml": b"<Types/>"})),
    ("broken.docx", archive(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w:document"})),
    ("cut.docx", as_docx(PLAN)[:3000]),
    ("empty.txt", b""),
    ("nothing.html", b"<html><body></body></html>"),
    ("zeros.txt", bytes(2000)),
])
def test_broken_and_hostile_files_are_refused_in_one_line(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        analyse(data, name)
    assert name in str(refused.value) and "\n" not in str(refused.value)


def test_scripts_and_menus_are_no_text() -> None:
    body = "".join(f"<p>{line}</p>" for line in PLAN.splitlines() if line.strip())
    data = f"<html><body><script>var x='不该出现';</script><div class='TRS_Editor'>{body}</div><style>p{{}}</style></body></html>".encode()
    assert "不该出现" not in "".join(b.text for b in read(data, "a.html").blocks)


def test_media_types() -> None:
    assert media_type(PLAN.encode(), "a.txt").startswith("text/plain")
    assert media_type(as_html(PLAN), "a.html").startswith("text/html")
    assert "wordprocessingml" in media_type(as_docx(PLAN), "a.docx")
