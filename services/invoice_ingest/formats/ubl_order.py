"""Orders, order changes, cancellations and agreements: Peppol 3 and OIOUBL 2.

A change tells the whole order anew, a cancellation tells an order without lines; both are read as the order
they leave behind. An order agreement is an order that the seller wrote down.
Specs: https://docs.peppol.eu/poacc/upgrade-3/ and http://oioubl.info/.
"""

from lxml.etree import _Element

from schemas.order import Order
from services.invoice_ingest.formats.ubl import ADDRESS, PRICE, price, root_of, table
from services.invoice_ingest.formats.ubl_papers import (
    ALLOWANCES,
    TAXED_ITEM,
    a_period,
    kind_of,
    lifted,
    role,
)
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Paths,
    Record,
    Table,
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

LINE = table(
    {
        "cbc:Note": joined("note"),
        "cac:LineItem/cbc:ID": text("id"),
        "cac:LineItem/cbc:LineStatusCode": text("status"),
        "cac:LineItem/cbc:Quantity": (number("quantity"), attribute("unit", "unitCode")),
        "cac:LineItem/cbc:LineExtensionAmount": number("net_amount"),
        "cac:LineItem/cbc:AccountingCost": text("accounting_cost"),
        "cac:LineItem/cac:Delivery/cac:RequestedDeliveryPeriod": a_period("delivery_period"),
        "cac:LineItem/cac:AllowanceCharge": ALLOWANCES,
        "cac:LineItem/cac:Price": once("price", table(PRICE), price),
        "cac:LineItem/cac:Item": once("item", TAXED_ITEM),
    }
)


def _line(record: Record, notes: Notes) -> Record:
    """Without an id that can be read it still is a line."""
    record.setdefault("id", "")
    return lifted(record, notes)


TOTALS = {
    "cbc:LineExtensionAmount": number("totals.lines"),
    "cbc:AllowanceTotalAmount": number("totals.allowances"),
    "cbc:ChargeTotalAmount": number("totals.charges"),
    "cbc:TaxExclusiveAmount": number("totals.without_vat"),
    "cbc:TaxInclusiveAmount": number("totals.with_vat"),
    "cbc:PrepaidAmount": number("totals.prepaid"),
    "cbc:PayableRoundingAmount": number("totals.rounding"),
    "cbc:PayableAmount": number("totals.payable"),
}
COMMON: Paths = {
    "cbc:CustomizationID": text("customization_id"),
    "cbc:ProfileID": text("profile_id"),
    "cbc:SalesOrderID": text("sales_order"),
    "cbc:IssueDate": day("issue_date"),
    "cbc:OrderTypeCode": text("type_code"),
    "cbc:Note": every("notes"),
    "cbc:CancellationNote": every("notes"),
    "cbc:DocumentCurrencyCode": text("currency"),
    "cbc:CustomerReference": text("buyer_reference"),
    "cbc:AccountingCost": text("accounting_cost"),
    "cac:ValidityPeriod/cbc:EndDate": day("valid_to"),
    "cac:QuotationDocumentReference/cbc:ID": text("quotation"),
    "cac:OrderDocumentReference/cbc:ID": text("replaces"),
    "cac:OriginatorDocumentReference/cbc:ID": text("originator_document"),
    "cac:CatalogueReference/cbc:ID": text("catalogue"),
    "cac:Contract/cbc:ID": text("contract"),
    "cac:ProjectReference/cbc:ID": text("project"),
    **role("cac:BuyerCustomerParty", "buyer"),
    **role("cac:SellerSupplierParty", "seller"),
    **role("cac:OriginatorCustomerParty", "originator"),
    **role("cac:AccountingCustomerParty", "invoicee"),
    "cac:Delivery/cac:DeliveryLocation/cac:Address": once("delivery_address", table(ADDRESS)),
    "cac:Delivery/cac:RequestedDeliveryPeriod": a_period("delivery_period"),
    "cac:AllowanceCharge": ALLOWANCES,
    "cac:TaxTotal/cbc:TaxAmount": number("totals.vat"),
    **{f"cac:AnticipatedMonetaryTotal/{name}": step for name, step in TOTALS.items()},
    **{f"cac:LegalMonetaryTotal/{name}": step for name, step in TOTALS.items()},
    "cac:OrderLine": each("lines", LINE, _line),
}
ORDER = table({**COMMON, "cbc:ID": text("number")})
ABOUT_AN_ORDER = table(
    {**COMMON, "cbc:ID": text("document_number"), "cac:OrderReference/cbc:ID": text("number")}
)

TABLES: dict[object, tuple[str, Table]] = {
    root_of("Order"): ("order", ORDER),
    root_of("OrderChange"): ("change", ABOUT_AN_ORDER),
    root_of("OrderCancellation"): ("cancellation", ABOUT_AN_ORDER),
    root_of("OrderResponse"): ("agreement", ABOUT_AN_ORDER),
}
"""Root -> what the document does to the order, and its field map."""
AGREEMENT = "order-agreement"


def claims(root: _Element) -> str | None:
    """`peppol-order-3`, `peppol-order-change-3`, `oioubl-2-order`, …; None for other documents."""
    if root.tag not in TABLES:
        return None
    kind = kind_of(root)
    if kind is None or (root.tag == root_of("OrderResponse")) != (kind.name == AGREEMENT):
        return None
    return kind.format


def parse(root: _Element, name: str, notes: Notes) -> Order:
    """The order as it stands after this document; what cannot be read is in the notes."""
    kind, fields = TABLES[root.tag]
    record: Record = {}
    walk(root, fields, record, notes)
    if kind == "agreement" and "document_number" in record:
        record.setdefault("number", record["document_number"])
    return Order.model_validate({"number": "", "buyer": {}, "seller": {}, **record, "kind": kind})
