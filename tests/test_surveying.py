"""What is asked over a whole corpus through the index tells the same as reading every document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from room import filled

import tiaokuan
from corpus.model import TiaokuanError, UnknownName
from corpus.table import Table
from index.department import Department
from index.network import Link, Network, Node
from index.period import period


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tiaokuan.Corpus]:
    with tiaokuan.open(filled(tmp_path_factory.mktemp("survey") / "c.db")) as opened:
        yield opened


@pytest.mark.parametrize(("said", "day", "holds"), [
    ("2021", "2021-06-15", True), ("2021", "2022-01-01", False), ("2021-06", "2021-06-30", True), ("2021-06", "2021", True),
    ("2021-06", "2022", False), ("2020..2021", "2021-12-31", True), ("2020..", "2019-12-31", False), ("2020..", "2033", True),
    ("..2020-06", "2020-06-30", True), ("..2020-06", "2020-07", False), ("2021", None, False), ("2021-06-15..2021-06-20", "2021-06", True)])
def test_a_period_holds_a_day(said: str, day: str | None, holds: bool) -> None:
    found = period(said)
    assert found and found.holds(day) is holds


@pytest.mark.parametrize("said", [None, "", " ", ".."])
def test_no_period_is_none(said: str | None) -> None:
    assert period(said) is None


@pytest.mark.parametrize(("said", "why"), [("last year", "时段写作"), ("2025..2021", "颠倒"), ("2021-06..2021-05", "颠倒"), ("2021/6", "时段写作"),
                                           ("20212022", "时段写作")])
def test_what_is_no_period_is_told(said: str, why: str) -> None:
    with pytest.raises(TiaokuanError, match=why):
        period(said)


def test_the_matrix_of_a_period(c: tiaokuan.Corpus) -> None:
    whole = c.matrix()
    dated = {d.id: d.meta.date for d in c.documents()}
    assert {r.doc_id for r in c.matrix(date="2021")} == {i for i, day in dated.items() if day and day.startswith("2021")}
    due = [r.due for r in c.matrix(due="2020..2023")]
    assert due == [r.due for r in whole if r.due and "2020" <= r.due[:4] <= "2023"] and due
    assert len(c.by_unit(due="2020..2023")) == sum(len(r.units) for r in c.matrix(due="2020..2023"))
    with pytest.raises(TiaokuanError, match="时段"):
        c.by_unit(due="soon")


def test_the_matrix_knows_full_names(c: tiaokuan.Corpus) -> None:
    found = c.matrix("qingshi-2022")
    assert found.full_names["市财政局"] == ("青石市财政局",) and set(found.full_names) == set(found.unit_names)


@pytest.mark.parametrize(("unit", "role"), [("发改委", None), ("生态环境", "support"), (None, "lead"), ("水务局", None), ("没有的单位", None)])
def test_the_documents_that_hold_a_unit(c: tiaokuan.Corpus, unit: str | None, role: str | None) -> None:
    assert set(c.holding(unit, role)) == {r.doc_id for r in c.by_unit(unit=unit, role=role)}


@pytest.mark.parametrize("role", [None, "lead", "support", "responsible"])
def test_a_count_of_a_unit_is_the_number_of_its_tasks(c: tiaokuan.Corpus, role: str | None) -> None:
    for row in list(c.unit_counts())[:12]:
        held = c.holding(row.unit, role, exact=True)
        told = c.by_unit(*held, unit=row.unit, role=role, exact=True) if held else ()
        assert len(told) == (row.roles[role] if role else row.roles.total()), (row.unit, role)
        assert all((t.canonical or t.unit) == row.unit for t in told)
        if held and not role:
            assert len(held) == row.documents
            assert all(t.doc_id in held for t in c.matrix(*held, unit=row.unit, exact=True))


def test_those_of_the_latest_date_come_first(c: tiaokuan.Corpus) -> None:
    dates = [c.document(i).meta.date or "" for i in c.holding()]
    assert dates == sorted(dates, reverse=True) and len(dates) == 6
    assert set(c.holding(date="2022..")) == {"city", "qingshi-2022"}
    with pytest.raises(TiaokuanError, match="角色"):
        c.holding(role="boss")


@pytest.mark.parametrize(("name", "role"), [(None, None), ("发改委", None), (None, "lead"), ("生态环境", "support")])
def test_units_are_counted_as_the_register_counts(c: tiaokuan.Corpus, name: str | None, role: str | None) -> None:
    read = {r.unit: (r.roles, r.names, len(r.documents)) for r in c.units(name=name, role=role)}
    assert {r.unit: (r.roles, r.names, r.documents) for r in c.unit_counts(name, role)} == read and read


@pytest.mark.parametrize("filters", [{}, {"indicator": "能耗"}, {"year": 2025}, {"kind": "fact"}, {"nature": "约束性"}, {"indicator": "绿色", "kind": "target"}])
def test_the_documents_that_set_targets(c: tiaokuan.Corpus, filters: dict[str, object]) -> None:
    rows = [r.doc_id for r in c.targets(**filters)]  # type: ignore[arg-type]
    assert dict(c.aiming(**filters)) == {i: rows.count(i) for i in rows} and rows  # type: ignore[arg-type]


def test_an_indicator_is_found_by_any_of_its_names(c: tiaokuan.Corpus) -> None:
    places = {i for i, _ in c.aiming("单位GDP能耗", kind="target", common=True)}
    assert places == {p.doc_id for s in c.indicators(indicator="单位GDP能耗") for p in s.points} >= {"nation", "province", "city"}
    names = dict(c.indicator_names())
    assert names["单位GDP能耗"] == 3 and "" not in names


def test_a_department_through_its_line(c: tiaokuan.Corpus) -> None:
    found = c.department("生态环境")
    assert not found.exact and found.centre == "生态环境" and found.line is not None
    assert len(found) == len(c.by_unit(unit="生态环境")) and found.documents == found.read == len(c.holding("生态环境"))
    assert [(r.name, r.clauses) for r in found.line] == [(r.name, r.clauses) for r in c.line("生态环境")]
    years = [year for year, _ in found.by_year]
    assert years == sorted((y for y in years if y), reverse=True) + [None] * (None in years)
    assert sum(len(tasks) for _, tasks in found.by_year) == len(found)
    whole = c.network(by="line")
    assert {(n, x.tasks) for n, x in found.partners} == {
        (x.b if x.a == "生态环境" else x.a, x.tasks) for x in whole.links if "生态环境" in (x.a, x.b)}
    assert {t["role"] for t in found.to_json()["tasks"]} <= {"lead", "support", "responsible"}


def test_a_unit_by_its_full_name_alone(c: tiaokuan.Corpus) -> None:
    found = c.department("青石市财政局")
    assert found.exact and {t.canonical for t in found} == {"青石市财政局"} and found.centre == "青石市财政局"
    assert {i for i in found.years} == {t.doc_id for t in found}
    assert [t.title for t in found.tables()][0] == "各年任务：青石市财政局"


def test_a_body_without_tasks_has_its_line(c: tiaokuan.Corpus) -> None:
    found = c.department("铁道部")
    assert not found.tasks and found.line and not found.partners and tiaokuan.diagram(found) == ""


@pytest.mark.parametrize("name", ["没有的单位", " ", "<script>"])
def test_a_unit_nobody_knows(c: tiaokuan.Corpus, name: str) -> None:
    with pytest.raises(UnknownName):
        c.department(name)


def test_what_is_removed_is_asked_for_no_more(tmp_path: Path) -> None:
    with tiaokuan.open(filled(tmp_path / "c.db")) as own:
        before, n = own.generation, sum(n for _, n in own.aiming())
        gone = dict(own.aiming())["nation"]
        own.remove("nation")
        assert own.generation > before and sum(n for _, n in own.aiming()) == n - gone and "nation" not in own.holding()


def test_a_drawing_escapes_names(c: tiaokuan.Corpus) -> None:
    evil = '<script>alert(1)</script>"&\x00'
    nodes = (Node(evil), Node("甲局"))
    drawn = tiaokuan.diagram(Department(evil, True, 1, 1, Table("", ()), {}, None, Network(nodes, (Link(evil, "甲局", 3),), (None, None), 1, 0), evil))
    root = ElementTree.fromstring(drawn)
    assert "<script" not in drawn and "style=" not in drawn and root.get("role") == "img"
    assert [t.text for t in root.iter("{http://www.w3.org/2000/svg}title")][0] == evil.replace("\x00", "")


def test_a_drawing_of_many_shows_the_closest(c: tiaokuan.Corpus) -> None:
    links = tuple(Link("甲局", f"乙{n}局", 50 - n) for n in range(40))
    found = replace(c.department("生态环境"), centre="甲局", network=Network((), links, (None, None), 1, 0))
    drawn = tiaokuan.diagram(found)
    assert drawn.count('class="partner"') == 30 and "乙29局" in drawn and "乙30局" not in drawn
