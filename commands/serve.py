"""The reading room: the pages for a browser."""

from __future__ import annotations

from pathlib import Path

import click

import tiaokuan
from commands.group import main


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), help="端口 port (default: 8742, or the next free one)")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；非本机地址须有 --token address to listen at")
@click.option("--token", help="访问口令，auto 则自动生成 access token; auto makes one")
@click.option("--name", "names", multiple=True, help="读者所用的主机名 a host name that readers use")
@click.option("--no-browser", is_flag=True, help="不打开浏览器 do not open the browser")
@click.option("--allow-host", "allow_hosts", multiple=True, metavar="HOST[:PORT]", help="准许抓取的本机或内网主机 a local host that may be fetched from")
@click.option("--sites", "own", type=click.Path(dir_okay=False), envvar="TIAOKUAN_SITES", help="自备站点文件 your own sites (TOML)")
@click.option("--contact", envvar="TIAOKUAN_CONTACT", help="抓取时告知网站的联系方式 contact, told to the sites that are asked")
@click.pass_context
def serve(ctx: click.Context, port: int | None, host: str, token: str | None, names: tuple[str, ...], no_browser: bool,
          allow_hosts: tuple[str, ...], own: str | None, contact: str | None) -> None:
    """打开阅览室：在浏览器里检索、看分工、比较、加入文档。 The reading room: all this in your browser."""
    path, engine = ctx.obj
    tiaokuan.serve(Path(path) if path else tiaokuan.default_path(), engine, port=port, host=host, token=token, names=names,
                   browser=not no_browser, allow_hosts=allow_hosts, own=own, contact=contact, say=lambda said: click.echo(said, err=True))
