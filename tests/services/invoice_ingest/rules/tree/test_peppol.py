import pytest

from services.invoice_ingest.rules.tree import peppol
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

ENTRY, LINE = "cac:AllowanceCharge", "cac:InvoiceLine"
DISCOUNT = f"{LINE}/cac:Price/cac:AllowanceCharge/cbc:ChargeIndicator"
OBJECT = f"{LINE}/cac:DocumentReference"
FILE = "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
ALLOWED, CHARGED = (
    written(f"{ENTRY}/cbc:ChargeIndicator", "false"),
    written(f"{ENTRY}/cbc:ChargeIndicator", "true"),
)
REASON = f"{ENTRY}/cbc:AllowanceChargeReasonCode"
ENDPOINT = "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID"
SECOND_TOTAL = (doubled("cac:TaxTotal"), removed("cac:TaxTotal[1]/cac:TaxSubtotal"))

ROWS = (
    TreeCase("R001", (removed("cbc:ProfileID"),)),
    TreeCase("R002", (doubled("cbc:Note"),), (written("cbc:Note"),)),
    TreeCase("R008", (written("cbc:BuyerReference", " \n"),), (written("cbc:BuyerReference", "-"),)),
    TreeCase("R043", (written(f"{ENTRY}/cbc:ChargeIndicator", "0"),), (ALLOWED,)),
    TreeCase("R044", (written(DISCOUNT, "true"),), (written(DISCOUNT, " false "),)),
    TreeCase("R051", (marked("cac:LegalMonetaryTotal/cbc:PayableAmount", "currencyID", "EUR"),)),
    TreeCase("R053", (doubled("cac:TaxTotal"),)),
    TreeCase("R054", SECOND_TOTAL, (*SECOND_TOTAL, written("cbc:TaxCurrencyCode", "EUR"))),
    TreeCase("R100", (doubled(OBJECT),), (written(f"{OBJECT}/cbc:DocumentTypeCode", "130"),)),
    TreeCase("R101", (written(f"{OBJECT}/cbc:DocumentTypeCode", "50"),),
             (written(f"{OBJECT}/cbc:DocumentTypeCode", "130"),)),
    TreeCase("CL001", (marked(FILE, "mimeCode", "text/xml"),), (marked(FILE, "mimeCode", "image/png"),)),
    TreeCase("CL002", (ALLOWED, written(REASON, "ZZ")), (ALLOWED, written(REASON, "95"))),
    TreeCase("CL003", (CHARGED, written(REASON, "Frakt")), (CHARGED, written(REASON, "FC"))),
    TreeCase("CL006", (written("cac:InvoicePeriod/cbc:DescriptionCode", "0"),),
             (written("cac:InvoicePeriod/cbc:DescriptionCode", "3"),)),
    TreeCase("CL007", (marked(f"{LINE}/cbc:LineExtensionAmount", "currencyID", "KR"),)),
    TreeCase("CL008", (marked(ENDPOINT, "schemeID", "0037"),), (marked(ENDPOINT, "schemeID", "0088"),)),
    TreeCase("F001", (written("cbc:IssueDate", "20261102"),), (written("cbc:IssueDate", "2026-11-02"),)),
)  # fmt: skip
CASES = [case._replace(rule=peppol.PREFIX + case.rule) for case in ROWS]
PROJECTS = TreeCase(
    f"{peppol.PREFIX}R080",
    (
        written("cac:AdditionalDocumentReference/cbc:DocumentTypeCode", "50"),
        doubled("cac:AdditionalDocumentReference"),
    ),
    (written("cac:AdditionalDocumentReference/cbc:DocumentTypeCode", "50"),),
)


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_element_from_a_lawful_one(case: TreeCase) -> None:
    assert_tells_apart(case, an_invoice())


def test_a_credit_note_has_one_project_at_most() -> None:
    assert_tells_apart(PROJECTS, a_credit_note())


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case([*CASES, PROJECTS], peppol.STATEMENTS, ())


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-1-1", " 2026-01-01", "2026-01-01Z", "2026-W01-1", "", "２０２６-01-01"]
)
def test_a_date_that_the_calendar_or_the_format_does_not_know_is_told(text: str) -> None:
    assert "PEPPOL-EN16931-F001" in broken_rules(an_invoice(), [written("cbc:DueDate", text)])


def test_german_parties_may_write_several_notes() -> None:
    country = "cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
    german = [written(f"cac:Accounting{role}Party/{country}", "DE") for role in ("Supplier", "Customer")]
    notes = doubled("cbc:Note")
    assert "PEPPOL-EN16931-R002" not in broken_rules(an_invoice(), [notes, *german])
    assert "PEPPOL-EN16931-R002" in broken_rules(an_invoice(), [notes, german[0]])


def test_each_empty_element_is_a_finding_with_its_place() -> None:
    empty = [written("cbc:BuyerReference", ""), written("cac:InvoiceLine/cbc:Note", "")]
    assert broken_rules(an_invoice(), empty) == ["PEPPOL-EN16931-R008"] * 2


def test_a_document_that_is_all_empty_is_an_empty_element() -> None:
    assert "PEPPOL-EN16931-R008" in broken_rules(an_invoice(), [removed("*")])


def test_an_amount_without_currency_is_in_none_even_where_the_document_states_none() -> None:
    payable = marked("cac:LegalMonetaryTotal/cbc:PayableAmount", "currencyID", None)
    told = broken_rules(an_invoice(), [payable, removed("cbc:DocumentCurrencyCode")])
    amounts = broken_rules(an_invoice(), [removed("cbc:DocumentCurrencyCode")])
    assert told.count("PEPPOL-EN16931-R051") == amounts.count("PEPPOL-EN16931-R051")


@pytest.mark.parametrize(("indicator", "told"), [("true", True), (" true", False), ("1", False)])
def test_a_reason_is_looked_up_where_the_indicator_is_written_out(indicator: str, told: bool) -> None:
    edits = [written(f"{ENTRY}/cbc:ChargeIndicator", indicator), written(REASON, "Frakt")]
    assert ("PEPPOL-EN16931-CL003" in broken_rules(an_invoice(), edits)) is told


def test_another_specification_of_the_standard_is_not_held_against_peppol() -> None:
    plain = an_invoice()._replace(format="en16931-ubl")
    empty = written("cbc:Note", "")
    assert broken_rules(plain, [empty]) == []
    assert "PEPPOL-EN16931-R008" in broken_rules(plain, [empty, removed("cbc:CustomizationID")])
