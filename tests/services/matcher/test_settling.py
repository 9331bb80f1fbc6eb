"""Waves of invoices against a plain Python twin, and the record of what was taken."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matcher.settling import Taken, waves

candidates = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=16)


@given(candidates)
@settings(deadline=None)
def test_an_invoice_comes_after_every_earlier_one_that_shares_an_order_line(
    pairs: list[tuple[int, int]],
) -> None:
    invoice = np.array([pair[0] for pair in pairs], np.int64)
    slot = np.array([pair[1] for pair in pairs], np.int64)
    expected: dict[int, int] = {}
    for one in sorted({pair[0] for pair in pairs}):
        mine = {each for number, each in pairs if number == one}
        before = [expected[other] for other, each in pairs if other < one and each in mine]
        expected[one] = max(before, default=-1) + 1
    assert waves(invoice, slot).tolist() == [expected[number] for number, _ in pairs]


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(-5, 9)), max_size=5), max_size=4))
@settings(deadline=None)
def test_what_was_taken_adds_up(bookings: list[list[tuple[int, int]]]) -> None:
    taken, total = Taken(), [0] * 7
    for part in bookings:
        taken.add(
            np.array([row for row, _ in part], np.int64),
            np.array([quantity for _, quantity in part], np.int64),
        )
        for row, quantity in part:
            total[row] += quantity
    assert taken.of(np.arange(7)).tolist() == total
