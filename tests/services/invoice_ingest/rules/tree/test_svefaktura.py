import pytest

from services.invoice_ingest.rules.tree import svefaktura
from tests.tree_cases import (
    TreeCase,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    doubled,
    marked,
    removed,
    written,
)
from tests.tree_documents import a_svefaktura

SCHEME = "cac:Party/cac:PartyTaxScheme/cac:TaxScheme/cac:ID"
ENTRY, ITEM = "sf:AllowanceCharge", "cac:InvoiceLine/cac:Item"
SUBTOTAL, RATE = "cac:TaxTotal/cac:TaxSubTotal", "cac:ExchangeRate/cbc:CalculationRate"
INDICATOR = "cac:InvoiceLine/cac:AllowanceCharge/cbc:ChargeIndicator"
COUNT = "sf:LineItemCountNumeric"

CASES = (
    TreeCase("R-1", (removed(COUNT),)),
    TreeCase("R-3", (written(RATE, "0.1"),), (written(RATE, "0.0880"),)),
    TreeCase("R-17", (doubled("cac:TaxTotal"),)),
    TreeCase("R-18", (written(f"{SUBTOTAL}/cac:TaxCategory/cac:ID", " S"),)),
    TreeCase("R-19", (written(f"{SUBTOTAL}/cac:TaxCategory/cac:TaxScheme/cac:ID", "VAT\n"),)),
    TreeCase("R-21", (marked("sf:ID", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"),)),
    TreeCase("R-23", (removed("cac:ExchangeRate"),),
             (removed("cac:ExchangeRate"), removed("sf:TaxCurrencyCode"))),
    TreeCase("R-24", (removed(SUBTOTAL),), (removed(SUBTOTAL), removed("sf:TaxCurrencyCode"))),
    TreeCase("R-25", (removed(f"{SUBTOTAL}/cac:TaxCurrencyTaxAmount"),)),
    TreeCase("R-26", (removed("sf:InvoiceCurrencyCode"),),
             (removed("sf:InvoiceCurrencyCode"), removed("sf:TaxCurrencyCode"))),
    TreeCase("R-27", (written(COUNT, "2"),), (written(COUNT, "3.0"),)),
    TreeCase("R-29", (written(COUNT, "0"),), (written(COUNT, "2"),)),
    TreeCase("R-37", (written(f"cac:BuyerParty/{SCHEME}", "GST"),),
             (written(f"cac:BuyerParty/{SCHEME}", "SWT"),)),
    TreeCase("R-46", (written(f"cac:SellerParty/{SCHEME}", "TAX"),),
             (written(f"cac:SellerParty/{SCHEME}", "VAT"),)),
    TreeCase("R-54", (written("cac:PaymentTerms/cbc:PenaltySurchargePercent", "-1"),),
             (written("cac:PaymentTerms/cbc:PenaltySurchargePercent", "0"),)),
    TreeCase("R-56", (written(f"{ENTRY}/cac:TaxCategory/cac:TaxScheme/cac:ID", "SWT"),)),
    TreeCase("R-63", (removed("sf:InvoiceCurrencyCode"),)),
    TreeCase("R-64", (removed("sf:TaxCurrencyCode"),)),
    TreeCase("R-66", (written(RATE, "0"),), (written(RATE, "1"),)),
    TreeCase("R-68", (removed("sf:TaxCurrencyCode"),),
             (removed("sf:TaxCurrencyCode"), removed(f"{SUBTOTAL}/cac:TaxCurrencyTaxAmount"))),
    TreeCase("R-73", (written(INDICATOR, "0"),), (written(INDICATOR, "false"),)),
    TreeCase("R-75", (written(f"{ITEM}/cac:TaxCategory/cac:TaxScheme/cac:ID", "SWT"),)),
    TreeCase("R-100", (marked("cac:InvoiceLine/cbc:LineExtensionAmount", "amountCurrencyID", "EUR"),),
             (marked(f"{SUBTOTAL}/cac:TaxCurrencyTaxAmount", "amountCurrencyID", "NOK"),)),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_the_rule_tells_a_broken_element_from_a_lawful_one(case: TreeCase) -> None:
    assert_tells_apart(case, a_svefaktura())


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, svefaktura.STATEMENTS, ())


@pytest.mark.parametrize("text", ["x", "", "NaN", "1E+999999", "-INF", "٣x"])
def test_a_number_that_is_none_is_told_and_not_reckoned_with(text: str) -> None:
    told = broken_rules(a_svefaktura(), [written(COUNT, text), written(RATE, text)])
    assert {"R-27", "R-29", "R-66"} <= set(told)


def test_each_stated_number_of_lines_is_compared() -> None:
    assert broken_rules(a_svefaktura(), [doubled(COUNT, "99")]).count("R-27") == 1


def test_amounts_in_another_currency_are_told_one_by_one() -> None:
    amounts = [marked(f"cac:TaxTotal/{name}", "amountCurrencyID", "EUR") for name in ("cbc:TotalTaxAmount",)]
    totals = marked("cac:LegalTotal/cbc:TaxInclusiveTotalAmount", "amountCurrencyID", "EUR")
    assert broken_rules(a_svefaktura(), [*amounts, totals]).count("R-100") == 2
