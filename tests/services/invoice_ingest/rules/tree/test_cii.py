"""The structure of CII: a case for each rule of the table, from one lawful document."""

from collections.abc import Iterator

import pytest

from services.invoice_ingest.rules.tree import cii
from services.invoice_ingest.rules.tree.cii import STATEMENTS, STRUCTURES
from tests.documents import golden
from tests.tree_cases import (
    Base,
    Edit,
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    doubled,
    marked,
    removed,
    written,
)

LAWFUL = Base(golden("same-invoice-cii.xml"), "cii", cii.NAMESPACES)
T = "rsm:SupplyChainTradeTransaction"
AGREEMENT, SETTLEMENT = f"{T}/ram:ApplicableHeaderTradeAgreement", f"{T}/ram:ApplicableHeaderTradeSettlement"
LINE, TAX = f"{T}/ram:IncludedSupplyChainTradeLineItem", f"{SETTLEMENT}/ram:ApplicableTradeTax"
PRODUCT, PRICES = f"{LINE}/ram:SpecifiedTradeProduct", f"{LINE}/ram:SpecifiedLineTradeAgreement"
SUMS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
CHARGE, MEANS = (
    f"{SETTLEMENT}/ram:Specified{it}" for it in ("TradeAllowanceCharge", "TradeSettlementPaymentMeans")
)
ENTRY = f"{PRICES}/ram:GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge"
GUIDELINE = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter"
DOCUMENT = "rsm:ExchangedDocument"
SELLER, BUYER = f"{AGREEMENT}/ram:SellerTradeParty", f"{AGREEMENT}/ram:BuyerTradeParty"
TRAIT = f"{PRODUCT}/ram:ApplicableProductCharacteristic"
BILLED = f"{LINE}/ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"

PARENTS = {
    "PostalTradeAddress": f"{SELLER}/ram:PostalTradeAddress",
    "BillingSpecifiedPeriod": f"{SETTLEMENT}/ram:BillingSpecifiedPeriod",
    "ReferencedDocument": f"{AGREEMENT}/ram:BuyerOrderReferencedDocument",
}
"""Where a child is written that has no place in any address, period or reference."""
START, END = (f"{PARENTS['BillingSpecifiedPeriod']}/ram:{it}DateTime" for it in ("Start", "End"))
CARRIERS = (
    ("CII-DT-001", "CII-DT-007", f"{DOCUMENT}/ram:ID"),
    ("CII-DT-008", "CII-DT-009", f"{TAX}/ram:TypeCode"),
    ("CII-DT-010", "CII-DT-012", f"{DOCUMENT}/ram:TypeCode"),
    ("CII-DT-031", "CII-DT-032", f"{SUMS}/ram:LineTotalAmount"),
    ("CII-DT-034", "CII-DT-036", BILLED),
    ("CII-DT-101", "CII-DT-104", f"{SELLER}/ram:GlobalID"),
)
"""From which rule to which an attribute is looked for on an element, and that element."""
OWN: dict[str, tuple[list[Edit], list[Edit]]] = {
    "CII-DT-037": ([written(f"{TAX}/ram:TypeCode", "GST")], [written(f"{TAX}/ram:TypeCode", "VAT")]),
    "CII-DT-068": (
        [removed(f"{START}/udt:DateTimeString"), written(f"{START}/udt:DateTime", "2026-11-20T00:00:00")],
        [written(f"{START}/udt:DateTimeString", "20261101")],
    ),
    "CII-DT-072": (
        [removed(f"{END}/udt:DateTimeString"), written(f"{END}/udt:DateTime", "2026-11-20T00:00:00")],
        [written(f"{END}/udt:DateTimeString", "20261130")],
    ),
    "CII-DT-097": (
        [written(f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString", "20261301")],
        [written(f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString", "20261201")],
    ),
    "CII-SR-009": ([doubled(GUIDELINE)], []),
    "CII-SR-010": ([removed(f"{GUIDELINE}/ram:ID")], []),
    "CII-SR-014": ([removed(f"{DOCUMENT}/ram:TypeCode")], []),
    "CII-SR-046": (
        [written(f"{PRODUCT}/ram:GlobalID"), marked(f"{PRODUCT}/ram:GlobalID", "schemeID", None)],
        [written(f"{PRODUCT}/ram:GlobalID"), marked(f"{PRODUCT}/ram:GlobalID", "schemeID", "0160")],
    ),
    "CII-SR-069": ([doubled(f"{TRAIT}/ram:Description")], [written(f"{TRAIT}/ram:Description")]),
    "CII-SR-072": ([doubled(f"{TRAIT}/ram:Value")], [written(f"{TRAIT}/ram:Value")]),
    "CII-SR-090": (
        [doubled(f"{PRODUCT}/ram:OriginTradeCountry/ram:ID")],
        [written(f"{PRODUCT}/ram:OriginTradeCountry/ram:ID", "SE")],
    ),
    "CII-SR-439": ([removed(f"{PRICES}/ram:NetPriceProductTradePrice/ram:ChargeAmount")], []),
    "CII-SR-440": ([doubled(f"{ENTRY}/ram:ActualAmount")], [written(f"{ENTRY}/ram:ActualAmount", "1")]),
    "CII-SR-441": ([doubled(f"{PRICES}/ram:NetPriceProductTradePrice/ram:ChargeAmount")], []),
    "CII-SR-455": ([doubled(f"{SELLER}/ram:DefinedTradeContact")], []),
    "CII-SR-456": ([doubled(f"{BUYER}/ram:DefinedTradeContact")], []),
    "CII-SR-459": ([doubled(f"{SELLER}/ram:URIUniversalCommunication")], []),
    "CII-SR-460": ([doubled(f"{BUYER}/ram:URIUniversalCommunication")], []),
    "CII-SR-461": ([doubled(f"{TAX}/ram:TaxPointDate")], [written(f"{TAX}/ram:TaxPointDate")]),
    "CII-SR-462": ([doubled(f"{TAX}/ram:DueDateTypeCode", "72")], [doubled(f"{TAX}/ram:DueDateTypeCode")]),
    "CII-SR-463": ([written(f"{CHARGE}/ram:ActualAmount"), removed(f"{CHARGE}/ram:ChargeIndicator")], []),
    "CII-SR-467": ([doubled(f"{MEANS}/ram:TypeCode", "49")], [doubled(MEANS)]),
    "CII-SR-468": ([doubled(f"{MEANS}/ram:Information", "y")], [doubled(f"{MEANS}/ram:Information")]),
    "CII-SR-469": ([doubled(f"{SETTLEMENT}/ram:PaymentReference")], []),
    "CII-SR-470": (
        [written(f"{MEANS}/ram:TypeCode", "58"), removed(f"{MEANS}/ram:PayeePartyCreditorFinancialAccount")],
        [written(f"{MEANS}/ram:TypeCode", "48"), removed(f"{MEANS}/ram:PayeePartyCreditorFinancialAccount")],
    ),
    "CII-SR-471": ([doubled(f"{CHARGE}/ram:RateApplicablePercent")], []),
    "CII-SR-472": ([doubled(f"{CHARGE}/ram:CategoryTradeTax")], []),
    "CII-SR-473": ([doubled(f"{CHARGE}/ram:ActualAmount")], []),
}


def cases() -> Iterator[TreeCase]:
    yield from (TreeCase(rule, *edits) for rule, edits in OWN.items())
    for row in STRUCTURES:
        parent, _, child = row.name.partition("/")
        if row.id in OWN:
            continue
        if row.name.startswith("@"):
            [path] = [path for first, last, path in CARRIERS if first <= row.id <= last]
            yield TreeCase(
                row.id, [marked(path, row.name[1:])], [marked(f"{DOCUMENT}/ram:Name", row.name[1:])]
            )
        elif row.asks == "unused":
            yield TreeCase(row.id, [written(f"{PARENTS[parent]}/{prefixed(child)}")])
        else:
            path = f"{SUMS}/{prefixed(row.name)}"
            yield TreeCase(row.id, [doubled(path)], [written(path, "1.00")])


def prefixed(name: str) -> str:
    """`StartDateTime/udt:DateTime` with the prefix that goes without saying."""
    return "/".join(step if ":" in step else f"ram:{step}" for step in name.split("/"))


CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_document_from_a_lawful_one(case: TreeCase) -> None:
    assert_tells_apart(case, LAWFUL)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, STATEMENTS, ())


@pytest.mark.parametrize(
    ("rule", "child"),
    [
        ("CII-DT-015", "URIID"),
        ("CII-DT-021", "Name"),
        ("CII-DT-022", "AttachmentBinaryObject"),
    ],
)
def test_a_supporting_document_may_have_what_no_other_reference_has(rule: str, child: str) -> None:
    reference = f"{AGREEMENT}/ram:AdditionalReferencedDocument"
    case = TreeCase(
        rule,
        [written(f"{reference}/ram:TypeCode", "130"), written(f"{reference}/ram:{child}")],
        [written(f"{reference}/ram:TypeCode", "916"), written(f"{reference}/ram:{child}")],
    )
    assert_tells_apart(case, LAWFUL)


def test_a_date_that_is_also_written_as_a_moment_is_found() -> None:
    assert "CII-DT-068" in broken_rules(LAWFUL, [written(f"{START}/udt:DateTime", "2026-11-20T00:00:00")])
