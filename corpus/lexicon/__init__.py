"""Knowledge as data: bodies, regions, measures, technologies and strengths in TOML files, every entry or file with its
source. Bodies, their names and stems are here; what became of them is in `corpus.lexicon.lines`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ORGAN_WORDS = {"委": "委员会", "办": "办公室", "管委会": "管理委员会", "纪委": "纪律检查委员会"}
"""Organ words that are printed short, with their full form."""
NAME_ENDS = frozenset("会办协厅台央委室局心总指构校检法社组署联行部院）")
"""The last characters of bodies' names: what ends in another is none, and costs no look into the lexicon."""
ORGANS = ("委员会", "办公室", "总局", "管理局", "委", "办", "局", "厅", "部", "署", "会", "社")


@cache
def load(name: str) -> dict[str, Any]:
    """One file of the lexicon, parsed."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Body:
    """A public body: full name, names in use, the stem its local counterparts share ("" where there are none), its short
    forms, other full stems of the same line (`also`: 规划和自然资源 beside 自然资源和规划), the
    years (first and last) of that name, the names of those who took its duties over, the file it stands in, the decision
    that made, renamed or ended it, and whether its duties were so divided that what it came from is not in its heirs'
    lines."""

    name: str
    stem: str
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    local: bool = False
    since: int | None = None
    until: int | None = None
    successor: tuple[str, ...] = ()
    kind: str = ""
    source: str = ""
    divided: bool = False
    also: tuple[str, ...] = ()

    @property
    def stems(self) -> tuple[str, ...]:
        """The full stems."""
        return (self.stem, *self.also) if self.stem else ()


KINDS = ("departments", "bureaus", "councils", "party", "groups", "vertical", "local")
"""The files of organisations/, in the order in which a short stem that several bodies share is read."""


@cache
def bodies() -> tuple[Body, ...]:
    """All bodies of organisations/."""
    return tuple(
        Body(b["name"], b.get("stem", ""), tuple(b.get("aliases", ())), tuple(b.get("short", ())), b.get("local", False),
             b.get("from"), b.get("to"), tuple(b.get("successor", ())), kind, b["source"], b.get("divided", False),
             tuple(b.get("also", ())))
        for kind in KINDS for b in load(f"organisations/{kind}")["body"])


@cache
def stems() -> dict[str, str]:
    """Every stem in use (发改, 发展改革, 发展和改革) → the full stem (发展和改革)."""
    return {printed: full[0] for printed, full in all_stems().items()}


@cache
def all_stems() -> dict[str, tuple[str, ...]]:
    """Every stem in use → the full stems it may stand for, itself first, then as the files have them (国土 → 国土资源)."""
    found: dict[str, tuple[str, ...]] = {stem: (stem,) for body in bodies() for stem in body.stems}
    for body in bodies():
        for short in body.short:
            if body.stem not in found.get(short, ()):
                found[short] = (*found.get(short, ()), body.stem)
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
    """Full stem → every stem in use for the bodies that have it, the longest first."""
    groups: dict[str, dict[str, None]] = {}
    for body in bodies():
        for full in body.stems:
            groups.setdefault(full, {}).update(dict.fromkeys(
                s for s in (*body.stems, *body.short) if all_stems()[s][0] in body.stems))
    return {full: tuple(sorted(group, key=len, reverse=True)) for full, group in groups.items()}


@lru_cache(maxsize=1 << 14)
def split_printed(name: str) -> tuple[str, str, str] | None:
    """A body's name as (what stands before, stem as printed, organ word), or None where no stem of the lexicon is in it.
    自治区发改委 → (自治区, 发改, 委)."""
    known = all_stems()
    for organ in ORGANS:
        if organ == "管理局" and name.endswith(organ) and any(name[i:-1] in known for i in range(max(0, len(name) - 14), len(name) - 3)):
            continue  # 应急管理 + 局
        if name.endswith(organ) and len(name) > len(organ):
            head = name[: -len(organ)]
            for length in range(len(head), 0, -1):
                if head[-length:] in known and (length > 1 or length == len(head) or head[:-1] in "省市县区州"):
                    return head[:-length], head[-length:], organ
    return None


def split_name(name: str) -> tuple[str, str, str] | None:
    """As `split_printed`, with the stem in full: 自治区发改委 → (自治区, 发展和改革, 委)."""
    parts = split_printed(name)
    return (parts[0], stems()[parts[1]], parts[2]) if parts else None


def expand_alias(name: str) -> tuple[str, ...]:
    """All names in use for the body that `name` names, itself first (发改委 → 发展改革委, 发展和改革委员会 …). A name that
    the lexicon does not know gives itself alone; what stands before the stem (省, 市, a region) is kept."""
    if name[-1:] not in NAME_ENDS:
        return (name,)
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
