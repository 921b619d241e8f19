"""The sample documents have what they are there to show, and their annotations fit them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from measure.text import norm as bare
from pipeline import analyse
from pipeline.read import read

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "corpus" / "samples"
NAMES = {"yunling-2016": "txt", "yunling-2021": "txt", "qingshi-2022": "html"}


def gold(name: str) -> dict[str, Any]:
    return json.loads((HERE / "gold" / f"{name}.json").read_text("utf-8"))


def text(name: str) -> str:
    """The text of a sample as its reader finds it."""
    file = SAMPLES / f"{name}.{NAMES[name]}"
    return "".join(bare(block.text) for block in read(file.read_bytes(), file.name).blocks)


def test_no_sample_without_annotation() -> None:
    assert {p.stem: p.suffix[1:] for p in SAMPLES.iterdir()} == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_annotation_fits_its_sample(name: str) -> None:
    annotation = gold(name)
    clauses = annotation["clauses"]
    assert len(clauses) >= 60
    assert [c["n"] for c in clauses] == list(range(len(clauses)))
    assert "".join(bare(c["text"]) for c in clauses) == text(name)
    for clause in clauses:
        assert clause["text"].startswith(clause["marker"]) and clause["heading"] in clause["text"]
        assert clause["parent"] is None or (
            clause["parent"] < clause["n"] and clauses[clause["parent"]]["kind"] == "unit")
    own = {c["n"]: bare(c["text"]) for c in clauses}
    for row in annotation["responsibilities"]:
        assert row["units"] and bare(row["task"]) in own[row["clause"]]
        for unit in row["units"]:
            assert bare(unit["surface"]) in own[row["clause"]] and unit["name"].endswith(unit["surface"])
            assert unit["role"] in ("lead", "support", "responsible")
    for target in annotation["targets"]:
        assert all(bare(way) in own[target["clause"]] for way in target["indicator"])
    for row in annotation["technologies"]:
        assert all(bare(way) in own[row["clause"]] for way in [*sum(row["rows"], []), *row["optional"]])


@pytest.mark.parametrize("name", NAMES)
def test_sample_says_of_itself_what_is_annotated(name: str) -> None:
    meta = gold(name)["meta"]
    file = SAMPLES / f"{name}.{NAMES[name]}"
    found = analyse(file.read_bytes(), file.name).meta
    assert found.title in meta["titles"]
    assert (found.doc_number, list(found.issuers), found.date) == (meta["doc_number"], meta["issuers"], meta["date"])


def test_samples_have_the_difficulties_of_the_genre() -> None:
    first, second, city = (gold(name) for name in NAMES)
    assert any("排列第一的为牵头责任单位，以下相同" in c["text"] for c in first["clauses"])
    per_clause = [sum(r["clause"] == c["n"] for r in first["responsibilities"]) for c in first["clauses"]]
    assert max(per_clause) >= 3, "several lists in one paragraph"
    assert any(c["part"] for c in first["clauses"]) and any(c["part"] for c in second["clauses"]), "run together"
    assert sum(c["kind"] == "unit" and not c["marker"] for c in first["clauses"]) >= 8, "run-in headings"
    assert any(u["surface"] != u["name"] for r in first["responsibilities"] for u in r["units"]), "shared prefixes"
    assert sum(c["kind"] == "row" for c in city["clauses"]) >= 14, "a target table and a task-division table"
    assert {u["role"] for r in city["responsibilities"] for u in r["units"]} == {"lead", "support", "responsible"}


def test_revision_keeps_edits_adds_and_drops() -> None:
    old, new = ({bare(c["text"]) for c in gold(n)["clauses"]} for n in ("yunling-2016", "yunling-2021"))
    assert len(old & new) >= 20
    assert len(old - new) >= 20 and len(new - old) >= 20


def test_page_furniture_is_not_in_the_document() -> None:
    assert not any(word in text("qingshi-2022") for word in ("无障碍浏览", "打印本页", "相关链接", "网站标识码", "分享到"))
