"""Receives uploaded files: part by part from the wire into a folder of their own, never whole in memory, never under the name
that the browser sent, never executed. A name is a label: it becomes the address of a document, without what could deceive.

Starlette's own reader of forms keeps a thousand small files in memory and as many open; so the parser below it is used."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from web.guard import MAX_UPLOAD, Refused

logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # what is no form is told to who sent it, not at our terminal
MAX_FILES = 1_000
MAX_FILE = 64 << 20
"""Bytes of one file, as `add` holds it; a zip archive may have as many as the upload, for its members are bounded one by one."""
MAX_FIELD = 4_096
MAX_FIELDS = 20
MAX_HEADERS = 16_384
"""Bytes of the headers of one part."""
MAX_AT_ONCE = 4
"""Uploads that are received at the same time."""
MAX_PARTS_OF_NAME = 12
LONGEST = 120
"""Characters of one part of a name."""
SPARE = 256 << 20
"""Bytes that must be free on the disk beyond those of the upload."""
BATCH = 1 << 20
"""Bytes that are handed to the thread that writes."""
JUNK = re.compile(r"\.|~\$|(?:Thumbs\.db|desktop\.ini)$|__MACOSX$", re.I)
"""Files that systems and Word leave beside documents, and hidden ones: left out, as `add` does with a folder."""


@dataclass
class Upload:
    """What was received: files as [path, address], and rows for those that were refused. `folder` holds them."""

    folder: Path
    files: list[list[str]] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)

    def delete(self) -> None:
        """Deletes what was received."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def size(self) -> int:
        """How many files the reader sent."""
        return len(self.files) + len(self.refused)

    @property
    def first(self) -> str:
        """The address of the first."""
        return self.files[0][1] if self.files else self.refused[0]["source"] if self.refused else ""


def label(name: str) -> str:
    """A name as a relative path that only labels: parts that lead elsewhere (`..`, roots, drives), control, bidirectional and
    unassigned characters taken out, long parts cut before their ending, `:` and `!` (which mean something in an address) wide.
    "" where nothing is left."""
    parts = []
    for part in unicodedata.normalize("NFC", name).replace("\\", "/").split("/"):
        kept = "".join(c for c in part if unicodedata.category(c)[0] != "C" and unicodedata.category(c) not in ("Zl", "Zp"))
        kept = kept.replace(":", "：").replace("!", "！").strip()
        if kept.strip(". "):
            stem, ending = PurePosixPath(kept).stem, PurePosixPath(kept).suffix[:16]
            parts.append(kept if len(kept) <= LONGEST else stem[:LONGEST - len(ending)] + ending)
    return "/".join(parts[-MAX_PARTS_OF_NAME:])


class _Receiver:
    """Takes the parts of one form. Called by the parser, in a thread; raises Refused."""

    def __init__(self, upload: Upload, boundary: bytes, admit: Callable[[str | None], None]) -> None:
        self._upload, self._admit = upload, admit
        self._token: str | None = None
        self._admitted = False
        self._parts = self._fields = 0
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._disposition = b""
        self._file: IO[bytes] | None = None
        self._name: str | None = None
        self._field: tuple[str, bytearray] | None = None
        self._size = self._headed = 0
        self._taken: set[str] = set()
        self._whole = False
        self._parser = MultipartParser(boundary, {
            "on_part_begin": self._begin, "on_header_field": lambda d, s, e: self._heard(0, d[s:e]),
            "on_header_value": lambda d, s, e: self._heard(1, d[s:e]), "on_header_end": self._header_end,
            "on_headers_finished": self._headers, "on_part_data": self._data, "on_part_end": self._end, "on_end": self._done})

    def feed(self, data: bytes) -> None:
        """The next bytes of the form."""
        self._parser.write(data)

    def finish(self) -> None:
        """The form is at its end. Raises Refused where it is cut off."""
        if not self._whole:
            raise Refused(400, "上传不完整，请再试 (the upload was cut off)")
        self._admission()

    def close(self) -> None:
        """Closes the file at hand."""
        if self._file:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._disposition, self._name, self._field, self._size, self._headed = b"", None, None, 0, 0

    def _heard(self, which: int, data: bytes) -> None:
        self._headed += len(data)
        if self._headed > MAX_HEADERS:
            raise Refused(400, "上传的表头过长 (headers of a part are too long)")
        self._header[which].extend(data)

    def _header_end(self) -> None:
        if bytes(self._header[0]).lower() == b"content-disposition":
            self._disposition = bytes(self._header[1])
        self._header = (bytearray(), bytearray())

    def _headers(self) -> None:
        _, options = parse_options_header(self._disposition)
        if not options.get(b"filename"):  # a field, or an input of files in which none was chosen
            self._fields += 1
            if self._fields > MAX_FIELDS:
                raise Refused(413, f"表单项超过 {MAX_FIELDS} 个 (too many fields)")
            self._field = (options.get(b"name", b"").decode("utf-8", "replace"), bytearray())
            return
        self._admission()
        sent = options[b"filename"].decode("utf-8", "replace")
        for escaped, plain in (("%22", '"'), ("%0D", " "), ("%0A", " ")):  # as forms escape them (HTML, multipart/form-data)
            sent = sent.replace(escaped, plain)
        self._parts += 1
        if self._parts > MAX_FILES:
            raise Refused(413, f"一次最多 {MAX_FILES} 个文件，请分几次，或打成 zip (too many files; send a zip archive)")
        name = label(sent)
        if any(JUNK.match(part) for part in name.split("/")):
            return
        self._name = self._free(name or f"未命名{self._parts}")
        path = self._upload.folder / str(self._parts)  # the name never becomes a path
        self._file = path.open("xb")

    def _admission(self) -> None:
        """Nothing is written before the token was seen."""
        if not self._admitted:
            self._admit(self._token)
            self._admitted = True

    def _free(self, name: str) -> str:
        """The name, with a number where one file of this upload has it already."""
        path, found, n = PurePosixPath(name), name, 1
        while found in self._taken:
            n += 1
            found = str(path.with_name(f"{path.stem} ({n}){path.suffix}"))
        self._taken.add(found)
        return found

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is not None:
            self._field[1].extend(data[start:end])
            if len(self._field[1]) > MAX_FIELD:
                raise Refused(413, "表单项过长 (a field is too long)")
        elif self._file is not None:
            self._size += end - start
            if self._size <= self._most():
                self._file.write(data[start:end])

    def _most(self) -> int:
        return MAX_UPLOAD if self._name and self._name.lower().endswith(".zip") else MAX_FILE

    def _end(self) -> None:
        if self._field is not None:
            if self._field[0] == "token":
                self._token = self._field[1].decode("utf-8", "replace")
        elif self._file is not None and self._name is not None:
            path = Path(self._file.name)
            self.close()
            if self._size > self._most():
                path.unlink()
                self._upload.refused.append({"source": self._name, "status": "failed",
                                             "reason": f"文件超过 {self._most() >> 20} MB (file too large)"})
            else:
                self._upload.files.append([str(path), self._name])

    def _done(self) -> None:
        self._whole = True


_receiving = 0


async def receive(request: Request, admit: Callable[[str | None], None]) -> Upload:
    """The files of a form. `admit` is called with the token that the form holds, before the first file is written, and raises
    Refused. Raises Refused where there is too much, or what is sent is no form. Whoever gets an Upload deletes it."""
    global _receiving
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refused(415, "请以 multipart/form-data 上传文件 (send files as multipart/form-data)")
    if _receiving >= MAX_AT_ONCE:
        raise Refused(429, "正在接收别的文件，请稍后再传 (other uploads are being received; try again)")
    _receiving += 1
    upload: Upload | None = None
    try:
        upload = await asyncio.to_thread(_folder, int(request.headers.get("content-length") or 0))
        await _read(request, upload, options[b"boundary"], admit)
    except BaseException as error:
        if upload:
            upload.delete()
        if isinstance(error, FormParserError):
            raise Refused(400, "上传的内容不是表单，或已损坏 (not a form, or damaged)") from None
        if isinstance(error, ClientDisconnect):
            raise Refused(400, "上传中断 (the upload was broken off)") from None
        if isinstance(error, OSError):
            raise Refused(507, f"存不下上传的文件：{error.strerror} (cannot store the upload)") from None
        raise
    finally:
        _receiving -= 1
    return upload


async def _read(request: Request, upload: Upload, boundary: bytes, admit: Callable[[str | None], None]) -> None:
    receiver = _Receiver(upload, boundary, admit)
    waiting = bytearray()
    try:
        async for chunk in request.stream():
            waiting += chunk
            if len(waiting) >= BATCH:
                data, waiting = bytes(waiting), bytearray()
                await asyncio.to_thread(receiver.feed, data)
        await asyncio.to_thread(receiver.feed, bytes(waiting))
        receiver.finish()
    finally:
        receiver.close()


def _folder(expected: int) -> Upload:
    folder = Path(tempfile.mkdtemp(prefix="tiaokuan-upload-"))
    if shutil.disk_usage(folder).free < expected + SPARE:
        folder.rmdir()
        raise Refused(507, "磁盘空间不足，存不下上传的文件 (not enough room on the disk)")
    return Upload(folder)
