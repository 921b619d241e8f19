"""Printed lines → paragraphs.

A full line goes on in the next; a line that ends short closes its paragraph; a line that begins inside its column, or
with an outline marker where one can stand, opens one (GB/T 9704-2012, 7.3.3: 每自然段左空二字，回行顶格). Sentences go on
over the edges of pages and columns; footnotes wait until the sentence that they interrupt is closed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.model import Block
from pipeline.read.pdf.shapes import Line
from pipeline.read.pdf.tables import joined

INDENT = 1.2  # em; two are usual, less than this is the slant of a scan
SLACK = 1.8  # em that a full line may leave empty: a mark that may not begin a line draws a character with it
CENTRED = 1.2  # em by which the free space left and right of a centred line may differ
SHIFTED = 2.6  # and where the line was centred inside a paragraph's indent
DEEP = 4.0  # em; what begins this far inside stands by itself: a signature, a date, a title
END = "。！？；：:;!?"
OUTLINE = re.compile(
    r"第[一二三四五六七八九十百零〇0-9]{1,6}[编章节条]|[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十]{1,4}[）)]|"
    r"[0-9０-９]{1,2}[.．、](?![0-9０-９])|[（(][0-9０-９]{1,2}[）)]|[①-⑳]|附件\s?[0-9一二三四五六七八九十]{0,2}[:：]?$|附\s?件[:：]|专栏")
LEADER = re.compile(r"(?:[.．·…‥]\s*){3,}\s*[(（]?\d{1,4}[)）]?$|\u3000\d{1,4}$")
"""The end of a line of contents: leaders, or a wide space, and the page."""
LABEL = re.compile(r"[（(]?(?:责任|牵头|配合|主办|协办|参与)(?:单位|部门)[：:]|(?:完成|办结)(?:时限|时间)[：:]|抄送[：:]|"
                   r"(?:联系|咨询|监督)(?:人|电话)[：:]|电子邮箱[：:]|(?:通讯|邮政|联系)?地址[：:]|邮(?:政编码|编)[：:]|发布(?:部门|日期)[：:]|"
                   r"实施日期[：:]|时效性[：:]|效力级别[：:]|法规类别[：:]")


HANGING = re.compile(r"(?:抄送|抄报|主送|附\s?件)[：:]")
"""What is followed by lines that hang under its text (GB/T 9704-2012, 7.3.4 and 7.4.2)."""


def edges(lines: Sequence[Line], width: float) -> tuple[float, float]:
    """Left and right edge of the column that these lines are set in (points)."""
    text = [line for line in lines if not line.row]
    if not text:
        return 0.1 * width, 0.9 * width
    starts = Counter(round(line.x0 / 2) for line in text)
    enough = max(1, min(3, len(text) // 12))
    left = min((s for s, n in starts.items() if n + starts.get(s + 1, 0) + starts.get(s - 1, 0) > enough), default=min(starts)) * 2
    ends = sorted((line.x1 for line in text), reverse=True)
    # full lines end within an em of each other; a single one that sticks out is a title or an over-full line
    right = ends[min(len(ends) - 1, len(ends) // 8)]
    return float(left), right


def set_edges(pages: dict[int, list[Line]], widths: dict[int, float]) -> None:
    """Gives every line the edges of its column: the page's own where its lines agree on them, else those of all pages of
    that width."""
    everything = [line for lines in pages.values() for line in lines]
    for width, column in {(widths[line.page], line.column) for line in everything}:
        same = [line for line in everything if line.column == column and widths[line.page] == width]
        common = edges([line for line in same if not line.note], width)
        for number in {line.page for line in same}:
            own = [line for line in same if line.page == number]
            left, right = _own([line for line in own if not line.row and not line.note], common)
            for line in own:
                line.left, line.right = left, right


def _own(lines: Sequence[Line], common: tuple[float, float]) -> tuple[float, float]:
    """The edges on one page: where two long lines or more end together, and where lines after a full line begin."""
    left, right = common
    long = sorted((line.x1 for line in lines if line.x1 - line.x0 > 12 * line.size), reverse=True)
    if not long:
        return left, right
    size = max(line.size for line in lines)
    for end in long[:3]:  # the first may stick out: a mark in the margin, an over-full line
        together = sum(abs(end - x) < 0.8 * size for x in long)
        if together >= max(2, len(long) // 5):
            right = end if abs(end - right) > 0.3 * size else right
            break
    after = [b.x0 for a, b in zip(lines, lines[1:], strict=False) if right - a.x1 < 1.2 * size and b.x1 - b.x0 > 2 * b.size]
    starts = min((line.x0 for line in lines), default=left)
    if len(after) >= 2 and abs(min(after) - left) > 2:
        left = min(after)
    return min(left, starts) if left - starts < 2 * size else left, right


def centred(line: Line, body: float) -> bool:
    """Whether it stands in the middle of its column and fills little enough of it for that to mean something; `body` is
    the size of the text, and a larger line needs less room around it."""
    off, room = abs(line.indent - line.rest), min(line.indent, line.rest)
    return off < CENTRED and room > (0.4 if line.size > 1.15 * body else 2.5) or off < SHIFTED and room > DEEP


class _Style:
    """What holds for the document: whether paragraphs begin inside the column, how far apart its lines stand."""

    def __init__(self, lines: Sequence[Line]) -> None:
        text = [line for line in lines if not line.row and not line.note]
        sizes: Counter[float] = Counter()
        for line in text:
            sizes[round(line.size * 2) / 2] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 12.0
        opens = [b for a, b in zip(text, text[1:], strict=False) if a.rest > 4 and not centred(b, self.size) and b.rest < 6]
        inside = sum(INDENT < b.indent < 5 for b in opens)
        self.indented = not opens or inside * 2 >= len(opens)
        usual = Counter(round(2 * b.indent) / 2 for b in opens if INDENT < b.indent < 6)
        self.deep = max(DEEP, usual.most_common(1)[0][0] + 2 if usual else 0)
        steps = sorted(b.y - a.y for a, b in zip(text, text[1:], strict=False)
                       if a.page == b.page and a.column == b.column and b.y > a.y and abs(a.size - b.size) < 1)
        self.step = steps[len(steps) // 2] if steps else 1.5 * self.size


def body_size(lines: Sequence[Line]) -> float:
    """The size (points) that most of the text is set in."""
    return _Style(lines).size


def blocks(lines: Sequence[Line]) -> list[Block]:
    """The paragraphs and table rows of lines in reading order, edges set. Footnotes follow the paragraph that was open."""
    style = _Style(lines)
    out: list[Block] = []
    notes: list[list[Line]] = []
    open_: list[Line] = []

    def close() -> None:
        if open_:
            out.append(Block("paragraph", text_of(open_)))
            open_.clear()
        out.extend(Block("paragraph", text_of(note)) for note in notes)
        notes.clear()

    for line in lines:
        if line.note:
            if notes and notes[-1][-1].page == line.page and not _note_begins(notes[-1][-1], line):
                notes[-1].append(line)
            else:
                notes.append([line])
            continue
        if line.row:
            # a table in the middle of a sentence belongs to the page's layout: the sentence is closed all the same
            close()
            out.append(Block("row", line.text, line.cells, line.table))
            continue
        if not open_ or begins(open_, line, style):
            close()
        open_.append(line)
    close()
    return out


def text_of(lines: Sequence[Line]) -> str:
    """The lines of one paragraph as one text."""
    text = ""
    for line in lines:
        text = joined(text, line.text)
    return text


def _note_begins(before: Line, line: Line) -> bool:
    from pipeline.read.pdf.furniture import NOTE

    return bool(NOTE.match(line.text)) and (before.rest > SLACK or before.text[-1] in "。.;；")


def begins(open_: Sequence[Line], line: Line, style: _Style) -> bool:
    """Whether `line` opens a paragraph, or goes on with the one that `open_` holds."""
    before = open_[-1]
    full = before.rest < SLACK + _first_word(line)
    # what stands in one size and in the middle is one title
    if centred(line, style.size) or centred(before, style.size):
        return not _title_goes_on(before, line, style.size)
    if abs(before.size - line.size) > 0.13 * max(before.size, line.size):
        return True
    if full and not OUTLINE.match(line.text) and HANGING.match(open_[0].text) and before.text[-1] not in END and line.indent > open_[0].indent + 1:
        return False
    if max(line.indent, open_[0].indent) > style.deep:  # several lines as deep as one another, full but the last, are one text
        alike = abs(before.x0 - line.x0) < 0.15 * line.size and before.rest < SLACK
        return not alike or line.rest < 0.3 and (len(line.text) < 20 or "\u3000" in line.text)
    if LEADER.search(before.text) or LEADER.search(line.text) and OUTLINE.match(line.text):
        return True
    outline = OUTLINE.match(line.text) or LABEL.match(line.text)
    same = before.page == line.page and before.column == line.column
    far = same and line.y - before.y > 1.7 * max(style.step, 1.2 * line.size)
    inside = line.indent > INDENT
    if full and style.indented:
        return _inside_begins(open_, line) if inside else bool(far or OUTLINE.match(line.text)) and before.text[-1] in END
    if full:
        return bool(outline or far) and before.text[-1] in END + "）)”" or inside and before.indent < 0.5 and bool(outline)
    if inside and style.indented or outline or far:
        return True
    # a ragged line that ends a little short in the middle of a sentence
    ragged = before.rest < 6 and before.text[-1] not in END + "）)”" and len(before.text) > 12
    return not ragged


def _inside_begins(open_: Sequence[Line], line: Line) -> bool:
    """Whether a line that begins inside its column after a full one opens a paragraph. It does not in a list whose lines
    hang under their text, nor where all lines of a paragraph stand inside."""
    before = open_[-1]
    if OUTLINE.match(line.text):
        return True
    alike = abs(before.x0 - line.x0) < 0.15 * line.size
    if len(open_) > 1 and before.indent > INDENT:
        return not alike
    if len(open_) == 1 and OUTLINE.match(before.text) and line.indent > before.indent + 0.8 and before.text[-1] not in END:
        return False
    if alike and before.text[-1] not in END + "）)”" and "\u3000" not in line.text:  # not names side by side
        return False
    return before.indent <= line.indent + 1 or len(open_) > 1


def _first_word(line: Line) -> float:
    """How many em the first thing of a line that may not be broken is wide: a Latin word, a figure, a closing mark."""
    word = re.match(r"[!-~０-９Ａ-Ｚａ-ｚ]+[，。、；：）》”%％]?", line.text)
    return 0.55 * len(word[0]) if word and len(word[0]) < 30 else 0.0


def _title_goes_on(before: Line, line: Line, body: float) -> bool:
    if abs(before.size - line.size) > 0.5 or before.page != line.page or line.y - before.y > 2.6 * line.size:
        return False
    if OUTLINE.match(line.text) or before.text[-1] in END or re.match(r"[（(].{2,20}[）)]$", line.text):
        return False
    middle = abs((before.x0 + before.x1) - (line.x0 + line.x1)) / 2 < CENTRED * line.size
    return middle and centred(line, body) and (before.rest < 8 or centred(before, body))
