"""The product's engine under the shared yardstick: good links, and batches of invoices cut anywhere."""

import importlib.util
import os
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from benchmarks.match_adapter import Answer, Columns, Kontera

ROOT = Path(__file__).resolve().parents[2]
YARDSTICK = ROOT / os.environ.get("KONTERA_SHARED", "../shared") / "tools" / "match_bench.py"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not YARDSTICK.is_file(), reason="the shared yardstick is not here (KONTERA_SHARED)"),
]


@pytest.fixture(scope="module")
def yardstick() -> ModuleType:
    spec = importlib.util.spec_from_file_location("match_bench", YARDSTICK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["match_bench"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def world(yardstick: ModuleType) -> tuple[Columns, Columns]:
    """Three thousand order lines of one buyer, and the invoices for them."""
    parameters = yardstick.Params(seed=5, orders=3000, inv_lines=3000, suppliers=300, articles=20_000, orgs=1)
    columns = yardstick.make_world(parameters)
    return columns, yardstick.make_stream(parameters, columns)


def answers(world: Columns, stream: Columns, sizes: list[int]) -> list[Answer]:
    """What an engine says to a stream that is cut after these numbers of invoices."""
    engine = Kontera()
    engine.build(world)
    invoice = np.asarray(stream["il_inv"])
    cuts = [0, *(int(np.searchsorted(invoice, size)) for size in sizes), len(invoice)]
    return [
        engine.match(
            {
                name: values[start:stop] if name.startswith("il_") else values
                for name, values in stream.items()
            }
        )
        for start, stop in pairwise(cuts)
    ]


def test_links_are_right(yardstick: ModuleType, world: tuple[Columns, Columns]) -> None:
    columns, stream = world
    engine = Kontera()
    engine.build(columns)
    result, _, _ = yardstick.run_stream(engine, yardstick.batches(stream, 1000))
    quality = yardstick.quality(columns, stream, result)
    assert quality["link"][2] >= 0.96
    assert quality["flag_off_contract"][2] >= 0.95
    assert quality["flag_over"][2] >= 0.85


def test_where_batches_end_makes_no_difference(world: tuple[Columns, Columns]) -> None:
    columns, stream = world
    whole = answers(columns, stream, [])
    parts = answers(columns, stream, [1, 2, 50, 300])
    for name in ("ol", "flags", "item", "p"):
        column = np.concatenate([part[name] for part in parts])
        assert column.tolist() == whole[0][name].tolist()
