"""The members of an enumeration (or the one thing) that a verb of spreading governs, where no lexicon has them."""

from __future__ import annotations

import re

from pipeline.tag.technologies.words import Words, words

Span = tuple[int, int]
Verb = tuple[int, int, str]
Names = dict[Span, bool]  # whether each counts where it stands

ETC = re.compile(r"等(?!离子|级|效|温|压|候|于)")
CLOSED = re.compile(r"(?:技术|工艺|装备|设备|装置|系统|材料|器|机|剂|药剂)$")
NOUN = re.compile(r"(?:和|与|及)?(?:推广|应用|示范|使用|产业化|集成|研发|开发)*(?:[，,。；;：:、）)！？\n]|力度|水平|能力|体系|等(?!离子)|的|$)")
ASIDE = re.compile(r"[，,。；;：:！？!?\n、]")
BOTH = re.compile(r"(?:技术|工艺)(?:与|和|及)?(?:装备|设备)$")
SPREAD = re.compile(r"(?:的)?(?:试点|示范|推广|应用|研发|产业化|普及)")
TAILS = re.compile(r"(?:(?:的)?(?:研究与?|研究和)?(?:集成|示范|推广|规模化|产业化|商业化|普及|开发|研发|研制|攻关)(?:和|与|及)?(?:应用|示范|推广|产业化)?|产业化|应用|使用|建设(?:和改造|改造|运营|与改造)?|改造(?:升级)?|的(?:应用|开发|推广|研发|使用|普及)(?:和(?:应用|推广|示范))?|迭代升级|升级(?:改造)?|配建力度|力度|比例|水平|能力|服务能力|供给能力|普及|更新|布局|项目|工程|示范项目|试点|示范|领域企业|和|与|及|瓶颈|短板|难题|等)+$")
LOOSE = re.compile(r"[和与及或市县省州]$|^(?:废|退役|报废|老旧|落后|淘汰|低效)|充分|借助|依托|在|使用|采用|应用|形成|成为|作为|具备|实现|包含|含有|用于|替代|以及|等|建设|配套|配建|安装|布局|开展|推行")
WHOLE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9—-]{1,12}")
RESEARCH = re.compile(r"研究|研发|研制|攻关|示范|推广|应用|开发|产业化")
CUT = re.compile(r"(?:替代|代替|取代|用于|来(?=[实替提推])|实现|进行|开展|提升|提高|降低)")
WASTE = re.compile(r"^(?:废|退役|报废|淘汰|落后)|(?:剩余物|薪材|秸秆|粪污|垃圾|污泥|废渣|尾矿|废物|废弃物|废料|废水|废气|污水|渣|物料|原料|资源|能源|煤炭|产品|人口|(?<![气液固钝炭碳矿净硝活转催焦])化)$")
BOUND = re.compile(r"[，,。；;：:！？!?\n]")
COUNT = re.compile(r"^(?:约|近|超过|不少于|不低于|达到|新增|各)?[\d.]+(?:万|亿|千|百)?(?:套|台|个|辆|座|处|项|家|条|种|公里|千瓦|兆瓦|亩)(?:以上|左右)?的?")
STOP = re.compile(r"研发|攻关|手工艺|非遗|养老|康养|家政|托育|餐饮|住宿|零售|会展|[贷险券保]”?$|贷款|股权|质押|融资|基金|转型|业态|商户|个体|[，。；：:！？《》]|以及|推动|加强|促进|提高|支持|鼓励|企业|政策|项目|工程|管理(?!系统|平台)|制度|行业|产业|能力|水平|体系|标准|机制|市场|改革|评价|创新|方案|目录|基地|单位|推进|专项|人员|人才|部门|资金|贷款|补贴|活动|计划|行动|规划|规定|办法|要求|责任|指标|目标|任务|措施|经验|群众|公众|农户|居民|用户|消费者|学生|学校|机关|地区|区域|农村|乡村|县|镇|街道|社区|干部|队伍|情况|问题|工作|服务(?!器|机器人|平台)|信息(?!系统|平台|模型)|旅游|文化|体育|金融|保险|信贷|投资|贸易|资源(?!化)|证明|申请|登记|审批|备案|合同|报告|清单|台账|优势|作用|潜力|价格|成本|成果|业务|案例|典型|方式|理念|原则|理论|方法|手段|模式|研究|课程|教材|教育|培训")
SCOPE = re.compile(r"\d(?!\.?\d*[A-Za-z]|D|[,，]\d)|以上|以下|基于\d|^(?:不|各|对|在|以|将|为|从|其|该|这|本|并|其他|有|可|能|需)")
SHARED = re.compile(r"等(?:[\u4e00-\u9fff]{0,8}?(?:技术|工艺|装备|设备|装置|系统|材料|药剂)(?!领域|企业|行业|人才|人员|产业|服务|标准|支撑)|.{0,3}产品)")
TECHNIQUES = re.compile(r"等(?!设施)[\u4e00-\u9fff]{0,6}?(?:技术|工艺|装备|设备|装置|机械)(?!领域|企业|行业|人才|人员|产业|服务|标准|支撑|工人|职业|院校|职称)")
GOODS = re.compile(r"等[\u4e00-\u9fff]{0,6}?(?:产品|设备|材料|设施|系统|器件|部件|电子|软件|燃料|能源|燃油)")
LIST = re.compile(r"[^，,。；;：:！？!?\n、]*(?:、|技术)")
JOINT = re.compile(r"、|以及|[和及与]|(?<=”)(?=“)")


def members(text: str, verbs: list[Verb], names: Names) -> list[Span]:
    """What each spreading or building verb governs, as far as it is believed; `names` are what the lexicon found."""
    w = words()
    found: list[Span] = []
    done = -1
    for i, (a, b, verb) in enumerate(verbs):
        if b < done or verb not in w.strong and verb not in w.build and not LIST.match(text, b):
            continue
        if i + 1 < len(verbs) and verbs[i + 1][0] == b:  # 推广使用: the last of several verbs governs
            continue
        if verb not in w.strong and i + 1 < len(verbs) and text[verbs[i + 1][0] - 1] != "的" and not NOUN.match(text, verbs[i + 1][1]) and not ASIDE.search(text, b, verbs[i + 1][0]):  # 推动企业开发X、Y
            continue
        if a and text[a - 1] == "的" or NOUN.match(text, b):  # 先进技术的应用: here it is a noun
            continue
        end = _end(text, b, w)
        found += _enumeration(text, b, end, verb in w.strong, verb in w.build, names, w)
        done = end if "、" in text[b:end] else b
    for m in TECHNIQUES.finditer(text):  # what closes so names technologies, whatever governs it (聚焦A、B等关键技术)
        if m.start() > done or not any(x < m.start() for x, _ in found):
            begin = max((b.end() for b in BOUND.finditer(text, max(0, m.start() - 80), m.start())), default=max(0, m.start() - 80))
            if "、" in text[begin:m.start()] and not any(begin <= x < m.start() for x, _ in found):
                found += _enumeration(text, begin, _end(text, m.end(), w), False, False, names, w)
    return found


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
    last = TAILS.search(text, at, limit)
    strong = strong or bool(etc and SPREAD.match(text, etc.end(), end) or not etc and last and RESEARCH.search(last[0]))
    shared = bool(etc and (SHARED if strong else TECHNIQUES).match(text, etc.start(), end)) or "、" in text[at:limit] and bool((CLOSED if strong else BOTH).search(text[at:limit]))
    cuts = [m for m in JOINT.finditer(text, at, limit) if _parts(text, at, m, limit, shared, names, w)]
    cores: list[tuple[Span, str]] = []
    own: list[bool] = []  # a list of phrases, each with its verb (推广A、发展B)
    begin = at
    for cut in [*cuts, None]:
        stop = cut.start() if cut else limit
        own.append(bool(w.spread.match(text, begin, stop)))
        cores.append(_member(text, begin, stop, names, w))
        begin = cut.end() if cut else stop
    sure = sum(kind in ("name", "head", "system") for _, kind in cores)
    named = sum(kind == "name" for _, kind in cores)
    believed = {"system"}
    if strong:
        believed |= {"head", "name", "soft"}
    goods = bool(etc and GOODS.match(text, etc.start(), end)) and named
    if shared or goods or strong and len(cores) > 1 and sure * 2 >= len(cores) or len(cores) > 2 and (named * 3 >= len(cores) * 2 or named and sure * 4 >= len(cores) * 3):
        believed |= {"head", "plain", "name", "soft"}
    return [span for (span, kind), strongly in zip(cores, own, strict=True) if kind in believed or strongly and kind in ("head", "soft", "name")] + after


def _member(text: str, a: int, b: int, names: Names, w: Words) -> tuple[Span, str]:
    """One member, without what stands around it (大力、一批; 建设、的应用), and what it is: a `name` of the lexicon, one
    with the `head` of a technology or a `system`, a `plain` phrase, or `no` technology at all."""
    while (m := w.lead.match(text, a, b)) or (m := COUNT.match(text[a:b])):
        a += len(m[0])
    if m := CUT.search(text, a + 2, b):
        b = m.start()
    research = bool((m := TAILS.search(text, a, b)) and RESEARCH.search(m[0]))
    if m:
        b = m.start()
    of = text.rfind("的", a, b)
    if of >= 0 and not _inside(text, a, of):
        a = of + 1
        if m := w.lead.match(text, a, b):
            a = m.end()
    member = text[a:b]
    bare = re.sub(r"[（(].*?[）)]", "", member)
    kernel = next((x for x, y in names if a <= x and y == b), None)
    if kernel is not None and (kernel == a or not WHOLE.fullmatch(text, a, kernel) or STOP.search(text, a, kernel) or SCOPE.search(text[a:kernel]) or LOOSE.search(text, a, kernel)):
        return (kernel, b), "name" if names[kernel, b] else "soft"  # the lexicon has it
    if kernel is not None:
        return (a, b), "system" if w.system.search(bare) else "name" if names[kernel, b] else "soft"
    if not 2 <= len(member) <= 24 or STOP.search(bare) or SCOPE.search(bare) or w.generic.fullmatch(bare):
        return (a, b), "no"
    if (m := w.system.search(bare)) and m.start():
        return (a, b), "system"
    if (m := w.head.search(bare)) and m.start():
        return (a, b), "system" if research and bare.endswith("技术") and len(bare) > 5 else "head"
    if m:  # a bare head names a class
        return (a, b), "no"
    inner = any(a <= x and y <= b and not _inside(text, a, x) for x, y in names)  # a name with something behind it: the name alone
    return (a, b), "no" if inner or len(bare) < 3 or WASTE.search(bare) else "plain"


def _parts(text: str, at: int, m: re.Match[str], limit: int, shared: bool, names: Names, w: Words) -> bool:
    """Whether the enumeration parts there: at every 、 outside brackets; at 和, 及, 与 between whole members only
    (not in 烧结及炼钢…, 技术和装备)."""
    if _inside(text, at, m.start()):
        return False
    if m[0] in ("、", "以及", ""):
        return True
    left = re.split(r"、|以及", text[at:m.start()])[-1]
    right = re.split(r"、|以及", text[m.end():limit])[0]
    if re.match(r"(?:装备|设备|工艺|技术|产品|系统|应用|推广|示范|普及|使用)", right):
        return False
    return bool(w.head.search(left)) or any(y == m.start() for _, y in names) or shared and len(left) > 4 and len(right) > 4


def _inside(text: str, start: int, at: int) -> bool:
    """Whether a bracket is open at `at`."""
    before = text[start:at]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")
