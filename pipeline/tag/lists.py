"""Where the lists of responsible units stand in a clause: closing brackets, labelled lines, the end of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.tag.names import CLOSING, OPENING, has_organ, names, pieces
from pipeline.tag.roles import LABEL, Listed, Reading, read

ROLE_WORD = re.compile(r"负责|指导|牵头|配合|参与|落实|协助|实施|承担|分工")
COLON = re.compile("(?:单位|部门|处室).{0,4}[：:∶﹕︰为]")
BRACKET = re.compile("[" + re.escape(OPENING + CLOSING) + "]")
STANDING = re.compile(r"[，,；;。]?\s*(?P<rule>以下(?:各[项条])?[^，,。；;]{0,6}?(?:均|都)[^，,。；;]{0,3}?(?:由|需要?)(?P<who>[^。；;，,]{2,60}?)(?:负责)?(?:贯彻)?落实)")
SURE = re.compile(r"(?:局|委|厅|办|署|(?<![全内干外局])部|部门|政府|委员会|办公室|管委会)(?:[（(〔〈][^）)〕〉]*[）)〕〉])?$")
TAIL = re.compile(r"(?<=[。；;])([^。；;\n]{3,200}?(?:牵头|负责|配合|参与|落实|参加|协助|分工))[。；;]?\s*$")
CLAUSE_WORDS = re.compile(r"以下简称|下称|简称|如|包括|含|见|附|详见|不含|除外|例如|即")


@dataclass(frozen=True, slots=True)
class Found:
    """A list at `start`:`end` of the clause (brackets included), what it says, and whether it is the whole clause."""

    start: int
    end: int
    reading: Reading
    own_line: bool
    rule: str
    task: str | None = None  # what it governs, where that stands in the list itself


def lists(text: str, marker: str = "") -> list[Found]:
    """The lists of a clause's own text, in order."""
    begin = len(marker) if text.startswith(marker) else 0
    if (line := _line(text, begin)) is not None:
        return [line]
    found = [f for a, b in brackets(text) for f in _bracket(text, a, b, begin)]
    if not found and (bare := _bare_end(text)):
        found = [bare]
    return found


def brackets(text: str) -> list[tuple[int, int]]:
    """The outermost bracket pairs, whatever their widths (（…), 〔…]); an unclosed one ends with the text."""
    found, depth, begin = [], 0, 0
    for m in BRACKET.finditer(text):
        i, c = m.start(), m[0]
        if c in OPENING:
            if depth == 0:
                begin = i
            depth += 1
        elif c in CLOSING and depth:
            depth -= 1
            if depth == 0:
                found.append((begin, i + 1))
    if depth:
        # 县（市、区）人民政府 whose closing bracket was forgotten: the last bracket before the end closes all
        last = max(text.rfind(c) for c in CLOSING)
        end = last + 1 if last > begin and not text[last + 1:].strip("。；; \u3000") else len(text)
        found.append((begin, end))
    return found


def _bracket(text: str, a: int, b: int, begin: int) -> list[Found]:
    """What one bracket lists: a list, one more after each 。 in it (…。市县政府负责落实), and a standing rule (以下均需…落实)."""
    inner_end = b - 1 if text[b - 1] in CLOSING else b
    inner = text[a + 1:inner_end]
    if len(inner) < 3 or CLAUSE_WORDS.match(inner):
        return []
    after = text[b:].lstrip(" \u3000")
    before = text[:a].rstrip()
    # a list closes a sentence: it stands after a stop or before one, or ends the text
    closes = not after or after[0] in "。；;" or before[-1:] in "。；;！：:”" or "\n" in text[b:b + 2]
    labelled = LABEL.search(inner)
    if not closes and not (labelled and labelled.start() < 12):
        return []
    standing = STANDING.search(text, a + 1, inner_end)
    end = _before_convention(text, a + 1, standing.start() if standing else inner_end)
    own = not text[begin:a].strip(" \u3000") and not after.strip("。；; ")
    found: list[Found] = []
    for x, y in pieces(text, a + 1, end, "。"):
        reading = read(text, x, y)
        if reading is None or not (reading.units or reading.deadline):
            if not found:
                return []
            continue
        sure = sum(bool(SURE.search(u.name.surface)) for u in reading.units)
        if not (labelled or ROLE_WORD.search(inner) or 0 < len(reading.units) <= 2 * sure):
            return []
        found.append(Found(a, b, reading, own, "own line" if own else "bracket"))
    if found and standing and (who := names(text, standing.start("who"), standing.end("who"))):
        units = tuple(Listed(name, "responsible") for name in who[0])
        found.append(Found(a, b, Reading(units, who[1], None, True), own, "standing rule", text[standing.start("rule"):inner_end]))
    return found


def _before_convention(text: str, a: int, b: int) -> int:
    """Cuts 排列第一的为牵头责任单位，以下相同 and the like off the end of a list."""
    m = re.search(r"[，,；;。:：]?\s*(?:注[：:])?(?:排|列)(?:列|名|序|在)*(?:第一|首|前)[^)）]*$|[，,；;。]\s*(?:下同|以下相同|以下同|以下均|以下各[条项]均?|不再)[^)）]*$", text[a:b])
    return a + m.start() if m else b


def _line(text: str, begin: int) -> Found | None:
    """A line of its own: 责任单位：…; 牵头单位：… 配合单位：…"""
    body = text[begin:]
    at = begin + len(body) - len(body.lstrip(" \u3000*·"))
    label = LABEL.match(text, at)
    if not label or len(text) - at > 400:
        return None
    end = len(text.rstrip(" \u3000。；;"))
    reading = read(text, at, end)
    return Found(at, len(text), reading, True, "labelled line") if reading else None


def _bare_end(text: str) -> Found | None:
    """A list without any bracket at the end of the last sentence (…。省发展改革委、财政厅按职责分工负责。)"""
    m = TAIL.search(text)
    if m:
        reading = read(text, m.start(1), m.end(1))
        if reading and reading.units and all(has_organ(u.name.surface) for u in reading.units):
            return Found(m.start(1), m.end(1), reading, False, "end of sentence")
    # labels in the running text: … 牵头单位：省发展改革委，配合单位：省财政厅。
    if not COLON.search(text):
        return None
    labels = [m for m in LABEL.finditer(text) if re.search(r"单位|部门|处室", m["label"])]
    if labels and labels[0].start() > 0 and text[labels[0].start() - 1] in "。；; \u3000，,":
        end = len(text.rstrip(" \u3000。；;"))
        reading = read(text, labels[0].start(), end)
        if reading and reading.units:
            return Found(labels[0].start(), end, reading, False, "label in the text")
    return None
