"""Order responses: Peppol's basic and advanced one, OIOUBL 2's full and simple one."""

from lxml.etree import _Element

from schemas.order import OrderAnswer
from services.invoice_ingest.formats.ubl import ITEM, PRICE, price, root_of, table
from services.invoice_ingest.formats.ubl_papers import MADE_ITEM, a_period, kind_of, lifted, role
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Record,
    attribute,
    day,
    each,
    every,
    flag,
    joined,
    number,
    once,
    text,
    walk,
)

RESPONSE, SIMPLE = root_of("OrderResponse"), root_of("OrderResponseSimple")
KINDS = {
    "order-response": "response",
    "order-response-advanced": "advanced",
    "order-response-simple": "simple",
}

LINE = table(
    {
        "cbc:Note": joined("note"),
        "cac:OrderLineReference/cbc:LineID": text("order_line"),
        "cac:LineItem/cbc:ID": text("id"),
        "cac:LineItem/cbc:Note": joined("note"),
        "cac:LineItem/cbc:LineStatusCode": text("status"),
        "cac:LineItem/cbc:Quantity": (number("quantity"), attribute("unit", "unitCode")),
        "cac:LineItem/cbc:MaximumBackorderQuantity": number("backorder"),
        "cac:LineItem/cac:Delivery/cac:PromisedDeliveryPeriod": a_period("delivery_period"),
        "cac:LineItem/cac:Price": once("price", table(PRICE), price),
        "cac:LineItem/cac:Item": once("item", MADE_ITEM),
        "cac:SellerSubstitutedLineItem/cac:Item": once("substitute", table(ITEM)),
    }
)
ANSWER = table(
    {
        "cbc:CustomizationID": text("customization_id"),
        "cbc:ProfileID": text("profile_id"),
        "cbc:ID": text("number"),
        "cbc:SalesOrderID": text("sales_order"),
        "cbc:IssueDate": day("issue_date"),
        "cbc:OrderResponseCode": text("code"),
        "cbc:AcceptedIndicator": flag("is_accepted"),
        "cbc:Note": every("notes"),
        "cbc:RejectionNote": every("notes"),
        "cbc:DocumentCurrencyCode": text("currency"),
        "cbc:CustomerReference": text("buyer_reference"),
        "cac:OrderReference/cbc:ID": text("order"),
        "cac:OrderReference/cbc:SalesOrderID": text("sales_order"),
        "cac:OrderChangeDocumentReference/cbc:ID": text("change"),
        **role("cac:SellerSupplierParty", "seller"),
        **role("cac:BuyerCustomerParty", "buyer"),
        "cac:Delivery/cac:PromisedDeliveryPeriod": a_period("delivery_period"),
        "cac:OrderLine": each("lines", LINE, lifted),
    }
)


def claims(root: _Element) -> str | None:
    """`peppol-order-response-3`, `oioubl-2-order-response-simple`, …; None for other documents."""
    if root.tag not in (RESPONSE, SIMPLE):
        return None
    kind = kind_of(root)
    return kind.format if kind is not None and kind.name in KINDS else None


def parse(root: _Element, name: str, notes: Notes) -> OrderAnswer:
    """The answer that this tree says; what cannot be read is in the notes."""
    record: Record = {"format": name}
    walk(root, ANSWER, record, notes)
    accepted = record.pop("is_accepted", None)
    if accepted is not None:
        record.setdefault("code", "AP" if accepted else "RE")
    kind = kind_of(root)
    return OrderAnswer.model_validate({**record, "kind": KINDS[kind.name] if kind else "response"})
