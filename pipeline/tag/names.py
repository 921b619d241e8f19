"""Names of responsible units: where one ends and the next begins, what a shared prefix adds, and the full name.

Names are found by form and lexicon, not by part-of-speech tags: a name ends in an organ word (局, 委, 政府, 中心 …) or is a
collective (各有关部门, 各市州). Source of the forms: eval/GUIDELINES, section 2; the stems: corpus/lexicon/organisations/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus import regions
from corpus.lexicon import ORGAN_WORDS, national_names, split_name, split_printed
from corpus.lexicon.lines import full_name, full_stem
from corpus.model import Metadata

OPENING = "（(〔[【〈<［｛{"
CLOSING = "）)〕]】〉>］｝}"
ORGAN = (
    "委员会|办公室|管委会|党工委|工委|党委|党组|总局|支行|分行|支队|总队|政府|中心|部门|单位|机构|公司|集团|银行|法院|检察院|学院|大学|院校|学校|"
    "高校|协会|学会|商会|联合会|总社|联社|联盟|企业|医院|街道|社区|园区|开发区|高新区|经开区|新区|示范区|保税区|合作区|港区|试验区|管理区|"
    "分局|专班|小组|工作组|指挥部|联席会议|领导小组|事务所|研究所|研究院|服务站|工作站|公积金|"
    "党校|电视台|日报社|报社|供电|海关|团委|文联|侨联|科协|残联|妇联|社联|工会|贸促会|红十字会|证监|"
    "[部委局厅办署院会社司处科室站馆队台联厂]"
)
PLACE = "(?:省|自治区|市|县|区|州|盟|旗|镇|乡|街道|乡镇|镇街|街镇|地区|县级市|特区|管委会|管理区)"
ENDS = re.compile(rf"(?:{ORGAN}|{PLACE}|地方|行政部门|主管部门|业主|经营者|行|总行|政|州市|市州|县区|区县|园|村|组|央企|国企|部队|军区)$")
STRONG = re.compile(rf"(?:{ORGAN}|人民政府)$")
COLLECTIVE = re.compile(r"^(?:[全本]?[省市县区州]|自治区|国务院|国家|中央|地方|县级|乡镇|市级|省级|区级|镇级)?(?:以上)?(?:地方)?(?:各级?|有关|相关|其他|其它|所有|全部|两|每个)")
PREFIX = re.compile(r"^(自治区|自治州|自治县|省级?|市级?|县|区|州|盟|旗|镇|示范区|新区|高新区|开发区|经开区|兵团)(?=[\u4e00-\u9fff]{2})")
# Systems that answer upwards and name their place themselves: no shared prefix is added (海关, 银行, 税务分局 …).
VERTICAL = re.compile(
    r"海关|银行|人行|支行|分行|国网|电网|供电|电力公司|铁路局|铁路集团|证监|银保监|金融监管局|保监|海事局|通信管理局|通管|公司|集团|邮政管理局|气象局$|"
    r"大学|学院|电信|移动|联通|石油|石化|烟草|能源局派出|能源监管|矿山安监|税务局|兵团|军|武警|铁塔|中心支行|专员办|财政部|督察")
NOT_NAME = re.compile(r"按照|分工|职责|负责|要求|规定|根据|以下|以上(?!地方|人民|各|市|县|区|设区)|包括|通过|进行|实施|落实|推进|加强|建设[用工]|完成|情况|等$|使用|利用(?!处|科|司|局|中心|办)|采用|提高|开展|万元|[。；：:，,]|"
                      r"\d{2,}|指标|目标|工作$|参与$|期限|持续|长期|不断|^[和及与、]|含$")
LINK = re.compile(r"(?:以及|暨|和|及|与)")
GENERIC_TAIL = re.compile(r"^(?:其他|其它)?(?:机构|企业|部门|个人|组织|街道|办事处|园区)$")
BOTH = re.compile(r"^[省市县区州][\u4e00-\u9fff]{1,10}(?:局|委|办|厅|部门)$")
"""市、区财政局: one office at two levels."""
BRACKETED = r"(?:[〔（(［\[〈][^）)〕\]］〉]*[〕）)\]］〉])?"
LEVEL = (r"(?:省(?:辖市|直管县)?|自治区|直辖市|设区市|地级以上市|地级市|市州|州市|县市区|市县|县区|区县|市区|市|地|州|盟|县级市|县|区|旗|镇街|街镇|乡镇|乡|镇|街道|特区|地区|"
         r"管理区)")
LEVELS = re.compile(rf"^各?{LEVEL}(?:级)?{BRACKETED}(?:区)?(?:、{LEVEL}{BRACKETED})*$")
GOVERNED = re.compile(rf"^{LEVEL}{BRACKETED}(?:区)?(?:人民政府|政府|党委|党工委|级?(?:有关|相关)|等|{LEVEL}|(?![直级属各])[\u4e00-\u9fff]{{2,12}}(?:部门|机关)$|$)")
JOINS = re.compile(r"(?:由|以及|和|及|与|并由|会同)(?=[\u4e00-\u9fff]{2})")
WIDE = re.compile(r"^(?:各|[省市县区州]?有关|[省市县区州]?相关|[省市县区]直).*(?:地区?|部门|单位|[市县区州盟镇])$")
GROUP = re.compile(r"^[^，。；、的]{0,34}(?:工作组|推进组|专班|领导小组|推进小组|专项小组|指挥部|联席会议|协调机制)(?:办公室|各?(?:成员|牵头|责任)单位(?:政府)?)?$|^[^，。；、的]{2,24}成员单位$")
"""Bodies set up for one task: their names may hold verbs (推进…工作组成员单位)."""
TWICE = re.compile(rf"各(?:地区?|{LEVEL}{BRACKETED})(?=各(?:有关|相关|级)?(?:部门|单位|地|级))")
DESIGNATED = re.compile(r"^[^的，。]{2,14}(?:政府|机关|部门)(?:确定|指定|授权|设立)的[^的，。]{0,20}(?:部门|机构|单位)$|^(?:负责[^的，。]{2,24}|有[^的，。]{2,8})的(?:部门|机构|[区县市乡镇]?(?:人民)?政府)$")
"""A body named by who appoints it, or by its duty, as regulations do (本级人民政府指定的部门)."""
FALSE_ORGAN = re.compile(r"(?:[举承主协开督交经申兴创停新代联补快]办|[布格结全当时]局|[社大机智体领拜]会|到处|各处|用处|好处|[全内外干局]部|[数百医]科|商业办|部署|签署)$")
"""Common words that end like organs."""
FIELD_TAIL = re.compile(r"(?:主管|行政|职能|行政主管|管理)?部门(?:[（(〔][^）)〕]*[）)〕])?$")
"""部门 that closes a list of fields (发展改革、财政等部门): each field is a unit by itself."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as printed, at `start`:`end` of the text it was found in; `note` is a bracketed remark (牵头)."""

    surface: str
    start: int
    end: int
    note: str = ""
    field: bool = False  # printed without the 部门 that closes its list


def pieces(text: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """The spans between separators of text[start:end]; separators inside brackets do not count."""
    found, depth, begin = [], 0, start
    for i in range(start, end):
        c = text[i]
        if c in OPENING:
            depth += 1
        elif c in CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and c in marks:
            found.append((begin, i))
            begin = i + 1
    found.append((begin, end))
    return [(a, b) for a, b in found if text[a:b].strip()]


def names(text: str, start: int, end: int, labelled: bool = False) -> tuple[list[Name], bool] | None:
    """The names listed in text[start:end] and whether the list is open (等); None where it is no list of names.

    A list that closes in 部门 may name fields (发展改革、财政等部门). Where the list is `labelled`, or most of it are
    names, a member of another form is taken too: the list says that it is a unit."""
    found: list[Name] = []
    is_open, odd = False, 0
    fields = bool(FIELD_TAIL.search(text[start:end].rstrip("，,、；;。 \u3000")))
    spans = [s for piece in pieces(text, start, end, "、，,；;。 \u3000\t\n|") for s in _linked(text, *piece)]
    for a, b in (s for span in _merged(text, spans) for s in _twice(text, *span)):
        a, b = _trim(text, a, b)
        if a >= b:
            continue
        a, b, more, note = _etc(text, a, b)
        is_open |= more
        if a >= b:
            continue
        surface = text[a:b]
        field = fields and not (STRONG.search(surface) or LEVELS.match(surface) or surface.startswith(("各地", "各级"))) and is_field(surface)
        if not (field or is_name(surface)):
            if not is_odd(surface):
                return None
            odd += 1
        found.append(Name(surface, a, b, note, field))
    if odd and not (labelled or odd * 2 <= len(found)):
        return None
    return (found, is_open) if found else None


def _twice(text: str, a: int, b: int) -> list[tuple[int, int]]:
    """Two collectives in a row without a mark between them: 各地各部门, 各乡镇各有关部门."""
    while a < b and text[a].isspace():
        a += 1
    if text.startswith("各", a) and (m := TWICE.match(text, a, b)):
        return [(a, m.end()), (m.end(), b)]
    return [(a, b)]


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and (text[a].isspace() or text[a] in "、，,；;。：:“”\"'*·．"):
        a += 1
    if (cut := _unclosed(text, a, b)) is not None:
        b = cut
    while b > a and (text[b - 1].isspace() or text[b - 1] in "、，,；;。：:“”\"'*·．" or _stray(text, a, b)):
        b -= 1
    if a < b and text[a] in "由以和及与并会" and (m := JOINS.match(text, a, b)) and is_name(text[m.end():b]):
        a = m.end()
    return a, b


def _unclosed(text: str, a: int, b: int) -> int | None:
    """Where a bracket opens in the piece that it does not close."""
    opened: list[int] = []
    for i in range(a, b):
        if text[i] in OPENING:
            opened.append(i)
        elif text[i] in CLOSING and opened:
            opened.pop()
    return opened[0] if opened else None


def _stray(text: str, a: int, b: int) -> bool:
    """Whether a closing bracket ends the piece that nothing in it opened."""
    return text[b - 1] in CLOSING and sum(c in OPENING for c in text[a:b]) < sum(c in CLOSING for c in text[a:b])


def _etc(text: str, a: int, b: int) -> tuple[int, int, bool, str]:
    """Cuts 等, 等部门, 等有关部门 and a bracketed role off a name; says whether 等 was there."""
    note = ""
    if "等" not in text[a:b] and text[b - 1] not in CLOSING:
        return a, b, False, note
    if m := re.search(r"[（(〔\[【〈](牵头|主办|主责|排名不分先后|按[^）)]*|排(?:列|名|在)*第一[^）)]*|[^）)〕〉]*(?:以下|不再)[^）)〕〉]*)[）)〕\]】〉]$", text[a:b]):
        note, b = m[1], a + m.start()
    if m := re.search(r"等(?:(?:各?(?:相关|有关|职能|成员|责任|行政|主管)+)?(?:部门|单位|机构|部委|委办局|群团组织|组织)?(?:和单位|[（(]单位[）)])?|\d*个?(?:部门|单位))?$", text[a:b]):
        return a, a + m.start(), True, note
    if m := re.match(r"等(?=[\u4e00-\u9fff]{3})", text[a:b]):
        return a + m.end(), b, True, note
    if m := re.search(r"等(?=(?:[省市县区州]|自治区)(?:级|直)?(?:有关|相关)(?:部门|单位)$)", text[a:b]):
        return a, a + m.start(), True, note
    return a, b, False, note


def _linked(text: str, a: int, b: int) -> list[tuple[int, int]]:
    """Divides at 和, 及, 与 where whole names stand on both sides (not inside 发展和改革, 工业和信息化)."""
    for m in LINK.finditer(text, a, b):
        left, right = text[a:m.start()].strip(), text[m.end():b].strip()
        left = re.sub(r"等(?:有关|相关)?(?:部门|单位)?$", "", left)
        if not left or not right or GENERIC_TAIL.match(right) and not LEVELS.match(right) and not (
                right in ("部门", "单位") and WIDE.search(left)):
            continue
        if right in ("部门", "单位") and "等" in text[a:m.start()]:
            continue
        if left.count("（") != left.count("）") or left.count("(") != left.count(")"):
            continue
        bare = right[:-1] if right.endswith("等") else right
        # 规划和自然资源局: what stands left is a stem, no name; 市场监管局和药监局: both are.
        if STRONG.search(left) or ENDS.search(left) and (len(left) > 3 or COLLECTIVE.match(left)):
            if re.search(r"[和及与]?(?:统计|发展改革|科技|商务|建设|规划)$", left) and not STRONG.search(left):
                continue
            if split_name(text[a:b]) and not split_name(left):
                continue
            if STRONG.search(bare) or ENDS.search(bare):
                return [(a, m.start()), *_linked(text, m.end(), b)]
    return [(a, b)]


def _merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins what one collective says with a mark inside: 各市、县人民政府; 各市、州、县（市、区）人民政府; 省、市、县."""
    found: list[tuple[int, int]] = []
    for a, b in spans:
        if found:
            x, y = found[-1]
            last, this = text[x:y].strip(), text[a:b].strip()
            if text[y:a].strip() == "、" and (LEVELS.match(last) and GOVERNED.match(this) or last in "省市县区州" and BOTH.match(this)):
                found[-1] = (x, b)
                continue
        found.append((a, b))
    return found


@lru_cache(maxsize=1 << 12)
def is_field(surface: str) -> bool:
    """Whether a member of a list that closes in 部门 may be the field of a department: 发展改革, 全区各级商务."""
    return bool(re.fullmatch(rf"(?:各{LEVEL}{BRACKETED})?[\u4e00-\u9fff]{{2,12}}", surface)) and not NOT_NAME.search(surface)


@lru_cache(maxsize=1 << 12)
def is_odd(surface: str) -> bool:
    """Whether a member of a list, though not of a name's form, can be one: short, a noun phrase."""
    plain = re.sub(r"[（(〔\[【〈＜<［][^）)〕\]】〉＞>］]*[）)〕\]】〉＞>］]", "", surface)
    return bool(re.fullmatch(r"[\u4e00-\u9fffA-Za-z“”\"·]{2,20}", plain)) and not NOT_NAME.search(plain) and not re.search(
        r"[的了应将把被使让已并]|^[和及与或对在为按]|(?:等|之)$", plain)


@lru_cache(maxsize=1 << 14)
def is_name(surface: str) -> bool:
    """Whether a listed piece has the form of a unit's name."""
    plain = re.sub(r"[（(〔\[【〈＜<［][^）)〕\]】〉＞>］]*[）)〕\]】〉＞>］]", "", surface).strip("“”\"'* \u3000")
    if len(plain) < len(surface) and LEVELS.match(surface):  # 镇（街道）
        return True
    if re.search(r"(?<!自)由", plain):  # 考核分值由…专班: what is before 由 is what is done, not who does it
        return False
    if GROUP.match(plain) and not re.match(r"(?:建立|成立|设立|组建|健全|完善|经|报|在|对|向)", plain):
        return True
    if not 2 <= len(plain) <= 42 or NOT_NAME.search(plain) or not re.search(r"[\u4e00-\u9fff]、?[\u4e00-\u9fff]", plain):
        return False
    if plain in national_names() or COLLECTIVE.match(plain) or plain == "共青团":
        return True
    if DESIGNATED.search(plain):
        return True
    if re.search(r"[的了是应将把被使让已]|提请|会同|牵头|授权|委托|(?<=[\u4e00-\u9fff])以(?![上下及内外])|可(?!再生)|向(?!阳)|(?<=[\u4e00-\u9fff])经(?![济信开贸营发委办])", re.sub(r"应急|供应|对应|气候变化|应对", "", plain)) or FALSE_ORGAN.search(plain):
        return False
    return bool(ENDS.search(plain)) or split_name(plain) is not None or bool(regions.resolve(plain))


def has_organ(surface: str) -> bool:
    """Whether a name ends in an organ word, so that it cannot be a place or a thing; a bracketed remark does not count."""
    plain = re.sub(r"[（(〔\[〈][^）)〕\]〉]*[）)〕\]〉]$", "", surface)
    return bool(STRONG.search(plain)) or plain in national_names()


def canonical(name: str, meta: Metadata) -> str:
    """The full name in the year of the document: region + stem + organ word (自治区环保厅 of 2013 → 新疆维吾尔自治区环境保护厅).
    A short stem stands for the name then in use (环保: 环境保护 until the reform of 2018, then 生态环境); a name printed in
    full and what cannot be known stay as they are."""
    year = int(meta.date[:4]) if meta.date else None
    if name in national_names() and (meta.region in (None, regions.NATION) or name.startswith(("国家", "国务院", "中国", "中央"))):
        return full_name(name, year)
    where, rest = _place(name, meta)
    parts = split_printed(rest)
    if not parts:
        return where + rest
    before, printed, organ = parts
    if before:
        known = regions.lineage(before)
        if where or not known or VERTICAL.search(rest) and not printed.startswith("地方"):
            return where + rest
        where = before if before.endswith(known[-1]) else known[-1]
    elif organ == "厅" and not where and meta.region:  # only a province has one
        where = regions.province_of(meta.region) or ""
    stem = full_stem(printed, organ, year)
    return where + (stem + ORGAN_WORDS.get(organ, organ) if stem else rest[len(before):])


def _place(name: str, meta: Metadata) -> tuple[str, str]:
    """The region that a name begins with, in full, and the rest of the name. 市 in a county's document is the city that
    the county lies in."""
    region = meta.region if meta.region not in (None, regions.NATION) else None
    if region and (m := PREFIX.match(name)) and not name.startswith("市场"):
        lineage = regions.lineage(region)
        rest = name[m.end():]
        word = m[1].removesuffix("级")
        if word in ("省", "自治区") and lineage:
            return lineage[0], rest
        if word == "市" and region.endswith("市"):
            return region, rest
        if word in ("县", "区", "州", "盟", "旗", "自治州") and regions.level(region) in ("county", "prefecture") and region.endswith(word[-1]):
            return region, rest
        if word in ("市", "州", "盟", "自治州") and len(lineage) > 1 and lineage[-2].endswith(word[-1]):
            return lineage[-2], rest
        return m[1], rest
    return "", name
