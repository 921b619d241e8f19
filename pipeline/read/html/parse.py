"""Bytes → an element tree that holds the whole page, whatever its authors left open, closed twice or nested."""

from __future__ import annotations

import codecs
import html
import re

from bs4.dammit import EncodingDetector
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from corpus.model import UnreadableDocument
from pipeline.read.text import decode

MAX_TAGS = 600_000
MAX_CHARACTERS = 16 * 1024 * 1024
"""A page with more tags or characters (inlined pictures aside) is refused: the tree would not fit in memory. The longest page met has under 20,000."""

# Pages close </html> in their header include, before the article (www.gov.cn does), and include whole documents inside
# <body> (the kaipuyun family): a parser would put the article outside the root. Inner ends and second doctypes go.
INNER_ENDS = re.compile(r"</(?:html|body)\s{0,9}>|<!doctype[^<>]*>", re.I)
DATA_ADDRESS = re.compile(r"data:[\w/+.-]{1,40};base64,[\w+/=\s]{500,}")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# libxml2 compares each attribute with all before it: a tag of many attributes keeps those that are read.
LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}>")
READ_ATTRIBUTES = re.compile(r"""[\s"'](id|class|style|href|src|name|property|content|colspan|rowspan|title|hidden)\s{0,3}=\s{0,3}("[^"<>]{0,20000}"|'[^'<>]{0,20000}'|[^\s"'<>]{1,2000})""", re.I)
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
INLINE = frozenset(["a", "abbr", "acronym", "b", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "img", "input"])


def tree(text: str, name: str) -> HtmlElement:
    """The tree of a page's text. Raises UnreadableDocument where it holds more than a page can."""
    text = CONTROL.sub("", DATA_ADDRESS.sub("", text))
    if len(text) > MAX_CHARACTERS:
        raise UnreadableDocument(f"{name}：网页超过 {MAX_CHARACTERS >> 20} 百万字符，拒绝读取 (page too long)")
    if text.count("<") > MAX_TAGS:
        raise UnreadableDocument(f"{name}：网页标签超过 {MAX_TAGS} 个，拒绝读取 (too many tags for a page)")
    text = LONG_TAG.sub(_short_tag, INNER_ENDS.sub("", text))
    root = _parsed(text)
    # The check of the yield: libxml2 stops at 2,048 levels, and a comment left open swallows what follows it.
    seen, there = (0 if root is None else _length(root)), None
    if seen < 1000 or seen * 20 < len(text):
        there = _flat(text)
        if sum(map(len, there)) > 1.5 * seen + 40:
            root = _parsed("<body>" + "".join(f"<p>{html.escape(line)}</p>" for line in there) + "</body>")
    if root is None:
        raise UnreadableDocument(f"{name}：网页里没有正文 (no article on this page)")
    return root


def page_text(data: bytes, name: str) -> str:
    """The characters of a page: by its byte order mark, else UTF-8 where the bytes are that, else as the page says, else
    as the bytes look. Pages say gb2312 and are UTF-8; the bytes decide. Raises UnreadableDocument."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, name)
    said = (EncodingDetector.find_declared_encoding(data[:8192], is_html=True) or "").lower()
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    said = "gb18030" if said in ("gb2312", "gbk", "gb_2312-80") else said
    if said and said not in ("utf-8", "utf8"):
        try:
            return data.decode(said)
        except (LookupError, UnicodeDecodeError):
            pass
    elif said:  # a page cut inside a character, or with a few bytes that its system broke
        text = data.decode("utf-8", "replace")
        if text.count("\ufffd") * 200 < len(text):
            return text
    return decode(data, name)


def _short_tag(tag: re.Match[str]) -> str:
    text = tag[0][:60_000]
    kept: dict[str, str] = {}
    for name, value in READ_ATTRIBUTES.findall(text):
        kept.setdefault(name.lower(), value)
    opening = re.match(r"<[\w:-]{1,40}", text)
    return (opening[0] if opening else "<span") + "".join(f" {k}={v}" for k, v in kept.items()) + ">"


def _parsed(text: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _length(root: HtmlElement) -> int:
    return sum(len(e.text or "") + len(e.tail or "") for e in root.iter() if e.tag not in ("script", "style"))


def _flat(text: str) -> list[str]:
    """The lines of text between tags, by one look over the page that builds no tree."""
    for opening, closing in (("<script", "</script"), ("<style", "</style"), ("<!--", "-->")):
        text = _without(text, opening, closing)
    lines = TAG.sub(lambda m: "" if m[2].lower() in INLINE else "\n", text).replace("<!--", "\n").split("\n")
    return [html.unescape(line).strip() for line in lines if line.strip()]


def _without(text: str, opening: str, closing: str) -> str:
    """The text without what stands between two strings; an opening that nothing closes stays."""
    low, kept, at = text.lower(), [], 0
    while (start := low.find(opening, at)) >= 0 and (end := low.find(closing, start)) >= 0:
        kept.append(text[at:start])
        at = end + len(closing)
        if closing != "-->":
            at = (low.find(">", end) + 1) or len(text)
    return "".join(kept) + text[at:]
