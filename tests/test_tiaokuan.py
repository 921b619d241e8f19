"""The library's face: every function of the command line, from Python."""

from __future__ import annotations

from pathlib import Path

import pytest

import tiaokuan
from tests.writing import PLAN, REVISED


@pytest.fixture
def corpus(tmp_path: Path):
    (tmp_path / "plan-2016.txt").write_text(PLAN, "utf-8")
    (tmp_path / "plan-2021.txt").write_text(REVISED, "utf-8")
    with tiaokuan.open(tmp_path / "c.db") as opened:
        opened.add(tmp_path / "plan-2016.txt", tmp_path / "plan-2021.txt")
        yield opened


def test_add_says_what_became_of_each_source(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(PLAN, "utf-8")
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        assert [r.status for r in corpus.add(source)] == ["added"]
        assert [r.status for r in corpus.add(source)] == ["unchanged"]
        source.write_text(REVISED, "utf-8")
        report = corpus.add(source)
        assert [r.status for r in report] == ["replaced"]
        assert corpus.document("a").version == 2
        assert len(corpus.list()) == 1


def test_one_bad_file_never_stops_a_batch(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.txt").write_bytes(b"")
    (folder / "2.txt").write_text(PLAN, "utf-8")
    (folder / "3.docx").write_bytes(b"PK\x03\x04 cut short")
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        report = corpus.add(folder, tmp_path / "gone.txt")
        assert [r.status for r in report] == ["failed", "added", "failed", "failed"]
        assert all(r.reason for r in report.failed)
        assert len(corpus.list()) == 1


def test_workers_give_the_same_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(6):
        (folder / f"{n}.txt").write_text(PLAN.replace("绿色制造", f"绿色制造{n}"), "utf-8")
    found = []
    for workers in (1, 2):
        with tiaokuan.open(tmp_path / f"{workers}.db") as corpus:
            report = corpus.add(folder, workers=workers)
            assert [r.status for r in report] == ["added"] * 6
            found.append([(d.id, d.clauses) for d in corpus.documents()])
    assert found[0] == found[1]


def test_first_named_unit_leads_and_shares_its_prefix(corpus: tiaokuan.Corpus) -> None:
    document = corpus.document("plan-2016")
    units = {u.name: u.role for c in document.clauses for r in c.responsibilities for u in r.units}
    assert units["省发改委"] == "lead"
    assert units["省科技厅"] == "support"
    assert units["省经信委"] in ("lead", "support")
    assert "省统计局" in units


def test_every_mention_is_a_span(corpus: tiaokuan.Corpus) -> None:
    for document in corpus.documents():
        for clause in document.clauses:
            for row in clause.responsibilities:
                for unit in row.units:
                    assert clause.text[unit.start:unit.end] == unit.surface
            for mention in (*clause.targets, *clause.technologies, *clause.deadlines, *clause.citations):
                assert clause.text[mention.start:mention.end] == mention.text


def test_search_finds_an_alias_and_a_phrase(corpus: tiaokuan.Corpus) -> None:
    assert corpus.search('"余热发电"').total == 2
    assert corpus.search("发展和改革委员会").total >= 2
    assert corpus.search("余热发电", unit="发改委", role="lead").total == 2
    assert corpus.search("余热发电 年份:2021").total == 1
    with pytest.raises(tiaokuan.TiaokuanError):
        corpus.search('"没有结束')


def test_matrix_targets_and_registers(corpus: tiaokuan.Corpus) -> None:
    matrix = corpus.matrix("plan-2016")
    assert len(matrix) >= 3
    found = {(t.indicator, t.value) for t in corpus.targets("plan-2016")}
    assert any(value == 18 and "能耗" in indicator for indicator, value in found)
    assert {"余热发电"} <= {r.get("technology", r.get("name")) for r in corpus.technologies("plan-2016").records()}
    assert len(corpus.units("plan-2016", role="lead")) >= 1
    assert len(corpus.by_unit("plan-2016", unit="科技厅")) >= 1


def test_compare_names_what_changed(corpus: tiaokuan.Corpus) -> None:
    comparison = corpus.compare("plan-2016", "plan-2021")
    said = comparison.to_json()
    assert said["schema"] == "clause-compare/1"
    edits = {(e["was"], e["now"]) for row in said["rows"] for e in row["edits"]}
    assert any("18%" in was and "14.5%" in now for was, now in edits)
    kinds = {record["kind"] for row in said["rows"] for record in row["records"]}
    assert "target" in kinds


def test_names_resolve_or_say_what_they_could_mean(corpus: tiaokuan.Corpus) -> None:
    assert corpus.document("plan-2016.txt").id == corpus.document("plan-2016").id
    with pytest.raises(tiaokuan.TiaokuanError, match="plan-2021"):
        corpus.document("绿色制造")
    with pytest.raises(tiaokuan.TiaokuanError):
        corpus.document("没有这样的文件")


def test_remove_takes_it_out_of_the_index_too(corpus: tiaokuan.Corpus) -> None:
    corpus.remove("plan-2021")
    assert {hit.doc_id for hit in corpus.search("余热发电").hits} == {"plan-2016"}


def test_a_lost_index_heals_itself(corpus: tiaokuan.Corpus, tmp_path: Path) -> None:
    import shutil

    corpus.close()
    shutil.rmtree(f"{corpus.path}.index", ignore_errors=True)
    with tiaokuan.open(tmp_path / "c.db") as again:
        assert again.search("余热发电").total == 2


def test_tables_turn_into_frames_and_html(corpus: tiaokuan.Corpus) -> None:
    pytest.importorskip("pandas")
    frame = corpus.targets().to_frame()
    assert len(frame) == len(corpus.targets())
    assert "<table>" in corpus.list()._repr_html_()


def test_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(tiaokuan.TiaokuanError):
        tiaokuan.open(tmp_path / "c.db", engine="lucene")


def test_the_line_of_a_body(corpus: tiaokuan.Corpus) -> None:
    found = {row.name: row.clauses for row in corpus.line("环保厅")}
    assert found["环境保护局"] == 1 and found["生态环境部"] == 1
    assert [row.name for row in tiaokuan.line("生态环境")] == list(found)
    with pytest.raises(tiaokuan.TiaokuanError):
        corpus.line("没有的局")


def test_what_a_name_means(corpus: tiaokuan.Corpus) -> None:
    assert corpus.means("plan-2016") == (True, False)
    assert corpus.means("环保厅") == (False, True)
    assert corpus.means("没有") == (False, False)


def test_search_and_matrix_by_line(corpus: tiaokuan.Corpus) -> None:
    for query in ("部门:生态环境", "unit:环保"):
        assert {h.doc_id for h in corpus.search(query)} == {"plan-2016", "plan-2021"}
    assert {h.doc_id for h in corpus.search("部门:省环保厅")} == {"plan-2016"}
    assert {r.doc_id for r in corpus.matrix(unit="生态环境")} == {"plan-2016", "plan-2021"}
