"""The entry point of `tiaokuan`; the commands stand in the room beside, one file a kind of task."""

from __future__ import annotations

from commands import ask, bring, compare, give, review, serve  # noqa: F401  each adds its commands to the group
from commands.group import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
