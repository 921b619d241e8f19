"""Directions with a deadline: 到2025年，市场占有率大幅提升; 二氧化碳排放增速放缓.

A direction counts where the phrase names something that can be measured and a year is said or inherited. Source:
eval/GUIDELINES, section 3."""

from __future__ import annotations

import re

from corpus.model import Comparator
from pipeline.tag.targets import phrases
from pipeline.tag.targets.place import Context, Found
from pipeline.tag.targets.text import Part

UP = ("提高", "提升", "增强", "扩大", "上升", "增长", "增加", "增大", "壮大", "正增长", "稳中有升", "稳步增长")
DOWN = ("下降", "降低", "减少", "缩小", "减轻", "放缓", "趋缓", "收窄", "负增长", "缩短", "稳中有降")
SOFT = ("明显", "显著", "大幅度", "大幅", "进一步", "逐步", "逐年", "持续", "稳步", "不断", "全面", "较大幅度", "有效", "稳定", "普遍", "快速", "总体", "均", "得到", "有所", "整体", "切实", "较大", "实现", "继续", "同步", "有序", "不同程度", "基本", "更加", "较快", "平稳", "的", "加快", "大大", "极大")
FIRST = re.compile(rf"(?:{'|'.join(sorted(SOFT, key=len, reverse=True))})*(?P<v>提高|提升|增强|扩大|增加|降低|减少|缩小|减轻|缩短)(?!到|至|了)(?P<np>.+)$")
WORDS = tuple(sorted(UP + DOWN, key=len, reverse=True))
QUICK = re.compile("|".join((*WORDS, "改善")))
BETTER = re.compile(rf"质量(?:{'|'.join(sorted(SOFT, key=len, reverse=True))})*改善$")
SPLIT = re.compile(r"率|比例|比重|占比|总量|强度|总额|产值|增加值|能耗|浓度|容量|收入")


def read(ctx: Context, part: Part, said: bool) -> list[Found]:
    """The direction that a part states. `said`: a deadline stands before it in its own sentence, so that the verb may
    come first (提高X比例)."""
    a, b = phrases.strip(ctx.masked, part.start, part.end)
    b = part.end
    while b > a and ctx.masked[b - 1] in " \x01”":
        b -= 1
    phrase = ctx.masked[a:b]
    word = next((w for w in WORDS if phrase.endswith(w)), None)
    if phrase.endswith("改善") and BETTER.search(phrase):
        word = "改善"
    comparator: Comparator
    if word is not None:
        stop = b - len(word)
        moved = True
        while moved:
            moved = False
            for soft in SOFT:
                if ctx.masked[a:stop].endswith(soft):
                    stop -= len(soft)
                    moved = True
        comparator = "down" if word in DOWN else "up"
        rule = "direction"
    else:
        raw = ctx.masked[part.start:b]
        m = FIRST.search(raw) if said else None
        if not m or re.search(r"[^\s\d年底到至末前，“”十四三五力争使推动实现]", raw[:m.start()]):
            return []
        comparator = "up" if m["v"] in UP else "down"
        a, stop, rule = part.start + m.start("np"), b, "direction, verb first"
    if re.match(r"严[格控]|控制|遏制|防止|抑制|减缓", ctx.masked[a:stop]):
        return []
    if stop - a < 3 or not phrases.measured(ctx.masked[a:stop]) or re.search(r"\d", ctx.masked[a:stop]) or stop - a > 48:
        return []
    spans = phrases.cut(ctx.masked, a, stop)
    if not (2 <= len(spans) <= 4 and all(y - x >= 5 and SPLIT.search(ctx.masked[y - 3:y]) for x, y in spans)):
        spans = [(a, stop)]
    return [Found(name, comparator, None, None, None, x, b, x, rule) for x, y in spans if len(name := ctx.show(x, y)) > 2]
