"""The commands. Each parses its arguments, calls one function of `tiaokuan`, and prints; no logic lives here."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

import tiaokuan

FORMATS = ("table", "json", "csv", "xlsx", "html", "md")
COMPARISON_FORMATS = (*FORMATS, "docx")


class Commands(click.Group):
    """Turns what a user can act on into one line and exit 1, and Ctrl-C into exit 130; never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except tiaokuan.TiaokuanError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            # the reader (head, less) closed early: nothing is wrong; keep Python from complaining at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except KeyboardInterrupt:
            click.echo("已中断；已加入的文档完好 (interrupted; documents already added are safe)", err=True)
            ctx.exit(130)
        except OSError as error:
            name = f"{error.filename}：" if error.filename else ""
            raise click.ClickException(f"{name}{error.strerror or error}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--corpus", type=click.Path(dir_okay=False), envvar="TIAOKUAN_CORPUS",
              help="语料库文件 corpus file (default: in your data folder)")
@click.option("--engine", type=click.Choice(["tantivy", "whoosh"]), default="tantivy", envvar="TIAOKUAN_ENGINE",
              help="检索引擎 search engine")
@click.version_option(tiaokuan.__version__, prog_name="tiaokuan")
@click.pass_context
def main(ctx: click.Context, corpus: str | None, engine: str) -> None:
    """条款：把政策文件拆成条款，找出谁负责、何时完成、用何技术、达到何目标。

    Policy documents as clauses: who must do what, by when, with which technologies, to which target.
    """
    ctx.obj = (corpus, engine)


def corpus_command(name: str | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that gets the opened corpus as its first argument."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        def run(**arguments: Any) -> Any:
            path, engine = click.get_current_context().obj
            with tiaokuan.open(path, engine) as corpus:
                return function(corpus, **arguments)

        run.__doc__ = function.__doc__
        run.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined]
        return main.command(name or function.__name__.rstrip("_").replace("_", "-"))(run)

    return decorate


def output(formats: tuple[str, ...] = FORMATS) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options `--format` and `-o` of everything that prints a result."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        out = click.option("-o", "--output", "out", type=click.Path(), help="写入文件 write to a file")
        kind = click.option("--format", "format", type=click.Choice(formats),
                            help="格式 (default: by the ending of -o, else table)")
        return kind(out(function))

    return decorate


def show_result(result: Any, format: str | None, out: str | None, formats: tuple[str, ...] = FORMATS) -> None:
    """Prints a result, or writes it to a file whose ending names the format where none is given."""
    if format is None:
        ending = os.path.splitext(out or "")[1].lstrip(".").lower()
        format = {"htm": "html", "txt": "table"}.get(ending, ending) if ending else "table"
        if format not in formats:
            format = "table"
    if format in ("xlsx", "docx") and not out:
        raise click.UsageError(f"{format} 需要 -o 文件名 ({format} needs -o FILE)")
    tiaokuan.render(result, format, out)
    if out:
        click.echo(f"已写入 {out}", err=True)


documents = click.argument("documents", nargs=-1, metavar="[文档 DOC]…")
role_option = click.option("--role", type=click.Choice(list(tiaokuan.ROLES)), help="角色 lead, support or responsible")


@corpus_command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="并行进程数 reading processes")
@output(("table", "json", "csv", "md"))
def add(corpus: tiaokuan.Corpus, paths: tuple[str, ...], workers: int, format: str | None, out: str | None) -> None:
    """加入文件、文件夹（含子文件夹）或标准输入 (-)。 Add files, folders or standard input (-)."""
    rows: list[tiaokuan.Added] = []
    files = [path for path in paths if path != "-"]
    if files:
        with click.progressbar(length=1, label="读取", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
            def progress(done: int, total: int, name: str) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            rows.extend(corpus.add(*files, workers=workers, progress=progress))
    if "-" in paths:
        rows += corpus.add_bytes(sys.stdin.buffer.read(), "stdin.txt", "stdin")
    report = tiaokuan.AddReport.of(rows)
    show_result(report, format, out)
    click.echo("加入 {}，未变 {}，更新 {}，失败 {}".format(
        *(report.count(status) for status in ("added", "unchanged", "replaced", "failed"))), err=True)
    if report.failed:
        click.get_current_context().exit(1)


@corpus_command("list")
@output()
def list_(corpus: tiaokuan.Corpus, format: str | None, out: str | None) -> None:
    """列出文档。 List the documents."""
    show_result(corpus.list(), format, out)


@corpus_command()
@click.argument("document", metavar="文档 DOC")
@click.argument("clause", required=False, metavar="[条款 CLAUSE]")
@click.option("--why", is_flag=True, help="逐项列出依据的规则 each mention with the rule that found it")
@click.option("--left-out", is_flag=True, help="读入时略去的文字 what the reader left out")
@click.option("--at", metavar="日期 DATE", help="当日的版本 the version of that day (2020-06-30, 2020-06, 2020)")
@output()
def show(corpus: tiaokuan.Corpus, document: str, clause: str | None, why: bool, left_out: bool, at: str | None,
         format: str | None, out: str | None) -> None:
    """显示提纲，或一个条款及其中标出的内容。 Show an outline, or one clause with its mentions marked."""
    if at:
        if why or left_out:
            raise click.UsageError("--at 不与 --why、--left-out 同用 (--at stands without --why and --left-out)")
        show_result(corpus.at(document, at, clause), format, out)
    elif left_out:
        show_result(corpus.left_out(document), format, out)
    elif why:
        show_result(corpus.mentions(document, clause, why=True), format, out)
    else:
        show_result(corpus.clause(document, clause) if clause else corpus.document(document), format, out)


@corpus_command()
@click.argument("document", metavar="文档 DOC")
def remove(corpus: tiaokuan.Corpus, document: str) -> None:
    """删除文档。 Remove a document."""
    click.echo(f"已删除 {corpus.remove(document)}")


@corpus_command()
@output(("table", "json"))
def info(corpus: tiaokuan.Corpus, format: str | None, out: str | None) -> None:
    """语料库概况。 What is in the corpus."""
    show_result(corpus.info(), format, out)


@corpus_command()
def reindex(corpus: tiaokuan.Corpus) -> None:
    """重建索引。 Build the index anew."""
    click.echo(f"已索引 {corpus.reindex()} 条 (clauses indexed)")


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
@click.option("--sort", type=click.Choice(["relevance", "date", "document"]), default="relevance", show_default=True)
@output()
def search(corpus: tiaokuan.Corpus, query: tuple[str, ...], format: str | None, out: str | None, limit: int,
           sort: str, **filters: str | None) -> None:
    """检索条款：词、"原文短语"、OR、-不含、( )，以及 部门: 角色: 年份: 地区: 技术: 文种:。 Search the clauses."""
    if not query and not any(filters.values()):
        raise click.UsageError("请给出检索式或筛选条件 (give a query or a filter)")
    words = [f'"{word}"' if " " in word and '"' not in word and len(query) > 1 else word for word in query]
    show_result(corpus.search(" ".join(words), limit=limit, sort=sort, **filters), format, out)


@corpus_command()
@documents
@click.option("--by", type=click.Choice(["task", "unit"]), default="task", show_default=True, help="按任务或按部门")
@click.option("--unit", help="只看此部门 this unit only (aliases count; a stem finds its line)")
@role_option
@output()
def matrix(corpus: tiaokuan.Corpus, documents: tuple[str, ...], by: str, unit: str | None, role: str | None,
           format: str | None, out: str | None) -> None:
    """责任分工表：● 牵头 ○ 配合 △ 责任。 The responsibility matrix: ● lead ○ support △ responsible."""
    ask = corpus.by_unit if by == "unit" else corpus.matrix
    show_result(ask(*documents, unit=unit, role=role), format, out)


@corpus_command()
@documents
@click.option("--indicator", help="指标包含 indicator contains")
@click.option("--year", type=int, help="目标年 target year")
@click.option("--kind", type=click.Choice(["target", "fact"]), help="目标或现状 set, or stated as reached")
@output()
def targets(corpus: tiaokuan.Corpus, documents: tuple[str, ...], indicator: str | None, year: int | None,
            kind: str | None, format: str | None, out: str | None) -> None:
    """目标登记表。 The register of targets."""
    show_result(corpus.targets(*documents, indicator=indicator, year=year, kind=kind), format, out)


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


@corpus_command()
@click.argument("old", metavar="旧 A")
@click.argument("new", metavar="新 B")
@click.option("--exact", is_flag=True, help="标点全半角、空格也算修改 width of punctuation and spacing count too")
@click.option("--records", is_flag=True, help="只列内容变化 only what changed in units, targets, time limits …")
@output(COMPARISON_FORMATS)
def compare(corpus: tiaokuan.Corpus, old: str, new: str, exact: bool, records: bool, format: str | None, out: str | None) -> None:
    """比较两份文档，逐条逐词；-o 修订.docx 为带修订痕迹的文档。 Compare two documents, clause by clause, word by word."""
    result = corpus.compare(old, new, exact=exact)
    show_result(result.records() if records else result, format, out, COMPARISON_FORMATS)


@corpus_command()
@click.argument("document", metavar="文档 DOC")
@output()
def history(corpus: tiaokuan.Corpus, document: str, format: str | None, out: str | None) -> None:
    """一份文件的各个版本，每版改了什么。 The versions of a document, and what each changed."""
    show_result(corpus.history(document), format, out)


@corpus_command()
@documents
@click.option("--format", "format", type=click.Choice(["json"]), default="json", show_default=True)
@click.option("-o", "--output", "folder", required=True, type=click.Path(file_okay=False), help="文件夹 folder")
def export(corpus: tiaokuan.Corpus, documents: tuple[str, ...], format: str, folder: str) -> None:
    """导出为公开格式 clause-export/1，每个文档一个文件。 Export in the public format, one file a document."""
    written = corpus.export(*documents, folder=folder, format=format)
    click.echo(f"已导出 {len(written)} 个文档到 {folder}", err=True)


@corpus_command()
@click.argument("gold", metavar="标注文件夹 GOLD_DIR", type=click.Path())
@click.option("--misses", is_flag=True, help="逐条列出差别 every miss instead of the figures")
@output()
def evaluate(corpus: tiaokuan.Corpus, gold: str, misses: bool, format: str | None, out: str | None) -> None:
    """对照人工标注评测：各项的准确率、召回率、F1。 Score the corpus against annotations."""
    result = corpus.evaluate(gold)
    show_result(result.misses if misses else result, format, out)
    for name in result.missing:
        click.echo(f"语料库里没有 {name}，全部计为遗漏 (not in the corpus; counted as missed)", err=True)
    for fault in result.faults:
        click.echo(f"Error: {fault}", err=True)
    if result.faults:
        click.get_current_context().exit(1)


if __name__ == "__main__":
    main()
