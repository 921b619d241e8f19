"""Task-division tables: which column holds the task, the lead, the others, the time limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Clause, Role
from pipeline.tag.names import names
from pipeline.tag.roles import Listed, Reading, read

LEAD = re.compile(r"牵头|主办|主责|第一责任|总负责")
SUPPORT = re.compile(r"配合|参与|参加|协办|协助|协同|责任配合")
RESPONSIBLE = re.compile(r"责任(?:单位|部门|主体|处室|科室)|负责(?:单位|部门)|实施(?:单位|主体)|落实单位|承办|完成单位|分工$|部门分工|责任分工|主管部门")
LIMIT = re.compile(r"时限|期限|完成时间|时间节点|进度|时间要求|时间安排|完成日期")
TASK = re.compile(r"任务|措施|内容|事项|工作|项目|举措|目标任务|要求|政策|名称")
SKIP = re.compile(r"序号|编号|备注|责任人|联系|领导")


@dataclass(frozen=True, slots=True)
class Duty:
    """What one row says."""

    task: str
    reading: Reading
    deadline: str | None


def headers(clauses: Sequence[Clause]) -> dict[str, list[str]]:
    """For each row under a header that names who acts: the roles of its columns, by clause id."""
    found: dict[str, list[str]] = {}
    kinds: list[str] = []
    table, last_row = -1, -2
    for at, clause in enumerate(clauses):
        if clause.kind != "row":
            continue
        if clause.table != table or (clause.table == 0 and at != last_row + 1):
            kinds = []
        table, last_row = clause.table, at
        cells = [clause.text[a:b].strip() for a, b in spans(clause)]
        here = [_kind(cell) for cell in cells]
        if len(cells) > 1 and any(k in ("lead", "support", "responsible") for k in here) and all(len(c) < 25 for c in cells):
            kinds = here
        elif kinds:
            found[clause.id] = kinds
    return found


def spans(clause: Clause) -> list[tuple[int, int]]:
    """The spans of a row's cells, from the reader or, for text, between its bars."""
    if clause.cells:
        return list(clause.cells)
    bars = [-1, *(i for i, c in enumerate(clause.text) if c in "|\t｜"), len(clause.text)]
    cells = [(a + 1, b) for a, b in zip(bars, bars[1:], strict=False)]
    if cells and not clause.text[slice(*cells[0])].strip():
        cells = cells[1:]
    if cells and not clause.text[slice(*cells[-1])].strip():
        cells = cells[:-1]
    return cells


def _kind(cell: str) -> str:
    cell = re.sub(r"\s", "", cell)
    for kind, pattern in (("skip", SKIP), ("limit", LIMIT), ("lead", LEAD), ("support", SUPPORT), ("responsible", RESPONSIBLE), ("task", TASK)):
        if pattern.search(cell):
            return kind
    return "other"


def duties(clause: Clause, kinds: list[str] | None) -> Duty | None:
    """The duty that a row gives, None where it gives none."""
    cells = spans(clause)
    if not kinds:
        return _labelled(clause, cells)
    # a row with merged cells left out has fewer cells: they stand at the right end
    shift = len(kinds) - len(cells)
    if shift > 0:
        kinds = kinds[shift:]
    units: list[Listed] = []
    is_open, deadline, tasks = False, None, []
    for (a, b), kind in zip(cells, kinds, strict=False):
        if kind in ("lead", "support", "responsible"):
            listed = names(clause.text, a, b)
            if listed is None:
                reading = read(clause.text, a, b)
                if reading:
                    units += reading.units
                    is_open |= reading.open
                continue
            role: Role = kind  # type: ignore[assignment]
            units += [Listed(name, role) for name in listed[0]]
            is_open |= listed[1]
        elif kind == "limit":
            deadline = clause.text[a:b].strip() or None
        elif kind == "task":
            tasks.append((a, b))
    if not units:
        return None
    if any(u.role == "lead" for u in units):
        units = [Listed(u.name, "lead" if u.role == "lead" else "support") for u in units]
    task = max((clause.text[a:b].strip() for a, b in tasks), key=len, default="") or clause.text[:units[0].name.start].strip(" |")
    reading = Reading(tuple(units), is_open, deadline, any(u.role != "responsible" for u in units))
    return Duty(task, reading, deadline)


def _labelled(clause: Clause, cells: list[tuple[int, int]]) -> Duty | None:
    """A row without a header whose last cell is itself a list: a cell with labels, role words, or full names alone."""
    from pipeline.tag.lists import lists

    for a, b in reversed(cells):
        found = lists(clause.text[a:b])
        if found and found[-1].reading.units:
            reading = read(clause.text, a + found[-1].start, b)
            if reading:
                return Duty(clause.text[:a].strip(" |") or clause.text[a:b].strip(), reading, reading.deadline)
    return None
