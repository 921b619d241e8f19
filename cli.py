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
NETWORK_FORMATS = (*FORMATS, "graphml", "gexf")


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


def fetch_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What is said to `fetch`, grouped here because it is much."""
    for option in reversed((
        click.option("--query", help="检索词 words (a site's search, else its titles)"),
        click.option("--since", help="发布日期起 from (2021-03-05, 2021-03 or 2021)"),
        click.option("--until", help="发布日期止 to"),
        click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="最多文档数 documents at most"),
        click.option("--pages", type=click.IntRange(1), default=50, show_default=True, help="每个列表最多页数 pages of a list"),
        click.option("--attachments", is_flag=True, help="附件也取 attachments too"),
        click.option("--refresh", is_flag=True, help="不问是否已变，全部重取 ask without condition"),
        click.option("--check", is_flag=True, help="只查站点状况，不加入 health of the sites; adds nothing"),
        click.option("--warc", type=click.Path(dir_okay=False), help="另存 WARC 文件 keep a WARC file"),
        click.option("--sites", "own", type=click.Path(dir_okay=False), envvar="TIAOKUAN_SITES", help="自备站点文件 your own sites (TOML)"),
        click.option("--contact", envvar="TIAOKUAN_CONTACT", help="随请求告知的联系方式 contact, told to the sites"),
        click.option("--delay", type=click.FloatRange(0), help="同一主机两次请求相隔秒数 seconds between requests (at least 2)"),
        click.option("--timeout", type=click.FloatRange(1), default=60, show_default=True, help="单次请求秒数 seconds an answer may take"),
        click.option("--minutes", type=click.FloatRange(0, min_open=True), default=60, show_default=True, help="总分钟数 minutes in all"),
        click.option("--max-mb", type=click.FloatRange(0, 64, min_open=True), default=64, show_default=True, help="单个文件 MB 上限 size of one answer"),
        click.option("--allow-host", "allow_hosts", multiple=True, metavar="HOST[:PORT]", help="准许访问的本机或内网主机 a local host that may be asked"),
    )):
        function = option(function)
    return function


@corpus_command()
@click.option("--sites", "own", type=click.Path(dir_okay=False), envvar="TIAOKUAN_SITES", help="自备站点文件 your own sites (TOML)")
@output()
def sites(corpus: tiaokuan.Corpus, own: str | None, format: str | None, out: str | None) -> None:
    """列出可抓取的站点及其核对情况。 The sites that can be fetched, and what was verified of each."""
    show_result(corpus.sites(own), format, out)


@corpus_command()
@click.argument("targets", nargs=-1, metavar="[站点 SITE | 网址 URL]…")
@fetch_options
@output(("table", "json", "csv", "md", "html", "xlsx"))
def fetch(corpus: tiaokuan.Corpus, targets: tuple[str, ...], check: bool, max_mb: float, format: str | None,
          out: str | None, **options: Any) -> None:
    """从政府网站抓取文档加入语料库；--check 只查站点状况。 Bring documents in from government sites."""
    options = {**options, "max_bytes": int(max_mb * 1024 * 1024)}
    if check:
        health = corpus.health(*targets, progress=lambda name: click.echo(f"检查 {name}", err=True), **options)
        show_result(health, format, out)
        click.get_current_context().exit(1 if health.ill else 0)
    if not targets:
        raise click.UsageError("请给出站点代号或网址；tiaokuan sites 列出站点 (give a site or an address)")
    said = ""

    def progress(at: Any) -> None:
        nonlocal said
        if at.said and at.said != said:
            click.echo(at.said, err=True)
        elif sys.stderr.isatty():
            click.echo(f"\r已取 {at.done}/{at.total}，列表 {at.lists} 页 ", err=True, nl=False)
        said = at.said

    reports = [corpus.fetch(target, progress=progress, **options) for target in targets]
    report = type(reports[0]).of(row for one in reports for row in one)
    show_result(report, format, out)
    click.echo("加入 {}，未变 {}，更新 {}，略过 {}，未取到 {}".format(
        *(report.tally(s) for s in ("added", "unchanged", "replaced", "skipped")), len(report.failed)), err=True)
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
@click.argument("documents", nargs=-1, required=True, metavar="旧 A 新 B [C…]")
@click.option("--exact", is_flag=True, help="标点全半角、空格也算修改 width of punctuation and spacing count too")
@click.option("--records", is_flag=True, help="只列内容变化 only what changed in units, targets, time limits …")
@output(COMPARISON_FORMATS)
def compare(corpus: tiaokuan.Corpus, documents: tuple[str, ...], exact: bool, records: bool, format: str | None,
            out: str | None) -> None:
    """比较两份文档，逐条逐词；-o 修订.docx 为带修订痕迹的文档；三份以上为主题对照表。

    Compare two documents, clause by clause, word by word; three or more by topics."""
    if len(documents) < 2:
        raise click.UsageError("请给出至少两份文档 (name two documents, or more)")
    if len(documents) > 2:
        if exact or records:
            raise click.UsageError("--exact、--records 只用于两份文档 (--exact and --records are for two documents)")
        return show_result(corpus.topics(*documents), format, out)
    old, new = documents
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
    show_result(corpus.network(*documents, year_from=year_from, year_to=year_to, by=by), format, out, NETWORK_FORMATS)


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
