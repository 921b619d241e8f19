"""What takes long, in a process of its own: the server starts `python -m web.worker`, says on its input what is to be done (one
line of JSON), and reads one JSON object a line: `progress` [done, all, at], `said`, `rows`, and at the end `done` or `error`.

So a large add takes no time from those who read, and one that fails takes nobody with it. When the input ends (the server asks
for a stop, or is itself gone, however it went), the work is broken off between two steps, as Ctrl-C would."""

from __future__ import annotations

import _thread
import contextlib
import dataclasses
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tiaokuan

BEHIND = 5
"""How much this process stands behind the server when both want the processor (nice(2))."""
PATIENCE = 10.0
"""Seconds that the work may take to break off before the process ends at once."""
LONGEST = 2000
"""Characters of a reason or a name that are told."""
CALLED = {"uri": "source", "doc_id": "document"}
"""Fields of rows as the columns of their tables call them."""


def tell(**what: Any) -> None:
    """One line to the server."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def tell_row(found: Any) -> None:
    """One row of a report, without what is empty."""
    tell(rows=[{CALLED.get(k, k): v[:LONGEST] if isinstance(v, str) else v
                for k, v in dataclasses.asdict(found).items() if v not in (None, "")}])


def add(corpus: tiaokuan.Corpus, files: list[list[str]], keep: bool = False) -> None:
    """Adds uploaded files, each [path, address]: the address of a document is its file's name as the reader sent it. `keep`: they
    are the program's own, not the server's copies."""
    for n, (path, address) in enumerate(files):
        tell(progress=[n, len(files), address])
        corpus.add_file(path, address, refresh=False, each=tell_row)
        if not keep:
            Path(path).unlink(missing_ok=True)  # what is read needs no room any more
    tell(progress=[len(files), len(files), ""])
    corpus.index.refresh()


def fetch(corpus: tiaokuan.Corpus, target: str, options: dict[str, Any]) -> None:
    """Brings documents in from a site or an address."""
    def progress(at: Any) -> None:
        tell(progress=[at.done, at.total, ""], said=at.said)

    corpus.fetch(target, progress=progress, each=tell_row, **options)


def health(corpus: tiaokuan.Corpus, targets: list[str], options: dict[str, Any]) -> None:
    """Checks sites; adds nothing."""
    begun = 0

    def progress(name: str) -> None:
        nonlocal begun
        tell(progress=[begun, len(targets), name])
        begun += 1

    corpus.health(*targets, progress=progress, each=tell_row, **options)
    tell(progress=[len(targets), len(targets), ""])


WORK: dict[str, Callable[..., None]] = {"add": add, "fetch": fetch, "health": health}


def _watch(folder: str | None) -> None:
    """Waits for the end of the input, then breaks the work off. Ctrl-C at a terminal is the server's to hear, not ours."""
    while os.read(0, 4096):
        pass
    if hasattr(signal, "pthread_kill"):  # wakes what waits inside a system call, which interrupt_main does not
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()
    time.sleep(PATIENCE)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _asked() -> dict[str, Any]:
    """The line that says what is to be done, read without a buffer that would keep what follows from `_watch`."""
    line = bytearray()
    while not line.endswith(b"\n"):
        more = os.read(0, 1 << 16)
        if not more:
            raise SystemExit(1)
        line += more
    found: dict[str, Any] = json.loads(line)
    return found


def main() -> None:
    """Does what the input says."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(BEHIND)
    # a server that was started in the background hands down that Ctrl-C is ignored: here it is what breaks the work off
    signal.signal(signal.SIGINT, signal.default_int_handler)
    asked = _asked()
    folder = asked.get("folder")
    try:
        threading.Thread(target=_watch, args=(folder,), daemon=True).start()
        with tiaokuan.open(asked["corpus"], asked["engine"]) as corpus:
            WORK[asked["kind"]](corpus, **asked["arguments"])
        tell(done=True)
    except tiaokuan.TiaokuanError as error:
        tell(error=str(error))
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            tell(error="已停止；已加入的文档完好 (stopped; documents already added are safe)")
    except BrokenPipeError:
        pass  # nobody listens any more
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
