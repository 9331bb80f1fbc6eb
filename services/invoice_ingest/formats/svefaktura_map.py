"""The field map of Svefaktura 1.0: formats.md 2.1 to 2.5, column Svefaktura, as tables.

`sf`, `cac` and `cbc` are Svefaktura's own namespaces: the last two share nothing with UBL 2 but the prefix.
"""

from typing import cast

from lxml.etree import _Element

from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Paths,
    Record,
    Table,
    attribute,
    compiled,
    day,
    each,
    every,
    flag,
    joined,
    leaf,
    moment,
    number,
    once,
    taken,
    taken_text,
    text,
)
from services.invoice_ingest.walking.values import words

SF = "urn:sfti:documents:BasicInvoice:1:0"
NAMESPACES = {
    "sf": SF,
    "cac": "urn:sfti:CommonAggregateComponents:1:0",
    "cbc": "urn:oasis:names:tc:ubl:CommonBasicComponents:1:0",
}
EAN_AGENCY = "9"
ORGANISATION_NUMBER, GLN, GTIN = "0007", "0088", "0160"
NO_ORDER = frozenset({"EDI REF. SAKNAS", "LA", "NA"})
"""What senders write where there is no order: the element is filled, the reference is none."""


def table(paths: Paths) -> Table:
    """A table over the three namespaces of Svefaktura."""
    return compiled(paths, NAMESPACES)


def party_identifier(element: _Element, notes: Notes) -> Record | None:
    """A party's or place's id; the agency EAN makes it a GLN."""
    value = words(element, notes)
    if value is None:
        return None
    of_ean = element.get("identificationSchemeAgencyID") == EAN_AGENCY
    return {"value": value, "scheme": GLN if of_ean else None}


def item_identifier(element: _Element, notes: Notes) -> Record | None:
    """A standard item id; the agency EAN makes it a GTIN."""
    value = words(element, notes)
    if value is None:
        return None
    of_ean = element.get("identificationSchemeAgencyID") == EAN_AGENCY
    return {"value": value, "scheme": GTIN if of_ean else None}


def reference(element: _Element, notes: Notes) -> Record | None:
    """An additional document's number and the kind it is."""
    value = words(element, notes)
    return {"value": value, "kind": (element.get("identificationSchemeID") or "").strip()} if value else None


def address(record: Record, notes: Notes) -> Record | None:
    """The box is the street where there is no street; department and free lines are the further line."""
    box = taken_text(record, "box")
    if box is not None:
        record["additional_street" if "street" in record else "street"] = box
    further = [line for line in (taken_text(record, "department"), taken_text(record, "line")) if line]
    if further:
        record["line"] = ", ".join(further)
    return record or None


def party(record: Record, notes: Notes) -> Record:
    """Scheme SWT holds the organisation number, F-skatt and seat, scheme VAT the VAT number.

    The registered name is given only where it differs from the name.
    """
    for scheme in taken(record, "tax_schemes"):
        kind = str(scheme.get("scheme", "")).upper()
        if kind == "VAT" and "number" in scheme:
            record.setdefault("vat_id", scheme["number"])
        elif kind == "SWT":
            if "number" in scheme:
                record.setdefault("legal_id", {"value": scheme["number"], "scheme": ORGANISATION_NUMBER})
            for field in ("tax_registration", "legal_form"):
                if field in scheme:
                    record.setdefault(field, scheme[field])
        if "registered_name" in scheme:
            record.setdefault("registered_name", scheme["registered_name"])
    registered = taken_text(record, "registered_name")
    if registered is not None:
        if "name" in record:
            record["trading_name"] = record["name"]
        record["name"] = registered
    return record


def seller(record: Record, notes: Notes) -> Record:
    """The party; its contact is the one for accounts where it has no other."""
    inside = cast(Record, record.get("party", {}))
    if "accounts_contact" in record:
        inside.setdefault("contact", record["accounts_contact"])
    return inside


def allowance_charge(record: Record, notes: Notes) -> Record:
    """Without an indicator that can be read (a finding) it counts as an allowance."""
    record.setdefault("is_charge", False)
    return record


def line(record: Record, notes: Notes) -> Record:
    """The order number, unless a placeholder stands there; the day of delivery is the line's period."""
    if str(record.get("order_ref", "")).upper() in NO_ORDER:
        del record["order_ref"]
    item = cast(Record, record.get("item", {}))
    for field in ("vat_category", "vat_rate", "price"):
        if field in item:
            record[field] = item.pop(field)
    delivered = record.pop("delivered_on", None)
    if delivered is not None:
        record["period"] = {"start": delivered, "end": delivered}
    return record


ADDRESS: Paths = {
    "cbc:Postbox": text("box"),
    "cbc:StreetName": text("street"),
    "cbc:Department": text("department"),
    "cbc:CityName": text("city"),
    "cbc:PostalZone": text("post_code"),
    "cbc:CountrySubentity": text("subdivision"),
    "cac:AddressLine/cbc:Line": joined("line", ", "),
    "cac:Country/cac:IdentificationCode": text("country"),
}
CONTACT = table(
    {
        "cbc:Name": joined("name", " "),
        "cbc:Telephone": text("telephone"),
        "cbc:ElectronicMail": text("email"),
    }
)
TAX_SCHEME = table(
    {
        "cbc:RegistrationName": text("registered_name"),
        "cac:CompanyID": text("number"),
        "cbc:ExemptionReason": text("tax_registration"),
        "cac:RegistrationAddress/cbc:CityName": text("legal_form"),
        "cac:TaxScheme/cac:ID": text("scheme"),
    }
)
PARTY = table(
    {
        "cac:PartyIdentification/cac:ID": every("ids", party_identifier),
        "cac:PartyName/cbc:Name": joined("name", " "),
        "cac:Address": once("address", table(ADDRESS), address),
        "cac:PartyTaxScheme": each("tax_schemes", TAX_SCHEME),
        "cac:Contact": once("contact", CONTACT),
    }
)
SELLER = table(
    {
        "cac:Party": once("party", PARTY, party),
        "cac:AccountsContact": once("accounts_contact", CONTACT),
    }
)
DELIVERY = table(
    {
        "cbc:ActualDeliveryDateTime": moment("delivered_on"),
        "cac:DeliveryAddress/cac:ID": leaf("location_id", party_identifier),
        "cac:DeliveryAddress": once("address", table(ADDRESS), address),
    }
)
PAYMENT = table(
    {
        "cac:PaymentMeansTypeCode": text("means_code"),
        "cbc:DuePaymentDate": day("due_date"),
        "cac:PayeeFinancialAccount/cac:ID": text("account"),
        "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cac:FinancialInstitution/cac:ID": text(
            "service_provider"
        ),
        "cac:PayeeFinancialAccount/cac:PaymentInstructionID": text("reference"),
        "cac:PayeePartyName/cbc:Name": joined("payee", " "),
    }
)
ALLOWANCE_CHARGE = table(
    {
        "cbc:ChargeIndicator": flag("is_charge"),
        "cac:ReasonCode": (text("reason_code"), attribute("reason", "name")),
        "cbc:MultiplierFactorNumeric": number("percentage"),
        "cbc:Amount": number("amount"),
        "cac:AllowanceChargeBaseAmount": number("base_amount"),
        "cac:TaxCategory/cac:ID": text("vat_category"),
        "cac:TaxCategory/cbc:Percent": number("vat_rate"),
    }
)
SUBTOTAL = table(
    {
        "cbc:TaxableAmount": number("taxable_amount"),
        "cbc:TaxAmount": number("tax_amount"),
        "cac:TaxCategory/cac:ID": text("category"),
        "cac:TaxCategory/cbc:Percent": number("rate"),
        "cac:TaxCategory/cbc:ExemptionReason": joined("exemption_reason"),
        "cac:TaxCurrencyTaxAmount": number("in_tax_currency"),
    }
)
ITEM = table(
    {
        "cbc:Description": joined("name"),
        "cac:SellersItemIdentification/cac:ID": text("seller_id"),
        "cac:BuyersItemIdentification/cac:ID": text("buyer_id"),
        "cac:StandardItemIdentification/cac:ID": leaf("standard_id", item_identifier),
        "cac:TaxCategory/cac:ID": text("vat_category"),
        "cac:TaxCategory/cbc:Percent": number("vat_rate"),
        "cac:BasePrice/cbc:PriceAmount": number("price.net"),
        "cac:BasePrice/cbc:BaseQuantity": (
            number("price.base_quantity"),
            attribute("price.base_unit", "quantityUnitCode"),
        ),
    }
)
LINE = table(
    {
        "cac:ID": text("id"),
        "cbc:Note": joined("note"),
        "cbc:InvoicedQuantity": (number("quantity"), attribute("unit", "quantityUnitCode")),
        "cbc:LineExtensionAmount": number("net_amount"),
        "cac:OrderLineReference/cac:BuyersLineID": text("order_line_ref"),
        "cac:OrderLineReference/cac:OrderReference/cac:BuyersID": text("order_ref"),
        "cac:DespatchLineReference/cac:DocumentReference/cac:ID": text("despatch_ref"),
        "cac:Delivery/cbc:ActualDeliveryDateTime": moment("delivered_on"),
        "cac:AllowanceCharge": each("allowances_charges", ALLOWANCE_CHARGE, allowance_charge),
        "cac:Item": once("item", ITEM),
    }
)
CURRENCY = attribute("amount_currency", "amountCurrencyID")
DOCUMENT = table(
    {
        "sf:ID": text("number"),
        "cbc:IssueDate": day("issue_date"),
        "sf:InvoiceTypeCode": text("type_code"),
        "cbc:Note": every("notes"),
        "sf:TaxPointDate": day("tax_point_date"),
        "sf:InvoiceCurrencyCode": text("currency"),
        "sf:TaxCurrencyCode": text("tax_currency"),
        "sf:AdditionalDocumentReference/cac:ID": every("references", reference),
        "sf:RequisitionistDocumentReference/cac:ID": every("requisitionists"),
        "sf:InvoicingPeriod": once(
            "period", table({"cbc:StartDateTime": moment("start"), "cbc:EndDateTime": moment("end")})
        ),
        "sf:InitialInvoiceDocumentReference": each("preceding", table({"cac:ID": text("number")})),
        "cac:BuyerParty/cac:Party": once("buyer", PARTY, party),
        "cac:SellerParty": once("seller", SELLER, seller),
        "cac:Delivery": once("delivery", DELIVERY),
        "cac:PaymentMeans": each("payments", PAYMENT),
        "cac:PaymentTerms/cbc:Note": joined("payment_terms"),
        "cac:PaymentTerms/cbc:PenaltySurchargePercent": text("penalty"),
        "sf:AllowanceCharge": each("allowances_charges", ALLOWANCE_CHARGE, allowance_charge),
        "cac:TaxTotal/cbc:TotalTaxAmount": (number("totals.vat"), CURRENCY),
        "cac:TaxTotal/cac:TaxSubTotal": each("vat", SUBTOTAL),
        "cac:LegalTotal/cbc:LineExtensionTotalAmount": (number("totals.lines"), CURRENCY),
        "cac:LegalTotal/cbc:TaxExclusiveTotalAmount": (number("totals.without_vat"), CURRENCY),
        "cac:LegalTotal/cbc:TaxInclusiveTotalAmount": (number("totals.with_vat"), CURRENCY),
        "cac:LegalTotal/cac:RoundOffAmount": number("totals.rounding"),
        "cac:InvoiceLine": each("lines", LINE, line),
    }
)
