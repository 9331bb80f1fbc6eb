"""Order responses, one thing changed at a time."""

import pytest

from schemas.order import OrderAnswer
from services.invoice_ingest.parsing import read
from tests.documents import ORDER_RESPONSE, REFUSAL, between, golden


def answer(name: str, *changes: tuple[str, str]) -> OrderAnswer:
    [document] = read(golden(name, *changes)).documents
    assert isinstance(document, OrderAnswer)
    return document


@pytest.mark.parametrize(("said", "code"), [("true", "AP"), ("false", "RE"), ("1", "AP")])
def test_a_simple_response_accepts_or_refuses(said: str, code: str) -> None:
    assert answer(REFUSAL, (">false<", f">{said}<")).code == code


def test_a_line_without_a_reference_answers_the_line_with_its_own_id() -> None:
    reference = between(ORDER_RESPONSE, "<cac:OrderLineReference>", "</cac:OrderLineReference>")
    assert answer(
        ORDER_RESPONSE, reference, (">3</cbc:LineStatusCode>", ">7</cbc:LineStatusCode>")
    ).refused_lines == (
        "1",
        "2",
    )


def test_a_period_that_cannot_be_read_rejects_the_answer_with_its_place() -> None:
    reading = read(golden(ORDER_RESPONSE, (">2026-10-20<", ">snart<")))
    assert [finding.place for finding in reading.findings] == [
        "/OrderResponse/Delivery/PromisedDeliveryPeriod/EndDate"
    ]
