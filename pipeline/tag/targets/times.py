"""Which year a figure is for: the deadline said before it in its sentence, else what the sentence inherits.

Base years (比2020年), starting points (自2021年起) and the years of titles and editions are no deadlines. Source:
eval/GUIDELINES, section 3 (year)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.tag.deadlines import PLAN_ENDS

TIME = re.compile(
    r"(?<!\d)(?P<y>20\d\d|19\d\d)\s*年(?:\s*(?:1[0-2]|0?[1-9])\s*月(?:\s*\d{1,2}\s*日)?)?(?P<post>底|末|前|度|以来|起|开始|以后|的?基础|水平|版|第|初|[—\-－–至~～])?"
    r"|(?<![第二三四五六七八九十])[“\"]?(?P<plan>十[一二三四五]?五)[”\"]?(?P<ppost>末|期末|期间|时期|以来|初|规划|计划|目标|(?=[，,、]))"
    r"|(?P<last>去年|上年)|(?P<this>全年|今年|(?<![一二两三四五六七八九十几\d])年内|年底前|年底|年末|本年(?!度)|(?<!\d)(?:1[0-2]|[1-9])\s*月(?:份)?(?:\s*\d{1,2}\s*日)?(?:底|末|上旬|中旬|下旬)?之?前|上半年|下半年|第?[一二三四]季度|首季)")
START = ("以来", "起", "开始", "以后", "初", "版", "第")
BASE = ("比", "较", "与", "同", "以")


@dataclass(frozen=True, slots=True)
class Year:
    """A deadline (or, in a statement of fact, the year told of): where it stands, the year, and whether a plan's
    period named it."""

    start: int
    end: int
    year: int
    period: bool


def years(text: str, begin: int, end: int, this_year: int | None) -> list[Year]:
    """The deadlines named in `text[begin:end]`, in order; `this_year` is what 全年 and 6月底前 mean."""
    found = []
    for m in TIME.finditer(text, begin, end):
        pre = text[max(begin, m.start() - 2):m.start()].rstrip()[-1:]
        if m["y"]:
            post = m["post"] or ""
            if pre in BASE and post != "底" or post in START or "基础" in post or post == "水平":
                continue
            if post and post in "—-－–至~～" or text[m.end():m.end() + 2] in ("以来", "之后"):
                continue
            found.append(Year(m.start(), m.end(), int(m["y"]), False))
        elif m["plan"]:
            if m["ppost"] in ("以来", "初", "规划", "计划", "目标") or pre in ("比", "较", "与"):
                continue
            found.append(Year(m.start(), m.end(), PLAN_ENDS[m["plan"]], m["ppost"] in ("期间", "时期", "")))
        elif m["last"]:
            if this_year is not None and pre not in BASE:
                found.append(Year(m.start(), m.end(), this_year - 1, False))
        elif this_year is not None and pre not in ("比", "较"):
            found.append(Year(m.start(), m.end(), this_year, False))
    return found


def base_year(text: str) -> int | None:
    """The year that a change is measured from (比2020年下降)."""
    m = re.search(r"(?:比|较|与|以)\s*(20\d\d|19\d\d)\s*年|在(20\d\d)年(?:的)?基础", text)
    return int(m[1] or m[2]) if m else None
