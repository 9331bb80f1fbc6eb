"""Peppol BIS Order 3, its restrictions and extensions. Spec: https://docs.peppol.eu/poacc/upgrade-3/"""

from typing import cast

from lxml.etree import _Element

from schemas.order import Order
from services.invoice_ingest.formats.ubl import (
    CUSTOMIZATION_ID,
    ITEM,
    PARTY_TABLE,
    PRICE,
    declared,
    party,
    price,
    root_of,
    table,
)
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Record,
    attribute,
    day,
    each,
    number,
    once,
    text,
    walk,
)

NAME = "peppol-order-3"
ROOT = root_of("Order")
ORDER_3 = "urn:fdc:peppol.eu:poacc:trns:order:3"

LINE = table(
    {
        "cbc:ID": text("id"),
        "cbc:Quantity": (number("quantity"), attribute("unit", "unitCode")),
        "cbc:LineExtensionAmount": number("net_amount"),
        "cbc:AccountingCost": text("accounting_cost"),
        "cac:Price": once("price", table(PRICE), price),
        "cac:Item": once("item", table(ITEM)),
    }
)
ORDER = table(
    {
        "cbc:ID": text("number"),
        "cbc:IssueDate": day("issue_date"),
        "cbc:DocumentCurrencyCode": text("currency"),
        "cbc:CustomerReference": text("buyer_reference"),
        "cbc:AccountingCost": text("accounting_cost"),
        "cac:Contract/cbc:ID": text("contract"),
        "cac:BuyerCustomerParty/cac:Party": once("buyer", PARTY_TABLE, party),
        "cac:SellerSupplierParty/cac:Party": once("seller", PARTY_TABLE, party),
        "cac:OrderLine/cac:LineItem": each("lines", LINE),
    }
)


def claims(root: _Element) -> str | None:
    """`peppol-order-3` for a Peppol order, else None."""
    if root.tag == ROOT and (declared(root, CUSTOMIZATION_ID) or "").startswith(ORDER_3):
        return NAME
    return None


def parse(root: _Element, name: str, notes: Notes) -> Order:
    """The order that this tree says; what cannot be read is in the notes."""
    record: Record = {}
    walk(root, ORDER, record, notes)
    record = {"number": "", "buyer": {}, "seller": {}, **record}
    for line in cast("list[Record]", record.get("lines", [])):
        line.setdefault("id", "")
    return Order.model_validate(record)
