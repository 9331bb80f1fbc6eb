"""Evidence in words: what each level of a link says, and why a line got its verdicts.

The level is the explanation of a score (see `scoring`); numbers are added where they tell more than a word.
"""

from decimal import Decimal
from functools import cache
from typing import Final

from schemas.matching import Evidence
from services.matcher.batch import FIELDS

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "reference": (
        "",
        "the invoice names the order",
        "the digits of the reference are those of the order number",
        "the reference differs from the order number in one digit",
        "the invoice names another order",
        "the reference of the invoice is no order of ours",
    ),
    "line": ("", "the line names the order line", "the line names another order line"),
    "article": ("", "same article", "another article"),
    "price": (
        "",
        "the price is the ordered one",
        "the price is within 2 % of the ordered one",
        "the price is within 10 % of the ordered one",
        "the price is within 30 % of the ordered one",
        "the price is far from the ordered one",
    ),
    "quantity": (
        "",
        "the quantity is all that is left to invoice",
        "the quantity is what was ordered and not yet invoiced",
        "the quantity is a part of what is left of the order",
        "the quantity is more than what is left of the order",
        "the order line is invoiced already",
    ),
    "unit": ("", "same unit", "another unit"),
    "text": (
        "",
        "the text is the same or nearly so",
        "the texts are very alike",
        "the texts are alike",
        "the texts are somewhat alike",
        "the texts differ",
    ),
    "age": (
        "",
        "ordered in the two weeks before the invoice",
        "ordered in the six weeks before the invoice",
        "ordered in the four months before the invoice",
        "ordered more than four months before the invoice",
        "ordered after the date of the invoice",
    ),
    "siblings": (
        "",
        "few other lines of the invoice are on this order",
        "some other lines of the invoice are on this order",
        "most other lines of the invoice are on this order",
        "nearly all other lines of the invoice are on this order",
    ),
}


def of_link(levels: list[int]) -> list[Evidence]:
    """What speaks for and against a link, from its levels; unknown fields are left out."""
    return [_said(field, level) for field, level in zip(FIELDS, levels, strict=True) if level]


@cache
def _said(field: str, level: int) -> Evidence:
    return Evidence(field=field, level=level, text=_WORDS[field][level])


def of_price(invoiced: Decimal, ordered: Decimal) -> Evidence:
    """A price that deviates from the order."""
    return Evidence(field="order price", level=2, text=f"{_against(invoiced, ordered)} as ordered")


def of_quantity(booked: Decimal, over: bool) -> Evidence:
    """More, or less, than what was left of the order."""
    said = "more than" if over else "only a part of"
    return Evidence(
        field="order quantity", level=2, text=f"{_short(booked)} is {said} what was left of the order"
    )


def of_contract(contract: str, item: str, agreed: Decimal | None) -> Evidence:
    """The price list row that holds."""
    at = f" at {_short(agreed)}" if agreed is not None else ""
    return Evidence(field="contract", level=1, text=f"contract {contract} has {item}{at}")


def of_contract_price(invoiced: Decimal, agreed: Decimal) -> Evidence:
    """A price above the price list."""
    return Evidence(field="contract price", level=2, text=f"{_against(invoiced, agreed)} in the price list")


def of_credit(number: str) -> Evidence:
    """A quantity given back to what an earlier invoice booked on an order."""
    return Evidence(field="credit", level=1, text=f"gives back what was invoiced on order {number}")


OFF_CONTRACT: Final = Evidence(
    field="contract", level=2, text="no price list of the seller has it on the date of the invoice"
)
NOT_ORDERED: Final = Evidence(field="order", level=2, text="no open order line agrees well enough")
FEE: Final = Evidence(field="text", level=1, text="the text is that of a fee")


def _against(invoiced: Decimal, agreed: Decimal) -> str:
    share = f" ({(invoiced - agreed) / agreed * 100:+.1f} %)" if agreed else ""
    return f"{_short(invoiced)} against {_short(agreed)}{share}"


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}" if number % 1 else f"{number:.0f}"
