from collections.abc import Callable

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import national_dk
from tests.builders import a_credit_note, a_line, a_party, an_address, an_allowance, an_item
from tests.builders import an_invoice as a_swedish_invoice
from tests.rule_cases import (
    Base,
    Case,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)


def a_dane(cvr: str, name: str) -> object:
    number = {"value": cvr, "scheme": "0184"}
    return a_party(
        name=name, legal_id=number, endpoint=number, vat_id=f"DK{cvr}", address=an_address(country="DK")
    )


def an_invoice(make: Callable[..., Invoice] = a_swedish_invoice, **fields: object) -> Invoice:
    """A lawful invoice between two Danish parties."""
    parties = {"seller": a_dane("12345678", "Blåt Papir A/S"), "buyer": a_dane("87654321", "Lilleby Kommune")}
    payments = ({"means_code": "31", "accounts": ({"id": "1234567890", "service_provider": "1234"},)},)
    return make(**{**parties, "payments": payments, **fields})


def a_danish_credit_note() -> Invoice:
    return an_invoice(a_credit_note)


def paid_by(means: str, reference: str | None, account: str, **fields: object) -> Base:
    payment = {"means_code": means, "reference": reference, "accounts": ({"id": account},), **fields}
    return lambda: an_invoice(payments=(payment,))


def with_ids() -> Invoice:
    return changed(an_invoice(), "seller.ids", ({"value": "7300010000001", "scheme": "0088"},))


def with_unspsc() -> Invoice:
    classes = ({"code": "14111507", "list_id": "TST", "list_version": "19.05.01"},)
    return an_invoice(lines=(a_line(item=an_item(classifications=classes)),))


def with_duty() -> Invoice:
    return an_invoice(allowances_charges=(an_allowance(is_charge=True, reason_code="ZZZ", reason="3021"),))


DIRECT_DEBIT = paid_by("49", None, "1", mandate="M-1", debited_account="12345678")
GIRO, FIK = paid_by("50", "04#1234567890123456", "1234567"), paid_by("93", "71#123456789012345", "12345678")
PAID = "payments.0"

CASES = [
    Case("DK-R-002", "seller.legal_id", None, {"value": "12345678", "scheme": "0184"}, an_invoice),
    Case("DK-R-014", "seller.legal_id.scheme", "0198", "0184", an_invoice),
    Case("DK-R-016", "totals.payable", "-1", "125", a_danish_credit_note),
    Case("DK-R-017", "buyer.legal_id.scheme", None, "0184", an_invoice),
    Case("DK-R-013", "seller.ids.0.scheme", None, "0088", with_ids),
    Case("DK-R-003", "lines.0.item.classifications.0.list_version", "11.0501", "26.08.01", with_unspsc),
    Case("DK-R-004", "allowances_charges.0.reason", "Afgift", "CO2#Afgift på kul", with_duty),
    Case("DK-R-005", f"{PAID}.means_code", "30", "97", an_invoice),
    Case("DK-R-006", f"{PAID}.accounts.0.service_provider", None, "4321", an_invoice),
    Case("DK-R-007", f"{PAID}.debited_account", None, "1", DIRECT_DEBIT),
    Case("DK-R-008", f"{PAID}.accounts.0.id", "123456", "12345678", GIRO),
    Case("DK-R-009", f"{PAID}.reference", "04#123", "01#", GIRO),
    Case("DK-R-010", f"{PAID}.accounts.0.id", "1234567", "87654321", FIK),
    Case("DK-R-011", f"{PAID}.reference", "71#123", "71#1234567890123456", FIK),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, national_dk.RULES)


def test_a_payment_without_a_card_type_is_told() -> None:
    assert "DK-R-008" in broken_rules(paid_by("50", "1234567890123456", "1234567")())
    assert "DK-R-010" in broken_rules(paid_by("93", None, "12345678")())


def test_the_payments_of_a_credit_note_are_not_looked_at() -> None:
    credit_note = changed(a_danish_credit_note(), "payments", ({"means_code": "57"},))
    assert "DK-R-005" not in broken_rules(credit_note)


def test_a_swedish_buyer_frees_a_danish_seller_from_the_rules_between_danes() -> None:
    invoice = changed(an_invoice(), "buyer.address.country", "SE")
    assert not {
        rule for rule in broken_rules(changed(invoice, "payments.0.means_code", "58")) if rule[:2] == "DK"
    }
