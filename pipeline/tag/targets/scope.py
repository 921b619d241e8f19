"""Figures that are no targets: thresholds, conditions, supports, norms of dealing, frequencies, money set aside.

Source: eval/GUIDELINES, section 3 (Not targets)."""

from __future__ import annotations

import re
from functools import cache

from pipeline.tag.targets import phrases
from pipeline.tag.targets.figures import Figure, alternatives, words
from pipeline.tag.targets.place import Place

# what may follow a value that closes its statement (达到50%打下坚实基础)
CONTINUED = re.compile(r"[，\x01\s]*(?:打下|打好|并|左右|奠定|以|用于|参与|投向|支持|，|的?(?:目标|任务|要求))")
CONDITION = re.compile(r"的$|的情况下?$|之一$|(?:的|且|并).{0,30}时$|的[^，]{0,12}(?:企业|单位|个人|项目|机构|家庭|人员|地区|的)$")
ADDRESSED = re.compile(r"\s*(?:对(?!标|接|外|口|照|内|全)|凡|如(?!期)|若|符合|满足)")
FREQUENT = re.compile(r"每(?:半年|年|季度?|月|周|[一二两三]年|天|日|人|次)[^，]*$")
CONTEXT = re.compile(r"(?:基础上|前提下|范围内|条件下|情况下|过程中)$")
LIMITING = re.compile(r"(?:按|按照|依照|参照|以|每|含|不足|满|距|超出|[仅只]限|免|或|凡|人均不足|达不到|未达到?|不到)$")
NORM = re.compile(r"^\s*(?:按照?|参照|依照|依据)|按(?:照)?[^，]{0,14}(?:价格|标准|比例|年限|系统|第)")
PAYEE = re.compile(r"(?:每家|每户|每人|每名|单个|每个企业|单户|每项|每件)[^，]{0,12}$")
BOUND = re.compile(r"超过|高于|低于|大于|达到|不足|小于")
EARMARK = re.compile(r"财政[^，]*(?:安排|下达|拨付|出资)|(?:安排|下达|拨付|设立|统筹)[^，]*(?:资金|预算|基金|经费|专项|债券)")
RESULT = re.compile(r"收入|产值|增加值|投资(?:完成|达|超|突破)")
ADJUSTED = re.compile(r"调整(?:[为至到][^，]{0,6})?$")  # a rule is reset, no result is set: 层高由3.2米调整为3.6米
OF_REGION = re.compile(r"(?:全[国省市区县州]|我[省市区县州]|本[市区])$")
MAKING = re.compile(r"完成|实现|拟?安排|(?<![没占])有$")


@cache
def support() -> re.Pattern[str]:
    """Words of support, fees and conditions."""
    return re.compile(alternatives(words("support")))


def made(said: str, figure: Figure) -> bool:
    """Whether a verb of making or keeping stands right before the figure (创建20家, 完成不少于5项)."""
    said = OF_REGION.sub("", said.rstrip())
    return bool(phrases.made_before().match(said[::-1])) or bool(MAKING.search(figure.before))


def earmarked(place: Place) -> bool:
    """Whether a sum is set aside rather than reached (安排专项资金2亿元)."""
    return place.figure.kind == "money" and bool(EARMARK.search(place.whole)) and not RESULT.search(place.whole)


def is_scope(place: Place, alone: bool) -> bool:
    """Whether the figure bounds, conditions or pays for something instead of measuring a result. `alone`: no phrase
    stands before it."""
    figure, said, right = place.figure, place.said, place.right
    return (bool(LIMITING.search(said)) or bool(ADJUSTED.search(place.ctx.masked, place.left, figure.start))
            or place.ctx.dealing and figure.kind != "count" or _each_pays(place) or figure.kind in ("money", "ratio") and bool(NORM.search(place.whole))
            or _supports(place) or _condition(place) or _relative(place, alone) or _threshold(place, alone)
            or figure.unit == "次" and bool(FREQUENT.search(said))
            or "/人" in (figure.unit or "") and figure.kind == "money" and "人均" not in said or _named(place, right))


def _each_pays(place: Place) -> bool:
    """A cap of what one gets: 每家最高不超过25万元."""
    if place.figure.kind != "money":
        return False
    return "最高" in place.figure.before or bool(PAYEE.search(place.said))


def _supports(place: Place) -> bool:
    if not support().search(place.ctx.text, place.part.start, place.part.end):
        return False
    before = place.ctx.masked[place.part.start:place.figure.chain]
    return place.figure.kind in ("money", "ratio", "time") or bool(support().search(before))


def _condition(place: Place) -> bool:
    """对投资额超过5000万元的，…; 年耗能达到5万吨的企业，…"""
    if ADDRESSED.match(place.whole):
        return True
    return place.part.after not in "。；" and bool(CONDITION.search(place.whole)) and not made(place.said, place.figure)


def _relative(place: Place, alone: bool) -> bool:
    """A figure within a relative clause: 库存周期超过36个月的县."""
    figure, said, right = place.figure, place.said, place.right
    if not right.startswith("的"):
        return False
    if figure.before and len(said.strip()) > 1 and figure.kind != "ratio" and not made(said, figure):
        return True
    return not alone and bool(BOUND.search(figure.before)) and not re.match(r"的(?:目标|任务|要求|水平)", right)


def _threshold(place: Place, alone: bool) -> bool:
    """300兆瓦及以上燃煤电厂; 5万吨标准煤以上企业; in brackets （建筑面积10万平方米及以上）."""
    figure, right = place.figure, place.right
    if place.ctx.inside and (figure.after in ("及以上", "以下", "及以下") or figure.kind == "money"):
        return True
    if place.ends:
        return False
    if figure.after.startswith("及") or figure.after == "以下":
        return True
    if figure.kind not in ("money", "measure") or place.kept == "object" and alone or made(place.said, figure):
        return False
    if re.match(r"[\x01\s]*(?:打下|奠定|并|以|，)", right):
        return False
    aimed = figure.before and re.match(r"的?(?:目标|任务)", right)
    return not aimed and not (figure.after and CONTINUED.match(right) and phrases.measured(place.said))


def _named(place: Place, right: str) -> bool:
    """A figure inside a quoted name: “100个特色村”工程."""
    masked, figure = place.ctx.masked, place.figure
    opened = re.search(r"[“‘][^”’]*$", masked[max(place.part.start, figure.chain - 8):figure.chain])
    return bool(opened) and not figure.after and re.match(r"[^“”]{0,6}”", masked[figure.end:figure.end + 7]) is not None
