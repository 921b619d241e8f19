"""Bytes → Blocks, one reader a format. The bytes decide what a file is; its name is only a hint."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from corpus.model import Reading, UnreadableDocument
from pipeline.read import kind as kinds
from pipeline.read.kind import media_type

__all__ = ["READERS", "media_type", "read"]

READERS: dict[str, str] = {
    kinds.TEXT: "pipeline.read.text:read_text",
    kinds.MARKDOWN: "pipeline.read.markdown:read_markdown",
    kinds.HTML: "pipeline.read.html:read_html",
    kinds.PDF: "pipeline.read.pdf:read_pdf",
    kinds.WORD: "pipeline.read.docx:read_docx",
    kinds.SHEET: "pipeline.read.xlsx:read_xlsx",
    kinds.OFD: "pipeline.read.ofd:read_ofd",
    kinds.OLD_WORD: "pipeline.read.office:read_office",
    kinds.RTF: "pipeline.read.office:read_office",
    kinds.OPEN_TEXT: "pipeline.read.office:read_office",
    kinds.OLD_SHEET: "pipeline.read.office:read_office",
    kinds.OPEN_SHEET: "pipeline.read.office:read_office",
    kinds.BINARY_SHEET: "pipeline.read.office:read_office",
}
"""Media type → `module:function`; a reader is imported when its first file comes, so that others need not be there."""

NOT_READ = {
    kinds.ZIP: "压缩包请直接用 tiaokuan add 加入 (add the archive itself)",
    "application/vnd.rar": "请先解压，再加入文件夹 (unpack it and add the folder)",
    "application/x-7z": "请先解压，再加入文件夹 (unpack it and add the folder)",
    "application/gzip": "请先解压，再加入文件夹 (unpack it and add the folder)",
}
"""What to do about types that have no reader."""


def read(data: bytes, name: str) -> Reading:
    """The paragraphs and table rows of a document in reading order, and what was left out.

    Raises UnreadableDocument, with one line that says why, where there is nothing to read."""
    kind = media_type(data, name)
    if kind not in READERS:
        advice = NOT_READ.get(kind, "请另存为 txt、html、docx 或 pdf (save it as one of these)")
        raise UnreadableDocument(f"{name}：还不能读取 {kind}；{advice} (format not read)")
    module, function = READERS[kind].split(":")
    reader: Callable[[bytes, str], Reading] = getattr(import_module(module), function)
    return reader(data, name)
