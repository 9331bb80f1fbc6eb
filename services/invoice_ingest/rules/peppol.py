"""Peppol BIS Billing 3 and Self-Billing 3: the general rules (PEPPOL-EN16931-R, -P and -CL).

What looks at elements rather than values (empty, repeated or misplaced ones, indicators, the currency of each
amount, code lists) is judged on the tree: `rules.tree.peppol`.
"""

from collections.abc import Iterator
from decimal import Decimal

from schemas.invoice import AllowanceCharge, Invoice, InvoiceLine
from schemas.party import Party
from services.invoice_ingest.rules.codes import codes
from services.invoice_ingest.rules.entries import AMOUNT, BASE, PERCENTAGE, each_entry
from services.invoice_ingest.rules.facts import Facts, allowances_and_charges
from services.invoice_ingest.rules.rounding import rounded
from services.invoice_ingest.rules.rule import Place, Rule, each, fatal, lines_give, unless, where

BILLING, SELF_BILLING, PLAIN = "peppol-billing-3", "peppol-selfbilling-3", "en16931-ubl"
SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:{}:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:{}:01:1.0"
BILLING_SPECIFICATION, BILLING_PROCESS = SPECIFICATION.format("billing"), PROCESS.format("billing")
WITH_RESPONSE = "urn:peppol:bis:billing_with_response"
FRENCH_PROCESSES = {"urn:peppol:france:billing:regulated", "urn:peppol:france:billing:non-regulated"}
BILLING_PROCESSES = frozenset({BILLING_PROCESS, WITH_RESPONSE, *FRENCH_PROCESSES})
SELF_BILLING_PROCESSES = frozenset({PROCESS.format("selfbilling"), WITH_RESPONSE, *FRENCH_PROCESSES})

INVOICE_TYPES, CREDIT_NOTE_TYPES = codes("invoice_types_peppol"), codes("credit_note_types_peppol")
SELF_BILLED_TYPES, SELF_BILLED_CREDIT_TYPES = frozenset({"389", "527"}), frozenset({"261"})
GERMAN_TYPES = frozenset({"326", "384"})
USUAL_TYPE, DIRECT_DEBITS = "380", frozenset({"49", "59"})

SLACK = Decimal("0.02")  # inclusive at both ends, on unrounded products
HUNDRED, ZERO = Decimal(100), Decimal()

EXEMPTIONS = (
    ("P0104", "VATEX-EU-G", "G"), ("P0105", "VATEX-EU-O", "O"), ("P0106", "VATEX-EU-IC", "K"),
    ("P0107", "VATEX-EU-AE", "AE"), ("P0108", "VATEX-EU-D", "E"), ("P0109", "VATEX-EU-F", "E"),
    ("P0110", "VATEX-EU-I", "E"), ("P0111", "VATEX-EU-J", "E"),
)  # fmt: skip


def is_billing(invoice: Invoice) -> bool:
    """Whether the invoice is held against Peppol Billing: it says so, or it names no specification at all.

    What names none is refused in any case (BR-01); Peppol is what its sender most likely meant, and so hears
    everything that is wrong at once.
    """
    return invoice.format == BILLING or (invoice.format == PLAIN and not invoice.customization_id)


def is_peppol(invoice: Invoice) -> bool:
    """Whether the invoice is held against Peppol Billing or Self-Billing."""
    return invoice.format == SELF_BILLING or is_billing(invoice)


def country_of(party: Party) -> str:
    """The country of a party's postal address in capitals, or nothing."""
    return (party.address.country or "").strip().upper() if party.address else ""


def are_both_in(country: str, invoice: Invoice) -> bool:
    """Whether seller and buyer have their address in this country."""
    return country_of(invoice.seller) == country_of(invoice.buyer) == country


def _is_self_billed(invoice: Invoice) -> bool:
    return invoice.format == SELF_BILLING


def _specification(facts: Facts) -> bool:
    kind = "selfbilling" if _is_self_billed(facts.invoice) else "billing"
    stated = facts.invoice.customization_id or ""
    return stated.startswith(SPECIFICATION.format(kind)) and "::" not in stated


def _process(facts: Facts) -> bool:
    approved = SELF_BILLING_PROCESSES if _is_self_billed(facts.invoice) else BILLING_PROCESSES
    return facts.invoice.profile_id in approved


def _limits_types(facts: Facts) -> bool:
    """Whether the process says which types there are; self-billing with response does not."""
    is_free = _is_self_billed(facts.invoice) and facts.invoice.profile_id == WITH_RESPONSE
    return _process(facts) and not is_free


def _type_of_invoice(facts: Facts) -> bool:
    invoice = facts.invoice
    if invoice.is_credit or not invoice.type_code or not _limits_types(facts):
        return True
    return invoice.type_code in (SELF_BILLED_TYPES if _is_self_billed(invoice) else INVOICE_TYPES)


def _type_of_credit_note(facts: Facts) -> bool:
    invoice = facts.invoice
    if not invoice.is_credit or not invoice.type_code or not _limits_types(facts):
        return True
    return invoice.type_code in (SELF_BILLED_CREDIT_TYPES if _is_self_billed(invoice) else CREDIT_NOTE_TYPES)


def _german_types(facts: Facts) -> bool:
    invoice = facts.invoice
    free = invoice.is_credit or _is_self_billed(invoice) or invoice.type_code not in GERMAN_TYPES
    return free or are_both_in("DE", invoice)


def _same_sign(facts: Facts) -> bool:
    invoice, totals = facts.invoice, facts.invoice.totals
    if not invoice.tax_currency or invoice.tax_currency == invoice.currency:
        return True
    if totals.vat is None or totals.vat_in_tax_currency is None:
        return False
    return totals.vat * totals.vat_in_tax_currency >= 0


def _is_off_percentage(entry: AllowanceCharge) -> bool:
    if entry.percentage is None or entry.base_amount is None:
        return False
    return abs((entry.amount or ZERO) - entry.base_amount * entry.percentage / HUNDRED) > SLACK


def _percentage_of_base(entry: AllowanceCharge) -> Decimal | None:
    if entry.percentage is None or entry.base_amount is None:
        return None
    return rounded(entry.base_amount * entry.percentage / HUNDRED)


def _line_amount(line: InvoiceLine) -> Decimal:
    """BT-131 computed; an absent quantity counts as 1, an absent or zero base quantity as 1."""
    price, base = line.price.net or ZERO, line.price.base_quantity
    if base:
        price = price / base
    amount = price if line.quantity is None else line.quantity * price
    if not line.allowances_charges:
        return amount
    return amount + _sum_of(line, True) - _sum_of(line, False)


def _sum_of(line: InvoiceLine, charges: bool) -> Decimal:
    amounts = (e.amount or ZERO for e in line.allowances_charges if e.is_charge is charges)
    return rounded(sum(amounts, ZERO))


def _is_off_price(line: InvoiceLine) -> bool:
    return abs((line.net_amount or ZERO) - _line_amount(line)) > SLACK


def _some_price_is_off(facts: Facts) -> bool:
    return any(map(_is_off_price, facts.invoice.lines))


def _is_off_gross_price(line: InvoiceLine) -> bool:
    price = line.price
    return price.gross is not None and price.net != price.gross - (price.discount or ZERO)


def _has_other_base_unit(line: InvoiceLine) -> bool:
    return (
        line.price.base_unit is not None and line.quantity is not None and line.price.base_unit != line.unit
    )


def _line_periods(facts: Facts) -> Iterator[Place]:
    start = facts.invoice.period.start if facts.invoice.period else None
    for name, line in facts.lines if start else ():
        if start and line.period and line.period.start and line.period.start < start:
            yield Place(f"BT-134 of {name}", str(line.period.start))


def _line_period_ends(facts: Facts) -> Iterator[Place]:
    end = facts.invoice.period.end if facts.invoice.period else None
    for name, line in facts.lines if end else ():
        if end and line.period and line.period.end and line.period.end > end:
            yield Place(f"BT-135 of {name}", str(line.period.end))


def _is_unusual(facts: Facts) -> bool:
    """Whether it is anything else than a usual invoice between two electronic addresses."""
    invoice = facts.invoice
    usual = (
        invoice.format == BILLING
        and invoice.customization_id == BILLING_SPECIFICATION
        and invoice.profile_id == BILLING_PROCESS
        and (invoice.is_credit, invoice.type_code, invoice.tax_currency) == (False, USUAL_TYPE, None)
        and (invoice.buyer_reference is not None or invoice.order_ref is not None)
        and invoice.seller.endpoint is not None
        and invoice.buyer.endpoint is not None
    )
    return not usual or any(payment.means_code in DIRECT_DEBITS for payment in invoice.payments)


def _names_exemption(facts: Facts) -> bool:
    return any(b.exemption_code is not None for b in facts.invoice.vat)


def _exemption(number: str, code: str, category: str) -> Rule:
    return fatal(f"PEPPOL-EN16931-{number}", "vat", f"Exemption code {code} goes with category {category}.",
                 each(lambda f: f.breakdowns, "BT-118",
                      lambda b: (b.exemption_code or "").upper() == code and b.category != category,
                      lambda b: b.category))  # fmt: skip


GENERAL = where(
    _is_unusual,
    fatal("PEPPOL-EN16931-R007", "identifier", "The business process is one that Peppol approved.",
          unless("BT-23", _process, lambda f: f.invoice.profile_id)),
    fatal("PEPPOL-EN16931-R003", "presence", "A buyer reference or an order reference is given.",
          unless("BT-10",
                 lambda f: f.invoice.buyer_reference is not None or f.invoice.order_ref is not None)),
    fatal("PEPPOL-EN16931-R004", "identifier", "The specification starts with the id of the Peppol format.",
          unless("BT-24", _specification, lambda f: f.invoice.customization_id)),
    fatal("PEPPOL-EN16931-R005", "structure", "The VAT accounting currency differs from the invoice's.",
          unless("BT-6", lambda f: not f.invoice.tax_currency or f.invoice.tax_currency != f.invoice.currency,
                 lambda f: f.invoice.tax_currency)),
    fatal("PEPPOL-EN16931-R010", "presence", "The buyer has an electronic address.",
          unless("BT-49", lambda f: f.invoice.buyer.endpoint is not None)),
    fatal("PEPPOL-EN16931-R020", "presence", "The seller has an electronic address.",
          unless("BT-34", lambda f: f.invoice.seller.endpoint is not None)),
    fatal("PEPPOL-EN16931-R055", "arithmetic", "The VAT totals in both currencies have the same sign.",
          unless("BT-111", _same_sign, lambda f: f.invoice.totals.vat_in_tax_currency)),
    fatal("PEPPOL-EN16931-R061", "presence", "A direct debit names its mandate.",
          each(lambda f: [("", p) for p in f.invoice.payments if p.means_code in DIRECT_DEBITS], "BT-89",
               lambda p: p.mandate is None, lambda p: p.means_code)),
    fatal("PEPPOL-EN16931-P0100", "code list", "The type code is one that Peppol allows for an invoice.",
          unless("BT-3", _type_of_invoice, lambda f: f.invoice.type_code)),
    fatal("PEPPOL-EN16931-P0101", "code list", "The type code is one that Peppol allows for a credit note.",
          unless("BT-3", _type_of_credit_note, lambda f: f.invoice.type_code)),
    fatal("PEPPOL-EN16931-P0112", "code list", "Type codes 326 and 384 are for German parties.",
          unless("BT-3", _german_types, lambda f: f.invoice.type_code)),
)  # fmt: skip

AMOUNTS = (
    *where(
        allowances_and_charges,
        fatal("PEPPOL-EN16931-R040", "arithmetic",
              "An allowance or charge is its base times its percentage, ± 0.02.",
              each_entry(AMOUNT, _is_off_percentage, lambda e: e.amount, _percentage_of_base)),
        fatal("PEPPOL-EN16931-R041", "presence", "A percentage comes with its base amount.",
              each_entry(BASE, lambda e: e.percentage is not None and e.base_amount is None,
                         lambda e: e.percentage)),
        fatal("PEPPOL-EN16931-R042", "presence", "A base amount comes with its percentage.",
              each_entry(PERCENTAGE, lambda e: e.percentage is None and e.base_amount is not None,
                         lambda e: e.base_amount)),
    ),
    *where(
        lines_give("gross"),
        fatal("PEPPOL-EN16931-R046", "arithmetic", "A net price is the gross price minus the discount.",
              each(lambda f: f.lines, "BT-146", _is_off_gross_price, lambda x: x.price.net)),
    ),
    fatal("PEPPOL-EN16931-R110", "arithmetic", "A line period starts within the invoicing period.",
          _line_periods),
    fatal("PEPPOL-EN16931-R111", "arithmetic", "A line period ends within the invoicing period.",
          _line_period_ends),
    *where(
        _some_price_is_off,
        fatal("PEPPOL-EN16931-R120", "arithmetic",
              "A line is quantity times price over base quantity, plus charges, minus allowances, ± 0.02.",
              each(lambda f: f.lines, "BT-131", _is_off_price, lambda x: x.net_amount,
                   lambda x: rounded(_line_amount(x)))),
    ),
    *where(
        lines_give("base_quantity", "base_unit"),
        fatal("PEPPOL-EN16931-R121", "arithmetic", "A base quantity is above zero.",
              each(lambda f: f.lines, "BT-149",
                   lambda x: x.price.base_quantity is not None and x.price.base_quantity <= 0,
                   lambda x: x.price.base_quantity)),
        fatal("PEPPOL-EN16931-R130", "structure", "A base quantity is in the unit of the quantity.",
              each(lambda f: f.lines, "BT-150", _has_other_base_unit, lambda x: x.price.base_unit)),
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *GENERAL,
    *AMOUNTS,
    *where(_names_exemption, *(_exemption(*row) for row in EXEMPTIONS)),
)
