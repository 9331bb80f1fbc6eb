from collections import Counter, defaultdict
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from services.demo.billing import Biller
from services.demo.bills import Line
from services.demo.municipality import world
from services.demo.ordering import orders

ORDERS = orders(world(), 1, 300)
BILLS = Biller(world(), 1).bills(ORDERS, 388)
LINES = [line for bill in BILLS for line in bill.lines]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 60))
def test_there_are_as_many_invoices_as_asked_for(seed: int, count: int) -> None:
    placed = orders(world(), seed, count)
    bills = Biller(world(), seed).bills(placed, count)
    assert len(bills) == count
    assert len({(bill.supplier.key, bill.number) for bill in bills}) == count


def test_invoices_come_of_orders_subscriptions_and_free_purchases() -> None:
    trades = Counter(bill.supplier.trade for bill in BILLS)
    assert min(trades["order"], trades["subscription"], trades["free"]) > 40
    assert 180 < sum(any(line.order for line in bill.lines) for bill in BILLS) < 260
    assert 15 <= sum(bill.is_credit for bill in BILLS) <= 25


def test_about_three_in_four_are_peppol() -> None:
    assert 0.68 < sum(bill.syntax == "peppol" for bill in BILLS) / len(BILLS) < 0.80


def test_no_more_than_one_over_is_invoiced_of_any_order_line() -> None:
    ordered = {(order.number, line.id): line.bought.quantity for order in ORDERS for line in order.lines}
    invoiced: dict[tuple[str | None, str | None], Decimal] = defaultdict(Decimal)
    for bill in BILLS:
        for line in bill.lines:
            if line.order and not bill.is_credit:
                invoiced[line.order, line.order_line] += line.bought.quantity
    assert all(quantity <= ordered[key] + 1 for key, quantity in invoiced.items())  # type: ignore[index]


def test_all_the_noise_of_real_invoices_is_there() -> None:
    several = [bill for bill in BILLS if len({line.order for line in bill.lines if line.order}) > 1]
    assert len(several) >= 15
    assert any(bill.freight for bill in BILLS)
    assert any(line.bought.article.is_fee for line in LINES)
    assert any(line.base_quantity > 1 for line in LINES)
    assert any(line.discount_percent for line in LINES)


def test_references_are_right_missing_or_damaged() -> None:
    written: Counter[str] = Counter()
    for bill in BILLS:
        for line in bill.lines:
            if line.order:
                given_number = line.ref_order or bill.order_ref
                written[
                    "missing" if not given_number else "right" if given_number == line.order else "other"
                ] += 1
    total = written.total()
    assert written["right"] / total > 0.6
    assert written["missing"] / total > 0.03
    assert written["other"] / total > 0.05


def test_a_peppol_invoice_has_a_reference_of_some_kind() -> None:
    for bill in BILLS:
        if bill.syntax == "peppol":
            assert bill.reference or bill.order_ref


def test_a_spare_invoice_is_bare() -> None:
    for syntax in ("peppol", "svefaktura"):
        spare = Biller(world(), 5).spare(syntax)
        assert (spare.syntax, spare.envelope, spare.latin_1, spare.specified) == (
            syntax,
            "none",
            False,
            False,
        )


def test_a_line_without_order_refers_to_none() -> None:
    free: list[Line] = [line for line in LINES if line.order is None]
    assert free
    assert all(line.order_line is None and line.ref_order_line is None for line in free)
