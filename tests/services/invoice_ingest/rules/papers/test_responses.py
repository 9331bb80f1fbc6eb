"""Each rule of the invoice response, broken by one edit of a lawful one and kept by another."""

import pytest

from tests.documents import INVOICE_RESPONSE
from tests.paper_cases import (
    TRANSACTION,
    PaperCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    lawful,
)
from tests.paper_documents import PROFILE
from tests.tree_cases import marked, removed, written

PAPER = lawful(INVOICE_RESPONSE, "T111")
RESPONSE = "cac:DocumentResponse/cac:Response"
STATUS, CODE = f"{RESPONSE}/cac:Status", f"{RESPONSE}/cbc:ResponseCode"
REASON, TEXT = f"{STATUS}/cbc:StatusReasonCode", f"{STATUS}/cbc:StatusReason"

CASES = [
    PaperCase("R001", (written(CODE, "UQ"), removed(STATUS)), (written(CODE, "AP"), removed(STATUS))),
    PaperCase("R002", (written(REASON, "OTH"), removed(TEXT)), (written(REASON, "OTH"), written(TEXT))),
    PaperCase("R003", (written("cbc:CustomizationID", f"{TRANSACTION}order:3"),)),
    PaperCase("R004", (written(REASON, "PPD"), removed(TEXT)), (written(REASON, "PPD"), written(TEXT))),
    PaperCase("R005", (written(REASON, "PPD"), written(CODE, "AP")),
              (written(REASON, "PPD"), written(CODE, "PD"))),
    PaperCase("R006", (marked(REASON, "listID", "OPStatusAction"), written(REASON, "REF")),
              (marked(REASON, "listID", "OPStatusAction"), written(REASON, "NIN"))),
    PaperCase("R007", (marked(REASON, "listID", "OPStatusReason"), written(REASON, "NIN")),
              (marked(REASON, "listID", "OPStatusReason"), written(REASON, " REF "))),
    PaperCase("R008", (written("cbc:ProfileID", f"{PROFILE}mlr:3"),),
              (written("cbc:ProfileID", "urn:peppol:bis:billing_with_response"),)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_response_from_a_lawful_one(case: PaperCase) -> None:
    assert_tells_apart(case, PAPER)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, "T111")


def test_a_missing_text_is_only_a_warning_for_another_reason() -> None:
    told = broken_rules(PAPER, (written(REASON, "OTH"), removed(TEXT)))
    assert "PEPPOL-T111-R004" not in told
