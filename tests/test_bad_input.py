"""What goes wrong outside the program is told in one line, stops no batch and leaves the corpus as it was."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

import face.intake as intake
import tiaokuan
from corpus.model import TiaokuanError
from tests.writing import PLAN


@pytest.fixture
def corpus_file(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "plan.txt").write_text(PLAN, "utf-8")
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add(tmp_path / "in")
    return tmp_path / "c.db"


def test_a_full_disk_is_told_and_what_was_kept_stays(corpus_file: Path, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("\n".join(f"第{n}段，各市要加强节能管理。" for n in range(20_000)), "utf-8")
    with tiaokuan.open(corpus_file) as corpus:
        pages = corpus._store._db.execute("PRAGMA page_count").fetchone()[0]
        corpus._store._db.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(TiaokuanError, match="磁盘已满"):
            corpus.add(tmp_path / "long.txt")
    with tiaokuan.open(corpus_file) as corpus:
        assert [s.id for s in corpus.list()] == ["plan"]
        assert corpus.search("余热发电").total
        assert corpus.add(tmp_path / "long.txt").count("added") == 1


def test_a_corpus_of_a_newer_version_is_left_alone(corpus_file: Path) -> None:
    with sqlite3.connect(corpus_file) as db:
        db.execute("PRAGMA user_version=99")
    with pytest.raises(TiaokuanError, match="更新版本"):
        tiaokuan.open(corpus_file)


def test_a_file_that_vanishes_is_a_failed_row(corpus_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, there = tmp_path / "in" / "gone.txt", tmp_path / "in" / "there.txt"
    gone.write_text("一、总体要求", "utf-8")
    there.write_text(PLAN.replace("云岭", "青岭"), "utf-8")
    read = intake.Source.read

    def vanishing(source: intake.Source) -> bytes:
        if source.name == "gone.txt":
            Path(source.uri).unlink(missing_ok=True)
        return read(source)

    monkeypatch.setattr(intake.Source, "read", vanishing)
    with tiaokuan.open(corpus_file) as corpus:
        report = corpus.add(tmp_path / "in")
    assert {Path(r.uri).name: r.status for r in report} == {"gone.txt": "failed", "plan.txt": "unchanged", "there.txt": "added"}
    assert "读不到文件" in str(report.failed[0].reason)


def test_a_folder_without_permission_is_a_failed_row(corpus_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in" / "closed").mkdir()
    scan = os.scandir

    def scandir(path: str) -> object:  # root may open every folder: say no as the system would say it to others
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with tiaokuan.open(corpus_file) as corpus:
        report = corpus.add(tmp_path / "in")
    assert report.count("unchanged") == 1 and "不能打开文件夹" in str(report.failed[0].reason)
