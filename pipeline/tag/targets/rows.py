"""Tables of targets: 指标 | 单位 | 2020年 | 2025年 | 属性. The heads give the years, the row its indicator and its unit.

Source: the 专栏 and 指标表 of five-year plans; eval/GUIDELINES, section 3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Clause, Comparator, Target
from pipeline.tag import deadlines
from pipeline.tag.tables import spans

YEAR = re.compile(r"(20\d\d)\s*年?")
UNIT = re.compile(r"[（(]([^（()）]{1,16})[）)]\s*\*?\s*$")
VALUE = re.compile(r"(?P<sign>[<>≥≤＜＞〔［\[(（]*)\s*(?P<v>-?\d+(?:,\d{3})*(?:\.\d+)?)\s*(?P<unit>[%％]|[\u4e00-\u9fff/]{0,8})?")
GOAL = re.compile(r"目标|(?<!现)规划值|预期值")
LIMIT = re.compile(r"时限|期限|完成时间|时间节点|完成日期|时间要求")


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of one table: those of values with their years, that of units, that of names, that of deadlines."""

    values: tuple[tuple[int, int | None], ...] = ()
    unit: int | None = None
    limit: int | None = None
    width: int = 0
    nature: int | None = None


def heads(clauses: Sequence[Clause], this_year: int | None) -> dict[str, Head]:
    """For each row under a head of years or of deadlines: that head, by clause id."""
    found: dict[str, Head] = {}
    table, head, last = -1, None, -2
    for at, clause in enumerate(clauses):
        if clause.kind != "row":
            continue
        if clause.table != table or clause.table == 0 and at != last + 1:
            head = None
        table, last = clause.table, at
        cells = [clause.text[a:b].strip() for a, b in spans(clause)]
        new = _head(cells)
        if new:
            head = new
        elif head:
            found[clause.id] = head
    return found


def _head(cells: list[str]) -> Head | None:
    if len(cells) < 2 or any(len(cell) > 24 for cell in cells):
        return None
    named = any(re.search(r"指标|名称|类别|项目|内容|任务", cell) for cell in cells)
    values: list[tuple[int, int | None]] = []
    for n, cell in enumerate(cells):
        year = YEAR.match(cell) or YEAR.search(cell)
        if year and len(cell) < 16 and not re.search(r"[一-龥]{6,}|月|前", cell):
            values.append((n, int(year[1])))
        elif GOAL.search(cell) and n > 0 and not re.search(r"指标|任务", cell):
            values.append((n, None))
    limit = next((n for n, cell in enumerate(cells) if LIMIT.search(cell)), None)
    if named and values:
        unit = next((n for n, cell in enumerate(cells) if re.sub(r"\s", "", cell) in ("单位", "计量单位")), None)
        nature = next((n for n, cell in enumerate(cells) if re.sub(r"\s", "", cell) in ("属性", "指标属性", "性质", "指标性质")), None)
        return Head(tuple(values), unit, limit, len(cells), nature)
    if named and limit is not None:
        return Head((), None, limit, len(cells))
    return None


def deadline(clause: Clause, head: Head, this_year: int | None) -> int | None:
    """The year of a row's deadline column."""
    cells = spans(clause)
    if head.limit is None or head.limit >= len(cells):
        return None
    a, b = cells[head.limit]
    due = deadlines.due(clause.text[a:b], this_year)
    return int(due[:4]) if due else None


def row(clause: Clause, head: Head) -> list[Target]:
    """The targets of one row: the last year's value is the target, those of the years before state facts."""
    cells = spans(clause)
    first = head.values[0][0]
    shift = len(cells) - head.width if 0 < head.width - len(cells) <= 2 else 0  # a merged cell on the left is printed once
    first += shift
    named = [(a, b) for n, (a, b) in enumerate(cells) if n < first and n != (head.unit or -1) + shift
             and not re.fullmatch(r"[\s\d.]*", clause.text[a:b])]
    if not named or first < 1:
        return []
    name = clause.text[named[-1][0]:named[-1][1]].strip()
    name = re.sub(r"^\d+[.、．]?\s*", "", name)
    in_name = UNIT.search(name)
    unit = in_name[1] if in_name else None
    if head.unit is not None and 0 <= head.unit + shift < len(cells):
        unit = clause.text[slice(*cells[head.unit + shift])].strip() or unit
    indicator = UNIT.sub("", name).strip(" *")
    if len(indicator) < 2:
        return []
    years = [year for _, year in head.values if year]
    last = max(years, default=None)
    found: list[Target] = []
    nature = None
    if head.nature is not None and 0 <= head.nature + shift < len(cells):
        nature = next((word for word in ("约束性", "预期性") if word in clause.text[slice(*cells[head.nature + shift])]), None)
    for n, year in head.values:
        n += shift
        if not 0 <= n < len(cells):
            continue
        a, b = cells[n]
        said = clause.text[a:b]
        value = VALUE.search(said)
        if not value or len(said.strip()) > 20:
            continue
        start, end = a + len(said) - len(said.lstrip()), a + len(said.rstrip())
        found.append(Target(clause.text[start:end], indicator, _comparator(said, indicator), abs(float(value["v"].replace(",", ""))), None,
                            _unit(unit, value), year, None, "target" if year in (None, last) else "fact", start, end, "target table", nature))
    return found


def _unit(unit: str | None, value: re.Match[str]) -> str | None:
    own = re.sub(r"左右|以上|以内|以下", "", value["unit"] or "").replace("％", "%")
    return own or (unit.replace("％", "%") if unit else None)


def _comparator(said: str, indicator: str) -> Comparator:
    if re.search(r"[≥＞>]|以上|不低于", said):
        return ">="
    if re.search(r"[≤＜<]|以[内下]|不超过", said):
        return "<="
    if "左右" in said:
        return "~"
    if re.search(r"(?:降低|下降|削减|减少)(?:率|幅度|比例)?(?:\s*[（(].*)?$", indicator) or re.search(r"下降|降低", said):
        return "down"
    return "up" if re.search(r"(?:增长|提高)$", indicator) else "="
