"""Which clause carries out which, on the terminal and as a page."""

from __future__ import annotations

from html import escape

from rich.console import Console
from rich.text import Text

from index.differing import KIND_TITLES, WHAT_TITLES
from index.trace import EVIDENCE_TITLES, Answer, Trace, grouped, said_evidence
from render.topics import head, labels
from render.xlsx import link

COLOURS = {"weakened": "red", "strengthened": "green", "added": "blue", "left_out": "magenta", "localised": "yellow"}
STYLE = """<style>.trace td:first-child{min-width:14em;max-width:24em}.trace td{min-width:18em}.trace td.gap{text-align:center;color:#b3261e;background:repeating-linear-gradient(45deg,transparent 0 6px,var(--h) 6px 12px)}
.trace summary{cursor:pointer}.trace .text{white-space:pre-line;font-size:.9em}.trace li{margin:.1rem 0;font-size:.9em}.trace ul{margin:.2rem 0;padding-left:1.2em}.badge{font-size:.8em;border:1px solid;border-radius:.5em;padding:0 .4em;margin-left:.3em;white-space:nowrap}
.weakened{color:#b3261e}.strengthened{color:#1b7f3b}.added{color:#2f5bd0}.left_out{color:#7b1fa2}.localised{color:#9a6700}</style>"""


def lines(result: Trace, console: Console) -> None:
    """Clause by clause of the parent: the answers, how they differ, and who does not answer."""
    names = labels(result.children)
    for child in result.children:
        answered = sum(child.id in row.answers for row in result.rows)
        said = "引用上级文件" if child.id in result.cites else "没有引用上级文件"
        console.print(Text(f"{names[child.id]}：{len(result.rows)} 条中落实 {answered} 条，自有 {len(result.own[child.id])} 条；{said}", style="bold"))
    for row in result.rows:
        console.print(Text(f"\n{row.passage.said}", style="bold"))
        for child in result.children:
            for answer in row.answers.get(child.id, ()):
                kinds = "、".join(KIND_TITLES[k] for k in answer.kinds) or "一致"
                console.print(Text.assemble("  → ", (names[child.id], "cyan"), f" {answer.passage.said}  {answer.likeness:.2f}  {kinds}"))
                console.print(Text("      " + _cut(said_evidence(answer), 110), style="dim"))
                for d, said in grouped(answer):
                    console.print(Text(f"      {KIND_TITLES[d.kind]}{WHAT_TITLES[d.what]} {_cut(said, 100)}", style=COLOURS[d.kind]))
            if child.id not in row.answers:
                console.print(Text.assemble("  ✗ ", (names[child.id], "cyan"), (" 没有对应的条款", "red")))
    for child in result.children:
        if result.own[child.id]:
            console.print(Text(f"\n{names[child.id]}自有：{'；'.join(p.said for p in result.own[child.id])}", style="yellow"))


def _cut(said: str, most: int) -> str:
    return said if len(said) <= most else said[:most - 1] + "…"


def body(result: Trace) -> tuple[str, str]:
    """The title and the HTML of the page."""
    names = labels(result.children)
    rows = []
    for row in result.rows:
        text = f'<details><summary>{escape(row.passage.said)}</summary><div class="text">{escape(row.passage.text)}</div></details>'
        cells = []
        for child in result.children:
            answers = row.answers.get(child.id)
            cells.append("<td>" + "".join(map(_answer, answers)) + "</td>" if answers else '<td class="gap">— 没有对应</td>')
        rows.append(f"<tr><td>{text}</td>{''.join(cells)}</tr>")
    counts = "".join(
        f"<li>{escape(c.meta.title or c.id)}：{len(result.rows)} 条中落实 {sum(c.id in r.answers for r in result.rows)} 条；"
        f"{'引用上级文件' if c.id in result.cites else '没有引用上级文件'}</li>" for c in result.children)
    own = "".join(f"<h2>{escape(names[c.id])}自有的条款</h2><ul>" + "".join(
        f"<li><details><summary>{escape(p.said)}</summary>{escape(p.text)}</details></li>" for p in result.own[c.id]) + "</ul>"
        for c in result.children if result.own[c.id])
    legend = "".join(f'<span class="badge {k}">{t}</span>' for k, t in KIND_TITLES.items())
    return f"落实对照：{result.parent.meta.title or result.parent.id}", (
        f'{STYLE}<ul>{counts}</ul><p>{legend}</p><div class="wide"><table class="trace"><thead><tr><th>上级条款</th>{head(result.children)}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table></div>{own}')


def _answer(answer: Answer) -> str:
    address = link(answer.passage.link)
    name = escape(answer.passage.said)
    badges = "".join(f'<span class="badge {k}">{KIND_TITLES[k]}</span>' for k in answer.kinds)
    evidence = "".join(f"<li>{EVIDENCE_TITLES[e.kind]}：{escape(e.text)}</li>" for e in answer.evidence)
    changes = "".join(f'<li class="{d.kind}">{KIND_TITLES[d.kind]}{WHAT_TITLES[d.what]}：{escape(said)}</li>' for d, said in grouped(answer))
    opened = f'<a href="{escape(address)}">{name}</a>' if address else name
    return (f"<div>{opened} <small>{answer.likeness:.2f}</small>{badges}</div><ul>{changes}</ul>"
            f'<details><summary>依据</summary><ul>{evidence}</ul><div class="text">{escape(answer.passage.text)}</div></details>')
