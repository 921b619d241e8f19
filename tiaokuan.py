"""Tiaokuan (条款): policy documents as clauses, with who must do what, by when, with what and to which target.

    >>> import tiaokuan
    >>> c = tiaokuan.open("policy.db")        # doctest: +SKIP
    >>> c.add("documents/")                   # doctest: +SKIP
    >>> c.matrix("某省方案").to_frame()        # doctest: +SKIP

Every function of the command line is a method of `Corpus`. Results are `Table`s (sequences of typed rows that show as
tables in a notebook and turn into pandas data frames) or typed objects described with each method. What a user can act
on is raised as `TiaokuanError`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.corrections.model import CHOICES, CORRECTABLE
from corpus.finding import find_clause, words_near
from corpus.model import Clause, Document, TiaokuanError, UnknownName, UnreadableDocument
from corpus.table import Column, Table
from corpus.titles import ROLES
from face.base import default_path
from face.bringing import Bringing
from face.comparing import Comparing
from face.intake import Added, AddReport
from face.reviewing import Reviewing
from face.searching import Searching
from face.surveying import Surveying

if TYPE_CHECKING:
    from index.department import Department
    from index.indicators import Indicators
    from index.matrix import Matrix
    from index.reading import Reading

__version__ = "0.1.0"
__all__ = ["CHOICES", "ROLES", "CORRECTABLE", "AddReport", "Added", "Clause", "Column", "Corpus", "Document", "Table", "TiaokuanError", "UnknownName",
           "UnreadableDocument", "analyse", "assets", "body", "chart", "charted", "citation", "default_path", "diagram", "draws",
           "find_clause", "line", "open", "render", "rendered", "rules", "samples", "schema", "serve", "words_near"]


def open(path: str | os.PathLike[str] | None = None, engine: str = "tantivy") -> Corpus:
    """Opens the corpus file at `path` (made when missing; `default_path()` where None).

    `engine` is `tantivy` or `whoosh`. Raises TiaokuanError where the file is another program's, of a newer version,
    or its folder cannot be written.
    """
    return Corpus(path, engine)


def samples() -> Sequence[Path]:
    """The documents that come with the program, to try it with: invented plans of invented provinces."""
    import corpus.model

    folder = Path(corpus.model.__file__).parent / "samples"
    return sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".html"))


def analyse(data: bytes, name: str, uri: str | None = None) -> Document:
    """One document from bytes, without a corpus. Raises UnreadableDocument."""
    from pipeline import analyse as run

    return run(data, name, uri)


def line(name: str) -> Table[Any]:
    """The line of a body, oldest first: what it was, what it became and when, and the decision behind it.

    `name` is a body's name, full or short, national or local, with or without its place (环保厅, 新疆环保厅), or the stem of
    a line (生态环境). Raises TiaokuanError for a body that the lexicon does not know."""
    from index.lines import line_table

    return line_table(name)


class Corpus(Bringing, Comparing, Reviewing, Searching, Surveying):
    """A corpus file and the index beside it. A context manager; `close()` releases both."""

    # -- looking at documents

    def mentions(self, name: str, clause_id: str | None = None, why: bool = False) -> Table[Any]:
        """The mentions of a document, or of one of its clauses: units with their roles, targets, technologies, time limits,
        citations (with the document of the corpus that is meant, where it is there). `why` adds the rule that found each
        (docs/rules.md explains it), what the document leaves open, and the span. Raises TiaokuanError."""
        from index.mentions import mentions

        document = self.document(name)
        clauses = [find_clause(document, clause_id)] if clause_id else document.clauses
        return mentions(document, clauses, why, self._store.cited)

    def original(self, name: str) -> tuple[str, str, bytes]:
        """What a document was read from, byte for byte: its file's name, media type and bytes. A version is named `ID@2`.
        Raises TiaokuanError."""
        from corpus.model import file_of

        document = self._version(name)
        return file_of(document.source.uri).name, document.source.media_type, self._store.raw(document.id, document.version)

    def reading(self, name: str, version: int | None = None, clause_id: str | None = None) -> Reading:
        """A document as it is read: outline, text cut at its mentions (each with what it says and why it was made), tables.
        `clause_id`: this clause alone. Raises TiaokuanError."""
        from index.reading import reading

        newest = self.document(name)
        document = newest if version in (None, newest.version) else self._store.read(newest.id, version)
        only = find_clause(document, clause_id).id if clause_id else None
        return reading(document, newest.version, self._store.cited, self._store.at_address, only, self._store.corrections(newest.id))

    def left_out(self, name: str) -> Table[Any]:
        """What the reader of a document took for furniture and kept apart, with its reason. Raises TiaokuanError."""
        document = self.document(name)
        columns: tuple[Column[Any], ...] = (
            Column("text", "文字", lambda x: x.text, 60), Column("reason", "原因", lambda x: x.reason, 16))
        return Table(f"未收入条款的文字：{document.meta.title or document.id}", columns, document.left_out)

    def list(self) -> Table[Any]:
        """The documents of the corpus: id, title, genre, region, date, clauses, version, source."""
        columns: tuple[Column[Any], ...] = (
            Column("id", "编号", lambda r: r.id, 24), Column("title", "标题", lambda r: r.title, 40),
            Column("genre", "文种", lambda r: r.genre, 6), Column("region", "地区", lambda r: r.region, 12),
            Column("date", "日期", lambda r: r.date, 10), Column("clauses", "条款数", lambda r: r.clauses, 6),
            Column("version", "版本", lambda r: r.version, 4), Column("source", "来源", lambda r: r.uri, 40),
        )
        return Table("文档", columns, tuple(self._store.summaries()))

    def info(self) -> dict[str, Any]:
        """What is in the corpus: where it is, how many documents, clauses, characters, and the state of the index."""
        summaries = list(self._store.summaries())
        return {
            "corpus": str(self.path), "documents": len(summaries),
            "clauses": sum(s.clauses for s in summaries), "characters": sum(s.characters for s in summaries),
            "engine": self.engine, "index_current": self.index.current(), "version": __version__,
        }

    def reindex(self) -> int:
        """Builds the index anew from the corpus; gives the number of clauses indexed."""
        return self.index.reindex()

    # -- asking

    def matrix(self, *names: str, unit: str | None = None, role: str | None = None, due: str | None = None,
               date: str | None = None, exact: bool = False) -> Matrix:
        """The responsibility matrix (责任分工表): tasks as rows, units as columns, ● lead ○ support △ responsible. `due`, `date`: a
        year, month, day or span (2021..2025) in which a task is due, and in which its document is dated; `exact`: `unit` is a full name,
        no other unit is meant."""
        from index.matrix import matrix

        return matrix(self.documents(*names), unit=unit, role=role, due=due, date=date, exact=exact)

    def by_unit(self, *names: str, unit: str | None = None, role: str | None = None, due: str | None = None,
                date: str | None = None, exact: bool = False) -> Table[Any]:
        """Each unit with its tasks: role, task, deadline, clause. Filters as of `matrix`."""
        from index.matrix import by_unit

        return by_unit(self.documents(*names), unit=unit, role=role, due=due, date=date, exact=exact)

    def targets(self, *names: str, indicator: str | None = None, year: int | None = None,
                kind: str | None = None, nature: str | None = None) -> Table[Any]:
        """The register of targets: indicator, comparator, value, unit, year, clause. `kind`: target or fact; `nature`: 约束性 or
        预期性."""
        from index.registers import targets

        return targets(self.documents(*names), indicator=indicator, year=year, kind=kind, nature=nature)

    def technologies(self, *names: str, name: str | None = None) -> Table[Any]:
        """The register of technologies, with the clauses that name them."""
        from index.registers import technologies

        return technologies(self.documents(*names), name=name)

    def units(self, *names: str, name: str | None = None, role: str | None = None) -> Table[Any]:
        """The register of responsible units: full name, names as printed, how often in each role. `name`: part of a name,
        another name of the body, or the stem of a line (生态环境)."""
        from index.registers import units

        return units(self.documents(*names), name=name, role=role)

    def line(self, name: str) -> Table[Any]:
        """The line of a body through the reforms, as `tiaokuan.line`, with the number of clauses that name each."""
        from index.lines import line_table

        return line_table(name, self.documents())

    def means(self, name: str) -> tuple[bool, bool]:
        """Whether `name` means one document of the corpus, and whether it names a body that `line` knows."""
        from index.lines import is_body

        try:
            self._store.resolve(name)
        except TiaokuanError:
            return False, is_body(name)
        return True, is_body(name)


def render(result: Any, format: str | None = None, out: str | os.PathLike[str] | None = None,
           width: int | None = None) -> None:
    """Prints a result, or writes it to `out`: tables, matrices, search results and comparisons as table, json, csv,
    xlsx, html or md; a comparison also as docx, a network as graphml or gexf. None: as the ending of `out` says, else a table.
    Raises TiaokuanError where the format does not fit the result or `out` cannot be written."""
    from render import show

    show(result, format, out, width)


def rendered(result: Any, format: str) -> bytes:
    """A result in a format of `render`, as the bytes of a file. Raises TiaokuanError where the format does not fit."""
    from render import as_bytes

    return as_bytes(result, format)


def body(result: Any, address: Callable[[str, str], str] | None = None, language: str = "zh") -> tuple[str, str]:
    """A result as its page shows it, without the page around: title and HTML, everything in them escaped.

    `address` gives the address of a clause from the name of its document (`ID`; in a comparison `ID@2`) and its id; where it
    is None, clauses are found where their documents came from. `language`: `zh` or `en`, of what no document says. The page
    around links the `assets` named views.css, and for a comparison comparison.css and comparison.js."""
    from render.html import parts
    from render.manner import Manner

    return parts(result, Manner(address, language))


def assets() -> dict[str, Path]:
    """The style sheets and scripts of what `body` gives: name → file."""
    from render.sheet import FOLDER, SERVED

    return {name: FOLDER / name for name in SERVED}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a public format (`clause-compare/1`), without references. Raises TiaokuanError for an unknown one."""
    from corpus.schemas import whole

    return whole(name)


def citation(document: Document, clause: Clause | None = None, style: str = "plain", accessed: date | None = None) -> str:
    """A reference to a document, or to one of its clauses: `plain` or `gbt7714` (GB/T 7714—2015; `accessed`: the day of access,
    today where None). Raises TiaokuanError for another style."""
    from corpus.citing import citation as cite

    return cite(document, clause, style, accessed)


def rules() -> dict[str, dict[str, str]]:
    """What each rule that finds mentions reads, by its name: `of` (unit, target …), and in words `zh` and `en`."""
    from index.rules import rules as known

    return known()


def chart(indicators: Indicators, out: str | os.PathLike[str]) -> None:
    """Draws indicators to `out` (.svg or .png): lines over years, or bars by document where all are set for one year. Needs
    the extra `charts` (matplotlib, and a font with Chinese glyphs). Raises TiaokuanError where that is not installed, there
    is no figure to draw, or the file cannot be written."""
    from render.charts import write_chart

    write_chart(indicators, out)


def draws() -> bool:
    """Whether the extra `charts` is installed, so that indicators can be drawn."""
    from render.charts import available

    return available()


def charted(indicators: Indicators) -> bytes | None:
    """The chart of `chart` as SVG; None where the extra `charts` is not installed or there is no figure to draw."""
    from render.charts import available, draw

    return draw(indicators, "svg") if available() else None


def diagram(department: Department) -> str:
    """Who works with a department as an SVG element, everything in it escaped; "" where nobody does."""
    from render.ego import svg

    return svg(department)


def serve(path: str | os.PathLike[str] | None = None, engine: str = "tantivy", **options: Any) -> None:
    """Opens the reading room over the corpus at `path` and serves it until it is stopped. Options: `port`, `host`, `token`,
    `names`, `browser`, `allow_hosts`, `own` (file of further sites), `contact`, `say` (docs/serve.md).
    Needs the extra `web`. Raises TiaokuanError."""
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise TiaokuanError("阅览室需要附加组件：pip install 'tiaokuan[web]' (the reading room needs the extra web)") from error
    from web.serve import serve as run

    run(Path(path) if path is not None else default_path(), engine, **options)
