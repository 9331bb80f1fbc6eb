import pytest

from services.invoice_ingest.rules.tree.national import netherlands
from tests.national_documents import (
    ADDRESS,
    BUYER,
    COUNTRY,
    LEGAL_NUMBER,
    PAYMENT,
    REPRESENTATIVE,
    SELLER,
    NationalCase,
    a_dutch_credit_note,
    a_dutch_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
)
from tests.tree_cases import Edit, doubled, marked, removed, written

AMOUNT = "cac:LegalMonetaryTotal/cbc:PayableAmount"
STREET = f"{ADDRESS}/cbc:StreetName"


def scheme(party: str, value: str) -> Edit:
    return marked(f"{party}/{LEGAL_NUMBER}", "schemeID", value)


CASES = [
    NationalCase(
        "NL-R-001",
        (removed("cac:BillingReference"),),
        (written("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", ""),),
        a_dutch_credit_note,
    ),
    NationalCase("NL-R-002", (removed(f"{SELLER}/{STREET}"),), (written(f"{SELLER}/{STREET}", ""),)),
    NationalCase("NL-R-003", (scheme(SELLER, "0088"),), (scheme(SELLER, "0190"),)),
    NationalCase("NL-R-004", (removed(f"{BUYER}/{STREET}"),), (written(f"{BUYER}/{STREET}", ""),)),
    NationalCase("NL-R-005", (written(f"{BUYER}/{LEGAL_NUMBER}", " "),), (scheme(BUYER, "0190"),)),
    NationalCase(
        "NL-R-006",
        (removed(f"{REPRESENTATIVE}/{STREET}"),),
        (written(f"{REPRESENTATIVE}/{COUNTRY}", "DE"), removed(f"{REPRESENTATIVE}/{STREET}")),
    ),
    NationalCase("NL-R-007", (removed(PAYMENT),), (removed(PAYMENT), written(AMOUNT, "0.00"))),
    NationalCase(
        "NL-R-008",
        (written(f"{PAYMENT}/cbc:PaymentMeansCode", "31"),),
        (written(f"{PAYMENT}/cbc:PaymentMeansCode", " 58 "),),
    ),
    NationalCase("NL-R-009", (removed("cac:OrderReference"),), (written("cac:OrderReference/cbc:ID", ""),)),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, a_dutch_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, netherlands.SET)


@pytest.mark.parametrize(("amount", "broken"), [("125.00", []), ("-1.00", ["NL-R-007"]), ("", ["NL-R-007"])])
def test_a_credit_note_that_is_owed_says_how_to_pay(amount: str, broken: list[str]) -> None:
    assert broken_rules(a_dutch_credit_note(), removed(PAYMENT), written(AMOUNT, amount)) == broken


def test_a_country_in_small_letters_is_meant_too() -> None:
    small = written(f"{SELLER}/{COUNTRY}", " nl ")
    assert broken_rules(a_dutch_invoice(), small, removed(f"{SELLER}/{STREET}")) == ["NL-R-002"]


def test_a_buyer_elsewhere_is_not_looked_at() -> None:
    elsewhere = written(f"{BUYER}/{COUNTRY}", "BE")
    assert broken_rules(a_dutch_invoice(), elsewhere, removed(f"{BUYER}/{STREET}"), scheme(BUYER, "")) == []


def test_every_order_line_without_an_order_is_told() -> None:
    lines = (doubled("cac:InvoiceLine"), removed("cac:OrderReference"))
    assert broken_rules(a_dutch_invoice(), *lines) == ["NL-R-009"] * 2
