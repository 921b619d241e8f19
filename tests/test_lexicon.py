"""The authority file: every entry rests on something, the lines hold together, and a name means one body in a year."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corpus import lexicon
from corpus.lexicon import Body, bodies, expand_alias, lines, split_name, split_printed
from corpus.model import Metadata
from pipeline.tag.names import canonical

ROOT = Path(__file__).parent.parent


def names(line: tuple[Body, ...]) -> list[str]:
    return [b.name for b in line]


TOOK_OVER = {"司法部", "交通运输部", "国家经济贸易委员会", "海关总署", "中国共产党中央委员会政法委员会", "水利部", "国家发展和改革委员会",
             "农业农村部", "国家能源局", "国家计划委员会", "财政部", "中国共产党中央委员会组织部", "国家税务总局", "地方金融监督管理局"}
"""Bodies that took in another while they were there already; every other successor began when the old name ended."""

# -- the data

def test_every_body_has_a_source() -> None:
    known = lexicon.load("organisations/sources")["sources"]
    without = [b.name for b in bodies() if b.source not in known and len(b.source) < 6]
    assert without == []
    assert [key for key in known if key not in {b.source for b in bodies()}] == []


def test_periods_and_successors_agree() -> None:
    by_name = {b.name for b in bodies()}
    for body in bodies():
        assert body.since is None or body.until is None or body.since <= body.until, body.name
        assert set(body.successor) <= by_name, body.name
        assert not body.successor or body.until is not None, f"{body.name} has a successor and no end"
        for heir in lines.successors(body):
            assert heir != body
            assert heir.until is None or heir.until >= (body.until or 0), (body.name, heir.name)
            began = heir.since is None or heir.since >= (body.until or 0) - 1
            assert began or heir.name in TOOK_OVER, (body.name, heir.name)


def test_no_body_stands_twice() -> None:
    keys = [(b.name, b.since, b.kind) for b in bodies()]
    assert len(keys) == len(set(keys))
    assert len(keys) > 340


def test_no_line_goes_round() -> None:
    def walk(body: Body, seen: tuple[Body, ...]) -> None:
        assert body not in seen, names(seen)
        for heir in lines.successors(body):
            walk(heir, (*seen, body))

    for body in bodies():
        walk(body, ())


@pytest.mark.parametrize("year", [1998, 2003, 2008, 2013, 2018, 2023])
def test_each_reform_ended_bodies(year: int) -> None:
    assert [b.name for b in bodies() if b.until == year and b.successor]


def test_the_lexicon_is_read_fast() -> None:
    code = ("import time; from corpus.lexicon import bodies; t = time.perf_counter(); bodies(); "
            "print((time.perf_counter() - t) * 1000)")
    took = min(float(subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True).stdout)
               for _ in range(3))
    assert took < 90  # about 15 ms where nothing else runs


# -- names in parts

@pytest.mark.parametrize(("name", "parts"), [
    ("自治区发改委", ("自治区", "发改", "委")),
    ("市应急管理局", ("市", "应急管理", "局")),
    ("市邮政管理局", ("市", "邮政管理", "局")),
    ("市医保局", ("市", "医保", "局")),
    ("某某公司", None),
])
def test_split_printed(name: str, parts: tuple[str, str, str] | None) -> None:
    assert split_printed(name) == parts


def test_split_name_gives_the_full_stem() -> None:
    assert split_name("自治区发改委") == ("自治区", "发展和改革", "委")


# -- lines

@pytest.mark.parametrize("name", ["环保厅", "省环保厅", "新疆环保厅", "环境保护局", "生态环境", "环保", "环保部", "生态环境部", "南宁市生态环境局"])
def test_the_line_of_the_environment(name: str) -> None:
    assert names(lines.line(name)) == ["国家环境保护局", "国家环境保护总局", "环境保护局", "环境保护部", "生态环境部"]


@pytest.mark.parametrize(("name", "has", "has_not"), [
    ("发改委", {"国家计划委员会", "国家经济贸易委员会", "国家发展和改革委员会"}, {"机械工业部", "商务部"}),
    ("工商局", {"国家工商行政管理局", "国家市场监督管理总局"}, {"国家质量技术监督局", "中华全国工商业联合会"}),
    ("工商联", {"中华全国工商业联合会"}, {"国家市场监督管理总局"}),
    ("药监局", {"国家食品药品监督管理总局", "国家药品监督管理局"}, {"国家工商行政管理总局"}),
    ("卫健委", {"卫生部", "国家人口和计划生育委员会", "国家卫生健康委员会"}, set()),
    ("国税局", {"国家税务局", "国家税务总局"}, {"地方税务局"}),
    ("扶贫办", {"国务院扶贫开发领导小组办公室", "国家乡村振兴局", "农业农村部"}, {"农业部"}),
    ("安监局", {"国家安全生产监督管理总局", "应急管理部"}, set()),
    ("银监会", {"中国银行保险监督管理委员会", "国家金融监督管理总局"}, {"中国保险监督管理委员会"}),
    ("市经信委", {"经济委员会", "经济贸易委员会", "经济和信息化委员会"}, {"国家经济贸易委员会"}),
    ("市科委", {"科学技术部"}, {"中国科学技术协会"}),
    ("团委", {"中国共产主义青年团中央委员会"}, set()),
    ("市委编办", {"中央机构编制委员会办公室"}, set()),
    ("市法院", {"最高人民法院"}, set()),
    ("公积金中心", {"住房公积金管理中心"}, set()),
    ("省委网信办", {"国家互联网信息办公室"}, set()),
])
def test_lines(name: str, has: set[str], has_not: set[str]) -> None:
    found = set(names(lines.line(name)))
    assert has <= found and not has_not & found


@pytest.mark.parametrize("name", ["", "没有这个单位", "某某公司", "各有关部门"])
def test_no_line_for_what_is_no_body(name: str) -> None:
    assert lines.line(name) == ()


def test_a_name_that_came_back_is_two_bodies() -> None:
    old, new = (b for b in bodies() if b.name == "国家药品监督管理局")
    assert (old.until, new.since) == (2003, 2018)
    assert lines.body_of("国家药监局", 2001) == old and lines.body_of("国家药监局", 2020) == new
    total = next(b for b in bodies() if b.name == "国家食品药品监督管理总局")
    assert lines.successors(total)[1] == new


def test_source_of() -> None:
    body = lines.body_of("生态环境部")
    assert body and "2018" in lines.source_of(body)


# -- asking by line

def fits(wanted: str, name: str) -> bool:
    return any(n in name for n in lines.expand_unit(wanted))


@pytest.mark.parametrize("wanted", ["生态环境", "环保", "环境保护"])
@pytest.mark.parametrize("name", ["市环保局", "省环境保护厅", "生态环境厅", "环保总局", "县环保主管部门", "国家环境保护总局"])
def test_a_stem_asks_for_its_line(wanted: str, name: str) -> None:
    assert fits(wanted, name)


def test_a_line_does_not_take_in_another() -> None:
    assert not fits("生态环境", "市发展和改革局")
    assert not fits("商务", "市经贸委")
    assert not fits("工商", "质监局")
    assert not fits("国土", "市数据资源局")


@pytest.mark.parametrize("name", ["省环保厅", "环保局", "国家发展改革委"])
def test_a_body_asks_for_its_own_names_alone(name: str) -> None:
    assert lines.expand_unit(name) == expand_alias(name)
    assert "生态环境" not in "".join(lines.expand_unit(name))


def test_what_is_no_body_stays_as_it_is() -> None:
    assert lines.expand_unit("某某公司") == ("某某公司",)


# -- full names in a year

XINJIANG = "新疆维吾尔自治区"


@pytest.mark.parametrize(("name", "region", "year", "full"), [
    ("自治区环保厅", XINJIANG, 2013, "新疆维吾尔自治区环境保护厅"),
    ("环保厅", XINJIANG, 2013, "新疆维吾尔自治区环境保护厅"),
    ("自治区环境保护厅", XINJIANG, 2020, "新疆维吾尔自治区环境保护厅"),
    ("自治区环保厅", XINJIANG, 2020, "新疆维吾尔自治区生态环境厅"),
    ("自治区国土厅", XINJIANG, 2013, "新疆维吾尔自治区国土资源厅"),
    ("自治区国土厅", XINJIANG, 2021, "新疆维吾尔自治区国土厅"),  # divided among several names: no guess
    ("自治区工信厅", XINJIANG, 2021, "新疆维吾尔自治区工业和信息化厅"),
    ("自治区卫计委", XINJIANG, 2015, "新疆维吾尔自治区卫生和计划生育委员会"),
    ("自治区卫计委", XINJIANG, 2021, "新疆维吾尔自治区卫生健康委员会"),
    ("自治区国税局", XINJIANG, 2013, "新疆维吾尔自治区国家税务局"),
    ("自治区农业厅", XINJIANG, 2013, "新疆维吾尔自治区农业厅"),
    ("省农委", "安徽省", 2013, "安徽省农业委员会"),
    ("省农委", "安徽省", 2021, "安徽省农业农村委员会"),
    ("市交通委", "上海市", 2021, "上海市交通委员会"),
    ("市应急管理局", "南京市", 2021, "南京市应急管理局"),
    ("市科委", "上海市", 2021, "上海市科学技术委员会"),
    ("市扶贫办", "来宾市", 2023, "来宾市扶贫办"),
    ("市发改委", "象州县", 2021, "来宾市发展和改革委员会"),
    ("县发改局", "象州县", 2021, "象州县发展和改革局"),
    ("自治区发改委", "象州县", 2021, "广西壮族自治区发展和改革委员会"),
    ("市发改委", "昆山市", 2021, "昆山市发展和改革委员会"),
    ("市发改委", "鼓楼区", 2021, "市发展和改革委员会"),
    ("州发改委", "香格里拉市", 2021, "迪庆藏族自治州发展和改革委员会"),
    ("市发改委", "密云区", 2021, "北京市发展和改革委员会"),
    ("新疆环保厅", "全国", 2013, "新疆维吾尔自治区环境保护厅"),
    ("南宁市环保局", "全国", 2013, "南宁市环境保护局"),
    ("广东银保监局", "广东省", 2021, "广东银保监局"),
    ("环保总局", "全国", 2005, "国家环境保护总局"),
    ("药监局", "全国", 2001, "国家药品监督管理局"),
    ("云岭省发改委", "云岭省", 2021, "云岭省发改委"),
    ("某某公司", XINJIANG, 2021, "某某公司"),
])
def test_canonical(name: str, region: str, year: int, full: str) -> None:
    assert canonical(name, Metadata(region=region, date=f"{year}-06-01")) == full


def test_canonical_without_a_date() -> None:
    assert canonical("自治区环保厅", Metadata(region=XINJIANG)) == "新疆维吾尔自治区环境保护厅"
    assert canonical("环保局", Metadata()) == "环境保护局"


def test_what_no_body_ends_in_is_not_looked_up() -> None:
    assert {n[-1] for n in lexicon.national_names()} | {o[-1] for o in lexicon.ORGANS} == lexicon.NAME_ENDS
    code = "from corpus import lexicon; lexicon.expand_alias('余热发电'); print(lexicon.bodies.cache_info().misses)"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert said.strip() == "0"
