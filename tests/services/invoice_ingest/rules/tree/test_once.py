import pytest

from services.invoice_ingest.rules.tree import once
from services.invoice_ingest.rules.tree.automaton import LINE
from tests.tree_cases import (
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    doubled,
    marked,
    removed,
    written,
)
from tests.tree_documents import a_credit_note, an_invoice

SELLER, BUYER = once.SELLER, once.BUYER
DOCUMENT, PAYEE = "cac:AdditionalDocumentReference", "cac:PayeeParty"
OWN_NAME = written(f"{PAYEE}/cac:PartyName/cbc:Name", "Factoring AB")
SAME_NAME = written(f"{PAYEE}/cac:PartyName/cbc:Name", "Pappersboden AB")
CONTEXTS = {"": "", LINE: "cac:InvoiceLine/", "//cac:PostalAddress": f"{BUYER}/cac:PostalAddress/"}


def repeated(row: tuple[str, str, str, tuple[str, ...]]) -> TreeCase:
    id, _, path, (context, *_) = row
    where = CONTEXTS.get(context, context.removeprefix("//") + "/")
    return TreeCase(id, (doubled(where + path),), (written(where + path),))


CASES = (
    *(repeated(row) for row in once.ONCE),
    TreeCase("UBL-SR-04",
             (written(f"{DOCUMENT}/cbc:DocumentTypeCode", "130"), doubled(f"{DOCUMENT}/cbc:ID"))),
    TreeCase("UBL-SR-07", (written("cac:BillingReference"),),
             (written("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),)),
    TreeCase("UBL-SR-12", (doubled(f"{SELLER}/cac:PartyTaxScheme"),),
             (written(f"{SELLER}/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "TAX"),)),
    TreeCase("UBL-SR-13", (written(f"{SELLER}/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "TAX"),
                           doubled(f"{SELLER}/cac:PartyTaxScheme"))),
    TreeCase("UBL-SR-18", (written(f"{BUYER}/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "VAT"),
                           written(f"{BUYER}/cac:PartyTaxScheme/cbc:CompanyID"),
                           doubled(f"{BUYER}/cac:PartyTaxScheme"))),
    TreeCase("UBL-SR-19", (SAME_NAME,), (OWN_NAME,)),
    TreeCase("UBL-SR-20", (OWN_NAME, doubled(f"{PAYEE}/cac:PartyIdentification/cbc:ID")), (OWN_NAME,)),
    TreeCase("UBL-SR-21", (OWN_NAME, doubled(f"{PAYEE}/cac:PartyLegalEntity/cbc:CompanyID")), (OWN_NAME,)),
    TreeCase("UBL-SR-29", (marked(f"{SELLER}/cac:PartyIdentification/cbc:ID", "schemeID", "SEPA"),
                           doubled(f"{SELLER}/cac:PartyIdentification"))),
    TreeCase("UBL-SR-30", (written("cac:AllowanceCharge/cbc:ChargeIndicator", "false"),
                           doubled("cac:AllowanceCharge/cbc:AllowanceChargeReason"))),
    TreeCase("UBL-SR-31", (written("cac:AllowanceCharge/cbc:ChargeIndicator", "true"),
                           doubled("cac:AllowanceCharge/cbc:AllowanceChargeReason"))),
    TreeCase("UBL-SR-42", (doubled(f"{SELLER}/cac:PartyTaxScheme"), doubled(f"{SELLER}/cac:PartyTaxScheme")),
             (doubled(f"{SELLER}/cac:PartyTaxScheme"),)),
    TreeCase("UBL-SR-43", (written(f"{DOCUMENT}/cbc:DocumentTypeCode", "50"),),
             (written(f"{DOCUMENT}/cbc:DocumentTypeCode", "130"),)),
    TreeCase("UBL-SR-44", (doubled("cac:PaymentMeans/cbc:PaymentID", "another"),),
             (doubled("cac:PaymentMeans/cbc:PaymentID"),)),
    TreeCase("UBL-SR-46",
             (marked("cac:PaymentMeans/cbc:PaymentMeansCode", "name"), doubled("cac:PaymentMeans")),
             (marked("cac:PaymentMeans/cbc:PaymentMeansCode", "name"),)),
    TreeCase("UBL-SR-47", (doubled("cac:PaymentMeans/cbc:PaymentMeansCode", "58"),),
             (doubled("cac:PaymentMeans"),)),
    TreeCase("UBL-SR-48", (doubled("cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory"),)),
    TreeCase("UBL-SR-53", (removed(f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID"),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_repeated_term_from_a_single_one(case: TreeCase) -> None:
    assert_tells_apart(case, an_invoice())


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, once.STATEMENTS, ())


def test_counting_begins_anew_with_every_line() -> None:
    note = written("cac:InvoiceLine/cbc:Note")
    assert "UBL-SR-34" not in broken_rules(an_invoice(), (note, doubled("cac:InvoiceLine")))
    twice = (doubled("cac:InvoiceLine/cbc:Note"), doubled("cac:InvoiceLine"))
    assert broken_rules(an_invoice(), twice).count("UBL-SR-34") == 2


def test_a_line_without_vat_category_has_not_exactly_one() -> None:
    gone = removed("cac:InvoiceLine/cac:Item/cac:ClassifiedTaxCategory")
    assert "UBL-SR-48" in broken_rules(an_invoice(), (gone,))


def test_a_credit_note_may_refer_to_its_project() -> None:
    project = written(f"{DOCUMENT}/cbc:DocumentTypeCode", "50")
    assert "UBL-SR-43" not in broken_rules(a_credit_note(), (project,))
