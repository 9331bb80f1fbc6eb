"""Each rule of the invoice response, broken and kept by one field."""

import pytest

from services.invoice_ingest.rules import responses
from tests.documents import INVOICE_RESPONSE
from tests.paper_cases import Case, assert_all_have_a_case, assert_tells_apart, lawful, named

FORMAT = "peppol-invoice-response-3"
STATUS = "statuses.0"


def status(code: str, text: str | None = "text", list_id: str = "OPStatusReason") -> dict[str, object]:
    return {"code": code, "list_id": list_id, "text": text}


CASES = [
    Case("PEPPOL-T111-R001", "statuses", (), ({"code": "REF"},)),
    Case("PEPPOL-T111-R002", STATUS, status("OTH", None), status("OTH")),
    Case("PEPPOL-T111-R004", STATUS, status("PPD", None), status("PPD")),
    Case("PEPPOL-T111-R005", STATUS, status("PPD"), status("FIN")),
    Case(
        "PEPPOL-T111-R006",
        STATUS,
        status("REF", list_id="OPStatusAction"),
        status("NIN", None, "OPStatusAction"),
    ),
    Case("PEPPOL-T111-R007", STATUS, status("NIN"), status("LEG")),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_rule_tells_a_broken_response_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case, lawful(INVOICE_RESPONSE), FORMAT)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, responses.RULES)
