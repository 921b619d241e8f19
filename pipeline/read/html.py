"""Web pages: the article's paragraphs and data tables, without the page's furniture."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Comment, NavigableString, Tag

from corpus.model import Block, LeftOut, Reading, UnreadableDocument
from pipeline.read.text import decode

# Government pages close </html> in their header, before the article (www.gov.cn does); lxml would then put the article
# outside the root. Inner ends and second doctypes are dropped before parsing.
INNER_ENDS = re.compile(r"</(?:html|body)\s*>|<!doctype[^>]*>", re.I)
CHARSET = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)""", re.I)
FURNITURE = ["script", "style", "noscript", "nav", "footer", "iframe", "form", "button", "select", "template", "svg", "head"]
# Containers of the families TRS, hanweb, kaipuyun, NFCMS/gkmlpt and Boda (their public templates), tried in order.
CONTAINERS = ("#UCAP-CONTENT", ".TRS_Editor", ".TRS_UEDITOR", ".article-content", ".zoom", "#zoom", "#Zoom", ".bt_content",
              ".info_cont", ".pages_content", ".content_body", ".v_news_content", ".xxgk_content", ".wzcon", ".article_con",
              ".detail-content", "article", "#content", ".content")
BLOCK_TAGS = {"p", "div", "section", "article", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center",
              "dl", "dt", "dd", "pre", "main", "td", "th", "tr", "table", "tbody", "body", "header", "figure"}
FURNITURE_LINE = re.compile(
    r"^(?:责任编辑|编辑|扫一扫|【?打印|【?关闭|分享到|字体[:：]|字号[:：]|浏览次数|访问量|来源[:：]|发布(?:时间|日期)[:：]|当前位置|"
    r"您(?:现在|当前)|上一篇|下一篇|相关(?:文章|链接|阅读)|版权所有|主办[:：]|网站地图|返回顶部)")
WIDE_GAP = re.compile(r"\u3000{2,}|\xa0{3,}")


def read_html(data: bytes, name: str) -> Reading:
    """The title and the article of a page. Raises UnreadableDocument where the page has none."""
    soup = BeautifulSoup(INNER_ENDS.sub("", _decode(data, name)), "lxml")
    title = _title(soup)
    for tag in soup(FURNITURE):
        tag.decompose()
    for comment in soup.find_all(string=lambda s: isinstance(s, Comment)):
        comment.extract()
    for tag in soup.select("[style*='display:none'], [style*='display: none'], [hidden]"):
        tag.decompose()
    body = _article(soup)
    blocks = _Walk().blocks(body) if body is not None else []
    left_out = tuple(LeftOut(b.text, "网页附属文字") for b in blocks if b.kind != "row" and FURNITURE_LINE.match(b.text))
    blocks = [b for b in blocks if b.kind == "row" or not FURNITURE_LINE.match(b.text)]
    if sum(len(b.text) for b in blocks) < 50:
        raise UnreadableDocument(f"{name}：网页里没有正文 (no article on this page)")
    said = re.sub(r"\s", "", "".join(b.text for b in blocks[:6]))
    if TITLE.search(title) and re.sub(r"\s", "", title) not in said:
        blocks.insert(0, Block("paragraph", title))
    return Reading(tuple(blocks), left_out)


def _decode(data: bytes, name: str) -> str:
    named = CHARSET.search(data[:4096])
    if named:
        encoding = named.group(1).decode("ascii", "replace").lower()
        encoding = "gb18030" if encoding in ("gb2312", "gbk") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass  # pages say one encoding and use another; the bytes decide
    return decode(data, name)


# a page's own name (首页, 文件) is no title of a document; one that names a kind of document (文种) is
TITLE = re.compile(r"通知|意见|方案|规划|计划|办法|条例|规定|细则|决定|公告|通告|批复|措施|纲要|报告|法$|指南|目录|标准|要点|清单|政策|公报")


def _title(soup: BeautifulSoup) -> str:
    for names in ("ArticleTitle", "articletitle"):
        meta = soup.find("meta", attrs={"name": names})
        if isinstance(meta, Tag) and meta.get("content"):
            return str(meta["content"]).strip()
    heading = soup.find("h1")
    if isinstance(heading, Tag) and 4 < len(heading.get_text(strip=True)) < 120:
        return heading.get_text(strip=True)
    title = soup.title.get_text(strip=True) if soup.title else ""
    return re.split(r"[_|]|\s-\s|-(?=[^-]*(?:政府|网|厅|局|委)[^-]*$)", title)[0].strip()


def _length(tag: Tag) -> int:
    return len(re.sub(r"\s", "", tag.get_text()))


def _links(tag: Tag) -> int:
    return sum(_length(a) for a in tag.find_all("a"))


def _article(soup: BeautifulSoup) -> Tag | None:
    for selector in CONTAINERS:
        found = [t for t in soup.select(selector) if _length(t) - 2 * _links(t) > 100]
        if found:
            return max(found, key=_length)
    body = soup.body or soup
    total = _length(body) - _links(body)
    if total < 50:
        return None
    at: Tag = body
    while True:  # down to the smallest element that still holds most of the text that is no link
        inner = [c for c in at.find_all(True, recursive=False) if _length(c) - _links(c) > 0.75 * total]
        if len(inner) != 1 or inner[0].name in ("p", "table"):
            return at
        at = inner[0]


class _Walk:
    """Collects paragraphs and rows in reading order."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.line: list[str] = []
        self.tables = 0

    def blocks(self, tag: Tag) -> list[Block]:
        self.visit(tag)
        self.flush()
        return self.found

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\n]+", " ", "".join(self.line))
        self.line = []
        for part in WIDE_GAP.split(text):
            part = part.strip(" \u3000\xa0\u200b\ufeff")
            if part:
                self.found.append(Block("paragraph", part))

    def visit(self, tag: Tag) -> None:
        stack: list[tuple[str, object]] = [("in", tag)]
        while stack:  # no recursion: hostile pages nest thousands deep
            what, node = stack.pop()
            if what == "out":
                self.flush()
            elif isinstance(node, NavigableString):
                self.line.append(str(node))
            elif isinstance(node, Tag):
                if node.name == "br":
                    self.flush()
                elif node.name == "table" and _is_data(node):
                    self.flush()
                    self.table(node)
                else:
                    if node.name in BLOCK_TAGS:
                        self.flush()
                        stack.append(("out", node))
                    stack += [("in", child) for child in reversed(list(node.children))]

    def table(self, table: Tag) -> None:
        self.tables += 1
        for row in table.find_all("tr"):
            cells = tuple(re.sub(r"\s+", " ", c.get_text(" ", strip=True)) for c in row.find_all(["td", "th"]))
            if any(cells):
                self.found.append(Block("row", " | ".join(cells), cells, self.tables))


def _is_data(table: Tag) -> bool:
    """A table of data, not of layout: several rows of several short cells and no table inside."""
    if table.find("table"):
        return False
    rows = [r.find_all(["td", "th"]) for r in table.find_all("tr")]
    wide = [r for r in rows if len(r) >= 2]
    longest = max((_length(c) for r in rows for c in r), default=0)
    return len(wide) >= 2 and len(wide) * 2 >= len(rows) and longest < 1500
