"""Starts the reading room: finds a port, says the address, opens the browser, and ends quietly at Ctrl-C."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import tiaokuan

PORT = 8742
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(path: Path, engine: str = "tantivy", port: int | None = None, host: str = "127.0.0.1", token: str | None = None,
          browser: bool = True, names: tuple[str, ...] = (), allow_hosts: tuple[str, ...] = (),
          own: str | os.PathLike[str] | None = None, contact: str | None = None, say: Callable[[str], None] = print) -> None:
    """Serves the corpus at `path` until it is stopped.

    `port`: 8742, or the next free one where None. `host`: another address than this machine's own needs a `token` (8 characters
    and more, or "auto" for one that is made); `names`: further host names that readers will use; `allow_hosts`: local
    hosts that may be fetched from; `own`: a TOML file of further sites; `contact`: told to the sites that are asked. Raises
    TiaokuanError where the port is taken, the address is not allowed, or a file is not right."""
    access = _access(host, token)
    sites = str(Path(own).absolute()) if own else None
    with tiaokuan.open(path, engine) as corpus:  # tells at once what is wrong with the files, and heals what a crash left
        corpus.sites(sites)
    bound = _bind(host, port)
    import uvicorn

    from web.app import make_app

    shown = f"[{host}]" if ":" in host else {"0.0.0.0": socket.gethostname()}.get(host, host)
    app = make_app(path, engine, (*names, shown), access, allow_hosts, sites, contact)
    address = f"http://{shown}:{bound.getsockname()[1]}/" + (f"?access={access}" if access else "")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, server_header=False,
                                           timeout_graceful_shutdown=3, timeout_keep_alive=60, limit_concurrency=500, h11_max_incomplete_event_size=1 << 16))
    say(f"阅览室已打开：{address}  按 Ctrl-C 结束 (reading room is open; Ctrl-C ends it)")
    if browser:
        threading.Timer(0.3, webbrowser.open, (address,)).start()
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        pass
    finally:
        bound.close()


def _access(host: str, token: str | None) -> str | None:
    if host in LOOPBACK:
        return secrets.token_urlsafe(18) if token == "auto" else token
    if token is None:
        raise tiaokuan.TiaokuanError(f"{host} 可从别的机器访问，须加 --token auto（或自定口令） (an address that others can reach needs --token)")
    if token == "auto":
        return secrets.token_urlsafe(18)
    if len(token) < 8:
        raise tiaokuan.TiaokuanError("口令至少 8 个字符，或用 --token auto (a token has 8 characters or more)")
    return token


def _bind(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (port,) if port is not None else (PORT, 0):
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, wanted))
            bound.listen(128)  # who comes between the saying of the address and the start of the server waits a moment
        except (OSError, OverflowError) as error:
            bound.close()
            if port is None and wanted:
                continue
            raise tiaokuan.TiaokuanError(f"{host}:{wanted} 用不了：{getattr(error, 'strerror', None) or error}；"
                                         "请换 --port (cannot use this address; try another --port)") from error
        return bound
    raise AssertionError
