"""Responses as events: ready to be sent, under an id derived from the event that they tell of.

A refusal is answered where the document is read, since only there is known what could be read of it.
"""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from schemas.base import derived_id
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.invoice import DocumentRef, Invoice, InvoiceRejected
from schemas.response import InvoiceResponse
from services.invoice_ingest.door.attachments import AttachmentSink
from services.invoice_ingest.parsing import Document, Event, events_of, read_stream
from services.invoice_ingest.responding.answering import answer_to, unanswerable
from services.invoice_ingest.responding.states import UnlawfulAnswer
from services.invoice_ingest.responding.writing import Response, written

Told = InvoiceRejected | ReviewRequested | InvoiceCoded
"""What there is to be told."""


def ingest_and_answer(
    source: BinaryIO, reference: DocumentRef, now: datetime, keep: AttachmentSink | None = None
) -> tuple[list[Event], list[InvoiceResponse]]:
    """The events of `parsing.ingest_stream`, and the responses to send for the refused ones.

    A refusal that nobody can be sent says why (`InvoiceRejected.unanswered`).
    """
    parts = read_stream(source, keep).parts
    events: list[Event] = []
    responses: list[InvoiceResponse] = []
    for event, part in zip(events_of(parts, reference, now), parts, strict=True):
        if isinstance(event, InvoiceRejected):
            event, told = _answered(event, part.document, now)
            responses += told
        events.append(event)
    return events, responses


def telling(about: UUID, known_by: Told, invoice: Invoice, response: Response) -> InvoiceResponse:
    """The response about one event, known by it or a later one; keyed as the invoice is, so kept in order."""
    return InvoiceResponse(
        event_id=derived_id(InvoiceResponse.topic, about),
        occurred_at=known_by.occurred_at,
        key=invoice.key,
        document=known_by.document,
        about=about,
        status=response.state.value,
        invoice_number=response.invoice_number,
        message_id=response.id,
        process=response.profile_id,
        sender=response.sender.endpoint,
        receiver=response.receiver.endpoint,
        xml=written(response).decode(),
    )


def _answered(
    rejected: InvoiceRejected, document: Document | None, now: datetime
) -> tuple[InvoiceRejected, list[InvoiceResponse]]:
    """The refusal with the response to it; or with the reason why there is none."""
    why_not = unanswerable(document)
    if why_not is not None:
        return rejected.model_copy(update={"unanswered": why_not}), []
    assert isinstance(document, Invoice)  # nothing else is answerable
    response = answer_to(rejected, document, now)
    assert response is not None
    try:
        return rejected, [telling(rejected.event_id, rejected, document, response)]
    except UnlawfulAnswer as error:  # a refusal counts also where it cannot be told
        return rejected.model_copy(update={"unanswered": error.message}), []
