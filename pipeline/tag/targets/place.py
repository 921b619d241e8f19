"""What the readers of targets pass on: what was found, what the sentence has said so far, where a figure stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import Comparator
from pipeline.tag.targets.figures import Figure
from pipeline.tag.targets.text import Part

SHORT = re.compile(r"[（(](?:以下简称|含|不含|下同)[^（()）]*[）)]$")


@dataclass(frozen=True, slots=True)
class Found:
    """One target before it is dated. `indicator` is the phrase as a string (completed by what an enumeration shares),
    `start` and `end` the span in the text, `figure` where its number stands, `rule` the rule that found it
    (docs/rules.md)."""

    indicator: str
    comparator: Comparator
    value: float | None
    top: float | None
    unit: str | None
    start: int
    end: int
    figure: int
    rule: str


@dataclass(slots=True)
class Context:
    """One sentence: its text, the same with brackets hidden, and what its parts have said so far.

    `aims`: the sentence sets or counts something (力争, 累计, 到2025年). `inside`: it stands in brackets. `dealing`: it
    sets terms of a purchase, a loan or a contract."""

    text: str
    masked: str
    last: Found | None = None
    last_part: int = -9
    previous: Part | None = None
    aims: bool = False
    inside: bool = False
    dealing: bool = False

    def near(self, n: int) -> bool:
        """Whether the last target was found in part `n` or the one before it."""
        return self.last is not None and self.last_part in (n, n - 1)

    def show(self, a: int, b: int) -> str:
        """The printed words of a span without enclosing blanks, half quotes and (以下简称…) at its end."""
        said = SHORT.sub("", self.text[a:b].strip(" \t　，,、：:；;"))
        return said.strip("“”") if said.count("“") != said.count("”") else said


@dataclass(frozen=True, slots=True)
class Place:
    """One figure in its part `n`: the phrase before it spans `left` to `phrase_end`, an object after it ends at
    `object_end`; `ends` where nothing follows that it could count; `kept` is the rule that took the figure before."""

    ctx: Context
    part: Part
    n: int
    figure: Figure
    left: int
    phrase_end: int
    object_end: int
    ends: bool
    kept: str

    @property
    def said(self) -> str:
        """What stands before the figure's comparing words (brackets hidden)."""
        return self.ctx.masked[self.left:self.phrase_end]

    @property
    def right(self) -> str:
        """What stands after the figure (brackets hidden)."""
        return self.ctx.masked[self.figure.end:self.object_end]

    @property
    def whole(self) -> str:
        """The whole part (brackets hidden)."""
        return self.ctx.masked[self.part.start:self.part.end]

    def found(self, names: str | Sequence[str], comparator: Comparator, start: int, rule: str, end: int = 0) -> list[Found]:
        """The figure as the value of one indicator, or of each of several."""
        f = self.figure
        return [Found(name, comparator, f.value, f.top, f.unit, min(start, f.chain), max(end, f.end), f.start, rule)
                for name in ([names] if isinstance(names, str) else names)]
