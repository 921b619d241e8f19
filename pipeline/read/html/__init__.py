"""Web pages: the article's paragraphs and data tables in reading order, its attachments, and what the page says of it.

parse (bytes → tree) → walk (tree → lines) → article (which lines) → furniture, facts, attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from corpus.model import Block, LeftOut, Reading, UnreadableDocument
from pipeline.read.html.article import Found, find, known_containers, summed
from pipeline.read.html.attachments import attachments
from pipeline.read.html.facts import meta_tags, read_facts
from pipeline.read.html.furniture import edges
from pipeline.read.html.parse import page_text, tree
from pipeline.read.html.walk import Line, Walker

__all__ = ["read_html"]

FIRST_LINES = 12
"""Lines of the article among which its title and an information table are looked for."""
CALLED = re.compile(r"通知|意见|方案|规划|计划|办法|条例|规定|细则|决定|公告|通告|批复|措施|纲要|报告|法$|指南|目录|标准|要点|清单|政策|公报")
SPACE = re.compile(r"\s+")


def read_html(data: bytes, name: str) -> Reading:
    """The article of a page: its title, paragraphs and rows; what stands around it is left out and kept apart.

    Facts: names of Metadata, and beside them `source`, `effective`, `expires`, `url`, and the days of publication that
    the page gives in different places (`published_meta`, `published_page`, `published_url`), each ISO and kept apart.
    Raises UnreadableDocument where the page has no article (a list page, a portal, a script that loads one)."""
    text = page_text(data, name)
    root = tree(text, name)
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    known = known_containers(elements)
    lines = Walker(_sizes(elements), known).walk(root)
    found = find(elements, lines, known)
    if found is None:
        raise UnreadableDocument(f"{name}：网页里没有正文，可能是目录页或首页 (no article on this page; a list of links?)")
    inside = _inside(found, lines)
    first = next((i for i, is_in in enumerate(inside) if is_in), len(lines))
    facts = read_facts(meta_tags(text), elements, lines, inside, front=range(min(len(lines), first + FIRST_LINES)))
    reasons = edges(lines, inside, facts.labelled, found.known)
    files = attachments(elements, found.elements)
    kept = [line for line, reason in zip(lines, reasons, strict=True) if not reason]
    blocks = [Block("row", x.text, x.cells, x.table) if x.kind == "row" else Block("paragraph", x.text, ended=True) for x in kept]
    if not blocks and not files:
        raise UnreadableDocument(f"{name}：网页里没有正文 (no article on this page)")
    title = facts.said.get("title", "")
    if title and _untitled(title, kept) and (CALLED.search(title) or facts.said.get("published_meta") or not blocks):
        blocks.insert(0, Block("paragraph", title, ended=True))
    if not blocks:
        raise UnreadableDocument(f"{name}：网页里没有正文 (no article on this page)")
    left_out = [LeftOut(x.text, reason) for x, reason in zip(lines, reasons, strict=True) if reason]
    left_out += [LeftOut(address, "图片，其中的文字未读") for address in _pictures(found)]
    return Reading(tuple(blocks), tuple(left_out), files, tuple((k, v) for k, v in facts.said.items() if v))


def _sizes(elements: Sequence[HtmlElement]) -> dict[HtmlElement, int]:
    own = {e: len((e.text or "").strip()) + sum(len((c.tail or "").strip()) for c in e)
           for e in elements if e.tag not in ("script", "style")}
    return summed(elements, own)


def _inside(found: Found, lines: Sequence[Line]) -> list[bool]:
    below = {e for element in found.elements for e in element.iter()}
    shown = [x.node in below and not x.hidden and not x.control for x in lines]
    size = sum(len(x.text) for x, is_in in zip(lines, shown, strict=True) if is_in)
    if size * 5 > sum(len(x.text) for x in lines if x.node in below):
        return shown
    return [x.node in below and not x.control for x in lines]  # an article that a script brings to sight


def _untitled(title: str, lines: Sequence[Line]) -> bool:
    """Whether the first lines, alone or run together, do not hold the title."""
    wanted = SPACE.sub("", title)
    first = [SPACE.sub("", x.text) for x in lines[:FIRST_LINES]]
    for i in range(len(first)):
        run = ""
        for text in first[i:i + 5]:
            run += text
            if run.startswith(wanted) or run.endswith(wanted):
                return False
    return True


def _pictures(found: Found) -> list[str]:
    """Addresses of pictures in the article that may hold text: not icons, not inlined."""
    out: list[str] = []
    for element in found.elements:
        for image in element.iter("img"):
            address = (image.get("src") or "").strip()
            size = re.match(r"\d{1,5}", image.get("width") or image.get("height") or "")
            icon = re.search(r"icon|logo|/ueditor/|\.gif", address, re.I)
            if address and not address.startswith("data:") and not icon and not (size and int(size[0]) < 60):
                out.append(address[:1000])
    return list(dict.fromkeys(out))[:200]
