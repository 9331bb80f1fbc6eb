"""From documents to numbers: absent is not zero, and a price is that of one unit."""

from decimal import Decimal

import pytest

from schemas.invoice import InvoiceLine, Price
from services.matcher.columns import UNKNOWN
from services.matcher.reading import gives_back, item_price, line_price, line_quantity, plain, scaled, unit_of
from tests.builders import a_credit_note, a_line, an_invoice


def bare(**changed: object) -> InvoiceLine:
    return InvoiceLine.model_validate(changed)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1.5", 1_500_000),
        ("-1.5", 1_500_000),
        ("0", 0),
        ("0.0000005", 1),
        ("1e12", UNKNOWN),
        ("1e30", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_numbers_are_scaled_without_their_sign(value: str | None, number: int) -> None:
    assert scaled(None if value is None else Decimal(value)) == number


def test_a_scaled_number_reads_as_it_was_written() -> None:
    assert [str(plain(scaled(Decimal(text)))) for text in ("100", "1.5", "0.333333")] == [
        "100",
        "1.5",
        "0.333333",
    ]


@pytest.mark.parametrize(
    ("line", "price"),
    [
        (a_line(), 50),
        (bare(price={"net": "5000", "base_quantity": 100}), 50),
        (bare(quantity=4, net_amount=200), 50),
        (
            bare(
                quantity=4,
                net_amount=160,
                price={"net": 50},
                allowances_charges=({"is_charge": False, "amount": 40},),
            ),
            40,
        ),
        (bare(quantity=0, net_amount=160), None),
        (bare(price={"net": 50, "base_quantity": 0}), 50),
        (bare(net_amount=160), None),
    ],
)
def test_a_price_is_that_of_one_unit(line: InvoiceLine, price: int | None) -> None:
    assert line_price(line) == (UNKNOWN if price is None else price * 1_000_000)


def test_a_price_list_may_price_a_hundred() -> None:
    assert item_price(Price(net=Decimal(5000), base_quantity=Decimal(100))) == 50_000_000


def test_a_missing_quantity_follows_from_amount_and_price() -> None:
    assert line_quantity(bare(net_amount=200, price={"net": 50})) == 4_000_000
    assert line_quantity(bare(net_amount=200)) == UNKNOWN
    assert line_quantity(bare(quantity=0, net_amount=200)) == 0


@pytest.mark.parametrize(
    ("is_credit", "amount", "back"),
    [(False, "100", False), (False, "-100", True), (True, "100", True), (True, "-100", False)],
)
def test_a_line_gives_back_where_it_reduces_what_is_owed(is_credit: bool, amount: str, back: bool) -> None:
    invoice = a_credit_note() if is_credit else an_invoice()
    assert gives_back(invoice, a_line(net_amount=amount)) is back


def test_units_have_synonyms() -> None:
    assert unit_of("EA") == unit_of("H87") == unit_of(" st ") != unit_of("KGM")
    assert unit_of(None) == unit_of(" ") == UNKNOWN
