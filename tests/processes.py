"""Programs that tests start and measure."""

from __future__ import annotations

import os


def untraced(**more: str) -> dict[str, str]:
    """The environment for a program whose time is measured: coverage, which follows into programs, would make it slow."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}, **more}
