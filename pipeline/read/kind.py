"""What a file is, told from its first bytes."""

from __future__ import annotations

import re

from corpus.model import UnreadableDocument

TEXT, HTML, PDF = "text/plain", "text/html", "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Signatures as in the file(1) magic database.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"\x7fELF", "application/x-executable"), (b"MZ\x90", "application/x-executable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"), (b"{\\rtf", "application/rtf"),
    (b"SQLite format 3", "application/vnd.sqlite3"), (b"\x1f\x8b", "application/gzip"), (b"7z\xbc\xaf", "application/x-7z"),
    (b"Rar!", "application/vnd.rar"),
)
HTML_START = re.compile(rb"<!doctype html|<html|<head|<body|<div|<table|<p[ >]", re.I)


def media_type(data: bytes, name: str) -> str:
    """The media type of the bytes. Raises UnreadableDocument for an empty file and an encrypted Word document."""
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableDocument(f"{name}：空文件 (empty file)")
    for magic, kind in MAGIC:
        if data.startswith(magic):
            if kind == "application/x-ole-storage" and name.lower().endswith(".docx"):
                raise UnreadableDocument(f"{name}：文档已加密或是旧版 Word 格式，请解密后另存为 docx (encrypted or old Word)")
            return kind
    if data.startswith(b"PK"):
        return WORD if name.lower().endswith(".docx") or b"word/" in data else "application/zip"
    if name.lower().endswith(".docx"):
        raise UnreadableDocument(f"{name}：不是完整的 docx 文件 (not a complete docx file)")
    if name.lower().endswith((".html", ".htm", ".shtml")) or HTML_START.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return HTML
    return TEXT
