"""Every event there is, in the order an invoice meets them."""

from schemas.base import Event
from schemas.catalogue import CatalogueReceived
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.delivery import DeliveryReceived
from schemas.invoice import InvoiceReceived, InvoiceRejected
from schemas.matching import InvoiceMatched
from schemas.notice import NoticeReceived
from schemas.order import ContractReceived, OrderAnswered, OrderReceived
from schemas.response import InvoiceResponse
from schemas.review import ReviewDecided

EVENTS: tuple[type[Event], ...] = (
    InvoiceReceived,
    InvoiceRejected,
    InvoiceResponse,
    OrderReceived,
    OrderAnswered,
    DeliveryReceived,
    ContractReceived,
    CatalogueReceived,
    NoticeReceived,
    InvoiceMatched,
    ReviewRequested,
    ReviewDecided,
    InvoiceCoded,
)
