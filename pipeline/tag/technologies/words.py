"""The words that name technologies and the words of their grammar, read from the lexicon once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from corpus.lexicon import load

PARTS = ("energy", "industry", "environment", "built", "further", "wider")
NOT_OF = "[在对将]|实现|基本|领域|行业|企业|组分|废物|废弃物|固废"  # what does not stand between 等 and 技术
SKIP = re.compile(r"[（(][^）)]*[）)]|[“”\"\s]")


@dataclass(frozen=True, slots=True)
class Words:
    """Names, verbs and grammar. `entries` are what the automaton looks for; `verbs` are those of them that spread."""

    automaton: ahocorasick_rs.AhoCorasick
    entries: tuple[str, ...]
    names: dict[str, str]
    verbs: frozenset[str]
    strong: frozenset[str]
    build: frozenset[str]
    soft: frozenset[str]
    dead: frozenset[str]
    waste: tuple[str, ...]
    left: re.Pattern[str]
    left_ends: frozenset[str]
    right: re.Pattern[str]
    after: re.Pattern[str]
    sector: re.Pattern[str]
    heads: tuple[str, ...]
    systems: tuple[str, ...]
    bare: frozenset[str]
    generic: re.Pattern[str]
    lead: re.Pattern[str]
    spread: re.Pattern[str]
    tail: re.Pattern[str]
    tail_ends: frozenset[str]
    cut: re.Pattern[str]
    stop: re.Pattern[str]
    stop_system: re.Pattern[str]
    loose: re.Pattern[str]
    waste_phrase: re.Pattern[str]
    techniques: re.Pattern[str]
    shared: re.Pattern[str]
    goods: re.Pattern[str]
    unwanted: re.Pattern[str]


def either(words: Iterable[str]) -> str:
    """One alternation, the longest first."""
    return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))


@cache
def words() -> Words:
    """All of it, compiled once a process."""
    grammar = load("technologies-grammar")
    phrase = {key: "|".join(text.split()) for key, text in grammar["phrase"].items()}
    names = _names()
    names.update((name, name) for name in grammar["soft"]["words"].split() if name not in names)
    for pair in grammar["compound"]:
        for qualifier in pair["qualifiers"].split():
            for head in pair["heads"].split():
                names.setdefault(qualifier + head, qualifier + head)
    verbs = frozenset(grammar["verbs"]["words"].split())
    dead = frozenset(grammar["dead"]["words"].split())
    entries = tuple(dict.fromkeys((*names, *verbs, *dead)))
    left, between, generic = (either(grammar[a][b].split()) for a, b in (("left", "words"), ("right", "between"), ("generic", "words")))
    right = either([*grammar["right"]["words"].split(),
                    *(head for pair in grammar["compound"] if pair.get("right") for head in pair["heads"].split())])
    systems = tuple(grammar["heads"]["systems"].split())
    return Words(
        automaton=ahocorasick_rs.AhoCorasick(entries, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest),
        entries=entries, names=names, verbs=verbs,
        strong=frozenset(grammar["verbs"]["strong"].split()), build=frozenset(grammar["verbs"]["build"].split()),
        soft=frozenset(grammar["soft"]["words"].split()), dead=dead, waste=tuple(grammar["waste"]["words"].split()),
        left=re.compile(rf"(?:{left})+$"), left_ends=frozenset(word[-1] for word in grammar["left"]["words"].split()),
        right=re.compile(rf"(?:{between})*(?:{right})+|{grammar['right']['endings']}"),
        after=re.compile(rf"(?!产业化|规划(?:建设|研究|布局))(?:技术)?(?:{either(grammar['after']['words'].split())})"),
        sector=re.compile(rf"等(?:[^，。；、等的]{{0,6}}?)(?:{either(grammar['sector']['words'].split())})"),
        heads=(*grammar["heads"]["words"].split(), *systems), systems=systems, bare=frozenset(grammar["heads"]["bare"].split()),
        generic=re.compile(rf"(?:{generic})*$"),
        spread=re.compile(either(grammar["verbs"]["strong"].split())),
        lead=re.compile(rf"(?:{either(verbs)}|{phrase['lead']})+"),
        tail=re.compile(rf"(?:{phrase['tail']})+$"), tail_ends=frozenset(grammar["phrase"]["tail_ends"]),
        cut=re.compile(phrase["cut"]), stop=re.compile(phrase["stop"]), stop_system=re.compile(phrase["stop_system"]),
        loose=re.compile(phrase["loose"]), waste_phrase=re.compile(phrase["waste"]),
        techniques=re.compile(rf"等(?!设施)(?:(?!{NOT_OF})[\u4e00-\u9fff]){{0,9}}?(?:{phrase['techniques']})(?!{phrase['beyond']})"),
        shared=re.compile(rf"等(?:(?:(?!{NOT_OF})[\u4e00-\u9fff]){{0,9}}?(?:{phrase['spread']})(?!{phrase['beyond']})|.{{0,3}}产品)"),
        goods=re.compile(rf"等[\u4e00-\u9fff]{{0,6}}?(?:{phrase['goods']})"),
        unwanted=re.compile(f"(?=[{''.join(row['begins'] for row in grammar['unwanted'])}])(?:" + "|".join(row["where"] for row in grammar["unwanted"]) + ")"),
    )


def _names() -> dict[str, str]:
    """Every spelling in the lexicon → the name that stands for it."""
    names: dict[str, str] = {}
    for group in load("technologies")["group"]:
        names.update((name, name) for name in group["names"])
        names.update(group.get("aliases", {}))
    for part in PARTS:
        for group in load(f"technologies-{part}")["group"]:
            for entry in group["names"].split():
                alias, _, name = entry.partition("=")
                names[alias] = name or alias
    return names
