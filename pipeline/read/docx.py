"""Word documents: paragraphs with their computed numbers, and table rows, in the order of the body."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from typing import Any

from corpus.model import Block, Reading, UnreadableDocument

MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 200
"""A part that unpacks to more than this many times its packed size is a zip bomb; real parts stay under 40."""

DIGITS = "零一二三四五六七八九"


def read_docx(data: bytes, name: str) -> Reading:
    """The blocks of a docx file. Raises UnreadableDocument where it is damaged, encrypted or a zip bomb."""
    _check(data, name)
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(io.BytesIO(data))
        numbers = _Numbers(document)
        blocks: list[Block] = []
        tables = 0
        for item in document.iter_inner_content():
            if isinstance(item, Paragraph):
                for line in (numbers.of(item) + _text(item._p)).split("\n"):
                    if line.strip():
                        blocks.append(Block("paragraph", line.strip()))
            elif isinstance(item, Table):
                tables += 1
                blocks += _rows(item, tables)
    except Exception as error:  # the parts of a damaged file fail in many ways inside the library
        raise UnreadableDocument(f"{name}：docx 文件已损坏 ({type(error).__name__}) (damaged docx file)") from error
    if not blocks:
        raise UnreadableDocument(f"{name}：文档里没有文字 (no text in the document)")
    return Reading(tuple(blocks))


def _check(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(p.flag_bits & 1 for p in parts):
                raise UnreadableDocument(f"{name}：文档已加密，请解密后再加入 (encrypted; remove the password)")
            if sum(p.file_size for p in parts) > MAX_UNPACKED or any(
                    p.file_size > (1 << 20) and p.file_size > MAX_RATIO * max(1, p.compress_size) for p in parts):
                raise UnreadableDocument(f"{name}：解压后过大，疑为压缩炸弹 (unpacks to too much: a zip bomb?)")
            if "word/document.xml" not in archive.namelist():
                raise UnreadableDocument(f"{name}：不是 Word 文档 (not a Word document)")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        if b"<!DOCTYPE" in stream.read(4096):
                            raise UnreadableDocument(f"{name}：文档含 XML 实体定义，拒绝读取 (XML entities refused)")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise UnreadableDocument(f"{name}：docx 文件不完整 (truncated docx file)") from error


def _text(paragraph: Any) -> str:
    """The text of a paragraph's XML: inserted text counts, deleted text does not (tracked changes as accepted)."""
    said: list[str] = []
    for node in paragraph.iter():
        tag = node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""
        if tag == "t":
            said.append(node.text or "")
        elif tag == "tab":
            said.append("\u3000" if node.getparent().tag.endswith("}r") else "")
        elif tag in ("br", "cr"):
            said.append("\n")
    return "".join(said)


def _rows(table: Any, number: int) -> list[Block]:
    blocks = []
    for row in table.rows:
        cells, seen = [], set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a merged cell is given once for each column it spans
                seen.add(id(cell._tc))
                cells.append(re.sub(r"\s+", " ", " ".join(_text(p._p) for p in cell.paragraphs)).strip())
        if any(cells):
            blocks.append(Block("row", " | ".join(cells), tuple(cells), number))
    return blocks


class _Numbers:
    """Automatic numbering: its markers are not in the text, they follow from numbering.xml (ECMA-376, 17.9)."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.styles = document.styles
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        w = root.nsmap["w"]
        get = lambda node, path: next((n.get(f"{{{w}}}val") for n in node.findall(f"{{{w}}}{path}")), None)  # noqa: E731
        abstract = {}
        for node in root.findall(f"{{{w}}}abstractNum"):
            abstract[node.get(f"{{{w}}}abstractNumId")] = {
                int(level.get(f"{{{w}}}ilvl")): (get(level, "numFmt") or "decimal", get(level, "lvlText") or "",
                                                 int(get(level, "start") or 1))
                for level in node.findall(f"{{{w}}}lvl")}
        for node in root.findall(f"{{{w}}}num"):
            self.levels[node.get(f"{{{w}}}numId")] = abstract.get(get(node, "abstractNumId"), {})

    def of(self, paragraph: Any) -> str:
        """The marker of a paragraph, empty where it has none."""
        properties = paragraph._p.pPr
        numbered = properties.numPr if properties is not None else None
        if numbered is None:
            style = paragraph.style
            style_properties = style.element.pPr if style is not None else None
            numbered = style_properties.numPr if style_properties is not None else None
        if numbered is None or numbered.numId is None:
            return ""
        num = str(numbered.numId.val)
        level = numbered.ilvl.val if numbered.ilvl is not None else 0
        levels = self.levels.get(num, {})
        if level not in levels or levels[level][0] in ("bullet", "none"):
            return ""
        counts = self.counts[num]
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        return re.sub(r"%(\d)", lambda m: self._said(levels, counts, int(m.group(1)) - 1), levels[level][1])

    @staticmethod
    def _said(levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
        number = counts.get(level, 1)
        kind = levels.get(level, ("decimal", "", 1))[0]
        if kind.startswith(("chinese", "taiwanese", "japaneseCounting", "ideograph")):
            return chinese(number)
        if kind == "decimalEnclosedCircle" and number <= 20:
            return chr(0x2460 + number - 1)
        if kind in ("upperLetter", "lowerLetter") and number <= 26:
            return chr((65 if kind == "upperLetter" else 97) + number - 1)
        return str(number)


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese counting (十二); larger ones digit by digit."""
    if number > 99:
        return "".join(DIGITS[int(d)] for d in str(number))
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones or not tens else "")
