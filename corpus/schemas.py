"""The JSON Schemas of the public formats, for those who show them: each whole in itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.model import TiaokuanError

FOLDER = Path(__file__).parent / "schema"


def whole(name: str) -> dict[str, Any]:
    """The schema of a format by its name (`clause-compare/1`), every reference replaced by what it means: inside another
    document (OpenAPI) `#/$defs/…` would point elsewhere. Raises TiaokuanError for a name that there is not."""
    files = {file.name.removesuffix(".schema.json"): file for file in FOLDER.glob("*.schema.json")}
    file = files.get(name.replace("/", "-"))
    if file is None:
        raise TiaokuanError(f"没有格式 {name}，可用 {'，'.join(sorted(files))} (unknown format)")
    read = json.loads(file.read_text("utf-8"))
    parts = read.pop("$defs", {})
    read.pop("$schema", None)
    found: dict[str, Any] = _resolved(read, parts, ())
    return found


def _resolved(node: Any, parts: dict[str, Any], within: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_resolved(each, parts, within) for each in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).removeprefix("#/$defs/")
    if name in parts:
        # one that holds itself cannot be written out: inside it, anything
        return {} if name in within else _resolved(parts[name], parts, (*within, name))
    return {key: _resolved(value, parts, within) for key, value in node.items()}
