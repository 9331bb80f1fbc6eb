"""A small invented municipality on disk, made once for all tests that need real files."""

import os
import tempfile
from functools import cache
from pathlib import Path

from services.demo import Municipality, make

FIXED_CLOCK = "2026-07-15T08:00:00+00:00"


@cache
def a_town(invoices: int = 120) -> Municipality:
    """The municipality with this many invoices, in a folder that lives as long as the test run."""
    folder = Path(tempfile.mkdtemp(prefix="kontera-town-"))
    return make(folder, invoices=invoices)


def environment(**settings: str) -> dict[str, str]:
    """The environment of a program under test: no setting of this machine, a clock that stands still."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("KONTERA_")}
    return {**bare, "KONTERA_CLOCK_FIXED_AT": FIXED_CLOCK, "PYTHONUNBUFFERED": "1", **settings}
