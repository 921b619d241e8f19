"""The commands as a person types them, and what bad input gets: one clear line and exit 1."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from tests.writing import PLAN, REVISED


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "plan-2016.txt").write_text(PLAN, "utf-8")
    (tmp_path / "plan-2021.txt").write_text(REVISED, "utf-8")
    return tmp_path


def run(place: Path, *arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli.main, ["--corpus", str(place / "c.db"), *arguments], input=stdin)


@pytest.fixture
def filled(place: Path) -> Path:
    result = run(place, "add", str(place / "plan-2016.txt"), str(place / "plan-2021.txt"))
    assert result.exit_code == 0, result.output
    return place


@pytest.mark.parametrize("command", [
    ["list"], ["show", "plan-2016"], ["info"], ["matrix", "plan-2016"], ["matrix", "--by", "unit"], ["targets"],
    ["technologies"], ["units", "--role", "牵头"], ["search", "余热发电"], ["compare", "plan-2016", "plan-2021"],
    ["indicators", "--facts"], ["similar", "plan-2016", "二/（一）"], ["reuse", "plan-2021"], ["trace", "plan-2016", "plan-2021"],
    ["network", "--by", "line", "--year-from", "2016"],
])
def test_each_command_prints_and_gives_json(filled: Path, command: list[str]) -> None:
    shown = run(filled, *command)
    assert shown.exit_code == 0, shown.output
    assert shown.output.strip()
    given = run(filled, *command, "--format", "json")
    assert given.exit_code == 0, given.output
    json.loads(given.stdout)


@pytest.mark.parametrize("ending", ["xlsx", "csv", "html", "md", "json"])
@pytest.mark.parametrize("command", [["matrix"], ["targets"], ["units"], ["compare", "plan-2016", "plan-2021"],
                                     ["search", "节能"], ["indicators"], ["reuse", "plan-2021"], ["network"],
                                     ["trace", "plan-2016", "plan-2021"], ["similar", "plan-2016", "二/（一）"]])
def test_every_table_is_written_in_every_format(filled: Path, command: list[str], ending: str) -> None:
    out = filled / f"out.{ending}"
    result = run(filled, *command, "-o", str(out))
    assert result.exit_code == 0, result.output
    assert out.stat().st_size > 50


def test_three_documents_are_compared_by_topics(filled: Path) -> None:
    (filled / "plan-2026.txt").write_text(REVISED.replace("2021", "2026"), "utf-8")
    assert run(filled, "add", str(filled / "plan-2026.txt")).exit_code == 0
    given = run(filled, "compare", "plan-2016", "plan-2021", "plan-2026", "--format", "json")
    assert json.loads(given.stdout)["schema"] == "clause-topics/1"
    for ending in ("xlsx", "html", "csv", "md"):
        assert run(filled, "compare", "plan-2016", "plan-2021", "plan-2026", "-o", str(filled / f"t.{ending}")).exit_code == 0
    assert run(filled, "compare", "plan-2016").exit_code == 2


def test_networks_and_charts_are_files(filled: Path) -> None:
    for ending in ("graphml", "gexf"):
        assert run(filled, "network", "-o", str(filled / f"n.{ending}")).exit_code == 0
        assert (filled / f"n.{ending}").read_bytes().startswith(b"<?xml") or ending == "gexf"
    wrong = run(filled, "indicators", "--chart", str(filled / "a.gif"))
    assert wrong.exit_code == 1 and wrong.output.startswith("Error: ") and "svg" in wrong.output
    pytest.importorskip("matplotlib")
    pytest.importorskip("pylopdf_fonts_zh_cn")
    assert run(filled, "indicators", "--chart", str(filled / "a.svg")).exit_code == 0
    assert (filled / "a.svg").stat().st_size > 1000


def test_stdin_is_a_document(place: Path) -> None:
    assert run(place, "add", "-", stdin=PLAN.encode("gb18030")).exit_code == 0
    assert "绿色制造" in run(place, "list").output


def test_export_remove_reindex(filled: Path) -> None:
    assert run(filled, "export", "--format", "json", "-o", str(filled / "out")).exit_code == 0
    said = [json.loads(f.read_text("utf-8")) for f in sorted((filled / "out").glob("*.json"))]
    assert [d["schema"] for d in said] == ["clause-export/1"] * 2
    assert {Path(d["document"]["source"]["uri"]).stem for d in said} == {"plan-2016", "plan-2021"}
    assert run(filled, "remove", "plan-2021").exit_code == 0
    assert run(filled, "reindex").exit_code == 0
    assert "plan-2021" not in run(filled, "list").output


def test_units_of_a_body_is_its_line(filled: Path) -> None:
    rows = json.loads(run(filled, "units", "环保厅", "--format", "json").stdout)
    assert [row["years"] for row in rows if row["name"] == "环境保护部"] == ["2008—2018"]
    assert json.loads(run(filled, "units", "--line", "生态环境", "--format", "json").stdout) == rows
    assert "国家环境保护总局" in run(filled, "units", "环保厅").stdout


def test_a_document_wins_over_a_body(filled: Path) -> None:
    (filled / "环保厅.txt").write_text(PLAN.replace("2016", "2014"), "utf-8")
    run(filled, "add", str(filled / "环保厅.txt"))
    result = run(filled, "units", "环保厅", "--format", "json")
    assert "units --line 环保厅" in result.stderr
    assert "years" not in json.loads(result.stdout)[0]
    assert "years" in json.loads(run(filled, "units", "--line", "环保厅", "--format", "json").stdout)[0]


def test_a_body_nobody_knows_is_one_line(filled: Path) -> None:
    for arguments in (("units", "--line", "没有的局"), ("units", "没有的局")):
        result = run(filled, *arguments)
        assert result.exit_code == 1 and result.output.count("\n") == 1
    assert run(filled, "units", "--line", "环保厅", "--role", "牵头").exit_code == 2


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * (300 << 20))


BAD = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 40,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(4000),
    "undecodable.txt": b"\xff\xff\x81\x00\xfe" * 50,
    "truncated.docx": b"PK\x03\x04" + bytes(200),
    "encrypted.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
    "menu.html": "<html><body><nav><a href='/'>首页</a><a href='/zw'>政务</a></nav></body></html>".encode(),
    "spaces.txt": " \n\u3000\n".encode(),
}


@pytest.mark.parametrize("name", [*BAD, "bomb.docx", "gone.txt"])
def test_bad_input_is_one_line_and_the_corpus_untouched(filled: Path, name: str) -> None:
    path = filled / name
    if name in BAD:
        path.write_bytes(BAD[name])
    elif name == "bomb.docx":
        bomb(path)
    before = run(filled, "list", "--format", "json").stdout
    result = run(filled, "add", str(path), str(filled / "plan-2016.txt"), "--format", "json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert [row["status"] for row in rows] == ["failed", "unchanged"]
    reason = rows[0]["reason"]
    assert reason and "\n" not in reason and "Traceback" not in reason and "请报告" not in reason
    assert run(filled, "list", "--format", "json").stdout == before


def test_a_corpus_of_another_program_is_refused(place: Path) -> None:
    import sqlite3

    with sqlite3.connect(place / "c.db") as other:
        other.execute("CREATE TABLE tunes (name TEXT)")
    other.close()
    result = run(place, "list")
    assert result.exit_code == 1
    assert "Error" in result.output and "Traceback" not in result.output


def test_a_file_that_is_no_database_is_refused(place: Path) -> None:
    (place / "c.db").write_text("小说" * 5000, "utf-8")
    result = run(place, "list")
    assert result.exit_code == 1 and "Traceback" not in result.output


def test_usage_errors_exit_2(filled: Path) -> None:
    assert run(filled, "search").exit_code == 2
    assert run(filled, "matrix", "--format", "xlsx").exit_code == 2


def test_an_unwritable_output_is_one_line(filled: Path) -> None:
    result = run(filled, "matrix", "-o", str(filled / "plan-2016.txt" / "out.csv"))
    assert result.exit_code == 1 and "Traceback" not in result.output


def command(place: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli", "--corpus", str(place / "c.db"), *arguments]


def many(place: Path, count: int) -> Path:
    folder = place / "many"
    folder.mkdir()
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(PLAN.replace("云岭省", f"云岭省第{n}片区"), "utf-8")
    return folder


def test_two_processes_adding_at_once_both_succeed(place: Path) -> None:
    folder = many(place, 20)
    both = [subprocess.Popen(command(place, "add", str(folder))) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    listed = json.loads(run(place, "list", "--format", "json").stdout)
    assert len(listed) == 20


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_add_leaves_whole_documents_and_goes_on(place: Path, how: signal.Signals) -> None:
    folder = many(place, 60)
    process = subprocess.Popen(command(place, "add", str(folder)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for _ in range(400):
        if (place / "c.db").exists() and (place / "c.db").stat().st_size + sum(
                f.stat().st_size for f in place.glob("c.db-wal")) > 60_000:
            break
        time.sleep(0.02)
    os.kill(process.pid, how)
    said = process.communicate(timeout=60)[1].decode()
    assert "Traceback" not in said
    assert run(place, "search", "余热发电").exit_code == 0
    assert run(place, "add", str(folder)).exit_code == 0
    listed = json.loads(run(place, "list", "--format", "json").stdout)
    assert len(listed) == 60
    assert run(place, "search", "余热发电", "--format", "json").exit_code == 0


def test_show_tells_why_and_what_was_left_out(place: Path) -> None:
    page = f"<html><body><div class='TRS_Editor'>{''.join(f'<p>{line}</p>' for line in PLAN.splitlines())}<p>责任编辑：王某</p></div></body></html>"
    (place / "page.html").write_text(page, "utf-8")
    assert run(place, "add", str(place / "page.html")).exit_code == 0
    left = json.loads(run(place, "show", "page", "--left-out", "--format", "json").stdout)
    assert left == [{"text": "责任编辑：王某", "reason": "网页附属文字"}]
    found = json.loads(run(place, "show", "page", "--why", "--format", "json").stdout)
    assert {m["rule"] for m in found} >= {"bracket", "sentence"}
    assert all(m["end"] > m["start"] for m in found)
    lead = next(m for m in found if m["kind"] == "牵头")
    assert lead["text"] == "省发改委" and "云岭省" not in lead["text"]
