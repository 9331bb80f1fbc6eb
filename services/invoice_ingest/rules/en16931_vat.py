"""EN 16931: the VAT categories (BR-S-01 to BR-B-02), generated from one table with a row per category.

The rules of a category differ only in what the table says: who must be known to the tax office, which rate is
allowed, whether an exemption needs a reason, and whether there may be a breakdown for each rate.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Literal

from schemas.invoice import Invoice, VatBreakdown
from services.invoice_ingest.rules.en16931_arithmetic import VAT_TOLERANCE, tax_of, vat_is_near
from services.invoice_ingest.rules.facts import ALLOWANCE, CHARGE, LINE, Facts
from services.invoice_ingest.rules.rule import Check, Place, Rule, fatal, unless, where, written

Allowed = Literal["above zero", "zero", "zero or more", "absent"]


@dataclass(frozen=True, slots=True)
class Category:
    """A column of the table of VAT categories."""

    code: str
    prefix: str
    name: str
    rate: Allowed
    by_rate: bool  # a breakdown for each rate, with a tolerance; else exactly one, exact
    exempt: bool  # no VAT, and the breakdown must say why
    known: Callable[[Invoice], bool]
    known_text: str


def _tax_office_knows_seller(invoice: Invoice) -> bool:
    seller = invoice.seller
    return seller.vat_id is not None or seller.tax_registration is not None or _is_represented(invoice)


def _is_represented(invoice: Invoice) -> bool:
    return invoice.tax_representative is not None and invoice.tax_representative.vat_id is not None


def _seller_has_vat_number(invoice: Invoice) -> bool:
    return invoice.seller.vat_id is not None or _is_represented(invoice)


def _both_known(invoice: Invoice) -> bool:
    buyer = invoice.buyer
    return _tax_office_knows_seller(invoice) and (buyer.vat_id is not None or buyer.legal_id is not None)


def _both_have_vat_numbers(invoice: Invoice) -> bool:
    return _seller_has_vat_number(invoice) and invoice.buyer.vat_id is not None


def _nobody_has_vat_number(invoice: Invoice) -> bool:
    return not _seller_has_vat_number(invoice) and invoice.buyer.vat_id is None


SELLER = "the seller's VAT number or tax registration, or the tax representative's VAT number"
SELLER_VAT = "the VAT number of the seller or of the tax representative"
KNOWN = (_tax_office_knows_seller, SELLER)

CATEGORIES: tuple[Category, ...] = (
    Category("S", "BR-S", "standard rate", "above zero", True, False, *KNOWN),
    Category("Z", "BR-Z", "zero rate", "zero", False, False, *KNOWN),
    Category("E", "BR-E", "exempt", "zero", False, True, *KNOWN),
    Category("AE", "BR-AE", "reverse charge", "zero", False, True, _both_known,
             f"{SELLER}, and the VAT number or legal number of the buyer"),
    Category("K", "BR-IC", "intra-community supply", "zero", False, True, _both_have_vat_numbers,
             f"{SELLER_VAT}, and that of the buyer"),
    Category("G", "BR-G", "export", "zero", False, True, _seller_has_vat_number, SELLER_VAT),
    Category("O", "BR-O", "outside the scope", "absent", False, True, _nobody_has_vat_number,
             "no VAT number of seller, tax representative or buyer"),
    Category("L", "BR-AF", "Canary Islands", "zero or more", True, False, *KNOWN),
    Category("M", "BR-AG", "Ceuta and Melilla", "zero or more", True, False, *KNOWN),
)  # fmt: skip


def rate_is_allowed(rate: Decimal | None, allowed: Allowed) -> bool:
    """Whether a rate fits; an absent one fits only where it has to be absent."""
    if rate is None or allowed == "absent":
        return rate is None and allowed == "absent"
    if allowed == "above zero":
        return rate > 0
    return rate == 0 if allowed == "zero" else rate >= 0


def _of(facts: Facts, category: Category) -> Iterator[tuple[str, VatBreakdown]]:
    if category.code in facts.categories:
        for name, entry in facts.breakdowns:
            if entry.category == category.code:
                yield name, entry


def _breakdown_exists(category: Category) -> Check:
    def holds(facts: Facts) -> bool:
        used, count = facts.is_used(category.code), facts.categories.get(category.code, 0)
        if category.by_rate:
            return used == (count > 0)
        return count == (1 if used or count else 0)

    return unless("BG-23", holds, lambda facts: facts.categories.get(category.code, 0))


def _parties_known(category: Category, kind: str) -> Check:
    return unless(
        "BT-31", lambda facts: (kind, category.code) not in facts.uses or category.known(facts.invoice)
    )


def _line_rates(category: Category, facts: Facts) -> Iterator[Place]:
    if any(code == category.code and not rate_is_allowed(rate, category.rate)
           for code, rate in facts.rates):  # fmt: skip
        for name, line in facts.lines:
            if line.vat_category == category.code and not rate_is_allowed(line.vat_rate, category.rate):
                yield Place(f"BT-152 of {name}", written(line.vat_rate))


def _entry_rates(category: Category, kind: str, term: str, facts: Facts) -> Iterator[Place]:
    if (kind, category.code) in facts.uses:
        for name, entry in facts.charges if kind == CHARGE else facts.allowances:
            if entry.vat_category == category.code and not rate_is_allowed(entry.vat_rate, category.rate):
                yield Place(f"{term} of {name}", written(entry.vat_rate))


def _taxable_amounts(category: Category, facts: Facts) -> Iterator[Place]:
    for name, entry in _of(facts, category):
        near = _is_near_sum_of_rate if category.by_rate else _is_sum_of_category
        if not near(facts, entry):
            right = _taxable(facts, entry, category)
            yield Place(f"BT-116 of {name}", written(entry.taxable_amount), written(right))


def _taxable(facts: Facts, entry: VatBreakdown, category: Category) -> Decimal | None:
    if not category.by_rate:
        return facts.by_category.get(entry.category, Decimal())
    return None if entry.rate is None else facts.by_rate.get((entry.category, entry.rate), Decimal())


def _is_near_sum_of_rate(facts: Facts, entry: VatBreakdown) -> bool:
    if entry.rate is None:
        return True
    key = (entry.category, entry.rate)
    if (
        entry.taxable_amount is None
        or not facts.lines
        or (entry.category == "S" and key not in facts.by_rate)
    ):
        return False
    return abs(entry.taxable_amount - facts.by_rate.get(key, Decimal())) < VAT_TOLERANCE


def _is_sum_of_category(facts: Facts, entry: VatBreakdown) -> bool:
    return bool(facts.lines) and entry.taxable_amount == facts.by_category.get(entry.category, Decimal())


def _tax_amounts(category: Category, facts: Facts) -> Iterator[Place]:
    for name, entry in _of(facts, category):
        if category.by_rate:
            holds = vat_is_near(entry.taxable_amount, entry.rate, entry.tax_amount)
        else:
            holds = entry.tax_amount is not None and entry.tax_amount.is_zero()
        if not holds:
            right = tax_of(entry.taxable_amount, entry.rate) if category.by_rate else Decimal()
            yield Place(f"BT-117 of {name}", written(entry.tax_amount), written(right))


def _exemption_reasons(category: Category, facts: Facts) -> Iterator[Place]:
    for name, entry in _of(facts, category):
        given = entry.exemption_reason is not None or entry.exemption_code is not None
        if given != category.exempt:
            yield Place(f"BT-120 of {name}", entry.exemption_reason or entry.exemption_code)


def _rules_of(c: Category) -> tuple[Rule, ...]:
    it = f"VAT category {c.code} ({c.name})"
    rows: tuple[tuple[str, str, Check], ...] = (
        ("01", f"{it} has {_count(c)}, where it is used.", _breakdown_exists(c)),
        ("02", f"A line in {it} asks for {c.known_text}.", _parties_known(c, LINE)),
        ("03", f"An allowance in {it} asks for {c.known_text}.", _parties_known(c, ALLOWANCE)),
        ("04", f"A charge in {it} asks for {c.known_text}.", _parties_known(c, CHARGE)),
        ("05", f"A line in {it} has {_rate(c)}.", partial(_line_rates, c)),
        ("06", f"An allowance in {it} has {_rate(c)}.", partial(_entry_rates, c, ALLOWANCE, "BT-96")),
        ("07", f"A charge in {it} has {_rate(c)}.", partial(_entry_rates, c, CHARGE, "BT-103")),
        ("08", f"The taxable amount in {it} is lines minus allowances plus charges, {_sums(c)}.",
         partial(_taxable_amounts, c)),
        ("09", f"The tax in {it} is {_tax(c)}.", partial(_tax_amounts, c)),
        ("10", f"A breakdown in {it} has {_reason(c)}.", partial(_exemption_reasons, c)),
    )  # fmt: skip
    rules = (fatal(f"{c.prefix}-{number}", "vat", text, check) for number, text, check in rows)
    return where(partial(_occurs, c.code), *rules)


def _occurs(code: str, facts: Facts) -> bool:
    """An invoice has one category or two: the rules of the others need not be asked."""
    return code in facts.by_category or code in facts.categories


def _count(c: Category) -> str:
    return "a breakdown" if c.by_rate else "exactly one breakdown"


def _rate(c: Category) -> str:
    return {"absent": "no rate", "zero": "a rate of zero"}.get(c.rate, f"a rate of {c.rate}")


def _sums(c: Category) -> str:
    return "by rate, less than 1.00 off" if c.by_rate else "exactly"


def _tax(c: Category) -> str:
    return "its taxable amount times its rate, less than 1.00 off" if c.by_rate else "zero"


def _reason(c: Category) -> str:
    return "a reason for the exemption" if c.exempt else "no reason for an exemption"


def _is_delivered(facts: Facts) -> bool:
    invoice = facts.invoice
    if invoice.delivery is not None and invoice.delivery.delivered_on is not None:
        return True
    period = invoice.period
    dated = period is not None and (period.start is not None or period.end is not None)
    return dated or invoice.tax_point_code is not None


def _has_delivery_country(facts: Facts) -> bool:
    delivery = facts.invoice.delivery
    return delivery is not None and delivery.address is not None and bool(delivery.address.country)


def _other_than_o(kind: str) -> Callable[[Facts], bool]:
    return lambda facts: any(of == kind and category != "O" for of, category in facts.uses)


def _only_with(category: str, holds: Callable[[Facts], bool], term: str) -> Check:
    return unless(term, lambda facts: category not in facts.categories or holds(facts))


def _countries(invoice: Invoice) -> Iterator[str | None]:
    parties = (invoice.seller, invoice.buyer, invoice.payee, invoice.tax_representative, invoice.delivery)
    for party in parties:
        if party and party.address:
            yield party.address.country
    for line in invoice.lines:
        yield line.item.origin_country


def _is_domestic_italian(facts: Facts) -> bool:
    used = facts.is_used("B") or "B" in facts.categories
    return not used or not {country for country in _countries(facts.invoice) if country} - {"IT"}


def _b_without_s(facts: Facts) -> bool:
    b, s = (facts.is_used(code) or code in facts.categories for code in "BS")
    return not (b and s)


FURTHER = (
    *where(
        partial(_occurs, "K"),
        fatal("BR-IC-11", "vat", "An intra-community supply has a delivery date or an invoicing period.",
              _only_with("K", _is_delivered, "BT-72")),
        fatal("BR-IC-12", "vat", "An intra-community supply states the country of delivery.",
              _only_with("K", _has_delivery_country, "BT-80")),
    ),
    *where(
        partial(_occurs, "O"),
        fatal("BR-O-11", "vat", "Beside what is outside the scope of VAT there is no other breakdown.",
              _only_with("O", lambda f: not f.categories.keys() - {"O"}, "BG-23")),
        fatal("BR-O-12", "vat",
              "Beside what is outside the scope of VAT there is no line of another category.",
              _only_with("O", lambda f: not _other_than_o(LINE)(f), "BT-151")),
        fatal("BR-O-13", "vat",
              "Beside what is outside the scope of VAT there is no allowance of another category.",
              _only_with("O", lambda f: not _other_than_o(ALLOWANCE)(f), "BT-95")),
        fatal("BR-O-14", "vat",
              "Beside what is outside the scope of VAT there is no charge of another category.",
              _only_with("O", lambda f: not _other_than_o(CHARGE)(f), "BT-102")),
    ),
    *where(
        partial(_occurs, "B"),
        fatal("BR-B-01", "vat", "Split payment is for domestic Italian invoices.",
              unless("BT-151", _is_domestic_italian)),
        fatal("BR-B-02", "vat", "Split payment and the standard rate exclude each other.",
              unless("BT-151", _b_without_s)),
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*(rule for category in CATEGORIES for rule in _rules_of(category)), *FURTHER)
