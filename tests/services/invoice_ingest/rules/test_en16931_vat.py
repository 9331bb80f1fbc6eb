from functools import partial

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import en16931_vat
from services.invoice_ingest.rules.en16931_vat import CATEGORIES, Category
from tests.builders import a_line, a_seller, an_address, an_allowance, an_invoice
from tests.rule_cases import (
    Case,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)

BY_CODE = {category.code: category for category in CATEGORIES}
LINES = "lines.0.vat_rate"


def rate_of(category: Category) -> str | None:
    return None if category.rate == "absent" else "0" if category.rate == "zero" else "25"


def an_invoice_in(code: str) -> Invoice:
    """A lawful invoice whose line, allowance and charge are all of one VAT category."""
    category = BY_CODE[code]
    vat = {"vat_category": code, "vat_rate": rate_of(category)}
    seller = {"tax_registration": None} if code != "O" else {"tax_registration": None, "vat_id": None}
    invoice = an_invoice(
        lines=(a_line(**vat),),
        allowances_charges=(an_allowance(**vat), an_allowance(is_charge=True, **vat)),
        seller=a_seller(**seller),
        delivery={"delivered_on": "2026-10-30", "address": an_address()},
    )
    if code == "O":
        invoice = changed(invoice, "buyer.vat_id", None)
    if not category.exempt:
        return invoice
    return changed(invoice, "vat.0.exemption_reason", "Undantag")


def unless_known(code: str) -> tuple[str, object, object]:
    """The field that makes the parties unknown to the tax office, or known where they must not be."""
    path = {"K": "buyer.vat_id", "O": "buyer.vat_id"}.get(code, "seller.vat_id")
    broken, kept = (None, "SE550000002001") if code != "O" else ("SE550000002001", None)
    return path, broken, kept


def cases_of(category: Category) -> list[Case]:
    prefix, base, rate = category.prefix, partial(an_invoice_in, category.code), rate_of(category)
    known = unless_known(category.code)
    wrong = {"above zero": "0", "zero": "1", "zero or more": "-1", "absent": "0"}[category.rate]
    reason: tuple[object, object] = (None, "Skäl") if category.exempt else ("Skäl", None)
    exact = ("100.01", "100") if not category.by_rate else ("101.00", "100.99")
    tax = ("0.01", "0.00") if not category.by_rate else ("26.00", "25.99")
    return [
        Case(f"{prefix}-01", "vat", (), base().model_dump()["vat"], base),
        *(Case(f"{prefix}-0{n}", *known, base) for n in (2, 3, 4)),
        Case(f"{prefix}-05", LINES, wrong, rate, base),
        Case(f"{prefix}-06", "allowances_charges.0.vat_rate", wrong, rate, base),
        Case(f"{prefix}-07", "allowances_charges.1.vat_rate", wrong, rate, base),
        Case(f"{prefix}-08", "vat.0.taxable_amount", *exact, base),
        Case(f"{prefix}-09", "vat.0.tax_amount", *tax, base),
        Case(f"{prefix}-10", "vat.0.exemption_reason", *reason, base),
    ]


def an_invoice_in_italy(**fields: object) -> Invoice:
    address = an_address(country="IT")
    invoice = an_invoice(lines=(a_line(vat_category="B", vat_rate=22),), **fields)
    return changed(changed(invoice, "seller.address", address), "buyer.address", address)


OTHER = {"amount": "0.00", "vat_category": "E", "vat_rate": "0", "reason": "Annat"}
NOTHING_ELSE = {"category": "O", "taxable_amount": "100.00", "tax_amount": "0.00", "exemption_reason": "Skäl"}
SOMETHING_ELSE = {
    "category": "E",
    "taxable_amount": "0",
    "tax_amount": "0",
    "rate": "0",
    "exemption_reason": "Skäl",
}

FURTHER = [
    Case("BR-IC-11", "delivery.delivered_on", None, "2026-10-29", partial(an_invoice_in, "K")),
    Case("BR-IC-12", "delivery.address", None, {"country": "DK"}, partial(an_invoice_in, "K")),
    Case("BR-O-11", "vat", (NOTHING_ELSE, SOMETHING_ELSE), (NOTHING_ELSE,), partial(an_invoice_in, "O")),
    Case("BR-O-12", "lines.0.vat_category", "E", "O", partial(an_invoice_in, "O")),
    Case("BR-O-13", "allowances_charges.0.vat_category", "E", "O", partial(an_invoice_in, "O")),
    Case("BR-O-14", "allowances_charges.1.vat_category", "E", "O", partial(an_invoice_in, "O")),
    Case("BR-B-01", "buyer.address.country", "SE", "IT", an_invoice_in_italy),
]
CASES = [*(case for category in CATEGORIES for case in cases_of(category)), *FURTHER]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_split_payment_and_the_standard_rate_exclude_each_other() -> None:
    italian = an_invoice_in_italy()
    assert "BR-B-02" not in broken_rules(italian)
    assert "BR-B-02" in broken_rules(changed(italian, "allowances_charges", (an_allowance(),)))


def test_every_rule_has_a_case() -> None:
    b02 = [rule for rule in en16931_vat.RULES if rule.id == "BR-B-02"]
    assert len(b02) == 1
    assert_all_have_a_case(CASES, [rule for rule in en16931_vat.RULES if rule not in b02])


@pytest.mark.parametrize("code", BY_CODE)
def test_a_lawful_invoice_of_each_category_breaks_nothing(code: str) -> None:
    assert not broken_rules(an_invoice_in(code))


def test_rates_are_compared_as_numbers() -> None:
    assert not broken_rules(changed(an_invoice(), "vat.0.rate", "25.000"))


def test_a_breakdown_that_nothing_uses_is_told() -> None:
    extra = an_invoice().model_dump()["vat"] + (
        {"category": "S", "rate": "12", "taxable_amount": "0", "tax_amount": "0"},
    )
    assert broken_rules(changed(an_invoice(), "vat", extra)) == {"BR-S-08"}


def test_a_tax_representative_speaks_for_the_seller() -> None:
    unknown = changed(an_invoice_in("G"), "seller.vat_id", None)
    represented = {"name": "Ombud AB", "vat_id": "SE550000001201", "address": {"country": "SE"}}
    assert "BR-G-02" in broken_rules(unknown)
    assert "BR-G-02" not in broken_rules(changed(unknown, "tax_representative", represented))


def test_a_tax_registration_is_enough_for_the_standard_rate() -> None:
    unknown = changed(an_invoice_in("S"), "seller.vat_id", None)
    assert "BR-S-02" in broken_rules(unknown)
    assert "BR-S-02" not in broken_rules(changed(unknown, "seller.tax_registration", "Godkänd för F-skatt"))


def test_a_negative_rate_is_not_excused_by_a_positive_tax() -> None:
    assert "BR-S-09" in broken_rules(changed(an_invoice(), "vat.0.rate", "-25"))
