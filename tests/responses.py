"""A lawful Invoice Response to change one thing in: `a_response(state=State.PAID)`."""

from dataclasses import replace
from datetime import date

from schemas.party import Identifier
from services.invoice_ingest.responding.reasons import Action, Clarification, Detail, Reason
from services.invoice_ingest.responding.states import State
from services.invoice_ingest.responding.writing import Response, Side
from tests.builders import BUYER_NUMBER, SELLER_NUMBER

BUYER = Side("Lillköpings kommun", Identifier(value=BUYER_NUMBER, scheme="0007"))
SELLER = Side("Blå Papper AB", Identifier(value=SELLER_NUMBER, scheme="0007"))


def a_response(**changed: object) -> Response:
    """The rejection of an invoice for its buyer's VAT number."""
    reason = Clarification(Reason.LEGAL, "the number is wrong", (Detail("BT-48", "SE550000002001"),))
    lawful = Response(
        id="r-1",
        issue_date=date(2026, 11, 21),
        sender=BUYER,
        receiver=SELLER,
        state=State.REJECTED,
        clarifications=(reason, Clarification(Action.NEW_INVOICE)),
        invoice_number="F-1001",
        invoice_date=date(2026, 11, 2),
        invoice_type="380",
    )
    return replace(lawful, **changed)  # type: ignore[arg-type]  # names and types are the test's
