"""What is filtered, counted and ordered, as arrays in memory: documents and mentions of every clause of the side table.

Counting over the side table alone took most of a search's time (a frequent word stands in tens of thousands of clauses). The
arrays hold numbers only, about 40 bytes a clause and its mentions; texts stay on disk. They are shared by all who read the same
index in this process, and follow it: what is new is appended, what is gone is taken out."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from corpus.database import connect
from corpus.words import fold

Ints = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
ROLES = ("", "lead", "support", "responsible")
KINDS = ("unit", "tech")


class Paper(NamedTuple):
    """What all clauses of a document share; `first` is the key of its first clause."""

    id: str
    first: int
    title: str
    date: str | None
    year: int | None
    region: str | None
    genre: str | None


class Name(NamedTuple):
    """A name as it is mentioned: `kind` is unit or tech; as printed, completed, and in full."""

    kind: str
    value: str
    name: str
    canonical: str


class Names:
    """Every distinct name, to be looked for by any part of it (width and case do not count)."""

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self.list = [*names]
        self.id = {name: n for n, name in enumerate(self.list)}

    @cached_property
    def _joined(self) -> tuple[str, npt.NDArray[np.int64]]:
        # one text is searched thousands of times faster than as many short ones
        parts = [fold("\t".join(dict.fromkeys(name[1:]))) for name in self.list]
        starts = np.cumsum([0, *(len(p) + 1 for p in parts)])[:-1]
        return "\n".join(parts), starts

    def holding(self, wanted: Sequence[str]) -> npt.NDArray[np.int64]:
        """The numbers of the names that hold one of these texts."""
        text, starts = self._joined
        places: list[int] = []
        for each in wanted:
            folded = fold(each)
            at = text.find(folded) if folded and "\n" not in folded and "\t" not in folded else -1
            while at >= 0:
                places.append(at)
                end = text.find("\n", at)
                at = text.find(folded, end) if end >= 0 else -1
        return np.unique(np.searchsorted(starts, places, side="right") - 1) if places else np.empty(0, np.int64)


@dataclass(frozen=True)
class Columns:
    """The arrays of one state of an index. Rows are clauses, in the order of their keys."""

    stamp: tuple[str, int]
    papers: tuple[Paper, ...]
    keys: npt.NDArray[np.int64]
    paper: Ints
    names: Names
    mention_row: Ints
    mention_name: Ints
    mention_role: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self, keys: Sequence[int]) -> tuple[Ints, Mask]:
        """The rows of those keys that there are, and which of the keys these were."""
        wanted = np.asarray(keys, np.int64)
        at = self._places_of_keys[wanted.clip(max=len(self._places_of_keys) - 1)]
        there = at >= 0
        return at[there], there

    @cached_property
    def _places_of_keys(self) -> Ints:
        """Key → row, -1 for none; looking up is four times as fast as searching in the sorted keys."""
        places = np.full(int(self.keys[-1]) + 2 if len(self) else 1, -1, np.int32)
        places[self.keys] = np.arange(len(self), dtype=np.int32)
        return places

    def of_papers(self, fits: Sequence[bool]) -> Mask:
        """The clauses of the documents that fit."""
        return np.asarray(fits, np.bool_)[self.paper] if self.papers else np.zeros(0, np.bool_)

    def mentioning(self, kind: str, wanted: Sequence[str] | None, role: str | None) -> Mask:
        """The clauses that mention such a name (any where None), as a unit in that role."""
        fits = self._kind == KINDS.index(kind)
        if wanted is not None:
            holding = np.zeros(len(self.names.list), np.bool_)
            holding[self.names.holding(wanted)] = True
            fits &= holding
        chosen = fits[self.mention_name]
        if role:
            chosen &= self.mention_role == ROLES.index(role)
        found = np.zeros(len(self), np.bool_)
        found[self.mention_row[chosen]] = True
        return found

    @cached_property
    def _kind(self) -> npt.NDArray[np.int8]:
        return np.fromiter((KINDS.index(name.kind) for name in self.names.list), np.int8, len(self.names.list))

    @cached_property
    def values(self) -> tuple[list[tuple[str, str]], Ints]:
        """The names that are counted, each (kind, name in full), and which of them each distinct name is."""
        numbers: dict[tuple[str, str], int] = {}
        of = [numbers.setdefault((name.kind, name.canonical), len(numbers)) for name in self.names.list]
        return list(numbers), np.asarray(of, np.int32)

    @cached_property
    def _pairs(self) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
        """(row, value) and (row, role), each once: a clause counts once however often it says a name."""
        values, of = self.values
        each = np.unique(self.mention_row.astype(np.int64) * max(1, len(values)) + of[self.mention_name])
        is_unit = self._kind[self.mention_name] == 0
        roles = np.unique(self.mention_row[is_unit].astype(np.int64) * len(ROLES) + self.mention_role[is_unit])
        split = lambda found, by: ((found // by).astype(np.int32), (found % by).astype(np.int32))  # noqa: E731
        return split(each, max(1, len(values))), split(roles, len(ROLES))

    @cached_property
    def frequency(self) -> dict[tuple[str, str], int]:
        """How many clauses name each (kind, name in full)."""
        counts = np.bincount(self._pairs[0][1], minlength=len(self.values[0])).tolist()
        return dict(zip(self.values[0], counts, strict=False))

    @cached_property
    def titles(self) -> list[str]:
        """The title of each document, folded."""
        return [fold(paper.title) for paper in self.papers]

    def count(self, found: Mask, most: int) -> dict[str, list[tuple[str, int]]]:
        """How those clauses spread: unit, role, region, year, tech → [(value, clauses)], the most frequent first."""
        (rows, value), (role_rows, role) = self._pairs
        values, is_unit = self.values[0], self._value_is_unit
        counts = np.bincount(value[found[rows]], minlength=len(values))
        of_role = np.bincount(role[found[role_rows]], minlength=len(ROLES))[1:]
        of_paper = np.bincount(self.paper[found], minlength=len(self.papers))
        said = {"region": self._regions, "year": self._years}
        spread = {name: np.bincount(of, weights=of_paper, minlength=len(texts))[:len(texts)] for name, (texts, of) in said.items()}
        named = lambda chosen: [(values[i][1], n) for i, n in _best(np.where(chosen, counts, 0), most)]  # noqa: E731
        return {"unit": named(is_unit), "role": [(ROLES[i + 1], n) for i, n in _best(of_role, most)],
                **{name: [(said[name][0][i], n) for i, n in _best(spread[name], most)] for name in said}, "tech": named(~is_unit)}

    @cached_property
    def _value_is_unit(self) -> Mask:
        return np.fromiter((kind == "unit" for kind, _ in self.values[0]), np.bool_, len(self.values[0]))

    @cached_property
    def _regions(self) -> tuple[list[str], Ints]:
        return _numbered([paper.region or "" for paper in self.papers])

    @cached_property
    def _years(self) -> tuple[list[str], Ints]:
        return _numbered([str(paper.year or "") for paper in self.papers])

    @cached_property
    def by_date(self) -> Ints:
        """The place of each document when the newest come first (those without a date last)."""
        return self._places(sorted(range(len(self.papers)), key=lambda i: self.papers[i].id), lambda i: self.papers[i].date or "")

    @cached_property
    def by_document(self) -> Ints:
        """The place of each document in the order of ids."""
        return self._places(sorted(range(len(self.papers)), key=lambda i: self.papers[i].id), None)

    def _places(self, order: list[int], key: Any) -> Ints:
        if key:
            order = sorted(order, key=key, reverse=True)
        places = np.empty(len(order), np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        return places


def _numbered(said: list[str]) -> tuple[list[str], Ints]:
    """The different texts in order, and the number of each; an empty one has the number behind all others."""
    texts = sorted({text for text in said if text})
    numbers = {text: n for n, text in enumerate(texts)} | {"": len(texts)}
    return texts, np.array([numbers[text] for text in said], np.int32)


def _best(counts: npt.NDArray[Any], most: int) -> list[tuple[int, int]]:
    """The places of the greatest counts that are not 0, each with its count, the greatest first, the first of equals first."""
    there = np.flatnonzero(counts)
    order = there[np.argsort(-counts[there], kind="stable")][:most]
    return [(int(i), int(counts[i])) for i in order]


_SHARED: WeakValueDictionary[Path, Columns] = WeakValueDictionary()
"""Those of every index that is open: each holds its own, and they go with the last."""
_LOCK = threading.Lock()
NOTHING = Columns(("", 0), (), np.empty(0, np.int64), np.empty(0, np.int32), Names(), np.empty(0, np.int32), np.empty(0, np.int32),
                  np.empty(0, np.int8))


def columns(folder: Path, db: sqlite3.Connection) -> Columns:
    """The arrays of the index in `folder` as its side table is now."""
    stamp = _stamp(db)
    known = _SHARED.get(folder)
    if known is None or known.stamp != stamp:
        # a connection of its own: the whole table read through the mapped file would count as this process's memory
        with _LOCK, closing(connect(folder / "rows.db")) as own:
            own.execute("BEGIN")
            stamp = _stamp(own)
            known = _SHARED.get(folder)
            if known is None or known.stamp != stamp:
                old = known if known is not None and known.stamp[0] == stamp[0] and known.stamp[1] <= stamp[1] else NOTHING
                known = _SHARED[folder] = _follow(own, old, stamp)
    return known


def _stamp(db: sqlite3.Connection) -> tuple[str, int]:
    found = dict(db.execute("SELECT name, value FROM meta WHERE name IN ('edition', 'generation')"))
    return found["edition"], int(found["generation"])


def _follow(db: sqlite3.Connection, old: Columns, stamp: tuple[str, int]) -> Columns:
    """The arrays of now, out of those of before: keys only grow, so that what is new stands behind what is known."""
    last = int(old.keys[-1]) if len(old) else 0
    first = dict(db.execute("SELECT doc, min(key) FROM clause GROUP BY doc"))
    alive = [first.get(paper.id) == paper.first for paper in old.papers]
    new = np.array(sorted(db.execute("SELECT key FROM clause WHERE +key > ?", (last,))), np.int64).reshape(-1)
    fresh = [key for key in first.values() if key > last]
    papers = [p for p, lives in zip(old.papers, alive, strict=True) if lives] + [Paper(*row) for row in db.execute(
        "SELECT doc, key, title, date, year, region, genre FROM clause WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key", (json.dumps(fresh),))]
    moved = np.cumsum(alive, dtype=np.int32) - 1
    kept = old.of_papers(alive)
    before = moved[old.paper[kept]] if len(kept) else np.empty(0, np.int32)
    starts = np.array([p.first for p in papers[len(papers) - len(fresh):]], np.int64)
    after = np.searchsorted(starts, new, side="right").astype(np.int32) - 1 + (len(papers) - len(fresh))
    keys = np.concatenate([old.keys[kept], new])
    rows = np.cumsum(kept, dtype=np.int32) - 1
    still = kept[old.mention_row]
    numbers = dict(old.names.id)
    fetched = [(key, numbers.setdefault(Name(kind, value, name, canonical), len(numbers)), ROLES.index(role or ""))
               for key, kind, value, name, canonical, role in db.execute(
                   "SELECT key, kind, value, name, canonical, role FROM mention WHERE key > ? ORDER BY key", (last,))]
    made = np.array(fetched, np.int64).reshape(-1, 3)
    names = old.names if len(numbers) == len(old.names.list) else Names(numbers)
    return Columns(
        stamp, tuple(papers), keys, np.concatenate([before, after]).astype(np.int32), names,
        np.concatenate([rows[old.mention_row[still]] if len(rows) else np.empty(0, np.int32), np.searchsorted(keys, made[:, 0])]).astype(np.int32),
        np.concatenate([old.mention_name[still], made[:, 1]]).astype(np.int32),
        np.concatenate([old.mention_role[still], made[:, 2]]).astype(np.int8))
