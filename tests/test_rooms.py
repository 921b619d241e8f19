"""The rule of the rooms for the modules beside the packages; the packages are held to theirs by import-linter (make lint)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"pipeline", "corpus", "index", "measure", "render", "web", "intake", "reviewing", "surveying", "searching", "tiaokuan", "commands", "cli"}


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
        assert not imported(path) & {"tiaokuan", "commands", "cli", "intake", "reviewing", "surveying", "searching", "web"}, path


def test_the_intake_knows_no_index_and_no_face() -> None:
    assert imported(ROOT / "intake.py") <= {"pipeline", "corpus"}


def test_the_searching_knows_corpus_and_index() -> None:
    assert imported(ROOT / "searching.py") <= {"corpus", "index"}
def test_the_surveying_knows_corpus_and_index() -> None:
    assert imported(ROOT / "surveying.py") <= {"corpus", "index"}
