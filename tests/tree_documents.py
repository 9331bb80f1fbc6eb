"""Lawful documents that the rules on the tree have nothing to say about."""

from pathlib import Path

from lxml import etree

from benchmarks.documents import peppol_invoice
from services.invoice_ingest.envelopes import contents_of
from services.invoice_ingest.rules.tree import svefaktura, ubl
from tests.tree_cases import Base

GOLDEN = Path(__file__).parent / "golden" / "svefaktura-1.0.xml"
AS_CREDIT_NOTE = (
    (b":Invoice-2", b":CreditNote-2"),
    (b"Invoice xmlns", b"CreditNote xmlns"),
    (b"</Invoice>", b"</CreditNote>"),
    (b"InvoiceLine", b"CreditNoteLine"),
    (b"InvoicedQuantity", b"CreditedQuantity"),
    (b"InvoiceTypeCode>380</cbc:Invoice", b"CreditNoteTypeCode>381</cbc:CreditNote"),
)


MORE = (
    (b"<cac:OrderReference>", b"""
<cbc:Note>Tack</cbc:Note><cac:InvoicePeriod><cbc:StartDate>2026-05-01</cbc:StartDate>
<cbc:DescriptionCode>35</cbc:DescriptionCode></cac:InvoicePeriod><cac:OrderReference>"""),
    (b"<cac:AccountingSupplierParty>", b"""
<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>1</cbc:ID>
</cac:InvoiceDocumentReference></cac:BillingReference><cac:AdditionalDocumentReference><cbc:ID>A</cbc:ID>
<cbc:DocumentDescription>Bilaga</cbc:DocumentDescription><cac:Attachment><cbc:EmbeddedDocumentBinaryObject
mimeCode="application/pdf" filename="a.pdf">QQ==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>
</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"""),
    (b"<cac:PartyLegalEntity><cbc:RegistrationName>Pappersboden AB", b"""
<cac:PartyTaxScheme><cbc:CompanyID>GODK\xc3\x84ND F\xc3\x96R F-SKATT
</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Pappersboden AB"""),
    (b"<cac:PaymentMeans>", b"""
<cac:Delivery><cac:DeliveryLocation><cbc:ID schemeID="0088">7300010000001</cbc:ID>
<cac:Address>
<cac:AddressLine><cbc:Line>Port 3</cbc:Line></cac:AddressLine><cac:Country>
<cbc:IdentificationCode>SE</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation>
</cac:Delivery><cac:PaymentMeans>"""),
    (b"</cac:PaymentMeans>", b"""</cac:PaymentMeans><cac:PaymentTerms><cbc:Note>30 dagar</cbc:Note>
</cac:PaymentTerms><cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>
<cbc:AllowanceChargeReason>Frakt</cbc:AllowanceChargeReason><cbc:Amount currencyID="SEK">0.00</cbc:Amount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID>
</cac:TaxScheme></cac:TaxCategory></cac:AllowanceCharge>"""),
    (b"<cac:Item>", b"""<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>
<cbc:AllowanceChargeReason>Rabatt</cbc:AllowanceChargeReason><cbc:Amount currencyID="SEK">0.00</cbc:Amount>
</cac:AllowanceCharge><cac:Item>"""),
    (b"</cac:Item>", b"""<cac:AdditionalItemProperty><cbc:Name>Vikt</cbc:Name><cbc:Value>80 g</cbc:Value>
</cac:AdditionalItemProperty></cac:Item>"""),
    (b"<cbc:PayableAmount", b"""<cbc:ChargeTotalAmount currencyID="SEK">0.00</cbc:ChargeTotalAmount>
<cbc:PayableAmount"""),
    (b"</cac:Price>", b"""<cbc:BaseQuantity unitCode="EA">1</cbc:BaseQuantity><cac:AllowanceCharge>
<cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:Amount currencyID="SEK">0.00</cbc:Amount>
</cac:AllowanceCharge></cac:Price>"""),
)  # fmt: skip
"""Where something more goes in, before or after what stands there."""


WITH_CODES = (
    (
        b"true</cbc:ChargeIndicator>",
        b"""true</cbc:ChargeIndicator>
<cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode>""",
    ),
    (
        b"false</cbc:ChargeIndicator>\n<cbc:AllowanceChargeReason>",
        b"""false</cbc:ChargeIndicator>
<cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode><cbc:AllowanceChargeReason>""",
    ),
    (
        b"<cac:Delivery>",
        b"""<cac:PayeeParty><cac:PartyIdentification><cbc:ID>17</cbc:ID></cac:PartyIdentification>
<cac:PartyName><cbc:Name>Finans AB</cbc:Name></cac:PartyName></cac:PayeeParty><cac:Delivery>""",
    ),
)
"""Codes beside the reasons of allowances and charges, and another who is to be paid."""


def an_invoice() -> Base:
    """A Peppol invoice of one line."""
    return Base(peppol_invoice(1), "peppol-billing-3", ubl.NAMESPACES)


def a_fuller_invoice() -> Base:
    """The same with most of what an everyday invoice may have beside its lines."""
    data = peppol_invoice(1)
    for place, more in MORE:
        assert place in data, place
        data = data.replace(place, more)
    return Base(data, "peppol-billing-3", ubl.NAMESPACES)


def a_sold_invoice() -> Base:
    """The fuller invoice with codes for its allowances, which its seller has sold to another."""
    data = a_fuller_invoice().data
    for place, more in WITH_CODES:
        assert place in data, place
        data = data.replace(place, more)
    return Base(data, "peppol-billing-3", ubl.NAMESPACES)


def a_credit_note() -> Base:
    """A Peppol credit note of one line."""
    data = peppol_invoice(1)
    for old, new in AS_CREDIT_NOTE:
        data = data.replace(old, new)
    return Base(data, "peppol-billing-3", ubl.NAMESPACES)


def a_svefaktura() -> Base:
    """A Svefaktura with a tax currency, out of its envelope."""
    (root,) = contents_of(etree.fromstring(GOLDEN.read_bytes())).documents
    return Base(etree.tostring(root), "svefaktura-1.0", svefaktura.NAMESPACES)
