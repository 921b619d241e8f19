"""What is shown: nothing a document says becomes a formula, a script or a broken table."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import tiaokuan
from corpus.model import TiaokuanError
from corpus.table import Column, Table
from render import show, text

HOSTILE = ["=HYPERLINK(\"http://a\")", "+1+1", "-2", "@SUM(A1)", "<script>alert(1)</script>", "a|b\nc", "\x07铃", "省发改委"]


def table(link: str | None = "javascript:alert(1)") -> Table[str]:
    return Table("表 <b>", (Column("text", "文字", lambda r: r, 20), Column("source", "出处", lambda r: "出处", 10, lambda r: link)), tuple(HOSTILE))


def test_cells_of_a_workbook_are_text(tmp_path: Path) -> None:
    show(table(), "xlsx", tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    assert [c.data_type for c in sheet["A"]] == ["s"] * (len(HOSTILE) + 1)
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == f"A1:B{len(HOSTILE) + 1}"
    assert all(c.hyperlink is None for c in sheet["B"])


def test_a_source_leads_to_its_file_or_address(tmp_path: Path) -> None:
    for link, wanted in (("http://a.gov.cn/1#三", "http://a.gov.cn/1#三"), (f"{tmp_path}/a.txt#三", f"file://{tmp_path}/a.txt#三")):
        show(table(link), "xlsx", tmp_path / "t.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
        assert sheet is not None
        place = sheet["B2"].hyperlink
        assert f"{place.target}" + (f"#{place.location}" if place.location else "") == wanted


def test_csv_has_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(text(table(), "csv"))))
    assert rows[0] == ["text", "source"]
    assert [r[0][0] for r in rows[1:4]] == ["'", "'", "-"] and rows[4][0].startswith("'@")


def test_html_and_markdown_hold_no_script() -> None:
    page = text(table(), "html")
    assert "<script" not in page and "javascript:" not in page and "default-src 'none'" in page
    said = text(table(), "md")
    assert "<script" not in said and "a\\|b<br>c" in said


@pytest.mark.parametrize("format", ["table", "json", "html", "md", "csv"])
def test_every_kind_of_result_shows(tmp_path: Path, format: str) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add(Path(__file__).parent.parent / "corpus" / "samples")
        document = corpus.document("yunling-2016")
        clause = next(c for c in document.clauses if c.responsibilities and c.technologies)
        results = (corpus.list(), corpus.info(), document, (document, clause), corpus.matrix("yunling-2016"), corpus.targets(),
                   corpus.search("余热发电"), corpus.compare("yunling-2016", "yunling-2021"))
        for result in results:
            assert text(result, format).strip()
        assert clause.responsibilities[0].units[0].surface in text((document, clause), format)


def test_a_matrix_on_a_terminal_names_its_units(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add(Path(__file__).parent.parent / "corpus" / "samples" / "yunling-2016.txt")
        said = "".join(text(corpus.matrix(), "table", 160).split())
        assert "●省" in said and "○省" in said


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    with pytest.raises(TiaokuanError):
        show(table(), "pdf")
    with pytest.raises(TiaokuanError):
        show(table(), "xlsx")


def test_every_view_is_of_a_kind_of_result_that_exists() -> None:
    from importlib import import_module

    from render.views import VIEWS

    for kind, view in VIEWS.items():
        module, _, name = kind.rpartition(".")
        assert isinstance(getattr(import_module(module), name), type)
        assert {"lines", "body"} <= set(dir(import_module(f"render.{view}")))


def test_a_search_loads_nothing_heavy(tmp_path: Path) -> None:
    """What compares, draws and fetches is loaded where it is needed: a search is not to wait for it. (numpy it uses itself: facets
    and filters run over arrays.)"""
    code = ("import sys, cli; cli.main(sys.argv[1:], standalone_mode=False); "
            "print([m for m in ('scipy', 'sklearn', 'pandas', 'jieba', 'networkx', 'scrapy', 'pypdfium2', 'matplotlib') if m in sys.modules])")
    corpus = str(tmp_path / "c.db")
    with tiaokuan.open(corpus) as c:
        c.add(Path(__file__).parent.parent / "corpus" / "samples")
    done = subprocess.run([sys.executable, "-c", code, "--corpus", corpus, "search", "余热"], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parent.parent)
    assert done.stdout.splitlines()[-1] == "[]" and "余热" in done.stdout


def test_an_outline_says_what_is_no_longer_in_force_and_what_was_read_by_ocr() -> None:
    import dataclasses

    from pipeline import analyse

    document = analyse("云岭省节能办法\n第一条 为节约能源，制定本办法。".encode(), "a.txt")
    assert "有效性" not in text(document, "table") and "识别" not in text(document, "table")
    told = dataclasses.replace(document, meta=dataclasses.replace(document.meta, validity="失效（提前废止）"), confidence=0.934)
    assert "失效（提前废止）" in text(told, "table") and "0.93" in text(told, "table")
def test_pages_stand_by_hashes_alone_and_hold_no_style_of_an_element(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add(Path(__file__).parent.parent / "corpus" / "samples")
        for result in (corpus.list(), corpus.document("yunling-2016"), corpus.matrix(), corpus.topics(*[r.id for r in corpus.list()])):
            page = text(result, "html")
            assert "unsafe" not in page and " style=" not in page and "style-src 'sha256-" in page


def test_a_body_leads_where_it_is_told_and_speaks_the_language_asked_for(tmp_path: Path) -> None:
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add(Path(__file__).parent.parent / "corpus" / "samples")
        ids = [r.id for r in corpus.list()]
        for result in (corpus.compare(*ids[1:3]), corpus.topics(*ids), corpus.indicators(*ids), corpus.trace(*ids), corpus.reuse(*ids)):
            title, body = tiaokuan.body(result, lambda name, clause: f'/d/{name}/{clause}?"', "en")
            assert 'href="/d/yunling-2021' in body and "?&quot;" in body and "file://" not in body
            assert "<h1" not in body and "<main" not in body and " style=" not in body
            plain = tiaokuan.body(result)
            assert plain[0] != title and "/d/" not in plain[1]
    with pytest.raises(TiaokuanError, match="de"):
        tiaokuan.body(result, language="de")


def test_every_label_of_a_view_is_known_in_english() -> None:
    """What is said with `say("…")` in the views stands in english.toml."""
    from render.manner import _english

    folder = Path(__file__).parent.parent / "render"
    said = {s for file in folder.glob("*.py") for s in re.findall(r"""\bsay\(["']([^"']+)["']""", file.read_text("utf-8"))}
    assert len(said) > 30 and said - set(_english()) == set()


@pytest.mark.parametrize("name", ["compare", "topics", "indicators", "reuse", "trace", "export"])
def test_a_schema_is_whole_in_itself(name: str) -> None:
    made = tiaokuan.schema(f"clause-{name}/1")
    assert "$ref" not in str(made) and made["properties"]["schema"]["const"] == f"clause-{name}/1"
    with pytest.raises(TiaokuanError, match="clause-nothing"):
        tiaokuan.schema("clause-nothing/1")


@pytest.mark.parametrize(("name", "begins"), [("t.xlsx", b"pk"), ("t.html", b"<!doctype html"), ("t.HTM", b"<!doctype html"),
                                              ("t.json", b"["), ("t.csv", b"\xef\xbb\xbf"), ("t.txt", b""), ("t", b"")])
def test_the_ending_of_a_file_names_its_format(tmp_path: Path, name: str, begins: bytes) -> None:
    tiaokuan.render(table(), out=tmp_path / name)
    data = (tmp_path / name).read_bytes()
    assert data.lower().startswith(begins)
    if not begins:
        assert "省发改委" in data.decode() and "<table" not in data.decode()


def test_a_table_is_no_word_document(tmp_path: Path) -> None:
    with pytest.raises(TiaokuanError, match="docx"):
        tiaokuan.render(table(), out=tmp_path / "t.docx")
    assert not (tmp_path / "t.docx").exists()
