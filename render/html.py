"""Results as one self-contained page: no script, nothing fetched, everything escaped."""

from __future__ import annotations

from html import escape
from typing import Any

from corpus.model import Clause, Document
from corpus.table import Table
from index.compare import Comparison
from render import comparison
from render.tabular import cell
from render.terminal import MARKS, spans

STYLE = """:root{color-scheme:light dark;--b:#fff;--f:#1c1c1c;--l:#d5d9de;--h:#eef2f7}
@media(prefers-color-scheme:dark){:root{--b:#181a1b;--f:#e6e6e6;--l:#444;--h:#26303a}}
body{font:16px/1.7 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;background:var(--b);color:var(--f);margin:1.5rem}
h1{font-size:1.3rem}.wide{overflow:auto;max-height:88vh;border:1px solid var(--l)}table{border-collapse:separate;border-spacing:0;min-width:100%}
th,td{border-right:1px solid var(--l);border-bottom:1px solid var(--l);padding:.35rem .55rem;vertical-align:top;text-align:left;overflow-wrap:anywhere}
th{background:var(--h);position:sticky;top:0;z-index:1;white-space:nowrap}th.mark{writing-mode:vertical-rl;letter-spacing:.05em;vertical-align:bottom;min-width:1.6em;padding:.5rem .2rem}
td.mark{text-align:center}tbody tr:hover td{background:var(--h)}mark{background:#ffe58a;color:#000}a{color:inherit;text-decoration-color:#2f5bd0}
.lead{color:#b3261e;font-weight:bold}.support{color:#9a6700}.responsible{color:#7b1fa2}.target{color:#1b7f3b}.technology{color:#00738a}.deadline{color:#2f5bd0}
li{margin:.6rem 0}.place{opacity:.75;font-size:.9em}
@media print{.wide{overflow:visible;max-height:none}th{position:static}body{margin:0}}"""


def page(result: Any) -> str:
    """The page of a result."""
    if isinstance(result, Comparison):
        return comparison.page(result)
    title, body = parts(result)
    return (f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">'
            f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>')


def parts(result: Any) -> tuple[str, str]:
    """What the page of a result says: its title, and the HTML below it."""
    from render.views import view_of

    if isinstance(result, Comparison):
        return comparison.parts(result)
    if isinstance(result, Document):
        return result.meta.title or result.id, "".join(
            f'<p id="{escape(c.id)}" style="margin-left:{c.level - 1}em">{marked(c)}</p>' for c in result.clauses)
    if isinstance(result, tuple) and isinstance(result[1], Clause):
        from render import as_table

        return result[1].id, f"<p>{marked(result[1])}</p>" + table(as_table(result))
    if hasattr(result, "facets"):
        return f"检索：{result.query}（{result.total}）", hits(result)
    if (view := view_of(result)) is not None:
        title, said = view.body(result)
        return title, said
    from render import as_table

    shown = as_table(result)
    return shown.title, table(shown)


def table(shown: Table[Any]) -> str:
    """A table in a frame that scrolls under its head. Empty columns are left out, what is the same in every row is said
    once above; a link is followed only where it leads to a page or a file."""
    from render.xlsx import link

    columns = [c for c in shown.columns if not (c.link and c.key == "source") and any(cell(c.value(r)) for r in shown.rows)] or list(shown.columns)
    once = [c for c in columns if c.key in ("document", "title") and len(shown) > 1 and len({c.value(r) for r in shown.rows}) == 1]
    columns = [c for c in columns if c not in once]
    marks = {c.key for c in columns if {c.value(r) for r in shown.rows} <= {*MARKS, None, ""} and shown.rows}

    def place(column: Any, row: Any) -> str:
        said = escape(cell(column.shown(row)))
        address = link(column.link(row)) if column.link else None
        kind = ' class="mark"' if column.key in marks else ""
        return f'<td{kind}><a href="{escape(address)}">{said}</a></td>' if address and said else f"<td{kind}>{said}</td>"

    def head(column: Any) -> str:
        if column.key in marks:
            return f'<th class="mark">{escape(column.title)}</th>'
        return f'<th style="min-width:{min(column.width, 30)}em">{escape(column.title)}</th>'

    said = "".join(f"<p>{escape(c.title)}：{escape(cell(c.shown(shown.rows[0])))}</p>" for c in once)
    legend = "<p>● 牵头　○ 配合　△ 责任</p>" if marks else ""
    rows = "".join("<tr>" + "".join(place(c, row) for c in columns) + "</tr>" for row in shown.rows)
    return f'{said}{legend}<div class="wide"><table><thead><tr>{"".join(map(head, columns))}</tr></thead><tbody>{rows}</tbody></table></div>'


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
