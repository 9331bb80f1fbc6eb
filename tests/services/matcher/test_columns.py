"""Tables of columns: rows are added at the end and never move."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matcher.columns import Bookings
from services.matcher.keys import I64

rows = st.lists(st.lists(st.integers(0, 99), max_size=90), max_size=6)


def added(table: Bookings, values: list[int]) -> I64:
    column = np.array(values, np.int64)
    return table.append(
        invoice=column.astype(np.uint64),
        line=column,
        item=column,
        price=column,
        quantity=column,
        returned=column,
    )


@given(rows)
@settings(deadline=None)
def test_rows_keep_their_numbers_and_values(parts: list[list[int]]) -> None:
    table = Bookings()
    expected: list[int] = []
    for values in parts:
        assert added(table, values).tolist() == list(range(len(expected), len(expected) + len(values)))
        expected += values
        assert table.quantity.tolist() == expected
    assert table.count == len(expected)
    assert Bookings.of(table.columns()).line.tolist() == expected


def test_a_column_may_be_changed_in_place() -> None:
    table = Bookings()
    added(table, [1, 2, 3])
    table.returned[1] = 9
    assert table.columns()["returned"].tolist() == [1, 9, 3]
