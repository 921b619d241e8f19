"""Zip archives → the documents in them, each by itself. What is unsafe in one is refused with a reason, never unpacked:
nothing is written to disk, and no member is opened before its size is known (APPNOTE.TXT 6.3, 4.4)."""

from __future__ import annotations

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from corpus.model import UnreadableDocument
from pipeline.read.kind import ZIP, package_type

MAX_MEMBERS = 5_000
MAX_MEMBER = 64 * 1024 * 1024
"""Bytes of one member, unpacked: the same as for a file."""
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
MAX_RATIO = 200
"""A member that unpacks to more than this many times its packed size is a bomb; plain text reaches about 15."""
UNICODE_PATH = 0x7075
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError, struct.error,
          OverflowError)

_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|Thumbs\.db$|desktop\.ini$)", re.I)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name as people read it (with that of the inner archive before it, `inner.zip!name`), where
    it is kept, and why it is refused (None where it may be read)."""

    name: str
    at: tuple[int, ...]
    reason: str | None = None

    @property
    def file(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.name.rpartition("!")[2]).name or self.name


def is_archive(file: IO[bytes], name: str) -> bool:
    """Whether an opened file is a zip archive of files (not a document that is itself a package). Rewinds it."""
    file.seek(0)
    packed = file.read(2) == b"PK"
    file.seek(0)
    found = packed and package_type(file, name) == ZIP
    file.seek(0)
    return found


class Archive:
    """An opened archive; closes its file. A context manager. Raises UnreadableDocument where it is damaged or holds too much."""

    def __init__(self, file: IO[bytes], name: str, inner: bool = False) -> None:
        self.name, self._file = name, file
        self._inner: tuple[int, Archive] | None = None
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN as error:
            raise UnreadableDocument(f"{name}：压缩包已损坏或不完整 ({type(error).__name__}) (damaged or truncated archive)") from error
        self._infos = self._zip.infolist()
        try:
            self._check()
            self.members = self._members(inner)
        except UnreadableDocument:
            self.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        if self._inner is not None:
            self._inner[1].close()
        self._zip.close()
        self._file.close()

    def read(self, member: Member) -> bytes:
        """The bytes of a member. Raises UnreadableDocument where it is refused or damaged."""
        if member.reason is not None:
            raise UnreadableDocument(member.reason)
        if len(member.at) > 1:
            return self._opened(member.at[0]).read(Member(member.name, member.at[1:]))
        return self._bytes(self._infos[member.at[0]])

    def _bytes(self, info: zipfile.ZipInfo) -> bytes:
        try:
            return self._zip.read(info)
        except BROKEN as error:
            raise UnreadableDocument(f"压缩包里的这个文件已损坏 ({type(error).__name__}) (damaged in the archive)") from error

    def _opened(self, at: int) -> Archive:
        if self._inner is None or self._inner[0] != at:
            if self._inner is not None:
                self._inner[1].close()
            info = self._infos[at]
            self._inner = at, Archive(io.BytesIO(self._bytes(info)), _name(info), inner=True)
        return self._inner[1]

    def _check(self) -> None:
        infos = self._infos
        if len(infos) > MAX_MEMBERS:
            raise UnreadableDocument(f"{self.name}：压缩包里有 {len(infos)} 个文件，超过 {MAX_MEMBERS} (too many files)")
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise UnreadableDocument(f"{self.name}：解压后过大，疑为压缩炸弹 (unpacks to too much: a zip bomb?)")
        ordered = sorted(infos, key=lambda i: i.header_offset)
        # Members that share their bytes are how a small file unpacks to petabytes (Fifield, A better zip bomb, 2019).
        if any(a.header_offset + 30 + a.compress_size > b.header_offset for a, b in zip(ordered, ordered[1:], strict=False)):
            raise UnreadableDocument(f"{self.name}：压缩包里的文件互相重叠，拒绝读取 (members overlap: a zip bomb)")

    def _members(self, inner: bool) -> tuple[Member, ...]:
        found: list[Member] = []
        seen: set[str] = set()
        for at, info in enumerate(self._infos):
            name = _name(info)
            if info.is_dir() or name.endswith("/") or _JUNK.search(name):
                continue
            reason = _refused(info, name) or ("压缩包里有同名文件，只读第一个 (same name twice)" if name in seen else None)
            seen.add(name)
            if reason is None and name.lower().endswith(".zip"):
                if inner:
                    reason = "压缩包里套了多层压缩包，请先解压 (archives nested more than one level)"
                else:
                    found += self._nested(at, name)
                    continue
            found.append(Member(name, (at,), reason))
        return tuple(sorted(found, key=lambda m: m.name))

    def _nested(self, at: int, name: str) -> list[Member]:
        try:
            inside = self._opened(at).members
        except UnreadableDocument as error:
            return [Member(name, (at,), str(error))]
        if not inside:
            return [Member(name, (at,), "压缩包里没有文件 (empty archive)")]
        return [Member(f"{name}!{m.name}", (at, *m.at), m.reason) for m in inside]


def _refused(info: zipfile.ZipInfo, name: str) -> str | None:
    """Why a member must not be read."""
    if info.flag_bits & 1:
        return "已加密，请解密后再加入 (encrypted; remove the password)"
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "文件名指向压缩包以外，拒绝读取 (path leads outside the archive)"
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "是链接或设备，不是文件 (a link or device, not a file)"
    if info.file_size > MAX_MEMBER:
        return f"文件超过 {MAX_MEMBER >> 20} MB (file too large)"
    if info.file_size > 1 << 20 and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return "解压后过大，疑为压缩炸弹 (unpacks to too much: a zip bomb?)"
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """The name as people read it. Without the UTF-8 flag the bytes are what the packing program used: UTF-8 from Unix, the
    system's code page from Windows, which in China is GBK; zipfile shows either as cp437."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        name = _unicode_path(info, raw) or next(
            (text for text in (_decoded(raw, e) for e in ("utf-8", "gb18030")) if text is not None), name)
    name = name.split("\0")[0].replace("\\", "/")
    while name.startswith("./"):
        name = name[2:]
    # control and bidi characters would let a name paint over the terminal it is shown on
    return "".join(ch if unicodedata.category(ch)[0] != "C" else "\ufffd" for ch in name) or "\ufffd"


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    """The name in the Info-ZIP Unicode Path extra field (APPNOTE 4.6.9), where it belongs to this name."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4:4 + size], extra[4 + size:]
        if kind == UNICODE_PATH and len(field) > 5 and struct.unpack("<L", field[1:5])[0] == zlib.crc32(raw):
            return _decoded(field[5:], "utf-8")
    return None
