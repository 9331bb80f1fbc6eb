import pytest

from services.invoice_ingest.rules.tree.national import italy
from tests.national_documents import (
    ADDRESS,
    SCHEME,
    SELLER,
    VAT_NUMBER,
    NationalCase,
    an_italian_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
)
from tests.tree_cases import removed, written

NUMBER = f"{SELLER}/{SCHEME}[2]/cbc:CompanyID"
EMPTY = f"{SELLER}/{ADDRESS}"

CASES = [
    NationalCase("IT-R-001", (written(NUMBER, "rssmra85t10"),), (written(NUMBER, " 12345678901 "),)),
    *(
        NationalCase(rule, (removed(f"{EMPTY}/cbc:{name}"),), (written(f"{EMPTY}/cbc:{name}", ""),))
        for rule, name in (("IT-R-002", "StreetName"), ("IT-R-003", "CityName"), ("IT-R-004", "PostalZone"))
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, an_italian_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, italy.SET)


@pytest.mark.parametrize("number", ["1234567890", "12345678901234567", "1234567890 1", ""])
def test_a_tax_number_has_its_form(number: str) -> None:
    assert "IT-R-001" in broken_rules(an_italian_invoice(), written(NUMBER, number))


def test_a_registration_without_scheme_is_not_one_of_vat() -> None:
    without = removed(f"{SELLER}/{SCHEME}[2]/cac:TaxScheme")
    assert "IT-R-001" in broken_rules(an_italian_invoice(), written(NUMBER, "1"), without)


def test_the_vat_number_is_no_tax_number() -> None:
    assert broken_rules(an_italian_invoice(), written(f"{SELLER}/{VAT_NUMBER}", "IT1")) == []
