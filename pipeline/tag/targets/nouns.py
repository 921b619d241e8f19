"""The noun phrase before a value: cut to what is measured, completed where it is weak, split where it names several."""

from __future__ import annotations

import re

from pipeline.tag.targets import phrases
from pipeline.tag.targets.figures import Figure, words
from pipeline.tag.targets.place import Context, Place

COLLECTIVE = re.compile(r"全[国省市区县州域]|我[国省市区县州]|本[省市区县]|各(?:[省市县区州地]|乡镇|街道|部门|级)[^，]{0,4}|每个[^，]{1,5}")
"""A region or a kind of unit: not yet what is measured."""
FINITE = frozenset(("完成", "建成", "实现", "新增", "达成", "举办", "开展", "实施", "安排", "创建", "培育", "打造", "新建", "引进", "获批", "获得", "拥有", "建有", "设有", "投放", "开工", "竣工", "投产", "淘汰", "退出", "取得", "形成", "签约", "吸纳", "净增", "新设", "集聚", "募集", "发放"))
"""Verbs that end a phrase before its value as verbs (活动完成30场); others end it as nouns (家庭适老化改造6万户)."""
WORKS = re.compile(r"(?:改造|修复|治理|建设|抚育|改培|造林|整治|培训|清淤|绿化|种植|养护|更新|维护|检测|监测|加固|疏浚|提升|示范|防治|轮作|休耕|还林|还草|保护)$")
"""Works that name what their quantity counts (森林抚育35万亩)."""
SEPARATE = re.compile(r"(?:率|比例|比重|占比|总量|强度|总额|产值|增加值|能耗|浓度|容量|收入)$")
"""Heads of members that are each an indicator of their own."""
OF_WHOLE = re.compile(r"(?P<link>达到|不低于|不少于|不超过|不高于|超过|高于|低于)[^，]{1,30}的?$")


def noun(masked: str, a: int, b: int, figure: Figure) -> tuple[int, int]:
    """The span of the phrase itself: without a subject and its verb, without the verb of making that opens it."""
    made = phrases.made_before().match(masked[a:b][::-1])
    if made and made[0][::-1].lstrip("了约近") in FINITE and b - a - len(made[0]) >= 2 and not phrases.measured(masked[a:b]):
        b = phrases.trim(masked, a, b - len(made[0]))
    b = before_whole(masked, a, b, figure)[0]
    begin = a
    for _ in range(3):
        m = phrases.subject_cut().match(masked, a, b)
        if m and figure.kind != "ratio" and b - m.end() >= 2:
            flow = phrases.flow_pattern().fullmatch(m["verb"])
            if flow and len(m["who"]) < 6:  # 城镇新增就业
                break
            a = m.start("verb") if flow else m.end()
            if flow:
                break
            continue
        m = phrases.make_pattern().match(masked, a, b)
        if not m or b - m.end() < 2 or phrases.flow_pattern().match(masked, a, b):
            break
        a = m.end()
    a, b = phrases.strip(masked, a, b)
    if masked.count("”", a, b) > masked.count("“", a, b):  # no cut within a quoted name
        a = max(masked.rfind("“", begin, a), begin)
    return a, b


def before_whole(masked: str, a: int, b: int, figure: Figure) -> tuple[int, str]:
    """新车销售量达到销售总量的20%: where the indicator ends, before the whole that the share is of, and the word that
    compares."""
    m = OF_WHOLE.search(masked, a, b)
    of = masked[b:b + 1] == "的" or figure.kind == "ratio" and not re.sub("约|近|左右|占", "", figure.before)
    if not m or not of or m.start() - a < 3 or re.search(r"比例|比重", masked[a:b]):
        return b, ""
    if masked[b:b + 1] != "的" and re.search(r"(?:水平|标准|要求)$", masked[a:b]):
        return b, ""
    return m.start(), m["link"]


def completed(place: Place, name: str, a: int, b: int) -> tuple[str, int]:
    """比例, 数量 and the like mean what the words before the comma name: the name and where it begins."""
    ctx = place.ctx
    if name in words("weak") and ctx.previous is not None and not ctx.near(place.n) and ctx.previous.after in "，,":
        x, y = phrases.strip(ctx.masked, ctx.previous.start, ctx.previous.end)
        if 2 <= y - x <= 30 and not any(c.isdigit() for c in ctx.masked[x:y]):
            return ctx.show(x, b), x
    return name, a


def members(ctx: Context, a: int, b: int) -> list[str]:
    """One value said of several measured things: 跟踪回访率、服务率均达到100% gives each its own."""
    spans = phrases.cut(ctx.masked, a, b)
    if 2 <= len(spans) <= 5 and all(y - x >= 4 and SEPARATE.search(ctx.masked[x:y]) for x, y in spans) and spans[-1][1] - spans[-1][0] >= 5:
        return [ctx.show(x, y) for x, y in spans]
    return [ctx.show(a, b)]
