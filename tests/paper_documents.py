"""Lawful papers: of kinds that have no golden document, and fuller ones of some that have."""

from tests.documents import AGREEMENT, ORDER_CHANGE, ORDER_RESPONSE, between, golden
from tests.paper_cases import TRANSACTION, Paper

PROFILE = "urn:fdc:peppol.eu:poacc:bis:"
SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
CATEGORY = (
    "<cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
)
ENTRY = """<cac:AllowanceCharge>
 <cbc:ChargeIndicator>{}</cbc:ChargeIndicator>
 <cbc:AllowanceChargeReasonCode>{}</cbc:AllowanceChargeReasonCode>
 <cbc:AllowanceChargeReason>x</cbc:AllowanceChargeReason>
 <cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric>
 <cbc:Amount currencyID="SEK">{}</cbc:Amount>
 <cbc:BaseAmount currencyID="SEK">{}</cbc:BaseAmount>
 <cac:TaxCategory>{}</cac:TaxCategory>
</cac:AllowanceCharge>"""
TAX = f"""<cac:TaxTotal>
 <cbc:TaxAmount currencyID="SEK">27.50</cbc:TaxAmount>
 <cac:TaxSubtotal>
  <cbc:TaxableAmount currencyID="SEK">110.00</cbc:TaxableAmount>
  <cbc:TaxAmount currencyID="SEK">27.50</cbc:TaxAmount>
  <cac:TaxCategory>{CATEGORY}</cac:TaxCategory>
 </cac:TaxSubtotal>
</cac:TaxTotal>"""
TOTALS = {
    "LineExtensionAmount": "100.00",
    "TaxExclusiveAmount": "110.00",
    "TaxInclusiveAmount": "137.50",
    "AllowanceTotalAmount": "10.00",
    "ChargeTotalAmount": "20.00",
    "PrepaidAmount": "37.50",
    "PayableRoundingAmount": "0.25",
    "PayableAmount": "100.25",
}
TOTAL = "".join(f'<cbc:{name} currencyID="SEK">{value}</cbc:{name}>' for name, value in TOTALS.items())
DISCOUNT = (
    "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>"
    '<cbc:Amount currencyID="SEK">5.00</cbc:Amount><cbc:BaseAmount currencyID="SEK">55.00</cbc:BaseAmount>'
    "</cac:AllowanceCharge>"
)


def an_order() -> Paper:
    """An order with totals, allowances, an originator: what the golden order change says."""
    changes = (
        ("OrderChange", "Order"),
        ("order_change", "order"),
        between(ORDER_CHANGE, "<cbc:SequenceNumberID>", "</cbc:SequenceNumberID>"),
        between(ORDER_CHANGE, "<cac:OrderReference>", "</cac:OrderReference>"),
        ("<cbc:LineStatusCode>3</cbc:LineStatusCode>", ""),
        ("<cbc:LineStatusCode>2</cbc:LineStatusCode>", ""),
    )
    return Paper(golden(ORDER_CHANGE, *changes), "T01")


def an_agreement() -> Paper:
    """An order agreement with allowance, charge, tax and totals."""
    entries = ENTRY.format("false", "95", "10.00", "100.00", CATEGORY) + ENTRY.format(
        "true", "FC", "20.00", "200.00", CATEGORY
    )
    parts = f"{entries}{TAX}<cac:LegalMonetaryTotal>{TOTAL}</cac:LegalMonetaryTotal>"
    return Paper(
        golden(
            AGREEMENT,
            ("<cac:OrderLine>", f"{parts}<cac:OrderLine>"),
            ("</cac:Price>", f"{DISCOUNT}</cac:Price>"),
        ),
        "T110",
    )


def an_advanced_response() -> Paper:
    """An advanced order response that answers as the golden order response does."""
    changes = ((":order_response:", ":order_response_advanced:"), ("bis:ordering", "bis:advanced_ordering"))
    return Paper(golden(ORDER_RESPONSE, *changes), "T116")


def a_catalogue_response() -> Paper:
    """The answer to a catalogue: accepted."""
    return Paper(_response("catalogue_response", "catalogue_only", "PartyLegalEntity"), "T58")


def a_message_level_response() -> Paper:
    """The answer to a document as such: accepted."""
    return Paper(_response("mlr", "mlr", ""), "T71")


def a_basket() -> Paper:
    """A punch-out basket of one line."""
    party = _party(
        "{}", "<cac:PartyLegalEntity><cbc:RegistrationName>x</cbc:RegistrationName></cac:PartyLegalEntity>"
    )
    body = f"""<cbc:IssueDate>2026-11-01</cbc:IssueDate>
 <cbc:IssueTime>12:00:00</cbc:IssueTime>
 <cac:ValidityPeriod><cbc:EndDate>2026-11-30</cbc:EndDate></cac:ValidityPeriod>
 <cac:ProviderParty>{party.format("5500000012")}</cac:ProviderParty>
 <cac:ReceiverParty>{party.format("5500000020")}</cac:ReceiverParty>
 <cac:CatalogueLine>
  <cbc:ID>1</cbc:ID>
  <cac:RequiredItemLocationQuantity>
   <cac:Price>
    <cbc:PriceAmount currencyID="SEK">50.00</cbc:PriceAmount>
    <cbc:BaseQuantity unitCode="EA">1</cbc:BaseQuantity>
   </cac:Price>
   <cac:DeliveryUnit><cbc:BatchQuantity unitCode="EA">5</cbc:BatchQuantity></cac:DeliveryUnit>
  </cac:RequiredItemLocationQuantity>
  <cac:Item>
   <cbc:Description>80 g</cbc:Description>
   <cbc:Name>Kopieringspapper A4</cbc:Name>
   <cac:SellersItemIdentification><cbc:ID>KP-80</cbc:ID></cac:SellersItemIdentification>
   <cac:ItemSpecificationDocumentReference>
    <cbc:ID>1</cbc:ID><cbc:DocumentTypeCode>PRODUCT_IMAGE</cbc:DocumentTypeCode>
   </cac:ItemSpecificationDocumentReference>
   <cac:CommodityClassification>
    <cbc:ItemClassificationCode listID="TST">14111507</cbc:ItemClassificationCode>
   </cac:CommodityClassification>
   <cac:ClassifiedTaxCategory>{CATEGORY}</cac:ClassifiedTaxCategory>
   <cac:AdditionalItemProperty>
    <cbc:Name>ServiceIndicator</cbc:Name><cbc:Value>false</cbc:Value>
   </cac:AdditionalItemProperty>
  </cac:Item>
 </cac:CatalogueLine>"""
    return Paper(_document("Catalogue", "punch_out", "punch_out", body), "T77")


def _response(transaction: str, profile: str, entity: str) -> bytes:
    named = f"<cac:{entity}><cbc:RegistrationName>x</cbc:RegistrationName></cac:{entity}>" if entity else ""
    body = f"""<cbc:IssueDate>2026-11-01</cbc:IssueDate>
 <cac:SenderParty>{_party("5500000020", named)}</cac:SenderParty>
 <cac:ReceiverParty>{_party("5500000012", named)}</cac:ReceiverParty>
 <cac:DocumentResponse>
  <cac:Response><cbc:ResponseCode>AP</cbc:ResponseCode></cac:Response>
  <cac:DocumentReference><cbc:ID>KAT-2026</cbc:ID></cac:DocumentReference>
 </cac:DocumentResponse>"""
    return _document("ApplicationResponse", transaction, profile, body)


def _party(number: str, rest: str) -> str:
    return f'<cbc:EndpointID schemeID="0007">{number}</cbc:EndpointID>{rest}'


def _document(root: str, transaction: str, profile: str, body: str) -> bytes:
    return f"""<{root} xmlns="{SCHEMA}{root}-2" xmlns:cac="{SCHEMA}CommonAggregateComponents-2"
 xmlns:cbc="{SCHEMA}CommonBasicComponents-2">
 <cbc:CustomizationID>{TRANSACTION}{transaction}:3</cbc:CustomizationID>
 <cbc:ProfileID>{PROFILE}{profile}:3</cbc:ProfileID>
 <cbc:ID>1</cbc:ID>
 {body}
</{root}>""".encode()
