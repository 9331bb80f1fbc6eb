"""The field map of OIOUBL 2 and 3 where it differs from EN 16931 in UBL: formats.md chapter 2, column OIOUBL.

Denmark writes names where others write codes (`GLN`, `StandardRated`), has fields of an address apart that
others have in one, and fills what may not be empty with `n/a`.
"""

from decimal import Context, Decimal
from typing import cast

from lxml.etree import _Element

from services.invoice_ingest.formats.oioubl_payment import PAYMENT, payment
from services.invoice_ingest.formats.ubl import (
    ADDRESS,
    CONTACT,
    ITEM,
    PARTY,
    PRICE,
    TAX_SCHEME,
    classification,
    price,
    table,
)
from services.invoice_ingest.formats.ubl_invoice_map import (
    ALLOWANCE_CHARGE_PATHS,
    DELIVERY_PATHS,
    DOCUMENT_PATHS,
    LINE_PATHS,
    QUANTITY,
    SUBTOTAL_PATHS,
    allowance_charge,
    line,
)
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Paths,
    Record,
    Step,
    day,
    each,
    every,
    joined,
    leaf,
    number,
    once,
    taken,
    taken_text,
    text,
)
from services.invoice_ingest.walking.values import fits, words

SCHEMES = {
    **{"GLN": "0088", "EAN": "0088", "GTIN": "0160"},
    **{"DK:CVR": "0184", "DK:SE": "0198", "DK:P": "0096"},
}
"""Identifier schemes by name -> ISO 6523. What has no number there (`DK:CPR`, a person's) keeps its name."""
CATEGORIES = {"StandardRated": "S", "ZeroRated": "Z", "ReverseCharge": "AE"}
LISTS = {"UNSPSC": "TST"}
"""Classification lists by name -> UNTDID 7143."""
VAT_SCHEMES = frozenset({"63", "VAT"})
"""Ids of the tax scheme VAT (moms) in OIOUBL 2 and 3; all others are duties."""
PLACEHOLDERS = frozenset({"n/a", "na", "n.a."})
ADDRESS_PARTS = ("additional_street", "department", "floor", "room", "box")
GTIN = "GTIN"
PRICES = ("net", "gross", "discount")
EXACT = Context(prec=400)
"""Products and sums of 38-digit numbers without rounding."""


def meant(field: str) -> Step:
    """A text, unless a placeholder stands there."""

    def read(element: _Element, notes: Notes) -> str | None:
        value = words(element, notes)
        return None if value is None or value.lower() in PLACEHOLDERS else value

    return leaf(field, read)


def category(field: str) -> Step:
    """A VAT category by its code."""

    def read(element: _Element, notes: Notes) -> str | None:
        value = words(element, notes)
        return None if value is None else CATEGORIES.get(value, value)

    return leaf(field, read)


def identifier(element: _Element, notes: Notes) -> Record | None:
    """An identifier with the number of its scheme."""
    value = words(element, notes)
    scheme = (element.get("schemeID") or "").strip()
    return {"value": value, "scheme": SCHEMES.get(scheme, scheme) or None} if value else None


def gtin(element: _Element, notes: Notes) -> Record | None:
    """A seller's item id that is a GTIN."""
    return identifier(element, notes) if (element.get("schemeID") or "").strip() == GTIN else None


def item_class(element: _Element, notes: Notes) -> Record | None:
    """A class, with its list by code."""
    record = classification(element, notes)
    if record is not None:
        record["list_id"] = LISTS.get(cast(str, record["list_id"]), record["list_id"])
    return record


def address(record: Record, notes: Notes) -> Record:
    """The house number follows the street; what else is apart is the further line."""
    building = taken_text(record, "building")
    if building is not None:
        record["street"] = " ".join((*_texts(record, ("street",)), building))
    parts = _texts(record, ADDRESS_PARTS)
    for part in ADDRESS_PARTS:
        record.pop(part, None)
    if parts and "street" not in record:
        record["street"] = parts.pop()
    if parts:
        record["additional_street"] = ", ".join(parts)
    return record


def _texts(record: Record, fields: tuple[str, ...]) -> list[str]:
    return [cast(str, record[field]) for field in fields if field in record]


def party(record: Record, notes: Notes) -> Record:
    """The VAT number; the legal name is the name, else the person; the contact's id is lifted out."""
    for scheme in taken(record, "tax_schemes"):
        if "number" in scheme and scheme.get("scheme") in VAT_SCHEMES:
            record.setdefault("vat_id", scheme["number"])
    contact = cast(Record, record.get("contact", {}))
    reference = taken_text(contact, "id")
    if reference is not None:
        record["contact_id"] = reference
        if not contact:
            del record["contact"]
    person = " ".join(_texts(record, ("first_name", "family_name")))
    for field in ("first_name", "family_name"):
        record.pop(field, None)
    if "name" not in record and ("trading_name" in record or person):
        record["name"] = record.pop("trading_name", person)
    return record


def role(record: Record, notes: Notes) -> Record:
    """A party whose contact's id is nobody's reference."""
    record = party(record, notes)
    record.pop("contact_id", None)
    return record


def factor(record: Record, notes: Notes) -> Record:
    """An allowance with its factor (0.1) as a percentage (10)."""
    record = allowance_charge(record, notes)
    given = record.get("percentage")
    if isinstance(given, Decimal):
        percentage = EXACT.multiply(given, Decimal(100))
        if fits(percentage):
            record["percentage"] = percentage
        else:
            del record["percentage"]
    return record


def unit_price(record: Record, notes: Notes) -> Record:
    """The price of one invoiced unit, where that is several units of the price: 12 bottles in a case."""
    record = price(record, notes)
    times = record.pop("factor", None)
    if isinstance(times, Decimal) and times not in (0, 1):
        amounts = {name: cast(Decimal, record[name]) for name in PRICES if name in record}
        whole = {name: EXACT.multiply(amount, times) for name, amount in amounts.items()}
        if all(fits(amount) for amount in whole.values()):
            record |= whole
            record.pop("base_quantity", None)
            record.pop("base_unit", None)
    return record


def danish_line(record: Record, notes: Notes) -> Record:
    """VAT stands with the item or with the line's own tax; a GTIN may stand as the seller's id."""
    record = line(record, notes)
    item = cast(Record, record.get("item", {}))
    found = item.pop("gtin", None)
    if found is not None:
        item.setdefault("standard_id", found)
    parts = [part for total in taken(record, "tax_totals") for part in taken(total, "parts")]
    vat = [part for part in parts if is_vat(part)]
    # With duties there are several: the line's own is the one on its whole amount.
    own = [part for part in vat if part.get("taxable_amount") == record.get("net_amount")] or vat
    if own and "vat_category" not in record:
        for source, field in (("category", "vat_category"), ("rate", "vat_rate")):
            if source in own[0]:
                record[field] = own[0][source]
    return record


def is_vat(part: Record) -> bool:
    """Whether a subtotal is of VAT and not of a duty."""
    return part.get("scheme", "63") in VAT_SCHEMES


ADDRESS_TABLE = table(
    {
        **ADDRESS,
        "cbc:BuildingNumber": text("building"),
        "cbc:Department": text("department"),
        "cbc:Floor": text("floor"),
        "cbc:Room": text("room"),
        "cbc:Postbox": text("box"),
    }
)
PARTY_PATHS: Paths = {
    **PARTY,
    "cbc:EndpointID": leaf("endpoint", identifier),
    "cac:PartyIdentification/cbc:ID": every("ids", identifier),
    "cac:PartyLegalEntity/cbc:CompanyID": leaf("legal_id", identifier),
    "cac:PartyTaxScheme": each("tax_schemes", table(TAX_SCHEME)),
    "cac:PostalAddress": once("address", ADDRESS_TABLE, address),
    "cac:Contact": once("contact", table({**CONTACT, "cbc:ID": meant("id")})),
    "cac:Person/cbc:FirstName": text("first_name"),
    "cac:Person/cbc:FamilyName": text("family_name"),
}
PARTY_TABLE = table(PARTY_PATHS)
ALLOWANCE_CHARGE = table({**ALLOWANCE_CHARGE_PATHS, "cac:TaxCategory/cbc:ID": category("vat_category")})
DELIVERY = table(
    {
        **DELIVERY_PATHS,
        "cac:DeliveryLocation/cbc:ID": leaf("location_id", identifier),
        "cac:DeliveryLocation/cac:Address": once("address", ADDRESS_TABLE, address),
        "cac:DeliveryAddress": once("address", ADDRESS_TABLE, address),
    }
)
SUBTOTAL = table(
    {
        **SUBTOTAL_PATHS,
        "cbc:TransactionCurrencyTaxAmount": number("in_tax_currency"),
        "cac:TaxCategory/cbc:ID": category("category"),
        "cac:TaxCategory/cac:TaxScheme/cbc:ID": text("scheme"),
        "cac:TaxCategory/cac:TaxScheme/cbc:Name": text("scheme_name"),
        "cac:TaxCategory/cac:TaxScheme/cbc:TaxTypeCode": category("duty_category"),
    }
)
TAX_TOTAL = table({"cbc:TaxAmount": number("amount"), "cac:TaxSubtotal": each("parts", SUBTOTAL)})
ITEM_TABLE = table(
    {
        **ITEM,
        "cac:SellersItemIdentification/cbc:ID": (meant("seller_id"), leaf("gtin", gtin)),
        "cac:BuyersItemIdentification/cbc:ID": meant("buyer_id"),
        "cac:StandardItemIdentification/cbc:ID": leaf("standard_id", identifier),
        "cac:CommodityClassification/cbc:ItemClassificationCode": every("classifications", item_class),
        "cac:ClassifiedTaxCategory/cbc:ID": category("vat_category"),
        "cac:ClassifiedTaxCategory/cbc:Percent": number("vat_rate"),
    }
)
PRECEDING = each("preceding", table({"cbc:ID": meant("number"), "cbc:IssueDate": day("issue_date")}))
LINE: Paths = {
    **LINE_PATHS,
    "cbc:InvoicedQuantity": QUANTITY,
    "cbc:CreditedQuantity": QUANTITY,
    "cac:OrderLineReference/cbc:LineID": meant("order_line_ref"),
    "cac:OrderLineReference/cac:OrderReference/cbc:ID": meant("order_ref"),
    "cac:BillingReference/cac:InvoiceDocumentReference": PRECEDING,
    "cac:TaxTotal": each("tax_totals", TAX_TOTAL),
    "cac:Item": once("item", ITEM_TABLE),
    "cac:Price": once("price", table({**PRICE, "cbc:OrderableUnitFactorRate": number("factor")}), unit_price),
}
OIOUBL_3_PATHS: Paths = {
    **DOCUMENT_PATHS,
    "cac:OrderReference/cbc:ID": meant("order_ref"),
    "cac:BillingReference/cac:InvoiceDocumentReference": PRECEDING,
    "cac:DiscrepancyResponse/cbc:Description": every("notes"),
    "cac:AccountingSupplierParty/cac:Party": once("seller", PARTY_TABLE, role),
    "cac:AccountingCustomerParty/cac:Party": once("buyer", PARTY_TABLE, party),
    "cac:PayeeParty": once("payee", PARTY_TABLE, role),
    "cac:TaxRepresentativeParty": once("tax_representative", PARTY_TABLE, role),
    "cac:Delivery": once("delivery", DELIVERY),
    "cac:PaymentMeans": each("payments", PAYMENT, payment),
    "cac:PaymentTerms/cbc:Note": joined("payment_terms"),
    "cac:InvoiceLine": each("lines", table(LINE), danish_line),
    "cac:CreditNoteLine": each("lines", table(LINE), danish_line),
}
_LINE_2 = table({**LINE, "cac:AllowanceCharge": each("allowances_charges", ALLOWANCE_CHARGE, factor)})
OIOUBL_2_PATHS: Paths = {
    **OIOUBL_3_PATHS,
    "cac:AllowanceCharge": each("allowances_charges", ALLOWANCE_CHARGE, factor),
    "cac:TaxTotal": each("tax_totals", TAX_TOTAL),
    "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount": number("total_tax"),
    "cac:InvoiceLine": each("lines", _LINE_2, danish_line),
    "cac:CreditNoteLine": each("lines", _LINE_2, danish_line),
}
OIOUBL_2, OIOUBL_3 = table(OIOUBL_2_PATHS), table(OIOUBL_3_PATHS)
