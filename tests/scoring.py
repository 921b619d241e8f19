"""How well an export agrees with an annotation: one small scorer for the accuracy gate.

A clause is known by where it begins: the number of characters (white space aside) of the clauses before it. What an
annotation and an export both say at the same place is a hit; what the export says beside it, a false one; what it
leaves out, a miss. Each measure is the F1 of those three over all documents together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

MEASURES = ("text_kept", "boundary", "parent", "unit", "role", "name", "task", "deadline", "target", "technology")

TASK_CHARACTERS = 10
"""A task is known by how it begins; annotations keep that many characters."""


@dataclass
class Tally:
    """Hits, false ones and misses of one measure."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        """2·hit / (2·hit + false + missed); 1.0 where there was nothing to find and nothing was found."""
        all_ = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / all_ if all_ else 1.0

    def count(self, gold: Iterable[Hashable], got: Iterable[Hashable]) -> None:
        """Adds two multisets: what is in both is a hit, each by its number."""
        wanted, found = Counter(gold), Counter(got)
        both = sum((wanted & found).values())
        self.hit += both
        self.false += sum(found.values()) - both
        self.missed += sum(wanted.values()) - both


def tallies() -> dict[str, Tally]:
    """An empty tally for every measure."""
    return {name: Tally() for name in MEASURES}


def bare(text: str | None) -> str:
    """The text without white space, and without width of punctuation where that is a matter of taste."""
    return re.sub(r"\s+", "", text or "").translate(str.maketrans("（）：；，％．", "():;,%."))


def score(gold: dict[str, Any], export: dict[str, Any], tally: dict[str, Tally]) -> None:
    """Adds what one export (`clause-export/1`) got right and wrong against its annotation to the tallies."""
    wanted, got = gold["clauses"], export["clauses"]
    at, at_got = _starts(wanted), _starts(got)
    place = {clause["n"]: start for clause, start in zip(wanted, at, strict=True)}
    place_got = {clause["id"]: start for clause, start in zip(got, at_got, strict=True)}

    kept = "".join(bare(c["text"]) for c in wanted) == "".join(bare(c["text"]) for c in got)
    tally["text_kept"].count([True], [kept])
    tally["boundary"].count(at, at_got)
    tally["parent"].count(
        [(place[c["n"]], place.get(c["parent"])) for c in wanted],
        [(place_got[c["id"]], place_got.get(c["parent"])) for c in got],
    )
    _responsibilities(gold, got, place, place_got, tally)
    _targets(gold, got, place, place_got, tally["target"])
    _technologies(gold, got, place, place_got, tally["technology"])


def _starts(clauses: list[dict[str, Any]]) -> list[int]:
    starts, position = [], 0
    for clause in clauses:
        starts.append(position)
        position += len(bare(clause["text"]))
    return starts


def _responsibilities(gold: dict[str, Any], got: list[dict[str, Any]], place: dict[int, int],
                      place_got: dict[str, int], tally: dict[str, Tally]) -> None:
    wanted = [(place[r["clause"]], row_unit, r) for r in gold["responsibilities"] for row_unit in r["units"]]
    found = [(place_got[c["id"]], u, r) for c in got for r in c["responsibilities"] for u in r["units"]]
    for measure, key in (("unit", "surface"), ("role", "role"), ("name", "name")):
        tally[measure].count([(at, bare(u["surface"]), bare(u[key])) for at, u, _ in wanted],
                             [(at, bare(u["surface"]), bare(u[key])) for at, u, _ in found])
    # a row that names its task in either of two ways is met by either: the export's task is put in the gold's words
    ways = {(at, bare(u["surface"]), way): _begin(r["task"]) for at, u, r in wanted
            for way in {_begin(task) for task in (r["task"], *r.get("task_any", ()))}}
    tally["task"].count(
        [(at, bare(u["surface"]), _begin(r["task"])) for at, u, r in wanted],
        [(at, surface, ways.get((at, surface, begin), begin)) for at, surface, begin in
         ((at, bare(u["surface"]), _begin(r["task"])) for at, u, r in found)],
    )
    tally["deadline"].count(
        [(place[r["clause"]], bare(r["deadline"]), r["due"]) for r in gold["responsibilities"] if r["deadline"]],
        [(place_got[c["id"]], bare(r["deadline"]), r["due"]) for c in got for r in c["responsibilities"]
         if r["deadline"]],
    )


def _begin(task: str) -> str:
    return bare(task)[:TASK_CHARACTERS]


def _targets(gold: dict[str, Any], got: list[dict[str, Any]], place: dict[int, int], place_got: dict[str, int],
             tally: Tally) -> None:
    """A target is met by one in its clause whose indicator says the same, with the same comparator, value and year."""
    left = [(place_got[c["id"]], t) for c in got for t in c["targets"]]
    for target in gold["targets"]:
        match = next((entry for entry in left if entry[0] == place[target["clause"]] and _same(target, entry[1])), None)
        if match:
            left.remove(match)
            tally.hit += 1
        else:
            tally.missed += 1
    optional = [(place[o["clause"]], bare(o["text"])) for o in gold.get("targets_optional", ())]
    tally.false += sum(not any(at == there and (text in bare(t["text"]) or bare(t["indicator"]) in text)
                               for there, text in optional) for at, t in left)


def _same(gold: dict[str, Any], got: dict[str, Any]) -> bool:
    return (
        any(bare(way) == bare(got["indicator"]) for way in gold["indicator"])
        and all(gold[key] == got[key] for key in ("comparator", "value", "value_max", "year", "kind"))
        and bare(gold["unit"]) == bare(got["unit"])
    )


def _technologies(gold: dict[str, Any], got: list[dict[str, Any]], place: dict[int, int], place_got: dict[str, int],
                  tally: Tally) -> None:
    """A technology is met by any of its strings; what the annotation calls optional counts neither way."""
    found = {place_got[c["id"]]: {bare(t["text"]) for t in c["technologies"]} for c in got}
    for row in gold["technologies"]:
        here = found.pop(place[row["clause"]], set())
        ways = [{bare(way) for way in technology} for technology in row["rows"]]
        hits = sum(bool(strings & here) for strings in ways)
        tally.hit += hits
        tally.missed += len(ways) - hits
        tally.false += len(here - set().union(*ways) - {bare(text) for text in row["optional"]})
    tally.false += sum(len(texts) for texts in found.values())
