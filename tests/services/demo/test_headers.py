from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.demo.bills import Line
from services.demo.dice import Dice
from services.demo.headers import FIRST_DAY, LAST_DAY, Headers
from services.demo.municipality import TODAY, world
from services.demo.purchases import basket, buyers


def headers(seed: int) -> Headers:
    return Headers(world(), Dice(seed))


@given(st.integers(0, 500), st.integers(-90, 90))
def test_every_invoice_is_of_the_weeks_after_the_history(seed: int, away: int) -> None:
    supplier = world().suppliers[seed % len(world().suppliers)]
    unit = buyers(world(), supplier)[0]
    lines = [Line("", each) for each in basket(Dice(seed), world(), supplier, unit, TODAY)]
    heads = headers(seed)
    bill = heads.bill(supplier, unit, TODAY + timedelta(days=away), lines, heads.syntax_of(supplier))
    assert FIRST_DAY <= bill.day <= LAST_DAY
    assert bill.due - bill.day == timedelta(days=30)
    assert [line.id for line in bill.lines] == [str(n + 1) for n in range(len(bill.lines))]


def test_a_suppliers_numbers_rise() -> None:
    heads, supplier = headers(1), world().suppliers[0]
    unit = buyers(world(), supplier)[0]
    line = Line("", basket(Dice(1), world(), supplier, unit, TODAY)[0])
    numbers = [int(heads.bill(supplier, unit, heads.day(), [line], "peppol").number) for _ in range(20)]
    assert numbers == sorted(set(numbers))


def test_a_supplier_with_two_programs_writes_both_syntaxes() -> None:
    heads = headers(1)
    both = next(supplier for supplier in world().suppliers if supplier.syntax == "both")
    assert {heads.syntax_of(both) for _ in range(100)} == {"peppol", "svefaktura"}


def test_a_svefaktura_with_an_attachment_has_the_swedish_envelope() -> None:
    heads = headers(2)
    supplier = next(each for each in world().suppliers if each.syntax == "svefaktura")
    unit = buyers(world(), supplier)[0]
    line = Line("", basket(Dice(1), world(), supplier, unit, TODAY)[0])
    for _ in range(200):
        bill = heads.bill(supplier, unit, TODAY, [line], "svefaktura")
        assert not bill.specified or bill.envelope in {"swedish", "both"}
        assert bill.envelope != "network"
