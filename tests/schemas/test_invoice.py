"""What an invoice says of itself."""

from decimal import Decimal

import pytest

from schemas.invoice import Invoice, InvoiceLine, Totals
from schemas.party import Identifier, Party

SELLER = Party(name="Blå Papper AB", legal_id=Identifier(value="9999990014", scheme="0007"))
BUYER = Party(name="Ekköping", endpoint=Identifier(value="9999991012", scheme="0007"))


def test_the_key_is_buyer_and_supplier_so_that_what_can_match_lies_together() -> None:
    assert Invoice(format="x", seller=SELLER, buyer=BUYER).key == "9999991012|9999990014"


@pytest.mark.parametrize(
    ("totals", "total"),
    [
        (Totals(with_vat=Decimal("12.50"), payable=Decimal("2.50")), Decimal("12.50")),
        (Totals(payable=Decimal("2.50")), Decimal("2.50")),
        (Totals(), Decimal("7.00")),
        (Totals(with_vat=Decimal("0.00"), payable=Decimal("2.50")), Decimal("0.00")),
    ],
)
def test_the_total_is_the_first_that_is_there_and_zero_is_there(totals: Totals, total: Decimal) -> None:
    lines = (InvoiceLine(net_amount=Decimal("3.00")), InvoiceLine(net_amount=Decimal("4.00")), InvoiceLine())
    assert Invoice(format="x", totals=totals, lines=lines).total == total


def test_a_credit_note_reduces_what_is_owed() -> None:
    assert Invoice(format="x", is_credit=True).sign == -1
    assert Invoice(format="x").sign == 1
