"""Results as people read them: on the terminal, as JSON, CSV, workbooks, pages and Markdown."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from corpus.export import _clause, export_document
from corpus.model import Clause, Document, TiaokuanError
from corpus.table import Column, Table

__all__ = ["show"]
RESULT_FORMATS = ("table", "json", "csv", "xlsx", "html", "md", "docx", "graphml", "gexf")
BINARY = ("xlsx", "docx")


def show(result: Any, format: str | None = None, out: str | os.PathLike[str] | None = None, width: int | None = None) -> None:
    """Prints `result`, or writes it to `out`, whole or not at all; where no format is given, the ending of `out` names it.
    Raises TiaokuanError where the format does not fit or `out` cannot be written."""
    format = format or format_of(out)
    if format in BINARY and out is None:
        raise TiaokuanError(f"{format} 需要文件名 ({format} needs a file)")
    data = as_bytes(result, format, width, file=out is not None)
    if out is None:
        sys.stdout.write(data.decode())
        if not data.endswith(b"\n"):
            sys.stdout.write("\n")
        sys.stdout.flush()
    else:
        write(Path(out), data)


def format_of(out: str | os.PathLike[str] | None) -> str:
    """The format that the ending of a file names; `table`, plain text, where it names none."""
    ending = Path(out).suffix.lstrip(".").lower() if out else ""
    return ending if ending in RESULT_FORMATS else "html" if ending == "htm" else "table"


def as_bytes(result: Any, format: str, width: int | None = None, file: bool = True) -> bytes:
    """The result in a format, as what a file holds (`file`) or a terminal shows. Raises TiaokuanError where the format does
    not fit."""
    if format not in RESULT_FORMATS:
        raise TiaokuanError(f"没有格式 {format}，可用 {' '.join(RESULT_FORMATS)} (unknown format)")
    if format in BINARY:
        return office(result, format)
    if format in ("graphml", "gexf"):
        if not hasattr(result, "to_bytes"):
            raise TiaokuanError(f"这个结果不是网络，不能写成 {format} (not a network)")
        return bytes(result.to_bytes(format))
    return text(result, format, width, file).encode("utf-8-sig" if format == "csv" and file else "utf-8")


def office(result: Any, format: str) -> bytes:
    """The result as a workbook or a Word document. Raises TiaokuanError where the format does not fit the result."""
    from index.compare import Comparison

    if format == "docx":
        if not isinstance(result, Comparison):
            raise TiaokuanError("只有比较结果能存为 docx (only a comparison can be written as docx)")
        from render.docx import document

        return document(result)
    from render.xlsx import workbook

    return workbook(*(result.tables() if hasattr(result, "tables") else (as_table(result),)))


def text(result: Any, format: str, width: int | None = None, file: bool = False) -> str:
    """The result in a text format."""
    if format == "json":
        return json.dumps(plain(result), ensure_ascii=False, indent=1, default=str)
    if format == "html":
        from render.html import page

        return page(result)
    if format == "csv":
        from render.tabular import csv_text

        return csv_text(as_table(result))
    if format == "md":
        from render.tabular import markdown

        return markdown(as_table(result))
    from render.terminal import terminal

    return terminal(result, width, colour=not file and sys.stdout.isatty())


def plain(result: Any) -> Any:
    """What JSON says of a result."""
    if isinstance(result, Document):
        return export_document(result)
    if isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], Clause):
        return {"document": result[0].id, "clause": _clause(result[1])}
    if hasattr(result, "to_json"):
        return result.to_json()
    if hasattr(result, "facets"):
        return {"query": result.query, "total": result.total, "offset": result.offset, "facets": result.facets,
                "hits": [{"document": h.doc_id, "title": h.title, "clause": h.clause_id, "path": list(h.path), "text": h.text,
                          "score": h.score, "date": h.date, "region": h.region} for h in result.hits]}
    return result.records() if hasattr(result, "records") else result


def as_table(result: Any) -> Table[Any]:
    """The result as a table; documents become their clauses, clauses their mentions, facts their two columns."""
    if isinstance(result, Table):
        return result
    if isinstance(result, Document):
        return Table(result.meta.title or result.id, (
            Column("clause", "条款", lambda c: c.id, 20), Column("kind", "类别", lambda c: c.kind, 8),
            Column("heading", "标题", lambda c: c.heading, 20), Column("text", "文字", lambda c: c.text, 80)), result.clauses)
    if isinstance(result, tuple) and isinstance(result[1], Clause):
        from index.mentions import mentions

        return mentions(result[0], [result[1]])
    if isinstance(result, dict):
        return Table("语料库", (Column("name", "项目", lambda p: p[0], 16), Column("value", "内容", lambda p: p[1], 50)), tuple(result.items()))
    if hasattr(result, "table"):
        table: Table[Any] = result.table()
        return table
    raise TiaokuanError("这个结果不能用此格式显示 (this result does not fit the format)")


def write(path: Path, data: bytes) -> None:
    """Writes a file, whole or not at all."""
    part = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(part, 0o666 & ~mask)
        os.replace(part, path)
    except OSError as error:
        if part:
            with contextlib.suppress(OSError):
                os.unlink(part)
        raise TiaokuanError(f"{path}：写不进去：{error.strerror} (cannot write)") from error
