"""Results on a terminal: tables, outlines, clauses with their mentions marked, hits, comparisons."""

from __future__ import annotations

import io
import shutil
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from corpus.model import Clause, Document
from corpus.table import Table
from corpus.titles import CHANGE_TITLES
from render.tabular import cell

STYLES = {"lead": "bold red", "support": "yellow", "responsible": "magenta", "target": "green", "technology": "cyan", "deadline": "blue", "citation": "dim"}
MARKS = ("●", "○", "△")


def terminal(result: Any, width: int | None = None, colour: bool = False) -> str:
    """The result as text for a terminal of that width."""
    from render.views import view_of

    out = io.StringIO()
    console = Console(file=out, width=width or (shutil.get_terminal_size((100, 30)).columns if colour else 100),
                      force_terminal=colour, no_color=not colour, highlight=False, emoji=False, markup=False)
    if isinstance(result, Document):
        outline(console, result)
    elif isinstance(result, tuple) and isinstance(result[1], Clause):
        clause(console, result[0], result[1], colour)
    elif hasattr(result, "facets"):
        hits(console, result, colour)
    elif (view := view_of(result)) is not None:
        view.lines(result, console)
    elif hasattr(result, "to_json"):
        comparison(console, result, colour)
    else:
        from render import as_table

        grid(console, as_table(result))
    return out.getvalue()


def grid(console: Console, table: Table[Any]) -> None:
    """A table that fits a terminal: empty columns and links are left out, what is the same in every row is said once
    above, and the mark columns of a matrix become one (● A、B ○ C)."""
    columns = [c for c in table.columns if not (c.link and c.key == "source") and any(cell(c.value(r)) for r in table.rows)] or list(table.columns)
    marks = [c for c in columns if {c.value(r) for r in table.rows} - {None, ""} <= set(MARKS) and table.rows]
    console.print(Text(f"{table.title}（{len(table)}）", style="bold"))
    plain = [c for c in columns if c not in marks]
    if len(table) > 1:
        for column in [c for c in plain if c.key in ("document", "title") and len({c.value(r) for r in table.rows}) == 1]:
            console.print(Text(f"{column.title}：{cell(column.shown(table.rows[0]))}", style="dim"))
            plain.remove(column)
    shown = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in plain:
        shown.add_column(Text(column.title), overflow="fold", min_width=4, ratio=max(4, min(column.width, 30)))
    if marks:
        shown.add_column(Text("部门  ● 牵头 ○ 配合 △ 责任"), overflow="fold", ratio=30)
    for row in table.rows:
        cells = [Text(_short(cell(c.shown(row)), 24 if c.key in ("document", "title") else 70)) for c in plain]
        if marks:
            by_mark = {m: [c.title for c in marks if c.value(row) == m] for m in MARKS}
            cells.append(Text(" ".join(f"{m}{'、'.join(names)}" for m, names in by_mark.items() if names)))
        shown.add_row(*cells)
    console.print(shown)


def _short(said: str, most: int) -> str:
    """What a terminal shows of a long cell; the files hold the whole."""
    said = " ".join(said.split())
    return said if len(said) <= most else said[:most - 1] + "…"


def outline(console: Console, document: Document) -> None:
    """The outline of a document, with what each clause holds."""
    console.print(Text(document.meta.title or document.id, style="bold"))
    console.print(Text("  ".join(x for x in (document.meta.doc_number, document.meta.date, document.meta.region) if x)))
    warned = [f"有效性：{document.meta.validity} (validity)" if document.meta.validity else "",
              f"文字由识别得来，平均置信度 {document.confidence:.2f} (read by OCR)" if document.confidence is not None else ""]
    if any(warned):
        console.print(Text("  ".join(x for x in warned if x)))
    for c in document.clauses:
        said = (c.marker + c.heading) if c.heading else c.text.strip().replace("\n", " ")
        said = said if len(said) <= 42 else said[:40] + "…"
        held = [f"{name}{n}" for name, n in (("责", sum(len(r.units) for r in c.responsibilities)), ("目标", len(c.targets)), ("技术", len(c.technologies))) if n]
        console.print(Text("  " * c.level + said + (f"  [{' '.join(held)}]" if held else "")))


def spans(c: Clause) -> list[tuple[int, int, str]]:
    """What is marked in a clause, in order, without overlap."""
    found: list[tuple[int, int, str]] = [(u.start, u.end, u.role) for r in c.responsibilities for u in r.units]
    found += [(m.start, m.end, "target") for m in c.targets] + [(m.start, m.end, "technology") for m in c.technologies]
    found += [(m.start, m.end, "deadline") for m in c.deadlines] + [(m.start, m.end, "citation") for m in c.citations]
    kept: list[tuple[int, int, str]] = []
    for a, b, kind in sorted(found, key=lambda s: (s[0], -s[1])):
        if not kept or a >= kept[-1][1]:
            kept.append((a, b, kind))
    return kept


def clause(console: Console, document: Document, c: Clause, colour: bool) -> None:
    """A clause with its mentions marked (by 【】 where there are no colours), and a table of them."""
    from render import as_table

    console.print(Text(f"{document.meta.title or document.id}  {' '.join(document.path(c))}", style="bold"))
    said, at = Text(), 0
    for a, b, kind in spans(c):
        said.append(c.text[at:a])
        said.append(c.text[a:b] if colour else f"【{c.text[a:b]}】", style=STYLES[kind])
        at = b
    said.append(c.text[at:])
    console.print(said)
    if as_table((document, c)).rows:
        grid(console, as_table((document, c)))


def hits(console: Console, result: Any, colour: bool) -> None:
    """Hits with their place and snippet, then the facets."""
    console.print(Text(f"{result.query}：{result.total} 条"))
    for n, hit in enumerate(result.hits, 1):
        console.print(Text(f"{n}. {hit.title}  {' '.join(hit.path)}  [{hit.doc_id} {hit.clause_id}]", style="bold"))
        said = Text("   ")
        for piece, marked in hit.snippet:
            said.append(piece if colour or not marked else f"【{piece}】", style="bold red" if marked else "")
        console.print(said)
    for name, title in (("unit", "部门"), ("role", "角色"), ("region", "地区"), ("year", "年份"), ("tech", "技术")):
        if result.facets.get(name):
            console.print(Text(f"{title}：" + "  ".join(f"{v}({n})" for v, n in result.facets[name])))


def comparison(console: Console, result: Any, colour: bool) -> None:
    """Every changed row with its words marked [-was-]{+now+}, and what changed as records."""
    from index.compare import paths, record_text

    console.print(Text("  ".join(f"{CHANGE_TITLES[k]} {n}" for k, n in result.counts().items())))
    for row in result.rows:
        if row.change == "same":
            continue
        old, new = paths(result.old, row.old), paths(result.new, row.new)
        console.print(Text(f"{CHANGE_TITLES[row.change]}  {' → '.join(dict.fromkeys(p for p in (old, new) if p))}", style="bold"))
        if row.change in ("added", "deleted"):
            said = "".join(c.text for c in row.new or row.old)
            console.print(Text(f"  {'+' if row.new else '-'} {said[:120]}{'…' if len(said) > 120 else ''}", style="green" if row.new else "red"))
        for edit in row.edits[:12]:
            moved = "（移走）" if edit.move and edit.was else "（移来）" if edit.move else ""
            console.print(Text.assemble("  ", (f"[-{edit.was}-]", "red") if edit.was else "", (f"{{+{edit.now}+}}", "green") if edit.now else "", moved))
        if len(row.edits) > 12:
            console.print(Text(f"  …另有 {len(row.edits) - 12} 处修改"))
        for record in row.records:
            console.print(Text(f"  → {record_text(record)}", style="blue"))
