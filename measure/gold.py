"""Annotations (`clause-gold/1`): read and checked, so that a fault in one is a clear line and not a wrong figure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from corpus.model import TiaokuanError

SCHEMA_FILE = Path(__file__).parent.parent / "corpus" / "schema" / "clause-gold-1.schema.json"


def gold_files(folder: Path) -> list[Path]:
    """The annotations of a folder, in the order of their names. Raises TiaokuanError where there are none."""
    if not folder.is_dir():
        raise TiaokuanError(f"{folder}：不是文件夹 (not a folder)")
    files = sorted(p for p in folder.glob("*.json") if not p.name.startswith("."))
    if not files:
        raise TiaokuanError(f"{folder}：里面没有标注文件 *.json (no annotations here)")
    return files


def read_gold(path: Path) -> dict[str, Any]:
    """One annotation. Raises TiaokuanError, one line that names the file and the fault, where it is malformed."""
    try:
        gold = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise TiaokuanError(f"{path}：读不到：{error.strerror} (cannot be read)") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise TiaokuanError(f"{path}：不是 UTF-8 编码的 JSON (not JSON in UTF-8)") from error
    except json.JSONDecodeError as error:
        raise TiaokuanError(f"{path}：第 {error.lineno} 行第 {error.colno} 字不是 JSON：{error.msg} (not JSON)") from error
    fault = next(_faults(gold), None)
    if fault:
        raise TiaokuanError(f"{path}：{fault}")
    checked: dict[str, Any] = gold
    return checked


@cache
def _validator() -> Any:
    import jsonschema

    return jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))


def _faults(gold: Any) -> Iterator[str]:
    """What is wrong with an annotation, the first fault first: its form, then what its numbers refer to."""
    for error in sorted(_validator().iter_errors(gold), key=lambda e: [str(part) for part in e.absolute_path]):
        place = "/".join(str(part) for part in error.absolute_path)
        message = " ".join(error.message.split())
        yield f"{place + '：' if place else ''}{message if len(message) <= 160 else message[:160] + '…'} (malformed)"
    numbers: set[int] = set()
    for index, clause in enumerate(gold["clauses"]):
        if clause["n"] in numbers:
            yield f"clauses/{index}：编号 {clause['n']} 重复 (number used twice)"
        if clause["parent"] is not None and clause["parent"] not in numbers:
            yield f"clauses/{index}：上级 {clause['parent']} 不在前面 (parent is no earlier clause)"
        numbers.add(clause["n"])
    for part in ("responsibilities", "targets", "targets_optional", "technologies"):
        for index, row in enumerate(gold.get(part) or ()):
            if row["clause"] not in numbers:
                yield f"{part}/{index}：没有第 {row['clause']} 条 (no such clause)"
