import pytest

from services.invoice_ingest.rules.tree import outside
from services.invoice_ingest.rules.tree.automaton import LINE
from tests.tree_cases import (
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    marked,
    written,
)
from tests.tree_documents import a_credit_note, an_invoice

DOCUMENT = "cac:AdditionalDocumentReference"
DUE = "cac:PaymentMeans/cbc:PaymentDueDate"
OBJECT = written(f"{DOCUMENT}/cbc:DocumentTypeCode", "130")


def outside_the_core(id: str, path: str) -> TreeCase:
    element, at, attribute = path.removeprefix("//").replace(LINE, "cac:InvoiceLine").partition("/@")
    if element.startswith("@"):
        return TreeCase(id, (marked("cbc:ID", element[1:]),))
    return TreeCase(id, (marked(element, attribute) if at else written(element),))


CASES = (
    *(outside_the_core(id, path) for id, path in outside.PATHS),
    *(TreeCase(f"UBL-DT-{number:02}", (marked("cbc:ID", name),))
      for number, name in enumerate(outside.ATTRIBUTES, 8)),
    TreeCase("UBL-CR-002", (written("cbc:UBLVersionID", "2.0"),), (written("cbc:UBLVersionID", "2.1"),)),
    TreeCase("UBL-CR-412", (written(DUE, "2026-07-01"),)),
    TreeCase("UBL-CR-665", (marked(f"{DOCUMENT}/cbc:ID", "schemeID"),),
             (OBJECT, marked(f"{DOCUMENT}/cbc:ID", "schemeID"))),
    TreeCase("UBL-CR-666", (OBJECT, written(f"{DOCUMENT}/cac:Attachment")), (OBJECT,)),
    TreeCase("UBL-CR-673", (OBJECT, written(f"{DOCUMENT}/cbc:DocumentDescription")), (OBJECT,)),
)  # fmt: skip


def test_each_rule_tells_what_is_outside_the_core_from_a_lawful_document() -> None:
    for case in CASES:
        assert_tells_apart(case, an_invoice())


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, outside.STATEMENTS, ())


@pytest.mark.parametrize(
    ("id", "sentence"),
    [
        ("UBL-CR-005", "cbc:UUID is outside the core of EN 16931 and may be passed over."),
        ("UBL-CR-515", "On a line, cbc:UUID is outside the core of EN 16931 and may be passed over."),
        ("UBL-CR-663", "The attribute unitCodeListID is not used in EN 16931 and may be passed over."),
        (
            "UBL-CR-664",
            "cac:FinancialInstitution is outside the core of EN 16931 and may be passed over.",
        ),
    ],
)
def test_a_sentence_names_what_a_supplier_finds_in_the_document(id: str, sentence: str) -> None:
    assert {rule.id: rule.text for rule in outside.STATEMENTS}[id] == sentence


def test_what_is_outside_the_core_is_told_once_and_refuses_nothing() -> None:
    told = broken_rules(an_invoice(), [written("cbc:UUID"), written("cac:InvoiceLine/cbc:UUID")])
    assert sorted(told) == ["UBL-CR-005", "UBL-CR-515"]
    severities = {rule.id: rule.severity for rule in outside.STATEMENTS}
    assert {id for id, severity in severities.items() if severity == "fatal"} == {"UBL-CR-666", "UBL-CR-673"}


@pytest.mark.parametrize(
    "attribute",
    [
        "currencyID",
        "schemeID",
        "unitCode",
        "listID",
        "listVersionID",
        "mimeCode",
        "filename",
        "schemeVersionID",
    ],
)
def test_a_usual_attribute_is_looked_at_by_its_own_rules_only(attribute: str) -> None:
    assert not [rule for rule in broken_rules(an_invoice(), [marked("cbc:Note", attribute)]) if "DT" in rule]


def test_the_means_of_payment_may_have_a_name_and_a_credit_note_a_due_date_there() -> None:
    name = marked("cac:PaymentMeans/cbc:PaymentMeansCode", "name")
    assert broken_rules(an_invoice(), [name]) == []
    assert broken_rules(a_credit_note(), [written(DUE, "2026-07-01")]) == []
