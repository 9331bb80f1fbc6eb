"""Despatch advices and receipt advices: what was sent, and what was received."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from schemas.base import Event, Exact, Frozen
from schemas.invoice import DocumentRef, Finding, Item
from schemas.party import Party, party_id


class DeliveryLine(Frozen):
    """A quantity of an item that was sent or received."""

    id: str = ""
    order: str | None = Field(None, description="number of the order, where the line names it")
    order_line: str | None = None
    quantity: Exact | None = Field(None, description="sent (despatch) or received (receipt)")
    unit: str | None = None
    outstanding: Exact | None = Field(None, description="still to come")
    outstanding_reason: str | None = None
    short: Exact | None = Field(None, description="announced, but not received")
    rejected: Exact | None = Field(None, description="received, but not accepted")
    received_on: date | None = None
    note: str | None = None
    item: Item = Item()
    manufacturer_item: str | None = None


class DeliveryAdvice(Frozen):
    """A despatch advice of a seller, or a receipt advice as a record of goods received."""

    format: str
    kind: Literal["despatch", "receipt"]
    number: str = ""
    issue_date: date | None = None
    customization_id: str | None = None
    profile_id: str | None = None
    orders: tuple[str, ...] = Field((), description="orders named for the whole delivery")
    despatch: str | None = Field(None, description="the despatch advice that a receipt confirms")
    buyer: Party | None = None
    seller: Party | None = None
    originator: Party | None = Field(None, description="who needs the goods")
    despatched_by: Party | None = None
    delivered_to: Party | None = None
    despatched_on: date | None = None
    delivered_on: date | None = Field(None, description="received, or expected on")
    notes: tuple[str, ...] = ()
    lines: tuple[DeliveryLine, ...] = ()

    @property
    def key(self) -> str:
        """`buyer|supplier`; who sends and who gets the goods stand in for them where they are not named."""
        buyer = self.buyer or self.delivered_to or Party()
        seller = self.seller or self.despatched_by or Party()
        return f"{party_id(buyer)}|{party_id(seller)}"

    def order_of(self, line: DeliveryLine) -> str | None:
        """The order that a line belongs to: its own, else the only one of the document."""
        return line.order or (self.orders[0] if len(self.orders) == 1 else None)


class DeliveryReceived(Event):
    """Goods are on their way or have been received."""

    topic: ClassVar[str] = "delivery.received"
    version: Literal[1] = 1
    document: DocumentRef
    delivery: DeliveryAdvice
    warnings: tuple[Finding, ...] = ()
