"""Indicators lined up over documents and years: one figure under one name, whoever sets it and however it is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal

from corpus.lexicon import load
from corpus.model import Clause, Comparator, Document, Target
from corpus.table import Column, Table
from index.passages import paths
from index.registers import COMPARATORS
from index.shown import Shown

Measure = Literal["change", "level"]
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:省|自治区|(?<!城)市|自治州|县)(?=[\u4e00-\u9fffA-Z]{3})")
_CHANGE = re.compile(r"(?:降低|下降|增长|提高|减少)(?:率|幅度|速度)?$|增速$|涨幅$|增幅$|降幅$")
_TAIL = re.compile(r"(?:总体|基本|的|分别|预期|目标)+$")
UNITS = {"％": "%", "亿千瓦时": "亿千瓦时", "度": "千瓦时", "亿度": "亿千瓦时", "百分点": "个百分点"}


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one document. `value` in `unit`; a change (`measure`) is its size, the way it goes is in
    `comparator`. `printed` is the indicator as the document calls it."""

    indicator: str
    measure: Measure
    unit: str | None
    comparator: Comparator
    value: float | None
    value_max: float | None
    year: int | None
    baseline_year: int | None
    kind: str
    printed: str
    text: str
    doc_id: str
    title: str
    region: str | None
    date: str | None
    clause_id: str
    path: tuple[str, ...]
    source: str

    @property
    def said(self) -> str:
        """The figure as a person reads it: 下降 13.5%（2025，比2020）."""
        number = "" if self.value is None else f"{self.value:g}" + ("" if self.value_max is None else f"—{self.value_max:g}")
        sign = "" if self.comparator in ("=", "range") else COMPARATORS[self.comparator]
        when = "，".join(x for x in (str(self.year) if self.year else "", f"比{self.baseline_year}" if self.baseline_year else "") if x)
        return f"{sign}{number}{self.unit or ''}" + (f"（{when}）" if when else "")


@dataclass(frozen=True, slots=True)
class Series:
    """One indicator in one unit, as a level or as a change, over documents and years; points by year, then document."""

    indicator: str
    measure: Measure
    unit: str | None
    points: tuple[Point, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that set it."""
        return tuple(dict.fromkeys(p.doc_id for p in self.points))

    @property
    def title(self) -> str:
        """单位GDP能耗（变化，%）."""
        return f"{self.indicator}（{'变化' if self.measure == 'change' else '水平'}{'，' + self.unit if self.unit else ''}）"


@dataclass(frozen=True)
class Indicators(Shown):
    """Indicators that several documents set, the most common first, those without any figure last. `documents`: (id, title) of those asked, in order."""

    documents: tuple[tuple[str, str], ...]
    series: tuple[Series, ...]

    def __len__(self) -> int:
        return len(self.series)

    def __iter__(self) -> Any:
        return iter(self.series)

    def table(self) -> Table[Series]:
        """One row an indicator, one column a document that sets any of them; an empty cell is a gap."""
        used = {p.doc_id for s in self.series for p in s.points}
        columns: list[Column[Series]] = [
            Column("indicator", "指标", lambda s: s.indicator, 16),
            Column("measure", "口径", lambda s: s.measure, 4, titles={"change": "变化", "level": "水平"}),
            Column("unit", "单位", lambda s: s.unit, 5),
            Column("documents", "文件数", lambda s: len(s.documents), 4)]
        return Table("指标对照", (*columns, *(_column(i, title) for i, title in self.documents if i in used)), self.series)

    def points(self) -> Table[Point]:
        """One row a figure, with its clause."""
        columns: tuple[Column[Point], ...] = (
            Column("indicator", "指标", lambda p: p.indicator, 18),
            Column("measure", "口径", lambda p: p.measure, 4, titles={"change": "变化", "level": "水平"}),
            Column("comparator", "关系", lambda p: p.comparator, 5, titles=COMPARATORS), Column("value", "数值", lambda p: p.value, 8),
            Column("value_max", "上限", lambda p: p.value_max, 8), Column("unit", "单位", lambda p: p.unit, 8),
            Column("year", "年份", lambda p: p.year, 5), Column("baseline_year", "基年", lambda p: p.baseline_year, 5),
            Column("kind", "类别", lambda p: p.kind, 5, titles={"target": "目标", "fact": "现状"}),
            Column("printed", "文件用语", lambda p: p.printed, 18), Column("document", "文件", lambda p: p.title, 20),
            Column("region", "地区", lambda p: p.region, 8), Column("date", "日期", lambda p: p.date, 10),
            Column("clause", "条款", lambda p: "/".join(p.path), 10, lambda p: p.source),
            Column("source", "出处", lambda p: p.source, 24, lambda p: p.source))
        return Table("指标数值", columns, tuple(p for s in self.series for p in s.points))

    def tables(self) -> tuple[Table[Any], ...]:
        """The sheets of a workbook: side by side, then figure by figure."""
        return self.table(), self.points()

    def records(self) -> list[dict[str, Any]]:
        """Each figure as a dict."""
        return self.points().records()

    def to_frame(self) -> Any:
        """The figures as a pandas DataFrame."""
        return self.points().to_frame()

    def to_json(self) -> dict[str, Any]:
        """`clause-indicators/1`."""
        return {"schema": "clause-indicators/1", "documents": [{"id": i, "title": title} for i, title in self.documents],
                "series": [{"indicator": s.indicator, "measure": s.measure, "unit": s.unit,
                            "points": [asdict(p) | {"path": list(p.path)} for p in s.points]} for s in self.series]}


def _column(doc_id: str, title: str) -> Column[Series]:
    def cell(series: Series) -> str | None:
        return "；".join(dict.fromkeys(p.said for p in series.points if p.doc_id == doc_id)) or None

    return Column(doc_id, title, cell, 14)


@cache
def _names() -> tuple[dict[str, str], dict[str, str], re.Pattern[str], dict[str, list[str]]]:
    data = load("indicators")
    names = {_plain(n): g["name"] for g in data["group"] for n in (g["name"], *g["names"])}
    better = {g["name"]: g["better"] for g in data["group"] if "better" in g}
    strip = "|".join(sorted(map(re.escape, data["strip"]), key=len, reverse=True))
    return names, better, re.compile(rf"^(?:{strip}|20\d\d年|“?十[一二三四五]+五”?(?:期间|时期|末)?|[,，、])+"), {
        g["name"]: g["change"] for g in data["group"] if "change" in g}


def _plain(name: str) -> str:
    return re.sub(r"[\s“”\"()（）]", "", unicodedata.normalize("NFKC", name)).upper()


def canonical(name: str) -> str:
    """The name that an indicator is lined up under: without whose it is (全省, 云岭省) and what leads up to it (力争, 到2025年),
    then by corpus/lexicon/indicators.toml; a name it does not know stays as it is."""
    names, _, strip, _ = _names()
    said = unicodedata.normalize("NFKC", name).strip()
    bare = strip.sub("", said)
    short = _TAIL.sub("", _PLACE.sub("", bare))
    for tried in (said, bare, _PLACE.sub("", bare), short, _CHANGE.sub("", short)):
        if found := names.get(_plain(tried)):
            return found
    return short or said


def better(name: str) -> str | None:
    """Which way the indicator (canonical name) is the more ambitious: up, down; None where that is not known."""
    return _names()[1].get(name)


def measure_of(target: Target) -> Measure:
    """Whether the figure says by how much (change) or how much (level); a growth rate is a change, whatever stands before
    it (国内生产总值增长目标为5%)."""
    if target.unit in _names()[3].get(canonical(target.indicator), ()):
        return "change"
    return "change" if target.comparator in ("up", "down") or _CHANGE.search(target.indicator) else "level"


def point_of(document: Document, clause: Clause, target: Target, path: tuple[str, ...]) -> Point:
    """A target with its place (`path`), under its common name."""
    unit = UNITS.get(target.unit or "", target.unit)
    return Point(canonical(target.indicator), measure_of(target), unit, target.comparator, target.value, target.value_max,
                 target.year, target.baseline_year, target.kind, target.indicator, target.text, document.id,
                 document.meta.title or document.id, document.meta.region, document.meta.date, clause.id,
                 path, f"{document.source.uri}#{clause.id}")


def indicators(documents: Iterable[Document], indicator: str | None = None, least: int = 2,
               facts: bool = False) -> Indicators:
    """The indicators that at least `least` of the documents set (1 where only one document is asked, or where one
    indicator is named). `indicator`: part of a name, any of its names; `facts`: also what is stated as reached."""
    asked: list[tuple[str, str]] = []
    groups: dict[tuple[str, Measure, str | None], list[Point]] = {}
    wanted = canonical(indicator) if indicator else None
    for document in documents:
        asked.append((document.id, document.meta.title or document.id))
        path = paths(document)
        for clause in document.clauses:
            for target in clause.targets:
                if target.kind == "fact" and not facts:
                    continue
                name = canonical(target.indicator)
                if indicator and wanted and wanted != name and wanted not in name and indicator not in target.indicator:
                    continue
                point = point_of(document, clause, target, path(clause))
                groups.setdefault((name, point.measure, point.unit), []).append(point)
    least = 1 if indicator or len(asked) == 1 else least
    series = [Series(*key, tuple(sorted(points, key=lambda p: (p.year or 0, p.date or "", p.doc_id)))) for key, points in groups.items()]
    kept = [s for s in series if len(s.documents) >= least]
    kept.sort(key=lambda s: (all(p.value is None for p in s.points), -len(s.documents), s.indicator, s.measure))
    return Indicators(tuple(asked), tuple(kept))
