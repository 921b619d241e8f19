"""A folder of annotations against the documents of a corpus: precision, recall and F1 by field, with every miss."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.export import export_document
from corpus.model import Document, TiaokuanError, file_of
from corpus.table import Column, Table
from measure.gold import gold_files, read_gold
from measure.score import score, score_missing
from measure.tally import FIELDS, Difference, Outcome, Side, Tally

ALL = "全部"
"""The document that the rows over all documents name."""


@dataclass(frozen=True, slots=True)
class Score:
    """One field of one document (`document` is `ALL` for all together). `precision`, `recall` and `f1` are fractions of
    1, rounded to four digits; `found`, `extra` and `missed` count what was right, given in excess, and left out."""

    document: str
    field: str
    precision: float
    recall: float
    f1: float
    found: int
    extra: int
    missed: int


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference: `side` is missed (annotated, not found) or extra (found, not annotated). `clause` is the id of the
    document's clause at that place and `path` its place in the outline; both empty where it is the document's."""

    document: str
    field: str
    clause: str
    path: tuple[str, ...]
    what: str
    side: Side


SCORE_COLUMNS: tuple[Column[Score], ...] = (
    Column("document", "文档", lambda r: r.document, 20), Column("field", "项目", lambda r: r.field, 14),
    Column("precision", "准确率", lambda r: r.precision, 6), Column("recall", "召回率", lambda r: r.recall, 6),
    Column("f1", "F1", lambda r: r.f1, 6), Column("found", "相符", lambda r: r.found, 4),
    Column("extra", "多出", lambda r: r.extra, 4), Column("missed", "遗漏", lambda r: r.missed, 4),
)
MISS_COLUMNS: tuple[Column[Miss], ...] = (
    Column("document", "文档", lambda r: r.document, 16), Column("field", "项目", lambda r: r.field, 10),
    Column("side", "差别", lambda r: r.side, 5), Column("clause", "条款", lambda r: r.clause, 14),
    Column("path", "位置", lambda r: " / ".join(r.path), 14), Column("what", "内容", lambda r: r.what, 30),
)


@dataclass(frozen=True)
class Evaluation(Table[Score]):
    """The scores, one row for a field of a document and, last, for each field over all. `misses` holds every difference,
    `missing` the annotations whose document is not in the corpus (counted as missed whole), `faults` one line for each
    annotation that could not be used (not counted)."""

    misses: Table[Miss] = field(default=Table("差别", MISS_COLUMNS))
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    def of(self, field: str, document: str = ALL) -> Score:
        """The row of a field, over all documents or of one. Raises TiaokuanError where there is none."""
        for row in self.rows:
            if (row.document, row.field) == (document, field):
                return row
        raise TiaokuanError(f"没有 {document} 的 {field}；项目有 {' '.join(FIELDS)} (no such score)")


def evaluate(folder: Path, sources: Iterable[tuple[str, str]], get: Callable[[str], Document]) -> Evaluation:
    """Scores the documents that `sources` names (id, where its bytes came from) against the annotations of a folder.

    NAME.json goes with the document whose id, or else the stem of whose source file, is NAME. A malformed annotation is
    a fault and the others go on. Raises TiaokuanError where the folder has no annotations."""
    known = list(sources)
    total = {name: Tally() for name in FIELDS}
    scores: list[Score] = []
    misses: list[Miss] = []
    missing: list[str] = []
    faults: list[str] = []
    for path in gold_files(folder):
        try:
            gold = read_gold(path)
            doc_id = _paired(path, known)
        except TiaokuanError as error:
            faults.append(str(error))
            continue
        if doc_id is None:
            missing.append(path.stem)
            outcome = score_missing(gold)
        else:
            document = get(doc_id)
            outcome = score(gold, export_document(document))
            misses += _misses(path.stem, document, outcome)
        scores += _rows(path.stem, outcome)
        for name in FIELDS:
            total[name].add(outcome.tallies[name])
    scores += _rows(ALL, Outcome(total))
    return Evaluation("评测", SCORE_COLUMNS, tuple(scores), Table("差别", MISS_COLUMNS, tuple(misses)),
                      tuple(missing), tuple(faults))


def _paired(path: Path, known: list[tuple[str, str]]) -> str | None:
    by_source = [doc_id for doc_id, uri in known if file_of(uri).stem == path.stem]
    for found in ([doc_id for doc_id, _ in known if doc_id == path.stem], by_source):
        if len(found) == 1:
            return found[0]
        if found:
            raise TiaokuanError(f"{path}：可能是 {'，'.join(found[:8])}，请用文档编号命名 (more than one document; name it by id)")
    return None


def _rows(document: str, outcome: Outcome) -> list[Score]:
    return [Score(document, name, round(t.precision, 4), round(t.recall, 4), round(t.f1, 4), t.found, t.extra, t.missed)
            for name, t in outcome.tallies.items()]


def _misses(name: str, document: Document, outcome: Outcome) -> list[Miss]:
    clauses = {clause.id: clause for clause in document.clauses}

    def miss(difference: Difference) -> Miss:
        clause = clauses.get(difference.clause or "")
        return Miss(name, difference.field, difference.clause or "", document.path(clause) if clause else (),
                    difference.what, difference.side)

    return [miss(difference) for difference in outcome.differences]
