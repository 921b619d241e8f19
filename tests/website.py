"""A website on this machine for the tests: pages by path, each a status, headers and bytes, or a function of the request."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str], bytes]
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Asked:
    """One request that came in."""

    path: str
    method: str
    headers: dict[str, str]
    body: bytes
    at: float


@dataclass
class Website:
    """The site: `pages[path]` answers, `asked` is the log; robots.txt allows all unless a page says otherwise."""

    port: int = 0
    pages: dict[str, Answer | Callable[[Asked, Any], Answer | None]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    busy: int = 0
    most_at_once: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def page(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        """A page of HTML (or of what `Content_Type` says)."""
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, {**HTML, **{k.replace("_", "-"): v for k, v in headers.items()}}, data)

    def conditional(self, path: str, body: str, tag: str = '"v1"') -> None:
        """A page that answers 304 to those who have it."""
        def answer(asked: Asked, _: Any) -> Answer:
            stamp = {"ETag": tag, "Last-Modified": formatdate(1_700_000_000, usegmt=True)}
            if asked.headers.get("if-none-match") == tag:
                return 304, stamp, b""
            return 200, {**HTML, **stamp}, body.encode()

        self.pages[path] = answer

    def paths(self) -> list[str]:
        """What was asked, robots.txt aside."""
        return [a.path for a in self.asked if a.path != "/robots.txt"]


@contextmanager
def website() -> Iterator[Website]:
    """A running site, on a port of its own of the loopback address."""
    site = Website()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(self.path, self.command, {k.lower(): v for k, v in self.headers.items()}, self.rfile.read(length),
                          time.monotonic())
            with lock:
                site.asked.append(asked)
                site.busy += 1
                site.most_at_once = max(site.most_at_once, site.busy)
            try:
                answer = site.pages.get(self.path, site.pages.get(self.path.split("?")[0]))
                said = answer(asked, self) if callable(answer) else answer
                with lock:
                    site.busy -= 1
                if said is None and callable(answer):
                    self.close_connection = True
                    return  # the page wrote its own bytes
                status, headers, body = said or (404, HTML, b"<html><body>404</body></html>")
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if status != 304:
                    self.wfile.write(body)
            except OSError:
                pass  # the fetcher hung up

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


BODY = """<p>一、加快节能改造。到2030年全省单位产值能耗下降12%，由省工业和信息化厅牵头，省财政厅配合。</p>
<p>二、推广余热发电技术，新建装置一百套。（责任单位：省能源局、省科技厅）</p>
<p>三、各市县人民政府按照职责分工抓好落实，每年六月底前报送进展情况。</p>"""


def article(title: str, container: str = '<div class="TRS_Editor">{}</div>', date: str = "2026-07-31", more: str = "",
            meta: str = "") -> str:
    """A page with an article as TRS builds it, or in another container."""
    return (f'<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{title}">'
            f'<meta name="PubDate" content="{date} 10:00">{meta}<title>{title}_云岭省人民政府</title></head><body>'
            f'<div class="header"><ul><li><a href="/">首页</a></li></ul></div><h1>{title}</h1>'
            + container.format(BODY + more) + '<div class="footer">主办：云岭省人民政府办公厅</div></body></html>')


def profile(site: Website, family: str = "trs", **fields: str) -> str:
    """A site file for the website: TOML, `lists` and other fields as TOML values."""
    given = {"id": '"test"', "name": '"云岭省测试站"', "level": '"province"', "region": '"云岭省"', "family": f'"{family}"',
             "home": f'"{site.url}"', "source": '"written for the tests"', **fields}
    tables = "".join(v for k, v in given.items() if k.startswith("["))
    return "[[site]]\n" + "".join(f"{k} = {v}\n" for k, v in given.items() if not k.startswith("[")) + tables
