from functools import partial

import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import svefaktura
from tests.builders import a_line, an_allowance
from tests.rule_cases import (
    Case,
    a_lawful_svefaktura,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    named,
)

LINE = "lines.0.net_amount"


def a_line_with(base: str | None, change: str | None, net: str) -> Invoice:
    """A Svefaktura over one line of 4 pieces at 50.00, per `base` pieces, with a change of 10.00."""
    entries = ({"is_charge": change == "charge", "amount": "10.00"},) if change else ()
    price = {"net": "50.00", "base_quantity": base, "base_unit": "EA" if base else None}
    line = a_line(quantity="4", price=price, net_amount=net, allowances_charges=entries)
    return a_lawful_svefaktura(lines=(line,))


def with_entries() -> Invoice:
    entries = (an_allowance(reason_code="ZZZ"), an_allowance(is_charge=True, reason_code="ZZZ"))
    return a_lawful_svefaktura(allowances_charges=entries)


def exempt() -> Invoice:
    """A Svefaktura whose line and charge are exempt, and say why."""
    vat = {"vat_category": "E", "vat_rate": "0"}
    invoice = a_lawful_svefaktura(
        lines=(a_line(**vat),), allowances_charges=(an_allowance(is_charge=True, **vat),)
    )
    return changed(invoice, "vat.0.exemption_reason", "Sjukvård")


def in_two_currencies() -> Invoice:
    invoice = changed(a_lawful_svefaktura(), "totals.vat_in_tax_currency", "2.30")
    return changed(invoice, "tax_currency", "EUR")


def with_period() -> Invoice:
    return a_lawful_svefaktura(period={"start": "2026-10-01", "end": "2026-10-31"})


def with_registered_names() -> Invoice:
    invoice = changed(a_lawful_svefaktura(), "seller.trading_name", "Pappersbutiken")
    return changed(invoice, "buyer.trading_name", "Kommunen")


LINES = {
    "R-11": ("2", "allowance", "90.00"),
    "R-12": ("2", "charge", "110.00"),
    "R-13": (None, "allowance", "190.00"),
    "R-14": (None, "charge", "210.00"),
    "R-15": ("2", None, "100.00"),
    "R-20": (None, None, "200.00"),
}
ROWS: tuple[tuple[str, str, object, object], ...] = (
    ("R-69", "totals.lines", "100.51", "100.49"),
    ("R-70", "totals.without_vat", "99.49", "99.51"),
    ("R-71", "totals.with_vat", "125.51", "125.49"),
    ("R-67", "totals.vat", "25.51", "24.51"),
    ("R-4", "vat.0.tax_amount", "25.50", "25.49"),
    ("R-10", "totals.without_vat", "100.50", "100.49"),
    ("R-105", "totals.with_vat", "-1", "0"),
    ("R-106", "lines.0.vat_rate", "12", "25.00"),
    ("R-88", "seller.vat_id", None, "SE550000001201"),
    ("R-22", "type_code", "383", "381"),
    ("R-38", "seller", {"name": "Blå Papper AB"}, {"name": "Blå Papper AB", "vat_id": "SE550000001201"}),
    ("R-51", "payments.0.accounts.0", {"id": "", "service_provider": "BGABSESS"},
     {"id": "", "service_provider": "SNDOSESS"}),
    ("R-72", "lines.0.allowances_charges", ({"is_charge": False},), ({"is_charge": False, "amount": "0"},)),
    ("R-74", "lines.0.allowances_charges", ({"is_charge": False, "amount": "-1"},),
     ({"is_charge": True, "amount": "1"},)),
)  # fmt: skip
CASES = [
    *(Case(rule, LINE, str(float(line[2]) + 0.5), str(float(line[2]) - 0.49), partial(a_line_with, *line))
      for rule, line in LINES.items()),
    *(Case(rule, path, broken, kept, a_lawful_svefaktura) for rule, path, broken, kept in ROWS),
    Case("R-95", "vat.0.rate", "25", "0.00", exempt),
    Case("R-77", "lines.0.vat_rate", "25", "0.00", exempt),
    Case("R-61", "allowances_charges.0.vat_rate", "25", "0.00", exempt),
    Case("R-90", "vat.0.category", "S", "E", exempt),
    Case("R-58", "allowances_charges.0.vat_rate", None, "25.0", with_entries),
    Case("R-89", "allowances_charges.1.vat_rate", "12", "25.0", with_entries),
    Case("R-5", "tax_currency", "SEK", "DKK", in_two_currencies),
    Case("R-80", "period.end", None, "2026-10-30", with_period),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, svefaktura.RULES)


def test_a_round_off_to_whole_kronor_is_part_of_the_total() -> None:
    totals = {"lines": "100.32", "without_vat": "100.32", "vat": "25.08", "with_vat": "125", "payable": "125"}
    line = a_line(net_amount="100.32")
    for round_off in ("-0.40", None):
        invoice = a_lawful_svefaktura(lines=(line,), totals={**totals, "rounding": round_off})
        assert not broken_rules(invoice)


def test_a_price_without_a_quantity_cannot_be_right() -> None:
    assert "R-20" in broken_rules(changed(a_lawful_svefaktura(), "lines.0.quantity", None))
    free_text = changed(a_lawful_svefaktura(), "lines.0.price", {})
    assert not broken_rules(changed(free_text, "lines.0.quantity", None))


def test_a_base_quantity_of_zero_is_told_without_a_division() -> None:
    price = {"net": "50.00", "base_quantity": "0", "base_unit": "EA"}
    assert "R-15" in broken_rules(changed(a_lawful_svefaktura(), "lines.0.price", price))


def test_the_tax_per_rate_is_not_judged_in_another_tax_currency() -> None:
    assert "R-4" not in broken_rules(changed(in_two_currencies(), "vat.0.tax_amount", "90"))


def test_a_svefaktura_is_not_held_against_other_rules() -> None:
    bare = changed(changed(a_lawful_svefaktura(), "lines.0.unit", "öre/kWh"), "seller.address", None)
    assert not broken_rules(bare)
