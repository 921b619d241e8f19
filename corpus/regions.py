"""Regions by name: which place a text names, which province it lies in, how high it stands.

The names are data (corpus/lexicon/regions.toml, after GB/T 2260); counties are recognised by their form.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

NATION = "全国"
_FILE = Path(__file__).parent / "lexicon" / "regions.toml"
_SUFFIX = re.compile(r"(地区|自治州|盟|林区)$")
# Nationalities and 自治 drop out of the short name of an autonomous prefecture: 阿坝藏族羌族自治州 → 阿坝.
_NATIONALITY = re.compile(
    r"(?:(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|哈尼|壮|傣|白|景颇|傈僳|回|蒙古|哈萨克|柯尔克孜)族?)+自治州$"
)
_COUNTY = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,12}?[省市州盟])?([\u4e00-\u9fff]{1,9}?自治县|[\u4e00-\u9fff]{1,6}?(?:[县旗]|市(?![场民级值])|新区|区))"
)
# Ends in 区, but is no place (自治区, 开发区 …); 全市, 各县 and the like name nobody.
_NOT_A_PLACE = re.compile(
    r"关于|进一步|促进|房地|推|加快|支持|健全|发展|优化|保障|[全我本各以为的在对与及经是将据由当向从该]|^[各全本我该两市县省州](?:.*)?[县市区]$|(?:自治|开发|园|社|地|小|城|山|矿|灾|库|景|示范|试验|保护|保税|片|辖)区$"
)


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Names and short names → full name; full name → province; full name → level."""
    data = tomllib.loads(_FILE.read_text("utf-8"))
    names: dict[str, str] = {}
    province: dict[str, str] = {}
    levels: dict[str, str] = {}
    for entry in data["province"]:
        full = entry["name"]
        province[full] = full
        levels[full] = entry.get("level", "province")
        names[full] = full
        for short in entry["short"]:
            if len(short) > 1:
                names.setdefault(short, full)
    for entry in data["province"]:
        for word in entry.get("cities", "").split():
            city = word if _SUFFIX.search(word) else word + "市"
            province[city], levels[city] = entry["name"], "prefecture"
            names[city] = city
            brief = _NATIONALITY.sub("", city)
            if brief != city:
                names.setdefault(brief + "州", city)
            # A bare name serves only where no province bears it (吉林, 海南) and nothing else is called so.
            short = brief if brief != city else re.sub(r"(市|地区|盟|林区)$", "", city)
            names.setdefault(short, city)
        for word in entry.get("districts", "").split():
            province[word], levels[word] = entry["name"], "county"
            names.setdefault(word, word)
    return names, province, levels


@cache
def _pattern() -> re.Pattern[str]:
    names, _, _ = _tables()
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))


def resolve(text: str) -> str | None:
    """The full name of the first place that `text` names, the most particular where several follow one another
    (广东省广州市… → 广州市); a county by its form at the beginning of the text; None where there is no place."""
    names, province, levels = _tables()
    known = _pattern().search(text)
    if known is None or known.start() > 0:
        county = _COUNTY.match(text)
        if county and county[1] not in names and not _NOT_A_PLACE.search(county[1]):
            return county[1]
    if known is None:
        return None
    at, full = known.end(), names[known[0]]
    while (further := _pattern().match(text, at)) and province[names[further[0]]] == province[full]:
        at, full = further.end(), names[further[0]]
    if levels[full] in ("prefecture", "municipality"):  # 广州市黄埔区人民政府
        below = re.match(r"[\u4e00-\u9fff]{1,5}?(?:县|旗|新区|区|自治县)(?=人民政府|政府|[委局办])", text[at:])
        if below and not _NOT_A_PLACE.search(below[0]):
            return below[0]
    return full


def province_of(name: str) -> str | None:
    """The province in which a place (full name) lies; a province lies in itself; None for the nation and counties."""
    return _tables()[1].get(name)


def level(name: str) -> str | None:
    """`nation`, `province`, `municipality`, `autonomous_region`, `special_region`, `prefecture` or `county`."""
    if name == NATION:
        return "nation"
    found = _tables()[2].get(name)
    if found is None and re.search(r"(县|旗|区|市)$", name):
        return "county"
    return found


def opens(text: str, at: int) -> bool:
    """Whether a place stands at `at` in `text`, written with its suffix (四川省…, 昆明市…)."""
    found = _pattern().match(text, at)
    return bool(found) and found[0][-1] in "省市区州盟"  # type: ignore[index]


def places(text: str) -> dict[str, int]:
    """How often each prefecture-level place is named in `text` with its suffix."""
    names, _, levels = _tables()
    counts: dict[str, int] = {}
    for found in _pattern().finditer(text):
        full = names[found[0]]
        if levels[full] == "prefecture" and (found[0] == full or found[0][-1] == "州"):
            counts[full] = counts.get(full, 0) + 1
    return counts


def mentioned(text: str) -> dict[str, int]:
    """How often each province is named in `text`, itself or by one of its cities written with 市 or 州."""
    names, province, _ = _tables()
    counts: dict[str, int] = {}
    for found in _pattern().finditer(text):
        full = names[found[0]]
        where = province[full]
        if full == where or found[0] == full:
            counts[where] = counts.get(where, 0) + 1
    return counts
