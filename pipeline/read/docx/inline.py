"""What stands in one paragraph: runs, fields, tracked changes, notes, text boxes (ECMA-376 part 1, 17.3 and 17.13, 17.16)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from pipeline.read.docx.styles import toggle
from pipeline.read.docx.symbols import FONTS, UNKNOWN, symbol
from pipeline.read.package import attribute, child, local, value

DELETED, MOVED, HIDDEN = "修订删除 (tracked deletion)", "修订移走 (tracked move)", "隐藏文字 (hidden text)"
PLACEHOLDER, READING = "占位提示 (placeholder of a form field)", "注音 (ruby)"
SYMBOLS = "符号字体里的未知符号 (unknown symbol)"
PICTURE = "图片说明 (description of a picture)"
RAISED = dict(zip("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻", strict=True))
_SKIPPED = frozenset({"pPr", "rPr", "sdtPr", "sdtEndPr", "tcPr", "trPr", "tblPr", "tblGrid", "sectPr", "instrText", "delInstrText",
                      "footnoteRef", "endnoteRef", "annotationRef", "separator", "continuationSeparator", "softHyphen",
                      "rubyPr", "fPr", "sSupPr", "sSubPr", "radPr", "ctrlPr", "binData", "fldData", "ffData"})
_PRIVATE = re.compile("[\uf020-\uf0ff]")


@dataclass(slots=True)
class Fields:
    """The complex fields open at this point of a story: each its instruction and whether its result has begun."""

    balanced: bool = True
    open: list[tuple[list[str], bool]] = field(default_factory=list)

    def mark(self, kind: str | None) -> None:
        """A fldChar: begin, separate or end."""
        if not self.balanced:
            return
        if kind == "begin":
            self.open.append(([], False))
        elif kind == "separate" and self.open:
            self.open[-1] = (self.open[-1][0], True)
        elif kind == "end" and self.open:
            self.open.pop()

    @property
    def instructing(self) -> bool:
        """Whether what stands here is part of an instruction, not of the text."""
        return any(not result for _, result in self.open)

    def name(self, which: str) -> bool:
        """Whether this is the result of a field of that name."""
        return any("".join(said).split()[:1] == [which] for said, _ in self.open)


@dataclass(slots=True)
class Paragraph:
    """What a paragraph says: its text (soft line breaks as `\\n`), the page number of a line of a table of contents, the
    notes that it cites, the text boxes anchored in it."""

    text: list[str] = field(default_factory=list)
    page: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    contents: bool = False

    def say(self, text: str) -> None:
        """Adds text."""
        if text:
            self.text.append(text)


class Inline:
    """Collects a paragraph's content. `leave(text, reason)` keeps what is not part of the text as accepted and shown;
    `cite(kind, id)` gives the mark of a note and remembers it."""

    def __init__(self, context: Any, fields: Fields) -> None:
        self.context, self.fields = context, fields

    def paragraph(self, node: Any) -> Paragraph:
        """What the paragraph says."""
        self.style = value(node, "pPr", "pStyle") or self.context.styles.default
        self.out = Paragraph()
        for part in node:
            self.part(part)
        self.out.contents = self.out.contents or bool(self.out.page) and self.fields.name("TOC")
        return self.out

    def part(self, node: Any) -> None:
        """Any element inside a paragraph. What is not known is looked into: text is never lost to a new element."""
        name = local(node)
        act = getattr(self, f"_{name}", None)
        if act is not None:
            act(node)
        elif name not in _SKIPPED:
            self._inside(node)

    def _inside(self, node: Any) -> None:
        for part in node:
            self.part(part)

    def _say(self, text: str) -> None:
        if self.fields.instructing:
            self.context.leave(text, "域代码 (field code)")
        elif self.fields.name("PAGEREF"):
            self.out.page.append(text)
        else:
            self.out.say(text)

    # -- runs

    def _r(self, node: Any) -> None:
        if self.context.styles.hidden(node, self.style):
            self._drop(node, HIDDEN)
            return
        before = len(self.out.text)
        self.font = attribute(fonts, "ascii") or "" if (fonts := child(node, "rPr", "rFonts")) is not None else ""
        self._inside(node)
        if value(node, "rPr", "vertAlign") == "superscript" and len(self.out.text) > before:
            raised = "".join(self.out.text[before:])
            # 10 with a raised 4 is not 104: a raised figure after a figure is kept as one
            if before and self.out.text[before - 1][-1:].isdigit() and all(ch in RAISED for ch in raised):
                self.out.text[before:] = ["".join(RAISED[ch] for ch in raised)]

    font = ""

    def _t(self, node: Any) -> None:
        text = re.sub(r"[\r\n\t]", " ", node.text or "")
        if self.font.lower() in FONTS:  # in any other font a private character is whatever its author meant
            font = self.font
            text = _PRIVATE.sub(lambda m: symbol(font, ord(m[0])).replace(UNKNOWN, m[0]), text)
        self._say(text)

    def _tab(self, node: Any) -> None:
        self._say("\u3000")

    _ptab = _tab

    def _br(self, node: Any) -> None:
        self._say("\n")

    _cr = _br

    def _noBreakHyphen(self, node: Any) -> None:
        self._say("-")

    def _sym(self, node: Any) -> None:
        code = attribute(node, "char") or ""
        font = attribute(node, "font") or ""
        shown = symbol(font, int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else UNKNOWN
        if shown == UNKNOWN:
            self.context.leave(f"{font} {code}", SYMBOLS)
        self._say(shown)

    def _instrText(self, node: Any) -> None:
        if self.fields.open and not self.fields.open[-1][1]:
            self.fields.open[-1][0].append(node.text or "")

    def _fldChar(self, node: Any) -> None:
        self.fields.mark(attribute(node, "fldCharType"))

    def _fldSimple(self, node: Any) -> None:
        self.fields.open.append(([attribute(node, "instr") or ""], True))
        self._inside(node)
        self.fields.open.pop()

    def _ruby(self, node: Any) -> None:
        self.context.leave(plain(child(node, "rt")), READING)
        base = child(node, "rubyBase")
        if base is not None:
            self._inside(base)

    def _footnoteReference(self, node: Any) -> None:
        kind = "footnote" if local(node).startswith("foot") else "endnote"
        key = attribute(node, "id") or ""
        own = attribute(node, "customMarkFollows") in ("1", "true", "on")  # then the mark is in the text
        self._say(self.context.cite(kind, key, own))
        self.out.notes.append((kind, key))

    _endnoteReference = _footnoteReference

    # -- tracked changes, taken as accepted

    def _drop(self, node: Any, reason: str) -> None:
        for mark in node.iter("{*}fldChar"):  # a field may begin in what is dropped and end outside it
            self.fields.mark(attribute(mark, "fldCharType"))
        self.context.leave(plain(node), reason)

    def _del(self, node: Any) -> None:
        self._drop(node, DELETED)

    def _moveFrom(self, node: Any) -> None:
        self._drop(node, MOVED)

    def _delText(self, node: Any) -> None:
        self.context.leave(node.text or "", DELETED)

    # -- containers

    def _sdt(self, node: Any) -> None:
        content = child(node, "sdtContent")
        if content is None:
            return
        if toggle(child(node, "sdtPr"), "showingPlcHdr"):
            self.context.leave(plain(content), PLACEHOLDER)
        else:
            self._inside(content)

    def _AlternateContent(self, node: Any) -> None:
        choice = chosen(node)
        if choice is not None:
            self._inside(choice)

    def _txbxContent(self, node: Any) -> None:
        self.out.boxes.append(node)

    def _textpath(self, node: Any) -> None:  # WordArt keeps its text in an attribute
        if said := attribute(node, "string"):
            self.out.boxes.append(said)

    def _docPr(self, node: Any) -> None:
        if (said := (attribute(node, "descr") or "").strip()) and re.search(r"[\u4e00-\u9fff]{2}", said):
            self.context.leave(said, PICTURE)

    # -- formulas: enough to keep 1/2 from becoming 12

    def _f(self, node: Any) -> None:
        self._pair(node, "num", "/", "den")

    def _sSup(self, node: Any) -> None:
        self._pair(node, "e", "^", "sup")

    def _sSub(self, node: Any) -> None:
        self._pair(node, "e", "_", "sub")

    def _pair(self, node: Any, first: str, between: str, second: str) -> None:
        for name, before in ((first, ""), (second, between)):
            self._say(before)
            part = child(node, name)
            if part is not None:
                several = len(plain(part)) > 1
                self._say("(" if several else "")
                self._inside(part)
                self._say(")" if several else "")


def chosen(node: Any) -> Any:
    """Of alternatives (mc:AlternateContent) the first that says or shows anything, else the fallback: never both."""
    options = [c for c in node if local(c) in ("Choice", "Fallback")]
    return next((c for c in options if plain(c) or next(c.iter("{*}txbxContent"), None) is not None),
                options[0] if options else None)


def plain(node: Any) -> str:
    """All text below an element, deleted text too, each of several alternatives once."""
    if node is None:
        return ""
    said: list[str] = []
    stack = [node]
    while stack:
        at = stack.pop()
        name = local(at)
        if name in ("t", "delText"):
            said.append(at.text or "")
        elif name == "AlternateContent" and at is not node:
            options = [c for c in at if local(c) in ("Choice", "Fallback")]
            stack += options[:1]
        elif name not in _SKIPPED:
            stack += reversed(at)
            if name == "p" and said:
                said.append(" ")
    return "".join(said).strip()
