"""Registers over documents: what is aimed at, with which technology, by which units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.model import Clause, Comparator, Document, TargetKind, TiaokuanError
from corpus.table import Column, Table
from corpus.titles import known_role, mark_title, marks_title
from index.marks import with_marks
from index.matrix import duties, is_unit, link, unit_names

COMPARATORS = {"=": "＝", ">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "~": "约", "range": "区间", "up": "提高", "down": "下降"}
KINDS = {"target": "目标", "fact": "现状"}


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target with its place. Values in printed units; years are calendar years."""

    indicator: str
    comparator: Comparator
    value: float | None
    value_max: float | None
    unit: str | None
    year: int | None
    baseline_year: int | None
    kind: TargetKind
    text: str
    doc_id: str
    title: str
    clause_id: str
    path: tuple[str, ...]
    start: int
    end: int
    source: str
    nature: str | None = None
    corrected: str = ""


@dataclass(slots=True)
class TechnologyRow:
    """One technology: every spelling with how often, and the places that name it ((document id, clause id))."""

    technology: str
    spellings: Counter[str] = field(default_factory=Counter)
    documents: dict[str, str] = field(default_factory=dict)
    places: list[tuple[str, str]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def corrected(self) -> str:
        """What readers touched, and when: each once."""
        return "；".join(dict.fromkeys(self.marks))

    @property
    def count(self) -> int:
        """How often it is named."""
        return sum(self.spellings.values())


@dataclass(slots=True)
class UnitRow:
    """One body: the names it is printed under and how often it stands in each role."""

    unit: str
    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    documents: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def corrected(self) -> str:
        """What readers touched, and when: each once."""
        return "；".join(dict.fromkeys(self.marks))


def targets(documents: Iterable[Document], indicator: str | None = None, year: int | None = None,
            kind: str | None = None) -> Table[TargetRow]:
    """The targets in document order. `indicator`: part of its name; `year`: the year it is set for; `kind`: target
    (set) or fact (reached). Raises TiaokuanError for another kind."""
    if kind not in (None, "", "target", "fact"):
        raise TiaokuanError(f"没有类别 {kind}，可用 target（目标）、fact（现状） (unknown kind of target)")
    rows: list[TargetRow] = []
    for document in documents:
        for clause in document.clauses:
            path: tuple[str, ...] | None = None
            for t in clause.targets:
                if (indicator and indicator not in t.indicator) or (year is not None and t.year != year) or (
                        kind and t.kind != kind):
                    continue
                path = path if path is not None else document.path(clause)
                rows.append(TargetRow(t.indicator, t.comparator, t.value, t.value_max, t.unit, t.year,
                                      t.baseline_year, t.kind, t.text, document.id, _title(document), clause.id,
                                      path, t.start, t.end, link(document, clause), t.nature, mark_title(t.corrected)))
    columns: tuple[Column[TargetRow], ...] = (
        Column("indicator", "指标", lambda r: r.indicator, 24),
        Column("comparator", "关系", lambda r: r.comparator, 5, titles=COMPARATORS),
        Column("value", "数值", lambda r: r.value, 8),
        Column("value_max", "上限", lambda r: r.value_max, 8),
        Column("unit", "单位", lambda r: r.unit, 8),
        Column("year", "年份", lambda r: r.year, 5),
        Column("baseline_year", "基年", lambda r: r.baseline_year, 5),
        Column("kind", "类别", lambda r: r.kind, 6, titles=KINDS),
        Column("nature", "属性", lambda r: r.nature, 6),
        Column("text", "原文", lambda r: r.text, 30),
        Column("document", "文件", lambda r: r.title, 20),
        Column("clause", "条款", lambda r: "/".join(r.path), 10, lambda r: r.source),
        Column("source", "出处", lambda r: r.source, 24, lambda r: r.source),
    )
    return Table("目标", with_marks(columns, rows), tuple(rows))


def technologies(documents: Iterable[Document], name: str | None = None) -> Table[TechnologyRow]:
    """The technologies, those named most often first. `name`: part of a spelling or of the usual name."""
    found: dict[str, TechnologyRow] = {}
    for document in documents:
        for clause in document.clauses:
            for t in clause.technologies:
                if name and name.lower() not in t.text.lower() and name.lower() not in t.canonical.lower():
                    continue
                row = found.setdefault(t.canonical or t.text, TechnologyRow(t.canonical or t.text))
                row.spellings[t.text] += 1
                row.documents[document.id] = _title(document)
                row.marks += [marks_title([(t.text, t.corrected)])] * (t.corrected is not None)
                _place(row, document, clause)
    columns: tuple[Column[TechnologyRow], ...] = (
        Column("technology", "技术", lambda r: r.technology, 20),
        Column("spellings", "写法", lambda r: "、".join(r.spellings), 24),
        Column("count", "次数", lambda r: r.count, 5),
        Column("documents", "文件", lambda r: "、".join(r.documents.values()), 30),
        Column("clauses", "条款", lambda r: "、".join(clause for _, clause in r.places), 30),
        Column("source", "出处", lambda r: r.sources[0] if r.sources else None, 24,
               lambda r: r.sources[0] if r.sources else None),
    )
    rows = sorted(found.values(), key=lambda r: -r.count)
    return Table("技术", with_marks(columns, rows), tuple(rows))


def _place(row: TechnologyRow, document: Document, clause: Clause) -> None:
    if (document.id, clause.id) not in row.places:
        row.places.append((document.id, clause.id))
        row.sources.append(link(document, clause))


def units(documents: Iterable[Document], name: str | None = None, role: str | None = None) -> Table[UnitRow]:
    """The responsible units, the most often named first. `name`: part of a name or another name of it; `role`: count
    only lead, support or responsible. Raises TiaokuanError for an unknown role."""
    names, role = unit_names(name), known_role(role)
    found: dict[str, UnitRow] = {}
    for duty in duties(documents):
        for u in duty.row.units:
            if not is_unit(u, names) or role not in (None, u.role):
                continue
            row = found.setdefault(u.canonical or u.name, UnitRow(u.canonical or u.name))
            row.names[u.surface] += 1
            row.roles[u.role] += 1
            row.documents[duty.document.id] = _title(duty.document)
            row.marks += [marks_title([(u.surface, u.corrected)])] * (u.corrected is not None)
            if duty.link not in row.sources:
                row.sources.append(duty.link)
    columns: tuple[Column[UnitRow], ...] = (
        Column("unit", "单位", lambda r: r.unit, 24),
        Column("names", "写法", lambda r: "、".join(r.names), 24),
        Column("lead", "牵头", lambda r: r.roles["lead"], 5),
        Column("support", "配合", lambda r: r.roles["support"], 5),
        Column("responsible", "责任", lambda r: r.roles["responsible"], 5),
        Column("documents", "文件", lambda r: "、".join(r.documents.values()), 30),
        Column("source", "出处", lambda r: r.sources[0] if r.sources else None, 24,
               lambda r: r.sources[0] if r.sources else None),
    )
    rows = sorted(found.values(), key=lambda r: -r.roles.total())
    return Table("责任单位", with_marks(columns, rows), tuple(rows))


def _title(document: Document) -> str:
    return document.meta.title or document.id
