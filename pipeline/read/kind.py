"""What a file is, told from its bytes; its name decides only where bytes cannot (Markdown is text)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO

from corpus.model import UnreadableDocument

TEXT, HTML, MARKDOWN = "text/plain", "text/html", "text/markdown"
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFD = "application/ofd"
OLD_WORD, OLD_SHEET, RTF = "application/msword", "application/vnd.ms-excel", "application/rtf"
OPEN_TEXT, OPEN_SHEET = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
BINARY_SHEET = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
OLE, ZIP = "application/x-ole-storage", "application/zip"

# Signatures as in the file(1) magic database.
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF), (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"\x7fELF", "application/x-executable"), (b"MZ\x90", "application/x-executable"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE), (b"{\\rtf", RTF),
    (b"SQLite format 3", "application/vnd.sqlite3"), (b"\x1f\x8b", "application/gzip"), (b"7z\xbc\xaf", "application/x-7z"),
    (b"Rar!", "application/vnd.rar"),
)
HTML_START = re.compile(rb"<!doctype html|<html|<head|<body|<div|<table|<p[ >]", re.I)
# Streams of a compound file ([MS-DOC] 2.1, [MS-XLS] 2.1.2, [MS-OFFCRYPTO] 2.3.2); WPS writes the same ones.
STREAMS = tuple((name.encode("utf-16-le"), kind) for name, kind in (
    ("EncryptedPackage", "encrypted"), ("WordDocument", OLD_WORD), ("Workbook", OLD_SHEET)))
ENDINGS = {".docx": WORD, ".docm": WORD, ".dotx": WORD, ".xlsx": SHEET, ".xlsm": SHEET, ".ofd": OFD}


def media_type(data: bytes, name: str) -> str:
    """The media type of the bytes. Raises UnreadableDocument for an empty file and for an encrypted or cut office file."""
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableDocument(f"{name}：空文件 (empty file)")
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return _stream(data, name) if kind == OLE else kind
    ending = "." + name.lower().rpartition(".")[2]
    if data.startswith(b"PK"):
        return package_type(io.BytesIO(data), name)
    if ending in ENDINGS:
        raise UnreadableDocument(f"{name}：不是完整的 {ending[1:]} 文件 (not a complete {ending[1:]} file)")
    if ending in (".html", ".htm", ".shtml") or HTML_START.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return HTML
    return MARKDOWN if ending in (".md", ".markdown") else TEXT


def _stream(data: bytes, name: str) -> str:
    """What an OLE compound file holds."""
    kind = next((kind for stream, kind in STREAMS if stream in data), OLE)
    if kind == "encrypted":
        raise UnreadableDocument(f"{name}：文档已加密，请去掉密码后再加入 (encrypted; remove the password)")
    return kind


def package_type(file: IO[bytes], name: str) -> str:
    """What a zip file is by its parts: a document's package, or an archive; what its name says where it cannot be opened."""
    said = ENDINGS.get("." + name.lower().rpartition(".")[2], ZIP)
    try:
        with zipfile.ZipFile(file) as package:
            parts = set(package.namelist())
            declared = package.read("mimetype")[:80].decode("ascii", "ignore") if _small(package, "mimetype") else ""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError,
            OverflowError):
        return said
    if "OFD.xml" in parts:
        return OFD
    if declared.startswith("application/vnd.oasis.opendocument."):
        return declared.strip()
    if "[Content_Types].xml" in parts:
        if any(p.startswith("word/") for p in parts):
            return WORD
        if "xl/workbook.bin" in parts:
            return BINARY_SHEET
        if any(p.startswith("xl/") for p in parts):
            return SHEET
    return said


def _small(package: zipfile.ZipFile, part: str) -> bool:
    return part in package.namelist() and package.getinfo(part).file_size < 200
