"""Svefaktura 1.0: what is worth telling a supplier although the invoice is lawful (R-n, warnings)."""

from decimal import Decimal
from math import isfinite

from schemas.invoice import AllowanceCharge, InvoiceLine
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.rule import Rule, each, unless, warning
from services.invoice_ingest.rules.svefaktura import total_of_parts

SWEDISH_RATES = frozenset({Decimal(6), Decimal(12), Decimal(25)})
CREDIT_NOTE = "381"
EXACT, CENT = Decimal("0.001"), Decimal("0.01")


def _names_what_it_credits(facts: Facts) -> bool:
    invoice, period = facts.invoice, facts.invoice.period
    if invoice.type_code != CREDIT_NOTE or any(reference.number for reference in invoice.preceding):
        return True
    return period is not None and period.start is not None and period.end is not None


def _is_foreign_rate(category: str | None, rate: Decimal | None) -> bool:
    return category == "S" and rate not in SWEDISH_RATES


def _is_untaxed(category: str | None, rate: Decimal | None) -> bool:
    return category == "S" and rate is not None and rate.is_zero()


def _says_why_exempt(facts: Facts) -> bool:
    exempt = any(e.vat_category == "E" for _, e in (*facts.allowances, *facts.charges))
    return not exempt or any(b.exemption_reason is not None for _, b in facts.breakdowns)


def _round_off_is_exact(facts: Facts) -> bool:
    totals = facts.invoice.totals
    if not totals.rounding or totals.with_vat is None:
        return True
    return abs(totals.with_vat - total_of_parts(facts, totals.vat, totals.rounding)) < EXACT


def _period_is_in_order(facts: Facts) -> bool:
    period = facts.invoice.period
    return period is None or period.start is None or period.end is None or period.end >= period.start


def _period_is_over(facts: Facts) -> bool:
    end = facts.invoice.period.end if facts.invoice.period else None
    return end is None or facts.invoice.issue_date is None or end <= facts.invoice.issue_date


def _says_nothing(line: InvoiceLine) -> bool:
    return line.note is None and not line.item.name and bool(line.net_amount)


def _has_wrong_base(line: InvoiceLine, has_base: bool) -> bool:
    price, change = line.price, line.allowances_charges[0] if line.allowances_charges else None
    if change is None or change.base_amount is None or price.net is None or line.quantity is None:
        return False
    if (price.base_quantity is not None) is not has_base or price.base_quantity == 0:
        return False
    # In binary fractions, as the rule set reckons: what is a cent off may be a hair less.
    expected = float(line.quantity) * float(price.net) / float(price.base_quantity or 1)
    return isfinite(expected) and abs(change.base_amount - Decimal(expected)) >= CENT


def _entries(facts: Facts) -> list[tuple[str, AllowanceCharge]]:
    return [*facts.allowances, *facts.charges]


DATES = (
    warning("R-2", "presence", "A credit note refers to an invoice or a period.",
            unless("BT-25", _names_what_it_credits)),
    warning("R-81", "arithmetic", "The invoicing period ends after it starts.",
            unless("BT-74", _period_is_in_order, lambda f: f.invoice.period and f.invoice.period.end)),
    warning("R-82", "arithmetic", "The invoice is issued after the invoicing period.",
            unless("BT-74", _period_is_over, lambda f: f.invoice.period and f.invoice.period.end)),
)  # fmt: skip

TAX = (
    warning("R-6", "vat", "The Swedish rates of an allowance or charge are 6, 12 and 25 %.",
            each(_entries, "VAT rate", lambda e: _is_foreign_rate(e.vat_category, e.vat_rate),
                 lambda e: e.vat_rate)),
    warning("R-7", "vat", "The Swedish rates of a line are 6, 12 and 25 %.",
            each(lambda f: f.lines, "BT-152", lambda x: _is_foreign_rate(x.vat_category, x.vat_rate),
                 lambda x: x.vat_rate)),
    warning("R-16", "vat", "The Swedish rates of a breakdown are 6, 12 and 25 %.",
            each(lambda f: f.breakdowns, "BT-119", lambda b: _is_foreign_rate(b.category, b.rate),
                 lambda b: b.rate)),
    warning("R-62", "vat", "An allowance or charge at rate 0 is exempt.",
            each(_entries, "VAT rate", lambda e: _is_untaxed(e.vat_category, e.vat_rate),
                 lambda e: e.vat_rate)),
    warning("R-96", "vat", "A breakdown at rate 0 is exempt.",
            each(lambda f: f.breakdowns, "BT-119", lambda b: _is_untaxed(b.category, b.rate),
                 lambda b: b.rate)),
    warning("R-97", "vat", "A line at rate 0 is exempt.",
            each(lambda f: f.lines, "BT-152", lambda x: _is_untaxed(x.vat_category, x.vat_rate),
                 lambda x: x.vat_rate)),
    warning("R-60", "presence", "An exempt allowance or charge has its reason in the tax total.",
            unless("BT-120", _says_why_exempt)),
    warning("R-91", "presence", "An exemption from VAT has a reason.",
            each(lambda f: f.breakdowns, "BT-120",
                 lambda b: b.category == "E" and b.exemption_reason is None)),
)  # fmt: skip

OTHER = (
    warning("R-52", "structure", "A payee is another than the seller.",
            unless("BT-59", lambda f: (p := f.invoice.payee) is None
                   or p.name not in {f.invoice.seller.trading_name or f.invoice.seller.name},
                   lambda f: f.invoice.payee and f.invoice.payee.name)),
    warning("R-55", "presence", "An invoice with allowances or charges states its total without tax.",
            unless("BT-109", lambda f: not (f.allowances or f.charges)
                   or f.invoice.totals.without_vat is not None)),
    warning("R-92", "arithmetic", "With a round-off the total with tax is exact.",
            unless("BT-112", _round_off_is_exact, lambda f: f.invoice.totals.with_vat)),
    warning("R-101", "presence", "An account comes with a BIC.",
            each(lambda f: [("", a) for p in f.invoice.payments for a in p.accounts], "BT-86",
                 lambda a: bool(a.id) and a.service_provider is None, lambda a: a.id)),
    warning("R-102", "presence", "An amount has a description.",
            each(lambda f: f.lines, "BT-153", _says_nothing, lambda x: x.net_amount)),
    warning("R-103", "arithmetic", "The base of a line's allowance is quantity × price.",
            each(lambda f: f.lines, "BT-137", lambda x: _has_wrong_base(x, has_base=False))),
    warning("R-104", "arithmetic", "The base of a line's allowance is quantity × price / base quantity.",
            each(lambda f: f.lines, "BT-137", lambda x: _has_wrong_base(x, has_base=True))),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*DATES, *TAX, *OTHER)
