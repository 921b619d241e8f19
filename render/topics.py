"""Topics by documents, and indicators over documents and years, on the terminal and as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape

from rich.console import Console
from rich.text import Text

from corpus.model import Document
from corpus.titles import ROLE_TITLES
from index.indicators import Indicators
from index.topics import Cell, Topics
from render.xlsx import link

STYLE = """<style>.topics th:first-child,.topics td:first-child{position:sticky;left:0;background:var(--b);z-index:1;min-width:9em;font-weight:bold}
.topics thead th:first-child{z-index:2;background:var(--h)}.topics td{min-width:15em}.topics td.gap{text-align:center;color:#b3261e;background:repeating-linear-gradient(45deg,transparent 0 6px,var(--h) 6px 12px)}
.topics div{font-size:.9em}.chart svg{max-width:100%;height:auto;background:#fff}.count{opacity:.7;font-weight:normal}</style>"""


def lines(result: Topics | Indicators, console: Console) -> None:
    """Topic by topic what each document says, and who says nothing; or indicator by indicator."""
    if isinstance(result, Indicators):
        _indicator_lines(result, console)
        return
    names = labels(result.documents)
    shared = [t for t in result.topics if t.documents > 1]
    console.print(Text(f"主题对照：{len(result.documents)} 份文件，{len(shared)} 个共同主题", style="bold"))
    for topic in shared:
        console.print(Text(f"\n{topic.name}（{topic.documents}/{len(result.documents)}）", style="bold"))
        for document in result.documents:
            if document.id in topic.cells:
                said = topic.cells[document.id].said.replace("\n", "  ")
                console.print(Text.assemble(("  " + names[document.id] + "：", "cyan"), said if len(said) <= 150 else said[:149] + "…"))
        missing = [names[d.id] for d in result.documents if d.id not in topic.cells]
        if missing:
            console.print(Text("  — 没有：" + "、".join(missing), style="red"))
    for document in result.documents:
        own = [t.name for t in result.topics if t.documents == 1 and document.id in t.cells]
        if own:
            console.print(Text(f"\n只见于 {names[document.id]}（{len(own)}）：{'；'.join(own)}", style="yellow"))
    if result.indicators.series:
        console.print()
        _indicator_lines(result.indicators, console)


def _indicator_lines(result: Indicators, console: Console) -> None:
    console.print(Text(f"指标对照（{len(result)}）", style="bold"))
    titles = dict(result.documents)
    for series in result.series:
        console.print(Text(f"\n{series.title}", style="bold"))
        for doc_id in series.documents:
            said = "；".join(dict.fromkeys(p.said for p in series.points if p.doc_id == doc_id))
            console.print(Text.assemble(("  " + _short(titles[doc_id]) + "：", "cyan"), said))


def labels(documents: Iterable[Document]) -> dict[str, str]:
    """A name for a narrow place, by document id: region and year (云岭省 2021) where one document alone has them, else the
    title, cut, else the id."""
    given = list(documents)
    names = {d.id: f"{d.meta.region} {(d.meta.date or '')[:4]}".strip() if d.meta.region else "" for d in given}
    for choose in (lambda d: _short(d.meta.title), lambda d: d.id):
        counts = Counter(names.values())
        names |= {d.id: choose(d) for d in given if not names[d.id] or counts[names[d.id]] > 1}
    return names


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"


def head(documents: Iterable[Document]) -> str:
    """The documents as heads of columns, with their titles."""
    names = labels(documents)
    return "".join(f'<th style="white-space:normal">{escape(names[d.id])}<div class="count">{escape(d.meta.title)}</div></th>' for d in documents)


def body(result: Topics | Indicators) -> tuple[str, str]:
    """The title and the HTML of the page."""
    if isinstance(result, Indicators):
        return "指标对照", STYLE + _chart(result) + _table(result)
    rows = []
    for topic in result.topics:
        cells = "".join(_cell(topic.cells.get(d.id)) for d in result.documents)
        rows.append(f'<tr><td>{escape(topic.name)} <span class="count">{topic.documents}/{len(result.documents)}</span></td>{cells}</tr>')
    gaps = "".join(f"<li>{escape(t.name)}：{escape('、'.join(d.meta.title or d.id for d in missing))}</li>" for t, missing in result.gaps())
    said = f'<div class="wide"><table class="topics"><thead><tr><th>主题</th>{head(result.documents)}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    if gaps:
        said += f"<h2>空缺：多数文件有、这些文件没有</h2><ul>{gaps}</ul>"
    if result.indicators.series:
        said += "<h2>指标对照</h2>" + _table(result.indicators)
    return "主题对照", STYLE + said


def _cell(cell_: Cell | None) -> str:
    if cell_ is None:
        return '<td class="gap">—</td>'
    said = []
    for passage in cell_.passages:
        address = link(passage.link)
        name = escape(passage.said)
        said.append(f'<a href="{escape(address)}">{name}</a>' if address else name)
    parts = "；".join(said)
    units = "、".join(f'<span class="{role}" title="{ROLE_TITLES[role]}">{escape(name)}</span>' for name, role in cell_.units.items())
    parts += f"<div>{units}</div>" if units else ""
    parts += "".join(f'<div class="target">{escape(t)}</div>' for t in cell_.targets)
    parts += f'<div class="technology">{escape("、".join(cell_.technologies))}</div>' if cell_.technologies else ""
    return f"<td>{parts}</td>"


def _table(result: Indicators) -> str:
    from render.html import table

    return table(result.table())


def _chart(result: Indicators) -> str:
    """The chart in the page, where the extra for charts is installed and there is something to draw."""
    from render.charts import available, svg

    if not available():
        return ""
    drawn = svg(result)
    return f'<div class="chart">{drawn}</div>' if drawn else ""
