"""Scoring a corpus against annotations: the counts, the pairing, and what a faulty annotation gets."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cli
import tiaokuan
from measure.evaluate import ALL, Evaluation
from measure.score import score
from measure.tally import FIELDS, Tally

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
if not SHARED.is_dir():
    SHARED = Path("/work/shared")


def example() -> tuple[dict[str, Any], dict[str, Any]]:
    """A small annotation, and an export that agrees with it in everything."""
    unit = {"surface": "发改委", "name": "省发改委", "role": "lead"}
    row = {"task": "一、推广余热发电。", "units": [unit], "deadline": "6月底", "due": "2021-06-30"}
    target = {"indicator": "能耗", "comparator": "down", "value": 16.0, "value_max": None, "unit": "%", "year": 2025,
              "kind": "target", "text": "能耗下降16%"}
    first = {"parent": None, "kind": "unit", "marker": "一、", "heading": "推广余热发电", "text": "一、推广余热发电。"}
    second = {"kind": "paragraph", "marker": "", "heading": "", "text": "能耗下降16%。"}
    gold = {
        "meta": {"title": "某省方案", "doc_number": None, "issuers": ["某省人民政府"], "date": None, "region": "某省"},
        "clauses": [{"n": 0, **first}, {"n": 1, "parent": 0, **second}],
        "responsibilities": [{**row, "clause": 0}],
        "targets": [{**target, "clause": 1, "indicator": ["能耗", "单位能耗"]}],
        "targets_optional": [{"clause": 1, "text": "水耗降低"}],
        "technologies": [{"clause": 0, "rows": [["余热发电", "推广余热发电"]], "optional": ["余热"]}],
    }
    empty: dict[str, Any] = {"responsibilities": [], "targets": [], "technologies": []}
    export = {"document": {"title": "某省方案", "doc_number": None, "issuers": ["某省人民政府"], "date": None, "region": "某省"},
              "clauses": [{**empty, "id": "一", **first, "responsibilities": [row],
                           "technologies": [{"text": "余热发电"}, {"text": "余热"}]},
                          {**empty, "id": "一/1", "parent": "一", **second, "targets": [target]}]}
    return deepcopy(gold), deepcopy(export)


def wrong(gold: dict[str, Any], export: dict[str, Any]) -> set[str]:
    """The fields in which an export does not agree."""
    return {name for name, tally in score(gold, export).tallies.items() if tally.f1 < 1}


def test_agreement_gets_full_marks_in_every_field() -> None:
    outcome = score(*example())
    assert set(outcome.tallies) == set(FIELDS)
    assert all(t.found and not t.extra and not t.missed for t in outcome.tallies.values())
    assert outcome.differences == []


UNIT = {"unit", "unit_role", "unit_task"}


@pytest.mark.parametrize(("fields", "spoil"), [
    ({"unit_role"}, lambda c: c[0]["responsibilities"][0]["units"][0].update(role="support")),
    ({"unit_name"}, lambda c: c[0]["responsibilities"][0]["units"][0].update(name="发改委")),
    (UNIT, lambda c: c[0]["responsibilities"][0]["units"][0].update(surface="改委")),
    ({"unit_task"}, lambda c: c[0]["responsibilities"][0].update(task="余热发电。")),
    ({"deadline"}, lambda c: c[0]["responsibilities"][0].update(due="2021-07-31")),
    ({"target", "target_value"}, lambda c: c[1]["targets"][0].update(indicator="水耗")),
    ({"target_value"}, lambda c: c[1]["targets"][0].update(value=13.5)),
    ({"target_value"}, lambda c: c[1]["targets"][0].update(year=2030)),
    ({"technology", "technology_relaxed"}, lambda c: c[0]["technologies"].append({"text": "锅炉"})),
    ({"technology"}, lambda c: c[0]["technologies"][0].update(text="余热发电设备")),
    ({"clause_parent"}, lambda c: c[1].update(parent=None)),
    ({"clause_heading"}, lambda c: c[0].update(heading="推广")),
    ({"text_kept", "clause_boundary", "target", "target_value"}, lambda c: c[1].update(text="能耗下降17%。")),
])
def test_each_fault_is_seen_in_its_field_alone(fields: set[str], spoil: Callable[[Any], object]) -> None:
    gold, export = example()
    spoil(export["clauses"])
    assert wrong(gold, export) == fields


def test_metadata_faults_are_seen_and_either_title_is_right() -> None:
    gold, export = example()
    export["document"]["region"] = "全国"
    assert wrong(gold, export) == {"meta"}
    gold, export = example()
    gold["meta"]["titles"] = ["某省人民政府通知", "某省方案"]
    assert wrong(gold, export) == set()


def test_what_is_optional_counts_neither_way() -> None:
    gold, export = example()
    export["clauses"][1]["targets"].append({**export["clauses"][1]["targets"][0], "indicator": "水耗", "text": "水耗降低"})
    assert wrong(gold, export) == set()
    export["clauses"][0]["technologies"].pop()
    assert wrong(gold, export) == set()


def test_technologies_that_are_not_annotated_are_not_counted() -> None:
    gold, export = example()
    gold["technologies"] = None
    assert score(gold, export).tallies["technology"] == Tally()


def test_layout_does_not_matter() -> None:
    gold, export = example()
    export["clauses"][0]["text"] = "一、 推广\n余热发电。"
    assert wrong(gold, export) == set()


def test_a_list_on_a_line_of_its_own_counts_as_a_clause_or_as_the_end_of_one() -> None:
    gold, export = example()
    bracket = {"parent": "一", "kind": "paragraph", "marker": "", "heading": "", "text": "（责任单位：省能源局）"}
    unit = {"surface": "省能源局", "name": "省能源局", "role": "responsible"}
    row = {"task": "能耗下降16%。", "units": [unit], "deadline": None, "due": None}
    export["clauses"].append({"id": "一/2", **bracket, "responsibilities": [row], "targets": [], "technologies": []})
    gold["clauses"][1]["text"] += bracket["text"]
    gold["responsibilities"].append({**row, "clause": 1})
    assert wrong(gold, export) == set()


def test_every_count_is_told_and_told_where() -> None:
    gold, export = example()
    export["clauses"][0]["responsibilities"][0]["units"][0].update(role="support")
    export["clauses"][1]["targets"][0].update(value=13.5)
    told = [(d.field, d.side, d.what, d.clause) for d in score(gold, export).differences]
    assert told == [
        ("unit_role", "missed", "发改委：牵头", "一"), ("unit_role", "extra", "发改委：配合", "一"),
        ("target_value", "missed", "能耗 down 16% (2025)", "一/1"),
        ("target_value", "extra", "能耗 down 13.5% (2025)", "一/1"),
    ]


# -- a corpus against a folder

TEXT = """某省节能方案

一、推广余热发电。到2025年，余热利用率达到80%。（省发展改革委牵头，省财政厅配合）

二、加强考核。由省统计局负责。
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A corpus with one document, and a folder of annotations that agree with it but for one unit."""
    (tmp_path / "plan.txt").write_text(TEXT, "utf-8")
    (tmp_path / "gold").mkdir()
    with tiaokuan.open(tmp_path / "c.db") as c:
        c.add(tmp_path / "plan.txt")
        c.export(folder=tmp_path / "out")
    export = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    numbers = {clause["id"]: n for n, clause in enumerate(export["clauses"])}
    gold: dict[str, Any] = {
        "meta": {k: export["document"][k] for k in ("title", "doc_number", "issuers", "date", "region")},
        "clauses": [{**{k: c[k] for k in ("kind", "marker", "heading", "text")}, "n": numbers[c["id"]],
                     "parent": numbers.get(c["parent"])} for c in export["clauses"]],
        "responsibilities": [{**r, "clause": numbers[c["id"]]} for c in export["clauses"] for r in c["responsibilities"]],
        "targets": [{**t, "indicator": [t["indicator"]], "clause": numbers[c["id"]]}
                    for c in export["clauses"] for t in c["targets"]],
        "technologies": None,
    }
    gold["responsibilities"][0]["units"].append({"surface": "发电", "name": "发电", "role": "support"})
    (tmp_path / "gold" / "plan.json").write_text(json.dumps(gold, ensure_ascii=False), "utf-8")
    return tmp_path


def run(place: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.main, ["--corpus", str(place / "c.db"), "evaluate", *arguments])


def evaluated(place: Path) -> Evaluation:
    with tiaokuan.open(place / "c.db") as c:
        return c.evaluate(place / "gold")


def test_the_figures_and_the_misses_of_a_folder(place: Path) -> None:
    result = evaluated(place)
    assert [(r.document, r.field) for r in result] == [(d, f) for d in ("plan", ALL) for f in FIELDS]
    assert result.of("text_kept").f1 == result.of("unit", "plan").precision == 1.0
    assert (result.of("unit").found, result.of("unit").missed, result.of("unit").recall) == (3, 1, 0.75)
    miss = result.misses[0]
    assert (miss.document, miss.field, miss.side, miss.what, miss.path) == ("plan", "unit", "missed", "发电", ("一",))
    with pytest.raises(tiaokuan.TiaokuanError):
        result.of("colour")


def test_misses_are_as_many_as_the_counts(place: Path) -> None:
    result = evaluated(place)
    told = Counter((m.document, m.field, m.side) for m in result.misses)
    for row in result:
        if row.document != ALL:
            assert (told[row.document, row.field, "missed"], told[row.document, row.field, "extra"]) == (row.missed, row.extra)


def test_a_document_that_is_not_there_is_said_and_missed_whole(place: Path) -> None:
    text = (place / "gold" / "plan.json").read_text("utf-8")
    (place / "gold" / "other.json").write_text(text, "utf-8")
    result = evaluated(place)
    assert result.missing == ("other",)
    assert result.of("unit", "other").recall == 0.0
    assert (result.of("unit").found, result.of("unit").missed) == (3, 5)
    said = run(place, str(place / "gold"))
    assert said.exit_code == 0 and "other" in said.stderr.splitlines()[-1]


def spoilt(text: str) -> dict[str, str]:
    """Malformed annotations, by the name of their file, each with one fault."""
    def change(edit: Callable[[Any], object]) -> str:
        gold = json.loads(text)
        edit(gold)
        return json.dumps(gold, ensure_ascii=False)

    return {
        "cut": text[:200], "list": "[]", "empty": "",
        "role": change(lambda g: g["responsibilities"][0]["units"][0].update(role="boss")),
        "clause": change(lambda g: g["responsibilities"][0].update(clause=99)),
        "twice": change(lambda g: g["clauses"][1].update(n=0)),
        "parent": change(lambda g: g["clauses"][1].update(parent=98)),
        "value": change(lambda g: g["targets"][0].update(value="八成")),
        "text": change(lambda g: g["clauses"][0].pop("text")),
    }


@pytest.mark.parametrize("name", ["cut", "list", "empty", "role", "clause", "twice", "parent", "value", "text"])
def test_a_malformed_annotation_is_one_line_and_the_others_go_on(place: Path, name: str) -> None:
    before = evaluated(place).of("unit")
    (place / "gold" / f"{name}.json").write_text(spoilt((place / "gold" / "plan.json").read_text("utf-8"))[name], "utf-8")
    result = run(place, str(place / "gold"), "--format", "json")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) == 1 and f"{name}.json：" in lines[0] and "Traceback" not in lines[0]
    rows = {(r["document"], r["field"]): r for r in json.loads(result.stdout)}
    assert (rows[ALL, "unit"]["found"], rows[ALL, "unit"]["missed"]) == (before.found, before.missed)


def test_a_name_that_fits_two_documents_is_a_fault(place: Path) -> None:
    for folder in ("a", "b"):
        (place / folder).mkdir()
        (place / folder / "twin.txt").write_text(TEXT.replace("某省", f"某省{folder}"), "utf-8")
        assert CliRunner().invoke(cli.main, ["--corpus", str(place / "c.db"), "add", str(place / folder)]).exit_code == 0
    text = (place / "gold" / "plan.json").read_text("utf-8")
    (place / "gold" / "twin.json").write_text(text, "utf-8")
    assert evaluated(place).faults == ()  # the first twin has the name as its id
    (place / "gold" / "twin.json").rename(place / "gold" / "twin-2.json")
    assert evaluated(place).missing == ()


@pytest.mark.parametrize("folder", ["nothing", "gold/plan.json", "void"])
def test_a_folder_without_annotations_is_one_line(place: Path, folder: str) -> None:
    (place / "void").mkdir()
    result = run(place, str(place / folder))
    assert result.exit_code == 1 and result.stderr.count("\n") == 1 and "Traceback" not in result.stderr


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx", "html", "md"])
def test_figures_and_misses_are_written_in_every_format(place: Path, ending: str) -> None:
    for more in ([], ["--misses"]):
        out = place / f"out.{ending}"
        result = run(place, str(place / "gold"), *more, "-o", str(out))
        assert result.exit_code == 0, result.output
        assert out.stat().st_size > 50
        if ending == "csv":
            rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
            assert rows[0]["document"] == "plan" and ("what" in rows[0]) is bool(more)


# -- the project's figures and those of ../shared/eval/score.py

@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Evaluation, dict[str, Any]]]:
    gold, documents, scorer = SHARED / "gold", SHARED / "documents", SHARED / "eval" / "score.py"
    if not (gold.is_dir() and documents.is_dir() and scorer.is_file()):
        pytest.skip("../shared/gold with its documents and ../shared/eval/score.py are not here to compare with")
    folder = tmp_path_factory.mktemp("shared")
    names = [path.stem for path in sorted(gold.glob("*.json"))]
    with tiaokuan.open(folder / "c.db") as c:
        c.add(*(documents / f"{name}.txt" for name in names[1:]))  # the first is missing: that must agree too
        c.export(folder=folder / "out")
        result = c.evaluate(gold)
    said = subprocess.run([sys.executable, str(scorer), "--dir", str(gold), str(folder / "out")],
                          capture_output=True, text=True, check=True)
    yield result, json.loads(said.stdout)


def test_figures_agree_with_the_shared_scorer_to_the_last_digit(shared: tuple[Evaluation, dict[str, Any]]) -> None:
    result, theirs = shared
    for name in FIELDS[:-2]:
        row = result.of(name)
        assert {"p": row.precision, "r": row.recall, "f1": row.f1, "tp": row.found, "fp": row.extra,
                "fn": row.missed} == theirs["all"][name], name
    assert result.of("meta").recall == theirs["all"]["meta"]
    assert result.of("text_kept").recall == round(theirs["all"]["text_kept"], 4)
    documents = {k: v for k, v in theirs["documents"].items() if not v.get("missing")}
    assert result.missing == tuple(theirs["documents"].keys() - documents.keys())
    for document, figures in documents.items():
        assert {n: result.of(n, document).f1 for n in FIELDS[:-2]} == {n: figures[n] for n in FIELDS[:-2]}
        assert result.of("text_kept", document).f1 == float(figures["text_kept"])
        assert result.of("meta", document).found == sum(figures["meta"].values())


def test_misses_of_the_shared_gold_are_as_many_as_the_counts(shared: tuple[Evaluation, dict[str, Any]]) -> None:
    result, _ = shared
    told = Counter((m.document, m.field, m.side) for m in result.misses)
    for row in result:
        if row.document != ALL and row.document not in result.missing:
            assert (told[row.document, row.field, "missed"], told[row.document, row.field, "extra"]) == (row.missed, row.extra)
