"""Correcting: accept, reject, change or add a mention; the list of corrections, and taking one back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

import tiaokuan
from commands.group import corpus_command, documents, output, show_result

EMPTY = {"value": "value", "value-max": "value_max", "measure": "unit", "year": "year", "baseline-year": "baseline_year",
         "until": "deadline", "due": "due"}
"""What a mention may be silent on, by the name of the option, and the value's own name."""


def what(function: Callable[..., Any]) -> Callable[..., Any]:
    """Which mention, and what it should say."""
    for option in reversed((
        click.option("--unit", help="此单位 this unit, as printed"),
        click.option("--target", help="此目标 this target, as printed"),
        click.option("--technology", help="此技术 this technology, as printed"),
        click.option("--deadline", help="此时限 this time limit of the sentence, as printed"),
        click.option("--accept", "action", flag_value="accept", help="认可 it is right"),
        click.option("--reject", "action", flag_value="reject", help="删去 it is none"),
        click.option("--add", "action", flag_value="add", help="补充 the program missed it"),
        click.option("--as", "new_text", metavar="TEXT", help="应为这几个字 the words it should cover"),
        click.option("--role", type=click.Choice(list(tiaokuan.ROLES)), help="角色 role of the unit"),
        click.option("--name", help="单位名称（补全） the unit's name, completed"),
        click.option("--canonical", help="全称、通用名 full name of the unit, usual name of the technology"),
        click.option("--task", help="单位的任务 the task that the unit has"),
        click.option("--until", help="任务的时限 the time limit of the task, as printed"),
        click.option("--due", metavar="DATE", help="截止日 its last day (2025-06-30)"),
        click.option("--indicator", help="指标 what the target measures"),
        click.option("--comparator", type=click.Choice(tiaokuan.CHOICES["comparator"]), help="关系"),
        click.option("--value", type=float, help="数值"),
        click.option("--value-max", type=float, help="上限 upper value of a range"),
        click.option("--measure", help="计量单位 unit of the value (%, 亿元 …)"),
        click.option("--year", type=int, help="目标年 target year"),
        click.option("--baseline-year", type=int, help="基年 year compared with"),
        click.option("--kind", type=click.Choice(tiaokuan.CHOICES["kind"]), help="目标或现状 set, or stated as reached"),
        click.option("--without", multiple=True, type=click.Choice(list(EMPTY)), help="文中没有这一项 the document does not say this"),
        click.option("--nth", type=click.IntRange(1), help="第几处 which, where the words stand there more than once"),
        click.option("--found", help="几个目标同在一处时：指标 of several targets at one place: the indicator"),
        click.option("--who", help="何人 the reader (default: login name)"),
        click.option("--note", default="", help="备注 a note, at most 2,000 characters"),
    )):
        function = option(function)
    return function


@corpus_command()
@click.argument("document", metavar="文档 DOC")
@click.argument("clause", metavar="条款 CLAUSE")
@what
@output()
def correct(corpus: tiaokuan.Corpus, document: str, clause: str, action: str | None, unit: str | None, target: str | None,
            technology: str | None, deadline: str | None, until: str | None, measure: str | None, new_text: str | None,
            without: tuple[str, ...], nth: int | None, found: str | None, who: str | None, note: str, format: str | None, out: str | None,
            **values: Any) -> None:
    """订正一处：认可、删去、改动、补充单位、目标、技术、时限。 Accept, reject, change or add a mention."""
    named = [(kind, text) for kind, text in (("unit", unit), ("target", target), ("technology", technology), ("deadline", deadline))
             if text is not None]
    if len(named) != 1:
        raise click.UsageError("请给出一处：--unit、--target、--technology 或 --deadline (name one mention)")
    kind, text = named[0]
    said = {k: v for k, v in {**values, "deadline": until, "unit": measure}.items() if v is not None}
    said.update(dict.fromkeys(EMPTY[name] for name in without))
    made = corpus.correct_words(document, clause, kind, action or "change", text, nth=nth, new_text=new_text, found=found,
                                who=who, note=note, **said)
    click.echo(f"订正 #{made.id}；撤回用 tiaokuan corrections --undo {made.id} (to take it back)", err=True)
    show_result(corpus.clause(document, made.clause_id), format, out)


@corpus_command()
@documents
@click.option("--undo", type=click.IntRange(1), metavar="号 ID", help="撤回这一处 take this one back")
@click.option("--who", help="何人撤回 who takes it back (default: login name)")
@output()
def corrections(corpus: tiaokuan.Corpus, documents: tuple[str, ...], undo: int | None, who: str | None, format: str | None,
                out: str | None) -> None:
    """列出订正：原来、现在、何人、何时；--undo 撤回一处。 The corrections of readers; --undo takes one back."""
    if undo is not None:
        made = corpus.uncorrect(undo, who)
        click.echo(f"已撤回 #{made.id} (taken back)", err=True)
    show_result(corpus.corrections(*documents), format, out)
