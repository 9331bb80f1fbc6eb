import pytest

from schemas.invoice import Invoice
from services.invoice_ingest.rules import check, svefaktura_warnings
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


def a_credit_note() -> Invoice:
    return a_lawful_svefaktura(type_code="381", is_credit=True, preceding=({"number": "F-1"},))


def with_entry() -> Invoice:
    return a_lawful_svefaktura(allowances_charges=(an_allowance(),))


def exempt() -> Invoice:
    vat = {"vat_category": "E", "vat_rate": "0"}
    invoice = a_lawful_svefaktura(lines=(a_line(**vat),), allowances_charges=(an_allowance(**vat),))
    return changed(invoice, "vat.0.exemption_reason", "Sjukvård")


def delivered() -> Invoice:
    return a_lawful_svefaktura(
        delivery={"delivered_on": "2026-11-01"}, period={"start": "2026-10-01", "end": "2026-11-02"}
    )


def rounded() -> Invoice:
    totals = {"lines": "100", "without_vat": "100", "vat": "25", "rounding": "0.25", "with_vat": "125.25"}
    return a_lawful_svefaktura(totals={**totals, "payable": "125.25"})


def paid_to_another() -> Invoice:
    return a_lawful_svefaktura(payee={"name": "Factoring AB"})


def a_line_with_base(base_quantity: str | None) -> Invoice:
    price = {"net": "50.00", "base_quantity": base_quantity, "base_unit": "EA" if base_quantity else None}
    change = {"is_charge": False, "amount": "10.00", "base_amount": "100.00"}
    return a_lawful_svefaktura(
        lines=(a_line(quantity="2", price=price, net_amount="90.00", allowances_charges=(change,)),)
    )


BASE = "lines.0.allowances_charges.0.base_amount"
CASES = [
    Case("R-2", "preceding", (), ({"number": "F-2"},), a_credit_note),
    Case("R-81", "period.end", "2026-09-30", "2026-10-01", delivered),
    Case("R-82", "period.end", "2026-11-03", "2026-10-31", delivered),
    Case("R-6", "allowances_charges.0.vat_rate", "20", "6", with_entry),
    Case("R-7", "lines.0.vat_rate", "20", "6", a_lawful_svefaktura),
    Case("R-16", "vat.0.rate", "20", "12.0", a_lawful_svefaktura),
    Case("R-62", "allowances_charges.0.vat_rate", "0", "6", with_entry),
    Case("R-96", "vat.0.rate", "0", "6", a_lawful_svefaktura),
    Case("R-97", "lines.0.vat_rate", "0", "6", a_lawful_svefaktura),
    Case("R-60", "vat.0.exemption_reason", None, "Vård", exempt),
    Case("R-91", "vat.0.exemption_reason", None, "Vård", exempt),
    Case("R-52", "payee.name", "Blå Papper AB", "Inkasso AB", paid_to_another),
    Case("R-55", "totals.without_vat", None, "90", with_entry),
    Case("R-92", "totals.with_vat", "125.00", "125.250", rounded),
    Case("R-101", "payments.0.accounts.0.service_provider", None, "PGSISESS", a_lawful_svefaktura),
    Case("R-102", "lines.0.item.name", "", "Papper", a_lawful_svefaktura),
    Case("R-103", BASE, "100.01", "100.009", lambda: a_line_with_base(None)),
    Case("R-104", BASE, "99.99", "99.991", lambda: a_line_with_base("1")),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_rule_tells_a_broken_field_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, svefaktura_warnings.RULES)


def test_a_warning_never_refuses_an_invoice() -> None:
    told = check(changed(a_lawful_svefaktura(), "lines.0.item.name", ""))
    assert [finding.severity for finding in told] == ["warning"]


def test_a_credit_note_may_refer_to_a_period_instead() -> None:
    period = {"start": "2026-10-01", "end": "2026-10-31"}
    credit_note = changed(a_credit_note(), "preceding", ())
    assert "R-2" not in broken_rules(changed(credit_note, "period", period))


def test_a_free_line_needs_no_description() -> None:
    line = a_line(net_amount="0", quantity="0", item={"name": ""})
    assert "R-102" not in broken_rules(a_lawful_svefaktura(lines=(a_line(), line)))


@pytest.mark.parametrize(("base", "broken"), [("104.09", False), ("104.08", True), ("104.11", True)])
def test_a_base_is_compared_with_what_binary_fractions_make_of_its_price(base: str, broken: bool) -> None:
    """Twice 52.05 is a hair less than 104.10 there, and less than a cent from 104.09."""
    invoice = changed(a_line_with_base("1"), "lines.0.price.net", "52.05")
    assert ("R-104" in broken_rules(changed(invoice, BASE, base))) is broken
