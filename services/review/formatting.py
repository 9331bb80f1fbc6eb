"""Amounts, quantities, dates and shares as people write them in Sweden, Denmark and Britain."""

from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

SPACE, MINUS = "\u00a0", "\u2212"
"""A space that does not break, and the real minus sign."""

LEAST, MOST = Decimal("0.01"), Decimal("0.995")
"""Below and from where a probability is not rounded to whole per cent."""


class Language(StrEnum):
    """The languages of the pages, the first where nothing else is asked for."""

    SWEDISH = "sv"
    ENGLISH = "en"
    DANISH = "da"


SEPARATORS = {Language.SWEDISH: (SPACE, ","), Language.ENGLISH: (",", "."), Language.DANISH: (".", ",")}
"""Between thousands, and before decimals."""

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def amount(value: Decimal, currency: str, language: Language) -> str:
    """An amount with two decimals at least, and its currency.

    >>> amount(Decimal("-1234567.5"), "SEK", Language.SWEDISH).replace(SPACE, " ")
    '−1 234 567,50 SEK'
    >>> amount(Decimal("1234.5"), "DKK", Language.DANISH).replace(SPACE, " ")
    '1.234,50 DKK'
    """
    return f"{number(value, language, decimals=2)}{SPACE}{currency}".rstrip(SPACE)


def number(value: Decimal, language: Language, decimals: int = 0) -> str:
    """A number with at least so many decimals, never one fewer than it was written with (zeros apart).

    >>> number(Decimal("2.500"), Language.SWEDISH)
    '2,5'
    """
    thousands, point = SEPARATORS[language]
    whole, _, fraction = f"{abs(value):,f}".partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    sign = MINUS if value < 0 else ""
    return sign + whole.replace(",", thousands) + (point + fraction if fraction else "")


def day(value: date | None, language: Language) -> str:
    """A date; a dash where there is none.

    >>> [day(date(2026, 11, 2), language).replace(SPACE, " ") for language in Language]
    ['2026-11-02', '2 Nov 2026', '02.11.2026']
    """
    if value is None:
        return "–"
    match language:
        case Language.ENGLISH:
            return f"{value.day}{SPACE}{MONTHS[value.month - 1]}{SPACE}{value.year}"
        case Language.DANISH:
            return f"{value.day:02}.{value.month:02}.{value.year}"
    return value.isoformat()


def moment(value: datetime, language: Language) -> str:
    """A date and the time of day in UTC, which is what the events say."""
    return f"{day(value.date(), language)} {value:%H:%M} UTC"


def percent(probability: float, language: Language) -> str:
    """A probability in whole per cent, never rounded up to certainty nor down to impossibility.

    >>> [percent(p, Language.ENGLISH).replace(SPACE, " ") for p in (0.004, 0.5, 0.836, 0.998, 1.0)]
    ['< 1%', '50%', '84%', '> 99%', '100%']
    """
    exact = Decimal(str(probability))
    space = "" if language is Language.ENGLISH else SPACE
    if 0 < exact < LEAST:
        return f"<{SPACE}1{space}%"
    if MOST <= exact < 1:
        return f">{SPACE}99{space}%"
    whole = (exact * 100 + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
    return f"{whole}{space}%"


def days(age: timedelta) -> int:
    """Whole days of an age, never negative."""
    return max(age.days, 0)
