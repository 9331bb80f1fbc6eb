from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoice_ingest.rules import check_digits as digits

NUMBERS: tuple[tuple[Callable[[str], bool], str, str], ...] = (
    (digits.is_gln, "7300010000001", "7300010000002"),
    (digits.is_gln, "7300010000001", "73000 10000001"),
    (digits.is_swedish, "5500000012", "5500000013"),
    (digits.is_swedish, "5500000012", "550000-0012"),
    (digits.is_swedish, "5500000012", "SE550000001201"),
    (digits.is_norwegian, "974760673", "974760674"),
    (digits.is_norwegian, "974760673", "000000000"),
    (digits.is_danish_cvr, "DK12345678", "DK1234567"),
    (digits.is_danish_cvr, "12345678", "1234567A"),
    (digits.is_danish_p, "1234567890", "DK12345678"),
    (digits.is_danish_se, "DK12345678", "12345678"),
    (digits.is_belgian, "0202239951", "0202239952"),
    (digits.is_australian, "51824753556", "51824753557"),
    (digits.is_italian_office, "UFABC1", "UFABC"),
    (digits.is_italian_tax_code, "RSSMRA80A01H501U", "RSSMRA80A01H501"),
    (digits.is_italian_tax_code, "12345678901", "1234567890A"),
    (digits.is_italian_vat, "IT06363391001", "IT06363391002"),
    (digits.is_dutch_kvk, "12345678", "123456789"),
    (digits.is_dutch_oin, "00000001234567890000", "1234"),
    (digits.is_dutch_vat, "NL123456789B12", "NL123456789012"),
    (digits.is_dutch_establishment, "123456789012", "12345678901"),
)


@pytest.mark.parametrize(("is_valid", "right", "wrong"), NUMBERS)
def test_a_number_is_told_from_one_with_a_slip(
    is_valid: Callable[[str], bool], right: str, wrong: str
) -> None:
    assert is_valid(right)
    assert not is_valid(wrong)


@given(st.text(max_size=24))
def test_any_text_gets_an_answer(text: str) -> None:
    for is_valid, _, _ in NUMBERS:
        assert is_valid(text) in (True, False)


@given(st.integers(0, 10**12 - 1))
def test_one_wrong_digit_of_a_location_number_is_always_seen(body: int) -> None:
    text = f"{body:012d}"
    check = next(last for last in "0123456789" if digits.is_gln(text + last))
    assert sum(digits.is_gln(text + last) for last in "0123456789") == 1
    assert not digits.is_gln(str((int(text[0]) + 1) % 10) + text[1:] + check)
