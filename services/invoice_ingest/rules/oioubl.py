"""OIOUBL 2: structure and arithmetic. The official set has some 475 rules; this checks the document in part.

Official ids stand where their meaning is published (F-INV127, F-LIB382); what we check beside them has ids of
our own, `KONTERA-OIOUBL-n`. The model has total tax as the total with VAT less the one without, and duties as
charges; the rounding may or may not be in the total with VAT.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from schemas.invoice import AllowanceCharge, Invoice, InvoiceLine, VatBreakdown
from schemas.party import Party
from services.invoice_ingest.rules.entries import Terms, each_entry
from services.invoice_ingest.rules.facts import Facts, Named
from services.invoice_ingest.rules.rounding import rounded
from services.invoice_ingest.rules.rule import Check, Place, Rule, each, fatal, unless, warning, written

FORMAT = "oioubl-2"
INVOICE_TYPES, CREDIT_NOTE_TYPE = frozenset({"325", "380", "393"}), "381"
CATEGORIES = frozenset({"S", "Z", "AE"})
STANDARD = "S"
ZERO, ONE, HUNDRED = Decimal(), Decimal(1), Decimal(100)
LINE_SLACK = Decimal("0.02")
TAX_SLACK = Decimal(1)


def is_oioubl(invoice: Invoice) -> bool:
    """Whether the invoice came as OIOUBL 2."""
    return invoice.format == FORMAT


def _of_traders(of_seller: str, of_buyer: str, broken: Callable[[Party], bool]) -> Check:
    """A check of seller and buyer, which have a term each."""

    def check(facts: Facts) -> Iterator[Place]:
        for term, party in ((of_seller, facts.invoice.seller), (of_buyer, facts.invoice.buyer)):
            if broken(party):
                yield Place(term)

    return check


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), ZERO)


def _of(entries: Iterable[Named]) -> Decimal:
    return rounded(_sum(entry.amount for _, entry in entries))


def _agree(given: Decimal | None, expected: Decimal) -> bool:
    return given is None or rounded(given) == rounded(expected)


def _net(facts: Facts) -> Decimal:
    """The lines less allowances plus charges, as the totals say or, where they do not, as the entries do."""
    totals = facts.invoice.totals
    lines = facts.line_total if totals.lines is None else totals.lines
    allowances = _of(facts.allowances) if totals.allowances is None else totals.allowances
    charges = _of(facts.charges) if totals.charges is None else totals.charges
    return rounded(lines - allowances + charges)


def _vat(facts: Facts) -> Decimal:
    return rounded(_sum(entry.tax_amount for _, entry in facts.breakdowns))


def _to_pay(facts: Facts) -> tuple[Decimal, Decimal]:
    """What is to be paid where the rounding is in the total with VAT, and where it is not."""
    totals = facts.invoice.totals
    due = _sum((totals.with_vat,)) - _sum((totals.prepaid,))
    return rounded(due), rounded(due + _sum((totals.rounding,)))


def _is_paid_rightly(facts: Facts) -> bool:
    totals = facts.invoice.totals
    return None in (totals.payable, totals.with_vat) or rounded(totals.payable or ZERO) in _to_pay(facts)


def _total_tax(facts: Facts) -> Decimal | None:
    """The total of all taxes less the duties: what the VAT of all rates should add up to."""
    totals = facts.invoice.totals
    if totals.with_vat is None or totals.without_vat is None:
        return None
    inside = rounded(totals.payable or ZERO) == _to_pay(facts)[0]
    return totals.with_vat - totals.without_vat - (_sum((totals.rounding,)) if inside else ZERO)


def _total_tax_is_right(facts: Facts) -> bool:
    return not facts.breakdowns or _agree(_total_tax(facts), _vat(facts))


def _zero_rates(facts: Facts) -> Iterator[Place]:
    """A zero of standard rated VAT, wherever it stands."""
    for name, line in facts.lines:
        if line.vat_category == STANDARD and line.vat_rate == ZERO:
            yield Place(f"BT-152 of {name}", written(line.vat_rate))
    yield from _zero_rates_of_entries(facts)
    for name, part in facts.breakdowns:
        if part.category == STANDARD and part.rate == ZERO:
            yield Place(f"BT-119 of {name}", written(part.rate))


_zero_rates_of_entries = each_entry(
    Terms("BT-96", "BT-103", "VAT rate", "VAT rate"),
    lambda entry: entry.vat_category == STANDARD and entry.vat_rate == ZERO,
    lambda entry: entry.vat_rate,
)


def _tax(part: VatBreakdown) -> Decimal | None:
    if part.taxable_amount is None or part.rate is None:
        return None
    return rounded(part.taxable_amount * part.rate / HUNDRED)


def _is_off(part: VatBreakdown) -> bool:
    expected = _tax(part)
    if expected is None or part.tax_amount is None or part.category != STANDARD:
        return False
    return abs(part.tax_amount - expected) >= TAX_SLACK


def _line_amount(line: InvoiceLine) -> Decimal | None:
    """Quantity × price / base + charges - allowances; None where a part is missing."""
    price, base = line.price.net, line.price.base_quantity
    if line.quantity is None or price is None or base == ZERO:
        return None
    changes = [(entry.amount or ZERO) * (1 if entry.is_charge else -1) for entry in line.allowances_charges]
    return line.quantity * price / (base or ONE) + sum(changes, ZERO)


def _is_other(line: InvoiceLine) -> bool:
    expected = _line_amount(line)
    return expected is not None and abs((line.net_amount or ZERO) - expected) > LINE_SLACK


def _is_of_its_root(facts: Facts) -> bool:
    code = facts.invoice.type_code
    return code == CREDIT_NOTE_TYPE if facts.invoice.is_credit else code in INVOICE_TYPES


def _unknown(entry: AllowanceCharge | InvoiceLine) -> bool:
    return entry.vat_category is not None and entry.vat_category not in CATEGORIES


OFFICIAL = (
    fatal("F-INV127", "arithmetic", "The tax of all rates adds up to the TaxExclusiveAmount, the total tax.",
          unless("BT-110", lambda f: f.invoice.is_credit or _total_tax_is_right(f), _total_tax, _vat)),
    fatal("F-LIB382", "vat", "A standard rate is not 0.", _zero_rates),
)  # fmt: skip

PRESENCE = (
    fatal("KONTERA-OIOUBL-1", "presence", "The document has a number.",
          unless("BT-1", lambda f: bool(f.invoice.number))),
    fatal("KONTERA-OIOUBL-2", "presence", "The document has an issue date.",
          unless("BT-2", lambda f: f.invoice.issue_date is not None)),
    fatal("KONTERA-OIOUBL-3", "presence", "The document has a currency.",
          unless("BT-5", lambda f: bool(f.invoice.currency))),
    fatal("KONTERA-OIOUBL-4", "code list",
          "The type is 325, 380 or 393 for an invoice, 381 for a credit note.",
          unless("BT-3", _is_of_its_root, lambda f: f.invoice.type_code or None)),
    fatal("KONTERA-OIOUBL-5", "presence", "Seller and buyer have a name.",
          _of_traders("BT-27", "BT-44", lambda party: not party.name)),
    fatal("KONTERA-OIOUBL-6", "presence", "Seller and buyer have an endpoint.",
          _of_traders("BT-34", "BT-49", lambda party: party.endpoint is None)),
    fatal("KONTERA-OIOUBL-7", "presence", "The document has a line.",
          unless("BG-25", lambda f: bool(f.lines))),
    fatal("KONTERA-OIOUBL-8", "presence", "A line has an id.",
          each(lambda f: f.lines, "BT-126", lambda line: not line.id)),
    fatal("KONTERA-OIOUBL-9", "presence", "A line has an amount.",
          each(lambda f: f.lines, "BT-131", lambda line: line.net_amount is None)),
    fatal("KONTERA-OIOUBL-10", "presence", "A line has an item with a name.",
          each(lambda f: f.lines, "BT-153", lambda line: not line.item.name)),
    fatal("KONTERA-OIOUBL-11", "presence", "The document says what is to be paid.",
          unless("BT-115", lambda f: f.invoice.totals.payable is not None)),
)  # fmt: skip

ARITHMETIC = (
    fatal("KONTERA-OIOUBL-12", "arithmetic", "The lines add up to the line total.",
          unless("BT-106", lambda f: _agree(f.invoice.totals.lines, f.line_total),
                 lambda f: f.invoice.totals.lines, lambda f: rounded(f.line_total))),
    fatal("KONTERA-OIOUBL-13", "arithmetic", "The allowances add up to the allowance total.",
          unless("BT-107", lambda f: _agree(f.invoice.totals.allowances, _of(f.allowances)),
                 lambda f: f.invoice.totals.allowances, lambda f: _of(f.allowances))),
    fatal("KONTERA-OIOUBL-14", "arithmetic", "The charges and duties add up to the charge total.",
          unless("BT-108", lambda f: _agree(f.invoice.totals.charges, _of(f.charges)),
                 lambda f: f.invoice.totals.charges, lambda f: _of(f.charges))),
    fatal("KONTERA-OIOUBL-15", "arithmetic",
          "The total with tax is the lines less allowances plus charges plus tax.",
          unless("BT-109", lambda f: _agree(f.invoice.totals.without_vat, _net(f)),
                 lambda f: f.invoice.totals.without_vat, _net)),
    fatal("KONTERA-OIOUBL-16", "arithmetic", "The tax of all rates adds up to the tax total.",
          unless("BT-110", lambda f: not f.breakdowns or _agree(f.invoice.totals.vat, _vat(f)),
                 lambda f: f.invoice.totals.vat, _vat)),
    fatal("KONTERA-OIOUBL-17", "arithmetic", "What is to be paid is the total with tax less what is prepaid.",
          unless("BT-115", _is_paid_rightly, lambda f: f.invoice.totals.payable, lambda f: _to_pay(f)[0])),
    fatal("KONTERA-OIOUBL-18", "arithmetic",
          "The tax of all rates adds up to the TaxExclusiveAmount of a credit note too.",
          unless("BT-110", lambda f: not f.invoice.is_credit or _total_tax_is_right(f), _total_tax, _vat)),
    warning("KONTERA-OIOUBL-19", "arithmetic", "Standard rated tax is its taxable amount times its rate.",
            each(lambda f: f.breakdowns, "BT-117", _is_off, lambda part: part.tax_amount, _tax)),
    warning("KONTERA-OIOUBL-20", "arithmetic", "A line's amount is its quantity times its price.",
            each(lambda f: f.lines, "BT-131", _is_other, lambda line: line.net_amount, _line_amount)),
)  # fmt: skip

CODES = (
    fatal("KONTERA-OIOUBL-21", "code list",
          "The VAT category of a line is StandardRated, ZeroRated or ReverseCharge.",
          each(lambda f: f.lines, "BT-151", _unknown, lambda line: line.vat_category)),
    fatal("KONTERA-OIOUBL-22", "code list",
          "The VAT category of a tax is StandardRated, ZeroRated or ReverseCharge.",
          each(lambda f: f.breakdowns, "BT-118", lambda part: part.category not in CATEGORIES,
               lambda part: part.category or None)),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*OFFICIAL, *PRESENCE, *ARITHMETIC, *CODES)
