import pytest

from services.invoice_ingest.rules import peppol_identifiers
from tests.builders import an_invoice
from tests.rule_cases import (
    Case,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)

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
CASES = [
    *(Case(f"PEPPOL-COMMON-{number}", "buyer.endpoint", {"value": wrong, "scheme": scheme},
           {"value": right, "scheme": scheme}, an_invoice)
      for number, (scheme, wrong, right) in NUMBERS.items()),
    Case("PEPPOL-COMMON-R056-2", "buyer.vat_id", "NL123456789012", "NL123456789B12", an_invoice),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_number_from_one_with_a_slip(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, peppol_identifiers.RULES)


@pytest.mark.parametrize("path", ["seller.endpoint", "buyer.legal_id", "seller.ids"])
def test_the_rule_holds_wherever_the_scheme_is_named(path: str) -> None:
    wrong = {"value": "SE550000001201", "scheme": "0007"}
    value = (wrong,) if path.endswith("ids") else wrong
    assert "PEPPOL-COMMON-R049" in broken_rules(changed(an_invoice(), path, value))


def test_a_number_without_a_scheme_is_not_judged() -> None:
    bare = changed(an_invoice(), "buyer.ids", ({"value": "12", "scheme": None},))
    assert not broken_rules(bare)
