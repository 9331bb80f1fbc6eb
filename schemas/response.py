"""What is told to the sender of an invoice, as a message that is ready to be sent."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Event
from schemas.invoice import DocumentRef
from schemas.party import Identifier

Status = Literal["AB", "IP", "UQ", "CA", "RE", "AP", "PD"]
"""Received, in process, under query, accepted with conditions, rejected, accepted, paid."""


class InvoiceResponse(Event):
    """The sender of an invoice is told its status: a Peppol Invoice Response (T111), ready to be sent."""

    topic: ClassVar[str] = "invoice.response"
    version: Literal[1] = 1
    document: DocumentRef = Field(description="the bytes that the invoice came in")
    about: UUID = Field(
        description="`event_id` of what is told: a rejection, an arrival, a request, a coding"
    )
    status: Status
    invoice_number: str
    message_id: str = Field(description="the message's own id, derived from all that it says")
    process: str = Field(description="Peppol process in which the message goes")
    sender: Identifier = Field(description="electronic address of who answers")
    receiver: Identifier = Field(description="electronic address of who is answered")
    xml: str = Field(description="the message: a UBL ApplicationResponse, to be sent as UTF-8")
