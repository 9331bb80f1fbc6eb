import pytest

from services.invoice_ingest.rules.tree.national import sweden
from tests.national_documents import (
    ACCOUNT,
    BUYER,
    COUNTRY,
    LEGAL_NUMBER,
    PAYMENT,
    SCHEME,
    SELLER,
    VAT_NUMBER,
    NationalCase,
    a_swedish_invoice,
    an_account,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    paid_by,
)
from tests.tree_cases import Base, removed, written

NUMBER, LEGAL = f"{SELLER}/{VAT_NUMBER}", f"{SELLER}/{LEGAL_NUMBER}"
APPROVAL = f"{SELLER}/{SCHEME}[2]/cbc:CompanyID"
RATE = "cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"
GIRO, MEANS = f"{ACCOUNT}/cbc:ID", f"{PAYMENT}/cbc:PaymentMeansCode"


def by_plusgiro() -> Base:
    return paid_by("30", an_account("12", "SE:PLUSGIRO"), a_swedish_invoice())


CASES = [
    NationalCase("SE-R-001", (written(NUMBER, "SE9999990014"),), (written(NUMBER, " SE999999001499 "),)),
    NationalCase("SE-R-002", (written(NUMBER, "SE999999-00140"),), (written(NUMBER, "SE999999001402"),)),
    NationalCase("SE-R-003", (written(LEGAL, "999999-0014"),), (written(LEGAL, " 9999990014 "),)),
    NationalCase("SE-R-004", (written(LEGAL, "169999990014"),), (written(LEGAL, " 9999990014 "),)),
    NationalCase("SE-R-013", (written(LEGAL, "9999990015"),), (written(LEGAL, "5500000020"),)),
    NationalCase(
        "SE-R-005", (written(APPROVAL, "F-skattebevis finns"),), (written(APPROVAL, "godkänd  för f-skatt"),)
    ),
    NationalCase("SE-R-006", (written(RATE, "24"),), (written(RATE, " 12.0 "),)),
    NationalCase("SE-R-007", (written(GIRO, "1234-5"),), (written(GIRO, " 12345678 "),), by_plusgiro),
    NationalCase("SE-R-010", (written(GIRO, "123456789"),), (written(GIRO, "12"),), by_plusgiro),
    NationalCase("SE-R-008", (written(GIRO, "123-4567"),), (written(GIRO, "12345678"),)),
    NationalCase("SE-R-009", (written(GIRO, "123456"),), (written(GIRO, "1234567"),)),
    NationalCase("SE-R-011", (written(MEANS, "56"),), (written(MEANS, "58"),)),
    NationalCase(
        "SE-R-012", (written(MEANS, "31"),), (written(f"{BUYER}/{COUNTRY}", "NO"), written(MEANS, "31"))
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, a_swedish_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, sweden.SET)


@pytest.mark.parametrize(
    "category", ["cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory", "cac:AllowanceCharge/cac:TaxCategory"]
)
def test_a_rate_is_looked_at_wherever_it_stands(category: str) -> None:
    wrong = (written(f"{category}/cbc:ID", "S"), written(f"{category}/cbc:Percent", "20"))
    assert broken_rules(a_swedish_invoice(), *wrong) == ["SE-R-006"]


def test_a_rate_with_an_exponent_is_a_rate_and_a_missing_one_is_not() -> None:
    assert broken_rules(a_swedish_invoice(), written(RATE, "2.5e1")) == []
    assert broken_rules(a_swedish_invoice(), removed(RATE)) == ["SE-R-006"]


def test_a_registration_without_scheme_has_to_be_the_approval() -> None:
    without = removed(f"{SELLER}/{SCHEME}[2]/cac:TaxScheme")
    assert broken_rules(a_swedish_invoice(), without) == []
    assert broken_rules(a_swedish_invoice(), without, written(APPROVAL, "x")) == ["SE-R-005"]


def test_a_foreign_seller_is_not_judged_by_swedish_rules() -> None:
    abroad = written(f"{SELLER}/{COUNTRY}", "FI")
    assert broken_rules(a_swedish_invoice(), abroad, written(APPROVAL, "x"), written(LEGAL, "x")) == []


def test_a_seller_without_a_swedish_vat_number_may_use_another_rate() -> None:
    foreign = written(NUMBER, "FI12345678")
    assert broken_rules(a_swedish_invoice(), foreign, written(RATE, "24")) == []
