"""Blocks → pieces: one piece for every clause to be. Joins what a page layout broke, splits what ran together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from corpus.model import Block
from pipeline.split import markers
from pipeline.split.markers import Marker

SPACE = " \t\u3000\xa0ㅤ\u200b\ufeff\r\n\x0b\x0c\x85\u1680\u2028\u2029\u202f\u205f" + "".join(
    map(chr, range(0x2000, 0x200B))
)
BULLETS = "▶►●○■□◆◇★☆▲△※➢"
"""Signs that open an item of a list without numbers; such a line goes on with none before it."""
OPEN, CLOSE = "（(〔[【《〈“「", "）)〕]】》〉”」"
_END = "。；：！？…”）〕)】］];:.!?』"
LABEL = re.compile(
    r"[（(〔\[【]?\s*(?:责任(?:单位|部门|领导|处室|科室|人)?|牵头(?:责任)?(?:单位|部门|领导|处室|考核单位)?|"
    r"(?:主要)?负责单位|配合(?:责任)?(?:单位|部门|处室)|参(?:与|加)(?:单位|部门)|主(?:办|管|责)(?:单位|部门)|协(?:办|助)单位|"
    r"(?:完成|办结|实施|工作|时间|整改)(?:时限|期限|时间|节点|要求)|(?:时限|期限|时间)要求)\s*[：:]"
)
_WIDE = re.compile(r"[ \t\xa0ㅤ]*\u3000[ \t\xa0\u3000ㅤ]*|[ \t\xa0ㅤ]{2,}")
_ANY_SPACE = re.compile(r"[ \t\xa0\u3000ㅤ]+")
_CN = "零〇一二三四五六七八九十百"
_INNER = re.compile(
    rf"(?<=[。）〕)】”!！])(?=第[{_CN}]{{1,7}}[编章节条]|[{_CN}]{{1,4}}、|[（(][{_CN}]{{1,4}}[）)]|"
    r"[0-9０-９]{1,3}[.．、﹒](?![0-9０-９]))|"
    rf"(?=第[{_CN}]{{1,4}}[编章节][\u3000 ])"
)
_MARKS = re.compile("[" + re.escape(OPEN + CLOSE) + "]")
_AFTER_HEADING = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_DEADLINE_END = re.compile(r"(?:底前?|日前?|月前|年前|部署|推进|坚持|长期|实施|完成)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One clause to be: text verbatim but for outer white space; cell spans and table number for a row; `ended` as in Block."""

    text: str
    row: bool = False
    cells: tuple[tuple[int, int], ...] = ()
    table: int = 0
    marker: Marker | None = None
    ended: bool = False


def pieces(blocks: Sequence[Block]) -> list[Piece]:
    """All pieces of a document in order, each with the marker that it opens with. Empty blocks are dropped."""
    dotted = markers.numbers_with_dots([b.text.strip(SPACE) for b in blocks if b.kind != "row"])
    out: list[Piece] = []
    counts: dict[str, int] = {}
    for block in blocks:
        text = block.text.strip(SPACE)
        if not text:
            continue
        if block.kind == "row":
            said = [cell.strip(SPACE) for cell in block.cells if cell.strip(SPACE)]
            box = markers.find(said[0]) if len(said) == 1 and len(block.cells) > 1 else None
            if box is not None and box.style == "box":  # a box drawn as a table: its title is a unit, its rows stand under it
                out.append(Piece(said[0], table=block.table, marker=box))
                continue
            out.append(Piece(text, True, _spans(text, block.cells), block.table))
            continue
        # A reader hands over paragraphs, but a paragraph may still hold a forced line break.
        for line in re.split(r"[\r\n\v\u2028]+", text):
            line = line.strip(SPACE)
            if not line:
                continue
            if out and not out[-1].row and _continues(out[-1].text, line, out[-1].marker, dotted):
                out[-1] = replace(out[-1], text=_glue(out[-1].text, line), ended=block.ended)
                continue
            for part in _parts(line, dotted, counts):
                marker = markers.find(part, dotted)
                if marker:
                    counts[marker.style] = marker.number
                out.append(Piece(part, marker=marker, ended=block.ended))
    return out


def _glue(a: str, b: str) -> str:
    """Two halves of a line that the layout broke; a space only between two Latin words."""
    return a + (" " if a[-1].isascii() and a[-1].isalpha() and b[0].isascii() and b[0].isalpha() else "") + b


def _spans(text: str, cells: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where each cell stands in the text of its row; an empty cell is an empty span."""
    spans, at = [], 0
    for cell in cells:
        cell = cell.strip(SPACE)
        found = text.find(cell, at)
        if found < 0:
            found, cell = at, ""
        spans.append((found, found + len(cell)))
        at = found + len(cell)
    return tuple(spans)


def _continues(before: str, line: str, marker: Marker | None, dotted: bool) -> bool:
    """Whether `line` is the rest of the physical line before it (a PDF's layout broke it)."""
    if before == "---" or line == "---" or line[0] in BULLETS:
        return False
    if line[0] in "，。、；！？》）〕”%％" and len(before) > 8:
        return True
    if before[-1] in "《“（(、，" and (prose(before) or before[-1] == "《") and not LABEL.match(before):
        return markers.find(line, dotted) is None or before[-1] in "《“（("
    if (
        len(line) <= 2
        and re.search(r"(?:办公[厅室]?|委员|国务|政|管委)$", before)
        and line[-1] in "厅室会院府"
        and before[-1] != line[-1]
    ):
        return True
    if line[-1] in "：:" and len(line) < 20 and prose(before):
        return False
    own = markers.find(line, dotted)
    if own is not None or LABEL.match(line) and not closes_late(line):
        return False
    if LABEL.match(line) and closes_late(line):
        # （责任部门：…）开展…: the list ends the sentence before it, what follows goes on.
        return prose(before) and not LABEL.match(before)
    if LABEL.match(before) and before[0] not in OPEN:
        return False
    if before[-1] in _END or line[0] in "—-－":
        return unclosed(before) and prose(before)
    if prose(before) and (len(before) >= 30 or "。" in before):
        return True
    # The last character or two of a heading: …的重要意 / 义
    return marker is not None and len(before) >= 18 and len(line) <= 2 and "附" not in line


def prose(text: str) -> bool:
    """Whether a text is sentences rather than a heading, a title or a list of names."""
    return "。" in text or "，" in text or ";" in text or "；" in text or (text.count(",") > 1)


def unclosed(text: str) -> bool:
    """Whether a long bracket stands open at the end."""
    depth = 0
    for ch in text:
        if ch in "（(":
            depth += 1
        elif ch in "）)":
            depth = max(0, depth - 1)
    return depth > 0 and text[-1] not in "。；：:"


def closes_late(text: str) -> bool:
    """Whether a text that opens with a bracket goes on after that bracket has closed."""
    if text[0] not in "（(〔[【":
        return False
    depth = 0
    for i, ch in enumerate(text):
        if ch in "（(〔[【":
            depth += 1
        elif ch in "）)〕]】":
            depth -= 1
            if depth <= 0:
                return len(text[i + 1 :].strip("。；;" + SPACE)) > 4
    return False


def _parts(line: str, dotted: bool, counts: dict[str, int]) -> list[str]:
    """A physical line cut where units were run together."""
    if len(line) < 16:
        return [line]
    cuts = sorted(set(_at_spaces(line, dotted)) | set(_at_markers(line, counts)))
    if not cuts:
        return [line]
    edges = [0, *cuts, len(line)]
    parts = [line[a:b].strip(SPACE) for a, b in zip(edges, edges[1:], strict=False)]
    return [p for p in parts if p]


def _inside(line: str) -> Callable[[int], bool]:
    """Tells of a place in the line whether brackets or quotation marks stand open after it."""
    depth = 0
    places, depths = [-1], [0]
    for m in _MARKS.finditer(line):
        depth = depth + 1 if m[0] in OPEN else max(0, depth - 1)
        places.append(m.start())
        depths.append(depth)
    return lambda at: depths[bisect_right(places, at) - 1] > 0


def _at_spaces(line: str, dotted: bool) -> list[int]:
    """Cuts at white space: before a marker, before a label line, after a full stop and a wide space."""
    cuts: list[int] = []
    spaces = [m for m in _ANY_SPACE.finditer(line) if m.start() > 0]
    if not spaces:
        return cuts
    inside = _inside(line)
    labelled = LABEL.match(line) is not None
    last = 0
    for m in spaces:
        if inside(m.start() - 1):
            continue
        before, after = line[last : m.start()], line[m.end() :]
        if not after:
            continue
        wide = bool(_WIDE.fullmatch(m[0]))
        marker = markers.find(after, dotted)
        own = markers.find(before.strip(SPACE), dotted)
        bare = own is not None and own.length >= len(before.strip(SPACE))
        if bare:  # the space after a marker: 第一条　为规范…
            continue
        if (
            (
                marker is not None
                and marker.style not in ("num)", "box", "annex")
                and (wide or labelled or before[-1] in "。；）〕)】")
                and not (marker.style == "num" and not wide and not labelled and before[-1] not in "。；）)〕】前底")
            )
            or (LABEL.match(after) and after[0] not in OPEN and (wide or labelled or before[-1] in "。；"))
            or (wide and before[-1] in "。！？）)〕】" and "\u3000\u3000" in m[0] and len(before) > 8)
        ):
            cuts.append(m.end())
            last = m.end()
            if LABEL.match(after):
                labelled = True
    return cuts


def _at_markers(line: str, counts: dict[str, int]) -> list[int]:
    """Cuts before a marker that follows a full stop, a bracket or a heading without a space between, where its number
    goes on the document's own count (一、…。二、… in one line)."""
    cuts: list[int] = []
    if len(line) < 24:
        return cuts
    inside = _inside(line)
    seen = dict(counts)
    opening = markers.find(line)
    if opening:
        seen[opening.style] = opening.number
        head = _AFTER_HEADING.search(line, opening.length + 2, opening.length + 40)
        # 一、总体要求（一）指导思想。…: a heading and its first unit in one line
        if head and opening.style in ("cn", "chapter") and not re.search(r"[。，：；,]", line[: head.start()]):
            inner = markers.find(line[head.start() :])
            if inner and (inner.number == 1 or inner.number == seen.get("(cn)", -1) + 1):
                cuts.append(head.start())
                seen["(cn)"] = inner.number
    for m in _INNER.finditer(line):
        at = m.start()
        if at == 0 or at in cuts or inside(at - 1) or (line[at - 1] in "”" and line[at - 2] not in "。！？"):
            continue
        inner = markers.find(line[at:])
        if inner is None:
            continue
        goes_on = inner.number == seen.get(inner.style, 0) + 1
        restarts = (inner.style == "section" and inner.number == 1) or (
            inner.number == 1 and line[at - 1] in "。！!" and inner.style in ("(cn)", "num") and opening is not None
        )
        if inner.style == "num" and line[at - 1] in "）)" and not goes_on:
            continue
        if goes_on or restarts:
            cuts.append(at)
            seen[inner.style] = inner.number
            if inner.style in ("cn", "chapter"):
                head = _AFTER_HEADING.search(line, at + inner.length + 2, at + inner.length + 40)
                if head and not re.search(r"[。，：；,]", line[at : head.start()]):
                    first = markers.find(line[head.start() :])
                    if first and (first.number == 1 or first.number == seen.get("(cn)", -1) + 1):
                        cuts.append(head.start())
                        seen["(cn)"] = first.number
    # 完成时限：2022年2月底前6．制定…: a label line that ran on into the next number
    if LABEL.match(line):
        for m in re.finditer(r"(?<=[前底日月年署])([0-9]{1,3})[.．、](?=[\u4e00-\u9fff])", line):
            if int(m[1]) == seen.get("num", -1) + 1:
                cuts.append(m.start())
                seen["num"] = int(m[1])
    return cuts
