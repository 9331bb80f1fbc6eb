"""The field map of UBL invoices and credit notes: formats.md 2.1 to 2.5, column Peppol, as tables."""

from lxml.etree import _Element

from services.invoice_ingest.formats.ubl import (
    ADDRESS,
    ITEM,
    NAMED_PARTY_TABLE,
    PARTY_TABLE,
    PRICE,
    party,
    price,
    table,
)
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Paths,
    Record,
    attribute,
    day,
    each,
    every,
    flag,
    identifier,
    joined,
    leaf,
    number,
    once,
    taken,
    text,
)

OBJECT, PROJECT = "130", "50"
"""Document type codes that make an additional document an invoiced object (BT-18) or a project (BT-11)."""
NO_ORDER_LINE = "NA"


def embedded_file(element: _Element, notes: Notes) -> Record:
    """An embedded file goes to the notes and leaves its hash; bad base64 leaves a finding."""
    filename, mime = element.get("filename") or None, element.get("mimeCode") or None
    record: Record = {"filename": filename, "mime_type": mime}
    if element.text and element.text.strip():
        file = notes.embed(element, filename, mime)
        if file is not None:
            record |= {"sha256": file.sha256, "size": file.size}
    return record


def line(record: Record, notes: Notes) -> Record:
    """VAT stands in the item, the invoiced object among the line's documents; `NA` is no order line."""
    item = record.get("item")
    if isinstance(item, dict):
        if "vat_category" in item:
            record["vat_category"] = item.pop("vat_category")
        if "vat_rate" in item:
            record["vat_rate"] = item.pop("vat_rate")
    if "documents" in record:
        for document in taken(record, "documents"):
            if document.get("code") == OBJECT and "id" in document:
                record.setdefault("object_id", document["id"])
    if record.get("order_line_ref") == NO_ORDER_LINE:
        del record["order_line_ref"]
    return record


def allowance_charge(record: Record, notes: Notes) -> Record:
    """Without an indicator that can be read (a finding) it counts as an allowance."""
    record.setdefault("is_charge", False)
    return record


PERIOD: Paths = {
    "cbc:StartDate": day("start"),
    "cbc:EndDate": day("end"),
}
ALLOWANCE_CHARGE_PATHS: Paths = {
    "cbc:ChargeIndicator": flag("is_charge"),
    "cbc:AllowanceChargeReasonCode": text("reason_code"),
    "cbc:AllowanceChargeReason": joined("reason"),
    "cbc:MultiplierFactorNumeric": number("percentage"),
    "cbc:Amount": number("amount"),
    "cbc:BaseAmount": number("base_amount"),
    "cac:TaxCategory/cbc:ID": text("vat_category"),
    "cac:TaxCategory/cbc:Percent": number("vat_rate"),
}
ALLOWANCE_CHARGE = table(ALLOWANCE_CHARGE_PATHS)
PAYMENT_PATHS: Paths = {
    "cbc:PaymentMeansCode": (text("means_code"), attribute("means_text", "name")),
    "cbc:PaymentDueDate": day("due_date"),
    "cbc:PaymentID": text("reference"),
    "cac:CardAccount/cbc:PrimaryAccountNumberID": text("card_number"),
    "cac:CardAccount/cbc:HolderName": text("card_holder"),
    "cac:PayeeFinancialAccount": each(
        "accounts",
        table(
            {
                "cbc:ID": text("id"),
                "cbc:Name": text("name"),
                "cac:FinancialInstitutionBranch/cbc:ID": text("service_provider"),
            }
        ),
    ),
    "cac:PaymentMandate/cbc:ID": text("mandate"),
    "cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID": text("debited_account"),
}
PAYMENT = table(PAYMENT_PATHS)
DELIVERY_PATHS: Paths = {
    "cbc:ActualDeliveryDate": day("delivered_on"),
    "cac:DeliveryLocation/cbc:ID": identifier("location_id", "schemeID"),
    "cac:DeliveryLocation/cac:Address": once("address", table(ADDRESS)),
    "cac:DeliveryParty/cac:PartyName/cbc:Name": text("party_name"),
}
DELIVERY = table(DELIVERY_PATHS)
SUBTOTAL_PATHS: Paths = {
    "cbc:TaxableAmount": number("taxable_amount"),
    "cbc:TaxAmount": number("tax_amount"),
    "cac:TaxCategory/cbc:ID": text("category"),
    "cac:TaxCategory/cbc:Percent": number("rate"),
    "cac:TaxCategory/cbc:TaxExemptionReason": joined("exemption_reason"),
    "cac:TaxCategory/cbc:TaxExemptionReasonCode": text("exemption_code"),
}
SUBTOTAL = table(SUBTOTAL_PATHS)
TAX_TOTAL = table(
    {
        "cbc:TaxAmount": (number("amount"), attribute("currency", "currencyID")),
        "cac:TaxSubtotal": each("vat", SUBTOTAL),
    }
)
ADDITIONAL_DOCUMENT_PATHS: Paths = {
    "cbc:ID": identifier("id", "schemeID"),
    "cbc:DocumentTypeCode": text("code"),
    "cbc:DocumentDescription": joined("description"),
    "cac:Attachment/cbc:EmbeddedDocumentBinaryObject": leaf("file", embedded_file),
    "cac:Attachment/cac:ExternalReference/cbc:URI": text("uri"),
}
ADDITIONAL_DOCUMENT = table(ADDITIONAL_DOCUMENT_PATHS)
ITEM_PATHS: Paths = {
    **ITEM,
    "cac:ClassifiedTaxCategory/cbc:ID": text("vat_category"),
    "cac:ClassifiedTaxCategory/cbc:Percent": number("vat_rate"),
}
LINE_PATHS: Paths = {
    "cbc:ID": text("id"),
    "cbc:Note": joined("note"),
    "cbc:LineExtensionAmount": number("net_amount"),
    "cbc:AccountingCost": text("accounting_cost"),
    "cac:InvoicePeriod": once("period", table(PERIOD)),
    "cac:OrderLineReference/cbc:LineID": text("order_line_ref"),
    "cac:OrderLineReference/cac:OrderReference/cbc:ID": text("order_ref"),
    "cac:DespatchLineReference/cac:DocumentReference/cbc:ID": text("despatch_ref"),
    "cac:DocumentReference": each(
        "documents", table({"cbc:ID": identifier("id", "schemeID"), "cbc:DocumentTypeCode": text("code")})
    ),
    "cac:AllowanceCharge": each("allowances_charges", ALLOWANCE_CHARGE, allowance_charge),
    "cac:Item": once("item", table(ITEM_PATHS)),
    "cac:Price": once("price", table(PRICE), price),
}
QUANTITY = (number("quantity"), attribute("unit", "unitCode"))
INVOICE_LINE = table({**LINE_PATHS, "cbc:InvoicedQuantity": QUANTITY})
CREDIT_NOTE_LINE = table({**LINE_PATHS, "cbc:CreditedQuantity": QUANTITY})
DOCUMENT_PATHS: Paths = {
    "cbc:CustomizationID": text("customization_id"),
    "cbc:ProfileID": text("profile_id"),
    "cbc:ID": text("number"),
    "cbc:IssueDate": day("issue_date"),
    "cbc:DueDate": day("due_date"),
    "cbc:InvoiceTypeCode": text("type_code"),
    "cbc:CreditNoteTypeCode": text("type_code"),
    "cbc:Note": every("notes"),
    "cbc:TaxPointDate": day("tax_point_date"),
    "cbc:DocumentCurrencyCode": text("currency"),
    "cbc:TaxCurrencyCode": text("tax_currency"),
    "cbc:AccountingCost": text("accounting_cost"),
    "cbc:BuyerReference": text("buyer_reference"),
    "cac:InvoicePeriod": once("period", table({**PERIOD, "cbc:DescriptionCode": text("tax_point_code")})),
    "cac:OrderReference/cbc:ID": text("order_ref"),
    "cac:OrderReference/cbc:SalesOrderID": text("sales_order_ref"),
    "cac:BillingReference/cac:InvoiceDocumentReference": each(
        "preceding", table({"cbc:ID": text("number"), "cbc:IssueDate": day("issue_date")})
    ),
    "cac:DespatchDocumentReference/cbc:ID": text("despatch_ref"),
    "cac:ReceiptDocumentReference/cbc:ID": text("receipt_ref"),
    "cac:OriginatorDocumentReference/cbc:ID": text("tender_ref"),
    "cac:ContractDocumentReference/cbc:ID": text("contract"),
    "cac:ProjectReference/cbc:ID": text("project"),
    "cac:AdditionalDocumentReference": each("documents", ADDITIONAL_DOCUMENT),
    "cac:AccountingSupplierParty/cac:Party": once("seller", PARTY_TABLE, party),
    "cac:AccountingCustomerParty/cac:Party": once("buyer", PARTY_TABLE, party),
    "cac:PayeeParty": once("payee", NAMED_PARTY_TABLE, party),
    "cac:TaxRepresentativeParty": once("tax_representative", NAMED_PARTY_TABLE, party),
    "cac:Delivery": once("delivery", DELIVERY),
    "cac:PaymentMeans": each("payments", PAYMENT),
    "cac:PaymentTerms/cbc:Note": joined("payment_terms"),
    "cac:AllowanceCharge": each("allowances_charges", ALLOWANCE_CHARGE, allowance_charge),
    "cac:TaxTotal": each("tax_totals", TAX_TOTAL),
    "cac:LegalMonetaryTotal/cbc:LineExtensionAmount": number("totals.lines"),
    "cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount": number("totals.allowances"),
    "cac:LegalMonetaryTotal/cbc:ChargeTotalAmount": number("totals.charges"),
    "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount": number("totals.without_vat"),
    "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount": number("totals.with_vat"),
    "cac:LegalMonetaryTotal/cbc:PrepaidAmount": number("totals.prepaid"),
    "cac:LegalMonetaryTotal/cbc:PayableRoundingAmount": number("totals.rounding"),
    "cac:LegalMonetaryTotal/cbc:PayableAmount": number("totals.payable"),
    "cac:InvoiceLine": each("lines", INVOICE_LINE, line),
    "cac:CreditNoteLine": each("lines", CREDIT_NOTE_LINE, line),
}
DOCUMENT = table(DOCUMENT_PATHS)
