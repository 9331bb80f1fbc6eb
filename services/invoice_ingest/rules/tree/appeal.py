"""A second hearing for a document that breaks a rule: what it breaks, asked of its elements.

On the model an empty element is an absent one and a tax of another scheme looks like VAT, which is all the
same to a lawful document. Where anything is fatally wrong, the rules below are asked again, of the elements
that the published rule looks at: is there such an element, be it empty? Their word counts, not the model's.
A lawful document never comes here, so that it costs nothing. To add one: a row, and a case in the test.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from lxml import etree
from lxml.etree import _Element

from schemas.invoice import Finding
from services.invoice_ingest.rules.peppol import BILLING_PROCESSES, SELF_BILLING_PROCESSES
from services.invoice_ingest.rules.rule import Statement
from services.invoice_ingest.rules.tree import appeal_vat, ubl
from services.invoice_ingest.rules.tree.appeal_vat import ALLOWANCE, CHARGE, LINES, VAT
from services.invoice_ingest.rules.tree.judge import Judge, Outlook

Word = Literal["exactly", "also", "unless none"]


class Plea(NamedTuple):
    """A rule and the elements that break it.

    `exactly` these do; `also` these do, where the model told none; `unless none`: where there are no such
    elements, nothing breaks the rule, and else the model knows.
    """

    id: str
    path: str
    word: Word = "exactly"


COMPILED = 1000
_NAME = re.compile(r"(\w+):(\w+)")
_PLAIN_STEPS = re.compile(r"(?:\.?//?)?\w+:\w+(?:/\w+:\w+)*(?=[/\[]|$)")
TOTALS = "./cac:LegalMonetaryTotal"
PERIOD = "[number(translate(cbc:EndDate, '-', '')) < number(translate(cbc:StartDate, '-', ''))]"
SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
NO_REASON = "[not(cbc:AllowanceChargeReason or cbc:AllowanceChargeReasonCode)]"
TRANSFER = "[normalize-space(cbc:PaymentMeansCode) = '30' or normalize-space(cbc:PaymentMeansCode) = '58']"
FEW = "[position() < 20]"  # a search for each of many would be quadratic
SUBTOTALS = ".//cac:TaxTotal/cac:TaxSubtotal"

EXISTENCE: tuple[tuple[str, str], ...] = (
    *((id, f"self::*[not({party}/cac:PartyLegalEntity/cbc:RegistrationName[normalize-space()])]")
      for id, party in (("BR-06", SELLER), ("BR-07", BUYER))),
    *((id, f"self::*[not({party}/cac:PostalAddress)]")
      for id, party in (("BR-08", SELLER), ("BR-10", BUYER))),
    *((id, f"./{party}/cac:PostalAddress[not(cac:Country/cbc:IdentificationCode[normalize-space()])]")
      for id, party in (("BR-09", SELLER), ("BR-11", BUYER))),
    ("BR-25", f"{LINES}[not(cac:Item/cbc:Name[normalize-space()])]"),
    ("BR-27", f"{LINES}[not(cac:Price/cbc:PriceAmount >= 0)]"),
    ("BR-03", "self::*[normalize-space(cbc:IssueDate) = '']"),
    ("BR-12", f"{TOTALS}[not(cbc:LineExtensionAmount)]"),
    ("BR-13", f"{TOTALS}[not(cbc:TaxExclusiveAmount)]"),
    ("BR-14", f"{TOTALS}[not(cbc:TaxInclusiveAmount)]"),
    ("BR-15", f"{TOTALS}[not(cbc:PayableAmount)]"),
    ("BR-17", "./cac:PayeeParty[not(cac:PartyName/cbc:Name)"
              f" or cac:PartyName{FEW}/cbc:Name = ../{SELLER}/cac:PartyName{FEW}/cbc:Name"
              f" or cac:PartyIdentification{FEW}/cbc:ID = ../{SELLER}/cac:PartyIdentification{FEW}/cbc:ID]"),
    ("BR-18", "./cac:TaxRepresentativeParty[normalize-space(cac:PartyName/cbc:Name) = '']"),
    ("BR-19", "./cac:TaxRepresentativeParty[not(cac:PostalAddress)]"),
    ("BR-20", "./cac:TaxRepresentativeParty/cac:PostalAddress"
              "[normalize-space(cac:Country/cbc:IdentificationCode) = '']"),
    ("BR-56", f"./cac:TaxRepresentativeParty[not(cac:PartyTaxScheme{VAT}/cbc:CompanyID)]"),
    ("BR-22", f"{LINES}[not(cbc:InvoicedQuantity or cbc:CreditedQuantity)]"),
    ("BR-23", f"{LINES}[not(cbc:InvoicedQuantity/@unitCode or cbc:CreditedQuantity/@unitCode)]"),
    ("BR-24", f"{LINES}[not(cbc:LineExtensionAmount)]"),
    ("BR-26", f"{LINES}[not(cac:Price/cbc:PriceAmount)]"),
    ("BR-28", f"{LINES}[cac:Price/cac:AllowanceCharge/cbc:BaseAmount]"
              "[not(cac:Price/cac:AllowanceCharge/cbc:BaseAmount >= 0)]"),
    ("BR-29", f"./cac:InvoicePeriod{PERIOD}"),
    ("BR-30", f"{LINES}/cac:InvoicePeriod{PERIOD}"),
    *((id, f"./cac:AllowanceCharge{kind}[not(cbc:Amount)]")
      for id, kind in (("BR-31", ALLOWANCE), ("BR-36", CHARGE))),
    *((id, f"{LINES}/cac:AllowanceCharge{kind}[not(cbc:Amount)]")
      for id, kind in (("BR-41", ALLOWANCE), ("BR-43", CHARGE))),
    ("BR-45", f"{SUBTOTALS}[not(cbc:TaxableAmount)]"),
    ("BR-46", f"{SUBTOTALS}[not(cbc:TaxAmount)]"),
    ("BR-49", ".//cac:PaymentMeans[not(cbc:PaymentMeansCode)]"),
    ("BR-50", f".//cac:PaymentMeans{TRANSFER}/cac:PayeeFinancialAccount[normalize-space(cbc:ID) = '']"),
    ("BR-61", f".//cac:PaymentMeans{TRANSFER}[not(cac:PayeeFinancialAccount/cbc:ID)]"),
    ("BR-57", ".//cac:Delivery/cac:DeliveryLocation/cac:Address[not(cac:Country/cbc:IdentificationCode)]"),
    ("BR-CO-03", "self::*[cbc:TaxPointDate and cac:InvoicePeriod/cbc:DescriptionCode]"),
    ("BR-CO-18", "self::*[not(cac:TaxTotal/cac:TaxSubtotal)]"),
    ("BR-CO-19", "./cac:InvoicePeriod[not(cbc:StartDate or cbc:EndDate or cbc:DescriptionCode)]"),
    ("BR-CO-20", f"{LINES}/cac:InvoicePeriod[not(cbc:StartDate or cbc:EndDate)]"),
    ("BR-CO-26", f"./cac:AccountingSupplierParty[not(cac:Party/cac:PartyTaxScheme{VAT}/cbc:CompanyID"
                 " or cac:Party/cac:PartyIdentification/cbc:ID[not(@schemeID = 'SEPA')]"
                 " or cac:Party/cac:PartyLegalEntity/cbc:CompanyID)]"),
)  # fmt: skip

DECIMALS: tuple[tuple[str, str, str], ...] = (
    ("BR-DEC-01", f"./cac:AllowanceCharge{ALLOWANCE}", "Amount"),
    ("BR-DEC-02", f"./cac:AllowanceCharge{ALLOWANCE}", "BaseAmount"),
    ("BR-DEC-05", f"./cac:AllowanceCharge{CHARGE}", "Amount"),
    ("BR-DEC-06", f"./cac:AllowanceCharge{CHARGE}", "BaseAmount"),
    ("BR-DEC-09", TOTALS, "LineExtensionAmount"),
    ("BR-DEC-10", TOTALS, "AllowanceTotalAmount"),
    ("BR-DEC-11", TOTALS, "ChargeTotalAmount"),
    ("BR-DEC-12", TOTALS, "TaxExclusiveAmount"),
    ("BR-DEC-14", TOTALS, "TaxInclusiveAmount"),
    ("BR-DEC-16", TOTALS, "PrepaidAmount"),
    ("BR-DEC-17", TOTALS, "PayableRoundingAmount"),
    ("BR-DEC-18", TOTALS, "PayableAmount"),
    ("BR-DEC-19", SUBTOTALS, "TaxableAmount"),
    ("BR-DEC-20", SUBTOTALS, "TaxAmount"),
    ("BR-DEC-23", LINES, "LineExtensionAmount"),
    ("BR-DEC-24", f"{LINES}/cac:AllowanceCharge{ALLOWANCE}", "Amount"),
    ("BR-DEC-25", f"{LINES}/cac:AllowanceCharge{ALLOWANCE}", "BaseAmount"),
    ("BR-DEC-27", f"{LINES}/cac:AllowanceCharge{CHARGE}", "Amount"),
    ("BR-DEC-28", f"{LINES}/cac:AllowanceCharge{CHARGE}", "BaseAmount"),
)
"""Blanks after the last digit count, as they do for UBL-DT-01."""

EN_16931: tuple[Plea, ...] = (
    *(Plea(*row) for row in EXISTENCE),
    *(Plea(id, f"{owner}/cbc:{name}[string-length(substring-after(., '.')) > 2]")
      for id, owner, name in DECIMALS),
)  # fmt: skip

TAX, OWN = (f"cac:TaxTotal/cbc:TaxAmount[@currencyID = normalize-space(../../cbc:{name})]"
            for name in ("TaxCurrencyCode", "DocumentCurrencyCode"))  # fmt: skip
OF_INVOICE, OF_CREDIT_NOTE = (f"[ancestor::*[local-name() = '{root}']]" for root in ("Invoice", "CreditNote"))
COUNTED = f"(cbc:InvoicedQuantity{OF_INVOICE} | cbc:CreditedQuantity{OF_CREDIT_NOTE})"
QUANTITY = f"(../../cbc:InvoicedQuantity{OF_INVOICE} | ../../cbc:CreditedQuantity{OF_CREDIT_NOTE})"
"""A line of the other kind has none, as far as its price is concerned."""
FINE = 1_000_000  # XPath reckons in binary fractions: prices are compared to the sixth decimal
SLACK = FINE // 50
CHANGE = "normalize-space(cbc:ChargeIndicator)"
LINE_CHANGES = f"round(sum(cac:AllowanceCharge[{CHANGE} = '%s']/cbc:Amount) * 100) div 100"
BASE = "sum(cac:Price/cbc:BaseQuantity)"
OFF = (
    f"sum(cbc:LineExtensionAmount) - (sum({COUNTED}) + number(not({COUNTED})))"
    f" * sum(cac:Price/cbc:PriceAmount) div ({BASE} + number({BASE} = 0))"
    f" - {LINE_CHANGES % 'true'} + {LINE_CHANGES % 'false'}"
)
"""How far a line is off its quantity times its price; an absent quantity or base quantity counts as 1."""
BOTH = "[boolean(cbc:MultiplierFactorNumeric) = boolean(cbc:BaseAmount)]"
INDICATED = (
    "[normalize-space(cbc:ChargeIndicator) = 'true' or normalize-space(cbc:ChargeIndicator) = 'false']"
)
DEBIT = "[normalize-space(cbc:PaymentMeansCode) = '49' or normalize-space(cbc:PaymentMeansCode) = '59']"
ENTRIES = "./cac:AllowanceCharge{0}|" + LINES + "/cac:AllowanceCharge{0}"
LETTERS = "'abcdefghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"
EXEMPTIONS = (
    ("P0104", "VATEX-EU-G", "G"), ("P0105", "VATEX-EU-O", "O"), ("P0106", "VATEX-EU-IC", "K"),
    ("P0107", "VATEX-EU-AE", "AE"), ("P0108", "VATEX-EU-D", "E"), ("P0109", "VATEX-EU-F", "E"),
    ("P0110", "VATEX-EU-I", "E"), ("P0111", "VATEX-EU-J", "E"),
)  # fmt: skip
LIMITING = " or ".join(
    f"normalize-space(../cbc:ProfileID) = '{process}'"
    for process in sorted(BILLING_PROCESSES | SELF_BILLING_PROCESSES)
)
PEPPOL: tuple[Plea, ...] = (
    *EN_16931,
    *(Plea(f"PEPPOL-EN16931-{id}", path) for id, path in (
        ("R005", ".//cbc:TaxCurrencyCode"
                 "[normalize-space() = normalize-space(../cbc:DocumentCurrencyCode)]"),
        ("R003", "self::*[not(cbc:BuyerReference or cac:OrderReference/cbc:ID)]"),
        ("R010", f"./{BUYER}[not(cbc:EndpointID)]"),
        ("R020", f"./{SELLER}[not(cbc:EndpointID)]"),
        ("R041", ENTRIES.format("[cbc:MultiplierFactorNumeric and not(cbc:BaseAmount)]")),
        ("R042", ENTRIES.format("[not(cbc:MultiplierFactorNumeric) and cbc:BaseAmount]")),
        ("R043", ENTRIES.format(f"{BOTH}[not(self::*{INDICATED})]")),
        ("R046", f"{LINES}/cac:Price/cac:AllowanceCharge[cbc:BaseAmount]"
                 f"[not(round(../cbc:PriceAmount * {FINE}) = "
                 f"round((cbc:BaseAmount - cbc:Amount) * {FINE}))]"),
        ("R120", f"{LINES}[round(({OFF}) * {FINE}) > {SLACK} or round(({OFF}) * {FINE}) < -{SLACK}]"),
        ("R055", f"self::*[cbc:TaxCurrencyCode]"
                 f"[not(({TAX} <= 0 and {OWN} <= 0) or ({TAX} >= 0 and {OWN} >= 0))]"),
        ("R130", ".//cac:Price/cbc:BaseQuantity[@unitCode]"
                 "[../../cbc:InvoicedQuantity or ../../cbc:CreditedQuantity]"
                 f"[not(@unitCode = {QUANTITY}/@unitCode)]"),
        ("R061", f".//cac:PaymentMeans{DEBIT}[not(cac:PaymentMandate/cbc:ID)]"),
        *((id, f".//cac:TaxCategory[translate(cbc:TaxExemptionReasonCode, {LETTERS}) = '{code}']"
               f"[normalize-space(cbc:ID) != '{category}']") for id, code, category in EXEMPTIONS),
    )),
    *(Plea(f"PEPPOL-EN16931-{id}", *plea) for id, name in (("P0100", "Invoice"), ("P0101", "CreditNote"))
      for plea in ((f"./cbc:{name}TypeCode", "unless none"),
                   (f"./cbc:{name}TypeCode[not(normalize-space())][{LIMITING}]", "also"))),
)  # fmt: skip


class Hearing(NamedTuple):
    """What is asked of documents of a format: the same of all, and what depends on the document."""

    namespaces: Mapping[str, str]
    pleas: tuple[Plea, ...]
    of_document: Callable[[_Element], Iterable[tuple[str, str | list[_Element], Word]]]
    when: Literal["fatal", "told", "always"] = "fatal"
    """Worth while where something is fatal, where anything was told, or always."""


def heard(
    root: _Element, hearing: Hearing, rules: Mapping[str, Statement], findings: list[Finding]
) -> list[Finding]:
    """The findings, corrected by what the pleas find. The model's words stay where both find as many."""
    told = Counter(finding.rule for finding in findings)
    judge, wrong = Judge(root, Outlook(rules)), set()
    names = {element.tag for element in root.iter()}
    for id, path, word in (*hearing.pleas, *hearing.of_document(root)):
        elements = path if isinstance(path, list) else _found(path, hearing, root, names)
        if word == "unless none":
            if told[id] and not elements:
                wrong.add(id)
        elif len(elements) != told[id] and not (word == "also" and told[id]):
            wrong.add(id)
            for element in elements:
                judge.broken(id, element)
    return [finding for finding in findings if finding.rule not in wrong] + judge.findings


def _found(path: str, hearing: Hearing, root: _Element, names: Set[object]) -> list[_Element]:
    namespaces = tuple(hearing.namespaces.items())
    if not names >= _names_on(path, namespaces):
        return []  # not looked for among a hundred thousand elements of other names
    return cast("list[_Element]", _compiled(path, namespaces)(root))


@lru_cache(COMPILED)
def _names_on(path: str, namespaces: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """The names of elements that a path leads through, as far as they can be told without its conditions."""
    steps = None if "|" in path else _PLAIN_STEPS.match(path.removeprefix(LINES))
    found = () if steps is None else _NAME.findall(steps[0])
    return frozenset(f"{{{dict(namespaces)[prefix]}}}{name}" for prefix, name in found)


@lru_cache(COMPILED)
def _compiled(path: str, namespaces: tuple[tuple[str, str], ...]) -> etree.XPath:
    return etree.XPath(path, namespaces=dict(namespaces))


EN_16931_HEARING = Hearing(ubl.NAMESPACES, EN_16931, appeal_vat.pleas)
PEPPOL_HEARING = Hearing(ubl.NAMESPACES, PEPPOL, appeal_vat.pleas)
