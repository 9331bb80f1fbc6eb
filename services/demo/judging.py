"""What is true of every invoice line beside its coding: against its order, and against the price list.

The words are those of `schemas.matching.Verdict`, in the sense of what can be seen when the invoice comes in:
quantities are held against what earlier invoices left of the order line.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from schemas.matching import Verdict
from services.demo.bills import Bill, Line
from services.demo.municipality import Article, Supplier, World
from services.demo.ordering import PurchaseOrder
from services.demo.purchases import Bought

OrderedLine = tuple[str | None, str | None]


def judged(world: World, orders: Sequence[PurchaseOrder], bills: Sequence[Bill]) -> list[Bill]:
    """The bills, which stand in the order they come in, with the verdicts of their lines."""
    ordered: dict[OrderedLine, Bought] = {
        (order.number, line.id): line.bought for order in orders for line in order.lines
    }
    left = {key: bought.quantity for key, bought in ordered.items()}
    return [_judged(world, ordered, left, bill) for bill in bills]


def off_contract(world: World, supplier: Supplier, article: Article) -> str | None:
    """Why a purchase is beside the contract of its category; None where it is not, or where there is none.

    `package-size`: the contract has the same goods in a package that does not fit a small unit.
    """
    if article.is_fee or article.listed or supplier.contract is None:
        return None
    if world.framework_of(supplier) is None:
        return "other-supplier"
    return "package-size" if supplier.contract == "food" else "not-in-price-list"


def _judged(
    world: World, ordered: dict[OrderedLine, Bought], left: dict[OrderedLine, Decimal], bill: Bill
) -> Bill:
    lines = []
    for line in bill.lines:
        verdicts = [] if bill.is_credit else _against_order(line, ordered, left)
        verdicts += _against_contract(line, bill)
        lines.append(replace(line, verdicts=tuple(verdicts)))
    return replace(bill, lines=tuple(lines))


def _against_order(
    line: Line, ordered: dict[OrderedLine, Bought], left: dict[OrderedLine, Decimal]
) -> list[str]:
    """Against the order line; what is invoiced is taken from what is left of it."""
    key = line.order, line.order_line
    if key not in ordered:
        return [] if line.bought.article.is_fee else [Verdict.NOT_ORDERED]
    remaining = left[key]
    left[key] -= line.bought.quantity
    verdicts = []
    if line.bought.quantity < remaining:
        verdicts.append(Verdict.PARTIAL)
    if line.bought.quantity > remaining:
        verdicts.append(Verdict.OVER_QUANTITY)
    if line.bought.price != ordered[key].price:
        verdicts.append(Verdict.PRICE_DEVIATION)
    return [str(verdict) for verdict in verdicts]


def _against_contract(line: Line, bill: Bill) -> list[str]:
    """Against the price list: only a supplier with a contract of its own has listed articles."""
    article = line.bought.article
    if article.is_fee:
        return [str(Verdict.FEE)]
    if not article.listed:
        return [str(Verdict.OFF_CONTRACT)]
    is_dearer = line.bought.price > article.price and not bill.is_credit
    return [str(Verdict.CONTRACT_PRICE_EXCEEDED)] if is_dearer else []
