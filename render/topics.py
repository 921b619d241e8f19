"""Topics by documents, and indicators over documents and years, on the terminal and as a page."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable
from html import escape

from rich.console import Console
from rich.text import Text

from corpus.model import Document
from corpus.titles import ROLE_TITLES
from index.indicators import Indicators, Point
from index.topics import Cell, Topics
from render.manner import PLAIN, Manner


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
    given = list(documents)
    names = labels(given)
    return "".join(f'<th scope="col">{escape(names[d.id])}' + (
        f'<div class="count">{escape(d.meta.title)}</div>' if d.meta.title != names[d.id] else "") + "</th>" for d in given)


def body(result: Topics | Indicators, manner: Manner = PLAIN) -> tuple[str, str]:
    """The title and the HTML of the page."""
    say = manner.say
    if isinstance(result, Indicators):
        return say("指标对照"), _indicators(result, manner)
    rows = []
    for topic in result.topics:
        cells = "".join(_cell(topic.cells.get(d.id), manner) for d in result.documents)
        rows.append(f'<tr><td>{escape(topic.name)} <span class="count">{topic.documents}/{len(result.documents)}</span></td>{cells}</tr>')
    gaps = "".join(f"<li>{escape(t.name)}：{escape(manner.join([d.meta.title or d.id for d in missing]))}</li>" for t, missing in result.gaps())
    said = (f'<div class="wide" tabindex="0" role="region" aria-label="{say("主题对照")}"><table class="topics docs"><thead><tr>'
            f'<th scope="col">{say("主题")}</th>{head(result.documents)}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>')
    if gaps:
        said += f"<h2>{say('空缺：多数文件有、这些文件没有')}</h2><ul>{gaps}</ul>"
    if result.indicators.series:
        said += f"<h2>{say('指标对照')}</h2>" + _indicators(result.indicators, manner)
    return say("主题对照"), said


def _cell(cell_: Cell | None, manner: Manner) -> str:
    if cell_ is None:
        return '<td class="gap">—</td>'
    parts = "；".join(manner.to(p.document.id, p.head.id, p.said, p.link) for p in cell_.passages)
    units = "、".join(f'<span class="{role}" title="{manner.say(ROLE_TITLES[role])}">{escape(name)}</span>' for name, role in cell_.units.items())
    parts += f"<div>{units}</div>" if units else ""
    parts += "".join(f'<div class="target">{escape(t)}</div>' for t in cell_.targets)
    parts += f'<div class="technology">{escape("、".join(cell_.technologies))}</div>' if cell_.technologies else ""
    return f"<td>{parts}</td>"


def _indicators(result: Indicators, manner: Manner) -> str:
    """Indicators by documents; each figure leads to its clause. A document that sets none of them has no column."""
    say = manner.say
    used = {p.doc_id for s in result.series for p in s.points}
    asked = [(i, title) for i, title in result.documents if i in used]
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in (
        say("指标"), say("口径"), say("单位"), say("文件数"), *(title for _, title in asked)))
    rows = "".join(
        f'<tr><th scope="row">{escape(s.indicator)}</th><td>{say("变化" if s.measure == "change" else "水平")}</td><td>{escape(s.unit or "")}</td>'
        f"<td>{len(s.documents)}</td>" + "".join(_figures([p for p in s.points if p.doc_id == i], manner) for i, _ in asked) + "</tr>"
        for s in result.series)
    return (f'<div class="wide" tabindex="0" role="region" aria-label="{say("指标对照")}"><table class="indicators docs"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>")


def _figures(points: Iterable[Point], manner: Manner) -> str:
    kept = list({p.said: p for p in reversed(list(points))}.values())[::-1]
    items = "".join(f"<li>{manner.to(p.doc_id, p.clause_id, p.said, p.source)}</li>" for p in kept)
    return f"<td><ul>{items}</ul></td>" if items else '<td class="gap">—</td>'


def figure(result: Topics | Indicators) -> str:
    """What stands above on a page by itself: the chart of indicators, where the extra for charts is installed and there is
    something to draw. As an image: the style that is in it is not the page's."""
    from render.charts import available, draw

    data = draw(result, "svg") if isinstance(result, Indicators) and available() else None
    return f'<p><img class="chart" alt="指标对照图" src="data:image/svg+xml;base64,{b64encode(data).decode()}"></p>' if data else ""
