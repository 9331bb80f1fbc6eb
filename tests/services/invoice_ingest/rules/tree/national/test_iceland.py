import pytest

from services.invoice_ingest.rules.tree.national import iceland
from tests.national_documents import (
    ACCOUNT,
    ADDRESS,
    BUYER,
    COUNTRY,
    DOCUMENT,
    LEGAL_NUMBER,
    PAYMENT,
    SELLER,
    NationalCase,
    an_icelandic_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    edited,
)
from tests.tree_cases import Base, marked, removed, written

MEANS, NUMBER = f"{PAYMENT}/cbc:PaymentMeansCode", f"{ACCOUNT}/cbc:ID"
DAY = f"{DOCUMENT}/cbc:ID"


def by_transfer() -> Base:
    return edited(an_icelandic_invoice(), written(MEANS, "42"))


CASES = [
    NationalCase(
        "IS-R-001", (written("cbc:InvoiceTypeCode", "383"),), (written("cbc:InvoiceTypeCode", " 380 "),)
    ),
    NationalCase("IS-R-002", (marked(f"{SELLER}/{LEGAL_NUMBER}", "schemeID", "0088"),)),
    NationalCase(
        "IS-R-003",
        (removed(f"{SELLER}/{ADDRESS}/cbc:StreetName"),),
        (written(f"{SELLER}/{ADDRESS}/cbc:StreetName", ""),),
    ),
    NationalCase(
        "IS-R-004", (removed(f"{BUYER}/{LEGAL_NUMBER}"),), (written(f"{BUYER}/{LEGAL_NUMBER}", ""),)
    ),
    NationalCase(
        "IS-R-005",
        (removed(f"{BUYER}/{ADDRESS}/cbc:PostalZone"),),
        (written(f"{BUYER}/{COUNTRY}", "NO"), removed(f"{BUYER}/{ADDRESS}/cbc:PostalZone")),
    ),
    NationalCase("IS-R-006", (written(NUMBER, "0512 26123456"),), (written(NUMBER, " 051226123456"),)),
    NationalCase("IS-R-007", (removed(ACCOUNT),), (written(MEANS, "31"), removed(ACCOUNT)), by_transfer),
    NationalCase("IS-R-008", (written(DAY, "2026-02-29"),), (written(DAY, "2028-02-29"),)),
    NationalCase(
        "IS-R-009",
        (removed("cbc:DueDate"),),
        (removed("cbc:DueDate"), written(f"{DOCUMENT}/cbc:DocumentDescription", "eindagi")),
    ),
    NationalCase("IS-R-010", (written(DAY, "2026-06-30"),), (written(DAY, "2026-07-01"),)),
]


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: NationalCase) -> None:
    assert_tells_apart(case, an_icelandic_invoice)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, iceland.SET)


@pytest.mark.parametrize("day", ["15.07.2026", "2026-7-150", " 2026-07-15", "2026-07-1５", ""])
def test_a_last_day_that_is_no_date_is_told(day: str) -> None:
    assert "IS-R-008" in broken_rules(an_icelandic_invoice(), written(DAY, day))


def test_the_country_is_taken_to_the_letter() -> None:
    small = written(f"{SELLER}/{COUNTRY}", "is")
    assert broken_rules(an_icelandic_invoice(), small, removed(f"{SELLER}/{ADDRESS}/cbc:StreetName")) == []
