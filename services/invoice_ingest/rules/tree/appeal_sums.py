"""Sums and taxes, reckoned once more from the elements: of every group of totals and of every breakdown.

The model has one group of totals, and takes the category of a breakdown for VAT whatever its scheme. A
document may have several totals, breakdowns in its lines or in two currencies, two categories in one, or an
indicator that tells neither an allowance nor a charge. What cannot be read counts as absent here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from itertools import islice, product

from lxml.etree import _Element

from schemas.invoice import Totals, VatBreakdown
from services.invoice_ingest.notes import MOST
from services.invoice_ingest.rules.en16931_arithmetic import (
    payable_holds,
    tax_holds,
    vat_is_near,
    without_vat,
)
from services.invoice_ingest.rules.en16931_vat import CATEGORIES, Category
from services.invoice_ingest.rules.rounding import EXACT, rounded
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.judge import text_of
from services.invoice_ingest.rules.tree.xpath import decimal, raw

Broken = tuple[str, _Element]
Key = tuple[str, Decimal | None]
"""A category and a rate; None stands for all rates of the category."""

NO_CATEGORY: Key = ("", None)
FEW = 20
"""Categories of one line that are paired with its rates: each with each would be quadratic."""
ASKS_FOR_ITS_RATE = "S"
LINES = tuple(ubl.path(f"cac:{name}Line") for name in ("Invoice", "CreditNote"))
TOTALS, SUBTOTAL = ubl.path("cac:LegalMonetaryTotal"), ubl.path("cac:TaxTotal/cac:TaxSubtotal")
VAT_GROUP = ubl.path("cac:TaxTotal")
CURRENCY, VAT_TOTAL = ubl.path("cbc:DocumentCurrencyCode"), ubl.path("cac:TaxTotal/cbc:TaxAmount")
NET, AMOUNT = ubl.path("cbc:LineExtensionAmount"), ubl.path("cbc:Amount")
TAXABLE, TAX = ubl.path("cbc:TaxableAmount"), ubl.path("cbc:TaxAmount")
OF_LINE = ubl.path("cac:Item/cac:ClassifiedTaxCategory")
WITHOUT_VAT, WITH_VAT = "cbc:TaxExclusiveAmount", "cbc:TaxInclusiveAmount"
STATED = {
    "lines": ubl.path("cbc:LineExtensionAmount"),
    "allowances": ubl.path("cbc:AllowanceTotalAmount"),
    "charges": ubl.path("cbc:ChargeTotalAmount"),
    "without_vat": ubl.path("cbc:TaxExclusiveAmount"),
    "with_vat": ubl.path("cbc:TaxInclusiveAmount"),
    "prepaid": ubl.path("cbc:PrepaidAmount"),
    "rounding": ubl.path("cbc:PayableRoundingAmount"),
    "payable": ubl.path("cbc:PayableAmount"),
}
"""Our name of a total -> its element."""
IDS = (
    *(f"BR-CO-{number}" for number in range(10, 18)),
    *(f"{category.prefix}-08" for category in CATEGORIES),
    *(f"{category.prefix}-09" for category in CATEGORIES if category.by_rate),
)


def broken_sums(root: _Element) -> dict[str, list[_Element]]:
    """The elements that break each of the rules that are reckoned here, also of those that none breaks."""
    found: dict[str, list[_Element]] = {id: [] for id in IDS}
    with localcontext(EXACT):
        for reckon in (_totals, _vat_totals, _with_vat, _taxes, _categories):
            for id, element in reckon(root):
                found[id].append(element)
    return found


def _amount(owner: _Element, path: str) -> Decimal | None:
    element = owner.find(path)
    return None if element is None else decimal(raw(element))


def _totals(root: _Element) -> Iterator[Broken]:
    nets = (decimal(raw(net)) for line in LINES for net in root.iterfind(f"{line}/{NET}"))
    lines = rounded(sum((net for net in nets if net is not None), Decimal()))
    changes = _changes(root)  # once: a hostile document has thousands of totals and of charges
    for element in islice(root.iterfind(TOTALS), MOST):  # more are not told either
        stated = {name: _amount(element, path) for name, path in STATED.items()}
        totals = Totals.model_construct(None, **stated)
        if totals.lines != lines:
            yield "BR-CO-10", element
        if totals.without_vat is None or totals.without_vat != without_vat(totals):
            yield "BR-CO-13", element
        if not payable_holds(totals):
            yield "BR-CO-16", element
        for id, name, right in changes:  # where there are none to add up, the total may be absent
            is_given = right is not None or element.find(STATED[name]) is not None
            if is_given and stated[name] != (right or Decimal()):
                yield id, element


def _changes(root: _Element) -> list[tuple[str, str, Decimal | None]]:
    """Of allowances and of charges: the rule, the name of their total, their sum if there are any."""
    entries: defaultdict[str | None, list[_Element]] = defaultdict(list)
    for entry in root.iterfind(ubl.ALLOWANCE_CHARGE):
        entries[ubl.charge_or_allowance(entry)].append(entry)
    return [
        (id, f"{kind}s", _sum(entries[kind], AMOUNT) if entries[kind] else None)
        for id, kind in (("BR-CO-11", "allowance"), ("BR-CO-12", "charge"))
    ]


def _sum(owners: list[_Element], path: str) -> Decimal:
    amounts = (_amount(owner, path) for owner in owners)
    return rounded(sum((amount for amount in amounts if amount is not None), Decimal()))


def _vat_totals(root: _Element) -> Iterator[Broken]:
    for total in root.iterfind(VAT_GROUP):
        parts = total.findall(ubl.SUBTOTAL)
        if parts and _amount(total, TAX) != _sum(parts, TAX):
            yield "BR-CO-14", total


def _with_vat(root: _Element) -> Iterator[Broken]:
    """The one VAT total in the currency of the document counts; currencies are compared as written."""
    code = root.find(CURRENCY)
    if code is None:
        return
    own = [vat for vat in root.iterfind(VAT_TOTAL) if vat.get("currencyID") == raw(code)]
    without, stated = (_amount(root, f"{TOTALS}/{ubl.path(name)}") for name in (WITHOUT_VAT, WITH_VAT))
    vat = decimal(raw(own[0])) if len(own) == 1 else None
    if vat is None or without is None or stated != rounded(without + vat):
        yield "BR-CO-15", root if not own else own[0]


def _taxes(root: _Element) -> Iterator[Broken]:
    for subtotal in root.iterfind(f".//{SUBTOTAL}"):
        rates = (category.find(ubl.PERCENT) for category in ubl.vat_categories(subtotal))
        rate = next((decimal(raw(rate)) for rate in rates if rate is not None), None)
        taxable, tax = _amount(subtotal, TAXABLE), _amount(subtotal, TAX)
        if not tax_holds(VatBreakdown.model_construct(taxable_amount=taxable, tax_amount=tax, rate=rate)):
            yield "BR-CO-17", subtotal


@dataclass(slots=True)
class _Sums:
    """What lines and document allowances and charges add up to, by category and rate."""

    lines: dict[str, dict[Key, Decimal]] = field(
        default_factory=lambda: {name: defaultdict(Decimal) for name in LINES}
    )
    """By the name of the lines; nothing where there are none."""
    entries: dict[Key, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    used: set[Key] = field(default_factory=set)
    """By any allowance or charge, those of lines and prices too."""

    def hold(self, category: Category, rate: Decimal | None, taxable: str) -> bool:
        """Whether a taxable amount, as written, is the sum of its category and rate.

        Invoice lines are asked, and else credit note lines; where an allowance or charge has the standard
        rate, it may be the sum of such alone.
        """
        key = (category.code, rate)
        return any(
            _is_sum(
                category, taxable, self.lines[name].get(key, Decimal()) + self.entries.get(key, Decimal())
            )
            for name in LINES
            if self._are_asked(category, key, self.lines[name])
        )

    def _are_asked(self, category: Category, key: Key, sums: dict[Key, Decimal]) -> bool:
        return bool(sums) if category.code != ASKS_FOR_ITS_RATE else key in sums or key in self.used


def _is_sum(category: Category, taxable: str, total: Decimal) -> bool:
    stated = decimal(taxable)
    if stated is None:
        return False
    # The rule set adds and takes 1 in binary fractions before it compares: a hair decides at exactly 1.00.
    return (
        Decimal(float(stated) - 1) < total < Decimal(float(stated) + 1)
        if category.by_rate
        else stated == total
    )


def _sums_of(root: _Element) -> _Sums:
    sums = _Sums()
    for name in LINES:
        for line in root.iterfind(name):
            for key in (NO_CATEGORY, *_keys(line.findall(OF_LINE))):
                sums.lines[name][key] += _amount(line, NET) or 0
    for entry in root.iterfind(ubl.ALLOWANCE_CHARGE):
        sign = {"charge": 1, "allowance": -1, None: 0}[ubl.charge_or_allowance(entry)]
        for key in _keys(entry.findall(ubl.TAX_CATEGORY)):
            sums.entries[key] += sign * (_amount(entry, AMOUNT) or 0)
    for entry in root.iter(ubl.ALLOWANCE_CHARGE):
        sums.used.update(_keys(entry.findall(ubl.TAX_CATEGORY)))
    return sums


def _keys(categories: list[_Element]) -> set[Key]:
    """The categories, each with every rate that is given, and with none."""
    codes = {text_of(category.find(ubl.ID)) for category in categories[:FEW]}
    rates = {decimal(raw(category.find(ubl.PERCENT))) for category in categories[:FEW]}
    return set(product(codes, {*rates, None}))


def _categories(root: _Element) -> Iterator[Broken]:
    by_code, sums = {category.code: category for category in CATEGORIES}, _sums_of(root)
    for subtotal in root.iterfind(SUBTOTAL):
        for element in ubl.vat_categories(subtotal):
            category = by_code.get(text_of(element.find(ubl.ID)))
            if category is not None:
                for number in _broken(category, element, subtotal, sums):
                    yield f"{category.prefix}-{number}", element


def _broken(category: Category, element: _Element, subtotal: _Element, sums: _Sums) -> Iterator[str]:
    taxable = raw(subtotal.find(TAXABLE))
    if not category.by_rate:
        if not sums.hold(category, None, taxable):
            yield "08"
        return
    rate = _amount(element, ubl.PERCENT)
    if rate is not None and not sums.hold(category, rate, taxable):
        yield "08"
    if not vat_is_near(decimal(taxable), rate, _amount(subtotal, TAX)):
        yield "09"
