"""What a corpus takes in and gives up: files, bytes, what sites serve."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.table import Table
from face.base import Base
from face.intake import Added, AddReport, add_as, add_files, add_one

if TYPE_CHECKING:
    from pipeline.fetch import Fetched, FetchReport, Health, HealthReport, Progress, SiteTable


class Bringing(Base):
    """The part of `Corpus` that brings documents in."""

    def add(self, *paths: str | os.PathLike[str], workers: int = 1,
            progress: Callable[[int, int, str], None] | None = None) -> AddReport:
        """Adds files, folders (recursive; hidden files left out) and zip archives (each member a document of its own,
        with the address `ARCHIVE!member`).

        The same bytes again change nothing; the same source with new bytes becomes a new version. One bad file never
        stops the others: it is a `failed` row with its reason. `workers` processes read in parallel; `progress` is
        called with (done, all, name). Raises TiaokuanError only where the corpus itself cannot be written.
        """
        rows: list[Added] = []
        try:
            for row in add_files(self._store, paths, workers, progress):
                rows.append(row)
        finally:
            if any(row.status in ("added", "replaced") for row in rows):
                self.index.refresh()
        return AddReport.of(rows)

    def add_file(self, path: str | os.PathLike[str], uri: str, refresh: bool = True,
                 each: Callable[[Added], None] | None = None) -> AddReport:
        """Adds one file, or those of a zip archive, under another address than its own (an upload that is kept for a moment):
        `uri`, whose last part gives its name. `each` is called with every row as it comes; `refresh` as for `add_bytes`."""
        rows: list[Added] = []
        for row in add_as(self._store, Path(path), uri):
            rows.append(row)
            if each:
                each(row)
        if refresh and any(row.status in ("added", "replaced") for row in rows):
            self.index.refresh()
        return AddReport.of(rows)

    def add_bytes(self, data: bytes, name: str, uri: str | None = None, notice: str | None = None, refresh: bool = True) -> AddReport:
        """Adds one document, or those of a zip archive, from bytes; `name` gives the ending, `uri` where it came from,
        `notice` the id of the document that it is an attachment of. `refresh`: bring the index up to date at once (a search
        does so anyway)."""
        rows = tuple(add_one(self._store, data, name, uri or name, notice))
        if refresh and any(row.status in ("added", "replaced") for row in rows):
            self.index.refresh()
        return AddReport.of(rows)

    def meant(self, target: str, **options: Any) -> str:
        """What `fetch` with these options would ask: the name of the site, or the address. Asks nobody. Raises TiaokuanError
        where `fetch` would not begin (no such site, no address, no such day)."""
        from pipeline.fetch import meant

        return meant(target, **options)

    def sites(self, own: str | os.PathLike[str] | None = None) -> SiteTable:
        """The sites that `fetch` knows, what was verified of each, and when it was last fetched and checked. `own`: a TOML
        file of further sites (docs/sites.md). Raises TiaokuanError where it is not right."""
        from pipeline.fetch import sites

        return sites(self.path, own)

    def fetch(self, target: str, progress: Callable[[Progress], None] | None = None,
              each: Callable[[Fetched], None] | None = None, **options: Any) -> FetchReport:
        """Brings documents in from a site (its id or name) or an address, politely; one row an address. `each` is called with
        every row as it comes.

        Options: `query`, `since`, `until` (ISO day, month or year), `limit` (documents, 100), `pages` (list pages of a list,
        50), `attachments`, `refresh` (ask without condition), `warc` (file), `allow_hosts`, `delay` (seconds), `timeout`,
        `minutes`, `max_bytes`, `contact`, `own` (file of further sites). A run that is broken off goes on when it is called again. Raises
        TiaokuanError; what a site does is never raised, it is a row with its reason."""
        from contextlib import closing

        from pipeline.fetch import FetchReport, fetch

        rows: list[Fetched] = []
        keep = lambda *of: tuple(add_one(self._store, *of))  # noqa: E731
        try:
            with closing(fetch(target, self.path, keep, progress, **options)) as coming:
                for row in coming:
                    rows.append(row)
                    if each:
                        each(row)
        finally:
            if any(row.status in ("added", "replaced") for row in rows):
                self.index.refresh()
        return FetchReport.of(rows)

    def health(self, *targets: str, progress: Callable[[str], None] | None = None,
               each: Callable[[Health], None] | None = None, **options: Any) -> HealthReport:
        """How sites are (all where none is named): does each list answer, hold what it should, and lead to pages with text.
        Adds nothing. `progress` is called with each site's name, `each` with every row. Options as of `fetch`. Raises
        TiaokuanError."""
        from pipeline.fetch import HealthReport, health

        rows: list[Health] = []
        for row in health(targets, self.path, progress=progress, **options):
            rows.append(row)
            if each:
                each(row)
        return HealthReport.of(rows)

    def served(self, name: str) -> Table[Any]:
        """What sites served for a document, and when: address, time (UTC), status, SHA-256 of the bytes. Raises
        TiaokuanError for an unknown document."""
        from pipeline.fetch import served

        return served(self.path, self._store.resolve(name))

    def remove(self, name: str) -> str:
        """Removes a document (all its versions) and gives its id. Raises TiaokuanError for an unknown name."""
        doc_id = self._store.resolve(name)
        self._store.remove(doc_id)
        self.index.refresh()
        return doc_id
