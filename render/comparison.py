"""A comparison as one page that works by itself: both sides or one text, filters by kind of change, jumps. Its style and
script stand in the page and are allowed by their hashes (Content Security Policy level 3); nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path

from corpus.titles import CHANGE_TITLES
from index.compare import Comparison, Row, paths, record_text
from index.diff import Edit

FOLDER = Path(__file__).parent
HIDDEN = frozenset({"same"})
"""Kinds of change that are filtered out at first."""


def page(result: Comparison) -> str:
    """The page, whole."""
    title, body = parts(result)
    policy = f"default-src 'none'; style-src {_allowed('css')}; script-src {_allowed('js')}; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_asset("css")}</style></head><body>'
        f'{body}<script>{_asset("js")}</script></body></html>')


def parts(result: Comparison) -> tuple[str, str]:
    """The title of the page, and what stands in its body."""
    names = [d.meta.title or d.id for d in (result.old, result.new)]
    title = f"比较：{names[0]} → {names[1]}"
    rows = [(f"r{n}", row) for n, row in enumerate(result.rows, 1)]
    heads = "".join(f"<div>{side}：{escape(name)}{escape(f'（{d.meta.date}）' if d.meta.date else '')}</div>"
                    for side, name, d in zip("旧新", names, (result.old, result.new), strict=True))
    return title, (
        f'<header class="top"><h1>{escape(title)}</h1>{_bar(result)}<div class="names">{heads}</div></header><div class="frame">'
        f'<nav aria-label="变化一览"><ol>{"".join(_jump(result, name, row) for name, row in rows if row.change not in HIDDEN)}</ol></nav>'
        f'<main>{"".join(_row(result, name, row) for name, row in rows)}</main></div>')


@cache
def _asset(ending: str) -> str:
    return (FOLDER / f"comparison.{ending}").read_text("utf-8")


def _allowed(ending: str) -> str:
    digest = hashlib.sha256(_asset(ending).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _bar(result: Comparison) -> str:
    boxes = "".join(
        f'<label><input type="checkbox" name="change" value="{kind}"{"" if kind in HIDDEN else " checked"}> {CHANGE_TITLES[kind]} {n}</label>'
        for kind, n in result.counts().items())
    return (f'<div class="bar"><fieldset><legend>显示</legend>{boxes}</fieldset>'
            '<span role="group" aria-label="版式"><button id="side" type="button" aria-pressed="true">并排</button> '
            '<button id="inline" type="button" aria-pressed="false">合排</button></span>'
            '<span role="group" aria-label="跳转"><button id="previous" type="button">上一处</button> '
            '<button id="next" type="button">下一处</button> <span id="count" aria-live="polite"></span></span>'
            '<span class="hint">按键：j 下一处，k 上一处，v 换版式</span></div>')


def _places(result: Comparison, row: Row) -> str:
    old, new = (paths(d, side) if side else "" for d, side in ((result.old, row.old), (result.new, row.new)))
    return escape(" → ".join(dict.fromkeys(p for p in (old, new) if p)))


def _jump(result: Comparison, name: str, row: Row) -> str:
    return f'<li class="{row.change}"><a href="#{name}"><b class="kind">{CHANGE_TITLES[row.change]}</b> {_places(result, row)}</a></li>'


def _row(result: Comparison, name: str, row: Row) -> str:
    old, new = sides(row)
    records = "".join(f"<li>{escape(record_text(r))}</li>" for r in row.records)
    return (f'<section class="row {row.change}" id="{name}" data-change="{row.change}" tabindex="-1" aria-labelledby="{name}h">'
            f'<h2 id="{name}h"><span class="kind">{CHANGE_TITLES[row.change]}</span> {_places(result, row)}</h2>'
            f'<div class="sides"><div class="text old">{old}</div><div class="text new">{new}</div></div>'
            f'<div class="text inline">{inline(row)}</div>' + (f'<ul class="records">{records}</ul>' if records else "") + "</section>")


def sides(row: Row) -> tuple[str, str]:
    """Both texts with what went and what came marked; a clause that was added or deleted is marked whole."""
    if not row.old or not row.new:
        return _tag("del", row.old_text), _tag("ins", row.new_text)
    return (_marked(row.old_text, [(e.old_start, e.old_end, e) for e in row.edits], "del"),
            _marked(row.new_text, [(e.new_start, e.new_end, e) for e in row.edits], "ins"))


def inline(row: Row) -> str:
    """One text: the new one, with what went before what came."""
    if not row.old or not row.new:
        return _tag("del", row.old_text) + _tag("ins", row.new_text)
    said, at, text = "", 0, row.new_text
    for e in row.edits:
        said += escape(text[at:e.new_start]) + _tag("del", e.was, e.move) + _tag("ins", e.now, e.move)
        at = e.new_end
    return said + escape(text[at:])


def _marked(text: str, spans: Sequence[tuple[int, int, Edit]], tag: str) -> str:
    said, at = "", 0
    for start, end, edit in spans:
        if end > start >= at:
            said += escape(text[at:start]) + _tag(tag, text[start:end], edit.move)
            at = end
    return said + escape(text[at:])


def _tag(tag: str, text: str, move: int = 0) -> str:
    if not text:
        return ""
    moved = f' class="moved" title="{"移走" if tag == "del" else "移来"}（{move}）"' if move else ""
    return f"<{tag}{moved}>{escape(text)}</{tag}>"
