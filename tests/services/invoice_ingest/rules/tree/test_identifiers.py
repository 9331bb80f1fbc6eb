import pytest

from services.invoice_ingest.rules.peppol_identifiers import STATEMENTS
from tests.tree_cases import (
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    marked,
    written,
)
from tests.tree_documents import an_invoice

NUMBERS = {
    "R040": ("0088", "7300010000002", "7300010000001"),
    "R041": ("0192", "974760674", "974760673"),
    "R042": ("0184", "1234567", "DK12345678"),
    "R043": ("0208", "0202239952", "0202239951"),
    "R044": ("0201", "UFABC", "UFABC1"),
    "R045": ("0210", "RSSMRA80A01H501", "RSSMRA80A01H501U"),
    "R046": ("9907", "RSSMRA80A01H501", "RSSMRA80A01H501U"),
    "R047": ("0211", "IT06363391002", "IT06363391001"),
    "R049": ("0007", "5500000013", "5500000012"),
    "R050": ("0151", "51824753557", "51824753556"),
    "R052": ("0096", "123456789", "1234567890"),
    "R053": ("0198", "12345678", "DK12345678"),
    "R054": ("0106", "1234567", "12345678"),
    "R055": ("0190", "1234", "00000001234567890000"),
    "R056-1": ("9944", "NL123456789012", "NL123456789B12"),
    "R057": ("0217", "12345678", "123456789012"),
}
PARTY = "cac:AccountingCustomerParty/cac:Party"
ENDPOINT, REGISTRATION = f"{PARTY}/cbc:EndpointID", f"{PARTY}/cac:PartyTaxScheme"
OF_VAT = written(f"{REGISTRATION}/cac:TaxScheme/cbc:ID", "VAT")
CASES = (
    *(TreeCase(f"PEPPOL-COMMON-{number}",
               (written(ENDPOINT, wrong), marked(ENDPOINT, "schemeID", scheme)),
               (written(ENDPOINT, right), marked(ENDPOINT, "schemeID", scheme)))
      for number, (scheme, wrong, right) in NUMBERS.items()),
    TreeCase("PEPPOL-COMMON-R056-2", (OF_VAT, written(f"{REGISTRATION}/cbc:CompanyID", "NL123456789012")),
             (OF_VAT, written(f"{REGISTRATION}/cbc:CompanyID", "NL123456789B12"))),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_number_from_one_with_a_slip(case: TreeCase) -> None:
    assert_tells_apart(case, an_invoice())


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, STATEMENTS, ())


@pytest.mark.parametrize(
    "path",
    [ENDPOINT, f"{PARTY}/cac:PartyIdentification/cbc:ID", "cac:PayeeParty/cac:PartyTaxScheme/cbc:CompanyID"],
)
def test_an_empty_number_is_none_wherever_the_scheme_is_named(path: str) -> None:
    assert "PEPPOL-COMMON-R040" in broken_rules(
        an_invoice(), [written(path, ""), marked(path, "schemeID", "0088")]
    )


def test_blanks_break_a_danish_number_and_no_other() -> None:
    blank = [written(ENDPOINT, " DK12345678"), marked(ENDPOINT, "schemeID", "0184")]
    assert "PEPPOL-COMMON-R042" in broken_rules(an_invoice(), blank)
    blank = [written(ENDPOINT, " 7300010000001 "), marked(ENDPOINT, "schemeID", "0088")]
    assert "PEPPOL-COMMON-R040" not in broken_rules(an_invoice(), blank)


def test_a_number_without_a_scheme_is_not_judged() -> None:
    bare = f"{PARTY}/cac:PartyIdentification/cbc:ID"
    assert not broken_rules(an_invoice(), [written(bare, "12")])
