"""Corrections: kept apart, counted everywhere, marked, undone; by several readers at once; old files upgraded."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from plans import PROVINCE, fill

import cli
import tiaokuan
from corpus.corrections.model import Correction
from corpus.export import export_document, validate

SHARED = Path(__file__).parent.parent.parent / "shared"
HEAT, PARK, GYPSUM = "二/（一）/P1", "二/（二）/P1", "二/（三）/P1"


@pytest.fixture
def plans(corpus: tiaokuan.Corpus) -> tiaokuan.Corpus:
    """The three invented plans."""
    return fill(corpus)


def say(corpus: tiaokuan.Corpus, clause: str, kind: str, action: str, text: str, /, who: str = "王五", **more: Any) -> Correction:
    return corpus.correct_words("province", clause, kind, action, text, who=who, **more)


def units(corpus: tiaokuan.Corpus, clause: str) -> list[tuple[str, str]]:
    return [(u.surface, u.role) for r in corpus.clause("province", clause)[1].responsibilities for u in r.units]


def texts(corpus: tiaokuan.Corpus, clause: str) -> list[str]:
    return [t.text for t in corpus.clause("province", clause)[1].technologies]


def test_what_the_program_found_stays_apart(plans: tiaokuan.Corpus) -> None:
    before = plans._store.get("province")
    say(plans, HEAT, "technology", "reject", "余热发电技术")
    say(plans, HEAT, "unit", "change", "省发展改革委", role="牵头")
    assert plans._store.get("province") == before
    assert texts(plans, HEAT) == [] and units(plans, HEAT)[0] == ("省发展改革委", "lead")
    assert next(d for d in plans.documents() if d.id == "province") == plans.document("province") != before


def test_the_list_names_what_was_changed(plans: tiaokuan.Corpus) -> None:
    say(plans, HEAT, "unit", "change", "省发展改革委", name="省发改委", role="lead")
    say(plans, HEAT, "unit", "reject", "省发展改革委")
    changed = {row.correction.action: row.changed for row in plans.corrections()}
    assert changed == {"change": ("role", "name", "canonical"), "reject": ()}


def test_a_unit_changes_its_role_and_its_name(plans: tiaokuan.Corpus) -> None:
    made = say(plans, HEAT, "unit", "change", "省发展改革委", name="省发改委", role="lead", note="见会议纪要")
    unit = plans.clause("province", HEAT)[1].responsibilities[0].units[0]
    assert (unit.surface, unit.name, unit.role, unit.canonical) == ("省发展改革委", "省发改委", "lead", "省发改委")
    assert made.was and (made.was["role"], made.was["task"][:4]) == ("responsible", "应当在水") and made.now and made.now["role"] == "lead"
    assert (made.text, made.by, made.note, made.clause_id) == ("省发展改革委", "王五", "见会议纪要", HEAT)
    assert made.at.endswith("Z") and made.span == (unit.start, unit.end)


def test_a_unit_that_was_missed_joins_the_list_it_stands_in(plans: tiaokuan.Corpus) -> None:
    say(plans, HEAT, "unit", "reject", "省发展改革委")
    say(plans, HEAT, "unit", "add", "省发展改革委", role="lead")
    say(plans, GYPSUM, "unit", "add", "建材企业", role="support")
    say(plans, "一/P1", "unit", "add", "全省")
    heat, gypsum, goal = (plans.clause("province", c)[1].responsibilities for c in (HEAT, GYPSUM, "一/P1"))
    assert len(heat) == 1 and [u.surface for u in heat[0].units] == ["省发展改革委", "省工业和信息化厅"]
    assert [[u.surface for u in r.units] for r in gypsum] == [["建材企业", "省工业和信息化厅"]], "it has the same task"
    assert [(r.rule, r.task[:6], r.task_clause, len(r.units)) for r in goal] == [("reader", "到2025年", "一/P1", 1)]


def test_task_and_time_limit_of_a_unit(plans: tiaokuan.Corpus) -> None:
    say(plans, HEAT, "unit", "change", "省发展改革委", deadline="2022年底前", due="2022-12-31")
    row, = plans.clause("province", HEAT)[1].responsibilities
    assert (row.deadline, row.due, len(row.units)) == ("2022年底前", "2022-12-31", 2), "the time limit is the list's"
    say(plans, HEAT, "unit", "change", "省发展改革委", task="建设云岭湖西岸余热示范带")
    rows = plans.clause("province", HEAT)[1].responsibilities
    assert [(r.task[:6], [u.surface for u in r.units], r.due) for r in rows] == [
        ("建设云岭湖西", ["省发展改革委"], "2022-12-31"), ("应当在水泥、", ["省工业和信息化厅"], None)]
    assert len(plans.matrix("province")) == 4


def test_was_is_what_the_program_found(plans: tiaokuan.Corpus) -> None:
    say(plans, HEAT, "unit", "change", "省发展改革委", deadline="2022年底前", due="2022-12-31")
    made = say(plans, HEAT, "unit", "accept", "省工业和信息化厅")
    assert made.was and (made.was["deadline"], made.was["due"]) == (None, None)
    assert plans.clause("province", HEAT)[1].responsibilities[0].due == "2022-12-31"


def test_the_only_unit_of_a_row_changes_its_task_in_place(plans: tiaokuan.Corpus) -> None:
    say(plans, GYPSUM, "unit", "change", "省工业和信息化厅", task="推广磷石膏砌块")
    row, = plans.clause("province", GYPSUM)[1].responsibilities
    assert (row.task, row.rule) == ("推广磷石膏砌块", "bracket")


def test_a_span_changes_and_names_follow_it(plans: tiaokuan.Corpus) -> None:
    say(plans, GYPSUM, "technology", "change", "磷石膏砌块", new_text="砌块")
    technology, = plans.clause("province", GYPSUM)[1].technologies
    assert (technology.text, technology.canonical, technology.rule) == ("砌块", "砌块", "general name spread")
    made = say(plans, GYPSUM, "technology", "change", "砌块", new_text="推广磷石膏砌块", canonical="磷石膏砌块")
    technology, = plans.clause("province", GYPSUM)[1].technologies
    assert (technology.text, technology.canonical) == ("推广磷石膏砌块", "磷石膏砌块")
    assert made.was and made.anchor.quote[made.was["start"] - made.anchor.start:] == "磷石膏砌块", "was is what the program found"


def test_what_a_reader_adds_across_a_mention_takes_its_place(plans: tiaokuan.Corpus) -> None:
    made = say(plans, HEAT, "technology", "add", "推广余热发电技术")
    assert texts(plans, HEAT) == ["推广余热发电技术"]
    with pytest.raises(tiaokuan.TiaokuanError, match="重叠"):
        say(plans, HEAT, "technology", "add", "推广余热")
    plans.uncorrect(made.id)
    assert texts(plans, HEAT) == ["余热发电技术"]


def test_targets_and_deadlines(plans: tiaokuan.Corpus) -> None:
    say(plans, GYPSUM, "target", "change", "磷石膏综合利用率达到70%", value=75, comparator=">=", nth=1)
    say(plans, PARK, "target", "add", "绿色园区8个", indicator="园区", value=8, unit="个", year=2025, kind="fact")
    say(plans, GYPSUM, "deadline", "add", "到2025年", due="2025-12-31")
    assert plans.targets("province", indicator="磷石膏")[0].value == 75.0
    both = [t for t in plans.targets("province") if t.text == "绿色园区8个"]
    assert [(t.indicator, t.kind, bool(t.corrected)) for t in both] == [("绿色园区", "target", False), ("园区", "fact", True)]
    with pytest.raises(tiaokuan.TiaokuanError, match="绿色园区；园区"):
        say(plans, PARK, "target", "reject", "绿色园区8个")
    say(plans, PARK, "target", "reject", "绿色园区8个", found="绿色园区")
    assert [t.indicator for t in plans.targets("province") if t.text == "绿色园区8个"] == ["园区"]
    assert plans.clause("province", GYPSUM)[1].deadlines[0].due == "2025-12-31"


def test_every_result_counts_it_and_the_index_follows(plans: tiaokuan.Corpus) -> None:
    assert plans.search("", tech="余热示范带").total == 0
    say(plans, HEAT, "technology", "add", "余热示范带")
    say(plans, HEAT, "unit", "change", "省工业和信息化厅", role="lead", name="省工信厅", canonical="云岭省工业和信息化厅")
    found = plans.search("", tech="余热示范带")
    assert found.total == 1 and ("余热示范带", 1) in found.facets["tech"] and ("lead", 1) in found.facets["role"]
    assert "云岭省工业和信息化厅" in [u.unit for u in plans.units()]
    assert "省工信厅" in plans.matrix("province").unit_names
    assert "余热示范带" in [t.technology for t in plans.technologies()]
    assert any(r.kind == "technology" and "余热示范带" in str(r.now)
               for row in plans.compare("nation", "province").rows for r in row.records)
    assert any(t.text == "余热示范带" for c in plans.document("province").clauses for t in c.technologies)


def test_tables_and_export_mark_it_only_where_there_is_something(plans: tiaokuan.Corpus, tmp_path: Path) -> None:
    ask = (lambda: plans.matrix("province"), lambda: plans.by_unit("province"), lambda: plans.targets("province"),
           lambda: plans.technologies("province"), lambda: plans.units("province"), lambda: plans.mentions("province"))
    assert not any("corrected" in [c.key for c in table().columns] for table in ask)
    plain = json.dumps(export_document(plans.document("province")))
    assert "corrected" not in plain
    say(plans, HEAT, "unit", "accept", "省发展改革委")
    say(plans, HEAT, "technology", "add", "余热示范带")
    say(plans, GYPSUM, "target", "change", "磷石膏综合利用率达到70%", value=75)
    for table in ask:
        said = [r["corrected"] for r in table().records() if r["corrected"]]
        assert said and all("王五 20" in s for s in said)
    for ending in ("xlsx", "csv", "json", "html", "md"):
        tiaokuan.render(plans.matrix("province"), ending, tmp_path / f"m.{ending}")
    assert "省发展改革委：认可（王五" in (tmp_path / "m.csv").read_text("utf-8-sig")
    exported = export_document(plans.document("province"))
    validate(exported)
    marks = [m["corrected"] for c in exported["clauses"] for m in (
        *c["targets"], *c["technologies"], *(u for r in c["responsibilities"] for u in r["units"])) if "corrected" in m]
    assert sorted(m["action"] for m in marks) == ["accept", "add", "change"] and all(set(m) == {"action", "by", "at"} for m in marks)
    rules = {m.text: m.rule for m in plans.mentions("province", why=True)}
    assert rules["余热示范带"] == "reader" and rules["省发展改革委"] == "bracket"


def test_once_more_changes_nothing_and_a_later_one_takes_its_place(plans: tiaokuan.Corpus) -> None:
    first = say(plans, HEAT, "unit", "change", "省发展改革委", role="lead")
    assert say(plans, HEAT, "unit", "change", "省发展改革委", role="lead").id == first.id
    second = say(plans, HEAT, "unit", "change", "省发展改革委", role="support", who="赵六")
    third = say(plans, HEAT, "unit", "reject", "省发展改革委", who="孙七")
    assert say(plans, HEAT, "unit", "reject", "省发展改革委", who="孙七").id == third.id
    assert {first.root, second.root, third.root} == {first.id} and second.was == first.was
    assert [(r.correction.by, r.status) for r in plans.corrections("province")] == [
        ("王五", "replaced"), ("赵六", "replaced"), ("孙七", "in force")]
    assert ("省发展改革委", "support") not in units(plans, HEAT) and len(units(plans, HEAT)) == 1
    plans.uncorrect(third.id, "王五")
    assert units(plans, HEAT)[0] == ("省发展改革委", "support")
    plans.uncorrect(first.id), plans.uncorrect(second.id, "王五")
    assert units(plans, HEAT)[0] == ("省发展改革委", "responsible") and plans.document("province") == plans._store.get("province")
    rows = plans.corrections()
    assert [r.status for r in rows] == ["undone"] * 3 and rows[2].correction.undone.by == "王五"
    assert plans.uncorrect(third.id, "孙七").undone.by == "王五", "taken back once"  # type: ignore[union-attr]


def test_a_rejected_mention_is_accepted_after_all(plans: tiaokuan.Corpus) -> None:
    for kind, text, action in (("technology", "余热发电", "reject"), ("technology", "余热示范带", "add"),
                               ("technology", "余热示范带", "reject")):
        say(plans, HEAT, kind, action, text)
    assert texts(plans, HEAT) == []
    say(plans, HEAT, "technology", "accept", "余热发电技术", who="赵六")
    clause = plans.clause("province", HEAT)[1]
    start = clause.text.index("余热示范带")
    plans.correct("province", HEAT, "technology", "accept", start, start + 5, who="赵六")
    assert texts(plans, HEAT) == ["余热发电技术", "余热示范带"]


def test_gold_is_what_readers_made_of_it(plans: tiaokuan.Corpus, tmp_path: Path) -> None:
    say(plans, HEAT, "technology", "reject", "余热发电技术")
    say(plans, HEAT, "unit", "change", "省发展改革委", role="lead")
    say(plans, GYPSUM, "target", "change", "磷石膏综合利用率达到70%", value=75)
    path, = plans.export("province", folder=tmp_path / "gold", format="gold")
    assert path.name == "province.json"
    corrected = plans.evaluate(tmp_path / "gold", corrected=True)
    assert not corrected.faults and not corrected.missing and {r.f1 for r in corrected} == {1.0}
    found = plans.evaluate(tmp_path / "gold")
    assert [f for f in ("unit_role", "target_value", "technology") if found.of(f).f1 == 1] == []
    assert found.of("unit").f1 == found.of("clause_boundary").f1 == 1
    with pytest.raises(tiaokuan.TiaokuanError, match="gold"):
        plans.export(folder=tmp_path, format="xml")


def _read(path: str, who: str, count: int) -> None:
    with tiaokuan.open(path) as corpus:
        for n in range(count):
            corpus.correct_words("province", HEAT, "unit", "change", "省发展改革委", who=who, note=str(n), canonical=f"{who}{n}")


def test_readers_at_the_same_time_lose_nothing(plans: tiaokuan.Corpus) -> None:
    spawn = multiprocessing.get_context("spawn")
    readers = [spawn.Process(target=_read, args=(str(plans.path), who, 6)) for who in ("甲", "乙", "丙")]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)
    assert [reader.exitcode for reader in readers] == [0, 0, 0]
    made = [r.correction for r in plans.corrections("province")]
    assert len(made) == 18 and {c.root for c in made} == {1}, "one chain: each saw what was said before"
    assert [r.status for r in plans.corrections()].count("in force") == 1


def test_a_file_of_version_2_is_upgraded(plans: tiaokuan.Corpus) -> None:
    path = plans.path
    plans.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE correction")
        db.execute("PRAGMA user_version=2")
    db.close()
    with tiaokuan.open(path) as again:
        assert len(again.corrections()) == 0
        assert say(again, HEAT, "unit", "accept", "省发展改革委").id == 1
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
    db.close()


def test_a_file_of_version_1_is_upgraded(plans: tiaokuan.Corpus) -> None:
    path = plans.path
    plans.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE correction")
        db.execute("ALTER TABLE document DROP COLUMN number")
        db.execute("PRAGMA user_version=1")
    db.close()
    with tiaokuan.open(path) as again:
        assert say(again, HEAT, "unit", "accept", "省发展改革委").id == 1
        assert any("nation" in m.detail for m in again.mentions("province"))


def test_a_damaged_correction_is_one_line(plans: tiaokuan.Corpus) -> None:
    made = say(plans, HEAT, "unit", "change", "省发展改革委", role="lead")
    body = plans._store._db.execute("SELECT body FROM correction").fetchone()[0]
    for bad in ("{", "[]", '{"kind": "unit"}', body.replace('"lead"', '"boss"'), body.replace('"start": ', '"start": -'),
                body.replace('"unit"', '"units"'), "[" * 100_000):
        plans._store._db.execute("UPDATE correction SET body = ?", (bad,))
        with pytest.raises(tiaokuan.TiaokuanError, match=f"#{made.id}"):
            plans.document("province")


def test_command_line(plans: tiaokuan.Corpus) -> None:
    path = str(plans.path)
    plans.close()

    def run(*words: str) -> Any:
        return CliRunner().invoke(cli.main, ["--corpus", path, *words])

    first = run("correct", "province", "二/（一）", "--technology", "余热发电", "--reject", "--who", "王五")
    assert first.exit_code == 0 and "#1" in first.output, "by a part of its words, in the clause below"
    assert run("correct", "province", "二/（三）", "--target", "磷石膏综合利用率", "--value", "75", "--without", "year").exit_code == 0
    shown = run("corrections", "province", "--format", "json")
    rows = json.loads(shown.stdout)
    assert [(r["action"], r["was"], r["now"], r["status"]) for r in rows] == [
        ("reject", "余热发电", None, "in force"), ("change", "70 2025", "75", "in force")]
    assert rows[0]["by"] == "王五" and rows[0]["at"].endswith("Z")
    assert "已撤回" in run("corrections", "--undo", "1", "--who", "赵六").output
    for wrong, said in ((("--technology", "火箭", "--add"), "没有“火箭”"), (("--technology", "冶金", "--reject"), "标出的有 余热"),
                        (("--technology", "余热发电"), "没有说改什么"), (("--unit", "省发展改革委", "--accept", "--role", "lead"), "accept 不带"),
                        (("--unit", "省发展改革委", "--due", "明年"), "明年"), (("--reject",), "--unit")):
        failed = run("correct", "province", "二/（一）", *wrong)
        assert failed.exit_code in (1, 2) and said in failed.output and "Traceback" not in failed.output
    assert run("corrections", "--undo", "99").exit_code == 1


def test_every_kind_of_text_stays_what_it_was(plans: tiaokuan.Corpus) -> None:
    """Nothing of the text is touched, and untouched clauses are the very same."""
    say(plans, HEAT, "technology", "add", "余热示范带")
    found, corrected = plans._store.get("province"), plans.document("province")
    assert [c.text for c in found.clauses] == [c.text for c in corrected.clauses]
    assert [c.id for a, c in zip(found.clauses, corrected.clauses, strict=True) if a != c] == [HEAT]
    assert PROVINCE.count("余热示范带") == 1


@pytest.mark.skipif(not (SHARED / "eval" / "score.py").is_file(), reason="../shared/eval is not here")
def test_the_measure_beside_the_project_reads_the_gold(plans: tiaokuan.Corpus, tmp_path: Path) -> None:
    say(plans, HEAT, "technology", "reject", "余热发电技术")
    plans.export(folder=tmp_path / "gold", format="gold")
    plans.export(folder=tmp_path / "json")
    done = subprocess.run([sys.executable, str(SHARED / "eval" / "score.py"), "--dir", str(tmp_path / "gold"), str(tmp_path / "json")],
                          capture_output=True, text=True, encoding="utf-8", check=True)
    figures = json.loads(done.stdout)["all"]
    assert {f["f1"] if isinstance(f, dict) else f for f in figures.values()} == {1.0}
