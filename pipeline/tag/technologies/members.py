"""The members of an enumeration (or the one thing) that a verb of spreading governs, where no lexicon has them."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.tag.technologies.words import Words, words

Span = tuple[int, int]
Verb = tuple[int, int, str]
Names = dict[Span, bool]  # whether each counts where it stands

ETC = re.compile(r"等(?!离子|级|效|温|压|候|于)")
BOUND = re.compile(r"[，,。；;：:！？!?\n]")
ASIDE = re.compile(r"[，,。；;：:！？!?\n、]")
JOINT = re.compile(r"、|以及|(?<!碳中)[和及与]|(?<=”)(?=“)")
LIST = re.compile(r"[^，,。；;：:！？!?\n、]*(?:、|技术|系统|平台)")
WHOLE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9—-]{1,12}")
BRACKET = re.compile(r"[（(].*?[）)]")
CLOSED = ("技术", "工艺", "装备", "设备", "装置", "系统", "材料", "器", "机", "剂")  # the last of A、B、C设备 closes them all
BOTH = tuple(a + b + c for a in ("技术", "工艺") for b in ("", "与", "和", "及") for c in ("装备", "设备"))  # and these after any verb
WITH = re.compile(r"(?:装备|设备|工艺|技术|产品|系统|应用|推广|示范|普及|使用)")  # 技术和装备, 推广和应用: one
RESEARCH = re.compile(r"研究|研发|研制|攻关|示范|推广|应用|开发|产业化")
SPREAD = re.compile(r"(?:的)?(?:试点|示范|推广|应用|研发|产业化|普及)")
NOUN = re.compile(r"(?:和|与|及)?(?:推广|应用|示范|使用|产业化|集成|研发|开发)*(?:[，,。；;：:、）)！？\n]|力度|水平|能力|体系|等(?!离子)|的|$)")
COUNT = re.compile(r"(?:约|近|超过|不少于|不低于|达到|新增|各)?[\d.]+(?:万|亿|千|百)?(?:套|台|个|辆|座|处|项|家|条|种|公里|千瓦|兆瓦|亩)(?:以上|左右)?的?")
SCOPE = re.compile(r"\d(?!\.?\d*[A-Za-z]|D|[,，]\d)|以上|以下|基于\d|在(?!线)|^(?:不(?!锈|间断)|各|对(?!置)|以|将|为|从|其|该|这|本|并|其他|有(?!机|色|源)|可(?!降|再|循|控|穿|编|燃|调)|能(?![源量耗碳])|需(?!求))")
TOGETHER = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:技术|系统|设备|装置|装备|设施|工艺|平台)")  # 监测和诊断技术: one
BUILT = re.compile(r"(?:系统|平台)(?:的)?(?:建设|应用|推广|部署|运行)")
SURE, BELIEVED = ("name", "head", "system"), ("head", "plain", "name", "soft")


def members(text: str, verbs: list[Verb], names: Names) -> list[Span]:
    """What each spreading or building verb governs, as far as it is believed; `names` are what the lexicon found."""
    w = words()
    found: list[Span] = []
    done = -1
    starts = sorted(x for x, _ in names)
    for i, (a, b, verb) in enumerate(verbs):
        strong, build = verb in w.strong, verb in w.build
        if b < done or not (strong or build or LIST.match(text, b)):
            continue
        if i + 1 < len(verbs):
            x, y, _ = verbs[i + 1]
            if x == b:  # 推广使用: the last of several verbs governs
                continue
            if not strong and text[x - 1] != "的" and not NOUN.match(text, y) and not ASIDE.search(text, b, x):  # 推动企业开发X、Y
                continue
        if a and text[a - 1] == "的" or NOUN.match(text, b):  # 先进技术的应用: here it is a noun
            continue
        end = _end(text, b, w)
        if not (strong or build or bisect_left(starts, b) < bisect_left(starts, end) or _hinted(text, b, end, w)):
            continue
        found += _enumeration(text, b, end, strong, build, names, w)
        done = end if "、" in text[b:end] else b
    for m in w.techniques.finditer(text):  # what closes so names technologies, whatever governs it (聚焦A、B等关键技术)
        if m.start() > done or not any(x < m.start() for x, _ in found):
            begin = max((b.end() for b in BOUND.finditer(text, max(0, m.start() - 80), m.start())), default=max(0, m.start() - 80))
            if "、" in text[begin:m.start()] and not any(begin <= x < m.start() for x, _ in found):
                found += _enumeration(text, begin, _end(text, m.end(), w), False, False, names, w)
    return found


def _hinted(text: str, a: int, b: int, w: Words) -> bool:
    """Whether anything there may turn phrases that the lexicon does not know into technologies: cheap, for most have none."""
    return bool(RESEARCH.search(text, a, b) or SPREAD.search(text, a, b) or BUILT.search(text, a, b) or w.spread.search(text, a, b)
                or w.techniques.search(text, a, b) or text.endswith(BOTH, a, b))


def _end(text: str, at: int, w: Words) -> int:
    """Where the enumeration ends: at the first comma or stop, or later where what follows the comma still belongs to it
    (A、B，C，D等技术与装备)."""
    m = BOUND.search(text, at)
    end = m.start() if m else len(text)
    if end < len(text) and text[end] in "，," and not ETC.search(text, at, end):
        stop = BOUND.search(text, end + 1)
        until = stop.start() if stop else len(text)
        part = text[end + 1:until]
        if "、" in text[at:end] and re.search(r"等(?:先进|适用|关键|新型)*(?:技术|工艺|装备|设备|装置|系统|材料|产品|药剂)", part) and not any(v in part for v in w.strong):
            return until
    return end


def _enumeration(text: str, at: int, end: int, strong: bool, build: bool, names: Names, w: Words) -> list[Span]:
    etc = next((m for m in ETC.finditer(text, at, end) if not _inside(text, at, m.start())), None)
    limit = etc.start() if etc else end
    after: list[Span] = []
    if etc and "、" in text[etc.end():end]:  # another enumeration behind the first (A、B等技术在C、D等行业)
        after = _enumeration(text, etc.end(), end, strong, build, names, w)
    if etc and w.sector.match(text, etc.start()):
        return after
    named_techniques = bool(etc and w.techniques.match(text, etc.start(), end))
    last = w.tail.search(text, max(at, limit - 24), limit) if limit > at and text[limit - 1] in w.tail_ends else None
    strong = strong or bool(etc and SPREAD.match(text, etc.end(), end) or not etc and last and RESEARCH.search(last[0]))
    shared = bool(etc and (w.shared if strong else w.techniques).match(text, etc.start(), end)) or "、" in text[at:limit] and text.endswith(CLOSED if strong else BOTH, at, limit)
    cuts = [m for m in JOINT.finditer(text, at, limit) if _parts(text, at, m, limit, shared, names, w)]
    cores: list[tuple[Span, str]] = []
    begins: list[int] = []
    begin = at
    for cut in [*cuts, None]:
        stop = cut.start() if cut else limit
        begins.append(begin)
        cores.append(_member(text, begin, stop, names, w))
        begin = cut.end() if cut else stop
    for i in range(len(cores) - 1, 0, -1):
        if "的" in text[cuts[i - 1].end():cores[i][0][0]] and cores[i - 1][1] == "plain":  # 适合国情、轻便耐用的农机: one
            cores[i - 1] = cores[i - 1][0], "no"
    if build:  # 完善X技术: one with a name of its own
        cores = [(span, "system" if kind == "head" and text.endswith("技术", *span) and span[1] - span[0] > 6 else kind) for span, kind in cores]
    sure = sum(kind in SURE for _, kind in cores)
    named = sum(kind == "name" for _, kind in cores)
    believed = {"system"}
    if strong:
        believed |= {"head", "name", "soft"}
    goods = bool(etc and w.goods.match(text, etc.start(), end)) and named
    if shared or goods or strong and len(cores) > 1 and sure * 2 >= len(cores) or len(cores) > 2 and (named * 3 >= len(cores) * 2 or named and sure * 4 >= len(cores) * 3):
        believed |= set(BELIEVED)
        if shared and named_techniques:
            believed |= {"short"}
    return [span for (span, kind), begin in zip(cores, begins, strict=True)
            if kind in believed or kind in ("head", "soft", "name") and w.spread.match(text, begin, span[0])] + after  # 推广A、发展B: each with its verb


def _member(text: str, a: int, b: int, names: Names, w: Words) -> tuple[Span, str]:
    """One member, without what stands around it (大力、一批; 建设、的应用), and what it is: a `name` of the lexicon, one
    with the `head` of a technology or a `system`, a `plain` phrase, or `no` technology at all."""
    while (m := w.lead.match(text, a, b)) or (m := COUNT.match(text, a, b)):
        a += len(m[0])
    if m := w.cut.search(text, a + 2, b):
        b = m.start()
    m = w.tail.search(text, max(a, b - 24), b) if b > a and text[b - 1] in w.tail_ends else None
    research = bool(m and RESEARCH.search(m[0]))
    if m:
        b = m.start()
    of = text.rfind("的", a, b)
    if of >= 0 and not _inside(text, a, of):
        a = of + 1
        if m := w.lead.match(text, a, b):
            a = m.end()
    member = text[a:b]
    bare = BRACKET.sub("", member) if "（" in member or "(" in member else member
    kernel = next((x for x, y in names if a <= x and y == b), None)
    if kernel != a and bare.endswith(w.systems) and 5 < len(bare) <= 24 and not w.stop_system.search(bare) and not SCOPE.search(bare):
        return (a, b), "system"
    if kernel is not None and (kernel == a or not WHOLE.fullmatch(text, a, kernel) or w.stop.search(text, a, kernel) or SCOPE.search(text[a:kernel]) or w.loose.search(text, a, kernel)):
        return (kernel, b), "name" if names[kernel, b] else "soft"  # the lexicon has it
    if kernel is not None:
        return (a, b), "system" if bare.endswith(w.systems) else "name" if names[kernel, b] else "soft"
    if not 2 <= len(member) <= 24 or w.stop.search(bare) or SCOPE.search(bare) or w.generic.fullmatch(bare):
        return (a, b), "no"
    if bare in w.heads:  # a class: 风机, 变压器
        return (a, b), "soft" if len(bare) > 1 and bare not in w.bare else "no"
    if bare.endswith(w.systems):
        return (a, b), "system"
    if bare.endswith(w.heads):
        return (a, b), "system" if research and bare.endswith("技术") and len(bare) > 5 else "head"
    inner = any(a <= x and y <= b and not _inside(text, a, x) for x, y in names)  # a name with something behind it: the name alone
    return (a, b), "no" if inner or w.waste_phrase.search(bare) else "plain" if len(bare) > 2 else "short"


def _parts(text: str, at: int, m: re.Match[str], limit: int, shared: bool, names: Names, w: Words) -> bool:
    """Whether the enumeration parts there: at every 、 outside brackets; at 和, 及, 与 between whole members only
    (not in 烧结及炼钢…, 技术和装备)."""
    if _inside(text, at, m.start()):
        return False
    if m[0] in ("、", "以及", ""):
        return True
    left = re.split(r"、|以及", text[at:m.start()])[-1]
    right = re.split(r"、|以及", text[m.end():limit])[0]
    if WITH.match(right):
        return False
    if len(left) > 3 and (short := TOGETHER.match(right)) and not any(x == m.end() and y <= m.end() + short.end() for x, y in names):
        return False
    return left.endswith(w.heads) or any(y == m.start() for _, y in names) or shared and len(left) > 4 and len(right) > 4


def _inside(text: str, start: int, at: int) -> bool:
    """Whether a bracket is open at `at`."""
    before = text[start:at]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")
