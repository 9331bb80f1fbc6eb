"""EN 16931 in CII, the second hearing: what the rule set for this syntax says, not always as UBL's.

Here nothing is forgiven in BR-S-08 and up to 1.00 in BR-E-08, a split payment needs no breakdown, and the
category of a tax that is not VAT counts for some rules and not for others.
"""

from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.en16931_vat import CATEGORIES, Category
from services.invoice_ingest.rules.tree import cii
from services.invoice_ingest.rules.tree.appeal import Hearing, Plea, Word
from services.invoice_ingest.rules.tree.cii_codes import wrong_codes
from services.invoice_ingest.rules.tree.judge import text_of

T = "rsm:SupplyChainTradeTransaction"
AGREEMENT, DELIVERY, SETTLEMENT = (
    f"{T}/ram:ApplicableHeaderTrade{it}" for it in ("Agreement", "Delivery", "Settlement")
)
LINES, OF_LINE = f"{T}/ram:IncludedSupplyChainTradeLineItem", "ram:SpecifiedLineTradeSettlement"
SUMS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
TAXES, ENTRIES = f"{SETTLEMENT}/ram:ApplicableTradeTax", f"{SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge"
LINE_ENTRIES = f"{LINES}/{OF_LINE}/ram:SpecifiedTradeAllowanceCharge"
LINE_SUM = "ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
LINE_TAXES = f"{LINES}/{OF_LINE}/ram:ApplicableTradeTax"
ENTRY_TAXES = ".//ram:SpecifiedTradeAllowanceCharge{}/ram:CategoryTradeTax"
VAT = "[translate(ram:TypeCode, 'vat', 'VAT') = 'VAT']"
ALLOWED, CHARGED = (f"[ram:ChargeIndicator/udt:Indicator = '{it}']" for it in ("false", "true"))
SELLER, BUYER = f"{AGREEMENT}/ram:SellerTradeParty", f"{AGREEMENT}/ram:BuyerTradeParty"
AGENT = f"{AGREEMENT}/ram:SellerTaxRepresentativeTradeParty"
MEANS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
ACCOUNT = f"{MEANS}[ram:TypeCode = '30' or ram:TypeCode = '58']/ram:PayeePartyCreditorFinancialAccount"
PERIOD = "ram:BillingSpecifiedPeriod"
START, END = (f"ram:{it}DateTime/udt:DateTimeString[@format = '102']" for it in ("Start", "End"))
BACKWARDS = f"[ram:StartDateTime][ram:EndDateTime][not({END} >= {START})]"
CURRENCY = f"{SETTLEMENT}/ram:InvoiceCurrencyCode"
FEW = "[position() < 20]"

APART = "(ram:CategoryCode = 'L' or ram:CategoryCode = 'M' or ram:CategoryCode = 'O')"
ASKED = f"{TAXES}[not({APART} and self::*{VAT})]"
"""Taxes of the Canary Islands, Ceuta, Melilla or outside the scope have rules of their own alone."""
TRIMMED_VAT = "[translate(normalize-space(ram:TypeCode), 'vat', 'VAT') = 'VAT']"
TO_RATE = f"{ASKED}[not(self::*{TRIMMED_VAT}/ram:RateApplicablePercent)]"
RATED = f"{ASKED}{TRIMMED_VAT}[ram:RateApplicablePercent]"
ABSOLUTE = "ram:{0} * (1 - 2 * (ram:{0} < 0))"
FAR = (
    f"round(({ABSOLUTE.format('CalculatedAmount')}"
    f" - round({ABSOLUTE.format('BasisAmount')} * ram:RateApplicablePercent) div 100) * 10000)"
)
NO_RATE = "[round(ram:RateApplicablePercent) = 0]"
SUMMED = (
    "[not((not(../ram:SpecifiedTradeAllowanceCharge{0}) and not(ram:{1})) or round((ram:{1} -"
    " round(sum(../ram:SpecifiedTradeAllowanceCharge{0}/ram:ActualAmount) * 100) div 100) * 1000000) = 0)]"
)
PARTIES: tuple[tuple[str, str], ...] = (
    ("BR-03", "self::*[not(normalize-space(rsm:ExchangedDocument/ram:IssueDateTime"
              "/udt:DateTimeString[@format = '102']))]"),
    ("BR-09", f"self::*[not(normalize-space({SELLER}/ram:PostalTradeAddress/ram:CountryID))]"),
    ("BR-11", f"self::*[not(normalize-space({BUYER}/ram:PostalTradeAddress/ram:CountryID))]"),
    ("BR-17", f"{SETTLEMENT}/ram:PayeeTradeParty[not(ram:Name) or ram:Name ="
              f" ../../ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:Name"
              f" or ram:ID{FEW} = ../../ram:ApplicableHeaderTradeAgreement"
              f"/ram:SellerTradeParty/ram:ID{FEW}]"),
    ("BR-20", f"{AGENT}[not(normalize-space(ram:PostalTradeAddress/ram:CountryID))]"),
    ("BR-56", f"{AGENT}[not(normalize-space(ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA']))]"),
    ("BR-62", f"{SELLER}[ram:URIUniversalCommunication]"
              "[not(normalize-space(ram:URIUniversalCommunication[1]/ram:URIID/@schemeID))]"),
    ("BR-63", f"{BUYER}[ram:URIUniversalCommunication]"
              "[not(normalize-space(ram:URIUniversalCommunication[1]/ram:URIID/@schemeID))]"),
    ("BR-CO-26", f"{SELLER}[not(ram:ID or ram:GlobalID or ram:SpecifiedLegalOrganization/ram:ID"
                 " or ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA'])]"),
)  # fmt: skip
TOTALS: tuple[tuple[str, str], ...] = (
    ("BR-12", f"{SUMS}[not(ram:LineTotalAmount)]"),
    ("BR-13", f"{SUMS}[not(ram:TaxBasisTotalAmount)]"),
    ("BR-14", f"{SUMS}[not(ram:GrandTotalAmount)]"),
    ("BR-15", f"{SUMS}[not(ram:DuePayableAmount)]"),
    ("BR-45", f"{ASKED}[not(ram:BasisAmount)]"),
    ("BR-46", f"{ASKED}[not(ram:CalculatedAmount)]"),
    ("BR-47", f"{ASKED}[not(self::*{VAT}/ram:CategoryCode)]"),
    ("BR-48", f"{ASKED}[not(self::*{VAT}[ram:RateApplicablePercent or ram:CategoryCode = 'O'])]"),
    ("BR-CO-15", f"{CURRENCY}[not(count(../ram:SpecifiedTradeSettlementHeaderMonetarySummation"
                 "/ram:TaxTotalAmount[@currencyID = ../../ram:InvoiceCurrencyCode]) = 1"
                 " and round((../*/ram:GrandTotalAmount -"
                 " round((../*/ram:TaxBasisTotalAmount + ../*/ram:TaxTotalAmount"
                 "[@currencyID = ../../ram:InvoiceCurrencyCode]) * 100) div 100) * 1000000) = 0)]"
                 "[not(round((../*/ram:GrandTotalAmount - ../*/ram:TaxBasisTotalAmount) * 1000000) = 0)]"),
    ("BR-CO-10", f"{SUMS}[not(round((ram:LineTotalAmount -"
                 f" round(sum(../../ram:IncludedSupplyChainTradeLineItem/{OF_LINE}/{LINE_SUM})"
                 " * 100) div 100) * 1000000) = 0)]"),
    ("BR-CO-11", f"{SUMS}{SUMMED.format(ALLOWED, 'AllowanceTotalAmount')}"),
    ("BR-CO-12", f"{SUMS}{SUMMED.format(CHARGED, 'ChargeTotalAmount')}"),
    ("BR-CO-13", f"{SUMS}[not(round((ram:TaxBasisTotalAmount[1] - round((ram:LineTotalAmount[1]"
                 " - sum(ram:AllowanceTotalAmount[1]) + sum(ram:ChargeTotalAmount[1])) * 100) div 100)"
                 " * 1000000) = 0)]"),
    ("BR-CO-14", f"{SUMS}/ram:TaxTotalAmount[@currencyID = ../../ram:InvoiceCurrencyCode]"
                 "[not(round((. - round(sum(../../ram:ApplicableTradeTax/ram:CalculatedAmount) * 100)"
                 " div 100) * 1000000) = 0)]"),
    ("BR-CO-16", f"{SUMS}[not(round((ram:DuePayableAmount[1] - ram:GrandTotalAmount[1]"
                 " + sum(ram:TotalPrepaidAmount[1]) - sum(ram:RoundingAmount[1])) * 1000000) = 0)]"),
    ("BR-CO-17", f"{TO_RATE}[not(round(ram:CalculatedAmount) = 0)]"
                 f" | {RATED}{NO_RATE}[not(round(ram:CalculatedAmount) = 0)]"
                 f" | {RATED}[not(round(ram:RateApplicablePercent) = 0)]"
                 f"[not({FAR} <= 10000 and {FAR} >= -10000)]"),
    ("BR-53", f"{SUMS}[../ram:TaxCurrencyCode][not(ram:TaxTotalAmount/@currencyID = ../ram:TaxCurrencyCode)"
              " or ../ram:TaxCurrencyCode = ../ram:InvoiceCurrencyCode]"),
    ("BR-CO-19", f"{SETTLEMENT}/{PERIOD}[not(ram:StartDateTime or ram:EndDateTime)]"),
    ("BR-29", f"{SETTLEMENT}/{PERIOD}{BACKWARDS}"),
    ("BR-49", f"{MEANS}[not(ram:TypeCode)]"),
    ("BR-50", f"{ACCOUNT}[not(normalize-space(ram:IBANID) or normalize-space(ram:ProprietaryID))]"),
    ("BR-61", f"{ACCOUNT}[not(ram:IBANID or ram:ProprietaryID)]"),
    ("BR-52", ".//ram:AdditionalReferencedDocument[not(normalize-space(ram:IssuerAssignedID))]"),
    ("BR-57", f"{DELIVERY}[ram:ShipToTradeParty/ram:PostalTradeAddress]"
              "[not(normalize-space(ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountryID))]"),
)  # fmt: skip
ROWS: tuple[tuple[str, str], ...] = (
    ("BR-22", f"{LINES}[not(ram:SpecifiedLineTradeDelivery/ram:BilledQuantity)]"),
    ("BR-23", f"{LINES}[not(ram:SpecifiedLineTradeDelivery/ram:BilledQuantity/@unitCode)]"),
    ("BR-24", f"{LINES}[not({OF_LINE}/{LINE_SUM})]"),
    ("BR-26", f"{LINES}[not(ram:SpecifiedLineTradeAgreement"
              "/ram:NetPriceProductTradePrice/ram:ChargeAmount)]"),
    ("BR-30", f"{LINES}/{OF_LINE}/{PERIOD}{BACKWARDS}"),
    ("BR-54", ".//ram:ApplicableProductCharacteristic[not(ram:Description and ram:Value)]"),
    ("BR-CO-04", f"{LINES}[not({OF_LINE}/ram:ApplicableTradeTax{VAT}/ram:CategoryCode)]"),
    ("BR-CO-18", f"{LINES}[not(../ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax)]"),
    ("BR-CO-20", f"{LINES}/{OF_LINE}/{PERIOD}[not(ram:StartDateTime or ram:EndDateTime)]"),
    *((id, f"{ENTRIES}{kind}[not(ram:CategoryTradeTax{VAT}/ram:CategoryCode)]")
      for id, kind in (("BR-32", ALLOWED), ("BR-37", CHARGED))),
    *((id, f"{owner}{kind}[not(ram:ActualAmount)]") for id, owner, kind in (
        ("BR-31", ENTRIES, ALLOWED), ("BR-36", ENTRIES, CHARGED),
        ("BR-41", LINE_ENTRIES, ALLOWED), ("BR-43", LINE_ENTRIES, CHARGED))),
    *((id, f"{owner}{kind}[not(ram:Reason or ram:ReasonCode)]") for ids, owner, kind in (
        (("BR-33", "BR-CO-21"), ENTRIES, ALLOWED), (("BR-38", "BR-CO-22"), ENTRIES, CHARGED),
        (("BR-42", "BR-CO-23"), LINE_ENTRIES, ALLOWED), (("BR-44", "BR-CO-24"), LINE_ENTRIES, CHARGED))
      for id in ids),
)  # fmt: skip
DECIMALS: tuple[tuple[str, str, str], ...] = (
    *((f"BR-DEC-{id}", SUMS, f"{name}Amount") for id, name in (
        ("09", "LineTotal"), ("10", "AllowanceTotal"), ("11", "ChargeTotal"), ("12", "TaxBasisTotal"),
        ("14", "GrandTotal"), ("16", "TotalPrepaid"), ("17", "Rounding"), ("18", "DuePayable"))),
    ("BR-DEC-19", ASKED, "BasisAmount"), ("BR-DEC-20", ASKED, "CalculatedAmount"),
    ("BR-DEC-23", f"{LINES}/{OF_LINE}/ram:SpecifiedTradeSettlementLineMonetarySummation", "LineTotalAmount"),
    *((f"BR-DEC-{id}", f"{owner}{kind}", name) for ids, owner, kind in (
        (("01", "02"), ENTRIES, ALLOWED), (("05", "06"), ENTRIES, CHARGED),
        (("24", "25"), LINE_ENTRIES, ALLOWED), (("27", "28"), LINE_ENTRIES, CHARGED))
      for id, name in zip(ids, ("ActualAmount", "BasisAmount"), strict=True)),
)  # fmt: skip
NO_DECIMALS_OF_TAX = (
    ("BR-DEC-13", f"{SUMS}[ram:TaxTotalAmount]"
                  "[not(ram:TaxTotalAmount[not(@currencyID = ../../ram:InvoiceCurrencyCode)"
                  " or round((. - round(. * 100) div 100) * 1000000) = 0])]"),
    ("BR-DEC-15", f"{SUMS}[ram:TaxTotalAmount][../ram:TaxCurrencyCode][not(ram:TaxTotalAmount"
                  "[@currencyID = ../../ram:TaxCurrencyCode]"
                  "[round((. - round(. * 100) div 100) * 1000000) = 0])]"),
)  # fmt: skip


REPRESENTED = f"{AGENT}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA']"
SELLER_VAT, BUYER_VAT = (
    f"{it}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'VA']" for it in (SELLER, BUYER)
)
SELLER_TAX = (
    f"{SELLER_VAT} or {SELLER}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID = 'FC'] or {REPRESENTED}"
)
KNOWN = {
    "AE": f"({SELLER_TAX}) and ({BUYER_VAT} or {BUYER}/ram:SpecifiedLegalOrganization/ram:ID)",
    "K": f"({SELLER_VAT} or {REPRESENTED}) and {BUYER_VAT}",
    "G": f"{SELLER_VAT} or {REPRESENTED}",
    "O": f"not({SELLER_VAT} or {REPRESENTED} or {BUYER_VAT})",
}
RATE = "ram:RateApplicablePercent"
RATES = {"S": f"{RATE} > 0", "L": f"{RATE} > 0", "M": f"{RATE} >= 0", "O": f"not({RATE})"}
REASON = "ram:ExemptionReason or ram:ExemptionReasonCode"
FINE = 1_000_000  # amounts are compared to the sixth decimal: XPath reckons in binary fractions
MANY, ISLANDS = 20, ("L", "M")

_CODES = etree.XPath(".//ram:CategoryCode", namespaces=cii.NAMESPACES)
_FINE_AMOUNTS = etree.XPath(
    "boolean(.//*[substring(local-name(), string-length(local-name()) - 5) = 'Amount']"
    "[not(self::ram:ChargeAmount)][string-length(substring-after(., '.')) > 2])",
    namespaces=cii.NAMESPACES,
)
_RATES = etree.XPath(f"{TAXES}/{RATE}", namespaces=cii.NAMESPACES)


def _of_taxes(root: _Element) -> Iterator[tuple[str, str | list[_Element], Word]]:
    given = {text_of(code) for code in cast("list[_Element]", _CODES(root))}
    for category in CATEGORIES:
        if category.code in given:
            yield from ((id, path, "exactly") for id, path in _of(category, root))
    if "K" in given:
        supplied = f"self::*[{TAXES}[ram:CategoryCode = 'K']{VAT}]"
        delivered = f"{DELIVERY}/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString"
        period = f"{SETTLEMENT}/{PERIOD}[ram:StartDateTime or ram:EndDateTime]"
        country = f"{DELIVERY}/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountryID"
        yield "BR-IC-11", f"{supplied}[not({delivered} or {period})]", "exactly"
        yield "BR-IC-12", f"{supplied}[not({country})]", "exactly"
    if "O" in given:
        outside = f"[{TAXES}[ram:CategoryCode = 'O']{VAT}]"
        for number, place in (("11", ".//ram:ApplicableTradeTax"), ("12", ".//ram:ApplicableTradeTax"),
                              ("13", ENTRY_TAXES.format("")),
                              ("14", ENTRY_TAXES.format(""))):  # fmt: skip
            yield f"BR-O-{number}", f"self::*{outside}[{place}[ram:CategoryCode != 'O']]", "exactly"


def _of(category: Category, root: _Element) -> Iterator[tuple[str, str]]:
    prefix, code = category.prefix, category.code
    mine = f"[ram:CategoryCode = '{code}']"
    known = f"self::*[not({KNOWN.get(code, SELLER_TAX)})]"
    wrong_rate = f"[not({RATES.get(code, f'{RATE} = 0')})]"
    yield f"{prefix}-01", _breakdowns(category, mine)
    yield f"{prefix}-02", f"{known}/{LINE_TAXES}{mine}{VAT}"
    yield f"{prefix}-05", f"{LINE_TAXES}{mine}{VAT}{wrong_rate}"
    for numbers, kind in ((("03", "06"), ALLOWED), (("04", "07"), CHARGED)):
        taxes = f"{ENTRY_TAXES.format(kind)}{mine}{VAT}"
        yield f"{prefix}-{numbers[0]}", f"{known}/{taxes}"
        yield f"{prefix}-{numbers[1]}", f"{taxes}{wrong_rate}"
    own = f"{TAXES}{mine}{'' if code in ('S', 'Z') else VAT}"
    if code in ISLANDS:  # the rule set's paths lead nowhere there
        yield f"{prefix}-08", f"{TAXES}[false()]"
        yield f"{prefix}-09", f"{TAXES}[false()]"
    else:
        yield f"{prefix}-08", _wrong_sums(category, own, root)
    if not category.by_rate:
        yield f"{prefix}-09", f"{own}[not(ram:CalculatedAmount = 0)]"
    yield f"{prefix}-10", f"{own}[{f'not({REASON})' if category.exempt else REASON}]"


def _breakdowns(category: Category, mine: str) -> str:
    stated, lines, entries = f"{TAXES}{mine}", f"{LINE_TAXES}{mine}", f".//ram:CategoryTradeTax{mine}"
    if category.by_rate:
        return (
            f"self::*[({lines} and count({lines}) + count({stated}) < 2)"
            f" or ({entries} and count({entries}) + count({stated}) < 2)]"
        )
    used = f"({lines} or {entries})"
    if category.code == "O":
        return f"self::*[{stated}][count({stated}) != 1 or not({used})]"
    return f"self::*[{stated} or {used}][count({stated}) != 1 or not({used})]"


FEW = "[position() < 5]"
"""Breakdowns of a category or a rate, of which there should be one: for each, all lines are gone through."""


def _wrong_sums(category: Category, own: str, root: _Element) -> str:
    """Exact by rate, and less than 1.00 off for a category: the other way round than in UBL."""
    if not category.by_rate:
        off = f"round((ram:BasisAmount - ({_sum(category.code, '')})) * {FINE})"
        return f"({own}){FEW}[not({off} < {FINE} and {off} > -{FINE})]"
    rates = {text_of(rate) for rate in cast("list[_Element]", _RATES(root))[:MANY]}
    paths = [
        f"({own}[{RATE} = {rate}]){FEW}[not(round(ram:BasisAmount * {FINE}) ="
        f" round(({_sum(category.code, f'/{RATE} = {rate}')}) * {FINE}))]"
        for rate in sorted(rates)
        if rate.removeprefix("-").replace(".", "", 1).isdecimal()
    ]
    return " | ".join(paths) or f"{own}[false()]"


def _sum(code: str, rate: str) -> str:
    lines, entries = (
        "../../ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedLineTradeSettlement",
        "../ram:SpecifiedTradeAllowanceCharge",
    )
    line = f"ram:ApplicableTradeTax/ram:CategoryCode = '{code}'" + (
        f" and ram:ApplicableTradeTax{rate}" if rate else ""
    )
    entry = f"ram:CategoryTradeTax/ram:CategoryCode = '{code}'" + (
        f" and ram:CategoryTradeTax{rate}" if rate else ""
    )
    return (
        f"round(sum({lines}[{line}]/{LINE_SUM}) * 100) div 100"
        f" + round(sum({entries}{CHARGED}[{entry}]/ram:ActualAmount[1]) * 100) div 100"
        f" - round(sum({entries}{ALLOWED}[{entry}]/ram:ActualAmount[1]) * 100) div 100"
    )


def _first(root: _Element) -> Iterator[tuple[str, str | list[_Element], Word]]:
    if _FINE_AMOUNTS(root):
        yield from ((id, path, "exactly") for id, path in TOO_FINE)
    yield from ((id, path, "exactly") for id, path in cii.paths(root))
    yield from ((id, elements, "exactly") for id, elements in wrong_codes(root, UNKNOWN_TO_THE_MODEL))
    yield from _of_taxes(root)


def _of_document(root: _Element) -> Iterator[tuple[str, str | list[_Element], Word]]:
    yield from ((id, elements, "exactly") for id, elements in wrong_codes(root))
    yield from _of_taxes(root)


UNKNOWN_TO_THE_MODEL = frozenset({"BR-CL-03", "BR-CL-08", "BR-CL-10", "BR-CL-23", "BR-CO-09"})
TOO_FINE = tuple(
    (id, f"{owner}/ram:{name}[string-length(substring-after(., '.')) > 2]") for id, owner, name in DECIMALS
)
SEEN_BY_ALL = frozenset({"BR-CO-04", "BR-30", "BR-32", "BR-37"})
FIRST = Hearing(
    cii.NAMESPACES,
    tuple(Plea(*row) for row in (*PARTIES, *TOTALS, *(row for row in ROWS if row[0] in SEEN_BY_ALL))),
    _first,
    "always",
)
"""What the model cannot see, or sees otherwise than this rule set: asked of every document."""
HEARING = Hearing(
    cii.NAMESPACES,
    (*(Plea(*row) for row in (*PARTIES, *TOTALS, *ROWS, *NO_DECIMALS_OF_TAX, *TOO_FINE)),),
    _of_document,
)
