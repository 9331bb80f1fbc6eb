"""What all papers have in common, broken by one edit of a lawful document and kept by another."""

import pytest

from services.invoice_ingest.rules.papers import COMMON
from services.invoice_ingest.rules.peppol_identifiers import STATEMENTS
from tests.documents import ORDER
from tests.paper_cases import PaperCase, assert_tells_apart, broken_rules, lawful
from tests.tree_cases import Edit, marked, written

PAPER = lawful(ORDER, "T01")
ENDPOINT = "cac:BuyerCustomerParty/cac:Party/cbc:EndpointID"
NUMBER = "cac:BuyerCustomerParty/cac:Party/cac:PartyTaxScheme"
LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"


def identified(scheme: str, value: str) -> tuple[Edit, ...]:
    return marked(ENDPOINT, "schemeID", scheme), written(ENDPOINT, value)


def by_scheme(rule: str, scheme: str, wrong: str, right: str) -> PaperCase:
    return PaperCase(f"PEPPOL-COMMON-{rule}", identified(scheme, wrong), identified(scheme, right))


CASES = [
    PaperCase("PEPPOL-COMMON-R001", (written("cbc:ID", " "),), (written("cbc:ID", "x"),)),
    PaperCase("PEPPOL-COMMON-R003", (marked(".", LOCATION, "x y"),), (marked(".", "other", "x"),)),
    PaperCase("PEPPOL-COMMON-R030", (written("cbc:IssueDate", "2026-02-30"),),
              (written("cbc:IssueDate", "2026-02-28"),)),
    by_scheme("R040", "0088", "7300010000002", " 7300010000001 "),
    by_scheme("R041", "0192", "974760674", "974760673"),
    by_scheme("R042", "0184", " DK12345674", "DK12345674"),
    by_scheme("R043", "0208", "0202239952", "0202239951"),
    by_scheme("R044", "0201", "ABC", "ABC123"),
    by_scheme("R045", "0210", "123", "12345678901"),
    by_scheme("R046", "9907", "123", "12345678901"),
    by_scheme("R047", "0211", "IT06363391002", "IT06363391001"),
    by_scheme("R049", "0007", "5500000013", "5500000012"),
    by_scheme("R050", "0151", "51824753557", "51824753556"),
    by_scheme("R052", "0096", "123456789", "1234567890"),
    by_scheme("R053", "0198", "12345678", "DK12345678"),
    by_scheme("R054", "0106", "1234567", "12345678"),
    by_scheme("R055", "0190", "123", "12345678901234567890"),
    by_scheme("R056-1", "9944", "NL123", "NL123456789B01"),
    by_scheme("R057", "0217", "123", "123456789012"),
    PaperCase("PEPPOL-COMMON-R056-2",
              (written(f"{NUMBER}/cac:TaxScheme/cbc:ID", "VAT"), written(f"{NUMBER}/cbc:CompanyID", "NL123")),
              (written(f"{NUMBER}/cac:TaxScheme/cbc:ID", "VAT"),
               written(f"{NUMBER}/cbc:CompanyID", "SE123"))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_document_from_a_lawful_one(case: PaperCase) -> None:
    assert_tells_apart(case, PAPER)


def test_every_rule_has_a_case() -> None:
    assert {case.rule for case in CASES} == {rule.id for rule in (*COMMON, *STATEMENTS)}


def test_an_empty_document_is_an_empty_element() -> None:
    empty = PAPER._replace(
        data=b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"> </Order>'
    )
    assert "PEPPOL-COMMON-R001" in broken_rules(empty)
