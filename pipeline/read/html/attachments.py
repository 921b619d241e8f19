"""Files that a page names: links to them in and right beside the article, and links that its scripts write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from corpus.model import Attachment
from pipeline.read.html.knowledge import attachment_address
from pipeline.read.html.walk import tidy

MOST = 500
NO_ADDRESS = re.compile(r"\s*(?:javascript|data|mailto|tel|#)", re.I)
SCRIPTED = re.compile(r"<a\s[^<>]{0,400}?href\s{0,3}=\s{0,3}\\?[\"']([^\"'<>\\]{1,400})\\?[\"'][^<>]{0,400}>([^<>]{1,200})<", re.I)
NO_NAME = frozenset(("下载", "点击下载", "附件", "附件下载", "查看", "点击查看", "下载附件", "文件下载", "点此下载", "点击这里"))
LEVELS = 3
"""How many elements above the article may hold its list of attachments."""


def attachments(elements: Sequence[HtmlElement], article: Sequence[HtmlElement]) -> tuple[Attachment, ...]:
    """The attachments in page order, each address once; addresses as the page gives them, on its <base> where it has one."""
    base = next((e.get("href") or "" for e in elements if e.tag == "base"), "")
    found: dict[str, str] = {}
    for link in _links(article):
        address = (link.get("href") or "").strip()
        if address and not NO_ADDRESS.match(address) and attachment_address().search(address):
            keep(found, address, _name(link, address), base)
    for script in (e for e in elements if e.tag == "script"):
        for address, said in SCRIPTED.findall((script.text or "")[:200_000]):
            if attachment_address().search(address) and "'" not in said and "+" not in address:
                keep(found, address, tidy(said), base)
    return tuple(Attachment(name, uri) for uri, name in list(found.items())[:MOST])


def keep(found: dict[str, str], address: str, name: str, base: str) -> None:
    """Adds an address that is not known yet."""
    try:
        uri = urljoin(base, address) if base else address
    except ValueError:  # an address that is none
        uri = address
    found.setdefault(uri, name)


def _links(article: Sequence[HtmlElement]) -> Iterable[HtmlElement]:
    """Links in the article, then those near it: under the few elements around it that are not the whole page."""
    for element in article:
        yield from element.iter("a")
    around = article[0] if article else None
    for _ in range(LEVELS):
        above = around.getparent() if around is not None else None
        if above is None or above.tag in ("body", "html"):
            break
        around = above
    if around is not None:
        yield from around.iter("a")


def _name(link: HtmlElement, address: str) -> str:
    said = tidy("".join(link.itertext()))
    for given in (said, link.get("title") or "", link.get("textvalue") or "", link.get("alt") or ""):
        if given.strip() and given.strip() not in NO_NAME:
            return tidy(given)[:300]
    try:
        file = unquote(urlsplit(address).path.rsplit("/", 1)[-1])
    except ValueError:
        file = ""
    return file[:300] or said or address[:300]
