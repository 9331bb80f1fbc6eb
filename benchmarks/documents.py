"""A lawful Peppol BIS Billing 3 invoice of any length, for measuring."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import count, cycle

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>
<cbc:ID>F-2026-{lines}</cbc:ID><cbc:IssueDate>2026-06-01</cbc:IssueDate>
<cbc:DueDate>2026-07-01</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>3120</cbc:BuyerReference>
<cac:OrderReference><cbc:ID>4500012345</cbc:ID></cac:OrderReference>
<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID="0007">9999990014</cbc:EndpointID>
<cac:PartyName><cbc:Name>Pappersboden i Ekköping</cbc:Name></cac:PartyName>
<cac:PostalAddress><cbc:StreetName>Lagervägen 2</cbc:StreetName><cbc:CityName>Ekköping</cbc:CityName>
<cbc:PostalZone>123 45</cbc:PostalZone><cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode>
</cac:Country>
</cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>SE999999001401</cbc:CompanyID>
<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Pappersboden AB</cbc:RegistrationName>
<cbc:CompanyID schemeID="0007">9999990014</cbc:CompanyID></cac:PartyLegalEntity></cac:Party>
</cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="0007">9999991012</cbc:EndpointID>
<cac:PostalAddress><cbc:CityName>Ekköping</cbc:CityName><cbc:PostalZone>123 40</cbc:PostalZone>
<cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
<cac:PartyLegalEntity><cbc:RegistrationName>Ekköpings kommun</cbc:RegistrationName></cac:PartyLegalEntity>
</cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode><cbc:PaymentID>2026{lines}7</cbc:PaymentID>
<cac:PayeeFinancialAccount><cbc:ID>53791234</cbc:ID><cac:FinancialInstitutionBranch>
<cbc:ID>SE:BANKGIRO</cbc:ID>
</cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount></cac:PaymentMeans>
<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">{vat}</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="SEK">{net}</cbc:TaxableAmount>
<cbc:TaxAmount currencyID="SEK">{vat}</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID>
</cac:TaxScheme>
</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="SEK">{net}</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="SEK">{net}</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="SEK">{gross}</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="SEK">{gross}</cbc:PayableAmount></cac:LegalMonetaryTotal>
"""
LINE = """<cac:InvoiceLine><cbc:ID>{number}</cbc:ID>
<cbc:InvoicedQuantity unitCode="EA">{quantity}</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="SEK">{amount}</cbc:LineExtensionAmount>
<cac:OrderLineReference><cbc:LineID>{number}</cbc:LineID></cac:OrderLineReference>
<cac:Item><cbc:Description>Ohålat, vitt, 80 gram</cbc:Description>
<cbc:Name>Kopieringspapper A4 {number}</cbc:Name>
<cac:SellersItemIdentification><cbc:ID>KP-{number:05d}</cbc:ID></cac:SellersItemIdentification>
<cac:CommodityClassification><cbc:ItemClassificationCode listID="TST" listVersionID="26.08.01">14111507
</cbc:ItemClassificationCode></cac:CommodityClassification>
<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme>
<cbc:ID>VAT</cbc:ID>
</cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="SEK">{price}</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
"""

MANY, MANY_LINES = 100, 10_000


def peppol_invoice(lines: int, change: int = 0) -> bytes:
    """An invoice of this many lines, each with order line, article, class and price; all sums right.

    `change` makes other quantities and prices of it.
    """
    net, body = Decimal(), []
    for number in range(1, lines + 1):
        quantity, price = 1 + (number + change) % 7, Decimal(4900 + number % 100 * 4 + change * 131) / 100
        net += quantity * price
        body.append(LINE.format(number=number, quantity=quantity, price=price, amount=quantity * price))
    vat = net / 4
    head = HEAD.format(lines=lines, net=net, vat=f"{vat:.2f}", gross=net + Decimal(f"{vat:.2f}"))
    return (head + "".join(body) + "</Invoice>").encode()


def same_sender(lines: int) -> Iterator[bytes]:
    """Such invoices of one sender, again and again: with other amounts each, a hundred if they are short."""
    return cycle([peppol_invoice(lines, change) for change in range(max(2, min(MANY, MANY_LINES // lines)))])


def strangers(lines: int) -> Iterator[bytes]:
    """Such invoices without end, each with another root tag, as from a sender who never sent one before."""
    data = peppol_invoice(lines)
    for number in count():
        yield data.replace(b"<Invoice ", b'<Invoice xmlns:s%d-%d="urn:stranger" ' % (lines, number), 1)
