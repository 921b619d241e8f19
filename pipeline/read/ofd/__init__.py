"""OFD (GB/T 33190-2016): the package's documents → pages → glyphs → lines and paragraphs, as for every page layout.

Own reader over zipfile and lxml: what there is on PyPI draws OFD pages or converts them, and gives no text positions."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.model import Attachment, Block, LeftOut, Reading, UnreadableDocument
from pipeline.read.ofd.content import Canvas, page_of
from pipeline.read.ofd.geometry import Matrix, numbers
from pipeline.read.ofd.pictures import recognise
from pipeline.read.package import Package, attribute, child, children, local
from pipeline.read.pdf.pages import blocks_of, lines_of
from pipeline.read.pdf.scans import PICTURE, Scans
from pipeline.read.pdf.shapes import Line, Page

MAX_PAGES = 5_000
MAX_CHARACTERS = 5_000_000
A4 = (0.0, 0.0, 210.0, 297.0)
PICTURE_RATIO = 5_000
"""A white page as a bitmap packs to a thousandth; its size is bounded all the same."""
TEMPLATE = "模板页上的文字 (text of a page template)"
ANNOTATIONS = {"Watermark": "水印 (watermark)", "Stamp": "签章 (stamp)"}


def read_ofd(data: bytes, name: str) -> Reading:
    """The paragraphs and table rows of an OFD file; page numbers, running heads, seals, annotations and hidden text apart.

    Pages that are pictures are read by OCR where the extra is installed; `confidence` is set where some were. Raises
    UnreadableDocument where it is damaged, encrypted, too large or has no text, and for scans without the extra."""
    package = Package(data, name, "ofd")
    if "OFD.xml" not in package:
        raise UnreadableDocument(f"{name}：不是 OFD 文件 (not an OFD file)")
    root = package.xml("OFD.xml")
    if "Encryptions.xml" in package or child(root, "Encryptions") is not None:
        raise UnreadableDocument(f"{name}：OFD 已加密，请解密后再加入 (encrypted)")
    blocks: list[Block] = []
    left_out: list[LeftOut] = []
    attachments: list[Attachment] = []
    issuers, said, before = "", 0, 0
    scans = Scans("OFD")
    for body in [node for node in root if local(node) == "DocBody"]:
        document = _Document(package, body)
        pages: list[Page] = []
        for page in document.pages():
            pages.append(page)
            said += len(page.glyphs)
            if said > MAX_CHARACTERS:
                raise UnreadableDocument(f"{name}：文字超过 {MAX_CHARACTERS} 个，请分册后加入 (too much text)")
        lines: dict[int, list[Line]] = {}
        tables = 0
        for page in pages:
            found, bad = lines_of(page, tables)
            if bad or not found and page.images >= PICTURE:
                # where characters mean nothing, only a picture of the page says what they are, not one on it
                on_it = document.pictures.get(page.number, []) if page.images >= (0.5 if bad else PICTURE) else []
                found = scans.lines(page, before + page.number + 1, tables, bad, lambda p=page, i=on_it, d=document: recognise(p, i, d.picture))  # type: ignore[misc]
            lines[page.number] = found
            tables = max([tables, *(line.table for line in found)])
        before += len(pages)
        own, gone, named = blocks_of(pages, lines)
        numbered = max((block.table for block in blocks), default=0)
        blocks += [replace(block, table=block.table + numbered) if block.table else block for block in own]
        left_out += gone + document.left_out
        attachments += document.attachments()
        issuers = issuers or named
    if not blocks:
        raise UnreadableDocument(scans.why_empty(name, before))
    facts = ([("issuers", issuers)] if issuers else []) + scans.facts()
    return Reading(tuple(blocks), tuple(scans.missing() + left_out), tuple(attachments), tuple(facts), scans.confidence())


class _Document:
    """One document of the package (DocBody)."""

    def __init__(self, package: Package, body: Any) -> None:
        self.package = package
        self.left_out: list[LeftOut] = []
        self.path = self._find("", _said(body, "DocRoot"))
        self.root = package.xml(self.path)
        self.common = child(self.root, "CommonData")
        self.resources: dict[str, Any] = {}
        self.media: dict[str, str] = {}
        self.pictures: dict[int, list[tuple[str, Matrix]]] = {}
        """The pictures on each page: resource and place."""
        for kind in ("PublicRes", "DocumentRes"):
            for node in [n for n in children(self.common) if local(n) == kind]:
                self._resources(self._find(self.path, node.text))
        self.box = self._box(child(self.common, "PageArea")) or A4
        self.templates = {attribute(node, "ID") or "": self._find(self.path, attribute(node, "BaseLoc"))
                          for node in children(self.common) if local(node) == "TemplatePage"}
        self._signatures(_said(body, "Signatures"))

    def _find(self, base: str, location: str | None) -> str:
        """The part that a location names (ST_Loc): from the root where it begins with /, else beside the file that names it;
        files whose locations count from elsewhere are found too."""
        location = (location or "").strip().replace("\\", "/")
        folder = posixpath.dirname(base)
        ways = [location.lstrip("/")] if location.startswith("/") else []
        ways += [posixpath.normpath(posixpath.join(folder, location.lstrip("/"))),
                 posixpath.normpath(posixpath.join(folder.split("/")[0], location.lstrip("/"))), location.lstrip("/")]
        return next((way for way in ways if way in self.package), ways[0])

    @staticmethod
    def _box(area: Any) -> tuple[float, ...] | None:
        for kind in ("PhysicalBox", "ApplicationBox", "CropBox"):
            node = child(area, kind)
            box = numbers(node.text) if node is not None else []
            if len(box) == 4 and box[2] > 1 and box[3] > 1:
                return tuple(box)
        return None

    def _resources(self, path: str) -> None:
        if path not in self.package:
            return
        root = self.package.xml(path)
        for group in root:
            if local(group) in ("DrawParams", "CompositeGraphicUnits"):
                self.resources |= {attribute(node, "ID") or "": node for node in group}
            elif local(group) == "MultiMedias":
                for node in group:
                    file = _said(node, "MediaFile")
                    ways = [self._find(path, posixpath.join(attribute(root, "BaseLoc") or "", file)), self._find(path, file)]
                    self.media[attribute(node, "ID") or ""] = next((way for way in ways if way in self.package), "")

    def picture(self, resource: str) -> bytes | None:
        """The bytes of a picture; None where it is missing, damaged or too large."""
        try:
            return self.package.read(self.media.get(resource, ""), ratio=PICTURE_RATIO)
        except UnreadableDocument:
            return None

    def pages(self) -> Iterator[Page]:
        """The pages in order."""
        found = [(attribute(node, "ID") or "", self._find(self.path, attribute(node, "BaseLoc")))
                 for node in children(self.root, "Pages") if local(node) == "Page"]
        if len(found) > MAX_PAGES:
            raise UnreadableDocument(f"{self.package.name}：超过 {MAX_PAGES} 页，请分册后加入 (too many pages)")
        contents = [(path, self.package.xml(path)) for _, path in found if path in self.package]
        for at, path in found:
            if path not in self.package:
                self.left_out.append(LeftOut(path or at, "缺少的页，未能读取 (page missing)"))
        used = Counter(attribute(node, "TemplateID") or "" for _, root in contents for node in root if local(node) == "Template")
        told: set[str] = set()
        for number, (path, root) in enumerate(contents):
            box = self._box(child(root, "Area")) or self.box
            place = Matrix(e=-box[0], f=-box[1])
            for kind in [n for n in root if local(n) == "PageRes"]:
                self._resources(self._find(path, kind.text))
            canvas = Canvas(self.resources)
            for key in [attribute(node, "TemplateID") or "" for node in root if local(node) == "Template"]:
                self._template(key, canvas, place, used[key] > 1, told)
            content = child(root, "Content")
            if content is not None:
                canvas.draw(content, place)
            self.pictures[number] = canvas.pictures
            yield page_of(canvas, box[2], box[3], number)
        self._annotations()

    def _template(self, key: str, canvas: Canvas, place: Matrix, repeated: bool, told: set[str]) -> None:
        """Draws a template under a page. Its text is part of the page where that page alone uses it (a letterhead); what
        several pages share is furniture. Its rules count on every page."""
        path = self.templates.get(key, "")
        if path not in self.package:
            return
        content = child(self.package.xml(path), "Content")
        if content is None:
            return
        if not repeated:
            canvas.draw(content, place)
            return
        below = Canvas(self.resources)
        below.draw(content, place)
        canvas.strokes += below.strokes
        canvas.fields += below.fields
        if key not in told:
            told.add(key)
            self._leave("".join(c.text for c in below.chars), TEMPLATE)

    def _leave(self, text: str, reason: str) -> None:
        if text.strip():
            self.left_out.append(LeftOut(text.strip(), reason))

    def _annotations(self) -> None:
        path = self._find(self.path, _said(self.root, "Annotations"))
        if path not in self.package:
            return
        for page in self.package.xml(path):
            part = self._find(path, _said(page, "FileLoc"))
            for note in self.package.xml(part) if part in self.package else ():
                canvas = Canvas(self.resources)
                for look in [n for n in note if local(n) == "Appearance"]:
                    canvas.draw(look)
                reason = ANNOTATIONS.get(attribute(note, "Type") or "", "批注 (annotation)")
                self._leave("".join(c.text for c in canvas.chars), reason)
                self._leave(_said(note, "Remark"), reason)

    def _signatures(self, location: str) -> None:
        """Keeps apart what the package says of its seals and signatures (18): who made them and when."""
        path = self._find("", location)
        if not location or path not in self.package:
            return
        for node in self.package.xml(path):
            part = self._find(path, attribute(node, "BaseLoc"))
            if part not in self.package:
                continue
            info = child(self.package.xml(part), "SignedInfo")
            maker = child(info, "Provider")
            words = ["电子签章" if (attribute(node, "Type") or "Seal") == "Seal" else "数字签名",
                     (attribute(maker, "Company") or attribute(maker, "ProviderName") or "") if maker is not None else "",
                     _said(info, "SignatureDateTime") if info is not None else ""]
            self._leave(" ".join(w for w in words if w), "签章 (seal or signature)")

    def attachments(self) -> list[Attachment]:
        """The files that travel with the document (19)."""
        path = self._find(self.path, _said(self.root, "Attachments"))
        if path not in self.package:
            return []
        return [Attachment(attribute(node, "Name") or _said(node, "FileLoc"), f"{self.package.name}!{self._find(path, _said(node, 'FileLoc'))}")
                for node in self.package.xml(path) if local(node) == "Attachment"]


def _said(node: Any, name: str) -> str:
    found = child(node, name)
    return (found.text or "").strip() if found is not None else ""
