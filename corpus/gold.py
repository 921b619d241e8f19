"""A document as an annotation (`clause-gold/1`, docs/evaluate.md): what its readers made of it, to measure against."""

from __future__ import annotations

import re
from typing import Any

from corpus.model import Clause, Document

_TASK = 10
"""Characters of a task that an annotation keeps, those not counted by which it is compared: layout, a leading number."""


def gold_of(document: Document) -> dict[str, Any]:
    """The annotation. Its schema is `corpus/schema/clause-gold-1.schema.json`."""
    kept = [clause for clause in document.clauses if clause.text.strip()]
    number = {clause.id: n for n, clause in enumerate(kept)}
    meta = document.meta
    return {
        "document": document.id,
        "meta": {"title": meta.title, "doc_number": meta.doc_number, "issuers": list(meta.issuers), "region": meta.region,
                 "date": meta.date, "recipients": list(meta.recipients)},
        "clauses": [{"n": n, "level": c.level, "kind": c.kind, "marker": c.marker, "heading": c.heading,
                     "parent": _parent(document, c, number), "text": c.text} for n, c in enumerate(kept)],
        "responsibilities": [
            {"clause": number[c.id], "task": _begin(row.task),
             "units": [{"surface": u.surface, "name": u.name or u.surface, "role": u.role} for u in row.units],
             "open": row.open, "deadline": row.deadline, "due": row.due} for c in kept for row in c.responsibilities],
        "targets": [
            {"clause": number[c.id], "indicator": [t.indicator], "comparator": t.comparator, "value": t.value,
             "value_max": t.value_max, "unit": t.unit, "year": t.year, "kind": t.kind} for c in kept for t in c.targets],
        "targets_optional": [],
        "technologies": [
            {"clause": number[c.id], "rows": [[text] for text in dict.fromkeys(t.text for t in c.technologies)], "optional": []}
            for c in kept if c.technologies]}


def _begin(task: str) -> str:
    lead = re.match(r"[\s\d|]*", task)
    at = lead.end() if lead else 0
    for _ in range(_TASK):
        while at < len(task) and task[at].isspace():
            at += 1
        at += 1
    return task[:at].strip()


def _parent(document: Document, clause: Clause, number: dict[str, int]) -> int | None:
    """The nearest clause above that has text of its own."""
    by_id = {c.id: c for c in document.clauses}
    at = by_id.get(clause.parent) if clause.parent else None
    while at is not None and at.id not in number:
        at = by_id.get(at.parent) if at.parent else None
    return number[at.id] if at is not None else None
