"""Each rule of the order and the order change, broken by one edit of a lawful one and kept by another."""

import pytest

from services.invoice_ingest.rules.papers import orders
from tests.documents import ORDER_CHANGE
from tests.paper_cases import (
    TRANSACTION,
    Paper,
    PaperCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    lawful,
)
from tests.paper_documents import an_order
from tests.tree_cases import doubled, marked, removed, written

CHANGE = lawful(ORDER_CHANGE, "T114")
ORDER = an_order()
LINE, ENTRY = "cac:OrderLine/cac:LineItem", "cac:AllowanceCharge"
TOTAL, TAX = "cac:AnticipatedMonetaryTotal", f"{LINE}/cac:Item/cac:ClassifiedTaxCategory"
PRICE, DISCOUNT = f"{LINE}/cac:Price", f"{LINE}/cac:Price/cac:AllowanceCharge"
VAT = "cac:BuyerCustomerParty/cac:Party/cac:PartyTaxScheme"
QUOTED = "cac:OrderLine/cac:QuotationLineReference/cbc:LineID"
ORIGINATOR = "cac:OriginatorCustomerParty/cac:Party"
NO_TOTALS = removed(TOTAL)

CASES = [
    PaperCase("CL001", (written(f"{ENTRY}/cbc:AllowanceChargeReasonCode", "40"),),
              (written(f"{ENTRY}/cbc:AllowanceChargeReasonCode", " 100 "),)),
    PaperCase("CL002", (written(f"{ENTRY}/cbc:ChargeIndicator", "true"),),
              (written(f"{ENTRY}/cbc:ChargeIndicator", "1"),)),
    PaperCase("R001", (written(f"{LINE}/cbc:ID", "2"),), (written(f"{LINE}/cbc:ID", "3"),)),
    PaperCase("R002", (removed("cac:ValidityPeriod"),),
              (written("cac:ValidityPeriod/cbc:EndDate", "2026-11-30"),)),
    PaperCase("R003", (marked(f"{PRICE}/cbc:PriceAmount", "currencyID", "EUR"),),
              (marked(f"{PRICE}/cbc:PriceAmount", "currencyID", None),)),
    PaperCase("R004", (written(f"{LINE}/cbc:Quantity", "-15"),), (written(f"{LINE}/cbc:Quantity", "0"),)),
    PaperCase("R005", (removed(f"{PRICE}/cbc:PriceAmount"),), (removed(PRICE),)),
    PaperCase("R006", (written(f"{TOTAL}/cbc:PayableAmount", "-1"),), (NO_TOTALS,)),
    PaperCase("R007", (removed(f"{TOTAL}/cbc:LineExtensionAmount"),), (NO_TOTALS,)),
    PaperCase("R008", (written(f"{TOTAL}/cbc:LineExtensionAmount", "900.01"),),
              (written(f"{TOTAL}/cbc:LineExtensionAmount", "900"),)),
    PaperCase("R009", (removed(f"{TOTAL}/cbc:AllowanceTotalAmount"),),
              (written(f"{TOTAL}/cbc:AllowanceTotalAmount", "30"),)),
    PaperCase("R010", (written(f"{TOTAL}/cbc:ChargeTotalAmount", "51.00"),),
              (written(f"{TOTAL}/cbc:ChargeTotalAmount", "50"),)),
    PaperCase("R011", (written(f"{TOTAL}/cbc:TaxExclusiveAmount", "919.99"),),
              (removed(f"{TOTAL}/cbc:TaxExclusiveAmount"),)),
    PaperCase("R013", (removed(f"{LINE}/cbc:Quantity"),), (written(f"{LINE}/cbc:Quantity", "1"),)),
    PaperCase("R014", (removed(f"{ORIGINATOR}/cac:PartyName"),),
              (removed(f"{ORIGINATOR}/cac:PartyName"),
               written(f"{ORIGINATOR}/cac:PartyIdentification/cbc:ID"))),
    PaperCase("R016", (written(f"{TOTAL}/cbc:PayableAmount", "1049.99"),),
              (removed(f"{TOTAL}/cbc:TaxInclusiveAmount"),)),
    PaperCase("R017", (written(f"{TOTAL}/cbc:TaxInclusiveAmount", "1150.01"),), (removed("cac:TaxTotal"),)),
    PaperCase("R019", (written(f"{DISCOUNT}/cbc:BaseAmount", "56"),),
              (removed(f"{DISCOUNT}/cbc:BaseAmount"),)),
    PaperCase("R020", (removed(f"{ENTRY}/cbc:BaseAmount"),),
              (removed(f"{ENTRY}/cbc:BaseAmount"), removed(f"{ENTRY}/cbc:MultiplierFactorNumeric"))),
    PaperCase("R021", (removed(f"{ENTRY}/cbc:MultiplierFactorNumeric"),),
              (removed(f"{ENTRY}/cbc:BaseAmount"), removed(f"{ENTRY}/cbc:MultiplierFactorNumeric"))),
    PaperCase("R022", (written(f"{ENTRY}/cbc:MultiplierFactorNumeric", "11"),),
              (written(f"{ENTRY}/cbc:MultiplierFactorNumeric", "10.005"),)),
    PaperCase("R023",
              (removed(f"{ENTRY}/cbc:AllowanceChargeReason"),
               removed(f"{ENTRY}/cbc:AllowanceChargeReasonCode")),
              (removed(f"{ENTRY}/cbc:AllowanceChargeReason"),)),
    PaperCase("R024", (written(f"{LINE}/cbc:LineExtensionAmount", "675.03"),),
              (written(f"{LINE}/cbc:LineExtensionAmount", "675.02"),)),
    PaperCase("R025", (written(f"{PRICE}/cbc:BaseQuantity", "0"),), (removed(f"{PRICE}/cbc:BaseQuantity"),)),
    PaperCase("R026",
              (written(f"{VAT}/cbc:CompanyID", "QQ550000002001"),
               written(f"{VAT}/cac:TaxScheme/cbc:ID", "VAT")),
              (written(f"{VAT}/cbc:CompanyID", "EL550000002001"),
               written(f"{VAT}/cac:TaxScheme/cbc:ID", "VAT"))),
    PaperCase("R027", (written(f"{DISCOUNT}/cbc:BaseAmount", "-55"),), (removed(DISCOUNT),)),
    PaperCase("R028", (written(f"{TOTAL}/cbc:LineExtensionAmount", "900.000"),),
              (written(f"{PRICE}/cbc:PriceAmount", "50.0000"),)),
    PaperCase("R029", (removed(f"{TAX}/cbc:Percent"),),
              (removed(f"{TAX}/cbc:Percent"), written(f"{TAX}/cbc:ID", "O"),
               written("cac:OrderLine[2]/cac:LineItem/cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", "25"),
               removed("cac:AllowanceCharge"), removed("cac:OrderLine[2]"))),
    PaperCase("R030", (written(f"{TAX}/cbc:Percent", "0"),),
              (written(f"{TAX}/cbc:Percent", "0"), written(f"{TAX}/cbc:ID", "Z"))),
    PaperCase("R031", (written("cbc:ProfileID", "urn:fdc:peppol.eu:poacc:bis:catalogue_only:3"),),
              (written("cbc:ProfileID", " urn:fdc:peppol.eu:poacc:bis:advanced_ordering:3 "),)),
    PaperCase("R032", (written(f"{ENTRY}/cbc:Amount", "-30.00"),), (written(f"{ENTRY}/cbc:Amount", "0"),)),
    PaperCase("R033", (written(f"{DISCOUNT}/cbc:Amount", "-5"),), (removed(DISCOUNT),)),
    PaperCase("R034", (written("cbc:CustomizationID", f"{TRANSACTION}catalogue:3"),), ()),
    PaperCase("R035", (removed("cac:QuotationDocumentReference"), written(QUOTED, "1")),
              (written(QUOTED, "1"),)),
]  # fmt: skip


@pytest.mark.parametrize("paper", [ORDER, CHANGE], ids=lambda paper: paper.transaction)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_order_from_a_lawful_one(case: PaperCase, paper: Paper) -> None:
    assert_tells_apart(case, paper)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, "T01")
    assert_all_have_a_case(CASES, "T114")


def test_a_restriction_of_the_specification_is_an_order_too() -> None:
    longer = written("cbc:CustomizationID", f"{TRANSACTION}order:3:restrictive:urn:example")
    assert "PEPPOL-T01-R034" not in broken_rules(ORDER, (longer,))


def test_an_order_change_only_warns_of_another_sum_of_lines() -> None:
    assert [text for text in orders.TEXTS if text[0] in orders.CHANGED] == [
        ("R008", "fatal", "arithmetic", "The sum of the lines is that of the line amounts.")
    ]
    assert orders.CHANGED == {"R008": "warning"}


def test_lines_that_share_an_id_or_have_none_are_all_told() -> None:
    same = broken_rules(ORDER, (written(f"{LINE}/cbc:ID", "2"),))
    assert same.count("PEPPOL-T01-R001") == 2
    assert broken_rules(ORDER, (removed(f"{LINE}/cbc:ID"),)).count("PEPPOL-T01-R001") == 2


def test_a_half_percentage_is_told_alone() -> None:
    told = broken_rules(ORDER, (removed(f"{ENTRY}/cbc:BaseAmount"), removed(f"{ENTRY}/cbc:Amount")))
    assert "PEPPOL-T01-R020" in told
    assert "PEPPOL-T01-R032" not in told
    assert "PEPPOL-T01-R020" in broken_rules(ORDER, (written(f"{DISCOUNT}/cbc:MultiplierFactorNumeric", "1"),
                                                     removed(f"{DISCOUNT}/cbc:BaseAmount")))  # fmt: skip


def test_totals_without_end_are_judged_up_to_a_number() -> None:
    many = (doubled(TOTAL),) * 60
    wrong = written(f"{TOTAL}/cbc:ChargeTotalAmount", "51.00")
    assert 0 < broken_rules(ORDER, (wrong, *many)).count("PEPPOL-T01-R010") < 40
