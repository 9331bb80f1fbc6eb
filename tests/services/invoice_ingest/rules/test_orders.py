"""Each rule of the order, broken by one field of a lawful order and kept by another value of it."""

import pytest

from schemas.order import Order
from services.invoice_ingest.rules import orders
from tests.documents import ORDER_CHANGE
from tests.paper_cases import (
    Case,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    lawful,
    named,
)

FORMAT, CHANGE = "peppol-order-3", "peppol-order-change-3"
LINE, ALLOWANCE = "lines.0", "allowances_charges.0"
CASES = [
    Case("PEPPOL-T01-CL001", f"{ALLOWANCE}.reason_code", "40", "100"),
    Case("PEPPOL-T01-CL002", "allowances_charges.1.reason_code", "95", "ABK"),
    Case("PEPPOL-T01-R001", f"{LINE}.id", "2", "3"),
    Case("PEPPOL-T01-R002", "valid_to", None, "2026-11-30"),
    Case("PEPPOL-T01-R004", f"{LINE}.quantity", "-15", "15.0"),
    Case("PEPPOL-T01-R005", f"{LINE}.price.net", "-50", "50"),
    Case("PEPPOL-T01-R006", "totals.payable", "-1050", "1050"),
    Case("PEPPOL-T01-R007", "totals.lines", "-900", "900"),
    Case("PEPPOL-T01-R008", "totals.lines", "900.01", "900"),
    Case("PEPPOL-T01-R009", "totals.allowances", "31", "30.00"),
    Case("PEPPOL-T01-R010", "totals.charges", "51", "50.0"),
    Case("PEPPOL-T01-R011", "totals.without_vat", "919.99", None),
    Case("PEPPOL-T01-R013", f"{LINE}.quantity", None, "15"),
    Case("PEPPOL-T01-R014", "originator", {"endpoint": {"value": "1"}}, None),
    Case("PEPPOL-T01-R016", "totals.payable", "1049.99", "1050"),
    Case("PEPPOL-T01-R017", "totals.with_vat", "1150.01", None),
    Case("PEPPOL-T01-R019", f"{LINE}.price.gross", "56", None),
    Case("PEPPOL-T01-R020", f"{ALLOWANCE}.base_amount", None, "300"),
    Case("PEPPOL-T01-R021", f"{ALLOWANCE}.percentage", None, "10.00"),
    Case("PEPPOL-T01-R022", f"{ALLOWANCE}.percentage", "11", "10.005"),
    Case("PEPPOL-T01-R023", ALLOWANCE, {"is_charge": False}, {"is_charge": False, "reason": "x"}),
    Case("PEPPOL-T01-R024", f"{LINE}.net_amount", "675.03", "675.02"),
    Case("PEPPOL-T01-R025", f"{LINE}.price.base_quantity", "0", None),
    Case("PEPPOL-T01-R027", f"{LINE}.price.gross", "-55", "55.0"),
    Case("PEPPOL-T01-R028", "totals.lines", "900.000", "900.0"),
    Case("PEPPOL-T01-R029", f"{LINE}.vat_rate", None, "6"),
    Case("PEPPOL-T01-R030", f"{LINE}.vat_rate", "0", "12"),
    Case("PEPPOL-T01-R031", "profile_id", "urn:fdc:peppol.eu:poacc:bis:catalogue_only:3", None),
    Case("PEPPOL-T01-R032", f"{ALLOWANCE}.amount", "-30", "30.00"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_rule_tells_a_broken_order_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case, lawful(ORDER_CHANGE), FORMAT)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, orders.RULES)


@pytest.mark.parametrize("number", sorted(orders.CHANGES))
def test_an_order_change_is_judged_alike_under_its_own_ids(number: str) -> None:
    case = next(case for case in CASES if case.rule.endswith(number))
    change = changed(lawful(ORDER_CHANGE), case.path, case.broken)
    assert f"PEPPOL-T114-{number}" in broken_rules(change, CHANGE)


@pytest.mark.parametrize("number", orders.AGREEMENT)
def test_an_order_agreement_is_judged_alike_under_its_own_ids(number: str) -> None:
    case = next(case for case in CASES if case.rule.endswith(number))
    agreement = changed(lawful(ORDER_CHANGE), case.path, case.broken)
    assert f"PEPPOL-T110-{orders.AGREEMENT[number]}" in broken_rules(agreement, "peppol-order-agreement-3")


def test_an_order_without_totals_or_lines_breaks_no_sum() -> None:
    order = Order.model_validate({"number": "B-1", "buyer": {}, "seller": {}, "valid_to": "2026-12-31"})
    assert broken_rules(order, FORMAT) == set()


def test_a_place_is_a_path_from_the_root() -> None:
    findings = [rule for rule in orders.RULES if rule.id == "PEPPOL-T01-R004"]
    document = changed(lawful(ORDER_CHANGE), "lines.1.quantity", "-1")
    assert isinstance(document, Order)
    [place] = findings[0].check(document)
    assert (place.term, place.value) == ("OrderLine[2]/LineItem/Quantity", "-1")
