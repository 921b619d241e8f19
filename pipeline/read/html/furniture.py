"""What of a page is no text of its document, and why: lines outside the article, hidden ones, and furniture in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.read.html.article import NUMBERED, SENTENCE
from pipeline.read.html.knowledge import furniture
from pipeline.read.html.walk import Line

LONGEST = 80
"""A longer line is never furniture."""
OUTSIDE, HIDDEN, CONTROL, TABLE, FURNITURE, LINKS = (
    "正文以外", "网页不显示的内容", "网页控件", "网页信息表", "网页附属文字", "相关链接")
CRUMBS = re.compile(r"(?:首页|主页)\s*(?:>|＞|»|›|-|/|·)|(?:>|＞|»|›)\s*(?:正文|详情|内容)?$")


def edges(lines: Sequence[Line], inside: Sequence[bool], labelled: set[int], known: bool) -> list[str]:
    """For each line the reason why it is left out, "" for the document's own. `labelled`: lines read as label and value;
    `known`: the article stands in a known container, so that links at its end are its own."""
    reasons = [_outside(line) if not is_in else "" for line, is_in in zip(lines, inside, strict=True)]
    own = [i for i, reason in enumerate(reasons) if not reason]
    edge, always, footer = furniture()
    spoken = [i for i in own if _spoken(lines[i]) and i not in labelled]
    start, end = (spoken[0], spoken[-1]) if spoken else (len(lines), -1)
    for i in own:
        line = lines[i]
        if line.kind == "row":
            if i in labelled and i < start:
                reasons[i] = TABLE
            continue
        if len(line.text) > LONGEST or line.text[-1] in "。；":
            continue
        if always.match(line.text):
            reasons[i] = FURNITURE
        elif i < start or i > end or not spoken:
            if edge.match(line.text) or not known and footer.match(line.text) or CRUMBS.search(line.text) and line.linked * 3 > len(line.text):
                reasons[i] = FURNITURE
            elif i in labelled and i < start and not known and not NUMBERED.match(line.text):
                reasons[i] = TABLE
    if not known:
        _links_at_the_end(lines, own, reasons)
    return reasons


def _outside(line: Line) -> str:
    return HIDDEN if line.hidden else CONTROL if line.control else OUTSIDE


def _spoken(line: Line) -> bool:
    """Whether a line is surely the document's: a sentence, or a number of the outline."""
    _, always, _ = furniture()
    if len(line.text) <= LONGEST and always.match(line.text):
        return False
    return bool(SENTENCE.search(line.text) or NUMBERED.match(line.text)) and line.linked * 2 < len(line.text)


def _links_at_the_end(lines: Sequence[Line], own: Sequence[int], reasons: list[str]) -> None:
    """Links that close an article found by its density lead to other pages, unless they name attachments."""
    for i in reversed(own):
        line = lines[i]
        if reasons[i]:
            continue
        if line.kind == "row" or line.linked * 10 < len(line.text) * 8 or re.search(r"附\s*[件表]|\.(?:docx?|pdf|xlsx?)$", line.text):
            break
        reasons[i] = LINKS
