"""PDF files are read in a process apart, so that one which hangs, crashes or eats memory inside the PDF library costs one
line and never the batch. The process is started once and serves one file after another; it answers in JSON lines and says
after every page that it lives."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from corpus.model import Block, LeftOut, Reading, UnreadableDocument

PAGE_SECONDS = 60.0
"""How long one page may take. Pages with text take hundredths of a second, scanned ones some ten seconds."""
MAX_MEMORY = 6 * 1024**3
"""Bytes of address space of the process; the models of the OCR extra map about two gigabytes."""
ROOT = Path(__file__).resolve().parents[3]

enabled = bool(sys.executable) and not getattr(sys, "frozen", False)
"""Whether files are read apart; where no interpreter can be started, they are read in this process."""


class _Helper:
    """The process, as its starter sees it."""

    def __init__(self) -> None:
        start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from pipeline.read.pdf.apart import serve; serve()"
        self.owner = os.getpid()
        self.process = subprocess.Popen([sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.answers: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()

    def _listen(self, stream: IO[bytes]) -> None:
        for line in stream:
            self.answers.put(line)
        self.answers.put(b"")

    def ask(self, data: bytes, name: str) -> dict[str, Any]:
        """The answer to one file. Raises UnreadableDocument where the process hangs or dies over it."""
        stdin = self.process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps({"name": name, "size": len(data)}).encode() + b"\n" + data)
            stdin.flush()
            page = 1
            while True:
                line = self.answers.get(timeout=PAGE_SECONDS)
                answer = json.loads(line) if line else None
                if answer is None:
                    self.stop()
                    raise UnreadableDocument(f"{name}：PDF 的第 {page} 页使解析程序崩溃或耗尽内存，已跳过此文件 (the PDF library failed on this page)")
                if "page" not in answer:
                    return dict(answer)
                page = answer["page"] + 1
        except queue.Empty:
            self.stop()
            raise UnreadableDocument(f"{name}：PDF 的第 {page} 页读了 {PAGE_SECONDS:.0f} 秒仍未完成，已跳过此文件 (this page takes too long)") from None
        except OSError as error:
            self.stop()
            raise UnreadableDocument(f"{name}：PDF 解析程序意外结束，请再试一次 (the PDF process ended)") from error

    def alive(self) -> bool:
        """Whether it can be asked, by this process."""
        return self.owner == os.getpid() and self.process.poll() is None

    def stop(self) -> None:
        """Ends it."""
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()


_lock = threading.Lock()
_helpers: list[_Helper] = []


@atexit.register
def stop() -> None:
    """Ends the process of this one, if there is any."""
    while _helpers:
        _helpers.pop().stop()


def read_apart(data: bytes, name: str) -> Reading:
    """What `read_here` makes of a file, from the process apart. Raises UnreadableDocument."""
    with _lock:
        if not _helpers or not _helpers[0].alive():
            stop()
            _helpers.append(_Helper())
        answer = _helpers[0].ask(data, name)
    if "refused" in answer:
        raise UnreadableDocument(answer["refused"])
    if "fault" in answer:
        raise RuntimeError(answer["fault"])
    return Reading(
        tuple(Block(kind, text, tuple(cells), table) for kind, text, cells, table in answer["blocks"]),
        tuple(LeftOut(text, reason) for text, reason in answer["left_out"]),
        facts=tuple((key, value) for key, value in answer["facts"]), confidence=answer["confidence"])


def serve() -> None:
    """Answers files on standard input until it ends: a line of JSON with name and size, then the bytes."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # no limits on Windows; a lower one may hold already
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from pipeline.read.pdf import read_here

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer

    def say(answer: dict[str, Any]) -> None:
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()

    while header := sys.stdin.buffer.readline():
        asked = json.loads(header)
        data = sys.stdin.buffer.read(asked["size"])
        try:
            reading = read_here(data, asked["name"], lambda page: say({"page": page}))
            say({"blocks": [(b.kind, b.text, b.cells, b.table) for b in reading.blocks],
                 "left_out": [(item.text, item.reason) for item in reading.left_out],
                 "facts": reading.facts, "confidence": reading.confidence})
        except UnreadableDocument as error:
            say({"refused": str(error)})
        except Exception as error:
            say({"fault": f"{type(error).__name__}: {error}"})
