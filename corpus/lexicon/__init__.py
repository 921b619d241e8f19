"""Knowledge as data: bodies, regions, measures, technologies and strengths, one TOML file each, every one with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ORGAN_WORDS = {"委": "委员会", "办": "办公室", "管委会": "管理委员会", "纪委": "纪律检查委员会"}
"""Organ words that are printed short, with their full form."""
ORGANS = ("委员会", "办公室", "总局", "管理局", "委", "办", "局", "厅", "部", "署", "会", "社")


@cache
def load(name: str) -> dict[str, Any]:
    """One file of the lexicon, parsed."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Body:
    """A public body and its line: full name, names in use, the stem its local counterparts share, the years (first
    and last) of that name, and who took its duties over."""

    name: str
    stem: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    local: bool = False
    since: int | None = None
    until: int | None = None
    successor: tuple[str, ...] = ()


@cache
def bodies() -> tuple[Body, ...]:
    """All bodies of organisations.toml."""
    return tuple(
        Body(b["name"], b["stem"], tuple(b.get("aliases", ())), tuple(b.get("short", ())), b.get("local", False),
             b.get("from"), b.get("to"), tuple(b.get("successor", ())))
        for b in load("organisations")["body"])


@cache
def stems() -> dict[str, str]:
    """Every stem in use (发改, 发展改革, 发展和改革) → the full stem (发展和改革)."""
    found: dict[str, str] = {}
    for body in bodies():
        found[body.stem] = body.stem
    for body in bodies():
        for short in body.short:
            found.setdefault(short, body.stem)
    return found


@cache
def national_names() -> dict[str, str]:
    """Every name in use of a national body → its full name."""
    found: dict[str, str] = {}
    for body in bodies():
        if not body.local:
            for name in (body.name, *body.aliases):
                found.setdefault(name, body.name)
    return found


@cache
def _stems_of() -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for short, full in stems().items():
        groups.setdefault(full, []).append(short)
    return {full: tuple(sorted(group, key=len, reverse=True)) for full, group in groups.items()}


@lru_cache(maxsize=1 << 14)
def split_name(name: str) -> tuple[str, str, str] | None:
    """A body's name as (what stands before, full stem, organ word), or None where no stem of the lexicon is in it.
    自治区发改委 → (自治区, 发展和改革, 委)."""
    for organ in ORGANS:
        if name.endswith(organ) and len(name) > len(organ):
            head = name[: -len(organ)]
            for length in range(len(head), 0, -1):
                if (full := stems().get(head[-length:])) is not None and (length > 1 or length == len(head) or head[:-1] in "省市县区州"):
                    return head[:-length], full, organ
    return None


def expand_alias(name: str) -> tuple[str, ...]:
    """All names in use for the body that `name` names, itself first (发改委 → 发展改革委, 发展和改革委员会 …). A name that
    the lexicon does not know gives itself alone; what stands before the stem (省, 市, a region) is kept."""
    found = [name]
    full = national_names().get(name)
    if full:
        found += [alias for alias, whole in national_names().items() if whole == full]
    parts = split_name(name)
    if parts:
        before, stem, organ = parts
        short = {"委员会": "委", "办公室": "办"}.get(organ, organ)
        organs = (short, ORGAN_WORDS.get(short, short))
        found += [before + s + o for s in _stems_of()[stem] for o in organs if len(s) > 1]
    return tuple(dict.fromkeys(found))


def user_words() -> tuple[str, ...]:
    """The words that the lexicon adds to jieba's dictionary: names of bodies and of technologies."""
    words = [name for body in bodies() for name in (body.name, *body.aliases) if len(name) > 2]
    words += [t for group in load("technologies")["group"] for t in group["names"] if len(t) > 2]
    return tuple(dict.fromkeys(words))
