"""Despatch advices (Peppol 3) and receipt advices (plain UBL 2), the two ends of a delivery."""

from lxml.etree import _Element

from schemas.delivery import DeliveryAdvice
from services.invoice_ingest.formats.ubl import root_of, table
from services.invoice_ingest.formats.ubl_papers import MADE_ITEM, RECEIPT_ADVICE, kind_of, lifted, role
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Paths,
    Record,
    attribute,
    day,
    each,
    every,
    joined,
    number,
    once,
    text,
    walk,
)

DESPATCH_ADVICE = root_of("DespatchAdvice")
KINDS: dict[object, str] = {DESPATCH_ADVICE: "despatch", RECEIPT_ADVICE: "receipt"}

LINE: Paths = {
    "cbc:ID": text("id"),
    "cbc:Note": joined("note"),
    "cac:OrderLineReference/cbc:LineID": text("order_line"),
    "cac:OrderLineReference/cac:OrderReference/cbc:ID": text("order"),
    "cac:Item": once("item", MADE_ITEM),
}
DESPATCH_LINE = table(
    {
        **LINE,
        "cbc:DeliveredQuantity": (number("quantity"), attribute("unit", "unitCode")),
        "cbc:OutstandingQuantity": number("outstanding"),
        "cbc:OutstandingReason": joined("outstanding_reason"),
    }
)
RECEIPT_LINE = table(
    {
        **LINE,
        "cbc:ReceivedQuantity": (number("quantity"), attribute("unit", "unitCode")),
        "cbc:ShortQuantity": number("short"),
        "cbc:RejectedQuantity": number("rejected"),
        "cbc:ReceivedDate": day("received_on"),
    }
)


DOCUMENT = table(
    {
        "cbc:CustomizationID": text("customization_id"),
        "cbc:ProfileID": text("profile_id"),
        "cbc:ID": text("number"),
        "cbc:IssueDate": day("issue_date"),
        "cbc:Note": every("notes"),
        "cac:OrderReference/cbc:ID": every("orders"),
        "cac:DespatchDocumentReference/cbc:ID": text("despatch"),
        **role("cac:BuyerCustomerParty", "buyer"),
        **role("cac:SellerSupplierParty", "seller"),
        **role("cac:OriginatorCustomerParty", "originator"),
        **role("cac:DespatchSupplierParty", "despatched_by"),
        **role("cac:DeliveryCustomerParty", "delivered_to"),
        "cac:Shipment/cac:Delivery/cac:Despatch/cbc:ActualDespatchDate": day("despatched_on"),
        "cac:Shipment/cac:Delivery/cbc:ActualDeliveryDate": day("delivered_on"),
        "cac:Shipment/cac:Delivery/cac:EstimatedDeliveryPeriod/cbc:EndDate": day("expected_on"),
        "cac:DespatchLine": each("lines", DESPATCH_LINE, lifted),
        "cac:ReceiptLine": each("lines", RECEIPT_LINE, lifted),
    }
)


def claims(root: _Element) -> str | None:
    """`peppol-despatch-advice-3`, `ubl-receipt-advice`, …; None for other documents."""
    kind = kind_of(root) if root.tag in KINDS else None
    return kind.format if kind is not None else None


def parse(root: _Element, name: str, notes: Notes) -> DeliveryAdvice:
    """The delivery that this tree tells of; what cannot be read is in the notes."""
    record: Record = {"format": name, "kind": KINDS[root.tag]}
    walk(root, DOCUMENT, record, notes)
    expected = record.pop("expected_on", None)
    if expected is not None:
        record.setdefault("delivered_on", expected)
    return DeliveryAdvice.model_validate(record)
