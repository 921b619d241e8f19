"""The content of an OFD page → glyphs and rules (GB/T 33190-2016, 7.7 pages, 9 paths, 11 text, 13 composite objects)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from corpus.model import LeftOut
from pipeline.read.ofd.geometry import POINTS, Matrix, deltas, matrix, moved, number, numbers
from pipeline.read.package import attribute, child, local
from pipeline.read.pdf.shapes import Glyph, Page, Rule

MAX_GLYPHS = 60_000
MAX_OBJECTS = 100_000
MAX_DEPTH = 8
MAX_STROKES = 4_000
THIN = 0.9  # mm; a filled box no thicker than this is a drawn line
TURNED = 8.0  # degrees
INVISIBLE, WHITE, TURN, OUTSIDE = ("不可见的文字 (invisible text)", "白色的文字 (white text)",
                                   "转向的文字，如印章或水印 (turned text: a seal or watermark)", "页面以外的文字 (text outside the page)")
Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)
UPRIGHT = Matrix()


@dataclass(slots=True)
class Char:
    """A character in page millimetres: origin, advance, size, direction of writing, colour, whether it is painted."""

    text: str
    x: float
    y: float
    width: float
    size: float
    angle: float
    colour: Colour
    seen: bool


@dataclass(slots=True)
class Canvas:
    """What a page's objects draw, in page millimetres, y downward."""

    resources: dict[str, Any]
    chars: list[Char] = field(default_factory=list)
    strokes: list[tuple[float, float, float, float]] = field(default_factory=list)
    fields: list[tuple[float, float, float, float]] = field(default_factory=list)
    images: float = 0.0
    pictures: list[tuple[str, Matrix]] = field(default_factory=list)
    """Resource of each picture and how its unit square lies on the page."""

    objects: int = 0
    cut: bool = False
    """Whether the page holds more than is read."""

    def draw(self, node: Any, place: Matrix = UPRIGHT, depth: int = 0, alpha: float = 1.0) -> None:
        """A page block, layer or object and what it holds."""
        if depth > MAX_DEPTH:
            self.cut = True
            return
        for item in node:
            self.objects += 1
            if self.objects > MAX_OBJECTS or len(self.chars) > MAX_GLYPHS:
                self.cut = True
                return
            kind = local(item)
            shown = alpha if attribute(item, "Visible") != "false" else 0.0
            shown *= number(attribute(item, "Alpha"), 255.0) / 255
            here = matrix(attribute(item, "CTM")).then(moved(attribute(item, "Boundary"))).then(place)
            if kind == "TextObject":
                self._text(item, here, shown)
            elif kind == "PathObject" and shown > 0.05:
                self._path(item, here)
            elif kind == "ImageObject" and shown > 0.05:
                box = numbers(attribute(item, "Boundary"))
                if len(box) == 4:
                    self.images += max(0.0, box[2]) * max(0.0, box[3])
                    square = matrix(attribute(item, "CTM")) if attribute(item, "CTM") else Matrix(a=box[2], d=box[3])
                    self.pictures.append((attribute(item, "ResourceID") or "", square.then(moved(attribute(item, "Boundary"))).then(place)))
                    self.fields.append((*place.on(box[0], box[1]), *place.on(box[0] + box[2], box[1] + box[3])))
            elif kind == "CompositeObject":
                unit = self.resources.get(attribute(item, "ResourceID") or "")
                content = child(unit, "Content") if unit is not None else None
                if content is not None:
                    self.draw(content, here, depth + 1, shown)
            elif kind in ("Layer", "PageBlock", "Content"):
                self.draw(item, place, depth + 1, shown)

    def _text(self, node: Any, here: Matrix, alpha: float) -> None:
        size = number(attribute(node, "Size"), 0.0)
        stretch = number(attribute(node, "HScale"), 1.0) or 1.0
        filled = attribute(node, "Fill") != "false" or attribute(node, "Stroke") == "true"
        colour = self._colour(node, "FillColor")
        x = y = 0.0
        for code in node:
            if local(code) != "TextCode":
                continue
            text = (code.text or "").strip("\r\n\t")
            x, y = number(attribute(code, "X"), x), number(attribute(code, "Y"), y)
            right, down = deltas(attribute(code, "DeltaX"), len(text)), deltas(attribute(code, "DeltaY"), len(text))
            at_x, at_y = x, y
            along = (here.a**2 + here.b**2) ** 0.5
            for n, ch in enumerate(text):
                if len(self.chars) > MAX_GLYPHS:
                    self.cut = True
                    return
                natural = _width(ch) * size * stretch
                step = right[n] if n < len(right) else 0.0 if n < len(down) else natural
                width = step if not _wide(ch) and 0.15 * size < step < 0.78 * size else min(natural, step) if 0.3 * natural < step else natural
                self.chars.append(Char(ch, *here.on(at_x, at_y), width * along, size * here.scale, here.angle, colour,
                                       filled and alpha > 0.05 and size > 0))
                at_x += step
                at_y += down[n] if n < len(down) else 0.0

    def _colour(self, node: Any, which: str, otherwise: Colour = BLACK) -> Colour:
        own = child(node, which)
        for _ in range(5):  # a drawing parameter may build on another (8.2)
            if own is not None:
                break
            node = self.resources.get(attribute(node, "DrawParam") or attribute(node, "Relative") or "")
            if node is None:
                return otherwise
            own = child(node, which)
        if own is None:
            return otherwise
        parts = [max(0, min(255, int(v))) for v in numbers(attribute(own, "Value"))]
        if len(parts) == 1:
            return parts[0], parts[0], parts[0]
        if len(parts) == 4:
            return (max(0, 255 - parts[0] - parts[3]), max(0, 255 - parts[1] - parts[3]), max(0, 255 - parts[2] - parts[3]))
        return (parts[0], parts[1], parts[2]) if len(parts) == 3 else otherwise

    def _path(self, node: Any, here: Matrix) -> None:
        if len(self.strokes) > MAX_STROKES:
            return
        data = child(node, "AbbreviatedData")
        words = re.findall(r"[SMLQBAC]|-?\d*\.?\d+(?:[eE]-?\d+)?", (data.text or "")[:200_000] if data is not None else "")
        outlines = _outlines(words, here)
        stroked = attribute(node, "Stroke") != "false" and min(self._colour(node, "StrokeColor")) < 240
        filled = attribute(node, "Fill") == "true" and min(self._colour(node, "FillColor", BLACK)) < 240
        for points in outlines:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = min(xs), min(ys), max(xs), max(ys)
            if filled and min(box[2] - box[0], box[3] - box[1]) <= THIN < max(box[2] - box[0], box[3] - box[1]):
                self.strokes.append(box)
            elif filled:
                self.fields.append(box)
            if stroked:
                self.strokes += [(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for a, b in zip(
                    points, points[1:], strict=False) if min(abs(a[0] - b[0]), abs(a[1] - b[1])) < 0.3 < max(
                        abs(a[0] - b[0]), abs(a[1] - b[1]))][:MAX_STROKES]


def _outlines(words: list[str], here: Matrix) -> list[list[tuple[float, float]]]:
    """The corner points of a path's outlines (9.3.4: M and S move, L lines, Q B A curves, C closes)."""
    takes = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
    out: list[list[tuple[float, float]]] = []
    at, command = 0, ""
    while at < len(words):
        if words[at] == "C":
            if out and len(out[-1]) > 1:
                out[-1].append(out[-1][0])
            at += 1
            continue
        if words[at] in takes:
            command, at = words[at], at + 1
            continue
        need = takes.get(command, 0)
        values = words[at:at + need]
        if not need or len(values) < need or any(w in takes or w == "C" for w in values):
            at += 1
            continue
        point = here.on(float(values[-2]), float(values[-1]))
        if command in "MS" or not out:
            out.append([point])
        else:
            out[-1].append(point)
        at += need
    return [points for points in out if len(points) > 1]


def _wide(ch: str) -> bool:
    return unicodedata.east_asian_width(ch) in "WFA"


def _width(ch: str) -> float:
    """The advance of a character in em, where the file does not say: Chinese is square, Latin about half."""
    return 1.0 if _wide(ch) else 0.9 if ch in "MWmw@%" else 0.3 if ch in "ijl.,:;'|! " else 0.55


def page_of(canvas: Canvas, width: float, height: float, index: int) -> Page:
    """A page in points as a person reads it: turned upright, what nobody sees or reads straight in its `left_out`."""
    angles = Counter(round(c.angle / 90) % 4 for c in canvas.chars if c.seen)
    quarter = angles.most_common(1)[0][0] if angles else 0
    turn = _turner(width, height, quarter)
    if quarter % 2:
        width, height = height, width
    page = Page(index, width * POINTS, height * POINTS, images=min(1.0, canvas.images / max(1.0, width * height)))
    hidden: dict[str, list[str]] = {}
    for order, char in enumerate(canvas.chars):
        x, y = turn(char.x, char.y)
        reason = ""
        if not char.seen:
            reason = INVISIBLE
        elif min(char.colour) > 245 and not any(a <= char.x + char.width / 2 <= c and b <= char.y - char.size / 3 <= d
                                                for a, b, c, d in canvas.fields):
            reason = WHITE
        elif abs((char.angle - 90 * quarter + 180) % 360 - 180) > TURNED:
            reason = TURN
        elif x + char.width < 0 or y < 0 or x > width or y - char.size > height:
            reason = OUTSIDE
        if reason:
            hidden.setdefault(reason, []).append(char.text)
            continue
        page.wrong += char.text == "\ufffd" or 0xE000 <= ord(char.text) <= 0xF8FF or ord(char.text) < 0x20
        page.glyphs.append(Glyph(char.text, x * POINTS, (x + char.width) * POINTS, y * POINTS, char.size * POINTS, order, char.colour))
    page.rules = [_lying(*turn(a, b), *turn(c, d)) for a, b, c, d in canvas.strokes]
    page.left_out = [LeftOut("".join(said).strip(), reason) for reason, said in hidden.items() if "".join(said).strip()]
    if canvas.cut:
        page.left_out.append(LeftOut(f"第 {index + 1} 页", "此页内容过多，未全部读取 (too much on this page; not all read)"))
    return page


def _lying(x0: float, y0: float, x1: float, y1: float) -> Rule:
    """A thin box in millimetres as a rule along its middle, in points."""
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    if x1 - x0 >= y1 - y0:
        y0 = y1 = (y0 + y1) / 2
    else:
        x0 = x1 = (x0 + x1) / 2
    return Rule(x0 * POINTS, y0 * POINTS, x1 * POINTS, y1 * POINTS)


def _turner(width: float, height: float, quarter: int) -> Callable[[float, float], tuple[float, float]]:
    """A point of the page → the page as read, for text written at `quarter` times 90° clockwise."""
    return (lambda x, y: (x, y), lambda x, y: (y, width - x), lambda x, y: (width - x, height - y),
            lambda x, y: (height - y, x))[quarter]
