"""The comparison of one export (`clause-export/1`) with one annotation (`clause-gold/1`), field by field.

A clause is known by where it begins in the text with all white space (and the bars of drawn tables) left out, so that
layout never matters. What both say at the same place is found; what the export says beside it is extra; what it leaves
out is missed. docs/evaluate.md says what each field counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from measure.tally import FIELDS, Difference, Outcome, Side, Tally
from measure.text import Row, fold, locate, near, norm, squeeze

_TASK_CHARACTERS = 7
_ROLES = {"lead": "牵头", "support": "配合", "responsible": "责任"}


def score(gold: Row, export: Row) -> Outcome:
    """Compares an export with a checked annotation."""
    return _Comparison(gold, export).run()


def score_missing(gold: Row) -> Outcome:
    """What an annotation counts for whose document is not there: all of it is missed, and its metadata not asked."""
    outcome = score({**gold, "meta": {}}, {"document": {}, "clauses": []})
    return Outcome(outcome.tallies)


class _Comparison:
    def __init__(self, gold: Row, export: Row) -> None:
        self.gold, self.export = gold, export
        self.outcome = Outcome({name: Tally() for name in FIELDS})
        self.wanted, self.got = gold["clauses"], export["clauses"]
        self.whole = "".join(squeeze(c["text"]) for c in self.wanted)
        first, second = locate(self.wanted, self.whole), locate(self.got, self.whole)
        self.starts = sorted((s, c["id"]) for c, s in zip(self.got, second, strict=True) if s is not None)
        self.gold_at, self.gold_asked = fold(self.wanted, first)
        self.got_at, self.got_asked = fold(self.got, second)
        self.place: dict[Any, int | None] = {c["n"]: s for c, s in zip(self.wanted, self.gold_at, strict=True)}
        self.place_got: dict[Any, int | None] = {c["id"]: s for c, s in zip(self.got, self.got_at, strict=True)}
        self.body = {self.place[c["n"]] for c in self.wanted if c["kind"] in ("unit", "paragraph")}

    def run(self) -> Outcome:
        self._clauses()
        self._responsibilities()
        self._targets()
        if self.gold["technologies"] is not None:
            self._technologies(self.gold["technologies"])
        self._meta()
        self._text()
        return self.outcome

    # -- telling

    def _differ(self, name: str, side: Side, what: str, place: int | None, clause: str | None = None) -> None:
        if clause is None and place is not None:
            clause = next((c for s, c in reversed(self.starts) if s <= place), None)
        self.outcome.differences.append(Difference(name, side, what, clause))

    def _count(self, name: str, gold: Mapping[Hashable, str], got: Mapping[Hashable, str],
               place: Callable[[Any], int | None] = lambda key: key[0]) -> None:
        """Counts two sets; the values say in words what a key stands for."""
        self.outcome.tallies[name].add(Tally(len(gold.keys() & got.keys()), len(got.keys() - gold.keys()),
                                             len(gold.keys() - got.keys())))
        sides: tuple[tuple[Side, Mapping[Hashable, str], Mapping[Hashable, str]], ...] = (
            ("missed", gold, got), ("extra", got, gold))
        for side, one, other in sides:
            for key, what in one.items():
                if key not in other:
                    self._differ(name, side, what, place(key))

    def _head(self, place: int | None) -> str:
        return "？" if place is None else self.whole[place:place + 16]

    # -- clauses

    def _clauses(self) -> None:
        wanted: list[tuple[Row, int | None]] = [
            (c, s) for c, s, asked in zip(self.wanted, self.gold_at, self.gold_asked, strict=True) if asked]
        got: list[tuple[Row, int | None]] = [
            (c, s) for c, s, asked in zip(self.got, self.got_at, self.got_asked, strict=True) if asked]
        self._count("clause_boundary", {(s,): self._head(s) for _, s in wanted},
                    {(s,) if s is not None else (None, c["id"]): squeeze(c["text"])[:16] for c, s in got})
        both = {s for s in self.got_at if s is not None} & self.body

        def under(place: int | None) -> str:
            return "无上级" if place is None else f"上级 {self._head(place)}"

        parents = {(s, self.place[c["parent"]] if c["parent"] is not None else None) for c, s in wanted if s in both}
        parents_got = {(s, self.place_got.get(c.get("parent")) if self.place_got.get(c.get("parent")) in self.body else None)
                       for c, s in got if s in both}
        self._count("clause_parent", {k: f"{self._head(k[0])} {under(k[1])}" for k in sorted(parents, key=str)},
                    {k: f"{self._head(k[0])} {under(k[1])}" for k in sorted(parents_got, key=str)})
        self._count("clause_heading",
                    {(self.place[c["n"]], norm(c["heading"])): c["heading"] for c in self.wanted
                     if c["kind"] == "unit" and c["heading"]},
                    {(s, norm(c["heading"])): c["heading"] for c, s in zip(self.got, self.got_at, strict=True)
                     if c.get("heading") and s in self.body})

    # -- responsibilities

    def _responsibilities(self) -> None:
        wanted = [(self.place[r["clause"]], r, u) for r in self.gold["responsibilities"] for u in r["units"]]
        got = [(self.place_got[c["id"]], r, u) for c in self.got for r in c.get("responsibilities") or () for u in r["units"]]
        ways: tuple[tuple[str, Callable[[Row, Row], tuple[str, ...]], Callable[[Row, Row], str]], ...] = (
            ("unit", lambda r, u: (norm(u["surface"]),), lambda r, u: u["surface"]),
            ("unit_role", lambda r, u: (norm(u["surface"]), u["role"]),
             lambda r, u: f"{u['surface']}：{_ROLES.get(u['role'], u['role'])}"),
            ("unit_name", lambda r, u: (norm(u["surface"]), norm(u["name"])), lambda r, u: f"{u['surface']}：{u['name']}"),
            ("unit_task", lambda r, u: (_begin(r), norm(u["surface"])), lambda r, u: f"{u['surface']}：{squeeze(r['task'])[:16]}"),
        )
        for name, key, said in ways:
            # a name is asked for once a place, whatever its surface
            cut = (lambda k: k[1:]) if name == "unit_name" else (lambda k: k)
            self._count(name, {(s, *cut(key(r, u))): said(r, u) for s, r, u in wanted},
                        {(s, *cut(key(r, u))): said(r, u) for s, r, u in got})
        self._count("deadline", {(self.place[r["clause"]], norm(r["deadline"]), r["due"]): _when(r)
                                 for r in self.gold["responsibilities"] if r["deadline"]},
                    {(self.place_got[c["id"]], norm(r["deadline"]), r.get("due")): _when(r)
                     for c in self.got for r in c.get("responsibilities") or () if r.get("deadline")})

    # -- targets

    def _targets(self) -> None:
        """A target is met by one of its clause whose indicator is near one that is allowed; its value, if that agrees too."""
        left: dict[int | None, list[tuple[str, Row]]] = {}
        for clause in self.got:
            for target in clause.get("targets") or ():
                left.setdefault(self.place_got[clause["id"]], []).append((clause["id"], target))
        plain, exact = self.outcome.tallies["target"], self.outcome.tallies["target_value"]
        for want in self.gold["targets"]:
            place = self.place[want["clause"]]
            here = left.get(place, [])
            alike = [x for x in here if _alike(want, x[1])]
            alike = [x for x in alike if _number(x[1].get("value")) == _number(want["value"])] or alike
            if not alike:
                plain.missed += 1
                exact.missed += 1
                for name in ("target", "target_value"):
                    self._differ(name, "missed", _target(want), place)
                continue
            best = max(alike, key=lambda x: sum(a == b for a, b in zip(_value(x[1]), _value(want), strict=True)))
            here.remove(best)
            plain.found += 1
            if _value(best[1]) == _value(want):
                exact.found += 1
                continue
            exact.missed += 1
            exact.extra += 1
            self._differ("target_value", "missed", _target(want), place)
            self._differ("target_value", "extra", _target(best[1]), place, best[0])
        optional = [(self.place[o["clause"]], norm(o["text"])) for o in self.gold.get("targets_optional") or ()]
        for place, rest in left.items():
            for clause_id, target in rest:
                text, indicator = norm(target.get("text") or target.get("indicator")), norm(target.get("indicator"))
                if any(at == place and (may in text or indicator in may) for at, may in optional):
                    continue
                plain.extra += 1
                exact.extra += 1
                for name in ("target", "target_value"):
                    self._differ(name, "extra", _target(target), place, clause_id)

    # -- technologies

    def _technologies(self, rows: list[Row]) -> None:
        """A technology is met by any of its strings, relaxed by one that is near; what is optional counts neither way."""
        got: dict[int | None, dict[str, str]] = {}
        for clause in self.got:
            here = got.setdefault(self.place_got[clause["id"]], {})
            here.update({norm(t["text"]): t["text"] for t in clause.get("technologies") or ()})
        gold = {self.place[row["clause"]]: row for row in rows}
        for place in sorted(got.keys() | gold.keys(), key=lambda p: -1 if p is None else p):
            have = got.get(place, {})
            row = gold.get(place, {"rows": [], "optional": []})
            optional = set(map(norm, row["optional"]))
            wants = [(ways[0], set(map(norm, ways))) for ways in row["rows"]]
            used = {text for text in have if any(text in ways for _, ways in wants)}
            extra = [text for text in have if text not in used and text not in optional]
            missed = [said for said, ways in wants if not ways & have.keys()]
            self._technology("technology", place, len(wants), missed, [have[text] for text in extra])
            missed = [said for said, ways in wants if not any(near(text, way) for text in have for way in ways)]
            extra = [text for text in extra if not any(near(text, way) for _, ways in wants for way in ways)
                     and not any(near(text, way) for way in optional)]
            self._technology("technology_relaxed", place, len(wants), missed, [have[text] for text in extra])

    def _technology(self, name: str, place: int | None, wanted: int, missed: list[str], extra: list[str]) -> None:
        self.outcome.tallies[name].add(Tally(wanted - len(missed), len(extra), len(missed)))
        for what in missed:
            self._differ(name, "missed", what, place)
        for what in extra:
            self._differ(name, "extra", what, place)

    # -- the document as a whole

    def _meta(self) -> None:
        meta, said = self.gold.get("meta") or {}, self.export["document"]
        checks = {key: ([meta[key]], said.get(key)) for key in ("doc_number", "issuers", "date", "region") if key in meta}
        titles = meta.get("titles") or ([meta["title"]] if "title" in meta else [])
        if titles:
            checks["title"] = (titles, said.get("title"))
        for key, (right, given) in checks.items():
            if any(_same(one, given) for one in right):
                self.outcome.tallies["meta"].found += 1
            else:
                self.outcome.tallies["meta"].missed += 1
                self._differ("meta", "missed", f"{key}：标注 {_plain(right[0])}，识别 {_plain(given)}", None)

    def _text(self) -> None:
        said = "".join(squeeze(c["text"]) for c in self.got)
        if said == self.whole:
            self.outcome.tallies["text_kept"].found += 1
            return
        self.outcome.tallies["text_kept"].missed += 1
        at = next((i for i, (a, b) in enumerate(zip(self.whole, said, strict=False)) if a != b),
                  min(len(self.whole), len(said)))
        self._differ("text_kept", "missed", f"标注 {len(self.whole)} 字，识别 {len(said)} 字，从“{self._head(at)}”起不同", at)


def _begin(row: Row) -> str:
    """How a task begins; a table row without its number cell is the same task."""
    return re.sub(r"^\d+", "", norm(row.get("task")))[:_TASK_CHARACTERS]


def _when(row: Row) -> str:
    return f"{squeeze(row['deadline'])}（{row.get('due') or '无日期'}）"


def _number(value: Any) -> float | None:
    return None if value is None else round(float(value), 6)


def _value(target: Row) -> tuple[Any, ...]:
    return (target.get("comparator"), _number(target.get("value")), _number(target.get("value_max")),
            norm(target.get("unit")), target.get("year"))


def _alike(want: Row, got: Row) -> bool:
    said = norm(got.get("indicator"))
    return any(said == way or (bool(said) and near(said, way)) for way in map(norm, want["indicator"]))


def _target(target: Row) -> str:
    indicator = target["indicator"][0] if isinstance(target["indicator"], list) else target["indicator"]
    value = "" if target["value"] is None else f"{target['value']:g}"
    upper = "" if target["value_max"] is None else f"—{target['value_max']:g}"
    return " ".join(filter(None, (indicator, target["comparator"], f"{value}{upper}{target['unit'] or ''}",
                                  f"({target['year']})" if target["year"] else "")))


def _plain(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value or "无")


def _same(a: Any, b: Any) -> bool:
    return norm(json.dumps(a, ensure_ascii=False)) == norm(json.dumps(b, ensure_ascii=False))
