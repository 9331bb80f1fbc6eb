"""Each rule of the order response, broken and kept by one field."""

import pytest

from schemas.order import OrderAnswer
from services.invoice_ingest.rules import answers
from tests.documents import ORDER_RESPONSE
from tests.paper_cases import (
    Case,
    assert_all_have_a_case,
    assert_tells_apart,
    broken_rules,
    changed,
    lawful,
    named,
)

FORMAT, ADVANCED = "peppol-order-response-3", "peppol-order-response-advanced-3"
CASES = [
    Case("PEPPOL-T76-R001", "buyer", {"endpoint": {"value": "1"}}, {"name": "Lillköping"}),
    Case("PEPPOL-T76-R002", "seller", {}, {"ids": ({"value": "1"},)}),
    Case("PEPPOL-T76-R003", "lines.1.id", "1", "3"),
    Case("PEPPOL-T76-R004", "delivery_period.end", "2026-10-01", None),
    Case("PEPPOL-T76-R007", "lines", (), ({"id": "1"},)),
    Case("PEPPOL-T76-R008", "code", "AP", "CA"),
    Case("PEPPOL-T76-R009", "code", "RE", ""),
    Case("PEPPOL-T76-R010", "code", "AB", "CA"),
]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_rule_tells_a_broken_answer_from_a_lawful_one(case: Case) -> None:
    assert_tells_apart(case, lawful(ORDER_RESPONSE), FORMAT)


def test_every_rule_has_a_case() -> None:
    assert_all_have_a_case(CASES, answers.RULES)


@pytest.mark.parametrize("number", sorted(answers.ADVANCED))
def test_an_advanced_answer_is_judged_alike_under_its_own_ids(number: str) -> None:
    case = next(case for case in CASES if case.rule.endswith(number))
    answer = changed(lawful(ORDER_RESPONSE), case.path, case.broken)
    assert broken_rules(answer, ADVANCED) == {f"PEPPOL-T116-{number}"}


def test_a_line_that_is_promised_backwards_is_named() -> None:
    answer = changed(lawful(ORDER_RESPONSE), "lines.0.delivery_period.end", "2026-10-01")
    assert isinstance(answer, OrderAnswer)
    [rule] = [rule for rule in answers.RULES if rule.id == "PEPPOL-T76-R004"]
    assert [place.term for place in rule.check(answer)] == [
        "OrderLine[1]/LineItem/Delivery/PromisedDeliveryPeriod/EndDate"
    ]
