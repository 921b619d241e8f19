"""Bringing documents in: paths → bytes → pipeline → corpus, file by file, so that one bad file never stops a batch."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from corpus.model import Document, TiaokuanError, UnreadableDocument, file_of
from corpus.table import Column, Table

if TYPE_CHECKING:
    from corpus.store import Store
    from pipeline.read.archive import Archive, Member

MAX_FILE_BYTES = 64 * 1024 * 1024
"""Larger files are refused: the longest known plan has under one megabyte of text."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something to add: its address, its file's name, and how to open it. `read` raises OSError and UnreadableDocument."""

    uri: str
    name: str
    open: Callable[[], IO[bytes]]

    def read(self) -> bytes:
        """Its bytes, where they are not too many."""
        with self.open() as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise UnreadableDocument(f"文件超过 {MAX_FILE_BYTES >> 20} MB (file too large)")
        return data


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
    shelf = _Shelf()
    sources = [each for source in _walk(paths) for each in (
        _unpacked(source, shelf) if isinstance(source, Source) else [source])]
    with closing(shelf), _analysers(workers if len(sources) > 1 else 1) as analysers:
        for done, row in enumerate(_added(store, sources, analysers), 1):
            if progress:
                progress(done, len(sources), row.uri)
            yield row


def add_one(store: Store, data: bytes, name: str, uri: str, notice: str | None = None) -> Iterator[Added]:
    """Adds one document, or every document of an archive, from bytes and yields what became of each. `notice`: the id of
    the document that it is an attachment of."""
    with closing(_Shelf()) as shelf:
        yield from _added(store, _unpacked(Source(uri, name, lambda: io.BytesIO(data)), shelf), _Analysers(1), notice)


def add_as(store: Store, path: Path, uri: str) -> Iterator[Added]:
    """Adds the file at `path`, or every document of the archive that it is, under another address than its own: `uri`, whose
    last part is its name. Yields what became of each."""
    source = Source(uri, file_of(uri).name, lambda: path.open("rb"))
    with closing(_Shelf()) as shelf:
        yield from _added(store, _unpacked(source, shelf), _Analysers(1))


def _added(store: Store, sources: Iterable[Source | Added], pool: _Analysers, notice: str | None = None) -> Iterator[Added]:
    """Rows in the order of the sources; the corpus is written by this process alone, while others read ahead."""
    ahead: list[tuple[str, bytes, Future[Document | str] | Added]] = []
    waiting = iter(sources)
    while True:
        while len(ahead) < pool.depth:
            source = next(waiting, None)
            if source is None:
                break
            ahead.append(_begin(store, source, pool))
        if not ahead:
            return
        uri, data, pending = ahead.pop(0)
        if isinstance(pending, Added):
            yield pending
            continue
        try:
            wait([pending], return_when=FIRST_COMPLETED)
            outcome = pending.result()
        except BrokenProcessPool:
            outcome = "读取进程意外结束，可用 --workers 1 再试 (a reading process died; try --workers 1)"
        if notice and isinstance(outcome, Document):
            outcome = replace(outcome, notice=notice)
        yield _keep(store, uri, data, outcome)


def _begin(store: Store, source: Source | Added, pool: _Analysers) -> tuple[str, bytes, Any]:
    if isinstance(source, Added):
        return source.uri, b"", source
    try:
        data = source.read()
    except OSError as error:
        return source.uri, b"", Added(source.uri, "failed", reason=f"读不到文件：{error.strerror} (cannot be read)")
    except UnreadableDocument as error:
        return source.uri, b"", Added(source.uri, "failed", reason=str(error))
    known = store.unchanged(source.uri, hashlib.sha256(data).hexdigest())
    if known:
        return source.uri, b"", Added(source.uri, "unchanged", known)
    return source.uri, data, pool.submit(data, source.name, source.uri)


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


def _walk(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Source | Added]:
    """Files below the paths, folders in order of name, hidden files left out; what cannot be listed as a failed row."""
    seen: set[Path] = set()
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            if _new(path, seen):
                yield _file(path.resolve() if path.exists() else path)
            continue
        failures: list[Added] = []
        for root, folders, files in os.walk(path, onerror=lambda e, f=failures: f.append(  # type: ignore[misc]
                Added(str(e.filename), "failed", reason=f"不能打开文件夹：{e.strerror} (cannot open folder)"))):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                file = Path(root, name)
                if not name.startswith(".") and _new(file, seen):
                    yield _file(file.resolve())
        yield from failures


def _file(path: Path) -> Source:
    return Source(str(path), path.name, lambda: path.open("rb"))


def _new(path: Path, seen: set[Path]) -> bool:
    real = path.resolve()
    if real in seen:
        return False
    seen.add(real)
    return True


def _unpacked(source: Source, shelf: _Shelf) -> Iterator[Source | Added]:
    """The source itself, or the members of the archive that it is: each its own source, `ARCHIVE!member`."""
    from pipeline.read.archive import Archive, is_archive

    try:
        with source.open() as file:
            if not is_archive(file, source.name):
                yield source
                return
        archive = Archive(source.open(), source.name)
    except OSError:
        yield source  # it says why when its turn comes
        return
    except UnreadableDocument as error:
        yield Added(source.uri, "failed", reason=str(error))
        return
    with archive:
        members = archive.members
    if not members:
        yield Added(source.uri, "failed", reason=f"{source.name}：压缩包里没有文件 (empty archive)")
    for member in members:
        uri = f"{source.uri}!{member.name}"
        yield Added(uri, "failed", reason=member.reason) if member.reason else Source(
            uri, member.file, lambda m=member: io.BytesIO(shelf.read(source, m)))  # type: ignore[misc]


class _Shelf:
    """Keeps the archive open that was read last: members come in their order, so each archive is opened once."""

    def __init__(self) -> None:
        self._uri = ""
        self._archive: Archive | None = None

    def read(self, source: Source, member: Member) -> bytes:
        from pipeline.read.archive import Archive

        if self._archive is None or self._uri != source.uri:
            self.close()
            self._uri, self._archive = source.uri, Archive(source.open(), source.name)
        return self._archive.read(member)

    def close(self) -> None:
        if self._archive is not None:
            self._archive.close()
            self._archive = None


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
