"""The query language → one small tree. Words stand side by side (and), "exact phrase", OR, -not, ( ), and filters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import TiaokuanError
from corpus.titles import known_role

FILTERS = {"部门": "unit", "单位": "unit", "unit": "unit", "角色": "role", "role": "role", "年份": "year", "year": "year",
           "地区": "region", "region": "region", "技术": "tech", "tech": "tech", "文种": "genre", "genre": "genre",
           "文档": "doc", "doc": "doc"}
TOKEN = re.compile(
    r"\s*(?:(?P<open>[(（])|(?P<close>[)）])|(?P<not>[-－](?=\S))?(?:(?P<name>部门|单位|角色|年份|地区|技术|文种|文档|unit|role|year|region|tech|genre|doc)[:：]"
    r"(?:[\"“](?P<quoted>[^\"”]*)[\"”]|(?P<value>[^\s()（）\"“”]+))|[\"“](?P<phrase>[^\"”]*)[\"”]|(?P<or>(?:OR|或|\|)(?=\s|$))|(?P<word>[^\s()（）\"“”]+)|(?P<group>[(（])))")


@dataclass(frozen=True, slots=True)
class Term:
    """Text that a clause contains; `exact` where it was quoted (aliases do not count)."""

    text: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A property of the clause or its document: `name` is unit, role, year, region, tech, genre or doc."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Group:
    """`kind` is and, or, not; an empty `and` matches every clause."""

    kind: str
    parts: tuple[Node, ...]


Node = Term | Filter | Group


def parse(text: str) -> Node:
    """The tree of a query. Raises TiaokuanError that says what cannot be read, and where."""
    tokens, at = [], 0
    while text[at:].strip():
        m = TOKEN.match(text, at)
        if not m or m.end() == at:
            raise TiaokuanError(f"检索式第 {at + 1} 个字起读不懂：{text[at:at + 12]}；引号和括号要成对 (cannot read the query here; quotes and parentheses come in pairs)")
        tokens.append(m)
        at = m.end()
    node, rest = _either(tokens, 0)
    if rest < len(tokens):
        raise TiaokuanError("检索式里多了一个右括号 (a closing parenthesis too many)")
    return node


def _either(tokens: list[re.Match[str]], at: int) -> tuple[Node, int]:
    found: list[Node] = []
    node, at = _all(tokens, at)
    found.append(node)
    while at < len(tokens) and tokens[at]["or"]:
        node, at = _all(tokens, at + 1)
        found.append(node)
    if len(found) > 1 and any(isinstance(n, Group) and n.kind == "and" and not n.parts for n in found):
        raise TiaokuanError("OR 两边都要有词 (OR needs a term on both sides)")
    return (found[0] if len(found) == 1 else Group("or", tuple(found))), at


def _all(tokens: list[re.Match[str]], at: int) -> tuple[Node, int]:
    found: list[Node] = []
    while at < len(tokens) and not tokens[at]["close"] and not tokens[at]["or"]:
        node, at = _one(tokens, at)
        found.append(node)
    return (found[0] if len(found) == 1 else Group("and", tuple(found))), at


def _one(tokens: list[re.Match[str]], at: int) -> tuple[Node, int]:
    m = tokens[at]
    node: Node
    if m["open"] or m["group"]:
        node, at = _either(tokens, at + 1)
        if at >= len(tokens) or not tokens[at]["close"]:
            raise TiaokuanError("检索式少了右括号 (a closing parenthesis is missing)")
        if isinstance(node, Group) and not node.parts:
            raise TiaokuanError("括号里没有词 (empty parentheses)")
    elif m["name"]:
        node = known(FILTERS[m["name"]], m["quoted"] if m["quoted"] is not None else m["value"])
    elif m["phrase"] is not None:
        if not m["phrase"].strip():
            raise TiaokuanError("引号里没有字 (empty phrase)")
        node = Term(m["phrase"], True)
    else:
        node = Term(m["word"], False)
    return (Group("not", (node,)) if m["not"] else node), at + 1


def known(name: str, value: str) -> Filter:
    """A filter with its value checked. Raises TiaokuanError for an unknown role or a year that is none."""
    if name == "role":
        value = known_role(value) or ""
    if name == "year" and not re.fullmatch(r"\d{4}(?:\.\.\d{4})?", value):
        raise TiaokuanError(f"年份写作 2013 或 2011..2015，不是“{value}” (a year or a range)")
    return Filter(name, value)


FILTER_TITLES = {"unit": "部门", "role": "角色", "year": "年份", "region": "地区", "tech": "技术", "genre": "文种", "doc": "文档"}


def said(node: Node) -> str:
    """A tree as it would be typed: what was understood of a query."""
    if isinstance(node, Term):
        return f'"{node.text}"' if node.exact else node.text
    if isinstance(node, Filter):
        return asked_by(node.name, node.value)
    if node.kind == "not":
        return f"-{_held(node.parts[0])}"
    return (" OR " if node.kind == "or" else " ").join(_held(part) for part in node.parts)


def asked_by(name: str, value: str) -> str:
    """A filter as it would be typed: 部门:发改委."""
    title = FILTER_TITLES[name]
    return f'{title}:"{value}"' if re.search(r"[\s()（）]", value) else f"{title}:{value}"


def _held(node: Node) -> str:
    return f"({said(node)})" if isinstance(node, Group) and node.kind != "not" else said(node)


def pieces(node: Node) -> list[Node]:
    """What must all hold, one by one."""
    if isinstance(node, Group) and node.kind == "and":
        return [piece for part in node.parts for piece in pieces(part)]
    return [node]
