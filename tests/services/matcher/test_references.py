"""Digits of a reference against those of an order number, held against plain string work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.matcher.keys import digits_of
from services.matcher.references import BY_DIGITS, ONE_EDIT, likeness_of_digits

numbers = st.text("0123456789", min_size=6, max_size=12)


def level(left: str, right: str) -> int:
    digits, count = digits_of([left, right])
    return int(likeness_of_digits(digits[:1], count[:1], digits[1:], count[1:])[0])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("4500012345", BY_DIGITS),
        ("0012345", BY_DIGITS),
        ("12345", BY_DIGITS),
        ("2345", 0),
        ("4500012945", ONE_EDIT),
        ("4500013245", ONE_EDIT),
        ("450001245", ONE_EDIT),
        ("45000123345", ONE_EDIT),
        ("4500019999", 0),
        ("", 0),
    ],
)
def test_a_reference_is_near_an_order_number(written: str, expected: int) -> None:
    assert level(written, "4500012345") == expected


@given(numbers, st.data())
@settings(deadline=None)
def test_one_wrong_lost_doubled_or_swapped_digit_is_always_seen(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 2))
    digit = data.draw(st.sampled_from("0123456789"))
    damaged = (
        number[:place] + digit + number[place + 1 :],
        number[:place] + number[place + 1 :],
        number[:place] + digit + number[place:],
        number[:place] + number[place + 1] + number[place] + number[place + 2 :],
    )
    assert all(level(written, number) > 0 for written in damaged)


@given(numbers, numbers)
@settings(deadline=None)
def test_nearness_is_the_same_from_both_sides(left: str, right: str) -> None:
    assert level(left, right) == level(right, left)
