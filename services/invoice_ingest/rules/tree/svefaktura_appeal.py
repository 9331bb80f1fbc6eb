"""Svefaktura 1.0, the second hearing: what breaks a rule, asked of the elements as the rule set asks them.

Its sums are reckoned in binary fractions: what is 0.50 off in decimals may be a hair more. XPath does so too.
"""

from collections.abc import Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.tree import svefaktura
from services.invoice_ingest.rules.tree.appeal import Hearing, Plea, Word

LINES = "cac:InvoiceLine"
SUBTOTALS = "cac:TaxTotal/cac:TaxSubTotal"
RATES = "number(cbc:Percent) = 6 or number(cbc:Percent) = 12 or number(cbc:Percent) = 25"
ENTRIES, CATEGORIES = "sf:AllowanceCharge", "cac:TaxTotal/cac:TaxSubTotal/cac:TaxCategory"
SELLER = "cac:SellerParty/cac:Party"
MANY = 20
"""Rates that are compared; a lawful document has three."""


FEW = "[position() < 20]"
"""Totals that are reckoned once more: for each of very many, all lines would be gone through again."""


def _few(path: str) -> str:
    return f"({path}){FEW}"


def _changes(kind: str, owner: str = "../../sf:AllowanceCharge") -> str:
    word, digit = ("true", "1") if kind == "charge" else ("false", "0")
    return f"sum({owner}[cbc:ChargeIndicator = '{word}' or cbc:ChargeIndicator = '{digit}']/cbc:Amount)"


def _off(difference: str, allowed: str) -> str:
    """Whether an amount is off by more than is allowed, or no number at all."""
    return f"[not({difference} {allowed} and -({difference}) {allowed})]"


LINE_SUM = "sum(../../cac:InvoiceLine/cbc:LineExtensionAmount)"
PARTS = f"number(.) - {LINE_SUM} - {_changes('charge')} + {_changes('allowance')}"
WHOLE = f"{PARTS} - sum(../../cac:TaxTotal/cbc:TotalTaxAmount) - sum(../cac:RoundOffAmount)"
PRICED = f"{LINES}[cac:Item/cac:BasePrice]"
CHANGED = (
    "[cac:AllowanceCharge/cbc:ChargeIndicator = '{0}' or cac:AllowanceCharge/cbc:ChargeIndicator = '{1}']"
)
ALLOWED, CHARGED = CHANGED.format("false", "0"), CHANGED.format("true", "1")
AMOUNT, BASED = "[cac:AllowanceCharge/cbc:Amount]", "[cac:Item/cac:BasePrice/cbc:BaseQuantity]"
NOT_BASED, NO_AMOUNT = (f"[not({it[1:-1]})]" for it in (BASED, AMOUNT))
NET = "number(cac:Item/cac:BasePrice/cbc:PriceAmount) * number(cbc:InvoicedQuantity)"
PER = f"{NET} div number(cac:Item/cac:BasePrice/cbc:BaseQuantity)"
CHANGE, LINE = "number(cac:AllowanceCharge/cbc:Amount)", "number(cbc:LineExtensionAmount)"
CATEGORY_AT = "normalize-space(../cac:ID[1])"  # the first says it: not all of very many are gathered
EXEMPT_AT = f"[{CATEGORY_AT} = 'E'][not(number(.) = 0)]"
TAX = "number(cbc:TaxableAmount) * number(cac:TaxCategory/cbc:Percent) div 100 - number(cbc:TaxAmount)"
OWN_CURRENCY = "self::*[not(sf:TaxCurrencyCode) or sf:TaxCurrencyCode = sf:InvoiceCurrencyCode]"
CONVERTED = (
    "self::*[sf:TaxCurrencyCode][sf:TaxCurrencyCode != sf:InvoiceCurrencyCode]"
    "[cac:ExchangeRate/cbc:CalculationRate]"
)
RATED = (
    "sum(cac:TaxSubTotal/cac:TaxCurrencyTaxAmount)"
    " - sum(cac:TaxSubTotal/cbc:TaxAmount) * number(../cac:ExchangeRate/cbc:CalculationRate)"
)
REGISTERED = f"../{SELLER}/cac:PartyTaxScheme[cac:TaxScheme/cac:ID = 'VAT']/cac:CompanyID"
ACCOUNT = "cac:PaymentMeans/cac:PayeeFinancialAccount"

PLEAS: tuple[tuple[str, str], ...] = (
    ("R-3", f"{CONVERTED}/cac:TaxTotal{FEW}{_off(f'({RATED})', '< 0.5')}"),
    ("R-11", PRICED + ALLOWED + AMOUNT + BASED + _off(f"({PER} - {CHANGE} - {LINE})", "< 0.5")),
    ("R-12", PRICED + CHARGED + AMOUNT + BASED + _off(f"({PER} + {CHANGE} - {LINE})", "< 0.5")),
    ("R-13", PRICED + ALLOWED + AMOUNT + NOT_BASED + _off(f"({NET} - {CHANGE} - {LINE})", "< 0.5")),
    ("R-14", PRICED + CHARGED + AMOUNT + NOT_BASED + _off(f"({NET} + {CHANGE} - {LINE})", "< 0.5")),
    ("R-15", PRICED + BASED + NO_AMOUNT + _off(f"({PER} - {LINE})", "< 0.5")),
    ("R-20", PRICED + NOT_BASED + NO_AMOUNT + _off(f"({NET} - {LINE})", "< 0.5")),
    ("R-69", _few("cac:LegalTotal/cbc:LineExtensionTotalAmount")
             + _off(f"(number(.) - {LINE_SUM})", "<= 0.5")),
    ("R-70", f"{_few('cac:LegalTotal/cbc:TaxExclusiveTotalAmount')}{_off(f'({PARTS})', '<= 0.5')}"),
    ("R-71", f"{_few('cac:LegalTotal/cbc:TaxInclusiveTotalAmount')}{_off(f'({WHOLE})', '<= 0.5')}"),
    ("R-92", _few("cac:LegalTotal[cac:RoundOffAmount][number(cac:RoundOffAmount) != 0]"
                  "/cbc:TaxInclusiveTotalAmount")
             + _off(f"({WHOLE})", "< 0.001")),
    ("R-105", "cac:LegalTotal/cbc:TaxInclusiveTotalAmount[not(. >= 0)]"),
    ("R-67", _few("cac:TaxTotal/cbc:TotalTaxAmount")
             + _off("(number(.) - sum(../cac:TaxSubTotal/cbc:TaxAmount))", "<= 0.5")),
    ("R-4", f"{OWN_CURRENCY}/cac:TaxTotal/cac:TaxSubTotal{_off(f'({TAX})', '< 0.5')}"),
    ("R-10", _few("self::*[cac:TaxTotal/cac:TaxSubTotal/cbc:TaxableAmount]/cac:LegalTotal"
                  "/cbc:TaxExclusiveTotalAmount")
             + _off("(number(.) - sum(../../cac:TaxTotal/cac:TaxSubTotal/cbc:TaxableAmount))", "< 0.5")),
    ("R-22", "sf:InvoiceTypeCode[not(. = 380 or . = 381)]"),
    ("R-38", f"{SELLER}[not(cac:PartyTaxScheme)]"),
    ("R-51", f"{ACCOUNT}/cac:FinancialInstitutionBranch/cac:FinancialInstitution/cac:ID"
             "[not(../../../cac:ID or . = 'SNDOSESS')]"),
    ("R-58", f"{ENTRIES}/cac:TaxCategory[not(cbc:Percent)]"),
    ("R-61", f"{ENTRIES}/cac:TaxCategory/cbc:Percent{EXEMPT_AT}"),
    ("R-77", f"{LINES}/cac:Item/cac:TaxCategory/cbc:Percent{EXEMPT_AT}"),
    ("R-95", f"{CATEGORIES}/cbc:Percent{EXEMPT_AT}"),
    ("R-72", f"{LINES}/cac:AllowanceCharge[not(cbc:Amount)]"),
    ("R-74", f"{LINES}/cac:AllowanceCharge/cbc:Amount[not(number(.) >= 0)]"),
    ("R-80", "sf:InvoicingPeriod[not(cbc:StartDateTime and cbc:EndDateTime)]"),
    *((id, f"{owner}/cac:TaxCategory[cac:ID = 'S'][not({RATES})]")
      for id, owner in (("R-6", ENTRIES), ("R-7", f"{LINES}/cac:Item"), ("R-16", SUBTOTALS))),
    ("R-97", f"{LINES}/cac:Item/cac:TaxCategory/cbc:Percent[{CATEGORY_AT} = 'S'][number(.) = 0]"),
    ("R-91", f"{CATEGORIES}/cac:ID[normalize-space(.) = 'E'][not(../cbc:ExemptionReason[1])]"),
    ("R-101", f"{ACCOUNT}/cac:ID[not(../cac:FinancialInstitutionBranch/cac:FinancialInstitution/cac:ID)]"),
    ("R-102", f"{LINES}[not(cbc:Note)][not(cac:Item/cbc:Description)]/cbc:LineExtensionAmount[not(. = 0)]"),
    ("R-88", f"cac:TaxTotal{FEW}[cac:TaxSubTotal/cac:TaxCategory/cac:TaxScheme[cac:ID = 'VAT']]"
             f"[not({REGISTERED})]"),
)  # fmt: skip


_RATES, _EXEMPTIONS = (
    etree.XPath(
        f".//cac:TaxSubTotal/cac:TaxCategory[cac:ID = '{code}']/{of}", namespaces=svefaktura.NAMESPACES
    )
    for code, of in (("S", "cbc:Percent"), ("E", "cac:ID"))
)


def _of_document(root: _Element) -> Iterator[tuple[str, str, Word]]:
    """Rates and exemptions of lines, allowances and charges stand in the tax total too."""
    given = [svefaktura.number(rate.text or "") for rate in cast("list[_Element]", _RATES(root))[:MANY]]
    stated = " or ".join(f"cbc:Percent = {rate:f}" for rate in given if rate is not None) or "false()"
    for id, owner in (("R-106", f"{LINES}/cac:Item"), ("R-89", ENTRIES)):
        yield id, f"{owner}/cac:TaxCategory[cac:ID = 'S'][not({stated})]", "exactly"
    missing = "[false()]" if _EXEMPTIONS(root) else "[cac:ID = 'E']"
    yield "R-90", f"{LINES}/cac:Item/cac:TaxCategory{missing} | {ENTRIES}/cac:TaxCategory{missing}", "exactly"


HEARING = Hearing(svefaktura.NAMESPACES, tuple(Plea(*row) for row in PLEAS), _of_document, when="told")
