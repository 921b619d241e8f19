"""Markdown (CommonMark with tables): its marks of form go, its text stays line by line; headings keep what outlines need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from corpus.model import Attachment, Block, LeftOut, Reading, UnreadableDocument
from pipeline.read.text import blocks_of, decode

if TYPE_CHECKING:
    from markdown_it.token import Token

FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.{0,8000}?)\n---[ \t]*(?:\n|\Z)", re.S)
FACTS = {"title": "title", "标题": "title", "date": "date", "日期": "date", "published": "published", "发布日期": "published",
         "文号": "doc_number", "doc_number": "doc_number", "发文机关": "issuers", "issuers": "issuers", "索引号": "index_number"}
DATE = re.compile(r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
FILES = re.compile(r"(?i)\.(?:docx?|wps|xlsx?|et|pdf|ofd|zip|rar|txt)(?:[?#]|$)")
TAGS = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]{0,500}>", re.S)
OUTLINE = re.compile(r"第\s?[零〇一二三四五六七八九十百\d]{1,7}\s?[编章节条]|[一二三四五六七八九十百]{1,4}[、．.]|[（(]\s?[一二三四五六七八九十\d]{1,4}\s?[）)]|"
                     r"\d{1,3}(?:[.．]\d{1,2}){0,3}[.．、\s]|[①-⑳]|(?:附件|附表|附录|专栏)")
"""What opens a heading that says by itself where it stands in the outline."""
FRONT, PICTURE, FORM = "文件头信息 (front matter)", "图片说明 (description of a picture)", "网页标记 (HTML markup)"


def read_markdown(data: bytes, name: str) -> Reading:
    """The blocks of a Markdown file. Raises UnreadableDocument where it is no text.

    A heading that has an outline marker of its own (`## 一、总体要求`) loses its hashes; one that has none keeps them, since
    they alone say where it stands; the only heading of the first level is the title and loses its hash."""
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    reader = _Reader()
    if found := FRONT_MATTER.match(text):
        reader.front(found[1])
        text = text[found.end():]
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").disable(["code", "reference", "lheading"])
    tokens = parser.parse(text)
    reader.blocks_of(tokens)
    if reader.misses(text):  # the parser gives up at a nesting that nobody writes, without a word
        reader.blocks = blocks_of(text)
    if not reader.blocks:
        raise UnreadableDocument(f"{name}：文件里没有文字 (no text in the document)")
    return Reading(tuple(reader.blocks), tuple(reader.left_out), tuple(reader.attachments), tuple(reader.facts))


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left_out: list[LeftOut] = []
        self.attachments: list[Attachment] = []
        self.facts: list[tuple[str, str]] = []
        self.tables = 0
        self.passed: list[str] = []

    def front(self, header: str) -> None:
        """`key: value` lines before the text: what they say of the document; all of them are kept apart."""
        for line in header.split("\n"):
            if not line.strip():
                continue
            self.left_out.append(LeftOut(line.strip(), FRONT))
            key, _, value = line.partition(":") if ":" in line else line.partition("：")
            fact, value = FACTS.get(key.strip().lower()), value.strip().strip("\"'[]")
            if fact in ("date", "published"):
                day = DATE.search(value)
                value = f"{day[1]}-{int(day[2]):02d}-{int(day[3]):02d}" if day else ""
            if fact and value:
                self.facts.append((fact, value))

    def blocks_of(self, tokens: Sequence[Token]) -> None:
        """All blocks of the document."""
        titles = [t for t in tokens if t.type == "heading_open" and t.tag == "h1"]
        opened: list[str] = []
        row: list[str] | None = None
        for at, token in enumerate(tokens):
            if token.type == "heading_open":
                opened.append(token.markup if not (len(titles) == 1 and token.tag == "h1") else "")
            elif token.type == "list_item_open" and token.info:
                opened.append(token.info + token.markup)
            elif token.type == "table_open":
                self.tables += 1
            elif token.type == "tr_open":
                row = []
            elif token.type == "tr_close":
                cells, row = tuple(row or ()), None
                if any(cells):
                    self.blocks.append(Block("row", " | ".join(cells), cells, self.tables))
            elif token.type == "inline":
                lines = [re.sub(r"\s+$", "", line).strip() for line in "".join(self.inline(token.children or ())).split("\n")]
                if row is not None:
                    row.append(re.sub(r"\s+", " ", " ".join(lines)).strip())
                    continue
                self.say(lines, opened, tokens[at - 1].type)
            elif token.type in ("fence", "code_block"):
                self.passed.append(token.info)
                self.say(token.content.split("\n"), opened)
            elif token.type == "html_block":
                self.say("".join(self.markup(token.content)).split("\n"), opened)

    def say(self, lines: Sequence[str], opened: list[str], kind: str = "") -> None:
        """Lines as paragraphs, the first with the marks that were opened before it (a heading's hashes, `1.` of a list)."""
        for line in lines:
            line = line.strip()
            if not line:
                continue
            for mark in reversed(opened):
                if not mark.startswith("#"):
                    line = f"{mark} {line}" if line[:1].isdigit() else mark + line
                elif mark and not OUTLINE.match(line):
                    line = f"{mark} {line}"
            opened.clear()
            self.blocks.append(Block("paragraph", line))

    def inline(self, tokens: Sequence[Token]) -> Iterator[str]:
        """The text of a paragraph without its marks; links give their text, pictures none."""
        for at, token in enumerate(tokens):
            if token.type in ("link_open", "image"):
                self.passed += [unquote(str(part)) for part in token.attrs.values()]
            if token.type in ("text", "code_inline", "text_special"):
                yield token.content
            elif token.type in ("softbreak", "hardbreak"):
                yield "\n"
            elif token.type == "link_open":
                href = str(token.attrs.get("href", ""))
                if FILES.search(href):
                    end = next((i for i in range(at, len(tokens)) if tokens[i].type == "link_close"), len(tokens))
                    self.attachments.append(Attachment("".join(t.content for t in tokens[at:end] if t.type == "text"), href))
            elif token.type == "image":
                if token.content.strip():
                    self.left_out.append(LeftOut(token.content.strip(), PICTURE))
            elif token.type == "html_inline":
                yield from self.markup(token.content)

    def markup(self, html: str) -> Iterator[str]:
        """The text between HTML tags; the tags are kept apart (comments), or dropped as marks of form."""
        at = 0
        for tag in TAGS.finditer(html):
            yield html[at:tag.start()]
            if tag[0].startswith("<!--") and tag[0][4:-3].strip():
                self.left_out.append(LeftOut(tag[0][4:-3].strip(), FORM))
            yield "\n" if re.match(r"(?i)</?(?:br|p|div|tr|li|h\d)\b", tag[0]) else ""
            self.passed.append(tag[0])
            at = tag.end()
        yield html[at:]

    def misses(self, text: str) -> bool:
        """Whether Chinese characters of the text are neither in a block nor kept apart."""
        said = Counter("".join((*(b.text for b in self.blocks), *(x.text for x in self.left_out), *self.passed)))
        return any(said[ch] < count for ch, count in Counter(re.findall(r"[\u3400-\u9fff]", text)).items())
