"""Rules of the Peppol order (T01). Its numbers hold for the order change (T114) where `CHANGES` says so."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from schemas.invoice import AllowanceCharge, Price, Totals
from schemas.order import Order, OrderLine
from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.paper_rule import PaperRule, at, fatal, is_named, repeated, warning
from services.invoice_ingest.rules.rounding import decimals_of, rounded
from services.invoice_ingest.rules.rule import Place

SLACK = Decimal("0.02")
ZERO = Decimal()
TOTAL = "AnticipatedMonetaryTotal"
PROFILES = frozenset(
    {f"urn:fdc:peppol.eu:poacc:bis:{name}:3" for name in ("order_only", "ordering", "advanced_ordering")}
)

Check = Callable[[Order], Iterable[Place]]
OnLine = Callable[[OrderLine], Iterable[Place]]
OnTotals = Callable[[Order, Totals], Iterable[Place]]
OnAllowance = Callable[[AllowanceCharge], Iterable[Place]]


def _lines(check: OnLine) -> Check:
    """Ask every line."""

    def ask(order: Order) -> Iterator[Place]:
        for number, line in enumerate(order.lines, 1):
            yield from _below(f"OrderLine[{number}]/LineItem", check(line))

    return ask


def _totals(check: OnTotals) -> Check:
    """Ask the totals, if there are any: an order need not have them."""
    return lambda order: check(order, order.totals) if order.totals is not None else ()


def _allowances(check: OnAllowance) -> Check:
    """Ask every allowance and charge, of the document and of its lines."""

    def ask(order: Order) -> Iterator[Place]:
        for number, one in enumerate(order.allowances_charges, 1):
            yield from _below(f"AllowanceCharge[{number}]", check(one))
        for place, line in enumerate(order.lines, 1):
            for number, one in enumerate(line.allowances_charges, 1):
                yield from _below(f"OrderLine[{place}]/LineItem/AllowanceCharge[{number}]", check(one))

    return ask


def _below(path: str, places: Iterable[Place]) -> Iterator[Place]:
    return (place._replace(term=f"{path}/{place.term}") for place in places)


def _negative(term: str, amount: Decimal | None) -> Sequence[Place]:
    return [at(term, amount)] if amount is not None and amount < 0 else []


def _no_amount(term: str, amount: Decimal | None) -> Sequence[Place]:
    """Negative, or not there at all."""
    return [at(term)] if amount is None else _negative(term, amount)


def _differs(term: str, found: Decimal | None, right: Decimal) -> Sequence[Place]:
    return [at(term, found, right)] if found is not None and found != right else []


def _line_sum(order: Order, totals: Totals) -> Iterable[Place]:
    term = f"{TOTAL}/LineExtensionAmount"
    total = rounded(sum((line.net_amount or ZERO for line in order.lines), ZERO))
    return [at(term)] if totals.lines is None else _differs(term, totals.lines, total)


def _adjusted(entries: Sequence[AllowanceCharge], charge: bool) -> Decimal:
    return rounded(sum((one.amount or ZERO for one in entries if one.is_charge is charge), ZERO))


def _without_vat(totals: Totals) -> Decimal | None:
    """What the total without VAT must be; None where there is no sum of lines."""
    if totals.lines is None:
        return None
    return totals.lines - (totals.allowances or ZERO) + (totals.charges or ZERO)


def _tax_exclusive(order: Order, totals: Totals) -> Iterable[Place]:
    right = _without_vat(totals)
    if right is None:
        return [at(f"{TOTAL}/LineExtensionAmount")]
    return _differs(f"{TOTAL}/TaxExclusiveAmount", totals.without_vat, right)


def _payable(order: Order, totals: Totals) -> Iterable[Place]:
    if totals.with_vat is None:
        return ()
    term, right = (
        f"{TOTAL}/PayableAmount",
        totals.with_vat - (totals.prepaid or ZERO) + (totals.rounding or ZERO),
    )
    return [at(term)] if totals.payable is None else _differs(term, totals.payable, right)


def _tax_inclusive(order: Order, totals: Totals) -> Iterable[Place]:
    without = _without_vat(totals) if totals.without_vat is None else totals.without_vat
    if without is None or totals.vat is None:
        return ()
    return _differs(f"{TOTAL}/TaxInclusiveAmount", totals.with_vat, without + totals.vat)


def _line_amount(line: OrderLine) -> Iterable[Place]:
    """R024: a missing quantity counts as 1, a missing or zero base quantity as 1, a missing price as 0."""
    if line.net_amount is None:
        return ()
    quantity = Decimal(1) if line.quantity is None else line.quantity
    gross = quantity * (line.price.net or ZERO) / (line.price.base_quantity or Decimal(1))
    entries = line.allowances_charges
    right = gross + _adjusted(entries, charge=True) - _adjusted(entries, charge=False)
    return (
        [] if abs(line.net_amount - right) <= SLACK else [at("LineExtensionAmount", line.net_amount, right)]
    )


def _price_discount(line: OrderLine) -> Iterable[Place]:
    price = line.price
    if price.net is None or price.gross is None or price.discount is None:
        return ()
    return _differs("Price/PriceAmount", price.net, price.gross - price.discount)


def _base_quantity(line: OrderLine) -> Iterable[Place]:
    quantity = line.price.base_quantity
    return [at("Price/BaseQuantity", quantity)] if quantity is not None and quantity <= 0 else []


def _vat_rate(line: OrderLine) -> Iterable[Place]:
    if line.vat_category in (None, "O") or line.vat_rate is not None:
        return ()
    return [at("Item/ClassifiedTaxCategory/Percent")]


def _standard_rate(line: OrderLine) -> Iterable[Place]:
    if line.vat_category != "S" or line.vat_rate is None or line.vat_rate > 0:
        return ()
    return [at("Item/ClassifiedTaxCategory/Percent", line.vat_rate)]


def _percentage_of(one: AllowanceCharge) -> Iterable[Place]:
    if one.percentage is None or one.base_amount is None:
        return ()
    right = one.base_amount * one.percentage / 100
    return [] if abs((one.amount or ZERO) - right) <= SLACK else [at("Amount", one.amount, right)]


def _is_half(one: AllowanceCharge) -> bool:
    """Whether it has a percentage without base or a base without percentage: then nothing else is asked."""
    return (one.percentage is None) != (one.base_amount is None)


def _net_price(line: OrderLine) -> Iterable[Place]:
    """A price that is told has an amount."""
    return () if line.price == Price() else _no_amount("Price/PriceAmount", line.price.net)


def _decimals(order: Order) -> Iterator[Place]:
    totals = order.totals.model_dump(exclude_none=True) if order.totals is not None else {}
    yield from (at(TOTAL, amount) for amount in totals.values() if decimals_of(amount) > 2)
    for number, line in enumerate(order.lines, 1):
        if line.net_amount is not None and decimals_of(line.net_amount) > 2:
            yield at(f"OrderLine[{number}]/LineItem/LineExtensionAmount", line.net_amount)


def _originator(order: Order) -> Iterable[Place]:
    unnamed = order.originator is not None and not is_named(order.originator)
    return [at("OriginatorCustomerParty/Party")] if unnamed else []


def _profile(order: Order) -> Iterable[Place]:
    known = order.profile_id is None or order.profile_id in PROFILES
    return [] if known else [at("ProfileID", order.profile_id)]


def _is_unknown(charge: bool, reasons: str) -> OnAllowance:
    """A reason code that does not stand in the list of this name."""

    def ask(one: AllowanceCharge) -> Iterable[Place]:
        if one.is_charge is not charge or one.reason_code is None or one.reason_code in codes(reasons):
            return ()
        return [at("AllowanceChargeReasonCode", one.reason_code)]

    return ask


RULES: tuple[PaperRule[Order], ...] = (
    fatal("PEPPOL-T01-CL001", "the reason code of an allowance stands in the list UNCL 5189",
          _allowances(_is_unknown(charge=False, reasons="allowance_reasons"))),
    fatal("PEPPOL-T01-CL002", "the reason code of a charge stands in the list UNCL 7161",
          _allowances(_is_unknown(charge=True, reasons="charge_reasons"))),
    fatal("PEPPOL-T01-R001", "each line has an id that no other line has",
          lambda order: repeated(order.lines, "OrderLine")),
    warning("PEPPOL-T01-R002", "the last day of validity should be told",
            lambda order: [at("ValidityPeriod/EndDate")] if order.valid_to is None else []),
    fatal("PEPPOL-T01-R004", "an ordered quantity is there and not negative",
          _lines(lambda line: _no_amount("Quantity", line.quantity))),
    fatal("PEPPOL-T01-R005", "a net price is not negative", _lines(_net_price)),
    fatal("PEPPOL-T01-R006", "the amount to pay is not negative",
          _totals(lambda order, totals: _no_amount(f"{TOTAL}/PayableAmount", totals.payable))),
    fatal("PEPPOL-T01-R007", "the sum of the lines is not negative",
          _totals(lambda order, totals: _no_amount(f"{TOTAL}/LineExtensionAmount", totals.lines))),
    fatal("PEPPOL-T01-R008", "the sum of the lines is that of the line amounts", _totals(_line_sum)),
    fatal("PEPPOL-T01-R009", "the sum of allowances is that of the document's allowances",
          _totals(lambda order, totals: _differs(
              f"{TOTAL}/AllowanceTotalAmount", totals.allowances,
              _adjusted(order.allowances_charges, charge=False)))),
    fatal("PEPPOL-T01-R010", "the sum of charges is that of the document's charges",
          _totals(lambda order, totals: _differs(
              f"{TOTAL}/ChargeTotalAmount", totals.charges,
              _adjusted(order.allowances_charges, charge=True)))),
    fatal("PEPPOL-T01-R011", "the total without VAT is lines less allowances plus charges",
          _totals(_tax_exclusive)),
    warning("PEPPOL-T01-R013", "each line should have an ordered quantity",
            _lines(lambda line: [at("Quantity")] if line.quantity is None else [])),
    fatal("PEPPOL-T01-R014", "the originator has a name or an identifier", _originator),
    fatal("PEPPOL-T01-R016", "the amount to pay is the total with VAT less what is paid plus rounding",
          _totals(_payable)),
    fatal("PEPPOL-T01-R017", "the total with VAT is the total without plus VAT", _totals(_tax_inclusive)),
    fatal("PEPPOL-T01-R019", "a net price is the gross price less the discount", _lines(_price_discount)),
    fatal("PEPPOL-T01-R020", "an allowance or charge with a percentage has a base amount",
          _allowances(lambda one: [at("BaseAmount")]
                      if one.percentage is not None and one.base_amount is None else [])),
    fatal("PEPPOL-T01-R021", "an allowance or charge with a base amount has a percentage",
          _allowances(lambda one: [at("MultiplierFactorNumeric")]
                      if one.percentage is None and one.base_amount is not None else [])),
    fatal("PEPPOL-T01-R022", "an allowance or charge is its percentage of its base amount",
          _allowances(_percentage_of)),
    fatal("PEPPOL-T01-R023", "an allowance or charge has a reason or a reason code",
          _allowances(lambda one: [at("AllowanceChargeReason")]
                      if one.reason is None and one.reason_code is None and not _is_half(one) else [])),
    fatal("PEPPOL-T01-R024", "a line amount is quantity times price plus charges less allowances",
          _lines(_line_amount)),
    fatal("PEPPOL-T01-R025", "a base quantity is greater than zero", _lines(_base_quantity)),
    fatal("PEPPOL-T01-R027", "a gross price is not negative",
          _lines(lambda line: _negative("Price/AllowanceCharge/BaseAmount", line.price.gross))),
    fatal("PEPPOL-T01-R028", "an amount has two decimals at most", _decimals),
    fatal("PEPPOL-T01-R029", "a VAT category has a rate, unless it is O", _lines(_vat_rate)),
    fatal("PEPPOL-T01-R030", "the rate of VAT category S is greater than zero", _lines(_standard_rate)),
    fatal("PEPPOL-T01-R031", "the profile is one of ordering", _profile),
    fatal("PEPPOL-T01-R032", "an allowance or charge is not negative",
          _allowances(lambda one: [] if _is_half(one) else _no_amount("Amount", one.amount))),
)  # fmt: skip
CHANGES = frozenset(
    {
        *("CL001", "CL002", "R001", "R002", "R004", "R008", "R010", "R011"),
        *("R014", "R017", "R019", "R021", "R029", "R030", "R032"),
    }
)
"""Numbers of T01 that mean the same in T114."""
AGREEMENT = {
    **{"CL001": "CL001", "CL002": "CL002", "R005": "R001", "R006": "R005", "R007": "R006", "R008": "R007"},
    **{"R010": "R008", "R009": "R009", "R011": "R010", "R017": "R011", "R016": "R012", "R027": "R022"},
}
"""Number in T01 -> number in T110, where both forbid the same."""


def _number(rule: PaperRule[Order]) -> str:
    return rule.id.rpartition("-")[2]


def _legal(check: Check) -> Check:
    """The same check of an agreement, whose totals stand under another name and may be left out."""
    return lambda order: (
        place._replace(term=place.term.replace(TOTAL, "LegalMonetaryTotal"))
        for place in check(order)
        if place.value is not None
    )


CHANGE_RULES = tuple(
    replace(rule, id=f"PEPPOL-T114-{_number(rule)}") for rule in RULES if _number(rule) in CHANGES
)
AGREEMENT_RULES = tuple(
    replace(rule, id=f"PEPPOL-T110-{AGREEMENT[_number(rule)]}", check=_legal(rule.check))
    for rule in RULES
    if _number(rule) in AGREEMENT
)
