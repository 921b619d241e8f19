"""Pairs aligned by reading (shared, not in the repository): links, kinds of change, edits. Floors that nobody lowers by accident."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import tiaokuan
from index.compare import compare

SHARED = Path(__file__).parent.parent.parent / "shared"
FLOORS = {"pairs_f1": 0.98, "kinds": 0.95, "edits": 0.95}
MARKED = 1.6


@pytest.mark.skipif(not (SHARED / "pairs").is_dir(), reason="../shared/pairs is not here")
def test_pairs_aligned_by_reading(tmp_path: Path) -> None:
    for gold in sorted((SHARED / "pairs").glob("*__*.json")):
        old, new = (tiaokuan.analyse((SHARED / "documents" / f"{name}.txt").read_bytes(), f"{name}.txt") for name in gold.stem.split("__"))
        (tmp_path / gold.name).write_text(json.dumps(compare(old, new).to_json(), ensure_ascii=False), "utf-8")
    done = subprocess.run([sys.executable, str(SHARED / "eval" / "score_pairs.py"), str(SHARED / "pairs"), str(tmp_path)],
                          capture_output=True, text=True, encoding="utf-8", check=True)
    score = json.loads(done.stdout)["all"]
    assert {name: score[name] for name, floor in FLOORS.items() if score[name] < floor} == {}
    assert score["marked"] <= MARKED
