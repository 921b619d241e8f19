"""Technologies, processes, equipment, materials and products: by a lexicon, and by a grammar that finds what no lexicon
has: the members of an enumeration that a verb of spreading governs (推广X、Y和Z等技术). Source: eval/GUIDELINES, section 4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import ahocorasick_rs

from corpus.lexicon import load
from corpus.model import BODY_KINDS, Clause, Metadata, Technology

VERBS = re.compile(r"(?:大力|积极|加快|重点|全面|优先|广泛|普遍|逐步|鼓励|支持)*(?:推广(?:应用|使用|普及)?|(?<!推广)应用|采用|(?<!推广)使用|研发|示范(?:推广|试点|应用)?|开发|攻关|选用|普及|引进|研制|突破|更换|(?:重点|大力)发展|安装|配备|建设|(?:加快|强化|推进|推动|加强|改造提升)(?=[^，。；]{3,80}(?:(?:开发|研发|示范|推广|集成)(?:和|及)?(?:应用|推广|示范)|产业化|的应用|技术与装备|技术和装备)))(?:和|及|、)?(?:推广|应用|使用|示范)*")
HEAD = ("技术|工艺|装备|设备|装置|系统|材料|产品|电机|锅炉|窑炉|炉|泵|风机|变压器|发电|电池|余热|灯|建材|钢|膜|催化剂|热泵|储能|电站|机组|传感器|机器人|芯片|平台系统|"
        "墙材|门窗|玻璃|涂料|干燥|焚烧|气化|液化|脱硫|脱硝|除尘|蓄冷|蓄热|变频调速|照明|光伏|汽车|充电桩|制冷剂|空调|冶炼|焙烧|电解|分离|提纯|回收利用技术|监测系统|控制系统|路灯|熄焦|充电设施|采暖|供热|供暖|器|剂|滤料|树脂|活性炭|肥|砌块|板材|幕墙|砂浆|混凝土|节能膜|车|桩|点火|再制造技术|塑料|纤维|合金|薄膜|换热器|地膜|堆肥|燃料|熔覆|喷涂")
TAIL = re.compile(rf"(?:{HEAD})$")
GENERIC = re.compile(
    r"^(?:等|先进|适用|成熟|新|高效|关键|核心|共性|重大|节能|环保|低碳|绿色|相关|有关|国内外?|国际|现有|落后|重点|主要|各类|一批|清洁|新型|通用|大型|优质|高端|前沿|节水|减排|降碳|节能环保|资源综合利用|清洁生产|低碳零碳负碳|信息|数字|专用|传统|自主|现代|高新|科学|农业|工业|本地|特色|安全|生产|用能|耗能|高耗能|淘汰)*"
    r"(?:的)?(?:技术|工艺|装备|设备|装置|系统|材料|产品|技术装备|工艺技术|新?能源|发电|技术产品|设备产品|汽车|建材|技术和装备)?$")
ETC = re.compile(r"等(?!离子|级|效|温|压|候|于)")
SHARED = re.compile(rf"[\u4e00-\u9fff]{{0,12}}?(?:{HEAD}|建筑)")
CLOSED = re.compile(r"(?:技术|工艺|装备|设备|装置|系统|材料|器|机|剂|药剂)$")
SCOPE = re.compile(r"\d|以上|及以上|以下|基于\d|不|各|对|在|以|将|为|从")
AFTER = re.compile(r"(?:的|技术)?(?:(?:集成|示范|推广|规模化|产业化)(?:应用|示范|推广)|产业化|的(?:应用|开发|推广|研发|使用|普及)(?:和(?:应用|推广|示范))?|研发和推广)$")
STOP = re.compile(r"[，。；：:！？《》“”]|以及|推动|加强|促进|提高|支持|鼓励|建设|企业|政策|项目|工程|管理|制度|行业|产业|能力|水平|体系|服务|标准|机制|市场|改革|评价|创新|方案|目录|基地|单位|推进|专项")
MODIFIER = re.compile(r"^(?:和|及|与|等(?!离子)|的|先进|适用|成熟|一批|各类|国内|应用|推广|使用|采用|新型的?|大力|积极|示范|试点|高效的)+")


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[str, ...], dict[str, str]]:
    names: dict[str, str] = {}
    for group in load("technologies")["group"]:
        for name in group["names"]:
            names[name] = name
        for alias, name in group.get("aliases", {}).items():
            names[alias] = name
    words = tuple(names)
    return ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest), words, names


def find(clauses: Sequence[Clause], meta: Metadata) -> dict[str, tuple[Technology, ...]]:
    """The technologies that each clause names, by clause id."""
    found = {}
    for clause in clauses:
        if clause.kind in BODY_KINDS and (spans := _spans(clause.text)):
            found[clause.id] = tuple(Technology(clause.text[a:b], canonical(clause.text[a:b]), a, b) for a, b in spans)
    return found


def canonical(name: str) -> str:
    """One spelling for a technology: the lexicon's, without brackets, quotes and spaces."""
    plain = re.sub(r"[（(][^）)]*[）)]|[“”\"\s]", "", name)
    return _automaton()[2].get(plain, plain)


def _spans(text: str) -> list[tuple[int, int]]:
    automaton, words, _ = _automaton()
    spans = [_widened(text, a, b) for _, a, b in automaton.find_matches_as_indexes(text)]
    for verb in VERBS.finditer(text):
        spans += _members(text, verb.end())
    spans.sort(key=lambda s: (s[0], s[0] - s[1]))
    kept: list[tuple[int, int]] = []
    for a, b in spans:
        if not kept or a >= kept[-1][1]:
            kept.append((a, b))
        elif b - a > kept[-1][1] - kept[-1][0]:
            kept[-1] = (a, b)
    return kept


def _widened(text: str, a: int, b: int) -> tuple[int, int]:
    """A lexicon name with the head that follows it (低温余热发电 + 技术)."""
    m = re.match(r"(?:技术|工艺|装备|设备|系统|装置)", text[b:])
    return a, b + (m.end() if m else 0)


def _members(text: str, at: int) -> list[tuple[int, int]]:
    """The members of the enumeration that begins at `at`. Those count that end in a technical head, and all of them where
    one closes the enumeration (A、B等技术和装备; A、B、C设备)."""
    end = _end(text, at)
    if after := AFTER.search(text[at:end]):
        end = at + after.start()
    etc = list(ETC.finditer(text, at, end))
    limit = etc[-1].start() if etc else end
    shared = bool(etc and SHARED.match(text, etc[-1].end(), end)) or bool("、" in text[at:limit] and CLOSED.search(text[at:limit]))
    found = []
    begin = at
    for cut in [*(m for m in re.finditer(r"、|，|以及|[和及与]", text[at:limit]) if _parts(text, at, m, limit, shared)), None]:
        stop_at = at + cut.start() if cut else limit
        lead = MODIFIER.match(text[begin:stop_at])
        a = begin + (lead.end() if lead else 0)
        of = text[a:stop_at].rfind("的")
        a += of + 1 if of >= 0 else 0
        member = text[a:stop_at]
        if 1 < len(member) <= 22 and not STOP.search(re.sub(r"[（(].*?[）)]", "", member)) and not GENERIC.match(member) and not SCOPE.match(member) and (TAIL.search(member) or shared):
            found.append((a, stop_at))
        begin = at + cut.end() if cut else stop_at
    return found


def _end(text: str, at: int) -> int:
    """Where the enumeration ends: at the first comma or stop, or later where what follows the comma still belongs to it
    (A、B，C，D等技术与装备)."""
    end = at
    while True:
        stop = re.search(r"[，,。；;：:！？]", text[end:])
        if not stop:
            return len(text)
        end += stop.start()
        rest = re.match(r"[，,]([^，,。；;：:！？]+(?:[，,][^，,。；;：:！？]+)?)", text[end:])
        if text[end] not in "，," or not rest or VERBS.search(rest[1]) or not re.search(rf"等(?:先进|适用)?(?:{HEAD})", rest[1]) or ETC.search(text[at:end]):
            return end
        end += 1


def _parts(text: str, at: int, m: re.Match[str], limit: int, shared: bool) -> bool:
    """Whether the enumeration parts there: at every 、 outside brackets; at 和, 及, 与 between whole members only
    (not in 烧结及炼钢…, 技术和装备)."""
    if _inside(text, at, at + m.start()):
        return False
    if m[0] in "、，" or m[0] == "以及":
        return True
    left = re.split(r"[、，]|以及", text[at:at + m.start()])[-1]
    right = re.split(r"[、，]|以及", text[at + m.end():limit])[0]
    if re.fullmatch(r"(?:装备|设备|工艺|技术|产品|系统)+", right):
        return False
    return bool(TAIL.search(left)) or shared and len(left) > 4 and len(right) > 4


def _inside(text: str, start: int, at: int) -> bool:
    """Whether a bracket is open at `at`."""
    before = text[start:at]
    return before.count("（") + before.count("(") > before.count("）") + before.count(")")
