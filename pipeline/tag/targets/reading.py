"""One part of a sentence → its targets: which figure is a target, and of what.

Three constructions carry a value (eval/GUIDELINES, section 3):
- `level`: phrase, comparing words, value (利用率达到80%以上);
- `object`: verb of making, value, what is made (创建20家示范单位), and a share of a collective (80%以上的园区实施改造);
- `bare`: phrase and value alone (培育节水型企业20家; 占比65%左右).
A figure in any other place — a threshold, a condition, a support, a name — is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from corpus.model import Comparator
from pipeline.tag.targets import phrases
from pipeline.tag.targets.figures import Figure, _alternatives, change, comparator, words
from pipeline.tag.targets.text import HIDDEN, Part

CONTINUED = re.compile(r"[，\x01\s]*(?:打下|打好|并|左右|奠定|以|用于|参与|投向|支持|，|的?(?:目标|任务|要求))")
COLLECTIVE = re.compile(r"全[国省市区县州域]|我[国省市区县州]|本[省市区县]|各(?:[省市县区州地]|乡镇|街道|部门|级)[^，]{0,4}|每个[^，]{1,5}")
SEPARATOR = re.compile(r"\s*(?:[、，,；;]|和(?!谐)|与|以及|及|并|且|或者?)\s*")
CONDITION = re.compile(r"的$|的情况下?$|之一$|(?:的|且|并).{0,30}时$|的[^，]{0,12}(?:企业|单位|个人|项目|机构|家庭|人员|地区|的)$")
FREQUENT = re.compile(r"每(?:半年|年|季度?|月|周|[一二两三]年|天|日|人|次)[^，]*$")
QUICK = re.compile(r"(?:响应|到达|到场|出警|出车|处置|办结|完成|反馈|回复|送达|抵达|接通|救援|受理)")
LASTING = re.compile(r"时间|时限|时长|周期|寿命|年限|期限|工期|用时|耗时|时效|环节")
SCOPED = re.compile(r"(?:按|按照|依照|参照|以|每|含|不足|满|距|超出|[仅只]限|免|或|凡|人均不足|达不到|未达到?|不到)$")
EARMARK = re.compile(r"财政[^，]*(?:安排|下达|拨付|出资)|(?:安排|下达|拨付|设立|统筹)[^，]*(?:资金|预算|基金|经费|专项|债券)")
AIM = re.compile(r"力争|确保|目标|争取|累计|全年|到20\d\d年|年底|年内|实现|每年|预期|任务|达|新增|十[一二三四]?五")


@dataclass(frozen=True, slots=True)
class Found:
    """One target before it is dated: its indicator as a string and the span it was cut from, and the rule that found
    it (see docs/rules.md)."""

    indicator: str
    comparator: Comparator
    value: float | None
    top: float | None
    unit: str | None
    start: int
    end: int
    figure: int
    rule: str


@dataclass(slots=True)
class Context:
    """What the parts before have said in this sentence."""

    text: str
    masked: str
    last: Found | None = None
    last_part: int = -1
    previous: Part | None = None
    aims: bool = False
    inside: bool = False


def show(ctx: Context, a: int, b: int) -> str:
    """The printed words of a span, without enclosing blanks, quotes left open and brackets at the end."""
    said = ctx.text[a:b].strip(" \t　，,、：:；;")
    said = re.sub(r"[（(](?:以下简称|含|不含|下同)[^（()）]*[）)]$", "", said)
    if said.count("“") != said.count("”"):
        said = said.strip("“”")
    return said


def read(ctx: Context, part: Part, n: int, figures: list[Figure]) -> list[Found]:
    """The targets of one part, `n` its number in the sentence, `figures` its figures in order."""
    each = _each(ctx, part, figures)
    if each:
        ctx.last, ctx.last_part = each[-1], n
        return each
    found: list[Found] = []
    left, moved, kept = part.start, -1, ""
    for k, figure in enumerate(figures):
        nxt = figures[k + 1] if k + 1 < len(figures) else None
        stop = nxt.chain if nxt else part.end
        right = ctx.masked[figure.end:stop]
        ends = not right.strip(HIDDEN + " ”") or bool(SEPARATOR.match(right.lstrip(HIDDEN + " ”"))) and not re.match(r"\s*[或与]", right)
        # 由30%提高到50%: the first value is where it starts from
        if nxt and re.search(r"(?:由|从|自)(?:20\d\d年|上年|去年|目前|原来|现行|现在|当前|[^，,。；、]{0,6})?的?(?:不应|不)?$", ctx.masked[left:figure.chain] + figure.before.replace("到", "")) and (not right.strip(HIDDEN) or len(right.strip(HIDDEN)) < 7 and not SEPARATOR.match(right) and re.search("[到至为]", nxt.before) or re.match(r"逐步|左右|调整|放宽|扩展|扩大|提高|提升|增|降|下降|减|压|进一步|跃升|上升|缩|不应|跃", right.strip(HIDDEN))) and change(figure.before) is None and "到" in nxt.before + "到":
            source = phrases.FROM.search(ctx.masked, left, figure.start)
            moved = left + max(ctx.masked[left:figure.start].rfind(w) for w in ("由", "从", "自")) if source or moved < 0 else moved
            continue
        if nxt and nxt.start == figure.end and figure.kind == "count":  # 8类10项服务: the last counts
            continue
        cut = _boundary(ctx.masked, figure.end, stop) if nxt else None
        if nxt and not ends and cut is None:
            inner = _inner(ctx, figure, nxt, part, left)
            if inner:  # this figure only describes what the next one counts
                continue
        phrase_end = moved if moved >= 0 else figure.chain
        object_end = cut[0] if cut else part.end if not ends else figure.end
        one = _one(ctx, part, n, figure, left, phrase_end, object_end, ends, kept)
        if one is not None:
            found += one
            kept = one[-1].rule
            ctx.last, ctx.last_part = one[-1], n
        moved = -1
        if ends:
            sep = SEPARATOR.match(ctx.masked, figure.end + len(right) - len(right.lstrip(HIDDEN + " ”")))
            left = sep.end() if sep else figure.end
        elif cut:
            left = cut[1]
    return found


def _boundary(masked: str, a: int, b: int) -> tuple[int, int] | None:
    """Where the object of one figure ends and the phrase of the next begins: the last joint between them."""
    best = None
    for m in re.finditer(r"、|和|与|以及|及(?!以上|以下)|并|，", masked[a:b]):
        rest = masked[a + m.end():b]
        if m[0] in ("、", "，", "并", "以及") or len(rest) < 2 or phrases.made_before().match(rest[::-1]) or phrases.measured(rest) or b - a - m.end() < 12:
            if best is None or len(rest.strip()) < 2 or phrases.made_before().match(rest.strip()[::-1]):
                best = (a + m.start(), a + m.end())
    return best


def _inner(ctx: Context, figure: Figure, nxt: Figure, part: Part, left: int) -> bool:
    """Whether a figure stands inside the phrase of the next (投资500万元以上技改项目超过1万个)."""
    tail = ctx.masked[nxt.end:part.end].strip(HIDDEN)
    return (not tail or bool(SEPARATOR.match(tail))) and figure.kind != "count" or bool(nxt.before) and figure.kind in ("money", "measure", "time")


def _one(ctx: Context, part: Part, n: int, figure: Figure, left: int, phrase_end: int, object_end: int, ends: bool, kept: str) -> list[Found] | None:
    masked = ctx.masked
    said = masked[left:phrase_end]
    right = masked[figure.end:object_end]
    whole_part = masked[part.start:part.end]
    made = _made(said, figure)
    a, b = phrases.strip(masked, left, phrase_end)
    if _is_scope(ctx, part, figure, said, right, ends, b - a < 2 or bool(COLLECTIVE.fullmatch(masked[a:b])), kept):
        return None
    if figure.kind == "time":
        return _timed(ctx, figure, a, b, right, object_end, ends)
    rule = ""
    if not ends:
        if figure.kind == "ratio" or figure.kind == "none":
            shared = _share(ctx, figure, a, b, left, object_end, made)
            if shared:
                return shared
            if not (b - a >= 2 and figure.before and CONTINUED.match(right)):
                return None
        elif made or (kept in ("object", "share") or ctx.last is not None and ctx.last.rule == "object" and ctx.last_part in (n, n - 1)) and b - a < 2 or re.search(r"[等、及和]\s*$", said.replace(HIDDEN, "")) and re.search(phrases.make_pattern().pattern, said):
            return _object(ctx, figure, left, object_end, said)
        elif not (b - a >= 2 and (figure.before or phrases.measured(masked[a:b])) and CONTINUED.match(right)):
            return None
    name_a, name_b = _noun(masked, a, b, figure)
    name = show(ctx, name_a, name_b)
    if re.search(r"不得|不应|应当(?!年)", name):
        return None
    links = bool(re.sub(r"(?:约|近|左右|年均|平均|累计|每年|已|\s)+", "", figure.before))
    direction = change(figure.before)
    comparing = comparator(figure, said)
    if COLLECTIVE.fullmatch(name) or phrases.only_verb(name) or len(name.replace(HIDDEN, "")) < 2 or re.fullmatch(r"[\d.年月日底前、，其中]+", name):
        carried = _carried(ctx, part, n, figure, said, left)
        if carried is None:
            return None
        return [Found(carried[0], comparing, figure.value, figure.top, figure.unit, carried[1], figure.end, figure.start, carried[2])]
    if direction is None and (moving := re.match(r"(?:力争|确保|推动|实现|再|累计|总体|进一步|全面|大幅|年均|每年|\s)*(?P<v>提高|提升|增加|扩大|降低|减少|削减|压减|缩短|压缩|下调|上调)", masked[left:phrase_end].lstrip())) and not figure.before.strip("约近"):
        comparing = change(moving["v"]) or comparing
    if not links and rule != "level":
        measured = phrases.measured(masked[name_a:name_b])
        verb = re.search(phrases.make_pattern().pattern + "|" + phrases.flow_pattern().pattern, said) or figure.kind in ("count", "measure") and WORKS.search(masked[name_a:name_b])
        chained = ctx.last is not None and ctx.last_part in (n, n - 1) and ctx.last.rule in ("bare", "object", "level") and figure.kind != "money"
        if not (measured or verb or made or chained or ctx.aims and figure.kind in ("count", "measure")):
            return None
        rule = "bare"
    if figure.kind == "money" and EARMARK.search(whole_part) and not re.search("收入|产值|增加值|投资(?:完成|达|超|突破)", whole_part):
        return None
    name, name_a = _not_weak(ctx, part, n, name, name_a, name_b)
    names = _joined(ctx, name_a, name_b) if name == show(ctx, name_a, name_b) else [name]
    return [Found(one, comparing, figure.value, figure.top, figure.unit, name_a, figure.end, figure.start, rule or "level") for one in names]


def _made(said: str, figure: Figure) -> bool:
    """Whether a verb of making or keeping stands right before the figure (创建20家, 完成不少于5项)."""
    said = re.sub(r"(?:全[国省市区县州]|我[省市区县州]|本[市区])$", "", said.rstrip())
    return bool(phrases.made_before().match(said[::-1])) or bool(re.search(r"完成|实现|拟?安排|(?<![没占])有$", figure.before))


@cache
def _support() -> re.Pattern[str]:
    return re.compile(_alternatives(words("support")))


def _is_scope(ctx: Context, part: Part, figure: Figure, said: str, right: str, ends: bool, alone: bool, kept: str) -> bool:
    """Whether the figure is a threshold, a condition, a support or a norm of dealing, not a result."""
    masked = ctx.masked
    whole = masked[part.start:part.end]
    before = masked[part.start:figure.chain]
    if SCOPED.search(said):
        return True
    support = bool(_support().search(ctx.text, part.start, part.end))
    if figure.kind in ("money", "ratio") and re.match(r"\s*(?:按照?|参照|依照|依据)", whole):
        return True
    if support and (figure.kind in ("money", "ratio", "time") or bool(_support().search(before))):
        return True
    if part.after not in "。；" and CONDITION.search(whole) and not _made(said, figure) or re.match(r"\s*(?:对(?!标|接|外|口|照|内|全)|凡|如(?!期)|若|符合|满足)", whole):
        return True
    if right.startswith("的") and figure.before and len(said.strip()) > 1 and not _made(said, figure) and figure.kind != "ratio":
        return True
    if right.startswith("的") and not alone and re.search(r"超过|高于|低于|大于|达到|不足|小于", figure.before) and not re.match(r"的(?:目标|任务|要求|水平)", right):
        return True
    if ctx.inside and (figure.after in ("及以上", "以下", "及以下") or figure.kind == "money"):
        return True
    if not ends and figure.after.startswith("及") or not ends and figure.after == "以下":
        return True
    if not ends and figure.kind in ("money", "measure") and not (kept == "object" and alone) and not _made(said, figure) and not re.match(r"[\x01\s]*(?:打下|奠定|并|以|，)", right):
        return not (figure.before and re.match(r"的?(?:目标|任务)", right)) and not (figure.after and CONTINUED.match(right) and phrases.measured(said))
    if figure.unit == "次" and FREQUENT.search(said) or "/人" in (figure.unit or "") and figure.kind == "money" and "人均" not in said:
        return True
    return bool(re.search(r"[“‘][^”’]*$", before[-8:])) and figure.after == "" and re.match(r"[^“”]{0,6}”", masked[figure.end:figure.end + 7]) is not None


DOES = re.compile(r"执行|实行|达到|纳入|完成|实现|采用|使用|建设|应用|通过|符合|落实|配建|安装|开展|接入|覆盖|达标")


def _share(ctx: Context, figure: Figure, a: int, b: int, left: int, object_end: int, made: bool) -> list[Found] | None:
    """A share of a collective: 80%以上的园区实施循环化改造; its indicator is the collective and what it does."""
    masked = ctx.masked
    region = COLLECTIVE.fullmatch(masked[a:b])
    if b - a >= 2 and not made and not region:
        wholly = DOES.match(masked, figure.end, object_end) if not figure.before.strip("应须") and not figure.after else None
        if not wholly:
            return None
        stop = _until(masked, figure.end, object_end)  # 新建建筑100%执行绿色建筑标准
        name = show(ctx, a, b) + show(ctx, figure.end, stop)
        if re.search(r"的(?:规定|要求|政策)", name):
            return None
        return [Found(name, "=", figure.value, figure.top, figure.unit, a, stop, figure.start, "share")]
    start = figure.end
    m = re.match(r"[\x01\s]*的?", masked[start:object_end])
    start += m.end() if m else 0
    stop = _until(masked, start, object_end)
    name = re.sub(r"的(?:规定|要求|目标|任务|政策|标准)$", "", show(ctx, start, stop))
    if len(name) < 2 or re.match(r"(?:的)?(?:速度|增速|幅度|增长|增幅)", name):
        return None
    if region:
        name = region[0] + name
    if made and b - a >= 2 and re.search(r"实现$|完成$", masked[left:b] + figure.before):  # 公交班线实现100%应用…
        subject = show(ctx, a, b)
        subject = re.sub(r"(?:实现|完成)$", "", subject)
        if len(subject) > 2:
            return [Found(subject, comparator(figure, masked[left:figure.chain]), figure.value, figure.top, figure.unit, a, max(figure.end, stop), figure.start, "share")]
    begin = figure.chain
    if re.match(r"达到|实现|完成|具备|建成|建立|开展|实施|通过|纳入", name) and ctx.previous is not None:  # the subject is that of the part before
        pa, pb = phrases.strip(masked, ctx.previous.start, ctx.previous.end)
        subject = re.match(r"(.{2,24}?)(?:全部|基本|普遍|均|全面|都|达到|实现|完成|建成)", ctx.text[pa:pb])
        if subject and not re.search(r"\d", subject[1]):
            name, begin = subject[1] + name, pa
    return [Found(name, comparator(figure, masked[left:figure.chain]), figure.value, figure.top, figure.unit, begin, max(figure.end, stop), figure.start, "share")]


def _until(masked: str, a: int, b: int) -> int:
    """The end of an object: before a further verb, a purpose or a closing bracket."""
    m = re.search(r"并(?!网|联|购|行)|，|；|用于|以上$|左右$|(?<=项目建设)(?:及|和)|(?<=改造)及|(?<=工程)及", masked[a:b])
    stop = a + m.start() if m and m.start() > 1 else b
    while stop > a and masked[stop - 1] in HIDDEN + " 、，":
        stop -= 1
    return stop


def _object(ctx: Context, figure: Figure, left: int, object_end: int, said: str) -> list[Found] | None:
    """What is made: 创建20家X."""
    masked = ctx.masked
    start = figure.end
    m = re.match(r"[\x01\s]*(?:的|左右的?|有)?", masked[start:object_end])
    start += m.end() if m else 0
    stop = _until(masked, start, object_end)
    name = show(ctx, start, stop)
    if len(name) == 1 and stop > start and re.search(r"[\u4e00-\u9fff]{4,}", masked[left:figure.chain]):  # 管道联通71个县
        a, b = phrases.strip(masked, left, figure.chain)
        return [Found(show(ctx, a, b), comparator(figure, said), figure.value, figure.top, figure.unit, a, stop, figure.start, "object")]
    if len(name) < 2 or re.match(r"(?:以上|以内|方面|左右|时间|内|后|前)", name):
        return None
    if figure.kind in ("measure", "money") and re.match(r"(?:打|为|以|并|，|支持|用于|资金|投向|参与)", name):
        return None
    flow = re.search(rf"({phrases.flow_pattern().pattern})[了约近]?$", said.rstrip())
    begin = left
    if flow:
        name, begin = flow[1] + name, left + flow.start(1)
    else:
        lead = phrases.lead_pattern().match(masked, left, figure.chain)
        begin = lead.end() if lead else left
    comparing = comparator(replace(figure, before=re.sub("|".join(words("up") + words("down")), "", figure.before)), said)  # 改造提升20所X: made, not raised
    return [Found(name, comparing, figure.value, figure.top, figure.unit, min(begin, figure.chain), max(stop, figure.end), figure.start, "object")]


def _timed(ctx: Context, figure: Figure, a: int, b: int, right: str, object_end: int, ends: bool) -> list[Found] | None:
    """Durations count only as the size of a process, a life or a response (压缩至3个工作日以内; 3分钟内响应)."""
    masked = ctx.masked
    name = show(ctx, a, b)
    if not ends and figure.after in ("内", "以内", "之内") and figure.unit in ("分钟", "小时") and QUICK.search(right):
        stop = _until(masked, figure.end, object_end)
        cut = re.search(r"、", masked[figure.end:stop])
        stop = figure.end + cut.start() if cut else stop
        return [Found(show(ctx, figure.end, stop), "<=", figure.value, figure.top, figure.unit, figure.start, stop, figure.start, "object")]
    if not ends or len(name) < 3:
        return None
    head = masked[a:b]
    if LASTING.search(head[-8:]) and figure.before and not re.search(r"有效期|享受|补|最长|期限", head) or figure.unit in ("岁", "年") and re.search(r"(?:寿命|年限)$", head) and figure.before:
        return [Found(name, comparator(figure, head), figure.value, figure.top, figure.unit, a, figure.end, figure.start, "level")]
    return None


FINITE = frozenset(("完成", "建成", "实现", "新增", "达成", "举办", "组织", "开展", "实施", "安排", "创建", "培育", "打造", "新建", "引进", "获批", "获得", "拥有", "建有", "设有", "投放", "开工", "竣工", "投产", "淘汰", "退出", "取得", "形成", "签约", "吸纳", "净增", "新设", "集聚", "募集", "发放"))
"""Verbs that end a phrase before its value as verbs (活动完成30场); others end it as nouns (家庭适老化改造6万户)."""


WORKS = re.compile(r"(?:改造|修复|治理|建设|抚育|改培|造林|整治|培训|清淤|绿化|种植|养护|更新|维护|检测|监测|加固|疏浚|提升|示范|防治|轮作|休耕|还林|还草|保护)$")
"""Works that name what their quantity counts (森林抚育35万亩)."""


def _noun(masked: str, a: int, b: int, figure: Figure) -> tuple[int, int]:
    """The span of the phrase itself: without a subject and its verb, without the verb of making that opens it."""
    made = phrases.made_before().match(masked[a:b][::-1])
    if made and made[0][::-1].lstrip("了约近") in FINITE and b - a - len(made[0]) >= 2 and not phrases.measured(masked[a:b]):  # 抱团参展活动完成30场
        b = phrases.trim(masked, a, b - len(made[0]))
    if re.search(r"(?:达到|占)[^，]{2,30}的?$", masked[a:b]) and "比例" not in masked[a:b] and "比重" not in masked[a:b] and masked[a:b].find("达到") > 2 and (masked[b:b + 1] == "的" or figure.kind == "ratio" and not re.search(r"[^占]", re.sub("约|近|左右", "", figure.before))) and not re.search(r"水平$|标准$|要求$", masked[a:b]):
        b = a + masked[a:b].find("达到")
    for _ in range(3):
        m = phrases.subject_cut().match(masked[a:b])
        if m and figure.kind != "ratio" and b - a - m.end() >= 2:
            flow = phrases.flow_pattern().fullmatch(m["verb"])
            if flow and len(m["who"]) < 6:  # 城镇新增就业
                break
            a += m.start("verb") if flow else m.end()
            if flow:
                break
            continue
        m = phrases.make_pattern().match(masked[a:b])
        if m and b - a - m.end() >= 2 and not phrases.flow_pattern().match(masked[a:b]):
            a += m.end()
            continue
        break
    return phrases.strip(masked, a, b)


def _not_weak(ctx: Context, part: Part, n: int, name: str, a: int, b: int) -> tuple[str, int]:
    """比例, 数量 and the like mean what the words before the comma name."""
    if name in words("weak") and ctx.previous is not None and ctx.last_part not in (n, n - 1) and ctx.previous.after in "，,":
        pa, pb = phrases.strip(ctx.masked, ctx.previous.start, ctx.previous.end)
        if 2 <= pb - pa <= 30 and not any(c.isdigit() for c in ctx.masked[pa:pb]):
            return show(ctx, pa, b), pa
    return name, a


def _joined(ctx: Context, a: int, b: int) -> list[str]:
    """One value said of several measured things: 跟踪回访率、服务率均达到100% gives each its own."""
    spans = phrases._cut(ctx.masked, a, b, phrases.SPLIT)
    if 2 <= len(spans) <= 5 and all(y - x >= 4 and SPLITTING.search(ctx.masked[x:y]) for x, y in spans) and spans[-1][1] - spans[-1][0] >= 5:
        return [show(ctx, x, y) for x, y in spans]
    return [show(ctx, a, b)]


SPLITTING = re.compile(r"(?:率|比例|比重|占比|总量|强度|总额|产值|增加值|能耗|浓度|容量|收入)$")


def _carried(ctx: Context, part: Part, n: int, figure: Figure, said: str, left: int) -> tuple[str, int, str] | None:
    """What a value without a phrase is of: the indicator before it, or the object of the part before."""
    if not figure.before and not phrases.made_before().match(said.rstrip()[::-1]):
        return None
    verb = phrases.made_before().match(said.rstrip()[::-1])
    at = left + (phrases.strip(ctx.masked, left, figure.chain)[0] - left)
    at = min(at, figure.chain)
    if ctx.last is not None and n - ctx.last_part <= 1 and (not verb or ctx.last_part == n):
        flow = phrases.flow_pattern().search(said) if verb else None  # 基本建成470万套、新开工630万套
        return (flow[0] if flow else "") + ctx.last.indicator, at, "carried"
    if ctx.previous is not None and (verb or figure.kind == "count") and ctx.previous.after in "，,":
        a, b = phrases.object_of(ctx.masked, ctx.previous.start, ctx.previous.end)
        name = show(ctx, a, b)
        if 2 <= len(name) <= 30 and not re.search(r"\d", name):
            flow = phrases.flow_pattern().search(said)
            return (flow[0] if flow and not name.endswith(flow[0]) else "") + name, at, "carried"
    return None


def _each(ctx: Context, part: Part, figures: list[Figure]) -> list[Found]:
    """Several things and several values that share 分别 (or 均, each the same value): A、B分别下降8%、10%."""
    masked = ctx.masked
    at = masked.find("分别", part.start, part.end)
    if at < 0:
        return []
    mine = [f for f in figures if f.start > at]
    if not mine or _support().search(masked, part.start, part.end):
        return []
    first = mine[0]
    between = [masked[x.end:y.chain].strip(HIDDEN) for x, y in zip(mine, mine[1:], strict=False)]
    if any(not re.fullmatch(r"[、和及与，\s]+|以及", gap) for gap in between):
        return []
    a, b = phrases.strip(masked, part.start, min(at, first.chain))
    m = phrases.make_pattern().match(masked[a:b])
    if m and b - a > m.end() + 3:
        a += m.end()
    want = len(mine)
    spans = phrases.items(masked, a, b, want) if want > 1 else phrases._cut(masked, a, b, phrases.SPLIT)
    if not spans or any(y - x < 2 or masked[y - 1] in "一二三四五六七八九十" for x, y in spans[:-1]):
        spans = [(a, b)] * want
        names = [show(ctx, a, b)] * want
    else:
        names = phrases.whole([show(ctx, x, y) for x, y in spans])
    if want == 1:
        mine = mine * len(spans)
    if b - a < 2 or any(len(name) < 1 for name in names):
        return []
    lead = first.before or masked[at:first.start]
    last = mine[-1]
    found = []
    for (x, _y), name, figure in zip(spans, names, mine, strict=True):
        shared = replace(figure, before=lead, after=figure.after or (last.after if not any(f.after for f in mine[:-1]) else ""),
                         unit=figure.unit or last.unit)
        found.append(Found(name, comparator(shared, ""), figure.value, figure.top, shared.unit, x, figure.end, figure.start, "each"))
    return found

