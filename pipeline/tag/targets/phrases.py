"""The noun phrase that is measured: cut from the words around a figure, whole, without verb, value and deadline.

Source: eval/GUIDELINES, section 3 (indicator). All functions take spans of one text and give spans or strings back."""

from __future__ import annotations

import re
from functools import cache

from pipeline.tag.targets.figures import alternatives, words

TIME = (r"(?:(?:力争|争取|确保|计划|预计)?(?:到|至|截至|截止|在|于|自|从)?\s*(?:20\d\d\s*[—\-－–~～至、和])?(?:20\d\d\s*年?[—\-－–~～至、和])?\s*20\d\d\s*年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:底|末)?(?:之?前|以前|起|以来|期间|内|度)?|(?:到|至)?[“\"]?十[一二三四]?五[”\"]?(?:末|期末|期间|时期)?"
        r"|全年|今年|年内|年底前?|年末|本年|(?:到|至|于)?\d{1,2}月(?:份)?(?:\d{1,2}日)?(?:底|末)?(?:之?前)?|每半?年|每季度|每月|上半年|下半年|第?[一二三四]季度末?|首季度?|近?[一二三四五两]年(?:内|来)?(?!级)|近年来|目前|当前|现有|去年|上年|过去[一二三四五]年)")
MARK = r"(?:[一二三四五六七八九十]+是(?:要)?|[（(]\d{1,2}[）)]|\d{1,2}[．.、](?!\d)|[（(][一二三四五六七八九十]+[）)]|[①-⑳]|首先|其次|[●•■◆—\-]+)"
CONNECT = r"(?:其中|其(?!他)|并且?|同时|另外|以及|和(?!谐|美)|及(?!时|早)|也|还(?![林草湖款建迁])|再(?![生制利造就])|均(?![价衡等])|都(?!市)|分别|累计|累积|共计?(?![享建同有性富])|合计|总计|年均|至少|原则上|预计|计划|拟|要(?![素点件])|须|应当?(?![急用对届收])|必须|将(?!军)|力争|确保|争取|努力|已|已经|约|总共|新(?=完成|建成)|通过)"
ADVERB = r"(?:有序|有效|大力|积极|加快|全面|统筹|持续|稳步|逐步|不断|进一步|显著|切实|着力|扎实|深入|高标准|高质量|高水平|因地制宜|科学|合理|集中|重点|率先|线上线下|累计|总共|新|共|联合|自主|适时|精准|深化|加大|强化|成功)"
BASE = re.compile(r"[，,]?(?:力争)?(?:要|将)?(?:在|比|较|与|同|以)(?:20\d\d年|上年|去年|上一?年度?|同期|上?[一二三四]季度|上季度|上月|[“\"]?十[一二三四]?五[”\"]?|[一二三四五]年前|现行|现有|当前|全国|基准|\d+年)[^，,。；;]{0,10}?$|[，,]?在现[有行]基础上[^，,。；;]{0,4}$")
TAIL = ("实际", "同比", "环比", "年均", "平均", "总体", "每年", "逐年", "全年", "累计", "累积", "分别", "均", "各", "要", "将", "应", "须", "得到", "力争", "确保", "争取", "左右", "达到", "达", "为", "至", "到", "占", "在", "约", "近", "超过", "突破", "再", "又", "也", "至少", "原则上", "普遍", "整体", "预计", "预期", "目标", "上半年", "下半年", "今年", "已", "已经", "总计", "合计", "不得", "稳定", "保持", "稳步", "持续", "进一步", "显著", "明显", "大幅", "逐步", "任务", "共", "共计", "的", "了", "：", ":", "“", "（", "(", "有", "年内", "维持", "控制", "实现", "完成", "面积达", "方面", "建成后", "不断", "由", "从", "自", "只", "仅", "数达", "按", "拟", "统一", "每个", "每", "基本", "全部", "总共", "年度", "年产", "其中", "等")


@cache
def lead_pattern() -> re.Pattern[str]:
    """What stands before a noun phrase and is no part of it: marks, deadlines, connectives, verbs that lead up to it."""
    lead = alternatives(words("lead"))
    make = alternatives(words("make"))
    return re.compile(rf"(?:(?!新(?:增|建|改|开工|设|登记|引进|认定|装|启动))(?:\s|\x01+|[，,：:、；;“\"]?{MARK}|{TIME}[，,]?|[，,、：:；;]|为(?:有效|更好)?(?=20\d\d|推动|实现)|{CONNECT}(?=.)|(?:{ADVERB})+(?=(?:{lead}|{make}|{alternatives(words('flow'))}))|(?:{lead})(?=.)(?!率|幅|至|到|度|用[率量比])))+")


@cache
def make_pattern() -> re.Pattern[str]:
    """Verbs of making at the start of a phrase; those of flow stay in the indicator."""
    make = alternatives(words("make"))
    return re.compile(rf"(?:{make})(?=.)(?!率|数|量|成本|周期|工期|能力|类|者)")


@cache
def flow_pattern() -> re.Pattern[str]:
    """Verbs that are part of what is measured (新增, 淘汰)."""
    return re.compile(rf"(?:{alternatives(words('flow'))})")


@cache
def made_before() -> re.Pattern[str]:
    """A verb of making or flow right before a figure, read backwards."""
    every = [w[::-1] for w in (*words("make"), *words("flow"), *words("adjacent"))]
    return re.compile(rf"(?:[了约近]|个一|批一)?(?:{alternatives(every)})")


@cache
def only_verb_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{ADVERB})*(?:{alternatives((*words('make'), *words('flow')))})+")


def only_verb(phrase: str) -> bool:
    """Whether a phrase is a verb of making alone (上半年投放60%: the fund stands before the comma)."""
    return bool(only_verb_pattern().fullmatch(phrase))


@cache
def subject_cut() -> re.Pattern[str]:
    """A subject and its verb before the object (全省建成X; 各县组织实施X)."""
    return re.compile(rf"(?P<who>为[^，,。；;：:“”]{{1,24}}?|[^，,。；;：:“”]{{0,24}}?(?:全省|全市|全区|全县|全州|全国|我[省市县区州国]|[市县区乡镇街）)]|企业|部门|单位|机构|地区|方式|领域|等))(?P<verb>(?:{ADVERB})*(?:{alternatives(strong())}))(?=..)")


@cache
def strong() -> tuple[str, ...]:
    """The verbs of making and flow that seldom stand inside a noun phrase."""
    return tuple(w for w in (*words("make"), *words("flow")) if len(w) > 1 and w not in ("推动", "推进", "应用", "推广应用", "改造", "治理", "保护", "修复", "试点", "上市", "参与制定", "生产", "养殖", "发展", "突破", "支撑", "安排", "运营", "培训", "保障", "设置", "管理", "检查", "建设", "更新", "回收", "处置", "退出", "开放", "消费", "清理", "落地", "确认", "保有", "获得", "减少", "办理", "收集", "整治", "转化", "转移", "开发", "转型", "引进", "支撑", "种植", "试点"))


@cache
def head_pattern() -> re.Pattern[str]:
    """A phrase that ends in what can be measured."""
    return re.compile(rf"(?:{alternatives(words('heads'))})[）)”\"\x01]*$")


def measured(phrase: str) -> bool:
    """Whether a phrase ends in the name of something measured (…率, …能耗, …规模)."""
    return bool(head_pattern().search(phrase))


def strip(masked: str, a: int, b: int) -> tuple[int, int]:
    """The span without what leads up to the phrase and what trails after it (masked text: brackets are \x01)."""
    m = lead_pattern().match(masked, a, b)
    if m:
        a = m.end()
    if (m := HANDLED.match(masked[a:b])):  # A引导B将X降低: X
        a += m.end()
    return a, trim(masked, a, b)


PER = re.compile(r"每(?:平方公里|平方米|公里|亩|户|人|万人|千人|小时|天|百人|县|个县)$")
HANDLED = re.compile(r"^[^，,。；;]{2,40}(?:将|把)(?=[^，,。；;]{3,}$)")


NO_TAIL = ("供应", "响应", "效应", "适应", "反应", "节约", "公约", "合约", "预约", "行为", "国有", "民有", "需要", "人均", "户均", "日均", "亩均", "地均", "存在", "公共", "发达", "自有", "私有", "附近")
"""Words whose last character is no link of its own."""
COMPARED = re.compile(r"[比较与同以在]")
MEASURES = "里米亩户人时天县"


@cache
def _tails() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words that trail a phrase, read backwards; a deadline at the end of it."""
    return re.compile(rf"[ \t　，,、：:“]|{alternatives([word[::-1] for word in TAIL])}"), re.compile(rf"(?:{TIME})$")


def trim(masked: str, a: int, b: int) -> int:
    """The end of the phrase without adverbs, links and base years before the value."""
    ends, years = _tails()
    while b > a:
        tail = masked[max(a, b - 40):b]
        back = tail[::-1]
        m = ends.match(back)
        if m:
            word = m[0][::-1]
            if not tail.endswith(NO_TAIL) and not (word in ("在", "有") and b - a < 3):
                b = max(a, b - len(word))
                continue
        if back[0] in MEASURES and (per := PER.search(tail)):
            b -= len(per[0])
            continue
        base = BASE.search(tail) if COMPARED.search(tail) else None
        if base and len(base[0]) < 20:
            b -= len(base[0])
            continue
        if back[0] in "年底末前月度内来起间期前" and (year := years.search(tail[-16:])):
            b -= len(year[0])
            continue
        break
    return b


def object_of(masked: str, a: int, b: int) -> tuple[int, int]:
    """The object of a part that has only verbs: what follows its last verb of making (筹集保障性租赁住房 → 保障性租赁住房)."""
    best = a
    for m in re.finditer(rf"{alternatives(strong())}|加强|支持|抓好|做好|鼓励|推进|推动", masked[a:b]):
        if b - a - m.end() >= 3:
            best = a + m.end()
    return strip(masked, best, b)


SPLIT = re.compile(r"、|和|与|及(?!以上|以下|周边|其)|以及")


def items(masked: str, a: int, b: int, want: int) -> list[tuple[int, int]]:
    """The members of an enumeration, cut so that there are `want` of them; empty where it cannot be."""
    commas = cut(masked, a, b, re.compile("、"))
    if len(commas) == want:
        return commas
    every = cut(masked, a, b)
    if len(every) == want:
        return every
    if len(commas) + 1 == want:  # only the last 和 joins
        x, y = commas[-1]
        last = cut(masked, x, y)
        if len(last) == 2:
            return commas[:-1] + last
    return []


def cut(masked: str, a: int, b: int, by: re.Pattern[str] | None = None) -> list[tuple[int, int]]:
    """The spans of the members of an enumeration, cut at every joint (or at `by`)."""
    found, at = [], a
    for m in (by or SPLIT).finditer(masked, a, b):
        if m.start() > at:
            found.append((at, m.start()))
        at = m.end()
    if at < b:
        found.append((at, b))
    return found


SHARED = re.compile(r"(?:(?:重点工程|主要|平均|年均|累计|日均|综合|资源化|无害化)*(?:减排量|排放量|排放总量|排放强度|使用比例|利用率|覆盖率|使用量|消费量|消费总量|机械化率|普及率|处理率|处置率|回收率|占比|比例|比重|总量|面积|规模|(?:能耗|碳排放|排放|消费|投资|产出)?强度|能力|水平|资金|数量|浓度|产量|产值|增加值)|[\u4e00-\u9fff]{2}[率量值额])$")
EXPLICIT = re.compile(SHARED.pattern.split("|[", 1)[0] + ")$")
RATE = re.compile(r"^(?P<by>.*?(?:单位[^，]{0,8}?(?:增加值|产值|面积|生产总值|GDP|产品)|万元[^，]{0,8}?(?:增加值|产值|生产总值|GDP)|人均))(?P<of>[^，]{2,})$")


def whole(names: list[str]) -> list[str]:
    """Members of an enumeration completed by what they share: A、B使用比例 → A使用比例, B使用比例; 单位增加值能耗、水耗 →
    单位增加值能耗, 单位增加值水耗."""
    last = names[-1]
    rate = RATE.match(names[0])
    done = []
    for n, name in enumerate(names):
        if n and rate and len(name) <= 4 and not RATE.match(name) and measured(name):
            name = rate["by"] + name
        elif n < len(names) - 1 and not measured(name):
            name += _tail(name, last)
        done.append(name)
    return done


def _tail(name: str, last: str) -> str:
    """What the last member says after the part that is parallel to `name`."""
    for size in (3, 2):
        at = last.find(name[-size:])
        if at >= 0 and len(name) >= size and last[at + size:]:
            return last[at + size:]
    if name[-1] in "区市县省镇乡村州国" and last[len(name) - 1:len(name)] == name[-1] and last[len(name):]:  # 甲区、乙区X
        return last[len(name):]
    m = EXPLICIT.search(last)
    if not m and (at := last.rfind("等")) > 0 and len(last) - at > 2:
        return last[at + 1:]
    m = m or SHARED.search(last)
    return m[0] if m and m.start() > 0 else ""
