"""Asking of documents: outline, clause, search, matrix, targets, technologies, units."""

from __future__ import annotations

from typing import Any

import click

import tiaokuan
from commands.group import corpus_command, documents, output, role_option, show_result


@corpus_command()
@click.argument("document", metavar="文档 DOC")
@click.argument("clause", required=False, metavar="[条款 CLAUSE]")
@click.option("--why", is_flag=True, help="逐项列出依据的规则 each mention with the rule that found it")
@click.option("--left-out", is_flag=True, help="读入时略去的文字 what the reader left out")
@click.option("--served", is_flag=True, help="网站何时给出了什么 what the site served, and when")
@click.option("--at", metavar="日期 DATE", help="当日的版本 the version of that day (2020-06-30, 2020-06, 2020)")
@output()
def show(corpus: tiaokuan.Corpus, document: str, clause: str | None, why: bool, left_out: bool, served: bool, at: str | None,
         format: str | None, out: str | None) -> None:
    """显示提纲，或一个条款及其中标出的内容。 Show an outline, or one clause with its mentions marked."""
    if at:
        if why or left_out or served:
            raise click.UsageError("--at 不与 --why、--left-out、--served 同用 (--at stands without --why, --left-out and --served)")
        show_result(corpus.at(document, at, clause), format, out)
    elif served:
        show_result(corpus.served(document), format, out)
    elif left_out:
        show_result(corpus.left_out(document), format, out)
    elif why:
        show_result(corpus.mentions(document, clause, why=True), format, out)
    else:
        show_result(corpus.clause(document, clause) if clause else corpus.document(document), format, out)


@corpus_command()
@click.argument("query", nargs=-1, metavar="检索式 QUERY")
@click.option("--unit", help="部门 responsible unit (aliases count; a stem finds its line)")
@role_option
@click.option("--year", help="年份 2013 or 2011..2015")
@click.option("--region", help="地区 region")
@click.option("--tech", help="技术 technology")
@click.option("--genre", help="文种 规划, 方案, 意见 …")
@click.option("--doc", help="文档 document id")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="最多条数 hits at most")
@click.option("--offset", type=click.IntRange(0), default=0, help="从第几条之后起 leave out the first N")
@click.option("--sort", type=click.Choice(["relevance", "date", "document"]), default="relevance", show_default=True)
@click.option("--save", "name", metavar="名称 NAME", help="以此名存下 keep this search under a name")
@output()
def search(corpus: tiaokuan.Corpus, query: tuple[str, ...], name: str | None, format: str | None, out: str | None, limit: int,
           sort: str, offset: int, **filters: Any) -> None:
    """检索条款：词、"原文短语"、OR、-不含、( )，以及 部门: 角色: 年份: 地区: 技术: 文种:。 Search the clauses."""
    if not query and not any(filters.values()):
        raise click.UsageError("请给出检索式或筛选条件 (give a query or a filter)")
    words = [f'"{word}"' if " " in word and '"' not in word and len(query) > 1 else word for word in query]
    if name:
        corpus.save_search(name, " ".join(words), sort, **filters)
        click.echo(f"已存为“{name}” (saved)", err=True)
    show_result(corpus.search(" ".join(words), limit=limit, sort=sort, offset=offset, **filters), format, out)


@corpus_command()
@click.argument("name", required=False, metavar="[名称 NAME]")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="最多条数 hits at most")
@click.option("--delete", is_flag=True, help="删除 delete it")
@output()
def saved(corpus: tiaokuan.Corpus, name: str | None, limit: int, delete: bool, format: str | None, out: str | None) -> None:
    """存下的检索，及其新增的命中；给出名称则再检索一次。 Searches that were kept, with new hits; of a name, run it again."""
    if name is None:
        if delete:
            raise click.UsageError("请给出要删除的名称 (name the search to delete)")
        show_result(corpus.saved(), format, out)
    elif delete:
        click.echo(f"已删除“{corpus.forget_saved(name)}” (deleted)")
    else:
        show_result(corpus.run_saved(name, limit), format, out)
        corpus.see_saved(name)


@corpus_command()
@documents
@click.option("--by", type=click.Choice(["task", "unit"]), default="task", show_default=True, help="按任务或按部门")
@click.option("--unit", help="只看此部门 this unit only (aliases count; a stem finds its line)")
@role_option
@click.option("--due", help="完成时间 when it is due: 2025, 2025-06, 2021..2025")
@click.option("--date", help="文件日期 when its document is dated: 2021, 2021..2025")
@output()
def matrix(corpus: tiaokuan.Corpus, documents: tuple[str, ...], by: str, unit: str | None, role: str | None,
           due: str | None, date: str | None, format: str | None, out: str | None) -> None:
    """责任分工表：● 牵头 ○ 配合 △ 责任。 The responsibility matrix: ● lead ○ support △ responsible."""
    ask = corpus.by_unit if by == "unit" else corpus.matrix
    show_result(ask(*documents, unit=unit, role=role, due=due, date=date), format, out)


@corpus_command()
@documents
@click.option("--indicator", help="指标包含 indicator contains")
@click.option("--year", type=int, help="目标年 target year")
@click.option("--kind", type=click.Choice(["target", "fact"]), help="目标或现状 set, or stated as reached")
@click.option("--nature", type=click.Choice(["约束性", "预期性"]), help="约束性或预期性 binding, or expected")
@output()
def targets(corpus: tiaokuan.Corpus, documents: tuple[str, ...], indicator: str | None, year: int | None,
            kind: str | None, nature: str | None, format: str | None, out: str | None) -> None:
    """目标登记表。 The register of targets."""
    show_result(corpus.targets(*documents, indicator=indicator, year=year, kind=kind, nature=nature), format, out)


@corpus_command()
@documents
@click.option("--name", help="名称包含 name contains")
@output()
def technologies(corpus: tiaokuan.Corpus, documents: tuple[str, ...], name: str | None, format: str | None,
                 out: str | None) -> None:
    """技术登记表。 The register of technologies."""
    show_result(corpus.technologies(*documents, name=name), format, out)


@corpus_command()
@click.argument("documents", nargs=-1, metavar="[文档 DOC | 机构 BODY]…")
@click.option("--name", help="名称包含 name contains (aliases and lines count)")
@role_option
@click.option("--line", help="机构沿革 the line of this body through the reforms")
@output()
def units(corpus: tiaokuan.Corpus, documents: tuple[str, ...], name: str | None, role: str | None, line: str | None,
          format: str | None, out: str | None) -> None:
    """责任单位登记表；给出机构名（环保厅）则为其沿革。 The register of responsible units; of a body's name, its line."""
    if line is not None and (documents or name or role):
        raise click.UsageError("--line 单独使用 (--line stands alone)")
    if len(documents) == 1 and not name and not role:
        is_document, is_body = corpus.means(documents[0])
        if is_document and is_body:
            click.echo(f"“{documents[0]}”是文档，也是机构；看机构沿革用 tiaokuan units --line {documents[0]} (a document and a body)", err=True)
        line = documents[0] if is_body and not is_document else None
    show_result(corpus.line(line) if line is not None else corpus.units(*documents, name=name, role=role), format, out)
