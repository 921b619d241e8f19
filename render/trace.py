"""Which clause carries out which, on the terminal and as a page."""

from __future__ import annotations

from html import escape

from rich.console import Console
from rich.text import Text

from index.differing import KIND_TITLES, WHAT_TITLES
from index.passages import Passage
from index.trace import EVIDENCE_TITLES, Answer, Trace, grouped, said_evidence
from render.manner import PLAIN, Manner
from render.topics import head, labels

COLOURS = {"weakened": "red", "strengthened": "green", "added": "blue", "left_out": "magenta", "localised": "yellow"}


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


def body(result: Trace, manner: Manner = PLAIN) -> tuple[str, str]:
    """The title and the HTML of the page. A row that some child does not answer is of the class `some`, one that none does of `none`."""
    say = manner.say
    names = labels(result.children)
    rows = []
    for row in result.rows:
        cells = []
        for child in result.children:
            answers = row.answers.get(child.id)
            cells.append("<td>" + "".join(_answer(a, manner) for a in answers) + "</td>" if answers else f'<td class="gap">{say("— 没有对应")}</td>')
        kind = "none" if not row.answers else "some" if len(row.answers) < len(result.children) else "whole"
        p = row.passage
        # a summary opens and closes: what leads to the clause stands beside it
        opened = f' <small>{manner.to(p.document.id, p.head.id, say("原文"), p.link)}</small>' if manner.address else ""
        rows.append(f'<tr class="{kind}"><td><details><summary>{escape(p.said)}</summary><div class="text">{escape(p.text)}</div></details>{opened}</td>'
                    f'{"".join(cells)}</tr>')
    counts = "".join(
        f"<li>{escape(c.meta.title or c.id)}{say('：{} 条中落实 {} 条；', len(result.rows), sum(c.id in r.answers for r in result.rows))}"
        f"{say('引用上级文件' if c.id in result.cites else '没有引用上级文件')}</li>" for c in result.children)
    own = "".join(f"<h2>{escape(say('{}自有的条款', names[c.id]))}</h2><ul>" + "".join(_own(p, manner) for p in result.own[c.id]) + "</ul>"
                  for c in result.children if result.own[c.id])
    legend = "".join(f'<span class="kind {k}">{say(t)}</span>' for k, t in KIND_TITLES.items())
    return f"{say('落实对照：')}{result.parent.meta.title or result.parent.id}", (
        f'<ul>{counts}</ul><p>{legend}</p><div class="wide" tabindex="0" role="region" aria-label="{say("落实对照")}"><table class="trace docs"><thead><tr>'
        f'<th scope="col">{say("上级条款")}</th>{head(result.children)}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>{own}')


def _own(passage: Passage, manner: Manner) -> str:
    opened = f" <small>{manner.to(passage.document.id, passage.head.id, manner.say('原文'))}</small>" if manner.address else ""
    return f'<li><details><summary>{escape(passage.said)}</summary><div class="text">{escape(passage.text)}</div></details>{opened}</li>'


def _answer(answer: Answer, manner: Manner) -> str:
    say, p = manner.say, answer.passage
    badges = "".join(f'<span class="kind {k}">{say(KIND_TITLES[k])}</span>' for k in answer.kinds)
    evidence = "".join(f"<li>{say('{}：', say(EVIDENCE_TITLES[e.kind]))}{escape(e.text)}</li>" for e in answer.evidence)
    changes = "".join(f'<li class="{d.kind}">{say("{}：", say(KIND_TITLES[d.kind] + WHAT_TITLES[d.what]))}{escape(said)}</li>' for d, said in grouped(answer))
    return (f"<div>{manner.to(p.document.id, p.head.id, p.said, p.link)} <small>{answer.likeness:.2f}</small>{badges}</div>"
            + (f"<ul>{changes}</ul>" if changes else "") +
            f'<details><summary>{say("依据")}</summary><ul>{evidence}</ul><div class="text">{escape(p.text)}</div></details>')
