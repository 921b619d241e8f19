"""Documents as bytes and back: compact JSON, compressed. Never pickle: a corpus file may come from a stranger."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

from corpus.model import (
    Attachment,
    Citation,
    Clause,
    Deadline,
    Document,
    LeftOut,
    Metadata,
    Responsibility,
    Source,
    Target,
    Technology,
    Unit,
)

MENTIONS: dict[str, Any] = {"targets": Target, "technologies": Technology, "deadlines": Deadline, "citations": Citation}


def encode(document: Document) -> bytes:
    """The document as compressed JSON. Readers' marks are no part of it: corrections are kept beside it."""
    raw = asdict(document)
    for clause in raw["clauses"]:
        for mention in (*(u for r in clause["responsibilities"] for u in r["units"]),
                        *clause["targets"], *clause["technologies"], *clause["deadlines"]):
            del mention["corrected"]
    return zlib.compress(json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def decode(data: bytes) -> Document:
    """The document that `encode` wrote."""
    raw = json.loads(zlib.decompress(data))
    meta = raw["meta"]
    return Document(
        id=raw["id"], version=raw["version"], source=Source(**raw["source"]),
        meta=Metadata(**{**meta, "issuers": tuple(meta["issuers"]), "recipients": tuple(meta["recipients"])}),
        clauses=tuple(_clause(c) for c in raw["clauses"]),
        left_out=tuple(LeftOut(**x) for x in raw.get("left_out", ())),
        attachments=tuple(Attachment(**x) for x in raw.get("attachments", ())),
        notice=raw.get("notice"), confidence=raw.get("confidence"))


def _clause(raw: dict[str, Any]) -> Clause:
    rows = tuple(Responsibility(**{**r, "units": tuple(Unit(**u) for u in r["units"])}) for r in raw["responsibilities"])
    found = {kind: tuple(make(**m) for m in raw[kind]) for kind, make in MENTIONS.items()}
    return Clause(**{**raw, **found, "responsibilities": rows, "cells": tuple((a, b) for a, b in raw["cells"])})
