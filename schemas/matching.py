"""What the matcher says of an invoice: links to orders, the contract, verdicts, and the evidence for each."""

from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Event, Exact, Frozen, Probability
from schemas.invoice import DocumentRef, Finding, Invoice
from schemas.order import Codes


class Verdict(StrEnum):
    """What is to be said of a line, beside its links. A line has none, one or several."""

    PARTIAL = "partial"
    OVER_QUANTITY = "over-quantity"
    PRICE_DEVIATION = "price-deviation"
    CONTRACT_PRICE_EXCEEDED = "contract-price-exceeded"
    OFF_CONTRACT = "off-contract"
    NOT_ORDERED = "not-ordered"
    FEE = "fee"


class Evidence(Frozen):
    """One observation for or against a link, in words a buyer understands."""

    field: str = Field(description="reference, article, text, price, quantity, …")
    level: int = Field(description="0 unknown, then from the best agreement to the worst")
    text: str


class OrderLink(Frozen):
    """A quantity of an invoice line booked on an order line."""

    order: str
    order_line: str
    quantity: Exact = Field(description="in the order line's unit")
    ordered_price: Exact | None = None
    codes: Codes = ()


class ContractLink(Frozen):
    """The price list row that holds for an invoice line on its date."""

    contract: str
    item: str = Field(description="the seller's article number, else the name")
    net_price: Exact | None = None
    codes: Codes = ()


class LineMatch(Frozen):
    """The matcher's outcome for one invoice line."""

    line_id: str
    order: OrderLink | None = None
    contract: ContractLink | None = None
    verdicts: tuple[Verdict, ...] = ()
    probability: Probability = 0.0
    evidence: tuple[Evidence, ...] = ()


class InvoiceMatched(Event):
    """An invoice was held against orders, contracts and earlier invoices; `lines` in the invoice's order."""

    topic: ClassVar[str] = "invoice.matched"
    version: Literal[1] = 1
    invoice_id: UUID
    document: DocumentRef
    invoice: Invoice
    warnings: tuple[Finding, ...] = ()
    lines: tuple[LineMatch, ...]
    duplicate_of: UUID | None = None
