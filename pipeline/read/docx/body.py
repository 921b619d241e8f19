"""A story of a Word document (body, note, header, text box, cell) → blocks in reading order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpus.model import Block, LeftOut, UnreadableDocument
from pipeline.read.docx.inline import DELETED, MOVED, PLACEHOLDER, Fields, Inline, Paragraph, chosen, plain
from pipeline.read.docx.numbering import Numbering
from pipeline.read.docx.styles import Styles, toggle
from pipeline.read.docx.tables import table_blocks
from pipeline.read.numerals import said
from pipeline.read.package import attribute, child, local, value

MAX_DEPTH = 40
"""Tables in tables, boxes in boxes: deeper than this is an attack."""
_TRANSPARENT = frozenset({"sdtContent", "customXml", "smartTag", "ins", "moveTo", "body", "hyperlink", "dir", "bdo"})
EMPTY_NUMBER = "空段落的编号 (number of an empty paragraph)"
CONTENTS_PAGE = "目录页码 (page number of a table of contents)"


class Context:
    """What all stories of a document share: styles, numbering, notes, what is left out, the count of tables."""

    def __init__(self, name: str, styles: Styles, numbering: Numbering, notes: dict[tuple[str, str], Any],
                 note_forms: dict[str, str], chunk: Callable[[str], list[Block]]) -> None:
        self.name, self.styles, self.numbering, self.notes = name, styles, numbering, notes
        self.note_forms, self.chunk = note_forms, chunk
        self.left_out: list[LeftOut] = []
        self.tables = self.depth = 0
        self.marks: dict[tuple[str, str], str] = {}

    def leave(self, text: str, reason: str) -> None:
        """Keeps text apart."""
        if text.strip():
            self.left_out.append(LeftOut(text.strip(), reason))

    def cite(self, kind: str, key: str, own_mark: bool) -> str:
        """The mark of a note where it is cited: ① as it is, a figure in brackets; empty where the author set one."""
        if (kind, key) not in self.marks:
            number = sum(k == kind for k, _ in self.marks) + 1
            shown = said(number, self.note_forms.get(kind, "decimal")) or str(number)
            self.marks[kind, key] = "" if own_mark else shown if ord(shown[0]) > 0x2000 else f"[{shown}]"
        return self.marks[kind, key]


class Story:
    """Walks the blocks of one story. Notes that it cites follow the paragraph, or the table row, that cites them."""

    def __init__(self, context: Context, root: Any) -> None:
        self.context = context
        self.blocks: list[Block] = []
        self.fields = Fields(_balanced(root))
        self.inline = Inline(context, self.fields)
        self.cited: list[tuple[str, str]] | None = None
        self.before = ""

    def walk(self, root: Any) -> list[Block]:
        """The blocks below an element."""
        self.context.depth += 1
        if self.context.depth > MAX_DEPTH:
            raise UnreadableDocument(f"{self.context.name}：嵌套过深，拒绝读取 (nested too deeply)")
        for node in root:
            self.block(node)
        self.finish()
        self.context.depth -= 1
        return self.blocks

    def block(self, node: Any) -> None:
        """One element between paragraphs."""
        name = local(node)
        if name == "p":
            self.paragraph(node)
        elif name == "tbl":
            self.finish()
            self.blocks += table_blocks(self, node)
        elif name == "sdt":
            content = child(node, "sdtContent")
            if content is not None and toggle(child(node, "sdtPr"), "showingPlcHdr"):
                self.context.leave(plain(content), PLACEHOLDER)
            elif content is not None:
                self.inside(content)
        elif name in ("del", "moveFrom"):
            self.context.leave(plain(node), DELETED if name == "del" else MOVED)
        elif name == "AlternateContent":
            choice = chosen(node)
            self.inside(choice if choice is not None else ())
        elif name == "altChunk":
            self.blocks += self.context.chunk(attribute(node, "id") or "")
        elif name in _TRANSPARENT or plain(node):
            if any(local(c) in ("r", "t") for c in node):
                self.paragraph(node)  # runs without a paragraph: damaged, but their text counts
            else:
                self.inside(node)

    def inside(self, node: Any) -> None:
        """The elements of a container that is itself nothing to see."""
        self.context.depth += 1
        if self.context.depth > MAX_DEPTH:
            raise UnreadableDocument(f"{self.context.name}：嵌套过深，拒绝读取 (nested too deeply)")
        for part in node:
            self.block(part)
        self.context.depth -= 1

    def paragraph(self, node: Any) -> None:
        """One paragraph: its marker and text, then its boxes and notes."""
        properties = child(node, "pPr")
        found = self.inline.paragraph(node)
        text = self.before + "".join(found.text)
        self.before = ""
        mark = child(properties, "rPr")
        joined = mark is not None and (child(mark, "del") is not None or child(mark, "moveFrom") is not None
                                       or bool(toggle(mark, "vanish")))
        if joined and not found.boxes and not found.notes:  # its end is deleted or hidden: the next paragraph goes on
            self.before = text
            return
        marker = self.context.numbering.marker(properties)
        if text.strip():
            if marker[-1:] in (".", "．") and text.strip()[:1].isdigit():
                marker += " "
            text = marker + self._with_page(text, found).lstrip()
        else:
            self.context.leave(marker, EMPTY_NUMBER)
        for line in text.split("\n"):
            self.say(line)
        for box in found.boxes:
            self._box(box)
        self._notes(found.notes)

    def finish(self) -> None:
        """Says what waits for a paragraph that does not come."""
        text, self.before = self.before, ""
        for line in text.split("\n"):
            self.say(line)

    def say(self, line: str) -> None:
        """One line of text as a paragraph."""
        line = line.strip()
        if line:
            self.blocks.append(Block("paragraph", line))

    def _with_page(self, text: str, found: Paragraph) -> str:
        page = "".join(found.page).strip()
        if not page:
            return text
        text = text.rstrip()
        if not found.contents:
            return text + page
        headed = any(b.text.replace(" ", "").replace("\u3000", "") in ("目录", "目次") for b in self.blocks[:60])
        if headed:
            self.context.leave(page, CONTENTS_PAGE)
            return text
        return f"{text}………{page}"  # without its heading only its leaders tell a table of contents from an outline

    def _box(self, box: Any) -> None:
        self.finish()
        if isinstance(box, str):
            self.say(box)
        else:
            self.blocks += Story(self.context, box).walk(box)

    def _notes(self, notes: list[tuple[str, str]]) -> None:
        if self.cited is not None:  # inside a table: the row comes first
            self.cited += notes
            return
        for key in notes:
            note = self.context.notes.pop(key, None)
            if note is None:
                continue
            blocks = Story(self.context, note).walk(note)
            mark = self.context.marks.get(key, "")
            for at, block in enumerate(blocks):
                text = f"{mark} {block.text}" if at == 0 and mark and block.kind == "paragraph" else block.text
                self.blocks.append(Block(block.kind, text, block.cells, block.table))


def _balanced(root: Any) -> bool:
    """Whether every field that begins also ends; where not, none is followed, so that none can swallow the text."""
    depth = 0
    for node in root.iter("{*}fldChar"):
        kind = attribute(node, "fldCharType")
        depth += (kind == "begin") - (kind == "end")
        if depth < 0:
            return False
    return depth == 0


def note_form(properties: Any, fallback: str) -> str:
    """The number format that footnotePr or endnotePr sets."""
    return value(properties, "numFmt") or fallback
