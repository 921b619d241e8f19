"""The mentions of clauses as a table: what was found, what it says, by which rule, and what was left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.corrections.apply import READER
from corpus.model import Citation, Clause, Corrected, Document, Target, Unit
from corpus.table import Column, Table
from corpus.titles import ROLE_TITLES, mark_title
from index.marks import with_marks
from index.matrix import link

Resolver = Callable[[Citation], str | None]
"""Gives the id of the document that a citation names, where it is in the corpus."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention: `kind` and `detail` in Chinese words, `rule` as docs/rules.md names it, `note` what the document does
    not say and the program therefore left open. `corrected` says which reader touched it, and when. `start`, `end` count characters of the clause's own text."""

    kind: str
    text: str
    detail: str
    rule: str
    note: str
    clause_id: str
    start: int
    end: int
    source: str
    corrected: str = ""


def mentions(document: Document, clauses: Iterable[Clause], why: bool = False,
             resolve: Resolver | None = None) -> Table[Mention]:
    """The mentions of these clauses of a document in their order; `why` adds rule, note and span."""
    columns: list[Column[Mention]] = [
        Column("kind", "类别", lambda m: m.kind, 8), Column("text", "文字", lambda m: m.text, 26),
        Column("detail", "说明", lambda m: m.detail, 40)]
    if why:
        columns += [Column("rule", "规则", lambda m: m.rule, 14), Column("note", "存疑", lambda m: m.note, 16),
                    Column("clause", "条款", lambda m: m.clause_id, 14, lambda m: m.source),
                    Column("start", "起", lambda m: m.start, 5), Column("end", "止", lambda m: m.end, 5)]
    rows = tuple(m for clause in clauses for m in _of(document, clause, resolve))
    return Table(document.meta.title or document.id, with_marks(tuple(columns), rows), rows)


def _of(document: Document, c: Clause, resolve: Resolver | None) -> Iterator[Mention]:
    def made(kind: str, text: str, detail: str, rule: str, note: str, start: int, end: int,
             mark: Corrected | None = None) -> Mention:
        return Mention(kind, text, detail, READER if mark and mark.added else rule, note, c.id, start, end, link(document, c),
                       mark_title(mark))

    for row in c.responsibilities:
        until = f"；时限 {row.deadline}" + (f"（{row.due}）" if row.due else "") if row.deadline else ""
        for u in row.units:
            yield made(ROLE_TITLES[u.role], u.surface, f"{u.canonical}；任务：{row.task[:60]}{until}", row.rule, unit_note(u, row.open), u.start, u.end, u.corrected)
    for t in c.targets:
        yield made("目标" if t.kind == "target" else "现状", t.text, _says(t), t.rule, "" if t.year else "年份未明说", t.start, t.end, t.corrected)
    for k in c.technologies:
        yield made("技术", k.text, k.canonical, k.rule, "", k.start, k.end, k.corrected)
    for d in c.deadlines:
        yield made("时限", d.text, d.due or "", d.rule, "" if d.due else "无确定日期", d.start, d.end, d.corrected)
    for x in c.citations:
        at = resolve(x) if resolve else None
        yield made("引用", x.text, "；".join(p for p in (x.title, x.doc_number, at and f"语料库：{at}") if p), x.rule,
                   "语料库里没有" if resolve and not at and (x.title or x.doc_number) else "", x.start, x.end)


def unit_note(unit: Unit, is_open: bool) -> str:
    """What the document does not say of a unit."""
    notes = ["未分主次"] * (unit.role == "responsible") + ["名单未列全（等）"] * is_open + ["全称未能确定"] * (unit.canonical == unit.surface)
    return "；".join(notes)


def _says(t: Target) -> str:
    value = "" if t.value is None else f"{t.value:g}" + (f"—{t.value_max:g}" if t.value_max is not None else "")
    base = f"（比{t.baseline_year}年）" if t.baseline_year else ""
    return f"{t.indicator} {t.comparator} {value}{t.unit or ''}{base} {t.year or ''}".strip()
