"""What happens to an invoice, for the responder's tests, on top of `tests.builders`."""

from typing import Literal
from uuid import UUID

from schemas.base import derived_id
from schemas.coding import InvoiceCoded, ReviewReason, ReviewRequested
from schemas.invoice import Invoice
from schemas.matching import LineMatch, Verdict
from tests.builders import NOW, received


def requested(
    invoice: Invoice | None = None,
    *reasons: ReviewReason,
    verdicts: tuple[Verdict, ...] = (),
    revision: int = 1,
    duplicate_of: UUID | None = None,
) -> ReviewRequested:
    """The request that a person looks at an invoice, since it is uncertain unless told."""
    arrival = received(invoice)
    return ReviewRequested(
        event_id=derived_id(ReviewRequested.topic, arrival.invoice_id, str(revision)),
        occurred_at=NOW,
        key=arrival.key,
        invoice_id=arrival.invoice_id,
        revision=revision,
        document=arrival.document,
        invoice=arrival.invoice,
        matches=(LineMatch(line_id="1", verdicts=verdicts),),
        duplicate_of=duplicate_of,
        lines=(),
        reasons=reasons or (ReviewReason.UNCERTAIN,),
        model_version="empty",
    )


def coded(
    invoice: Invoice | None = None, route: Literal["released", "reviewed"] = "released"
) -> InvoiceCoded:
    """The final coding of an invoice."""
    arrival = received(invoice)
    return InvoiceCoded(
        event_id=derived_id(InvoiceCoded.topic, arrival.invoice_id),
        occurred_at=NOW,
        key=arrival.key,
        invoice_id=arrival.invoice_id,
        document=arrival.document,
        invoice=arrival.invoice,
        matches=(),
        rows=(),
        route=route,
        model_version="empty",
    )
