import pytest

from services.invoice_ingest.rules import en16931_decimals
from tests.rule_cases import (
    Case,
    a_full_invoice,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)

FIELDS = {
    "BR-DEC-01": "allowances_charges.0.amount",
    "BR-DEC-02": "allowances_charges.0.base_amount",
    "BR-DEC-05": "allowances_charges.1.amount",
    "BR-DEC-06": "allowances_charges.1.base_amount",
    "BR-DEC-09": "totals.lines",
    "BR-DEC-10": "totals.allowances",
    "BR-DEC-11": "totals.charges",
    "BR-DEC-12": "totals.without_vat",
    "BR-DEC-13": "totals.vat",
    "BR-DEC-14": "totals.with_vat",
    "BR-DEC-15": "totals.vat_in_tax_currency",
    "BR-DEC-16": "totals.prepaid",
    "BR-DEC-17": "totals.rounding",
    "BR-DEC-18": "totals.payable",
    "BR-DEC-19": "vat.0.taxable_amount",
    "BR-DEC-20": "vat.0.tax_amount",
    "BR-DEC-23": "lines.0.net_amount",
    "BR-DEC-24": "lines.0.allowances_charges.0.amount",
    "BR-DEC-25": "lines.0.allowances_charges.0.base_amount",
    "BR-DEC-27": "lines.0.allowances_charges.1.amount",
    "BR-DEC-28": "lines.0.allowances_charges.1.base_amount",
}
CASES = [Case(rule, path, "10.000", "10.00", a_full_invoice) for rule, path in FIELDS.items()]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_three_decimals_break_the_rule_even_zeros(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, en16931_decimals.RULES)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("price.net", "50.00000"),
        ("price.discount", "5.0000"),
        ("price.gross", "55.00000"),
        ("price.base_quantity", "1.000"),
        ("quantity", "2.0000"),
        ("vat_rate", "25.000"),
    ],
)
def test_prices_quantities_and_percentages_have_no_limit(path: str, value: str) -> None:
    assert not broken_rules(changed(a_full_invoice(), f"lines.0.{path}", value))
