"""A comparison as a Word document with its changes as real tracked changes (w:ins, w:del; ISO/IEC 29500-1, 17.13.5):
accepting all gives the new text, rejecting all the old one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from corpus.model import Clause
from index.compare import Comparison, Row
from index.diff import Edit, blocks, difference
from index.matching import in_order
from index.texts import cut, joined
from render.tabular import CONTROL

AUTHOR = "条款 Tiaokuan"
Op = Literal["", "del", "ins"]
FONT = "SimSun"
APART = timedelta(minutes=2)
"""LibreOffice joins a change at the end of a paragraph with one of its kind, author and minute at the start of the next, and
rejecting both then loses the end of the paragraph; so paragraphs take turns between two times."""


@dataclass(frozen=True)
class Piece:
    """Some text that stays (""), went ("del") or came ("ins"); a line feed is the end of a paragraph of that style."""

    op: Op
    text: str
    style: str = ""


@dataclass(frozen=True)
class _Block:
    """Clauses that stand together on each side; a side may be empty."""

    old: tuple[Clause, ...]
    new: tuple[Clause, ...]
    edits: tuple[Edit, ...] = ()


def document(result: Comparison, when: datetime | None = None) -> bytes:
    """The document's bytes; `when` (now, if None) dates the changes."""
    import docx
    from docx.oxml.ns import qn

    made = docx.Document()
    for style in made.styles:
        if style.type == 1:
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for name in [n for n in fonts.attrib if n.endswith("Theme")]:
                del fonts.attrib[name]
            fonts.set(qn("w:eastAsia"), FONT)
    made.core_properties.title = f"{result.old.meta.title or result.old.id} → {result.new.meta.title or result.new.id}"[:250]
    made.core_properties.author = AUTHOR
    at = when or datetime.now(UTC)
    writer = _Writer(made, tuple(t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in (at, at - APART)))
    for piece in pieces(result):
        writer.write(piece)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pieces(result: Comparison) -> Iterator[Piece]:
    """Both documents as one run of pieces: those that stay or came are the new document, those that stay or went the old
    one, each clause with a line feed after it."""
    place_old = {c.id: n for n, c in enumerate(result.old.clauses)}
    place_new = {c.id: n for n, c in enumerate(result.new.clauses)}
    blocks = [b for row in result.rows for b in _blocks(row, place_old, place_new)]
    both = {n: place_old[b.old[0].id] for n, b in enumerate(blocks) if b.old and b.new}
    order = sorted((n for n, b in enumerate(blocks) if b.new), key=lambda n: place_new[blocks[n].new[0].id])
    rank = {n: r for r, n in enumerate(order)}
    steady = in_order({rank[n]: at for n, at in both.items()}, [len(joined(blocks[n].old)) for n in order])
    stays = {n for n in both if rank[n] in steady}
    gone = sorted((n for n, b in enumerate(blocks) if b.old and n not in stays), key=lambda n: place_old[blocks[n].old[0].id])
    for n in order:
        block = blocks[n]
        while n in stays and gone and place_old[blocks[gone[0]].old[0].id] < both[n]:
            yield from _whole("del", blocks[gone.pop(0)].old)
        yield from _changed(block) if n in stays else _whole("ins", block.new)
    for n in gone:
        yield from _whole("del", blocks[n].old)


def _blocks(row: Row, place_old: dict[str, int], place_new: dict[str, int]) -> list[_Block]:
    """The row as blocks; where its clauses stand apart, the first of each side as a pair, the others by themselves."""
    runs_old, runs_new = _runs(row.old, place_old), _runs(row.new, place_new)
    if len(runs_old) <= 1 and len(runs_new) <= 1:
        return [_Block(row.old, row.new, row.edits)]
    first = _Block(runs_old[0], runs_new[0], difference(runs_old[0], runs_new[0]).edits)
    return [first, *(_Block(r, ()) for r in runs_old[1:]), *(_Block((), r) for r in runs_new[1:])]


def _runs(clauses: Sequence[Clause], place: dict[str, int]) -> list[tuple[Clause, ...]]:
    runs: list[tuple[Clause, ...]] = []
    for clause in sorted(clauses, key=lambda c: place[c.id]):
        if runs and place[runs[-1][-1].id] + 1 == place[clause.id]:
            runs[-1] = (*runs[-1], clause)
        else:
            runs.append((clause,))
    return runs


def _whole(op: Op, clauses: Sequence[Clause]) -> Iterator[Piece]:
    for clause in clauses:
        yield Piece(op, clause.text)
        yield Piece(op, "\n", style_of(clause))


def _changed(block: _Block) -> Iterator[Piece]:
    old, new = joined(block.old), joined(block.new)
    styles = [s for c in block.new for s in [style_of(c)] * (c.text.count("\n") + 1)]
    ended = 0
    at_old = at_new = 0
    end = Edit("", "", len(old), len(old), len(new), len(new))
    for edit in (*block.edits, end):
        for piece in [*_literal(old[at_old:edit.old_start], new[at_new:edit.new_start]),
                      Piece("del", edit.was), Piece("ins", edit.now)]:
            yield Piece(piece.op, piece.text, styles[min(ended, len(styles) - 1)])
            ended += piece.text.count("\n") if piece.op != "del" else 0
        at_old, at_new = edit.old_end, edit.new_end
    yield Piece("", "\n", styles[-1])


def _literal(old: str, new: str) -> Iterator[Piece]:
    """What a reader takes for the same (width, white space, numbers of clauses), word by word."""
    if old == new:
        yield Piece("", old)
        return
    before, after = cut(old, exact=True), cut(new, exact=True)
    i = j = 0
    for a, b, n in [*blocks(before, after), (len(before), len(after), 0)]:
        for op, side in (("del", before.norms[i:a]), ("ins", after.norms[j:b]), ("", before.norms[a:a + n])):
            if side:
                yield Piece(op, "".join(side))  # type: ignore[arg-type]
        i, j = a + n, b + n


def style_of(clause: Clause) -> str:
    """A heading for a clause that is nothing else, the title for a title, else the body's style."""
    if clause.kind == "title":
        return "Title"
    if clause.kind == "unit" and clause.heading and clause.text.strip().endswith(clause.heading):
        return f"Heading {min(max(clause.level, 1), 4)}"
    return "Normal"


class _Writer:
    """Writes pieces as paragraphs, each change with author, date and a number of its own."""

    def __init__(self, made: Any, dates: tuple[str, ...]) -> None:
        self._made, self._dates, self._number, self._paragraphs = made, dates, 0, 0
        self._paragraph: Any = None

    def write(self, piece: Piece) -> None:
        for n, line in enumerate(piece.text.split("\n")):
            if n:
                self._end(piece.op, piece.style)
            if line:
                self._run(piece.op, line)

    def _at(self) -> Any:
        if self._paragraph is None:
            self._paragraph = self._made.add_paragraph()
        return self._paragraph

    def _change(self, op: Op) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self._number += 1
        change = OxmlElement(f"w:{op}")
        for name, value in (("id", str(self._number)), ("author", AUTHOR), ("date", self._dates[self._paragraphs % len(self._dates)])):
            change.set(qn(f"w:{name}"), value)
        return change

    def _run(self, op: Op, text: str) -> None:
        from docx.oxml.ns import qn

        run = self._at().add_run(CONTROL.sub("", text).replace("\r", ""))
        if not op:
            return
        change = self._change(op)
        run._r.addprevious(change)
        change.append(run._r)
        for said in run._r.iter(qn("w:t")) if op == "del" else ():
            said.tag = qn("w:delText")

    def _end(self, op: Op, style: str) -> None:
        """Ends the paragraph; a mark that went or came is a change too, so that paragraphs join and part."""
        from docx.oxml import OxmlElement

        paragraph = self._at()
        if style:
            paragraph.style = self._made.styles[style]
        if op:
            mark = OxmlElement("w:rPr")
            mark.append(self._change(op))
            paragraph._p.get_or_add_pPr().append(mark)
        self._paragraph = None
        self._paragraphs += 1
