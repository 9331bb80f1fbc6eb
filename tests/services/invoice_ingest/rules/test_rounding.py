from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoice_ingest.rules.rounding import decimals_of, rounded, whole

AMOUNTS = st.decimals(min_value=-(10**30), max_value=10**30, allow_nan=False, places=6)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2.345", "2.35"), ("-2.345", "-2.34"), ("2.344", "2.34"), ("-2.346", "-2.35"), ("-0.005", "0.00"),
     ("7", "7.00"), ("123456789012345678901234567890.125", "123456789012345678901234567890.13")],
)  # fmt: skip
def test_halves_go_towards_plus_infinity(written: str, expected: str) -> None:
    assert rounded(Decimal(written)) == Decimal(expected)


@given(AMOUNTS)
def test_rounding_is_the_floor_of_hundredths_plus_a_half(amount: Decimal) -> None:
    assert Fraction(rounded(amount)) == Fraction(floor(Fraction(amount) * 100 + Fraction(1, 2)), 100)


@given(AMOUNTS)
def test_the_nearest_whole_number_is_the_floor_plus_a_half(amount: Decimal) -> None:
    assert Fraction(whole(amount)) == floor(Fraction(amount) + Fraction(1, 2))


@pytest.mark.parametrize(
    ("written", "decimals"), [("10.000", 3), ("10.00", 2), ("10", 0), ("-0.5", 1), ("1E+2", 0)]
)
def test_decimals_are_counted_as_written(written: str, decimals: int) -> None:
    assert decimals_of(Decimal(written)) == decimals


def test_a_rounded_half_is_never_minus_zero() -> None:
    assert str(whole(Decimal("-0.5"))) == "0"
    assert Decimal("-0.5").to_integral_value(ROUND_FLOOR) == -1  # what the sum would be without the half
