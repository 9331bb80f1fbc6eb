"""The rule set of CII: its own structure, and where it reads a rule otherwise than that of UBL."""

from collections.abc import Iterable

import pytest
from lxml import etree

from services.invoice_ingest.parsing import read
from services.invoice_ingest.rules.tree import IN_CII, cii, cii_appeal, cii_codes
from tests.documents import golden
from tests.tree_cases import Edit, doubled, marked, removed, written

T = "rsm:SupplyChainTradeTransaction"
AGREEMENT, SETTLEMENT = f"{T}/ram:ApplicableHeaderTradeAgreement", f"{T}/ram:ApplicableHeaderTradeSettlement"
LINE, TAX = f"{T}/ram:IncludedSupplyChainTradeLineItem", f"{SETTLEMENT}/ram:ApplicableTradeTax"
LINE_TAX = f"{LINE}/ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax"
SUMS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
SELLER, MEANS = f"{AGREEMENT}/ram:SellerTradeParty", f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
CHARGE = f"{SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge"
GUIDELINE = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter"
ISSUED = "rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString"


def edited(edits: Iterable[Edit]) -> list[str]:
    root = etree.fromstring(golden("same-invoice-cii.xml"))
    for edit in edits:
        edit(root, cii.NAMESPACES)
    return [finding.rule for finding in read(etree.tostring(root)).broken]


def test_a_lawful_document_breaks_nothing() -> None:
    assert edited([]) == []


CASES: tuple[tuple[str, list[Edit], list[Edit]], ...] = (
    ("CII-DT-037", [written(f"{TAX}/ram:TypeCode", "GST")], [written(f"{TAX}/ram:TypeCode", "VAT")]),
    ("CII-DT-082", [written(f"{SELLER}/ram:PostalTradeAddress/ram:ID")],
     [written(f"{SELLER}/ram:PostalTradeAddress/ram:LineThree")]),
    ("CII-DT-031", [marked(f"{SUMS}/ram:LineTotalAmount", "currencyID")],
     [marked(f"{SUMS}/ram:TaxTotalAmount", "currencyID", "SEK")]),
    ("CII-DT-097", [written(ISSUED, "20261301")], [written(ISSUED, " 20261231 ")]),
    ("CII-SR-010", [removed(f"{GUIDELINE}/ram:ID")], []),
    ("CII-SR-477", [doubled(f"{SUMS}/ram:LineTotalAmount")], []),
    ("CII-SR-439", [removed(f"{LINE}/ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice")], []),
    ("BR-03", [marked(ISSUED, "format", "203")], [written(ISSUED, "20261301")]),
    ("BR-09", [removed(SELLER)], []),
    ("BR-12", [removed(f"{SUMS}/ram:LineTotalAmount")], [removed(SUMS)]),
    ("BR-22", [removed(f"{LINE}/ram:SpecifiedLineTradeDelivery")],
     [written(f"{LINE}/ram:SpecifiedLineTradeDelivery/ram:BilledQuantity", "")]),
    ("BR-CO-04", [written(f"{LINE_TAX}/ram:TypeCode", "GST")], [written(f"{LINE_TAX}/ram:TypeCode", "vat")]),
    ("BR-CO-15", [marked(f"{SUMS}/ram:TaxTotalAmount", "currencyID", None)], []),
    ("BR-CO-17", [written(f"{TAX}/ram:TypeCode", "GST")], []),
    ("BR-S-08", [written(f"{TAX}/ram:BasisAmount", "1")], []),
    ("BR-CL-10", [written(f"{SELLER}/ram:GlobalID"), marked(f"{SELLER}/ram:GlobalID", "schemeID", "SEPA")],
     [written(f"{SELLER}/ram:GlobalID"), marked(f"{SELLER}/ram:GlobalID", "schemeID", "0088")]),
    ("BR-CL-18", [written(f"{TAX}/ram:CategoryCode", "s")], []),
    ("BR-DEC-18", [written(f"{SUMS}/ram:DuePayableAmount", "1.00 ")],
     [written(f"{SUMS}/ram:DuePayableAmount", "1")]),
    ("BR-37", [written(f"{CHARGE}/ram:ChargeIndicator/udt:Indicator", "true"),
               removed(f"{CHARGE}/ram:CategoryTradeTax/ram:TypeCode")],
     [written(f"{CHARGE}/ram:ChargeIndicator/udt:Indicator", "true"),
      written(f"{CHARGE}/ram:CategoryTradeTax/ram:TypeCode", "VAT"),
      written(f"{CHARGE}/ram:CategoryTradeTax/ram:CategoryCode", "S")]),
    ("BR-O-12", [written(f"{TAX}/ram:CategoryCode", "O"), written(f"{LINE_TAX}/ram:CategoryCode", "S")], []),
    ("BR-49", [removed(f"{MEANS}/ram:TypeCode")], [written(f"{MEANS}/ram:TypeCode", "")]),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "broken", "kept"), CASES, ids=[rule for rule, _, _ in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(
    rule: str, broken: list[Edit], kept: list[Edit]
) -> None:
    assert rule in edited(broken)
    assert rule not in edited(kept)


def test_every_rule_of_the_table_is_well_formed_and_silent_on_a_lawful_document() -> None:
    root = etree.fromstring(golden("same-invoice-cii.xml"))
    for row in cii.STRUCTURES:
        assert etree.XPath(row.path, namespaces=cii.NAMESPACES)(root) == [], row.id


def test_every_plea_is_for_a_rule_that_has_words() -> None:
    root = etree.fromstring(golden("same-invoice-cii.xml"))
    pleas = (
        *cii_appeal.HEARING.pleas,
        *cii_appeal.HEARING.of_document(root),
        *cii_appeal.FIRST.of_document(root),
    )
    assert {id for id, _, _ in pleas} | {row.id for row in cii_codes.ROWS} <= set(IN_CII.statements)


@pytest.mark.parametrize("amount", ["2.28", "2.47", "-2.28", "-11.41"])
def test_totals_are_equal_as_decimals(amount: str) -> None:
    """XPath as we have it reads some of these a hair beside what hundredths of whole numbers are."""
    tax = [written(f"{TAX}/ram:CalculatedAmount", amount), written(f"{SUMS}/ram:TaxTotalAmount", amount)]
    line = f"{LINE}/ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation"
    lines = [written(f"{line}/ram:LineTotalAmount", amount), written(f"{SUMS}/ram:LineTotalAmount", amount)]
    assert not {"BR-CO-10", "BR-CO-14"} & set(
        edited([removed(f"{TAX}[2]"), removed(f"{LINE}[2]"), *tax, *lines])
    )
