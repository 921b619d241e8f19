"""One part of a sentence → its targets: which figure is a target, and of what.

Three constructions carry a value (eval/GUIDELINES, section 3):
- `level`: phrase, comparing words, value (利用率达到80%以上);
- `object`: verb of making, value, what is made (创建20家示范单位), and `share`, of a collective (80%以上的园区实施改造);
- `bare`: phrase and value alone (培育节水型企业20家; 占比65%左右).
A figure in any other place — a threshold, a condition, a support, a name — is none (scope). Several values that share
分别 are read together (each)."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.tag.targets import each, nouns, phrases, scope
from pipeline.tag.targets.figures import Figure, change, comparator, words
from pipeline.tag.targets.nouns import COLLECTIVE
from pipeline.tag.targets.place import Context, Found, Place
from pipeline.tag.targets.text import HIDDEN, Part

SEPARATOR = re.compile(r"\s*(?:[、，,；;]|和(?!谐)|与|以及|及|并|且|或者?)\s*")
JOINT = re.compile(r"、|和|与|以及|及(?!以上|以下)|并|，")
STARTS_FROM = re.compile(r"(?:由|从|自)(?:20\d\d年|上年|去年|目前|原来|现行|现在|当前|[^，,。；、]{0,6})?的?(?:不应|不)?$")
MOVES = re.compile(r"逐步|左右|调整|放宽|扩展|扩大|提高|提升|增|降|下降|减|压|进一步|跃|上升|缩|不应")
NEVER = re.compile(r"不得|不应|应当(?!年)")
EMPTY = re.compile(r"[\d.年月日底前、，其中]+")
LINKLESS = re.compile(r"(?:约|近|左右|年均|平均|累计|每年|已|\s)+")
MOVING = re.compile(r"\s*(?:力争|确保|推动|实现|再|累计|总体|进一步|全面|大幅|年均|每年|\s)*(?P<v>提高|提升|增加|扩大|降低|减少|削减|压减|缩短|压缩|下调|上调)")
LISTED = re.compile(r"[等、及和]\s*$")
DOES = re.compile(r"执行|实行|达到|纳入|完成|实现|采用|使用|建设|应用|通过|符合|落实|配建|安装|开展|接入|覆盖|达标")
SUBJECT = re.compile(r"(.{2,24}?)(?:全部|基本|普遍|均|全面|都|达到|实现|完成|建成)")
QUICK = re.compile(r"响应|到达|到场|出警|出车|处置|办结|完成|反馈|回复|送达|抵达|接通|救援|受理")
LASTING = re.compile(r"时间|时限|时长|周期|寿命|年限|期限|工期|用时|耗时|时效|环节")
LEVEL = re.compile(r"^(?:国家|省|市|县|区|州|自治区|乡镇|村)级")
OF_LEVEL = re.compile(LEVEL.pattern + "$")
REACH = 800
"""Characters of one part that a figure is read in."""
SHORTER = re.compile(r"压缩|缩短|控制|不超过|降|减|达到|不低于|至|到|以内")
PAUSES = HIDDEN + " ”"


def read(ctx: Context, part: Part, n: int, figures: list[Figure]) -> list[Found]:
    """The targets of one part, `n` its number in the sentence, `figures` its figures in order."""
    found = each.read(ctx, part, figures)
    if found:
        ctx.last, ctx.last_part = found[-1], n
        return found
    left, moved, kept = part.start, -1, ""
    for figure, following in zip(figures, [*figures[1:], None], strict=True):
        stop = following.chain if following else part.end
        right = ctx.masked[figure.end:stop]
        rest = right.lstrip(PAUSES)
        ends = not rest or bool(SEPARATOR.match(rest)) and not re.match(r"\s*[或与]", right)
        cut = None
        if following:
            if _starts(ctx.masked, left, figure, following):  # 由30%提高到50%
                moved = left + max(ctx.masked[left:figure.start].rfind(w) for w in words("from"))
                continue
            if following.start == figure.end and figure.kind == "count":  # 8类10项服务: the last counts
                continue
            cut = _boundary(ctx.masked, figure.end, stop)
            if not ends and cut is None and _inner(ctx, figure, following, part):
                continue
        phrase_end = moved if moved >= 0 else figure.chain
        object_end = cut[0] if cut else figure.end if ends else part.end
        if part.end - part.start > REACH:  # no phrase is that long: text without punctuation
            near = Part(max(part.start, figure.chain - REACH // 2), min(part.end, figure.end + REACH // 2), part.after)
            left, phrase_end, object_end = max(left, near.start), max(phrase_end, near.start), min(object_end, near.end)
        else:
            near = part
        got = _one(Place(ctx, near, n, figure, left, phrase_end, object_end, ends, kept))
        if got:
            if found and OF_LEVEL.fullmatch(found[-1].indicator) and got[0].rule == "object":  # 2个省级和1个国家级X
                found[-1] = replace(found[-1], indicator=found[-1].indicator + LEVEL.sub("", got[0].indicator))
            found += got
            kept, ctx.last, ctx.last_part = got[-1].rule, got[-1], n
        moved = -1
        if ends:
            separator = SEPARATOR.match(ctx.masked, figure.end + len(right) - len(rest))
            left = separator.end() if separator else figure.end
        elif cut:
            left = cut[1]
    return found


def _starts(masked: str, left: int, figure: Figure, following: Figure) -> bool:
    """Whether a value is only where the next one starts from."""
    if change(figure.before) is not None or not STARTS_FROM.search(masked[left:figure.chain] + figure.before.replace("到", "")):
        return False
    between = masked[figure.end:following.chain].strip(HIDDEN)
    if not between or MOVES.match(between):
        return True
    return len(between) < 7 and not SEPARATOR.match(between) and re.search("[到至为]", following.before) is not None


def _boundary(masked: str, a: int, b: int) -> tuple[int, int] | None:
    """Where the object of one figure ends and the phrase of the next begins: the last joint between them."""
    best = None
    for m in JOINT.finditer(masked, a, b):
        rest = masked[m.end():b].strip()
        made = phrases.made_before().match(rest[::-1])
        parts = m[0] in ("、", "，", "并", "以及") or len(rest) < 2 or made or phrases.measured(rest) or b - m.end() < 12
        if parts and (best is None or len(rest) < 2 or made):
            best = m.span()
    return best


def _inner(ctx: Context, figure: Figure, following: Figure, part: Part) -> bool:
    """Whether a figure stands inside the phrase of the next (投资500万元以上技改项目超过1万个)."""
    tail = ctx.masked[following.end:min(part.end, following.end + REACH)].strip(HIDDEN)
    if (not tail or SEPARATOR.match(tail)) and figure.kind != "count":
        return True
    return bool(following.before) and figure.kind in ("money", "measure", "time")


def _one(place: Place) -> list[Found]:
    """The targets that one figure gives, none where it is a scope or no phrase is of it."""
    ctx, figure, masked = place.ctx, place.figure, place.ctx.masked
    a, b = phrases.strip(masked, place.left, place.phrase_end)
    if scope.is_scope(place, b - a < 2 or bool(COLLECTIVE.fullmatch(masked[a:b]))):
        return []
    made = scope.made(place.said, figure)
    if figure.kind == "time":
        return _timed(place, a, b)
    if not place.ends:
        if figure.kind in ("ratio", "none"):
            shared = _share(place, a, b, made)
            if shared or not (b - a >= 2 and figure.before and scope.CONTINUED.match(place.right)):
                return shared
        elif made or _goes_on(place, b - a < 2):
            return _object(place)
        elif not (b - a >= 2 and (figure.before or phrases.measured(masked[a:b])) and scope.CONTINUED.match(place.right)):
            return []
    if NEVER.search(masked, a, b):  # a norm: 置换金额不得超过……的30%
        return []
    of_whole = nouns.before_whole(masked, a, b, figure)[1]
    a, b = nouns.noun(masked, a, b, figure)
    name = ctx.show(a, b)
    if "≤" in name or scope.CONTEXT.search(name) or name in words("up") + words("down"):
        return []
    if name.startswith("占") and ctx.last is not None and ctx.near(place.n):  # 产量增长9%、占全国8成
        name = ctx.last.indicator + name
        return place.found(name, comparator(figure, place.said), a, "carried")
    comparing = comparator(replace(figure, before=of_whole + figure.before) if of_whole else figure, place.said)
    if COLLECTIVE.fullmatch(name) or phrases.only_verb(name) or len(name) < 2 or EMPTY.fullmatch(name):
        carried = _carried(place)
        return place.found(carried[0], comparing, carried[1], "carried") if carried else []
    if not figure.before.strip("约近") and (moving := MOVING.match(place.said)):  # 提高利用率2个百分点
        comparing = change(moving["v"]) or comparing
    rule = "level"
    if not LINKLESS.sub("", figure.before):
        if not (made or _counts(place, masked[a:b])):
            return []
        rule = "bare"
    if scope.earmarked(place):
        return []
    name, begin = nouns.completed(place, name, a, b)
    return place.found(nouns.members(ctx, a, b) if begin == a else name, comparing, begin, rule)


def _goes_on(place: Place, alone: bool) -> bool:
    """Whether a figure goes on with what a verb of making before it began: 创建20家A、10家B; 建设X、Y等8个项目."""
    last = place.ctx.last
    if alone and (place.kept in ("object", "share") or last is not None and last.rule == "object" and place.ctx.near(place.n)):
        return True
    return bool(LISTED.search(place.said.replace(HIDDEN, ""))) and bool(phrases.make_pattern().search(place.said))


def _counts(place: Place, phrase: str) -> bool:
    """Whether a phrase and a value alone make a statement: it names something measured or made, or goes on with one."""
    ctx, kind = place.ctx, place.figure.kind
    if phrases.measured(phrase) or phrases.make_pattern().search(place.said) or phrases.flow_pattern().search(place.said):
        return True
    counted = kind in ("count", "measure")
    if counted and (ctx.aims or nouns.WORKS.search(phrase)):
        return True
    return kind != "money" and ctx.near(place.n) and ctx.last is not None and ctx.last.rule in ("bare", "object", "level")


def _share(place: Place, a: int, b: int, made: bool) -> list[Found]:
    """A share of a collective: 80%以上的园区实施循环化改造; its indicator is the collective and what it does."""
    ctx, figure, masked = place.ctx, place.figure, place.ctx.masked
    region = COLLECTIVE.fullmatch(masked[a:b])
    comparing = comparator(figure, place.said)
    if b - a >= 2 and not made and not region:  # 新建建筑100%执行绿色建筑标准
        if figure.before.strip("应须") or figure.after or not DOES.match(masked, figure.end, place.object_end):
            return []
        stop = _until(masked, figure.end, place.object_end)
        name = ctx.show(a, b) + ctx.show(figure.end, stop)
        return [] if re.search(r"的(?:规定|要求|政策)", name) else place.found(name, comparing, a, "share", stop)
    start = figure.end + len(re.match(r"[\x01\s]*的?", place.right)[0])  # type: ignore[index]
    stop = _until(masked, start, place.object_end)
    name = re.sub(r"的(?:规定|要求|目标|任务|政策|标准)$", "", ctx.show(start, stop))
    if len(name) < 2 or re.match(r"速度|增速|幅度|增长|增幅", name):
        return []
    if region:
        name = region[0] + name
    if made and b - a >= 2 and re.search(r"(?:实现|完成)$", place.said + figure.before):  # 公交班线实现100%应用…
        subject = re.sub(r"(?:实现|完成)$", "", ctx.show(a, b))
        if len(subject) > 2:
            return place.found(subject, comparing, a, "share", stop)
    begin = figure.chain
    if DOES.match(name) and ctx.previous is not None:  # its subject is that of the part before
        x, y = phrases.strip(masked, ctx.previous.start, ctx.previous.end)
        subject_of = SUBJECT.match(ctx.text, x, y)
        if subject_of and not re.search(r"\d", subject_of[1]):
            name, begin = subject_of[1] + name, x
    return place.found(name, comparing, begin, "share", stop)


def _until(masked: str, a: int, b: int) -> int:
    """The end of an object: before a further verb, a purpose or a closing bracket."""
    m = re.search(r"并(?!网|联|购|行)|，|；|用于|以上$|左右$|(?<=项目建设)(?:及|和)|(?<=改造)及|(?<=工程)及", masked[a:b])
    stop = a + m.start() if m and m.start() > 1 else b
    while stop > a and masked[stop - 1] in HIDDEN + " 、，":
        stop -= 1
    return stop


def _object(place: Place) -> list[Found]:
    """What is made: 创建20家X. A verb of flow stays (新增20家X)."""
    ctx, figure, masked = place.ctx, place.figure, place.ctx.masked
    start = figure.end + len(re.match(r"[\x01\s]*(?:的|左右的?|有)?", place.right)[0])  # type: ignore[index]
    stop = _until(masked, start, place.object_end)
    name = ctx.show(start, stop)
    # 改造提升20所X: made, not raised
    comparing = comparator(replace(figure, before=re.sub("|".join(words("up") + words("down")), "", figure.before)), place.said)
    if len(name) == 1 and re.search(r"[\u4e00-\u9fff]{4,}", masked[place.left:figure.chain]):  # 管道联通71个县
        a, b = phrases.strip(masked, place.left, figure.chain)
        return place.found(ctx.show(a, b), comparing, a, "object", stop)
    if len(name) < 2 or re.match(r"以上|以内|方面|左右|时间|内|后|前", name):
        return []
    if figure.kind in ("measure", "money") and re.match(r"打|为|以|并|，|支持|用于|资金|投向|参与", name):
        return []
    flow = re.search(rf"(?P<v>{phrases.flow_pattern().pattern})[了约近]?$", place.said.rstrip())
    if flow:
        return place.found(flow["v"] + name, comparing, place.left + flow.start(), "object", stop)
    lead = phrases.lead_pattern().match(masked, place.left, figure.chain)
    return place.found(name, comparing, lead.end() if lead else place.left, "object", stop)


def _timed(place: Place, a: int, b: int) -> list[Found]:
    """Durations count only as the size of a process, a life or a response (压缩至3个工作日以内; 3分钟内响应)."""
    ctx, figure = place.ctx, place.figure
    if not place.ends:
        if figure.after in ("内", "以内", "之内") and figure.unit in ("分钟", "小时") and QUICK.search(place.right):
            stop = _until(ctx.masked, figure.end, place.object_end)
            comma = ctx.masked.find("、", figure.end, stop)
            stop = comma if comma >= 0 else stop
            return place.found(ctx.show(figure.end, stop), "<=", figure.start, "object", stop)
        return []
    name = ctx.show(a, b)
    process = LASTING.search(name[-8:]) and SHORTER.search(figure.before + figure.after) and not re.search(r"有效期|享受|补|最长|期限", name)
    life = figure.unit in ("岁", "年") and re.search(r"(?:寿命|年限)$", name)
    return place.found(name, comparator(figure, name), a, "level") if figure.before and len(name) > 2 and (process or life) else []


def _carried(place: Place) -> tuple[str, int] | None:
    """What a value without a phrase is of: the indicator before it, or the object of the part before."""
    ctx, figure = place.ctx, place.figure
    verb = phrases.made_before().match(place.said.rstrip()[::-1])
    if not figure.before and not verb:
        return None
    at = min(phrases.strip(ctx.masked, place.left, figure.chain)[0], figure.chain)
    flow = phrases.flow_pattern().search(place.said) if verb else None
    doing = flow[0] if flow else ""
    if ctx.last is not None and ctx.near(place.n) and (not verb or ctx.last_part == place.n):
        return doing + ctx.last.indicator, at  # 基本建成470万套、新开工630万套
    if ctx.previous is not None and (verb or figure.kind == "count") and ctx.previous.after in "，,":
        name = ctx.show(*phrases.object_of(ctx.masked, ctx.previous.start, ctx.previous.end))
        if 2 <= len(name) <= 30 and not re.search(r"\d", name):
            return ("" if name.endswith(doing) else doing) + name, at
    return None
