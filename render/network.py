"""Who works with whom, on the terminal and as a page."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from corpus.table import Table
from index.network import Network
from render.manner import PLAIN, Manner

SHOWN = 40


def lines(result: Network, console: Console) -> None:
    """How many, then the strongest links."""
    from render.terminal import grid

    console.print(Text(_summary(result), style="bold"))
    shown = result.table()
    grid(console, Table(shown.title, shown.columns, shown.rows[:SHOWN]))
    if len(shown) > SHOWN:
        console.print(Text(f"…… 另 {len(shown) - SHOWN} 条；全部请写入 .graphml、.gexf、.csv 或 .xlsx 文件"))


def _summary(result: Network) -> str:
    first, last = result.period
    span = f"（{first or ''}—{last or ''}）" if first or last else ""
    left = f"；另有 {result.left_out} 份名单过长，未计" if result.left_out else ""
    return f"{result.documents} 份文件{span}：{len(result.nodes)} 个单位，{len(result.links)} 对协作{left}"


def body(result: Network, manner: Manner = PLAIN) -> tuple[str, str]:
    """The title and the HTML of the page."""
    from render.html import table

    return manner.say("部门协作"), (f"<p>{_summary(result)}</p>{table(result.table(), manner)}<h2>{manner.say('单位')}</h2>"
                                   f"{table(result.units(), manner)}")
