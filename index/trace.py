"""Carrying out: which local clause answers which clause of the parent, on what evidence, how it differs, and what nobody
answers. Across levels bodies answer by the department line (国家发展改革委: 省发展改革委, 市发改委)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from corpus.model import Citation, Document, TiaokuanError
from corpus.table import Column, Table
from index.departments import lines, year_of
from index.differing import KIND_TITLES, WHAT_TITLES, Difference, differences, points
from index.passages import Passage, passages, vectors
from index.shown import Shown
from index.wording import Wording, shared

EvidenceKind = Literal["wording", "heading", "cited", "target", "technology", "line"]
EVIDENCE_TITLES: dict[str, str] = {"wording": "共同文字", "heading": "同题", "cited": "引用", "target": "同一指标",
                                   "technology": "同一技术", "line": "同一条线"}
ACCEPT = 0.2
"""The least weight of an answer. On plans read by hand, answers lie above .5 and what merely touches the subject below .17."""
BESIDE = 0.6
"""A further clause answers as well where its weight is so near the best's."""
MOST = 4
_BONUS = {"target": (0.06, 2), "technology": (0.03, 3), "line": (0.02, 3), "cited": (0.1, 1)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a clause is taken for an answer; `text` is what stands in both: words, an indicator, a technology, a line."""

    kind: EvidenceKind
    text: str


@dataclass(frozen=True)
class Answer:
    """A clause of a child that answers one of the parent. `likeness` is the cosine of their words (0 … 1), `weight` the
    same with what the other evidence adds."""

    passage: Passage
    likeness: float
    weight: float
    evidence: tuple[Evidence, ...]
    differences: tuple[Difference, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """How it differs, each kind once."""
        return tuple(k for k in KIND_TITLES if any(d.kind == k for d in self.differences))


@dataclass(frozen=True)
class TraceRow:
    """A clause of the parent with its answers, by the id of the child; a child without one is missing there."""

    passage: Passage
    answers: dict[str, tuple[Answer, ...]]


@dataclass(frozen=True)
class Trace(Shown):
    """Every clause of the parent that orders something, in order. `own`: for each child the clauses that answer nothing;
    `cites`: the children that name the parent."""

    parent: Document
    children: tuple[Document, ...]
    rows: tuple[TraceRow, ...]
    own: dict[str, tuple[Passage, ...]]
    cites: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def unanswered(self, child: str | None = None) -> tuple[Passage, ...]:
        """The parent's clauses that nobody answers, or that one child (its id) does not."""
        return tuple(r.passage for r in self.rows if not (r.answers.get(child) if child else r.answers))

    def table(self) -> Table[tuple[TraceRow, Document, Answer | None]]:
        """One row an answer; one for each child that has none."""
        lines_: list[tuple[TraceRow, Document, Answer | None]] = []
        for row in self.rows:
            for child in self.children:
                lines_ += [(row, child, answer) for answer in row.answers.get(child.id, ())] or [(row, child, None)]
        return Table(f"落实对照：{_name(self.parent)}", (
            Column("clause", "上级条款", lambda r: r[0].passage.said, 14, lambda r: r[0].passage.link),
            Column("child", "下级文件", lambda r: _name(r[1]), 18),
            Column("answer", "对应条款", lambda r: r[2].passage.said if r[2] else "（无对应）", 14, lambda r: r[2].passage.link if r[2] else None),
            Column("likeness", "相似", lambda r: r[2].likeness if r[2] else None, 5),
            Column("kinds", "变化", lambda r: "、".join(KIND_TITLES[k] for k in r[2].kinds) if r[2] else None, 8),
            Column("evidence", "依据", lambda r: said_evidence(r[2]) if r[2] else None, 30),
            Column("differences", "不同", lambda r: said_differences(r[2]) if r[2] else None, 36),
            Column("source", "出处", lambda r: r[2].passage.link if r[2] else r[0].passage.link, 24,
                   lambda r: r[2].passage.link if r[2] else r[0].passage.link)), tuple(lines_))

    def missing(self) -> Table[tuple[Passage, tuple[Document, ...]]]:
        """The parent's clauses with the children that do not answer them."""
        rows = tuple((r.passage, tuple(c for c in self.children if c.id not in r.answers)) for r in self.rows)
        return Table("没有对应的条款", (
            Column("clause", "上级条款", lambda r: r[0].said, 24, lambda r: r[0].link),
            Column("missing", "没有对应的文件", lambda r: "、".join(_name(d) for d in r[1]), 50),
            Column("count", "份数", lambda r: len(r[1]), 4)), tuple(r for r in rows if r[1]))

    def additions(self) -> Table[tuple[Document, Passage]]:
        """The clauses of the children that answer nothing of the parent."""
        rows = tuple((c, p) for c in self.children for p in self.own[c.id])
        return Table("下级自有的条款", (
            Column("document", "文件", lambda r: _name(r[0]), 24), Column("clause", "条款", lambda r: r[1].said, 20, lambda r: r[1].link),
            Column("text", "文字", lambda r: r[1].text, 60)), rows)

    def tables(self) -> tuple[Table[Any], ...]:
        """The sheets of a workbook."""
        return self.table(), self.missing(), self.additions()

    def to_json(self) -> dict[str, Any]:
        """`clause-trace/1`."""
        from corpus.export import document_head

        return {"schema": "clause-trace/1", "parent": document_head(self.parent),
                "children": [document_head(c) | {"cites_parent": c.id in self.cites, "own": [_place(p) for p in self.own[c.id]]}
                             for c in self.children],
                "rows": [{**_place(r.passage), "answers": {child: [
                    {**_place(a.passage), "likeness": a.likeness, "weight": a.weight, "evidence": [asdict(e) for e in a.evidence],
                     "differences": [asdict(d) for d in a.differences]} for a in answers]
                    for child, answers in r.answers.items()}} for r in self.rows],
                "unanswered": [p.head.id for p in self.unanswered()]}


def said_evidence(answer: Answer) -> str:
    """The evidence in words."""
    return "；".join(f"{EVIDENCE_TITLES[e.kind]}“{e.text}”" for e in answer.evidence)


def grouped(answer: Answer) -> list[tuple[Difference, str]]:
    """The differences in words; what is only there, or only gone, of one sort together (未提技术 热泵、油气回收)."""
    found: dict[Any, tuple[Difference, list[str]]] = {}
    for d in answer.differences:
        key = d if d.was and d.now else (d.kind, d.what)
        found.setdefault(key, (d, []))[1].append(f"{d.was} → {d.now}" if d.was and d.now else d.now or d.was or "")
    return [(d, ("、" if d.what == "technology" else "；").join(said)) for d, said in found.values()]


def said_differences(answer: Answer) -> str:
    """The differences in one line."""
    return "；".join(f"{KIND_TITLES[d.kind]}{WHAT_TITLES[d.what]} {said}" for d, said in grouped(answer))


def _place(passage: Passage) -> dict[str, Any]:
    return {"id": passage.head.id, "path": list(passage.path), "heading": passage.heading}


def _name(document: Document) -> str:
    return document.meta.title or document.id


def trace(parent: Document, children: Iterable[Document], cited: Callable[[Citation], str | None] | None = None) -> Trace:
    """Follows the clauses of `parent` into the children. `cited` resolves a citation to the id of a document of the corpus
    (`Store.cited`). Raises TiaokuanError where there is no child, or the parent is its own."""
    given = tuple(children)
    if not given:
        raise TiaokuanError("请给出至少一份下级文件 (name at least one document that carries it out)")
    if any(c.id == parent.id for c in given):
        raise TiaokuanError(f"{parent.id} 不能落实自己 (a document does not carry itself out)")
    resolve = cited or (lambda citation: None)
    mine = passages(parent)
    theirs = {c.id: passages(c) for c in given}
    rows = vectors([*mine, *(p for c in given for p in theirs[c.id])])
    answers: list[dict[str, tuple[Answer, ...]]] = [{} for _ in mine]
    own: dict[str, tuple[Passage, ...]] = {}
    at = len(mine)
    for child in given:
        block = (rows[:len(mine)] @ rows[at:at + len(theirs[child.id])].T).toarray()
        at += len(theirs[child.id])
        found = _answers(mine, theirs[child.id], block, resolve)
        for n, some in found.items():
            answers[n][child.id] = some
        used = {id(a.passage) for some in found.values() for a in some}
        own[child.id] = tuple(p for p in theirs[child.id] if id(p) not in used)
    cites = tuple(c.id for c in given if any(_names(t, parent, resolve) for clause in c.clauses for t in clause.citations))
    return Trace(parent, given, tuple(TraceRow(p, a) for p, a in zip(mine, answers, strict=True)), own, cites)


def _names(citation: Citation, parent: Document, resolve: Callable[[Citation], str | None]) -> bool:
    """Whether a citation means the parent: by the corpus, else by its number or its title."""
    title, number = parent.meta.title, parent.meta.doc_number
    return resolve(citation) == parent.id or bool(number and citation.doc_number == number) or bool(
        citation.title and title and len(citation.title) > 5 and (citation.title in title or title in citation.title))


def _answers(mine: Sequence[Passage], theirs: Sequence[Passage], likeness: Any,
             resolve: Callable[[Citation], str | None]) -> dict[int, tuple[Answer, ...]]:
    found: dict[int, tuple[Answer, ...]] = {}
    if not theirs:
        return found
    for i, passage in enumerate(mine):
        likely = [int(j) for j in np.argsort(-likeness[i], kind="stable")[:3 * MOST] if likeness[i, j] >= ACCEPT / 2]
        weighed = []
        for j in likely:
            evidence = _evidence(passage, theirs[j], resolve)
            weight = float(likeness[i, j]) + sum(
                bonus * min(most, sum(e.kind == kind for e in evidence)) for kind, (bonus, most) in _BONUS.items())
            weighed.append((weight, -j, evidence))
        weighed.sort(key=lambda w: (-w[0], -w[1]))
        kept = [w for w in weighed if w[0] >= max(ACCEPT, BESIDE * weighed[0][0]) and likeness[i, -w[1]] >= ACCEPT * 0.75][:MOST]
        if kept:
            found[i] = tuple(_answer(passage, theirs[-j], float(likeness[i, -j]), weight, evidence) for weight, j, evidence in kept)
    return found


def _answer(parent: Passage, child: Passage, likeness: float, weight: float, evidence: tuple[Evidence, ...]) -> Answer:
    return Answer(child, round(likeness, 3), round(weight, 3), (*_wording(parent, child), *evidence), differences(parent, child, likeness))


def _evidence(parent: Passage, child: Passage, resolve: Callable[[Citation], str | None]) -> tuple[Evidence, ...]:
    """What beside the wording says that the child's clause answers: all that both name."""
    found: list[Evidence] = []
    if parent.heading and parent.heading == child.heading:
        found.append(Evidence("heading", parent.heading))
    found += [Evidence("cited", t.text) for t in child.citations if _names(t, parent.document, resolve)]
    both = {t.title or t.doc_number for t in parent.citations} & {t.title or t.doc_number for t in child.citations} - {None}
    found += [Evidence("cited", f"《{name}》") for name in sorted(b for b in both if b)]
    indicators = {p.indicator for _, p in points(child)}
    found += [Evidence("target", name) for name in dict.fromkeys(p.indicator for _, p in points(parent)) if name in indicators]
    found += [Evidence("technology", name) for name in parent.technologies if name in child.technologies]
    own = lines(child.units, year_of(child.document))
    found += [Evidence("line", f"{unit.name}：{own[key].name}") for key, unit in lines(parent.units, year_of(parent.document)).items()
              if key in own]
    return tuple(found)


def _wording(parent: Passage, child: Passage) -> list[Evidence]:
    """The longest run of letters in both, as the child prints it."""
    theirs, mine = Wording(child.document, child.clauses), Wording(parent.document, parent.clauses)
    longest = max(shared(theirs, mine), key=lambda run: run[2], default=None)
    if longest is None:
        return []
    clause, start, end = theirs.span(longest[0], longest[2])
    return [Evidence("wording", clause.text[start:end])]
