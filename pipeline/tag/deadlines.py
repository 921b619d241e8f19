"""Time limits: 2023年12月底前, 6月底, 每季度, 长期坚持; and the day that ends them, where one follows."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence

from corpus.model import Clause, Deadline, Metadata, Responsibility

PLAN_ENDS = {"十五": 2005, "十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
"""Last year of each five-year plan (国民经济和社会发展五年规划纲要)."""
YEAR = r"(?:(?P<year>20\d\d)\s*年|(?P<plan>[“\"]?(?:十[一二三四五]?五)[”\"]?)(?:末|期末|时期末|期间末)|(?P<this>今年|本年度?|当年|年内)|(?P<next>明年))"
MONTH = r"(?P<month>1[0-2]|0?[1-9])\s*月(?:份)?(?:\s*(?P<day>[12]\d|3[01]|0?[1-9])\s*日)?"
QUARTER = r"(?P<quarter>第?[一二三四1-4]季度)|(?P<half>上半年|下半年)"
POINT = re.compile(rf"(?:{YEAR})?\s*(?:{MONTH}|{QUARTER})?(?P<part>底|末|上旬|中旬|下旬|初)?")
LIMITS = re.compile("[前底末每]")
"""No time limit is said without one of these."""
LIMIT = re.compile(
    r"(?:(?<![\d.])(?:20\d\d\s*年(?:度|\s*(?:1[0-2]|0?[1-9])\s*月(?:份)?(?:\s*(?:[12]\d|3[01]|0?[1-9])\s*日)?|[上下]半年|第?[一二三四]季度)?|(?:1[0-2]|[1-9])\s*月(?:份)?(?:\s*(?:[12]\d|3[01]|[1-9])\s*日)?|今年|年|第?[一二三四]季度|[“\"]?十[一二三四]?五[”\"]?(?:期|时期|期间)?)"
    r"(?:底|末|上旬|中旬|下旬)?(?:之?前|以前)|(?<![\d.])(?:20\d\d\s*年\s*)?(?:1[0-2]|[1-9])\s*月(?:底|末)|20\d\d\s*年(?:底|末)|每(?:年|月|季度|半年|周)(?:\d{1,2}月(?:\d{1,2}日)?(?:底|末)?(?:前)?)?(?=[，,]|开展|组织|至少|向|对|定期|召开|报|发布|公布))")


def due(text: str, year: int | None) -> str | None:
    """The last day (ISO) that a printed time limit allows; `year` completes one that names none. None where no day
    follows (持续推进, 每季度, 长期)."""
    if re.search(r"持续|长期|每|常年|全年推进|按", text) and not re.search(r"20\d\d年|\d月", text):
        return None
    # the last point in time that is named: 2021年6月至2022年3月
    points = [m for m in POINT.finditer(text) if m[0].strip() and (m["year"] or m["plan"] or m["month"] or m["quarter"] or m["half"] or m["this"])]
    if not points:
        return f"{year}-12-31" if year and re.fullmatch(r"年(?:底|末)(?:之?前)?(?:完成)?", text.strip()) else None
    said = next((int(m["year"]) for m in reversed(points) if m["year"]), year)
    last = points[-1]
    if last["plan"]:
        return f"{PLAN_ENDS[last['plan'].strip('“”') .strip(chr(34))]}-12-31"
    if last["year"] and not (last["month"] or last["quarter"] or last["half"]):
        said = int(last["year"])
        if not last["part"] and "前" in text[last.end():last.end() + 2]:
            return f"{said}-12-31"
        return f"{said}-12-31"
    if said is None:
        return None
    if last["half"]:
        return f"{said}-06-30" if last["half"] == "上半年" else f"{said}-12-31"
    if last["quarter"]:
        quarter = "一二三四".find(last["quarter"].strip("第季度")) + 1 or int(last["quarter"].strip("第季度"))
        return _last_day(said, quarter * 3)
    if last["month"]:
        month = int(last["month"])
        if last["day"]:
            day = min(int(last["day"]), calendar.monthrange(said, month)[1])
            return f"{said}-{month:02}-{day:02}"
        if last["part"] in ("上旬", "中旬"):
            return f"{said}-{month:02}-{10 if last['part'] == '上旬' else 20}"
        return _last_day(said, month)
    return f"{said}-12-31"


def _last_day(year: int, month: int) -> str:
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"


def year_of(meta: Metadata) -> int | None:
    """The year that a document's months belong to: the one its title names, else that of its date."""
    named = re.findall(r"(20\d\d)\s*年(?!\s*[—\-－至～~])", meta.title)
    if named:
        return int(named[-1])
    return int(meta.date[:4]) if meta.date else None


def find(clauses: Sequence[Clause], meta: Metadata,
         responsibilities: Mapping[str, Sequence[Responsibility]]) -> dict[str, tuple[Deadline, ...]]:
    """The time limits that each clause's sentences name, by clause id; those of a list belong to its row."""
    year = year_of(meta)
    found: dict[str, tuple[Deadline, ...]] = {}
    for clause in clauses:
        if clause.kind not in ("unit", "paragraph", "row") or not LIMITS.search(clause.text):
            continue
        of_lists = {r.deadline for r in responsibilities.get(clause.id, ()) if r.deadline}
        limits = tuple(Deadline(m[0], due(m[0], year), m.start(), m.end(), "time limit") for m in LIMIT.finditer(clause.text)
                       if m[0] not in of_lists)
        if limits:
            found[clause.id] = limits
    return found
