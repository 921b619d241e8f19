"""Places down to the county: where they lie, and what no single place bears."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from corpus import regions

COUNTIES = tomllib.loads((regions._FILE.with_name("counties.toml")).read_text("utf-8"))


@pytest.mark.parametrize(("name", "found"), [
    ("象州县", ("广西壮族自治区", "来宾市", "象州县")),
    ("乌鲁木齐县", ("新疆维吾尔自治区", "乌鲁木齐市", "乌鲁木齐县")),
    ("济源市", ("河南省", "济源市")),
    ("密云区", ("北京市", "密云区")),
    ("密云县", ("北京市", "密云县")),
    ("彭水苗族土家族自治县", ("重庆市", "彭水苗族土家族自治县")),
    ("雄安新区", ("河北省", "雄安新区")),
    ("南京", ("江苏省", "南京市")),
    ("广西", ("广西壮族自治区",)),
    ("江苏省南京市", ("江苏省", "南京市")),
    ("南京市鼓楼区", ("江苏省", "南京市", "鼓楼区")),
    ("江苏省南京市鼓楼区", ("江苏省", "南京市", "鼓楼区")),
    ("北京市朝阳区", ("北京市", "朝阳区")),
    ("兰州市城关区", ("甘肃省", "兰州市", "城关区")),
])
def test_lineage(name: str, found: tuple[str, ...]) -> None:
    assert regions.lineage(name) == found
    assert regions.province_of(name) == found[0]


@pytest.mark.parametrize("name", ["鼓楼区", "城关区", "朝阳区", "全国", "云岭省", "青石市", "南京市象州县", "", "县"])
def test_no_lineage_by_guess(name: str) -> None:
    assert regions.lineage(name) == ()
    assert regions.province_of(name) is None


@pytest.mark.parametrize(("text", "found"), [
    ("象州县人民政府办公室", "象州县"),
    ("长沙县发展和改革局", "长沙县"),
    ("从化区人民政府", "从化区"),
    ("深圳市南山区促进办法", "南山区"),
    ("广东省广州市黄埔区节能规定", "黄埔区"),
    ("武鸣县国民经济和社会发展规划", "武鸣县"),
    ("鼓楼区人民政府", "鼓楼区"),
    ("双江拉祜族佤族布朗族傣族自治县人民政府", "双江拉祜族佤族布朗族傣族自治县"),
])
def test_a_county_is_resolved(text: str, found: str) -> None:
    assert regions.resolve(text) == found
    assert regions.level(found) == "county"


@pytest.mark.parametrize("text", ["各县人民政府", "城区绿化", "矿区生态修复", "郊区公路", "市区道路"])
def test_what_is_no_county(text: str) -> None:
    assert regions.resolve(text) is None


def test_levels() -> None:
    assert [regions.level(n) for n in ("神农架林区", "六枝特区", "鄂温克族自治旗", "象州县", "来宾市", "没有")] == [
        "prefecture", "county", "county", "county", "prefecture", None]


def test_every_county_lies_in_a_known_place() -> None:
    assert COUNTIES["source"]
    places = [*COUNTIES["county"], *COUNTIES["former"]]
    assert [p for p in places if regions.level(p) in (None, "county")] == []
    for table in ("county", "former"):
        for place, words in COUNTIES[table].items():
            assert words.split() and max(Counter(words.split()).values()) == 1, place
    assert sum(len(words.split()) for words in COUNTIES["county"].values()) >= 2840


def test_every_prefecture_has_its_counties() -> None:
    names, province, levels = regions._tables()
    without = {n for n in province if levels[n] == "prefecture"} - set(COUNTIES["county"])
    alone = {name for words in COUNTIES["county"].values() for name in words.split()}
    # 不设区的市: four cities that have no counties at all
    assert without - alone == {"东莞市", "中山市", "儋州市", "嘉峪关市"}
