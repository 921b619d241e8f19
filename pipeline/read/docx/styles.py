"""The styles of a Word document: what a paragraph or run takes from them, along their basedOn chains (17.7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pipeline.read.package import attribute, child, local, value

OFF = ("0", "false", "off", "none")
MAX_CHAIN = 50


class Styles:
    """Lookups in styles.xml; an absent part (None) has no styles."""

    def __init__(self, root: Any) -> None:
        self.by_id: dict[str, Any] = {}
        self.default = ""
        for node in root if root is not None else ():
            if local(node) == "style":
                key = attribute(node, "styleId") or ""
                self.by_id[key] = node
                if attribute(node, "type") == "paragraph" and on(attribute(node, "default")):
                    self.default = key
        self.first = cache(self._first)
        self.hides = cache(self._hides)

    def chain(self, style: str | None) -> Iterator[Any]:
        """The style and those that it is based on, nearest first."""
        seen: set[str] = set()
        while style and style in self.by_id and style not in seen and len(seen) < MAX_CHAIN:
            seen.add(style)
            yield self.by_id[style]
            style = value(self.by_id[style], "basedOn")

    def _first(self, style: str, *path: str) -> str | None:
        """The nearest value of a paragraph property along the chain."""
        return next((found for node in self.chain(style) if (found := value(node, "pPr", *path)) is not None), None)

    def _hides(self, style: str) -> bool:
        """Whether text of that style is hidden."""
        return next((hidden for node in self.chain(style) if (hidden := toggle(child(node, "rPr"), "vanish")) is not None),
                    False)

    def hidden(self, run: Any, paragraph_style: str) -> bool:
        """Whether a run is hidden text (17.3.2.41), by itself, its character style or its paragraph's style."""
        properties = child(run, "rPr")
        own = toggle(properties, "vanish")
        if own is not None:
            return own
        return self.hides(value(properties, "rStyle") or "") or self.hides(paragraph_style)


def on(text: str | None) -> bool:
    """The value of a toggle attribute (ST_OnOff)."""
    return text is not None and text not in OFF


def toggle(properties: Any, name: str) -> bool | None:
    """The value of a toggle property, None where it is not set."""
    node = child(properties, name)
    return None if node is None else attribute(node, "val") not in OFF


def integer(text: str | None, default: int) -> int:
    """A whole number of at most nine digits; `default` where the text is none."""
    text = (text or "").strip()
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 10 else default
