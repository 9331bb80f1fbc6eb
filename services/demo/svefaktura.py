"""Svefaktura 1.0: an invoice or credit note as a lawful document, and its attachment in an envelope."""

from decimal import Decimal

from lxml import etree

from services.demo.bills import Bill, Line, VatSum
from services.demo.check_digits import vat_number
from services.demo.elements import Elements
from services.demo.municipality import Supplier, World
from services.demo.peppol import EXEMPTION, INVENTED_BIC, TERMS
from services.demo.specification import specification
from services.demo.ubl import F_TAX

NAMESPACE = "urn:sfti:documents:BasicInvoice:1:0"
ENVELOPE = "urn:sfti:documents:ObjectEnvelope:1:0"
CAC = "urn:sfti:CommonAggregateComponents:1:0"
CBC = "urn:oasis:names:tc:ubl:CommonBasicComponents:1:0"
PROVIDERS = {"bankgiro": "BGABSESS", "plusgiro": "PGSISESS", "iban": INVENTED_BIC}
UNITS = {
    "C62": "ST", "XPK": "FP", "XBX": "KRT", "HUR": "TIM", "MON": "MÅN", "DAY": "DAG", "PR": "PAR",
    "KGM": "KG", "LTR": "L", "MTR": "M", "MTQ": "M3", "KMT": "KM", "KWH": "kWh", "MWH": "MWh",
}  # fmt: skip
"""What the programs write: words, not codes."""


def svefaktura(world: World, bill: Bill) -> etree._Element:
    """The document; type code 381 where it credits another."""
    make = Elements(NAMESPACE, cac=CAC, cbc=CBC)
    return make(
        "Invoice",
        make("ID", bill.number),
        make("cbc:IssueDate", bill.day.isoformat()),
        make("InvoiceTypeCode", "381" if bill.is_credit else "380"),
        make.maybe("cbc:Note", bill.note),
        make("InvoiceCurrencyCode", "SEK"),
        make("LineItemCountNumeric", str(len(bill.lines))),
        _additional(make, "CT", bill.contract),
        _additional(make, "ACD", bill.object_id),
        _additional(make, "ATS", f"urn:sfti:documents:object:{_object_id(bill)}" if bill.specified else None),
        make("cac:BuyerParty", _buyer(make, world, bill)),
        make("cac:SellerParty", _seller(make, bill.supplier), _contact(make, bill.supplier)),
        _payment(make, bill),
        make("cac:PaymentTerms", make("cbc:Note", TERMS)),
        _tax(make, bill),
        _totals(make, bill),
        *(_line(make, line) for line in bill.lines),
        make("RequisitionistDocumentReference", make("cac:ID", bill.reference or bill.unit.code)),
        _credited(make, bill),
    )


def object_envelope(bill: Bill) -> etree._Element:
    """The attachment, as it stands beside the invoice in the Swedish envelope."""
    make = Elements(ENVELOPE)
    _, encoded = specification(bill)
    data = make("EncodedData", encoded, format="BASE64", mimeCode="text/csv", filename=f"{_object_id(bill)}")
    return make(
        "ObjectEnvelope",
        make(
            "DocumentReference",
            make("DocumentID", bill.number),
            make("IssueDate", bill.day.isoformat()),
            make("IssuerID", bill.supplier.number),
            make("DocumentType", NAMESPACE),
        ),
        make("CreationDateTime", f"{bill.day.isoformat()}T04:00:00"),
        make("EncodedObject", make("ObjectID", _object_id(bill)), data),
    )


def _object_id(bill: Bill) -> str:
    return specification(bill)[0]


def _amount(make: Elements, tag: str, value: Decimal) -> etree._Element:
    return make(tag, f"{value}", amountCurrencyID="SEK")


def _additional(make: Elements, scheme: str, value: str | None) -> etree._Element | None:
    if value is None:
        return None
    identifier = make("cac:ID", value, identificationSchemeID=scheme, identificationSchemeAgencyName="SFTI")
    return make("AdditionalDocumentReference", identifier)


def _buyer(make: Elements, world: World, bill: Bill) -> etree._Element:
    return make(
        "cac:Party",
        make("cac:PartyIdentification", make("cac:ID", world.number)),
        make("cac:PartyName", make("cbc:Name", world.name)),
        make(
            "cac:Address",
            make("cbc:StreetName", "Rådhustorget 1"),
            make("cbc:Department", bill.unit.name),
            make("cbc:CityName", "Ekköping"),
            make("cbc:PostalZone", "99901"),
            _country(make),
        ),
        _scheme(make, world.number, "SWT"),
        _scheme(make, vat_number(world.number), "VAT"),
    )


def _seller(make: Elements, supplier: Supplier) -> etree._Element:
    return make(
        "cac:Party",
        make("cac:PartyName", make("cbc:Name", supplier.name)),
        make(
            "cac:Address",
            make("cbc:StreetName", supplier.street),
            make("cbc:CityName", supplier.city),
            make("cbc:PostalZone", supplier.post_code),
            _country(make),
        ),
        _scheme(
            make,
            supplier.number,
            "SWT",
            make("cbc:ExemptionReason", F_TAX),
            make("cac:RegistrationAddress", make("cbc:CityName", supplier.city), _country(make)),
        ),
        _scheme(make, vat_number(supplier.number), "VAT"),
    )


def _contact(make: Elements, supplier: Supplier) -> etree._Element:
    return make(
        "cac:AccountsContact",
        make("cbc:Name", "Kundreskontran"),
        make("cbc:Telephone", "0846500400"),
        make("cbc:ElectronicMail", f"faktura@{supplier.key}.example"),
    )


def _country(make: Elements) -> etree._Element:
    return make("cac:Country", make("cac:IdentificationCode", "SE"))


def _scheme(make: Elements, number: str, scheme: str, *between: etree._Element) -> etree._Element:
    return make(
        "cac:PartyTaxScheme",
        make("cac:CompanyID", number),
        *between,
        make("cac:TaxScheme", make("cac:ID", scheme)),
    )


def _payment(make: Elements, bill: Bill) -> etree._Element:
    supplier = bill.supplier
    institution = make("cac:FinancialInstitution", make("cac:ID", PROVIDERS[supplier.account_kind]))
    scheme = {"identificationSchemeName": "IBAN"} if supplier.account_kind == "iban" else {}
    return make(
        "cac:PaymentMeans",
        make("cac:PaymentMeansTypeCode", "1"),
        make("cbc:DuePaymentDate", bill.due.isoformat()),
        make(
            "cac:PayeeFinancialAccount",
            make("cac:ID", supplier.payment_account, **scheme),
            make("cac:FinancialInstitutionBranch", institution),
            make("cac:PaymentInstructionID", bill.number),
        ),
    )


def _category(make: Elements, category: str, rate: Decimal, *reason: etree._Element) -> etree._Element:
    return make(
        "cac:TaxCategory",
        make("cac:ID", category),
        make("cbc:Percent", f"{rate}"),
        *reason,
        make("cac:TaxScheme", make("cac:ID", "VAT")),
    )


def _tax(make: Elements, bill: Bill) -> etree._Element:
    return make(
        "cac:TaxTotal",
        _amount(make, "cbc:TotalTaxAmount", bill.tax),
        *(_subtotal(make, each) for each in bill.vat),
    )


def _subtotal(make: Elements, vat: VatSum) -> etree._Element:
    reason = [make("cbc:ExemptionReason", EXEMPTION)] if vat.category == "E" else []
    return make(
        "cac:TaxSubTotal",
        _amount(make, "cbc:TaxableAmount", vat.taxable),
        _amount(make, "cbc:TaxAmount", vat.tax),
        _category(make, vat.category, vat.rate, *reason),
    )


def _totals(make: Elements, bill: Bill) -> etree._Element:
    """The total with VAT is what is to be paid: it is rounded, and the round-off stands beside it."""
    return make(
        "cac:LegalTotal",
        _amount(make, "cbc:LineExtensionTotalAmount", bill.line_sum),
        _amount(make, "cbc:TaxExclusiveTotalAmount", bill.without_vat),
        _amount(make, "cbc:TaxInclusiveTotalAmount", bill.payable),
        _amount(make, "cac:RoundOffAmount", bill.rounding) if bill.whole_kronor else None,
    )


def _line(make: Elements, line: Line) -> etree._Element:
    article, bought = line.bought.article, line.bought
    return make(
        "cac:InvoiceLine",
        make("cac:ID", line.id),
        make(
            "cbc:InvoicedQuantity",
            f"{bought.quantity}",
            quantityUnitCode=UNITS.get(article.unit, article.unit),
        ),
        _amount(make, "cbc:LineExtensionAmount", line.net),
        _order_line(make, line),
        make(
            "cac:Item",
            make("cbc:Description", bought.text),
            make("cac:SellersItemIdentification", make("cac:ID", article.number)),
            _gtin(make, article.gtin),
            _category(make, article.vat_category, article.vat_rate),
            make("cac:BasePrice", _amount(make, "cbc:PriceAmount", bought.price)),
        ),
    )


def _gtin(make: Elements, gtin: str | None) -> etree._Element | None:
    if gtin is None:
        return None
    return make("cac:StandardItemIdentification", make("cac:ID", gtin, identificationSchemeAgencyID="9"))


def _order_line(make: Elements, line: Line) -> etree._Element | None:
    """The only place of this format for an order number."""
    if line.ref_order is None:
        return None
    order = make("cac:OrderReference", make("cac:BuyersID", line.ref_order))
    return make("cac:OrderLineReference", make.maybe("cac:BuyersLineID", line.ref_order_line), order)


def _credited(make: Elements, bill: Bill) -> etree._Element | None:
    if bill.credits is None:
        return None
    return make("InitialInvoiceDocumentReference", make("cac:ID", bill.credits[0]))
