"""The field map of a line of a CII invoice: product, agreement, delivery, settlement."""

from decimal import Decimal
from typing import cast

from services.invoice_ingest.formats.cii_parts import (
    ALLOWANCE_CHARGE,
    CHANGES,
    DOCUMENT_REFERENCE,
    PERIOD,
    below,
    table,
)
from services.invoice_ingest.formats.ubl import classification, item_attribute
from services.invoice_ingest.formats.ubl_invoice_map import OBJECT
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Record,
    attribute,
    each,
    every,
    identifier,
    joined,
    number,
    once,
    taken,
    taken_text,
    text,
)


def line(record: Record, notes: Notes) -> Record:
    """Base quantity and unit may stand with the gross price only; the object is among the documents."""
    price = cast(Record, record.setdefault("price", {}))
    for field, value in cast(Record, record.pop("gross_base", {})).items():
        price.setdefault(field, value)
    for change in taken(record, "price_changes"):
        amount = change.get("amount")
        if isinstance(amount, Decimal):
            price.setdefault("discount", amount.copy_negate() if change.get("is_charge") else amount)
    for document in taken(record, "documents"):
        if document.get("code") == OBJECT and "id" in document:
            scheme = taken_text(document, "scheme")
            record.setdefault("object_id", {"value": document["id"], "scheme": scheme})
    return record


ITEM = table(
    {
        "ram:GlobalID": identifier("standard_id", "schemeID"),
        "ram:SellerAssignedID": text("seller_id"),
        "ram:BuyerAssignedID": text("buyer_id"),
        "ram:Name": text("name"),
        "ram:Description": joined("description"),
        "ram:ApplicableProductCharacteristic": each(
            "attributes",
            table({"ram:Description": text("name"), "ram:Value": text("value")}),
            item_attribute,
        ),
        "ram:DesignatedProductClassification/ram:ClassCode": every("classifications", classification),
        "ram:OriginTradeCountry/ram:ID": text("origin_country"),
    }
)
LINE = table(
    {
        "ram:AssociatedDocumentLineDocument/ram:LineID": text("id"),
        "ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content": joined("note"),
        "ram:SpecifiedTradeProduct": once("item", ITEM),
        **below(
            "ram:SpecifiedLineTradeAgreement",
            {
                "ram:BuyerOrderReferencedDocument/ram:LineID": text("order_line_ref"),
                "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID": text("order_ref"),
                "ram:GrossPriceProductTradePrice/ram:ChargeAmount": number("price.gross"),
                "ram:GrossPriceProductTradePrice/ram:BasisQuantity": (
                    number("gross_base.base_quantity"),
                    attribute("gross_base.base_unit", "unitCode"),
                ),
                "ram:GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge": each(
                    "price_changes", ALLOWANCE_CHARGE
                ),
                "ram:NetPriceProductTradePrice/ram:ChargeAmount": number("price.net"),
                "ram:NetPriceProductTradePrice/ram:BasisQuantity": (
                    number("price.base_quantity"),
                    attribute("price.base_unit", "unitCode"),
                ),
            },
        ),
        "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity": (
            number("quantity"),
            attribute("unit", "unitCode"),
        ),
        "ram:SpecifiedLineTradeDelivery/ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID": text(
            "despatch_ref"
        ),
        **below(
            "ram:SpecifiedLineTradeSettlement",
            {
                "ram:ApplicableTradeTax/ram:CategoryCode": text("vat_category"),
                "ram:ApplicableTradeTax/ram:RateApplicablePercent": number("vat_rate"),
                "ram:BillingSpecifiedPeriod": once("period", PERIOD),
                "ram:SpecifiedTradeAllowanceCharge": CHANGES,
                "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount": number("net_amount"),
                "ram:AdditionalReferencedDocument": each("documents", DOCUMENT_REFERENCE),
                "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID": text("accounting_cost"),
            },
        ),
    }
)
