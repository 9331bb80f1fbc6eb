"""Each rule of the order agreement, broken by one edit of a lawful one and kept by another."""

import pytest

from tests.paper_cases import (
    TRANSACTION,
    PaperCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
)
from tests.paper_documents import an_agreement
from tests.tree_cases import doubled, marked, removed, written

PAPER = an_agreement()
LINE, ENTRY, TOTAL = "cac:OrderLine/cac:LineItem", "cac:AllowanceCharge", "cac:LegalMonetaryTotal"
PRICE, SUBTOTAL = f"{LINE}/cac:Price", "cac:TaxTotal/cac:TaxSubtotal"
CATEGORY, OF_LINE = f"{SUBTOTAL}/cac:TaxCategory", f"{LINE}/cac:Item/cac:ClassifiedTaxCategory"
CODE, PERCENT = "cbc:AllowanceChargeReasonCode", "cbc:MultiplierFactorNumeric"
NO_TOTAL, NO_TAX = removed(TOTAL), removed("cac:TaxTotal")

CASES = [
    PaperCase("CL001", (written(f"{ENTRY}/{CODE}", "40"),), (written(f"{ENTRY}/{CODE}", "100"),)),
    PaperCase("CL002", (written(f"{ENTRY}[2]/{CODE}", "95"),), (written(f"{ENTRY}[2]/{CODE}", "ABK"),)),
    PaperCase("R001", (written(f"{PRICE}/cbc:PriceAmount", "-50"),), (removed(PRICE),)),
    PaperCase("R002", (removed(f"{LINE}/cac:Item/cac:SellersItemIdentification"),),
              (removed(f"{LINE}/cac:Item/cac:SellersItemIdentification"),
               written(f"{LINE}/cac:Item/cac:StandardItemIdentification/cbc:ID"))),
    PaperCase("R004", (marked(f"{SUBTOTAL}/cbc:TaxableAmount", "currencyID", "EUR"),),
              (marked(f"{SUBTOTAL}/cbc:TaxableAmount", "currencyID", None),)),
    PaperCase("R005", (written(f"{TOTAL}/cbc:PayableAmount", "-1"),),
              (removed(f"{TOTAL}/cbc:PayableAmount"),)),
    PaperCase("R006", (written(f"{TOTAL}/cbc:LineExtensionAmount", "-1"),),
              (removed(f"{TOTAL}/cbc:LineExtensionAmount"),)),
    PaperCase("R007", (written(f"{TOTAL}/cbc:LineExtensionAmount", "99.99"),),
              (removed(f"{TOTAL}/cbc:LineExtensionAmount"),)),
    PaperCase("R008", (written(f"{TOTAL}/cbc:ChargeTotalAmount", "21"),),
              (removed(f"{TOTAL}/cbc:ChargeTotalAmount"),)),
    PaperCase("R009", (written(f"{TOTAL}/cbc:AllowanceTotalAmount", "11"),),
              (removed(f"{TOTAL}/cbc:AllowanceTotalAmount"),)),
    PaperCase("R010", (written(f"{TOTAL}/cbc:TaxExclusiveAmount", "111"),),
              (removed(f"{TOTAL}/cbc:TaxExclusiveAmount"),)),
    PaperCase("R011", (removed(f"{TOTAL}/cbc:TaxInclusiveAmount"),), (NO_TOTAL,)),
    PaperCase("R012", (written(f"{TOTAL}/cbc:PayableAmount", "100.26"),),
              (removed(f"{TOTAL}/cbc:PayableAmount"),)),
    PaperCase("R013", (written(f"{SUBTOTAL}/cbc:TaxAmount", "27.500"),),
              (written(f"{PRICE}/cbc:PriceAmount", "50.0000"),)),
    PaperCase("R014", (removed(f"{LINE}/cbc:LineExtensionAmount"),),
              (removed(f"{LINE}/cbc:LineExtensionAmount"), NO_TOTAL)),
    PaperCase("R015", (removed(f"{ENTRY}/cbc:BaseAmount"),),
              (removed(f"{ENTRY}/cbc:BaseAmount"), removed(f"{ENTRY}/{PERCENT}"))),
    PaperCase("R016", (removed(f"{ENTRY}/{PERCENT}"),),
              (removed(f"{ENTRY}/cbc:BaseAmount"), removed(f"{ENTRY}/{PERCENT}"))),
    PaperCase("R017", (written(f"{ENTRY}/{PERCENT}", "11"),), (written(f"{ENTRY}/{PERCENT}", "10.02"),)),
    PaperCase("R018", (removed(f"{ENTRY}/{CODE}"), removed(f"{ENTRY}/cbc:AllowanceChargeReason")),
              (removed(f"{ENTRY}/{CODE}"),)),
    PaperCase("R019", (removed(f"{OF_LINE}/cbc:Percent"),),
              (removed(f"{OF_LINE}/cbc:Percent"), written(f"{OF_LINE}/cbc:ID", "O"))),
    PaperCase("R020", (written(f"{OF_LINE}/cbc:Percent", "0"),),
              (written(f"{OF_LINE}/cbc:Percent", "0"), written(f"{OF_LINE}/cbc:ID", "Z"))),
    PaperCase("R021", (written(f"{ENTRY}/cbc:Amount", "-10"),), (written(f"{ENTRY}/cbc:Amount", "0"),)),
    PaperCase("R022", (written(f"{PRICE}/cac:AllowanceCharge/cbc:BaseAmount", "-55"),),
              (removed(f"{PRICE}/cac:AllowanceCharge"),)),
    PaperCase("R023", (written(f"{PRICE}/cac:AllowanceCharge/cbc:Amount", "-5"),),
              (removed(f"{PRICE}/cac:AllowanceCharge"),)),
    PaperCase("R024", (written(f"{SUBTOTAL}/cbc:TaxAmount", "27.51"),),
              (written(f"{SUBTOTAL}/cbc:TaxAmount", "27.5"),)),
    PaperCase("R025", (written("cac:TaxTotal/cbc:TaxAmount", "27.49"),), (removed(SUBTOTAL),)),
    PaperCase("R026", (written(f"{OF_LINE}/cbc:Percent", "12"),),
              (written(f"{OF_LINE}/cbc:Percent", "25.00"),)),
    PaperCase("R027", (written(f"{OF_LINE}/cbc:ID", "Z"),), (written(f"{OF_LINE}/cbc:ID", "Z"), NO_TAX)),
    PaperCase("R028", (written(f"{CATEGORY}/cbc:ID", "E"),), (written(f"{CATEGORY}/cbc:ID", "Z"),)),
    PaperCase("R029", (written(f"{CATEGORY}/cbc:TaxExemptionReason"),),
              (written(f"{CATEGORY}/cbc:TaxExemptionReason"), written(f"{CATEGORY}/cbc:ID", "E"))),
    PaperCase("R030", (written("cbc:CustomizationID", f"{TRANSACTION}order:3"),)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_rule_tells_a_broken_agreement_from_a_lawful_one(case: PaperCase) -> None:
    assert_tells_apart(case, PAPER)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, "T110")


def test_without_a_rate_or_with_one_that_rounds_to_zero_the_tax_does_too() -> None:
    rate, tax = f"{CATEGORY}/cbc:Percent", f"{SUBTOTAL}/cbc:TaxAmount"
    for edit in (removed(rate), written(rate, "0.4")):
        assert "PEPPOL-T110-R024" in broken_rules(PAPER, (edit,))
        assert "PEPPOL-T110-R024" not in broken_rules(PAPER, (edit, written(tax, "0.49")))
    assert "PEPPOL-T110-R024" in broken_rules(PAPER, (removed(tax),))


def test_an_indicator_with_white_space_counts_for_no_sum() -> None:
    spaced = written(f"{ENTRY}/cbc:ChargeIndicator", " false ")
    assert "PEPPOL-T110-R009" in broken_rules(PAPER, (spaced,))


def test_totals_without_end_are_judged_up_to_a_number() -> None:
    wrong = written(f"{TOTAL}/cbc:ChargeTotalAmount", "21")
    assert 0 < broken_rules(PAPER, (wrong, *(doubled(TOTAL),) * 60)).count("PEPPOL-T110-R008") < 40
