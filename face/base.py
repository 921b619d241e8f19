"""What the parts of `tiaokuan.Corpus` share: the file, the index, and documents by their names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus.finding import find_clause
from corpus.model import Clause, Document, TiaokuanError

if TYPE_CHECKING:
    from corpus.store import Store
    from index.search import SearchIndex


def default_path() -> Path:
    """The corpus file used where none is named: `TIAOKUAN_CORPUS`, else one in the user's data folder."""
    named = os.environ.get("TIAOKUAN_CORPUS")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("tiaokuan", appauthor=False)) / "corpus.db"


class Base:
    """A corpus file and the index beside it."""

    def __init__(self, path: str | os.PathLike[str] | None = None, engine: str = "tantivy") -> None:
        from corpus.store import Store

        if engine not in ("tantivy", "whoosh"):
            raise TiaokuanError(f"没有检索引擎 {engine}，可用 tantivy 或 whoosh (unknown engine)")
        self.path = Path(path) if path is not None else default_path()
        self.engine = engine
        self._store: Store = Store(self.path)
        self._index: SearchIndex | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the corpus file and the index."""
        if self._index is not None:
            self._index.close()
            self._index = None
        self._store.close()

    @property
    def index(self) -> SearchIndex:
        """The full-text index, brought up to date with the corpus when first used."""
        if self._index is None:
            from index.search import SearchIndex

            self._index = SearchIndex(self._store, Path(f"{self.path}.index"), engine=self.engine)
        return self._index

    def document(self, name: str) -> Document:
        """The document that `name` means: its id, its file's name with or without ending, or any unambiguous part of
        its title; with the corrections of its readers counted, as everywhere. Raises TiaokuanError, listing what an ambiguous name could mean."""
        return self._store.read(self._store.resolve(name))

    def resolve(self, name: str) -> str:
        """The id of the document that `name` means, as of `document`; nothing of it is read. Raises TiaokuanError."""
        return self._store.resolve(name)

    def documents(self, *names: str) -> Iterator[Document]:
        """The named documents in that order, or all in the order of their ids."""
        if names:
            yield from (self.document(name) for name in names)
        else:
            yield from self._store.iterate()

    def clause(self, name: str, clause_id: str) -> tuple[Document, Clause]:
        """A document and one of its clauses, by id or by any unambiguous end of it. Raises TiaokuanError."""
        document = self.document(name)
        return document, find_clause(document, clause_id)

    def _version(self, name: str) -> Document:
        """A document by name, or one of its versions (ID@2)."""
        base, _, number = name.rpartition("@")
        return self._store.read(self._store.resolve(base), int(number)) if base and number.isdecimal() and len(number) < 20 else self.document(name)
