"""Targets that no single value shows: rows of target tables, several values that share 分别, and directions with a deadline.
Source: eval/GUIDELINES, section 3."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Clause, Target
from pipeline.tag.tables import spans

UP, DOWN = "提高|提升|增强|扩大|上升|增长|增加|壮大", "下降|降低|减少|缩小|减轻"
SOFTLY = "明显|显著|大幅度?|进一步|逐步|持续|稳步|不断|全面|较大幅度|有效|稳定|普遍|快速|总体|均|得到|有所|整体|切实|较大"
DIRECTION = re.compile(rf"(?P<indicator>[^，,。；;：:、\d（()）]{{2,24}}?(?:、[^，,。；;：:、\d（()）]{{2,12}}?){{0,2}})(?:{SOFTLY})+(?P<verb>{UP}|{DOWN})(?=[，,。；;]|$)")
EACH = re.compile(
    rf"(?P<items>[^，,。；;：:]{{2,60}}?)(?:(?:比|较)(?P<base>20\d\d)年)?(?:分别|均)(?P<verb>(?:累计)?(?:{UP}|{DOWN}|达到|为|达|控制在|增长到|提高到|下降到|降至)[了到至]*)"
    r"(?P<values>\d[\d.]*\s*[^\d、，,和。；;]{0,8}(?:以上|左右|以内)?(?:[、，,和及]\s*\d[\d.]*\s*[^\d、，,和。；;]{0,8}(?:以上|左右|以内)?)+)")
ONE = re.compile(r"(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>[^\d、，,和及。；;]{0,8}?)(?P<after>以上|左右|以内)?(?=[、，,和及。；;]|$)")
YEAR = re.compile(r"(20\d\d)\s*年")
UNIT = re.compile(r"[（(]([^（()）]{1,16})[）)]\s*$")


def shared(text: str, year: int | None) -> list[Target]:
    """化学需氧量、氨氮排放总量比2020年分别下降8%、10%: one target each, in order."""
    found = []
    for m in EACH.finditer(text):
        items = re.split(r"[、和及与]", re.sub(r"^(?:到|至)?(?:20\d\d年)?[，,]?", "", m["items"]))
        values = [(v, m.start("values")) for v in ONE.finditer(m["values"])]
        if len(items) != len(values):
            continue
        last_unit = values[-1][0]["unit"]
        for item, (value, offset) in zip(items, values, strict=True):
            verb = m["verb"]
            to = re.search(r"[到至为达]$", verb)
            comparator = "down" if re.search(DOWN, verb) and not to else "up" if re.search(UP, verb) and not to else ">=" if value["after"] == "以上" else "<=" if "控制" in verb else "="
            start = text.rfind(item, m.start(), m.start("values"))
            found.append(Target(text[start:offset + value.end()], item.strip(), comparator, float(value["value"]), None,  # type: ignore[arg-type]
                                (value["unit"] or last_unit or None), year, int(m["base"]) if m["base"] else None, "target", start, offset + value.end()))
    return found


def directions(text: str, year: int | None) -> list[Target]:
    """到2025年，…显著提高: a direction counts where a deadline is told."""
    if year is None:
        return []
    found = []
    for m in DIRECTION.finditer(text):
        lead = re.match(r"(?:到|至)?(?:20\d\d年)?(?:底|末)?(?:实现|使|力争|确保)?", m["indicator"])
        start = m.start() + (lead.end() if lead else 0)
        indicator = text[start:m.end("indicator")].strip()
        if len(indicator) < 3 or re.search(r"^(?:[一二三四五六七八九十]+是|为|以|通过|进一步|推动|促进|加快|加强)", indicator):
            continue
        comparator = "up" if re.fullmatch(UP, m["verb"]) else "down"
        found.append(Target(text[start:m.end()], indicator, comparator, None, None, None, year, None, "target", start, m.end()))  # type: ignore[arg-type]
    return found


def header_years(clauses: Sequence[Clause]) -> dict[str, list[tuple[int, int]]]:
    """For each row of a table headed 指标 | 2020年 | 2025年: (column, year) of its year columns, by clause id."""
    found: dict[str, list[tuple[int, int]]] = {}
    table = -1
    columns: list[tuple[int, int]] = []
    for clause in clauses:
        if clause.kind != "row":
            columns = []
            continue
        if clause.table != table:
            table, columns = clause.table, []
        cells = [clause.text[a:b].strip() for a, b in spans(clause)]
        years = [(n, int(y[1])) for n, cell in enumerate(cells) if (y := YEAR.match(cell)) and len(cell) < 20]
        if years and any("指标" in cell or "名称" in cell or "类别" in cell for cell in cells):
            columns = years
        elif columns:
            found[clause.id] = columns
    return found


def row(clause: Clause, columns: list[tuple[int, int]]) -> list[Target]:
    """The targets of one row: the last year's value is the target, the years before state facts."""
    cells = spans(clause)
    named = [(a, b) for n, (a, b) in enumerate(cells) if n < columns[0][0] and not re.fullmatch(r"\s*\d*\s*", clause.text[a:b])]
    if not named:
        return []
    name = clause.text[named[-1][0]:named[-1][1]].strip()
    unit_in = UNIT.search(name)
    indicator = UNIT.sub("", name).strip()
    down = re.search(r"(?:降低|下降|削减|减少)(?:率|幅度)?$", indicator)
    last = max(year for _, year in columns)
    found: list[Target] = []
    for n, year in columns:
        if n >= len(cells):
            continue
        a, b = cells[n]
        value = re.search(r"[<>≥≤〔［\[(]?\s*(\d+(?:\.\d+)?)", clause.text[a:b])
        if not value:
            continue
        said = clause.text[a:b]
        comparator = ">=" if "≥" in said else "<=" if "≤" in said else "down" if down else "="
        start, end = a + len(said) - len(said.lstrip()), a + len(said.rstrip())
        found.append(Target(clause.text[start:end], indicator, comparator, float(value[1]), None, unit_in[1] if unit_in else None,  # type: ignore[arg-type]
                            year, None, "target" if year == last else "fact", start, end))
    return found
