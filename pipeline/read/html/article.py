"""Where the article stands: known containers first, then the element that holds the page's sentences; both checked
against what the rest of the page says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipeline.read.html.knowledge import containers, furniture
from pipeline.read.html.walk import Line

NUMBERED = re.compile(r"(?:第[一二三四五六七八九十百零〇\d]{1,6}[编章节条]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
                      r"\d{1,2}[.．、](?!\d)|附\s*(?:件|表|录)|答\s*[:：]|问\s*[:：])")
DOCUMENT_LINE = re.compile(r"附\s*件|[（(]?\d{4}年\d{1,2}月\d{1,2}日|[二〇○零一]{4}年|.{2,20}[〔\[（]\d{4}[〕\]）]\s*\d+\s*号$|[（(]此件|抄送")
SIGNED = re.compile(r"[\u4e00-\u9fff\s\u3000]{3,40}(?:政府|办公[厅室]|委员会|[厅局部委院署会])$")
SENTENCE = re.compile("[。；！？]")
ENOUGH = 50
"""Characters of sentences below which a page has no article (a list page, a portal)."""
INNER = frozenset(("p", "span", "font", "b", "strong", "a", "li", "h1", "h2", "h3", "h4", "h5", "table", "tr", "tbody", "em"))


@dataclass(frozen=True, slots=True)
class Found:
    """The elements that hold the article, in order; `known` says that a known container did."""

    elements: tuple[HtmlElement, ...]
    known: bool


def known_containers(elements: Sequence[HtmlElement]) -> frozenset[HtmlElement]:
    """The outermost elements that are known to hold an article."""
    ids, classes, tags = containers()
    found: set[HtmlElement] = set()
    for e in elements:
        if e.tag in ("body", "html", "input", "a"):
            continue
        said = e.get("class")
        if e.tag in tags or e.get("id") in ids or said and not classes.isdisjoint(said[:2000].split()):
            found.add(e)
    inner = {e for e in found if any(a in found for a in e.iterancestors())} if len(found) < 200 else set()
    return frozenset(found - inner)


def worth(line: Line, hidden: bool = False) -> int:
    """How many characters of a line speak for an article: sentences, numbered and dated lines; links and furniture do
    not, nor what is not shown unless `hidden` says so."""
    if line.hidden and not hidden or line.control:
        return 0
    size = len(line.text)
    prose = size - line.linked
    if line.kind == "row":
        return prose if line.linked * 2 < size else 0
    if line.linked * 2 > size or size < 80 and any(p.match(line.text) for p in furniture()):
        return 0
    if SENTENCE.search(line.text) or "，" in line.text and size >= 20 or NUMBERED.match(line.text) or DOCUMENT_LINE.match(line.text):
        return prose
    return 0


def find(elements: Sequence[HtmlElement], lines: Sequence[Line], known: frozenset[HtmlElement]) -> Found | None:
    """The article of a page; None where there is none. `elements`: the page's elements in document order."""
    score: dict[HtmlElement, int] = {}
    for hidden in (False, True):  # pages that a script brings to sight hide all of their article
        own: dict[HtmlElement, int] = {}
        for line in lines:
            own[line.node] = own.get(line.node, 0) + worth(line, hidden)
        score = summed(elements, own)
        if score.get(elements[0], 0) >= ENOUGH:
            break
    total = score.get(elements[0], 0)
    filled = {line.node for line in lines if not line.control}
    told = [k for k in known if score.get(k, 0) or any(d in filled for d in k.iter())]
    best = max(told, key=lambda k: score.get(k, 0), default=None)
    if best is not None:
        ours = score.get(best, 0)
        beside = _beside(best, told, lines)
        whole = sum(score.get(k, 0) for k in beside)
        # The yield is checked: a container with a small share of the page's sentences does not hold its article.
        if ours and (whole * 2 >= total or whole >= 200 and whole * 3 >= total):
            return Found(tuple(e for e in elements if e in beside and (e is best or score.get(e, 0))), True)
    if total >= ENOUGH:
        chosen = _densest(elements[0], score)
        if score[chosen] >= ENOUGH:
            return Found((chosen, *_following(chosen, lines)), False)
    return Found((best,), True) if best is not None else None


def _beside(best: HtmlElement, told: Sequence[HtmlElement], lines: Sequence[Line]) -> set[HtmlElement]:
    """The container and those next to it that hold other parts of the article, not copies of it (a mobile edition)."""
    siblings = {k for k in told if k.getparent() is best.getparent()}
    if len(siblings) < 2:
        return siblings
    holder = {e: k for k in siblings for e in k.iter()}
    texts: dict[HtmlElement, set[str]] = {k: set() for k in siblings}
    for line in lines:
        if line.node in holder and len(line.text) >= 8:
            texts[holder[line.node]].add(line.text)
    return {k for k in siblings if k is best or len(texts[k] & texts[best]) * 2 <= len(texts[k])}


def summed(elements: Sequence[HtmlElement], own: dict[HtmlElement, int]) -> dict[HtmlElement, int]:
    """For each element, the sum over itself and all below it."""
    score = dict(own)
    for e in reversed(elements):
        mine = score.get(e, 0)
        above = e.getparent()
        if mine and above is not None:
            score[above] = score.get(above, 0) + mine
    return score


def _densest(root: HtmlElement, score: dict[HtmlElement, int]) -> HtmlElement:
    """Down to the smallest element, larger than a paragraph, that still holds most of the sentences."""
    at = root
    while True:
        children = [c for c in at if c in score]
        best = max(children, key=lambda c: score[c], default=None)
        if best is None or score[best] < 0.85 * score[at]:
            break
        at = best
    while at.tag in INNER and at.getparent() is not None and at.getparent().tag not in ("body", "html"):
        at = at.getparent()
    return at


def _following(chosen: HtmlElement, lines: Sequence[Line]) -> list[HtmlElement]:
    """Elements right after the article that hold its signature, date or attachments and nothing else."""
    out: list[HtmlElement] = []
    for sibling in chosen.itersiblings():
        below = set(sibling.iter())
        said = [line for line in lines if line.node in below and not line.hidden]
        if not said and len(out) < 3:
            continue
        if len(said) > 6 or not all(DOCUMENT_LINE.match(x.text) or SIGNED.fullmatch(x.text) for x in said):
            break
        out.append(sibling)
    return out
