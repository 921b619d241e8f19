"""What an engine must do: keep rows of tokens, and say with BM25 scores which rows hold a run of tokens.

Text arrives as tokens that we made (bigrams, words), so that all engines agree; tests/test_search.py holds both to a
brute-force scan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

GAP = "\u241f"
"""Stands between runs of letters, so that no phrase reaches across punctuation."""


class Engine(Protocol):
    """A full-text engine in a folder of its own."""

    def add(self, rows: Iterable[tuple[int, str, list[str], list[str]]]) -> None:
        """Adds rows: key, document, bigrams, words."""

    def delete(self, doc_id: str) -> None:
        """Deletes the rows of a document."""

    def commit(self) -> None:
        """Makes what was added and deleted visible, and safe."""

    def find(self, field: str, tokens: list[str], bonus: str | None = None) -> tuple[Sequence[int], Sequence[float]]:
        """The keys of the rows that hold these tokens in a row in `field` (grams, words), and their scores, best first; one
        that holds `bonus` in `words` as well scores higher."""

    def having(self, character: str) -> Sequence[int]:
        """The keys of the rows that hold this one character in any of their pairs (`grams`)."""

    def best(self, field: str, tokens: list[str], limit: int, bonus: str | None = None) -> tuple[int, dict[int, float]]:
        """How many rows `find` would give, and the best `limit` of them, best first; one that holds `bonus` in `words` as
        well scores higher. Of more rows the first are the same."""

    def close(self) -> None:
        """Lets go of the folder."""


def make(name: str, folder: Path) -> Engine:
    """The engine of that name (tantivy, whoosh) in `folder`, made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    return Tantivy(folder) if name == "tantivy" else Whoosh(folder)


class Tantivy:
    """tantivy: fast, embedded, the default."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("key", stored=True, indexed=True, fast=True)
        builder.add_text_field("doc", tokenizer_name="raw")
        for field in ("grams", "words"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._writer: Any = None

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=30_000_000, num_threads=1)
        return self._writer

    def add(self, rows: Iterable[tuple[int, str, list[str], list[str]]]) -> None:
        writer, document = self._writing(), self._tantivy.Document
        for key, doc, grams, words in rows:
            writer.add_document(document(key=key, doc=doc, grams=" ".join(grams), words=" ".join(words)))

    def delete(self, doc_id: str) -> None:
        self._writing().delete_documents_by_term("doc", doc_id)

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()

    def find(self, field: str, tokens: list[str], bonus: str | None = None) -> tuple[Sequence[int], Sequence[float]]:
        searcher = self._index.searcher()
        return self._keys(searcher, searcher.search(self._ask(field, tokens, bonus), limit=max(1, searcher.num_docs), count=False).hits)

    def having(self, character: str) -> Sequence[int]:
        searcher = self._index.searcher()
        ask = self._tantivy.Query.regex_query(self._schema, "grams", f".?{re.escape(character)}.?")
        return self._keys(searcher, searcher.search(ask, limit=max(1, searcher.num_docs), count=False).hits)[0]

    @staticmethod
    def _keys(searcher: Any, hits: Any) -> tuple[Sequence[int], Sequence[float]]:
        """All at once: to fetch each stored row costs a hundred times as much."""
        return searcher.fast_field_values("key", [address for _, address in hits]), [score for score, _ in hits]

    def best(self, field: str, tokens: list[str], limit: int, bonus: str | None = None) -> tuple[int, dict[int, float]]:
        searcher = self._index.searcher()
        found: Any = searcher.search(self._ask(field, tokens, bonus), limit=limit)
        return found.count, dict(zip(*self._keys(searcher, found.hits), strict=True))

    def _ask(self, field: str, tokens: list[str], bonus: str | None = None) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        if bonus:
            return query.boolean_query([(occur.Must, self._ask(field, tokens)), (occur.Should, self._ask("words", [bonus]))])
        return (query.phrase_query(self._schema, field, [*tokens]) if len(tokens) > 1 else
                query.term_query(self._schema, field, tokens[0], "freq"))

    def close(self) -> None:
        self._writer = None


class Whoosh:
    """Whoosh: pure Python, always there. Its files are pickles: never open an index from a stranger."""

    def __init__(self, folder: Path) -> None:
        from whoosh import index
        from whoosh.analysis import SpaceSeparatedTokenizer
        from whoosh.fields import ID, NUMERIC, TEXT, Schema

        analyzer = SpaceSeparatedTokenizer()
        self._index = index.open_dir(str(folder)) if index.exists_in(str(folder)) else index.create_in(str(folder), Schema(
            key=NUMERIC(stored=True, bits=64), doc=ID(), grams=TEXT(analyzer=analyzer, phrase=True),
            words=TEXT(analyzer=analyzer, phrase=True)))
        self._writer: Any = None

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(limitmb=64)
        return self._writer

    def add(self, rows: Iterable[tuple[int, str, list[str], list[str]]]) -> None:
        writer = self._writing()
        for key, doc, grams, words in rows:
            writer.add_document(key=key, doc=doc, grams=" ".join(grams), words=" ".join(words))

    def delete(self, doc_id: str) -> None:
        self._writing().delete_by_term("doc", doc_id)

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer = None

    def find(self, field: str, tokens: list[str], bonus: str | None = None) -> tuple[Sequence[int], Sequence[float]]:
        with self._index.searcher() as searcher:
            found = [(hit["key"], float(hit.score)) for hit in searcher.search(self._ask(field, tokens, bonus), limit=None)]
        return [key for key, _ in found], [score for _, score in found]

    def having(self, character: str) -> Sequence[int]:
        from whoosh.query import Regex

        with self._index.searcher() as searcher:
            return [hit["key"] for hit in searcher.search(Regex("grams", f"^.?{re.escape(character)}.?$"), limit=None)]

    def best(self, field: str, tokens: list[str], limit: int, bonus: str | None = None) -> tuple[int, dict[int, float]]:
        with self._index.searcher() as searcher:
            found = searcher.search(self._ask(field, tokens, bonus), limit=limit)
            return len(found), {hit["key"]: float(hit.score) for hit in found}

    @staticmethod
    def _ask(field: str, tokens: list[str], bonus: str | None = None) -> Any:
        from whoosh.query import AndMaybe, Phrase, Term

        if bonus:
            return AndMaybe(Whoosh._ask(field, tokens), Term("words", bonus))
        return Phrase(field, tokens) if len(tokens) > 1 else Term(field, tokens[0])

    def close(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None
        self._index.close()
