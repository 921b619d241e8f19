"""Bytes → Blocks, one reader a format. The bytes decide what a file is; its name is only a hint."""

from __future__ import annotations

from corpus.model import Reading, UnreadableDocument
from pipeline.read.kind import HTML, PDF, TEXT, WORD, media_type

__all__ = ["media_type", "read"]


def read(data: bytes, name: str) -> Reading:
    """The paragraphs and table rows of a document in reading order, and what was left out.

    Raises UnreadableDocument, with one line that says why, where there is nothing to read."""
    kind = media_type(data, name)
    if kind == TEXT:
        from pipeline.read.text import read_text

        return read_text(data, name)
    if kind == HTML:
        from pipeline.read.html import read_html

        return read_html(data, name)
    if kind == WORD:
        from pipeline.read.docx import read_docx

        return read_docx(data, name)
    if kind == PDF:
        from pipeline.read.pdf import read_pdf

        return read_pdf(data, name)
    raise UnreadableDocument(f"{name}：还不能读取 {kind}；请另存为 txt、html 或 docx (format not read: {kind})")
