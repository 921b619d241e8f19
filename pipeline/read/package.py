"""Zip packages of XML parts (OPC: ECMA-376 part 2; OFD: GB/T 33190): parts opened within bounds, entities refused."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from corpus.model import UnreadableDocument

MAX_PART = 40 * 1024 * 1024
"""Bytes of one XML part: a plan of 300 pages has about 10 MB; as a tree it takes some eight times its size."""
MAX_ALL = 120 * 1024 * 1024
"""Bytes of all parts that one reading opens."""
MAX_RATIO = 200
"""A part that unpacks to more than this many times its packed size is a zip bomb; real parts stay under 40."""
MAX_PARTS = 20_000

BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError,
          UnicodeError, OverflowError, etree.XMLSyntaxError)
"""How damaged packages fail inside zipfile and lxml."""


class Package:
    """The parts of a package. `what` is the format's name for messages (docx, xlsx, ofd).

    Raises UnreadableDocument, here and when a part is opened, where the package is damaged, encrypted or a bomb."""

    def __init__(self, data: bytes, name: str, what: str) -> None:
        self.name, self.what, self.opened = name, what, 0
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self.zip.infolist()
        except BROKEN as error:
            raise self.damaged(error) from error
        if len(infos) > MAX_PARTS:
            raise UnreadableDocument(f"{name}：压缩包里文件过多 (too many parts: {len(infos)})")
        if any(info.flag_bits & 1 for info in infos):
            raise UnreadableDocument(f"{name}：文档已加密，请去掉密码后再加入 (encrypted; remove the password)")
        # Parts are found whatever their case and slashes: writers differ, and readers have to be lenient (OPC 6.2.2.3).
        self.parts = {_plain(info.filename): info for info in reversed(infos)}

    def damaged(self, error: Exception | str) -> UnreadableDocument:
        """The error for a package that cannot be read."""
        said = error if isinstance(error, str) else type(error).__name__
        return UnreadableDocument(f"{self.name}：{self.what} 文件已损坏或不完整 ({said}) (damaged or truncated file)")

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self.parts

    def names(self, start: str = "") -> list[str]:
        """The names of the parts whose name begins with `start`, in order, as stored."""
        start = start.lower()
        return [info.filename for key, info in sorted(self.parts.items()) if key.startswith(start)]

    def read(self, part: str, limit: int = MAX_PART, ratio: int = MAX_RATIO) -> bytes:
        """The bytes of a part. Raises UnreadableDocument where it is missing, damaged or too large, packed or unpacked."""
        info = self.parts.get(_plain(part))
        if info is None:
            raise self.damaged(f"缺少 {part[:60]}")
        self.opened += info.file_size
        if info.file_size > limit or self.opened > MAX_ALL or (
                info.file_size > 1 << 20 and info.file_size > ratio * max(1, info.compress_size)):
            raise UnreadableDocument(f"{self.name}：解压后过大，疑为压缩炸弹 (unpacks to too much: a zip bomb?)")
        try:
            return self.zip.read(info)
        except BROKEN as error:
            raise self.damaged(error) from error

    def xml(self, part: str) -> Any:
        """The root element of an XML part; entities and document types are refused. Raises UnreadableDocument."""
        return self.parsed(self.read(part))

    def parsed(self, data: bytes) -> Any:
        """The root element of XML bytes. Raises UnreadableDocument."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                                 remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(data, parser)
        except BROKEN as error:
            raise self.damaged(error) from error
        if root.getroottree().docinfo.doctype:
            raise UnreadableDocument(f"{self.name}：文档含 XML 实体定义，拒绝读取 (XML entities refused)")
        return root

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Of a part's relationships: id → (last word of its type, target part); links outside the package are left out."""
        folder, _, file = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", file + ".rels")
        if rels not in self:
            return {}
        found = {}
        for node in self.xml(rels).iter("{*}Relationship"):
            if node.get("TargetMode") == "External":
                continue
            target = node.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], full)
        return found


def _plain(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def local(node: Any) -> str:
    """The local name of an element, whatever its namespace (transitional and strict OOXML differ in theirs)."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Any, name: str) -> str | None:
    """An attribute by its local name, None where it is absent."""
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(node: Any, *path: str) -> Any:
    """The first element down a path of local names, None where there is none."""
    for step in path:
        if node is None:
            return None
        node = next((c for c in node if local(c) == step), None)
    return node


def children(node: Any, *path: str) -> list[Any]:
    """What is below the first element down a path of local names; nothing where there is none."""
    found = child(node, *path)
    return [] if found is None else list(found)


def value(node: Any, *path: str) -> str | None:
    """The `val` attribute of the first element down a path of local names."""
    found = child(node, *path)
    return None if found is None else attribute(found, "val")
