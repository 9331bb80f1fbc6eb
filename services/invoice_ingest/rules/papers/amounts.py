"""Amounts of orders, order changes and agreements: one currency, two decimals, and totals that add up."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from lxml.etree import _Element

from services.invoice_ingest.rules.papers.asking import ZERO, amount, number_of
from services.invoice_ingest.rules.rounding import rounded
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.automaton import Look, Row
from services.invoice_ingest.rules.tree.judge import Judge, text_of

TOTALS = (
    *("TaxExclusiveAmount", "TaxInclusiveAmount", "AllowanceTotalAmount", "ChargeTotalAmount"),
    *("PrepaidAmount", "PayableRoundingAmount", "PayableAmount", "PayableAlternativeAmount"),
)
PRICE, ALLOWANCE_CHARGE = ubl.path("cac:Price"), ubl.path("cac:AllowanceCharge")
LINES, EXCLUSIVE, INCLUSIVE, ALLOWANCES, CHARGES, PREPAID, ROUNDING, PAYABLE = (
    ubl.path(f"cbc:{name}") for name in ("LineExtensionAmount", *TOTALS[:-1])
)
LINE_AMOUNT = ubl.path("cac:OrderLine/cac:LineItem/cbc:LineExtensionAmount")
TAX_TOTAL, TAX_AMOUNT = ubl.path("cac:TaxTotal"), ubl.path("cac:TaxTotal/cbc:TaxAmount")
AMOUNT, DECIMALS = ubl.path("cbc:Amount"), 2
ENOUGH = 20
"""Totals of one document that are judged: a lawful document has one, and each asks all the lines."""

Sum = Literal["payable", "lines", "sum of lines", "allowances", "charges", "without tax", "due", "with tax"]


def rows(currency: str, decimals: str, names: Iterable[str], totals: str) -> Iterator[Row]:
    """The rules that each amount is in the document's currency and, unless a price's, has two decimals."""

    def look(element: _Element, judge: Judge) -> None:
        code = element.get("currencyID")
        if code is not None and code != judge.currency:
            judge.broken(currency, element, code, judge.currency)
        if len((element.text or "").partition(".")[2]) > DECIMALS and not _is_of_price(element):
            judge.broken(decimals, element)

    yield from (Row(f"//cbc:{name}", look) for name in names)
    yield from (Row(f"//{totals}/cbc:{name}", look) for name in TOTALS)


def _is_of_price(element: _Element) -> bool:
    return element.tag == PRICE or any(above.tag == PRICE for above in element.iterancestors())


def in_currency(id: str) -> Look:
    """Breaks the rule where an amount is not in the document's currency, or names none."""

    def look(element: _Element, judge: Judge) -> None:
        code = element.get("currencyID")
        if code is None or code != judge.currency:
            judge.broken(id, element, code or "", judge.currency)

    return look


class Totals(NamedTuple):
    """The totals of an order, and what they should be; None where an amount is not there."""

    payable: Decimal | None
    lines: Decimal | None
    without_tax: Decimal | None
    with_tax: Decimal | None
    allowances: Decimal
    charges: Decimal
    prepaid: Decimal
    rounding: Decimal

    @property
    def net(self) -> Decimal | None:
        """Lines less allowances plus charges."""
        return None if self.lines is None else self.lines - self.allowances + self.charges


def sum_of(root: _Element, is_charge: bool, trimmed: bool = True) -> Decimal:
    """All allowances or all charges of a document, to two decimals, by their indicators."""
    wanted, total = "true" if is_charge else "false", ZERO
    for entry in root.iterfind(ALLOWANCE_CHARGE):
        told = (text_of(one) if trimmed else one.text for one in entry.iterfind(ubl.INDICATOR))
        if wanted in told:
            total += sum((number_of(one) or ZERO for one in entry.iterfind(AMOUNT)), ZERO)
    return rounded(total)


def sum_of_lines(root: _Element) -> Decimal:
    """All line amounts, to two decimals."""
    return rounded(sum((number_of(one) or ZERO for one in root.iterfind(LINE_AMOUNT)), ZERO))


def expected_total(ids: Mapping[Sum, str]) -> Look:
    """The rules on the expected totals of an order or order change."""

    def look(element: _Element, judge: Judge) -> None:
        if judge.count("totals") > ENOUGH:
            return
        totals = _totals(element)
        told: tuple[tuple[Sum, Decimal | None], ...] = (("payable", totals.payable), ("lines", totals.lines))
        for key, value in told:
            if value is None or value < 0:
                judge.broken(ids[key], element, _written(value))
        for key, found, right in _sums(totals, judge.root):
            if found is None or right is None or found != right:
                judge.broken(ids[key], element, _written(found), None if right is None else f"{right:f}")

    return look


def _totals(element: _Element) -> Totals:
    lines = number_of(element.find(LINES))
    allowances, charges = amount(element, ALLOWANCES), amount(element, CHARGES)
    without = element.find(EXCLUSIVE)
    net = None if lines is None else lines - allowances + charges
    return Totals(
        payable=number_of(element.find(PAYABLE)),
        lines=lines,
        without_tax=net if without is None else number_of(without),
        with_tax=number_of(element.find(INCLUSIVE)),
        allowances=allowances,
        charges=charges,
        prepaid=amount(element, PREPAID),
        rounding=amount(element, ROUNDING),
    )


def _sums(totals: Totals, root: _Element) -> Iterator[tuple[Sum, Decimal | None, Decimal | None]]:
    """Each total with what it should be. A total with tax that is zero counts as not told."""
    yield "sum of lines", totals.lines, sum_of_lines(root)
    yield "allowances", totals.allowances, sum_of(root, is_charge=False)
    yield "charges", totals.charges, sum_of(root, is_charge=True)
    yield "without tax", totals.without_tax, totals.net
    if totals.with_tax:
        yield "due", totals.payable, totals.with_tax - totals.prepaid + totals.rounding
        if root.find(TAX_TOTAL) is not None:
            without, tax = totals.without_tax, amount(root, TAX_AMOUNT)
            yield "with tax", totals.with_tax, None if without is None else without + tax


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
