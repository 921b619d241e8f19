"""A comparison as a page: both sides or one text, filters by kind of change, jumps (`comparison.css`, `comparison.js`)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from corpus.model import Clause, Document
from corpus.titles import CHANGE_TITLES, DIRECTION_TITLES, RECORD_TITLES
from index.compare import Comparison, Row, paths, record_text
from index.diff import Edit
from index.records import Record
from render.manner import PLAIN, Manner
from render.sheet import sheet

HIDDEN = frozenset({"same"})
"""Kinds of change that are filtered out at first."""


def page(result: Comparison) -> str:
    """The page, whole."""
    return sheet(*body(result), ("page.css", "comparison.css"), ("comparison.js",))


def body(result: Comparison, manner: Manner = PLAIN) -> tuple[str, str]:
    """The title of the page, and what stands in its body."""
    say = manner.say
    names = [d.meta.title or d.id for d in (result.old, result.new)]
    rows = [(f"r{n}", row) for n, row in enumerate(result.rows, 1)]
    heads = "".join(f"<div>{say(side)}{escape(name)}{escape(f'（{d.meta.date}）' if d.meta.date else '')}</div>"
                    for side, name, d in zip(("旧：", "新："), names, (result.old, result.new), strict=True))
    return f"{say('比较：')}{names[0]} → {names[1]}", (
        f'<div class="comparison"><div class="comparison-top">{_bar(result, manner)}<div class="comparison-names">{heads}</div></div>'
        f'<div class="comparison-frame"><nav class="comparison-list" aria-label="{say("变化一览")}"><ol>'
        f'{"".join(_jump(result, name, row, manner) for name, row in rows if row.change not in HIDDEN)}</ol></nav>'
        f'<div class="comparison-rows">{"".join(_row(result, name, row, manner) for name, row in rows)}</div></div></div>')


def _bar(result: Comparison, manner: Manner) -> str:
    say = manner.say
    boxes = "".join(
        f'<label><input type="checkbox" name="change" value="{kind}"{"" if kind in HIDDEN else " checked"}> {say(CHANGE_TITLES[kind])} {n}</label>'
        for kind, n in result.counts().items())
    return (f'<div class="comparison-bar" data-part="bar" hidden><fieldset><legend>{say("显示")}</legend>{boxes}</fieldset>'
            f'<span role="group" aria-label="{say("版式")}"><button data-part="side" class="plain" type="button" aria-pressed="true">{say("并排")}</button> '
            f'<button data-part="inline" class="plain" type="button" aria-pressed="false">{say("合排")}</button></span>'
            f'<span class="comparison-steps" role="group" aria-label="{say("跳转")}"><button data-part="previous" class="plain" type="button">{say("上一处")}</button> '
            f'<button data-part="next" class="plain" type="button">{say("下一处")}</button> '
            f'<span data-part="count" data-unit="{say("处")}" aria-live="polite"></span></span>'
            f'<span class="comparison-hint">{say("按键：j 下一处，k 上一处，v 换版式")}</span></div>')


def _places(result: Comparison, row: Row, manner: Manner, leads: bool = True) -> str:
    """Where the row stands, in both documents where that differs; `leads`: each to its clause, where that has an address."""
    sides_ = [(d, side, paths(d, side)) for d, side in ((result.old, row.old), (result.new, row.new)) if side]
    if len(sides_) == 2 and sides_[0][2] == sides_[1][2] and not (leads and manner.address):
        sides_ = sides_[1:]
    return " → ".join(_place(*side, manner, leads) for side in sides_)


def _place(document: Document, clauses: Sequence[Clause], path: str, manner: Manner, leads: bool) -> str:
    named = any(c.marker or c.heading for c in clauses)
    said = path if named else manner.say(path)
    return manner.to(f"{document.id}@{document.version}", clauses[0].id, said) if manner.address and leads else escape(said)


def _jump(result: Comparison, name: str, row: Row, manner: Manner) -> str:
    return f'<li class="{row.change}"><a href="#{name}"><b class="kind">{manner.say(CHANGE_TITLES[row.change])}</b> {_places(result, row, manner, False)}</a></li>'


def _row(result: Comparison, name: str, row: Row, manner: Manner) -> str:
    old, new = sides(row, manner)
    records = "".join(f"<li>{escape(_record(r, manner))}</li>" for r in row.records)
    return (f'<section class="row {row.change}" id="{name}" data-change="{row.change}" tabindex="-1" aria-labelledby="{name}h">'
            f'<h2 id="{name}h"><span class="kind">{manner.say(CHANGE_TITLES[row.change])}</span> {_places(result, row, manner)}</h2>'
            f'<div class="sides"><div class="text old">{old}</div><div class="text new">{new}</div></div>'
            f'<div class="text inline">{inline(row, manner)}</div>' + (f'<ul class="records">{records}</ul>' if records else "") + "</section>")


def _record(record: Record, manner: Manner) -> str:
    """A record in words, as `record_text`, in the language of the reader."""
    say = manner.say
    direction = say("（{}）", say(DIRECTION_TITLES[record.direction])) if record.direction and record.was and record.now else ""
    return say("{}：", say(RECORD_TITLES[record.kind]) + direction) + record_text(record).partition("：")[2]


def sides(row: Row, manner: Manner = PLAIN) -> tuple[str, str]:
    """Both texts with what went and what came marked; a clause that was added or deleted is marked whole."""
    if not row.old or not row.new:
        return _tag("del", row.old_text, manner), _tag("ins", row.new_text, manner)
    return (_marked(row.old_text, [(e.old_start, e.old_end, e) for e in row.edits], "del", manner),
            _marked(row.new_text, [(e.new_start, e.new_end, e) for e in row.edits], "ins", manner))


def inline(row: Row, manner: Manner = PLAIN) -> str:
    """One text: the new one, with what went before what came."""
    if not row.old or not row.new:
        return _tag("del", row.old_text, manner) + _tag("ins", row.new_text, manner)
    said, at, text = "", 0, row.new_text
    for e in row.edits:
        said += escape(text[at:e.new_start]) + _tag("del", e.was, manner, e.move) + _tag("ins", e.now, manner, e.move)
        at = e.new_end
    return said + escape(text[at:])


def _marked(text: str, spans: Sequence[tuple[int, int, Edit]], tag: str, manner: Manner) -> str:
    said, at = "", 0
    for start, end, edit in spans:
        if end > start >= at:
            said += escape(text[at:start]) + _tag(tag, text[start:end], manner, edit.move)
            at = end
    return said + escape(text[at:])


def _tag(tag: str, text: str, manner: Manner, move: int = 0) -> str:
    if not text:
        return ""
    moved = f' class="moved" title="{manner.say("移走（{}）" if tag == "del" else "移来（{}）", move)}"' if move else ""
    return f"<{tag}{moved}>{escape(text)}</{tag}>"
