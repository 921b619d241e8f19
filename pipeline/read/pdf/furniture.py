"""What stands on every page and is no part of the text: page numbers, running heads and feet, letterhead, footnotes'
place. Each line that goes is told with its reason."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from corpus.model import LeftOut
from pipeline.read.pdf.seals import is_red
from pipeline.read.pdf.shapes import Line, Page

DIGITS = r"[0-9０-９]"
DASH = r"[-—–－―‐_·•.~～|\s]*"
PAGE_NUMBER = re.compile(
    rf"{DASH}{DIGITS}{{1,4}}{DASH}|{DASH}[ivxlcIVXLC]{{1,7}}{DASH}|{DASH}{DIGITS}{{1,4}}\s*[/／]\s*{DIGITS}{{1,4}}{DASH}|"
    rf"{DASH}第\s*(?:{DIGITS}{{1,4}}|[一二三四五六七八九十百〇零]{{1,5}})\s*页[，,/／\s]*(?:[（(]?共\s*(?:{DIGITS}{{1,4}}|[一二三四五六七八九十百〇零]{{1,5}})\s*页[）)]?)?{DASH}|"
    rf"{DASH}[Pp]age\s*{DIGITS}{{1,4}}(?:\s*of\s*{DIGITS}{{1,4}})?{DASH}")
"""GB/T 9704-2012, 7.5: the page number in half-width figures between dashes; and the ways of word processors."""
HEAD, FOOT = 0.14, 0.86
"""Running heads and feet and page numbers stand in the outer seventh of the page (the text area of GB/T 9704-2012 begins
37 mm below the upper edge, 12.5 % of A4)."""
NOTE = re.compile(r"(?:[①-⑳*＊※]|[\[［〔]\s*\d{1,2}\s*[\]］〕]|\d{1,2}(?=[\s\u3000]|[\u4e00-\u9fff《])|注[：:\d])")


def without_furniture(pages: Sequence[Page], lines: dict[int, list[Line]]) -> tuple[dict[int, list[Line]], list[LeftOut]]:
    """The lines of each page without page numbers and running heads and feet, and those with their reasons."""
    gone: list[LeftOut] = []
    out: dict[int, list[Line]] = {}
    repeated = _repeated(pages, lines)
    for page in pages:
        kept = list(lines[page.number])
        for end in (-1, 0):
            taken = 0
            # numbers and running lines may stand together: a foot, and the number under it
            while kept and taken < 4 and not kept[end].row:
                reason = _reason(kept[end], page, end, repeated)
                if not reason:
                    break
                gone.append(LeftOut(kept.pop(end).text, reason))
                taken += 1
        out[page.number] = kept
    return out, gone


def _reason(line: Line, page: Page, end: int, repeated: set[tuple[str, int]]) -> str:
    outer = line.y < HEAD * page.height if end == 0 else line.y > FOOT * page.height
    if not outer:
        return ""
    if PAGE_NUMBER.fullmatch(line.text):
        return "页码 (page number)"
    if _key(line) in repeated:
        return "页眉 (running head)" if end == 0 else "页脚 (running foot)"
    return ""


def _key(line: Line) -> tuple[str, int]:
    said = "".join(line.text.split())
    if not said.endswith(("。", "；")):  # 3.按照… and 5.按照… at the foot of two pages are two items, no running foot
        said = re.sub(r"[0-9０-９]+", "#", said)
    return said, round(line.y / 6)


def _repeated(pages: Sequence[Page], lines: dict[int, list[Line]]) -> set[tuple[str, int]]:
    """Texts that stand at one height on several pages, figures aside."""
    where: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page in pages:
        own = [line for line in lines[page.number] if not line.row]
        for line in own[:3] + own[-3:]:
            if line.y < HEAD * page.height or line.y > FOOT * page.height:
                text, height = _key(line)
                for near in (height - 1, height, height + 1):
                    where[text, near].add(page.number)
    enough = 2 if len(pages) <= 4 else 3
    return {key for key, found in where.items() if len(found) >= enough}


def without_watermarks(pages: Sequence[Page], lines: dict[int, list[Line]]) -> list[LeftOut]:
    """Pale lines that stand at one place on several pages are taken away; they are returned with the reason."""
    seen = Counter((line.text, round(line.x0), round(line.y)) for page in pages for line in lines[page.number]
                   if min(line.colour) > 150)
    marks = {key for key, count in seen.items() if count >= 2}
    gone = []
    for page in pages if marks else ():
        for line in list(lines[page.number]):
            if (line.text, round(line.x0), round(line.y)) in marks and min(line.colour) > 150:
                lines[page.number].remove(line)
                gone.append(LeftOut(line.text, "水印 (watermark)"))
    return gone


def letterhead(first: list[Line], body: float) -> tuple[list[Line], list[LeftOut], str]:
    """The first page without its 红头 (发文机关标志, GB/T 9704-2012, 7.2.4): its lines, what went, the issuers named in it
    (joined by 、; empty where none). It is red, or larger than any title, and stands above all else but 份号, 密级, 紧急程度."""
    top = [i for i, line in enumerate(first[:8]) if not line.row and (is_red(line.colour) or line.size > 26) and line.size > 1.3 * body]
    if not top:
        return first, [], ""
    head = [first[i] for i in top]
    files = any(re.search(r"文件(?:[（(].{1,6}[）)])?$", "".join(line.text.split())) for line in head)
    small = [line for i, line in enumerate(first[:max(top) + 1]) if i not in top]
    if not files and not (is_red(head[0].colour) and head[0].size > 26) or any(len(line.text) > 30 for line in small):
        return first, [], ""
    names = [re.sub(r"文件$", "", "".join(line.text.split())) for line in head]
    names = [n for n in names if n and re.search(r"[厅局委府院部办室会]$", n)]
    kept = [line for i, line in enumerate(first) if i not in top]
    return kept, [LeftOut(line.text, "发文机关标志 (letterhead)") for line in head], "、".join(names)


def mark_notes(page: Page, lines: list[Line], body: float) -> None:
    """Marks the footnotes of a page: small lines at its end, under a short rule or with a note number."""
    at = len(lines)
    while at and not lines[at - 1].row and lines[at - 1].size < 0.92 * body and lines[at - 1].y > 0.4 * page.height:
        at -= 1
    first = lines[at] if 0 < at < len(lines) else None
    if first is None:
        return
    above = lines[at - 1].y
    ruled = any(r.across and above < r.y0 < first.y and 20 < r.length < 0.6 * page.width for r in page.rules)
    if ruled or NOTE.match(first.text):
        for line in lines[at:]:
            line.note = True
