"""The rule of the rooms for the modules beside the packages; the packages are held to theirs by import-linter (make lint)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"pipeline", "corpus", "index", "measure", "render", "web", "face", "tiaokuan", "commands", "cli"}


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found & ROOMS


def test_the_commands_speak_to_tiaokuan_alone() -> None:
    assert imported(ROOT / "cli.py") == {"commands"}
    for path in (ROOT / "commands").glob("*.py"):
        assert imported(path) <= {"tiaokuan", "commands"}, path


def test_the_pages_speak_to_tiaokuan_alone() -> None:
    for path in (ROOT / "web").rglob("*.py"):
        assert imported(path) <= {"tiaokuan", "web"}, path


@pytest.mark.parametrize("room", ["pipeline", "corpus", "index", "measure", "render"])
def test_no_room_knows_the_face_or_the_commands(room: str) -> None:
    for path in (ROOT / room).rglob("*.py"):
        assert not imported(path) & {"tiaokuan", "commands", "cli", "face", "web"}, path


def test_the_parts_of_the_face_know_no_pages_and_no_commands() -> None:
    for path in (ROOT / "face").glob("*.py"):
        assert imported(path) <= {"face", "corpus", "index", "pipeline", "measure"}, path
    assert imported(ROOT / "face" / "intake.py") <= {"pipeline", "corpus"}
