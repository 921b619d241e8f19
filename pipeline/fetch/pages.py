"""What a list page lists, where it goes on, and what a page of a document holds. Pure functions over bytes."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from pipeline.fetch.profiles import Site

INNER_ENDS = re.compile(r"</(?:html|body)\s*>|<!doctype[^>]*>", re.I)
CHARSET = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)""", re.I)
DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
# dates inside addresses: tYYYYMMDD_ID (TRS), /art/Y/M/D/ (hanweb), /YYYY-MM/DD/ (older www.gov.cn), YYYYMMDDhhmmss (PBC)
URL_DATE = re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_|/art/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"
                      r"|/((?:19|20)\d\d)-(\d\d)/(\d\d)/|/((?:19|20)\d\d)/?(\d\d)(\d\d)/|/((?:19|20)\d\d)(\d\d)(\d\d)\d{6,}/")
# createPageHTML(total, current, "index", "html") of TRS, createPageHTML('page-div', total, current, 'common_list', 'shtml', …)
# of kaipuyun: TRS counts pages from 0 and names the second index_1, kaipuyun from 1 and names it common_list_2
SCRIPT_PAGES = re.compile(r"""createPageHTML\(\s*(?:['"][^'"]*['"]\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*['"]([\w-]+)['"]\s*,\s*['"](\w+)['"]""", re.I)
RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.S | re.I)
NEXT_GROUP = re.compile(r"""<nextgroup>\s*<!\[CDATA\[\s*<a[^>]+href=["']([^"']+)""", re.S | re.I)
NEXT_WORDS = ("下一页", "下页", "后一页", ">>")
PUBLISHED = ("PubDate", "pubdate", "publishdate", "firstpublishedtime", "Maketime", "maketime")
FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|rtf|zip|rar)(?:$|[?#])|/module/download/|downfile\.jsp", re.I)
MAX_TEXT = 20_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list: address, title, date (ISO, None where the list gives none)."""

    url: str
    title: str
    date: str | None = None


def decoded(data: bytes, header: str = "", hint: str = "") -> str:
    """The text of a page: byte order mark, then UTF-8 where the bytes are UTF-8, then what the page, the header and the
    profile say, then GB18030. Bytes that are UTF-8 throughout and hold Chinese are never anything else, whatever is declared."""
    data = data[:MAX_TEXT]
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace")
    named = CHARSET.search(data[:4096])
    declared = re.search(r"charset=[\"']?([\w-]+)", header, re.I)
    for encoding in ("utf-8", named and named.group(1).decode("ascii", "replace"), declared and declared.group(1), hint,
                     "gb18030", "big5"):
        if encoding:
            encoding = "gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding
            try:
                return data.decode(encoding)
            except (LookupError, UnicodeDecodeError):
                continue
    return data.decode("utf-8", "replace")


def parsed(text: str) -> Selector:
    """The page as a tree. Inner </html>, </body> and doctypes are dropped: www.gov.cn and kaipuyun sites put whole documents
    into their headers, and a parser would leave all that follows outside."""
    return Selector(text=INNER_ENDS.sub("", text).replace("\0", ""), type="html")


def items_of(text: str, url: str, site: Site) -> tuple[list[Item], bool]:
    """The entries of a list page in order, and whether the profile's own selectors found them (False: they found nothing, and
    the entries were found by the form of their addresses and dates: the page has changed, or was never described)."""
    records = RECORD.findall(text)
    if records:
        found = [item for record in records for item in _entries([Selector(text=record, type="html")], url, site)]
        return _unique(found), bool(found)
    tree = parsed(text)
    for selector in site.items:
        found = _unique(_entries(tree.css(selector), url, site))
        if found:
            return found, True
    return _unique(_guessed(tree, url, site)), False


def _entries(rows: Any, url: str, site: Site) -> Iterator[Item]:
    """A row's entry; what has neither a date nor the address of an article is a menu."""
    article = re.compile(site.article) if site.article else None
    for row in rows:
        for link in row.css(site.link)[:1]:
            item = _item(link, row, url, site)
            if item and (item.date or article is None or article.search(item.url)):
                yield item


def _guessed(tree: Selector, url: str, site: Site) -> Iterator[Item]:
    """Links whose address has the form of the family's articles, or that stand in a row with a date."""
    article = re.compile(site.article) if site.article else None
    for row in tree.css("li, tr, dd, dl, h4, p, div"):
        links = row.css("a[href]")
        if not 1 <= len(links) <= 2:
            continue
        item = _item(links[0], row, url, site)
        if item and len(item.title) >= 6 and (article.search(item.url) if article else item.date):
            yield item


def _item(link: Any, row: Any, url: str, site: Site) -> Item | None:
    href = (link.attrib.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:")):
        return None
    try:
        address = urljoin(url, href).split("#")[0]
        if urlsplit(address).scheme not in ("http", "https"):
            return None
    except ValueError:
        return None
    shown = _text(" ".join(link.xpath(".//text()[not(ancestor::span[contains(@class,'date')])]").getall()))
    title = _text(link.attrib.get("title") or link.attrib.get("mc") or "") or shown
    said = link.attrib.get("rq") or (_text(" ".join(row.css(site.date).xpath(".//text()").getall())) if site.date else "")
    date = iso(said) or iso(_text(" ".join(row.xpath(".//text()[not(ancestor::script)]").getall())).replace(title, " "))
    return Item(address, title, date or date_in(address)) if title else None


def _unique(items: Any) -> list[Item]:
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.url, item)
    return list(found.values())


def _text(text: str) -> str:
    return re.sub(r"[\s\u3000]+", " ", html.unescape(re.sub(r"</?(?:em|br|font|b|span)\b[^>]*>", "", text))).strip()


def iso(text: str) -> str | None:
    """The last date printed in a text, ISO; None where there is none that the calendar has."""
    for year, month, day in reversed(DATE.findall(text)):
        try:
            return datetime.date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return None


def date_in(url: str) -> str | None:
    """The date that an address carries (t20260731_…, /art/2026/7/31/ …), ISO."""
    found = URL_DATE.search(urlsplit(url).path)
    if not found:
        return None
    year, month, day = [g for g in found.groups() if g is not None]
    return iso(f"{year}-{month}-{day}")


def published(text: str) -> str | None:
    """The day on which a page says it was published (its meta fields), ISO."""
    tree = parsed(text)
    for name in PUBLISHED:
        said = tree.xpath("//meta[@name=$n]/@content", n=name).get()
        if said and iso(said[:10]):
            return iso(said[:10])
    return None


def title_of(text: str) -> str:
    """The page's title: ArticleTitle, else <title>."""
    tree = parsed(text)
    said = tree.xpath("//meta[translate(@name,'ARTICLE','article')='articletitle' or @name='ArticleTitle']/@content").get()
    return _text(said or tree.css("title::text").get() or "")[:200]


def next_page(text: str, url: str, page: int, site: Site, found: int, listed: str) -> str | None:
    """The address of the list page after this one (`page` counts from 1, `listed` is the list's own address), None at the end.
    What the page's own script or links say goes before what the profile says."""
    if "{page}" in listed or "{start}" in listed:
        return list_url(listed, page + 1, site) if found >= 1 else None
    said = SCRIPT_PAGES.search(text)
    if said:
        total, first, stem, ending = int(said.group(1)), 0 if page == 1 and said.group(2) == "0" else 1, said.group(3), said.group(4)
        if page > 1:
            first = site.first - 1
        return urljoin(url, f"{stem}_{page + first}.{ending}") if page < total else None
    group = NEXT_GROUP.search(text)
    if group:
        address, _, query = html.unescape(group.group(1)).partition("?")
        start = page * site.per_page + 1
        fields = [f for f in query.split("&") if f and f.split("=")[0] not in ("page", "startrecord", "endrecord", "perpage")]
        fields += [f"startrecord={start}", f"endrecord={start + site.per_page - 1}", f"perpage={site.per_page}"]
        return urljoin(url, f"{address}?{'&'.join(fields)}")
    if RECORD.search(text) and "startrecord=" in url:
        start = page * site.per_page + 1
        moved = re.sub(r"startrecord=\d+", f"startrecord={start}", url)
        moved = re.sub(r"endrecord=\d+", f"endrecord={start + site.per_page - 1}", moved)
        return moved if len(RECORD.findall(text)) >= site.per_page else None
    for link in parsed(text).css("a[href]"):
        words = _text(" ".join(link.xpath(".//text()").getall()))
        if words in NEXT_WORDS and not link.attrib["href"].strip().startswith(("#", "javascript:")):
            following = urljoin(url, link.attrib["href"].strip()).split("#")[0]
            return following if following != url else None
    if site.paging == "suffix" and found:
        return _suffixed(listed, page, site)
    return None


def list_url(listed: str, page: int, site: Site) -> str:
    """The address of a list's page where the list's own address counts (`{page}`, `{start}`, `{end}`)."""
    start = (page - 1) * site.per_page + 1
    return (listed.replace("{page}", str(page - 1 + site.first)).replace("{start}", str(start))
            .replace("{end}", str(start + site.per_page - 1)))


def _suffixed(listed: str, page: int, site: Site) -> str:
    base, _, last = listed.partition("?")[0].rpartition("/")
    stem, dot, ending = last.rpartition(".") if "." in last else ("index", ".", "html")
    return f"{base}/{stem}{site.suffix.replace('{n}', str(page - 1 + site.first))}{dot}{ending}"


def body_length(text: str, site: Site) -> int:
    """Characters of the article where the profile's selectors find it, white space aside; 0 where none does."""
    tree = parsed(text)
    for selector in site.body:
        lengths = [len(re.sub(r"\s", "", "".join(t.xpath(".//text()[not(ancestor::script or ancestor::style)]").getall())))
                   for t in tree.css(selector)]
        if lengths and max(lengths) > 0:
            return max(lengths)
    return 0


def attachments_of(text: str, url: str, site: Site) -> list[Item]:
    """The files that a page links to, by the profile's pattern or the common endings; the article's own where the profile's
    selectors find it, else the page's. Links that a script writes are seen too."""
    tree = parsed(text)
    inside = [t for s in site.body for t in tree.css(s)][:1]
    pattern = re.compile(site.attachment, re.I) if site.attachment else FILE
    found = [_file(a.attrib["href"], " ".join(a.xpath(".//text()").getall()), url)
             for t in inside or [tree] for a in t.css("a[href]") if pattern.search(a.attrib["href"])]
    for script in re.findall(r"""var\s+file_appendix\s*=\s*(['"])(.*?)\1\s*;""", text, re.S):
        found += [_file(a.attrib["href"], " ".join(a.xpath(".//text()").getall()), url)
                  for a in Selector(text=script[1].replace("\\", "") or "<p/>", type="html").css("a[href]")]
    return _unique(f for f in found if f is not None)


def _file(href: str, name: str, url: str) -> Item | None:
    try:
        address = urljoin(url, href.strip())
    except ValueError:
        return None
    return Item(address, _text(name)) if urlsplit(address).scheme in ("http", "https") else None
