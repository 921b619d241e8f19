"""The department line: which bodies answer to each other across levels and years (国家发展改革委, 省发展改革委, 市发改委)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from corpus.lexicon import Body, load
from corpus.lexicon.lines import body_of, successors
from corpus.model import Document, Unit

_BRACKET = re.compile(r"[（(〔\[].*?[）)〕\]]")
_OFFICE = re.compile(r"(?:行政)?(?:主管)?部门$|管理委(?:员会)?$")
_GENERIC = re.compile(
    r"^(?:各|相关|有关|其他|全[省市区县]各|[省市区县]直?(?:各)?(?:有关|相关)|国务院(?:各)?有关)|(?:有关|相关|各)(?:部门|单位|方面)$|^(?:属地|所在地|本级)")


def year_of(document: Document) -> int | None:
    """The year that the document is dated."""
    return int(document.meta.date[:4]) if document.meta.date and document.meta.date[:4].isdigit() else None


@lru_cache(maxsize=65536)
def line_key(name: str, year: int | None = None) -> str | None:
    """What names the line of a body: the stem that its name ended up with through the reforms, one for all levels and years
    (环保局 → 生态环境), or that of its counterpart where a place has another (经济和信息化 → 工业和信息化); None where the lexicon
    knows no such body, or its duties were divided. `year`: when the name was printed."""
    said = _BRACKET.sub("", name).strip()
    body = body_of(said, year)
    if body is None:
        branch = next((line for part, line in _branches() if part in said), None)
        bare = _OFFICE.sub("", said)
        if branch or bare == said:
            return branch
        # 生态环境主管部门, 天津市发展改革部门: the stem is asked for by itself
        place = max((i for i in range(1, len(bare)) if bare[i - 1] in "省市区县州盟旗"), default=0)
        body = body_of(bare, year) or body_of(bare[place:], year)
    if body is None:
        return None
    key = _today(body)
    return _counterparts().get(key, key)


def _today(body: Body) -> str:
    """The stem of the last body of the line, as far as one alone took over."""
    for _ in range(12):
        heirs = successors(body)
        if len(heirs) != 1:
            break
        body = heirs[0]
    return body.stem or body.name


@cache
def _counterparts() -> dict[str, str]:
    return {local: group["line"] for group in load("counterparts")["group"] for local in group["local"]}


@cache
def _branches() -> tuple[tuple[str, str], ...]:
    return tuple((part, group["line"]) for group in load("counterparts")["branch"] for part in group["contains"])


def lines(units: dict[str, Unit], year: int | None) -> dict[str, Unit]:
    """The lines that the units belong to, each with the first unit of it."""
    found: dict[str, Unit] = {}
    for name, unit in units.items():
        key = line_key(name, year)
        if key:
            found.setdefault(key, unit)
    return found


def is_named(name: str) -> bool:
    """Whether the name is one body's, and not 各有关部门 or 各地区."""
    return not _GENERIC.search(name)
