"""The public export `clause-export/1`: one JSON object a document. Its schema is `corpus/schema/clause-export-1.schema.json`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.model import Clause, Document, Responsibility, TiaokuanError

SCHEMA_FILE = Path(__file__).parent / "schema" / "clause-export-1.schema.json"


def document_head(document: Document) -> dict[str, Any]:
    """What the exports say of a document as a whole."""
    meta = document.meta
    return {"id": document.id, "title": meta.title, "doc_number": meta.doc_number, "issuers": list(meta.issuers),
            "region": meta.region, "date": meta.date, "recipients": list(meta.recipients),
            "source": asdict(document.source)}


def export_document(document: Document) -> dict[str, Any]:
    """The document in the format of `clause-export/1`."""
    return {"schema": "clause-export/1", "document": document_head(document),
            "clauses": [_clause(clause) for clause in document.clauses]}


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id, "parent": clause.parent, "level": clause.level, "kind": clause.kind,
        "marker": clause.marker, "heading": clause.heading, "text": clause.text,
        "responsibilities": [_row(row) for row in clause.responsibilities],
        **{kind: [_mention(m) for m in getattr(clause, kind)]
           for kind in ("targets", "technologies", "deadlines", "citations")},
    }


def _row(row: Responsibility) -> dict[str, Any]:
    return {"task": row.task, "open": row.open, "deadline": row.deadline, "due": row.due,
            "units": [_mention(u) for u in row.units]}


def _mention(mention: Any) -> dict[str, Any]:
    """A mention; `corrected` only where a reader touched it."""
    said = {k: v for k, v in asdict(mention).items() if k not in ("rule", "nature", "corrected")}
    mark = getattr(mention, "corrected", None)
    return {**said, "corrected": {"action": mark.action, "by": mark.by, "at": mark.at}} if mark else said


def validate(exported: dict[str, Any]) -> None:
    """Raises jsonschema.ValidationError where the object is not `clause-export/1`."""
    import jsonschema

    jsonschema.validate(exported, json.loads(SCHEMA_FILE.read_text("utf-8")))


def write(document: Document, folder: Path, exported: Callable[[Document], dict[str, Any]] = export_document) -> Path:
    """Writes `folder/ID.json`, whole or not at all, and gives its path. `exported` gives the object to write. Raises
    TiaokuanError where it cannot."""
    path = folder / f"{document.id}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(exported(document), out, ensure_ascii=False, indent=1)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise TiaokuanError(f"{folder}：写不进去：{error.strerror} (cannot write)") from error
    return path
