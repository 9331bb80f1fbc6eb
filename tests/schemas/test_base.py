"""Ids, decimals and times of every model."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.base import derived_id
from schemas.invoice import DocumentRef, InvoiceLine
from schemas.order import Contract, ContractReceived
from schemas.party import Party
from schemas.review import Correction


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_ids_differ_when_the_parts_differ(one: list[str], other: list[str]) -> None:
    separated = not any("\x1f" in part for part in one + other)
    assert (derived_id(*one) == derived_id(*other)) == (one == other) or not separated


def test_minus_zero_reads_as_zero() -> None:
    line = InvoiceLine(net_amount=Decimal("-0.00"))
    assert line.model_dump_json(include={"net_amount"}) == '{"net_amount":"0.00"}'


def test_a_decimal_is_kept_as_written() -> None:
    assert InvoiceLine.model_validate_json('{"net_amount":"10.500"}').net_amount == Decimal("10.500")
    assert '"10.500"' in InvoiceLine(net_amount=Decimal("10.500")).model_dump_json()


def test_nothing_can_be_changed_and_unknown_fields_are_refused() -> None:
    correction = Correction(line_id="1", dimension="account", suggested=None, decided="6410")
    with pytest.raises(ValidationError):
        correction.decided = "6420"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Correction.model_validate({**correction.model_dump(), "colour": "red"})


def test_times_are_kept_in_utc() -> None:
    stockholm = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    event = ContractReceived(
        event_id=derived_id("x"),
        occurred_at=stockholm,
        key="a|b",
        document=DocumentRef(id=derived_id("y"), sha256="0" * 64, name="c.csv", size=1),
        contract=Contract(number="C1", buyer=Party(), seller=Party()),
    )
    assert b'"occurred_at":"2026-07-01T10:00:00Z"' in event.to_json()
