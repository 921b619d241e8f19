"""What a page says of its document outside the text: title, number, issuer, dates, validity, index number."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from bs4 import BeautifulSoup, SoupStrainer
from lxml.html import HtmlElement

from pipeline.read.html.knowledge import SPACES, label_pattern, labels, meta_names, script_validity
from pipeline.read.html.walk import Line, tidy

HEAD = 300_000
"""Characters at the beginning of a page in which its meta tags are looked for."""
DAY = re.compile(r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
ADDRESS_DAY = re.compile(r"(?:/|t)((?:19|20)\d{2})[-/]?(\d{2}|\d)[-/]?(\d{2}|\d)(?:[_/]|$)")
NOTHING = frozenset(("", "无", "暂无", "-", "--", "—", "/", "null", "undefined", "无文号", "空"))
VALID = re.compile(r"[\u4e00-\u9fff（）()]{0,20}(?:有效|失效|废止|修改|修订|施行|生效|停止|终止|作废)[\u4e00-\u9fff（）()]{0,20}$")
LABEL_ALONE = re.compile(rf"[\[【]?([\u4e00-\u9fff{SPACES}]{{2,12}})[\]】]?[{SPACES}]*[:：]?$")
SITE_TAIL = re.compile(r"\s*(?:_+|\||｜|——|\s[-–—]\s|[-–](?=[^-–]*(?:政府|网|厅|局|委|门户|办)[^-–]*$)).*$")
REPRINT = re.compile(r"^\s*[（(\[【]\s*(?:转载|转发)\s*[）)\]】]\s*")
STRONG = frozenset(("index_number", "doc_number", "issuers", "date", "validity", "effective", "expires", "published_page"))
"""Facts of which a table inside the article must give two to be an information table and not the document's own."""
DATES = ("date", "published_page", "effective", "expires")


class Facts:
    """The facts of a page, the first that is said of each kind; `labelled` are the lines that were read as label and value."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.labelled: set[int] = set()
        self.reprint = False

    def add(self, fact: str, value: str) -> None:
        """Keeps a fact unless one of its kind is known or the value says nothing. Dates become ISO."""
        value = value.strip(SPACES + "|;；,，")
        if value in NOTHING or fact == "other" or fact in self.said:
            return
        if fact in DATES or fact == "published":
            if not (iso := day(value)):
                return
            value = iso
        if fact == "validity" and not VALID.match(value):
            return
        if fact == "doc_number" and (not re.search(r"\d", value) or len(value) > 60):
            return
        if fact == "issuers":
            value = "、".join(n for n in re.split(rf"[{SPACES}、,，;；]+", value) if n)
        self.said[fact] = value[:500]


def read_facts(meta: Mapping[str, str], elements: Sequence[HtmlElement], lines: Sequence[Line], inside: Sequence[bool],
               front: range) -> Facts:
    """The facts of a page from its meta tags, its scripts and its information tables. `inside`: which lines are the
    article's; `front`: which lines may hold labels (those before the article, and its first ones)."""
    facts = Facts()
    for fact, names in meta_names().items():
        for name in names:
            if meta.get(name):
                facts.add(fact, meta[name])
    labelled = list(_labelled(lines, front))
    told: dict[int, set[str]] = {}
    for at, fact, _ in labelled:
        told.setdefault(lines[at].table, set()).add(fact)
    for at, fact, value in labelled:
        if inside[at] and lines[at].kind == "row" and len(told[lines[at].table] & STRONG) < 2:
            continue
        facts.labelled.add(at)
        facts.add(fact, value)
    for script in (e for e in elements if e.tag == "script"):
        if script.text and (shown := script_validity().search(script.text[:200_000])):
            facts.add("validity", shown[1])
    if (address := facts.said.get("url")) and (found := ADDRESS_DAY.search(address)) and (iso := _iso(*found.groups())):
        facts.said["published_url"] = iso
    for kind, name in (("published", "published_meta"), ("published_page", "published")):
        if kind in facts.said:
            facts.said.setdefault(name, facts.said[kind])
    facts.reprint = bool(REPRINT.match(facts.said.get("title", "")))
    facts.said["title"] = page_title(elements, facts.said)
    if facts.reprint:
        facts.said.pop("issuers", None)  # the table names the body that reprints
    return facts


def meta_tags(text: str) -> dict[str, str]:
    """The meta tags of a page, name (or property, lower case) → content; of those that stand twice the first."""
    said: dict[str, str] = {}
    for tag in BeautifulSoup(text[:HEAD], "lxml", parse_only=SoupStrainer("meta")).find_all("meta"):
        name = str(tag.get("name") or tag.get("property") or "").strip().lower()
        content = tidy(str(tag.get("content") or ""))
        if name and content:
            said.setdefault(name, content)
    return said


def _labelled(lines: Sequence[Line], front: range) -> Iterable[tuple[int, str, str]]:
    """(line, fact, value): label and value in neighbouring cells, in one line (several may share it), or in two lines."""
    names = labels()
    waiting = ""
    for i in front:
        line = lines[i]
        if len(line.text) > 400 or line.control:
            waiting = ""
            continue
        if line.kind == "row":
            found = _pairs(line.cells)
            yield from ((i, fact, value) for fact, value in found)
            waiting = ""
            continue
        cuts = list(label_pattern().finditer(line.text))
        if waiting and not cuts:
            yield i, waiting, line.text
            waiting = ""
            continue
        waiting = ""
        if not cuts:
            alone = LABEL_ALONE.match(line.text)
            label = "".join(alone[1].split()) if alone else ""
            if label in names and names[label] not in ("source", "title", "published_page", "other"):
                waiting = names[label]
            continue
        for m, following in zip(cuts, [*cuts[1:], None], strict=True):
            value = line.text[m.end():following.start() if following else len(line.text)].strip(SPACES)
            fact = names["".join(m[1].split())]
            if value:
                yield i, fact, _first(value, fact)
            elif following is None:
                waiting = fact
                yield i, "other", ""


def _first(value: str, fact: str) -> str:
    """The value without what the page set after it in the same line (浏览次数：12)."""
    value = re.split(r"[\u4e00-\u9fff]{2,6}[:：]|【|\|", value)[0] if fact not in ("title", "issuers") else value
    return re.split(r"\s{3,}|\xa0{3,}", value.strip())[0] if fact != "issuers" else value


def _pairs(cells: Sequence[str]) -> list[tuple[str, str]]:
    """Labels and values of one row; none where the row is a table's head (labels alone)."""
    names = labels()
    said = [("".join(c.split()).rstrip(":："), c) for c in cells if c]
    found: list[tuple[str, str]] = []
    i = 0
    while i < len(cells):
        label = "".join(cells[i].split()).strip("[]【】:：")
        own = label_pattern().match(cells[i])
        if label in names:
            value = cells[i + 1] if i + 1 < len(cells) else ""
            if "".join(value.split()).strip("[]【】:：") in names:
                if not cells[i].rstrip().endswith((":", "：")):
                    return []
                value = ""
            else:
                i += 1
            found.append((names[label], value))
        elif own and cells[i][own.end():].strip():
            found.append((names["".join(own[1].split())], cells[i][own.end():]))
        i += 1
    return found if len(found) * 3 >= len(said) else []


def day(text: str) -> str | None:
    """The first calendar day in a text, ISO."""
    found = DAY.search(text)
    return _iso(*found.groups()) if found else None


def _iso(year: str, month: str, of_month: str) -> str | None:
    try:
        return datetime.date(int(year), int(month), int(of_month)).isoformat()
    except ValueError:
        return None


def page_title(elements: Sequence[HtmlElement], said: dict[str, str]) -> str:
    """The document's title as the page gives it: its meta tag, its information table, its heading, else the name of
    the page without the name of the site. "" where the page has none."""
    site = said.get("site", "")
    column = said.get("column", "")
    for given in (said.get("title", ""), *(_text(e) for e in elements if e.tag in ("h1", "ucaptitle"))):
        title = without_site(given, site)
        if 4 <= len(title) <= 300 and title not in (site, column):
            return title
    head = next((_text(e) for e in elements if e.tag == "title"), "")
    return without_site(SITE_TAIL.sub("", head), site)


def without_site(title: str, site: str) -> str:
    """A title without the name of its site before or after it, and without （转载）."""
    title = REPRINT.sub("", tidy(title))
    if site and len(title) > len(site) + 4:
        title = re.sub(rf"^{re.escape(site)}(?:网站)?\s*[-—_|:：]+\s*|\s*[-—_|]+\s*{re.escape(site)}$", "", title)
    return title.strip(SPACES + "_-—|")


def _text(node: HtmlElement) -> str:
    return tidy("".join(node.itertext()))[:400]
