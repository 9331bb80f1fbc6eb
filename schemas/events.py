"""Every event there is, in the order an invoice meets them."""

from schemas.base import Event
from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.invoice import InvoiceReceived, InvoiceRejected
from schemas.matching import InvoiceMatched
from schemas.order import ContractReceived, OrderReceived
from schemas.review import ReviewDecided

EVENTS: tuple[type[Event], ...] = (
    InvoiceReceived,
    InvoiceRejected,
    OrderReceived,
    ContractReceived,
    InvoiceMatched,
    ReviewRequested,
    ReviewDecided,
    InvoiceCoded,
)
