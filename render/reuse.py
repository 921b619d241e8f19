"""Where a document's wording comes from, on the terminal and as a page."""

from __future__ import annotations

from html import escape

from rich.console import Console
from rich.text import Text

from corpus.table import Table
from index.reuse import Reuse, ReuseRow

STYLE = """<style>.reuse td:nth-child(2){min-width:28em;white-space:pre-line}.reuse mark{background:#dbe9ff;color:inherit}
@media(prefers-color-scheme:dark){.reuse mark{background:#24405f}}</style><p><mark style="background:#dbe9ff;color:#000">与来源相同的文字</mark></p>"""
SHOWN = 10


def lines(result: Reuse, console: Console) -> None:
    """The share of the whole, the sources, then the clauses."""
    from render.terminal import _short as cut
    from render.terminal import grid

    console.print(Text(_summary(result), style="bold"))
    sources = result.by_source()
    grid(console, Table(sources.title, tuple(c for c in sources.columns if c.key != "id"), sources.rows[:SHOWN]))
    if len(sources) > SHOWN:
        console.print(Text(f"…… 另 {len(sources) - SHOWN} 份\n"))
    for row in result.rows:
        where = f"  {'/'.join(row.path) or row.clause_id}（{row.letters} 字）：{row.reused:.0%} 见于他文"
        if row.source_id:
            later = "，在后" if row.direction == "later" else ""
            where += f"；{row.share:.0%} 同 {row.source_title} {'/'.join(row.source_path) or row.source_clause}{later}"
        console.print(Text(where))
        if row.source_id and row.departs:
            console.print(Text("      不同：" + cut("……".join(row.departs), 110), style="yellow"))


def _summary(result: Reuse) -> str:
    said = f"{result.document.meta.title or result.document.id}：{result.share:.0%} 的文字见于其他 {result.compared} 份文件"
    return said + (f"，其中套话 {result.stock:.0%}" if result.stock else "")


def body(result: Reuse) -> tuple[str, str]:
    """The title and the HTML of the page."""
    from render.html import table

    rows = "".join(f"<tr><td>{escape('/'.join(r.path) or r.clause_id)}</td><td>{_marked(r)}</td><td>{_source(r)}</td>"
                   f"<td>{r.reused:.0%}</td><td>{r.stock:.0%}</td></tr>" for r in result.rows)
    return f"文字来源：{result.document.meta.title or result.document.id}", (
        f"{STYLE}<p>{escape(_summary(result))}</p>{table(result.by_source())}<h2>逐条</h2>"
        '<div class="wide"><table class="reuse"><thead><tr><th>条款</th><th>文字</th><th>主要来源</th><th>见于他文</th><th>套话</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>")


def _marked(row: ReuseRow) -> str:
    said, at = "", 0
    for run in row.runs:
        said += escape(row.text[at:run.start]) + f"<mark>{escape(row.text[run.start:run.end])}</mark>"
        at = run.end
    return said + escape(row.text[at:])


def _source(row: ReuseRow) -> str:
    if row.source_id is None:
        return "—"
    later = "（在后）" if row.direction == "later" else ""
    place = "/".join(row.source_path) or row.source_clause or ""
    gone = "；".join(e.was for e in row.edits if e.was.strip(" ，。；、"))
    return (f"{escape(row.source_title or '')}{later} {escape(place)} {row.share:.0%}"
            + (f"<div>来源另有：<del>{escape(gone)}</del></div>" if gone else ""))
