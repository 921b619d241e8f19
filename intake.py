"""Bringing documents in: paths → bytes → pipeline → corpus, file by file, so that one bad file never stops a batch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.model import Document, TiaokuanError, UnreadableDocument
from corpus.table import Column, Table

if TYPE_CHECKING:
    from corpus.store import Store

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Larger files are refused: the longest known plan has under one megabyte of text."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one source: `status` is added, unchanged, replaced or failed; `reason` says why it failed."""

    uri: str
    status: str
    doc_id: str | None = None
    clauses: int = 0
    reason: str | None = None


class AddReport(Table[Added]):
    """What an add did, one row a source."""

    @classmethod
    def of(cls, rows: Iterable[Added]) -> AddReport:
        """The report of these rows."""
        return cls("加入结果", ADD_COLUMNS, tuple(rows))

    def count(self, value: Any) -> int:
        """How many sources have that status (added, unchanged, replaced, failed)."""
        return sum(row.status == value for row in self.rows)

    @property
    def failed(self) -> tuple[Added, ...]:
        """The sources that could not be added, each with its reason."""
        return tuple(row for row in self.rows if row.status == "failed")


STATUSES = {"added": "加入", "unchanged": "未变", "replaced": "更新", "failed": "失败"}
ADD_COLUMNS: tuple[Column[Added], ...] = (
    Column("source", "来源", lambda r: r.uri, 40),
    Column("status", "结果", lambda r: r.status, 8, titles=STATUSES),
    Column("document", "文档", lambda r: r.doc_id, 20),
    Column("clauses", "条款数", lambda r: r.clauses or None, 8),
    Column("reason", "原因", lambda r: r.reason, 40),
)


Progress = Callable[[int, int, str], None]


def add_files(store: Store, paths: Iterable[str | os.PathLike[str]], workers: int = 1,
              progress: Progress | None = None) -> Iterator[Added]:
    """Adds every file of `paths` (folders recursively, in order of name) and yields what became of each.

    A file is in the corpus, whole, when its row is yielded. Raises TiaokuanError only where the corpus cannot be
    written."""
    sources = list(_walk(paths))
    with _analysers(workers if len(sources) > 1 else 1) as analysers:
        for done, row in enumerate(_added(store, sources, analysers), 1):
            if progress:
                progress(done, len(sources), row.uri)
            yield row


def add_one(store: Store, data: bytes, name: str, uri: str, notice: str | None = None) -> Added:
    """Adds one document from its bytes and says what became of it. `notice`: the id of the document that it is an
    attachment of."""
    known = store.unchanged(uri, hashlib.sha256(data).hexdigest())
    if known:
        return Added(uri, "unchanged", known)
    outcome = _analyse(data, name, uri)
    if notice and isinstance(outcome, Document):
        outcome = replace(outcome, notice=notice)
    return _keep(store, uri, data, outcome)


def _added(store: Store, sources: list[Path | Added], pool: _Analysers) -> Iterator[Added]:
    """Rows in the order of the sources; the corpus is written by this process alone, while others read ahead."""
    ahead: list[tuple[Path | None, bytes, Future[Document | str] | Added]] = []
    waiting = iter(sources)
    while True:
        while len(ahead) < pool.depth:
            source = next(waiting, None)
            if source is None:
                break
            ahead.append(_begin(store, source, pool))
        if not ahead:
            return
        path, data, pending = ahead.pop(0)
        if isinstance(pending, Added):
            yield pending
            continue
        assert path is not None
        try:
            wait([pending], return_when=FIRST_COMPLETED)
            outcome = pending.result()
        except BrokenProcessPool:
            outcome = "读取进程意外结束，可用 --workers 1 再试 (a reading process died; try --workers 1)"
        yield _keep(store, str(path), data, outcome)


def _begin(store: Store, source: Path | Added, pool: _Analysers) -> tuple[Path | None, bytes, Any]:
    if isinstance(source, Added):
        return None, b"", source
    try:
        if source.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableDocument(f"文件超过 {MAX_FILE_BYTES >> 20} MB (file too large)")
        data = source.read_bytes()
    except OSError as error:
        return source, b"", Added(str(source), "failed", reason=f"读不到文件：{error.strerror} (cannot be read)")
    except UnreadableDocument as error:
        return source, b"", Added(str(source), "failed", reason=str(error))
    known = store.unchanged(str(source), hashlib.sha256(data).hexdigest())
    if known:
        return source, b"", Added(str(source), "unchanged", known)
    return source, data, pool.submit(data, source.name, str(source))


def _keep(store: Store, uri: str, data: bytes, outcome: Document | str) -> Added:
    if isinstance(outcome, str):
        return Added(uri, "failed", reason=outcome)
    status, doc_id = store.put(outcome, data)
    return Added(uri, status, doc_id, len(outcome.clauses))


def _analyse(data: bytes, name: str, uri: str) -> Document | str:
    """The document, or the reason why there is none. A fault of ours in one document is told, never a lost batch."""
    from pipeline import analyse

    try:
        return analyse(data, name, uri)
    except TiaokuanError as error:
        return str(error)
    except Exception as error:  # whatever a hostile file provokes stays with that file
        return f"程序未能处理此文件，请报告 ({type(error).__name__}: {error})"


def _walk(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path | Added]:
    """Files below the paths, folders in order of name, hidden files left out; what cannot be listed as a failed row."""
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            if _new(path, seen):
                yield path.resolve() if path.exists() else path
            continue
        failures: list[Added] = []
        for root, folders, files in os.walk(path, onerror=lambda e, f=failures: f.append(  # type: ignore[misc]
                Added(str(e.filename), "failed", reason=f"不能打开文件夹：{e.strerror} (cannot open folder)"))):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                file = Path(root, name)
                if not name.startswith(".") and _new(file, seen):
                    yield file.resolve()
        yield from failures


def _new(path: Path, seen: set[Path]) -> bool:
    real = path.resolve()
    if real in seen:
        return False
    seen.add(real)
    return True


class _Analysers:
    """Analyses documents in this process (one worker) or in several; `depth` bounds how many are held in memory."""

    def __init__(self, workers: int) -> None:
        self._pool = ProcessPoolExecutor(workers) if workers > 1 else None
        self.depth = workers * 2 if workers > 1 else 1

    def submit(self, data: bytes, name: str, uri: str) -> Future[Document | str]:
        if self._pool is not None:
            return self._pool.submit(_analyse, data, name, uri)
        done: Future[Document | str] = Future()
        done.set_result(_analyse(data, name, uri))
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _analysers(workers: int) -> _Analysers:
    if workers < 1:
        raise TiaokuanError("--workers 至少为 1 (at least 1 worker)")
    return _Analysers(workers)
