"""Documents that are no invoices, and the events they become when they come in."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.base import derived_id
from schemas.catalogue import Catalogue, CatalogueReceived
from schemas.delivery import DeliveryAdvice, DeliveryReceived
from schemas.invoice import DocumentRef, Finding
from schemas.notice import Notice, NoticeReceived
from schemas.order import Contract, ContractReceived, Order, OrderAnswer, OrderAnswered, OrderReceived
from schemas.party import Party

Paper = Order | OrderAnswer | DeliveryAdvice | Contract | Catalogue | Notice
PaperEvent = (
    OrderReceived | OrderAnswered | DeliveryReceived | ContractReceived | CatalogueReceived | NoticeReceived
)

EVENTS: dict[type[Paper], tuple[str, type[PaperEvent]]] = {
    Order: ("order", OrderReceived),
    OrderAnswer: ("answer", OrderAnswered),
    DeliveryAdvice: ("delivery", DeliveryReceived),
    Contract: ("contract", ContractReceived),
    Catalogue: ("catalogue", CatalogueReceived),
    Notice: ("notice", NoticeReceived),
}
"""Kind of document -> the field of its event that holds it, and the event."""


def received(
    paper: Paper, document: DocumentRef, index: int, now: datetime, warnings: Sequence[Finding] = ()
) -> PaperEvent:
    """The event that the paper at this place in a document came in, with the rules it broke lightly.

    The same place gives the same id.
    """
    field, event = EVENTS[type(paper)]
    return event.model_validate(
        {
            "event_id": _event_id(event.topic, field, document.id, index),
            "occurred_at": now,
            "key": paper.key,
            "document": document,
            field: paper,
            "warnings": tuple(warnings),
        }
    )


def seller_of(paper: Paper) -> Party | None:
    """The selling side of a document, where it names one."""
    match paper:
        case DeliveryAdvice():
            return paper.seller or paper.despatched_by
        case Catalogue():
            return paper.seller or paper.provider
        case Notice():
            return paper.receiver if paper.is_from_buyer else paper.sender
        case _:
            return paper.seller


def _event_id(topic: str, field: str, document: UUID, index: int) -> UUID:
    return derived_id(topic, derived_id(field, document, str(index)))
