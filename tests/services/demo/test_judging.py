from collections import Counter, defaultdict
from decimal import Decimal

from schemas.matching import Verdict
from services.demo.billing import Biller
from services.demo.judging import judged, off_contract
from services.demo.municipality import world
from services.demo.ordering import orders

ORDERS = orders(world(), 1, 300)
BILLS = judged(world(), ORDERS, Biller(world(), 1).bills(ORDERS, 388))
LINES = [(bill, line) for bill in BILLS for line in bill.lines]
ORDERED = {(order.number, line.id): line.bought for order in ORDERS for line in order.lines}


def test_every_verdict_is_met_and_is_one_of_the_contract() -> None:
    verdicts = Counter(verdict for _, line in LINES for verdict in line.verdicts)
    assert verdicts.keys() <= set(Verdict)
    for verdict in ("partial", "over-quantity", "price-deviation", "contract-price-exceeded", "off-contract",
                    "not-ordered", "fee"):  # fmt: skip
        assert verdicts[verdict] >= 4, verdict


def test_quantities_are_held_against_what_earlier_invoices_left() -> None:
    invoiced: dict[tuple[str | None, str | None], Decimal] = defaultdict(Decimal)
    for bill, line in LINES:
        key = line.order, line.order_line
        if key in ORDERED and not bill.is_credit:
            left = ORDERED[key].quantity - invoiced[key]
            invoiced[key] += line.bought.quantity
            assert ("partial" in line.verdicts) == (line.bought.quantity < left)
            assert ("over-quantity" in line.verdicts) == (line.bought.quantity > left)


def test_the_price_is_held_against_the_order_and_the_price_list() -> None:
    for bill, line in LINES:
        key = line.order, line.order_line
        if key in ORDERED and not bill.is_credit:
            wanted = ORDERED[key]
            assert ("price-deviation" in line.verdicts) == (line.bought.price != wanted.price)
        article = line.bought.article
        is_dearer = article.listed and line.bought.price > article.price and not bill.is_credit
        assert ("contract-price-exceeded" in line.verdicts) == is_dearer


def test_a_line_is_ordered_or_a_fee_or_said_not_to_be_ordered() -> None:
    for bill, line in LINES:
        is_fee = line.bought.article.is_fee
        assert ("fee" in line.verdicts) == is_fee
        if not bill.is_credit:
            assert ("not-ordered" in line.verdicts) == (line.order is None and not is_fee)


def test_small_units_buy_small_packages_beside_the_food_contract() -> None:
    causes = Counter(off_contract(world(), bill.supplier, line.bought.article) for bill, line in LINES)
    assert causes["other-supplier"] > 20
    assert causes["package-size"] >= 4
    assert causes["not-in-price-list"] >= 4
    for bill, line in LINES:
        if off_contract(world(), bill.supplier, line.bought.article) == "package-size":
            assert bill.unit.kind in {"förskola", "gruppbostad"}


def test_a_purchase_with_a_cause_is_off_contract() -> None:
    for bill, line in LINES:
        if off_contract(world(), bill.supplier, line.bought.article):
            assert "off-contract" in line.verdicts
