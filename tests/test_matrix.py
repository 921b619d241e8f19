"""The matrix and the registers, over invented documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import cli
from corpus.model import (
    Clause,
    Document,
    Metadata,
    Responsibility,
    Role,
    Source,
    Target,
    Technology,
    TiaokuanError,
    Unit,
)
from index.lines import line_table
from index.matrix import by_unit, matrix
from index.registers import targets, technologies, units


def unit(name: str, role: Role, surface: str = "") -> Unit:
    return Unit(surface or name, name, "云岭省" + name.removeprefix("省"), role, 0, len(surface or name))


def document() -> Document:
    first = Responsibility("推广余热利用。", (unit("省工信厅", "lead"), unit("省能源局", "support")), "一/（一）", False,
                           "2031年底前", "2031-12-31", "list")
    second = Responsibility("建设监测平台。", (unit("省能源局", "lead", "能源局"), unit("省工信厅", "lead"),
                                       unit("省工信厅", "support")), "一/（二）", True)
    clauses = (
        Clause("一", None, 1, "unit", "一、", "重点任务", "一、重点任务"),
        Clause("一/（一）", "一", 2, "unit", "（一）", "推广技术", "（一）推广技术。推广余热利用。",
               technologies=(Technology("余热利用", "余热利用", 7, 11),)),
        Clause("一/（一）/P1", "一/（一）", 3, "paragraph", "", "", "（省工信厅牵头，省能源局配合）", responsibilities=(first,)),
        Clause("一/（二）", "一", 2, "unit", "（二）", "建设平台", "（二）建设平台。能耗下降15%。余热回收率达80%。",
               responsibilities=(second,),
               technologies=(Technology("余热回收", "余热利用", 0, 4), Technology("储能", "储能", 0, 2)),
               targets=(Target("能耗下降15%", "能耗", "down", 15.0, None, "%", 2031, 2026, "target", 8, 15),
                        Target("余热回收率达80%", "余热回收率", "=", 80.0, None, "%", 2030, None, "fact", 16, 25))),
    )
    return Document("yunling", Metadata(title="云岭省节能方案"), Source("plans/yunling.txt", "0" * 64, "text/plain"), clauses)


def test_matrix_has_a_row_a_task_and_a_column_a_unit() -> None:
    made = matrix([document()])
    assert made.unit_names == ("省工信厅", "省能源局")
    assert [c.key for c in made.columns] == ["document", "clause", "task", "deadline", "due", "source", "省工信厅", "省能源局"]
    first, second = made.records()
    assert (first["省工信厅"], first["省能源局"]) == ("●", "○")
    assert (first["clause"], first["due"], first["source"]) == (
        "一/（一）", "2031-12-31", "plans/yunling.txt#一/（一）/P1")
    assert second["省工信厅"] == "●", "a unit named twice keeps its strongest role"
    assert made[1].open and made[1].deadline is None
    assert "云岭省节能方案" in made.title and "●" in made._repr_html_()
    assert list(made.to_frame().columns) == [c.key for c in made.columns]


def test_source_column_links_to_the_clause() -> None:
    made = matrix([document()])
    column = next(c for c in made.columns if c.key == "source")
    assert column.link is not None and column.link(made[0]) == "plans/yunling.txt#一/（一）/P1"


@pytest.mark.parametrize(("name", "role", "tasks"), [
    ("能源局", None, 2), ("能源局", "lead", 1), ("能源局", "牵头", 1), ("云岭省能源局", "support", 1), ("水利厅", None, 0),
    (None, "responsible", 0), (" ", None, 2)])
def test_matrix_filters(name: str | None, role: str | None, tasks: int) -> None:
    assert len(matrix([document()], unit=name, role=role)) == tasks


def test_unknown_role_and_kind_say_what_there_is() -> None:
    with pytest.raises(TiaokuanError, match="lead"):
        matrix([document()], role="boss")
    with pytest.raises(TiaokuanError, match="fact"):
        targets([document()], kind="wish")


def test_by_unit_keeps_a_units_tasks_together() -> None:
    made = by_unit([document()])
    assert [r.unit for r in made] == ["省工信厅"] * 3 + ["省能源局"] * 2
    assert [r.role for r in by_unit([document()], unit="能源局")] == ["support", "lead"]
    assert made.records()[0]["path"] == "一/（一）"


def test_targets_filter_by_indicator_year_and_kind() -> None:
    assert [t.indicator for t in targets([document()])] == ["能耗", "余热回收率"]
    assert [t.value for t in targets([document()], indicator="能耗")] == [15.0]
    assert [t.value for t in targets([document()], year=2030)] == [80.0]
    assert [t.year for t in targets([document()], kind="target")] == [2031]
    row = targets([document()]).records()[0]
    assert (row["baseline_year"], row["source"]) == (2026, "plans/yunling.txt#一/（二）")


def test_technologies_gather_spellings() -> None:
    first, second = technologies([document()])
    assert (first.technology, first.count, list(first.spellings)) == ("余热利用", 2, ["余热利用", "余热回收"])
    assert first.places == [("yunling", "一/（一）"), ("yunling", "一/（二）")]
    assert second.technology == "储能"
    assert [r["technology"] for r in technologies([document()], name="余热").records()] == ["余热利用"]


def test_units_count_roles_and_names() -> None:
    rows = {r.unit: r for r in units([document()])}
    energy = rows["云岭省能源局"]
    assert set(energy.names) == {"省能源局", "能源局"}
    assert (energy.roles["lead"], energy.roles["support"]) == (1, 1)
    assert [r.unit for r in units([document()], role="support")] == ["云岭省能源局", "云岭省工信厅"]
    assert units([document()]).records()[0]["source"].startswith("plans/yunling.txt#")


def placed(date: str, *names: str) -> Document:
    told = Responsibility("治理大气。", tuple(Unit(n, n, n, "responsible", 0, len(n)) for n in names), "1", False, None, None, "list")
    return Document(f"d{date[:4]}", Metadata(title="方案", date=date, region="广西壮族自治区"), Source("d.txt", "0" * 64, "text/plain"),
                    (Clause("1", None, 1, "unit", "1.", "", "1.治理大气。", responsibilities=(told,)),))


YEARS = [placed("2006-01-01", "南宁市环境保护局"), placed("2013-01-01", "广西壮族自治区环境保护厅", "广西壮族自治区发展和改革委员会"),
         placed("2022-01-01", "广西壮族自治区生态环境厅")]


def test_a_stem_asks_for_its_line() -> None:
    assert [r.doc_id for r in matrix(YEARS, unit="生态环境")] == ["d2006", "d2013", "d2022"]
    assert [r.doc_id for r in matrix(YEARS, unit="广西壮族自治区环境保护厅")] == ["d2013"]
    assert {r.unit for r in by_unit(YEARS, unit="环保")} == {"南宁市环境保护局", "广西壮族自治区环境保护厅", "广西壮族自治区生态环境厅"}
    assert len(units(YEARS, name="环境保护")) == 3


def test_the_line_of_a_body() -> None:
    table = line_table("环保厅", YEARS)
    assert [(r.name, r.years, r.clauses) for r in table] == [
        ("国家环境保护局", "1988—1998", 0), ("国家环境保护总局", "1998—2008", 0), ("环境保护局", "1999—2018", 2),
        ("环境保护部", "2008—2018", 0), ("生态环境部", "2018—", 1)]
    first = table.records()[0]
    assert list(first) == ["name", "level", "years", "became", "clauses", "source"]
    assert (first["became"], first["level"]) == ("国家环境保护总局", "国家") and "1998" in first["source"]
    assert "环境保护部" in table._repr_html_()


def test_the_line_without_documents() -> None:
    table = line_table("生态环境部")
    assert "clauses" not in table.records()[0] and all(r.clauses is None for r in table)


def test_a_body_nobody_knows() -> None:
    with pytest.raises(TiaokuanError, match="相近的有：.*国家能源局"):
        line_table("国家能元局")
    with pytest.raises(TiaokuanError, match="没有"):
        line_table("")


def test_the_commands_filter_by_time_and_nature(tmp_path: Path) -> None:
    def told(*arguments: str) -> list[dict[str, Any]]:
        made = CliRunner().invoke(cli.main, ["--corpus", str(tmp_path / "c.db"), *arguments, "--format", "json"])
        assert made.exit_code == 0, made.output
        rows: list[dict[str, Any]] = json.loads(made.stdout)
        return rows

    samples = Path(cli.__file__).parent / "corpus" / "samples"
    assert CliRunner().invoke(cli.main, ["--corpus", str(tmp_path / "c.db"), "add", str(samples)]).exit_code == 0
    every = told("matrix")
    due = told("matrix", "--due", "2023..2024")
    assert len(due) == 7 and len(due) < len(every) and all(row["due"][:4] in ("2023", "2024") for row in due)
    dated = told("matrix", "--by", "unit", "--date", "2016")
    assert dated and {row["source"].split("#")[0] for row in dated} == {str(samples / "yunling-2016.txt")}
    binding = told("targets", "--nature", "约束性")
    assert binding and {row["nature"] for row in binding} == {"约束性"}
    wrong = CliRunner().invoke(cli.main, ["--corpus", str(tmp_path / "c.db"), "matrix", "--due", "明年"])
    assert wrong.exit_code == 1 and "明年" in wrong.output and "Traceback" not in wrong.output
