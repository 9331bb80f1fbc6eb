"""Order numbers and buyer references as suppliers write them: right, missing, or damaged on the way."""

from services.demo.dice import Dice
from services.demo.municipality import Unit

MISSING, DAMAGED = 0.07, 0.12
PLACEHOLDER = "EDI REF. SAKNAS"
"""What one invoicing program writes where it has no order number."""


def as_written(dice: Dice, order: str) -> str | None:
    """The order number as the supplier gives it; None where it gives none."""
    throw = dice.share()
    if throw < MISSING:
        return None
    return _damaged(dice, order) if throw < MISSING + DAMAGED else order


def buyer_reference(dice: Dice, unit: Unit) -> str:
    """The unit's code, now and then with its name or a word before it."""
    throw = dice.share()
    if throw < 0.03:
        return f"{unit.code} {unit.name}"
    return f"Ref {unit.code}" if throw < 0.05 else unit.code


def _damaged(dice: Dice, order: str) -> str:
    place = dice.whole(4, len(order) - 2)
    swapped = order[:place] + order[place + 1] + order[place] + order[place + 2 :]
    return dice.pick(
        (
            order.removeprefix("EK"),
            f"Order {order}",
            order.lower(),
            f"{order[:4]}-{order[4:]}",
            order[:-1],
            swapped,
        )
    )
