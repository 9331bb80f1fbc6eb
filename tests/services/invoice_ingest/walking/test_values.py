"""Values as XML Schema writes them, and a finding with its place for everything else."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from services.invoice_ingest.notes import Notes
from services.invoice_ingest.walking import values
from tests.strategies import ANY_DECIMAL


def element(text: str) -> _Element:
    made = etree.Element("Amount")
    made.text = text
    return made


def notes_of(made: _Element) -> Notes:
    return Notes(made)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", "12.50"),
        ("-12.50", "-12.50"),
        ("+1", "1"),
        (".5", "0.5"),
        ("5.", "5"),
        (" 7\n", "7"),
        ("0012", "12"),
        ("9" * 38, "9" * 38),
        ("0" * 50 + "1", "1"),
    ],
)
def test_a_decimal_is_read_as_written(text: str, value: str) -> None:
    made = element(text)
    notes = notes_of(made)
    read = values.number(made, notes)
    assert (str(read), notes.findings) == (value, [])


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "12.50-", "1,5", "1 000", "1e3", "1E3", "NaN", "INF", "--1", "+-1", ".", "0x1", "1_0"),
        *("١", "9" * 39, "0." + "1" * 39),
    ],
)
def test_anything_else_is_a_finding_with_place_and_value(text: str) -> None:
    made = element(text)
    notes = notes_of(made)
    assert values.number(made, notes) is None
    [finding] = notes.findings
    assert (finding.rule, finding.severity, finding.place) == ("unreadable", "fatal", "/Amount")
    assert finding.value == text.strip()[:100]


@given(ANY_DECIMAL)
def test_every_decimal_the_model_holds_is_read_back(value: Decimal) -> None:
    assert values.decimal_of(f"{value:f}") == value


@given(st.text(max_size=20))
def test_a_number_is_read_or_refused_but_never_guessed(text: str) -> None:
    made = notes = None
    try:
        made = element(text)
    except ValueError:
        return  # XML cannot hold this text
    notes = notes_of(made)
    value = values.number(made, notes)
    assert (value is None) == bool(notes.findings)
    if value is not None:
        assert set(text.strip()) <= set("+-.0123456789")


@pytest.mark.parametrize("text", ["2026-11-02", "2026-11-02Z", "2026-11-02+01:00", " 2026-11-02 "])
def test_a_date_may_carry_a_zone(text: str) -> None:
    made = element(text)
    assert values.day(made, notes_of(made)) == date(2026, 11, 2)


@pytest.mark.parametrize(
    "text", ["", "2026-02-30", "20261102", "2026-W45-1", "02-11-2026", "2026-11-02T10:00:00", "1793577600"]
)
def test_what_is_no_date_is_a_finding(text: str) -> None:
    made = element(text)
    notes = notes_of(made)
    assert values.day(made, notes) is None
    assert [finding.severity for finding in notes.findings] == ["fatal"]


@pytest.mark.parametrize("text", ["2026-11-02", "2026-11-02T23:59:59", "2026-11-02T00:00:00.5Z"])
def test_a_moment_gives_its_day(text: str) -> None:
    made = element(text)
    assert values.day_or_moment(made, notes_of(made)) == date(2026, 11, 2)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), (" 0 ", False)])
def test_a_boolean_is_written_in_four_ways(text: str, value: bool) -> None:
    made = element(text)
    assert values.flag(made, notes_of(made)) is value


@pytest.mark.parametrize("text", ["", "TRUE", "ja", "2"])
def test_any_other_boolean_is_a_finding(text: str) -> None:
    made = element(text)
    notes = notes_of(made)
    assert values.flag(made, notes) is None
    assert len(notes.findings) == 1


def test_an_empty_text_is_absent() -> None:
    made = element(" \n ")
    notes = notes_of(made)
    assert values.words(made, notes) is None
    assert notes.findings == []
