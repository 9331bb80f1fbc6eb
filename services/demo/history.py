"""Two years of coded history: what the coder learns from, with the mistakes that real ledgers have."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from services.demo.dice import Dice
from services.demo.municipality import TODAY, Supplier, Unit, World
from services.demo.purchases import Bought, basket, buyers, fee_line
from services.demo.tables import table

COLUMNS = (
    "date", "tenant", "supplier_id", "supplier", "unit", "unit_text", "account", "account_text", "amount",
    "doc_id", "text", "cost_centre", "article",
)  # fmt: skip
FIRST_DAY = date(2024, 7, 1)
PURCHASES = 2300
"""Invoices of orders and free purchases; subscriptions come on top, month by month."""
MISTAKES = 0.012
CREDITS = 0.02
FEES = 0.12
NO_TEXT = 0.04

Visit = tuple[date, Supplier, Unit]


def history(world: World, seed: int) -> tuple[bytes, int]:
    """The history as a CSV file, and how many rows it has."""
    dice = Dice(seed, "history")
    known = [supplier for supplier in world.suppliers if supplier.since <= TODAY]
    visits = [*_subscribed(world, known), *_purchases(dice, world, known)]
    visits.sort(key=lambda visit: (visit[0], visit[1].number, visit[2].code))
    rows = [
        row
        for number, visit in enumerate(visits, start=1)
        for row in _rows(dice, world, f"V{number:06d}", visit)
    ]
    return table(COLUMNS, rows, delimiter=","), len(rows)


def _subscribed(world: World, known: list[Supplier]) -> Iterator[Visit]:
    for supplier in known:
        if supplier.trade == "subscription":
            for unit in buyers(world, supplier):
                invoiced = Dice("invoiced on", supplier.key, unit.code).whole(0, 27)
                for month in range(24):
                    first = date(2024 + (6 + month) // 12, (6 + month) % 12 + 1, 1)
                    yield first + timedelta(days=invoiced), supplier, unit


def _purchases(dice: Dice, world: World, known: list[Supplier]) -> Iterator[Visit]:
    sellers = [supplier for supplier in known if supplier.trade != "subscription"]
    weights = [supplier.weight for supplier in sellers]
    units = {supplier.key: buyers(world, supplier) for supplier in sellers}
    for _ in range(PURCHASES):
        supplier = dice.weighted(sellers, weights)
        day = FIRST_DAY + timedelta(days=dice.whole(0, (TODAY - FIRST_DAY).days))
        yield day, supplier, dice.pick(units[supplier.key])


def _rows(dice: Dice, world: World, doc_id: str, visit: Visit) -> Iterator[tuple[object, ...]]:
    day, supplier, unit = visit
    lines = basket(dice, world, supplier, unit, day)
    if supplier.trade == "order" and dice.chance(FEES):
        lines += (fee_line(dice, world, supplier, unit, day),)
    sign = -1 if supplier.trade != "subscription" and dice.chance(CREDITS) else 1
    for line in lines:
        booked = _mistaken(dice, world, supplier, line, day)
        yield (
            day, world.number, supplier.number, supplier.name, unit.code, unit.name, booked.account,
            world.accounts[booked.account].name, sign * booked.amount, doc_id,
            "" if dice.chance(NO_TEXT) else booked.text, booked.cost_centre, booked.article.number,
        )  # fmt: skip


def _mistaken(dice: Dice, world: World, supplier: Supplier, line: Bought, day: date) -> Bought:
    """The line, seldom on an account that another of the supplier's articles is booked on."""
    if not dice.chance(MISTAKES):
        return line
    accounts = sorted({world.account_on(article.account, day) for article in supplier.articles})
    return replace(line, account=dice.pick(accounts))
