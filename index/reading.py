"""A document as it is read: its outline, its text cut where mentions begin and end, the rows of one table together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.corrections.apply import Placed, placed
from corpus.corrections.model import Correction
from corpus.model import Attachment, Citation, Clause, Document, short_marker
from index.found import MARK_KINDS, Mark, marks

Cited = Callable[[Citation], str | None]
SHORT = 24
"""Characters of a unit without a heading that stand for it in the outline."""
HEAD_LENGTH = 14
"""Characters, at most, of a cell that heads a column."""
HEADS = "：:。. \u3000"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same mentions: their kinds (none: plain), and whether it belongs to marker and heading."""

    text: str
    kinds: tuple[str, ...] = ()
    head: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text, or mentions that share characters: the span (code points of the clause's own text), the pieces it is made
    of, the document of the corpus that it leads to, and whether a reader touched one of them."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    marked: bool = False
    cited: str | None = None
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A clause as it is read. `n` counts from 1 in the document; `path` as of Document.path; `runs` its text; `cells` that of
    each cell of a row; `standing` that marker and heading are all it says; `made` the corrections in force in it."""

    n: int
    clause: Clause
    path: tuple[str, ...]
    marks: tuple[Mark, ...]
    runs: tuple[Run, ...]
    cells: tuple[tuple[Run, ...], ...] = ()
    standing: bool = False
    made: tuple[Correction, ...] = ()

    @property
    def place(self) -> str:
        """Where it stands, in words: its path, or its id where there is none."""
        return " ".join(self.path) or self.clause.id


@dataclass(frozen=True, slots=True)
class Part:
    """What stands together: one line, or the rows of one table."""

    lines: tuple[Line, ...]
    table: bool = False

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return max((len(line.cells) for line in self.lines), default=1) or 1

    @property
    def headed(self) -> bool:
        """Whether its first row reads as heads of columns: every cell said in a few characters, nothing found in it."""
        first = self.lines[0]
        return (len(self.lines) > 1 and len(first.cells) == self.width > 1 and not first.marks
                and all(0 < b - a <= HEAD_LENGTH for a, b in first.clause.cells))


@dataclass(slots=True)
class Entry:
    """A unit in the outline: the number of its line, its marker, what it is called, and the units under it."""

    n: int
    marker: str
    name: str
    under: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """A document as it is read. `newest`: the number of its newest version; `counts` how many mentions of each kind;
    `attached` the attachments with the id of the document that each is in the corpus, None where it is not."""

    document: Document
    newest: int
    parts: tuple[Part, ...]
    outline: tuple[Entry, ...]
    counts: dict[str, int]
    attached: tuple[tuple[Attachment, str | None], ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        """Its clauses in order."""
        return (line for part in self.parts for line in part.lines)

    def line(self, clause_id: str) -> Line:
        """The line of a clause. Raises KeyError."""
        for line in self.lines:
            if line.clause.id == clause_id:
                return line
        raise KeyError(clause_id)


def reading(document: Document, newest: int, cited: Cited, known: Callable[[str], str | None],
            only: str | None = None, corrections: Sequence[Correction] = ()) -> Reading:
    """The document (with its `corrections` counted) as it is read; `cited` and `known` give the id of the document that a
    citation, or an address, means. `only`: no other clause than this."""
    made: dict[str, list[Placed]] = {}
    for one in placed(document, corrections)[0] if corrections else ():
        made.setdefault(one.clause.id, []).append(one)
    lines = tuple(_lines(document, _remembered(cited, document.id), only, made))
    counts = Counter(m.kind for line in lines for m in line.marks)
    return Reading(document, newest, tuple(_parts(lines)), _outline(lines), {k: counts[k] for k in MARK_KINDS if counts[k]},
                   tuple((a, known(a.uri)) for a in document.attachments))


def _remembered(cited: Cited, own: str) -> Cited:
    seen: dict[tuple[str | None, str | None], str | None] = {}

    def ask(citation: Citation) -> str | None:
        key = citation.title, citation.doc_number
        if key not in seen:
            at = cited(citation) if any(key) else None
            seen[key] = at if at != own else None  # a document that names itself leads nowhere
        return seen[key]

    return ask


def _lines(document: Document, cited: Cited, only: str | None, made: Mapping[str, Sequence[Placed]]) -> Iterator[Line]:
    paths: dict[str, tuple[str, ...]] = {}
    for n, c in enumerate(document.clauses, 1):
        above = paths.get(c.parent, ()) if c.parent else ()
        paths[c.id] = (*above, short_marker(c)) if c.marker or c.heading else above
        if only is None or c.id == only:
            here = made.get(c.id, ())
            found = marks(c, cited, [one for one in here if one.now is None])
            head = _head(c)
            cells = tuple(tuple(runs(c.text, found, a, b)) for a, b in c.cells)
            yield Line(n, c, paths[c.id], found, tuple(runs(c.text, found, 0, len(c.text), head)), cells,
                       bool(head) and not c.text[head:].strip(HEADS), tuple(one.correction for one in here))


def _head(clause: Clause) -> int:
    """Where marker and heading of a clause end in its text; 0 where they do not begin it."""
    text, at = clause.text, 0
    for said in (clause.marker, clause.heading):
        found = text.find(said, at) if said else -1
        if found >= 0 and not text[at:found].strip(HEADS):
            at = found + len(said)
    return at


def runs(text: str, found: Sequence[Mark], a: int, b: int, head: int = 0) -> Iterator[Run]:
    """The text from `a` to `b`, cut at its mentions: what shares characters stands in one run, cut again where the kinds
    change."""
    at = a
    for group in _groups([m for m in found if m.start < b and a < m.end and m.start < m.end]):
        start, end = max(a, group[0].start), min(b, max(m.end for m in group))
        if at < start:
            yield _plain(text, at, start, head)
        yield Run(start, end, _pieces(text, group, start, end, head), True, next((m.cited for m in group if m.cited), None),
                  any(m.corrected for m in group))
        at = end
    if at < b:
        yield _plain(text, at, b, head)


def _pieces(text: str, group: Sequence[Mark], start: int, end: int, head: int) -> tuple[Piece, ...]:
    if len(group) == 1 and not start < head < end:
        return (Piece(text[start:end], (group[0].kind,), end <= head),)
    cuts = {start, end, *(n for m in group for n in (m.start, m.end) if start < n < end)}
    edges = sorted(cuts | {head} if start < head < end else cuts)
    return tuple(Piece(text[x:y], tuple(dict.fromkeys(m.kind for m in group if m.start < y and x < m.end)), y <= head)
                 for x, y in zip(edges, edges[1:], strict=False))


def _plain(text: str, a: int, b: int, head: int) -> Run:
    if a < head < b:
        return Run(a, b, (Piece(text[a:head], (), True), Piece(text[head:b])))
    return Run(a, b, (Piece(text[a:b], (), b <= head),))


def _groups(found: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Mentions, in the order in which they begin, by the characters that they share."""
    group: list[Mark] = []
    end = 0
    for mark in found:
        if group and mark.start >= end:
            yield group
            group = []
        end = max(end, mark.end) if group else mark.end
        group.append(mark)
    if group:
        yield group


def _parts(lines: Iterable[Line]) -> Iterator[Part]:
    rows: list[Line] = []
    for line in lines:
        if rows and (line.clause.kind != "row" or line.clause.table != rows[-1].clause.table):
            yield Part(tuple(rows), True)
            rows = []
        if line.clause.kind == "row":
            rows.append(line)
        else:
            yield Part((line,))
    if rows:
        yield Part(tuple(rows), True)


def _outline(lines: Iterable[Line]) -> tuple[Entry, ...]:
    """The units, and the titles of what is attached, each under the nearest unit above it."""
    top: list[Entry] = []
    by_id: dict[str, Entry] = {}
    for line in lines:
        c = line.clause
        if c.kind != "unit" and not (c.kind == "title" and by_id):
            continue
        entry = Entry(line.n, c.marker, c.heading or _first(c))
        above = by_id.get(c.parent) if c.parent else None
        (above.under if above else top).append(entry)
        by_id[c.id] = entry
    return tuple(top)


def _first(clause: Clause) -> str:
    said = clause.text.strip().removeprefix(clause.marker).strip()
    return said[:SHORT] + "…" * (len(said) > SHORT)
