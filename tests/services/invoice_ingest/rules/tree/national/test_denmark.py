import pytest

from services.invoice_ingest.rules.tree.national import denmark
from tests.national_documents import (
    ACCOUNT,
    BUYER,
    COUNTRY,
    LEGAL_NUMBER,
    PAYMENT,
    SELLER,
    NationalCase,
    a_danish_credit_note,
    a_danish_invoice,
    a_danish_invoice_by,
    a_danish_invoice_by_fik,
    a_danish_invoice_by_giro,
    a_danish_invoice_by_transfer,
    a_mandate,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    edited,
)
from tests.tree_cases import Base, marked, removed, written

LEGAL, MEANS = f"{SELLER}/{LEGAL_NUMBER}", f"{PAYMENT}/cbc:PaymentMeansCode"
CLASS = "cac:InvoiceLine/cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode"
DUTY = "cac:AllowanceCharge/cbc:AllowanceChargeReason"
REFERENCE, NUMBER = f"{PAYMENT}/cbc:PaymentID", f"{ACCOUNT}/cbc:ID"


def by_direct_debit() -> Base:
    return a_danish_invoice_by("49", "1", a_mandate("12345678"))


def with_duty() -> Base:
    return edited(
        a_danish_invoice(),
        written("cac:AllowanceCharge/cbc:AllowanceChargeReasonCode", "ZZZ"),
        written(DUTY, "3021"),
    )


def with_id() -> Base:
    return edited(a_danish_invoice(), marked(f"{SELLER}/cac:PartyIdentification/cbc:ID", "schemeID", "0088"))


CASES = [
    NationalCase("DK-R-002", (written(LEGAL, " "),)),
    NationalCase("DK-R-014", (marked(LEGAL, "schemeID", "0198"),), (marked(LEGAL, "schemeID", " 0184 "),)),
    NationalCase(
        "DK-R-016", (written("cac:LegalMonetaryTotal/cbc:PayableAmount", "-1"),), base=a_danish_credit_note
    ),
    NationalCase("DK-R-017", (marked(f"{BUYER}/{LEGAL_NUMBER}", "schemeID", None),)),
    NationalCase(
        "DK-R-013", (marked(f"{SELLER}/cac:PartyIdentification/cbc:ID", "schemeID", None),), base=with_id
    ),
    NationalCase(
        "DK-R-003",
        (marked(CLASS, "listVersionID", "11.0501"),),
        (marked(CLASS, "listVersionID", "19.05.01"),),
    ),
    NationalCase("DK-R-004", (written(DUTY, "Afgift"),), (written(DUTY, "CO2#Afgift på kul"),), with_duty),
    NationalCase("DK-R-005", (written(MEANS, "30"),), (written(MEANS, "97"),)),
    NationalCase(
        "DK-R-006", (removed(f"{ACCOUNT}/cac:FinancialInstitutionBranch"),), base=a_danish_invoice_by_transfer
    ),
    NationalCase(
        "DK-R-007",
        (removed(f"{PAYMENT}/cac:PaymentMandate/cac:PayerFinancialAccount"),),
        base=by_direct_debit,
    ),
    NationalCase(
        "DK-R-008", (written(NUMBER, "123456"),), (written(NUMBER, "12345678"),), a_danish_invoice_by_giro
    ),
    NationalCase(
        "DK-R-009", (written(REFERENCE, "04#123"),), (written(REFERENCE, "01#"),), a_danish_invoice_by_giro
    ),
    NationalCase(
        "DK-R-010", (written(NUMBER, "1234567"),), (written(NUMBER, "87654321"),), a_danish_invoice_by_fik
    ),
    NationalCase(
        "DK-R-011",
        (written(REFERENCE, "71#123"),),
        (written(REFERENCE, "71#1234567890123456"),),
        a_danish_invoice_by_fik,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, a_danish_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, denmark.SET)


def test_a_payment_without_a_card_type_is_told() -> None:
    assert broken_rules(a_danish_invoice_by_giro(), written(REFERENCE, "1234567890123456")) == ["DK-R-008"]
    assert broken_rules(a_danish_invoice_by_fik(), removed(REFERENCE)) == ["DK-R-010"]


@pytest.mark.parametrize(
    ("reason", "is_duty"),
    [("+302", True), ("1e10", False), ("1e3", False), (" 3021 ", True), ("-302", False), ("30 1", False),
     ("#a", False), ("a#", False), ("a#b", True), ("12.3", True), ("", False)],
)  # fmt: skip
def test_a_duty_is_a_number_of_four_characters_or_has_a_text(reason: str, is_duty: bool) -> None:
    assert ("DK-R-004" not in broken_rules(with_duty(), written(DUTY, reason))) is is_duty


def test_means_with_blanks_around_them_are_not_on_the_list() -> None:
    assert broken_rules(a_danish_invoice(), written(MEANS, " 31")) == ["DK-R-005"]


def test_the_payments_of_a_credit_note_are_not_looked_at() -> None:
    assert broken_rules(a_danish_credit_note(), written(MEANS, "57")) == []


def test_a_swedish_buyer_frees_a_danish_seller_from_the_rules_between_danes() -> None:
    abroad = written(f"{BUYER}/{COUNTRY}", "SE")
    assert broken_rules(a_danish_invoice(), abroad, written(MEANS, "30")) == []
