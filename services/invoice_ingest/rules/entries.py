"""Allowances and charges under the terms they have where they stand.

The amount is BT-92 of an allowance and BT-99 of a charge of the document, BT-136 and BT-141 on a line.
"""

from collections.abc import Callable
from typing import NamedTuple

from schemas.invoice import AllowanceCharge
from services.invoice_ingest.rules.facts import Facts, Named
from services.invoice_ingest.rules.rule import Check, each

ELEMENTS: tuple[Callable[[Facts], list[Named]], ...] = (
    lambda facts: facts.allowances,
    lambda facts: facts.charges,
    lambda facts: facts.line_allowances,
    lambda facts: facts.line_charges,
)


class Terms(NamedTuple):
    """What one datum of an entry is called in each place; None where the rule does not look."""

    allowance: str | None
    charge: str | None
    line_allowance: str | None
    line_charge: str | None


AMOUNT = Terms("BT-92", "BT-99", "BT-136", "BT-141")
BASE = Terms("BT-93", "BT-100", "BT-137", "BT-142")
PERCENTAGE = Terms("BT-94", "BT-101", "BT-138", "BT-143")
AMOUNT_ON_LINE = AMOUNT._replace(allowance=None, charge=None)


def each_entry(
    terms: Terms,
    broken: Callable[[AllowanceCharge], bool],
    value: Callable[[AllowanceCharge], object] | None = None,
    right: Callable[[AllowanceCharge], object] | None = None,
) -> Check:
    """A check of every allowance and charge that has a term: a place for each that `broken` is true of."""
    checks = [
        each(elements, term, broken, value, right)
        for elements, term in zip(ELEMENTS, terms, strict=True)
        if term is not None
    ]
    return lambda facts: [place for check in checks for place in check(facts)]
