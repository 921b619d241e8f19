"""Who must do what: the rows of a responsibility matrix, over a whole document.

Lists are found in closing brackets, on labelled lines, in table columns and at the end of a paragraph (`lists`); sentences
that name their actor by `sentences`. This module gives each list its task, applies the document's own conventions
(排列第一的为牵头责任单位，以下相同) and takes time limits from sibling lines. Source: eval/GUIDELINES, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import BODY_KINDS, Clause, Metadata, Responsibility, Unit
from pipeline.tag import deadlines, sentences, tables
from pipeline.tag.completing import complete, has_region
from pipeline.tag.lists import Found, lists
from pipeline.tag.names import CLOSING, OPENING, canonical
from pipeline.tag.roles import Reading

FIRST_LEADS = re.compile(
    r"(?:排(?:列|名|序|位)?(?:在)?(?:第一|首位|最?前)|列(?:在)?(?:第一|首)位?|首位|第一(?:个|位)?)[^。；）)]{0,10}?(?:的)?(?:单位|部门)?(?:为|是|作为)?[^。；）)]{0,6}(?:牵头|总牵头|主要责任)")
FROM_HERE = re.compile(r"下同|以下")
EACH_PART = re.compile(r"[两各三四](?:省|市|地|省市)[^。；）)]{0,6}(?:首位|第一)")


def find(clauses: Sequence[Clause], meta: Metadata) -> dict[str, tuple[Responsibility, ...]]:
    """The rows of each clause in whose own text the units stand, by clause id."""
    finder = _Finder(clauses, meta)
    found: dict[str, list[Responsibility]] = {}
    for at, clause in enumerate(clauses):
        if clause.kind in BODY_KINDS:
            rows = finder.rows(at)
            if rows:
                found[clause.id] = rows
    return {clause_id: tuple(rows) for clause_id, rows in found.items()}


class _Finder:
    """Walks through one document; knows whether its convention is in force."""

    def __init__(self, clauses: Sequence[Clause], meta: Metadata) -> None:
        self.clauses, self.meta = clauses, meta
        self.by_id = {c.id: c for c in clauses}
        self.year = deadlines.year_of(meta)
        self.first_leads = self.first_leads_tables = self.each_part = False
        self.tables = tables.headers(clauses)
        for clause in clauses:  # told in a sentence of its own, a convention holds for the whole document
            for m in FIRST_LEADS.finditer(clause.text):
                before, sentence = clause.text[:m.start()], clause.text[max(0, m.start() - 30):m.end() + 20]
                inside = sum(c in OPENING for c in before) > sum(c in CLOSING for c in before)
                self.each_part |= bool(EACH_PART.search(sentence))
                if re.search(r"表(?:中|内|格)", sentence):
                    self.first_leads_tables = True
                elif not inside and not FROM_HERE.search(sentence):
                    self.first_leads = True

    def rows(self, at: int) -> list[Responsibility]:
        clause = self.clauses[at]
        if clause.kind == "row":
            return self._row(clause)
        found = lists(clause.text, clause.marker)
        rows: list[Responsibility] = []
        covered: list[tuple[int, int]] = []
        since = 0
        alone = len({one.start for one in found}) == 1
        for n, one in enumerate(found):
            convention = FIRST_LEADS.search(clause.text, one.start, one.end + 40)
            if convention and not re.search(r"表(?:中|内|格)", clause.text[one.start:convention.end()]):
                self.first_leads = True
            row = self._listed(at, one, since, alone)
            if row is not None:
                rows.append(row)
                covered.append((one.start, one.end))
                if n + 1 < len(found) and found[n + 1].start != one.start:
                    since = one.end
        for said in sentences.assignments(clause, covered, self.meta):
            units = self._units(said.reading)
            task = clause.text[said.start:said.end].strip()
            rows.append(Responsibility(task, units, clause.id, said.reading.open, None, None, "sentence"))
        return rows

    def _listed(self, at: int, one: Found, since: int, alone: bool) -> Responsibility | None:
        clause = self.clauses[at]
        reading = self._ranked(one.reading, clause.text)
        if not reading.units:
            return None
        deadline = reading.deadline
        task_clause = clause
        if one.task:
            task = one.task
        elif one.own_line:
            task_clause = self._closed_by(at)
            task = task_clause.text.strip() if task_clause is not clause else clause.text[:one.start].strip() or clause.text
            deadline = deadline or self._sibling_limit(at)
        elif alone and not clause.text[one.end:].strip(" \u3000。；;，,)）") or since == 0:
            task = clause.text[:one.start]
        else:
            task = clause.text[since:one.start]
        task = task.strip().lstrip("。；;，, \u3000")
        units = self._units(reading)
        due = deadlines.due(deadline, self.year) if deadline else None
        return Responsibility(task, units, task_clause.id, reading.open, deadline, due, one.rule)

    def _ranked(self, reading: Reading, text: str, row: bool = False) -> Reading:
        """The document's convention: the first-named unit leads, where the list itself ranks nobody; in the list of two
        provinces the first of each (两省市列首位的为牵头单位)."""
        if not (self.first_leads or row and self.first_leads_tables) or reading.ranked or not reading.units:
            return reading
        ranked = []
        for n, unit in enumerate(reading.units):
            between = text[reading.units[n - 1].name.end:unit.name.start] if n else ""
            leads = n == 0 or self.each_part and "；" in between and has_region(unit.name.surface)
            ranked.append(replace(unit, role="lead" if leads else "support"))
        return replace(reading, units=tuple(ranked))

    def _units(self, reading: Reading) -> tuple[Unit, ...]:
        full = complete([listed.name for listed in reading.units], self.meta)
        return tuple(Unit(u.name.surface, name, canonical(name, self.meta), u.role, u.name.start, u.name.end)
                     for u, name in zip(reading.units, full, strict=True))

    def _closed_by(self, at: int) -> Clause:
        """The unit that a list on a line of its own closes: the nearest unit before it, or, where plain paragraphs
        stand between lists, the paragraph before it."""
        clause = self.clauses[at]
        if clause.parent and (parent := self.by_id.get(clause.parent)):
            # 一、总体要求 / paragraph / （责任单位）: several listed paragraphs under one unit each have their own list
            before = self.clauses[at - 1] if at else clause
            listed_before = any(
                c.parent == clause.parent and c.kind == "paragraph" and lists(c.text, c.marker)
                and lists(c.text, c.marker)[0].own_line and not self._same_block(i, at)
                for i, c in enumerate(self.clauses[:at]) if c.parent == clause.parent)
            if listed_before and before.parent == clause.parent and before.kind == "paragraph":
                return before
            if before.kind == "unit" and before.parent == clause.parent:
                return before
            return parent
        return self.clauses[at - 1] if at else clause

    def _same_block(self, i: int, at: int) -> bool:
        """Whether only list lines stand between two list lines (责任单位：… then 完成时限：…)."""
        return all(lists(c.text, c.marker) for c in self.clauses[i:at])

    def _sibling_limit(self, at: int) -> str | None:
        """完成时限：… on the line after (or before) a list."""
        for other in (self.clauses[at + 1:at + 4], self.clauses[max(0, at - 2):at][::-1]):
            for c in other:
                if c.parent != self.clauses[at].parent or c.kind != "paragraph":
                    break
                found = lists(c.text, c.marker)
                if found and not found[0].reading.units and found[0].reading.deadline:
                    return found[0].reading.deadline
                if not found:
                    break
        return None

    def _row(self, clause: Clause) -> list[Responsibility]:
        """A row of a task-division table, read by the names of its columns."""
        said = tables.duties(clause, self.tables.get(clause.id))
        if said is None:
            return []
        reading = self._ranked(said.reading, clause.text, row=True)
        due = deadlines.due(said.deadline, self.year) if said.deadline else None
        return [Responsibility(said.task, self._units(reading), clause.id, reading.open, said.deadline, due,
                               "table")]
