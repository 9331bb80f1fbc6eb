"""Orders, contracts and their price lists: what an invoice is held against."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from schemas.base import Event, Exact, Frozen
from schemas.invoice import DocumentRef, Item, Price
from schemas.party import Party, party_id

Codes = tuple[tuple[str, str], ...]
"""A coding: (dimension, code) pairs, such as `(("account", "6410"), ("cost_centre", "3120"))`."""


class OrderLine(Frozen):
    """A line of a purchase order."""

    id: str
    quantity: Exact | None = None
    unit: str | None = None
    net_amount: Exact | None = None
    price: Price = Price()
    item: Item = Item()
    accounting_cost: str | None = None
    codes: Codes = Field(
        (), description="coding given when the goods were ordered; an invoice line inherits it"
    )


class Order(Frozen):
    """A purchase order, in the terms of Peppol BIS Order 3."""

    number: str
    issue_date: date | None = None
    currency: str = ""
    buyer: Party
    seller: Party
    buyer_reference: str | None = None
    contract: str | None = None
    accounting_cost: str | None = None
    lines: tuple[OrderLine, ...] = ()

    @property
    def key(self) -> str:
        """`buyer|supplier`."""
        return f"{party_id(self.buyer)}|{party_id(self.seller)}"


class PriceItem(Frozen):
    """A row of a net price list."""

    item: Item
    price: Price
    unit: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    codes: Codes = ()


class Contract(Frozen):
    """A framework contract with its net price list."""

    number: str
    title: str | None = None
    currency: str = ""
    buyer: Party
    seller: Party
    valid_from: date | None = None
    valid_to: date | None = None
    items: tuple[PriceItem, ...] = ()

    @property
    def key(self) -> str:
        """`buyer|supplier`."""
        return f"{party_id(self.buyer)}|{party_id(self.seller)}"


class OrderReceived(Event):
    """A purchase order came in. The same order number again replaces what is not yet invoiced."""

    topic: ClassVar[str] = "order.received"
    version: Literal[1] = 1
    document: DocumentRef
    order: Order


class ContractReceived(Event):
    """A contract or a new version of its price list came in."""

    topic: ClassVar[str] = "contract.received"
    version: Literal[1] = 1
    document: DocumentRef
    contract: Contract
