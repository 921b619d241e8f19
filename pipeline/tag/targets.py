"""Targets: an indicator with a value, or with a direction and a deadline; told from facts, scopes, subsidies and dates.
Source: eval/GUIDELINES, section 3; units and comparing words: corpus/lexicon/measures.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from corpus.lexicon import load
from corpus.model import BODY_KINDS, Clause, Comparator, Metadata, Target
from pipeline.tag import deadlines, indicators

NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
FACT = re.compile(r"已(?:经)?(?:建成|达|完成|实现|形成|累计|有)|累计(?:建成|完成|实现)|同比|比上年|较上年|比去年|截至|目前|现有|五年来|过去|取得")
AIM = re.compile(r"到20\d\d年|力争|确保|目标|要|全年|年底前|实现|不低于|以上|新增|十[四五三]五|20\d\d年(?:底)?前")
SCOPE = re.compile(r"(?:对|凡|符合|满足|奖励|补贴|补助|奖补|罚款|处|支持|给予|每个|每年给予|最高|不超过[^，。]{0,6}的?资金|年(?:综合)?(?:能源消费|耗能|用能)[量]?|年销售)$")
MONEY = re.compile(r"奖励|补贴|补助|奖补|罚款|罚金|给予|贷款额度|注册资本|资助|优惠|减免|扣分|分值|缴存|首付")
YEARS = re.compile(r"(?:到|至|截至|力争)?\s*(?P<year>20\d\d)\s*年(?!度?[—\-－至～~比相较])|[“\"]?(?P<plan>十[一二三四]?五)[”\"]?(?:末|期末|期间|时期|规划)?")
BASE = re.compile(r"(?:比|较|与|相比)\s*(?P<year>20\d\d)\s*年")
LEFT = re.compile(r"[，,。；;：:、！？\n（(]")
MAKES = re.compile(r"(?:每年|累计|共|再|年内|[一二三四五两]年内?|[^，。]{0,3}(?:推动|组织))?(?:新增|新?建成?|建设|淘汰|创建|培育|改造|完成|形成|推广|引进|打造|培养|培训|关停|认定|实施|遴选|选树|组织|举办|退出|实现|开发|制修订|制定|推动|组织|发展|建立|支持|处置|回收)")
# a ratio has no unit: 电能使用效率不高于1.3
BARE = re.compile(r"(?P<verb>不高于|不超过|不低于|控制在|降至|降到|达到|下降到|提高到|低于|高于)(?P<value>\d+\.\d+)(?P<max>(?!))?(?P<unit>(?!))?(?P<after>以下|以上|左右|以内)?(?=[，,。；;、（(）)]|$)")
NOT_INDICATOR = re.compile(r"^(?:\d|第|年|月|不|约|近)|(?:号|第)$")
TRIM_END = re.compile(
    r"(?:力争|达到|达|为|至|到|在|控制|约|近|不低于|不少于|不超过|超过|突破|至少|提高|提升|增长|增加|上升|扩大|下降|降低|减少|削减|压减|缩短|实现|完成|"
    r"分别|累计|同比|比|均|都|要|将|也|占比?到|总量|稳定|保持|左右|以上|目标|年均|平均|不高于|高于|低于|再|新|保持|稳定在|力争达到|增速|预计)+$")


@cache
def _value() -> re.Pattern[str]:
    data = load("measures")
    units = "|".join(re.escape(u) for u in sorted(data["units"], key=len, reverse=True))
    reach = "|".join(sorted((*data["reach"], *data["floor"], *data["ceiling"], *data["up"], *data["down"], "占比", "约", "近", "在", "到", "至", "不", "累计"), key=len, reverse=True))
    return re.compile(
        rf"(?P<verb>(?:(?:{reach})[了到至为达]*)*)\s*(?<![\d.\-—〔\[])(?P<value>{NUMBER})\s*(?:(?P<u1>{units})?\s*[—\-－~～至]\s*(?P<max>{NUMBER}))?\s*"
        rf"(?:多|余)?(?P<unit>(?:{units})(?:/(?:{units}|[\u4e00-\u9fff]{{1,4}}))?)(?P<after>左右|上下|以上|及以上|以内|以下|之内)?")


def find(clauses: Sequence[Clause], meta: Metadata) -> dict[str, tuple[Target, ...]]:
    """The targets and facts of each clause, by clause id."""
    title_year = deadlines.year_of(meta)
    found = {}
    lead_in: dict[str, int | None] = {}
    tables = indicators.header_years(clauses)
    for clause in clauses:
        if clause.kind not in BODY_KINDS:
            continue
        if clause.id in tables:
            if rows := indicators.row(clause, tables[clause.id]):
                found[clause.id] = tuple(rows)
            continue
        own = _targets(clause, lead_in.get(clause.parent or ""), title_year)
        if clause.text.rstrip().endswith(("：", ":")):
            years = list(YEARS.finditer(clause.text))
            lead_in[clause.id] = _year(years[-1]) if years else None
        if own:
            found[clause.id] = own
    return found


def _targets(clause: Clause, inherited: int | None, title_year: int | None) -> tuple[Target, ...]:
    text = clause.text
    found: list[Target] = []
    carried = ""
    for sentence in re.finditer(r"[^。；;\n]+[。；;]?", text):
        years = [y for y in YEARS.finditer(sentence[0]) if not BASE.search(sentence[0][max(0, y.start() - 3):y.end()])]
        year = _year(years[0]) if years else inherited
        for target in (*indicators.shared(sentence[0], year), *indicators.directions(sentence[0], year)):
            by = sentence.start()
            found.append(replace(target, start=target.start + by, end=target.end + by))
    taken = [(t.start, t.end) for t in found]
    for m in (*_value().finditer(text), *BARE.finditer(text)):
        if any(a <= m.start("value") < b for a, b in taken):
            continue
        if (one := _target(text, m, inherited, title_year, carried)) is not None:
            carried = one.indicator
            found.append(one)
    return tuple(sorted(found, key=lambda t: (t.start, t.end)))


def _target(text: str, m: re.Match[str], inherited: int | None, title_year: int | None, carried: str) -> Target | None:
    unit, verb = m["unit"] or "", m["verb"] or ""
    if unit in ("年", "天", "日", "月") and not re.search(r"寿命|时间|缩短|压缩|提前", text[max(0, m.start() - 12):m.end()]):
        return None
    start = _phrase_start(text, m.start())
    before = text[start:m.start()]
    sentence_from = max(text.rfind(c, 0, m.start()) for c in "。；;\n") + 1
    sentence = text[sentence_from:m.end()]
    tail = text[m.end():m.end() + 8]
    if MONEY.search(sentence) or SCOPE.search(before) or text[m.start() - 1:m.start()] in "第〔":
        return None
    if re.match(r"的|[（(]?含|及以上的?|以上的|以下的|蒸吨|规模以上", tail) and not verb or re.match(r"(?:及以上|以上|以下)的?[\u4e00-\u9fff]", (m["after"] or "") + tail) and not verb:
        return None
    indicator, start = _indicator(text, start, m, carried)
    if not indicator:
        return None
    if not (verb or MAKES.match(text[start:m.start()]) or re.search(r"力争|确保|目标|不低于|[占率量值额度数比]$", before) or unit in ("%", "％", "个百分点")):
        return None
    comparator = _comparator(verb, before, m)
    years = [y for y in YEARS.finditer(text, sentence_from, m.start()) if not BASE.search(text[max(0, y.start() - 3):y.end()])]
    year = _year(years[-1]) if years else inherited
    base = BASE.search(text, sentence_from, m.start())
    if year is None and re.search(r"全年|今年|年内|本年", sentence):
        year = title_year
    fact = bool(FACT.search(sentence)) and not re.search(r"力争|确保|目标|到20[23]\d年(?!底?已)", sentence) and "同比" not in tail
    value, top = float(m["value"].replace(",", "")), m["max"]
    return Target(text[start:m.end()], indicator, "range" if top else comparator, value, float(top.replace(",", "")) if top else None,
                  unit.replace("％", "%") or None, year, int(base["year"]) if base else None, "fact" if fact else "target", start, m.end())


def _phrase_start(text: str, at: int) -> int:
    stops = [s.end() for s in LEFT.finditer(text, 0, at)]
    return stops[-1] if stops else 0


def _indicator(text: str, start: int, m: re.Match[str], carried: str) -> tuple[str, int]:
    """The noun phrase before the value, or, after a verb of making, what follows the value (新增公共充电桩 / 建成10座…)."""
    said = text[start:m.start()]
    said_start = start
    lead = re.match(
        r"\s*(?:(?:[一二三四五六七八九十]+是|[（(]?\d+[）)．.、]|到|至|截至|力争|确保|努力|使|争取|其中|并|同时|以及|另外|全年|今年|“?十[一二三四]?五”?(?:期间|时期|末)?|(?:20\d\d)\s*年(?:底|末)?(?:前)?|年底前?|底前?|基本|实现|每年|[，,]))*\s*", said)
    if lead:
        said, said_start = said[lead.end():], start + lead.end()
    base = re.search(r"[，,]?(?:比|较|与)(?:20\d\d年|上年|去年|“?十[一二三四]?五”?末?).*$", said)
    core = said[:base.start()] if base else said
    core = TRIM_END.sub("", core.strip()).strip()
    core = re.sub(r"^(?:[一二三四五两几]年内?(?!级)|每年|累计|共)", "", core)
    if m["unit"] not in ("%", "％", "个百分点") and (made := MAKES.match(core)) and len(core) - made.end() > 1:
        core = core[made.end():]
    after = re.match(r"(?:以上|左右|以内)?(?:的)?([\u4e00-\u9fff“”A-Za-z0-9]{2,20}?)(?=[，,。；;、）)]|以上|左右|$|和|及)", text[m.end():])
    makes = re.search(r"(?:为|推动|支持|培训|开发|制定)$|(?:新增|建成|建设|淘汰|创建|培育|改造|完成|形成|推广|引进|打造|新建|培养|关停|认定|实施|遴选|选树|组织|举办|退出|实现)$", (m["verb"] or said).rstrip("了到至约近达"))
    if len(core) < 2 or NOT_INDICATOR.search(core):
        if after and m["unit"] not in ("%", "％", "个百分点") and (makes or not core):
            return after[1], said_start
        return (carried, said_start) if carried and m["verb"] else ("", said_start)
    if makes and after and m["unit"] in ("个", "家", "项", "座", "台", "辆", "套", "条", "名", "处", "件", "批", "户", "所") and len(after[1]) > 1 and len(core) < 3:
        return after[1], said_start
    if len(core) > 30:
        core = core[-30:]
    return core, said_start


def _comparator(verb: str, before: str, m: re.Match[str]) -> Comparator:
    data, after = load("measures"), m["after"] or ""
    said = before[-8:] + verb
    for word in data["floor"]:  # 不低于 holds 低于
        if word in said:
            return ">="
    down = any(w in said for w in data["down"])
    up = any(re.search(w + r"(?:幅度|率)?(?:约|近|到|至)?$|" + w, verb) for w in data["up"])
    to = re.search(r"(?:到|至|为)$", verb)
    if any(w in said for w in data["ceiling"]) and not (down and not to and "不" not in said and "控制" not in said):
        return "<="
    if down and not to:
        return "down"
    if up and not to:
        return "up"
    if "以上" in after:
        return ">="
    if after in ("以内", "以下", "之内"):
        return "<="
    return "~" if after in ("左右", "上下") or verb.endswith(("约", "近")) else "="


def _year(m: re.Match[str]) -> int | None:
    return int(m["year"]) if m["year"] else deadlines.PLAN_ENDS.get(m["plan"])
