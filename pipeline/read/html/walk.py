"""Tree → lines: paragraphs and table rows in reading order, each with the element it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipeline.read.html import tables
from pipeline.read.html.knowledge import hidden_classes

NO_TEXT = frozenset(["script", "style", "template", "svg", "title", "iframe", "object", "canvas", "math", "audio", "video", "map", "link", "meta", "base"])
CONTROLS = frozenset(["select", "button", "textarea", "option", "datalist"])
BLOCKS = frozenset(["p", "div", "section", "article", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "dl", "dt", "dd", "pre", "main", "td", "th", "tr", "table", "tbody", "thead", "tfoot", "caption", "body", "header", "footer", "nav", "aside", "figure", "figcaption", "form", "fieldset", "hr", "address", "html", "head", "noscript", "details", "summary", "ucapcontent", "ucaptitle"])
HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
OUTER = " \t\r\n\u3000\xa0\u2002\u2003"
ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff]")
HAN = r"\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…"
SOURCE_BREAK = re.compile(rf"(?<=[{HAN}])[ \t]*[\r\n]\s*(?=[{HAN}])")
"""A line of the source that was wrapped between two Chinese characters: no space was meant."""
BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_NUMBERED = r"第[一二三四五六七八九十百零〇\d]{1,6}[编章节条]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]"
WIDE_GAP = re.compile(rf"(?<=[。；！？;!?])[\xa0 \u2002]*(?:\u3000{{2}}|\xa0{{3}}|\u2003{{2}}|\u2002{{4}})[{OUTER}]*|"
                      rf"(?:\u3000{{2}}|\xa0{{3}}|\u2003{{2}}|\u2002{{4}})[{OUTER}]*(?={_NUMBERED})")
"""Several paragraphs in one element, told apart by indents: only after a sentence or before a number, for a signature
keeps its names apart with the same spaces."""


@dataclass(slots=True)
class Line:
    """One paragraph or table row of the page: `linked` counts its characters that are links; `hidden` says that a browser
    does not show it; `control` that it belongs to a form."""

    kind: str
    text: str
    node: HtmlElement
    linked: int = 0
    hidden: bool = False
    control: bool = False
    cells: tuple[str, ...] = ()
    table: int = 0


@dataclass(slots=True)
class Walker:
    """Collects the lines of a page. `sizes`: characters under each element; `breaks`: elements that hold an article, known beforehand; a table around one is
    layout."""

    sizes: Mapping[HtmlElement, int]
    breaks: frozenset[HtmlElement] = frozenset()
    lines: list[Line] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _linked: int = 0
    _tables: int = 0
    _hidden: int = 0
    _links: int = 0
    _controls: int = 0
    _items: dict[HtmlElement | None, int] = field(default_factory=dict)

    def walk(self, root: HtmlElement) -> list[Line]:
        """The lines of the tree in reading order. No recursion: hostile pages nest thousands deep."""
        around = {a for b in self.breaks for a in b.iterancestors("table")}
        stack: list[tuple[HtmlElement, bool, int]] = [(root, False, 0)]
        while stack:
            node, leaving, what = stack.pop()
            if leaving:
                self._leave(node, what)
                continue
            tag = node.tag
            if not isinstance(tag, str) or tag in NO_TEXT:
                self._tail(node, root)
                continue
            if tag == "br" or tag == "hr":
                self._flush(node.getparent() if node.getparent() is not None else node)
                self._tail(node, root)
                continue
            grid = tables.grid(node, self.sizes) if tag == "table" and node not in around else None
            if grid is not None:
                self._flush(node)
                self._rows(node, grid)
                self._tail(node, root)
                continue
            state = self._enter(node, tag)
            stack.append((node, True, state | (8 if node is root else 0)))
            if node.text:
                self._say(node.text)
            stack += [(child, False, 0) for child in reversed(node)]
        self._flush(root)
        return self.lines

    def _enter(self, node: HtmlElement, tag: str) -> int:
        hidden, block, link = is_hidden(node), tag in BLOCKS or node in self.breaks, tag == "a"
        control = tag in CONTROLS
        if block or control or hidden:
            self._flush(node.getparent() if node.getparent() is not None else node)
        self._hidden += hidden
        self._links += link
        self._controls += control
        if tag == "li":
            owner = node.getparent()
            before = self._items.get(owner, 0)
            self._items[owner] = before + 1
            self._parts.append(tables.item_number(node, before))
        return (1 if hidden else 0) | (2 if link else 0) | (4 if block or control or hidden else 0) | (16 if control else 0)

    def _leave(self, node: HtmlElement, state: int) -> None:
        if state & 4:
            self._flush(node)
        self._hidden -= state & 1
        self._links -= state >> 1 & 1
        self._controls -= state >> 4 & 1
        if not state & 8 and node.tail:
            self._say(node.tail)

    def _tail(self, node: HtmlElement, root: HtmlElement) -> None:
        if node is not root and node.tail:
            self._say(node.tail)

    def _say(self, text: str) -> None:
        self._parts.append(text)
        if self._links:
            self._linked += len("".join(text.split()))

    def _flush(self, node: HtmlElement) -> None:
        if not self._parts:
            return
        linked, self._linked = self._linked, 0
        text, self._parts = tidy("".join(self._parts)), []
        if not text:
            return
        for part in WIDE_GAP.split(text):
            part = part.strip(OUTER)
            if part:
                self.lines.append(Line("paragraph", part, node, min(linked, len(part)), bool(self._hidden), bool(self._controls)))

    def _rows(self, table: HtmlElement, grid: tables.Grid) -> None:
        self._tables += 1
        hidden = bool(self._hidden) or is_hidden(table)
        for text in grid.outside + grid.above:
            self.lines.append(Line("paragraph", text, table, 0, hidden))
        for cells, linked in grid.rows:
            text = " | ".join(cells)
            self.lines.append(Line("row", text, table, linked, hidden, cells=cells, table=self._tables))
        self.lines += [Line("paragraph", text, table, 0, hidden) for text in grid.below]


def tidy(text: str) -> str:
    """Text as a browser shows it: source line breaks and runs of blanks closed, zero-width characters gone."""
    text = ZERO_WIDTH.sub("", text)
    if "\n" in text or "\r" in text:
        text = SOURCE_BREAK.sub("", text)
    return BLANKS.sub(" ", text).strip(OUTER)


def is_hidden(node: HtmlElement) -> bool:
    """Whether the element says of itself that it is not shown."""
    style = node.get("style")
    if style and HIDDEN_STYLE.search(style[:2000]) or node.get("hidden") is not None or node.tag == "noscript":
        return True
    classes = node.get("class")
    return bool(classes) and not hidden_classes().isdisjoint(classes[:2000].split())


def texts_of(node: HtmlElement) -> Iterator[str]:
    """The text under an element without scripts, in order, a break (newline) for each block."""
    stack: list[HtmlElement | str] = [node]
    first = True
    while stack:
        at = stack.pop()
        if isinstance(at, str):
            yield at
            continue
        if not first and at.tail:
            stack.append(at.tail)
        if isinstance(at.tag, str) and at.tag not in NO_TEXT:
            block = not first and (at.tag in BLOCKS or at.tag == "br")
            if block:
                yield "\n\n"
                stack.append("\n\n")
            stack += list(reversed(at))
            if at.text:
                stack.append(at.text)
        first = False
