"""References to documents and clauses, as people write them: plain, and by GB/T 7714—2015.

GB/T 7714—2015 《信息与文献 参考文献著录规则》, 4.6 (electronic resources): 主要责任者. 题名: 其他题名信息[文献类型标识/文献载体标识].
出版年: 引文页码(更新或修改日期)[引用日期]. 获取和访问路径. The number of a document is its 其他题名信息; a page on the web is EB/OL
(appendix B), one without an address A (archives, as the standard's own example of a government document); of more than three
issuers the first three are named (8.1.2); an unknown one is left out (8.1.4). Where the standard puts the page of a quotation stands
the place of the clause."""

from __future__ import annotations

import re
from datetime import date

from corpus.model import Clause, Document, TiaokuanError, short_marker

STYLES = ("plain", "gbt7714")
MOST_ISSUERS = 3


def citation(document: Document, clause: Clause | None = None, style: str = "plain", accessed: date | None = None) -> str:
    """A reference to a document, or to one of its clauses. `style`: `plain` (《title》（number，date）place) or `gbt7714`;
    `accessed` is the day of access (today). Raises TiaokuanError for another style."""
    if style not in STYLES:
        raise TiaokuanError(f"没有引用格式“{style[:40]}”，可用 {'、'.join(STYLES)} (unknown style of citation)")
    place = _place(document, clause) if clause else ""
    if style == "gbt7714":
        return _gbt7714(document, place, accessed or date.today())
    meta = document.meta
    said = "，".join(filter(None, (meta.doc_number, _day(meta.date or meta.published))))
    return f"《{_line(meta.title or document.id)}》" + (f"（{said}）" if said else "") + place


def _gbt7714(document: Document, place: str, accessed: date) -> str:
    meta = document.meta
    issuers = ", ".join(map(_line, meta.issuers[:MOST_ISSUERS])) + (", 等" if len(meta.issuers) > MOST_ISSUERS else "")
    title = _line(meta.title or document.id) + (f": {_line(meta.doc_number)}" if meta.doc_number else "")
    day = meta.published or meta.date or ""
    address = _line(document.source.uri) if re.match(r"https?://", document.source.uri) else ""
    at = ": ".join(filter(None, (day[:4], place))) if place else ""
    said = [f"{issuers}. " if issuers else "", title, "[EB/OL]" if address else "[A]", ". ", at, f"({day})" if day else "",
            f"[{accessed.isoformat()}]. {address}" if address else ""]
    return "".join(said).rstrip(". ") + "."


def _place(document: Document, clause: Clause) -> str:
    """The markers from the top down (第一章第三条, 二（一）); the id of front matter."""
    by_id = {c.id: c for c in document.clauses}
    path: list[str] = []
    at: Clause | None = clause
    while at is not None:
        if said := short_marker(at):
            path.append(_line(said))
        at = by_id.get(at.parent) if at.parent else None
    path.reverse()
    joined = "".join(p if not n or p[:1] in "（(第①②③④⑤⑥⑦⑧⑨⑩" else f" {p}" for n, p in enumerate(path))
    return joined or clause.id


def _day(day: str | None) -> str | None:
    """2021-02-01 as 2021年2月1日."""
    if not day:
        return None
    parts = day.split("-")
    return "".join(f"{int(p)}{name}" for p, name in zip(parts, "年月日", strict=False) if p.isdecimal()) or day


def _line(text: str) -> str:
    """In one line, without control characters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())
