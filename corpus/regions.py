"""Regions by name: which place a text names, which province it lies in, how high it stands.

The names are data: provinces and prefectures in corpus/lexicon/regions.toml, counties in counties.toml, both after
GB/T 2260 and the yearly state of 民政部. A county that neither knows is recognised by its form.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

NATION = "全国"
_FILE = Path(__file__).parent / "lexicon" / "regions.toml"
_COUNTIES = _FILE.with_name("counties.toml")
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
    r"关于|进一步|促进|房地|推|加快|支持|健全|发展|优化|保障|[全我本各以为的在对与及经是将据由当向从该]|^[各全本我该两市县省州](?:.*)?[县市区]$|(?:自治|开发|园|社|地|小|城|郊|山|矿|灾|库|景|示范|试验|保护|保税|片|辖)区$"
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
def _counties() -> dict[str, tuple[str, ...]]:
    """County, district, banner or county-level city (names given up since 2002 too) → the places that have one of that
    name: prefectures, or provinces that govern it directly. Read when a county is first asked for."""
    data = tomllib.loads(_COUNTIES.read_text("utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for table in ("county", "former"):
        for place, words in data[table].items():
            for word in words.split():
                if place not in found.get(word, ()):
                    found[word] = (*found.get(word, ()), place)
    return found


def _county_at(text: str, at: int = 0, within: str | None = None) -> str | None:
    """The longest county name that stands at `at`: one that lies in `within`, or where that is None one that a single
    place bears."""
    counties, province = _counties(), _tables()[1]
    for length in range(min(15, len(text) - at), 1, -1):
        places = counties.get(text[at:at + length])
        if places is None:
            continue
        if within is not None:
            if any(within in (place, province[place]) for place in places):
                return text[at:at + length]
        elif len(places) == 1 and (length > 2 or not _NOT_A_PLACE.search(text[at:at + length])):
            return text[at:at + length]
    return None


@cache
def _pattern() -> re.Pattern[str]:
    names, _, _ = _tables()
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))


def resolve(text: str) -> str | None:
    """The full name of the first place that `text` names, the most particular where several follow one another
    (广东省广州市… → 广州市, 广州市黄埔区… → 黄埔区); a county that the lexicon does not know by its form at the beginning
    of the text; None where there is no place."""
    names, province, levels = _tables()
    known = _pattern().search(text)
    county = _county_at(text)
    if county and (known is None or known.start() > 0 or known.end() < len(county)):
        return county
    if known is None or known.start() > 0:
        form = _COUNTY.match(text)
        holds = form is not None and known is not None and known[0][-1] in "省市区州" and known.end() <= form.end(1)
        if form and not holds and form[1] not in names and not _NOT_A_PLACE.search(form[1]):
            return form[1]
    if known is None:
        return None
    at, full = known.end(), names[known[0]]
    while (further := _pattern().match(text, at)) and province[names[further[0]]] == province[full]:
        at, full = further.end(), names[further[0]]
    if below := _county_at(text, at, full):
        return below
    if levels[full] in ("prefecture", "municipality"):  # 广州市黄埔区人民政府
        form = re.match(r"[\u4e00-\u9fff]{1,5}?(?:县|旗|新区|区|自治县)(?=人民政府|政府|[委局办])", text[at:])
        if form and not _NOT_A_PLACE.search(form[0]):
            return form[0]
    return full


def province_of(name: str) -> str | None:
    """The province in which a place (full name) lies; a province lies in itself; None for the nation and for a name
    that no place or more than one bears (鼓楼区), unless its city stands before it (南京市鼓楼区)."""
    found = lineage(name)
    return found[0] if found else None


def lineage(name: str) -> tuple[str, ...]:
    """The full names from the province down to the place: 象州县 → (广西壮族自治区, 来宾市, 象州县). `name` may begin with
    what it lies in (南京市鼓楼区), and cities and provinces may be short (南京). () where no place or more than one bears
    the name, and for the nation."""
    names, province, levels = _tables()
    full = names.get(name)
    if full and levels[full] != "county":
        return (full,) if province[full] == full else (province[full], full)
    places = _counties().get(name) or ((province[full],) if full else ())
    if len(places) == 1:
        return (*lineage(places[0]), name)
    before = _pattern().match(name)
    if places or not before:
        return ()
    outer, rest = names[before[0]], name[before.end():]
    inside = [p for p in _counties().get(rest, ()) if outer in (p, province[p])]
    if len(inside) == 1:
        return (*lineage(inside[0]), rest)
    inner = lineage(rest) if rest else ()
    return inner if outer in inner else ()


def level(name: str) -> str | None:
    """`nation`, `province`, `municipality`, `autonomous_region`, `special_region`, `prefecture` or `county`."""
    if name == NATION:
        return "nation"
    found = _tables()[2].get(name)
    if found is None and (re.search(r"(县|旗|区|市)$", name) or name in _counties()):
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
