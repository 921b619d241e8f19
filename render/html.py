"""Results as one self-contained page (a comparison alone has a script): nothing fetched, everything escaped."""

from __future__ import annotations

from html import escape
from typing import Any

from corpus.model import Clause, Document
from corpus.table import Table
from index.compare import Comparison
from render import comparison
from render.manner import PLAIN, Manner
from render.sheet import sheet
from render.tabular import cell
from render.terminal import MARKS, spans
from render.views import view_of


def page(result: Any) -> str:
    """The page of a result."""
    if isinstance(result, Comparison):
        return comparison.page(result)
    title, body = parts(result)
    figure = getattr(view_of(result), "figure", None)
    return sheet(title, figure(result) + body if figure else body)


def parts(result: Any, manner: Manner = PLAIN) -> tuple[str, str]:
    """What the page of a result says: its title, and the HTML below it."""
    if isinstance(result, Comparison):
        return comparison.body(result, manner)
    title, said = _parts(result, manner)
    return title, f'<div class="view">{said}</div>'


def _parts(result: Any, manner: Manner) -> tuple[str, str]:
    if isinstance(result, Document):
        return result.meta.title or result.id, "".join(
            f'<p id="{escape(c.id)}" class="l{min(c.level, 6)}">{marked(c)}</p>' for c in result.clauses)
    if isinstance(result, tuple) and isinstance(result[1], Clause):
        from render import as_table

        return result[1].id, f"<p>{marked(result[1])}</p>" + table(as_table(result), manner)
    if hasattr(result, "facets"):
        return f"{manner.say('检索：')}{result.query}（{result.total}）", hits(result)
    if (view := view_of(result)) is not None:
        title, said = view.body(result, manner)
        return title, said
    from render import as_table

    shown = as_table(result)
    return shown.title, table(shown, manner)


SHARES = frozenset({"share", "stock", "reused", "likeness"})
"""Columns of parts of a whole (0 to 1), which people read in percent."""
DAYS = frozenset({"date", "due"})


def table(shown: Table[Any], manner: Manner = PLAIN) -> str:
    """A table in a frame that scrolls under its head. Empty columns are left out, what is the same in every row is said
    once above; a link is followed only where it leads to a page or a file."""
    from render.xlsx import link

    columns = [c for c in shown.columns if not (c.link and c.key == "source") and any(cell(c.value(r)) for r in shown.rows)] or list(shown.columns)
    once = [c for c in columns if c.key in ("document", "title") and len(shown) > 1 and len({c.value(r) for r in shown.rows}) == 1]
    columns = [c for c in columns if c not in once]
    marks = {c.key for c in columns if {c.value(r) for r in shown.rows} <= {*MARKS, None, ""} and shown.rows}

    def text(column: Any, row: Any) -> str:
        if column.key in SHARES and isinstance(column.value(row), float):
            return f"{column.value(row):.0%}"
        return escape(cell(manner.say(column.shown(row)) if column.titles and column.value(row) else column.shown(row)))

    def place(column: Any, row: Any) -> str:
        said = text(column, row)
        address = link(column.link(row)) if column.link else None
        if manner.address and column.key in ("document", "id") and isinstance(getattr(row, "doc_id", None), str):
            address = manner.address(row.doc_id, "")
        kind = ' class="mark"' if column.key in marks else ' class="day"' if column.key in DAYS else ""
        return f'<td{kind}><a href="{escape(address)}">{said}</a></td>' if address and said else f"<td{kind}>{said}</td>"

    def head(column: Any) -> str:
        kind = "mark" if column.key in marks else f"w{min(column.width // 6, 6)}"
        return f'<th scope="col" class="{kind}">{escape(manner.say(column.title))}</th>'

    said = "".join(f"<p>{escape(manner.say(c.title))}：{text(c, shown.rows[0])}</p>" for c in once)
    legend = f"<p>{manner.say('● 牵头　○ 配合　△ 责任')}</p>" if marks else ""
    rows = "".join("<tr>" + "".join(place(c, row) for c in columns) + "</tr>" for row in shown.rows)
    return (f'{said}{legend}<div class="wide" tabindex="0" role="region" aria-label="{escape(shown.title)}"><table><thead><tr>{"".join(map(head, columns))}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>")


def marked(c: Clause) -> str:
    """A clause's text with its mentions marked."""
    said, at = "", 0
    for a, b, kind in spans(c):
        said += escape(c.text[at:a]) + f'<span class="{kind}">{escape(c.text[a:b])}</span>'
        at = b
    return said + escape(c.text[at:])


def hits(result: Any) -> str:
    """Hits with their place and marked snippet."""
    items = []
    for h in result.hits:
        said = "".join(f"<mark>{escape(p)}</mark>" if m else escape(p) for p, m in h.snippet)
        items.append(f'<li>{said}<div class="place">{escape(h.title)} {escape(" ".join(h.path))} · {escape(h.doc_id)} {escape(h.clause_id)}</div></li>')
    return "<ol>" + "".join(items) + "</ol>"
