"""Values as XML Schema writes them: a text, a decimal, a day, a boolean, or None with a finding.

Absence is None, never zero: an element that is there but empty where a number belongs is a finding.
"""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from lxml.etree import _Element

from services.invoice_ingest.notes import Notes, local_name

MAX_DIGITS = 38
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_PLAIN = re.compile("[0-9.]*")
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_DAY = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}){_ZONE}")
_DAY_OR_MOMENT = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]+)?)?{_ZONE}"
)
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def words(element: _Element, notes: Notes) -> str | None:
    """The text of an element without the white space around it; None where nothing is left."""
    text = element.text
    return (text.strip() or None) if text else None


def number(element: _Element, notes: Notes) -> Decimal | None:
    """An xs:decimal of at most 38 digits, as written."""
    try:
        return number_of((element.text or "").strip())
    except ValueError as error:
        notes.unreadable(element, f"{local_name(element)} {error}", "write digits and a point: -1234.50")
        return None


def number_of(text: str) -> Decimal:
    """The same as `decimal_of`; many numbers are the same: rates, round prices, small quantities."""
    return _short(text) if len(text) <= MAX_DIGITS else decimal_of(text)


def numbers(texts: list[str]) -> list[Decimal]:
    """The numbers of a column of texts. Raises ValueError where one of them is none."""
    if max(map(len, texts)) <= MAX_DIGITS and _PLAIN.fullmatch("".join(texts)):  # one look at all of them
        with suppress(InvalidOperation):
            return list(map(Decimal, texts))
    return list(map(decimal_of, texts))


def flags(texts: list[str]) -> list[bool]:
    """The booleans of a column of texts. Raises ValueError where one of them is none."""
    if not _BOOLEANS.keys() >= set(texts):
        raise ValueError("is neither true nor false")
    return [_BOOLEANS[text] for text in texts]


def days(texts: list[str]) -> list[date]:
    """The days of a column of texts. Raises ValueError where one of them is none."""
    return list(map(day_of, texts))


@lru_cache(4096)
def _short(text: str) -> Decimal:
    return decimal_of(text)


def day(element: _Element, notes: Notes) -> date | None:
    """An xs:date; a time zone is not looked at."""
    return _day(element, notes, _DAY)


def day_or_moment(element: _Element, notes: Notes) -> date | None:
    """The day of an xs:date or an xs:dateTime."""
    return _day(element, notes, _DAY_OR_MOMENT)


def flag(element: _Element, notes: Notes) -> bool | None:
    """An xs:boolean: true, false, 1 or 0."""
    value = _BOOLEANS.get((element.text or "").strip())
    if value is None:
        notes.unreadable(element, f"{local_name(element)} is neither true nor false", "write true or false")
    return value


def decimal_of(text: str) -> Decimal:
    """The number that an xs:decimal writes. Raises ValueError saying what is wrong with the text.

    >>> decimal_of("-0012.50")
    Decimal('-12.50')
    """
    if not text:
        raise ValueError("is empty where a number belongs")
    if not _DECIMAL.fullmatch(text):
        raise ValueError("is not a decimal number")
    value = Decimal(text)
    if len(text) > MAX_DIGITS and not fits(value):
        raise ValueError(f"has more than {MAX_DIGITS} digits")
    return value


def fits(value: Decimal) -> bool:
    """Whether the model can hold this number: 38 digits before and after the point together."""
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    return max(len(digits) + max(exponent, 0), -exponent) <= MAX_DIGITS


def day_of(text: str) -> date:
    """The day written as YYYY-MM-DD. Raises ValueError where there is no such day."""
    if not _DAY.fullmatch(text):
        raise ValueError("is not a date")
    return date.fromisoformat(text[:10])


def _day(element: _Element, notes: Notes, pattern: re.Pattern[str]) -> date | None:
    found = pattern.fullmatch((element.text or "").strip())
    if found:
        try:
            return date.fromisoformat(found[1])
        except ValueError:
            pass  # 30 February: said below like any other
    notes.unreadable(element, f"{local_name(element)} is not a date", "write it as 2026-11-21")
    return None
