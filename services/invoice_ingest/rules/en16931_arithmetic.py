"""EN 16931: sums, differences and signs (BR-27 to BR-30, BR-CO-10 to BR-CO-17).

Sums are taken over the amounts as written and rounded once at the end; equal means equal as decimals, so 10
and 10.00 are equal. An absent total is not zero. A total that others are computed from may be absent itself:
the rule is then broken, beside the one that asks for the total.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from schemas.invoice import AllowanceCharge, InvoiceLine, Totals, VatBreakdown
from services.invoice_ingest.rules.facts import Facts
from services.invoice_ingest.rules.rounding import rounded, whole
from services.invoice_ingest.rules.rule import Check, Rule, each, fatal, lines_give, unless, where

VAT_TOLERANCE = Decimal(1)  # deliberate in the rule set, though the standard's text has none
HUNDRED, ZERO = Decimal(100), Decimal()

Amount = Callable[[Facts], Decimal | None]
"""What an amount should be; None where a part of it is missing."""


def has_totals(facts: Facts) -> bool:
    """Whether there is a group of totals (BG-22) at all."""
    totals = facts.invoice.totals
    return totals.lines is not None or any(
        amount is not None
        for amount in (totals.without_vat, totals.with_vat, totals.payable, totals.allowances,
                       totals.charges, totals.prepaid, totals.rounding)
    )  # fmt: skip


def tax_of(taxable: Decimal | None, rate: Decimal | None) -> Decimal | None:
    """Taxable × rate / 100, rounded; None where a part is missing."""
    return None if taxable is None or rate is None else rounded(taxable * rate / HUNDRED)


def vat_is_near(taxable: Decimal | None, rate: Decimal | None, tax: Decimal | None) -> bool:
    """Whether the tax is less than 1.00 off taxable × rate / 100, the signs of both amounts put aside."""
    expected = None if taxable is None else tax_of(abs(taxable), rate)
    return expected is not None and tax is not None and abs(abs(tax) - expected) < VAT_TOLERANCE


def _line_total(facts: Facts) -> Decimal | None:
    return rounded(facts.line_total)


def _sum_of(entries: list[tuple[str, AllowanceCharge]]) -> Decimal | None:
    """The sum of allowances or charges; None where there is none, and the total must be absent or zero."""
    return rounded(sum((e.amount or ZERO for _, e in entries), ZERO)) if entries else None


def without_vat(totals: Totals) -> Decimal | None:
    """What the total without VAT should be."""
    if totals.lines is None or (totals.charges is None and totals.allowances is None):
        return totals.lines  # compared as written, not rounded
    return rounded(totals.lines + (totals.charges or ZERO) - (totals.allowances or ZERO))


def _with_vat(facts: Facts) -> Decimal | None:
    totals = facts.invoice.totals
    if totals.without_vat is None or totals.vat is None:
        return None
    return rounded(totals.without_vat + totals.vat)


def _total_with_vat_holds(facts: Facts) -> bool:
    expected = _with_vat(facts)
    # Without a currency nobody can say which VAT total counts.
    return not facts.invoice.currency or (expected is not None and facts.invoice.totals.with_vat == expected)


def _due(totals: Totals) -> Decimal | None:
    """What is to be paid before rounding."""
    if totals.with_vat is None or totals.prepaid is None:
        return totals.with_vat
    return rounded(totals.with_vat - totals.prepaid)


def _payable(totals: Totals) -> Decimal | None:
    due, rounding = _due(totals), totals.rounding
    return due if due is None or rounding is None else due + rounding


def payable_holds(totals: Totals) -> bool:
    """Whether the amount to pay is what the other totals make it."""
    due = _due(totals)
    if totals.payable is None or due is None:
        return False
    return due == (totals.payable if totals.rounding is None else rounded(totals.payable - totals.rounding))


def _vat_total(facts: Facts) -> Decimal | None:
    return rounded(sum((b.tax_amount or ZERO for _, b in facts.breakdowns), ZERO))


def _vat_total_holds(facts: Facts) -> bool:
    total = facts.invoice.totals.vat
    # An absent total may stand in the document in another currency, which BR-CO-15 tells.
    return total is None or not facts.breakdowns or total == _vat_total(facts)


def tax_holds(entry: VatBreakdown) -> bool:
    """Whether the tax is near; at a rate of zero, or at none, it is zero to the nearest whole number."""
    if entry.rate is None or whole(entry.rate).is_zero():
        return entry.tax_amount is not None and whole(entry.tax_amount).is_zero()
    return vat_is_near(entry.taxable_amount, entry.rate, entry.tax_amount)


def _total(
    term: str, stated: Callable[[Totals], Decimal | None], right: Amount, optional: bool = False
) -> Check:
    """A stated total equals the computed one; an `optional` one is absent or zero with nothing to add up."""

    def holds(facts: Facts) -> bool:
        total, expected = stated(facts.invoice.totals), right(facts)
        if optional and expected is None:
            return total is None or total == ZERO
        return total is not None and total == expected

    return _of_totals(term, holds, stated, right)


def _of_totals(
    term: str, holds: Callable[[Facts], bool], stated: Callable[[Totals], Decimal | None], right: Amount
) -> Check:
    return unless(term, lambda f: not has_totals(f) or holds(f), lambda f: stated(f.invoice.totals), right)


def _has_bad_price(line: InvoiceLine) -> bool:
    return line.price.net is None or line.price.net < ZERO


def ends_before_it_starts(start: date | None, end: date | None) -> bool:
    """Whether both ends are given and the wrong way round."""
    return start is not None and end is not None and end < start


RULES: tuple[Rule, ...] = (
    *where(
        lambda f: any(map(_has_bad_price, f.invoice.lines)),
        fatal("BR-27", "arithmetic", "A net price is not negative.",
              each(lambda f: f.lines, "BT-146", _has_bad_price, lambda x: x.price.net)),
    ),
    *where(
        lines_give("gross"),
        fatal("BR-28", "arithmetic", "A gross price is not negative.",
              each(lambda f: f.lines, "BT-148", lambda x: x.price.gross is not None and x.price.gross < 0,
                   lambda x: x.price.gross)),
    ),
    fatal("BR-29", "arithmetic", "An invoicing period does not end before it starts.",
          unless("BT-74",
                 lambda f: (p := f.invoice.period) is None or not ends_before_it_starts(p.start, p.end),
                 lambda f: f.invoice.period and f.invoice.period.end)),
    *where(
        lines_give("period"),
        fatal("BR-30", "arithmetic", "A line period does not end before it starts.",
              each(lambda f: f.lines, "BT-135",
                   lambda x: x.period is not None and ends_before_it_starts(x.period.start, x.period.end),
                   lambda x: x.period and x.period.end)),
    ),
    fatal("BR-CO-10", "arithmetic", "The sum of the lines is the sum of their net amounts.",
          _total("BT-106", lambda t: t.lines, _line_total)),
    fatal("BR-CO-11", "arithmetic", "The sum of allowances is the sum of the document allowances.",
          _total("BT-107", lambda t: t.allowances, lambda f: _sum_of(f.allowances), optional=True)),
    fatal("BR-CO-12", "arithmetic", "The sum of charges is the sum of the document charges.",
          _total("BT-108", lambda t: t.charges, lambda f: _sum_of(f.charges), optional=True)),
    fatal("BR-CO-13", "arithmetic", "The total without VAT is the lines minus allowances plus charges.",
          _total("BT-109", lambda t: t.without_vat, lambda f: without_vat(f.invoice.totals))),
    fatal("BR-CO-14", "arithmetic", "The total VAT is the sum of the VAT breakdown.",
          unless("BT-110", _vat_total_holds, lambda f: f.invoice.totals.vat, _vat_total)),
    fatal("BR-CO-15", "arithmetic", "The total with VAT is the total without VAT plus the VAT.",
          unless("BT-112", _total_with_vat_holds, lambda f: f.invoice.totals.with_vat, _with_vat)),
    fatal("BR-CO-16", "arithmetic", "The amount to pay is the total with VAT, minus prepaid, plus rounding.",
          _of_totals("BT-115", lambda f: payable_holds(f.invoice.totals), lambda t: t.payable,
                     lambda f: _payable(f.invoice.totals))),
    fatal("BR-CO-17", "arithmetic", "The tax of a breakdown is its taxable amount times its rate.",
          each(lambda f: f.breakdowns, "BT-117", lambda b: not tax_holds(b), lambda b: b.tax_amount,
               lambda b: tax_of(b.taxable_amount, b.rate))),
)  # fmt: skip
