"""What a list shares completes its names: 自治区科技厅、发改委 → 自治区发改委; 发展改革、财政等部门 → 财政部门; 各县、开发区 →
各开发区. Names that have a region or a system of their own keep it. Source of the rules: eval/GUIDELINES, section 2."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import regions
from corpus.lexicon import split_name
from corpus.model import Metadata
from pipeline.tag.names import BRACKETED, COLLECTIVE, FIELD_TAIL, LEVEL, LEVELS, Name

PREFIX = re.compile(
    r"^(自治区|自治州|自治县|省级?|市级?|县|区|州|盟|旗|镇|示范区|新区|高新区|开发区|经开区|兵团)(?=[\u4e00-\u9fff]{2})(?!场|域|间|内|政(?![府务协法])|会城市|容|属|直属|级)")
LEVEL_PREFIX = re.compile(r"^([省市县区])(?=级|直|属)")
PARTY = re.compile(r"^(?:省委|市委|县委|区委|州委|盟委|旗委|[\u4e00-\u9fff]{0,8}党委)(?=[\u4e00-\u9fff]{2,}[部委办])")
PARTY_ORGAN = re.compile(r"^(?:组织部|宣传部|统战部|政法委|网信办|编办|农办|台办|社会工作部|政研室|改革办|财经办|老干部局|党校)$")
NATIONAL = re.compile(r"^(?:国家|中央|国务院|全国|中国|中共|最高|两省|两地)")
# Systems that answer upwards, or companies by a name of their own: what stands before them is theirs, or nothing.
OWN = re.compile(
    r"^(?:国网|人行|人民银行|中国|铁路|中铁)|海关$|银行|支行$|银保监|保监|证监|(?<!地方)金融监管局$|大学$|学院$|电信|移动|联通|铁塔|石油|石化|军分区|警备区|武警|军区|专员办$|督察|兵团|能源局派出|能源监管办?$|矿山安监")
COMPANY = re.compile(r"(?:公司|集团|控股)$")
FUNCTIONAL = re.compile(r"^(?:电力|供电|水务|城投|交投|旅投|文旅|国投|建投|燃气|公交|地铁|机场|创投|国资|农投|产投|金控|水投|担保|投资|热力|自来水|轨道|城建|交通|能源|环保|粮食|公共交通|城市建设)")
ZONE = re.compile(r"^(?P<stem>[\u4e00-\u9fff]{2,}(?:区|城|港|园|岛))(?:管委会|管理委员会)$")
GENERIC_ZONE = re.compile(r"^(?:工业|产业|经济|高新|开发|旅游|保税|综合|风景|名胜|技术|示范|农业|科技|新|各|功能|化工|物流|港)*(?:园区|园|开发区|高新区|经开区|新区|景区|示范区|功能区|名胜区|保税区|港区|区)$")
EVERY = re.compile(r"^(?:(?:工业)?(?:开发区|园区|功能区|高新区|经开区)(?:管委会)?|机关部门|乡镇|街道|镇街|部门|单位|[县区市]区?(?:人民政府)?|[镇乡](?:街道)?人民政府)$")
REMARK = re.compile(r"[（(〔]以下简称[^）)〕]*[）)〕]")
FIELD_PREFIX = re.compile(rf"^各{LEVEL}{BRACKETED}(?=[\u4e00-\u9fff]{{2}})|" r"^(?:全?[省市区县州]|自治区|县级以上|地方)?(?:各级|各地)(?=[\u4e00-\u9fff]{2})|^(?:省级?|市级?|县级?|区级?|州|自治区|国务院)(?=[\u4e00-\u9fff]{2})(?!政|场|域)")


def complete(listed: Sequence[Name], meta: Metadata) -> list[str]:
    """The names of one list in its order, each completed by what the list shares."""
    printed = [REMARK.sub("", re.sub(r"\s+", "", n.surface)) for n in listed]
    places = [_place(name) for name in printed]
    if len({p for p in places if p}) > 1:  # two provinces in one list, each with its own prefix
        return _two_regions(printed, places)
    sharing = [_shares(run, printed) for run in _runs(printed, meta)]
    shares = {i for run in sharing for i in run}
    found: list[str] = []
    prefix = party = before = ""
    for i, (name, unit) in enumerate(zip(printed, listed, strict=True)):
        if m := PARTY.match(name):
            party = m[0]
        if unit.field or before and FIELD_TAIL.search(name):
            if m := FIELD_PREFIX.match(name):
                before = m[0]
            elif before:
                name = before + name
            found.append(name if FIELD_TAIL.search(name) else name + "部门")
            continue
        if i + 1 < len(printed) and (whole := _with_the_next(name, printed[i + 1])):
            found.append(whole)
            continue
        if _own(name, meta):
            if NATIONAL.match(name) and not OWN.search(name):
                prefix = ""
        elif COLLECTIVE.match(name) or LEVELS.match(name) or name.startswith("各"):
            pass
        elif m := PREFIX.match(name) or LEVEL_PREFIX.match(name):
            prefix = m[1].removesuffix("级")
        elif places[i]:
            prefix = places[i]
        elif found and (whole := _by_the_last(name, found[-1])):
            name = whole
        elif party and PARTY_ORGAN.match(name):
            name = party + name
        elif prefix and i in shares and _takes(name):
            name = prefix + name
        found.append(name)
    return found


def has_region(name: str) -> bool:
    """Whether a name begins with, or holds, the name of a place (四川省能源局, 人行成都分行)."""
    return bool(_place(name) or regions.resolve(name[:4]) or regions.resolve(name[2:6]))


def _place(name: str) -> str:
    """The place that a name begins with, written with its suffix: 重庆市能源局 → 重庆市."""
    m = re.match(r"^[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|自治州|县|区)(?=[\u4e00-\u9fff]{2})", name)
    if not m or not regions.opens(name, 0) and not re.fullmatch(r"[^省市县区各全两]{2,4}(?:省|自治区)", m[0]):
        return ""
    return m[0]


def _two_regions(printed: Sequence[str], places: Sequence[str]) -> list[str]:
    found, region = [], ""
    for name, place in zip(printed, places, strict=True):
        region = place or region
        if place or not region or NATIONAL.match(name) or OWN.search(name) or COMPANY.search(name) or COLLECTIVE.match(name) or name.startswith("各"):
            found.append(name)
            continue
        m = PREFIX.match(name)
        found.append(region + (name[m.end():] if m and region.endswith(m[1]) else name))
    return found


def _runs(printed: Sequence[str], meta: Metadata) -> list[list[int]]:
    """The stretches of a list between names that keep their own."""
    runs: list[list[int]] = [[]]
    for i, name in enumerate(printed):
        if _own(name, meta):
            runs.append([])
        runs[-1].append(i)
    return runs


def _shares(run: Sequence[int], printed: Sequence[str]) -> list[int]:
    """Those names of a stretch that take the prefix before them: none where it is printed again after bare names
    (省发展改革委、科技厅、省林草局: there it is not shared)."""
    marked = [i for i in run if PREFIX.match(printed[i]) and not PARTY.match(printed[i])]
    bare_between = marked and any(marked[0] < i < marked[-1] and i not in marked and _takes(printed[i]) for i in run)
    return [] if bare_between else list(run)


def _own(name: str, meta: Metadata) -> bool:
    """Whether a name has a region or system of its own."""
    if NATIONAL.match(name):
        return True
    if PREFIX.match(name):
        return False
    if OWN.search(name):
        return True
    if COMPANY.search(name) and not FUNCTIONAL.match(name) and not PREFIX.match(name):
        return True
    if (zone := ZONE.match(name)) and not GENERIC_ZONE.match(zone["stem"]) and not PREFIX.match(name):
        return True
    short = re.sub(r"(?:省|市|县|区|自治区|自治州|自治县|州|盟|旗)$", "", meta.region or "")
    if len(short) > 1 and name.startswith(short):
        return not name.startswith(meta.region or "\0")
    found = regions.resolve(name[:4])
    return bool(found) and not _place(name) and not name.startswith(("城市", "市")) and split_name(name) is None


def _takes(name: str) -> bool:
    """Whether a bare name is a body that a prefix completes."""
    if re.search(r"(?:部|署|总局)$", name) and not re.search(r"(?:宣传|组织|统战|武装|工作|社会工作)部$", name):
        return False
    return bool(split_name(name) or re.search(
        r"[局厅委办]$|委员会$|办公室$|中心$|工会$|联合会$|[妇残科侨文社工]联$|团委$|红十字会$|供销社$|联社$|总队$|支队$|大队$|公司$|集团$|党校$|成员单位$|领导小组$|指挥部$|贸促会$|协会$|院$|社$|管委会$|督查室$|研究室$", name))


def _with_the_next(name: str, following: str) -> str:
    """What a bare place shares with the name after it: 广州、深圳市政府 → 广州市政府."""
    place = _place(following)
    full = regions.resolve(name) if place else None
    return full + following[len(place):] if full and name in (full, full[:-1]) and full[-1] == place[-1] else ""


def _by_the_last(name: str, last: str) -> str:
    """What the collective before a name shares with it: 各县、开发区; 省有关部门、单位; 各区党委、政府."""
    if name in ("单位", "部门") and (m := re.match(r"(.*?(?:有关|相关|各|成员|直属))(?:部门|单位|委办局)$", last)):
        return m[1] + name
    if name in ("政府", "人民政府") and (m := re.match(r"(.+)(?:党委|党工委)$", last)):
        return m[1] + name
    return "各" + name if last.startswith("各") and EVERY.match(name) else ""
