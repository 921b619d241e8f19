"""Bringing documents in, from files and from sites, and keeping the corpus."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

import tiaokuan
from commands.group import corpus_command, output, show_result


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
