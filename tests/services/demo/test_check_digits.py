from hypothesis import given
from hypothesis import strategies as st

from services.demo.check_digits import bankgiro, gtin, iban, luhn, organisation_number, plusgiro, vat_number

SERIALS = st.integers(0, 999)


def luhn_sum(number: str) -> int:
    """The naive twin: double every second digit from the right, add the digits."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(sum(map(int, str(value))) for value in doubled)


@given(st.text("0123456789", min_size=1, max_size=12))
def test_a_number_with_its_check_digit_adds_up_to_whole_tens(digits: str) -> None:
    assert luhn(digits).startswith(digits)
    assert luhn_sum(luhn(digits)) % 10 == 0


@given(SERIALS)
def test_organisation_numbers_have_ten_digits_of_the_invented_range(serial: int) -> None:
    number = organisation_number(serial)
    assert len(number) == 10
    assert number.startswith("9999")
    assert luhn_sum(number) % 10 == 0
    assert vat_number(number) == f"SE{number}01"


@given(st.text("0123456789", min_size=12, max_size=12))
def test_a_gtin_weighs_its_digits_one_and_three(digits: str) -> None:
    number = gtin(digits)
    assert sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(number)) % 10 == 0


@given(SERIALS)
def test_bank_numbers_have_the_lengths_that_the_banks_use(serial: int) -> None:
    assert len(bankgiro(serial)) == 7
    assert len(plusgiro(serial)) == 8


@given(SERIALS)
def test_an_iban_leaves_one_when_divided_by_97(serial: int) -> None:
    number = iban(serial)
    assert len(number) == 24
    assert int(number[4:] + "2814" + number[2:4]) % 97 == 1
