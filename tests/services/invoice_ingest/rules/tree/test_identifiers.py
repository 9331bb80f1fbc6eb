import pytest

from services.invoice_ingest.rules.tree import identifiers
from tests.services.invoice_ingest.rules.test_peppol_identifiers import NUMBERS
from tests.tree_cases import (
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    marked,
    written,
)
from tests.tree_documents import an_invoice

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
    assert_all_have_a_case(CASES, (), identifiers.JUDGED)


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
