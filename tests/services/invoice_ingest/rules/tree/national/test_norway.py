import pytest

from services.invoice_ingest.rules.tree.national import norway
from tests.national_documents import (
    COUNTRY,
    SCHEME,
    SELLER,
    VAT_NUMBER,
    NationalCase,
    a_norwegian_invoice,
    a_tax_registration,
    added,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    edited,
)
from tests.tree_cases import removed, written
from tests.tree_documents import an_invoice

NUMBER = f"{SELLER}/{VAT_NUMBER}"
REGISTERED = f"{SELLER}/{SCHEME}[2]/cbc:CompanyID"

CASES = [
    NationalCase("NO-R-001", (written(NUMBER, "NO974760674MVA"),), (written(NUMBER, "NO976098897MVA"),)),
    NationalCase(
        "NO-R-002", (removed(f"{SELLER}/{SCHEME}[2]"),), (written(REGISTERED, " Foretaksregisteret\n"),)
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, a_norwegian_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, norway.SET)


@pytest.mark.parametrize("number", ["NO974760673", "NO974760673mva", "NO97476067 MVA", "NO000000000MVA"])
def test_a_norwegian_vat_number_has_its_form(number: str) -> None:
    assert "NO-R-001" in broken_rules(a_norwegian_invoice(), written(NUMBER, number))


def test_a_number_in_small_letters_means_norway_but_is_no_norwegian_vat_number() -> None:
    assert broken_rules(a_norwegian_invoice(), written(NUMBER, "no1")) == []
    assert broken_rules(a_norwegian_invoice(), written(NUMBER, "no1"), removed(f"{SELLER}/{SCHEME}[2]")) == [
        "NO-R-002"
    ]


def test_the_vat_number_decides_before_the_address() -> None:
    elsewhere = (written(f"{SELLER}/{COUNTRY}", "DE"), removed(f"{SELLER}/{SCHEME}[2]"))
    assert broken_rules(a_norwegian_invoice(), *elsewhere) == ["NO-R-002"]
    assert broken_rules(a_norwegian_invoice(), *elsewhere, written(NUMBER, "DE1")) == []


def test_a_representative_decides_where_the_seller_has_no_vat_number() -> None:
    nobody = edited(an_invoice(), removed(f"{SELLER}/{SCHEME}"), written(f"{SELLER}/{COUNTRY}", "FI"))
    scheme = a_tax_registration("NO1", "VAT")
    represented = added("", f"<cac:TaxRepresentativeParty>{scheme}</cac:TaxRepresentativeParty>")
    assert broken_rules(nobody) == []
    assert broken_rules(nobody, represented) == ["NO-R-002"]


def test_two_vat_numbers_are_of_no_country() -> None:
    second = added(SELLER, a_tax_registration("NO974760673MVA", "VAT"))
    assert broken_rules(a_norwegian_invoice(), second, removed(f"{SELLER}/{SCHEME}[2]")) == []
