"""Many documents: topics, indicators, reuse, similar clauses, carrying out, networks. All over plans invented here."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import corpus.words
import tiaokuan
from index.departments import is_named, line_key
from index.indicators import canonical
from index.passages import passages
from index.reuse import STOCK_OF
from index.topics import topics
from index.wording import RUN_LENGTH, Wording, shared

SCHEMAS = Path(corpus.words.__file__).parent / "schema"

NATION = """国务院关于推进工业节能的意见
国发〔2021〕90号
各省、自治区、直辖市人民政府：
一、主要目标
到2025年，单位国内生产总值能耗比2020年下降13.5%，非化石能源消费比重达到20%以上。
二、重点任务
（一）推广余热利用。
鼓励在水泥、冶金行业推广余热发电和热泵技术，逐步形成园区集中供热网络。（国家发展改革委、工业和信息化部负责）
（二）建设绿色园区。
对园区实施循环化改造，创建绿色园区100个，完善基础设施共建共享机制。（工业和信息化部牵头，生态环境部参与）
（三）深化国际合作。
加强与各国在节能标准和认证方面的交流，参与国际规则制定。
国务院
2021年2月1日
"""
PROVINCE = """云岭省人民政府关于推进工业节能的实施意见
为贯彻落实《国务院关于推进工业节能的意见》（国发〔2021〕90号），结合我省实际，制定本意见。
一、工作目标
到2025年，全省单位地区生产总值能耗比2020年下降12%，非化石能源占能源消费总量比重达到25%以上。
二、主要措施
（一）推广余热余压利用。
应当在水泥、冶金行业推广余热发电技术，逐步形成园区集中供热网络，建设云岭湖西岸余热示范带。（省发展改革委、省工业和信息化厅负责）
（二）建设绿色园区。
对园区实施循环化改造，创建绿色园区8个，完善基础设施共建共享机制。（省工业和信息化厅牵头，省生态环境厅参与）
（三）发展磷石膏建材。
支持磷化工企业与建材企业合作，推广磷石膏砌块，到2025年磷石膏综合利用率达到70%。（省工业和信息化厅负责）
云岭省人民政府
2021年6月1日
"""
CITY = """青石市人民政府关于印发工业节能工作方案的通知
一、工作目标
到2025年，全市万元地区生产总值能耗比2020年下降15%。
二、主要措施
（一）推广余热利用。
在水泥、冶金行业推广余热发电技术，逐步形成园区集中供热网络。（市发改委、市工信局负责）
（二）开展能效诊断。
每年组织专家为五十家企业开展免费诊断，出具改造清单，跟踪整改情况。（市工信局牵头，市财政局配合）
青石市人民政府
2022年3月1日
"""


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tiaokuan.Corpus]:
    with tiaokuan.open(tmp_path_factory.mktemp("across") / "c.db") as opened:
        for name, text in (("nation", NATION), ("province", PROVINCE), ("city", CITY)):
            assert opened.add_bytes(text.encode(), f"{name}.txt").count("added") == 1
        yield opened


def valid(result: Any) -> dict[str, Any]:
    """The JSON of a result, which must be what its schema says."""
    made: dict[str, Any] = json.loads(json.dumps(result.to_json(), ensure_ascii=False))
    jsonschema.validate(made, json.loads((SCHEMAS / f"{made['schema'].replace('/', '-')}.schema.json").read_text("utf-8")))
    return made


# -- topics

def test_topics_put_each_passage_in_one_cell_and_show_the_gaps(c: tiaokuan.Corpus) -> None:
    made = c.topics("nation", "province", "city")
    by_name = {t.name: t for t in made}
    assert set(by_name["推广余热利用"].cells) == {"nation", "province", "city"}
    assert set(by_name["建设绿色园区"].cells) == {"nation", "province"}
    assert set(by_name["深化国际合作"].cells) == {"nation"}
    placed = [p.link for t in made for cell in t.cells.values() for p in cell.passages]
    assert sorted(placed) == sorted(p.link for d in made.documents for p in passages(d))
    cell = by_name["建设绿色园区"].cells["province"]
    assert cell.units == {"省工业和信息化厅": "lead", "省生态环境厅": "support"}
    assert [row["city"] for row in made.records() if row["topic"] == "建设绿色园区"] == ["—"]
    assert [(t.name, [d.id for d in missing]) for t, missing in made.gaps()].count(("建设绿色园区", ["city"])) == 1
    valid(made)


def test_topics_of_one_document_is_an_error(c: tiaokuan.Corpus) -> None:
    for names in ((), ("nation",), ("nation", "nation")):
        with pytest.raises(tiaokuan.TiaokuanError, match="两份"):
            c.topics(*names)


def test_topics_are_the_same_whatever_the_order_of_documents(c: tiaokuan.Corpus) -> None:
    def groups(names: tuple[str, ...]) -> set[frozenset[str]]:
        return {frozenset(p.link for cell in t.cells.values() for p in cell.passages) for t in c.topics(*names)}

    assert groups(("nation", "province", "city")) == groups(("city", "nation", "province"))


# -- indicators

@pytest.mark.parametrize("printed", [
    "单位国内生产总值能耗", "全省单位地区生产总值能耗", "全市万元地区生产总值能耗", "云岭省单位GDP能耗", "力争万元GDP能耗", "单位GDP能源消耗",
    "2025年，单位GDP能耗"])
def test_an_indicator_has_one_name(printed: str) -> None:
    assert canonical(printed) == "单位GDP能耗"


def test_an_unknown_indicator_keeps_its_name() -> None:
    assert canonical("云上牧场数量") == "云上牧场数量"
    assert canonical("全省") == "全省"


def test_indicators_line_up_over_documents(c: tiaokuan.Corpus) -> None:
    made = c.indicators()
    series = next(s for s in made if s.indicator == "单位GDP能耗")
    assert {p.doc_id: (p.comparator, p.value, p.year, p.baseline_year) for p in series.points} == {
        "nation": ("down", 13.5, 2025, 2020), "province": ("down", 12.0, 2025, 2020), "city": ("down", 15.0, 2025, 2020)}
    assert all(p.text in c.clause(p.doc_id, p.clause_id)[1].text for s in made for p in s.points)
    assert "磷石膏综合利用率" not in {s.indicator for s in made}
    assert "磷石膏综合利用率" in {s.indicator for s in c.indicators("province")}
    assert [s.indicator for s in c.indicators(indicator="万元GDP能耗")] == ["单位GDP能耗"]
    row = next(r for r in made.table().records() if r["indicator"] == "单位GDP能耗")
    assert row["city"] == "下降15%（2025，比2020）"
    valid(made)


# -- reuse

def test_reuse_finds_the_source_and_where_it_departs(c: tiaokuan.Corpus) -> None:
    made = c.reuse("province")
    row = next(r for r in made if "循环化改造" in r.text)
    assert (row.source_id, row.direction) == ("nation", "earlier")
    assert "8" in row.departs
    for run in row.runs:
        theirs = c.clause("nation", run.source_clause)[1].text
        assert row.text[run.start:run.end] == theirs[run.source_start:run.source_end]
        assert run.end - run.start >= RUN_LENGTH
    assert next(r for r in made if "磷化工" in r.text).source_id is None
    assert made.compared == 2 and 0 < made.share < 1
    assert {s.doc_id: s.direction for s in made.sources} == {"nation": "earlier", "city": "later"}
    valid(made)


def test_reuse_of_the_same_text_is_whole(c: tiaokuan.Corpus) -> None:
    twin = replace(c.document("nation"), id="twin")
    from index.reuse import reuse

    made = reuse(c.document("nation"), [twin])
    long = [r for r in made if r.letters >= RUN_LENGTH]
    assert long and all(r.reused == r.share == 1.0 and r.edits == () and r.departs == () for r in long)


def test_reuse_never_counts_a_letter_twice(c: tiaokuan.Corpus) -> None:
    own = Wording(c.document("province"))
    runs = list(shared(own, Wording(c.document("nation"))))
    assert runs and all(a + n <= b for (a, _, n), (b, _, _) in zip(runs, runs[1:], strict=False))
    assert all("\n" not in own.text[a:a + n] for a, _, n in runs)


def test_wording_that_many_hold_is_stock(c: tiaokuan.Corpus) -> None:
    from index.reuse import reuse

    others = [replace(c.document("city"), id=f"city-{n}") for n in range(STOCK_OF)]
    made = reuse(c.document("province"), others)
    assert made.stock > 0
    assert reuse(c.document("province"), others[:2]).stock == 0


def test_reuse_of_a_text_that_repeats_itself_ends(c: tiaokuan.Corpus) -> None:
    made = tiaokuan.analyse(("一、任务\n" + "推进余热利用。" * 4000).encode(), "again.txt")
    from index.reuse import reuse

    assert reuse(replace(made, id="a"), [replace(made, id="b")]).share > 0.9


# -- similar

@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_similar_finds_the_same_subject_elsewhere(tmp_path: Path, engine: str) -> None:
    with tiaokuan.open(tmp_path / "c.db", engine) as corpus_:
        for name, text in (("nation", NATION), ("province", PROVINCE), ("city", CITY)):
            corpus_.add_bytes(text.encode(), f"{name}.txt")
        rows = corpus_.similar("nation", "二/（一）")
        assert [(r.doc_id, r.heading) for r in rows][:2] in (
            [("city", "推广余热利用"), ("province", "推广余热余压利用")], [("province", "推广余热余压利用"), ("city", "推广余热利用")])
        assert all(r.doc_id != "nation" for r in rows)
        assert rows[0].lines == ("发展和改革", "工业和信息化")
        assert len(corpus_.similar("nation", "二/（一）", limit=1)) == 1
        with pytest.raises(tiaokuan.TiaokuanError):
            corpus_.similar("nation", "九十九")


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
            assert " src=" not in page and "@import" not in page
            for format in ("table", "json", "csv", "md", "xlsx"):
                tiaokuan.render(result, format, tmp_path / f"{n}.{format}")


def test_topics_of_documents_that_share_nothing() -> None:
    a = tiaokuan.analyse("一、甲\n山中有鹿，林间有泉，四季皆可游览观光。".encode(), "a.txt")
    b = tiaokuan.analyse("一、乙\n企业应当缴纳保险费用，逾期者加收滞纳金。".encode(), "b.txt")
    made = topics([replace(a, id="a"), replace(b, id="b")])
    assert all(t.documents == 1 for t in made)
