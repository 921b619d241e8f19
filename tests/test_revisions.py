"""The accuracy gate of comparing: revisions that were written for it, aligned by their author, never fall below floors.toml.

tests/data/revisions/OLD__NEW.json has every numbered clause of OLD.txt and NEW.txt in one row: `old`, `new`, `change`, `edits`
(what a careful redline marks), and `links` where several became several."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import tiaokuan
from index.compare import Comparison, compare

HERE = Path(__file__).parent
REVISIONS = HERE / "data" / "revisions"
FLOORS: dict[str, float] = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))["revisions"]
Link = tuple[str, str]


@dataclass
class Tally:
    """What was right of what was asked, and what was not."""

    right: int = 0
    asked: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, is_right: bool, said: str) -> None:
        self.asked += 1
        self.right += is_right
        if not is_right:
            self.misses.append(said)


def links_of(rows: list[dict[str, Any]]) -> set[Link]:
    return {(a, b) for r in rows for a, b in (r.get("links") or [(a, b) for a in r["old"] for b in r["new"]])}


def found(comparison: Comparison, asked: dict[str, set[str]], article: bool) -> list[dict[str, Any]]:
    """The rows with the names of the clauses that the annotation knows."""
    rows = []
    for row in comparison.to_json()["rows"]:
        names = {side: {c["id"]: called for c in row[side] if (called := c["path"][-1] if article and c["path"] else "/".join(c["path"])) in asked[side]}
                 for side in ("old", "new")}
        if names["old"] or names["new"]:
            rows.append({"old": list(dict.fromkeys(names["old"].values())), "new": list(dict.fromkeys(names["new"].values())),
                         "links": [[names["old"][a], names["new"][b]] for a, b in row.get("links", ()) if a in names["old"] and b in names["new"]],
                         "change": {"renumbered": "same"}.get(row["change"], row["change"]), "edits": row["edits"]})
    return rows


def test_each_clause_of_a_revision_is_annotated_once() -> None:
    for gold in REVISIONS.glob("*__*.json"):
        rows = json.loads(gold.read_text("utf-8"))["rows"]
        for side in ("old", "new"):
            named = [clause for r in rows for clause in r[side]]
            assert named and len(named) == len(set(named)), gold.name


@pytest.fixture(scope="module")
def measured() -> dict[str, Tally]:
    tallies = {"links": Tally(), "kinds": Tally(), "edits": Tally()}
    for path in sorted(REVISIONS.glob("*__*.json")):
        gold = json.loads(path.read_text("utf-8"))
        old, new = (tiaokuan.analyse((REVISIONS / f"{n}.txt").read_bytes(), f"{n}.txt") for n in path.stem.split("__"))
        rows = found(compare(old, new), {side: {c for r in gold["rows"] for c in r[side]} for side in ("old", "new")}, gold["unit"] == "article")
        wanted, given = links_of(gold["rows"]), links_of(rows)
        for link in sorted(wanted | given):
            tallies["links"].count(link in wanted and link in given, f"{path.stem} {link} {'missed' if link in wanted else 'extra'}")
        for r in gold["rows"]:
            hit = next((x for x in rows if set(x["old"]) == set(r["old"]) and set(x["new"]) == set(r["new"])), None)
            said = hit["change"] if hit else None
            tallies["kinds"].count(said == r["change"], f"{path.stem} {r['old']} → {r['new']}: {said}, not {r['change']}")
            for e in r.get("edits", []) if r["change"] in ("edited", "moved") else ():
                shown = [(x["was"], x["now"]) for x in hit["edits"]] if hit else []
                tallies["edits"].count(any(e["was"] in a and e["now"] in b or a in e["was"] and b in e["now"] for a, b in shown),
                                       f"{path.stem} {r['old']} “{e['was']}” → “{e['now']}”")
    return tallies


@pytest.mark.parametrize("measure", sorted(FLOORS))
def test_the_floor_is_kept(measure: str, measured: dict[str, Tally]) -> None:
    tally = measured[measure]
    assert tally.asked and tally.right / tally.asked >= FLOORS[measure], f"{tally.right} of {tally.asked}\n" + "\n".join(tally.misses)
