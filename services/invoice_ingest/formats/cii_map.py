"""The field map of CII (UN/CEFACT Cross Industry Invoice, D16B) for EN 16931, as tables.

One root for invoices and credit notes, with agreement, delivery and settlement apart. What only the EXTENDED
profile of Factur-X has is passed over, except for the order and despatch numbers of a line and for freight,
without which sums would not add up.
"""

from typing import cast

from lxml.etree import _Element

from services.invoice_ingest.formats.cii_line_map import LINE, line
from services.invoice_ingest.formats.cii_parts import (
    ADDRESS,
    CHANGES,
    DOCUMENT_REFERENCE,
    PARTY,
    PERIOD,
    RSM,
    below,
    day,
    party,
    table,
)
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import (
    Paths,
    Record,
    each,
    every,
    identifier,
    joined,
    number,
    once,
    text,
)
from services.invoice_ingest.walking.values import number as decimal

ROOT = f"{{{RSM}}}CrossIndustryInvoice"


def amount_with_currency(element: _Element, notes: Notes) -> Record | None:
    """A VAT total and the currency it is in: there may be two."""
    amount = decimal(element, notes)
    currency = (element.get("currencyID") or "").strip()
    return None if amount is None else {"amount": amount, **({"currency": currency} if currency else {})}


def note(record: Record, notes: Notes) -> str | None:
    """The text; a subject code stands before it in the way of the UBL syntax: `#AAC#text`."""
    code, content = record.get("code"), record.get("content")
    return cast("str | None", f"#{code}#{content}" if code and content else content)


def freight(record: Record, notes: Notes) -> Record:
    """A logistics service is a charge by another name."""
    return {**record, "is_charge": True}


def payment(record: Record, notes: Notes) -> Record:
    """A means to pay has one account here; several accounts are several means."""
    account = record.pop("account", None)
    if account is not None:
        record["accounts"] = [account]
    return record


FREIGHT = table(
    {
        "ram:Description": joined("reason"),
        "ram:AppliedAmount": number("amount"),
        "ram:AppliedTradeTax/ram:CategoryCode": text("vat_category"),
        "ram:AppliedTradeTax/ram:RateApplicablePercent": number("vat_rate"),
    }
)
PAYMENT = table(
    {
        "ram:TypeCode": text("means_code"),
        "ram:Information": joined("means_text"),
        "ram:ApplicableTradeSettlementFinancialCard/ram:ID": text("card_number"),
        "ram:ApplicableTradeSettlementFinancialCard/ram:CardholderName": text("card_holder"),
        "ram:PayerPartyDebtorFinancialAccount/ram:IBANID": text("debited_account"),
        "ram:PayerPartyDebtorFinancialAccount/ram:ProprietaryID": text("debited_account"),
        "ram:PayeePartyCreditorFinancialAccount/ram:IBANID": text("account.id"),
        "ram:PayeePartyCreditorFinancialAccount/ram:ProprietaryID": text("account.id"),
        "ram:PayeePartyCreditorFinancialAccount/ram:AccountName": text("account.name"),
        "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID": text("account.service_provider"),
    }
)
VAT = table(
    {
        "ram:CalculatedAmount": number("tax_amount"),
        "ram:ExemptionReason": joined("exemption_reason"),
        "ram:BasisAmount": number("taxable_amount"),
        "ram:CategoryCode": text("category"),
        "ram:ExemptionReasonCode": text("exemption_code"),
        "ram:TaxPointDate/udt:DateString": day("tax_point_date"),
        "ram:DueDateTypeCode": text("tax_point_code"),
        "ram:RateApplicablePercent": number("rate"),
    }
)
NOTE = table({"ram:Content": joined("content"), "ram:SubjectCode": text("code")})
CONTEXT: Paths = {
    "rsm:ExchangedDocumentContext/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID": text(
        "profile_id"
    ),
    "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID": text(
        "customization_id"
    ),
    "rsm:ExchangedDocument/ram:ID": text("number"),
    "rsm:ExchangedDocument/ram:TypeCode": text("type_code"),
    "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString": day("issue_date"),
    "rsm:ExchangedDocument/ram:IncludedNote": each("notes", NOTE, note),
}
AGREEMENT: Paths = {
    "ram:BuyerReference": text("buyer_reference"),
    "ram:SellerTradeParty": once("seller", PARTY, party),
    "ram:BuyerTradeParty": once("buyer", PARTY, party),
    "ram:SellerTaxRepresentativeTradeParty": once("tax_representative", PARTY, party),
    "ram:SellerOrderReferencedDocument/ram:IssuerAssignedID": text("sales_order_ref"),
    "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID": text("order_ref"),
    "ram:ContractReferencedDocument/ram:IssuerAssignedID": text("contract"),
    "ram:AdditionalReferencedDocument": each("documents", DOCUMENT_REFERENCE),
    "ram:SpecifiedProcuringProject/ram:ID": text("project"),
}
DELIVERY: Paths = {
    "ram:ShipToTradeParty/ram:ID": identifier("delivery.location_id", "schemeID"),
    "ram:ShipToTradeParty/ram:GlobalID": identifier("delivery.location_id", "schemeID"),
    "ram:ShipToTradeParty/ram:Name": text("delivery.party_name"),
    "ram:ShipToTradeParty/ram:PostalTradeAddress": once("delivery_address", ADDRESS),
    "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString": day(
        "delivery.delivered_on"
    ),
    "ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID": text("despatch_ref"),
    "ram:ReceivingAdviceReferencedDocument/ram:IssuerAssignedID": text("receipt_ref"),
}
SUMMATION: Paths = {
    "ram:LineTotalAmount": number("totals.lines"),
    "ram:ChargeTotalAmount": number("totals.charges"),
    "ram:AllowanceTotalAmount": number("totals.allowances"),
    "ram:TaxBasisTotalAmount": number("totals.without_vat"),
    "ram:TaxTotalAmount": every("tax_totals", amount_with_currency),
    "ram:RoundingAmount": number("totals.rounding"),
    "ram:GrandTotalAmount": number("totals.with_vat"),
    "ram:TotalPrepaidAmount": number("totals.prepaid"),
    "ram:DuePayableAmount": number("totals.payable"),
}
SETTLEMENT: Paths = {
    "ram:CreditorReferenceID": text("creditor_id"),
    "ram:PaymentReference": text("payment_reference"),
    "ram:TaxCurrencyCode": text("tax_currency"),
    "ram:InvoiceCurrencyCode": text("currency"),
    "ram:PayeeTradeParty": once("payee", PARTY, party),
    "ram:SpecifiedTradeSettlementPaymentMeans": each("payments", PAYMENT, payment),
    "ram:ApplicableTradeTax": each("vat", VAT),
    "ram:BillingSpecifiedPeriod": once("period", PERIOD),
    "ram:SpecifiedTradeAllowanceCharge": CHANGES,
    "ram:SpecifiedLogisticsServiceCharge": each("allowances_charges", FREIGHT, freight),
    "ram:SpecifiedTradePaymentTerms/ram:Description": joined("payment_terms"),
    "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString": day("due_date"),
    "ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID": text("mandate"),
    **below("ram:SpecifiedTradeSettlementHeaderMonetarySummation", SUMMATION),
    "ram:InvoiceReferencedDocument": each(
        "preceding",
        table(
            {
                "ram:IssuerAssignedID": text("number"),
                "ram:FormattedIssueDateTime/qdt:DateTimeString": day("issue_date"),
            }
        ),
    ),
    "ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID": text("accounting_cost"),
}
_TRADE = "rsm:SupplyChainTradeTransaction"
DOCUMENT = table(
    {
        **CONTEXT,
        f"{_TRADE}/ram:IncludedSupplyChainTradeLineItem": each("lines", LINE, line),
        **below(f"{_TRADE}/ram:ApplicableHeaderTradeAgreement", AGREEMENT),
        **below(f"{_TRADE}/ram:ApplicableHeaderTradeDelivery", DELIVERY),
        **below(f"{_TRADE}/ram:ApplicableHeaderTradeSettlement", SETTLEMENT),
    }
)
