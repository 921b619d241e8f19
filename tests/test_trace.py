"""Carrying out, department lines, networks, charts and pages, over plans invented here; recall over plans read by hand."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tiaokuan
from index.departments import is_named, line_key
from tests.plans import CITY, NATION, PROVINCE, fill, valid

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tiaokuan.Corpus]:
    with tiaokuan.open(tmp_path_factory.mktemp("across") / "c.db") as opened:
        yield fill(opened)


# -- carrying out

def test_trace_finds_answers_with_evidence_and_what_is_missing(c: tiaokuan.Corpus) -> None:
    made = c.trace("nation", "province", "city")
    answers = {r.passage.heading: {k: [a.passage.heading for a in v] for k, v in r.answers.items()} for r in made if r.passage.heading}
    assert answers["推广余热利用"] == {"province": ["推广余热余压利用"], "city": ["推广余热利用"]}
    assert answers["建设绿色园区"] == {"province": ["建设绿色园区"]}
    assert [p.heading for p in made.unanswered()] == ["深化国际合作"]
    assert {p.heading for p in made.unanswered("city")} == {"深化国际合作", "建设绿色园区"}
    assert "发展磷石膏建材" in {p.heading for p in made.own["province"]}
    assert made.cites == ("province",)
    heat = next(a for r in made if r.passage.heading == "推广余热利用" for a in r.answers["province"])
    kinds = {e.kind for e in heat.evidence}
    assert {"wording", "line"} <= kinds
    assert "国家发展改革委：省发展改革委" in {e.text for e in heat.evidence if e.kind == "line"}
    valid(made)


def test_trace_says_how_an_answer_differs(c: tiaokuan.Corpus) -> None:
    made = c.trace("nation", "province", "city")

    def changes(heading: str, child: str) -> set[tuple[str, str]]:
        row = next(r for r in made if r.passage.heading == heading)
        return {(d.kind, d.what) for a in row.answers[child] for d in a.differences}

    assert ("weakened", "target") in changes("主要目标", "province")
    assert ("strengthened", "target") in changes("主要目标", "city")
    heat = changes("推广余热利用", "province")
    assert ("left_out", "technology") in heat
    assert ("localised", "unit") in heat
    assert ("strengthened", "strength") in heat


def test_trace_needs_children_and_no_circle(c: tiaokuan.Corpus) -> None:
    with pytest.raises(tiaokuan.TiaokuanError, match="下级"):
        c.trace("nation")
    with pytest.raises(tiaokuan.TiaokuanError, match="自己"):
        c.trace("nation", "nation")


@pytest.mark.parametrize(("national", "local"), [
    ("国家发展改革委", "云岭省发展和改革委员会"), ("国家发展改革委", "青石市发改委"), ("工业和信息化部", "上海市经济和信息化委员会"),
    ("中国人民银行", "人行兰州中心支行"), ("生态环境部", "天津市生态环境主管部门"), ("生态环境部", "青石市环保局"),
    ("住房城乡建设部", "上海市住房和城乡建设管理委员会")])
def test_departments_answer_by_their_line(national: str, local: str) -> None:
    assert line_key(national, 2021) == line_key(local, 2021) is not None


def test_no_line_for_what_is_no_department() -> None:
    assert line_key("月湖区政府", 2021) is None
    assert not is_named("各有关部门") and not is_named("各市人民政府") and is_named("省财政厅")


# -- networks

def test_network_counts_shared_tasks(c: tiaokuan.Corpus) -> None:
    made = c.network()
    link = next(x for x in made if {x.a, x.b} == {"省工业和信息化厅", "省生态环境厅"})
    assert (link.tasks, link.led, dict(link.years)) == (1, 1, {2021: 1})
    assert {2021} == {y for x in c.network(year_to=2021) for y in x.years}
    assert {2022} == {y for x in c.network(year_from=2022) for y in x.years}
    by_line = next(x for x in c.network(by="line") if {x.a, x.b} == {"发展和改革", "工业和信息化"})
    assert by_line.tasks == 3 and len(by_line.documents) == 3
    valid(made)
    with pytest.raises(tiaokuan.TiaokuanError, match="年份"):
        c.network(year_from=2022, year_to=2021)
    with pytest.raises(tiaokuan.TiaokuanError):
        c.network(by="nothing")


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_network_files_are_read_back(c: tiaokuan.Corpus, format: str, tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    made = c.network()
    tiaokuan.render(made, format, tmp_path / f"n.{format}")
    read = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}[format](io.BytesIO((tmp_path / f"n.{format}").read_bytes()))
    assert (read.number_of_nodes(), read.number_of_edges()) == (len(made.nodes), len(made.links))
    assert read["省工业和信息化厅"]["省生态环境厅"]["weight"] == 1
    with pytest.raises(tiaokuan.TiaokuanError, match="不是网络"):
        tiaokuan.render(c.targets(), format, tmp_path / f"t.{format}")


# -- charts and pages

def test_charts_have_chinese_glyphs(c: tiaokuan.Corpus, tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("pylopdf_fonts_zh_cn")
    made = c.indicators()
    tiaokuan.chart(made, tmp_path / "a.svg")
    tiaokuan.chart(made, tmp_path / "a.png")
    drawn = (tmp_path / "a.svg").read_text("utf-8")
    assert "<text" not in drawn and "NotoSansSC" in drawn  # outlines of that font, no letters for another machine to lack
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG") and (tmp_path / "a.png").stat().st_size > 5000
    assert not [w for w in recwarn if "missing from" in str(w.message)]
    again = tmp_path / "b.svg"
    tiaokuan.chart(made, again)
    assert again.read_text("utf-8") == drawn


def test_charts_say_what_is_wrong(c: tiaokuan.Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(tiaokuan.TiaokuanError, match="svg"):
        tiaokuan.chart(c.indicators(), tmp_path / "a.gif")
    with pytest.raises(tiaokuan.TiaokuanError, match="没有可画"):
        tiaokuan.chart(c.indicators(indicator="没有这个指标"), tmp_path / "a.svg")
    monkeypatch.setattr("render.charts.available", lambda: False)
    with pytest.raises(tiaokuan.TiaokuanError, match="charts"):
        tiaokuan.chart(c.indicators(), tmp_path / "a.svg")


def test_pages_fetch_nothing_and_escape_everything(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus_:
        evil = "<script>alert(1)</script>"
        corpus_.add_bytes(NATION.replace("推广余热利用", evil).encode(), "a.txt")
        corpus_.add_bytes(PROVINCE.replace("建设绿色园区", evil).encode(), "b.txt")
        corpus_.add_bytes(CITY.replace("市发改委", evil).encode(), "c.txt")
        results = (corpus_.topics("a", "b", "c"), corpus_.indicators(), corpus_.reuse("b"), corpus_.trace("a", "b", "c"), corpus_.network(),
                   corpus_.similar("a", "二/（二）"))
        for n, result in enumerate(results):
            tiaokuan.render(result, "html", tmp_path / f"{n}.html")
            page = (tmp_path / f"{n}.html").read_text("utf-8")
            assert "<script" not in page and "default-src 'none'" in page
            assert not re.search(r' src=(?!"data:image/svg)| style=|url\(|@import', page)
            assert "unsafe" not in page
            for format in ("table", "json", "csv", "md", "xlsx"):
                tiaokuan.render(result, format, tmp_path / f"{n}.{format}")


# -- over plans read by hand

def shared_documents(*names: str) -> list[tiaokuan.Document]:
    """Documents that are no part of the project; their tests skip where they are not beside it."""
    paths = [SHARED / "documents" / f"{name}.txt" for name in names]
    if not all(path.exists() for path in paths):
        pytest.skip("../shared/documents is not there: real documents are no part of the project")
    return [replace(tiaokuan.analyse(path.read_bytes(), path.name), id=path.stem) for path in paths]


def test_trace_finds_the_links_of_a_pair_read_by_hand() -> None:
    from index.trace import trace

    old, new = "gwy-145-jieneng-jianpai-2021", "gansu-145-jieneng-jianpai-2022"
    parent, child = shared_documents(old, new)
    pair = SHARED / "pairs" / f"{old}__{new}.json"
    if not pair.exists():
        pytest.skip("../shared/pairs is not there")
    wanted = {(a, b) for row in json.loads(pair.read_text("utf-8"))["rows"] for a in row["old"] for b in row["new"]}
    found = {("/".join(r.passage.path), "/".join(a.passage.path)) for r in trace(parent, [child]) for a in r.answers.get(new, ())}
    found = {link for link in found if all(link)}
    assert len(wanted & found) >= 0.95 * len(wanted)
    assert len(wanted & found) >= 0.9 * len(found)


def test_trace_finds_clauses_of_one_heading_by_their_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headings hidden from the likeness, the clauses that bear the same one must still find each other."""
    import index.passages
    from index.trace import trace

    monkeypatch.setattr(index.passages, "HEADING", 0.0)
    family = [f"{place}-lvse-ditan-tixi-{year}" for place, year in (
        ("beihai", 2021), ("guangxi", 2021), ("hubei", 2021), ("shanghai", 2021), ("tianjin", 2021), ("wuhan", 2022))]
    parent, *children = shared_documents("gwy-lvse-ditan-tixi-2021", *family)
    made = trace(parent, children)
    right = all_ = 0
    for child in children:
        theirs = [p for p in index.passages.passages(child) if p.heading]
        for row in made:
            same = [p for p in theirs if p.heading == row.passage.heading]
            if len(same) == 1:
                all_ += 1
                right += any(a.passage.head.id == same[0].head.id for a in row.answers.get(child.id, ()))
    assert all_ > 80 and right >= 0.88 * all_
