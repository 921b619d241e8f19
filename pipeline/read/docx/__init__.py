"""Word documents (docx, docm, dotx; ECMA-376, transitional and strict): paragraphs with their computed numbers, tables,
text boxes and notes in reading order; tracked changes as accepted. Own reader over lxml: python-docx opens neither docm
nor strict files and gives neither markers nor boxes, notes and revisions."""

from __future__ import annotations

import re
from typing import Any

from corpus.model import Block, LeftOut, Reading, UnreadableDocument
from pipeline.read.docx.body import Context, Story, note_form
from pipeline.read.docx.inline import plain
from pipeline.read.docx.numbering import Numbering
from pipeline.read.docx.styles import Styles
from pipeline.read.package import Package, attribute, child, local

MAX_CHUNKS = 20
BESIDE = {"header": "页眉 (header)", "footer": "页脚 (footer)", "comments": "批注 (comment)"}
OTHERS = (("word/diagrams/data", "图示里的文字 (text of a diagram)"), ("word/charts/chart", "图表里的文字 (text of a chart)"))


def read_docx(data: bytes, name: str) -> Reading:
    """The blocks of a Word document. Raises UnreadableDocument where it is damaged, encrypted or a zip bomb."""
    package = Package(data, name, "docx")
    main = next((part for kind, part in package.relations("").values() if kind == "officeDocument"), "word/document.xml")
    if main not in package:
        raise UnreadableDocument(f"{name}：不是 Word 文档 (not a Word document)")
    try:
        return _Reader(package, main).reading()
    except RecursionError as error:
        raise UnreadableDocument(f"{name}：嵌套过深，拒绝读取 (nested too deeply)") from error


class _Reader:
    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        self.relations = package.relations(main)
        self.chunks = 0
        self.chunk_left_out: list[LeftOut] = []

    def part(self, kind: str) -> Any:
        """The root of the part that the document has of that kind, None where it has none."""
        target = next((part for found, part in self.relations.values() if found == kind and part in self.package), None)
        return None if target is None else self.package.xml(target)

    def reading(self) -> Reading:
        root = self.package.xml(self.main)
        body = child(root, "body")
        if body is None:
            raise self.package.damaged("没有 body")
        styles = Styles(self.part("styles"))
        settings = self.part("settings")
        sections = [node for node in body.iter("{*}sectPr")][-1:]
        forms = {kind: note_form(child(sections[0], f"{kind}Pr") if sections else None,
                                 note_form(child(settings, f"{kind}Pr"), fallback))
                 for kind, fallback in (("footnote", "decimal"), ("endnote", "lowerRoman"))}
        notes = {(kind, attribute(node, "id") or ""): node for kind in ("footnote", "endnote")
                 for node in self._children(f"{kind}s") if (attribute(node, "type") or "normal") == "normal"}
        context = Context(self.package.name, styles, Numbering(self.part("numbering"), styles), notes, forms, self.chunk)
        blocks = Story(context, body).walk(body)
        for note in list(notes.values()):
            context.leave(" ".join(b.text for b in Story(context, note).walk(note)), "没有被引用的注 (note never cited)")
        self._beside(context)
        if not blocks:
            raise UnreadableDocument(f"{self.package.name}：文档里没有文字 (no text in the document)")
        return Reading(tuple(blocks), (*context.left_out, *self.chunk_left_out))

    def _children(self, kind: str) -> list[Any]:
        root = self.part(kind)
        return [] if root is None else list(root)

    def _beside(self, context: Context) -> None:
        """Keeps headers, footers, comments, diagrams, charts and embedded files apart: they are no part of the text."""
        seen: set[tuple[str, str]] = set()
        for kind, part in self.relations.values():
            if kind in BESIDE and part in self.package:
                root = self.package.xml(part)
                for line in [b.text for b in Story(context, root).walk(root)]:
                    if (line, kind) not in seen:
                        seen.add((line, kind))
                        context.leave(line, BESIDE[kind])
        for start, reason in OTHERS:
            for part in self.package.names(start):
                if part.endswith(".xml"):
                    context.leave(_words(self.package.xml(part)), reason)
        for part in self.package.names("word/embeddings/"):
            context.leave(part.rpartition("/")[2], "嵌入的文件 (embedded file)")

    def chunk(self, key: str) -> list[Block]:
        """The blocks of a document inside the document (altChunk, 17.17.2): HTML, text, RTF or another docx."""
        from pipeline.read import read

        part = self.relations.get(key, ("", ""))[1]
        self.chunks += 1
        if self.chunks > MAX_CHUNKS or part not in self.package or self.package.name.count(" > ") > 1:
            self.chunk_left_out.append(LeftOut(part or key, "未读取的嵌入文档 (embedded document not read)"))
            return []
        reading = read(_unwrapped(self.package.read(part)), f"{self.package.name} > {part}")
        self.chunk_left_out += reading.left_out
        return list(reading.blocks)


def _unwrapped(data: bytes) -> bytes:
    """The HTML inside a web archive (MHTML, RFC 2557), else the bytes as they are."""
    if not re.match(rb"(?i)\s*(?:mime-version|from|content-type|date|subject):", data):
        return data
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            return bytes(part.get_payload(decode=True) or b"")
    return data


def _words(root: Any) -> str:
    """The text of a drawing or chart part: its runs, and the cached names and values of its series."""
    return " ".join(said for node in root.iter() if local(node) in ("p", "v") and (
        said := plain(node) if local(node) == "p" else (node.text or "").strip()))
