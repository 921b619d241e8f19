"""Giving out: the public format, and the measure against annotations."""

from __future__ import annotations

import click

import tiaokuan
from commands.group import corpus_command, documents, output, show_result


@corpus_command()
@documents
@click.option("--format", "format", type=click.Choice(["json", "gold"]), default="json", show_default=True,
              help="公开格式，或标注 the public format, or annotations to measure against")
@click.option("-o", "--output", "folder", required=True, type=click.Path(file_okay=False), help="文件夹 folder")
def export(corpus: tiaokuan.Corpus, documents: tuple[str, ...], format: str, folder: str) -> None:
    """导出为公开格式 clause-export/1，或标注 clause-gold/1，每个文档一个文件。 Export in the public format, or as gold."""
    written = corpus.export(*documents, folder=folder, format=format)
    click.echo(f"已导出 {len(written)} 个文档到 {folder}", err=True)


@corpus_command()
@click.argument("gold", metavar="标注文件夹 GOLD_DIR", type=click.Path())
@click.option("--misses", is_flag=True, help="逐条列出差别 every miss instead of the figures")
@click.option("--corrected", is_flag=True, help="评订正之后的 what readers made of it, not what the program found")
@output()
def evaluate(corpus: tiaokuan.Corpus, gold: str, misses: bool, corrected: bool, format: str | None, out: str | None) -> None:
    """对照人工标注评测：各项的准确率、召回率、F1。 Score the corpus against annotations."""
    result = corpus.evaluate(gold, corrected)
    show_result(result.misses if misses else result, format, out)
    for name in result.missing:
        click.echo(f"语料库里没有 {name}，全部计为遗漏 (not in the corpus; counted as missed)", err=True)
    for fault in result.faults:
        click.echo(f"Error: {fault}", err=True)
    if result.faults:
        click.get_current_context().exit(1)
