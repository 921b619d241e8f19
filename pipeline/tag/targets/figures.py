"""Numbers with their units and the words that compare them: 不低于 80 % 以上, 2—3 个, 30 余条, 千名以上, 翻一番.

Numbers are read in half and full width and, where a comparing word or a scale shows that they count, in Chinese
numerals. Source of the forms: GB/T 15835-2011 出版物上数字用法; of units and words: corpus/lexicon/measures.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpus.lexicon import load
from corpus.model import Comparator

UnitKind = Literal["ratio", "money", "time", "count", "measure", "none"]
WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
"""Full width to half width, character for character, so that offsets stay."""
DIGITS = "零一二三四五六七八九"
ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number (or range) with its unit. `before` and `after` are the comparing words around it, `chain` is where
    `before` begins; `start` and `end` span the number up to the words after it."""

    chain: int
    start: int
    end: int
    value: float
    top: float | None
    unit: str | None
    kind: UnitKind
    before: str
    after: str
    more: bool = False


@cache
def words(name: str) -> tuple[str, ...]:
    """One list of words of measures.toml, longest first."""
    return tuple(sorted(load("measures")["words"][name], key=len, reverse=True))


@cache
def _kinds() -> dict[str, UnitKind]:
    return {unit: kind for kind, units in load("measures")["units"].items() for unit in units}


def alternatives(items: Iterable[str]) -> str:
    """A pattern that matches any of some words, the longest that does."""
    return "|".join(re.escape(item) for item in sorted(set(items), key=len, reverse=True))


@cache
def _unit() -> str:
    data = load("measures")
    return rf"(?:{alternatives(data['scales'])})?(?:{alternatives(list(_kinds()))})(?:[（(][套户间条个台次处辆座家所张栋组][）)])?(?:[/／](?:{alternatives(data['scales'])})?(?:{alternatives(data['per'])}))?"


@cache
def _pattern() -> re.Pattern[str]:
    data = load("measures")
    w = data["words"]
    after = alternatives([*w["after_floor"], *w["after_ceiling"], *w["after_near"]])
    scales = alternatives(data["scales"])
    return re.compile(
        rf"(?<![\dA-Za-z.．\-－—〔\[+＋])(?P<v>{NUMBER})\s*(?:(?P<u1>{_unit()}|{scales})?\s*(?:[—\-－–~～]{{1,2}}|至|到)\s*(?P<m>{NUMBER})\s*)?"
        rf"(?:(?P<odd>多|余)|(?P<near>左右))?(?:(?P<scale>{scales})(?P<odd2>多|余))?(?P<u>{_unit()})(?P<odd3>(?:多|余)(?![\u4e00-\u9fff]))?(?!级|强|版)(?:\x01{{0,5}}(?P<after>{after}))?")


@cache
def _chain() -> re.Pattern[str]:
    """The comparing words before a number, read backwards from it."""
    w = load("measures")["words"]
    guarded = "|".join(f"{word}(?![{after}])" for word, after in GUARDED.items())
    single = ("增", "降", "减")  # 增5%, but not 新增5家
    said = [s for s in (*w["floor"], *w["ceiling"], *w["near"], *w["up"], *w["down"], *w["link"], *w["adverb"], "了") if s not in (*single, *GUARDED)]
    said += [word + to for word in (*w["up"], *w["down"]) if len(word) > 1 for to in ("到", "至", "为")]
    return re.compile(rf"\s*(?:{alternatives([s[::-1] for s in said])}|{guarded}|增(?![新净倍递激年])|降(?!下)|减(?![缩削消])|的?(?:底|末)?年\d\d02(?![比较与以])|年[今去](?![比较])|\s)+")


NOT_MORE = re.compile(r"(?:不|严禁|禁止|未)(?:得|应|宜|能|可|再|允许)?(?:超过|高于|大于|多于|突破|超出|长于)")
NOT_LESS = re.compile(r"(?:不|未)(?:得|应|宜|能|可|再)?(?:低于|小于|少于|短于)")
STRICT = re.compile(r"低于|少于|小于|高于|大于|多于")
COUNTED = re.compile(r"[百千万一二两三四五六七八九][\u4e00-\u9fff]")
GUARDED = {"达": "下到抵表传发", "应": "供响效适反对", "约": "节预合公制", "为": "行作认", "有": "国所拥现公私民自", "在": "存现潜", "要": "需主重", "均": "人户日亩地", "都": "成首古", "近": "附邻", "共": "公", "是": "但"}
"""Links and adverbs of one character, and the characters that make another word with them (供应, 人均)."""
RATIO = re.compile(r"(?<![\d.A-Za-z])(?P<v>\d+\.\d+)(?P<after>以下|以上|左右|以内|及以下)?(?=[，,。；;、）)]|$)")
GRADE = re.compile(r"(?P<g>[ⅠⅡⅢⅣⅤ]|(?<![A-Z])I{1,3}(?![A-Z])|(?<![A-Z])IV(?![A-Z]))\s*类(?:水体|水质)?(?:标准)?(?P<after>及?以上)?")
FRACTION = re.compile(r"(?P<d>[二三四五六十百千])分之(?P<n>[一二三四五六七八九十]{1,3})(?P<after>以上|左右|以内)?")
DOUBLE = re.compile(r"翻(?P<n>[一两二三])?番")


@cache
def _spelled() -> re.Pattern[str]:
    count = alternatives(load("measures")["units"]["count"])
    return re.compile(rf"(?P<v>(?:[一二两三四五六七八九]?[百千万])|[一二两三四五六七八九十])(?P<u>{count})(?P<after>以上|左右)?")


@cache
def _made() -> re.Pattern[str]:
    return re.compile(alternatives([w[::-1] for w in (*words("make"), *words("flow")) if len(w) > 1]))


def number(text: str) -> float:
    """A printed number, thousands separated or not."""
    return float(text.replace(",", ""))


def spelled(text: str) -> float:
    """A short Chinese numeral (百, 两千, 一)."""
    one = {c: n for n, c in enumerate(DIGITS)} | {"两": 2, "十": 10}
    scale = {"百": 100, "千": 1000, "万": 10000}
    if text[-1] in scale:
        return one.get(text[0], 1) * scale[text[-1]]
    tens, ten, units = text.partition("十")
    if ten:
        return one.get(tens, 1) * 10 + one.get(units, 0)
    return one[text]


def kind_of(unit: str) -> UnitKind:
    """The kind of a printed unit: its scale and its rate aside."""
    base = re.split(r"[/／（(]", unit)[0]
    kinds = _kinds()
    if base in kinds:
        return kinds[base]
    for n in (2, 1):
        if base[n:] in kinds:
            return kinds[base[n:]]
    return "count"


def before(text: str, at: int, floor: int) -> int:
    """Where the comparing words that end at `at` begin, not before `floor`."""
    m = _chain().match(text[max(floor, at - 24):at][::-1])
    return at - len(m[0].rstrip()) if m else at


def find(text: str, begin: int, end: int) -> list[Figure]:
    """The figures in `text[begin:end]` (half width), in order. Dates and years are none."""
    found: list[Figure] = []
    for m in _pattern().finditer(text, begin, end):
        kind = kind_of(m["u"])
        value = number(m["v"])
        if kind == "time" and m["u"] == "年" and value > 1900 or m["u"] in ("日", "年") and text[m.start() - 1:m.start()] in ("月", "第"):
            continue
        if text[m.start() - 1:m.start()] == "第":
            continue
        top = number(m["m"]) if m["m"] else None
        unit = (m["scale"] or "") + m["u"]
        start = before(text, m.start(), begin)
        found.append(Figure(start, m.start(), m.end(), value, top, unit, kind, text[start:m.start()], m["after"] or m["near"] or "",
                            bool(m["odd"] or m["odd2"] or m["odd3"])))
    found += _others(text, begin, end)
    if "分别" in text[begin:end]:
        found += _unitless(text, begin, end, found)
    found.sort(key=lambda f: f.start)
    kept: list[Figure] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def _unitless(text: str, begin: int, end: int, known: list[Figure]) -> Iterator[Figure]:
    """Members of an enumeration whose unit is printed once, after the last (分别提高3.3和1.9个百分点)."""
    for m in re.finditer(rf"(?<![\d.A-Za-z])({NUMBER})(?=(?:[、和]{NUMBER})*[、和]({NUMBER})[^\d、和])", text[begin:end]):
        last = next((f for f in known if f.start == begin + m.start(2)), None)
        if last is not None and last.top is None:
            at = begin + m.start()
            start = before(text, at, begin)
            yield Figure(start, at, begin + m.end(), number(m[1]), None, last.unit, last.kind, text[start:at], "")


def _others(text: str, begin: int, end: int) -> Iterator[Figure]:
    """Ratios without a unit, grades, fractions, doublings and spelled numbers: only beside a comparing word."""
    for m in RATIO.finditer(text, begin, end) if "." in text[begin:end] else ():
        if (at := before(text, m.start(), begin)) < m.start():
            yield Figure(at, m.start(), m.end(), float(m["v"]), None, None, "none", text[at:m.start()], m["after"] or "")
    for m in GRADE.finditer(text, begin, end) if "类" in text[begin:end] else ():
        if (at := before(text, m.start(), begin)) < m.start() or re.search(r"优于$", text[m.start() - 2:m.start()]):
            yield Figure(at, m.start(), m.end(), ROMAN[m["g"]], None, "类", "none", text[at:m.start()], m["after"] or "")
    if "分之" in text:
        for m in FRACTION.finditer(text, begin, end):
            if (at := before(text, m.start(), begin)) < m.start() or text[at - 1] == "的":
                unit = {"百": "%", "千": "‰"}.get(m["d"])
                value = spelled(m["n"]) if unit else round(spelled(m["n"]) / spelled(m["d"]), 4)
                yield Figure(at, m.start(), m.end(), value, None, unit, "ratio", text[at:m.start()], m["after"] or "")
    if "番" in text:
        for m in DOUBLE.finditer(text, begin, end):
            at = before(text, m.start(), begin)
            yield Figure(at, m.start(), m.end(), spelled(m["n"] or "一"), None, "番", "ratio", text[at:m.start()] + "增长", "")
    made = _made()
    for m in _spelled().finditer(text, begin, end) if COUNTED.search(text, begin, end) else ():
        if text[m.start() - 1:m.start()] in ("第", "上", "数", "几", "十", "这", "同", "每"):
            continue
        at = before(text, m.start(), begin)
        floor = any(word in text[at:m.start()] for word in words("floor"))
        by_verb = made.match(text[max(begin, at - 6):at][::-1]) or at < m.start() and made.match(text[max(begin, m.start() - 6):m.start()][::-1])
        many = m["v"][-1] in "百千万" and (m["after"] or by_verb)
        beside = by_verb and len(m["v"]) == 1 and m["u"] in "个家所座处项" and re.search(r"[、，,和][^，,。、]{0,12}\d+\s*[个家所座处项]", text[m.end():end])
        if floor or many or beside:
            yield Figure(at, m.start(), m.end(), spelled(m["v"]), None, m["u"], "count", text[at:m.start()], m["after"] or "")


def comparator(figure: Figure, left: str) -> Comparator:
    """How a value compares. `left`: the words before the comparing words (its last characters may hold 至少).

    达到, 为, 建成 → `=`; 不低于, 超过, 以上 → `>=`; 控制在, 以内 → `<=`; 左右, 约 → `~`; 提高, 下降 without 到 → `up`,
    `down` (eval/GUIDELINES, section 3)."""
    chain, after = figure.before, figure.after
    if figure.top is not None:
        return "range"
    direction = change(chain)
    if direction:
        return direction
    if figure.more:
        return ">"
    if after in words("after_near") or any(chain.endswith(w) for w in words("near")):
        return "~"
    said = left[-6:] + chain
    if NOT_MORE.search(said):
        return "<="
    if NOT_LESS.search(said) or "至少" in said:
        return ">="
    if (bound := STRICT.search(chain)) and not after:
        return "<" if bound[0] in ("低于", "少于", "小于") else ">"
    if any(w in chain for w in words("floor")) or after in words("after_floor"):
        return ">="
    if any(w in chain for w in words("ceiling")) or after in words("after_ceiling"):
        return "<="
    return "="


LEVEL = re.compile(r"[了幅率]?度?(?:[到至为]|控制)")


@cache
def _moves() -> re.Pattern[str]:
    return re.compile(alternatives((*words("up"), *words("down"))))


def change(chain: str) -> Literal["up", "down"] | None:
    """The direction of a change by a size (提高 4 个百分点), None for a level (提高到 60%)."""
    if not chain:
        return None
    said = max(_moves().finditer(chain), key=lambda m: (len(m[0]), m.start()), default=None)
    if said is None or LEVEL.match(chain, said.end()):
        return None
    return "down" if said[0] in words("down") else "up"
