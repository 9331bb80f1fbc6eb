"""Orders, contracts and their price lists: what an invoice is held against."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from schemas.base import Event, Exact, Frozen
from schemas.invoice import AllowanceCharge, DocumentRef, Finding, Item, Period, Price, Totals
from schemas.party import Address, Party, party_id

Codes = tuple[tuple[str, str], ...]
"""A coding: (dimension, code) pairs, such as `(("account", "6410"), ("cost_centre", "3120"))`."""

ACCOUNTING_COST = "accounting_cost"
"""Stands for a dimension where a document gives a code (UBL's AccountingCost) and does not say of which."""

DELETED = frozenset({"2", "Cancelled"})
"""Status of a line that an order change takes out (UNCL 1229, and the UBL code list)."""


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
    note: str | None = None
    status: str | None = Field(
        None, description="UNCL 1229, in a change: 1 added, 2 deleted, 3 changed, 4 not"
    )
    manufacturer_item: str | None = Field(None, description="the manufacturer's article number")
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    vat_category: str | None = None
    vat_rate: Exact | None = None
    delivery_period: Period | None = Field(None, description="when the buyer wants it")


class Order(Frozen):
    """A purchase order, in the terms of Peppol BIS Order 3, as it stands after this document.

    A change is the whole order anew, a cancellation the order without lines; both have the order's number.
    """

    number: str
    issue_date: date | None = None
    currency: str = ""
    buyer: Party
    seller: Party
    buyer_reference: str | None = None
    contract: str | None = None
    accounting_cost: str | None = None
    lines: tuple[OrderLine, ...] = ()
    kind: Literal["order", "change", "cancellation", "agreement"] = "order"
    document_number: str | None = Field(None, description="own number of a change or cancellation")
    type_code: str | None = None
    customization_id: str | None = None
    profile_id: str | None = None
    sales_order: str | None = Field(None, description="the seller's number for the order")
    replaces: str | None = Field(None, description="an earlier order that this one follows up")
    catalogue: str | None = None
    quotation: str | None = None
    originator_document: str | None = Field(None, description="the requisition, tender or call-off behind it")
    project: str | None = None
    notes: tuple[str, ...] = ()
    valid_to: date | None = None
    originator: Party | None = Field(None, description="who needs the goods")
    invoicee: Party | None = Field(None, description="who is to get the invoice")
    delivery_address: Address | None = None
    delivery_period: Period | None = None
    allowances_charges: tuple[AllowanceCharge, ...] = ()
    totals: Totals | None = Field(None, description="what the buyer expects to pay")

    @property
    def open_lines(self) -> tuple[OrderLine, ...]:
        """The lines that may be invoiced: all but those that a change deletes."""
        return tuple(line for line in self.lines if line.status not in DELETED)

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


class AnsweredLine(Frozen):
    """What the seller says of one order line."""

    id: str = ""
    order_line: str | None = None
    status: str | None = Field(
        None, description="UNCL 1229: 1 added, 3 changed, 5 accepted, 7 refused, 42 already delivered"
    )
    note: str | None = None
    quantity: Exact | None = None
    unit: str | None = None
    backorder: Exact | None = Field(None, description="quantity that comes later")
    price: Price = Price()
    item: Item = Item()
    manufacturer_item: str | None = None
    substitute: Item | None = Field(None, description="what the seller delivers instead")
    delivery_period: Period | None = Field(None, description="when the seller promises it")


class OrderAnswer(Frozen):
    """A seller's answer to an order."""

    format: str
    kind: Literal["response", "advanced", "simple"] = Field(
        "response", description="an advanced response may also answer a change or cancellation"
    )
    number: str = ""
    issue_date: date | None = None
    code: str = Field("", description="AB received, AP accepted, CA accepted with changes, RE refused")
    order: str = Field("", description="number of the order that is answered")
    change: str | None = Field(None, description="number of the order change that is answered")
    sales_order: str | None = None
    customization_id: str | None = None
    profile_id: str | None = None
    currency: str = ""
    buyer: Party = Party()
    seller: Party = Party()
    buyer_reference: str | None = None
    notes: tuple[str, ...] = ()
    delivery_period: Period | None = None
    lines: tuple[AnsweredLine, ...] = ()

    @property
    def key(self) -> str:
        """`buyer|supplier`."""
        return f"{party_id(self.buyer)}|{party_id(self.seller)}"

    @property
    def refuses_order(self) -> bool:
        """Nothing of the order will come. To refuse a change or a cancellation is no such thing."""
        return self.code == "RE" and self.kind != "advanced" and self.change is None

    @property
    def refused_lines(self) -> tuple[str, ...]:
        """Ids of the order lines that will not come."""
        return tuple(line.order_line or line.id for line in self.lines if line.status == "7")


class OrderReceived(Event):
    """A purchase order came in. The same order number again replaces what is not yet invoiced."""

    topic: ClassVar[str] = "order.received"
    version: Literal[1] = 1
    document: DocumentRef
    order: Order
    warnings: tuple[Finding, ...] = ()


class OrderAnswered(Event):
    """A seller answered an order: accepted, accepted with changes, or refused it."""

    topic: ClassVar[str] = "order.answered"
    version: Literal[1] = 1
    document: DocumentRef
    answer: OrderAnswer
    warnings: tuple[Finding, ...] = ()


class ContractReceived(Event):
    """A contract or a new version of its price list came in."""

    topic: ClassVar[str] = "contract.received"
    version: Literal[1] = 1
    document: DocumentRef
    contract: Contract
    warnings: tuple[Finding, ...] = ()
