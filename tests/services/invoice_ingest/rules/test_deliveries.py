"""Each rule of the despatch advice, broken and kept by one field."""

import pytest

from services.invoice_ingest.rules import deliveries
from tests.documents import DESPATCH_ADVICE
from tests.paper_cases import Case, assert_all_have_a_case, assert_tells_apart, broken_rules, lawful, named

FORMAT = "peppol-despatch-advice-3"
NOBODY = {"endpoint": {"value": "7300010000001"}}
CASES = [
    Case("PEPPOL-T16-R003", "lines.0.item", {"name": "Papper"}, {"name": "Papper", "seller_id": "KP-80"}),
    Case("PEPPOL-T16-R004", "lines.0.item.name", "", "Papper"),
    Case("PEPPOL-T16-R005", "lines.0.quantity", None, "0"),
    Case("PEPPOL-T16-R006", "lines.0.quantity", "-1", "0"),
    Case("PEPPOL-T16-R007", "lines.0.outstanding_reason", None, "Slut"),
    Case("PEPPOL-T16-R008", "buyer", NOBODY, None),
    Case("PEPPOL-T16-R009", "seller", NOBODY, None),
    Case("PEPPOL-T16-R010", "originator", NOBODY, None),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_rule_tells_a_broken_despatch_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case, lawful(DESPATCH_ADVICE), FORMAT)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, deliveries.RULES)


def test_a_receipt_in_plain_ubl_has_no_rules_of_peppol() -> None:
    assert broken_rules(lawful(DESPATCH_ADVICE), "ubl-receipt-advice") == set()
