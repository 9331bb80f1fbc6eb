from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.invoice import Invoice, Totals, VatBreakdown
from services.invoice_ingest.rules import en16931_arithmetic
from services.invoice_ingest.rules.en16931_arithmetic import vat_is_near
from tests.builders import a_credit_note, a_line, an_allowance, an_invoice
from tests.rule_cases import (
    Case,
    a_full_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)


def rounded_to_pay() -> Invoice:
    totals = Totals.model_validate(
        {"lines": "100.40", "without_vat": "100.40", "vat": "25.10", "with_vat": "125.50", "prepaid": "25.00",
         "rounding": "0.50", "payable": "101.00"}
    )  # fmt: skip
    return an_invoice(lines=(a_line(net_amount="100.40"),), totals=totals)


CASES = (
    Case("BR-27", "lines.0.price.net", "-0.01", "0", a_full_invoice),
    Case("BR-28", "lines.0.price.gross", "-55", "0", a_full_invoice),
    Case("BR-29", "period.end", "2026-09-30", "2026-10-01", a_full_invoice),
    Case("BR-30", "lines.0.period.end", "2026-10-04", "2026-10-05", a_full_invoice),
    Case("BR-CO-10", "totals.lines", "105.01", "105", a_full_invoice),
    Case("BR-CO-11", "totals.allowances", None, "10.0", a_full_invoice),
    Case("BR-CO-12", "totals.charges", "5.01", "5", a_full_invoice),
    Case("BR-CO-13", "totals.without_vat", "100.01", "100", a_full_invoice),
    Case("BR-CO-14", "totals.vat", "25.01", "25", a_full_invoice),
    Case("BR-CO-15", "totals.with_vat", "125.01", "125", a_full_invoice),
    Case("BR-CO-16", "totals.payable", "100.99", "101", rounded_to_pay),
    Case("BR-CO-17", "vat.0.tax_amount", "26.00", "25.99", a_full_invoice),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, en16931_arithmetic.RULES)


def test_an_absent_total_is_not_zero() -> None:
    assert "BR-CO-11" not in broken_rules(changed(an_invoice(), "totals.allowances", "0.00"))
    assert "BR-CO-11" in broken_rules(changed(an_invoice(), "totals.allowances", "0.01"))
    assert "BR-CO-12" in broken_rules(changed(a_full_invoice(), "totals.charges", None))


def test_a_document_without_any_total_is_only_asked_for_them() -> None:
    told = broken_rules(changed(an_invoice(), "totals", {"vat": "25.00"}))
    assert {"BR-12", "BR-13", "BR-14", "BR-15"} <= told
    assert not {"BR-CO-10", "BR-CO-13", "BR-CO-16"} & told


@pytest.mark.parametrize(
    ("prepaid", "rounding", "payable"),
    [(None, None, "125.00"), ("25", None, "100.00"), (None, "-0.25", "124.75"), ("25", "-0.25", "99.75")],
)
def test_the_amount_to_pay_counts_prepaid_and_rounding(
    prepaid: str | None, rounding: str | None, payable: str
) -> None:
    totals = an_invoice().totals.model_dump() | {"prepaid": prepaid, "rounding": rounding, "payable": payable}
    assert not broken_rules(an_invoice(totals=totals))
    assert "BR-CO-16" in broken_rules(an_invoice(totals=totals | {"payable": "1.00"}))


def test_negative_documents_round_towards_plus_infinity() -> None:
    lines = tuple(
        a_line(id=str(n), net_amount="-0.0005", quantity="-1", price={"net": "0.0005"}) for n in range(5)
    )
    invoice = an_invoice(lines=lines)  # the sum is -0.0025
    assert "BR-CO-10" not in broken_rules(changed(invoice, "totals.lines", "0.00"))
    assert "BR-CO-10" in broken_rules(changed(invoice, "totals.lines", "-0.01"))


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=8), st.booleans())
def test_computed_totals_keep_every_rule(amounts: list[Decimal], credit: bool) -> None:
    lines = tuple(a_line(id=str(n), net_amount=amount) for n, amount in enumerate(amounts))
    entries = (an_allowance(amount="1.00"), an_allowance(is_charge=True, amount="2.50"))
    make = a_credit_note if credit else an_invoice
    assert not broken_rules(make(lines=lines, allowances_charges=entries))


@given(st.decimals(-(10**9), 10**9, places=2), st.integers(0, 100))
def test_a_tax_and_its_opposite_get_the_same_verdict(taxable: Decimal, rate: int) -> None:
    tax = (taxable * rate / 100).quantize(Decimal("0.01"))
    assert vat_is_near(taxable, Decimal(rate), tax)
    assert vat_is_near(-taxable, Decimal(rate), -tax)
    assert not vat_is_near(taxable, Decimal(rate), abs(tax) + Decimal("1.01"))


@pytest.mark.parametrize(
    ("rate", "tax", "told"),
    [("0.4", "0.49", False), ("0.4", "0.50", True), (None, "0", False), (None, "1", True), ("0", "0", False)],
)
def test_a_rate_that_rounds_to_nothing_asks_for_no_tax(rate: str | None, tax: str, told: bool) -> None:
    part = VatBreakdown.model_validate(
        {"taxable_amount": "100.00", "tax_amount": tax, "category": "S", "rate": rate}
    )
    assert ("BR-CO-17" in broken_rules(an_invoice(vat=(part,)))) is told


def test_a_vat_total_that_is_not_in_the_currency_of_the_invoice_is_told_once() -> None:
    told = broken_rules(changed(an_invoice(), "totals.vat", None))
    assert "BR-CO-15" in told
    assert "BR-CO-14" not in told
