import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import national_se
from tests.builders import a_buyer, an_address, an_invoice
from tests.rule_cases import (
    Case,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)

NORWEGIAN_BUYER = an_address(country="NO")


def paid_by_giro(provider: str, account: str) -> Invoice:
    accounts = ({"id": account, "service_provider": provider},)
    return an_invoice(payments=({"means_code": "30", "accounts": accounts},))


def by_plusgiro() -> Invoice:
    return paid_by_giro("SE:PLUSGIRO", "12345678")


def by_bankgiro() -> Invoice:
    return paid_by_giro("SE:BANKGIRO", "1234567")


ACCOUNT = "payments.0.accounts.0.id"
CASES = [
    Case("SE-R-001", "seller.vat_id", "SE5500000012", "SE550000001299", an_invoice),
    Case("SE-R-002", "seller.vat_id", "SE550000-00120", "SE550000001202", an_invoice),
    Case("SE-R-003", "seller.legal_id.value", "550000-0012", "5500000020", an_invoice),
    Case("SE-R-004", "seller.legal_id.value", "165500000012", "5500000020", an_invoice),
    Case("SE-R-013", "seller.legal_id.value", "5500000013", "5500000020", an_invoice),
    Case("SE-R-005", "seller.tax_registration", "F-skattebevis finns", "godkänd  för f-skatt", an_invoice),
    Case("SE-R-006", "lines.0.vat_rate", "24", "12.0", an_invoice),
    Case("SE-R-007", ACCOUNT, "1234-5", "12", by_plusgiro),
    Case("SE-R-010", ACCOUNT, "123456789", "12", by_plusgiro),
    Case("SE-R-008", ACCOUNT, "123-4567", "12345678", by_bankgiro),
    Case("SE-R-009", ACCOUNT, "123456", "12345678", by_bankgiro),
    Case("SE-R-011", "payments.0.means_code", "56", "58", by_bankgiro),
    Case("SE-R-012", "payments.0.means_code", "31", "58", by_bankgiro),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, national_se.RULES)


@pytest.mark.parametrize("path", ["lines.0.vat_rate", "vat.0.rate"])
def test_a_rate_is_looked_at_wherever_it_stands(path: str) -> None:
    assert "SE-R-006" in broken_rules(changed(an_invoice(), path, "20"))


def test_a_foreign_seller_is_not_judged_by_swedish_rules() -> None:
    foreign = changed(an_invoice(), "seller.address", {"country": "NO"})
    assert not broken_rules(changed(foreign, "seller.tax_registration", "Foretaksregisteret"))


def test_a_seller_without_a_swedish_vat_number_may_use_another_rate() -> None:
    invoice = changed(an_invoice(), "seller.vat_id", "DE123456789")
    assert "SE-R-006" not in broken_rules(changed(invoice, "lines.0.vat_rate", "19"))


def test_a_credit_transfer_to_sweden_from_abroad_may_be_means_31() -> None:
    invoice = an_invoice(buyer=a_buyer(address=NORWEGIAN_BUYER))
    assert "SE-R-012" not in broken_rules(changed(invoice, "payments.0.means_code", "31"))
