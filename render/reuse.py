"""Where a document's wording comes from, on the terminal and as a page."""

from __future__ import annotations

from html import escape

from rich.console import Console
from rich.text import Text

from corpus.table import Table
from index.reuse import Reuse, ReuseRow
from render.manner import PLAIN, Manner

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


def body(result: Reuse, manner: Manner = PLAIN) -> tuple[str, str]:
    """The title and the HTML of the page."""
    from render.html import table

    say = manner.say
    rows = "".join(f"<tr><td>{manner.to(result.document.id, r.clause_id, '/'.join(r.path) or r.clause_id, r.source)}</td><td>{_marked(r)}</td>"
                   f"<td>{_source(r, manner)}</td><td>{r.reused:.0%}</td><td>{r.stock:.0%}</td></tr>" for r in result.rows)
    heads = "".join(f'<th scope="col">{say(title)}</th>' for title in ("条款", "文字", "主要来源", "见于他文", "套话"))
    stock = say("，其中套话 {}", f"{result.stock:.0%}") if result.stock else ""
    said = say("{}：{} 的文字见于其他 {} 份文件", result.document.meta.title or result.document.id, f"{result.share:.0%}", result.compared)
    return f"{say('文字来源：')}{result.document.meta.title or result.document.id}", (
        f'<p><mark class="same">{say("与来源相同的文字")}</mark></p><p>{escape(said + stock)}</p>{table(result.by_source(), manner)}<h2>{say("逐条")}</h2>'
        f'<div class="wide" tabindex="0" role="region" aria-label="{say("逐条")}"><table class="reuse"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>")


def _marked(row: ReuseRow) -> str:
    said, at = "", 0
    for run in row.runs:
        said += escape(row.text[at:run.start]) + f'<mark class="same">{escape(row.text[run.start:run.end])}</mark>'
        at = run.end
    return said + escape(row.text[at:])


def _source(row: ReuseRow, manner: Manner) -> str:
    if row.source_id is None:
        return "—"
    later = manner.say("（在后）") if row.direction == "later" else ""
    place = "/".join(row.source_path) or row.source_clause or ""
    gone = "；".join(e.was for e in row.edits if e.was.strip(" ，。；、"))
    where = manner.to(row.source_id, row.source_clause, place) if manner.address and row.source_clause else escape(place)
    return (f"{escape(row.source_title or '')}{later} {where} {row.share:.0%}"
            + (f"<div>{manner.say('来源另有：')}<del>{escape(gone)}</del></div>" if gone else ""))
