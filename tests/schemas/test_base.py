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


@pytest.mark.parametrize(
    "written", ["9" * 38, "-" + "9" * 38, "0." + "0" * 37 + "1", "1E+37", "1E-38", "0E+50"]
)
def test_a_decimal_has_up_to_38_digits(written: str) -> None:
    assert InvoiceLine(net_amount=Decimal(written)).net_amount == Decimal(written)
    assert InvoiceLine.model_validate({"net_amount": written}).net_amount == Decimal(written)


@pytest.mark.parametrize("written", ["9" * 39, "0." + "0" * 38 + "1", "1E+38", "1E-39", "NaN", "-Infinity"])
def test_a_longer_decimal_or_none_at_all_is_refused_with_its_place(written: str) -> None:
    for value in (written, Decimal(written)):
        with pytest.raises(ValidationError) as caught:
            InvoiceLine.model_validate({"net_amount": value})
        (error,) = caught.value.errors()
        assert error["loc"] == ("net_amount",)
        assert error["type"] in ("decimal_max_digits", "finite_number")


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
