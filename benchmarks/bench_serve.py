"""The reading room over 3,000 documents: twenty readers at once (search, document, matrix) against the same pages and the same library
functions called one at a time in this process, the server's memory, and its start against its imports.

A reader asks, reads for a second on average, and asks again. `TIAOKUAN_BENCH_CORPUS` names a corpus that is there already; else one is
made of the texts named on the command line, repeated."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

from texts import documents, seconds

import tiaokuan

DOCUMENTS, READERS, PAUSE, SECONDS = 3_000, 20, 1.0, 30
KINDS = ("search", "document", "matrix")
ROOT = Path(__file__).parent.parent


def make(path: Path) -> None:
    """A corpus of so many documents: each text analysed once and kept under many addresses."""
    with tiaokuan.open(path) as corpus:
        made = [tiaokuan.analyse(file.read_bytes(), file.name, file.name) for file in documents()]
        for n in range(DOCUMENTS):
            one = made[n % len(made)]
            source = dataclasses.replace(one.source, uri=f"{n}/{one.source.uri}", sha256=f"{n:064d}")
            corpus._store.put(dataclasses.replace(one, source=source))
        corpus.index.refresh()


def questions(corpus: tiaokuan.Corpus) -> list[tuple[str, str, Callable[[], object]]]:
    """What the readers ask: kind, address, and the same as a call."""
    draw = random.Random(7)
    ids = draw.sample([row.id for row in corpus.list()], 60)
    asked: list[tuple[str, str, Callable[[], object]]] = []
    for doc_id in ids:
        clause = draw.choice([c for c in corpus.document(doc_id).clauses if len(c.text) > 20] or corpus.document(doc_id).clauses)
        words = re.findall(r"[\u4e00-\u9fff]{2,4}", clause.text) or ["规划"]
        word = draw.choice(words)
        asked += [("search", f"/?q={quote(word)}", lambda w=word: corpus.search(w).facets),  # type: ignore[misc]
                  ("document", f"/documents/{quote(doc_id)}", lambda d=doc_id: corpus.document(d)),  # type: ignore[misc]
                  ("matrix", f"/matrix?doc={quote(doc_id)}", lambda d=doc_id: corpus.matrix(d))]  # type: ignore[misc]
    return asked


async def reader(base: str, asked: list[tuple[str, str]], seed: int, until: float, pause: float, took: dict[str, list[float]]) -> None:
    """One reader on one connection that is kept open."""
    draw = random.Random(seed)
    host, port = urlsplit(base).hostname, urlsplit(base).port
    into, out = await asyncio.open_connection(host, port, limit=1 << 26)
    while time.perf_counter() < until:
        await asyncio.sleep(draw.expovariate(1 / pause) if pause else 0)
        kind, path = draw.choice(asked)
        start = time.perf_counter()
        out.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        head = await into.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:20]:
            raise SystemExit(f"{path}: {head.splitlines()[0].decode()}")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        assert length
        await into.readexactly(int(length[1]))
        took[kind].append(time.perf_counter() - start)
    out.close()


async def load(base: str, asked: list[tuple[str, str]], pause: float) -> dict[str, list[float]]:
    """All readers at once; seconds that each answer took, by kind."""
    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    until = time.perf_counter() + SECONDS
    await asyncio.gather(*(reader(base, asked, n, until, pause, took) for n in range(READERS)))
    return took


async def one_by_one(path: Path, asked: list[tuple[str, str]]) -> dict[str, list[float]]:
    """Seconds that each page takes when the application is called in this process, nobody else asking."""
    from httpx import ASGITransport, AsyncClient

    from web.app import make_app

    took: dict[str, list[float]] = {kind: [] for kind in KINDS}
    async with AsyncClient(transport=ASGITransport(make_app(path)), base_url="http://127.0.0.1") as client:
        for warm in (True, False):
            for kind, where in asked:
                start = time.perf_counter()
                (await client.get(where)).raise_for_status()
                if not warm:
                    took[kind].append(time.perf_counter() - start)
    return took


def p95(times: list[float]) -> float:
    """The time that 95 of 100 do not exceed, in milliseconds."""
    return sorted(times)[int(len(times) * 0.95)] * 1000


def peak(pid: int) -> float:
    """The most memory a process has held, in MB (Linux)."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("TIAOKUAN_BENCH_CORPUS", Path(folder) / "c.db"))
        if not path.exists():
            make(path)
        with tiaokuan.open(path) as corpus:
            print(f"{corpus.info()['documents']:,} documents, {corpus.info()['clauses']:,} clauses")
            asked = questions(corpus)
            alone: dict[str, list[float]] = {kind: [] for kind in KINDS}
            for kind, _, call in asked:
                call()
                alone[kind] += [seconds(call), seconds(call)]
        pairs = [(kind, where) for kind, where, _ in asked]
        page = asyncio.run(one_by_one(path, pairs))
        imports = seconds(lambda: subprocess.run([sys.executable, "-c", "import tiaokuan, web.app, uvicorn"], cwd=ROOT, check=True), 3)
        start = time.perf_counter()
        server = subprocess.Popen([sys.executable, "-m", "cli", "--corpus", str(path), "serve", "--no-browser", "--port", "0"],
                                  cwd=ROOT, stderr=subprocess.PIPE, text=True)
        try:
            assert server.stderr
            found = re.search(r"http://\S+", server.stderr.readline())
            assert found
            base = found[0].rstrip("/")
            import urllib.request

            urllib.request.urlopen(base + "/").read()
            first = time.perf_counter() - start
            print(f"start to first page {first:.2f} s; its imports {imports:.2f} s: {first / imports:.2f} times (wanted: under 3)")
            for pause in (PAUSE, 0.0):
                took = asyncio.run(load(base, pairs, pause))
                print(f"{READERS} readers, {f'{pause:g} s between questions' if pause else 'no pause'}: {sum(map(len, took.values())) / SECONDS:.0f} answers a second")
                both = lambda times: [t for each in times.values() for t in each]  # noqa: E731
                for kind in (*KINDS, "all"):
                    many, one, bare = (p95(times[kind] if kind in times else both(times)) for times in (took, page, alone))
                    print(f"  {kind:9} p95 {many:7.1f} ms; the page in process {one:6.1f} ms: {many / one:5.1f} times; the function alone {bare:6.1f} ms: {many / bare:5.1f} times")
            print(f"wanted: at most 5 times, for readers that read what they asked for; memory of the server {peak(server.pid):.0f} MB (wanted: under 500)")
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
