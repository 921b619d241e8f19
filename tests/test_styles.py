"""The samples of many styles: what each is there to show, and that its annotation fits its text."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from measure.gold import read_gold
from measure.text import squeeze

HERE = Path(__file__).parent
STYLES = sorted((HERE / "data" / "styles").glob("*.txt"))


def gold(name: str) -> dict[str, Any]:
    return read_gold(HERE / "gold" / f"{name}.json")


def texts(annotation: dict[str, Any]) -> str:
    return "\n".join(c["text"] for c in annotation["clauses"])


def roles(annotation: dict[str, Any]) -> set[str]:
    return {u["role"] for r in annotation["responsibilities"] for u in r["units"]}


def kinds(annotation: dict[str, Any], part: str, key: str) -> set[Any]:
    return {row[key] for row in annotation[part]}


SHOWN: dict[str, Callable[[dict[str, Any]], object]] = {
    "ministry-opinion": lambda g: "按职责分工负责）" in texts(g) and g["meta"]["region"] == "全国",
    "province-brackets": lambda g: re.search("【牵头单位：.*；责任单位：.*】", texts(g)) and roles(g) >= {"lead", "support"},
    "city-own-lines": lambda g: texts(g).count("\n完成时限：") >= 5 and "持续推进" in kinds(g, "responsibilities", "deadline"),
    "county-work-plan": lambda g: "土地整治股" in texts(g) and any(
        u["name"] == "农业农村局" for r in g["responsibilities"] for u in r["units"]),
    "division-table": lambda g: "| 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限 |" in texts(g),
    "regulation-articles": lambda g: sum(c["marker"].startswith("第") for c in g["clauses"]) >= 15
    and "备案" in texts(g) and not g["targets"],
    "target-table": lambda g: "| 指标 | 2020年 | 2025年 | 属性 |" in texts(g) and kinds(g, "targets", "comparator") >= {
        "=", ">", ">=", "~", "down", "range"},
    "work-report": lambda g: kinds(g, "targets", "kind") == {"fact", "target"} and len(g["targets"]) >= 25,
    "notice-annexes": lambda g: [c["marker"] for c in g["clauses"] if c["marker"].startswith("附件")] == ["附件1", "附件2"],
    "first-leads": lambda g: "排在第一位的为牵头单位，下同" in texts(g) and roles(g) == {"lead", "support"},
    "two-provinces": lambda g: any(
        {"岚川省水利厅", "青澜省水利厅"} <= {u["name"] for u in r["units"]} for r in g["responsibilities"]),
    "nested-brackets": lambda g: "各县[市、区]" in texts(g) and "２０２６" in texts(g) and "(一)" in texts(g)
    and any(t.count("（") != t.count("）") for t in (c["text"] for c in g["clauses"])),
    "technology-catalogue": lambda g: sum(len(r["rows"]) for r in g["technologies"]) >= 35,
    "governing-lists": lambda g: "以下均需各市人民政府落实，不再列出" in texts(g)
    and any(r["task"].startswith("（一）") and g["clauses"][r["clause"]]["kind"] == "paragraph" for r in g["responsibilities"]),
}


def test_every_style_is_named_and_every_name_is_a_style() -> None:
    assert {path.stem for path in STYLES} == set(SHOWN)
    assert len(SHOWN) >= 12


@pytest.mark.parametrize("name", SHOWN)
def test_a_sample_shows_its_style(name: str) -> None:
    annotation = gold(name)
    assert 15 <= len(annotation["clauses"]) <= 40
    assert SHOWN[name](annotation)


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.stem)
def test_an_annotation_fits_its_sample(path: Path) -> None:
    annotation = gold(path.stem)
    clauses = annotation["clauses"]
    own = {c["n"]: squeeze(c["text"]) for c in clauses}
    whole = "".join(own.values())
    assert whole == squeeze(path.read_text("utf-8"))
    for clause in clauses:
        assert clause["text"].startswith(clause["marker"]) and clause["heading"] in clause["text"]
        assert clause["parent"] is None or clauses[clause["parent"]]["kind"] == "unit"
    for row in annotation["responsibilities"]:
        assert row["units"] and squeeze(row["task"]) in whole
        assert all(squeeze(u["surface"]) in own[row["clause"]] for u in row["units"])
    for target in annotation["targets"]:
        assert all(squeeze(way) in own[target["clause"]] for way in target["indicator"])
    for row in annotation["technologies"]:
        assert all(squeeze(way) in own[row["clause"]] for way in [*sum(row["rows"], []), *row["optional"]])


def test_no_real_province_or_city_is_named() -> None:
    """Places are invented (real ministries may be named)."""
    places = tomllib.loads((HERE.parent / "corpus" / "lexicon" / "regions.toml").read_text("utf-8"))["province"]
    real = {p["name"] for p in places} | {f"{city}市" for p in places for city in p.get("cities", "").split()}
    assert [(path.stem, name) for path in STYLES for name in real if name in path.read_text("utf-8")] == []
