"""Tables as CSV and Markdown. A cell that a spreadsheet would take for a formula is made text."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any

from corpus.table import Table

FORMULA = re.compile(r"^[=+\-@\t\r]")
NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def cell(value: Any) -> str:
    """A value as text, without control characters."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    return CONTROL.sub("", str(value))


def safe(value: Any) -> str:
    """A cell of CSV: what begins like a formula gets an apostrophe (OWASP, CSV injection)."""
    said = cell(value)
    return "'" + said if FORMULA.match(said) and not NUMBER.match(said) else said


def csv_text(table: Table[Any]) -> str:
    """The table as CSV with stable English column names."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(c.key) for c in table.columns])
    writer.writerows([safe(c.value(row)) for c in table.columns] for row in table.rows)
    return out.getvalue()


def markdown(table: Table[Any]) -> str:
    """The table as Markdown, HTML in cells escaped."""
    def said(value: Any) -> str:
        return html.escape(cell(value), quote=False).replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")

    lines = ["| " + " | ".join(said(c.title) for c in table.columns) + " |", "|" + " --- |" * len(table.columns)]
    lines += ["| " + " | ".join(said(c.shown(row)) for c in table.columns) + " |" for row in table.rows]
    return f"## {said(table.title)}\n\n" + "\n".join(lines) + "\n"
