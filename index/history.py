"""The versions of a document: those kept under its id, and documents of the same title; what each changed, and which
stood on a day."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.model import Document, TiaokuanError
from corpus.table import Column, Table
from corpus.titles import CHANGE_TITLES, EDIT_TITLES
from index.compare import Comparison, compare, record_text

if TYPE_CHECKING:
    from corpus.store import Store

_REMARK = re.compile(r"[(（][^()（）]*(?:修正|修订|修改|草案|送审稿|意见稿|审议稿|试行|暂行|[12]\d{3})[^()（）]*[)）]")
_DATE = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?|年)?")
ENOUGH = 4
"""Characters of a title, at least, that makes two documents versions of one."""


@dataclass(frozen=True)
class Version:
    """One version; `comparison` with the one before it (None for the first)."""

    document: Document
    comparison: Comparison | None

    @property
    def name(self) -> str:
        """How to name it to `compare`: the id, with the number of the version."""
        return f"{self.document.id}@{self.document.version}"


def family(store: Store, name: str) -> list[Document]:
    """All versions of the document that `name` means, oldest first: undated ones stand where their numbers put them.
    Raises TiaokuanError for a name that means none, or documents of several titles."""
    summaries = store.summaries()
    try:
        own = store.resolve(name)
    except TiaokuanError:
        wanted = title_key(name)
        near = [s for s in summaries if wanted and wanted in title_key(s.title)]
        if len({title_key(s.title) for s in near}) != 1:
            raise
        own = near[0].id
    mine = next(s for s in summaries if s.id == own)
    key = title_key(mine.title)
    ids = [s.id for s in summaries if s.id == own or (len(key) >= ENOUGH and title_key(s.title) == key and s.region == mine.region)]
    found = [store.read(i, number) for i in ids for number in store.versions(i)]
    return sorted(found, key=lambda d: (date_of(d) or "", d.id, d.version))


def title_key(title: str) -> str:
    """A title without what tells versions apart (（2023年修正）, （征求意见稿）), width and white space."""
    said = "".join(unicodedata.normalize("NFKC", title).split())
    return _REMARK.sub("", said)


def date_of(document: Document) -> str | None:
    """The day (ISO) that a version counts from: its own date, else the day on which a page put it out."""
    return document.meta.date or document.meta.published


def history(versions: Sequence[Document]) -> Table[Version]:
    """One line a version, with how many clauses it changed in which way, and what that means."""
    rows = [Version(d, compare(versions[n - 1], d) if n else None) for n, d in enumerate(versions)]
    columns: tuple[Column[Version], ...] = (
        Column("version", "版本", lambda v: v.name, 16), Column("date", "日期", lambda v: date_of(v.document), 10),
        Column("title", "标题", lambda v: v.document.meta.title, 24),
        Column("clauses", "条款数", lambda v: len(v.document.clauses), 6),
        Column("changes", "变化", _changes, 24), Column("edits", "修改处", _edits, 12),
        Column("records", "内容变化", _records, 40),
        Column("source", "来源", lambda v: v.document.source.uri, 24, lambda v: v.document.source.uri))
    return Table(f"版本沿革：{versions[-1].meta.title or versions[-1].id}", columns, tuple(rows))


def _changes(version: Version) -> str | None:
    if version.comparison is None:
        return None
    said = [f"{CHANGE_TITLES[kind]} {n}" for kind, n in version.comparison.counts().items() if kind != "same"]
    return "，".join(said) or "无"


def _edits(version: Version) -> str | None:
    if version.comparison is None:
        return None
    kinds = [row["edit"] for row in version.comparison.edits().records()]
    return "，".join(f"{title} {kinds.count(kind)}" for kind, title in EDIT_TITLES.items() if kind in kinds) or None


def _records(version: Version) -> str | None:
    if version.comparison is None:
        return None
    return "；".join(record_text(r) for row in version.comparison.rows for r in row.records) or None


def standing(versions: Sequence[Document], date: str) -> Document:
    """The newest version that is not later than a day. Raises TiaokuanError where there is none."""
    day = last_day(date)
    dated = [d for d in versions if date_of(d)]
    found = [d for d in dated if (date_of(d) or "") <= day]
    if found:
        return found[-1]
    title = versions[-1].meta.title or versions[-1].id
    if not dated:
        raise TiaokuanError(f"“{title}”的各版本都没有日期，无法确定 {date} 的版本；用 tiaokuan history 查看 (no version has a date)")
    raise TiaokuanError(f"“{title}”最早的版本是 {date_of(dated[0])}，{date} 还没有 (no version that early)")


def last_day(date: str) -> str:
    """The last day (ISO) that a date means: 2020 → 2020-12-31, 2020-02 → 2020-02-29. Raises TiaokuanError."""
    match = _DATE.fullmatch(date.strip())
    if match:
        year, month, day = int(match[1]), int(match[2] or 12), match[3]
        if year and 1 <= month <= 12:
            last = calendar.monthrange(year, month)[1]
            if 1 <= int(day or last) <= last:
                return f"{year:04}-{month:02}-{int(day or last):02}"
    raise TiaokuanError(f"看不懂日期“{date}”，请写 2020-06-30、2020-06 或 2020 (cannot read this date)")
