"""Cells are read as docs/csv.md says, or refused with a reason."""

from decimal import Decimal

import pytest

from services.invoice_ingest.formats.csv_documents import MOST, amount, capped, classes, gtin, party
from services.invoice_ingest.formats.sheet import bad_row


@pytest.mark.parametrize(
    ("cell", "value"), [("1234.50", "1234.50"), ("1234,50", "1234.50"), ("-2", "-2"), (",5", "0.5")]
)
def test_numbers_have_a_point_or_a_comma(cell: str, value: str) -> None:
    assert amount(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["1 234,50", "1.234,50", "1,234,500", "5 kr", "1e3", "--1"])
def test_numbers_have_nothing_else(cell: str) -> None:
    with pytest.raises(ValueError, match="decimal"):
        amount(cell)


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        ("5500000012", {"legal_id": {"value": "5500000012", "scheme": "0007"}}),
        ("550000-0012", {"legal_id": {"value": "5500000012", "scheme": "0007"}}),
        ("SE550000001201", {"vat_id": "SE550000001201"}),
        ("dk12345674", {"legal_id": {"value": "DK12345674", "scheme": "0184"}}),
        ("12345674", {"legal_id": {"value": "12345674", "scheme": "0184"}}),
        ("7300009000012", {"ids": [{"value": "7300009000012", "scheme": "0088"}]}),
        ("0192:123456785", {"ids": [{"value": "123456785", "scheme": "0192"}]}),
    ],
)
def test_a_party_is_known_by_any_of_its_numbers(cell: str, field: dict[str, object]) -> None:
    assert party(cell) == field


@pytest.mark.parametrize("cell", ["Blå Papper AB", "123", "0192:", "SE5500000012"])
def test_anything_else_is_no_party(cell: str) -> None:
    with pytest.raises(ValueError, match="organisation number"):
        party(cell)


def test_classes_carry_their_list() -> None:
    assert classes("TST:1 STI:2") == [{"code": "1", "list_id": "TST"}, {"code": "2", "list_id": "STI"}]
    with pytest.raises(ValueError, match="TST"):
        classes("44121600")


def test_a_gtin_has_a_length() -> None:
    assert gtin("07300009000012") == {"value": "07300009000012", "scheme": "0160"}
    with pytest.raises(ValueError, match="GTIN"):
        gtin("123")


def test_a_thousand_findings_are_told_and_the_rest_counted() -> None:
    findings = [bad_row(line, None, "bad", "mend it") for line in range(MOST + 7)]
    told = capped(findings)
    assert len(told) == MOST + 1
    assert told[-1].message.startswith("7 more")
    assert capped(findings[:5]) == findings[:5]
