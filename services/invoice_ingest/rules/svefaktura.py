"""Svefaktura 1.0: the fatal rules of SFTI's rule set (R-n) that the model can express.

The amounts may be up to half a krona off, since totals may be rounded to whole kronor. An invoice and a
credit note both carry positive amounts. What looks at elements rather than values (the line count, repeated
totals, exchange rates, scheme ids, interest, indicators, the currency of each amount) is judged on the tree:
`rules.tree.svefaktura`.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from schemas.invoice import Account, AllowanceCharge, Invoice, InvoiceLine, Totals, VatBreakdown
from schemas.party import Party
from services.invoice_ingest.rules.entries import AMOUNT_ON_LINE, each_entry
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.rounding import rounded
from services.invoice_ingest.rules.rule import Check, Place, Rule, each, fatal, unless, written

FORMAT = "svefaktura-1.0"
HALF, HUNDRED, ZERO = Decimal("0.5"), Decimal(100), Decimal()
TYPES = frozenset({"380", "381"})
NO_ACCOUNT_BIC = "SNDOSESS"


def is_svefaktura(invoice: Invoice) -> bool:
    """Whether the invoice came as Svefaktura 1.0."""
    return invoice.format == FORMAT


def total_of_parts(facts: Facts, tax: Decimal | None = None, round_off: Decimal | None = None) -> Decimal:
    """The lines plus charges minus allowances, plus tax and round-off where given."""
    charges = sum((e.amount or ZERO for _, e in facts.charges), ZERO)
    allowances = sum((e.amount or ZERO for _, e in facts.allowances), ZERO)
    return facts.line_total + charges - allowances + (tax or ZERO) + (round_off or ZERO)


def line_amount(line: InvoiceLine) -> Decimal | None:
    """Quantity × price / base ∓ allowance; None where a part is missing, for nothing is computed from it."""
    price, base = line.price.net, line.price.base_quantity
    if line.quantity is None or price is None or base == 0:
        return None
    amount = price * line.quantity / (Decimal(1) if base is None else base)
    change = _change(line)
    if change is None or change.amount is None:
        return amount
    return amount + (change.amount if change.is_charge else -change.amount)


def _change(line: InvoiceLine) -> AllowanceCharge | None:
    """The line's allowance or charge; the format has one at most."""
    return line.allowances_charges[0] if line.allowances_charges else None


def _is_variant(line: InvoiceLine, is_charge: bool | None, has_base: bool) -> bool:
    if line.price.net is None or (line.price.base_quantity is not None) is not has_base:
        return False
    change = _change(line)
    if change is None or change.amount is None:
        return is_charge is None
    return change.is_charge is is_charge


def _line_amount(number: str, is_charge: bool | None, has_base: bool) -> Rule:
    change = {None: "", True: " plus the charge", False: " minus the allowance"}[is_charge]
    base = " / base quantity" if has_base else ""

    def broken(line: InvoiceLine) -> bool:
        if not _is_variant(line, is_charge, has_base):
            return False
        amount = line_amount(line)
        return amount is None or line.net_amount is None or abs(amount - line.net_amount) >= HALF

    text = f"A line is quantity × price{base}{change}, less than 0.50 off."
    lines = each(lambda f: f.lines, "BT-131", broken, lambda x: x.net_amount, _rounded_line_amount)
    return fatal(number, "arithmetic", text, lines)


def _rounded_line_amount(line: InvoiceLine) -> Decimal | None:
    amount = line_amount(line)
    return None if amount is None else rounded(amount)


def _near(term: str, stated: Callable[[Totals], Decimal | None], parts: Callable[[Facts], Decimal]) -> Check:
    # The rule set allows 0.50, but reckons in binary fractions: at 0.50 sharp a second hearing decides.
    def holds(facts: Facts) -> bool:
        total = stated(facts.invoice.totals)
        return total is None or abs(total - parts(facts)) < HALF

    return unless(term, holds, lambda facts: stated(facts.invoice.totals), parts)


def _tax_is_wrong(entry: VatBreakdown) -> bool:
    if entry.taxable_amount is None or entry.rate is None or entry.tax_amount is None:
        return True
    return abs(entry.taxable_amount * entry.rate / HUNDRED - entry.tax_amount) >= HALF


def _breakdowns_in_currency(facts: Facts) -> list[tuple[str, VatBreakdown]]:
    invoice = facts.invoice
    return facts.breakdowns if invoice.tax_currency in (None, invoice.currency) else []


def _taxable_adds_up(facts: Facts) -> bool:
    amounts = [b.taxable_amount for _, b in facts.breakdowns if b.taxable_amount is not None]
    stated = facts.invoice.totals.without_vat
    return stated is None or not amounts or abs(stated - sum(amounts, ZERO)) < HALF


def _rates_in_breakdown(facts: Facts) -> set[Decimal | None]:
    return {b.rate for _, b in facts.breakdowns if b.category == "S"} - {None}


def _lines_in_breakdown(facts: Facts) -> Iterator[Place]:
    rates = _rates_in_breakdown(facts)
    for name, line in facts.lines:
        if line.vat_category == "S" and line.vat_rate not in rates:
            yield Place(f"BT-152 of {name}", written(line.vat_rate))


def _entries_in_breakdown(facts: Facts) -> Iterator[Place]:
    rates = _rates_in_breakdown(facts)
    for name, entry in (*facts.allowances, *facts.charges):
        if entry.vat_category == "S" and entry.vat_rate not in rates:
            yield Place(f"VAT rate of {name}", written(entry.vat_rate))


def _exempt_in_breakdown(facts: Facts) -> bool:
    return not facts.is_used("E") or "E" in facts.categories


def _taxed_exemption(category: str | None, rate: Decimal | None) -> bool:
    return category == "E" and rate is not None and not rate.is_zero()


def _is_registered(party: Party) -> bool:
    given = (party.legal_id, party.vat_id, party.tax_registration, party.legal_form, party.trading_name)
    return any(value is not None for value in given)


def _accounts(facts: Facts) -> list[tuple[str, Account]]:
    return [("", account) for payment in facts.invoice.payments for account in payment.accounts]


SUMS = (
    _line_amount("R-11", False, True),
    _line_amount("R-12", True, True),
    _line_amount("R-13", False, False),
    _line_amount("R-14", True, False),
    _line_amount("R-15", None, True),
    _line_amount("R-20", None, False),
    fatal("R-69", "arithmetic", "The line total is the sum of the lines, 0.50 off at most.",
          _near("BT-106", lambda t: t.lines, lambda f: f.line_total)),
    fatal("R-70", "arithmetic",
          "The total without tax is lines plus charges minus allowances, 0.50 off at most.",
          _near("BT-109", lambda t: t.without_vat, total_of_parts)),
    fatal("R-71", "arithmetic",
          "The total with tax is the total of the parts, tax and round-off, 0.50 off at most.",
          _near("BT-112", lambda t: t.with_vat,
                lambda f: total_of_parts(f, f.invoice.totals.vat, f.invoice.totals.rounding))),
    fatal("R-67", "arithmetic", "The total tax is the sum of the tax per rate, 0.50 off at most.",
          _near("BT-110", lambda t: t.vat,
                lambda f: sum((b.tax_amount or ZERO for _, b in f.breakdowns), ZERO))),
    fatal("R-4", "arithmetic", "The tax is the taxable amount times the rate, less than 0.50 off.",
          each(_breakdowns_in_currency, "BT-117", _tax_is_wrong, lambda b: b.tax_amount)),
    fatal("R-10", "arithmetic",
          "The total without tax is the sum of the taxable amounts, less than 0.50 off.",
          unless("BT-109", _taxable_adds_up, lambda f: f.invoice.totals.without_vat)),
    fatal("R-105", "arithmetic", "The total with tax is not negative, for invoices and credit notes.",
          unless("BT-112", lambda f: (t := f.invoice.totals.with_vat) is None or t >= 0,
                 lambda f: f.invoice.totals.with_vat)),
)  # fmt: skip

TAX = (
    fatal("R-95", "vat", "An exempt breakdown has rate 0.",
          each(lambda f: f.breakdowns, "BT-119", lambda b: _taxed_exemption(b.category, b.rate),
               lambda b: b.rate)),
    fatal("R-77", "vat", "An exempt line has rate 0.",
          each(lambda f: f.lines, "BT-152", lambda x: _taxed_exemption(x.vat_category, x.vat_rate),
               lambda x: x.vat_rate)),
    fatal("R-61", "vat", "An exempt allowance or charge has rate 0.",
          each(lambda f: [*f.allowances, *f.charges], "VAT rate",
               lambda e: _taxed_exemption(e.vat_category, e.vat_rate), lambda e: e.vat_rate)),
    fatal("R-58", "presence", "An allowance or charge with a VAT category has a rate.",
          each(lambda f: [*f.allowances, *f.charges], "VAT rate",
               lambda e: e.vat_category is not None and e.vat_rate is None, lambda e: e.vat_category)),
    fatal("R-89", "vat", "The rate of an allowance or charge stands in the tax total too.",
          _entries_in_breakdown),
    fatal("R-90", "vat", "An exemption on a line, allowance or charge stands in the tax total too.",
          unless("BG-23", _exempt_in_breakdown)),
    fatal("R-106", "vat", "The rate of a line stands in the tax total too.", _lines_in_breakdown),
    fatal("R-88", "presence", "A seller who states VAT states its VAT number.",
          unless("BT-31", lambda f: not f.breakdowns or f.invoice.seller.vat_id is not None)),
    fatal("R-5", "structure", "The tax currency differs from the invoice's.",
          unless("BT-6",
                 lambda f: f.invoice.tax_currency is None or f.invoice.tax_currency != f.invoice.currency,
                 lambda f: f.invoice.tax_currency)),
)  # fmt: skip

OTHER = (
    fatal("R-22", "code list", "The type code is 380 or 381.",
          unless("BT-3", lambda f: f.invoice.type_code in TYPES, lambda f: f.invoice.type_code)),
    fatal("R-38", "presence", "The seller has an organisation number or a VAT number.",
          unless("BT-30", lambda f: _is_registered(f.invoice.seller))),
    fatal("R-51", "presence", "A BIC comes with an account.",
          each(_accounts, "BT-84", lambda a: not a.id and a.service_provider not in (None, NO_ACCOUNT_BIC),
               lambda a: a.service_provider)),
    fatal("R-72", "presence", "A line's allowance or charge has an amount.",
          each_entry(AMOUNT_ON_LINE, lambda e: e.amount is None)),
    fatal("R-74", "arithmetic", "A line's allowance or charge is not negative.",
          each_entry(AMOUNT_ON_LINE, lambda e: e.amount is not None and e.amount < 0, lambda e: e.amount)),
    fatal("R-80", "presence", "An invoicing period has a start and an end.",
          unless("BG-14", lambda f: (p := f.invoice.period) is None
                 or (p.start is not None and p.end is not None))),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*SUMS, *TAX, *OTHER)
