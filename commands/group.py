"""What all commands share: the group, the opened corpus, the options of a result, and how it is shown."""

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


def show_result(result: Any, format: str | None, out: str | None) -> None:
    """Prints a result, or writes it to a file whose ending names the format where none is given."""
    if format in ("xlsx", "docx") and not out:
        raise click.UsageError(f"{format} 需要 -o 文件名 ({format} needs -o FILE)")
    tiaokuan.render(result, format, out)
    if out:
        click.echo(f"已写入 {out}", err=True)


documents = click.argument("documents", nargs=-1, metavar="[文档 DOC]…")
role_option = click.option("--role", type=click.Choice(list(tiaokuan.ROLES)), help="角色 lead, support or responsible")
