"""One document, from bytes to tagged clauses: read → split → tag. Pure functions: nothing here touches a disk."""

from __future__ import annotations

import hashlib

from corpus.model import Document, Source, UnreadableDocument

__all__ = ["analyse"]


def analyse(data: bytes, name: str, uri: str | None = None, doc_id: str = "") -> Document:
    """Reads, splits and tags one document.

    `name` is the file's name (its ending is a hint, the bytes decide), `uri` the path or address it came from (`name`
    where None). Raises UnreadableDocument where the bytes are no document.
    """
    from pipeline.read import media_type, read
    from pipeline.split import metadata, split
    from pipeline.tag import tag

    blocks = read(data, name)
    clauses = split(blocks)
    if not clauses:
        raise UnreadableDocument(f"{name}：文件里没有文字 (no text in the document)")
    meta = metadata(clauses, name)
    source = Source(uri=uri or name, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type(data, name))
    return Document(id=doc_id, meta=meta, source=source, clauses=tag(clauses, meta))
