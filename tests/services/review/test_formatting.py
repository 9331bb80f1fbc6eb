"""Amounts, dates and shares as people write them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.review.formatting import SPACE, Language, amount, day, days, moment, number, percent

SV, EN, DA = Language.SWEDISH, Language.ENGLISH, Language.DANISH


def test_amounts_have_two_decimals_and_more_where_they_were_written() -> None:
    written = [amount(Decimal(text), "SEK", SV) for text in ("0", "1.5", "1.005", "-1000", "1E+3")]
    assert [text.replace(SPACE, " ") for text in written] == [
        "0,00 SEK",
        "1,50 SEK",
        "1,005 SEK",
        "−1 000,00 SEK",
        "1 000,00 SEK",
    ]


def test_an_amount_without_a_currency_stands_alone() -> None:
    assert amount(Decimal("1"), "", EN) == "1.00"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_reads_back_as_what_it_was(value: Decimal) -> None:
    plain = number(value, SV).replace(SPACE, "").replace(",", ".").replace("−", "-")
    assert Decimal(plain) == value


@given(st.floats(0, 1).map(lambda p: round(p, 4)))
def test_a_percentage_is_certain_only_where_the_probability_is(probability: float) -> None:
    text = percent(probability, EN)
    assert (text == "100%") == (probability == 1)
    assert (text == "0%") == (probability == 0)


def test_a_date_that_is_absent_is_a_dash() -> None:
    assert day(None, SV) == "–"


def test_a_moment_says_its_zone() -> None:
    assert moment(datetime(2026, 11, 21, 9, 5, tzinfo=UTC), SV) == "2026-11-21 09:05 UTC"
    assert day(date(2026, 3, 4), DA) == "04.03.2026"


def test_an_age_is_whole_days_and_never_negative() -> None:
    assert [days(timedelta(hours=hours)) for hours in (-30, 0, 23, 24, 49)] == [0, 0, 0, 1, 2]
