"""Blocks → clauses: outline markers, run-in headings, front and end matter; and what the document says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.model import Block, Clause
from pipeline.split import forms, front, lines, titles
from pipeline.split.metadata import metadata
from pipeline.split.outline import Outline

__all__ = ["metadata", "split"]


def split(blocks: Sequence[Block]) -> list[Clause]:
    """The clauses of a document in order, without mentions. Nothing is lost: their texts joined are the blocks' texts,
    white space aside. Pure; the same blocks give the same ids."""
    parts = forms.prepare(lines.pieces(blocks))
    parts, kinds = titles.join_titles(parts, front.kinds(parts))
    outline = Outline()
    for piece, kind in zip(parts, kinds, strict=True):
        if kind is None:
            outline.body(piece)
            continue
        if kind == "title" and outline.stack and outline.stack[-1].style != "annex":
            outline.restart()
        outline.front(piece, kind)
    return outline.clauses()
