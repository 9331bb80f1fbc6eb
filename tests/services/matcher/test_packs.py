"""Pieces and packs: conversions that a pack explains, and no others."""

import numpy as np
import pytest

from services.matcher.columns import UNKNOWN
from services.matcher.packs import converted


@pytest.mark.parametrize(
    ("quantity", "price", "ordered", "pack", "expected"),
    [
        (20, 50, 500, 10, (2, 500)),
        (2, 500, 50, 10, (20, 50)),
        (20, 50, 500, 0, (2, 500)),
        (20, 50, 560, 10, (2, 500)),
        (20, 50, 560, 0, (20, 50)),
        (20, 50, 650, 0, (20, 50)),
        (20, 50, 51, 10, (20, 50)),
        (UNKNOWN, 50, 500, 10, (UNKNOWN, 500)),
    ],
)
def test_a_quantity_comes_in_the_unit_of_the_order(
    quantity: int, price: int, ordered: int, pack: int, expected: tuple[int, int]
) -> None:
    scaled = [value if value == UNKNOWN else value * 1_000_000 for value in (quantity, price, ordered)]
    columns = [np.array([value], np.int64) for value in (*scaled, pack)]
    found = tuple(int(column[0]) for column in converted(*columns))
    assert found == tuple(value if value == UNKNOWN else value * 1_000_000 for value in expected)
