"""Both engines against a brute-force scan of the text: words, phrases, OR, not, parentheses, filters; and healing."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import tiaokuan
from corpus.model import Clause, Document, TiaokuanError
from corpus.words import fold

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tiaokuan.Corpus]:
    with tiaokuan.open(tmp_path_factory.mktemp("c") / "c.db", engine=request.param) as corpus:
        corpus.add(SAMPLES)
        yield corpus


def scan(corpus: tiaokuan.Corpus, wanted) -> set[tuple[str, str]]:  # type: ignore[no-untyped-def]
    return {(d.id, c.id) for d in corpus.documents() for c in d.clauses if wanted(d, c)}


def found(corpus: tiaokuan.Corpus, query: str, **filters: str) -> set[tuple[str, str]]:
    result = corpus.search(query, limit=10_000, **filters)
    hits = {(h.doc_id, h.clause_id) for h in result.hits}
    assert result.total == len(hits) == len(result.hits)
    return hits


def test_a_phrase_of_any_length_finds_exactly_the_clauses_that_hold_it(corpus: tiaokuan.Corpus) -> None:
    pick = random.Random(5)
    texts = [c.text for d in corpus.documents() for c in d.clauses if len(c.text) > 30]
    for length in [1, 2, 2, 3, 4, 5, 6, 8, 10, 12] * 4:
        text = pick.choice(texts)
        start = pick.randrange(len(text) - length)
        phrase = text[start:start + length]
        if not phrase.strip() or any(q in phrase for q in "\"“”"):
            continue
        assert found(corpus, f'"{phrase}"') == scan(corpus, lambda d, c, p=phrase: fold(p) in fold(c.text)), phrase


@pytest.mark.parametrize(("query", "wanted"), [
    ("节能 绿色", lambda t: "节能" in t and "绿色" in t),
    ("节能 OR 绿色", lambda t: "节能" in t or "绿色" in t),
    ("节能 -绿色", lambda t: "节能" in t and "绿色" not in t),
    ("(余热 或 热泵) 技术", lambda t: ("余热" in t or "热泵" in t) and "技术" in t),
    ("-(节能 OR 绿色)", lambda t: "节能" not in t and "绿色" not in t),
])
def test_the_language_means_what_it_says(corpus: tiaokuan.Corpus, query: str, wanted) -> None:  # type: ignore[no-untyped-def]
    assert found(corpus, query) == scan(corpus, lambda d, c: wanted(c.text))


def units(c: Clause) -> list[tuple[str, str]]:
    return [(u.canonical + u.name + u.surface, u.role) for r in c.responsibilities for u in r.units]


def test_filters(corpus: tiaokuan.Corpus) -> None:
    def year(d: Document) -> str:
        return (d.meta.date or "")[:4]

    by_unit = scan(corpus, lambda d, c: any("财政厅" in n for n, _ in units(c)))
    assert by_unit and found(corpus, "部门:财政厅") == by_unit == found(corpus, "", unit="财政厅")
    lead = scan(corpus, lambda d, c: any("财政" in n and r == "lead" for n, r in units(c)))
    assert found(corpus, "部门:财政 角色:牵头") == lead == found(corpus, "", unit="财政", role="lead")
    assert found(corpus, "节能 年份:2016") == scan(corpus, lambda d, c: "节能" in c.text and year(d) == "2016")
    assert found(corpus, "year:2015..2021 节能") == scan(corpus, lambda d, c: "节能" in c.text and "2015" <= year(d) <= "2021")
    assert found(corpus, "技术:热泵") == scan(corpus, lambda d, c: any("热泵" in t.text + t.canonical for t in c.technologies))
    assert found(corpus, "节能 文档:qingshi-2022") == scan(corpus, lambda d, c: "节能" in c.text and d.id == "qingshi-2022")
    genre = corpus.document("yunling-2016").meta.genre
    assert found(corpus, f"节能 文种:{genre}") == scan(corpus, lambda d, c: "节能" in c.text and d.meta.genre == genre)


def test_an_alias_finds_every_name(corpus: tiaokuan.Corpus) -> None:
    assert found(corpus, "发改委") >= scan(corpus, lambda d, c: "发展改革委" in c.text or "发展和改革委员会" in c.text)


@pytest.mark.parametrize("query", ['"没有结束', "(节能", "节能)", "()", '""', "OR", "角色:老板", "年份:去年"])
def test_what_cannot_be_read_is_said(corpus: tiaokuan.Corpus, query: str) -> None:
    with pytest.raises(TiaokuanError):
        corpus.search(query)


def test_results_have_marks_facets_order_and_a_table(corpus: tiaokuan.Corpus) -> None:
    result = corpus.search("余热发电", limit=3)
    assert all(any(marked and piece == "余热发电" for piece, marked in h.snippet) for h in result.hits)
    assert [h.score for h in result.hits] == sorted((h.score for h in result.hits), reverse=True)
    assert result.facets["unit"] and result.facets["year"]
    assert len(result.table()) == len(result) == len(list(result)) <= 3
    assert "<mark>余热发电</mark>" in result._repr_html_()
    by_date = corpus.search("节能", sort="date", limit=500)
    assert [h.date for h in by_date] == sorted((h.date for h in by_date), key=lambda d: d or "", reverse=True)
    with pytest.raises(TiaokuanError):
        corpus.search("节能", sort="beauty")


def test_an_index_that_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.database.BUSY_SECONDS", 0.05)
    with tiaokuan.open(tmp_path / "c.db") as corpus:
        corpus.add_bytes("一、总则\n推广热泵。\n".encode(), "a.txt")
        corpus.add_bytes("一、总则\n推广光伏。\n".encode(), "b.txt", refresh=False)
        with closing(sqlite3.connect(corpus.index._folder / "rows.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(TiaokuanError, match="请稍后再试"):
                corpus.search("光伏")
            other.execute("ROLLBACK")
        assert corpus.search("光伏").total == 1


@pytest.mark.parametrize("harm", ["gone", "garbage", "no text", "half"])
@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_a_damaged_index_is_made_anew(tmp_path: Path, harm: str, engine: str) -> None:
    path = tmp_path / "c.db"
    with tiaokuan.open(path, engine) as corpus:
        corpus.add(SAMPLES / "yunling-2016.txt")
        before = found(corpus, "节能")
    folder = Path(f"{path}.index") / engine
    if harm == "gone":
        shutil.rmtree(folder)
    elif harm == "garbage":
        (folder / "rows.db").write_bytes(b"not a database" * 100)
    elif harm == "no text":
        shutil.rmtree(folder / "text")
    else:
        for file in (folder / "text").iterdir():
            file.write_bytes(b"x")
    with tiaokuan.open(path, engine) as corpus:
        assert found(corpus, "节能") == before
        assert corpus.reindex() == len(corpus.document("yunling-2016").clauses)
        corpus.remove("yunling-2016")
        assert corpus.search("节能").total == 0
