import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import en16931_presence
from tests.builders import an_invoice
from tests.rule_cases import (
    Base,
    Case,
    a_full_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)


def paid_by_card() -> Invoice:
    return a_full_invoice(payments=({"means_code": "48", "card_number": "123456"},) * 2)


ROWS: tuple[tuple[str, str, object, object], ...] = (
    ("BR-02", "number", "", "F-2"),
    ("BR-03", "issue_date", None, "2026-11-03"),
    ("BR-04", "type_code", "", "383"),
    ("BR-05", "currency", "", "DKK"),
    ("BR-16", "lines", (), a_full_invoice().model_dump()["lines"] * 2),
    ("BR-53", "tax_currency", "EUR", None),
    ("BR-CO-18", "vat", (), a_full_invoice().model_dump()["vat"]),
    ("BR-12", "totals.lines", None, "105"),
    ("BR-13", "totals.without_vat", None, "100"),
    ("BR-14", "totals.with_vat", None, "125"),
    ("BR-15", "totals.payable", None, "125"),
    ("BR-55", "preceding.0.number", "", "F-901"),
    ("BR-CO-19", "period", {"start": None, "end": None}, {"start": None, "end": "2026-10-31"}),
    ("BR-52", "attachments.0.reference", "", "Bilaga 2"),
    ("BR-06", "seller.name", "", "Blått Papper AB"),
    ("BR-07", "buyer.name", "", "Storköpings kommun"),
    ("BR-08", "seller.address", None, {"country": "SE"}),
    ("BR-09", "seller.address.country", None, "NO"),
    ("BR-10", "buyer.address", None, {"country": "SE"}),
    ("BR-11", "buyer.address.country", None, "NO"),
    ("BR-17", "payee.name", "", "Inkasso AB"),
    ("BR-18", "tax_representative.name", "", "Ombudet AB"),
    ("BR-19", "tax_representative.address", None, {"country": "SE"}),
    ("BR-20", "tax_representative.address.country", None, "NO"),
    ("BR-56", "tax_representative.vat_id", None, "SE550000001201"),
    ("BR-57", "delivery.address.country", None, "NO"),
    ("BR-62", "seller.endpoint.scheme", None, "0007"),
    ("BR-63", "buyer.endpoint.scheme", None, "0007"),
    ("BR-CO-09", "buyer.vat_id", "550000002001", "EL123456789"),
    ("BR-49", "payments.0.means_code", None, "57"),
    ("BR-50", "payments.0.accounts.0.id", "", "55000002"),
    ("BR-61", "payments.0.accounts", (), ({"id": "55000002"},)),
    ("BR-21", "lines.0.id", "", "7"),
    ("BR-22", "lines.0.quantity", None, "3"),
    ("BR-23", "lines.0.unit", None, "H87"),
    ("BR-24", "lines.0.net_amount", None, "105.0"),
    ("BR-25", "lines.0.item.name", "", "Papper"),
    ("BR-26", "lines.0.price.net", None, "0"),
    ("BR-54", "lines.0.item.attributes", (("Färg", ""),), (("Vikt", "80 g"),)),
    ("BR-64", "lines.0.item.standard_id.scheme", None, "0088"),
    ("BR-65", "lines.0.item.classifications.0.list_id", None, "STI"),
    ("BR-CO-04", "lines.0.vat_category", None, "Z"),
    ("BR-CO-20", "lines.0.period", {"start": None}, {"start": "2026-10-06"}),
    ("BR-31", "allowances_charges.0.amount", None, "10"),
    ("BR-32", "allowances_charges.0.vat_category", None, "Z"),
    ("BR-36", "allowances_charges.1.amount", None, "5"),
    ("BR-37", "allowances_charges.1.vat_category", None, "Z"),
    ("BR-41", "lines.0.allowances_charges.0.amount", None, "5"),
    ("BR-43", "lines.0.allowances_charges.1.amount", None, "10"),
    ("BR-45", "vat.0.taxable_amount", None, "100"),
    ("BR-46", "vat.0.tax_amount", None, "25"),
    ("BR-47", "vat.0.category", "", "Z"),
    ("BR-48", "vat.0.rate", None, "25.0"),
)  # fmt: skip

REASONS = (
    (("BR-33", "BR-CO-21"), "allowances_charges", 0), (("BR-38", "BR-CO-22"), "allowances_charges", 1),
    (("BR-42", "BR-CO-23"), "lines.0.allowances_charges", 0),
    (("BR-44", "BR-CO-24"), "lines.0.allowances_charges", 1),
)  # fmt: skip


def without_code(path: str) -> Base:
    return lambda: changed(a_full_invoice(), f"{path}.reason_code", None)


CASES = (
    *(Case(rule, path, broken, kept, a_full_invoice) for rule, path, broken, kept in ROWS),
    *(Case(rule, f"{path}.{index}.reason", None, "Annat", without_code(f"{path}.{index}"))
      for rules, path, index in REASONS for rule in rules),
    Case("BR-01", "customization_id", None, an_invoice().customization_id, an_invoice),
    Case("BR-CO-03", "tax_point_code", "35", None, lambda: a_full_invoice(tax_point_date="2026-11-01")),
    Case("BR-CO-26", "seller.vat_id", None, "SE550000001201",
         lambda: changed(changed(a_full_invoice(), "seller.ids", ()), "seller.legal_id", None)),
    Case("BR-51", "payments.0.card_number", "12345678901", "1234567890",
         lambda: changed(paid_by_card(), "payments.1.card_number", None)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, en16931_presence.RULES)


@pytest.mark.parametrize("path", ["due_date", "payment_terms", "seller.contact", "order_ref", "profile_id"])
def test_what_the_standard_leaves_open_may_be_absent(path: str) -> None:
    invoice = changed(changed(a_full_invoice(), "format", "en16931-ubl"), path, None)
    assert not broken_rules(invoice)


def test_a_payee_that_is_the_seller_is_no_payee() -> None:
    assert "BR-17" in broken_rules(changed(a_full_invoice(), "payee.name", "Pappersbutiken"))
    same = ({"value": "7300010000001", "scheme": "0088"},)
    assert "BR-17" in broken_rules(changed(a_full_invoice(), "payee.ids", same))


def test_a_tax_point_code_alone_makes_a_period() -> None:
    coded = changed(changed(a_full_invoice(), "period", {}), "tax_point_code", "35")
    assert "BR-CO-19" not in broken_rules(coded)


def test_a_vat_total_in_the_accounting_currency_is_enough() -> None:
    invoice = changed(a_full_invoice(), "tax_currency", "EUR")
    assert "BR-53" not in broken_rules(changed(invoice, "totals.vat_in_tax_currency", "2.40"))
    assert "BR-53" not in broken_rules(changed(a_full_invoice(), "tax_currency", "SEK"))
