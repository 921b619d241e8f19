"""What is known of how government sites build pages: corpus/lexicon/pages.toml, compiled once."""

from __future__ import annotations

import re
from functools import cache

from corpus.lexicon import load

SPACES = " \t\r\n\u3000\xa0\u2002\u2003"


@cache
def containers() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Ids, classes and tag names of elements that hold an article and nothing else."""
    families = load("pages")["family"]
    ids, classes, tags = (frozenset(v for f in families for v in f[key]) for key in ("ids", "classes", "tags"))
    return ids, classes, tags


@cache
def hidden_classes() -> frozenset[str]:
    """Classes of elements that a desk screen does not show."""
    return frozenset(load("pages")["hidden"]["classes"])


@cache
def meta_names() -> dict[str, tuple[str, ...]]:
    """Fact → names (lower case) of the meta tags that state it, the best first."""
    return {fact: tuple(names) for fact, names in load("pages")["meta"].items()}


@cache
def labels() -> dict[str, str]:
    """Label without white space → the fact that it names."""
    return {label: fact for fact, names in load("pages")["labels"].items() for label in names}


@cache
def label_pattern() -> re.Pattern[str]:
    """A label with its colon, inner white space allowed (索 引 号：)."""
    names = sorted(labels(), key=len, reverse=True)
    spaced = "|".join(rf"[{SPACES}]*".join(map(re.escape, name)) for name in names)
    return re.compile(rf"(?:^|(?<=[{SPACES}|\]】]))[\[【]?({spaced})[\]】]?[{SPACES}]*[:：]")


@cache
def furniture() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns of lines that are furniture at the edges of an article, anywhere, and at the edges of one that stands in
    no known container."""
    lines = load("pages")["furniture"]
    return tuple(re.compile("|".join(f"(?:{p})" for p in lines[k])) for k in ("edge", "always", "footer"))  # type: ignore[return-value]


@cache
def attachment_address() -> re.Pattern[str]:
    """An address that leads to a file rather than to a page."""
    files = load("pages")["attachments"]
    ends = "|".join(files["endings"])
    return re.compile(rf"\.(?:{ends})(?:$|[?#&])|" + "|".join(map(re.escape, files["downloads"])), re.I)


@cache
def script_validity() -> re.Pattern[str]:
    """A script's variable that holds the validity shown on the page."""
    names = "|".join(load("pages")["scripts"]["validity"])
    return re.compile(rf"\b(?:{names})\s*=\s*['\"]([^'\"]{{2,30}})['\"]")
