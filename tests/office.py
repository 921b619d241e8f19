"""Whether LibreOffice is there: tests that need it are skipped where it is not, but not in continuous integration."""

from __future__ import annotations

import os

import pytest

from pipeline.read.office import find_office

needs_office = pytest.mark.skipif(
    find_office() is None and not os.environ.get("CI"), reason="LibreOffice is not installed (make tools installs it where apt-get is)")
