"""Catalogues: what a seller offers, at which price and until when."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from schemas.base import Event, Exact, Frozen
from schemas.invoice import DocumentRef, Finding, Item, Price
from schemas.party import Party, party_id


class CataloguePrice(Frozen):
    """A price of an item, for the quantities and days given."""

    price: Price = Price()
    currency: str | None = None
    minimum_quantity: Exact | None = None
    maximum_quantity: Exact | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class CatalogueLine(Frozen):
    """An item of a catalogue, or a change of one."""

    id: str = ""
    action: str | None = Field(None, description="Add, Update or Delete")
    orderable: bool | None = None
    unit: str | None = Field(None, description="unit in which it is ordered")
    content_quantity: Exact | None = Field(None, description="how many content units one ordered unit holds")
    content_unit: str | None = None
    minimum_quantity: Exact | None = None
    maximum_quantity: Exact | None = None
    increment: Exact | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    prices: tuple[CataloguePrice, ...] = ()
    item: Item = Item()
    manufacturer_item: str | None = None
    vat_category: str | None = None
    vat_rate: Exact | None = None


class Catalogue(Frozen):
    """A catalogue, a basket brought home from a seller's shop, or an update of a catalogue."""

    format: str
    kind: Literal["catalogue", "punch-out", "item-update", "price-update"] = "catalogue"
    number: str = ""
    name: str | None = None
    issue_date: date | None = None
    action: str | None = None
    catalogue_version: str | None = None
    updates: str | None = Field(None, description="number of the catalogue that this document follows up")
    customization_id: str | None = None
    profile_id: str | None = None
    contract: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    provider: Party | None = Field(None, description="who sends it")
    receiver: Party | None = Field(None, description="who gets it")
    seller: Party | None = None
    buyer: Party | None = None
    lines: tuple[CatalogueLine, ...] = ()

    @property
    def key(self) -> str:
        """`buyer|supplier`; who gets and who sends it stand in for them where they are not named."""
        buyer = self.buyer or self.receiver or Party()
        seller = self.seller or self.provider or Party()
        return f"{party_id(buyer)}|{party_id(seller)}"


class CatalogueReceived(Event):
    """A catalogue or an update of one came in."""

    topic: ClassVar[str] = "catalogue.received"
    version: Literal[1] = 1
    document: DocumentRef
    catalogue: Catalogue
    warnings: tuple[Finding, ...] = ()
