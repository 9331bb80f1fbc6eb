"""The official engine over the published rule sets, for tests that want its word; without it they skip."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from services.invoice_ingest.official import OfficialEngine

ROOT = Path(__file__).resolve().parents[1]
OFFICIAL = (ROOT / os.environ.get("KONTERA_OFFICIAL", "../official")).resolve()


@contextmanager
def official_engine() -> Iterator[OfficialEngine]:
    """The engine, or the reason why there is none."""
    if find_spec("saxonche") is None or not OFFICIAL.is_dir():
        pytest.skip("the official rule sets are not here (docs/official.md; KONTERA_OFFICIAL)")
    with OfficialEngine(OFFICIAL) as engine:
        yield engine
