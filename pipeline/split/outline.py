"""The outline: which piece stands under which, and the ids that tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.model import Clause, ClauseKind
from pipeline.split import headings
from pipeline.split.lines import LABEL, Piece
from pipeline.split.markers import Marker

# Styles whose place is fixed, whatever was open before: they close everything that ranks below them.
_FIXED = {"part", "chapter", "section", "article", "annex", "cn"}
_TOKEN = re.compile(r"[\s/\u3000]+")


@dataclass(slots=True)
class _Node:
    """A clause in the making: `up` is the index of its parent in the list of nodes."""

    piece: Piece
    kind: ClauseKind
    up: int | None = None
    level: int = 1
    marker: str = ""
    heading: str = ""
    style: str = ""
    children: int = 0


@dataclass(slots=True)
class _Open:
    """One open unit on the way down the outline; `table` is that of a box drawn as one, which ends with it."""

    style: str
    number: int
    node: int
    rank: int
    table: int = 0


@dataclass(slots=True)
class Outline:
    """Takes pieces in order and builds clauses."""

    nodes: list[_Node] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)

    def front(self, piece: Piece, kind: ClauseKind) -> None:
        """A piece of front or end matter: it has no parent."""
        self.nodes.append(_Node(piece, kind))

    def restart(self) -> None:
        """A new document begins inside this one (a second plan, an annex with a title)."""
        self.stack.clear()

    def body(self, piece: Piece) -> None:
        """A piece of the body: a unit where it opens with a marker, else a paragraph or row under the nearest unit."""
        marker = piece.marker
        boxed = next((i for i, o in enumerate(self.stack) if o.table and o.table != piece.table), None)
        if boxed is not None:
            del self.stack[boxed:]
        if marker is not None and not piece.row and self._sane(marker):
            self._place(marker)
            up = self.stack[-1].node if self.stack else None
            parent_style = self.stack[-1].style if self.stack else ""
            node = _Node(
                piece, "unit", up, len(self.stack) + 1, marker.text, headings.of(piece.text, marker, parent_style)
            )
            node.style = marker.style
            self.nodes.append(node)
            self.stack.append(_Open(marker.style, marker.number, len(self.nodes) - 1, marker.rank, piece.table))
            return
        if not piece.row:
            self._close_items()
        up = self.stack[-1].node if self.stack else None
        self.nodes.append(_Node(piece, "row" if piece.row else "paragraph", up, len(self.stack) + 1))

    def _close_items(self) -> None:
        """A 款 after the 项 of a 条 stands under the 条 (立法法 第六十五条): the last 项 has ended with a full stop."""
        at = next((i for i, o in enumerate(self.stack) if o.style == "article"), None)
        if at is None or at == len(self.stack) - 1:
            return
        last = self.nodes[-1]
        if last.kind == "unit" and last.piece.text.rstrip()[-1:] in "。":
            del self.stack[at + 1:]

    def _sane(self, marker: Marker) -> bool:
        """Whether the number can stand here: a 条 that jumps back or far ahead is a citation at the head of a line, a
        first number far from 1 that no sibling opened is a figure."""
        last = next((o.number for o in reversed(self.stack) if o.style == marker.style), None)
        if marker.style == "article" and last is not None:
            return marker.number == 1 or last < marker.number <= last + 20 or marker.number == last
        if marker.style in ("num", "num)", "(num)") and last is None:
            return marker.number <= 150
        return True

    def _place(self, marker: Marker) -> None:
        """Pops the stack so that its top is the parent of a unit that opens with `marker`."""
        stack = self.stack
        if marker.style == "annex":
            stack.clear()
            return
        at = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].style == marker.style), None)
        box = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].style == "box"), None)
        if box is not None and marker.style not in _FIXED and (at is None or at < box):
            goes_on = at is not None and stack[at].number + 1 == marker.number
            if marker.number == 1 or (marker.style.startswith("(n") and not goes_on):
                while len(stack) > box + 1 and stack[-1].rank >= marker.rank:
                    stack.pop()  # the first number of its style inside a box
                return
            del stack[box:]
            at = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].style == marker.style), None)
        if at is not None:
            del stack[at:]
            return
        if marker.style in _FIXED or marker.style.startswith(("dotted", "md")) or marker.number != 1:
            while stack and stack[-1].rank > marker.rank and stack[-1].style != "annex":
                stack.pop()
        while stack and stack[-1].style == "box" and marker.style == "box":
            stack.pop()

    def clauses(self) -> list[Clause]:
        """The finished clauses."""
        self._drop_sentences()
        self._find_run_ins()
        ids = self._ids()
        return [
            Clause(
                id=ids[i],
                parent=None if n.up is None else ids[n.up],
                level=n.level,
                kind=n.kind,
                marker=n.marker,
                heading=n.heading,
                text=n.piece.text,
                cells=n.piece.cells,
                table=n.piece.table,
            )
            for i, n in enumerate(self.nodes)
        ]

    def _drop_sentences(self) -> None:
        """Where most units of a style are full statements (1.落实…。2.对…), one whose statement happens to be short
        is no heading either."""
        styles: dict[str, list[_Node]] = {}
        for node in self.nodes:
            if node.kind == "unit":
                styles.setdefault(node.style, []).append(node)
        for nodes in styles.values():
            bare = sum(not n.heading for n in nodes) / len(nodes)
            if len(nodes) < 5 or bare < 0.55:
                continue
            for node in nodes:
                stands_alone = node.piece.text.rstrip().endswith(node.heading)
                if len(node.heading) > (16 if bare < 0.8 else 10) and not stands_alone:
                    node.heading = ""

    def _find_run_ins(self) -> None:
        """Paragraphs of one parent, one after another, that each open with a short heading and a full stop become
        units; what follows each (lists on own lines, further paragraphs) goes under it."""
        groups: dict[int | None, list[int]] = {}
        for i, node in enumerate(self.nodes):
            if node.kind == "paragraph":
                groups.setdefault(node.up, []).append(i)
        for up, members in groups.items():
            if up is None:
                continue
            heads = {i: headings.run_in(self.nodes[i].piece.text) for i in members}
            own = [i for i in members if not LABEL.match(self.nodes[i].piece.text)]
            runs: list[list[int]] = [[]]
            for i in own:
                if heads[i]:
                    runs[-1].append(i)
                elif self.nodes[i].piece.text[0] not in "（(〔[【注":
                    runs.append([])
            for run in runs:
                if len(run) >= 3 or (len(run) == 2 and len(own) <= 4):
                    self._raise(run, members, heads)

    def _raise(self, run: list[int], members: list[int], heads: dict[int, str]) -> None:
        """Makes the paragraphs of `run` units and puts what stands between and right after them under each."""
        first, last = run[0], run[-1]
        for i in run:
            node = self.nodes[i]
            node.kind, node.heading, node.style = "unit", heads[i], "run-in"
        above: int | None = None
        up = self.nodes[first].up
        for i in range(first, len(self.nodes)):
            node = self.nodes[i]
            if i in run:
                above = i
            elif node.up == up and node.kind in ("paragraph", "row") and above is not None:
                lists = LABEL.match(node.piece.text) or node.piece.text[0] in "（(〔[【" or node.kind == "row"
                if i < last or lists:
                    node.up, node.level = above, node.level + 1
                else:
                    break
            elif node.up == up and node.kind == "unit":
                break

    def _ids(self) -> list[str]:
        seen: dict[str, int] = {}
        counts: dict[tuple[str, str], int] = {}
        out: list[str] = []
        for node in self.nodes:
            base = "" if node.up is None else out[node.up] + "/"
            if node.kind in ("paragraph", "row"):
                letter = "P" if node.kind == "paragraph" else "R"
                counts[base, letter] = counts.get((base, letter), 0) + 1
                name = f"{base}{letter}{counts[base, letter]}"
            elif node.kind == "unit":
                token = node.marker.rstrip("、.．。:： \u3000") or node.heading or "#"
                name = base + _TOKEN.sub("", token).replace("~", "")
            else:
                name = node.kind
            seen[name] = seen.get(name, 0) + 1
            out.append(name if seen[name] == 1 else f"{name}~{seen[name]}")
        return out
