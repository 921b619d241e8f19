"""One document, from bytes to tagged clauses: read → split → tag. Pure functions: nothing here touches a disk."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping

from corpus.model import Document, Metadata, Source, UnreadableDocument

__all__ = ["analyse"]


def analyse(data: bytes, name: str, uri: str | None = None, doc_id: str = "") -> Document:
    """Reads, splits and tags one document.

    `name` is the file's name (its ending is a hint, the bytes decide), `uri` the path or address it came from (`name`
    where None). Raises UnreadableDocument where the bytes are no document.
    """
    from pipeline.read import media_type, read
    from pipeline.split import metadata, split
    from pipeline.tag import tag

    reading = read(data, name)
    clauses = split(reading.blocks)
    if not clauses:
        raise UnreadableDocument(f"{name}：文件里没有文字 (no text in the document)")
    meta = completed(metadata(clauses, name), dict(reading.facts))
    source = Source(uri=uri or name, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type(data, name))
    return Document(id=doc_id, meta=meta, source=source, clauses=tag(clauses, meta), left_out=reading.left_out,
                    attachments=reading.attachments, confidence=reading.confidence)


def completed(meta: Metadata, facts: Mapping[str, str]) -> Metadata:
    """What the text does not say of itself, from what the page or file says beside it; the text goes first."""
    said = {f.name for f in dataclasses.fields(meta)}
    given = {k: tuple(v.split("、")) if k in ("issuers", "recipients") else v for k, v in facts.items() if k in said and v}
    return dataclasses.replace(meta, **{k: v for k, v in given.items() if not getattr(meta, k)})  # type: ignore[arg-type]
