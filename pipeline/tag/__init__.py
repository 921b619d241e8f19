"""Clauses → clauses with mentions, one module a kind of mention."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pipeline.tag.citations as citations
import pipeline.tag.deadlines as deadlines
import pipeline.tag.responsibilities as responsibilities
import pipeline.tag.targets as targets
import pipeline.tag.technologies as technologies
from corpus.model import Clause, Metadata

__all__ = ["tag"]


def tag(clauses: Sequence[Clause], meta: Metadata) -> tuple[Clause, ...]:
    """The clauses with their responsibilities, targets, technologies, deadlines and citations.

    Document-wide, since conventions (the first-named unit leads), lists on lines of their own and lead-ins reach
    from one clause to others.
    """
    duties = responsibilities.find(clauses, meta)
    found = {
        "targets": targets.find(clauses, meta),
        "technologies": technologies.find(clauses, meta),
        "deadlines": deadlines.find(clauses, meta, duties),
        "citations": citations.find(clauses, meta),
    }
    return tuple(
        dataclasses.replace(
            clause,
            responsibilities=duties.get(clause.id, ()),
            **{kind: by_clause.get(clause.id, ()) for kind, by_clause in found.items()},  # type: ignore[attr-defined]
        )
        for clause in clauses
    )
