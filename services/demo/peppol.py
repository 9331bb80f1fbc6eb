"""Peppol BIS Billing 3: an invoice or credit note as a lawful UBL document."""

from decimal import Decimal

from lxml import etree

from services.demo.bills import Bill, Line, VatSum
from services.demo.elements import Elements
from services.demo.municipality import Supplier, World
from services.demo.purchases import FREIGHT
from services.demo.specification import specification
from services.demo.ubl import amount, buyer, classified, seller, ubl

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
EXEMPTION = "Undantagen från skatteplikt enligt 10 kap. mervärdesskattelagen"
TERMS = "30 dagar netto. Dröjsmålsränta enligt räntelagen."
INVENTED_BIC = "EKKOSESS"
PROVIDERS = {"bankgiro": "SE:BANKGIRO", "plusgiro": "SE:PLUSGIRO", "iban": INVENTED_BIC}


def peppol(world: World, bill: Bill) -> etree._Element:
    """The document; a bill that credits another becomes a credit note."""
    root = "CreditNote" if bill.is_credit else "Invoice"
    make = ubl(root)
    return make(
        root,
        *_head(make, bill),
        *_references(make, bill),
        make("cac:AccountingSupplierParty", seller(make, bill.supplier)),
        make("cac:AccountingCustomerParty", buyer(make, world)),
        _delivery(make, bill),
        _payment(make, bill),
        make("cac:PaymentTerms", make("cbc:Note", TERMS)),
        _freight(make, bill),
        _tax(make, bill),
        _totals(make, bill),
        *(_line(make, bill, line) for line in bill.lines),
    )


def _head(make: Elements, bill: Bill) -> list[etree._Element | None]:
    kind = make("cbc:CreditNoteTypeCode", "381") if bill.is_credit else make("cbc:InvoiceTypeCode", "380")
    return [
        make("cbc:CustomizationID", CUSTOMIZATION),
        make("cbc:ProfileID", PROFILE),
        make("cbc:ID", bill.number),
        make("cbc:IssueDate", bill.day.isoformat()),
        None if bill.is_credit else make("cbc:DueDate", bill.due.isoformat()),
        kind,
        make.maybe("cbc:Note", bill.note),
        make("cbc:DocumentCurrencyCode", "SEK"),
        make.maybe("cbc:BuyerReference", bill.reference),
    ]


def _references(make: Elements, bill: Bill) -> list[etree._Element | None]:
    """Period, order, credited invoice, contract, object and attachment, in the order of the schema."""
    return [
        _period(make, bill),
        make("cac:OrderReference", make("cbc:ID", bill.order_ref)) if bill.order_ref else None,
        _credited(make, bill),
        make("cac:ContractDocumentReference", make("cbc:ID", bill.contract)) if bill.contract else None,
        _object(make, bill),
        _attachment(make, bill),
    ]


def _period(make: Elements, bill: Bill) -> etree._Element | None:
    if bill.period is None:
        return None
    start, end = (day.isoformat() for day in bill.period)
    return make("cac:InvoicePeriod", make("cbc:StartDate", start), make("cbc:EndDate", end))


def _credited(make: Elements, bill: Bill) -> etree._Element | None:
    if bill.credits is None:
        return None
    number, day = bill.credits
    reference = make(
        "cac:InvoiceDocumentReference", make("cbc:ID", number), make("cbc:IssueDate", day.isoformat())
    )
    return make("cac:BillingReference", reference)


def _object(make: Elements, bill: Bill) -> etree._Element | None:
    """BT-18: the subscription or installation."""
    if bill.object_id is None:
        return None
    return make(
        "cac:AdditionalDocumentReference",
        make("cbc:ID", bill.object_id),
        make("cbc:DocumentTypeCode", "130"),
    )


def _attachment(make: Elements, bill: Bill) -> etree._Element | None:
    if not bill.specified:
        return None
    filename, encoded = specification(bill)
    data = make("cbc:EmbeddedDocumentBinaryObject", encoded, mimeCode="text/csv", filename=filename)
    return make(
        "cac:AdditionalDocumentReference",
        make("cbc:ID", "Specifikation"),
        make("cbc:DocumentDescription", "Specifikation av fakturans rader"),
        make("cac:Attachment", data),
    )


def _delivery(make: Elements, bill: Bill) -> etree._Element | None:
    """To the unit's own door, where goods were delivered."""
    if bill.period or bill.is_credit:
        return None
    address = make(
        "cac:Address",
        make("cbc:StreetName", bill.unit.street),
        make("cbc:CityName", "Ekköping"),
        make("cac:Country", make("cbc:IdentificationCode", "SE")),
    )
    return make(
        "cac:Delivery",
        make("cbc:ActualDeliveryDate", bill.day.isoformat()),
        make("cac:DeliveryLocation", address),
        make("cac:DeliveryParty", make("cac:PartyName", make("cbc:Name", bill.unit.name))),
    )


def _payment(make: Elements, bill: Bill) -> etree._Element:
    supplier = bill.supplier
    provider = make("cac:FinancialInstitutionBranch", make("cbc:ID", PROVIDERS[supplier.account_kind]))
    return make(
        "cac:PaymentMeans",
        make("cbc:PaymentMeansCode", "30"),
        make("cbc:PaymentDueDate", bill.due.isoformat()) if bill.is_credit else None,
        make("cbc:PaymentID", bill.number),
        make("cac:PayeeFinancialAccount", make("cbc:ID", supplier.payment_account), provider),
    )


def _freight(make: Elements, bill: Bill) -> etree._Element | None:
    if bill.freight is None:
        return None
    return make(
        "cac:AllowanceCharge",
        make("cbc:ChargeIndicator", "true"),
        make("cbc:AllowanceChargeReasonCode", "FC"),
        make("cbc:AllowanceChargeReason", FREIGHT.name),
        amount(make, "cbc:Amount", bill.freight),
        _category(make, "cac:TaxCategory", FREIGHT.vat_category, FREIGHT.vat_rate),
    )


def _category(
    make: Elements, tag: str, category: str, rate: Decimal, *, reason: str | None = None
) -> etree._Element:
    return make(
        tag,
        make("cbc:ID", category),
        make("cbc:Percent", f"{rate}"),
        make.maybe("cbc:TaxExemptionReason", reason),
        make("cac:TaxScheme", make("cbc:ID", "VAT")),
    )


def _tax(make: Elements, bill: Bill) -> etree._Element:
    return make(
        "cac:TaxTotal",
        amount(make, "cbc:TaxAmount", bill.tax),
        *(_subtotal(make, each) for each in bill.vat),
    )


def _subtotal(make: Elements, vat: VatSum) -> etree._Element:
    reason = EXEMPTION if vat.category == "E" else None
    return make(
        "cac:TaxSubtotal",
        amount(make, "cbc:TaxableAmount", vat.taxable),
        amount(make, "cbc:TaxAmount", vat.tax),
        _category(make, "cac:TaxCategory", vat.category, vat.rate, reason=reason),
    )


def _totals(make: Elements, bill: Bill) -> etree._Element:
    return make(
        "cac:LegalMonetaryTotal",
        amount(make, "cbc:LineExtensionAmount", bill.line_sum),
        amount(make, "cbc:TaxExclusiveAmount", bill.without_vat),
        amount(make, "cbc:TaxInclusiveAmount", bill.with_vat),
        amount(make, "cbc:ChargeTotalAmount", bill.freight) if bill.freight is not None else None,
        amount(make, "cbc:PayableRoundingAmount", bill.rounding) if bill.rounding else None,
        amount(make, "cbc:PayableAmount", bill.payable),
    )


def _line(make: Elements, bill: Bill, line: Line) -> etree._Element:
    tag, quantity = (
        ("cac:CreditNoteLine", "cbc:CreditedQuantity")
        if bill.is_credit
        else ("cac:InvoiceLine", "cbc:InvoicedQuantity")
    )
    bought = line.bought
    return make(
        tag,
        make("cbc:ID", line.id),
        make(quantity, f"{bought.quantity}", unitCode=bought.article.unit),
        amount(make, "cbc:LineExtensionAmount", line.net),
        _order_line(make, line),
        _discount(make, line),
        _item(make, bill.supplier, line),
        _price(make, line),
    )


def _order_line(make: Elements, line: Line) -> etree._Element | None:
    """BT-132; an order number of the line's own stands outside the core, and is met with all the same."""
    if line.ref_order is None and line.ref_order_line is None:
        return None
    order = make("cac:OrderReference", make("cbc:ID", line.ref_order)) if line.ref_order else None
    return make("cac:OrderLineReference", make("cbc:LineID", line.ref_order_line or "NA"), order)


def _discount(make: Elements, line: Line) -> etree._Element | None:
    if not line.discount_percent:
        return None
    return make(
        "cac:AllowanceCharge",
        make("cbc:ChargeIndicator", "false"),
        make("cbc:AllowanceChargeReasonCode", "95"),
        make("cbc:AllowanceChargeReason", "Rabatt"),
        make("cbc:MultiplierFactorNumeric", f"{line.discount_percent}"),
        amount(make, "cbc:Amount", line.discount),
        amount(make, "cbc:BaseAmount", line.gross),
    )


def _item(make: Elements, supplier: Supplier, line: Line) -> etree._Element:
    article = line.bought.article
    gtin = make("cbc:ID", article.gtin, schemeID="0160") if article.gtin else None
    return make(
        "cac:Item",
        make("cbc:Name", line.bought.text),
        make("cac:SellersItemIdentification", make("cbc:ID", article.number)),
        make("cac:StandardItemIdentification", gtin) if gtin is not None else None,
        None if article.is_fee else classified(make, supplier),
        _category(make, "cac:ClassifiedTaxCategory", article.vat_category, article.vat_rate),
    )


def _price(make: Elements, line: Line) -> etree._Element:
    base = line.base_quantity
    quantity = make("cbc:BaseQuantity", str(base), unitCode=line.bought.article.unit) if base > 1 else None
    return make("cac:Price", amount(make, "cbc:PriceAmount", line.bought.price * base), quantity)
