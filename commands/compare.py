"""Documents beside each other: revisions, versions, topics, indicators, wording, carrying out, networks."""

from __future__ import annotations

import click

import tiaokuan
from commands.group import COMPARISON_FORMATS, NETWORK_FORMATS, corpus_command, documents, output, show_result


@corpus_command()
@click.argument("documents", nargs=-1, required=True, metavar="旧 A 新 B [C…]")
@click.option("--exact", is_flag=True, help="标点全半角、空格也算修改 width of punctuation and spacing count too")
@click.option("--records", is_flag=True, help="只列内容变化 only what changed in units, targets, time limits …")
@output(COMPARISON_FORMATS)
def compare(corpus: tiaokuan.Corpus, documents: tuple[str, ...], exact: bool, records: bool, format: str | None,
            out: str | None) -> None:
    """比较两份文档，逐条逐词；三份以上为主题对照表。 Compare two documents clause by clause; three or more by topics.

    -o 修订.docx 为带修订痕迹的文档。 -o FILE.docx: tracked changes."""
    if len(documents) < 2:
        raise click.UsageError("请给出至少两份文档 (name two documents, or more)")
    if len(documents) > 2:
        if exact or records:
            raise click.UsageError("--exact、--records 只用于两份文档 (--exact and --records are for two documents)")
        return show_result(corpus.topics(*documents), format, out)
    old, new = documents
    result = corpus.compare(old, new, exact=exact)
    show_result(result.records() if records else result, format, out)


@corpus_command()
@click.argument("document", metavar="文档 DOC")
@output()
def history(corpus: tiaokuan.Corpus, document: str, format: str | None, out: str | None) -> None:
    """一份文件的各个版本，每版改了什么。 The versions of a document, and what each changed."""
    show_result(corpus.history(document), format, out)


@corpus_command()
@documents
@click.option("--indicator", help="指标，任一名称或其一部分 any of its names, or a part")
@click.option("--facts", is_flag=True, help="包括现状值 also what is stated as reached")
@click.option("--chart", "chart", type=click.Path(dir_okay=False), help="画图到 .svg 或 .png 文件 draw to a file")
@output()
def indicators(corpus: tiaokuan.Corpus, documents: tuple[str, ...], indicator: str | None, facts: bool, chart: str | None,
               format: str | None, out: str | None) -> None:
    """指标对照：同一指标在各文档、各年份的数值。 Indicators lined up over documents and years."""
    result = corpus.indicators(*documents, indicator=indicator, facts=facts)
    if chart:
        tiaokuan.chart(result, chart)
        click.echo(f"已写入 {chart}", err=True)
    if not chart or format or out:
        show_result(result, format, out)


@corpus_command()
@click.argument("document", metavar="文档 DOC")
@click.argument("clause", metavar="条款 CLAUSE")
@click.option("--limit", type=click.IntRange(1, 500), default=20, show_default=True, help="最多条数 clauses at most")
@output()
def similar(corpus: tiaokuan.Corpus, document: str, clause: str, limit: int, format: str | None, out: str | None) -> None:
    """其他文档里与此条款相似的条款。 Clauses of other documents that are like this one."""
    show_result(corpus.similar(document, clause, limit), format, out)


@corpus_command()
@click.argument("document", metavar="文档 DOC")
@click.argument("others", nargs=-1, metavar="[其他 OTHER]…")
@output()
def reuse(corpus: tiaokuan.Corpus, document: str, others: tuple[str, ...], format: str | None, out: str | None) -> None:
    """文字来源：逐条看多少文字来自哪份文档，哪里不同。 How much of the wording stands in which other document."""
    show_result(corpus.reuse(document, *others), format, out)


@corpus_command()
@click.argument("parent", metavar="上级 PARENT")
@click.argument("children", nargs=-1, required=True, metavar="下级 CHILD…")
@output()
def trace(corpus: tiaokuan.Corpus, parent: str, children: tuple[str, ...], format: str | None, out: str | None) -> None:
    """落实对照：上级每一条由下级哪一条落实，依据、变化、缺失。 Which clause carries out which, and what is missing."""
    show_result(corpus.trace(parent, *children), format, out)


@corpus_command()
@documents
@click.option("--year-from", type=int, help="起始年份 from this year")
@click.option("--year-to", type=int, help="截止年份 to this year")
@click.option("--by", type=click.Choice(["unit", "line"]), default="unit", show_default=True, help="按单位或按条线 units, or department lines")
@output(NETWORK_FORMATS)
def network(corpus: tiaokuan.Corpus, documents: tuple[str, ...], year_from: int | None, year_to: int | None, by: str,
            format: str | None, out: str | None) -> None:
    """部门协作网络：谁和谁共同承担任务。 Which units share tasks: a network for Gephi, Cytoscape, networkx."""
    show_result(corpus.network(*documents, year_from=year_from, year_to=year_to, by=by), format, out)
