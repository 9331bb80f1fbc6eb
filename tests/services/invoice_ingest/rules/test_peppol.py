from functools import partial

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import peppol
from services.invoice_ingest.rules.peppol import EXEMPTIONS
from tests.builders import a_buyer, a_credit_note, a_line, a_seller, an_address, an_invoice
from tests.rule_cases import (
    Case,
    a_full_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)

BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
SELF_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:selfbilling:3.0"


def a_self_billed_invoice(**fields: object) -> Invoice:
    process = "urn:fdc:peppol.eu:2017:poacc:selfbilling:01:1.0"
    own = {"format": "peppol-selfbilling-3", "customization_id": SELF_BILLING, "profile_id": process}
    return an_invoice(**{**own, "type_code": "389", **fields})


def a_german_invoice(**fields: object) -> Invoice:
    address = an_address(country="DE")
    return an_invoice(seller=a_seller(address=address), buyer=a_buyer(address=address), **fields)


def an_invoice_in_two_currencies() -> Invoice:
    invoice = changed(an_invoice(), "totals.vat_in_tax_currency", "2.30")
    return changed(invoice, "tax_currency", "EUR")


def a_direct_debit() -> Invoice:
    return an_invoice(payments=({"means_code": "59", "mandate": "M-1"},))


def an_exempt_invoice(category: str, code: str) -> Invoice:
    """Lawful as far as the exemption goes: one breakdown of the category with the code."""
    rate = None if category == "O" else "0"
    sums = {"taxable_amount": "100", "tax_amount": "0"}
    breakdown = {**sums, "category": category, "rate": rate, "exemption_code": code}
    parties = {"seller": a_seller(tax_registration=None, vat_id=None), "buyer": a_buyer(vat_id=None)}
    return an_invoice(
        lines=(a_line(vat_category=category, vat_rate=rate),),
        vat=(breakdown,),
        delivery={"delivered_on": "2026-10-30", "address": an_address()},
        **(parties if category == "O" else {}),
    )


PREFIX = "PEPPOL-EN16931-"
ROWS: tuple[tuple[str, str, object, object], ...] = (
    (
        "R007",
        "profile_id",
        "urn:fdc:peppol.eu:2017:poacc:billing:1.0",
        "urn:peppol:bis:billing_with_response",
    ),
    ("R003", "buyer_reference", None, "KST-1"),
    ("R004", "customization_id", "urn:cen.eu:en16931:2017", f"{BILLING}#conformant#urn:example"),
    ("R005", "tax_currency", "SEK", None),
    ("R010", "buyer.endpoint", None, {"value": "5500000012", "scheme": "0007"}),
    ("R020", "seller.endpoint", None, {"value": "5500000012", "scheme": "0007"}),
    ("P0100", "type_code", "751", "383"),
    ("P0112", "type_code", "384", "380"),
    ("R040", "allowances_charges.0.amount", "10.03", "10.02"),
    ("R041", "lines.0.allowances_charges.0.base_amount", None, "100"),
    ("R042", "allowances_charges.1.percentage", None, "10"),
    ("R046", "lines.0.price.gross", "54.99", "55.000"),
    ("R110", "lines.0.period.start", "2026-09-30", "2026-10-01"),
    ("R111", "lines.0.period.end", "2026-11-01", "2026-10-31"),
    ("R120", "lines.0.net_amount", "105.03", "105.02"),
    ("R121", "lines.0.price.base_quantity", "0", "1"),
    ("R130", "lines.0.price.base_unit", "H87", "EA"),
)

CASES = [
    *(Case(PREFIX + rule, path, broken, kept, a_full_invoice) for rule, path, broken, kept in ROWS),
    Case(f"{PREFIX}R055", "totals.vat_in_tax_currency", "-2.30", "0", an_invoice_in_two_currencies),
    Case(f"{PREFIX}R061", "payments.0.mandate", None, "M-2", a_direct_debit),
    Case(f"{PREFIX}P0101", "type_code", "308", "396", a_credit_note),
    *(Case(PREFIX + number, "vat.0.category", "Z", category, partial(an_exempt_invoice, category, code))
      for number, code, category in EXEMPTIONS),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, peppol.RULES)


def test_an_order_reference_does_for_a_buyer_reference() -> None:
    assert not broken_rules(an_invoice(buyer_reference=None, order_ref="B-77"))


def test_german_parties_may_correct_an_invoice() -> None:
    told = broken_rules(a_german_invoice(type_code="384"))
    assert "PEPPOL-EN16931-P0112" not in told
    assert "PEPPOL-EN16931-P0112" in broken_rules(an_invoice(type_code="326"))


def test_a_self_billed_invoice_has_ids_and_types_of_its_own() -> None:
    assert not broken_rules(a_self_billed_invoice())
    assert broken_rules(a_self_billed_invoice(type_code="380")) == {"PEPPOL-EN16931-P0100"}
    assert broken_rules(a_self_billed_invoice(customization_id=BILLING)) == {"PEPPOL-EN16931-R004"}


def test_an_invoice_that_names_no_specification_is_held_against_peppol() -> None:
    told = broken_rules(an_invoice(format="en16931-ubl", customization_id=None, buyer_reference=None))
    assert {"BR-01", "PEPPOL-EN16931-R003", "PEPPOL-EN16931-R004"} <= told


def test_another_specification_of_the_standard_is_not_held_against_peppol() -> None:
    specification = "urn:cen.eu:en16931:2017#compliant#urn:example:cius"
    plain = an_invoice(format="en16931-ubl", customization_id=specification, buyer_reference=None)
    assert not broken_rules(plain)


@pytest.mark.parametrize(
    ("quantity", "price", "net"),
    [
        ("2", {"net": "50", "base_quantity": "4"}, "25.00"),
        ("2", {"net": "50", "base_quantity": "0"}, "100.00"),
        (None, {"net": "50"}, "50.00"),
        ("0", {"net": "50"}, "0.00"),
        ("-2", {"net": "50"}, "-100.00"),
        ("3", {"net": "0.333333"}, "1.00"),
        ("1", {"net": "100", "base_quantity": "3"}, "33.33"),
    ],
)
def test_a_line_amount_is_quantity_times_price_over_base_quantity(
    quantity: str | None, price: dict[str, str], net: str
) -> None:
    line = a_line(quantity=quantity, price=price, net_amount=net)
    assert "PEPPOL-EN16931-R120" not in broken_rules(an_invoice(lines=(line,)))


def test_line_charges_and_allowances_enter_the_line_amount_rounded() -> None:
    tiny = {"is_charge": False, "amount": "0.004", "reason": "Öre"}
    line = a_line(net_amount="100.02", quantity="2", allowances_charges=(tiny,))
    assert "PEPPOL-EN16931-R120" not in broken_rules(an_invoice(lines=(line,)))


def test_both_vat_totals_may_be_negative() -> None:
    negative = changed(an_invoice_in_two_currencies(), "totals.vat", "-25")
    told = broken_rules(changed(negative, "totals.vat_in_tax_currency", "-2.30"))
    assert "PEPPOL-EN16931-R055" not in told
