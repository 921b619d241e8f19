"""What takes long, in a process of its own: the server starts `python -m web.worker`, says on its input what is to be done
(one JSON object), and reads one JSON object a line: `progress` [done, all, at], `said`, `rows`, and at the end `done` or `error`.

So a large add takes no time from those who read, and one that fails takes nobody with it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import tiaokuan

BEHIND = 5
"""How much this process stands behind the server when both want the processor (nice(2))."""


def tell(**what: Any) -> None:
    """One line to the server."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def add(corpus: tiaokuan.Corpus, files: list[list[str]]) -> None:
    """Adds uploaded files, each [path, name]; the address of a document is its file's name as the reader sent it."""
    for n, (path, name) in enumerate(files, 1):
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            tell(rows=[{"source": name, "status": "failed", "reason": f"读不到文件：{error.strerror} (cannot be read)"}])
            continue
        tell(rows=_rows(corpus.add_bytes(data, name, name, refresh=False).records()), progress=[n, len(files), name])
    corpus.index.refresh()


def fetch(corpus: tiaokuan.Corpus, target: str, options: dict[str, Any]) -> None:
    """Brings documents in from a site or an address."""
    def progress(at: Any) -> None:
        tell(progress=[at.done, at.total, ""], said=at.said)

    tell(rows=_rows(corpus.fetch(target, progress=progress, **options).records()))


def health(corpus: tiaokuan.Corpus, targets: list[str], options: dict[str, Any]) -> None:
    """Checks sites; adds nothing."""
    tell(rows=_rows(corpus.health(*targets, progress=lambda name: tell(said=name), **options).records()))


def _rows(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in record.items() if v is not None} for record in records]


WORK: dict[str, Callable[..., None]] = {"add": add, "fetch": fetch, "health": health}


def main() -> None:
    """Does what the input says."""
    with contextlib.suppress(OSError):
        os.nice(BEHIND)
    asked = json.load(sys.stdin)
    try:
        with tiaokuan.open(asked["corpus"], asked["engine"]) as corpus:
            WORK[asked["kind"]](corpus, **asked["arguments"])
    except tiaokuan.TiaokuanError as error:
        tell(error=str(error))
    except KeyboardInterrupt:
        tell(error="已停止；已加入的文档完好 (stopped; documents already added are safe)")
    else:
        tell(done=True)


if __name__ == "__main__":
    main()
