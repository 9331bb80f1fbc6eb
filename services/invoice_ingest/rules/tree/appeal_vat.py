"""The rules on VAT categories, asked of the elements: a category counts only with the tax scheme VAT.

One table for all categories, as on the model (`rules.en16931_vat`); only those that a document has are asked.
"""

from collections.abc import Iterator
from typing import Literal, cast

from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.rules.en16931_vat import CATEGORIES, Category
from services.invoice_ingest.rules.tree import ubl
from services.invoice_ingest.rules.tree.appeal_sums import broken_sums
from services.invoice_ingest.rules.tree.judge import text_of

Row = tuple[str, str | list[_Element], Literal["exactly", "also", "unless none"]]

VAT = "[cac:TaxScheme[translate(normalize-space(cbc:ID), 'vat', 'VAT') = 'VAT']]"
ALLOWANCE, CHARGE = (
    f"[normalize-space(cbc:ChargeIndicator) = '{word}' or normalize-space(cbc:ChargeIndicator) = '{digit}']"
    for word, digit in (("false", "0"), ("true", "1"))
)
LINES = "./*[self::cac:InvoiceLine or self::cac:CreditNoteLine]"
OF_LINES = f"{LINES}/cac:Item/cac:ClassifiedTaxCategory"
OF_ENTRIES = ".//cac:AllowanceCharge{}/cac:TaxCategory"
STATED = "./cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory"

SELLER, BUYER = "./cac:AccountingSupplierParty/cac:Party", "./cac:AccountingCustomerParty/cac:Party"
SELLER_TAX = f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID"
SELLER_VAT, BUYER_VAT = (f"{party}/cac:PartyTaxScheme{VAT}/cbc:CompanyID" for party in (SELLER, BUYER))
REPRESENTED = f"./cac:TaxRepresentativeParty/cac:PartyTaxScheme{VAT}/cbc:CompanyID"
BUYER_LEGAL = f"{BUYER}/cac:PartyLegalEntity/cbc:CompanyID"
KNOWN = {
    "AE": f"({SELLER_TAX} or {REPRESENTED}) and ({BUYER_VAT} or {BUYER_LEGAL})",
    "K": f"({SELLER_VAT} or {REPRESENTED}) and {BUYER_VAT}",
    "G": f"{SELLER_VAT} or {REPRESENTED}",
    "O": f"not({SELLER_VAT} or {REPRESENTED} or {BUYER_VAT})",
}
KNOWN_BY_DEFAULT = f"{SELLER_TAX} or {REPRESENTED}"
RATES = {
    "above zero": "cbc:Percent > 0",
    "zero or more": "cbc:Percent >= 0",
    "zero": "number(cbc:Percent) = 0",
    "absent": "not(cbc:Percent)",
}
REASON = "cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode"
BY_RATE_WITH_ANY_SCHEME = "S"
AS_WRITTEN = {"L": "[cbc:ID = 'L']", "M": f"[cbc:ID = 'M']{VAT}"}
"""How the breakdown of a used category is looked for where that is not how others are."""
OUTSIDE, SPLIT = "O", "B"
ABROAD = ".//cbc:IdentificationCode != 'IT'"
DELIVERED = "string-length(./cac:Delivery/cbc:ActualDeliveryDate) > 1 or ./cac:InvoicePeriod/*"
COUNTRY = (
    "string-length(./cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode) > 1"
)

_IDS = etree.XPath(
    ".//cac:TaxCategory/cbc:ID | .//cac:ClassifiedTaxCategory/cbc:ID", namespaces=ubl.NAMESPACES
)


def pleas(root: _Element) -> Iterator[Row]:
    """Rule, elements that break it, and what they count for, for each category that a document has."""
    given = {text_of(id) for id in cast("list[_Element]", _IDS(root))}
    for category in CATEGORIES:
        if category.code in given:
            yield from _of(category)
    if OUTSIDE in given:
        yield from _beside_outside()
    if SPLIT in given:
        yield (
            "BR-B-01",
            f"self::*[{_in(SPLIT)} or .//cac:TaxCategory/cbc:ID = '{SPLIT}'][{ABROAD}]",
            "exactly",
        )
        yield "BR-B-02", f"self::*[{_in(SPLIT)}][{_in('S')}]", "exactly"
    if "K" in given:
        yield "BR-IC-11", f"self::*[{STATED}{_is('K')}{VAT}][not({DELIVERED})]", "exactly"
        yield "BR-IC-12", f"self::*[{STATED}{_is('K')}{VAT}][not({COUNTRY})]", "exactly"
    for id, elements in broken_sums(root).items():
        yield id, elements, "exactly"


def _of(category: Category) -> Iterator[Row]:
    prefix, code = category.prefix, category.code
    mine = f"{_is(code)}{VAT}"
    yield f"{prefix}-01", _breakdowns(category), "exactly"
    known = KNOWN.get(code, KNOWN_BY_DEFAULT)
    if code == BY_RATE_WITH_ANY_SCHEME:
        yield (
            f"{prefix}-02",
            f"self::*[.//{_LINE}{_is(code)}][not(.//{_LINE}{mine} and ({known}))]",
            "exactly",
        )
    else:
        yield f"{prefix}-02", f"self::*[.//{_LINE}{mine}][not({known})]", "exactly"
    entries = "./cac:AllowanceCharge{}/cac:TaxCategory" if code == OUTSIDE else OF_ENTRIES
    wrong_rate = f"{mine}[not({RATES[category.rate]})]"
    for numbers, kind in ((("03", "06"), ALLOWANCE), (("04", "07"), CHARGE)):
        yield f"{prefix}-{numbers[0]}", f"self::*[{entries.format(kind)}{mine}][not({known})]", "exactly"
        yield f"{prefix}-{numbers[1]}", f"{OF_ENTRIES.format(kind)}{wrong_rate}", "exactly"
    yield f"{prefix}-05", f"{OF_LINES}{wrong_rate}", "exactly"
    if not category.by_rate:
        yield f"{prefix}-09", f"{STATED}{mine}[not(number(../cbc:TaxAmount) = 0)]", "exactly"
    yield f"{prefix}-10", f"{STATED}{mine}[{f'not({REASON})' if category.exempt else REASON}]", "exactly"


_LINE = "cac:ClassifiedTaxCategory"


def _is(code: str) -> str:
    return f"[normalize-space(cbc:ID) = '{code}']"


def _breakdowns(category: Category) -> str:
    """One breakdown for a category that is used; at least one for a category with several rates."""
    mine = f"{_is(category.code)}{'' if category.code == BY_RATE_WITH_ANY_SCHEME else VAT}"
    if not category.by_rate:
        used = f".//cac:TaxCategory{mine} or .//{_LINE}{mine}"
        return f"self::*[{used}][count({STATED}{mine}) != 1]"
    used = f"{OF_ENTRIES.format('')}{mine} or .//{_LINE}{mine}"
    there = f"{STATED}{AS_WRITTEN.get(category.code, mine)}"
    return f"self::*[({used}) and not({there}) or not({used}) and {STATED}{mine}]"


def _in(code: str) -> str:
    """Whether a category has this code and no blanks around it, whatever its scheme."""
    places = (STATED, "./cac:AllowanceCharge/cac:TaxCategory", f".//{_LINE}")
    return f"({' or '.join(f'{place}/cbc:ID = {code!r}' for place in places)})"


def _beside_outside() -> Iterator[Row]:
    """What is outside the scope of VAT stands alone."""
    other = f"[normalize-space(cbc:ID) != '{OUTSIDE}']{VAT}"
    places = (("11", STATED), ("12", f".//{_LINE}"), ("13", OF_ENTRIES.format(ALLOWANCE)),
              ("14", OF_ENTRIES.format(CHARGE)))  # fmt: skip
    for number, place in places:
        yield f"BR-O-{number}", f"self::*[{STATED}{_is(OUTSIDE)}{VAT}][{place}{other}]", "exactly"
