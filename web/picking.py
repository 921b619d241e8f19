"""Choosing documents by what people call them: a title, an id, a version of either; and saying them again in the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

import tiaokuan
from web.house import Opened, clause_address, documents_of

MOST = 30
"""Documents that are compared at once: a table of more columns is not read, and takes long."""


@dataclass(frozen=True)
class Version:
    """One version of a document that was chosen: what it is called in an address, and for people."""

    name: str
    date: str
    number: int
    newest: bool


class Catalogue:
    """The documents of a corpus at one moment, by their names."""

    def __init__(self, corpus: tiaokuan.Corpus, rows: Sequence[Any]) -> None:
        self.corpus, self.rows = corpus, rows
        titles = Counter(row.title for row in self.rows)
        self.labels: dict[str, str] = {
            row.id: row.title if row.title and titles[row.title] == 1 else " · ".join(filter(None, (row.title, row.region, row.date, row.id)))
            for row in self.rows}
        self.newest: dict[str, int] = {row.id: row.version for row in self.rows}
        self._ids = {label: doc_id for doc_id, label in self.labels.items()}

    def label(self, name: str | None) -> str:
        """What people call a document: its title where no other bears it; what was typed where it is none."""
        doc_id, at, number = self._split(name or "")
        return self.labels[doc_id] + at + number if doc_id in self.labels else name or ""

    def name(self, typed: str, versions: bool = False) -> str:
        """The name that an address carries: the id, with `versions` also `ID@2` of an older version. Raises TiaokuanError."""
        typed = typed.strip()
        base, at, number = self._split(typed) if versions else (typed, "", "")
        found = base if base in self.labels else self._ids.get(base) or self.corpus.resolve(base)
        if not at or int(number) == self.newest.get(found):
            return found
        if int(number) not in (v.number for v in self.versions(found) if v.name.rpartition("@")[0] == found):
            raise tiaokuan.UnknownName(f"{self.label(found)} 没有第 {int(number)} 版 (no such version)")
        return f"{found}@{int(number)}"

    def names(self, typed: Sequence[str]) -> list[str]:
        """The ids of several, in their order. Raises TiaokuanError for one that is there twice, and for more than `MOST`."""
        given = [t for t in typed if t.strip()]
        if len(given) > MOST:
            raise tiaokuan.TiaokuanError(f"一次最多 {MOST} 份文档，选了 {len(given)} 份，请减少 (at most {MOST} documents at once)")
        found = [self.name(t) for t in given]
        if twice := next((i for i, n in Counter(found).items() if n > 1), None):
            raise tiaokuan.TiaokuanError(f"《{self.label(twice)}》选了两次 (the same document twice)")
        return found

    def sorted(self, chosen: Sequence[str]) -> list[Any]:
        """The documents, those that are chosen first."""
        return sorted(self.rows, key=lambda row: row.id not in chosen)

    def versions(self, name: str) -> list[Version]:
        """The versions of a document and of its family, oldest first; [] where the name means none."""
        doc_id = self._split(name)[0]
        if doc_id not in self.labels:
            return []
        # the newest of a document is named by its id alone: so its address stays right when another comes
        return [Version(v.document.id if v.document.version == self.newest.get(v.document.id) else v.name,
                        v.document.meta.date or v.document.meta.published or "", v.document.version,
                        v.document.version == self.newest.get(v.document.id)) for v in self.corpus.versions(doc_id)]

    def address(self) -> Callable[[str, str], str]:
        """For `tiaokuan.body`: where a clause is read, also of an older version (`ID@2`)."""
        def to(name: str, clause_id: str) -> str:
            doc_id, _, number = self._split(name)
            older = bool(number) and int(number) != self.newest.get(doc_id)
            return clause_address(doc_id, clause_id) + (f"?version={int(number)}" if older else "")

        return to

    def _split(self, name: str) -> tuple[str, str, str]:
        """`ID@2` as id, @ and number; a name without a number as it is."""
        base, at, number = name.rpartition("@")
        whole = name in self.labels or name in self._ids or not base or not number.isascii() or not number.isdecimal() or len(number) > 9
        return (name, "", "") if whole else (base, at, number)


def catalogue(request: Request, corpus: Opened) -> Catalogue:
    """The documents of the corpus as it is now."""
    return Catalogue(corpus, documents_of(request, corpus))


Known = Annotated[Catalogue, Depends(catalogue)]
