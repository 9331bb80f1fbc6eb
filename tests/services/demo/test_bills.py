from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.billing import Biller
from services.demo.bills import Bill, numbered
from services.demo.municipality import world
from services.demo.ordering import orders

BILLS = Biller(world(), 3).bills(orders(world(), 3, 150), 200)


@given(st.sampled_from(BILLS))
def test_the_sums_add_up(bill: Bill) -> None:
    assert bill.line_sum == sum(line.net for line in bill.lines)
    assert bill.without_vat == bill.line_sum + (bill.freight or 0)
    assert sum(each.taxable for each in bill.vat) == bill.without_vat
    assert bill.with_vat == bill.without_vat + bill.tax
    assert bill.payable == bill.with_vat + bill.rounding


@given(st.sampled_from(BILLS))
def test_tax_is_that_of_each_rate_to_the_half_ore(bill: Bill) -> None:
    for each in bill.vat:
        assert abs(each.tax - each.taxable * each.rate / 100) <= Decimal("0.005")
        assert (each.category == "E") == (each.rate == 0)


@given(st.sampled_from(BILLS))
def test_only_whole_kronor_are_rounded_and_by_half_a_krona_at_most(bill: Bill) -> None:
    if bill.whole_kronor:
        assert bill.payable == bill.payable.to_integral_value()
        assert Decimal("-0.49") <= bill.rounding <= Decimal("0.50")
    else:
        assert bill.rounding == 0


@given(st.sampled_from(BILLS))
def test_amounts_have_two_decimals(bill: Bill) -> None:
    for value in (bill.line_sum, bill.tax, bill.with_vat, bill.payable, *(line.net for line in bill.lines)):
        assert value.as_tuple().exponent == -2


def test_lines_are_numbered_from_one() -> None:
    bill = max(BILLS, key=lambda each: len(each.lines))
    assert [line.id for line in numbered(bill.lines)] == [str(n + 1) for n in range(len(bill.lines))]


def test_a_discount_is_deducted_from_its_line() -> None:
    line = next(line for bill in BILLS for line in bill.lines if line.discount_percent)
    assert line.net == line.gross - line.discount
    assert line.discount == pytest.approx(line.gross * line.discount_percent / 100, abs=Decimal("0.005"))


def test_a_bill_that_credits_another_is_a_credit_note() -> None:
    credit_note = next(bill for bill in BILLS if bill.is_credit)
    assert credit_note.credits is not None
    number, day = credit_note.credits
    assert isinstance(day, date)
    assert number in {bill.number for bill in BILLS if bill.supplier is credit_note.supplier}
