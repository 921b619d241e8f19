"""Sentences that name who acts: 由X负责, X牵头会同Y, X要…, X应当…; told apart from mention without task (报X备案, 经X批准)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Clause, Metadata
from pipeline.tag.names import has_organ, is_name, names
from pipeline.tag.roles import JOIN, Listed, Reading

SENTENCE = re.compile(r"[^。！？；;\n]+[。！？；;]?")
DUTY = r"(?:要(?![求素件点领])|应当?(?![急用对])|必须|须|负责(?![人的])|具体负责|牵头|负有|承担|统筹负责|应(?=[按做加在及将根依对]))"
BY = re.compile(r"由(?P<who>[^，,。；;：:由]{2,60}?)(?P<verb>牵头|(?:统一|共同|具体|分别|按职责分工|按照职责分工)?负责|承担|会同|组织实施|组织(?=[^，。]{2,})|统筹|制定|另行|商)")
SUBJECT = re.compile(rf"(?P<who>[^，,。；;：:由]{{2,60}}?)(?P<how>(?:分别|共同|具体|主要|切实|均|都|也|按照?(?:各自)?职责(?:分工)?|根据(?:各自)?职责(?:分工)?|依职责|结合[^，。]{{1,8}}实际)*[，,]?)(?P<verb>{DUTY})")
SUPPORTS = re.compile(r"[，,、；;](?:并?由)?(?P<who>[^，,。；;]{2,50}?)(?:积极|予以|共同|按职责(?:分工)?)?(?P<verb>配合|参与|协助|协同)")
NO_TASK = re.compile(r"(?:报|经|向|对|给|与|同|在|指导|鼓励|支持|推动|引导|督促|组织|要求|协调|促进|依托|通过|根据|按照|配合|会同|提请|接受|服从|帮助|协助|和|凡|将|为)$|不得|禁止|严禁")
REGULATED = re.compile(r"(?:建设|施工|设计|监理|用能|排污|用人|生产|经营|重点|申报|申请|供货|使用|排放|产权|投标|招标|培训|从业|服务|物业|检测|认证)(?:[^、]{0,6})?(?:单位|机构|企业|组织)$|企业$|经营者$|个人$|项目$|公司$")
OPENERS = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[）)、．.]?是?|同时|此外|其中|原则上|另外|首先|因此|对[^，]{1,20}的|[一二三四]要)")
COLLECTIVE = re.compile(
    r"(?:各|有关|相关|县级以上|地方|市级|省级|区级|县级|全[省市区县]|市、?县|成员|职能|主管|行业|牵头|责任)[^，。；：的]{0,24}?(?:人民政府|政府|部门|单位|地区|市州|州市|区县|县区|市|县|区|镇|街道|机关|机构|乡镇|党委)$")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A sentence (`start`:`end` of the clause) that names its actors."""

    start: int
    end: int
    reading: Reading


def assignments(clause: Clause, covered: Sequence[tuple[int, int]], meta: Metadata) -> list[Assignment]:
    """The sentences of a clause, outside its lists, that tell a public body to act."""
    found = []
    for m in SENTENCE.finditer(clause.text):
        a, b = m.span()
        begin = a + (len(clause.marker) if a == 0 and clause.text.startswith(clause.marker) else 0)
        if any(x < b and a < y for x, y in covered):
            b = min((x for x, y in covered if a < y and x < b), default=b)
        units, is_open = _actors(clause.text, begin, b)
        if units:
            found.append(Assignment(a, b, Reading(tuple(units), is_open, None, any(u.role != "responsible" for u in units))))
    return found


def _actors(text: str, a: int, b: int) -> tuple[list[Listed], bool]:
    units: list[Listed] = []
    is_open = False
    for begin in _segments(text, a, b):
        m = BY.match(text, begin, b) if text.startswith("由", begin) else SUBJECT.match(text, begin, b)
        if not m or re.search(r"不得|禁止", m[0]):
            continue
        got = _who(text, m.start("who"), m.end("who"))
        if got is None:
            continue
        listed, more = got
        is_open |= more
        lead = m["verb"] == "牵头"
        units += [Listed(u.name, "lead" if lead and u.role == "responsible" else u.role) for u in listed]
        if m["verb"] in ("会同", "商"):
            units = [Listed(u.name, "lead") for u in units]
            helpers = re.match(r"[^，,。；;]{2,60}?(?=共同|负责|制定|另行|组织|研究|[，,。；;]|$)", text[m.end():b])
            if helpers and (with_ := _who(text, m.end(), m.end() + helpers.end())):
                units += [Listed(u.name, "support") for u in with_[0]]
    for m in SUPPORTS.finditer(text, a, b):
        if units and (got := _who(text, m.start("who"), m.end("who"))):
            units += [Listed(u.name, "support") for u in got[0] if all(u.name != v.name for v in units)]
    if any(u.role == "support" for u in units):
        units = [Listed(u.name, "lead" if u.role != "support" else "support") for u in units]
    elif any(u.role == "lead" for u in units):
        units = [Listed(u.name, "lead" if u.role == "lead" else "support") for u in units]
    seen: set[int] = set()
    return [u for u in units if not (u.name.start in seen or seen.add(u.name.start))], is_open  # type: ignore[func-returns-value]


def _segments(text: str, a: int, b: int) -> list[int]:
    """Where a subject may begin: after the sentence's start, a comma or colon, an opener (一是), or at 由."""
    starts = [a]
    starts += [m.end() for m in re.finditer(r"[，,：:]\s*|(?<=[）)])\s*|[\u3000 ]+", text[a:b])]
    starts = [a + s if i else s for i, s in enumerate(starts)]
    found = []
    for s in starts:
        while s < b and text[s].isspace():
            s += 1
        opener = OPENERS.match(text[s:b])
        found.append(s + opener.end() if opener else s)
    found += [m.start() for m in re.finditer("由", text[a:b])] and [a + m.start() for m in re.finditer("由", text[a:b])]
    return sorted(set(found))


def _who(text: str, a: int, b: int) -> tuple[list[Listed], bool] | None:
    """The public bodies that text[a:b] lists as its subject; None where it is something else."""
    said = text[a:b]
    if NO_TASK.search(text[max(0, a - 3):a]) and text[max(0, a - 1):a] != "由" or re.match(r"鼓励|支持|指导|推动|引导|督促|要求|对|报|经|向|根据|按照|通过", said):
        return None
    joined = JOIN.search(said)
    first = names(text, a, a + joined.start() if joined else b)
    if first is None or not all(_public(n.surface) for n in first[0]):
        return None
    listed = [Listed(n, "lead" if joined else "responsible") for n in first[0]]
    is_open = first[1]
    if joined:
        second = names(text, a + joined.end(), b)
        if second:
            listed += [Listed(n, "support") for n in second[0] if is_name(n.surface)]
            is_open |= second[1]
    return listed, is_open


def _public(surface: str) -> bool:
    surface = re.sub(r"[（(〔][^）)〕]*[）)〕]$", "", surface)
    if REGULATED.search(surface):
        return False
    if COLLECTIVE.search(surface):
        return True
    return has_organ(surface) and bool(re.search(r"(?:[部委局厅办署会]|政府|部门|委员会|办公室|领导小组|指挥部|机构|法院|检察院|银行|机关|中心|单位|机关事业单位|[科处]室?)$", surface)) and not surface.endswith(("社会", "机会", "全部", "大会"))
