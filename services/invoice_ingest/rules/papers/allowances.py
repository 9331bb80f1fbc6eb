"""Allowances and charges of orders, order changes and agreements: percentage, base, reason, price discount.

Of an allowance that has a percentage or a base without the other, only that is told: as in the rule sets.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from lxml.etree import _Element

from services.invoice_ingest.rules.papers.asking import amount, listed, number_of
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Look, Row
from services.invoice_ingest.rules.tree.judge import Judge

Asked = Literal["base", "percentage", "amount", "reason", "not negative", "discount"]

SLACK, HUNDRED = Decimal("0.02"), Decimal(100)
AMOUNT, BASE, FACTOR, REASON, REASON_CODE, PRICE_AMOUNT = (
    ubl.path(f"cbc:{name}")
    for name in (
        *("Amount", "BaseAmount", "MultiplierFactorNumeric"),
        *("AllowanceChargeReason", "AllowanceChargeReasonCode", "PriceAmount"),
    )
)


def rows(ids: Mapping[Asked, str], paths: tuple[str, ...]) -> Iterator[Row]:
    """The rules on the allowances and charges at these paths, under the ids of a transaction."""
    for path in paths:
        yield Row(path, _allowance(ids))


def reason_rows(allowance: str, charge: str) -> tuple[Row, ...]:
    """The rules on reason codes, wherever an allowance or charge has them."""
    looks = {"false": listed(allowance, "allowance_reasons"), "true": listed(charge, "charge_reasons")}

    def look(element: _Element, judge: Judge) -> None:
        kinds = {indicator.text for indicator in element.iterfind(ubl.INDICATOR)}
        for code in element.iterfind(REASON_CODE):
            for kind, listed_in in looks.items():
                if kind in kinds:
                    listed_in(code, judge)
                    break

    return (Row("//cac:AllowanceCharge", look),)


def discount(without_base: str | None, id: str) -> Look:
    """Net price is gross price less discount, in the discount of a price; a half one is another rule's."""

    def look(element: _Element, judge: Judge) -> None:
        if without_base and _has(element, FACTOR) and not _has(element, BASE):
            judge.broken(without_base, element)
        elif _has(element, BASE) and not _is_net(element):
            judge.broken(id, element)

    return look


def _is_net(element: _Element) -> bool:
    price = element.getparent()
    net = None if price is None else number_of(price.find(PRICE_AMOUNT))
    gross, less = number_of(element.find(BASE)), number_of(element.find(AMOUNT))
    return None not in (net, gross, less) and net == (gross or 0) - (less or 0)


def _allowance(ids: Mapping[Asked, str]) -> Look:
    def look(element: _Element, judge: Judge) -> None:
        has_base, has_factor = _has(element, BASE), _has(element, FACTOR)
        if has_base is not has_factor:
            judge.broken(ids["base"] if has_factor else ids["percentage"], element, "")
            return
        if has_base and not _is_its_percentage(element):
            right = amount(element, BASE) * amount(element, FACTOR) / HUNDRED
            judge.broken(ids["amount"], element, f"{amount(element, AMOUNT):f}", f"{right:f}")
        if not _has(element, REASON) and not _has(element, REASON_CODE):
            judge.broken(ids["reason"], element, "")
        number = number_of(element.find(AMOUNT))
        if number is None or number < 0:
            judge.broken(ids["not negative"], element, "" if number is None else f"{number:f}")

    return look


def _is_its_percentage(element: _Element) -> bool:
    right = amount(element, BASE) * amount(element, FACTOR) / HUNDRED
    return abs(amount(element, AMOUNT) - right) <= SLACK


def _has(element: _Element, path: str) -> bool:
    return element.find(path) is not None
