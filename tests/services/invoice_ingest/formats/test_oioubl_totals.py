"""What OIOUBL calls totals, in the terms of EN 16931."""

from decimal import Decimal

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.parsing import read
from tests.documents import OIOUBL, between, golden

ROUNDING = '<cbc:PayableRoundingAmount currencyID="DKK">0.50</cbc:PayableRoundingAmount>'


def invoice_of(*changes: tuple[str, str]) -> Invoice:
    [invoice] = read(golden(OIOUBL, *changes)).documents
    assert isinstance(invoice, Invoice)
    return invoice


def test_the_total_without_vat_is_computed_for_tax_exclusive_is_the_total_tax() -> None:
    totals = invoice_of().totals
    assert (totals.without_vat, totals.vat, totals.with_vat) == (
        Decimal("970.00"),
        Decimal("237.50"),
        Decimal("1208.00"),
    )


def test_a_duty_is_a_charge_with_the_vat_its_scheme_says() -> None:
    invoice = invoice_of()
    duty = invoice.allowances_charges[-1]
    assert (duty.is_charge, duty.amount, duty.reason) == (True, Decimal("100.00"), "Registreringsafgift")
    assert (duty.vat_category, duty.vat_rate, duty.reason_code) == ("S", Decimal(25), "ZZZ")
    assert invoice.totals.charges == Decimal("140.00")
    assert [part.category for part in invoice.vat] == ["S", "Z"]


def test_a_rounding_that_is_not_in_the_total_with_tax_is_not_taken_off() -> None:
    after = invoice_of((">1208.00<", ">1207.50<"))
    assert after.totals.without_vat == Decimal("970.00")
    assert (after.totals.with_vat, after.totals.rounding) == (Decimal("1207.50"), Decimal("0.50"))


def test_vat_in_the_tax_currency_is_the_sum_over_the_rates() -> None:
    assert invoice_of().totals.vat_in_tax_currency == Decimal("368.13")


@pytest.mark.parametrize("name", ["TaxExclusiveAmount", "TaxInclusiveAmount"])
def test_where_a_total_is_missing_it_is_computed_from_the_lines(name: str) -> None:
    assert invoice_of(between(OIOUBL, f"<cbc:{name} ", f"</cbc:{name}>")).totals.without_vat == Decimal(
        "970.00"
    )


def test_duties_inside_the_tax_total_of_vat_are_told_apart() -> None:
    together = ("</cac:TaxTotal>\n  <cac:TaxTotal>\n    <cbc:TaxAmount", "<!-- --><cbc:Other")
    assert invoice_of(
        together, ("237.50</cbc:TaxAmount>\n    <cac", "237.50</cbc:Other>\n    <cac")
    ).totals == (invoice_of().totals)


def test_sums_that_no_field_can_hold_are_left_out() -> None:
    huge = "9" * 38
    invoice = invoice_of((">237.50</cbc:TaxAmount>", f">{huge}</cbc:TaxAmount>"), (">368.13<", f">{huge}<"))
    again = invoice_of((">368.13<", f">{huge}<"), (">0.00</cbc:Trans", ">1.00</cbc:Trans"))
    assert invoice.totals.vat == Decimal(huge)
    assert again.totals.vat_in_tax_currency is None
