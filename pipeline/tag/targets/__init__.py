"""Targets: an indicator with a value, or with a direction and a deadline; told from facts, scopes, supports and dates.

A clause is cut into sentences and parts (text), its figures are read with the words that compare them (figures), each
part is read as one of a few constructions (reading, directions), its phrase is cut out whole (phrases), and the result
gets the year that its sentence says or inherits (times). Rows of target tables are read by their heads (rows). Source:
eval/GUIDELINES, section 3; words and units: corpus/lexicon/measures.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from corpus.model import BODY_KINDS, Clause, Metadata, Target, TargetKind
from pipeline.tag import deadlines
from pipeline.tag.targets import directions, rows, text, times
from pipeline.tag.targets import figures as figures_of
from pipeline.tag.targets.place import Context, Found
from pipeline.tag.targets.reading import read

__all__ = ["find"]

WIDE = re.compile("[０-９．％]")
FIGURE = re.compile(r"[\d０-９]|翻[一两]?番|分之|至少|不少于|不低于|[百千万](?:[\u4e00-\u9fff]{1,2}以上|[家个名场项件座所台户条人种])|[ⅠⅡⅢⅣⅤ]")
FACT = re.compile(r"已(?:经)?(?:建成|达|完成|实现|形成|累计|有|连续)|截至|截止|目前|现有|[五一去]年来|过去|取得(?:了)?(?:显著|明显|积极|重大)|[“\"]?十[一二三四]?五[”\"]?以来|同比(?:增长|下降|提高)|比上年(?:增长|下降|提高|增加|减少)|去年|20\d\d年以来")
SET = re.compile(r"力争|确保|目标|要|将|争取|努力|到20[23]\d年|不低于|[“\"]?十[四五]五[”\"]?(?:期间|末|时期)")
DOING = re.compile(r"[^，,。]{0,2}(?:加快|推进|推动|持续|加强|大力|实施|开展|支持|完善|强化|深入|积极|严格|落实|组织|建立|健全|优化|鼓励|引导|探索|统筹|依托|坚持|深化|做好|抓好|聚焦|围绕|加大|制定|培育|打造|建设|创新|促进)")
TOLD = re.compile(r"回顾|成就|现状|发展基础|工作基础|工作总结|(?:取得|工作|发展|主要)(?:的)?(?:显著|明显|积极|重大)?(?:成效|进展|成绩)$|面临形势|发展环境")
GOALS = re.compile(r"[^，,]{0,12}目标(?:要求|任务|指标)?")
AIM = re.compile(r"力争|确保|目标|争取|累计|全年|到20\d\d年|年底|年内|实现|每年|预期|任务|达|新增|十[一二三四]?五")
LEADING = re.compile(r"[\s　]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]\s*)?(?:[^，,。；]{0,10}(?:目标|任务|指标)[^，,。；]{0,8}[：:，,是为]?)?(?:力争|确保)?(?:到|至|在)?\s*[“\"]?")
NATURE = re.compile(r"\s*[（(]?(?P<nature>约束性|预期性)(?:指标|目标)?[）)]?")
TERMS = re.compile(r"限额|最高(?:贷款)?额度?|贷款额度|专项资金$|保证金|首付")
"""Sums of money that are terms of a support, a loan or a deal, not results."""
LOOKED_BACK = re.compile(r"(20\d\d)年(?:[^，。]{0,8})?回顾")
YEARLY = re.compile(r"(20\d\d)年(?=[^，。至到—-]{0,14}(?:回顾|总体|工作|任务|安排|要求|目标))")
DATED = re.compile(r"\s*(?:力争)?(?:到|至)?20\d\d年(?:底|末|前)*\s*")
AGAIN = re.compile(r"\s*(?:力争)?到?20\d\d年(?:底|末)?[，,]?(?:进一步|力争|将|要)*(?:达到|提高|提升|下降|降低|增长|增至|降至|超过|突破|稳定)")
CONDITIONS = re.compile(r"(?:下列|以下)(?:条件|情形|情况|要求|标准|规定|企业|单位|之一|行为)|条件[^。]{0,8}[：:]$|之一的?[^。]{0,12}[：:]$")
LIST = re.compile(r"[（(〔][^（(〔）)〕]*(?:期限|时限|时间)[:：]\s*(?P<limit>[^，,；;）)〕]+)")
OWN_LINE = re.compile(r"\s*(?:完成|办结|落实)?(?:时限|期限|时间)(?:要求|节点)?[:：]\s*(?P<limit>.+)$")


def find(clauses: Sequence[Clause], meta: Metadata) -> dict[str, tuple[Target, ...]]:
    """The targets and facts of each clause, by clause id."""
    this_year = deadlines.year_of(meta) or _reported(clauses)
    tables = rows.heads(clauses, this_year)
    inherited, goals, told = _inherited(clauses, this_year), _goals(clauses), _told(clauses)
    conditions = _conditions(clauses)
    found: dict[str, tuple[Target, ...]] = {}
    for clause in clauses:
        if clause.kind not in BODY_KINDS or clause.id in conditions and not clause.text.rstrip().endswith(("：", ":")):
            continue
        head = tables.get(clause.id)
        if head and head.values:
            own = rows.row(clause, head)
        elif clause.kind == "row":
            own = _cells(clause, inherited.get(clause.id) or (rows.deadline(clause, head, this_year) if head else None), this_year)
        else:
            own = _targets(clause.text, 0, len(clause.text), inherited.get(clause.id), this_year, clause, clause.id in goals)
        if clause.id in told:
            own = [t if SET.search(t.text) else replace(t, kind="fact") for t in own if t.value is not None or "20" in t.text]
        if own:
            found[clause.id] = tuple(sorted(own, key=lambda t: (t.start, t.end)))
    return found


def _reported(clauses: Sequence[Clause]) -> int | None:
    """The year of a work report that prints no date: the one after that which its first part looks back on."""
    return next((int(m[1]) + 1 for c in clauses if c.kind == "unit" and (m := LOOKED_BACK.match(c.heading))), None)


def _told(clauses: Sequence[Clause]) -> set[str]:
    """The clauses of sections that tell what has been reached (工作回顾, 发展基础): their figures are facts."""
    under: set[str] = set()
    for clause in clauses:
        if TOLD.search(clause.heading) and not GOALS.fullmatch(clause.heading) or clause.parent in under:
            under.add(clause.id)
    return under


def _goals(clauses: Sequence[Clause]) -> set[str]:
    """The clauses of sections that set goals (主要目标): what one of them dates, those after it share."""
    under: set[str] = set()
    for clause in clauses:
        if GOALS.fullmatch(clause.heading) or clause.parent in under:
            under.add(clause.id)
    return under


@cache
def _dealing() -> re.Pattern[str]:
    return re.compile(figures_of.alternatives(figures_of.words("dealing")))


def _conditions(clauses: Sequence[Clause]) -> set[str]:
    """The members of lists that a lead-in makes conditions (符合下列条件之一的：)."""
    under: set[str] = set()
    listing: str | None = None
    for clause in clauses:
        if clause.parent in under:
            under.add(clause.id)
        said_text = clause.text.rstrip()
        if said_text.endswith(("：", ":")):
            if CONDITIONS.search(said_text, max(0, len(said_text) - 60)):
                under.add(clause.id)
                listing = clause.parent if clause.kind == "paragraph" else None
        elif listing is not None and clause.parent == listing and re.match(r"\s*[（(\d①-⑳]", said_text):
            under.add(clause.id)
        else:
            listing = None
    return under


def _inherited(clauses: Sequence[Clause], this_year: int | None) -> dict[str, int]:
    """The year that each clause takes over: of the lead-in above or before it (到2025年，…：), or of the deadline that
    its list has on a line of its own (完成时限：…)."""
    year_of: dict[str, int] = {}
    goals = _goals(clauses)
    beside: dict[str | None, int | None] = {}
    for clause in clauses:
        year = year_of.get(clause.parent or "") or beside.get(clause.parent)
        if clause.kind == "paragraph" and clause.parent and (limit := OWN_LINE.match(clause.text)):
            due = deadlines.due(limit["limit"], this_year)
            if due:
                year_of.setdefault(clause.parent, int(due[:4]))
            continue
        if titled := YEARLY.match(clause.heading):  # 一、2024年工作回顾; 二、2025年总体要求
            year = int(titled[1])
        if year:
            year_of[clause.id] = year
        if clause.kind in BODY_KINDS and clause.text.rstrip().endswith(("：", ":")):
            # a lead-in names the year itself, in its last sentence
            last = max(clause.text.rfind("。"), -1) + 1
            said = [y for y in times.years(clause.text, last, len(clause.text), None) if LEADING.fullmatch(clause.text, last, y.start) or clause.text[y.start - 1:y.start] in ("到", "至")]
            if said:
                year_of[clause.id] = said[-1].year
            if clause.kind == "paragraph":
                beside[clause.parent] = said[-1].year if said else None
        elif clause.id in goals and clause.kind in BODY_KINDS:  # 到2025年，…。 and the items below or after it
            said_at = clause.text.find(clause.heading) + len(clause.heading) if clause.heading else 0
            said = times.years(clause.text, said_at, len(clause.text), None)
            named = {y.year for y in said}
            if len(named) > 1:  # 到2025年，…，为2030年碳达峰奠定基础: the goals are those of 2025
                named = {y.year for y in said if clause.text[y.start - 1:y.start] in ("到", "至")}
            if len(named) == 1:
                year_of[clause.id] = next(iter(named))
            if named and clause.parent in goals:
                beside[clause.parent] = year_of[clause.id] if len(named) == 1 else None
    return year_of


def _cells(clause: Clause, year: int | None, this_year: int | None) -> list[Target]:
    found: list[Target] = []
    for a, b in rows.spans(clause):
        found += _targets(clause.text, a, b, year, this_year, clause)
    return found


def _targets(printed: str, begin: int, end: int, inherited: int | None, this_year: int | None, clause: Clause, goal: bool = False) -> list[Target]:
    if not FIGURE.search(printed, begin, end) and not (directions.QUICK.search(printed, begin, end) and (inherited or "五" in printed)):
        return []
    whole = printed.translate(figures_of.WIDE) if WIDE.search(printed) else printed
    masked, inside = text.mask(whole)
    found = _region(printed, whole, masked, begin, end, inherited, this_year, clause, goal)
    for a, b in inside:
        if begin <= a and b <= end and b - a > 5 and re.search(r"\d", whole[a:b]) and not re.search(r"年\d|以下简称|责任|牵头|负责", whole[a:b]):
            inner = text.HIDDEN * a + text.mask(whole[a:b])[0]
            host = max((t for t in found if t.start <= a), key=lambda t: t.start, default=None)
            found += _region(printed, whole, inner, a, b, host.year if host and host.year else inherited, this_year, None, host=host if host and host.end == a - 1 else None)
    return found


def _region(printed: str, whole: str, masked: str, begin: int, end: int, inherited: int | None, this_year: int | None, clause: Clause | None, goal: bool = False, host: Target | None = None) -> list[Target]:
    found: list[Target] = []
    standing = inherited
    lists = [(m.start(), m["limit"]) for m in LIST.finditer(printed, begin, end)] if clause is not None and "期限" in printed or "时限" in printed else []
    titled = clause is not None and bool(clause.heading)
    opening = True  # until the first sentence of the body is over
    body = (clause.text.find(clause.heading) + len(clause.heading)) if clause is not None and clause.heading else begin
    before: Found | None = None
    for a, b in text.sentences(masked, begin, end):
        if not FIGURE.search(masked, a, b) and not ((standing or "五" in masked[a:b]) and directions.QUICK.search(masked, a, b)):
            opening = opening and b <= body + 1
            continue
        years = times.years(masked, a, b, this_year)
        if not years and not goal and DOING.match(masked, a, b):
            standing = inherited
        parts = text.parts(masked, a, b)
        if opening and years and b > body and re.fullmatch(r"[\s　]*(?:[^，,：:。]{0,8}[：:])?\s*(?:力争)?(?:到|至|在)?\s*", masked[a:years[0].start]) and not years[0].period:
            standing = years[-1].year if len(years) == 1 else years[0].year
        opening = opening and b <= body + 1
        limit = next((said for at, said in lists if at >= b - 1), None)
        due = deadlines.due(limit, this_year) if limit else None
        ctx = Context(whole, masked, aims=bool(AIM.search(masked, a, b)) or standing is not None)
        past = this_year is not None and bool(years) and max(y.year for y in years) < this_year
        if before is not None and AGAIN.match(masked, a, b):  # 到2025年，A达到75%。到2035年，达到85%
            ctx.last, ctx.last_part = before, 0
        if host is not None:  # 比例达到70%（2021年达到60%）: what is in the bracket is of what stands before it
            ctx.last = Found(host.indicator, "=", host.value, None, host.unit, host.start, host.end, host.start, "bare")
            ctx.last_part = 0
        if clause is None:
            ctx.aims = ctx.aims or masked.startswith("其中", begin)
            ctx.inside = True
        fact = (past or bool(FACT.search(masked, a, b))) and not SET.search(masked, a, b)
        dealing: bool | None = None
        for n, part in enumerate(parts):
            figures = []
            if FIGURE.search(masked, part.start, part.end) and not DATED.fullmatch(masked, part.start, part.end):
                figures = figures_of.find(masked, part.start, part.end)
            if figures and dealing is None:
                dealing = ctx.dealing = bool(_dealing().search(whole, a, b))
            if titled and b <= body + 1:  # 打造百个工厂 as a heading names a programme
                figures = [f for f in figures if masked[f.start].isdigit()]
            got = read(ctx, part, n, figures) if figures else []
            said = [y for y in years if y.start < part.end]
            if not got and (said or standing) and not (titled and b <= body + 1):
                got = directions.read(ctx, part, bool(said))
            for one in got:
                if one.unit and "元" in one.unit and TERMS.search(one.indicator):
                    continue
                found.append(_dated(printed, one, years, standing, due, fact, masked, part))
            ctx.previous = part
        before = ctx.last
        if goal and years:
            standing = years[-1].year
    return found


def _nature(printed: str, one: Found) -> str | None:
    """约束性 or 预期性, told in brackets after the figure or with the indicator (五年规划纲要 tell them apart)."""
    said = NATURE.match(printed, one.end) or NATURE.match(printed, one.start)
    return said["nature"] if said else None


def _dated(printed: str, one: Found, years: list[times.Year], standing: int | None, due: str | None, fact: bool, masked: str, part: text.Part) -> Target:
    before = [y for y in years if y.start < one.figure]
    if before:  # a period that is over is no year of its facts
        year = None if fact and before[-1].period else before[-1].year
    else:
        year = standing if standing is not None else int(due[:4]) if due else None
    kind: TargetKind = "fact" if fact else "target"
    return Target(printed[one.start:one.end], one.indicator, one.comparator, one.value, one.top, one.unit, year,
                  times.base_year(masked[part.start:one.figure]), kind, one.start, one.end, one.rule, _nature(printed, one))
