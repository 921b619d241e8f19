"""The pages say what is so: every command line and every Python block in them is run, every link leads somewhere."""

from __future__ import annotations

import gc
import http.client
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from website import Website, article, profile, website

import cli
import tiaokuan

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]
TWINS = {"list": "c.list(", "matrix": "c.matrix(", "show": "c.document(", "serve": "tiaokuan.serve("}
"""How the Python twin of a command is called; of the others, `c.COMMAND(`."""


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of that language, in order."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", page.read_text("utf-8"))


def command_lines(page: Path) -> list[str]:
    """Every line of the page's `sh` blocks that calls the program."""
    return [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("tiaokuan ")]


def run(line: str) -> None:
    """Runs one command line as a shell would: comments, quotes and `< FILE`; it must end with exit code 0."""
    words = shlex.split(line, comments=True)[1:]
    stdin = None
    if "<" in words:
        at = words.index("<")
        stdin = Path(words[at + 1]).read_bytes()
        words = words[:at]
    if "serve" in words:
        serve(line, words)
        return
    result = CliRunner().invoke(cli.main, words, input=stdin)
    assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception!r}"


def serve(line: str, words: list[str]) -> None:
    """Starts the reading room as the line says, on a port that is free and without a browser; asks for a page, and ends it."""
    pytest.importorskip("fastapi")
    pytest.importorskip("uvicorn")
    more = [*words, "--no-browser", "--port", "0"]
    process = subprocess.Popen([sys.executable, str(ROOT / "cli.py"), *more], stderr=subprocess.PIPE, text=True, encoding="utf-8",
                               env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"})
    try:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://(\S+):(\d+)/(?:\?access=(\S+))?", said)
        assert found, said + process.stderr.read()
        connection = http.client.HTTPConnection("127.0.0.1", int(found[2]), timeout=60)
        connection.request("GET", "/documents", headers={"Host": f"{found[1]}:{found[2]}", "Authorization": f"Bearer {found[3]}"})
        answer = connection.getresponse()
        assert answer.status == 200 and b"yunling-2016" in answer.read(), line
        connection.close()
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(20)
        process.stderr.close()
    assert code == 0


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples and a corpus that holds them."""
    folder = tmp_path_factory.mktemp("docs")
    for part in ("corpus/samples", "tests/gold", "tests/data/styles"):
        shutil.copytree(ROOT / part, folder / part)
    result = CliRunner().invoke(
        cli.main, ["--corpus", str(folder / "ready.db"), "add", str(folder / "corpus" / "samples")])
    assert result.exit_code == 0, result.output
    gc.collect()
    return folder


@pytest.fixture
def fresh(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Makes a folder of its own the current one, with the samples and a corpus: with them in it, or empty."""

    def make(empty: bool) -> None:
        for part in ("corpus", "tests"):
            shutil.copytree(ready / part, tmp_path / part)
        if not empty:
            for path in ready.glob("ready.db*"):
                target = tmp_path / path.name.replace("ready", "tiaokuan")
                (shutil.copytree if path.is_dir() else shutil.copy)(path, target)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("TIAOKUAN_CORPUS", str(tmp_path / "tiaokuan.db"))

    return make


@pytest.fixture(scope="module")
def ndrc() -> Iterator[Website]:
    """A website on this machine that stands for the sites which the pages name."""
    with website() as site:
        rows = "".join(f'<li><a href="./202607/t202607{n}_{n - 30}.html">关于节能的通知第{n}号</a><span>2026/07/{n}</span></li>' for n in range(31, 21, -1))
        site.page("/xxgk/zcfb/tz/", f'<html><body><ul class="u-list">{rows}</ul></body></html>')
        for n in range(31, 21, -1):
            site.page(f"/xxgk/zcfb/tz/202607/t202607{n}_{n - 30}.html", article(f"关于节能的通知第{n}号"))
        site.page("/search", '{"rows": []}', Content_Type="application/json")
        yield site


@pytest.fixture
def local(ndrc: Website, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sends what the pages fetch to that website: the same sites by id, the same addresses by path."""
    search = f'[site.search]\nurl = "{ndrc.url}/search"\nfields = {{ q = "{{query}}" }}\nrows = ["rows"]\ntitle = "t"\nurl_fields = ["u"]\n'
    (tmp_path / "local.toml").write_text(
        profile(ndrc, id='"ndrc"', paging='"none"', lists=f'["{ndrc.url}/xxgk/zcfb/tz/"]')
        + profile(ndrc, id='"gov-policy"', **{"[site.search]": search}), "utf-8")
    monkeypatch.setenv("TIAOKUAN_SITES", str(tmp_path / "local.toml"))
    fetch, health = tiaokuan.Corpus.fetch, tiaokuan.Corpus.health
    here: dict[str, Any] = {"allow_hosts": [ndrc.host], "delay": 0.0}

    def fetched(self: Any, target: str, progress: Any = None, **options: Any) -> Any:
        return fetch(self, target.replace("https://www.ndrc.gov.cn", ndrc.url), progress, **{**options, **here})

    monkeypatch.setattr(tiaokuan.Corpus, "fetch", fetched)
    monkeypatch.setattr(tiaokuan.Corpus, "health", lambda self, *targets, progress=None, **options: health(
        self, *targets, progress=progress, **{**options, **here}))


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_command_lines_run(page: Path, fresh: Callable[[bool], None]) -> None:
    lines = command_lines(page)
    fresh(bool(lines) and lines[0].startswith("tiaokuan add "))
    for line in lines:
        run(line)


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_runs(page: Path, fresh: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch) -> None:
    fresh(False)
    if "tiaokuan.serve(" in page.read_text("utf-8"):
        pytest.importorskip("fastapi")
        monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets=None: None)  # all but the serving itself, which has no end
    names: dict[str, object] = {}
    for number, block in enumerate(blocks(page, "python"), 1):
        if "to_frame" in block:
            pytest.importorskip("pandas")
        exec(compile(block, f"{name_of(page)} block {number}", "exec"), names)
    for value in names.values():
        if hasattr(value, "close"):
            value.close()


def test_every_command_has_a_page_and_a_twin() -> None:
    assert isinstance(cli.main, click.Group)
    manual = [page for page in PAGES if page.parent.name == "docs" and "zh-CN" not in page.name]
    for command in cli.main.commands:
        shown = [page for page in manual if any(command in shlex.split(line, comments=True)[1:4]
                                                for line in command_lines(page))]
        twin = TWINS.get(command, f"c.{command}(")
        assert shown, f"no page shows tiaokuan {command}"
        assert any(twin in block or twin.replace("c.", "other.") in block
                   for page in shown for block in blocks(page, "python")), f"no page shows {twin} beside {command}"


def test_library_page_lists_every_command() -> None:
    page = (ROOT / "docs" / "library.md").read_text("utf-8")
    assert [c for c in cli.main.commands if f"`tiaokuan {c}" not in page] == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


def test_both_commands_stand_first() -> None:
    for page in ROOT.glob("README*.md"):
        first = re.search(r"(?ms)^```\n(.*?)^```$", page.read_text("utf-8"))
        assert first and [line.split("#")[0].strip() for line in first.group(1).splitlines()] == [
            "make demo", "make test"]
        assert len(page.read_text("utf-8")[:first.start()].splitlines()) <= 3


def test_makefile_demo_runs_what_the_pages_show() -> None:
    demo = re.findall(r"(?m)^\t\$\(TK\) (.+)$", (ROOT / "Makefile").read_text("utf-8"))
    shown = {" ".join(shlex.split(line, comments=True)[1:]) for line in command_lines(ROOT / "README.md")}
    plain = [line.replace("$(DEMO)/", "") for line in demo]
    assert plain and [line for line in plain if line not in shown] == []


def test_every_rule_that_makes_a_row_is_explained() -> None:
    import re

    import tiaokuan

    root = Path(__file__).parent.parent
    named = set(re.findall(r"^\| `([a-z ]+)` \|", (root / "docs" / "rules.md").read_text("utf-8"), re.M))
    made = {found.rule for path in sorted((root / "corpus" / "samples").iterdir()) if path.suffix in (".txt", ".html")
            for clause in tiaokuan.analyse(path.read_bytes(), path.name).clauses for found in clause.responsibilities + clause.technologies}
    assert made and made <= named
