"""The purchase orders of the last weeks: what was ordered, and for a part of them how it is to be booked."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.demo.dice import Dice
from services.demo.municipality import Supplier, Unit, World
from services.demo.purchases import Bought, basket, buyers

FIRST_DAY = date(2026, 6, 8)
DAYS = 45
CODED = 0.6
"""Share of the orders that say the account; the rest say the cost centre only."""
OWN_WILL = 0.05
"""Share of coded lines where the buyer meant another account than the habit."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line; `bought.account` is what the order says where the order is coded."""

    id: str
    bought: Bought


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    """An order of one unit to one supplier."""

    number: str
    day: date
    supplier: Supplier
    unit: Unit
    lines: tuple[OrderLine, ...]
    is_coded: bool
    contract: str | None


def orders(world: World, seed: int, count: int) -> tuple[PurchaseOrder, ...]:
    """`count` orders, the oldest first."""
    dice = Dice(seed, "orders")
    days = sorted(FIRST_DAY + timedelta(days=dice.whole(0, DAYS - 1)) for _ in range(count))
    return tuple(_order(dice, world, place, day) for place, day in enumerate(days, start=1))


def _order(dice: Dice, world: World, place: int, day: date) -> PurchaseOrder:
    sellers = [supplier for supplier in world.suppliers if supplier.trade == "order"]
    supplier = dice.weighted(sellers, [seller.weight for seller in sellers])
    unit = dice.pick(buyers(world, supplier))
    is_coded = dice.chance(CODED)
    lines = [_as_ordered(each) for each in basket(dice, world, supplier, unit, day)]
    if is_coded:
        lines = [_willed(dice, supplier, bought) for bought in lines]
    framework = world.framework_of(supplier)
    return PurchaseOrder(
        number=f"EK26{place + 4100:05d}",
        day=day,
        supplier=supplier,
        unit=unit,
        lines=tuple(OrderLine(str(number * 10), each) for number, each in enumerate(lines, start=1)),
        is_coded=is_coded,
        contract=framework.number if framework else None,
    )


def _as_ordered(bought: Bought) -> Bought:
    """In the words of the catalogue: the supplier's other wordings come with the invoice."""
    return replace(bought, text=bought.article.name)


def _willed(dice: Dice, supplier: Supplier, bought: Bought) -> Bought:
    if not dice.chance(OWN_WILL):
        return bought
    others = sorted({article.account for article in supplier.articles} - {bought.account})
    return replace(bought, account=dice.pick(others)) if others else bought
